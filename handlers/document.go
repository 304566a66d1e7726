package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"onus"
	"onus/views"
)

// openDoc is a document that somebody reads: an item, a version of its file, and
// one of the texts of that.
type openDoc struct {
	item     *onus.Evidence
	reading  onus.Reading
	text     onus.TextInfo // zero: there is none
	mode     string        // pages, text or print
	find     string
	language string   // that words are looked for in
	at       [2]int64 // code points of the text that the address points at; zero: none
	note     string   // the annotation that it is of
}

// openDocument is what the address asks for: version of the file (the newest), text
// by its id (the one that is shown), view, and q. ErrNotFound for what is not there,
// a text of another file among it.
func (s *Server) openDocument(q *request) (d openDoc, err error) {
	ctx, id := q.Request().Context(), q.Param("id")
	version, err := q.documentNumber("version", 0)
	if err != nil {
		return d, err
	}
	th, err := s.Store.Thing(ctx, onus.EvidenceNoun, q.in.ID, id)
	if err != nil {
		return d, err
	}
	d.item = th.(*onus.Evidence)
	if d.reading, err = s.Store.Reading(ctx, q.in.ID, id, version); err != nil {
		return d, err
	}
	textID := d.reading.TextID
	if typed, _ := q.query("text"); typed != "" {
		if textID = typed; !isText(typed) {
			return d, onus.ErrNotFound
		}
	}
	if textID != "" {
		if d.text, err = s.Store.TextInfo(ctx, q.in.ID, textID); err != nil {
			return d, err
		}
		if d.text.FileID != d.reading.FileID {
			return d, onus.ErrNotFound
		}
	}
	d.at, d.note = passageOfAddress(q.QueryParam("at")), q.QueryParam("annotation")
	d.find = strings.TrimSpace(searched(q.QueryParam("q")))
	d.mode = d.modeOf(q.QueryParam("view"))
	d.language = d.item.Language
	if d.language == "" {
		d.language = d.text.Language
	}
	return d, nil
}

// documentNumber is a number from 1 in the address; absent if it is not there. What
// is no such number is ErrNotFound, as its page would be.
func (q *request) documentNumber(name string, absent int64) (int64, error) {
	typed, ok := q.query(name)
	if !ok || typed == "" {
		return absent, nil
	}
	n, err := strconv.ParseInt(typed, 10, 64)
	if err != nil || n < 1 {
		return 0, onus.ErrNotFound
	}
	return n, nil
}

func (d *openDoc) modeOf(view string) string {
	switch {
	case d.text.ID == "" || d.text.Parts == 0:
		return ""
	case view == "print":
		return view
	case d.text.Paged && view != "text":
		return "pages"
	}
	return "text"
}

// address is that of this page, or of a part of it. Names and values in turn change
// the query; an empty value takes a name out.
func (d *openDoc) address(q *request, part string, change ...string) string {
	v := url.Values{}
	v.Set("version", number(d.reading.FileVersion))
	if d.text.ID != "" && d.text.ID != d.reading.TextID {
		v.Set("text", d.text.ID)
	}
	if d.mode == "text" && d.text.Paged {
		v.Set("view", d.mode)
	}
	if d.find != "" {
		v.Set("q", d.find)
	}
	if d.at[1] > 0 {
		v.Set("at", number(d.at[0])+"-"+number(d.at[1]))
	}
	for i := 0; i+1 < len(change); i += 2 {
		if change[i+1] == "" {
			v.Del(change[i])
		} else {
			v.Set(change[i], change[i+1])
		}
	}
	return q.documentURL() + part + "?" + v.Encode()
}

func (q *request) documentURL() string {
	return q.caseURL("/evidence/", url.PathEscape(q.Param("id")), "/document")
}

// showDocument is the page on which a document is read.
func (s *Server) showDocument(q *request) error {
	d, err := s.openDocument(q)
	if err != nil {
		return err
	}
	last, err := s.Store.LastChange(q.Request().Context(), q.in.ID) // before anything is read that may change
	if err != nil {
		return err
	}
	v, err := s.documentView(q, &d, docProblems{})
	if err != nil {
		return err
	}
	if v.Notes != nil {
		v.Events, v.PeopleURL = q.caseURL("/events?evidence=", escape(d.item.ID), "&after=", number(last)), q.documentURL()+"/people"
	}
	if q.Request().Method == http.MethodGet && !q.isFragment() {
		if err := s.Store.RecordOpened(q.Request().Context(), q.actor(), q.in.ID, d.item.ID, d.reading.FileVersion); err != nil {
			return err
		}
	}
	return s.renderDocument(q, http.StatusOK, &v)
}

