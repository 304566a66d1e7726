package document

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"
)

// languages are those that are told apart, by what whatlanggo calls them.
var languages = map[whatlanggo.Lang]string{
	whatlanggo.Nld: "nl", whatlanggo.Eng: "en", whatlanggo.Deu: "de", whatlanggo.Fra: "fr",
	whatlanggo.Spa: "es", whatlanggo.Ita: "it", whatlanggo.Por: "pt",
}

// scripts name a language by themselves. Japanese mixes Han with kana, so kana count more.
var scripts = []struct {
	language string
	table    *unicode.RangeTable
	weight   int
}{
	{"zh", unicode.Han, 1}, {"ja", unicode.Hiragana, 4}, {"ja", unicode.Katakana, 4}, {"ko", unicode.Hangul, 1},
	{"ar", unicode.Arabic, 1}, {"ru", unicode.Cyrillic, 1}, {"he", unicode.Hebrew, 1},
}

const (
	languageSample = 20 << 10 // bytes of a text that are looked at
	leastLetters   = 40       // of an alphabet, for a guess
	leastScript    = 6        // of another script
	leastSure      = 0.4      // of 1
)

// language is the ISO 639-1 code of the language that a text is written in; "" when it is
// too short or too mixed to tell.
func language(text string) string {
	text = sample(text)
	latin, other, n := countLetters(text)
	// A letter of Chinese says more than one of English.
	if n >= leastScript && n*2 > latin {
		return other
	}
	if latin < leastLetters {
		return ""
	}
	white := map[whatlanggo.Lang]bool{}
	for lang := range languages {
		white[lang] = true
	}
	// Told to choose among ours only, it is as sure of Turkish: it must find the same among all.
	info := whatlanggo.DetectWithOptions(text, whatlanggo.Options{Whitelist: white})
	if info.Script != unicode.Latin || info.Confidence < leastSure || info.Lang != whatlanggo.DetectLang(text) {
		return ""
	}
	return languages[info.Lang]
}

// countLetters counts the letters of ASCII, and those of the other script that there is most of,
// with the language that it stands for.
func countLetters(text string) (latin int, other string, n int) {
	counts := map[string]int{}
	for _, r := range text {
		if r < utf8.RuneSelf {
			if unicode.IsLetter(r) {
				latin++
			}
			continue
		}
		for _, s := range scripts {
			if unicode.Is(s.table, r) {
				counts[s.language] += s.weight
			}
		}
	}
	for _, s := range scripts {
		if counts[s.language] > n {
			other, n = s.language, counts[s.language]
		}
	}
	return latin, other, n
}

// sample is the middle of a long text: its beginning is often a letterhead.
func sample(text string) string {
	if len(text) <= languageSample {
		return text
	}
	start := min(len(text)/4, 100<<10)
	for !utf8.RuneStart(text[start]) {
		start++
	}
	return strings.ToValidUTF8(text[start:start+min(languageSample, len(text)-start)], "")
}
