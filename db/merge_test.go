package db_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

// post does what a form does: it loads the present thing, fills in what was
// posted and says which version the form was filled from.
func post(t testing.TB, s *db.Store, like onus.Thing, version int64, posted map[string]string) (onus.Thing, error) {
	t.Helper()
	th := load(t, s, like)
	must(t, onus.Fill(th, func(name string) (string, bool) { v, ok := posted[name]; return v, ok }).Err())
	th.Base().Version = version
	return th, s.Update(context.Background(), dbtest.Who, th)
}

func TestTwoFormsOfOneThing(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	for _, tc := range []struct {
		name         string
		base         map[string]string // what is there when both forms are opened
		theirs, mine map[string]string
		want         map[string]string // afterwards
		conflict     string            // names of fields
	}{
		{"other fields are merged", nil, map[string]string{"title": "theirs"}, map[string]string{"legal_basis": "mine"},
			map[string]string{"title": "theirs", "legal_basis": "mine"}, ""},
		{"a whole form that left their field as it was is merged", map[string]string{"title": "was"}, map[string]string{"title": "theirs"},
			map[string]string{"title": "was", "measure": "mine"}, map[string]string{"title": "theirs", "measure": "mine"}, ""},
		{"one field twice is a conflict", nil, map[string]string{"title": "theirs"}, map[string]string{"title": "mine"},
			map[string]string{"title": "theirs"}, "title"},
		{"what both typed alike is no conflict", nil, map[string]string{"title": "both"}, map[string]string{"title": "both", "measure": "x"},
			map[string]string{"title": "both", "measure": "x"}, ""},
		{"conflicts are named, and nothing of mine is stored", nil, map[string]string{"title": "theirs", "measure": "theirs", "conduct": "theirs"},
			map[string]string{"title": "mine", "measure": "mine", "calculation": "mine"},
			map[string]string{"title": "theirs", "measure": "theirs", "calculation": ""}, "measure title"},
		{"their amount and currency are taken over together", map[string]string{"amount": "100", "currency": "EUR"},
			map[string]string{"amount": "1000", "currency": "JPY"}, map[string]string{"amount": "100.00", "currency": "EUR", "title": "mine"},
			map[string]string{"amount": "1000", "currency": "JPY", "title": "mine"}, ""},
		{"my amount is not moved into their currency", map[string]string{"amount": "100", "currency": "EUR"},
			map[string]string{"currency": "USD"}, map[string]string{"amount": "200.00", "currency": "EUR"},
			map[string]string{"amount": "100.00", "currency": "USD"}, "amount currency"},
		{"their amount is not moved into my currency", map[string]string{"amount": "100", "currency": "EUR"},
			map[string]string{"amount": "200"}, map[string]string{"amount": "100.00", "currency": "USD"},
			map[string]string{"amount": "200.00", "currency": "EUR"}, "amount currency"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			claim := dbtest.Claim(t, s, c.ID, "was")
			_, err := post(t, s, claim, 1, tc.base)
			must(t, err)
			version := load(t, s, claim).Version
			_, err = post(t, s, claim, version, tc.theirs)
			must(t, err)
			mine, err := post(t, s, claim, version, tc.mine)
			checkConflict(t, err, tc.conflict, tc.mine)
			got := fields(load(t, s, claim))
			for name, want := range tc.want {
				if got[name] != want {
					t.Errorf("%s is %q, want %q", name, got[name], want)
				}
			}
			if tc.conflict == "" && mine.Base().Version != load(t, s, claim).Version {
				t.Errorf("what was stored says version %d", mine.Base().Version)
			}
		})
	}
	clean(t, s)
}

func checkConflict(t *testing.T, err error, want string, typed map[string]string) {
	t.Helper()
	if want == "" {
		must(t, err)
		return
	}
	var conflict *onus.ConflictError
	if !errors.As(err, &conflict) {
		t.Fatalf("got %v", err)
	}
	wants(t, err, onus.ErrConflict)
	slices.Sort(conflict.Fields)
	if got := strings.Join(conflict.Fields, " "); got != want {
		t.Errorf("conflicts in %q, want %q", got, want)
	}
	for name := range maps.Keys(typed) {
		if got := fields(conflict.Mine)[name]; got != typed[name] {
			t.Errorf("what I typed into %s came back as %q", name, got)
		}
	}
}

func TestVersionsThatNoFormCanHave(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	for _, version := range []int64{-1, 0, 2, 999} {
		_, err := post(t, s, w.claim, version, map[string]string{"title": "x"})
		wants(t, err, onus.ErrConflict)
		wants(t, s.Delete(t.Context(), dbtest.Who, onus.Claims, w.c.ID, w.claim.ID, version), onus.ErrConflict)
	}
	if got := load(t, s, w.claim); got.Title != "Loss of profit" || got.Version != 1 {
		t.Errorf("got %+v", got)
	}
	remove(t, s, w.claim)
	err := s.Update(t.Context(), dbtest.Who, w.claim)
	wants(t, err, onus.ErrNotFound)
	wants(t, s.Delete(t.Context(), dbtest.Who, onus.Claims, w.c.ID, w.claim.ID, 2), onus.ErrNotFound)
	clean(t, s)
}

func TestAFormSavedUnchangedChangesNothing(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	before := latest(t, s, w.c.ID).Seq
	for _, th := range []onus.Thing{w.claim, w.ibm, w.evidence, w.link, w.relationship, w.proceeding, w.member, w.tie} {
		stored := load(t, s, th)
		_, err := post(t, s, th, 1, fields(stored))
		must(t, err)
		if got := load(t, s, th).Base(); got.Version != 1 {
			t.Errorf("%s: version %d", th.Noun(), got.Version)
		}
	}
	if after := latest(t, s, w.c.ID).Seq; after != before {
		t.Errorf("%d changes were logged", after-before)
	}
}
