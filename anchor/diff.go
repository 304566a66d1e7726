package anchor

import (
	"cmp"
	"slices"
)

const (
	nowhere = int32(-1)
	sure    = 8  // words in a row that are no coincidence where they stand in their order
	dozen   = 12 // words that make a stretch that was moved, if they are whole sentences
	many    = 30 // words that make one anyway
	nearby  = 64 // words between two parts of such a stretch
)

// levels are the lengths of the runs of words that tie two texts together, from one level
// of the comparison to the next.
var levels = []int{sure, 4, 2, 1, 1}

// run is a stretch of words that is the same in both texts.
type run struct{ a, b, size int }

// differ compares two texts word by word as Bram Cohen's patience diff does with lines: runs
// of words that each text has but once tie them together; what is between is compared in
// the same way, with shorter runs. Every level reads each word once.
type differ struct {
	a, b  []int32 // the ids of the words; those that were moved get one that is nowhere else
	to    []int32 // for the words of a: the same word of b, or nowhere
	taken []bool  // for the words of b: whether it is one of a
	moved []run   // stretches that were moved, with what is between their parts, by a
	ids   int32   // the next id that is nowhere else, below zero

	stopsA, stopsB []bool // whether a word ends a sentence
}

func newDiffer(a, b []word, stops map[int32]bool) *differ {
	d := &differ{a: idsOf(a), b: idsOf(b), to: make([]int32, len(a)), taken: make([]bool, len(b)), ids: -1}
	d.stopsA, d.stopsB = stopsOf(d.a, stops), stopsOf(d.b, stops)
	for i := range d.to {
		d.to[i] = nowhere
	}
	return d
}

func idsOf(words []word) []int32 {
	ids := make([]int32, len(words))
	for i, w := range words {
		ids[i] = w.id
	}
	return ids
}

func stopsOf(ids []int32, stops map[int32]bool) []bool {
	is := make([]bool, len(ids))
	for i, id := range ids {
		is[i] = stops[id]
	}
	return is
}

// compare fills to, taken and moved.
func (d *differ) compare() {
	chain, rest := d.ties(0, len(d.a), 0, len(d.b), levels[0])
	runs := d.extend(chain, 0, len(d.a), 0, len(d.b))
	d.move(rest)
	d.between(runs, 0, len(d.a), 0, len(d.b), 1)
}

// gap compares a stretch of a with one of b.
func (d *differ) gap(a0, a1, b0, b1, level int) {
	for a0 < a1 && b0 < b1 && d.a[a0] == d.b[b0] {
		d.pair(a0, b0)
		a0, b0 = a0+1, b0+1
	}
	for a0 < a1 && b0 < b1 && d.a[a1-1] == d.b[b1-1] {
		a1, b1 = a1-1, b1-1
		d.pair(a1, b1)
	}
	if a0 == a1 || b0 == b1 || level == len(levels) {
		return
	}
	chain, _ := d.ties(a0, a1, b0, b1, levels[level])
	d.between(d.extend(chain, a0, a1, b0, b1), a0, a1, b0, b1, level+1)
}

// between compares what is around and between runs.
func (d *differ) between(runs []run, a0, a1, b0, b1, level int) {
	for _, r := range runs {
		d.gap(a0, r.a, b0, r.b, level)
		a0, b0 = r.a+r.size, r.b+r.size
	}
	d.gap(a0, a1, b0, b1, level)
}

func (d *differ) pair(i, j int) {
	d.to[i], d.taken[j] = int32(j), true
}

// ties are the runs of size words that both stretches have once: the longest chain of them
// that is in the same order in both, and the rest.
func (d *differ) ties(a0, a1, b0, b1, size int) (chain, rest []run) {
	places := make(map[uint64]int32, max(0, a1-a0)) // of runs in a; twice for more than one
	const twice = int32(-2)
	eachRun(d.a[a0:a1], size, func(i int, key uint64) {
		if _, seen := places[key]; seen {
			places[key] = twice
		} else {
			places[key] = int32(a0 + i)
		}
	})
	inB := make(map[uint64]int32)
	eachRun(d.b[b0:b1], size, func(j int, key uint64) {
		if i, seen := places[key]; !seen || i == twice {
			return
		}
		if _, seen := inB[key]; seen {
			inB[key] = twice
		} else {
			inB[key] = int32(b0 + j)
		}
	})
	var all []run
	for key, j := range inB {
		if i := int(places[key]); j != twice && slices.Equal(d.a[i:i+size], d.b[j:int(j)+size]) {
			all = append(all, run{i, int(j), size})
		}
	}
	slices.SortFunc(all, func(x, y run) int { return x.a - y.a })
	return ascending(all)
}

// eachRun calls yield with a key of every size words in a row.
func eachRun(ids []int32, size int, yield func(i int, key uint64)) {
	for i := 0; i+size <= len(ids); i++ {
		key := uint64(0)
		for _, id := range ids[i : i+size] {
			key = (key ^ uint64(uint32(id))) * 0x9E3779B97F4A7C15
			key ^= key >> 29
		}
		yield(i, key)
	}
}

// ascending is the longest chain of runs, in the order of a, that is in order in b too.
func ascending(all []run) (chain, rest []run) {
	var tails []int // the last of the best chain of each length
	before := make([]int, len(all))
	for i, r := range all {
		at, _ := slices.BinarySearchFunc(tails, r.b, func(t, b int) int { return cmp.Compare(all[t].b, b) })
		before[i] = -1
		if at > 0 {
			before[i] = tails[at-1]
		}
		if at == len(tails) {
			tails = append(tails, i)
		} else {
			tails[at] = i
		}
	}
	in := make([]bool, len(all))
	for at := last(tails); at >= 0; at = before[at] {
		in[at] = true
	}
	for i, r := range all {
		if in[i] {
			chain = append(chain, r)
		} else {
			rest = append(rest, r)
		}
	}
	return chain, rest
}

func last(tails []int) int {
	if len(tails) == 0 {
		return -1
	}
	return tails[len(tails)-1]
}

// extend makes the runs of a chain as long as they can be, and pairs their words.
func (d *differ) extend(chain []run, a0, a1, b0, b1 int) []run {
	var runs []run
	for _, r := range chain {
		if r.a < a0 || r.b < b0 {
			continue // the run before it goes over it
		}
		i, j := r.a, r.b
		for i > a0 && j > b0 && d.a[i-1] == d.b[j-1] {
			i, j = i-1, j-1
		}
		for a0, b0 = i, j; a0 < a1 && b0 < b1 && d.a[a0] == d.b[b0]; a0, b0 = a0+1, b0+1 {
			d.pair(a0, b0)
		}
		runs = append(runs, run{i, j, a0 - i})
	}
	return runs
}
