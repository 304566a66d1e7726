package handlers

import (
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"onus"
	"onus/db"
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
		},
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
	v.Bulk = l.bulk(q, "type", "privilege", "confidentiality", "admissibility", "language")
	v.New = q.newLink(w.T("New evidence"), onus.EvidenceNoun)
	v.Empty = q.empty(&v.List, p.Total, w.T("No evidence yet"), w.T("Add a document, an e-mail, a testimony, a web page; upload its file or paste its text."))
	v.Headings = l.headings(q, f, [3]string{"exhibit", w.T("Exhibit")}, [3]string{"title", w.T("Title")}, [3]string{"type", w.T("Type")},
		[3]string{"dated", w.T("Date")}, [3]string{"admissibility", w.T("Admissibility")}, [3]string{"links", w.T("Links"), "num"})
	base := q.caseURL("/evidence/")
	for i := range p.Rows {
		v.Rows = append(v.Rows, evidenceRow(q, &p.Rows[i], base))
	}
	return views.EvidenceListPage(s.page(q, l.title, onus.EvidenceNoun), v), nil
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

// evidenceExtra lets a new item bring its file or its text.
func evidenceExtra(s *Server, q *request, _ onus.Thing, f *views.Form) error {
	if f.Version != "" {
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
		up, err := s.Store.PutFile(strings.NewReader(text), s.MaxUpload)
		if errors.Is(err, db.ErrTooLarge) {
			return tooLarge("text", s.MaxUpload)
		}
		if err != nil {
			return err
		}
		f = fileOf(up, "text.txt")
	}
	return s.Store.CreateEvidence(q.Request().Context(), q.actor(), e, f)
}

// uploadLimit lets a script refuse what is too large before it is sent.
func (s *Server) uploadLimit(q *request) views.UploadLimit {
	return views.UploadLimit{Bytes: number(s.MaxUpload), Text: q.w.T("This is too large: %s at most.", size(s.MaxUpload))}
}

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
	d.Lang, d.Facts = e.Language, s.facts(q, e, "title", "type", "admissibility")
	for i := range d.Facts {
		if u := d.Facts[i].Value; u == e.SourceURL && (strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "http://")) {
			d.Facts[i].URL = u
		}
	}
	if err := s.evidenceFiles(q, e, &d); err != nil {
		return nil, err
	}
	if onus.May(q.in.Role, onus.Edit) {
		d.Upload = &views.Upload{Action: q.caseURL("/evidence/", e.ID, "/files"), Label: w.T("Add a file"), Problem: problem,
			Help: w.T("Of any type, %s at most. An earlier version stays.", size(s.MaxUpload)), Limit: s.uploadLimit(q)}
	}
	return views.EvidencePage(s.page(q, d.Number+" "+d.Title, onus.EvidenceNoun), d), nil
}

// evidenceFiles are the versions of an item's file, and the beginning of a text.
func (s *Server) evidenceFiles(q *request, e *onus.Evidence, d *views.EvidenceDetail) error {
	files, err := s.Store.Files(q.Request().Context(), q.in.ID, e.ID)
	if err != nil {
		return err
	}
	for _, f := range files {
		d.Files = append(d.Files, s.fileRow(q, f))
	}
	if len(files) > 0 && strings.HasPrefix(files[0].MediaType, "text/plain") {
		d.Preview, d.PreviewLang = s.preview(q, files[0]), e.Language
	}
	return nil
}

// previewBytes is how much of a text file stands on the page of its item.
const previewBytes = 8 << 10

// preview is the beginning of a text file; "" if it is not UTF-8.
func (s *Server) preview(q *request, f onus.File) string {
	_, r, err := s.Store.OpenFile(q.Request().Context(), q.in.ID, f.EvidenceID, f.FileVersion)
	if err != nil {
		return ""
	}
	defer func() { _ = r.Close() }()
	b, err := io.ReadAll(io.LimitReader(r, previewBytes))
	if err != nil {
		return ""
	}
	for i := 0; i < utf8.UTFMax && len(b) == previewBytes && !utf8.Valid(b); i++ {
		b = b[:len(b)-1] // a letter cut in two
	}
	if !utf8.Valid(b) {
		return ""
	}
	if f.Size > previewBytes {
		return string(b) + "…"
	}
	return string(b)
}
