package anchor

// slide moves what was only inserted or only deleted to where a sentence ends before it,
// if it can be: in "One. Two. One. Three." the words "One. Two." or "Two. One." may be the
// new ones.
func (d *differ) slide(stops map[int32]bool) {
	runs := append(d.runs(), run{len(d.a), len(d.b), 0})
	var before run
	for i := range runs {
		g := d.hole(before, runs[i])
		left, right := g.room(before.size, runs[i].size)
		by := g.best(left, right, stops)
		if by != 0 {
			d.shift(g, by)
		}
		runs[i] = run{runs[i].a + by, runs[i].b + by, runs[i].size - by}
		before = runs[i]
	}
}

// hole is what was deleted from a, [x, y), or inserted into b, [u, v); one of them is empty.
// The ids are those of the text that it is in, and at is where.
type hole struct {
	x, y, u, v int
	ids        []int32
	at, size   int
}

// hole is what is between two runs; its size is 0 if it is none, or something was moved from
// or to it.
func (d *differ) hole(before, next run) hole {
	g := hole{x: before.a + before.size, y: next.a, u: before.b + before.size, v: next.b}
	switch {
	case g.u == g.v:
		g.ids, g.at, g.size = d.a, g.x, g.y-g.x
	case g.x == g.y:
		g.ids, g.at, g.size = d.b, g.u, g.v-g.u
	}
	for i := range g.size {
		if g.ids[g.at+i] < 0 {
			g.size = 0
			break
		}
	}
	return g
}

// room is by how many words a hole can be moved to the left and to the right, over the runs
// on its sides.
func (g hole) room(before, next int) (left, right int) {
	if g.size == 0 {
		return 0, 0
	}
	for left < before && g.ids[g.at-1-left] == g.ids[g.at+g.size-1-left] {
		left++
	}
	for right < next && g.ids[g.at+right] == g.ids[g.at+g.size+right] {
		right++
	}
	return left, right
}

// best is the nearest place that follows the end of a sentence, or where the hole is.
func (g hole) best(left, right int, stops map[int32]bool) int {
	for by := range max(left, right) + 1 {
		for _, by := range []int{by, -by} {
			if at := g.at + by; by >= -left && by <= right && (at == 0 || stops[g.ids[at-1]]) {
				return by
			}
		}
	}
	return 0
}

// shift pairs the words around a hole as if it were some words further on, or back.
func (d *differ) shift(g hole, by int) {
	for n := range by {
		d.pair(g.x+n, g.u+n)
	}
	for n := by; n < 0; n++ {
		d.pair(g.y+n, g.v+n)
	}
	for i := g.x + by; i < g.y+by; i++ {
		d.to[i] = nowhere
	}
	for j := g.u + by; j < g.v+by; j++ {
		d.taken[j] = false
	}
}
