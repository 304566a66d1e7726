package handlers

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"onus"
	"onus/views"
)

func evidenceDetail(s *Server, q *request, th onus.Thing) (templ.Component, error) {
	return s.evidencePage(q, th.(*onus.Evidence), "")
}

// evidencePage is the page of an item; problem is why a file was refused.
func (s *Server) evidencePage(q *request, e *onus.Evidence, problem string) (templ.Component, error) {
	w := q.w
	linked, err := s.linkedSection(q, e, linkTry{})
	if err != nil {
		return nil, err
	}
	d := views.EvidenceDetail{Claims: linked}
	if d.Detail, err = s.detail(q, e, e.Exhibit(), e.Title); err != nil {
		return nil, err
	}
	d.Badges = append([]views.Badge{{Kind: "info", Label: w.Code(onus.ListEvidenceType, e.Type)}, {Kind: "neutral", Label: w.Code(onus.ListAdmissibility, e.Admissibility)}}, evidenceMarks(q, e)...)
	d.Lang, d.Facts = e.Language, s.evidenceFacts(q, e)
	if d.Files, err = s.evidenceFiles(q, e); err != nil {
		return nil, err
	}
	if d.Family, err = s.family(q, e); err != nil {
		return nil, err
	}
	if d.Custody, err = s.custodySection(q, e); err != nil {
		return nil, err
	}
	if onus.May(q.in.Role, onus.Edit) {
		d.Upload = &views.Upload{Action: q.caseURL("/evidence/", e.ID, "/files"), Label: w.T("Add a file"), Problem: problem,
			Help: w.T("Of any type, %s at most. An earlier version stays.", size(s.MaxUpload)), Limit: s.uploadLimit(q)}
		if e.Proposed != "" {
			d.Confirm = q.caseURL("/evidence/", e.ID, "/confirm")
		}
	}
	page := s.page(q, d.Number+" "+d.Title, onus.EvidenceNoun)
	page.Scripts = append(page.Scripts, addingScript)
	return views.EvidencePage(page, d), nil
}

// evidenceFacts are the details of an item, with a mark beside what its file proposed.
// Title and type stand at the top of the page; among the details only while they are
// proposals.
func (s *Server) evidenceFacts(q *request, e *onus.Evidence) []views.FactRow {
	without := []string{"admissibility"}
	proposed := map[string]bool{}
	for _, name := range []string{"title", "type"} {
		if !e.IsProposed(name) {
			without = append(without, name)
		}
	}
	for name := range strings.FieldsSeq(e.Proposed) {
		proposed[q.w.T(s.label(onus.EvidenceNoun, name).text)] = true
	}
	rows := s.facts(q, e, without...)
	for i := range rows {
		r := &rows[i]
		if proposed[r.Label] {
			r.Mark = q.w.T("proposed")
		}
		if r.Value == e.SourceURL && (strings.HasPrefix(r.Value, "https://") || strings.HasPrefix(r.Value, "http://")) {
			r.URL = r.Value
		}
	}
	return rows
}

// markProposed marks the fields of a form that the file filled in.
func markProposed(q *request, e *onus.Evidence, f *views.Form) {
	for i := range f.Sets {
		for j := range f.Sets[i].Fields {
			if field := &f.Sets[i].Fields[j]; e.IsProposed(field.Name) {
				field.Mark = q.w.T("proposed")
			}
		}
	}
}

// confirmProposed says that what the file proposed is right.
func (s *Server) confirmProposed(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	id := q.Param("id")
	if err := s.Store.ConfirmProposed(q.Request().Context(), q.actor(), q.in.ID, id); err != nil {
		return err
	}
	s.done(q, q.w.T("What the file proposed is confirmed."), "")
	return seeOther(q, q.caseURL("/evidence/", id))
}

// shownReadings is for how many versions of a file the page says how far they are read.
const shownReadings = 20

// evidenceFiles are the versions of an item's file, the newest first.
func (s *Server) evidenceFiles(q *request, e *onus.Evidence) ([]views.FileRow, error) {
	files, err := s.Store.Files(q.Request().Context(), q.in.ID, e.ID)
	if err != nil {
		return nil, err
	}
	var rows []views.FileRow
	for i, f := range files {
		row := s.fileRow(q, f)
		row.ReadURL = q.caseURL("/evidence/", e.ID, "/document")
		if len(files) > 1 {
			row.ReadURL += "?version=" + row.Version
			row.Newest = i == 0
		}
		if i < shownReadings {
			if err := s.fileState(q, f, &row, i == 0); err != nil {
				return nil, err
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// fileState says how far one version is read; the newest one is asked about again.
func (s *Server) fileState(q *request, f onus.File, row *views.FileRow, newest bool) error {
	ctx := q.Request().Context()
	r, err := s.Store.Reading(ctx, q.in.ID, f.EvidenceID, f.FileVersion)
	if err != nil {
		return err
	}
	state := readingState(q, &r)
	state.Waits = state.Waits && newest
	row.State = &state
	if r.State != onus.ReadWaiting {
		return nil
	}
	works, err := s.Store.WorkStates(ctx, q.in.ID, f.ID)
	if i := slices.IndexFunc(works, func(w onus.WorkState) bool { return w.Kind == onus.WorkRead }); i >= 0 {
		row.Since = q.w.T("since %s", q.w.Moment(works[i].Since))
	}
	return err
}

// family is what an item came attached to, and what came with it.
func (s *Server) family(q *request, e *onus.Evidence) (views.Family, error) {
	var v views.Family
	members, err := s.Store.Family(q.Request().Context(), e)
	for _, m := range members {
		l := views.Link{Label: m.Name(), URL: q.caseURL("/evidence/", m.ID)}
		switch {
		case m.ID == e.AttachedToID:
			v.AttachedTo = append(v.AttachedTo, l)
		case m.AttachedToID == e.ID:
			v.Attachments = append(v.Attachments, l)
		default:
			v.Beside = append(v.Beside, l)
		}
	}
	return v, err
}
