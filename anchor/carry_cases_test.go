package anchor

import (
	"strings"
	"testing"
	"time"
)

// Texts of some length around what changes: there is something to compare.
const (
	opening = "The parties met in Delft on 3 May 2014 and signed a letter of intent about servers.\n"
	closing = "\nThe costs of these proceedings are to be paid by whoever loses them, says the law."
)

func TestCarry(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, before, quote, after, want string
		state                            State
		way                              Way
	}{
		{"the same text", "One sentence here.", "sentence", "One sentence here.", "sentence", Placed, Copied},
		{"something before it", "The judge was late.", "judge", "It rained. The judge was late.", "judge", Placed, Mapped},
		{"other lines and quotes", `He said "I never signed that letter" twice.`, `"I never signed`, "He said “I never\nsigned that letter” twice.", "“I never\nsigned", Placed, Mapped},
		{"a mistake in it", "The defendant was late.", "defendant", "The defendnat was late.", "defendnat", Placed, Mapped},
		{"a mistake in its first word", "The defendant was late.", "The defendant", "Tbe defendant was late.", "Tbe defendant", Placed, Mapped},
		{"words inserted inside", "The defendant was late again.", "defendant was late", "The defendant in this case was late again.", "defendant in this case was late", Placed, Mapped},
		{"a sentence that begins alike before it", "The judge was late.", "The judge", "The clerk was early. The judge was late.", "The judge", Placed, Mapped},
		{"deleted", "The judge was late. The clerk was early.", "judge was late", "The clerk was early.", "", Orphaned, ""},
		{"deleted beside the same words", "The judge was late. The judge was ill.", "The judge was late.", "The judge was ill.", "", Orphaned, ""},
		{"deleted, and its words are elsewhere", "The judge was late. The clerk and the judge was ill.", "judge was", "The clerk and the judge was ill.", "", Orphaned, ""},
		{"replaced by something else", "The judge was late.", "The judge was late", "Nobody came at all, as it had begun to rain.", "", Orphaned, ""},
		{"in a language without spaces", "原告は二〇二四年に契約を締結した。", "契約", "しかし、原告は二〇二四年に、被告と契約を締結した。", "契約", Placed, Mapped},
		{"only three quarters of it are left", "They came by car again, in the evening of the day.", "They came by car again", "They came by car.", "They came by car", Proposed, Mapped},
	} {
		from, to := NewText(opening+tc.before+closing), NewText(opening+tc.after+closing)
		at := len([]rune(opening)) + len([]rune(tc.before[:strings.Index(tc.before, tc.quote)]))
		s, err := from.Select(at, at+len([]rune(tc.quote)))
		if err != nil {
			t.Fatal(err)
		}
		got := NewCarrier(from, to).Carry(s)
		if got.State != tc.state || tc.way != "" && got.Way != tc.way || to.Slice(got.Start, got.End) != tc.want {
			t.Errorf("%s: %+v, %q, want %q", tc.name, got, to.Slice(got.Start, got.End), tc.want)
		}
	}
}

func TestAMovedParagraphTakesItsPassageAlong(t *testing.T) {
	t.Parallel()
	moved := "Nobody but the deputy director of the foundation had a key to the archive in the cellar.\n"
	from := NewText(opening + moved + strings.Repeat("Something else happened, again.\n", 20) + closing)
	to := NewText(opening + strings.Repeat("Something else happened, again.\n", 20) + moved + closing)
	at := len([]rune(opening)) + strings.Index(moved, "deputy")
	s, err := from.Select(at, at+len("deputy director"))
	if err != nil {
		t.Fatal(err)
	}
	if got := NewCarrier(from, to).Carry(s); got.State != Placed || got.Start != len([]rune(to.Text()[:strings.Index(to.Text(), "deputy")])) {
		t.Errorf("%+v, %q", got, to.Slice(got.Start, got.End))
	}
}

func TestASelectorThatDoesNotHoldIsFoundByItsWords(t *testing.T) {
	t.Parallel()
	c := NewCarrier(NewText("old"), NewText("The judge was late, and the judge was ill."))
	for _, tc := range []struct {
		name  string
		s     Selector
		state State
		start int
	}{
		{"with context", Selector{Exact: "judge", Prefix: "and the ", Suffix: " was ill", Start: -1}, Placed, 28},
		{"twice alike", Selector{Exact: "judge", Start: -1}, Proposed, 4},
		{"nowhere", Selector{Exact: "prosecutor", Prefix: "zz", Start: 0, End: 10}, Orphaned, 0},
	} {
		if got := c.Carry(tc.s); got.State != tc.state || got.Start != tc.start {
			t.Errorf("%s: %+v", tc.name, got)
		}
	}
}

