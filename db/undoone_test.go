package db_test

import (
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

// undoLast takes back the last line of the history that fits.
func undoLast(t *testing.T, s *db.Store, caseID, action, noun, field string) (int, error) {
	t.Helper()
	p, err := s.ListChanges(t.Context(), caseID, onus.Filter{Fields: map[string]string{"action": action, "noun": noun}})
	must(t, err)
	for _, c := range p.Rows {
		if c.Field == field {
			return s.Undo(t.Context(), dbtest.Who, caseID, c.Seq, "")
		}
	}
	t.Fatalf("the history has no %s of %s %q", action, noun, field)
	return 0, nil
}

func TestOneLineOfTheHistoryBringsBackWhatWasDeletedWithIt(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	other := dbtest.Claim(t, s, w.c.ID, "Other")
	dbtest.Link(t, s, w.evidence, other, onus.Refutes)
	_, err := s.DeleteMany(t.Context(), dbtest.Who, onus.Claims, w.c.ID, []string{other.ID, w.claim.ID})
	must(t, err)
	n, err := undoLast(t, s, w.c.ID, onus.ActionDelete, onus.Claims, "")
	must(t, err)
	if got := load(t, s, w.claim); n != 3 || got.Respondents != "IBM China" || got.Stances.Supports != 1 {
		t.Errorf("%d lines brought back %+v", n, got)
	}
	_, err = s.Thing(t.Context(), onus.Claims, w.c.ID, other.ID)
	wants(t, err, onus.ErrNotFound) // was deleted beside it, not with it
	clean(t, s)
}

func TestOneLineOfAnAmountTakesItsCurrencyBackToo(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"amount", "currency"} {
		s := dbtest.Open(t)
		c := dbtest.NewCase(t, s)
		claim := dbtest.Made(t, s, &onus.Claim{Head: head(c.ID), Title: "Loss", Kind: onus.ClaimDamages, Currency: "EUR", Amount: onus.Amount{Minor: 10000, Known: true}})
		claim.Title, claim.Currency, claim.Amount = "Loss of profit", "JPY", onus.Amount{Minor: 20000, Known: true}
		must(t, s.Update(t.Context(), dbtest.Who, claim))
		n, err := undoLast(t, s, c.ID, onus.ActionUpdate, onus.Claims, field)
		must(t, err)
		if got := load(t, s, claim); n != 2 || got.Currency != "EUR" || got.Amount.Minor != 10000 || got.Title != "Loss of profit" {
			t.Errorf("undoing the %s: %d lines, now %v %s, %q", field, n, got.Amount, got.Currency, got.Title)
		}
	}
}

func TestACreationIsNotUndoneOverTheWorkOfOthers(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	_, err := undoLast(t, s, w.c.ID, onus.ActionCreate, onus.Claims, "")
	refused(t, err, "")
	if load(t, s, w.link).ClaimID != w.claim.ID {
		t.Error("the link is gone")
	}
	own := &onus.Claim{Head: head(w.c.ID), Title: "own", Kind: "other"}
	must(t, s.CreateClaim(t.Context(), dbtest.Who, own, map[string][]string{onus.Claimant: {w.doe.ID}}))
	n, err := undoLast(t, s, w.c.ID, onus.ActionCreate, onus.Claims, "")
	must(t, err)
	if n != 1 {
		t.Errorf("%d lines", n)
	}
	clean(t, s)
}

func TestNothingIsItsOwnOrigin(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	a := dbtest.Evidence(t, s, c.ID, "a")
	b := dbtest.Made(t, s, &onus.Evidence{Head: head(c.ID), Title: "b", DerivedFromID: a.ID, TranslationOfID: a.ID})
	d := dbtest.Made(t, s, &onus.Evidence{Head: head(c.ID), Title: "d", DerivedFromID: b.ID})
	a.DerivedFromID = d.ID
	refused(t, s.Update(t.Context(), dbtest.Who, a), "derived_from_id")
	a.DerivedFromID, a.TranslationOfID = "", b.ID
	refused(t, s.Update(t.Context(), dbtest.Who, a), "translation_of_id")
	a.DerivedFromID, a.TranslationOfID = "", d.ID
	must(t, s.Update(t.Context(), dbtest.Who, a))
	first := dbtest.Made(t, s, &onus.Proceeding{Head: head(c.ID), Court: "SDNY"})
	second := dbtest.Made(t, s, &onus.Proceeding{Head: head(c.ID), Court: "2d Cir.", AppealOfID: first.ID})
	first.AppealOfID = second.ID
	refused(t, s.Update(t.Context(), dbtest.Who, first), "appeal_of_id")
}
