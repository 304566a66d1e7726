package document

import (
	"fmt"
	"strings"
	"unicode"

	"onus"
)

// openParagraph opens a paragraph if none is, in a cell if it belongs to a table.
func (r *rtf) openParagraph() {
	if r.top(framePara) != nil {
		return
	}
	if r.para.table {
		r.openCell()
	} else {
		r.closeRow()
	}
	r.startPara()
}

// closeParagraph ends the paragraph that is open, and tells what it is.
func (r *rtf) closeParagraph() {
	p := r.top(framePara)
	if p == nil {
		return
	}
	outline := r.para.outline
	if outline == 0 {
		outline = r.styles[r.para.style]
	}
	switch {
	case outline >= 1 && outline <= 9:
		p.kind, p.level = onus.BlockHeading, min(outline, 6)
	case r.label != "" || r.para.list > 0:
		p.kind, p.level = onus.BlockItem, 1+max(0, min(r.para.depth, listLevels-1))
	}
	if label := strings.TrimSpace(r.label); label != "" && strings.TrimSpace(string(p.text)) != "" {
		p.text = append([]byte(label+" "), p.text...)
	}
	r.label = ""
	r.endPara()
}

func (r *rtf) openCell() {
	if r.top(frameCell) != nil {
		return
	}
	if r.top(frameRow) == nil {
		r.startRow(onus.BlockRow)
	}
	r.startCell(1)
}

// closeRow ends the row that is open, if one is. Text behind its last cell is one more.
func (r *rtf) closeRow() {
	if c := r.top(frameCell); c != nil && len(c.below) > 0 {
		r.endCell()
	} else if c != nil {
		r.pop(frameCell)
	}
	if row := r.top(frameRow); row != nil && r.head {
		row.kind = onus.BlockHead
	}
	r.endRow()
}

// collect gathers the text of this group under a name.
func (r *rtf) collect(name string) {
	if r.frames >= 0 {
		return
	}
	lasting := name == "title" || name == "author"
	if r.said[name] == nil || !lasting {
		r.said[name] = &strings.Builder{}
	}
	if r.to, r.name = toName, name; !lasting {
		r.frames = len(r.open)
	}
}

// aside opens a note, which has paragraphs of its own.
func (r *rtf) aside(name string) {
	if r.frames >= 0 {
		return
	}
	r.openParagraph()
	if name == "footnote" {
		r.notes++
		r.write(fmt.Sprintf("[%d]", r.notes))
	}
	r.frames, r.name, r.para = len(r.open), name, rtfPara{}
	r.startNote()
}

// endGroup does what is left to do with what the group was for.
func (r *rtf) endGroup() {
	switch r.name {
	case "fldinst":
		r.fieldNote(r.said[r.name].String())
		return
	case "atnauthor":
		return
	case "listtext", "pntext":
		r.label = " " // a bullet
		if label := r.said[r.name].String(); strings.ContainsFunc(label, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) {
			r.label = label
		}
		return
	}
	r.closeParagraph()
	r.closeTo(r.frames + 1)
	text := strings.TrimSpace(r.endNote())
	switch {
	case text == "":
	case r.name == "footnote":
		r.note(fmt.Sprintf("[%d] %s", r.notes, text))
	case r.name == "annotation":
		author := ""
		if said := r.said["atnauthor"]; said != nil {
			author = " " + oneLine(said.String())
		}
		r.note("[comment" + author + "] " + text)
	case !r.seen[text]:
		r.seen[text] = true
		r.margins = append(r.margins, "["+r.name[:len("header")]+"] "+text)
	}
}
