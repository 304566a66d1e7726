package anchor

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

func TestOffsetsInOddPlaces(t *testing.T) {
	t.Parallel()
	x := NewIndex("a😀é") // bytes 0 1 5 7, units 0 1 3 4
	for _, tc := range []struct {
		name      string
		got, want int
	}{
		{"the second half of a surrogate pair belongs to its code point", x.FromUTF16(2), 1},
		{"what is behind the pair comes next", x.FromUTF16(3), 2},
		{"a byte within a code point belongs to it", x.FromByte(4), 1},
		{"the last byte of the text is in its last code point", x.FromByte(6), 2},
		{"before the text is its beginning", x.FromUTF16(-3), 0},
		{"before the text in bytes", x.FromByte(-1), 0},
		{"behind the text is its end", x.FromUTF16(99), 3},
		{"behind the text in bytes", x.FromByte(99), 3},
		{"a code point before the text", x.Byte(-1), 0},
		{"a code point behind the text", x.UTF16(99), 4},
		{"an empty text has one offset", NewIndex("").FromByte(3) + NewIndex("").UTF16(3), 0},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, tc.got, tc.want)
		}
	}
	if s := x.Slice(2, 1); s != "" {
		t.Errorf("a range that ends before it begins is %q", s)
	}
}

// mixed is a text of code points of all lengths.
func mixed(seed uint64, n int) string {
	r := rand.New(rand.NewPCG(seed, 1))
	signs := []string{"a", "b", " ", "\n", "é", "e\u0301", "€", "契", "😀", "👩‍👩‍👧", "🇩🇪", "क्ष", "\r\n", "\xff"}
	var b strings.Builder
	for range n {
		b.WriteString(signs[r.IntN(len(signs))])
	}
	return b.String()
}

func TestOffsetsAgreeOverManyMarks(t *testing.T) {
	t.Parallel()
	text := mixed(7, 3*stride)
	x := NewIndex(text)
	units, n := 0, 0
	for b, r := range text {
		if x.Byte(n) != b || x.UTF16(n) != units || x.FromByte(b) != n || x.FromUTF16(units) != n {
			t.Fatalf("code point %d is at byte %d, unit %d", n, b, units)
		}
		units += len(utf16.Encode([]rune{r}))
		n++
	}
	if x.Len() != n || n < 3*stride {
		t.Errorf("%d code points, want %d", x.Len(), n)
	}
}

func TestSelectors(t *testing.T) {
	t.Parallel()
	x := NewIndex("Hij zei: “dé ﬁnale”.")
	s, err := x.Select(9, 12)
	if err != nil || s.Exact != "“dé" || s.Prefix != "Hij zei: " || s.Suffix != " ﬁnale”." {
		t.Errorf("%+v, %v", s, err)
	}
	for name, alter := range map[string]func(*Selector){
		"other words do not hold":          func(s *Selector) { s.Exact = "“de" },
		"another prefix does not hold":     func(s *Selector) { s.Prefix = "Hij riep: " },
		"another suffix does not hold":     func(s *Selector) { s.Suffix = "!" },
		"another place does not hold":      func(s *Selector) { s.Start, s.End = s.Start+1, s.End+1 },
		"no place does not hold":           func(s *Selector) { s.Start = -1 },
		"behind the text nothing holds":    func(s *Selector) { s.End = 99 },
		"an empty passage does not hold":   func(s *Selector) { s.Exact, s.End = "", s.Start },
		"a negative length does not hold":  func(s *Selector) { s.Exact, s.End = "", s.Start-1 },
		"what is given as well must match": func(s *Selector) { s.Prefix, s.Suffix = "", "x" },
	} {
		other := s
		if alter(&other); x.Holds(other) {
			t.Errorf("%s: %+v", name, other)
		}
	}
	s.Prefix, s.Suffix = "", ""
	if !x.Holds(s) {
		t.Error("without context it does not hold")
	}
	for _, r := range [][2]int{{3, 3}, {4, 3}, {-1, 3}, {0, 21}} {
		if _, err := x.Select(r[0], r[1]); !errors.Is(err, ErrRange) {
			t.Errorf("%v: %v, want ErrRange", r, err)
		}
	}
}

func TestSnap(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		start, end int
		want       string
	}{
		{"whole words stay", "one two", 0, 3, "one"},
		{"an accent belongs to its letter", "cafe\u0301 noir", 0, 4, "cafe\u0301"},
		{"half a family is all of it", "a👩‍👩‍👧‍👦b", 2, 3, "👩‍👩‍👧‍👦"},
		{"a flag is not cut", "a🇳🇱🇧🇪b", 2, 3, "🇳🇱"},
		{"nor the second of two", "a🇳🇱🇧🇪b", 4, 5, "🇧🇪"},
		{"CR LF is one", "a\r\nb", 2, 3, "\r\n"},
		{"an empty range goes before its cluster", "e\u0301", 1, 1, ""},
		{"beyond the text is its end", "abc", 1, 99, "bc"},
		{"the other way round is empty", "abc", 2, 1, ""},
		{"a conjunct is one", "पक्ष", 1, 2, "क्ष"},
		{"a long line is read around the ends only", strings.Repeat("契", 3000) + "e\u0301" + strings.Repeat("é", 3000), 3000, 3001, "e\u0301"},
	} {
		x := NewIndex(tc.text)
		if start, end := x.Snap(tc.start, tc.end); x.Slice(start, end) != tc.want {
			t.Errorf("%s: %d–%d is %q, want %q", tc.name, start, end, x.Slice(start, end), tc.want)
		}
	}
}

// A hostile text is one cluster from beginning to end.
func TestSnapOfACeaselessClusterIsQuick(t *testing.T) {
	t.Parallel()
	x := NewIndex("a" + strings.Repeat("\u0301", 1_000_000))
	if start, end := x.Snap(500_000, 500_001); start > 500_000 || end <= 500_000 || end-start > 3*around {
		t.Errorf("snapped to %d–%d", start, end)
	}
}

func FuzzSnap(f *testing.F) {
	for seed := range uint64(4) {
		f.Add(mixed(seed, 200), 20, 40)
	}
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		if utf8.RuneCountInString(text) > around/2 {
			return
		}
		x := NewIndex(text)
		borders := map[int]bool{0: true}
		n := 0
		for g := graphemes.FromString(text); g.Next(); {
			n += utf8.RuneCountInString(g.Value())
			borders[n] = true
		}
		a, b := x.Snap(start, end)
		if !borders[a] || !borders[b] {
			t.Fatalf("%d–%d of %q became %d–%d, which cuts a cluster", start, end, text, a, b)
		}
		if start >= 0 && end <= x.Len() && start < end && (a > start || b < end) {
			t.Fatalf("%d–%d became %d–%d, which is less", start, end, a, b)
		}
		if c, d := x.Snap(a, b); c != a || d != b {
			t.Fatalf("%d–%d becomes %d–%d when it is snapped again", a, b, c, d)
		}
	})
}
