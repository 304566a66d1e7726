package document

import (
	"strings"
	"unicode"

	"onus"
)

// lineHyphen stands for a hyphen at the end of a line until joinHyphens decides on it. It
// is no character, so that no text contains it: the text of a page is made without.
const lineHyphen = '\uFFFE'

// read fills in text and words.
//
// The text is that of pdfium, in its order, made canonical. Different are lines with
// writing from right to left, see logical; spaces between Chinese characters that take no
// room; and hyphens at the end of a line, see joinHyphens.
func (t *pdfText) read(part *onus.Part) error {
	glyphs, err := t.glyphs()
	if err != nil {
		return err
	}
	if glyphs, err = t.order(downwards(glyphs)); err != nil {
		return err
	}
	b := pdfBuilder{pdfText: t, part: part}
	for i, g := range glyphs {
		if err := b.glyph(g, glyphs[i+1:]); err != nil {
			return err
		}
	}
	if err := b.flush(); err != nil {
		return err
	}
	part.Text = b.text.String()
	return nil
}

// pdfBuilder makes text and words of glyphs.
type pdfBuilder struct {
	*pdfText
	part   *onus.Part
	text   strings.Builder
	length int     // of text, in code points
	word   []glyph // the word that is not finished
}

// glyph adds one glyph, of which rest are those after it.
func (b *pdfBuilder) glyph(g glyph, rest []glyph) error {
	switch r := canonical(g.r); {
	case r == '\r' && len(rest) > 0 && rest[0].r == '\n':
		return nil
	case r == '\r':
		return b.space('\n')
	case unicode.IsSpace(r):
		if len(rest) > 0 && r == ' ' {
			if squeezed, err := b.squeezed(rest[0]); squeezed || err != nil {
				return err
			}
		}
		return b.space(r)
	case r == lineHyphen:
		b.write(r)
		b.word = append(b.word, g)
		return b.flush()
	default:
		if len(b.word) > 0 && apart(b.word[len(b.word)-1], g) {
			if err := b.flush(); err != nil {
				return err
			}
		}
		b.write(r)
		b.word = append(b.word, g)
		return nil
	}
}

// canonical is a character as it may stand in a text: no control characters, which come
// from fonts without meaning, and no form feed, which ends a page.
func canonical(r rune) rune {
	switch {
	case r == 2 || r == lineHyphen: // as pdfium writes the hyphen at the end of a line
		return lineHyphen
	case r == '\t' || r == '\n' || r == '\r':
		return r
	case unicode.IsControl(r) || r == '\uFFFF':
		return unicode.ReplacementChar
	}
	return r
}

func (b *pdfBuilder) write(r rune) {
	b.text.WriteRune(r)
	b.length++
}

func (b *pdfBuilder) space(r rune) error {
	if err := b.flush(); err != nil {
		return err
	}
	b.write(r)
	return nil
}

func (b *pdfBuilder) flush() error {
	if len(b.word) == 0 {
		return nil
	}
	w, err := b.pdfText.word(b.length-len(b.word), b.length, b.word)
	b.part.Words = append(b.part.Words, w)
	b.word = b.word[:0]
	return err
}

// apart says whether a glyph that follows another without a space stands elsewhere: on
// another line, or further away than any space is wide.
func apart(a, b glyph) bool {
	if a.angle != b.angle {
		return true
	}
	ax, ay := a.middle()
	bx, by := b.middle()
	along, across := bx-ax, by-ay
	if a.angle%2 == 1 {
		along, across = across, along
	}
	size := max(a.ink.width(), a.ink.height(), b.ink.width(), b.ink.height(), 1)
	return abs(across) > 2*size || abs(along) > 4*size
}

func abs(f float64) float64 { return max(f, -f) }

// squeezed says whether a space before next takes no room between two Chinese or Japanese
// characters: some programs write every character with a space that the next one covers.
func (b *pdfBuilder) squeezed(next glyph) (bool, error) {
	if len(b.word) == 0 || !wide(next.r) {
		return false, nil
	}
	last := b.word[len(b.word)-1]
	if !wide(last.r) {
		return false, nil
	}
	one, err := b.loose(last)
	if err != nil {
		return false, err
	}
	other, err := b.loose(next)
	if err != nil {
		return false, err
	}
	if overlap := one.intersect(rect{one.left, other.top, one.right, other.bottom}); overlap.empty() {
		return false, nil // on another line
	}
	return other.left > one.left && other.left-one.right < one.width()/8, nil
}

// wide says whether a character belongs to a script that writes no spaces.
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) ||
		r >= '\u3000' && r <= '\u303f' || r >= '\uff00' && r <= '\uffef' || r == '…'
}
