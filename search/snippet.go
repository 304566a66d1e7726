package search

import (
	"strings"
	"unicode"
)

// Segment is a piece of a text that is a hit or is not.
type Segment struct {
	Text string
	Hit  bool
}

// Snippet is the text around its first hit, about around code points on either side,
// cut between words; without a hit, its beginning. White space is single spaces.
func Snippet(text string, hits []Hit, around int) []Segment {
	first := Hit{}
	if len(hits) > 0 {
		first = hits[0]
	}
	from, to := first.Start-around, first.End+around
	if len(hits) == 0 {
		to = 2 * around
	}
	r, base := stretch(text, from-maxWord, to+maxWord)
	from, to = max(from-base, 0), min(to-base, len(r))
	from = betweenWords(r, from, first.Start-base, 1)
	if to < len(r) {
		to = betweenWords(r, to, first.End-base, -1)
	}
	for from < to && unicode.IsSpace(r[from]) {
		from++
	}
	for to > from && unicode.IsSpace(r[to-1]) {
		to--
	}
	var all []Segment
	if base > 0 || strings.TrimSpace(string(r[:from])) != "" {
		all = append(all, Segment{Text: "…"})
	}
	at := from
	for _, h := range hits {
		start, end := max(h.Start-base, at), min(h.End-base, to)
		if start >= to || end <= start {
			continue
		}
		all = append(appendText(all, r[at:start], false), Segment{oneLine(r[start:end]), true})
		at = end
	}
	all = appendText(all, r[at:to], false)
	if to < len(r) && strings.TrimSpace(string(r[to:])) != "" {
		all = append(all, Segment{Text: "…"})
	}
	return all
}

// Mark is a whole text in segments.
func Mark(text string, hits []Hit) []Segment {
	r := []rune(text)
	var all []Segment
	at := 0
	for _, h := range hits {
		if h.Start < at || h.End > len(r) {
			continue
		}
		if h.Start > at {
			all = append(all, Segment{Text: string(r[at:h.Start])})
		}
		all = append(all, Segment{string(r[h.Start:h.End]), true})
		at = h.End
	}
	if at < len(r) {
		all = append(all, Segment{Text: string(r[at:])})
	}
	return all
}

// stretch is the code points from … to of a text, as far as it has them, and where
// they begin.
func stretch(text string, from, to int) (r []rune, base int) {
	n := 0
	for _, c := range text {
		if n >= to {
			break
		}
		if n >= from {
			r = append(r, c)
		}
		n++
	}
	return r, n - len(r)
}

// betweenWords moves a cut towards the hit until it stands between words, as far as a
// word is long at most.
func betweenWords(r []rune, at, hit, step int) int {
	for i := range maxWord {
		to := at + i*step
		if to <= 0 || to >= len(r) || to == hit {
			return max(to, 0)
		}
		if !isWordRune(r[to-1]) || !isWordRune(r[to]) || isCJK(r[to]) || isCJK(r[to-1]) {
			return to
		}
	}
	return at
}

func appendText(all []Segment, r []rune, hit bool) []Segment {
	if s := oneLine(r); s != "" {
		all = append(all, Segment{s, hit})
	}
	return all
}

// oneLine makes white space single spaces.
func oneLine(r []rune) string {
	var b strings.Builder
	space := false
	for _, c := range r {
		if unicode.IsSpace(c) || unicode.IsControl(c) {
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		}
		space = false
		b.WriteRune(c)
	}
	return b.String()
}
