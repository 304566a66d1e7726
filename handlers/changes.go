package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"onus"
	"onus/db"
	"onus/views"
)

// changeListing: the history is filtered by codes of its own, so its filters
// come from the address and are drawn by listChanges.
func changeListing(q *request) *listing {
	w := q.w
	return &listing{noun: "history", title: w.T("History"), hidden: []string{"noun", "actor", "action", "day", "id", "op"},
		sorts: [][2]string{{"-seq", w.T("Latest first")}, {"seq", w.T("Oldest first")}}}
}

func (s *Server) listChanges(q *request) error {
	ctx, l := q.Request().Context(), changeListing(q)
	f := l.filter(q)
	p, err := s.Store.ListChanges(ctx, q.in.ID, f)
	if err != nil {
		return err
	}
	v := views.ChangeList{List: l.view(q, f, len(p.Rows), p.Total, p.Next, p.Prev)}
	v.CSV = address(q.caseURL("/changes.csv"), f)
	v.Sorts = []views.Option{{Value: "", Label: l.sorts[0][1], Selected: f.Sort != "seq"}, {Value: "seq", Label: l.sorts[1][1], Selected: f.Sort == "seq"}}
	v.Empty = q.empty(&v.List, p.Total, q.w.T("No changes yet"), "")
	if v.Filters, err = s.changeFilters(q, f); err != nil {
		return err
	}
	if v.Rows, err = s.changeRows(q, p.Rows); err != nil {
		return err
	}
	return s.render(q, http.StatusOK, views.ChangeListPage(s.page(q, l.title, "history"), v))
}

// changeFilters are noun, person, day and kind of change.
func (s *Server) changeFilters(q *request, f onus.Filter) ([]views.Filter, error) {
	w := q.w
	noun := views.Filter{Name: "noun", Label: w.T("About"), Options: []views.Option{{Label: w.T("all")}}}
	for _, name := range []string{onus.Claims, onus.EvidenceNoun, onus.Files, onus.Links, onus.Parties, onus.ClaimParties, onus.Relationships, onus.Proceedings,
		onus.Annotations, onus.Labels, onus.Members, onus.Cases} {
		noun.Options = append(noun.Options, views.Option{Value: name, Label: nounName(q, name), Selected: f.Fields["noun"] == name})
	}
	action := views.Filter{Name: "action", Label: w.T("What"), Options: []views.Option{{Label: w.T("all")}}}
	for _, name := range []string{onus.ActionCreate, onus.ActionUpdate, onus.ActionDelete, onus.ActionRestore} {
		action.Options = append(action.Options, views.Option{Value: name, Label: actionName(q, name), Selected: f.Fields["action"] == name})
	}
	who := views.Filter{Name: "actor", Label: w.T("Who"), Options: []views.Option{{Label: w.T("all")}}}
	actors, err := s.Store.ChangeActors(q.Request().Context(), q.in.ID)
	for _, a := range actors {
		who.Options = append(who.Options, views.Option{Value: a, Label: s.personName(q, a), Selected: f.Fields["actor"] == a})
	}
	day := views.Filter{Name: "day", Label: w.T("Day"), Input: "date", Options: []views.Option{{Value: f.Fields["day"]}}}
	return []views.Filter{noun, action, who, day}, err
}

func nounName(q *request, noun string) string {
	w := q.w
	return map[string]string{onus.Cases: w.T("Case"), onus.Claims: w.T("Claims"), onus.EvidenceNoun: w.T("Evidence"), onus.Files: w.T("Files"), onus.Links: w.T("Links"),
		onus.Parties: w.T("Parties"), onus.ClaimParties: w.T("Parties of claims"), onus.Relationships: w.T("Relationships"), onus.Proceedings: w.T("Proceedings"),
		onus.Members: w.T("Members"), onus.Annotations: w.T("Passages"), onus.Labels: w.T("Labels")}[noun]
}

func actionName(q *request, action string) string {
	w := q.w
	return map[string]string{onus.ActionCreate: w.T("made"), onus.ActionUpdate: w.T("changed"), onus.ActionDelete: w.T("deleted"), onus.ActionRestore: w.T("brought back")}[action]
}

// latest are the changes that the overview shows.
func (s *Server) latest(q *request) ([]views.ChangeRow, error) {
	p, err := s.Store.ListChanges(q.Request().Context(), q.in.ID, onus.Filter{Limit: 8})
	if err != nil {
		return nil, err
	}
	return s.changeRows(q, p.Rows)
}

