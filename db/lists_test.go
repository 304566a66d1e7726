package db_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

// listed is one page of ids.
type listed struct {
	ids        []string
	next, prev string
	total      int64
}

type lister func(f onus.Filter) (listed, error)

func pager[T any](list func(context.Context, string, onus.Filter) (onus.Page[T], error), of string, id func(*T) string) lister {
	return func(f onus.Filter) (listed, error) {
		p, err := list(context.Background(), of, f)
		l := listed{next: p.Next, prev: p.Prev, total: p.Total}
		for i := range p.Rows {
			l.ids = append(l.ids, id(&p.Rows[i]))
		}
		return l, err
	}
}

// listers are the pages and the exports of every noun.
func listers(s *db.Store, c *onus.Case, userID string) (pages map[string]lister, exports map[string]func(onus.Filter) ([]string, error)) {
	pages = map[string]lister{
		onus.Proceedings:   pager(s.ListProceedings, c.ID, func(p *onus.Proceeding) string { return p.ID }),
		onus.Parties:       pager(s.ListParties, c.ID, func(p *db.PartyRow) string { return p.ID }),
		onus.Relationships: pager(s.ListRelationships, c.ID, func(r *onus.Relationship) string { return r.ID }),
		onus.Claims:        pager(s.ListClaims, c.ID, func(c *onus.Claim) string { return c.ID }),
		onus.EvidenceNoun:  pager(s.ListEvidence, c.ID, func(e *onus.Evidence) string { return e.ID }),
		onus.Links:         pager(s.ListLinks, c.ID, func(l *onus.Link) string { return l.ID }),
		onus.Members:       pager(s.ListMembers, c.ID, func(m *onus.Member) string { return m.ID }),
		onus.Changes:       pager(s.ListChanges, c.ID, func(c *onus.Change) string { return fmt.Sprint(c.Seq) }),
		onus.Cases:         pager(s.ListCases, userID, func(r *db.CaseRow) string { return r.ID }),
	}
	exports = map[string]func(onus.Filter) ([]string, error){}
	for noun := range pages {
		exports[noun] = func(f onus.Filter) (ids []string, err error) {
			ctx := context.Background()
			switch noun {
			case onus.Changes:
				err = s.ExportChanges(ctx, c.ID, f, db.Outlet{}, func(c *onus.Change) error { ids = append(ids, fmt.Sprint(c.Seq)); return nil })
			case onus.Cases:
				err = s.ExportCases(ctx, userID, f, db.Outlet{}, func(c *onus.Case) error { ids = append(ids, c.ID); return nil })
			default:
				err = s.Export(ctx, noun, c.ID, f, db.Outlet{}, func(th onus.Thing) error { ids = append(ids, th.Base().ID); return nil })
			}
			return ids, err
		}
	}
	return pages, exports
}

// crowd is a case with enough of everything to turn pages, with equal values in
// every column that is sorted by, and some of everything deleted.
func crowd(t *testing.T) (*db.Store, *onus.Case, onus.User) {
	t.Helper()
	at := newClock()
	s := dbtest.OpenAt(t, at.now)
	u := dbtest.User(t, s, dbtest.Who.Email, false)
	var c *onus.Case
	for range 9 {
		c = dbtest.Case(t, s, u)
	}
	var parties []*onus.Party
	var claims []*onus.Claim
	var items []*onus.Evidence
	for i := range 11 {
		if i%3 == 0 {
			at.pass(time.Second)
		}
		p := &onus.Party{Head: head(c.ID), PartyName: fmt.Sprintf("Party %d", i/2), Kind: "person", Side: []string{"", "claimant"}[i%2], Country: "NL"}
		parties = append(parties, dbtest.Made(t, s, p))
		claims = append(claims, dbtest.Claim(t, s, c.ID, fmt.Sprintf("Claim %d", i/3)))
		e := &onus.Evidence{Head: head(c.ID), Title: fmt.Sprintf("Item %d", i/3), Dated: onus.Date([]string{"", "2021", "2021-03"}[i%3])}
		items = append(items, dbtest.Made(t, s, e))
		dbtest.Made(t, s, &onus.Proceeding{Head: head(c.ID), Court: fmt.Sprintf("Court %d", i/4), FiledOn: "2020"})
		m := dbtest.User(t, s, fmt.Sprintf("m%02d@example.org", i), false)
		must(t, s.AddMember(t.Context(), dbtest.Who, &onus.Member{Head: head(c.ID), Email: m.Email, Role: onus.RoleReader}))
	}
	for i := range 11 {
		dbtest.Link(t, s, items[i], claims[i/2], []string{onus.Supports, onus.Refutes, ""}[i%3])
		dbtest.Made(t, s, &onus.Link{Head: head(c.ID), EvidenceID: items[i/2].ID, ClaimID: claims[(i+5)%11].ID, Locator: fmt.Sprint(i)})
		dbtest.ClaimParty(t, s, claims[i/2], parties[i], onus.Claimant)
		dbtest.Relationship(t, s, parties[i], parties[(i+i/2+1)%11])
	}
	remove(t, s, claims[3])
	remove(t, s, items[4])
	remove(t, s, parties[5])
	return s, c, u
}

