// Package search turns texts into words that are compared, queries into what to
// look for, and finds in a text what an index found. It is pure: indexes are the
// store's.
//
// Words are folded: case, width, accents and ligatures do not count, and a word that
// is broken at the end of a line is whole. Chinese, Japanese and Korean become pairs
// of letters, and the last letter of each stretch by itself: 合同法 is 合同, 同法, 法. So
// two letters are one word to look up, more are words in a row, and one is the
// beginning of a pair.
package search

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Word is a word of a text.
type Word struct {
	Text       []byte // folded; it changes with the next word
	Start, End int    // in the text, in code points
	Cut        int    // where in Text the end of a line was; 0: nowhere
	Tied       bool   // to the word before, by a hyphen or an apostrophe
	CJK        bool   // a pair, or a last letter
}

// Words are the words of a text in order.
func Words(text string) iter.Seq[Word] {
	return func(yield func(Word) bool) {
		s := scanner{yield: yield}
		s.scan(text)
	}
}

type letter struct {
	r          rune
	start, end int
}

type scanner struct {
	yield func(Word) bool
	done  bool
	word  Word
	n     int      // letters in word
	run   []letter // CJK
	pair  []byte
}

func (s *scanner) scan(text string) {
	put := func(at int) func(rune) { return func(r rune) { s.put(r, at) } }
	at := 0
	for i := 0; i < len(text) && !s.done; at++ {
		c := text[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
				s.letter(c, at)
			case 'A' <= c && c <= 'Z':
				s.letter(c+'a'-'A', at)
			case (c == '-' || c == '\'') && s.n > 0:
				skipped := s.tie(rune(c), text[i:])
				i, at = i+skipped, at+skipped
			default:
				s.flush()
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case (r == '‐' || r == '‑' || r == '\u00ad' || r == '’') && s.n > 0:
			skipped := s.tie(r, text[i+size:])
			i, at = i+skipped, at+skipped
		case r >= 0x4E00 && r <= 0x9FFF:
			s.cjk(r, at)
		default:
			decompose(text[i:], r, put(at))
		}
		i += size
	}
	s.flush()
}

// letter is put for the common case.
func (s *scanner) letter(c byte, at int) {
	if len(s.run) > 0 {
		s.flush()
	}
	if s.n == 0 {
		s.word.Start = at
	}
	if s.n++; s.n <= maxWord {
		s.word.Text = append(s.word.Text, c)
	}
	s.word.End = at + 1
}

func (s *scanner) put(r rune, at int) {
	switch {
	case isSoundMark(r) || isJamo(r):
		s.compose(r, at)
	case isSilent(r):
		if s.n > 0 {
			s.word.End = at + 1
		}
	case isCJK(r):
		s.cjk(r, at)
	case isWordRune(r):
		if len(s.run) > 0 {
			s.flush()
		}
		if s.n == 0 {
			s.word.Start = at
		}
		if s.n++; s.n <= maxWord {
			s.word.Text = lower(s.word.Text, r)
		}
		s.word.End = at + 1
	default:
		s.flush()
	}
}

func (s *scanner) cjk(r rune, at int) {
	if s.n > 0 {
		s.flush()
	}
	s.run = append(s.run, letter{r, at, at + 1})
	if len(s.run) > 2 { // what is done goes out, so that a run takes no memory
		s.emitPair()
		s.run = append(s.run[:0], s.run[1:]...)
	}
}

// compose adds a mark, or the next letter of a syllable, to the letter before it.
func (s *scanner) compose(r rune, at int) {
	if n := len(s.run); n > 0 {
		last := &s.run[n-1]
		if whole, size := utf8.DecodeRuneInString(norm.NFC.String(string([]rune{last.r, r}))); size > 0 && whole != last.r {
			last.r, last.end = whole, at+1
			return
		}
	}
	if isJamo(r) {
		s.cjk(r, at)
	}
}

func (s *scanner) emitPair() {
	a, b := s.run[0], s.run[1]
	s.pair = utf8.AppendRune(utf8.AppendRune(s.pair[:0], a.r), b.r)
	s.emit(Word{Text: s.pair, Start: a.start, End: b.end, CJK: true})
}

func (s *scanner) emit(w Word) {
	if !s.done && !s.yield(w) {
		s.done = true
	}
}

// flush ends the word or the run.
func (s *scanner) flush() {
	if s.n > 0 {
		if len(s.word.Text) > 0 {
			s.emit(s.word)
		}
		s.word = Word{Text: s.word.Text[:0]}
		s.n = 0
	}
	s.word.Tied = false
	if n := len(s.run); n > 0 {
		if n == 2 {
			s.emitPair()
		}
		last := s.run[n-1]
		s.pair = utf8.AppendRune(s.pair[:0], last.r)
		s.emit(Word{Text: s.pair, Start: last.start, End: last.end, CJK: true})
		s.run = s.run[:0]
	}
}

// tie looks at what follows a hyphen or an apostrophe inside a word, and answers how
// many bytes of it, all ASCII, it has dealt with.
func (s *scanner) tie(mark rune, rest string) (skipped int) {
	next, _ := utf8.DecodeRuneInString(rest)
	apostrophe := mark == '\'' || mark == '’'
	switch {
	case apostrophe && (next == 's' || next == 'S') && !beginsWord(rest[1:]):
		s.word.End += 2 // John's is John
		s.flush()
		return 1
	case !apostrophe && (next == '\n' || next == ' ' || next == '\r' || next == '\t'):
		if n := lineEnd(rest); n > 0 {
			if s.word.Cut == 0 {
				s.word.Cut = len(s.word.Text)
			}
			return n
		}
	case mark == '\u00ad':
		return 0
	case beginsWord(rest):
		s.flush()
		s.word.Tied = true
		return 0
	}
	s.flush()
	return 0
}

func beginsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isWordRune(r) && !isCJK(r)
}

// lineEnd is the length of a line's end that breaks a word: the next line goes on
// with a small letter. 0: none.
func lineEnd(s string) int {
	trimmed := strings.TrimLeft(s, " \t\r")
	if !strings.HasPrefix(trimmed, "\n") {
		return 0
	}
	trimmed = strings.TrimLeft(trimmed[1:], " \t")
	if r, _ := utf8.DecodeRuneInString(trimmed); !unicode.IsLower(r) {
		return 0
	}
	return len(s) - len(trimmed)
}
