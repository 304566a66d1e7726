package document

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"onus"
)

// word visits the parts of a document of Word that have text.
type word struct {
	flow
	styles  *wordStyles
	numbers *numbering

	paras   []wordPara  // those that are open, the innermost last
	choices []bool      // of each open AlternateContent: whether a choice was taken
	fields  []wordField // those that are open
	gone    int         // open elements of deleted text
	into    func(s string)

	notes     map[string]string // by kind and id
	noteOrder []string          // their keys
	noteKey   string            // of the note that is open
	noteHead  string
	marks     int // notes that were given a number
}

// wordPara is what the properties of a paragraph say.
type wordPara struct {
	style, outline, list, listLevel string
}

// wordField is a field: what it does, then what it shows.
type wordField struct {
	code  []byte
	shown bool
}

// start looks at an element; what only says how text looks is left out with all in it.
func (w *word) start(e xml.StartElement) bool {
	name := e.Name.Local
	switch name {
	case "rPr", "sectPr", "sdtPr", "tabs", "rt", "delInstrText", "tblGrid":
		return false
	case "AlternateContent":
		w.choices = append(w.choices, false)
	case "Choice", "Fallback": // the fallback shows the same once more
		if n := len(w.choices); n > 0 {
			taken := w.choices[n-1]
			w.choices[n-1] = true
			return !taken
		}
	case "t":
		w.into = w.shown
	case "delText":
		w.into = w.remove
	case "instrText":
		w.into = w.code
	case "del", "moveFrom":
		w.gone++
	case "footnote", "endnote", "comment":
		return w.beginNote(e)
	default:
		return !strings.HasSuffix(name, "PrChange") && w.startBlock(e)
	}
	return true
}

// startBlock looks at paragraphs and tables, and what their properties say.
func (w *word) startBlock(e xml.StartElement) bool {
	val := attr(e, "val")
	para := &wordPara{}
	if n := len(w.paras); n > 0 {
		para = &w.paras[n-1]
	}
	switch e.Name.Local {
	case "p":
		w.startPara()
		w.paras = append(w.paras, wordPara{})
	case "pStyle":
		para.style = val
	case "outlineLvl":
		para.outline = val
	case "numId":
		para.list = val
	case "ilvl":
		para.listLevel = val
	case "tr":
		w.startRow(onus.BlockRow)
	case "tblHeader":
		if r := w.top(frameRow); r != nil && val != "0" && val != "false" {
			r.kind = onus.BlockHead
		}
	case "tc":
		w.startCell(1)
	case "gridSpan":
		if c := w.top(frameCell); c != nil {
			c.span, _ = strconv.Atoi(val)
		}
	default:
		w.startInline(e)
	}
	return true
}

// startInline looks at what stands within a line.
func (w *word) startInline(e xml.StartElement) {
	switch e.Name.Local {
	case "tab", "ptab":
		w.shown("\t")
	case "br", "cr":
		w.shown("\n")
	case "noBreakHyphen":
		w.shown("\u2011")
	case "softHyphen":
		w.shown("\u00ad")
	case "sym":
		w.shown(symbol(attr(e, "char")))
	case "textpath": // WordArt, and watermarks such as DRAFT
		w.shown(attr(e, "string"))
	case "fldSimple":
		w.fieldNote(attr(e, "instr"))
	case "fldChar":
		w.field(attr(e, "fldCharType"))
	case "footnoteReference", "endnoteReference", "commentReference":
		w.refer(strings.TrimSuffix(e.Name.Local, "Reference")+" "+attr(e, "id"), attr(e, "customMarkFollows"))
	}
}

func (w *word) end(name string) {
	switch name {
	case "t", "delText", "instrText":
		w.into = nil
	case "AlternateContent":
		w.choices = w.choices[:len(w.choices)-1]
	case "del", "moveFrom":
		w.gone--
	case "p":
		w.endWordPara()
	case "tr":
		w.endRow()
	case "tc":
		w.endCell()
	case "footnote", "endnote", "comment":
		if text := strings.TrimSpace(w.endNote()); text != "" {
			w.notes[w.noteKey] = w.noteHead + text
			w.noteOrder = append(w.noteOrder, w.noteKey)
		}
	}
}

