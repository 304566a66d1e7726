package anchor

import "slices"

// roughly looks for the quote with errors: everywhere in a text that is not too long, else
// in the areas that its seeds point to.
func (q *query) roughly() {
	limit := min(maxErrors, len(q.quote)/2)
	text := q.text.fold.runes
	forth, back := newPattern(q.quote), newPattern(reversed(q.quote))
	if len(text) <= maxWhole {
		q.scan(0, len(text), limit, forth, back)
		return
	}
	slack := limit + context
	all := slices.Concat(q.prefix, q.quote, q.suffix)
	for _, a := range q.text.grams().areas(all, slack) {
		first := a.first + len(q.prefix) - slack
		last := a.last + len(q.prefix) + len(q.quote) + slack
		q.scan(max(0, first), min(len(text), last), limit, forth, back)
	}
}

// scan considers every place in a stretch of the text where the errors of the quote are
// fewest, and at most limit.
func (q *query) scan(first, last, limit int, forth, back *pattern) {
	if first >= last {
		return
	}
	text := q.text.fold.runes
	counts := []int{len(q.quote)}
	forth.errors(text[first:last], false, func(_, n int) bool {
		counts = append(counts, n)
		return true
	})
	for i, n := range counts {
		if n > limit || i > 0 && counts[i-1] < n || i+1 < len(counts) && counts[i+1] < n || q.hopeless(n) {
			continue
		}
		end := first + i
		q.consider(q.begin(back, end, n), end, n, Fuzzy)
	}
}

// hopeless tells whether a place with so many errors is worse than all that are kept.
func (q *query) hopeless(errors int) bool {
	return len(q.found) == keep && score(1-float64(errors)/float64(len(q.quote)), 1, 1, 1) < q.found[keep-1].Score
}

// begin is where a match with so many errors begins that ends at end: of several places the
// one that makes it as long as the quote, or nearly.
func (q *query) begin(back *pattern, end, errors int) int {
	n := len(q.quote)
	best, off := end-n, n+1
	stretch := reversed(q.text.fold.runes[max(0, end-n-errors):end])
	back.errors(stretch, true, func(length, count int) bool {
		if d := max(n-length, length-n); count == errors && d <= off {
			best, off = end-length, d
		}
		return true
	})
	return max(0, best)
}

func reversed(runes []rune) []rune {
	r := slices.Clone(runes)
	slices.Reverse(r)
	return r
}
