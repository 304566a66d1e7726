package anchor

// pattern finds the best places of some words within a text, with errors: inserted, missing
// and other code points count one each. It is Myers' bit-parallel search of 1999 in Hyyrö's
// form, which works on 64 code points of the pattern at once.
type pattern struct {
	runes []rune
	ascii [128][]uint64     // which code points of the pattern equal this one
	other map[rune][]uint64 // the same for the rest
	up    []uint64          // the state between two code points of the text
	down  []uint64
}

func newPattern(runes []rune) *pattern {
	blocks := (len(runes) + 63) / 64
	p := &pattern{runes: runes, other: map[rune][]uint64{}, up: make([]uint64, blocks), down: make([]uint64, blocks)}
	for i, r := range runes {
		bits := p.equal(r)
		if bits == nil {
			bits = make([]uint64, blocks)
			p.keep(r, bits)
		}
		bits[i/64] |= 1 << (i % 64)
	}
	return p
}

func (p *pattern) equal(r rune) []uint64 {
	if r < 128 {
		return p.ascii[r]
	}
	return p.other[r]
}

func (p *pattern) keep(r rune, bits []uint64) {
	if r < 128 {
		p.ascii[r] = bits
	} else {
		p.other[r] = bits
	}
}

// errors calls yield for every code point of a text with the fewest errors of the pattern
// in any stretch that ends behind it; or, fixed, in the stretch from the beginning of the
// text. It stops when yield is false.
func (p *pattern) errors(text []rune, fixed bool, yield func(end, errors int) bool) {
	for b := range p.up {
		p.up[b], p.down[b] = ^uint64(0), 0
	}
	begin := 0 // what skipping a code point of the text before the pattern costs
	if fixed {
		begin = 1
	}
	count := len(p.runes)
	for i, r := range text {
		count += p.step(p.equal(r), begin)
		if !yield(i+1, count) {
			return
		}
	}
}

// step takes one code point of the text, and says by how much the errors of the whole
// pattern change.
func (p *pattern) step(equal []uint64, carry int) int {
	for b := range p.up {
		var eq uint64
		if equal != nil {
			eq = equal[b]
		}
		last := uint(63)
		if b == len(p.up)-1 {
			last = uint(len(p.runes)-1) % 64
		}
		carry = p.block(b, eq, carry, last)
	}
	return carry
}

// block is the same for 64 code points of the pattern, the last of which is given.
func (p *pattern) block(b int, eq uint64, carry int, last uint) int {
	up, down := p.up[b], p.down[b]
	vertical := eq | down
	if carry < 0 {
		eq |= 1
	}
	horizontal := (((eq & up) + up) ^ up) | eq
	more, fewer := down|^(horizontal|up), up&horizontal
	out := int(more>>last&1) - int(fewer>>last&1)
	more, fewer = more<<1, fewer<<1
	switch {
	case carry > 0:
		more |= 1
	case carry < 0:
		fewer |= 1
	}
	p.up[b], p.down[b] = fewer|^(vertical|more), more&vertical
	return out
}

// fewest is the smallest number of errors of the pattern anywhere in a text.
func (p *pattern) fewest(text []rune) int {
	best := len(p.runes)
	p.errors(text, false, func(_, n int) bool {
		best = min(best, n)
		return best > 0
	})
	return best
}
