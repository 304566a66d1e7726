package anchor

import (
	"errors"
	"strings"
)

// context is the length of the prefix and the suffix of a Selector.
const context = 32

// ErrRange says that a range is empty or not within its text.
var ErrRange = errors.New("the range is empty or not within the text")

// Selector names a passage of a text by its place and by its words: the W3C's
// TextPositionSelector and TextQuoteSelector in one. Start is negative where nobody knows
// the place, as in an import.
type Selector struct {
	Exact, Prefix, Suffix string
	Start, End            int
}

// Select makes the selector of a range, with 32 code points of context. It fails with
// ErrRange.
func (x *Index) Select(start, end int) (Selector, error) {
	if start < 0 || start >= end || end > x.size {
		return Selector{}, ErrRange
	}
	return Selector{
		Exact:  x.Slice(start, end),
		Prefix: x.Slice(start-context, start),
		Suffix: x.Slice(end, end+context),
		Start:  start,
		End:    end,
	}, nil
}

// Holds tells whether the text has the words of a selector in its place. A prefix or a
// suffix that is not given is not compared.
func (x *Index) Holds(s Selector) bool {
	if s.Start < 0 || s.Start >= s.End || s.End > x.size {
		return false
	}
	start, end := x.Byte(s.Start), x.Byte(s.End)
	return x.text[start:end] == s.Exact &&
		strings.HasSuffix(x.text[:start], s.Prefix) && strings.HasPrefix(x.text[end:], s.Suffix)
}
