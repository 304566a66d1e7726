package anchor

import (
	"slices"
	"unicode/utf8"
)

// Way says how a passage was found. It may be stored.
type Way string

// The ways, from the surest.
const (
	Copied Way = "copy"   // the text is the same
	Mapped Way = "map"    // by comparing the whole of both texts
	Exact  Way = "exact"  // by its words
	Folded Way = "folded" // by its words with other spaces, quotes, dashes or forms of signs
	Fuzzy  Way = "fuzzy"  // by words like its own
)

// Candidate is where a passage may be.
type Candidate struct {
	Start, End int
	Score      float64 // 1: the same words between the same words in the same place
	Way        Way
}

const (
	keep      = 5       // candidates of one search
	maxErrors = 256     // in a quote; and no more than half of its code points
	maxWhole  = 1 << 16 // code points of a text of which every place is compared
	wide      = 64      // of a prefix or suffix that are compared: one block of a pattern
)

// score weighs what is the same, each from 0 to 1: as Hypothesis does.
func score(quote, prefix, suffix, position float64) float64 {
	return (50*quote + 20*prefix + 20*suffix + 2*position) / 92
}

// query is one search in one text.
type query struct {
	text           *Text
	free           func(start, end int) bool // whether a place may be taken at all; in folded code points
	quote          []rune                    // folded, as the next two
	prefix, suffix []rune
	before, after  *pattern
	hint           int
	found          []Candidate // the best, best first
}

// Find looks for the words of a selector: exactly, else folded, else with errors in up to
// half of them. Candidates come best first, at most five; of two alike the earlier. Of a
// text of more than 65,536 code points Find compares the stretches that share rare groups
// of four with the selector, so that in every few of its words there must be one right.
func (t *Text) Find(s Selector) []Candidate {
	return t.find(s, func(int, int) bool { return true })
}

func (t *Text) find(s Selector, free func(start, end int) bool) []Candidate {
	if s.Exact == "" {
		return nil
	}
	q := &query{text: t, free: free, hint: s.Start, quote: fold(s.Exact).runes}
	q.prefix, q.suffix = fold(s.Prefix).runes, fold(s.Suffix).runes
	q.prefix = q.prefix[max(0, len(q.prefix)-wide):]
	q.suffix = q.suffix[:min(len(q.suffix), wide)]
	q.before, q.after = newPattern(q.prefix), newPattern(q.suffix)
	if q.exactly(s.Exact); len(q.found) == 0 {
		q.foldedly()
	}
	if len(q.found) == 0 {
		q.roughly()
	}
	return q.found
}

// exactly leaves words that are no UTF-8 to be folded: their bytes may be within another
// code point.
func (q *query) exactly(words string) {
	if !utf8.ValidString(words) {
		return
	}
	n := utf8.RuneCountInString(words)
	q.text.occurrences(words, func(start int) {
		first, last := q.text.fold.inside(start, start+n)
		if q.free(first, last) {
			q.add(Candidate{start, start + n, q.rate(first, last, start, 0), Exact})
		}
	})
}

func (q *query) foldedly() {
	q.text.plain.occurrences(string(q.quote), func(first int) {
		q.consider(first, first+len(q.quote), 0, Folded)
	})
}

// consider adds a place that is given in folded code points, if it may be taken.
func (q *query) consider(first, last, errors int, way Way) {
	if q.free(first, last) {
		start, end := q.text.fold.place(first, last)
		q.add(Candidate{start, end, q.rate(first, last, start, errors), way})
	}
}

// rate is the score of a place with so many errors in its quote.
func (q *query) rate(first, last, start, errors int) float64 {
	return score(1-float64(errors)/float64(len(q.quote)), q.prefixed(first), q.suffixed(last), q.near(start))
}

// prefixed compares what is before a place with the prefix.
func (q *query) prefixed(first int) float64 {
	text := q.text.fold.runes
	return similar(q.before, text[max(0, first-len(q.prefix)):first])
}

// suffixed compares what is behind a place with the suffix.
func (q *query) suffixed(last int) float64 {
	text := q.text.fold.runes
	return similar(q.after, text[last:min(len(text), last+len(q.suffix))])
}

// similar is how much of a pattern is anywhere in a text.
func similar(p *pattern, text []rune) float64 {
	switch {
	case len(p.runes) == 0:
		return 1
	case len(text) == 0:
		return 0
	}
	return 1 - float64(p.fewest(text))/float64(len(p.runes))
}

// near is how near to the hint a place is.
func (q *query) near(start int) float64 {
	if q.hint < 0 {
		return 1
	}
	return max(0, 1-float64(max(start-q.hint, q.hint-start))/float64(q.text.Len()))
}

// add keeps the best candidates, and one of those that overlap by half: of two alike the
// one as long as the quote.
func (q *query) add(c Candidate) {
	if len(q.found) == keep && c.Score < q.found[keep-1].Score {
		return
	}
	for i, f := range q.found {
		if overlap(c, f) {
			if c.Score < f.Score || c.Score == f.Score && q.off(c) >= q.off(f) {
				return
			}
			q.found = slices.Delete(q.found, i, i+1)
			break
		}
	}
	at := 0
	for at < len(q.found) && (q.found[at].Score > c.Score || q.found[at].Score == c.Score && q.found[at].Start < c.Start) {
		at++
	}
	q.found = slices.Insert(q.found, at, c)
	q.found = q.found[:min(len(q.found), keep)]
}

// off is by how much a candidate is longer or shorter than the quote.
func (q *query) off(c Candidate) int {
	n := c.End - c.Start - len(q.quote)
	return max(n, -n)
}

// overlap tells whether half of the shorter candidate is in the other.
func overlap(a, b Candidate) bool {
	common := min(a.End, b.End) - max(a.Start, b.Start)
	return common > 0 && 2*common >= min(a.End-a.Start, b.End-b.Start)
}
