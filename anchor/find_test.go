package anchor

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFind(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		s          Selector
		want       string
		way        Way
		score      float64 // at least; 1 is exactly
	}{
		{"the words", "one two three", Selector{Exact: "two", Start: -1}, "two", Exact, 1},
		{"other lines", "one two\n  three", Selector{Exact: "two three", Start: -1}, "two\n  three", Folded, 1},
		{"a space that breaks no line", "EUR\u00a014", Selector{Exact: "EUR 14", Start: -1}, "EUR\u00a014", Folded, 1},
		{"curly quotes", "he said “no”, it’s", Selector{Exact: `"no", it's`, Start: -1}, "“no”, it’s", Folded, 1},
		{"dashes", "2014–2015", Selector{Exact: "2014-2015", Start: -1}, "2014–2015", Folded, 1},
		{"a ligature is taken as a whole", "the eﬀort", Selector{Exact: "the ef", Start: -1}, "the eﬀ", Folded, 1},
		{"letters with accents in two forms", "le cafe\u0301 noir", Selector{Exact: "café", Start: -1}, "cafe\u0301", Folded, 1},
		{"wide letters", "ＡＢＣ", Selector{Exact: "ABC", Start: -1}, "ＡＢＣ", Folded, 1},
		{"case is an error", "The Court", Selector{Exact: "the court", Start: -1}, "The Court", Fuzzy, 0.8},
		{"a mistake", "the defendnat paid", Selector{Exact: "defendant", Start: -1}, "defendnat", Fuzzy, 0.8},
		{"exact before context", "a fee, b feo", Selector{Exact: "feo", Prefix: "a ", Start: -1}, "feo", Exact, 0.5},
		{"context decides", "x fee y, z fee w", Selector{Exact: "fee", Prefix: "z ", Suffix: " w", Start: -1}, "fee", Exact, 1},
		{"nothing like it", "lorem ipsum", Selector{Exact: "zzzz", Start: -1}, "", "", 0},
		{"only spaces", "a \n b", Selector{Exact: " ", Start: -1}, " ", Exact, 1},
	} {
		x := NewText(tc.text)
		found := x.Find(tc.s)
		if tc.want == "" {
			if len(found) > 0 {
				t.Errorf("%s: %+v", tc.name, found)
			}
			continue
		}
		if len(found) == 0 {
			t.Errorf("%s: nothing found", tc.name)
			continue
		}
		if c := found[0]; x.Slice(c.Start, c.End) != tc.want || c.Way != tc.way || c.Score < tc.score {
			t.Errorf("%s: %q, %+v", tc.name, x.Slice(c.Start, c.End), c)
		}
	}
}

// A text too long to be compared everywhere is searched by its rare groups of letters.
func TestFindInALongText(t *testing.T) {
	t.Parallel()
	for name := range languages {
		a := newAuthor(name, 5, 300_000)
		for range 3000 {
			a.typo()
		}
		x := NewText(string(a.text))
		wrong := 0
		for i := range 100 {
			start := 2900*i + 40
			end := start + 20 + a.rand.IntN(200)
			s, err := x.Select(start, end)
			if err != nil {
				t.Fatal(err)
			}
			s.Exact = misspelt(a.rand, s.Exact)
			s.Start = -1
			if found := x.Find(s); len(found) == 0 || likeness(truth{start: start, end: end}, Carried{Candidate: found[0]}) < 0.9 {
				wrong++
			}
		}
		if wrong > 1 {
			t.Errorf("%s: %d of 100 are found elsewhere", name, wrong)
		}
	}
}

// misspelt has a mistake in every 20 code points or so.
func misspelt(r *rand.Rand, s string) string {
	runes := []rune(s)
	for range 1 + len(runes)/20 {
		runes[r.IntN(len(runes))] = 'ß'
	}
	return string(runes)
}

// What Myers counts in parallel is what the plain table of distances says.
func TestErrorsAreDistances(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	word := func(n int) []rune {
		w := make([]rune, n)
		for i := range w {
			w[i] = []rune("abé契")[r.IntN(4)]
		}
		return w
	}
	for range 300 {
		p, text := word(1+r.IntN(150)), word(r.IntN(200))
		for _, fixed := range []bool{false, true} {
			var got []int
			newPattern(p).errors(text, fixed, func(_, n int) bool {
				got = append(got, n)
				return true
			})
			if want := distances(p, text, fixed); !slices.Equal(got, want) {
				t.Fatalf("%q in %q: %v, want %v", string(p), string(text), got, want)
			}
		}
	}
}

func distances(p, text []rune, fixed bool) (last []int) {
	row := make([]int, len(p)+1)
	for i := range row {
		row[i] = i
	}
	for j, r := range text {
		corner := row[0]
		if fixed {
			row[0] = j + 1
		}
		for i := 1; i < len(row); i++ {
			best := corner
			if p[i-1] != r {
				best++
			}
			corner = row[i]
			row[i] = min(best, corner+1, row[i-1]+1)
		}
		last = append(last, row[len(p)])
	}
	return last
}

func FuzzFind(f *testing.F) {
	f.Add("it was the best of times, it was the worst of times", 7, 15, "befor us", 3)
	f.Add("ȜІ", 0, 1, "\x86", -1)
	f.Add(mixed(3, 100), 10, 30, "e\u0301 \xff", -1)
	f.Fuzz(func(t *testing.T, text string, start, end int, words string, hint int) {
		x := NewText(text)
		if s, err := x.Select(start, end); err == nil && utf8.ValidString(s.Exact) {
			found := x.Find(s)
			if len(found) == 0 || found[0].Way != Exact {
				t.Fatalf("%q at %d–%d of %q: %+v", s.Exact, start, end, text, found)
			}
			// Where spaces or letters were joined, two places may have the same context.
			joined := len(x.fold.runes) != x.Len()
			if !joined && (found[0].Start != start || found[0].End != end || found[0].Score < 1-tolerance) {
				t.Fatalf("%q at %d–%d of %q: %+v", s.Exact, start, end, text, found)
			}
		}
		before := 2.0
		for _, c := range x.Find(Selector{Exact: words, Prefix: "a", Suffix: text, Start: hint}) {
			if c.Start < 0 || c.End > x.Len() || c.Start > c.End || c.Score < 0 || c.Score > before || c.Score > 1+1e-9 {
				t.Fatalf("%q in %q: %+v after a score of %v", words, text, c, before)
			}
			if before = c.Score; c.Way == Exact && x.Slice(c.Start, c.End) != words {
				t.Fatalf("%q in %q: %q is not exact", words, text, x.Slice(c.Start, c.End))
			}
		}
	})
}

// One quote with a mistake, in a text of a million code points.
func BenchmarkFind(b *testing.B) {
	a := newAuthor("English", 1, 1_000_000)
	x := NewText(string(a.text))
	s, err := x.Select(600_000, 600_120)
	if err != nil {
		b.Fatal(err)
	}
	s.Exact = strings.Replace(s.Exact, "e", "ë", 1)
	x.Find(s)
	for b.Loop() {
		if found := x.Find(s); len(found) == 0 || found[0].Start != 600_000 {
			b.Fatal(found)
		}
	}
}
