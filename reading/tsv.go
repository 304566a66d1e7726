package reading

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"onus"
)

// Columns of the TSV of tesseract, and what its levels mean.
const (
	tsvLevel = iota
	_        // page
	tsvBlock
	tsvParagraph
	tsvLine
	_ // word
	tsvLeft
	tsvTop
	tsvWidth
	tsvHeight
	tsvConfidence
	tsvText
	tsvColumns

	levelPage = "1"
	levelWord = "5"
)

// recognised collects the words of a page.
type recognised struct {
	text             strings.Builder
	runes            int
	words            []onus.Word
	scaleX, scaleY   float64 // points of a pixel
	block, line, end string  // of the last word: numbers of its paragraph and line, its text
	sum, counted     float64 // confidence, weighted by length
}

// parseTSV is the text that tesseract recognised on a page of width × height points,
// with the places of its words. The confidence of a page without text is 100: that it
// is empty.
func parseTSV(tsv []byte, width, height float64) (p onus.Part, err error) {
	header, rows, _ := bytes.Cut(tsv, []byte("\n"))
	if !bytes.HasPrefix(header, []byte("level\tpage_num\t")) {
		return p, fmt.Errorf("%.100q: %w", header, errTSV)
	}
	var r recognised
	for row := range bytes.Lines(rows) {
		fields := strings.SplitN(strings.TrimSuffix(string(row), "\n"), "\t", tsvColumns)
		if len(fields) != tsvColumns {
			return p, fmt.Errorf("%.100q: %w", row, errTSV)
		}
		switch fields[tsvLevel] {
		case levelPage:
			r.scaleX, r.scaleY = width/max(1, number(fields[tsvWidth])), height/max(1, number(fields[tsvHeight]))
		case levelWord:
			r.add(fields)
		}
	}
	p = onus.Part{Text: r.text.String(), Width: width, Height: height, Words: r.words, Confidence: 100}
	if r.counted > 0 {
		p.Confidence = int(r.sum/r.counted + 0.5)
	}
	return p, nil
}

// number is 0 for what is none.
func number(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !(f >= 0 && f < 1e6) {
		return 0
	}
	return f
}

func (r *recognised) add(fields []string) {
	text := strings.ReplaceAll(strings.ToValidUTF8(strings.TrimSpace(fields[tsvText]), "\ufffd"), "\x00", "\ufffd")
	if text == "" {
		return
	}
	block := fields[tsvBlock] + " " + fields[tsvParagraph]
	between := " "
	switch {
	case r.end == "":
		between = ""
	case block != r.block:
		between = "\n\n"
	case fields[tsvLine] != r.line:
		between = "\n"
	case unspaced(r.end, text):
		between = ""
	}
	r.text.WriteString(between)
	r.text.WriteString(text)
	start := r.runes + len(between)
	n := utf8.RuneCountInString(text)
	r.runes = start + n
	r.words = append(r.words, onus.Word{Start: start, End: r.runes,
		X: number(fields[tsvLeft]) * r.scaleX, Y: number(fields[tsvTop]) * r.scaleY,
		W: number(fields[tsvWidth]) * r.scaleX, H: number(fields[tsvHeight]) * r.scaleY})
	r.sum, r.counted = r.sum+min(100, number(fields[tsvConfidence]))*float64(n), r.counted+float64(n)
	r.block, r.line, r.end = block, fields[tsvLine], text
}

// unspaced: Chinese and Japanese are written without spaces; tesseract puts them in.
func unspaced(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	return isCJK(last) && isCJK(first)
}

func isCJK(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) ||
		r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef // their punctuation
}
