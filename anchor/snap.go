package anchor

import (
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// around is how far from an end Snap looks for the borders of a cluster, in code points.
// Clusters that people write have fewer than 40; one that is longer than this is cut.
const around = 1024

// Snap widens a range to whole grapheme clusters: what a reader takes for one sign is never
// cut. A range that is empty stays so, at the beginning of its cluster. It reads the text
// around the two ends only.
func (x *Index) Snap(start, end int) (int, int) {
	start = min(max(0, start), x.size)
	end = min(max(start, end), x.size)
	first, next := x.cluster(start)
	switch {
	case start == end:
		return first, first
	case end <= next:
		return first, next
	}
	if last, after := x.cluster(end); last < end {
		end = after
	}
	return first, end
}

// cluster is the grapheme cluster of a code point: where it begins and ends. At the end of
// the text it is empty.
func (x *Index) cluster(offset int) (start, end int) {
	at := x.Byte(offset)
	from, n := x.border(at)
	to := at
	for range around {
		_, size := utf8.DecodeRuneInString(x.text[to:])
		to += size
	}
	start = offset - n
	for g := graphemes.FromString(x.text[from:to]); g.Next(); start = end {
		if end = start + utf8.RuneCountInString(g.Value()); end > offset {
			return start, end
		}
	}
	return offset, offset
}

// border goes back from a byte to a place where a cluster begins for certain, and says how
// many code points that is.
func (x *Index) border(at int) (from, n int) {
	right, _ := utf8.DecodeRuneInString(x.text[at:])
	for from = at; from > 0 && n < around; n++ {
		left, size := utf8.DecodeLastRuneInString(x.text[:from])
		if left == '\n' || isPlain(left) && isPlain(right) {
			break
		}
		from, right = from-size, left
	}
	return from, n
}

// isPlain tells code points that are a cluster of their own beside one another.
func isPlain(r rune) bool {
	return r >= ' ' && r < 0x7F || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) && unicode.IsLetter(r)
}
