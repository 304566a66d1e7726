package anchor

import (
	"cmp"
	"iter"
	"slices"
)

// Span is the passage of something that is called ID.
type Span struct {
	ID         string
	Start, End int
}

// Segment is a stretch of text with the same spans over all of it; as many as there are IDs
// lie over one another. A span that begins earlier stands before one within it; of two that
// begin together, the longer.
type Segment struct {
	Start, End int
	IDs        []string // only until the next segment: to be copied by who keeps them
}

// Sweep cuts the window [start, end) of a text into segments, in order and without a gap.
// The joined segments of a span are its passage, as far as that is in the window; spans
// outside of it are over nothing. An empty span is refused with ErrRange, and so is a window
// that ends before it begins.
//
// It takes O(n log n) and one step for every id in a segment or its end; segments are made
// one at a time, because 10,000 spans over a whole window would be 40 million ids.
func Sweep(spans []Span, start, end int) (iter.Seq[Segment], error) {
	if start > end {
		return nil, ErrRange
	}
	var within []Span
	borders := []int{start, end}
	for _, s := range spans {
		if s.Start >= s.End {
			return nil, ErrRange
		}
		if s.Start < end && s.End > start {
			within = append(within, s)
			borders = append(borders, max(start, s.Start), min(end, s.End))
		}
	}
	slices.SortFunc(within, func(a, b Span) int {
		return cmp.Or(a.Start-b.Start, b.End-a.End, cmp.Compare(a.ID, b.ID))
	})
	slices.Sort(borders)
	return func(yield func(Segment) bool) { segments(within, slices.Compact(borders), yield) }, nil
}

// segments goes through the borders with the spans that are open.
func segments(spans []Span, borders []int, yield func(Segment) bool) {
	var ends []int
	var ids []string
	closes := 0 // no open span ends before it
	for i, at := range borders[:len(borders)-1] {
		if closes <= at {
			ends, ids, closes = openAt(at, ends, ids)
		}
		for ; len(spans) > 0 && spans[0].Start <= at; spans = spans[1:] {
			ends, ids = append(ends, spans[0].End), append(ids, spans[0].ID)
			if len(ends) == 1 {
				closes = spans[0].End
			}
			closes = min(closes, spans[0].End)
		}
		if !yield(Segment{at, borders[i+1], ids}) {
			return
		}
	}
}

// openAt keeps the spans that do not end at a border, and says where the next of them ends.
func openAt(at int, ends []int, ids []string) ([]int, []string, int) {
	n, closes := 0, 0
	for i, end := range ends {
		if end <= at {
			continue
		}
		ends[n], ids[n] = end, ids[i]
		if n++; n == 1 {
			closes = end
		}
		closes = min(closes, end)
	}
	return ends[:n], ids[:n], closes
}
