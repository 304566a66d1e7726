package anchor

// maxCells bounds the comparison of two stretches code point by code point: 1 ms, and as
// many bytes.
const maxCells = 1 << 17

// What a difference costs. To begin a stretch that only one side has costs most: so the
// letters of a word stay together.
const (
	other = 3
	begin = 4
	more  = 1
)

// align pairs the code points of two stretches between two words that are paired; pair gets
// their places in a and b. Nothing is paired if the two have less than half in common.
func align(a, b []rune, pair func(i, j int)) {
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
		pair(len(a), len(b))
	}
	skip := 0
	for ; skip < len(a) && skip < len(b) && a[skip] == b[skip]; skip++ {
		pair(skip, skip)
	}
	a, b = a[skip:], b[skip:]
	if len(a) == 0 || len(b) == 0 || (len(a)+1)*(len(b)+1) > maxCells {
		return
	}
	path, same := trace(a, b)
	if 2*same < min(len(a), len(b)) {
		return
	}
	for _, p := range path {
		pair(skip+p[0], skip+p[1])
	}
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
				cost, k := above[j-1].cheapest(0)
				if a[i-1] != b[j-1] {
					cost += other
				}
				best[0], came = cost, came|k
			}
			if i > 0 {
				cost, k := above[j].cheapest(1)
				best[1], came = cost+more, came|k<<2
			}
			if j > 0 {
				cost, k := row[j-1].cheapest(2)
				best[2], came = cost+more, came|k<<4
			}
			row[j], from[i*width+j] = best, came
		}
		above, row = row, above
	}
	_, state := above[len(b)].cheapest(0)
	return walk(a, b, from, state)
}

// cheapest is the best of the three ways to go on with a step of a kind: another kind than
// before begins a stretch, unless it is a pair.
func (c cell) cheapest(kind uint8) (cost int32, way uint8) {
	cost = impossible
	for k, v := range c {
		if kind != 0 && uint8(k) != kind {
			v += begin
		}
		if v < cost {
			cost, way = v, uint8(k)
		}
	}
	return cost, way
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
