package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Hit is a place in a text: code points Start to End.
type Hit struct{ Start, End int }

// Hits are the places where a text in a language (ISO 639-1, or "") has what a query
// looks for, in order; none overlaps the next. It finds what an Index of the text is
// found by.
func Hits(text string, q Query, language string) []Hit { return NewFinder(q, language).Hits(text) }

// Finder finds the hits of a query in many texts. It is not safe for concurrent use.
type Finder struct {
	sequences []Sequence
	stemmers  []*stemmer
	first     map[rune]bool  // the letters that the words of sequences begin with
	latin     [0x80]bool     // of first, those of ASCII
	fits      map[string]int // of a word: its place in masks; 0: it fits nothing
	masks     [][]uint32
	state     []uint32 // per sequence: bit i is set after words 0 … i
	recent    [MaxPhrase]Word
}

// NewFinder is a finder for texts in a language.
func NewFinder(q Query, language string) *Finder {
	f := &Finder{stemmers: stemmersFor(language), fits: map[string]int{}, masks: [][]uint32{nil}}
	for i := range q.Terms {
		if !q.Terms[i].Not {
			f.sequences = append(f.sequences, q.Terms[i].Any...)
		}
	}
	f.state = make([]uint32, len(f.sequences))
	f.first = map[rune]bool{}
	for i := range f.sequences {
		for _, entry := range f.sequences[i].Words {
			r, _ := utf8.DecodeRuneInString(strings.TrimLeft(entry, tagEnglish+tagDutch+tagBegins))
			f.first[r] = true
			if r < 0x80 {
				f.latin[r] = true
			}
		}
	}
	return f
}

// mayFit leaves out most words: a stem begins as its word does.
func (f *Finder) mayFit(word []byte) bool {
	if word[0] < 0x80 {
		return f.latin[word[0]]
	}
	r, _ := utf8.DecodeRune(word)
	return f.first[r]
}

// Hits are the hits in one text.
func (f *Finder) Hits(text string) []Hit {
	if len(f.sequences) == 0 {
		return nil
	}
	var hits []Hit
	clear(f.state)
	n := 0
	going := false // some sequence has begun
	var tied []byte
	for w := range Words(text) {
		f.recent[n%MaxPhrase] = Word{Start: w.Start, End: w.End}
		n++
		m := f.masks[f.fit(w.Text)]
		if m != nil || going {
			hits, going = f.step(hits, m, n, w.CJK)
		}
		switch {
		case w.Cut > 0 && w.Cut < len(w.Text):
			if f.single(w.Text[:w.Cut]) || f.single(w.Text[w.Cut:]) {
				hits = append(hits, Hit{w.Start, w.End})
			}
		case w.Tied && isTieable(tied, w.Text) && f.single(append(tied, w.Text...)):
			hits = append(hits, Hit{f.recent[(n-2+MaxPhrase)%MaxPhrase].Start, w.End})
		}
		tied = append(tied[:0], w.Text...)
	}
	return merged(hits)
}

// step goes on by the n-th word, whose bits in each sequence are m.
func (f *Finder) step(hits []Hit, m []uint32, n int, cjk bool) (all []Hit, going bool) {
	for i := range f.state {
		if m == nil {
			f.state[i] = 0
			continue
		}
		s := &f.sequences[i]
		f.state[i] = (f.state[i]<<1 | 1) & m[i]
		going = going || f.state[i] != 0
		length := len(s.Words)
		if f.state[i]&(1<<(length-1)) == 0 {
			continue
		}
		h := Hit{f.recent[(n-length)%MaxPhrase].Start, f.recent[(n-1)%MaxPhrase].End}
		if cjk && s.Prefix {
			h.End = f.recent[(n-1)%MaxPhrase].Start + 1
		}
		hits = append(hits, h)
	}
	return hits, going
}

// single tells whether a word by itself is looked for.
func (f *Finder) single(word []byte) bool {
	m := f.masks[f.fit(word)]
	for i := range m {
		if len(f.sequences[i].Words) == 1 && m[i] != 0 {
			return true
		}
	}
	return false
}

// maxRemembered bounds the words that are remembered; texts have fewer, data has more.
const maxRemembered = 100_000

// fit is where masks has the bits of a word: bit i of a sequence is set if its i-th
// word is this one.
func (f *Finder) fit(word []byte) int {
	if !f.mayFit(word) {
		return 0
	}
	if at, known := f.fits[string(word)]; known {
		return at
	}
	if len(f.fits) >= maxRemembered {
		clear(f.fits)
		f.masks = f.masks[:1]
	}
	w, at := string(word), 0
	var m []uint32
	for i := range f.sequences {
		s := &f.sequences[i]
		for k, entry := range s.Words {
			if f.is(w, entry, s.Prefix && k == len(s.Words)-1) {
				if m == nil {
					m = make([]uint32, len(f.sequences))
				}
				m[i] |= 1 << k
			}
		}
	}
	if m != nil {
		at = len(f.masks)
		f.masks = append(f.masks, m)
	}
	f.fits[w] = at
	return at
}

// is tells whether an index of word has the entry.
func (f *Finder) is(word, entry string, prefix bool) bool {
	switch {
	case prefix:
		return strings.HasPrefix(word, entry)
	case entry == word:
		return true
	case entry[0] < utf8.RuneSelf:
		return false
	}
	if begins, ok := strings.CutPrefix(entry, tagBegins); ok {
		return strings.HasPrefix(word, begins)
	}
	for _, s := range f.stemmers {
		if stem, ok := strings.CutPrefix(entry, s.tag); ok {
			return s.of(word) == stem
		}
	}
	return false
}

// merged sorts hits and joins those that overlap.
func merged(hits []Hit) []Hit {
	slices.SortFunc(hits, func(a, b Hit) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	all := hits[:0]
	for _, h := range hits {
		if n := len(all); n > 0 && h.Start < all[n-1].End {
			all[n-1].End = max(all[n-1].End, h.End)
			continue
		}
		all = append(all, h)
	}
	return all
}
