package search

import (
	"strings"

	"onus"
)

// What bounds a query: more is not looked for, and Notes says so.
const (
	MaxTerms = 32
	MaxQuery = 1000 // code points
	// MaxPhrase is the most words in a row that one term looks for.
	MaxPhrase = 32
)

// Query is what somebody looks for. Terms and filters must all hold.
type Query struct {
	Text     string // as it was typed
	Terms    []Term
	Types    []Choice
	Parties  []Choice
	Dates    []Period
	Exhibits []Exhibit
	// Notes say what of the query made no sense and was left out.
	Notes []onus.Text
}

// Term is a word or a phrase; Not: what is found must not have it.
type Term struct {
	Text string // as it was typed, without its sign
	Not  bool
	// Any are the ways of writing it; one of them is enough.
	Any []Sequence
}

// Sequence is entries of an index in a row. Prefix: the last of them only begins so.
type Sequence struct {
	Words  []string
	Prefix bool
}

// Choice is the value of type: or party:. A type is looked up by ResolveTypes.
type Choice struct {
	Value string
	Not   bool
	// Codes are what a type stands for: codes and nouns.
	Codes []string
}

// Period is days since 1970-01-01, both ends included; see onus.Date.Bounds.
type Period struct {
	First, Last int64
	Not         bool
}

// Exhibit is the number of an exhibit.
type Exhibit struct {
	Number int64
	Not    bool
}

// IsEmpty tells a query that looks for nothing, or only says what must not be there.
func (q *Query) IsEmpty() bool { return !q.HasWords() && !q.HasFilters() }

// HasWords tells whether there is a word that must be there.
func (q *Query) HasWords() bool {
	for i := range q.Terms {
		if !q.Terms[i].Not {
			return true
		}
	}
	return false
}

// HasFilters tells whether anything but words is asked for.
func (q *Query) HasFilters() bool {
	return len(q.Types)+len(q.Parties)+len(q.Dates)+len(q.Exhibits) > 0
}

// ResolveTypes says what the values of type: stand for. codes answers the codes and
// nouns of a label, a code or a noun; none is noted, and the filter left out.
func (q *Query) ResolveTypes(codes func(value string) []string) {
	known := q.Types[:0]
	for _, c := range q.Types {
		if c.Codes = codes(c.Value); len(c.Codes) == 0 {
			q.note(onus.Say("There is no type “%s”.", c.Value))
			continue
		}
		known = append(known, c)
	}
	q.Types = known
}

// Everything is a term that every text has.
func Everything() Term { return Term{Any: []Sequence{{Words: []string{Gap}}}} }

// Split are the terms that must be there, and those that must not.
func (q *Query) Split() (terms, nots []Term) {
	for _, t := range q.Terms {
		if t.Not {
			nots = append(nots, t)
		} else {
			terms = append(terms, t)
		}
	}
	return terms, nots
}

func (q *Query) note(t onus.Text) { q.Notes = append(q.Notes, t) }

// Typing is the query while it is being typed: its last word may go on.
func (q Query) Typing() Query {
	n := len(q.Terms)
	if n == 0 {
		return q
	}
	last := q.Terms[n-1]
	if last.Not || !strings.HasSuffix(q.Text, last.Text) { // something stands behind it
		return q
	}
	goesOn := newTerm(last.Text, true)
	last.Any = append(append([]Sequence{}, last.Any...), goesOn.Any...)
	q.Terms = append(append([]Term{}, q.Terms[:n-1]...), last)
	return q
}

// newTerm is the term for a text; Any is empty if there is no word in it.
func newTerm(text string, prefix bool) Term {
	t := Term{Text: text}
	s := Sequence{Prefix: prefix}
	var last Word
	joined, paired := "", false
	for w := range Words(text) {
		if len(s.Words) == MaxPhrase {
			s.Prefix, last = false, Word{}
			break
		}
		// The last letter of a stretch is part of its last pair.
		paired = w.CJK && last.CJK && w.End == last.End
		switch {
		case w.CJK || len(s.Words) > 0 && !w.Tied:
			joined = ""
		case len(s.Words) == 0 || joined != "":
			joined += string(w.Text)
		}
		s.Words = append(s.Words, string(w.Text))
		last = w
	}
	if last.CJK {
		s = endsInCJK(s, paired)
	}
	switch n := len(s.Words); {
	case n == 0:
		return t
	case n > 1:
		t.Any = append(t.Any, s)
		if joined != "" && len(joined) <= maxWord {
			t.Any = append(t.Any, begins(Sequence{[]string{joined}, s.Prefix}))
		}
	case last.CJK:
		t.Any = []Sequence{s}
	case s.Prefix:
		t.Any = []Sequence{begins(s)}
	default:
		t.Any = spellings(s.Words[0])
	}
	return t
}

// endsInCJK ends a sequence whose last letter is Chinese, Japanese or Korean. What
// follows it in a text is not known, so the letter by itself goes if it is in a pair
// too; otherwise it begins one.
func endsInCJK(s Sequence, paired bool) Sequence {
	s.Prefix = !paired
	if paired {
		s.Words = s.Words[:len(s.Words)-1]
	}
	return s
}

// begins looks up a short beginning as an index keeps it.
func begins(s Sequence) Sequence {
	if s.Prefix && len([]rune(s.Words[0])) <= longestBegins {
		return Sequence{Words: []string{tagBegins + s.Words[0]}}
	}
	return s
}

// spellings are a word and those of its stems.
func spellings(word string) []Sequence {
	all := []Sequence{{Words: []string{word}}}
	for _, s := range stemmersFor("") {
		stem := s.of(word)
		if stem == "" {
			continue
		}
		if stem != word {
			all = append(all, Sequence{Words: []string{stem}})
		}
		all = append(all, Sequence{Words: []string{s.tag + stem}})
	}
	return all
}
