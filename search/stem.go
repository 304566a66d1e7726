package search

import (
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
)

// What an index keeps of a word beside the word itself begins with a tag that no
// folded word begins with.
const (
	tagEnglish = "¹" // its stem
	tagDutch   = "²"
	tagBegins  = "³" // its first one, two and three letters
)

// Gap stands between two fields, so that no phrase runs from one to the next.
const Gap = "¶"

// longestBegins is the longest beginning that is kept as such; words that begin
// with more letters are few enough to be looked up.
const longestBegins = 3

// stemmer stems words of one language. It is not safe for concurrent use.
type stemmer struct {
	tag  string
	stem func(*snowballstem.Env) bool
	env  *snowballstem.Env
}

func newEnglish() *stemmer {
	return &stemmer{tagEnglish, english.Stem, snowballstem.NewEnv("")}
}

func newDutch() *stemmer {
	return &stemmer{tagDutch, dutch.Stem, snowballstem.NewEnv("")}
}

// stemmersFor are those that a text of a language (ISO 639-1) is indexed with. A
// text of neither, or of no known language, may quote both.
func stemmersFor(language string) []*stemmer {
	switch language {
	case "en":
		return []*stemmer{newEnglish()}
	case "nl":
		return []*stemmer{newDutch()}
	}
	return []*stemmer{newEnglish(), newDutch()}
}

// of is the stem of a folded word; "" where there is none.
func (s *stemmer) of(word string) string {
	if !isStemmable(word) {
		return ""
	}
	s.env.SetCurrent(word)
	s.stem(s.env)
	return s.env.Current()
}

// isStemmable tells words of three Latin letters and more, without digits. Longer
// ones than any word of a language are left alone.
func isStemmable(word string) bool {
	if len(word) < 3 || len(word) > 40 {
		return false
	}
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return true
}
