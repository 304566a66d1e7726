package db_test

import (
	"fmt"
	"strings"
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

// A long text is found to its end, also by what stands on both sides of where an
// engine cuts it.
func TestALongTextIsFoundToItsEnd(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	var pages []string
	word := 0
	for range 300 {
		var b strings.Builder
		for range 100 {
			fmt.Fprintf(&b, "de w%dx ", word)
			word++
		}
		pages = append(pages, b.String())
	}
	written(t, s, c.ID, "long", "nl", append(pages, "het allerlaatste blad 合同法")...)
	written(t, s, c.ID, "short", "nl", "de w5x allerlaatste")
	for query, want := range map[string]string{
		"w0x w29999x":            "long",
		"w29999x -w0x":           "",
		"w29999x -w40000x":       "long",
		"w5x -w7x":               "short",
		"w29999x long":           "long",
		`"allerlaatste blad 合同"`: "long",
		`"blad allerlaatste"`:    "",
		"allerlaatste":           "long, short",
		"w2999*":                 "long",
		"laatste":                "",
	} {
		wantTitles(t, query, finds(t, s, c.ID, query), want)
	}
	for i := 1; i < 29999; i += 37 {
		query := fmt.Sprintf(`"de w%dx de w%dx de w%dx"`, i-1, i, i+1)
		if p := searched(t, s, c.ID, query, db.SearchOptions{Noun: onus.EvidenceNoun, Order: db.ByDate}); p.Total != 1 && i != 5 {
			t.Fatalf("%s: %d", query, p.Total)
		}
	}
	clean(t, s)
}

func TestTheIndexIsMadeAnew(t *testing.T) {
	t.Parallel()
	config := dbtest.Config(t)
	s := dbtest.Reopen(t, config)
	w := newWorld(t, s)
	e := written(t, s, w.c.ID, "memo", "en", "servers were moved")
	gone := dbtest.Claim(t, s, w.c.ID, "gone")
	remove(t, s, gone)
	conn := dbtest.SQL(t, config)
	for _, q := range []string{"DELETE FROM search_rows", "UPDATE search_cases SET built = FALSE"} {
		_, err := conn.Exec(q)
		must(t, err)
	}
	if p := problems(t, s); !strings.Contains(p, "search does not know it") || !strings.Contains(p, "search has words of nothing") {
		t.Errorf("verify says:\n%s", p)
	}
	if p := searched(t, s, w.c.ID, "servers", db.SearchOptions{}); len(p.Rows) != 0 {
		t.Errorf("without its row it is found: %+v", p)
	}
	var cases []string
	must(t, s.Reindex(t.Context(), func(_, title string) { cases = append(cases, title) }))
	if len(cases) != 1 {
		t.Errorf("indexed %q", cases)
	}
	clean(t, s)
	wantTitles(t, "servers", finds(t, s, w.c.ID, "servers"), "memo")
	wantTitles(t, "gone", finds(t, s, w.c.ID, "gone"), "")
	must(t, s.Reindex(t.Context(), func(string, string) {}))
	wantTitles(t, "servers, indexed twice,", finds(t, s, w.c.ID, "servers"), "memo")
	clean(t, s)

	_, err := conn.Exec("DELETE FROM search_rows WHERE id = $1", e.ID)
	must(t, err)
	_, err = conn.Exec("UPDATE search_cases SET built = FALSE")
	must(t, err)
	must(t, s.Migrate(t.Context())) // as after an upgrade
	wantTitles(t, "servers, after a start,", finds(t, s, w.c.ID, "servers"), "memo")
	clean(t, s)
}

func TestCasesAreIndexedApart(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	for i := range 5 {
		c := dbtest.NewCase(t, s)
		for range i + 1 {
			dbtest.Claim(t, s, c.ID, fmt.Sprint("server of case ", i))
		}
		if p := searched(t, s, c.ID, "server", db.SearchOptions{}); p.Total != int64(i+1) {
			t.Errorf("case %d: %d", i, p.Total)
		}
	}
}
