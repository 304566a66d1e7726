package db_test

import (
	"testing"

	"onus"
	"onus/db/dbtest"
)

func TestUndoOfADeletedClaimBringsBackWhatHungOnIt(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	remove(t, s, w.claim)
	if got := load(t, s, w.evidence); got.Links != 0 {
		t.Errorf("the item still counts %d links", got.Links)
	}
	clean(t, s)
	undo(t, s, w.c.ID, onus.Claims+w.claim.ID)
	got := load(t, s, w.claim)
	if got.Respondents != "IBM China" || got.Stances.Supports != 1 || load(t, s, w.evidence).Links != 1 || load(t, s, w.link).Stance != onus.Supports {
		t.Errorf("came back as %+v", got)
	}
	clean(t, s)
}

func TestUndoOfADeletedPartyBringsBackWhatHungOnIt(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	remove(t, s, w.ibm)
	clean(t, s)
	undo(t, s, w.c.ID, onus.Parties+w.ibm.ID)
	if load(t, s, w.claim).Respondents != "IBM China" || load(t, s, w.relationship).ToID != w.ibm.ID {
		t.Error("not all came back")
	}
	clean(t, s)
}

func TestUndoIsRefusedWhen(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	ctx := t.Context()
	for _, tc := range []struct {
		name  string
		given func(t *testing.T, w *world)
		field string
	}{
		{"the field has been changed again", func(t *testing.T, w *world) {
			must(t, s.Update(ctx, op("first"+w.c.ID), renamed(load(t, s, w.claim), "first")))
			must(t, s.Update(ctx, dbtest.Who, renamed(load(t, s, w.claim), "second")))
		}, "title"},
		{"what was made has been changed since", func(t *testing.T, w *world) {
			c := &onus.Claim{Head: head(w.c.ID), Title: "new", Kind: "other"}
			must(t, s.CreateClaim(ctx, op("first"+w.c.ID), c, map[string][]string{onus.Claimant: {w.doe.ID}}))
			must(t, s.Update(ctx, dbtest.Who, renamed(c, "second")))
		}, ""},
		{"it came back by another way", func(t *testing.T, w *world) {
			must(t, s.Delete(ctx, op("first"+w.c.ID), onus.Links, w.c.ID, w.link.ID, 1))
			undo(t, s, w.c.ID, "first"+w.c.ID)
		}, ""},
		{"what it belongs to is deleted", func(t *testing.T, w *world) {
			must(t, s.Delete(ctx, op("first"+w.c.ID), onus.Links, w.c.ID, w.link.ID, 1))
			remove(t, s, w.evidence)
		}, ""},
		{"the other end of a relationship is deleted", func(t *testing.T, w *world) {
			must(t, s.Delete(ctx, op("first"+w.c.ID), onus.Relationships, w.c.ID, w.relationship.ID, 1))
			remove(t, s, w.ibm)
		}, ""},
		{"the same has been made again", func(t *testing.T, w *world) {
			must(t, s.Delete(ctx, op("first"+w.c.ID), onus.ClaimParties, w.c.ID, w.tie.ID, 1))
			dbtest.ClaimParty(t, s, w.claim, w.ibm, onus.Respondent)
		}, ""},
		{"the person is a member again", func(t *testing.T, w *world) {
			must(t, s.Delete(ctx, op("first"+w.c.ID), onus.Members, w.c.ID, w.member.ID, 1))
			must(t, s.AddMember(ctx, dbtest.Who, &onus.Member{Head: head(w.c.ID), Email: w.member.Email, Role: onus.RoleReader}))
		}, ""},
		{"it added a file", func(t *testing.T, w *world) {
			up := dbtest.File(t, s, w.evidence, "x")
			must(t, s.AddFile(ctx, op("first"+w.c.ID), &onus.File{Head: head(w.c.ID), EvidenceID: w.evidence.ID, SHA256: up.SHA256, Size: up.Size}))
		}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t, s)
			tc.given(t, w)
			_, err := s.Undo(ctx, dbtest.Who, w.c.ID, 0, "first"+w.c.ID)
			refused(t, err, tc.field)
		})
	}
	_, err := s.Undo(ctx, dbtest.Who, w.c.ID, 0, "no such request")
	wants(t, err, onus.ErrNotFound)
	_, err = s.Undo(ctx, dbtest.Who, w.c.ID, 10000, "")
	wants(t, err, onus.ErrNotFound)
	clean(t, s)
}

func renamed(c *onus.Claim, title string) *onus.Claim {
	c.Title = title
	return c
}

