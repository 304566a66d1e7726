package document

import (
	"fmt"
	"math"
	"slices"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"onus"
)

// maxGlyphs bounds the memory of one page: a character takes some 300 bytes while it is read.
const maxGlyphs = 500_000

// rect is a box. On a page as the file describes it y grows upwards, and bottom is less
// than top; on a page as it is shown y grows downwards from 0, and bottom is more than top.
type rect struct{ left, top, right, bottom float64 }

func (r rect) empty() bool { return r == rect{} }

// union is the smallest box around two boxes of a page as it is shown.
func (r rect) union(s rect) rect {
	if r.empty() {
		return s
	}
	if s.empty() {
		return r
	}
	return rect{min(r.left, s.left), min(r.top, s.top), max(r.right, s.right), max(r.bottom, s.bottom)}
}

func (r rect) intersect(s rect) rect {
	c := rect{max(r.left, s.left), max(r.top, s.top), min(r.right, s.right), min(r.bottom, s.bottom)}
	if c.left >= c.right || c.top >= c.bottom {
		return rect{}
	}
	return c
}

func (r rect) width() float64  { return r.right - r.left }
func (r rect) height() float64 { return r.bottom - r.top }
func (r rect) area() float64   { return r.width() * r.height() }

// frame turns places of a page as the file describes it into places of the page as it is
// shown: cut to its crop box, turned, the left upper corner at 0, 0.
type frame struct {
	box   rect
	turns int // quarter turns, clockwise
}

// size is that of the page as it is shown, in points.
func (f frame) size() (width, height float64) {
	w, h := f.box.right-f.box.left, f.box.top-f.box.bottom
	if f.turns%2 == 1 {
		return h, w
	}
	return w, h
}

// shown is where a box of the file is shown.
func (f frame) shown(r rect) rect {
	b := f.box
	switch f.turns {
	case 1:
		return rect{r.bottom - b.bottom, r.left - b.left, r.top - b.bottom, r.right - b.left}
	case 2:
		return rect{b.right - r.right, r.bottom - b.bottom, b.right - r.left, r.top - b.bottom}
	case 3:
		return rect{b.top - r.top, b.right - r.right, b.top - r.bottom, b.right - r.left}
	}
	return rect{r.left - b.left, b.top - r.top, r.right - b.left, b.top - r.bottom}
}

// pdfLoaded is a page that pdfium holds.
type pdfLoaded struct {
	*engine
	document references.FPDF_DOCUMENT
	ref      references.FPDF_PAGE
	page     requests.Page
	frame    frame
}

// load loads page n, from 0. The errors of this and what follows are those of pdfium.
func (d *pdf) load(n int) (*pdfLoaded, error) {
	loaded, err := d.engine.pdfium.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: d.ref, Index: n})
	if err != nil {
		return nil, err
	}
	l := &pdfLoaded{
		engine: d.engine, document: d.ref, ref: loaded.Page, page: requests.Page{ByReference: &loaded.Page},
	}
	box, err := l.pdfium.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: l.page})
	if err != nil {
		return nil, err
	}
	turned, err := l.pdfium.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: l.page})
	if err != nil {
		return nil, err
	}
	b := box.Rect
	l.frame = frame{rect{float64(b.Left), float64(b.Top), float64(b.Right), float64(b.Bottom)}, int(turned.PageRotation)}
	if w, h := l.frame.size(); !(w > 0 && h > 0 && w < 1e6 && h < 1e6) {
		return nil, fmt.Errorf("page of %v x %v points", w, h)
	}
	return l, nil
}

func (l *pdfLoaded) close() error {
	_, err := l.pdfium.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: l.ref})
	return err
}

// read reads everything of a page but its size.
func (l *pdfLoaded) read(page *pdfPage) error {
	m := &pdfMarks{}
	if err := l.annotations(m); err != nil {
		return err
	}
	loaded, err := l.pdfium.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: l.page})
	if err != nil {
		return err
	}
	t := pdfText{pdfLoaded: l, ref: loaded.TextPage}
	if err := t.read(&page.part); err != nil {
		return err
	}
	if _, err := l.pdfium.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: t.ref}); err != nil {
		return err
	}
	if err := l.objects(m); err != nil {
		return err
	}
	page.pdfMarks = *m
	return l.hide(page.part.Words, t.inked, m.covers)
}

// glyph is one character of a page.
type glyph struct {
	r     rune
	ink   rect // around what is drawn, where it is shown; without height if there is nothing
	index int  // in pdfium's text of the page; -1 for one that was put in
	angle int  // quarter turns of the text, clockwise, as it is shown
}

func (g glyph) middle() (x, y float64) {
	return (g.ink.left + g.ink.right) / 2, (g.ink.top + g.ink.bottom) / 2
}

// pdfText reads the text of a page.
type pdfText struct {
	*pdfLoaded
	ref   references.FPDF_TEXTPAGE
	inked []rect // around the ink of each word
}

