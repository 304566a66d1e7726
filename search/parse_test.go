package search_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"onus"
	"onus/search"
)

// show prints the terms of a query: their first spellings.
func show(q search.Query) string {
	var all []string
	for _, t := range q.Terms {
		s := strings.Join(t.Any[0].Words, " ")
		if t.Any[0].Prefix {
			s += "*"
		}
		if t.Not {
			s = "not " + s
		}
		all = append(all, s)
	}
	return strings.Join(all, ", ")
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, in, terms string }{
		{"words", "joint Venture", "joint, venture"},
		{"a phrase", `"Joint Venture" loss`, "joint venture, loss"},
		{"typographic quotes", "“joint venture” „zo niet” «dol»", "joint venture, zo niet, dol"},
		{"quotes that do not close", `loss "joint venture`, "loss, joint venture"},
		{"a quote in a word parts it", `a"b c"d`, "a, b c, d"},
		{"a quote alone", `"`, ""},
		{"a beginning", "contr*", "contr*"},
		{"a short beginning", "con*", "³con"},
		{"a star in quotes is none", `"contr*"`, "contr"},
		{"a star alone", "* -*", ""},
		{"without a word", "loss -draft", "loss, not draft"},
		{"without a phrase", `-"as is"`, "not as is"},
		{"a minus inside is a hyphen", "joint-venture", "joint venture"},
		{"a minus before a space is nothing", "a - b", "a, b"},
		{"another minus", "−draft", "not draft"},
		{"an unknown field is a phrase", "foo:bar", "foo bar"},
		{"a pair of Chinese letters", "合同", "合同"},
		{"more of them", "合同法", "合同 同法"},
		{"one of them begins a pair", "合", "合*"},
		{"Chinese and Latin", "新云IBM", "新云 云 ibm"},
		{"Latin and Chinese", `"IBM 中国"`, "ibm 中国"},
		{"one character of many letters", "㍿", "株式 式会 会社"},
		{"one letter of two characters", "ﾊﾞ", "バ*"},
		{"a number with its sign", "EX-0012", "ex 0012"},
		{"nothing", " \t\n", ""},
	} {
		q := search.Parse(tc.in)
		if got := show(q); got != tc.terms {
			t.Errorf("%s: %q looks for %q, want %q", tc.name, tc.in, got, tc.terms)
		}
	}
}

func TestParseFilters(t *testing.T) {
	t.Parallel()
	q := search.Parse(`TYPE:email -type:claims party:"Neu Cloud" -party：IBM exhibit:EX-0012 exhibit:7 -exhibit:"ex 0003" type: loss`)
	want := search.Query{Text: q.Text, Terms: q.Terms,
		Types:    []search.Choice{{Value: "email"}, {Value: "claims", Not: true}},
		Parties:  []search.Choice{{Value: "Neu Cloud"}, {Value: "IBM", Not: true}},
		Exhibits: []search.Exhibit{{Number: 12}, {Number: 7}, {Number: 3, Not: true}}}
	if !reflect.DeepEqual(q, want) || show(q) != "loss" {
		t.Errorf("got %+v", q)
	}
	for in, want := range map[string]string{
		"date:2014":                    "2014-01-01 2014-12-31",
		"date:2014-03":                 "2014-03-01 2014-03-31",
		"date:2014..2017":              "2014-01-01 2017-12-31",
		"date:2014…2017-02":            "2014-01-01 2017-02-28",
		"date:2014-03..":               "2014-03-01 -",
		"date:..2017":                  "- 2017-12-31",
		"date:2014-03/2014-05":         "2014-03-01 2014-05-31",
		`date:"2014 .. 2017"`:          "2014-01-01 2017-12-31",
		"date:2014..2015 x":            "2014-01-01 2015-12-31",
		"date:2014-02-29":              "“2014-02-29” is not a date. Write date:2014, date:2014-03, or date:2014..2017.",
		"date:xyz":                     "“xyz” is not a date. Write date:2014, date:2014-03, or date:2014..2017.",
		"date:..":                      "“..” is not a date. Write date:2014, date:2014-03, or date:2014..2017.",
		"date:2017..2014":              "The period “2017..2014” ends before it begins.",
		"exhibit:twelve":               "“twelve” is not the number of an exhibit.",
		"exhibit:0":                    "“0” is not the number of an exhibit.",
		"exhibit:99999999999999999999": "“99999999999999999999” is not the number of an exhibit.",
		"party:%%":                     "“%%” has no word in it to look for.",
		"%%%":                          "“%%%” has no word in it to look for.",
	} {
		q := search.Parse(in)
		var got []string
		for _, p := range q.Dates {
			got = append(got, day(p.First)+" "+day(p.Last))
		}
		for _, n := range q.Notes {
			got = append(got, n.Error())
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func day(n int64) string {
	if n == onus.DayOpenStart || n == onus.DayOpenEnd {
		return "-"
	}
	for y := 2010; y < 2020; y++ {
		for m := 1; m <= 12; m++ {
			for d := 1; d <= 31; d++ {
				s := fmt.Sprintf("%04d-%02d-%02d", y, m, d)
				if first, _ := onus.Date(s).Bounds(); first == n {
					return s
				}
			}
		}
	}
	return "?"
}

func TestAQueryIsBounded(t *testing.T) {
	t.Parallel()
	q := search.Parse(strings.Repeat("ab ", 2000))
	if len(q.Terms) != search.MaxTerms || len(q.Notes) != 2 {
		t.Errorf("%d terms, %v", len(q.Terms), q.Notes)
	}
	q = search.Parse(`"` + strings.Repeat("中", 900))
	if n := len(q.Terms[0].Any[0].Words); n != search.MaxPhrase || q.Terms[0].Any[0].Prefix {
		t.Errorf("%d words in a row", n)
	}
}

func TestTheLastWordOfAQueryMayGoOn(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{"neu cl": true, "neu cl ": false, `"neu cl`: true, `"neu cl"`: false, "neu -cl": false, "type:cl": false, "": false} {
		q := search.Parse(in).Typing()
		got := false
		if n := len(q.Terms); n > 0 {
			for _, s := range q.Terms[n-1].Any {
				got = got || s.Prefix || strings.HasPrefix(s.Words[0], "³")
			}
		}
		if got != want {
			t.Errorf("%q: %v, %+v", in, got, q.Terms)
		}
	}
}

func TestTypesAreResolvedByWhoKnowsThem(t *testing.T) {
	t.Parallel()
	q := search.Parse("type:claims type:nonsense -type:documentary")
	q.ResolveTypes(func(v string) []string {
		if v == "nonsense" {
			return nil
		}
		return []string{v}
	})
	if len(q.Types) != 2 || !q.Types[1].Not || len(q.Notes) != 1 {
		t.Errorf("%+v", q)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`"a b" -c d* type:x date:2014..`, "-\"", "date:…", "合 同*", "party:\"", "--a", "a\x00\xff*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := search.Parse(s)
		for _, term := range q.Typing().Terms {
			if len(term.Any) == 0 {
				t.Fatalf("%q has a term without a word", s)
			}
			for _, seq := range term.Any {
				if len(seq.Words) == 0 || len(seq.Words) > search.MaxPhrase {
					t.Fatalf("%q: %d words", s, len(seq.Words))
				}
			}
		}
		hits := search.Hits(s, q, "")
		n, last := len([]rune(s)), 0
		for _, h := range hits {
			if h.Start < last || h.End <= h.Start || h.End > n {
				t.Fatalf("%q: hits %v", s, hits)
			}
			last = h.End
		}
		search.Snippet(s, hits, 20)
	})
}
