package db_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
	"onus/search"
)

func TestSearchFilters(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	neu := dbtest.Made(t, s, &onus.Party{Head: head(c.ID), PartyName: "Neu Cloud", NativeName: "新云", Aliases: "NC; Newcloud", Kind: "organisation"})
	ibm := dbtest.Made(t, s, &onus.Party{Head: head(c.ID), PartyName: "IBM", Kind: "organisation", About: "rival of Neu Cloud"})
	doe := dbtest.Person(t, s, c.ID, "Doe")
	dbtest.Relationship(t, s, doe, ibm)
	for _, e := range []onus.Evidence{
		{Title: "letter", Type: "documentary", Dated: "2014-06", Author: "J. Doe of Neu Cloud"}, {Title: "mail", Type: "electronic", Dated: "2015-01-02", OfferedByID: ibm.ID},
		{Title: "chat", Type: "electronic", Dated: "2017", Source: "Ｎéu cloud B.V."}, {Title: "object", Type: "real"},
	} {
		e.Head, e.About = head(c.ID), "shared word"
		dbtest.Made(t, s, &e)
	}
	letter := &onus.Evidence{Head: head(c.ID)}
	id, err := s.Resolve(t.Context(), onus.EvidenceNoun, c.ID, "EX-0001")
	must(t, err)
	letter.ID = id
	letter = load(t, s, letter)
	claim := dbtest.Made(t, s, &onus.Claim{Head: head(c.ID), Title: "claim", Kind: "damages", About: "shared word", Until: "2016"})
	dbtest.ClaimParty(t, s, claim, neu, onus.Claimant)
	link := dbtest.Made(t, s, &onus.Link{Head: head(c.ID), EvidenceID: letter.ID, ClaimID: claim.ID, Why: "shared word"})
	_ = link
	for query, want := range map[string]string{
		"shared":                           "chat, claim, letter, letter → claim, mail, object",
		"shared type:electronic":           "chat, mail",
		"shared type:electronic type:real": "chat, mail, object",
		"shared -type:electronic":          "claim, letter, letter → claim, object",
		"shared type:claims":               "claim",
		"type:damages":                     "claim",
		"type:parties":                     "Doe, IBM, Neu Cloud",
		"type:nonsense":                    "",
		"shared exhibit:1":                 "letter, letter → claim",
		"exhibit:EX-0001 exhibit:2":        "letter, letter → claim, mail",
		"shared -exhibit:1":                "chat, claim, mail, object",
		"shared exhibit:99":                "",
		"shared date:2014":                 "letter, letter → claim",
		"shared date:2014-06-15":           "letter, letter → claim",
		"shared date:2014-07":              "",
		"shared date:2014..2015":           "letter, letter → claim, mail",
		"shared date:2016..":               "chat, claim",
		"shared date:..2014-06-30":         "letter, letter → claim",
		"shared date:2014 date:2017":       "chat, letter, letter → claim",
		"shared -date:2014":                "chat, claim, mail, object",
		`shared party:"neu cloud"`:         "chat, claim, letter, letter → claim",
		"shared party:newcloud":            "chat, claim, letter, letter → claim",
		"party:新云":                         "Neu Cloud, chat, claim, letter, letter → claim",
		"party:ibm":                        "Doe → IBM, IBM, mail",
		"shared party:doe":                 "letter",
		"shared party:rival":               "",
		`shared -party:"neu cloud"`:        "mail, object",
		`shared party:neu party:doe`:       "letter",
		"shared party:nobody":              "",
		"shared date:2014..2015 type:electronic -party:ibm": "",
		"party:ibm -type:electronic -type:relationships":    "IBM",
		"type:electronic -shared":                           "",
		"-shared":                                           "",
		"type:parties -neu":                                 "Doe",
		"date:xyz":                                          "",
	} {
		wantTitles(t, query, finds(t, s, c.ID, query), want)
	}
	if p := searched(t, s, c.ID, "party:nobody", db.SearchOptions{}); len(p.Notes) != 1 {
		t.Errorf("notes are %v", p.Notes)
	}
	q := search.Parse("shared type:Bewijs")
	q.ResolveTypes(func(string) []string { return []string{onus.EvidenceNoun, "damages"} })
	p, err := s.Search(t.Context(), c.ID, q, db.SearchOptions{})
	if must(t, err); p.Total != 5 {
		t.Errorf("a label that was resolved: %+v", p)
	}
	setField(t, s, letter, "dated", "2020")
	wantTitles(t, "date:2014, of another date now,", finds(t, s, c.ID, "shared date:2014"), "")
	wantTitles(t, "date:2020", finds(t, s, c.ID, "shared date:2020"), "letter, letter → claim")
	clean(t, s)
}

// No query is an error, on either engine.
func TestNaughtyQueries(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	dbtest.Claim(t, s, c.ID, "a claim")
	queries := []string{`"`, `""`, `*`, `a*b*`, `AND`, `OR NOT`, `NEAR(a b)`, `title:a`, `{a b}:c`, `^a`, `a"b"*`, "a\x00b", "\xff\xfe", `'a':*`, `a & !b | (c`, `\`, `'`, "$1", strings.Repeat("a ", 500), strings.Repeat(`"a `, 200),
		strings.Repeat("a-", 400), "-a", "-*", "party:%", `party:"\`, "party:'", "exhibit:9223372036854775807", "date:0000..9999", "date:..9999-12-31", "¶ ¹a ³a"}
	b, err := os.ReadFile("../../shared/corpus/lists/blns.json")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.Log("The list of naughty strings is not here: only our own are tried.")
	case err != nil:
		t.Fatal(err)
	default:
		var naughty []string
		must(t, json.Unmarshal(b, &naughty))
		queries = append(queries, naughty...)
	}
	options := []db.SearchOptions{{}, {Quick: true}, {Order: db.ByDate, After: "5"}}
	for i, q := range queries {
		ways := []string{"a " + q, "-" + q, `"` + q + `"`, q + "*", "party:" + q, `type:"` + q + `"`}
		for k, query := range []string{q, ways[i%len(ways)]} {
			if _, err := s.Search(t.Context(), c.ID, search.Parse(query), options[(i+k)%len(options)]); err != nil {
				t.Fatalf("%q: %v", query, err)
			}
		}
	}
}

func FuzzQuery(f *testing.F) {
	s := dbtest.Open(f)
	c := dbtest.NewCase(f, s)
	dbtest.Claim(f, s, c.ID, "a claim of 合同 contract")
	for _, q := range []string{`a "b c" -d e* type:f party:"g" date:2014.. exhibit:3`, `"`, "合*", "a\x00*", "ſ'¹", "O'Brien's joint-\nventure"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, o := range []db.SearchOptions{{}, {Quick: true}} {
			if _, err := s.Search(t.Context(), c.ID, search.Parse(text), o); err != nil {
				t.Fatalf("%q: %v", text, err)
			}
		}
	})
}
