package document

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"onus"
)

// readCSV reads a table in text: cells between commas, semicolons, TABs or bars, in quotes
// or not. A line whose quotes make no sense is cut at every separator; what is beyond
// maxColumns stays in one cell.
func readCSV(in Input) (*onus.Document, error) {
	const most = 2 * maxText // UTF-16 takes up to twice the room
	raw, err := io.ReadAll(io.NewSectionReader(in.R, 0, min(in.Size, most)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if in.Size > most {
		err = fmt.Errorf("%d bytes: %w", in.Size, ErrTooLarge)
	}
	text, _ := decode(raw)
	separator, text := separatorOf(text, in.Name)
	var b builder
	for first := true; text != "" && b.err() == nil; first = false {
		var cells []string
		cells, text = csvRow(text, separator)
		kind := onus.BlockRow
		if first && text != "" && looksLikeHead(cells) {
			kind = onus.BlockHead
		}
		b.row(kind, cells)
	}
	d := b.document("csv")
	d.MediaType = "text/csv"
	if separator == "\t" {
		d.MediaType = "text/tab-separated-values"
	}
	d.Properties.Type = "documentary"
	return d, errors.Join(err, b.err())
}

// separatorOf finds what stands between the cells, and gives the text without a line
// that says so (Excel writes and reads "sep=;").
func separatorOf(text, name string) (separator, rest string) {
	if line, rest, ok := strings.Cut(text, "\n"); ok && len(line) == 5 && strings.HasPrefix(strings.ToLower(line), "sep=") {
		return line[4:], rest
	}
	candidates := []string{",", ";", "\t", "|"}
	if strings.EqualFold(path.Ext(name), ".tsv") || strings.EqualFold(path.Ext(name), ".tab") {
		candidates = []string{"\t", ",", ";", "|"}
	}
	// The first of the best, so that a comma wins where all are the same.
	return slices.MaxFunc(candidates, func(a, b string) int { return cmp.Compare(fit(text, a), fit(text, b)) }), text
}

// fit says how well a text is cut by a separator: the share of its first rows that have the
// commonest number of cells, and of two equal shares the one with more cells.
func fit(text, separator string) float64 {
	const sample, sampleSize = 50, 64 << 10 // rows, bytes
	text = text[:min(len(text), sampleSize)]
	widths := map[int]int{}
	rows := 0
	for ; text != "" && rows < sample; rows++ {
		var cells []string
		cells, text = csvRow(text, separator)
		widths[len(cells)]++
	}
	best := 0.0
	for width, n := range widths {
		if width > 1 {
			best = max(best, float64(n)/float64(rows)+float64(min(width, 1000))/1e6)
		}
	}
	return best
}

// csvRow cuts off the first row.
func csvRow(text, separator string) (cells []string, rest string) {
	rest = text
	for {
		cell, after, ok := csvCell(rest, separator)
		if !ok { // a quote that is none
			line, rest, _ := strings.Cut(text, "\n")
			return strings.SplitN(line, separator, maxColumns), rest
		}
		if len(cells) == maxColumns-1 { // the last holds all that is left
			line, after, _ := strings.Cut(rest, "\n")
			return append(cells, line), after
		}
		cells = append(cells, cell)
		switch {
		case after == "":
			return cells, ""
		case after[0] == '\n':
			return cells, after[1:]
		}
		rest = after[len(separator):]
	}
}

// csvCell cuts off the first cell. What is left begins with a separator or a line end.
func csvCell(text, separator string) (cell, rest string, ok bool) {
	if !strings.HasPrefix(text, `"`) {
		end := strings.IndexAny(text, separator+"\n")
		if end < 0 {
			end = len(text)
		}
		return text[:end], text[end:], true
	}
	for from := 1; ; {
		i := strings.IndexByte(text[from:], '"')
		if i < 0 {
			return "", "", false
		}
		end := from + i
		rest = text[end+1:]
		if strings.HasPrefix(rest, `"`) {
			from = end + 2
			continue
		}
		ok = rest == "" || rest[0] == '\n' || strings.HasPrefix(rest, separator)
		return strings.ReplaceAll(text[1:end], `""`, `"`), rest, ok
	}
}

// looksLikeHead tells whether a first row names columns: short texts, all different, none
// of them a number or a date.
func looksLikeHead(cells []string) bool {
	const long = 80
	seen := map[string]bool{}
	for _, c := range cells {
		c = strings.ToLower(strings.TrimSpace(c))
		_, notNumber := strconv.ParseFloat(strings.ReplaceAll(c, ",", "."), 64)
		_, notDay := time.Parse(time.DateOnly, c[:min(len(c), len(time.DateOnly))])
		if c == "" || len(c) > long || seen[c] || notNumber == nil || notDay == nil {
			return false
		}
		seen[c] = true
	}
	return len(cells) > 1
}
