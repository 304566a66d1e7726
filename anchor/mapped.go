package anchor

// mapped is where the chart says that a passage is, which is here in the old text. The
// likeness is the score that it would have for its words alone; both are 0 if the chart knows
// nothing of it.
func (c *Carrier) mapped(s Selector, here stretch) (at Candidate, likeness float64) {
	piece := c.largest(here)
	if piece.start == piece.end {
		return Candidate{}, 0
	}
	piece, there, kept := c.tight(here, piece)
	at.Start, at.End = c.to.fold.place(there.start, there.end)
	at.Way = Mapped
	quote := float64(kept) / float64(here.end-here.start)
	prefix, suffix := c.beside(s, there)
	likeness = score(quote, prefix, suffix, 1)
	touches := max(prefix, suffix) >= touching
	switch {
	case quote < known:
	case c.same(here) >= 2*founded, touches && c.same(here) >= founded:
		prefix, suffix = 1, 1
	case touches:
		prefix = max(prefix, c.chart.share(max(0, here.start-context), here.start))
		suffix = max(suffix, c.chart.share(here.end, min(len(c.chart.to), here.end+context)))
	}
	at.Score = score(quote, prefix, suffix, 1)
	return at, likeness
}

// largest is the piece of a passage of which most is left, from its first code point that
// is to its last. It is empty if nothing is left.
func (c *Carrier) largest(here stretch) (piece stretch) {
	most := int32(0)
	for _, p := range c.chart.pieces(here) {
		if n := c.chart.kept[p.end] - c.chart.kept[p.start]; n > most {
			piece, most = p, n
		}
	}
	if most == 0 {
		return stretch{}
	}
	for c.chart.to[piece.start] == nowhere {
		piece.start++
	}
	for c.chart.to[piece.end-1] == nowhere {
		piece.end--
	}
	return piece
}

// tight leaves out what is far from the rest of a piece, and takes in what is beside it. It
// returns the piece, its place in the new text and how many of its code points are there.
func (c *Carrier) tight(here, piece stretch) (tight, there stretch, kept int) {
	parts := c.parts(piece)
	loose := c.loose(here, piece)
	for len(parts) > 1 {
		first, last := parts[0], parts[len(parts)-1]
		head := stretch{parts[1].start, piece.end}
		tail := stretch{piece.start, parts[len(parts)-2].end}
		switch {
		case c.stray(here, first, head, loose):
			parts, piece = parts[1:], head
		case c.stray(here, last, tail, loose):
			parts, piece = parts[:len(parts)-1], tail
		default:
			parts = nil
		}
	}
	there, more := c.widen(here, piece, c.there(piece))
	return piece, there, int(c.chart.kept[piece.end]-c.chart.kept[piece.start]) + more
}

func (c *Carrier) there(piece stretch) stretch {
	return stretch{int(c.chart.to[piece.start]), int(c.chart.to[piece.end-1]) + 1}
}

// parts cuts a piece where something was inserted.
func (c *Carrier) parts(piece stretch) []stretch {
	parts := []stretch{piece}
	before := piece.start
	for i := piece.start + 1; i < piece.end; i++ {
		if c.chart.to[i] == nowhere {
			continue
		}
		if int(c.chart.to[i]-c.chart.to[before]) > i-before+inserted {
			parts[len(parts)-1].end = before + 1
			parts = append(parts, stretch{i, piece.end})
		}
		before = i
	}
	return parts
}

// loose tells whether a passage has lost something, or is all over the place.
func (c *Carrier) loose(here, piece stretch) bool {
	there := c.there(piece)
	return there.end-there.start > 8*(here.end-here.start) || c.chart.share(here.start, here.end) < whole
}

// stray tells whether a part at an end of a passage is there by chance: less than what was
// inserted between it and the rest, and either far from it in a loose passage, or beside it
// once more.
func (c *Carrier) stray(here, part, rest stretch, loose bool) bool {
	p, r := c.there(part), c.there(rest)
	size, gap := part.end-part.start, max(r.start-p.end, p.start-r.end)
	switch {
	case size >= founded || gap <= size:
		return false
	case loose && gap > max(founded, 2*size):
		return true
	}
	_, again := c.widen(here, rest, r)
	return 5*again >= 4*(rest.start-here.start+here.end-rest.end)
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

// same is the length of the longest run that any of a passage is in and that is the same in
// both texts, as far as it is not more than 2*founded beside it.
func (c *Carrier) same(here stretch) (longest int) {
	to, length := c.chart.to, 0
	for i := max(0, here.start-2*founded); i < min(len(to), here.end+2*founded); i++ {
		switch same := c.chart.kept[i+1] > c.chart.kept[i]; {
		case !same:
			length = 0
		case length > 0 && to[i] == to[i-1]+1:
			length++
		default:
			length = 1
		}
		if i >= here.start && i-length+1 < here.end {
			longest = max(longest, length)
		}
	}
	return longest
}
