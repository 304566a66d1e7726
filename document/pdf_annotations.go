package document

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"onus"
)

const maxAnnotations = 2000 // of one page that are looked at

// annotations looks for what covers text, and for files. Those with text on the page, what
// was filled into a form above all, become part of the page, so that their text is read;
// nothing of a form runs.
func (l *pdfLoaded) annotations(m *pdfMarks) error {
	count, err := l.pdfium.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: l.page})
	if err != nil {
		return err
	}
	m.drawn = m.drawn || count.Count > 0
	for i := range min(count.Count, maxAnnotations) {
		a, err := l.pdfium.FPDFPage_GetAnnot(&requests.FPDFPage_GetAnnot{Page: l.page, Index: i})
		if err == nil {
			err = l.annotation(a.Annotation, m)
		}
		if trapped(err) {
			return err
		}
	}
	if m.fields {
		_, err = l.pdfium.FPDFPage_Flatten(&requests.FPDFPage_Flatten{Page: l.page})
	}
	return err
}

func (l *pdfLoaded) annotation(a references.FPDF_ANNOTATION, m *pdfMarks) error {
	kind, err := l.pdfium.FPDFAnnot_GetSubtype(&requests.FPDFAnnot_GetSubtype{Annotation: a})
	if err != nil {
		return err
	}
	switch kind.Subtype {
	case enums.FPDF_ANNOT_SUBTYPE_WIDGET, enums.FPDF_ANNOT_SUBTYPE_FREETEXT, enums.FPDF_ANNOT_SUBTYPE_STAMP:
		m.fields = true
	case enums.FPDF_ANNOT_SUBTYPE_FILEATTACHMENT:
		file, err := l.pdfium.FPDFAnnot_GetFileAttachment(&requests.FPDFAnnot_GetFileAttachment{
			Document: l.document, Annotation: a,
		})
		if err != nil {
			return err
		}
		attachment, err := l.file(file.Attachment)
		if err == nil {
			m.attachments = append(m.attachments, attachment)
		}
		return err
	case enums.FPDF_ANNOT_SUBTYPE_SQUARE, enums.FPDF_ANNOT_SUBTYPE_POLYGON, enums.FPDF_ANNOT_SUBTYPE_INK,
		enums.FPDF_ANNOT_SUBTYPE_HIGHLIGHT, enums.FPDF_ANNOT_SUBTYPE_LINE, enums.FPDF_ANNOT_SUBTYPE_REDACT:
		box, err := l.pdfium.FPDFAnnot_GetRect(&requests.FPDFAnnot_GetRect{Annotation: a})
		if err != nil {
			return err
		}
		r := box.Rect
		m.cover(l.frame.shown(rect{float64(r.Left), float64(r.Top), float64(r.Right), float64(r.Bottom)}))
	}
	_, err = l.pdfium.FPDFPage_CloseAnnot(&requests.FPDFPage_CloseAnnot{Annotation: a})
	return err
}

// file is a file within the document.
func (e *engine) file(ref references.FPDF_ATTACHMENT) (a onus.Attachment, err error) {
	name, err := e.pdfium.FPDFAttachment_GetName(&requests.FPDFAttachment_GetName{Attachment: ref})
	if err != nil {
		return a, err
	}
	data, err := e.pdfium.FPDFAttachment_GetFile(&requests.FPDFAttachment_GetFile{Attachment: ref})
	if err != nil {
		return a, err
	}
	return attachment(clean(name.Name), data.Contents), nil
}

// attachments are files within a document, each once.
type attachments struct {
	files []onus.Attachment
	size  int
	over  bool // some did not fit
}

func (as *attachments) add(more ...onus.Attachment) {
	for _, a := range more {
		if as.has(a) {
			continue
		}
		if len(as.files) == maxAttachments || as.size+len(a.Data) > maxAttached {
			as.over = true
			continue
		}
		as.files, as.size = append(as.files, a), as.size+len(a.Data)
	}
}

func (as *attachments) has(a onus.Attachment) bool {
	for _, b := range as.files {
		if a.Name == b.Name && bytes.Equal(a.Data, b.Data) {
			return true
		}
	}
	return false
}

// complete adds the files that belong to the document and not to a place on a page, and
// the contents that pdfium did not find.
func (as *attachments) complete(d *pdf) error {
	err := as.embedded(d)
	if err != nil {
		err = fmt.Errorf("embedded files: %w", err)
	}
	if as.missing() {
		err = errors.Join(err, as.search(d))
	}
	if as.over {
		err = errors.Join(err, fmt.Errorf("more than %d, or %d bytes: %w", maxAttachments, maxAttached, ErrTooLarge))
	}
	return err
}

func (as *attachments) embedded(d *pdf) error {
	count, err := d.engine.pdfium.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{Document: d.ref})
	if err != nil {
		return d.failed(err)
	}
	as.over = as.over || count.AttachmentCount > maxAttachments
	for i := range min(count.AttachmentCount, maxAttachments) {
		got, err := d.engine.pdfium.FPDFDoc_GetAttachment(&requests.FPDFDoc_GetAttachment{Document: d.ref, Index: i})
		if err != nil {
			return d.failed(err)
		}
		a, err := d.engine.file(got.Attachment)
		if err != nil {
			return d.failed(err)
		}
		as.add(a)
	}
	return nil
}
