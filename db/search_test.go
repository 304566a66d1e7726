package db_test

import (
	"encoding/base64"
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

func TestSearchFindsWhatPeopleMean(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	for _, title := range []string{"Élan vital", "Straße 5", "ＩＢＭ order", "新云科技 诉 国际商业机器", "100% of it", "a_b", `back\slash`, "İstanbul", "が hall", "plain"} {
		dbtest.Claim(t, s, c.ID, title)
	}
	for _, tc := range []struct {
		q    string
		want int
	}{
		{"elan", 1}, {"ÉLAN", 1}, {"e\u0301lan", 1}, {"strasse", 1}, {"STRASSE", 1}, {"straße", 1}, {"ibm", 1}, {"ＩＢＭ", 1}, {"云科", 1}, {"国际 新云", 1},
		{"%", 1}, {"_", 1}, {`\`, 1}, {"％", 1}, {"＿", 1}, {"100%", 1}, {"a%b", 0}, {"aXb", 0}, {"istanbul", 1},
		{"plain nothing", 0}, {"vital élan", 1}, {"vital　elan", 1}, {"C-10", 1}, {"", 10}, {"   ", 10}, {"'; --", 0}, {"\"", 0}, {"$1 ?", 0},
	} {
		p, err := s.ListClaims(t.Context(), c.ID, onus.Filter{Q: tc.q})
		if err != nil || len(p.Rows) != tc.want || p.Total != int64(tc.want) {
			t.Errorf("%q: %d rows, total %d, want %d, %v", tc.q, len(p.Rows), p.Total, tc.want, err)
		}
	}
}

// Ids are letters at random: a word of three is in one of them sooner or later.
func TestTheHistoryIsNotSearchedForIds(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	w.evidence.OfferedByID = w.ibm.ID
	must(t, s.Update(t.Context(), dbtest.Who, w.evidence))
	p, err := s.ListChanges(t.Context(), w.c.ID, onus.Filter{Q: w.ibm.ID})
	if must(t, err); len(p.Rows) != 0 {
		t.Errorf("%d rows", len(p.Rows))
	}
}

func TestEveryListIsSearched(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	zoe := onus.User{Email: "z@example.org", UserName: "Zoë Ångström"}
	must(t, s.CreateUser(t.Context(), dbtest.Who, &zoe, ""))
	must(t, s.AddMember(t.Context(), dbtest.Who, &onus.Member{Head: head(w.c.ID), Email: "Z@EXAMPLE.org", Role: onus.RoleReader}))
	pages, exports := listers(s, w.c, w.member.UserID)
	for noun, q := range map[string]string{onus.Proceedings: "sdny", onus.Parties: "Ibm", onus.Relationships: "doe ibm", onus.Claims: "PROFIT",
		onus.EvidenceNoun: "ex-0001", onus.Links: "letter loss", onus.Members: "zoe angstrom", onus.Changes: "ZOË", onus.Cases: "neu cloud"} {
		f := onus.Filter{Q: q}
		p, err := pages[noun](f)
		if err != nil || len(p.ids) != 1 {
			t.Errorf("%s %q: %d rows, %v", noun, q, len(p.ids), err)
		}
		if ids, err := exports[noun](f); err != nil || len(ids) != 1 {
			t.Errorf("%s.csv %q: %d rows, %v", noun, q, len(ids), err)
		}
	}
	for _, q := range []string{"", "ibm", "profit nothing"} {
		n := 0
		must(t, s.ExportClaimParties(t.Context(), w.c.ID, onus.Filter{Q: q}, db.Outlet{}, func(p *onus.ClaimParty) error {
			n++
			if p.Version != 1 || p.CreatedBy != dbtest.Who.Email || p.ClaimNumber != 1 || p.Party.PartyName != "IBM China" || p.CaseID != w.c.ID {
				t.Errorf("exported %+v", p)
			}
			return nil
		}))
		if want := map[string]int{"": 1, "ibm": 1}[q]; n != want {
			t.Errorf("claim_parties.csv %q: %d rows", q, n)
		}
	}
}

func TestFoldIsStable(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"É": "e", "ß": "ss", "ẞ": "ss", "Ａ": "a", "中国": "中国", "한국": "한국", "Ω": "ω", "ﬁ": "fi", "\u00a0x": " x", "Ǆ": "dz"} {
		if got := db.Fold(in); got != want || db.Fold(got) != got {
			t.Errorf("%q is folded to %q, again to %q", in, got, db.Fold(got))
		}
	}
}

func TestCursorsThatAreNone(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	pages, _ := listers(s, w.c, "")
	for _, cursor := range []string{
		"x", "!!", "AAAA", base64.RawURLEncoding.EncodeToString([]byte("null")), base64.RawURLEncoding.EncodeToString([]byte(`{"a":1}`)),
		db.EncodeCursor([]any{}), db.EncodeCursor([]any{1.5}), db.EncodeCursor([]any{nil, nil}), db.EncodeCursor([]any{true, "x"}),
		db.EncodeCursor([]any{"text", "text"}), db.EncodeCursor([]any{1, 2}), db.EncodeCursor([]any{"x", 1}), db.EncodeCursor([]any{1, "x"}),
		db.EncodeCursor([]any{"a\x00b", "x"}), db.EncodeCursor([]any{"text"}), db.EncodeCursor([]any{1, 2, 3}), db.EncodeCursor([]any{"a", "b", "c"}),
		base64.RawURLEncoding.EncodeToString([]byte("[99999999999999999999]")), base64.RawURLEncoding.EncodeToString([]byte(`["\ud800","x"]`)),
	} {
		for noun, page := range pages {
			for _, order := range append(s.Sorts(noun), "") {
				for _, f := range []onus.Filter{{After: cursor, Sort: order}, {Before: cursor, Sort: "-" + order}, {After: cursor, Before: cursor}} {
					if _, err := page(f); err != nil {
						t.Errorf("%s by %q, cursor %s: %v", noun, order, cursor, err)
					}
				}
			}
		}
	}
}

// A page whose rows have been deleted meanwhile still leads somewhere.
func TestAPageBeyondTheEndIsTheFirst(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	var last *onus.Claim
	for range 3 {
		last = dbtest.Claim(t, s, c.ID, "claim")
	}
	p, err := s.ListClaims(t.Context(), c.ID, onus.Filter{Limit: 2})
	must(t, err)
	remove(t, s, last)
	p, err = s.ListClaims(t.Context(), c.ID, onus.Filter{Limit: 2, After: p.Next})
	if err != nil || len(p.Rows) != 2 || p.Rows[0].Number != 1 || p.Prev != "" {
		t.Errorf("got %d rows, prev %q, %v", len(p.Rows), p.Prev, err)
	}
}

func TestWhatIsDeletedIsInNoListAndNoCount(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	for _, th := range []onus.Thing{w.claim, w.evidence, w.relationship, w.ibm, w.doe, w.proceeding, w.member} {
		remove(t, s, th)
	}
	pages, exports := listers(s, w.c, w.member.UserID)
	for noun, page := range pages {
		if noun == onus.Changes {
			continue
		}
		want := 0
		if noun == onus.Members {
			want = 1 // the lead
		}
		for _, q := range []string{"", "e"} {
			p, err := page(onus.Filter{Q: q})
			if err != nil || len(p.ids) != want || p.total != int64(want) {
				t.Errorf("%s %q: %d rows, total %d, %v", noun, q, len(p.ids), p.total, err)
			}
		}
		if ids, err := exports[noun](onus.Filter{}); err != nil || len(ids) != want {
			t.Errorf("%s.csv: %d rows, %v", noun, len(ids), err)
		}
	}
	c := load(t, s, &onus.Case{Head: onus.Head{ID: w.c.ID, CaseID: w.c.ID}})
	if c.Counts != (onus.Counts{Members: 1}) {
		t.Errorf("counts are %+v", c.Counts)
	}
	o, err := s.Overview(t.Context(), w.c.ID)
	if err != nil || len(o.ClaimsByKind)+len(o.PartiesBySide)+len(o.EvidenceByType) != 0 || o.UnlinkedClaims+o.UnlinkedEvidence+o.UnassessedLinks != 0 {
		t.Errorf("overview is %+v, %v", o, err)
	}
	ties, err := s.ClaimParties(t.Context(), w.c.ID, w.claim.ID)
	links, _, err2 := s.LinksOf(t.Context(), w.c.ID, "claim", w.claim.ID)
	if len(ties)+len(links) != 0 || err != nil || err2 != nil {
		t.Errorf("%d ties and %d links, %v, %v", len(ties), len(links), err, err2)
	}
	if _, err := s.Access(t.Context(), w.member.UserID, w.c.ID); !db.IsNotFound(err) {
		t.Errorf("a former member sees the case: %v", err)
	}
	must(t, s.ExportClaimParties(t.Context(), w.c.ID, onus.Filter{}, db.Outlet{}, func(*onus.ClaimParty) error { t.Error("a tie is exported"); return nil }))
}