// The thresholds of design 5, at their edges.
func TestDecide(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		scores []float64
		want   State
	}{
		{"nothing", nil, Orphaned},
		{"at 0.80", []float64{0.80}, Placed},
		{"below", []float64{0.799}, Proposed},
		{"at 0.60", []float64{0.60}, Proposed},
		{"below that", []float64{0.599}, Orphaned},
		{"0.05 ahead", []float64{0.90, 0.85}, Placed},
		{"not enough ahead", []float64{0.90, 0.86}, Proposed},
		{"two alike", []float64{1, 1}, Proposed},
	} {
		var found []Candidate
		for _, s := range tc.scores {
			found = append(found, Candidate{1, 2, s, Exact})
		}
		if got := decide(found); got.State != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got.State, tc.want)
		}
	}
}

// Texts that are made to be slow.
func TestCarryOfHostileTextsEnds(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes seconds; not with -short")
	}
	english, dutch := newAuthor("English", 1, 150_000), newAuthor("Dutch", 2, 150_000)
	for name, texts := range map[string][2]string{
		"one letter":            {strings.Repeat("a", 150_000), strings.Repeat("a", 100_000) + "b"},
		"one word":              {strings.Repeat("a ", 80_000), strings.Repeat("a ", 60_000) + "b"},
		"two words":             {strings.Repeat("a b ", 40_000), strings.Repeat("b a a ", 20_000)},
		"one long word":         {strings.Repeat("ab", 75_000), strings.Repeat("ba", 75_000)},
		"another text":          {string(english.text), string(dutch.text)},
		"nothing":               {string(english.text), ""},
		"accents without end":   {"e" + strings.Repeat("\u0301", 100_000), "e" + strings.Repeat("\u0300", 100_000)},
		"only signs":            {strings.Repeat(".,", 100_000), strings.Repeat(",.;", 60_000)},
		"every word a new text": {numbers(50_000, 1), numbers(50_000, 3)},
	} {
		begin := time.Now()
		from, to := NewText(texts[0]), NewText(texts[1])
		c := NewCarrier(from, to)
		compared := time.Since(begin)
		for _, size := range []int{1, 30, 300, 3000, 30_000} {
			s, err := from.Select(50_000, 50_000+size)
			if err != nil {
				t.Fatal(err)
			}
			c.Carry(s)
		}
		// No promise of speed: what never ends is told from what a busy machine does slowly.
		if d := time.Since(begin); d > 3*time.Minute {
			t.Errorf("%s: %v", name, d)
		} else {
			t.Logf("%s: compared in %v, all in %v", name, compared, d)
		}
	}
}

// numbers are words in an order that every step gives anew.
func numbers(n, step int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("x", 1+i*step%7))
		b.WriteByte(byte('a' + i*step%26))
		b.WriteByte(' ')
	}
	return b.String()
}

func FuzzCarry(f *testing.F) {
	f.Add(opening+"The judge was late."+closing, opening+closing, 90, 100)
	f.Add(mixed(1, 80), mixed(2, 80), 3, 20)
	f.Add("a b a b a", "b a b", 2, 5)
	f.Fuzz(func(t *testing.T, before, after string, start, end int) {
		from, to := NewText(before), NewText(after)
		s, err := from.Select(start, end)
		if err != nil {
			return
		}
		got := NewCarrier(from, to).Carry(s)
		if got != NewCarrier(from, to).Carry(s) {
			t.Fatal("another answer for the same texts")
		}
		switch {
		case got.Start < 0 || got.End > to.Len() || got.Start > got.End || got.Score > 1+tolerance:
			t.Fatalf("%+v in %d code points", got, to.Len())
		case got.State == Orphaned && got.End != 0, got.State != Orphaned && got.Start == got.End:
			t.Fatalf("%+v", got)
		case before == after && (got.State != Placed || got.Start != start || got.End != end):
			t.Fatalf("%+v in the same text, want %d–%d", got, start, end)
		case got.State == Placed && got.Score < placedAt-tolerance, got.State == Proposed && got.Score < proposedAt-tolerance:
			t.Fatalf("%+v", got)
		}
	})
}
