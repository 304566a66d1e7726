package document

import (
	"cmp"
	"fmt"
	"strings"

	"onus"
)

// Reader reads documents and makes pictures of their pages; one at a time, not for
// concurrent use.
type Reader struct {
	cache  string
	engine *engine
	shown  *pdf // that Picture opened last
}

// NewReader makes a reader. cache is a folder for compiled code of wazero, "" for none:
// without one the first PDF waits some seconds.
func NewReader(cache string) *Reader { return &Reader{cache: cache} }

// Warm makes everything ready, so that no file needs to be opened from then on.
func (r *Reader) Warm() error {
	_, err := r.pdfium()
	return err
}

// WarmForPages is Warm for a reader that will make pictures. It makes one: the first
// takes as long as three, for code that is not in memory yet.
func (r *Reader) WarmForPages() error {
	e, err := r.pdfium()
	if err != nil {
		return err
	}
	if _, err := r.Picture(Input{R: strings.NewReader(onePage), Size: int64(len(onePage))}, 1, 900); err != nil {
		return fmt.Errorf("first page of all: %w", err)
	}
	r.shown = nil
	e.stop()
	return e.start()
}

// onePage is a PDF with a line of text.
const onePage = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>endobj\n" +
	"4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n" +
	"5 0 obj<</Length 44>>stream\nBT /F 12 Tf 72 720 Td (The first page) Tj ET\nendstream endobj\ntrailer<</Root 1 0 R>>\n"

func (r *Reader) pdfium() (*engine, error) {
	if r.engine != nil {
		return r.engine, nil
	}
	e, err := newEngine(r.cache)
	if err != nil {
		return nil, err
	}
	r.engine = e
	return e, nil
}

// Close frees what the reader holds. It can be used again.
func (r *Reader) Close() error {
	if r.engine == nil {
		return nil
	}
	e := r.engine
	r.engine, r.shown = nil, nil
	return e.close()
}

// Read reads a document. It never panics: a panic is damage, and what was read before an
// error is kept. The state says how it went.
func (r *Reader) Read(in Input) *onus.Document {
	doc := &onus.Document{Kind: onus.TextExtracted}
	if err := r.read(in, doc); err != nil {
		doc.State, doc.Note = state(err), err.Error()
	}
	return doc
}

// read fills in a document. What it has when an error or a panic comes stays.
func (r *Reader) read(in Input, doc *onus.Document) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, p)
		}
	}()
	format, mediaType := detect(in)
	doc.Format, doc.MediaType, doc.Extractor = format, mediaType, "onus "+format+" 1"
	if in.Size == 0 {
		return fmt.Errorf("empty file: %w", ErrDamaged)
	}
	read, err := r.format(format, in)
	if read == nil {
		return err
	}
	*doc = *read
	doc.Format = format
	doc.MediaType = cmp.Or(doc.MediaType, mediaType)
	doc.Extractor = cmp.Or(doc.Extractor, "onus "+format+" 1")
	for i := range doc.Parts {
		doc.Parts[i].Confidence = -1
	}
	if doc.Properties.Language == "" {
		doc.Properties.Language = language(doc.Text())
	}
	return err
}

func (r *Reader) format(format string, in Input) (*onus.Document, error) {
	switch format {
	case "pdf":
		return r.readPDF(in)
	case "docx":
		return readDOCX(in)
	case "odt":
		return readODT(in)
	case "rtf":
		return readRTF(in)
	case "html":
		return readHTML(in)
	case "mail":
		return readMail(in)
	case "msg":
		return readMSG(in)
	case "text":
		return readText(in)
	case "markdown":
		return readMarkdown(in)
	case "csv":
		return readCSV(in)
	case "xlsx":
		return readXLSX(in)
	case "image":
		return readImage(in)
	case "archive":
		return readArchive(in)
	}
	return nil, ErrUnreadable
}

// Picture is a page as it is shown, as JPEG. page counts from 1; width is in pixels, at
// least 50 and at most 3,000. The document stays open for the next page of the same in.R,
// which must be of a type that can be compared.
func (r *Reader) Picture(in Input, page, width int) (jpeg []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			jpeg, err = nil, fmt.Errorf("%w: %v", ErrDamaged, p)
		}
	}()
	width = max(minWidth, min(width, maxSide))
	switch format, _ := detect(in); format {
	case "pdf":
		return r.picturePDF(in, page, width)
	case "image":
		return pictureImage(in, page, width)
	}
	return nil, fmt.Errorf("no pages: %w", ErrUnreadable)
}

func (r *Reader) picturePDF(in Input, page, width int) ([]byte, error) {
	e, err := r.pdfium()
	if err != nil {
		return nil, err
	}
	if r.shown == nil || r.shown.ref == "" || r.shown.in != in {
		if r.shown, err = openPDF(e, in); err != nil {
			r.shown.close()
			return nil, err
		}
	}
	jpeg, err := r.shown.picture(page-1, width)
	if err != nil {
		r.shown.close()
	}
	return jpeg, err
}
