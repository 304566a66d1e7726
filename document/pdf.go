package document

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	pdfium "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"onus"
)

// maxFailures ends the reading of a file that names pages which are not there: that many
// in a row that cannot be read.
const maxFailures = 20

// pdf is an open PDF.
type pdf struct {
	engine *engine
	in     Input
	ref    references.FPDF_DOCUMENT
	pages  int
}

// openPDF opens a PDF in an instance of its own, so that no file ever meets the memory of
// another. The error wraps one of those of this package.
func openPDF(e *engine, in Input) (*pdf, error) {
	d := &pdf{engine: e, in: in}
	return d, d.open()
}

func (d *pdf) open() error {
	if d.engine.used { // documents share no memory
		d.close()
	}
	if err := d.engine.start(); err != nil {
		return err
	}
	d.engine.used = true
	start, err := header(d.in)
	if err != nil {
		return err
	}
	size := d.in.Size - start
	if size > math.MaxInt32 { // what pdfium can address
		return fmt.Errorf("pdf of %d bytes: %w", size, ErrTooLarge)
	}
	request := &requests.OpenDocument{FileReader: io.NewSectionReader(d.in.R, start, size), FileReaderSize: size}
	if d.in.Password != "" {
		request.Password = &d.in.Password
	}
	opened, err := d.engine.pdfium.OpenDocument(request)
	if err != nil {
		return d.failed(fmt.Errorf("open pdf: %w", err))
	}
	d.ref = opened.Document
	count, err := d.engine.pdfium.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: d.ref})
	if err != nil {
		return d.failed(fmt.Errorf("count pages: %w", err))
	}
	d.pages = count.PageCount
	return nil
}

func (d *pdf) close() {
	d.engine.stop()
	d.ref = ""
}

// failed says which of this package's errors an error of pdfium is.
func (d *pdf) failed(err error) error {
	switch {
	case d.engine.memory != nil && d.engine.memory.full:
		return fmt.Errorf("%w: %w", ErrTooLarge, err)
	case errors.Is(err, pdfium.ErrPassword):
		return fmt.Errorf("%w: %w", ErrPassword, err)
	case errors.Is(err, pdfium.ErrSecurity):
		return fmt.Errorf("unknown encryption: %w: %w", ErrUnreadable, err)
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// header finds where a PDF begins. Some programs put bytes before it, of mail or of a
// printer; pdfium looks for it in the first 1,024 only.
func header(in Input) (int64, error) {
	head := make([]byte, min(in.Size, 64<<10))
	if _, err := in.R.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return 0, fmt.Errorf("read pdf: %w", err)
	}
	at := bytes.Index(head, []byte("%PDF-"))
	if at < 0 {
		return 0, fmt.Errorf("no header of a pdf: %w", ErrDamaged)
	}
	return int64(at), nil
}

// readPDF reads all pages. With an error it returns what was read before it.
func (r *Reader) readPDF(in Input) (*onus.Document, error) {
	e, err := r.pdfium()
	if err != nil {
		return nil, err
	}
	r.shown = nil
	d, err := openPDF(e, in)
	defer d.close()
	if err != nil {
		return nil, err
	}
	doc := &onus.Document{
		State: onus.ReadDone, Format: "pdf", MediaType: "application/pdf", Extractor: pdfExtractor,
		Kind: onus.TextExtracted, Paged: true, Properties: d.properties(),
	}
	pages := &pdfPages{doc: d}
	err = pages.all()
	doc.Parts, doc.Attachments = pages.parts, pages.attachments.files
	joinHyphens(doc.Parts)
	if err != nil {
		return doc, err
	}
	if len(pages.scans) > 0 {
		doc.Note = "pages without text: " + ranges(pages.scans)
	}
	if len(pages.scans)*2 > len(doc.Parts) || pages.words == 0 {
		doc.State = onus.ReadNoText
	}
	return doc, nil
}

// pdfPages collects what the pages of a PDF give.
type pdfPages struct {
	doc         *pdf
	parts       []onus.Part
	attachments attachments
	size        int // bytes of text so far
	words       int
	read        int   // pages that could be read
	drawn       bool  // there is anything on any of them
	scans       []int // the numbers of those that are pictures without a text layer, from 1
	failed      []int // the numbers of those that could not be read
	failure     error // of the first of them
}

// all reads all pages, and what belongs to none. The error is what was wrong.
func (p *pdfPages) all() error {
	inRow := 0
	for n := range min(p.doc.pages, maxParts) {
		page, err := p.doc.page(n)
		if err == nil && p.size+len(page.part.Text) > maxText {
			return fmt.Errorf("pages %d to %d, more than %d bytes of text: %w", n+1, p.doc.pages, maxText, ErrTooLarge)
		}
		p.parts = append(p.parts, page.part)
		if err == nil {
			inRow = 0
			p.add(n+1, page)
			continue
		}
		if p.failed = append(p.failed, n+1); p.failure == nil {
			p.failure = err
		}
		if inRow++; inRow == maxFailures {
			p.parts = p.parts[:len(p.parts)-inRow]
			return fmt.Errorf("pages %s and all after: %w", ranges(p.failed), p.failure)
		}
		if !errors.Is(err, pdfium.ErrPage) { // pdfium may have stopped anywhere
			if err := p.doc.open(); err != nil {
				return err
			}
		}
	}
	return errors.Join(p.wrong(), p.attachments.complete(p.doc))
}

func (p *pdfPages) add(number int, page pdfPage) {
	p.read++
	p.size += len(page.part.Text) + len(onus.PageBreak)
	p.words += len(page.part.Words)
	p.drawn = p.drawn || page.drawn
	p.attachments.add(page.attachments...)
	if page.scan(len(page.part.Words)) {
		p.scans = append(p.scans, number)
	}
}

// wrong is what was wrong with the pages.
func (p *pdfPages) wrong() error {
	switch {
	case p.read == 0 && p.failure != nil:
		p.parts = nil
		return fmt.Errorf("no page can be read: %w", p.failure)
	case p.failure != nil:
		return fmt.Errorf("pages %s: %w", ranges(p.failed), p.failure)
	case !p.drawn:
		return fmt.Errorf("nothing on any page: %w", ErrDamaged)
	case p.doc.pages > maxParts:
		return fmt.Errorf("%d pages, more than %d: %w", p.doc.pages, maxParts, ErrTooLarge)
	}
	return nil
}

// ranges writes ascending numbers: 1-3, 7.
func ranges(numbers []int) string {
	var out []string
	for rest := numbers; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n] == rest[n-1]+1 {
			n++
		}
		s := strconv.Itoa(rest[0])
		if n > 1 {
			s += "-" + strconv.Itoa(rest[n-1])
		}
		out, rest = append(out, s), rest[n:]
	}
	return strings.Join(out, ", ")
}

// pdfPage is what one page gives.
type pdfPage struct {
	part onus.Part
	pdfMarks
}

// page reads page n, from 0. With an error the part has no more than its size.
func (d *pdf) page(n int) (page pdfPage, err error) {
	l, err := d.load(n)
	if err != nil {
		return page, d.failed(err)
	}
	page.part.Width, page.part.Height = l.frame.size()
	if err := l.read(&page); err != nil {
		return pdfPage{part: onus.Part{Width: page.part.Width, Height: page.part.Height}}, d.failed(err)
	}
	return page, l.close()
}
