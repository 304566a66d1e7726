package anchor

import "slices"

// maxCells bounds the comparison of two stretches code point by code point: about 2 ms, and
// as many bytes.
const maxCells = 1 << 17

// What a difference costs. To begin a stretch that only one side has costs most, so that the
// letters of a word stay together; less so before and behind all of the other side.
const (
	other = 3
	begin = 5
	outer = 2
	more  = 1
)

// align pairs the code points of two stretches between two words that are paired; pair gets
// their places in a and b. Nothing is paired if less than half of the shorter is in the other.
func align(a, b []rune, pair func(i, j int)) {
	if slices.Equal(a, b) {
		for i := range a {
			pair(i, i)
		}
		return
	}
	if len(a) == 0 || len(b) == 0 || (len(a)+1)*(len(b)+1) > maxCells {
		return
	}
	path, same := trace(a, b)
	if 2*same < min(len(a), len(b)) {
		return
	}
	for _, p := range path {
		pair(p[0], p[1])
	}
}

// resemble tells whether two words are the same but for mistakes in a third of their letters.
func resemble(a, b []rune) bool {
	limit := (min(len(a), len(b)) + 2) / 3
	if len(a) < 3 || len(b) < 3 || max(len(a), len(b)) > maxErrors || max(len(a)-len(b), len(b)-len(a)) > limit {
		return false
	}
	errors := 0
	newPattern(a).errors(b, true, func(_, n int) bool {
		errors = n
		return true
	})
	return errors <= limit
}

// cell is the cheapest way to compare two beginnings: [0] ends with a pair, [1] with a code
// point that only a has, [2] with one that only b has.
type cell [3]int32

const impossible = int32(1) << 29

// trace is the cheapest way to make b of a, as Gotoh finds it: the pairs, from the last, and
// how many of them are of the same code point.
func trace(a, b []rune) (path [][2]int, same int) {
	width := len(b) + 1
	from := make([]uint8, (len(a)+1)*width) // for each of the three, what it continues: two bits
	above, row := make([]cell, width), make([]cell, width)
	for i := range len(a) + 1 {
		for j := range width {
			best, came := cell{impossible, impossible, impossible}, uint8(0)
			if i == 0 && j == 0 {
				best[0] = 0
			}
			if i > 0 && j > 0 {
				best[0], came = above[j-1].pair(a[i-1] == b[j-1])
			}
			if i > 0 {
				cost, way := above[j].skip(1, j == 0 || j == len(b))
				best[1], came = cost, came|way<<2
			}
			if j > 0 {
				cost, way := row[j-1].skip(2, i == 0 || i == len(a))
				best[2], came = cost, came|way<<4
			}
			row[j], from[i*width+j] = best, came
		}
		above, row = row, above
	}
	_, state := above[len(b)].pair(true)
	return walk(a, b, from, state)
}

// pair is the cost of going on with a pair, and what that continues.
func (c cell) pair(same bool) (cost int32, way uint8) {
	cost = c[0]
	for k := uint8(1); k < 3; k++ {
		if c[k] < cost {
			cost, way = c[k], k
		}
	}
	if !same {
		cost += other
	}
	return cost, way
}

// skip is the cost of going on with a code point that only one side has.
func (c cell) skip(side uint8, outside bool) (cost int32, way uint8) {
	open := int32(begin)
	if outside {
		open = outer
	}
	cost, way = c[side], side
	for k := range uint8(3) {
		if k != side && c[k]+open < cost {
			cost, way = c[k]+open, k
		}
	}
	return cost + more, way
}

// walk goes back from the ends.
func walk(a, b []rune, from []uint8, state uint8) (path [][2]int, same int) {
	for i, j := len(a), len(b); i > 0 || j > 0; {
		came := from[i*(len(b)+1)+j]
		switch state {
		case 0:
			i, j, state = i-1, j-1, came&3
			path = append(path, [2]int{i, j})
			if a[i] == b[j] {
				same++
			}
		case 1:
			i, state = i-1, came>>2&3
		default:
			j, state = j-1, came>>4&3
		}
	}
	return path, same
}
