package handlers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"onus"
	"onus/db"
	"onus/views"
)

func number(n int64) string { return strconv.FormatInt(n, 10) }

// actorWithOp is an actor whose changes can be undone together.
func (q *request) actorWithOp() onus.Actor {
	who := q.actor()
	who.Op = db.RequestID()
	return who
}

// newLink leads to the form of a new thing, for those who may make one.
func (q *request) newLink(text, noun string) views.Link {
	if !onus.May(q.in.Role, onus.Edit) {
		return views.Link{}
	}
	return views.Link{Label: text, URL: q.caseURL("/", noun, "/new")}
}

// empty says what to do about a list without rows.
func (q *request) empty(l *views.List, total int64, title, text string) views.Empty {
	switch {
	case total > 0:
		return views.Empty{}
	case l.Filtered:
		return views.Empty{Title: q.w.T("Nothing found"), Text: q.w.T("No row fits these filters."), Action: views.Link{Label: q.w.T("Clear filters"), URL: l.Clear}}
	}
	return views.Empty{Title: title, Text: text, Action: l.New}
}

// headings are the columns of a table: sort name ("" does not sort), label, class.
func (l *listing) headings(q *request, f onus.Filter, columns ...[3]string) []views.Heading {
	all := make([]views.Heading, len(columns))
	for i, c := range columns {
		all[i] = l.heading(q, f, c[0], c[1], c[2])
	}
	return all
}

// pick answers whether a picker asks for the list: it gets radio buttons
// instead of a table.
func (q *request) pick(total int64) (views.Picker, bool) {
	name := q.QueryParam("pick")
	if name != "evidence_id" && name != "claim_id" {
		return views.Picker{}, false
	}
	return views.Picker{Name: name, Note: pickNote(q, total)}, true
}

// picked is the answer to a picker; what is chosen already stays chosen.
func (s *Server) picked(q *request, k *views.Picker, noun string) (templ.Component, error) {
	chosen := strings.ToValidUTF8(strings.ReplaceAll(q.QueryParam(k.Name), "\x00", ""), "")
	err := s.keepChosen(q, k, noun, chosen)
	return views.PickerResults(s.page(q, "", ""), *k), err
}

// pickFilter asks for few rows when a picker asks.
func (q *request) pickFilter(f onus.Filter) onus.Filter {
	if q.QueryParam("pick") != "" {
		f.Limit = pickRows
	}
	return f
}

// pickRows is how many hits a picker shows.
const pickRows = 20

// detail is what the page of every thing shows around what is its own.
func (s *Server) detail(q *request, th onus.Thing, number, title string) (views.Detail, error) {
	noun, h := th.Noun(), th.Base()
	url := q.caseURL("/", noun, "/", h.ID)
	d := views.Detail{Number: number, Title: title, HistoryURL: q.caseURL("/history?id=", h.ID)}
	mayEdit := onus.May(q.in.Role, onus.Edit)
	if noun == onus.Members {
		mayEdit = onus.May(q.in.Role, onus.Lead)
	}
	if mayEdit {
		d.EditURL, d.DeleteURL, d.Version = url+"/edit", url+"/delete", strconv.FormatInt(h.Version, 10)
		d.Question = q.w.T("Delete %s? The history can undo it.", th.Name())
	}
	d.Stamp = q.w.T("Made by %s, %s.", s.personName(q, h.CreatedBy), q.w.Moment(h.CreatedAt))
	if h.Version > 1 {
		d.Stamp += " " + q.w.T("Last changed by %s, %s.", s.personName(q, h.UpdatedBy), q.w.Moment(h.UpdatedAt))
	}
	var err error
	d.Beside, err = s.beside(q, th)
	return d, err
}

// beside is the part of the list in which the thing stands.
func (s *Server) beside(q *request, th onus.Thing) (views.Beside, error) {
	noun := th.Noun()
	titles := map[string]string{onus.Claims: q.w.T("Claims"), onus.EvidenceNoun: q.w.T("Evidence"), onus.Parties: q.w.T("Parties")}
	b := views.Beside{Title: titles[noun], URL: q.caseURL("/", noun)}
	if b.Title == "" {
		return b, nil
	}
	near, err := s.Store.Neighbours(q.Request().Context(), th)
	base := q.caseURL("/", noun, "/")
	for _, n := range near {
		b.Items = append(b.Items, views.BesideItem{Number: n.Number, Name: n.Name, URL: base + n.ID, Current: n.ID == th.Base().ID})
	}
	return b, err
}

// facts are the attributes of a thing as people read them, but those left out.
func (s *Server) facts(q *request, th onus.Thing, without ...string) []views.FactRow {
	var rows []views.FactRow
	for _, a := range th.Attrs() {
		value := a.String()
		if slices.Contains(without, a.Name) || value == "" || a.IsTruth() && value == "false" {
			continue
		}
		row := views.FactRow{Label: q.w.T(s.label(th.Noun(), a.Name).text), Value: s.shown(q.w, a)}
		if a.Noun != "" {
			name, err := s.Store.Name(q.Request().Context(), a.Noun, q.in.ID, value)
			if err != nil || name == "" {
				row.Value = q.w.T("(deleted)")
			} else {
				row.Value, row.URL = name, q.caseURL("/", a.Noun, "/", value)
			}
		}
		row.Lang = language(th, a.Name)
		rows = append(rows, row)
	}
	return rows
}

// language is that of what stands in a field, as far as the thing says so: of an
// item the one it is in, of a claim the one of the words that it repeats.
func language(th onus.Thing, field string) string {
	switch th := th.(type) {
	case *onus.Evidence:
		if field == "title" || field == "description" {
			return th.Language
		}
	case *onus.Claim:
		if field == "verbatim" {
			return th.VerbatimLanguage
		}
	case *onus.Case:
		if field == "title" || field == "summary" {
			return th.Language
		}
	}
	return ""
}

// count is the stored number of things of a noun; 0 where none is kept.
func (q *request) count(noun string) int64 {
	n := &q.in.Counts
	switch noun {
	case onus.Proceedings:
		return n.Proceedings
	case onus.Parties:
		return n.Parties
	case onus.Relationships:
		return n.Relationships
	case onus.Claims:
		return n.Claims
	case onus.EvidenceNoun:
		return n.Evidence
	case onus.Links:
		return n.Links
	case onus.Members:
		return n.Members
	case onus.Labels:
		return n.Labels
	case onus.Annotations:
		return n.Annotations
	}
	return 0
}
