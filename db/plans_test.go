package db_test

import (
	"database/sql"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"onus"
	"onus/db/dbtest"
)

// The pages that people open first read an index in its order: they neither
// sort nor look at every row, however many there are.
func TestTheUsualListsReadAnIndexInItsOrder(t *testing.T) {
	t.Parallel()
	if dbtest.OnPostgres() {
		t.Skip("PostgreSQL plans by what is in the tables, and these are empty.")
	}
	s := dbtest.Open(t)
	w := newWorld(t, s)
	pages, exports := listers(s, w.c, w.member.UserID)
	s.ForgetQueries()
	for noun, page := range pages {
		_, err := page(onus.Filter{Limit: 1})
		must(t, err)
		first, err := page(onus.Filter{Limit: 1})
		must(t, err)
		_, err = page(onus.Filter{Limit: 1, After: first.next})
		must(t, err)
		_, err = exports[noun](onus.Filter{})
		must(t, err)
		plans(t, s.Queries(), noun)
		s.ForgetQueries()
	}
	for _, of := range []string{"claim", "evidence"} {
		_, _, err := s.LinksOf(t.Context(), w.c.ID, of, w.claim.ID)
		must(t, err)
		plans(t, s.Queries(), "links of "+of)
		s.ForgetQueries()
	}
}

var dollar = regexp.MustCompile(`\$(\d+)`)

// plans explains each query in a database of the same schema.
func plans(t *testing.T, queries []string, noun string) {
	t.Helper()
	c := dbtest.Config(t)
	dbtest.Reopen(t, c)
	raw := dbtest.SQL(t, c)
	if len(queries) == 0 {
		t.Errorf("%s: no query seen", noun)
	}
	for _, q := range queries {
		n := 0
		for _, m := range dollar.FindAllStringSubmatch(q, -1) {
			i, _ := strconv.Atoi(m[1])
			n = max(n, i)
		}
		text := explain(t, raw, q, n)
		// A user's cases, a case's members and the links of one thing are few;
		// they are found by an index and may then be sorted.
		few := noun == onus.Cases || noun == onus.Members || strings.HasPrefix(noun, "links of")
		if strings.Contains(text, "SCAN") || !few && strings.Contains(text, "TEMP B-TREE") {
			t.Errorf("%s:\n%s\n%s", noun, q, text)
		}
	}
}

// explain is the plan of a query with n arguments.
func explain(t *testing.T, raw *sql.DB, query string, n int) string {
	t.Helper()
	rows, err := raw.Query("EXPLAIN QUERY PLAN "+query, make([]any, n)...)
	must(t, err)
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		must(t, rows.Scan(&id, &parent, &unused, &detail))
		plan = append(plan, detail)
	}
	must(t, rows.Err())
	return strings.Join(plan, "\n")
}
