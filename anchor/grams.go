package anchor

import "slices"

const (
	gram     = 4    // code points that are looked up together
	seeds    = 24   // of the rarest grams of a query that are looked up
	maxHits  = 4000 // places that one query looks at; the rarest grams go first
	maxAreas = 12   // stretches of the text that one query is compared with
)

// grams is where in a text any four code points stand, by their hash.
type grams struct {
	bits  int
	first []int32 // where the places of a hash begin in places
	place []int32
}

func newGrams(text []rune) *grams {
	g := &grams{bits: 8}
	for 1<<g.bits < len(text) && g.bits < 20 {
		g.bits++
	}
	n := max(0, len(text)-gram+1)
	g.first, g.place = make([]int32, 1<<g.bits+1), make([]int32, n)
	for i := range n {
		g.first[g.hash(text[i:])+1]++
	}
	for h := range 1 << g.bits {
		g.first[h+1] += g.first[h]
	}
	next := slices.Clone(g.first)
	for i := range n {
		h := g.hash(text[i:])
		g.place[next[h]] = int32(i)
		next[h]++
	}
	return g
}

func (g *grams) hash(text []rune) int {
	h := uint64(0)
	for _, r := range text[:gram] {
		h = (h ^ uint64(r)) * 0x9E3779B97F4A7C15
	}
	return int(h >> (64 - g.bits))
}

func (g *grams) places(text []rune) []int32 {
	h := g.hash(text)
	return g.place[g.first[h]:g.first[h+1]]
}

// area is a stretch of the text in which seeds of a query stand in its order: its beginning
// would be somewhere from first to last, which may be before the text.
type area struct{ first, last, seeds int }

// areas are the stretches that most of the query's rare grams point to.
func (g *grams) areas(query []rune, slack int) []area {
	var order []int
	for i := 0; i+gram <= len(query); i++ {
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(g.places(query[a:])) - len(g.places(query[b:])) })
	var begins []int
	used := 0
	for _, i := range order {
		places := g.places(query[i:])
		if len(places) == 0 {
			continue
		}
		if used == seeds || used > 0 && len(begins)+len(places) > maxHits {
			break
		}
		used++
		for _, at := range places[:min(len(places), maxHits)] {
			begins = append(begins, int(at)-i)
		}
	}
	slices.Sort(begins)
	return densest(begins, slack)
}

// densest joins begins that lie close together, and keeps the areas with most of them.
func densest(begins []int, slack int) []area {
	var all []area
	for _, at := range begins {
		if n := len(all); n > 0 && at-all[n-1].first <= slack {
			all[n-1].last = at
			all[n-1].seeds++
			continue
		}
		all = append(all, area{at, at, 1})
	}
	slices.SortStableFunc(all, func(a, b area) int { return b.seeds - a.seeds })
	return all[:min(len(all), maxAreas)]
}
