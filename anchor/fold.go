package anchor

import (
	"sort"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folded is a text as it is compared: NFKC, one space for any white space, and one kind of
// single quotes, of double quotes and of dashes. Case stays.
type folded struct {
	runes []rune
	from  []int32 // the code point of the text that each comes from; one more for the end
}

func fold(text string) folded {
	f := folded{make([]rune, 0, len(text)), make([]int32, 0, len(text)+1)}
	n := 0 // code points before text[i]
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf && (i+1 == len(text) || text[i+1] < utf8.RuneSelf) {
			f.put(foldRune(rune(c)), n) // an ASCII character that nothing can be joined to
			i, n = i+1, n+1
			continue
		}
		if r, size := utf8.DecodeRuneInString(text[i:]); foldRune(r) != r {
			f.put(foldRune(r), n)
			i, n = i+size, n+1
			continue
		}
		size := norm.NFKC.NextBoundaryInString(text[i:], true)
		n = f.normal(text[i:i+size], n)
		i += size
	}
	f.from = append(f.from, int32(n))
	return f
}

// normal adds the NFKC of a stretch that begins at code point n of the text, and says where
// it ends. What comes out with another length has its place as a whole.
func (f *folded) normal(stretch string, n int) int {
	size := utf8.RuneCountInString(stretch)
	b := norm.NFKC.AppendString(nil, stretch)
	same := utf8.RuneCount(b) == size
	for i := 0; len(b) > 0; i++ {
		r, bytes := utf8.DecodeRune(b)
		b = b[bytes:]
		at := n
		if same {
			at += i
		}
		f.put(foldRune(r), at)
	}
	return n + size
}

// put adds a code point, and a space only if it is the first.
func (f *folded) put(r rune, at int) {
	if n := len(f.runes); r == ' ' && n > 0 && f.runes[n-1] == ' ' {
		return
	}
	f.runes, f.from = append(f.runes, r), append(f.from, int32(at))
}

// foldRune is the sign that stands for all of its kind.
func foldRune(r rune) rune {
	switch r {
	case '‘', '’', '‚', '‛', '′', '`', '´', '‹', '›':
		return '\''
	case '“', '”', '„', '‟', '″', '«', '»':
		return '"'
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return '-'
	}
	if unicode.IsSpace(r) {
		return ' '
	}
	return r
}

// place is the range of the text that folded code points come from. What was folded as a
// whole is in it as a whole.
func (f *folded) place(start, end int) (int, int) {
	if start >= end {
		return int(f.from[start]), int(f.from[start])
	}
	last := f.from[end-1]
	for end < len(f.runes) && f.from[end] == last {
		end++
	}
	return int(f.from[start]), int(f.from[end])
}

// inside is the range of folded code points that come from a range of the text.
func (f *folded) inside(start, end int) (int, int) {
	return f.after(start), f.after(end)
}

// after is the first folded code point that comes from this code point or a later one.
func (f *folded) after(offset int) int {
	return sort.Search(len(f.runes), func(i int) bool { return int(f.from[i]) >= offset })
}