// glyphs are the characters in the order of pdfium. What has no Unicode is U+FFFD.
func (t *pdfText) glyphs() ([]glyph, error) {
	count, err := t.pdfium.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: t.ref})
	if err != nil {
		return nil, err
	}
	if count.Count > maxGlyphs {
		return nil, fmt.Errorf("%d characters on a page: %w", count.Count, ErrTooLarge)
	}
	structured, err := t.pdfium.GetPageTextStructured(&requests.GetPageTextStructured{
		Page: t.page, Mode: requests.GetPageTextStructuredModeChars,
	})
	if err != nil {
		return nil, err
	}
	out := make([]glyph, 0, len(structured.Chars))
	for i, c := range structured.Chars {
		r, _ := utf8.DecodeRuneInString(c.Text)
		if r == utf8.RuneError && c.Text != "" {
			if r, err = t.astral(i); err != nil {
				return nil, err
			}
			if r == 0 {
				continue
			}
		}
		p := c.PointPosition
		out = append(out, glyph{
			r:     r,
			ink:   t.frame.shown(rect{p.Left, p.Top, p.Right, p.Bottom}),
			index: i,
			angle: (int(math.Round(c.Angle/(math.Pi/2))) + t.frame.turns) % 4,
		})
	}
	return out, nil
}

// astral is a character beyond the first plane of Unicode, which pdfium has as two: at the
// first it is the character, at the second 0. Anything else is U+FFFD.
func (t *pdfText) astral(i int) (rune, error) {
	var units [3]rune // before, at and after i
	for j := range units {
		got, err := t.pdfium.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: t.ref, Index: i + j - 1})
		if err != nil {
			return 0, err
		}
		units[j] = rune(got.Unicode)
	}
	if r := utf16.DecodeRune(units[1], units[2]); r != utf8.RuneError {
		return r, nil
	}
	if utf16.DecodeRune(units[0], units[1]) != utf8.RuneError {
		return 0, nil
	}
	return utf8.RuneError, nil
}

// loose is the room that a character takes, whatever its ink: as high as its font is.
func (t *pdfText) loose(g glyph) (rect, error) {
	if g.index < 0 {
		return g.ink, nil
	}
	box, err := t.pdfium.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: t.ref, Index: g.index})
	if err != nil {
		return rect{}, err
	}
	r := box.Rect
	return t.frame.shown(rect{float64(r.Left), float64(r.Top), float64(r.Right), float64(r.Bottom)}), nil
}

// word finishes a word of the glyphs, its place and its direction.
func (t *pdfText) word(start, end int, glyphs []glyph) (onus.Word, error) {
	var ink rect
	for _, g := range glyphs {
		ink = ink.union(g.ink)
	}
	box := ink
	for _, g := range []glyph{glyphs[0], glyphs[len(glyphs)-1]} {
		loose, err := t.loose(g)
		if err != nil {
			return onus.Word{}, err
		}
		box = box.union(loose)
	}
	undrawn, err := t.undrawn(glyphs)
	if err != nil {
		return onus.Word{}, err
	}
	t.inked = append(t.inked, ink)
	return onus.Word{
		Start: start, End: end, X: box.left, Y: box.top, W: box.width(), H: box.height(),
		Angle: 90 * direction(glyphs), Undrawn: undrawn,
	}, nil
}

// undrawn says whether a word is of a font that the file only names, in a script that the
// fonts of pdfium lack: they end where Hebrew begins.
func (t *pdfText) undrawn(glyphs []glyph) (bool, error) {
	i := slices.IndexFunc(glyphs, func(g glyph) bool { return g.r >= '\u0590' && g.index >= 0 && unicode.IsLetter(g.r) })
	if i < 0 {
		return false, nil
	}
	object, err := t.pdfium.FPDFText_GetTextObject(&requests.FPDFText_GetTextObject{TextPage: t.ref, Index: glyphs[i].index})
	if err != nil {
		return false, unlessTrapped(err)
	}
	font, err := t.pdfium.FPDFTextObj_GetFont(&requests.FPDFTextObj_GetFont{PageObject: object.TextObject})
	if err != nil {
		return false, unlessTrapped(err)
	}
	embedded, err := t.pdfium.FPDFFont_GetIsEmbedded(&requests.FPDFFont_GetIsEmbedded{Font: font.Font})
	return err == nil && !embedded.IsEmbedded, unlessTrapped(err)
}

// unlessTrapped is an error that pdfium itself failed with, and no other.
func unlessTrapped(err error) error {
	if trapped(err) {
		return err
	}
	return nil
}

// direction is which way glyphs follow one another, in quarter turns clockwise. Text that
// stands upright in a column, as Chinese may, runs down.
func direction(glyphs []glyph) int {
	first, last := glyphs[0], glyphs[len(glyphs)-1]
	x0, y0 := first.middle()
	x1, y1 := last.middle()
	if first.angle == 0 && y1-y0 > math.Abs(x1-x0) && y1-y0 > 1 {
		return 1
	}
	return first.angle
}
