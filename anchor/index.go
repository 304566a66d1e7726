// Package anchor ties a passage to a text: where it lies, in which words, what lies over
// one another, and where it went in the next version of the text. It reads and writes
// nothing, gives the same answer every time, and may be used by many goroutines at once.
//
// Offsets are in code points unless a name says otherwise, and ranges are half open. Texts
// are canonical (see package document); a byte that is no UTF-8 counts as a code point.
package anchor

import (
	"sort"
	"unicode/utf8"
)

// stride is the number of code points between two marks of an Index: a look-up reads at
// most as many, and the marks of a million code points take 16 kB.
const stride = 1024

// mark is where a code point begins, in bytes and in UTF-16 units.
type mark struct{ bytes, units int }

// Index converts between the three ways to count in a text. An offset before the text
// counts as its beginning, one beyond it as its end, and one in the middle of a code point
// (between its bytes, or the two halves of a surrogate pair) as the beginning of that code
// point.
type Index struct {
	text  string
	marks []mark // of the code points 0, stride, 2*stride, …
	size  int    // code points
	units int
}

// NewIndex reads the text once.
func NewIndex(text string) *Index {
	x := &Index{text: text}
	for b, r := range text {
		if x.size%stride == 0 {
			x.marks = append(x.marks, mark{b, x.units})
		}
		x.size++
		x.units += units(r)
	}
	return x
}

// units is the number of UTF-16 units of a code point.
func units(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}

// Text is the text itself.
func (x *Index) Text() string { return x.text }

// Len is the length of the text.
func (x *Index) Len() int { return x.size }

// Byte is where a code point begins, in bytes.
func (x *Index) Byte(offset int) int { return x.at(offset).bytes }

// UTF16 is where a code point begins, in UTF-16 units: what a browser counts in.
func (x *Index) UTF16(offset int) int { return x.at(offset).units }

func (x *Index) at(offset int) mark {
	if offset >= x.size {
		return mark{len(x.text), x.units}
	}
	offset = max(0, offset)
	m := x.marks[offset/stride]
	for n := offset % stride; n > 0; n-- {
		r, size := utf8.DecodeRuneInString(x.text[m.bytes:])
		m.bytes, m.units = m.bytes+size, m.units+units(r)
	}
	return m
}

// FromByte is the code point that a byte belongs to.
func (x *Index) FromByte(offset int) int {
	return x.find(offset, len(x.text), func(m mark) int { return m.bytes })
}

// FromUTF16 is the code point that a UTF-16 unit belongs to.
func (x *Index) FromUTF16(offset int) int {
	return x.find(offset, x.units, func(m mark) int { return m.units })
}

// find is the last code point that begins at or before an offset; count says in what that
// is, and total is the length of the text in the same.
func (x *Index) find(offset, total int, count func(mark) int) int {
	if offset >= total {
		return x.size
	}
	block := max(1, sort.Search(len(x.marks), func(i int) bool { return count(x.marks[i]) > offset })) - 1
	m := x.marks[block]
	for n := block * stride; ; n++ {
		r, size := utf8.DecodeRuneInString(x.text[m.bytes:])
		if m.bytes, m.units = m.bytes+size, m.units+units(r); count(m) > offset {
			return n
		}
	}
}

// Slice is the text of a range.
func (x *Index) Slice(start, end int) string {
	from := x.Byte(start)
	return x.text[from:max(from, x.Byte(end))]
}
