package db_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

func TestResultsComeInOrderAndInPages(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	many := strings.Repeat("and so on with much else ", 40)
	for _, e := range []onus.Evidence{
		{Title: "once, long", Dated: "2014-05-01", About: "server " + many}, {Title: "often", Dated: "2016", About: "server server server"},
		{Title: "The server itself", Dated: "2010"}, {Title: "undated", About: "server " + many}, {Title: "once", Dated: "2018-01", About: "server " + many[:200]},
	} {
		e.Head = head(c.ID)
		dbtest.Made(t, s, &e)
	}
	dbtest.Made(t, s, &onus.Claim{Head: head(c.ID), Title: "claim", Kind: "damages", About: "server", Until: "2014-05-01"})
	dbtest.Made(t, s, &onus.Party{Head: head(c.ID), PartyName: "Server B.V.", Kind: "organisation"})
	for _, tc := range []struct {
		o    db.SearchOptions
		want string
	}{
		{db.SearchOptions{Order: db.ByDate}, "once, often, claim, once, long, The server itself, Server B.V., undated"},
		{db.SearchOptions{Order: db.ByDate, Noun: onus.EvidenceNoun}, "once, often, once, long, The server itself, undated"},
	} {
		for _, limit := range []int{1, 2, 3, 20} {
			if got := strings.Join(inPages(t, s, c.ID, "server", tc.o, limit), ", "); got != tc.want {
				t.Errorf("%+v, %d a page: %s", tc.o, limit, got)
			}
		}
	}
	ranked := inPages(t, s, c.ID, "server", db.SearchOptions{}, 3)
	if first := ranked[:2]; !slices.Contains(first, "Server B.V.") || !slices.Contains(first, "The server itself") {
		t.Errorf("the best are %q", ranked)
	}
	if slices.Index(ranked, "often") > slices.Index(ranked, "once, long") || len(ranked) != 7 {
		t.Errorf("ranked are %q", ranked)
	}
	p := searched(t, s, c.ID, "server", db.SearchOptions{Noun: onus.Claims})
	if len(p.Rows) != 1 || p.Total != 7 || p.Counts[onus.EvidenceNoun] != 5 || p.Capped {
		t.Errorf("of one noun: %+v", p)
	}
	for _, after := range []string{"x", "-1", "99999999999999999999", "9223372036854775807", "0"} {
		for _, order := range []string{db.ByRank, db.ByDate} {
			searched(t, s, c.ID, "server", db.SearchOptions{Order: order, After: after})
		}
	}
}

// inPages are the titles of all pages.
func inPages(t testing.TB, s *db.Store, caseID, query string, o db.SearchOptions, limit int) (titles []string) {
	t.Helper()
	o.Limit = limit
	for range 50 {
		p := searched(t, s, caseID, query, o)
		for _, r := range p.Rows {
			titles = append(titles, r.Title)
		}
		if o.After = p.Next; o.After == "" {
			return titles
		}
	}
	t.Fatalf("%q has no last page", query)
	return nil
}

func TestMoreThanIsCounted(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	for range 2 {
		var things []onus.Thing
		for i := range 600 {
			things = append(things, &onus.Evidence{Head: head(c.ID), Title: fmt.Sprint("server ", i), Dated: onus.Date(fmt.Sprint(1000 + i))})
		}
		must(t, s.CreateMany(t.Context(), dbtest.Who, things))
	}
	p := searched(t, s, c.ID, "server", db.SearchOptions{})
	if p.Total != db.MaxRanked || !p.Capped {
		t.Errorf("%d, capped %v", p.Total, p.Capped)
	}
	if n := len(inPages(t, s, c.ID, "server", db.SearchOptions{Order: db.ByDate}, 100)); n != 1200 {
		t.Errorf("by date there are %d", n)
	}
}

func TestSearchAsYouType(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	for i := range 12 {
		dbtest.Made(t, s, &onus.Evidence{Head: head(c.ID), Title: fmt.Sprint("memo ", i), About: "contract", Dated: "2014"})
	}
	dbtest.Claim(t, s, c.ID, "Breach of contract")
	dbtest.Party(t, s, c.ID, "Contoso")
	for query, want := range map[string][]string{"c": {"Breach of contract", "Contoso"}, "cont": {"Breach of contract", "Contoso"}, "breach contr": {"Breach of contract"}, "CONTO": {"Contoso"}, "contx": nil} {
		p := searched(t, s, c.ID, query, db.SearchOptions{Quick: true})
		if len(p.Rows) < len(want) || len(p.Rows) > 8 || p.Total != 0 {
			t.Fatalf("%q: %+v", query, p)
		}
		for i, title := range want {
			if p.Rows[i].Title != title && p.Rows[1-i].Title != title {
				t.Errorf("%q: %q is not first of %+v", query, title, p.Rows)
			}
		}
	}
	if p := searched(t, s, c.ID, "contract", db.SearchOptions{Quick: true}); len(p.Rows) != 8 || p.Rows[0].Title != "Breach of contract" {
		t.Errorf("%+v", p.Rows)
	}
}
