package main

import (
	"math/rand/v2"
	"strings"
	"unicode/utf8"
)

// documentBytes is the size of a text.
const documentBytes = 5 << 10

// author writes the i-th document, and takes the words of queries from documents. A
// third of them is Dutch, a third English, a third Chinese.
type author struct {
	words map[string][]string // by language, the common ones first
}

var languages = []string{"nl", "en", "zh"}

// Common words stand first; the endings make words of the syllables that follow.
var common = map[string]string{
	"nl": "de het een van en in dat is op te met voor zijn aan niet door bij ook als uit partijen overeenkomst werd worden levering leveringen contract contracten" +
		" vordering eiser gedaagde rechtbank schade verlies klanten onderneming geëxploiteerd opgezegd verplichting bestuurder vennootschap aandelen beslissing",
	"en": "the of and to in that is was for it with as his on be at by had not are agreement agreements contract contracts defendant plaintiff court damages loss" +
		" customers company delivered delivery terminated notice breach joint venture reseller employees source code license board shares decision",
}

var endings = map[string][]string{"nl": {"", "en", "ing", "ingen", "de", "heid", "lijk", "t"}, "en": {"", "s", "ed", "ing", "ly", "ment", "ness", "er"}}

const vocabulary = 40_000

func newAuthor() *author {
	r := rand.New(rand.NewPCG(5, 20261124))
	a := &author{words: map[string][]string{}}
	for _, language := range []string{"nl", "en"} {
		words := strings.Fields(common[language])
		for len(words) < vocabulary {
			var b strings.Builder
			for range 1 + r.IntN(3) {
				b.WriteByte("bcdfghjklmnprstvwz"[r.IntN(18)])
				b.WriteString([]string{"a", "e", "i", "o", "u", "aa", "ie", "ou", "er", "on", "al"}[r.IntN(11)])
			}
			b.WriteString(endings[language][r.IntN(8)])
			words = append(words, b.String())
		}
		a.words[language] = words
	}
	for range vocabulary / 2 { // words of one to four characters, mostly two
		var b strings.Builder
		for range []int{1, 2, 2, 2, 2, 2, 2, 3, 3, 4}[r.IntN(10)] {
			b.WriteRune(rune(0x4E00 + int(r.ExpFloat64()*500)%4000*5))
		}
		a.words["zh"] = append(a.words["zh"], b.String())
	}
	return a
}

// text is the i-th document, the same every time: words as often as in texts of
// people, the n-th one with about 1/n.
func (a *author) text(i int) (language, text string) {
	r := rand.New(rand.NewPCG(uint64(i), 7))
	language = languages[i%len(languages)]
	words := a.words[language]
	z := rand.NewZipf(r, 1.07, 8, uint64(len(words)-1))
	var b strings.Builder
	for b.Len() < documentBytes {
		b.WriteString(words[z.Uint64()])
		switch {
		case language == "zh" && r.IntN(12) == 0:
			b.WriteString("，")
		case language == "zh":
		case r.IntN(14) == 0:
			b.WriteString(".\n")
		default:
			b.WriteByte(' ')
		}
	}
	return language, b.String()
}

// query is one of a kind.
type searchQuery struct{ kind, text string }

// queries are as many of each kind, of the words of n documents.
func (a *author) queries(n int) []searchQuery {
	r := rand.New(rand.NewPCG(11, 13))
	var all []searchQuery
	for i := range 40 {
		language := languages[i%2]
		words := a.words[language]
		all = append(all,
			searchQuery{"common", words[r.IntN(60)]},
			searchQuery{"rare", words[len(words)/4+r.IntN(len(words)*3/4)]},
			searchQuery{"phrase", `"` + strings.Join(a.someWords(r, n, i%2, 2+i%2), " ") + `"`},
			searchQuery{"prefix", start(a.someWords(r, n, i%2, 1)[0], 2+i%4) + "*"},
			searchQuery{"Chinese", strings.Join(a.someWords(r, n, 2, 1), "")})
	}
	return all
}

// someWords are words in a row of some document in a language; of a Chinese one, two
// to four characters.
func (a *author) someWords(r *rand.Rand, n, language, count int) []string {
	_, text := a.text(r.IntN(n/3)*3 + language)
	if language == 2 {
		clause := strings.Split(text, "，")[3+r.IntN(20)]
		return []string{start(clause, 2+r.IntN(3))}
	}
	words := strings.Fields(strings.Split(text, ".")[5+r.IntN(20)] + " de the van of")
	at := r.IntN(len(words) - count)
	return words[at : at+count]
}

// start is the first n letters.
func start(s string, n int) string {
	at := 0
	for ; n > 0 && at < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return s[:at]
}
