package db_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

func TestEveryConnectionOfSQLiteKeepsItsPragmas(t *testing.T) {
	t.Parallel()
	if dbtest.OnPostgres() {
		t.Skip("PostgreSQL has no pragmas.")
	}
	s := dbtest.Open(t)
	var held []*sql.Conn
	for range s.ReadPool().Stats().MaxOpenConnections {
		c, err := s.ReadPool().Conn(t.Context())
		must(t, err)
		held = append(held, c)
	}
	for i, c := range held {
		for pragma, want := range map[string]int{"foreign_keys": 1, "query_only": 1, "synchronous": 2, "busy_timeout": 5000} {
			var got int
			must(t, c.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got))
			if got != want {
				t.Errorf("reader %d: %s is %d", i, pragma, got)
			}
		}
		if _, err := c.ExecContext(t.Context(), "DELETE FROM cases"); err == nil {
			t.Errorf("reader %d writes", i)
		}
		must(t, c.Close())
	}
	must(t, s.Write(t.Context(), func(_ func(string, ...any) error, row func(string, []any, ...any) error) error {
		var keys, sync int
		var mode string
		must(t, row("PRAGMA foreign_keys", nil, &keys))
		must(t, row("PRAGMA synchronous", nil, &sync))
		must(t, row("PRAGMA journal_mode", nil, &mode))
		if keys != 1 || sync != 2 || mode != "wal" {
			t.Errorf("the writer has foreign_keys %d, synchronous %d, journal_mode %s", keys, sync, mode)
		}
		return nil
	}))
}

// twoCases is a case with a claim, an item and two parties, and another case
// with the same.
func twoCases(t *testing.T) (s *db.Store, raw *sql.DB, here, there map[string]string) {
	c := dbtest.Config(t)
	s = dbtest.Reopen(t, c)
	fill := func() map[string]string {
		cs := dbtest.NewCase(t, s)
		return map[string]string{"case": cs.ID, "claim": dbtest.Claim(t, s, cs.ID, "Loss").ID, "evidence": dbtest.Evidence(t, s, cs.ID, "Letter").ID,
			"party": dbtest.Party(t, s, cs.ID, "IBM").ID, "person": dbtest.Person(t, s, cs.ID, "Doe").ID}
	}
	return s, dbtest.SQL(t, c), fill(), fill()
}

func TestTheDatabaseRefusesIdsOfAnotherCase(t *testing.T) {
	t.Parallel()
	s, raw, here, there := twoCases(t)
	const tail = ", version, created_at, created_by, updated_at, updated_by) VALUES ($1, 'x', $2, $3"
	const end = ", 1, 0, '', 0, '')"
	for _, tc := range []struct{ name, query, own, foreign string }{
		{"a link to a foreign claim", "INSERT INTO links (case_id, id, evidence_id, claim_id, stance, why, locator, quote, claim_number, exhibit_number, claim_title, evidence_title, evidence_type, search" +
			tail + ", 'context', '', '', '', 1, 1, '', '', '', ''" + end, "evidence", "claim"},
		{"a link to a foreign item", "INSERT INTO links (case_id, id, claim_id, evidence_id, stance, why, locator, quote, claim_number, exhibit_number, claim_title, evidence_title, evidence_type, search" +
			tail + ", 'context', '', '', '', 1, 1, '', '', '', ''" + end, "claim", "evidence"},
		{"a tie to a foreign party", "INSERT INTO claim_parties (case_id, id, claim_id, party_id, role" + tail + ", 'claimant'" + end, "claim", "party"},
		{"a tie to a foreign claim", "INSERT INTO claim_parties (case_id, id, party_id, claim_id, role" + tail + ", 'claimant'" + end, "party", "claim"},
		{"a relationship to a foreign party", "INSERT INTO relationships (case_id, id, from_id, to_id, type, percent, from_date, to_date, note, search, from_day, from_key" +
			tail + ", 'employed_by', '', '', '', '', '', 0, ''" + end, "party", "person"},
		{"a relationship from a foreign party", "INSERT INTO relationships (case_id, id, to_id, from_id, type, percent, from_date, to_date, note, search, from_day, from_key" +
			tail + ", 'employed_by', '', '', '', '', '', 0, ''" + end, "party", "person"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := raw.Exec(tc.query, here["case"], here[tc.own], there[tc.foreign]); err == nil {
				t.Error("it was taken")
			}
			_, err := raw.Exec(tc.query, here["case"], here[tc.own], here[tc.foreign])
			must(t, err)
			_, err = raw.Exec("DELETE FROM " + strings.Fields(tc.query)[2] + " WHERE id = 'x'")
			must(t, err)
		})
	}
	for column, noun := range map[string]string{"offered_by_id": "party", "derived_from_id": "evidence", "translation_of_id": "evidence"} {
		if _, err := raw.Exec("UPDATE evidence SET "+column+" = $1 WHERE case_id = $2", there[noun], here["case"]); err == nil {
			t.Errorf("evidence.%s was taken", column)
		}
	}
	if _, err := raw.Exec("INSERT INTO files (case_id, id, evidence_id, file_version, filename, media_type, size, sha256, created_at, created_by)"+
		" VALUES ($1, 'x', $2, 1, '', '', 0, '', 0, '')", here["case"], there["evidence"]); err == nil {
		t.Error("a file of a foreign item was taken")
	}
	clean(t, s)
}

