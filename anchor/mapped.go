package anchor

// mapped is where the chart says that a passage is, which is here in the old text: the piece
// of which most is left, from its first code point to its last. The likeness is the score
// that it would have for its words alone; both are 0 if the chart knows nothing of it.
func (c *Carrier) mapped(s Selector, here stretch) (at Candidate, likeness float64) {
	var piece stretch
	most := int32(0)
	for _, p := range c.chart.pieces(here) {
		if n := c.chart.kept[p.end] - c.chart.kept[p.start]; n > most {
			piece, most = p, n
		}
	}
	if most == 0 {
		return Candidate{}, 0
	}
	to := c.chart.to
	for to[piece.start] == nowhere {
		piece.start++
	}
	for to[piece.end-1] == nowhere {
		piece.end--
	}
	there := stretch{int(to[piece.start]), int(to[piece.end-1]) + 1}
	there, more := c.widen(here, piece, there)
	at.Start, at.End = c.to.fold.place(there.start, there.end)
	at.Way = Mapped
	quote := float64(int(most)+more) / float64(here.end-here.start)
	prefix, suffix := c.beside(s, there)
	likeness = score(quote, prefix, suffix, 1)
	if c.founded(here) {
		prefix, suffix = 1, 1
	}
	prefix = max(prefix, c.chart.share(max(0, here.start-context), here.start))
	suffix = max(suffix, c.chart.share(here.end, min(len(to), here.end+context)))
	at.Score = score(quote, prefix, suffix, 1)
	return at, likeness
}

// beside compares what is before and behind a place in the new text with the context of the
// passage.
func (c *Carrier) beside(s Selector, there stretch) (before, behind float64) {
	runes, prefix, suffix := c.to.fold.runes, fold(s.Prefix).runes, fold(s.Suffix).runes
	before = similar(newPattern(prefix), runes[max(0, there.start-len(prefix)):there.start])
	behind = similar(newPattern(suffix), runes[there.end:min(len(runes), there.end+len(suffix))])
	return before, behind
}

// widen adds to a place in the new text what is right before and behind it, if it is like
// what the chart does not know of the passage before and behind a piece. It says how many
// code points more that are.
func (c *Carrier) widen(here, piece, there stretch) (stretch, int) {
	from, to := c.from.fold.runes, c.to.fold.runes
	lead := reversed(from[here.start:piece.start])
	before := reversed(to[max(0, there.start-2*len(lead)):there.start])
	left, same := beginning(lead, before[:c.vacant(there.start, -len(before))])
	trail := from[piece.end:here.end]
	behind := to[there.end:min(len(to), there.end+2*len(trail))]
	right, more := beginning(trail, behind[:c.vacant(there.end, len(behind))])
	return stretch{there.start - left, there.end + right}, same + more
}

// vacant is how far what is before or behind a place in the new text does not come from the
// old text.
func (c *Carrier) vacant(at, by int) int {
	taken := c.chart.taken
	for n := range max(by, -by) {
		i := at + n
		if by < 0 {
			i = at - n - 1
		}
		if taken[i+1] > taken[i] {
			return n
		}
	}
	return max(by, -by)
}

// beginning is how much of the beginning of a text is like some words, with errors in no
// more than a third of them; and how many of them that leaves.
func beginning(words, text []rune) (length, same int) {
	fewest := len(words)/3 + 1
	if len(words) == 0 || len(words) > maxErrors {
		return 0, 0
	}
	newPattern(words).errors(text, true, func(end, errors int) bool {
		if errors < fewest {
			length, same, fewest = end, len(words)-errors, errors
		}
		return true
	})
	return length, same
}

// founded tells whether any of a passage is in a long run that is the same in both texts.
func (c *Carrier) founded(here stretch) bool {
	to, length := c.chart.to, 0
	for i := max(0, here.start-founded); i < min(len(to), here.end+founded); i++ {
		switch same := c.chart.kept[i+1] > c.chart.kept[i]; {
		case !same:
			length = 0
		case length > 0 && to[i] == to[i-1]+1:
			length++
		default:
			length = 1
		}
		if length >= founded && i >= here.start && i-length+1 < here.end {
			return true
		}
	}
	return false
}
