package anchor

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestSweep(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name       string
		spans      []Span
		start, end int
		want       string
	}{
		{"nothing is one segment", nil, 0, 5, "0–5"},
		{"an empty window has none", []Span{{"a", 0, 9}}, 3, 3, ""},
		{"a span within", []Span{{"a", 1, 3}}, 0, 5, "0–1 1–3a 3–5"},
		{"nested", []Span{{"b", 2, 3}, {"a", 1, 4}}, 1, 4, "1–2a 2–3ab 3–4a"},
		{"overlapping", []Span{{"a", 0, 3}, {"b", 2, 5}}, 0, 5, "0–2a 2–3ab 3–5b"},
		{"identical", []Span{{"b", 1, 2}, {"a", 1, 2}}, 1, 2, "1–2ab"},
		{"of two that begin together the longer is first", []Span{{"a", 0, 1}, {"b", 0, 2}}, 0, 2, "0–1ba 1–2b"},
		{"side by side", []Span{{"b", 2, 4}, {"a", 0, 2}}, 0, 4, "0–2a 2–4b"},
		{"cut at the window", []Span{{"a", -5, 99}, {"b", 3, 99}}, 1, 4, "1–3a 3–4ab"},
		{"outside of the window", []Span{{"a", 0, 2}, {"b", 4, 9}}, 2, 4, "2–4"},
	} {
		segments, err := Sweep(tc.spans, tc.start, tc.end)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for s := range segments {
			got = append(got, fmt.Sprintf("%d–%d%s", s.Start, s.End, strings.Join(s.IDs, "")))
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, strings.Join(got, " "), tc.want)
		}
	}
}

func TestSweepRefuses(t *testing.T) {
	t.Parallel()
	for name, spans := range map[string][]Span{"an empty span": {{"a", 3, 3}}, "a span that ends before it begins": {{"a", 4, 3}}} {
		if _, err := Sweep(spans, 0, 9); !errors.Is(err, ErrRange) {
			t.Errorf("%s: %v, want ErrRange", name, err)
		}
	}
	if _, err := Sweep(nil, 2, 1); !errors.Is(err, ErrRange) {
		t.Errorf("a window that ends before it begins: %v, want ErrRange", err)
	}
}

func FuzzSweep(f *testing.F) {
	f.Add(uint64(1), 20, 3, 30)
	f.Add(uint64(2), 300, 0, 50)
	f.Fuzz(func(t *testing.T, seed uint64, n, start, end int) {
		const size = 60
		if n < 0 || n > 1000 || start < 0 || end < start || end > size {
			return
		}
		r := rand.New(rand.NewPCG(seed, 2))
		text := []rune(mixed(seed, size))[:size]
		var spans []Span
		quotes := map[string]string{}
		for i := range n {
			s := Span{fmt.Sprint(i), r.IntN(size), 0}
			s.End = s.Start + 1 + r.IntN(size-s.Start)
			spans = append(spans, s)
			quotes[s.ID] = string(text[min(max(s.Start, start), end):max(start, min(s.End, end))])
		}
		segments, err := Sweep(spans, start, end)
		if err != nil {
			t.Fatal(err)
		}
		at := start
		for s := range segments {
			if s.Start != at || s.End <= s.Start {
				t.Fatalf("%d–%d follows %d", s.Start, s.End, at)
			}
			at = s.End
			for _, id := range s.IDs {
				words := string(text[s.Start:s.End])
				if !strings.HasPrefix(quotes[id], words) {
					t.Fatalf("%q of span %s at %d, want %q", words, id, s.Start, quotes[id])
				}
				quotes[id] = quotes[id][len(words):]
			}
			if sorted := slices.Clone(s.IDs); len(slices.Compact(sorted)) != len(s.IDs) {
				t.Fatalf("twice the same in %v", s.IDs)
			}
		}
		if at != end {
			t.Fatalf("the segments end at %d, want %d", at, end)
		}
		for id, left := range quotes {
			if left != "" {
				t.Fatalf("span %s lacks %q", id, left)
			}
		}
	})
}

// 10,000 spans over one another, a window of 4,000 in the middle of 1,000,000.
func BenchmarkSweep(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	var spans []Span
	for i := range 10_000 {
		spans = append(spans, Span{fmt.Sprint("annotation-", i), r.IntN(502_000), 0})
		spans[i].End = 500_001 + r.IntN(499_999)
	}
	for b.Loop() {
		segments, err := Sweep(spans, 500_000, 504_000)
		if err != nil {
			b.Fatal(err)
		}
		for s := range segments {
			if s.End > 504_000 {
				b.Fatal(s)
			}
		}
	}
}