func TestTheStoreRefusesIdsOfAnotherCase(t *testing.T) {
	t.Parallel()
	s, _, here, there := twoCases(t)
	in := head(here["case"])
	for _, tc := range []struct {
		field string
		th    onus.Thing
	}{
		{"claim_id", &onus.Link{Head: in, EvidenceID: here["evidence"], ClaimID: there["claim"]}},
		{"evidence_id", &onus.Link{Head: in, EvidenceID: there["evidence"], ClaimID: here["claim"]}},
		{"party_id", &onus.ClaimParty{Head: in, ClaimID: here["claim"], PartyID: there["party"], Role: onus.Claimant}},
		{"to_id", &onus.Relationship{Head: in, FromID: here["person"], ToID: there["party"], Type: onus.EmployedBy}},
		{"derived_from_id", &onus.Evidence{Head: in, Title: "Copy", DerivedFromID: there["evidence"]}},
		{"offered_by_id", &onus.Evidence{Head: in, Title: "Copy", OfferedByID: "no such party"}},
	} {
		err := s.Create(context.Background(), dbtest.Who, tc.th)
		refused(t, err, tc.field)
		if h := tc.th.Base(); h.ID != "" || h.Version != 0 {
			t.Errorf("%s: what was refused has an id: %+v", tc.field, h)
		}
	}
	if _, err := s.Thing(t.Context(), onus.Claims, here["case"], there["claim"]); !db.IsNotFound(err) {
		t.Errorf("a foreign claim can be read: %v", err)
	}
	wants(t, s.Delete(t.Context(), dbtest.Who, onus.Claims, here["case"], there["claim"], 1), onus.ErrNotFound)
	clean(t, s)
}

func TestBothEnginesSortByCodePoint(t *testing.T) {
	t.Parallel()
	c := dbtest.Config(t)
	s := dbtest.Reopen(t, c)
	cs := dbtest.NewCase(t, s)
	for _, name := range []string{"éclair", "Zorg", "apple", "Apple 2", "_x", "中国", "ß", "zz", "10", "9", "Ａ"} {
		dbtest.Party(t, s, cs.ID, name)
	}
	p, err := s.ListParties(t.Context(), cs.ID, onus.Filter{})
	must(t, err)
	var got []string
	for _, r := range p.Rows {
		got = append(got, r.PartyName)
	}
	want := "10|9|_x|Ａ|apple|Apple 2|éclair|ß|Zorg|zz|中国"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}
