package handlers

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"onus"
	"onus/csvio"
	"onus/db"
	"onus/document"
	"onus/views"
)

// stamper writes a copy of a PDF with a label on each page: reading.Desk does.
type stamper func(ctx context.Context, f *os.File, w io.Writer, prefix string, first int64, digits int) error

// stampedCopies streams a ZIP of the selected items under their Bates numbers: PDFs with
// the number stamped on each page, other files as they are, and a list of them. Nothing of
// the case changes but the custody record.
func (s *Server) stampedCopies(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	ids, ok := s.selected(q)
	if !ok {
		return seeOther(q, q.backToList(onus.EvidenceNoun))
	}
	items, others, err := s.numberedItems(q, ids)
	if err != nil {
		return err
	}
	if len(items) == 0 {
		s.flash(q, views.Flash{Kind: "warning", Text: q.w.T("None of these items has a Bates number: assign numbers first.")})
		return seeOther(q, q.backToList(onus.EvidenceNoun))
	}
	takeTime(q)
	h := q.Response().Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", attachment(q.w.T("stamped copies")+" "+items[0].BatesBegin+".zip"))
	q.Response().WriteHeader(http.StatusOK)
	return endCSV(q, s.writeStamped(q, items, others))
}

// numberedItems are those that have a Bates number, and those that have none, in the order
// of the exhibits.
func (s *Server) numberedItems(q *request, ids []string) (items, others []*onus.Evidence, err error) {
	for _, id := range ids {
		th, err := s.Store.Thing(q.Request().Context(), onus.EvidenceNoun, q.in.ID, id)
		if err != nil {
			return nil, nil, err
		}
		if e := th.(*onus.Evidence); e.BatesBegin != "" {
			items = append(items, e)
		} else {
			others = append(others, e)
		}
	}
	for _, all := range [][]*onus.Evidence{items, others} {
		slices.SortFunc(all, func(a, b *onus.Evidence) int { return cmp.Compare(a.Number, b.Number) })
	}
	return items, others, nil
}

// stamped is the ZIP as it is written.
type stamped struct {
	s     *Server
	q     *request
	zip   *zip.Writer
	list  bytes.Buffer
	index *csvio.Writer
	names map[string]bool
}

func (s *Server) writeStamped(q *request, items, others []*onus.Evidence) error {
	z := &stamped{s: s, q: q, zip: zip.NewWriter(q.Response()), names: map[string]bool{"index.csv": true}}
	z.index = csvio.NewWriter(&z.list, false)
	z.index.Header(csvio.Names("stamped")...)
	for _, e := range items {
		if err := s.recheck(q); err != nil {
			return err
		}
		if err := z.item(e); err != nil {
			return err
		}
	}
	for _, e := range others {
		z.line(e, &onus.Reading{}, "", q.w.T("This item has no Bates number: it is not in this ZIP."))
	}
	if err := z.index.Flush(); err != nil {
		return err
	}
	w, err := z.create("index.csv")
	if err == nil {
		_, err = z.list.WriteTo(w)
	}
	if err != nil {
		return err
	}
	return z.zip.Close()
}

func (z *stamped) create(name string) (io.Writer, error) {
	return z.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Now()})
}

// item writes one item and its line in the list.
func (z *stamped) item(e *onus.Evidence) error {
	ctx := z.q.Request().Context()
	r, err := z.s.Store.Reading(ctx, z.q.in.ID, e.ID, 0)
	if errors.Is(err, onus.ErrNotFound) {
		z.line(e, &onus.Reading{}, "", z.q.w.T("This item has no file."))
		return nil
	}
	if err != nil {
		return err
	}
	f, err := z.s.Store.OpenBytes(r.SHA256)
	if errors.Is(err, db.ErrLost) {
		z.line(e, &r, "", z.q.w.Say(lostText))
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	if err := z.s.Store.Record(ctx, z.q.actor(), z.q.in.ID, e.ID, r.FileVersion, onus.CustodyExported, e.BatesBegin+"–"+e.BatesEnd); err != nil {
		return err
	}
	note := ""
	if r.Format == "pdf" {
		if note, err = z.stamp(e, &r, f); err != nil || note == "" {
			return err
		}
	}
	return z.original(e, &r, f, note)
}

// stamp writes a stamped copy; note is why there is none.
func (z *stamped) stamp(e *onus.Evidence, r *onus.Reading, f *os.File) (note string, err error) {
	pages, ok := onus.ParseBatesRange(e.BatesBegin, e.BatesEnd)
	switch {
	case z.s.stamp == nil:
		return z.q.w.T("This server does not read files."), nil
	case !ok:
		return z.q.w.T("Not stamped: its Bates numbers are no range."), nil
	case pages.Pages() != max(1, r.Pages):
		return z.q.w.T("Not stamped: it has %s pages and %s Bates numbers.", z.q.w.Number(r.Pages), z.q.w.Number(pages.Pages())), nil
	}
	// Into a file first: the child that stamps must not wait for who downloads.
	tmp, err := os.CreateTemp(filepath.Join(z.s.Store.Folder(), "files"), "upload-stamped-*")
	if err != nil {
		return "", fmt.Errorf("make a temporary file: %w", err)
	}
	defer func() {
		_ = tmp.Close()
		_ = os.Remove(tmp.Name())
	}()
	if err := z.s.stamp(z.q.Request().Context(), f, tmp, pages.Begin.Prefix, pages.Begin.Number, pages.Begin.Digits); err != nil {
		return z.refused(err)
	}
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	return "", z.copy(e, r, tmp, ".pdf", z.q.w.T("stamped copy"))
}

// refused is why a PDF cannot be stamped, for the list.
func (z *stamped) refused(err error) (string, error) {
	switch {
	case z.q.Request().Context().Err() != nil:
		return "", err
	case errors.Is(err, document.ErrPassword):
		return z.q.w.T("Not stamped: it is protected against changes."), nil
	}
	z.s.Log.Warn("a PDF was not stamped", "err", err)
	return z.q.w.T("Not stamped: the file is damaged or too large."), nil
}

// original writes the bytes as they are, under the number. A PDF among them is named so
// that nobody takes it for a stamped copy.
func (z *stamped) original(e *onus.Evidence, r *onus.Reading, f *os.File, note string) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	ext := strings.ToLower(filepath.Ext(r.Filename))
	if note == "" {
		return z.copy(e, r, f, ext, z.q.w.T("original"))
	}
	return z.copy(e, r, f, " ("+z.q.w.T("not stamped")+")"+ext, note)
}

func (z *stamped) copy(e *onus.Evidence, r *onus.Reading, from io.Reader, ext, note string) error {
	name := z.name(e.BatesBegin, ext)
	w, err := z.create(name)
	if err == nil {
		_, err = io.Copy(w, from)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	z.line(e, r, name, note)
	return nil
}

// name is that of a file in the ZIP. The numbers may have been typed by hand: they are
// made harmless, and told apart.
func (z *stamped) name(number, ext string) string {
	name := cleanFilename(number + ext)
	for i := 2; z.names[name]; i++ {
		name = cleanFilename(fmt.Sprintf("%s (%d)%s", number, i, ext))
	}
	z.names[name] = true
	return name
}

func (z *stamped) line(e *onus.Evidence, r *onus.Reading, file, note string) {
	w := z.index
	w.Raw(e.Exhibit())
	w.Text(e.Title)
	w.Text(e.BatesBegin)
	w.Text(e.BatesEnd)
	w.Text(file)
	w.Text(r.Filename)
	w.Raw(r.SHA256)
	w.Text(note)
	w.EndRow()
}
