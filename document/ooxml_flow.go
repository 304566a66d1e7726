package document

import (
	"fmt"
	"strings"

	"onus"
)

// flow puts the paragraphs, tables and notes of a word processor's document in order,
// whatever is nested in what: a text box in a paragraph follows it, a table in a cell
// becomes lines of the cell. Frames are opened and closed by the elements of the XML.
type flow struct {
	b    *builder
	open []*level
	size int // bytes of all text so far, of open frames too
	made int // frames
	over bool
	trim bool // rows end with their last cell that has text
}

// piece is a block that is not placed yet.
type piece struct {
	kind  string
	level int
	text  string
}

// What a level is.
const (
	framePara = iota
	frameRow
	frameCell
	frameNote // what is in it is taken out at its end
)

// maxFrames bounds the memory of paragraphs that wait for the end of their table, as
// maxBlocks does: a cell takes two.
const maxFrames = 2 * maxBlocks

// level is a paragraph, a row, a cell or a note that is open.
type level struct {
	what   int
	piece          // of a paragraph; of a row its kind
	text   []byte  // of a paragraph
	gone   []byte  // deleted text of a paragraph
	spaced bool    // a paragraph where more white space says nothing
	below  []piece // of a paragraph: what follows it; else: what is in it
	span   int     // columns of a cell
	repeat int     // how often a row or a cell stands there; 0 is once
	// Of a row: its cells up to the last that has text, how many without text follow,
	// and how many elements made them.
	cells []string
	blank int
	count int
	lone  []piece // what is in its last cell
}

// write adds to the paragraph that is open. Text outside of paragraphs becomes one.
func (f *flow) write(s string) {
	if !f.grow(len(s)) {
		return
	}
	if p := f.top(framePara); p != nil {
		p.text = append(p.text, s...)
	} else if strings.TrimSpace(s) != "" {
		f.emit(piece{onus.BlockParagraph, 0, s})
	}
}

// remove adds text that an author has deleted: it is shown as a note below the paragraph.
func (f *flow) remove(s string) {
	if p := f.top(framePara); p != nil && f.grow(len(s)) {
		p.gone = append(p.gone, s...)
	}
}

// note puts a note below the paragraph that is open.
func (f *flow) note(s string) {
	if f.grow(len(s)) {
		f.emit(piece{onus.BlockNote, 0, s})
	}
}

// fieldNote shows fields that fetch something from elsewhere: nothing of it is in the file,
// nothing is fetched here, and who opens the file in Word is seen to do so.
func (f *flow) fieldNote(code string) {
	code = oneLine(code)
	if strings.Contains(code, "://") && !strings.HasPrefix(strings.ToUpper(code), "HYPERLINK") {
		f.note("[field] " + code)
	}
}

func (f *flow) grow(n int) bool {
	if f.size+n > maxText {
		f.over = true
	} else {
		f.size += n
	}
	return !f.over
}

// err is ErrTooLarge when there is more text than is kept.
func (f *flow) err() error {
	if f.over {
		return fmt.Errorf("more than %d bytes of text: %w", maxText, ErrTooLarge)
	}
	return f.b.err()
}

// top is the innermost level if it is what is asked for, else nil.
func (f *flow) top(what int) *level {
	if n := len(f.open); n > 0 && f.open[n-1].what == what {
		return f.open[n-1]
	}
	return nil
}

func (f *flow) push(fr *level) {
	f.made++
	f.over = f.over || f.made > maxFrames
	f.open = append(f.open, fr)
}

func (f *flow) pop(what int) *level {
	fr := f.top(what)
	if fr != nil {
		f.open = f.open[:len(f.open)-1]
	}
	return fr
}

// emit gives a piece that has text to the innermost level, or to the document.
func (f *flow) emit(p piece) {
	switch n := len(f.open); {
	case strings.TrimSpace(p.text) == "":
	case n > 0:
		f.open[n-1].below = append(f.open[n-1].below, p)
	default:
		f.b.block(p.kind, p.level, p.text)
	}
}

func (f *flow) emitAll(pieces []piece) {
	for _, p := range pieces {
		f.emit(p)
	}
}

func (f *flow) startPara() { f.push(&level{what: framePara, piece: piece{kind: onus.BlockParagraph}}) }

func (f *flow) endPara() {
	p := f.pop(framePara)
	if p == nil {
		return
	}
	p.piece.text = string(p.text)
	f.emit(p.piece)
	if gone := strings.TrimSpace(string(p.gone)); gone != "" {
		f.emit(piece{onus.BlockNote, 0, "[deleted] " + gone})
	}
	f.emitAll(p.below)
}

func (f *flow) startRow(kind string) { f.push(&level{what: frameRow, piece: piece{kind: kind}}) }

// endRow emits the row. One of a single cell is layout: its paragraphs stay what they are.
func (f *flow) endRow() {
	r := f.pop(frameRow)
	if r == nil {
		return
	}
	if r.count == 1 && !f.trim {
		f.emitAll(r.lone)
	} else if len(r.cells) > 0 {
		if !f.trim {
			r.fill(r.blank)
		}
		text := joinCells(r.cells)
		for range max(1, r.repeat) {
			if f.grow(len(text)) {
				f.emit(piece{r.kind, 0, text})
			}
		}
	}
	f.emitAll(r.below)
}

// startCell opens a cell that is span columns wide.
func (f *flow) startCell(span int) { f.push(&level{what: frameCell, span: span}) }

// maxColumns is the width of a sheet of Excel; a table of Word has 63 columns at most.
const maxColumns = 16_384

func (f *flow) endCell() {
	c := f.pop(frameCell)
	if c == nil {
		return
	}
	r := f.top(frameRow)
	if r == nil {
		f.emitAll(c.below)
		return
	}
	r.lone = c.below
	r.count++
	text := joinPieces(c.below)
	if text == "" {
		r.blank = min(r.blank+max(1, c.span, c.repeat), maxColumns)
		return
	}
	for i := 0; i < max(1, c.repeat) && (i == 0 || len(r.cells) < maxColumns) && f.grow(len(text)+r.blank); i++ {
		r.fill(r.blank)
		r.cells = append(r.cells, text)
	}
	r.blank = max(0, min(c.span, maxColumns)-1)
}

// fill adds n empty cells to a row.
func (r *level) fill(n int) {
	for range min(n, maxColumns-len(r.cells)) {
		r.cells = append(r.cells, "")
	}
	r.blank = 0
}

func (f *flow) startNote() { f.push(&level{what: frameNote}) }

// endNote closes the note and gives its text.
func (f *flow) endNote() string {
	if n := f.pop(frameNote); n != nil {
		return joinPieces(n.below)
	}
	return ""
}

// finish closes what is still open where a file ends too early.
func (f *flow) finish() { f.closeTo(0) }

// closeTo closes all frames but the first n.
func (f *flow) closeTo(n int) {
	for len(f.open) > n {
		switch f.open[len(f.open)-1].what {
		case framePara:
			f.endPara()
		case frameRow:
			f.endRow()
		case frameCell:
			f.endCell()
		case frameNote:
			f.emit(piece{onus.BlockNote, 0, f.endNote()})
		}
	}
}

func joinPieces(pieces []piece) string {
	texts := make([]string, len(pieces))
	for i, p := range pieces {
		texts[i] = p.text
	}
	return strings.Join(texts, "\n")
}
