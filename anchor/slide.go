package anchor

// resemble pairs words at the ends of what was changed that are like one another: with a
// mistake in one of them.
func (d *differ) resemble(like func(i, j int) bool) {
	var a, b int // where the hole begins
	for _, r := range append(d.runs(), run{len(d.a), len(d.b), 0}) {
		x, y := r.a, r.b
		for a < x && b < y && d.a[x-1] >= 0 && d.b[y-1] >= 0 && like(x-1, y-1) {
			x, y = x-1, y-1
			d.pair(x, y)
		}
		for a < x && b < y && d.a[a] >= 0 && d.b[b] >= 0 && like(a, b) {
			d.pair(a, b)
			a, b = a+1, b+1
		}
		a, b = r.a+r.size, r.b+r.size
	}
}

// slide moves what was only inserted or only deleted to where a sentence ends before it,
// if it can be: in "One. Two. One. Three." the words "One. Two." or "Two. One." may be the
// new ones.
func (d *differ) slide() {
	runs := append(d.runs(), run{len(d.a), len(d.b), 0})
	var before run
	for i := range runs {
		g := d.hole(before, runs[i])
		left, right := g.room(before.size, runs[i].size)
		by := g.best(left, right)
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
	stops      []bool
	at, size   int
}

// hole is what is between two runs; its size is 0 if it is none.
func (d *differ) hole(before, next run) hole {
	g := hole{x: before.a + before.size, y: next.a, u: before.b + before.size, v: next.b}
	switch {
	case g.u == g.v:
		g.ids, g.stops, g.at, g.size = d.a, d.stopsA, g.x, g.y-g.x
	case g.x == g.y:
		g.ids, g.stops, g.at, g.size = d.b, d.stopsB, g.u, g.v-g.u
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
func (g hole) best(left, right int) int {
	for by := range max(left, right) + 1 {
		for _, by := range []int{by, -by} {
			if at := g.at + by; by >= -left && by <= right && (at == 0 || g.stops[at-1]) {
				return by
			}
		}
	}
	return 0
}

// shift pairs the words around a hole as if it were some words further on, or back.
// What was moved from or to the hole stays.
func (d *differ) shift(g hole, by int) {
	for n := range by {
		d.pair(g.x+n, g.u+n)
	}
	for n := by; n < 0; n++ {
		d.pair(g.y+n, g.v+n)
	}
	for i := g.x + by; i < g.y+by; i++ {
		if d.a[i] >= 0 {
			d.to[i] = nowhere
		}
	}
	for j := g.u + by; j < g.v+by; j++ {
		d.taken[j] = d.b[j] < 0 && d.taken[j]
	}
}
