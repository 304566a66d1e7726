package search

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWord is the length that words are cut at, in letters: longer ones are data
// that nobody types, and PostgreSQL takes 2,046 bytes.
const maxWord = 64

// isCJK tells the letters of scripts that write no spaces between words, or join
// what people look for to other things (Korean).
func isCJK(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case isWholeCJK(r):
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo) && unicode.IsLetter(r)
}

// isWholeCJK tells those that stay as they are: が is a letter, not か with a mark.
func isWholeCJK(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r >= 0xAC00 && r <= 0xD7A3 ||
		r >= 0x3041 && r <= 0x3096 || r >= 0x30A1 && r <= 0x30FC
}

// isSoundMark tells the marks that make another letter of a Japanese one: no accents.
func isSoundMark(r rune) bool { return r == 0x3099 || r == 0x309A }

// isJamo tells the letters that Korean syllables are put together from.
func isJamo(r rune) bool { return r >= 0x1161 && r <= 0x11FF }

// isSilent tells what stands inside words without being part of them: accents, soft
// hyphens, joiners, marks of direction.
func isSilent(r rune) bool {
	return unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Me, r)
}

// isWordRune tells letters, digits, and vowel signs that are letters of their own.
func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Mc, r)
}

// decompose calls put with the letters that the first rune of s stands for: é is e
// and an accent, ﬁ is f and i, Ａ is A.
func decompose(s string, r rune, put func(rune)) {
	if !isWholeCJK(r) {
		if d := norm.NFKD.PropertiesString(s).Decomposition(); d != nil {
			for len(d) > 0 {
				part, n := utf8.DecodeRune(d)
				put(part)
				d = d[n:]
			}
			return
		}
	}
	put(r)
}

// lower appends a letter in lower case. Letters that Unicode takes for whole but
// people type in parts come apart.
func lower(b []byte, r rune) []byte {
	switch r = unicode.ToLower(r); r {
	case 'ß':
		return append(b, "ss"...)
	case 'æ':
		return append(b, "ae"...)
	case 'œ':
		return append(b, "oe"...)
	case 'þ':
		return append(b, "th"...)
	case 'ø':
		return append(b, 'o')
	case 'ł':
		return append(b, 'l')
	case 'đ', 'ð':
		return append(b, 'd')
	case 'ı':
		return append(b, 'i')
	case 'ς':
		return append(b, "σ"...)
	}
	return utf8.AppendRune(b, r)
}

// Fold is the words of a text as they are compared, with spaces between.
func Fold(s string) string {
	var b []byte
	for w := range Words(s) {
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, w.Text...)
	}
	return string(b)
}