func TestEveryListInEveryOrderShowsEveryRowOnce(t *testing.T) {
	t.Parallel()
	s, c, u := crowd(t)
	pages, exports := listers(s, c, u.ID)
	for noun, page := range pages {
		orders := []string{"", "no such order"}
		for _, name := range s.Sorts(noun) {
			orders = append(orders, name, "-"+name)
		}
		for _, order := range orders {
			f := onus.Filter{Sort: order, Limit: 3}
			want, err := exports[noun](f)
			must(t, err)
			if forth := turn(t, page, f, true); !slices.Equal(forth, want) {
				t.Errorf("%s by %q forward:\n%v, export\n%v", noun, order, forth, want)
			}
			back := turn(t, page, f, false)
			if !slices.Equal(back, want) {
				t.Errorf("%s by %q backward:\n%v, export\n%v", noun, order, back, want)
			}
			if whole, err := page(onus.Filter{Sort: order, Limit: 1000}); err != nil || !slices.Equal(whole.ids, want) || whole.next+whole.prev != "" ||
				whole.total != int64(len(want)) || len(want) < 7 {
				t.Errorf("%s by %q: %d rows, total %d, next %q, prev %q, %v", noun, order, len(whole.ids), whole.total, whole.next, whole.prev, err)
			}
		}
	}
}

// turn reads all pages one after the other, or the other way round from the
// last one.
func turn(t *testing.T, page lister, f onus.Filter, forward bool) []string {
	t.Helper()
	var all []string
	p, err := page(f)
	for must(t, err); ; must(t, err) {
		if forward {
			all = append(all, p.ids...)
		}
		if p.next == "" || len(all) > 500 {
			break
		}
		f.After = p.next
		p, err = page(f)
	}
	if forward {
		return all
	}
	f.After = ""
	for {
		all = append(slices.Clone(p.ids), all...)
		if p.prev == "" || len(all) > 500 {
			return all
		}
		f.Before = p.prev
		p, err = page(f)
		must(t, err)
	}
}

func TestEveryFilterCanBeUsedAndNarrows(t *testing.T) {
	t.Parallel()
	s, c, u := crowd(t)
	pages, exports := listers(s, c, u.ID)
	values := map[string][]string{
		"unlinked": {"true"}, "proposed": {"true"}, "no_locator": {"true"}, "no_why": {"true"}, "stance": {"supports", "undercuts", "'; DROP TABLE links"}, "day": {"2026-03-01", "1999-01-01", "garbage"},
	}
	for noun, page := range pages {
		all, err := page(onus.Filter{Limit: 1000})
		must(t, err)
		for _, name := range s.Filters(noun) {
			tried := values[name]
			if tried == nil {
				tried = []string{"no such value", "\\%_'"}
			}
			for _, v := range tried {
				f := onus.Filter{Fields: map[string]string{name: v}, Limit: 1000}
				some, err := page(f)
				must(t, err)
				exported, err := exports[noun](f)
				must(t, err)
				if !slices.Equal(exported, some.ids) || some.total != int64(len(some.ids)) {
					t.Errorf("%s %s=%s: %d rows, total %d, export %d", noun, name, v, len(some.ids), some.total, len(exported))
				}
				if narrow := len(some.ids) < len(all.ids); !narrow && v != "true" && v != "garbage" && v != "2026-03-01" && v[0] != '\'' && v != "supports" {
					t.Errorf("%s %s=%s: all %d rows", noun, name, v, len(some.ids))
				}
			}
		}
	}
}

func TestFiltersFindWhatTheySay(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	dbtest.Claim(t, s, w.c.ID, "alone")
	pages, _ := listers(s, w.c, "")
	for _, tc := range []struct {
		noun, filter, value string
		want                int
	}{
		{onus.Claims, "kind", "damages", 2}, {onus.Claims, "kind", "sanction", 0}, {onus.Claims, "status", "draft", 2},
		{onus.Claims, "unlinked", "true", 1}, {onus.Claims, "unlinked", "no", 2}, {onus.Claims, "stance", onus.Supports, 1}, {onus.Claims, "stance", onus.Refutes, 0},
		{onus.Claims, "party", w.ibm.ID, 1}, {onus.Claims, "party", w.doe.ID, 0}, {onus.Claims, "no such filter", "x", 2}, {onus.Claims, "kind", "", 2},
		{onus.EvidenceNoun, "stance", onus.Supports, 1}, {onus.EvidenceNoun, "unlinked", "true", 0}, {onus.EvidenceNoun, "type", "documentary", 1},
		{onus.Parties, "unlinked", "true", 1}, {onus.Parties, "kind", "person", 1}, {onus.Relationships, "party", w.doe.ID, 1},
		{onus.Relationships, "party", w.claim.ID, 0}, {onus.Links, "claim", w.claim.ID, 1}, {onus.Links, "evidence", w.claim.ID, 0},
		{onus.Links, "no_locator", "true", 1}, {onus.Links, "no_why", "true", 1}, {onus.Members, "role", onus.RoleLead, 1},
		{onus.Changes, "noun", onus.Claims, 2}, {onus.Changes, "id", w.link.ID, 1}, {onus.Changes, "actor", "nobody@example.org", 0},
	} {
		p, err := pages[tc.noun](onus.Filter{Fields: map[string]string{tc.filter: tc.value}})
		if err != nil || len(p.ids) != tc.want {
			t.Errorf("%s %s=%s: %d rows, want %d, %v", tc.noun, tc.filter, tc.value, len(p.ids), tc.want, err)
		}
	}
}
