package anchor

import "testing"

// tally is what became of passages whose true places are known.
type tally struct {
	right, placedWrongly, proposed, orphaned int // of those that are still there
	gone, attached                           int // of those that were deleted
}

// carried lets an author edit a text, carries the passages and adds what became of them.
func (n *tally) carried(tb testing.TB, a *author, passages int) {
	tb.Helper()
	a.mark(passages)
	from := NewText(string(a.text))
	var selectors []Selector
	for _, p := range a.passages {
		s, err := from.Select(p.start, p.end)
		if err != nil {
			tb.Fatal(err)
		}
		selectors = append(selectors, s)
	}
	a.edit()
	to := NewText(string(a.text))
	c := NewCarrier(from, to)
	for i, p := range a.passages {
		n.count(tb, p, c.Carry(selectors[i]), selectors[i], to)
	}
}

func (n *tally) there() int { return n.right + n.placedWrongly + n.proposed + n.orphaned }

func (n *tally) count(tb testing.TB, p truth, got Carried, s Selector, to *Text) {
	tb.Helper()
	switch {
	case p.gone:
		n.gone++
		if got.State == Placed {
			n.attached++
			tb.Logf("%q was deleted (%q, %q): %+v, %q", s.Exact, s.Prefix, s.Suffix, got, to.Slice(got.Start-32, got.End+32))
		}
		return
	case p.torn:
		return
	case got.State == Proposed:
		n.proposed++
	case got.State == Orphaned:
		n.orphaned++
	case likeness(p, got) >= 0.9:
		n.right++
		return
	default:
		n.placedWrongly++
	}
	tb.Logf("%.90q (%s): %+v, %.90q; it is at %d–%d, %.90q", s.Exact, p.how, got, to.Slice(got.Start, got.End), p.start, p.end, to.Slice(p.start, p.end))
}

// likeness is what two ranges share of what they cover together.
func likeness(p truth, c Carried) float64 {
	common := max(0, min(p.end, c.End)-max(p.start, c.Start))
	return float64(common) / float64(p.end-p.start+c.End-c.Start-common)
}

// The promise of the issue, at a size that every test run can afford.
func TestCarryKeepsItsPromise(t *testing.T) {
	t.Parallel()
	for name := range languages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n tally
			for seed := range uint64(4) {
				n.carried(t, newAuthor(name, seed, 100_000), 300)
			}
			t.Logf("%+v", n)
			if n.right*100 < n.there()*99 {
				t.Errorf("%d of %d are right", n.right, n.there())
			}
			if n.attached > 0 || n.gone == 0 {
				t.Errorf("%d of %d deleted passages are attached", n.attached, n.gone)
			}
		})
	}
}
