package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"onus"
	"onus/db"
	"onus/views"
)

// usualDigits are those of a first Bates number.
const usualDigits = 6

// batesNumbers shows what numbering the selected items would do, and does it when asked.
func (s *Server) batesNumbers(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	ids, ok := s.selected(q)
	if !ok {
		return seeOther(q, q.backToList(onus.EvidenceNoun))
	}
	step := q.typed("step")
	first, err := s.batesTyped(q, step)
	if err != nil && step == "" {
		return err
	}
	var lines []onus.BatesLine
	switch {
	case err != nil: // shown beside its field
	case step == "assign":
		who := q.actorWithOp()
		if lines, err = s.Store.AssignBates(q.Request().Context(), who, q.in.ID, ids, first, q.typed("renumber") != ""); err == nil {
			s.done(q, q.w.N("One item is numbered.", "%s items are numbered.", len(lines)), who.Op)
			return seeOther(q, q.caseURL("/evidence"))
		}
	default:
		lines, err = s.Store.PlanBates(q.Request().Context(), q.in.ID, ids, first, q.typed("renumber") != "")
	}
	return s.batesForm(q, ids, first, lines, err)
}

// selected are the items that were chosen; a message says what is wrong with none or too many.
func (s *Server) selected(q *request) (ids []string, ok bool) {
	ids = slices.Compact(slices.Sorted(slices.Values(q.Request().PostForm["ids"])))
	if len(ids) == 0 || len(ids) > db.MaxBulk {
		s.flash(q, views.Flash{Kind: "warning", Text: q.w.T("Select at least one row, and %s at most.", q.w.Number(db.MaxBulk))})
		return nil, false
	}
	return ids, true
}

// batesTyped is the first number: what was typed, or what comes after the last one of the case.
func (s *Server) batesTyped(q *request, step string) (onus.Bates, error) {
	if step != "" {
		return onus.NewBates(q.typed("prefix"), q.typed("first"), q.typed("digits"))
	}
	next, err := s.Store.NextBates(q.Request().Context(), q.in.ID)
	if next == (onus.Bates{}) {
		next = onus.Bates{Number: 1, Digits: usualDigits}
	}
	return next, err
}

// batesForm shows the numbers that there would be, or why there are none.
func (s *Server) batesForm(q *request, ids []string, first onus.Bates, lines []onus.BatesLine, err error) error {
	var problems onus.Problems
	if err != nil && !errors.As(err, &problems) {
		return err
	}
	w := q.w
	v := views.Bates{Action: q.caseURL("/evidence/bates"), List: q.caseURL("/evidence"), IDs: ids, Renumber: q.typed("renumber") != "", Fields: batesFields(q, first, problems)}
	if t, bad := problems[""]; bad {
		v.Problem = w.Say(t)
	}
	v.Ready = len(lines) > 0
	for i := range lines {
		row := s.batesRow(q, &lines[i])
		v.Ready = v.Ready && row.Problem == ""
		v.Rows = append(v.Rows, row)
	}
	code := http.StatusOK
	if problems != nil {
		code = http.StatusUnprocessableEntity
	}
	return s.render(q, code, views.BatesPage(s.page(q, w.T("Assign Bates numbers"), onus.EvidenceNoun), v))
}

func batesFields(q *request, first onus.Bates, problems onus.Problems) []views.Field {
	w := q.w
	fields := []views.Field{
		{Name: "prefix", Label: w.T("Prefix"), Help: w.T("Such as NEU or NEU-IBM-."), Input: "text", Value: first.Prefix},
		{Name: "first", Label: w.T("First number"), Input: "number", Value: number(first.Number)},
		{Name: "digits", Label: w.T("Digits"), Help: w.T("Leading zeros fill a number up to so many."), Input: "number", Value: strconv.Itoa(first.Digits)},
	}
	for i := range fields {
		f := &fields[i]
		if typed, ok := q.posted(f.Name); ok {
			f.Value = typed
		}
		if t, bad := problems[f.Name]; bad {
			f.Problem = w.Say(t)
		}
	}
	return fields
}

func (s *Server) batesRow(q *request, l *onus.BatesLine) views.BatesRow {
	r := views.BatesRow{Exhibit: l.Exhibit, Title: l.Title, URL: q.caseURL("/evidence/", l.EvidenceID)}
	if l.Problem.Key != "" { // how many pages it has may be what is not known
		r.Problem = q.w.Say(l.Problem)
		return r
	}
	r.Pages, r.Begin, r.End = q.w.Number(l.Pages), l.Range.Begin.String(), l.Range.End.String()
	return r
}
