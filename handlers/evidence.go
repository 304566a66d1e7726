package handlers

import (
	"strings"

	"github.com/a-h/templ"

	"onus"
	"onus/views"
)

func evidenceNoun() *noun {
	return &noun{
		name: onus.EvidenceNoun, edit: onus.Edit, listing: evidenceListing, rows: evidenceRows, detail: evidenceDetail,
		sets: evidenceSets, make: createEvidence, extra: evidenceExtra, read: readEvidence, resolve: []string{"offered_by_id", "derived_from_id", "translation_of_id"},
		bulkFields: []string{"type", "privilege", "confidentiality", "admissibility", "language"},
		titles: func(q *request, th onus.Thing) titles {
			name := th.Name()
			return titles{q.w.T("New evidence"), q.w.T("Change %s", name), q.w.T("%s is entered.", name), q.w.T("%s is saved.", name), q.w.T("%s is deleted.", name)}
		},
	}
}

func evidenceListing(q *request) *listing {
	w := q.w
	return &listing{
		noun: onus.EvidenceNoun, title: w.T("Evidence"),
		choices: []choice{
			{"type", w.T("Type"), onus.ListEvidenceType},
			{"admissibility", w.T("Admissibility"), onus.ListAdmissibility},
			{"confidentiality", w.T("Confidentiality"), onus.ListConfidentiality},
			{"privilege", w.T("Privilege"), onus.ListPrivilege},
			{"language", w.T("Language"), onus.ListLanguage},
			{"stance", w.T("Has links that"), onus.ListStance},
			{"unlinked", w.T("Unlinked"), ""},
			{"proposed", w.T("Proposed"), ""},
		},
		hidden: []string{"reading"},
		sorts: [][2]string{{"exhibit", w.T("Exhibit")}, {"title", w.T("Title")}, {"type", w.T("Type")}, {"dated", w.T("Date")},
			{"admissibility", w.T("Admissibility")}, {"links", w.T("Links")}, {"updated", w.T("Last change")}},
	}
}

func evidenceRows(s *Server, q *request, l *listing, f onus.Filter) (templ.Component, error) {
	w := q.w
	p, err := s.Store.ListEvidence(q.Request().Context(), q.in.ID, q.pickFilter(f))
	if err != nil {
		return nil, err
	}
	if k, ok := q.pick(p.Total); ok {
		for i := range p.Rows {
			e := &p.Rows[i]
			k.Options = append(k.Options, views.PickerOption{Value: e.ID, Label: e.Name(), Detail: w.Code(onus.ListEvidenceType, e.Type)})
		}
		return s.picked(q, &k, onus.EvidenceNoun)
	}
	v := views.EvidenceList{List: l.view(q, f, len(p.Rows), p.Total, p.Next, p.Prev)}
	if err := s.evidenceActions(q, l, f, &v); err != nil {
		return nil, err
	}
	v.Empty = q.empty(&v.List, p.Total, w.T("No evidence yet"), w.T("Drop files on this page, or add a document, an e-mail, a testimony, a web page; upload its file or paste its text."))
	v.Headings = l.headings(q, f, [3]string{"exhibit", w.T("Exhibit")}, [3]string{"title", w.T("Title")}, [3]string{"type", w.T("Type")},
		[3]string{"dated", w.T("Date")}, [3]string{"admissibility", w.T("Admissibility")}, [3]string{"links", w.T("Links"), "num"})
	if v.Rows, err = s.evidenceListRows(q, p.Rows); err != nil {
		return nil, err
	}
	page := s.page(q, l.title, onus.EvidenceNoun)
	page.Scripts = append(page.Scripts, addingScript)
	return views.EvidenceListPage(page, v), nil
}

// evidenceActions are what can be done on the list, as far as the reader may.
func (s *Server) evidenceActions(q *request, l *listing, f onus.Filter, v *views.EvidenceList) (err error) {
	w := q.w
	v.Filters = append(v.Filters, readingFilter(q, f.Fields["reading"]))
	v.New = q.newLink(w.T("New evidence"), onus.EvidenceNoun)
	v.More = []views.Link{{Label: w.T("Verify the files"), URL: q.caseURL("/verify")}}
	if v.Bulk = l.bulk(q, "type", "privilege", "confidentiality", "admissibility", "language"); v.Bulk == nil {
		return nil
	}
	v.Bulk.More = []views.Link{{Label: w.T("Assign Bates numbers"), URL: q.caseURL("/evidence/bates")}, {Label: w.T("Stamped copies"), URL: q.caseURL("/evidence/stamped")}}
	if q.isFragment() {
		return nil
	}
	adding, err := s.addingView(q)
	v.Adding = &adding
	return err
}

