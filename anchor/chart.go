package anchor

import "sort"

// chart says for every folded code point of one text where it is in another.
type chart struct {
	to    []int32 // the place in the other text, or nowhere
	kept  []int32 // how many before it are there unchanged; one more for the end
	taken []int32 // for the other text: how many before each come from this one unchanged
	moved []stretch
}

// stretch is a range of folded code points.
type stretch struct{ start, end int }

func newChart(from, to *Text) *chart {
	ids := map[string]int32{}
	a, b := from.words(ids), to.words(ids)
	stops := map[int32]bool{}
	for _, s := range []string{".", "!", "?", ":", ";", "。", "！", "？"} {
		if id, known := ids[s]; known {
			stops[id] = true
		}
	}
	d := newDiffer(a, b, stops)
	d.compare()
	d.resemble(func(i, j int) bool {
		return resemble(from.fold.runes[a[i].start:a[i].end], to.fold.runes[b[j].start:b[j].end])
	})
	d.slide()
	d.dropIslands(letters(a, d.a), letters(b, d.b))
	d.slide()
	c := &chart{to: make([]int32, len(from.fold.runes))}
	for i := range c.to {
		c.to[i] = nowhere
	}
	c.draw(d, a, b, from.fold.runes, to.fold.runes)
	c.count(from.fold.runes, to.fold.runes)
	for _, m := range d.moved {
		c.moved = append(c.moved, stretch{int(a[m.a].start), int(a[m.a+m.size-1].end)})
	}
	return c
}

// letters is how many code points are in the words before each, without those that were
// moved, whose id is below zero.
func letters(words []word, ids []int32) []int {
	n := make([]int, len(words)+1)
	for i, w := range words {
		n[i+1] = n[i]
		if ids[i] >= 0 {
			n[i+1] += int(w.end - w.start)
		}
	}
	return n
}

// draw fills to, with the words that are paired and what is between them.
func (c *chart) draw(d *differ, a, b []word, from, to []rune) {
	i0, j0 := -1, -1 // the last pair
	for i := range len(a) + 1 {
		j := len(b)
		if i < len(a) {
			if j = int(d.to[i]); d.to[i] == nowhere {
				continue
			}
			c.align(stretch{int(a[i].start), int(a[i].end)}, stretch{int(b[j].start), int(b[j].end)}, from, to)
		}
		if j > j0 && d.untouched(i0+1, i, j0+1, j) {
			c.align(between(a, i0, i, len(from)), between(b, j0, j, len(to)), from, to)
		}
		i0, j0 = i, j
	}
}

func (c *chart) align(p, q stretch, from, to []rune) {
	align(from[p.start:p.end], to[q.start:q.end], func(x, y int) { c.to[p.start+x] = int32(q.start + y) })
}

// between is what is between two words, the first of which may be -1 and the last the one
// after the last.
func between(words []word, i, j, size int) stretch {
	s := stretch{0, size}
	if i >= 0 {
		s.start = int(words[i].end)
	}
	if j < len(words) {
		s.end = int(words[j].start)
	}
	return s
}

func (c *chart) count(from, to []rune) {
	c.kept, c.taken = make([]int32, len(from)+1), make([]int32, len(to)+1)
	for i, j := range c.to {
		c.kept[i+1] = c.kept[i]
		if j != nowhere && from[i] == to[j] {
			c.kept[i+1]++
			c.taken[j+1] = 1
		}
	}
	for j := range to {
		c.taken[j+1] += c.taken[j]
	}
}

// share is which part of a stretch is in the other text, from 0 to 1; of an empty one, all.
func (c *chart) share(start, end int) float64 {
	if start >= end {
		return 1
	}
	return float64(c.kept[end]-c.kept[start]) / float64(end-start)
}

// pieces cuts a stretch where something that was moved begins or ends.
func (c *chart) pieces(s stretch) []stretch {
	var all []stretch
	i := sort.Search(len(c.moved), func(i int) bool { return c.moved[i].end > s.start })
	for ; i < len(c.moved) && c.moved[i].start < s.end; i++ {
		m := c.moved[i]
		if m.start > s.start {
			all = append(all, stretch{s.start, m.start})
		}
		all = append(all, stretch{max(m.start, s.start), min(m.end, s.end)})
		s.start = m.end
	}
	if s.start < s.end {
		all = append(all, s)
	}
	return all
}
