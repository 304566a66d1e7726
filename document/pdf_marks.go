package document

import (
	"strings"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"onus"
)

const (
	maxObjects = 20_000 // of one page that are looked at; drawings have more
	maxNested  = 5      // forms within forms
	// A page with a picture over half of it and fewer words than this is a scan: what courts
	// print on top of each page is not its text. So is one with any picture and a line.
	scanWords = 50
	lineWords = 12
)

// pdfMarks is what is on a page besides text.
type pdfMarks struct {
	covers      []rect  // what may hide text, where it is shown
	pictured    float64 // the part of the page that pictures take, 0 to 1
	drawn       bool    // there is anything
	fields      bool    // annotations have text: fields of a form, comments on the page
	attachments []onus.Attachment
}

// scan says whether the page is a picture without a text layer.
func (m *pdfMarks) scan(words int) bool {
	if words == 0 {
		return m.drawn
	}
	return m.pictured > 0.5 && words < scanWords || m.pictured > 0.001 && words < lineWords
}

// trapped says whether pdfium itself failed, and not only what it was asked for.
func trapped(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "wasm error") || strings.Contains(err.Error(), "panic occurred"))
}

// objects looks at everything that is drawn on the page.
func (l *pdfLoaded) objects(m *pdfMarks) error {
	w := pdfWalk{pdfLoaded: l, marks: m, left: maxObjects}
	count, err := l.pdfium.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: l.page})
	if err != nil {
		return err
	}
	m.drawn = m.drawn || count.Count > 0
	for i := 0; i < count.Count && w.left > 0; i++ {
		o, err := l.pdfium.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: l.page, Index: i})
		if err == nil {
			err = w.object(o.PageObject, identity, 0)
		}
		if trapped(err) {
			return err
		}
	}
	return nil
}

// matrix turns places within a form into those of what it stands in.
type matrix struct{ a, b, c, d, e, f float64 }

var identity = matrix{a: 1, d: 1}

// within is m after n.
func (m matrix) within(n matrix) matrix {
	return matrix{
		m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d,
		m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f,
	}
}

// box is the box around a box of the file that is turned by m.
func (m matrix) box(r rect) rect {
	x := []float64{m.a*r.left + m.c*r.top, m.a*r.right + m.c*r.top, m.a*r.left + m.c*r.bottom, m.a*r.right + m.c*r.bottom}
	y := []float64{m.b*r.left + m.d*r.top, m.b*r.right + m.d*r.top, m.b*r.left + m.d*r.bottom, m.b*r.right + m.d*r.bottom}
	return rect{
		min(x[0], x[1], x[2], x[3]) + m.e, max(y[0], y[1], y[2], y[3]) + m.f,
		max(x[0], x[1], x[2], x[3]) + m.e, min(y[0], y[1], y[2], y[3]) + m.f,
	}
}

// pdfWalk goes through the objects of a page, and of the forms on it.
type pdfWalk struct {
	*pdfLoaded
	marks *pdfMarks
	left  int
}

// object looks at one object. What pdfium cannot say of one is not looked at.
func (w *pdfWalk) object(o references.FPDF_PAGEOBJECT, m matrix, depth int) error {
	w.left--
	kind, err := w.pdfium.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: o})
	if err == nil {
		switch kind.Type {
		case enums.FPDF_PAGEOBJ_PATH:
			err = w.path(o, m)
		case enums.FPDF_PAGEOBJ_IMAGE:
			err = w.image(o, m)
		case enums.FPDF_PAGEOBJ_FORM:
			if depth < maxNested {
				err = w.form(o, m, depth+1)
			}
		}
	}
	if trapped(err) {
		return err
	}
	return nil
}

func (w *pdfWalk) bounds(o references.FPDF_PAGEOBJECT, m matrix) (rect, error) {
	b, err := w.pdfium.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: o})
	if err != nil {
		return rect{}, err
	}
	box := rect{float64(b.Left), float64(b.Top), float64(b.Right), float64(b.Bottom)}
	return w.frame.shown(m.box(box)), nil
}

// path takes a filled, dark, opaque path as something that may cover text.
func (w *pdfWalk) path(o references.FPDF_PAGEOBJECT, m matrix) error {
	mode, err := w.pdfium.FPDFPath_GetDrawMode(&requests.FPDFPath_GetDrawMode{PageObject: o})
	if err != nil || mode.FillMode == enums.FPDF_FILLMODE_NONE {
		return err
	}
	fill, err := w.pdfium.FPDFPageObj_GetFillColor(&requests.FPDFPageObj_GetFillColor{PageObject: o})
	if err != nil {
		return err
	}
	c := fill.FillColor
	if c.A < 230 || luminance(c.R, c.G, c.B) > maxCover {
		return nil
	}
	box, err := w.bounds(o, m)
	w.marks.cover(box)
	return err
}

// cover takes a box that is not just a line.
func (m *pdfMarks) cover(box rect) {
	if box.width() > 3 && box.height() > 3 {
		m.covers = append(m.covers, box)
	}
}

func (w *pdfWalk) image(o references.FPDF_PAGEOBJECT, m matrix) error {
	box, err := w.bounds(o, m)
	width, height := w.frame.size()
	w.marks.pictured += box.intersect(rect{0, 0, width, height}).area() / (width * height)
	return err
}

func (w *pdfWalk) form(o references.FPDF_PAGEOBJECT, m matrix, depth int) error {
	own, err := w.pdfium.FPDFPageObj_GetMatrix(&requests.FPDFPageObj_GetMatrix{PageObject: o})
	if err != nil {
		return err
	}
	f := own.Matrix
	m = matrix{float64(f.A), float64(f.B), float64(f.C), float64(f.D), float64(f.E), float64(f.F)}.within(m)
	count, err := w.pdfium.FPDFFormObj_CountObjects(&requests.FPDFFormObj_CountObjects{PageObject: o})
	if err != nil {
		return err
	}
	for i := 0; i < count.Count && w.left > 0; i++ {
		inner, err := w.pdfium.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: o, Index: uint64(i)})
		if err != nil {
			return err
		}
		if err := w.object(inner.PageObject, m, depth); err != nil {
			return err
		}
	}
	return nil
}
