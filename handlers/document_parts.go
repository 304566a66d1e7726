package handlers

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"onus"
	"onus/views"
)

// docPart is one part of a document with what is looked for in it.
type docPart struct {
	onus.TextPart
	runes     []rune
	hits      []partHit
	notes     []onus.Annotation // that lie on it, in order
	target    [2]int64          // what the address points at, in code points of the text
	marks     []mark
	stretches []stretch
}

// partHit is a hit in a part, in code points of it. Index numbers the hits that
// begin in the part; -1: it began in the part before.
type partHit struct{ start, end, index int }

// readPart reads one part. To find what goes over the end of a part, those around it
// are read as well.
func (s *Server) readPart(q *request, d *openDoc, n int64) (docPart, error) {
	from, count := n, int64(1)
	if d.find != "" {
		from, count = max(1, n-1), 3
	}
	parts, err := s.Store.Parts(q.Request().Context(), q.in.ID, d.text.ID, from, count)
	if err != nil {
		return docPart{}, err
	}
	if n < from || n-from >= int64(len(parts)) {
		return docPart{}, onus.ErrNotFound
	}
	p := docPart{TextPart: parts[n-from]}
	p.runes = []rune(p.Text)
	if d.find != "" {
		p.hits = d.partHits(parts, int(n-from))
	}
	return p, s.annotate(q, d, &p)
}

// annotate reads what lies on a part.
func (s *Server) annotate(q *request, d *openDoc, p *docPart) (err error) {
	p.target = d.at
	p.notes, err = s.Store.AnnotationsIn(q.Request().Context(), q.user.ID, q.in.ID, d.text.ID, p.Offset, p.Offset+int64(len(p.runes)))
	p.marks = marksOf(q, p)
	p.stretches = cut(p)
	return err
}

// partNumber is the part that the path names; ErrNotFound if the text has none such.
func (q *request) partNumber(d *openDoc) (int64, error) {
	n, err := strconv.ParseInt(q.Param("n"), 10, 64)
	if err != nil || n < 1 || n > d.text.Parts {
		return 0, onus.ErrNotFound
	}
	return n, nil
}

// documentSheet is one page with its words, as a fragment.
func (s *Server) documentSheet(q *request) error {
	d, p, err := s.askedPart(q)
	if err != nil {
		return err
	}
	if !d.text.Paged {
		return onus.ErrNotFound
	}
	return s.renderTagged(q, views.SheetPart(s.sheet(q, &d, &p)))
}

// documentPart is one part of a text, as a fragment.
func (s *Server) documentPart(q *request) error {
	d, p, err := s.askedPart(q)
	if err != nil {
		return err
	}
	return s.renderTagged(q, views.StretchView(s.stretchOf(q, &d, &p)))
}

// renderTagged answers 304 to a script that has the same part already, so that it leaves
// what is selected there alone. No cache may keep a part: only the script that shows it.
func (s *Server) renderTagged(q *request, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(q.Request().Context(), &b); err != nil {
		return err
	}
	sum := sha256.Sum256(b.Bytes())
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	q.Response().Header().Set("ETag", tag)
	if q.Request().Header.Get("If-None-Match") == tag {
		return q.NoContent(http.StatusNotModified)
	}
	return s.render(q, http.StatusOK, templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := w.Write(b.Bytes())
		return err
	}))
}

func (s *Server) askedPart(q *request) (d openDoc, p docPart, err error) {
	if d, err = s.openDocument(q); err != nil {
		return d, p, err
	}
	n, err := q.partNumber(&d)
	if err != nil {
		return d, p, err
	}
	p, err = s.readPart(q, &d, n)
	return d, p, err
}

// printParts is how many parts stand on a page for printing.
const printParts = 1000

// printDocument is the text as one page, from a part on.
func (s *Server) printDocument(q *request, d *openDoc, v *views.Document, from int64) error {
	d.find = ""
	parts, err := s.Store.Parts(q.Request().Context(), q.in.ID, d.text.ID, from, printParts)
	for i := range parts {
		p := docPart{TextPart: parts[i], runes: []rune(parts[i].Text)}
		if err := s.annotate(q, d, &p); err != nil {
			return err
		}
		v.Stretches = append(v.Stretches, s.stretchOf(q, d, &p))
	}
	if from > 1 {
		v.Prev = d.address(q, "", "view", "print", "page", number(max(1, from-printParts)))
	}
	if from+printParts <= d.text.Parts {
		v.Next = d.address(q, "", "view", "print", "page", number(from+printParts))
	}
	return err
}

// lowConfidence is what OCR has to be sure of, of 100, for its text to be taken
// without a warning.
const lowConfidence = 75

// confidenceNote says how sure OCR was of a part; "" for other text, and for a page
// without any.
func confidenceNote(q *request, p *docPart) (note string, doubtful bool) {
	if p.Confidence == onus.NotRecognised {
		return q.w.T("The text of this page could not be recognised."), true
	}
	if p.Confidence < 0 || p.Text == "" {
		return "", false
	}
	if p.Confidence < lowConfidence {
		return q.w.T("OCR, %d %% sure: compare it with the picture.", p.Confidence), true
	}
	return q.w.T("OCR, %d %% sure.", p.Confidence), false
}