func (s *Server) renderDocument(q *request, status int, v *views.Document) error {
	p := s.page(q, v.Number+" "+v.Title, onus.EvidenceNoun)
	p.Styles, p.Scripts = []string{"reader.css", "annotations.css"}, []string{"reader.js", "reader-select.js", "annotate.js", "notes.js", "mentions.js", "live.js"}
	return s.render(q, status, views.DocumentPage(p, *v))
}

// docProblems are why a form of the page was refused.
type docProblems struct{ password, ocr string }

// documentView is the page: the part that is asked for, or that has the hit.
func (s *Server) documentView(q *request, d *openDoc, refused docProblems) (v views.Document, err error) {
	v = views.Document{Number: d.item.Exhibit(), Title: d.item.Title, Lang: d.item.Language, TextLang: d.language, ItemURL: q.caseURL("/evidence/", d.item.ID),
		URL: q.documentURL(), Query: d.query(q), Mode: d.mode, Find: d.find, Hidden: d.hidden(),
		Download: views.Link{Label: d.reading.Filename, URL: q.caseURL("/evidence/", d.item.ID, "/files/", number(d.reading.FileVersion))}}
	if v.About, err = s.documentAbout(q, d); err != nil {
		return v, err
	}
	if v.Notices, err = s.documentNotices(q, d, refused); err != nil || d.mode == "" {
		return v, err
	}
	page, err := s.pageAsked(q, d)
	if err != nil || page > d.text.Parts {
		return v, errors.Join(err, onus.ErrNotFound)
	}
	if d.mode == "print" {
		return v, s.printDocument(q, d, &v, page)
	}
	v.PrintURL = d.address(q, "", "view", "print", "q", "")
	if d.find != "" {
		if page, err = s.findOpening(q, d, &v, page); err != nil {
			return v, err
		}
	}
	s.turnPages(q, d, &v, page)
	if err := s.documentPlaces(q, d, &v); err != nil {
		return v, err
	}
	if err := s.documentCurrent(q, d, &v, page); err != nil {
		return v, err
	}
	return v, s.documentMarking(q, d, &v, page)
}

// query is what the parts of this text are asked with.
func (d *openDoc) query(q *request) string {
	_, query, _ := strings.Cut(d.address(q, ""), "?")
	return "?" + query
}

// hidden are the fields that keep the view in a form that goes elsewhere in it.
func (d *openDoc) hidden() []views.Field {
	all := []views.Field{{Name: "version", Value: number(d.reading.FileVersion)}}
	if d.text.ID != d.reading.TextID {
		all = append(all, views.Field{Name: "text", Value: d.text.ID})
	}
	if d.mode == "text" && d.text.Paged {
		all = append(all, views.Field{Name: "view", Value: d.mode})
	}
	if d.find != "" {
		all = append(all, views.Field{Name: "q", Value: d.find})
	}
	return all
}

// turnPages are the addresses of the parts around one, and of it in the other view.
func (s *Server) turnPages(q *request, d *openDoc, v *views.Document, page int64) {
	v.Count, v.Page = number(d.text.Parts), number(page)
	if page > 1 {
		v.Prev = d.address(q, "", "page", number(page-1))
	}
	if page < d.text.Parts {
		v.Next = d.address(q, "", "page", number(page+1))
	}
	if s.hasPictures() {
		v.Pictures = q.documentURL() + "/pages/%s/picture?version=" + number(d.reading.FileVersion)
	}
	if d.text.Paged {
		v.PagesURL = d.address(q, "", "page", number(page), "view", "pages")
		v.TextURL = d.address(q, "", "page", number(page), "view", "text")
	}
}

// documentPlaces are the rooms of all parts: for pages with their sizes.
func (s *Server) documentPlaces(q *request, d *openDoc, v *views.Document) error {
	v.Places = make([]views.PartPlace, d.text.Parts)
	for i := range v.Places {
		v.Places[i].ID = number(int64(i) + 1)
	}
	if d.mode != "pages" {
		return nil
	}
	sizes, err := s.Store.PartSizes(q.Request().Context(), q.in.ID, d.text.ID)
	for i := range min(len(sizes), len(v.Places)) {
		v.Places[i].Width, v.Places[i].Height = pageSize(sizes[i].Width, sizes[i].Height)
	}
	return err
}

// documentCurrent is the part that comes with the page itself.
func (s *Server) documentCurrent(q *request, d *openDoc, v *views.Document, page int64) error {
	p, err := s.readPart(q, d, page)
	if err != nil {
		return err
	}
	if d.mode == "pages" {
		sheet := s.sheet(q, d, &p)
		v.Sheet = &sheet
	}
	v.Stretches = []views.Stretch{s.stretchOf(q, d, &p)}
	return nil
}
