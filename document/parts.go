package document

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"onus"
)

// maxBlocks bounds the memory of the structure: a block takes about 100 bytes, whatever
// the length of its text. A sheet of Excel has at most as many rows.
const maxBlocks = 1 << 20

// builder makes the document of a format without pages: blocks go in, parts come out.
// The canonical text is the blocks with one LF between two of them. The zero builder is
// ready to use.
type builder struct {
	text   strings.Builder
	blocks []placed
	over   bool // something did not fit into maxText or maxBlocks
}

// placed is a block and where its text lies in the builder's text, in bytes.
type placed struct {
	kind       string
	level      int
	start, end int
}

// block adds one block. Its text is made canonical; without anything but white space it is
// dropped. What exceeds a limit is cut off, and err says so from then on: a reader looks at
// it now and then, and stops.
func (b *builder) block(kind string, level int, text string) {
	if b.over {
		return
	}
	if len(b.blocks) == maxBlocks {
		b.over = true
		return
	}
	if b.text.Len() == 0 {
		text = strings.TrimPrefix(text, "\ufeff")
	}
	room := max(0, maxText-b.text.Len()-1)
	// Text that is too long is cut before it is copied, and once more: clean may lengthen it.
	b.over = len(text) > 2*room
	text = clean(text[:min(len(text), 2*room)])
	if len(text) > room {
		for b.over = true; room > 0 && !utf8.RuneStart(text[room]); room-- {
		}
		text = text[:room]
	}
	if strings.TrimSpace(text) == "" {
		return
	}
	if len(b.blocks) > 0 {
		b.text.WriteByte('\n')
	}
	start := b.text.Len()
	b.text.WriteString(text)
	b.blocks = append(b.blocks, placed{kind, level, start, b.text.Len()})
}

// row adds a row of a table: its cells with a TAB between two of them. A TAB within a
// cell becomes a space.
func (b *builder) row(kind string, cells []string) {
	b.block(kind, 0, joinCells(cells))
}

func joinCells(cells []string) string {
	var row strings.Builder
	for i, cell := range cells {
		if i > 0 {
			row.WriteByte('\t')
		}
		row.WriteString(strings.ReplaceAll(cell, "\t", " "))
	}
	return row.String()
}

// err is ErrTooLarge when something did not fit.
func (b *builder) err() error {
	if b.over {
		return fmt.Errorf("more than %d bytes or %d blocks of text: %w", maxText, maxBlocks, ErrTooLarge)
	}
	return nil
}

// clean makes a text canonical: bytes that are no UTF-8, and NUL, become U+FFFD, one each;
// CRLF and CR become LF. Nothing else is changed.
func clean(s string) string {
	if utf8.ValidString(s) && !strings.ContainsAny(s, "\x00\r") {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for i, r := range s { // ranging gives RuneError for every such byte
		switch {
		case r == 0:
			out.WriteRune(utf8.RuneError)
		case r == '\r' && i+1 < len(s) && s[i+1] == '\n':
		case r == '\r':
			out.WriteByte('\n')
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// document cuts the text into parts of at most onus.MaxPart code points, between two
// blocks where it can. The LF between two blocks ends the earlier part. maxParts cannot be
// reached: two neighbouring parts are together longer than one may be.
func (b *builder) document(format string) *onus.Document {
	c := cutter{text: b.text.String()}
	for i, p := range b.blocks {
		end := p.end
		if i+1 < len(b.blocks) {
			end++ // the LF after it
		}
		c.add(p, end)
	}
	c.flush()
	return &onus.Document{State: onus.ReadDone, Format: format, Kind: onus.TextExtracted, Parts: c.parts}
}

// cutter collects blocks for the part that begins at byte from.
type cutter struct {
	text   string
	parts  []onus.Part
	from   int
	length int // code points from there on
	blocks []onus.Block
}

func (c *cutter) flush() {
	end := c.from + byteOffset(c.text[c.from:], c.length)
	if end > c.from {
		c.parts = append(c.parts, onus.Part{Text: c.text[c.from:end], Blocks: c.blocks, Confidence: -1})
	}
	c.from, c.length, c.blocks = end, 0, nil
}

// add takes a block in whose stretch, with the LF after it, ends at byte end.
func (c *cutter) add(p placed, end int) {
	n := utf8.RuneCountInString(c.text[p.start:p.end])
	with := n + end - p.end
	if c.length+with > onus.MaxPart {
		c.flush()
	}
	block := onus.Block{Kind: p.kind, Level: p.level}
	for start := p.start; with > onus.MaxPart; c.flush() {
		cut, size := cutAt(c.text[start:p.end])
		block.End = cut
		c.blocks, c.length = append(c.blocks, block), cut
		block.Continued = true
		start, n, with = start+size, n-cut, with-cut
	}
	block.Start, block.End = c.length, c.length+n
	c.blocks, c.length = append(c.blocks, block), c.length+with
}

// cutAt says where a text too long for one part is cut: behind the last white space of the
// part's last quarter, else between two grapheme clusters, else anywhere. Something is left.
func cutAt(s string) (runes, size int) {
	// A boundary depends on no more than the code point behind it.
	window := s[:byteOffset(s, onus.MaxPart+1)]
	n, pos, space := 0, 0, 0
	for g := graphemes.FromString(window); g.Next(); {
		v := g.Value()
		n += utf8.RuneCountInString(v)
		if end := pos + len(v); n > onus.MaxPart || end == len(s) {
			break
		}
		pos += len(v)
		runes, size = n, pos
		if strings.TrimSpace(v) == "" {
			space = pos
		}
	}
	if behind := utf8.RuneCountInString(s[:space]); behind > onus.MaxPart*3/4 {
		return behind, space
	}
	if size == 0 {
		return onus.MaxPart - 1, byteOffset(s, onus.MaxPart-1)
	}
	return runes, size
}

// byteOffset is where the code point number n begins, or the length of a shorter text.
func byteOffset(s string, n int) int {
	for i := range s {
		if n--; n < 0 {
			return i
		}
	}
	return len(s)
}