// evidenceListRows are the rows with what stands in other tables: how far their files are
// read, and what came attached to them.
func (s *Server) evidenceListRows(q *request, items []onus.Evidence) ([]views.EvidenceRow, error) {
	ids := make([]string, len(items))
	for i := range items {
		ids[i] = items[i].ID
	}
	read, err := s.Store.Readings(q.Request().Context(), q.in.ID, ids)
	if err != nil {
		return nil, err
	}
	attached, err := s.Store.Attached(q.Request().Context(), q.in.ID, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]views.EvidenceRow, 0, len(items))
	base := q.caseURL("/evidence/")
	for i := range items {
		e := &items[i]
		row := evidenceRow(q, e, base)
		if r, ok := read[e.ID]; ok && (r.State != onus.ReadDone || r.Hidden > 0) {
			state := readingState(q, &r)
			row.State = &state
		}
		if n := attached[e.ID]; n > 0 {
			row.Attached = q.w.N("one attachment", "%s attachments", int(n))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func evidenceRow(q *request, e *onus.Evidence, base string) views.EvidenceRow {
	w := q.w
	r := views.EvidenceRow{ID: e.ID, URL: base + e.ID, Exhibit: e.Exhibit(), Title: e.Title, Source: e.Source,
		Type: w.Code(onus.ListEvidenceType, e.Type), Dated: string(e.Dated), Admissibility: w.Code(onus.ListAdmissibility, e.Admissibility), Links: w.Number(e.Links)}
	r.Marks = evidenceMarks(q, e)
	return r
}

// evidenceMarks are the badges that must not be overlooked.
func evidenceMarks(q *request, e *onus.Evidence) []views.Badge {
	var marks []views.Badge
	if e.Privilege != "" && e.Privilege != "none" {
		marks = append(marks, views.Badge{Kind: "bad", Label: q.w.Code(onus.ListPrivilege, e.Privilege)})
	}
	if e.Confidentiality != "" && e.Confidentiality != "public" {
		marks = append(marks, views.Badge{Kind: "warn", Label: q.w.Code(onus.ListConfidentiality, e.Confidentiality)})
	}
	return marks
}

func evidenceSets(q *request, _ onus.Thing) []set {
	w := q.w
	return []set{
		{"", []string{"title", "type", "description", "language"}},
		{w.T("Where it comes from"), []string{"source", "source_url", "author", "dated", "custodian", "received_on", "offered_by_id", "derived_from_id", "translation_of_id"}},
		{w.T("In the proceedings"), []string{"admissibility", "privilege", "confidentiality", "bates_begin", "bates_end"}},
	}
}

// evidenceExtra lets a new item bring its file or its text, and marks what a file proposed.
func evidenceExtra(s *Server, q *request, th onus.Thing, f *views.Form) error {
	if f.Version != "" {
		markProposed(q, th.(*onus.Evidence), f)
		return nil
	}
	f.Multipart = true
	f.Limit = s.uploadLimit(q)
	text, _ := q.posted("text")
	f.Sets = append(f.Sets, views.Fieldset{Legend: q.w.T("File or text"), Fields: []views.Field{
		{Name: "file", Label: q.w.T("File"), Input: "file", Help: q.w.T("Of any type. The bytes are kept as they are.")},
		{Name: "text", Label: q.w.T("Or paste the text"), Input: "long", Value: text},
	}})
	return nil
}

// readEvidence reads the form of a new item, streaming its file to the disk.
func readEvidence(s *Server, q *request) error { return s.readUpload(q) }

func createEvidence(s *Server, q *request, th onus.Thing) error {
	e := th.(*onus.Evidence)
	f := q.upload
	text, _ := q.posted("text")
	written := strings.TrimSpace(text) != ""
	if f != nil && written {
		return onus.Problems{"text": onus.Say("Choose a file or paste a text, not both.")}.With(e)
	}
	if written {
		up, err := s.putFile(q, strings.NewReader(text), "text")
		if err != nil {
			return err
		}
		f = fileOf(up, "text.txt")
	}
	err := s.Store.CreateEvidence(q.Request().Context(), q.actor(), e, f)
	if err == nil && f != nil {
		s.wake()
	}
	return err
}

// uploadLimit lets a script refuse what is too large before it is sent.
func (s *Server) uploadLimit(q *request) views.UploadLimit {
	return views.UploadLimit{Bytes: number(s.MaxUpload), Text: q.w.T("This is too large: %s at most.", size(s.MaxUpload))}
}
