package handlers

import (
	"errors"
	"net/http"
	"strings"

	"onus"
	"onus/db"
	"onus/document"
	"onus/views"
)

// adding is one form that brings files; each becomes an item, or a row that says why not.
type adding struct {
	s      *Server
	q      *request
	who    onus.Actor
	rows   []views.AddedRow
	made   int // items
	held   []heldFile
	bytes  int64 // of what is held
	broken bool  // the form did not come to its end
	code   int   // the status of the last refusal; 0: none
}

// addingPage is the page for those who come to add.
func (s *Server) addingPage(q *request) error {
	return s.renderAdding(q, http.StatusOK, nil)
}

func (s *Server) renderAdding(q *request, code int, rows []views.AddedRow) error {
	v, err := s.addingView(q)
	if err != nil {
		return err
	}
	v.Rows = rows
	v.Text, v.SourceURL, v.HTML = q.typed("text"), q.typed("source_url"), q.typed("as") == "html"
	if len(rows) > 0 && code < http.StatusBadRequest {
		v.Text = "" // it is kept
	}
	p := s.page(q, q.w.T("Add evidence"), onus.EvidenceNoun)
	p.Scripts = append(p.Scripts, addingScript)
	return s.render(q, code, views.AddingPage(p, v))
}

// addingScript is loaded where files are dropped and where states are waited for.
const addingScript = "adding.js"

// addingView is the form that takes files.
func (s *Server) addingView(q *request) (views.Adding, error) {
	a, err := s.allowance(q.Request().Context(), q.in.ID)
	if err != nil {
		return views.Adding{}, err
	}
	v := views.Adding{Action: q.caseURL("/evidence/add"), List: q.caseURL("/evidence?sort=-exhibit"), Limit: s.uploadLimit(q)}
	if a.bytes < s.MaxUpload {
		v.Limit = views.UploadLimit{Bytes: number(a.bytes), Text: q.w.Say(a.why)}
	}
	v.Help = q.w.T("Files of any type, %s at most each. Folders keep their paths; a ZIP becomes one item for each file in it. Nothing is ever fetched from an address.", size(s.MaxUpload))
	return v, nil
}

// addEvidence makes an item of each file that comes, of a pasted text, or of bytes that
// the case has already and is to have once more.
func (s *Server) addEvidence(q *request) error {
	a := &adding{s: s, q: q, who: q.actorWithOp()}
	err := s.refuseEarly(q)
	if err == nil {
		err = a.read()
	}
	if err == nil && len(a.rows) == 0 {
		err = onus.Problems{"file": onus.Say("Choose a file first.")}
	}
	if err != nil {
		if err = a.refuse("", err); err != nil {
			return err
		}
	}
	if a.made > 0 {
		s.wake()
	}
	code := http.StatusOK
	switch {
	case a.broken:
		code = http.StatusBadRequest
	case a.code != 0 && a.made == 0:
		code = a.code
	}
	if q.isFragment() {
		return s.render(q, code, views.AddedRows(s.page(q, "", ""), a.rows))
	}
	return s.renderAdding(q, code, a.rows)
}

// refuse adds a row that says why there is no item. Other errors than refusals end it all.
func (a *adding) refuse(name string, err error) error {
	r, code, _ := whyRefused(err)
	if code == 0 {
		return err
	}
	_, text := a.s.sentence(a.q, code, r.problems)
	a.rows, a.code = append(a.rows, views.AddedRow{Filename: name, Problem: text}), code
	return nil
}

// place makes an item of bytes that are kept, or asks about bytes that the case has.
func (a *adding) place(up db.Upload, name, folder string) error {
	if up.Size == 0 {
		return a.refuse(name, onus.Problems{"file": onus.Say("This file is empty: there are no bytes in it.")})
	}
	if format, _ := document.Detect(up.Head, name); format == "archive" && strings.HasSuffix(strings.ToLower(name), ".zip") && a.q.typed("whole") == "" {
		return a.unpack(up, name)
	}
	arrival := a.arrival(up, name, folder)
	arrival.OnlyNew = a.q.typed("duplicate") != "new"
	return a.createOrAsk(arrival)
}

