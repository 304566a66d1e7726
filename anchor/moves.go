package anchor

import "slices"

// move pairs the words of stretches that stand elsewhere in b: rest are ties that are not in
// the order of the others. They are taken out of the comparison of what is between those.
func (d *differ) move(rest []run) {
	var parts []run
	for _, r := range rest {
		if !d.unpaired(r) {
			continue
		}
		if len(parts) > 0 && !d.follows(parts[len(parts)-1], r) {
			d.settle(parts)
			parts = nil
		}
		if d.unpaired(r) {
			parts = append(parts, d.grow(r))
		}
	}
	d.settle(parts)
}

// unpaired tells whether nothing in a run has its place yet.
func (d *differ) unpaired(r run) bool {
	return slices.Equal(d.a[r.a:r.a+r.size], d.b[r.b:r.b+r.size]) && d.untouched(r.a, r.a+r.size, r.b, r.b+r.size)
}

func (d *differ) untouched(a0, a1, b0, b1 int) bool {
	for _, j := range d.to[a0:a1] {
		if j != nowhere {
			return false
		}
	}
	return !slices.Contains(d.taken[b0:b1], true)
}

// grow makes a run as long as unpaired words allow, and pairs them.
func (d *differ) grow(r run) run {
	same := func(i, j int) bool {
		return i >= 0 && j >= 0 && i < len(d.a) && j < len(d.b) && d.a[i] == d.b[j] && d.to[i] == nowhere && !d.taken[j]
	}
	for same(r.a-1, r.b-1) {
		r = run{r.a - 1, r.b - 1, r.size + 1}
	}
	for same(r.a+r.size, r.b+r.size) {
		r.size++
	}
	for i := range r.size {
		d.pair(r.a+i, r.b+i)
	}
	return r
}

// follows tells whether a run may be a later part of what was moved with p.
func (d *differ) follows(p, r run) bool {
	a, b := p.a+p.size, p.b+p.size
	return r.a >= a && r.a-a <= nearby && r.b >= b && r.b-b <= nearby && d.untouched(a, r.a, b, r.b)
}

// settle keeps the parts of one stretch if they are words enough, and compares what is
// between them; else it lets them go.
func (d *differ) settle(parts []run) {
	if len(parts) == 0 {
		return
	}
	d.trim(&parts[0], &parts[len(parts)-1])
	words := 0
	for _, p := range parts {
		words += p.size
	}
	if words < dozen || words < many && !d.sentences(parts) {
		for _, p := range parts {
			d.part(p)
		}
		return
	}
	for i, p := range parts[1:] {
		before := parts[i]
		d.gap(before.a+before.size, p.a, before.b+before.size, p.b, 1)
	}
	first, last := parts[0], parts[len(parts)-1]
	d.hide(d.a[first.a : last.a+last.size])
	d.hide(d.b[first.b : last.b+last.size])
	d.moved = append(d.moved, run{first.a, first.b, last.a + last.size - first.a})
}

// trim takes from the ends of a stretch what is of the sentence before or behind it, if that
// is a few words: they are the same as there by chance.
func (d *differ) trim(first, last *run) {
	for n := range min(sure, last.size) {
		if d.stopsA[last.a+last.size-1-n] {
			d.part(run{last.a + last.size - n, last.b + last.size - n, n})
			last.size -= n
			break
		}
	}
	for n := range min(sure, first.size) {
		if at := first.a + n; at == 0 || d.stopsA[at-1] {
			d.part(run{first.a, first.b, n})
			*first = run{at, first.b + n, first.size - n}
			break
		}
	}
}

// sentences tells whether the parts of a stretch are whole sentences, in both texts.
func (d *differ) sentences(parts []run) bool {
	first, last := parts[0], parts[len(parts)-1]
	return (first.a == 0 || d.stopsA[first.a-1]) && (first.b == 0 || d.stopsB[first.b-1]) && d.stopsA[last.a+last.size-1]
}

// part is the opposite of pair, for a whole run.
func (d *differ) part(r run) {
	for i := range r.size {
		d.to[r.a+i], d.taken[r.b+i] = nowhere, false
	}
}

// hide gives words ids that nothing else has.
func (d *differ) hide(ids []int32) {
	for i := range ids {
		ids[i] = d.ids
		d.ids--
	}
}

// runs are the stretches in order in both texts, without what was moved.
func (d *differ) runs() []run {
	var all []run
	for i, j := range d.to {
		if j == nowhere || d.a[i] < 0 {
			continue
		}
		if n := len(all) - 1; n >= 0 && all[n].a+all[n].size == i && all[n].b+all[n].size == int(j) {
			all[n].size++
		} else {
			all = append(all, run{i, int(j), 1})
		}
	}
	return all
}

// dropIslands parts the words of short runs that are no longer than what was changed before
// or behind them: there are such words in any two sentences. What of them is the same is
// found again letter by letter. The letters are those before every word of a and of b,
// without what was moved.
func (d *differ) dropIslands(inA, inB []int) {
	var kept []run
	for _, r := range append(d.runs(), run{len(d.a), len(d.b), sure}) {
		for len(kept) > 0 && isIsland(kept, r, inA, inB) {
			d.part(kept[len(kept)-1])
			kept = kept[:len(kept)-1]
		}
		kept = append(kept, r)
	}
}

// isIsland tells whether the last of some runs is one, before the next.
func isIsland(runs []run, next run, inA, inB []int) bool {
	var before run
	if n := len(runs); n > 1 {
		before = runs[n-2]
	}
	r := runs[len(runs)-1]
	a, b := before.a+before.size, before.b+before.size
	c, d := r.a+r.size, r.b+r.size
	letters := inA[c] - inA[r.a]
	changed := max(inA[r.a]-inA[a], inB[r.b]-inB[b], inA[next.a]-inA[c], inB[next.b]-inB[d])
	return r.size < sure && letters <= changed
}