func (w *word) chars(text []byte) {
	if w.into != nil {
		w.into(string(text))
	}
}

// shown takes text that readers of the document see, or saw before it was deleted.
func (w *word) shown(s string) {
	for i := range w.fields {
		if !w.fields[i].shown {
			w.code(s)
			return
		}
	}
	if w.gone > 0 {
		w.remove(s)
	} else {
		w.write(s)
	}
}

// endWordPara tells headings from items of lists from paragraphs.
func (w *word) endWordPara() {
	n := len(w.paras) - 1
	p := w.top(framePara)
	if n < 0 || p == nil {
		return
	}
	kind, level, label := w.role(w.paras[n])
	w.paras = w.paras[:n]
	if len(bytes.TrimSpace(p.text)) > 0 {
		p.kind, p.level = kind, level
		p.text = append([]byte(label), p.text...)
	}
	w.endPara()
	for i := range w.fields { // no code goes on behind a paragraph: damage must not hide the rest
		w.fields[i].shown = true
	}
}

func (w *word) role(p wordPara) (kind string, level int, label string) {
	style := w.styles.resolve(p.style)
	list, depth := style.list, style.listLevel
	if p.list != "" {
		list = p.list
	}
	if n, err := strconv.Atoi(p.listLevel); err == nil {
		depth = n
	}
	label, listed := w.numbers.label(list, depth)
	level = style.heading
	if n, err := strconv.Atoi(p.outline); err == nil {
		level = n + 1
	}
	switch {
	case level >= 1 && level <= 9:
		return onus.BlockHeading, min(level, 6), label
	case listed:
		return onus.BlockItem, depth + 1, label
	}
	return onus.BlockParagraph, 0, ""
}

// maxFields is how deep fields are looked at; the limit of Word is 20.
const maxFields = 20

func (w *word) field(kind string) {
	n := len(w.fields)
	switch {
	case kind == "begin" && n < maxFields:
		w.fields = append(w.fields, wordField{})
	case kind == "separate" && n > 0:
		w.fields[n-1].shown = true
	case kind == "end" && n > 0:
		w.fieldNote(string(w.fields[n-1].code))
		w.fields = w.fields[:n-1]
	}
}

// code takes the text of an instruction.
func (w *word) code(s string) {
	if n := len(w.fields); n > 0 && w.grow(len(s)) {
		w.fields[n-1].code = append(w.fields[n-1].code, s...)
	}
}

// beginNote opens a footnote, an endnote or a comment; lines that separate notes are none.
func (w *word) beginNote(e xml.StartElement) bool {
	if kind := attr(e, "type"); kind != "" && kind != "normal" || w.noteOpen() {
		return false
	}
	w.noteKey, w.noteHead = e.Name.Local+" "+attr(e, "id"), ""
	if e.Name.Local == "comment" {
		w.noteHead = strings.Join(strings.Fields("[comment "+attr(e, "author")+" "+day(attr(e, "date"))), " ") + "] "
	}
	w.startNote()
	return true
}

func (w *word) noteOpen() bool { return len(w.open) > 0 }

// refer puts a note below the paragraph that refers to it, and its number into the text.
func (w *word) refer(key, ownMark string) {
	text, ok := w.notes[key]
	if !ok {
		return
	}
	delete(w.notes, key)
	if !strings.HasPrefix(key, "comment") && (ownMark == "" || ownMark == "0" || ownMark == "false") {
		w.marks++
		mark := fmt.Sprintf("[%d]", w.marks)
		w.shown(mark)
		text = mark + " " + text
	}
	w.note(text)
}

// symbol is the character of a symbol font that stands for code, in hexadecimal. Those of
// forms and lists have a meaning elsewhere; the others are left as they are.
func symbol(code string) string {
	n, err := strconv.ParseUint(code, 16, 16)
	if err != nil {
		return ""
	}
	switch n {
	case 0xf0fe, 0xf078, 0xf054, 0xf053:
		return "☒"
	case 0xf0a8, 0xf06f, 0xf071, 0xf0a3:
		return "☐"
	case 0xf0fc:
		return "✓"
	case 0xf0fb:
		return "✗"
	case 0xf0b7:
		return "•"
	case 0xf0e0:
		return "→"
	}
	return string(rune(n))
}
