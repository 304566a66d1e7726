package document

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"onus"
)

// sheet visits a sheet: each row that has text becomes a block.
type sheet struct {
	b       *builder
	shared  *sharedStrings
	formats *cellFormats

	rows  int
	cells []string
	size  int // bytes of the row

	column         int // of the cell, from 0
	kind, style    string
	value, formula []byte
	into           *[]byte
}

func (s *sheet) start(e xml.StartElement) bool {
	switch e.Name.Local {
	case "row":
		s.cells, s.column, s.size = s.cells[:0], -1, 0
	case "c":
		s.column = columnOf(attr(e, "r"), s.column+1)
		s.kind, s.style = attr(e, "t"), attr(e, "s")
	case "v", "t":
		s.into = &s.value
	case "f":
		s.into = &s.formula
	case "rPh", "rPr":
		return false
	}
	return true
}

// columnOf is the column of a reference such as AB12, from 0; next if it has none.
func columnOf(ref string, next int) int {
	n := 0
	for i := 0; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && n < maxColumns; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	if n == 0 || n > maxColumns {
		return next
	}
	return n - 1
}

func (s *sheet) end(name string) {
	switch name {
	case "v", "t", "f":
		s.into = nil
	case "c":
		s.endCell()
	case "row":
		s.endRow()
	}
}

func (s *sheet) endRow() {
	if len(s.cells) == 0 {
		return
	}
	kind := onus.BlockRow
	if s.rows++; s.rows == 1 && looksLikeHead(s.cells) {
		kind = onus.BlockHead
	}
	s.b.row(kind, s.cells)
	s.cells = s.cells[:0]
}

// finish keeps what a sheet that ends too early has of its last row.
func (s *sheet) finish() {
	if len(s.value) > 0 {
		s.endCell()
	}
	s.endRow()
}

func (s *sheet) endCell() {
	text := s.shown()
	s.value, s.formula = s.value[:0], s.formula[:0]
	if text == "" {
		return
	}
	for len(s.cells) < s.column { // cells that are left out are empty
		s.cells = append(s.cells, "")
		s.size++
	}
	s.cells = append(s.cells, text)
	s.size += len(text)
}

// shown is the text of the cell as Excel shows it. A formula that was never calculated is
// shown itself.
func (s *sheet) shown() string {
	value := string(s.value)
	if value == "" && len(s.formula) > 0 {
		return "=" + string(s.formula)
	}
	switch s.kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil {
			return ""
		}
		return s.shared.at(n)
	case "b":
		if strings.TrimSpace(value) == "1" {
			return "TRUE"
		}
		return "FALSE"
	case "str", "inlineStr", "e", "d":
		return value
	}
	return s.formats.number(strings.TrimSpace(value), s.style)
}

func (s *sheet) chars(text []byte) {
	if s.into != nil {
		*s.into = append(*s.into, text...)
		s.size += len(text)
	}
}

func (s *sheet) err() error {
	if s.size > maxText {
		return fmt.Errorf("row of more than %d bytes: %w", maxText, ErrTooLarge)
	}
	return s.b.err()
}

// sheetComments visits the comments on a sheet.
type sheetComments struct {
	b       *builder
	authors []string
	ref, by string
	text    []byte
	on      bool
}

func (s *sheetComments) start(e xml.StartElement) bool {
	switch e.Name.Local {
	case "author":
		s.text, s.on = nil, true
	case "comment":
		s.ref, s.by, s.text = attr(e, "ref"), "", nil
		if n, err := strconv.Atoi(attr(e, "authorId")); err == nil && n >= 0 && n < len(s.authors) {
			s.by = s.authors[n]
		}
	case "t":
		s.on = true
	case "rPh", "rPr":
		return false
	}
	return true
}

func (s *sheetComments) end(name string) {
	switch name {
	case "author":
		s.authors = append(s.authors, oneLine(string(s.text)))
		s.on = false
	case "t":
		s.on = false
	case "comment":
		if text := strings.TrimSpace(string(s.text)); text != "" {
			s.b.block(onus.BlockNote, 0, "["+oneLine("comment "+s.ref+" "+s.by)+"] "+text)
		}
	}
}

func (s *sheetComments) chars(text []byte) {
	if s.on && len(s.text) <= maxText {
		s.text = append(s.text, text...)
	}
}

func (s *sheetComments) err() error { return s.b.err() }
