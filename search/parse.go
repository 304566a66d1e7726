package search

import (
	"strconv"
	"strings"
	"unicode"

	"onus"
)

// Parse reads a query. Any text is one: what makes no sense is noted and left out.
//
//	contract           a word, in any of its forms
//	"joint venture"    words in a row
//	contr*             words that begin so
//	-draft -"as is"    without these
//	type:claims type:documentary party:"Neu Cloud" date:2014..2017 exhibit:12
func Parse(text string) Query {
	r := []rune(strings.ReplaceAll(text, "\x00", " "))
	q := Query{Text: string(r[:min(len(r), MaxQuery)])}
	if len(r) > MaxQuery {
		q.note(onus.Say("Only the first %d characters are looked for.", MaxQuery))
		r = r[:MaxQuery]
	}
	p := parser{rest: r}
	for n := 0; ; n++ {
		part, ok := p.next()
		switch {
		case !ok:
			return q
		case n == MaxTerms:
			q.note(onus.Say("Only the first %d terms are looked for.", MaxTerms))
			return q
		}
		q.add(&part)
	}
}

// part is one term or filter as it was typed.
type part struct {
	not    bool
	field  string
	text   string
	quoted bool
	prefix bool
}

type parser struct{ rest []rune }

// next cuts the next part off.
func (p *parser) next() (part, bool) {
	for len(p.rest) > 0 && unicode.IsSpace(p.rest[0]) {
		p.rest = p.rest[1:]
	}
	if len(p.rest) == 0 {
		return part{}, false
	}
	var t part
	if isMinus(p.rest[0]) {
		t.not = true
		p.rest = p.rest[1:]
	}
	t.field = p.field()
	if len(p.rest) > 0 && isQuote(p.rest[0]) {
		t.text, t.quoted = p.quoted(), true
	} else {
		t.text = p.bare()
	}
	if bare, starred := strings.CutSuffix(t.text, "*"); starred && !t.quoted {
		t.text, t.prefix = bare, true
	}
	return t, true
}

// field reads the name of a filter and its colon; "" if there is none here.
func (p *parser) field() string {
	for i, r := range p.rest {
		if r == ':' || r == '：' {
			switch name := strings.ToLower(string(p.rest[:i])); name {
			case "type", "party", "date", "exhibit":
				p.rest = p.rest[i+1:]
				return name
			}
			return ""
		}
		if i > len("exhibit") || unicode.IsSpace(r) {
			return ""
		}
	}
	return ""
}

// quoted reads to the closing quotation mark, or to the end.
func (p *parser) quoted() string {
	p.rest = p.rest[1:]
	for i, r := range p.rest {
		if isQuote(r) {
			s := string(p.rest[:i])
			p.rest = p.rest[i+1:]
			return s
		}
	}
	s := string(p.rest)
	p.rest = nil
	return s
}

// bare reads to the next space or quotation mark.
func (p *parser) bare() string {
	i := 0
	for i < len(p.rest) && !unicode.IsSpace(p.rest[i]) && !isQuote(p.rest[i]) {
		i++
	}
	s := string(p.rest[:i])
	p.rest = p.rest[i:]
	return s
}

func isQuote(r rune) bool { return strings.ContainsRune(`"“”„‟«»＂「」『』`, r) }

func isMinus(r rune) bool { return strings.ContainsRune("-−–－", r) }

func (q *Query) add(p *part) {
	switch value := strings.TrimSpace(p.text); {
	case p.field == "":
		q.addTerm(p)
	case value == "": // it is being typed
	case p.field == "type":
		q.Types = append(q.Types, Choice{Value: value, Not: p.not})
	case p.field == "party":
		q.addParty(value, p.not)
	case p.field == "date":
		q.addDate(value, p.not)
	case p.field == "exhibit":
		q.addExhibit(value, p.not)
	}
}

func (q *Query) addTerm(p *part) {
	t := newTerm(p.text, p.prefix)
	t.Not = p.not
	switch {
	case len(t.Any) > 0:
		q.Terms = append(q.Terms, t)
	case strings.TrimSpace(p.text) != "":
		q.note(onus.Say("“%s” has no word in it to look for.", p.text))
	}
}

func (q *Query) addParty(value string, not bool) {
	if Fold(value) == "" {
		q.note(onus.Say("“%s” has no word in it to look for.", value))
		return
	}
	q.Parties = append(q.Parties, Choice{Value: value, Not: not})
}

// addDate reads a date, or two with ".." between of which one may be missing.
func (q *Query) addDate(value string, not bool) {
	from, to, isRange := strings.Cut(strings.ReplaceAll(value, "…", ".."), "..")
	if !isRange {
		from, to = value, value
	}
	first, _, ok := days(from, onus.DayOpenStart)
	_, last, ok2 := days(to, onus.DayOpenEnd)
	switch {
	case !ok || !ok2 || from == "" && to == "":
		q.note(onus.Say("“%s” is not a date. Write date:2014, date:2014-03, or date:2014..2017.", value))
	case first > last:
		q.note(onus.Say("The period “%s” ends before it begins.", value))
	default:
		q.Dates = append(q.Dates, Period{first, last, not})
	}
}

// days are the bounds of a date; open is the bound of none.
func days(s string, open int64) (first, last int64, ok bool) {
	if s == "" {
		return open, open, true
	}
	d, err := onus.ParseDate(s)
	first, last = d.Bounds()
	return first, last, err == nil && d != ""
}

func (q *Query) addExhibit(value string, not bool) {
	digits := strings.TrimLeft(strings.ToUpper(Fold(value)), "EX ")
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n <= 0 || strings.HasPrefix(value, "-") {
		q.note(onus.Say("“%s” is not the number of an exhibit.", value))
		return
	}
	q.Exhibits = append(q.Exhibits, Exhibit{n, not})
}
