package search

import "unicode/utf8"

// Index is what is kept of a text so that queries find it.
type Index struct {
	words    []byte
	once     []string
	seen     map[string]struct{}
	stemmers []*stemmer
	before   []byte // the word before
	entry    []byte // scratch
}

// NewIndex is an empty index of a text in a language (ISO 639-1, or "").
func NewIndex(language string) *Index {
	return &Index{seen: make(map[string]struct{}, 64), stemmers: stemmersFor(language)}
}

// Add goes on with a text.
func (x *Index) Add(text string) {
	for w := range Words(text) {
		if len(x.words) > 0 {
			x.words = append(x.words, ' ')
		}
		x.words = append(x.words, w.Text...)
		if w.CJK {
			continue
		}
		x.word(w.Text)
		if w.Cut > 0 && w.Cut < len(w.Text) {
			x.also(string(w.Text[:w.Cut]))
			x.also(string(w.Text[w.Cut:]))
		}
		if w.Tied && isTieable(x.before, w.Text) {
			x.also(string(x.before) + string(w.Text))
		}
		x.before = append(x.before[:0], w.Text...)
	}
}

// AddField is Add for a text that stands by itself.
func (x *Index) AddField(text string) {
	n := len(x.words)
	x.Add(text)
	if len(x.words) > n {
		x.words = append(x.words, ' ')
		x.words = append(x.words, Gap...)
	}
}

// Words are the folded words in order, with spaces between.
func (x *Index) Words() string { return string(x.words) }

// Once are what the text is found by beside its words in order, each once: stems
// that are not the word itself, beginnings, and the other spellings of words with a
// hyphen.
func (x *Index) Once() []string { return x.once }

// word keeps what goes with a word, the first time.
func (x *Index) word(word []byte) {
	if _, known := x.seen[string(word)]; known {
		return
	}
	w := string(word)
	x.seen[w] = struct{}{}
	for _, s := range x.stemmers {
		if stem := s.of(w); stem != "" && stem != w {
			x.tagged(s.tag, stem)
		}
	}
	end := 0
	for range longestBegins {
		_, size := utf8.DecodeRune(word[end:])
		if size == 0 {
			break
		}
		end += size
		x.tagged(tagBegins, w[:end])
	}
}

func (x *Index) tagged(tag, word string) {
	x.entry = append(append(x.entry[:0], tag...), word...)
	if _, known := x.seen[string(x.entry)]; !known {
		entry := string(x.entry)
		x.seen[entry] = struct{}{}
		x.once = append(x.once, entry)
	}
}

// also keeps another spelling: a word that is not among those in order, or twice.
func (x *Index) also(word string) {
	if _, known := x.seen[word]; !known {
		x.word([]byte(word))
		x.once = append(x.once, word)
	}
}

// isTieable tells parts that are also written as one word: not numbers, and no
// longer together than a word is.
func isTieable(a, b []byte) bool {
	return len(a) > 0 && len(b) > 0 && len(a)+len(b) <= maxWord && a[0] > '9' && b[0] > '9'
}