func (s *Server) changeRows(q *request, changes []onus.Change) ([]views.ChangeRow, error) {
	names, err := s.Store.UserNames(q.Request().Context(), q.in.ID)
	if err != nil {
		return nil, err
	}
	var rows []views.ChangeRow
	for i := range changes {
		c := &changes[i]
		r := s.changeRow(q, c)
		if r.Who = names[c.Actor]; r.Who == "" {
			r.Who = c.Actor
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func (s *Server) changeRow(q *request, c *onus.Change) views.ChangeRow {
	r := views.ChangeRow{Seq: number(c.Seq), ISO: time.UnixMilli(c.At).UTC().Format(time.RFC3339), At: q.w.Moment(c.At), What: actionName(q, c.Action),
		Thing: c.Title, URL: q.caseURL("/", c.Noun, "/", c.ID), Reason: reason(q, c.Reason)}
	switch c.Noun {
	case onus.Cases:
		r.URL = q.caseURL()
	case onus.ClaimParties:
		r.URL = ""
	case onus.Files:
		r.URL = q.caseURL("/evidence/", c.ID)
	}
	if c.Action == onus.ActionDelete {
		r.URL = ""
	}
	attrs := s.Store.Attrs(c.Noun)
	if c.Field != "" {
		r.Field, r.Old, r.New = q.w.T(s.label(c.Noun, c.Field).text), s.readable(q, attrs, c.Field, c.Old), s.readable(q, attrs, c.Field, c.New)
	}
	if c.Action == onus.ActionCreate {
		r.Values = s.createdValues(q, c, attrs)
	}
	need := onus.Edit
	if c.Noun == onus.Members || c.Noun == onus.Cases {
		need = onus.Lead
	}
	if c.Noun != onus.Files && onus.May(q.in.Role, need) && (c.Noun != onus.Cases || c.Action == onus.ActionUpdate) {
		r.UndoURL = q.caseURL("/changes/", r.Seq, "/undo")
	}
	return r
}

// reason is why somebody changed something; the store's own note of an undo is
// shown in the language of the reader.
func reason(q *request, why string) string {
	if seq, ok := strings.CutPrefix(why, db.UndoReason); ok {
		return q.w.T("Undoes #%s", seq)
	}
	return why
}

func (s *Server) createdValues(q *request, c *onus.Change, attrs []onus.Attr) []views.FactRow {
	values := db.Created(c)
	var rows []views.FactRow
	for _, a := range attrs {
		if v := values[a.Name]; v != "" && a.Name != "user_id" {
			rows = append(rows, views.FactRow{Label: q.w.T(s.label(c.Noun, a.Name).text), Value: s.readable(q, attrs, a.Name, v)})
		}
	}
	return rows
}

// readable is a logged value as people read it: the label of a code, the name of
// a thing.
func (s *Server) readable(q *request, attrs []onus.Attr, field, value string) string {
	i := slices.IndexFunc(attrs, func(a onus.Attr) bool { return a.Name == field })
	if i < 0 || value == "" {
		return value
	}
	switch a := attrs[i]; {
	case a.List != "":
		return q.w.Code(a.List, value)
	case a.IsTruth():
		return yesNo(q.w, value == "true")
	case a.IsPassage():
		if p, err := onus.ParsePassage(value); err == nil {
			return "“" + p.Quote + "”"
		}
	case a.Noun == onus.Annotations: // it may have become private since
		return value
	case a.Noun != "":
		if name, err := s.Store.Name(q.Request().Context(), a.Noun, q.in.ID, value); err == nil && name != "" {
			return name
		}
	}
	return value
}

// showChange is one change as a history of one line.
func (s *Server) showChange(q *request) error {
	seq, err := strconv.ParseInt(q.Param("id"), 10, 64)
	if err != nil {
		return onus.ErrNotFound
	}
	c, err := s.Store.Change(q.Request().Context(), q.in.ID, seq)
	if err != nil {
		return err
	}
	rows, err := s.changeRows(q, []onus.Change{c})
	if err != nil {
		return err
	}
	l := changeListing(q)
	v := views.ChangeList{List: l.view(q, onus.Filter{}, 1, 1, "", ""), Rows: rows}
	v.CSV = q.caseURL("/changes.csv")
	return s.render(q, http.StatusOK, views.ChangeListPage(s.page(q, q.w.T("Change %s", rows[0].Seq), "history"), v))
}

// undoChange takes back one change, undoChanges all changes of one request.
func (s *Server) undoChange(q *request) error {
	seq, err := strconv.ParseInt(q.Param("id"), 10, 64)
	if err != nil {
		return onus.ErrNotFound
	}
	return s.undo(q, seq, "")
}

func (s *Server) undoChanges(q *request) error {
	op := q.QueryParam("op")
	if op == "" || !isText(op) {
		return onus.ErrNotFound
	}
	return s.undo(q, 0, op)
}

// undo is a change itself: it can be undone in its turn. One that others have
// changed since is refused with a sentence.
func (s *Server) undo(q *request, seq int64, op string) error {
	if err := q.parse(); err != nil {
		return err
	}
	who := q.actorWithOp()
	n, err := s.Store.Undo(q.Request().Context(), who, q.in.ID, seq, op)
	var problems onus.Problems
	switch {
	case errors.As(err, &problems):
		for field, t := range problems {
			text := q.w.Say(t)
			if field != "" {
				text = q.w.T(s.label("", field).text) + ": " + text
			}
			s.flash(q, views.Flash{Kind: "error", Text: text})
		}
	case errors.Is(err, onus.ErrConflict):
		s.flash(q, views.Flash{Kind: "error", Text: q.w.T("Somebody else changed this first.")})
	case err != nil:
		return err
	default:
		s.done(q, q.w.N("One change is undone.", "%s changes are undone.", n), who.Op)
	}
	return seeOther(q, s.refererOr(q, q.caseURL("/history")))
}