func TestTheHistoryGivesNobodyRights(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	m := load(t, s, w.member)
	m.Role = onus.RoleAnalyst
	must(t, s.Update(t.Context(), op("promote"), m))
	m.Role = onus.RoleReader
	must(t, s.Update(t.Context(), op("demote"), m))
	_, err := s.Undo(t.Context(), onus.Actor{Email: w.member.Email}, w.c.ID, 0, "demote")
	wants(t, err, onus.ErrForbidden)
	undo(t, s, w.c.ID, "demote")
	if got := load(t, s, w.member); got.Role != onus.RoleAnalyst {
		t.Errorf("role %q", got.Role)
	}
}

func TestAnAmountGoesBackWithItsCurrency(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	claim := dbtest.Made(t, s, &onus.Claim{Head: head(c.ID), Title: "Loss", Kind: onus.ClaimDamages, Currency: "EUR", Amount: onus.Amount{Minor: 10000, Known: true}})
	claim.Currency, claim.Amount = "JPY", onus.Amount{Minor: 1000, Known: true}
	must(t, s.Update(t.Context(), op("yen"), claim))
	if n := undo(t, s, c.ID, "yen"); n != 2 {
		t.Errorf("%d changes taken back", n)
	}
	if got := load(t, s, claim); got.Currency != "EUR" || got.Amount.Minor != 10000 {
		t.Errorf("got %v %s", got.Amount, got.Currency)
	}
	n, err := s.SetMany(t.Context(), dbtest.Who, onus.Claims, c.ID, []string{claim.ID}, map[string]string{"currency": "JPY"})
	must(t, err)
	if got := load(t, s, claim); n != 1 || got.Amount.Minor != 100 {
		t.Errorf("100.00 EUR became %v %s", got.Amount, got.Currency)
	}
	clean(t, s)
}

func TestBulkIsAllOrNothingAndUndoneAsOne(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	var ids []string
	for range 5 {
		ids = append(ids, dbtest.Claim(t, s, c.ID, "claim").ID)
	}
	set := func(name string, ids []string, field, value string) (int, error) {
		return s.SetMany(t.Context(), op(name), onus.Claims, c.ID, ids, map[string]string{field: value})
	}
	_, err := set("bad value", ids, "status", "no such code")
	refused(t, err, "status")
	_, err = set("bad field", ids, "no_such_field", "x")
	refused(t, err, "")
	_, err = set("bad id", append(ids[:4:4], "unknown"), "status", "pleaded")
	wants(t, err, onus.ErrNotFound)
	for _, id := range ids {
		if got := load(t, s, &onus.Claim{Head: onus.Head{CaseID: c.ID, ID: id}}); got.Status != "draft" || got.Version != 1 {
			t.Errorf("got %s, version %d", got.Status, got.Version)
		}
	}
	n, err := set("good", append(ids, ids[0]), "status", "pleaded")
	if must(t, err); n != 5 {
		t.Errorf("%d differed", n)
	}
	if n := undo(t, s, c.ID, "good"); n != 5 {
		t.Errorf("%d undone", n)
	}
	n, err = s.DeleteMany(t.Context(), op("gone"), onus.Claims, c.ID, append(ids, ids[0]))
	if must(t, err); n != 5 {
		t.Errorf("%d deleted", n)
	}
	_, err = s.DeleteMany(t.Context(), dbtest.Who, onus.Claims, c.ID, []string{"unknown"})
	wants(t, err, onus.ErrNotFound)
	if n := undo(t, s, c.ID, "gone"); n != 5 {
		t.Errorf("%d undone", n)
	}
	if n, err = set("same", ids, "status", "draft"); n != 0 || err != nil {
		t.Errorf("%d differed, %v", n, err)
	}
	clean(t, s)
}

// An item and the one that it was made from can be deleted together in any
// order, and come back together.
func TestBulkUndoOfThingsThatReferToEachOther(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	a := dbtest.Evidence(t, s, c.ID, "original")
	b := dbtest.Made(t, s, &onus.Evidence{Head: head(c.ID), Title: "copy", DerivedFromID: a.ID})
	for name, ids := range map[string][]string{"source first": {a.ID, b.ID}, "source last": {b.ID, a.ID}} {
		_, err := s.DeleteMany(t.Context(), op(name), onus.EvidenceNoun, c.ID, ids)
		must(t, err)
		if n := undo(t, s, c.ID, name); n != 2 || load(t, s, b).DerivedFromID != a.ID {
			t.Errorf("%s: %d undone", name, n)
		}
	}
	clean(t, s)
}
