package anchor

import (
	"encoding/json"
	"math"
	"os"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// vectors reads a file of the folder that lies beside the project, or skips the test.
func vectors(t *testing.T, name string, into any) {
	t.Helper()
	b, err := os.ReadFile("../../shared/vectors/" + name)
	if err != nil {
		t.Skip("../shared/vectors is not there")
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

func clusters(s string) (n int) {
	for g := graphemes.FromString(s); g.Next(); {
		n++
	}
	return n
}

func TestUnicodeVectors(t *testing.T) {
	var file struct {
		Vectors []struct {
			Name, Text, Exact string
			UTF16             [2]int
			CodePoints        [2]int
			UTF8Bytes         [2]int `json:"utf8Bytes"`
			Graphemes         [2]int
			Lengths           struct{ UTF16, CodePoints, UTF8, Graphemes int }
		}
	}
	vectors(t, "unicode/offsets.json", &file)
	if len(file.Vectors) != 28 {
		t.Errorf("%d vectors, want 28", len(file.Vectors))
	}
	for _, v := range file.Vectors {
		t.Run(v.Name, func(t *testing.T) {
			x := NewIndex(v.Text)
			start, end := v.CodePoints[0], v.CodePoints[1]
			for i, at := range v.CodePoints {
				if x.UTF16(at) != v.UTF16[i] || x.Byte(at) != v.UTF8Bytes[i] || x.FromUTF16(v.UTF16[i]) != at || x.FromByte(v.UTF8Bytes[i]) != at {
					t.Errorf("code point %d: UTF-16 %d, byte %d; back %d, %d", at, x.UTF16(at), x.Byte(at), x.FromUTF16(v.UTF16[i]), x.FromByte(v.UTF8Bytes[i]))
				}
				if n := clusters(x.Slice(0, at)); n != v.Graphemes[i] {
					t.Errorf("code point %d is cluster %d, want %d", at, n, v.Graphemes[i])
				}
			}
			if x.Len() != v.Lengths.CodePoints || x.UTF16(x.Len()) != v.Lengths.UTF16 || x.Byte(x.Len()) != v.Lengths.UTF8 || clusters(v.Text) != v.Lengths.Graphemes {
				t.Errorf("length %d, %d in UTF-16, %d bytes, %d clusters", x.Len(), x.UTF16(x.Len()), x.Byte(x.Len()), clusters(v.Text))
			}
			if got := x.Slice(start, end); got != v.Exact {
				t.Errorf("the words are %q, want %q", got, v.Exact)
			}
			if a, b := x.Snap(start, end); a != start || b != end {
				t.Errorf("snapped to %d–%d, want %d–%d", a, b, start, end)
			}
			s, err := x.Select(start, end)
			if err != nil || !x.Holds(s) {
				t.Errorf("selector %+v (%v) does not hold", s, err)
			}
		})
	}
}

func TestQuoteVectors(t *testing.T) {
	var file struct {
		Texts map[string]string
		Cases []struct {
			Text, Quote, Prefix, Suffix, Why string
			Hint, ExpectStart                *int
			ExpectNull                       bool
			ExpectMatched                    string
			ExpectScore                      float64
			Hypothesis                       *struct {
				Start, End int
				Score      float64
			}
		}
	}
	vectors(t, "anchoring/match-quote.json", &file)
	last, why := math.Inf(1), ""
	for _, c := range file.Cases {
		text, known := file.Texts[c.Text]
		if !known {
			text = c.Text
		}
		s := Selector{Exact: c.Quote, Prefix: c.Prefix, Suffix: c.Suffix, Start: -1}
		if c.Hint != nil {
			s.Start = *c.Hint
		}
		x := NewText(text)
		found := x.Find(s)
		if c.ExpectNull {
			if len(found) > 0 {
				t.Errorf("%s, %q: found %+v, want nothing", c.Why, c.Quote, found[0])
			}
			continue
		}
		if len(found) == 0 {
			t.Errorf("%s, %q: nothing found", c.Why, c.Quote)
			continue
		}
		best := found[0]
		if c.ExpectStart != nil && best.Start != *c.ExpectStart || c.ExpectMatched != "" && x.Slice(best.Start, best.End) != c.ExpectMatched ||
			c.ExpectScore != 0 && best.Score != c.ExpectScore {
			t.Errorf("%s, %q, prefix %q, suffix %q: %+v", c.Why, c.Quote, c.Prefix, c.Suffix, best)
		}
		if h := c.Hypothesis; h.Start != best.Start || h.End != best.End || math.Abs(h.Score-best.Score) > 1e-6 {
			t.Errorf("%s, %q, prefix %q, suffix %q: %+v, Hypothesis says %+v", c.Why, c.Quote, c.Prefix, c.Suffix, best, *h)
		}
		if c.Why == why && len(c.Why) > 8 && c.ExpectStart == nil && c.ExpectMatched == "" && best.Score >= last {
			t.Errorf("%s, %q: %v after %v", c.Why, c.Quote, best.Score, last)
		}
		last, why = best.Score, c.Why
	}
	if len(file.Cases) == 0 || utf8.RuneCountInString(file.Texts["solitude"]) == 0 {
		t.Error("no cases")
	}
}
