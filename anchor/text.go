package anchor

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// Text is a text that passages are looked for in. It takes about 20 bytes of memory for a
// code point.
type Text struct {
	*Index
	fold  folded
	plain *Index // over the folded text
	grams func() *grams
}

// NewText prepares a text: less than 0.1 s for a million code points.
func NewText(text string) *Text {
	t := &Text{Index: NewIndex(text), fold: fold(text)}
	t.plain = NewIndex(string(t.fold.runes))
	t.grams = sync.OnceValue(func() *grams { return newGrams(t.fold.runes) })
	return t
}

// occurrences calls yield with every place of some words, in code points. Places may
// overlap.
func (x *Index) occurrences(words string, yield func(start int)) {
	_, size := utf8.DecodeRuneInString(words)
	offset := 0
	for at := 0; ; {
		i := strings.Index(x.text[at:], words)
		if i < 0 {
			return
		}
		offset += utf8.RuneCountInString(x.text[at : at+i])
		yield(offset)
		at, offset = at+i+size, offset+1
	}
}
