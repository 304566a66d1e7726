package anchor

import "unicode"

// word is a word, or another sign that is no space, of a folded text.
type word struct {
	id         int32 // the same for the same words of both texts
	start, end int32 // in folded code points
}

// words cuts a folded text into words. White space is between them only, so that a text
// that was wrapped anew has the same words.
func (t *Text) words(ids map[string]int32) []word {
	var all []word
	text := t.plain.text
	begin, n := 0, int32(0) // of the word: its first byte; code points before the next
	open := false
	shut := func(at int) {
		if open {
			w := &all[len(all)-1]
			w.id, w.end = intern(ids, text[begin:at]), n
		}
		open = false
	}
	for at, r := range text {
		inWord := unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
		alone := !inWord || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
		if alone || !open {
			shut(at)
			if r != ' ' {
				all = append(all, word{start: n})
				begin, open = at, true
			}
		}
		if n++; alone {
			shut(at + len(string(r)))
		}
	}
	shut(len(text))
	return all
}

func intern(ids map[string]int32, s string) int32 {
	id, known := ids[s]
	if !known {
		id = int32(len(ids))
		ids[s] = id
	}
	return id
}
