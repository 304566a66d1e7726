package handlers

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/bidi"

	"onus"
	"onus/views"
)

// Where letters stand in the box of a word, as parts of its height: 0.905 above the
// line and 0.212 below, as in Liberation Sans and Arial, so that what is selected is
// as high as the word.
const (
	above  = 0.905
	height = 0.905 + 0.212
)

// sheet is a page as it looks.
func (s *Server) sheet(q *request, d *openDoc, p *docPart) views.Sheet {
	v := views.Sheet{Number: number(p.Number), Offset: number(p.Offset), Label: q.w.T("Page %s", number(p.Number)), Lang: d.language}
	v.Width, v.Height = pageSize(p.Width, p.Height)
	if s.hasPictures() {
		v.Picture = q.documentURL() + "/pages/" + v.Number + "/picture?version=" + number(d.reading.FileVersion)
	}
	v.Note, v.Doubtful = confidenceNote(q, p)
	words := inOrder(p.Words)
	if slices.ContainsFunc(words, func(w onus.Word) bool { return w.Undrawn }) {
		v.Note = q.w.T("The file does not bring the font of some words: your browser draws them, so they may look different.")
	}
	v.Hits = hitBoxes(words, p.hits)
	v.Notes = noteBoxes(words, p)
	v.Runs = runs(q, p.runes, words)
	return v
}

// pageSize is the size of a page in points; A4 if it is not known.
func pageSize(width, height float64) (w, h string) {
	if width <= 0 || height <= 0 {
		return "595.3", "841.9"
	}
	return points(width), points(height)
}

// points prints a length to a tenth of a point.
func points(f float64) string {
	return strconv.FormatFloat(math.Round(f*10)/10, 'f', -1, 64)
}

// inOrder are the words in the order of the text, without what another has already.
func inOrder(words []onus.Word) []onus.Word {
	sorted := slices.Clone(words)
	slices.SortStableFunc(sorted, func(a, b onus.Word) int { return a.Start - b.Start })
	all, at := sorted[:0], 0
	for _, w := range sorted {
		if w.Start = max(w.Start, at); w.Start < w.End {
			all, at = append(all, w), w.End
		}
	}
	return all
}

// runs are the words with what stands between them. A text that has no word before
// its first letter begins with a run that is nowhere.
func runs(q *request, text []rune, words []onus.Word) []views.Run {
	all := make([]views.Run, 0, len(words)+1)
	if len(words) == 0 && len(text) > 0 || len(words) > 0 && words[0].Start > 0 {
		end := len(text)
		if len(words) > 0 {
			end = words[0].Start
		}
		all = append(all, views.Run{Start: "0", Gap: string(text[:end]), X: "0", Y: "0", Size: "1", Length: "0"})
	}
	for i, w := range words {
		next := len(text)
		if i+1 < len(words) {
			next = words[i+1].Start
		}
		r := place(w, string(text[w.Start:w.End]))
		r.Start, r.Gap = strconv.Itoa(w.Start), string(text[w.End:next])
		r.Undrawn = w.Undrawn
		if w.Hidden {
			box := boxOf(w, "")
			r.Cover, r.CoverTitle = &box, q.w.T("“%s” is covered by a box", r.Text)
		}
		all = append(all, r)
	}
	return all
}

// place puts a word where it is on the page: its letters begin on one side of its
// box and fill it.
func place(w onus.Word, text string) views.Run {
	length, thick := max(w.W, 0.1), max(w.H, 0.1)
	if w.Angle%180 != 0 {
		length, thick = max(w.H, 0.1), max(w.W, 0.1)
	}
	size := thick / height
	below := thick - above*size
	x, y := w.X, w.Y+above*size
	switch w.Angle {
	case 90:
		x, y = w.X+below, w.Y
	case 180:
		x, y = w.X+w.W, w.Y+below
	case 270:
		x, y = w.X+above*size, w.Y+w.H
	}
	leftwards := isLeftwards(text)
	if leftwards {
		x, y = x+length*cosine(w.Angle), y+length*cosine(w.Angle-90)
	}
	r := views.Run{Text: text, X: points(x), Y: points(y), Size: points(max(size, 0.1)), Length: points(length), Leftwards: leftwards}
	if w.Angle != 0 {
		r.Turn = "rotate(" + strings.Join([]string{strconv.Itoa(w.Angle), r.X, r.Y}, " ") + ")"
	}
	return r
}

// cosine of a quarter turn.
func cosine(angle int) float64 {
	switch (angle + 360) % 360 {
	case 0:
		return 1
	case 180:
		return -1
	}
	return 0
}

// isLeftwards tells whether a word is written from right to left: its first letter is.
func isLeftwards(word string) bool {
	for _, r := range word {
		switch p, _ := bidi.LookupRune(r); p.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
	}
	return false
}

// hitBoxes are the boxes of the words that hits touch.
func hitBoxes(words []onus.Word, hits []partHit) []views.HitBox {
	var all []views.HitBox
	for _, h := range hits {
		from, _ := slices.BinarySearchFunc(words, h.start, func(w onus.Word, at int) int {
			if w.End <= at {
				return -1
			}
			return 1
		})
		for _, w := range words[from:] {
			if w.Start >= h.end {
				break
			}
			all = append(all, boxOf(w, h.number()))
		}
	}
	return all
}

func (h partHit) number() string {
	if h.index < 0 {
		return ""
	}
	return strconv.Itoa(h.index)
}

func boxOf(w onus.Word, hit string) views.HitBox {
	return views.HitBox{X: points(w.X), Y: points(w.Y), Width: points(max(w.W, 0.5)), Height: points(max(w.H, 0.5)), Hit: hit}
}
