package anchor

import "testing"

// The promise of the issue: 1,000 passages of a million code points in less than 10 s.
func BenchmarkCarry(b *testing.B) {
	for name := range languages {
		b.Run(name, func(b *testing.B) {
			a := newAuthor(name, 9, 1_000_000)
			a.mark(1000)
			before := string(a.text)
			x := NewIndex(before)
			var selectors []Selector
			for _, p := range a.passages {
				s, err := x.Select(p.start, p.end)
				if err != nil {
					b.Fatal(err)
				}
				selectors = append(selectors, s)
			}
			a.edit()
			after := string(a.text)
			var n tally
			for b.Loop() {
				from, to := NewText(before), NewText(after)
				c := NewCarrier(from, to)
				n = tally{}
				for i, s := range selectors {
					n.count(b, a.passages[i], c.Carry(s), s, to)
				}
			}
			b.ReportMetric(100*float64(n.right)/float64(n.there()), "%right")
			b.ReportMetric(float64(n.attached), "attached")
		})
	}
}