// createOrAsk makes an item, or asks what to do if one has its bytes and it is to be new.
func (a *adding) createOrAsk(arrival db.Arrival) error {
	err := a.create([]db.Arrival{arrival})
	if !errors.Is(err, db.ErrSameBytes) {
		return err
	}
	f := &arrival.File
	same, err := a.s.Store.SameBytes(a.q.Request().Context(), a.q.in.ID, f.SHA256)
	if err == nil {
		a.rows = append(a.rows, a.sameRow(same, f.SHA256, f.Filename, arrival.Item.About))
	}
	return err
}

// arrival is an item as the name of its file and the form propose it.
func (a *adding) arrival(up db.Upload, name, folder string) db.Arrival {
	f := fileOf(up, name)
	p := document.FromName(f.Filename)
	e := onus.Evidence{Title: p.Title, Dated: onus.Date(p.Dated), Type: p.Type, Source: strings.TrimSpace(a.q.typed("source")),
		Custodian: strings.TrimSpace(a.q.typed("custodian")), SourceURL: strings.TrimSpace(a.q.typed("source_url")), About: folder}
	if e.Title == "" {
		e.Title = f.Filename
	}
	if e.Dated != "" && e.Validate() != nil {
		e.Dated = "" // a proposal only
	}
	return db.Arrival{Item: e, File: *f}
}

// create makes the items and a row for each; if they are refused, one row that says so.
func (a *adding) create(arrivals []db.Arrival) error {
	err := a.s.Store.CreateFromFiles(a.q.Request().Context(), a.who, a.q.in.ID, arrivals)
	if err != nil {
		return a.refuse(arrivals[0].File.Filename, err)
	}
	for i := range arrivals {
		a.rows = append(a.rows, a.madeRow(&arrivals[i]))
	}
	a.made += len(arrivals)
	return nil
}

func (a *adding) madeRow(made *db.Arrival) views.AddedRow {
	badge := readingBadge(a.q, &onus.Reading{State: onus.ReadWaiting})
	return views.AddedRow{Filename: made.File.Filename, Item: views.Link{Label: made.Item.Name(), URL: a.q.caseURL("/evidence/", made.Item.ID)},
		State: &views.ReadingState{ID: made.Item.ID, Badges: []views.Badge{badge}, Waits: true}}
}

// sameRow asks what to do with bytes that items of this case have.
func (a *adding) sameRow(same []onus.Evidence, sum, name, folder string) views.AddedRow {
	row := views.AddedRow{Filename: name, Again: &views.AddAgain{Action: a.q.caseURL("/evidence/add")}}
	for _, e := range same {
		row.Same = append(row.Same, views.Link{Label: e.Exhibit(), URL: a.q.caseURL("/evidence/", e.ID)})
	}
	for _, field := range [][2]string{{"sha256", sum}, {"filename", name}, {"folder", folder}, {"source", a.q.typed("source")},
		{"custodian", a.q.typed("custodian")}, {"source_url", a.q.typed("source_url")}} {
		if field[1] != "" {
			row.Again.Fields = append(row.Again.Fields, views.Field{Name: field[0], Value: field[1]})
		}
	}
	return row
}

// again makes one more item of bytes that an item of this case has. Those of another case
// are as unknown as those of none.
func (a *adding) again(sum string) error {
	same, err := a.s.Store.SameBytes(a.q.Request().Context(), a.q.in.ID, sum)
	if err == nil && len(same) == 0 {
		err = onus.ErrNotFound
	}
	if err != nil {
		return err
	}
	r, err := a.s.Store.OpenBytes(sum)
	if errors.Is(err, db.ErrLost) {
		return onus.Problems{"file": lostText}
	}
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	up := db.Upload{SHA256: sum, Head: make([]byte, 512)}
	n, err := r.ReadAt(up.Head, 0)
	info, statErr := r.Stat()
	if statErr != nil || n == 0 && err != nil {
		return errors.Join(statErr, err)
	}
	up.Head, up.Size = up.Head[:n], info.Size()
	room, err := a.s.allowance(a.q.Request().Context(), a.q.in.ID)
	if err != nil {
		return err
	}
	if up.Size > room.bytes {
		return onus.Problems{"file": room.why}
	}
	name := cleanFilename(a.q.typed("filename"))
	return a.create([]db.Arrival{a.arrival(up, name, a.q.typed("folder"))})
}
