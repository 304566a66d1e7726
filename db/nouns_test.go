package db_test

import (
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

// world is a case with something of everything.
type world struct {
	s            *db.Store
	c            *onus.Case
	ibm, doe     *onus.Party
	claim        *onus.Claim
	evidence     *onus.Evidence
	link         *onus.Link
	tie          *onus.ClaimParty
	relationship *onus.Relationship
	proceeding   *onus.Proceeding
	member       *onus.Member
}

func newWorld(t testing.TB, s *db.Store) *world {
	t.Helper()
	w := &world{s: s, c: dbtest.NewCase(t, s)}
	w.ibm, w.doe = dbtest.Party(t, s, w.c.ID, "IBM China"), dbtest.Person(t, s, w.c.ID, "Doe")
	w.claim = dbtest.Claim(t, s, w.c.ID, "Loss of profit")
	w.evidence = dbtest.Evidence(t, s, w.c.ID, "Letter")
	w.link = dbtest.Link(t, s, w.evidence, w.claim, onus.Supports)
	w.tie = dbtest.ClaimParty(t, s, w.claim, w.ibm, onus.Respondent)
	w.relationship = dbtest.Relationship(t, s, w.doe, w.ibm)
	w.proceeding = dbtest.Made(t, s, &onus.Proceeding{Head: head(w.c.ID), Court: "SDNY"})
	u := dbtest.User(t, s, "reader-"+w.c.ID[:6]+"@example.org", false)
	w.member = &onus.Member{Head: head(w.c.ID), Email: u.Email, Role: onus.RoleReader}
	must(t, s.AddMember(t.Context(), dbtest.Who, w.member))
	return w
}

func TestEveryNounIsMadeChangedDeletedAndBroughtBack(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	for _, tc := range []struct {
		th           onus.Thing
		field, value string
		title        string // as the history has it
	}{
		{w.proceeding, "court", "District of Delaware", "District of Delaware"},
		{w.ibm, "name", "IBM (China)", "IBM (China)"},
		{w.relationship, "percent", "19.35", "Doe → IBM (China)"},
		{w.claim, "title", "Lost profits", "C-1 Lost profits"},
		{w.tie, "role", onus.Claimant, "IBM (China)"},
		{w.evidence, "title", "Letter of May", "EX-0001 Letter of May"},
		{w.link, "stance", onus.Refutes, "EX-0001 → C-1"},
		{w.member, "role", onus.RoleAnalyst, w.member.UserName},
	} {
		noun := tc.th.Noun()
		stored := load(t, s, tc.th)
		if h := stored.Base(); h.CreatedBy != dbtest.Who.Email || h.UpdatedBy != dbtest.Who.Email || h.CreatedAt == 0 {
			t.Errorf("%s: made with head %+v", noun, h)
		}
		was, version := fields(stored), stored.Base().Version
		problemsOf := onus.Fill(stored, func(name string) (string, bool) { return tc.value, name == tc.field })
		must(t, problemsOf.Err())
		must(t, s.Update(t.Context(), op("update "+noun), stored))
		now := load(t, s, tc.th)
		if got := fields(now); got[tc.field] != tc.value || now.Base().Version != version+1 {
			t.Errorf("%s: changed to %v, version %d", noun, got, now.Base().Version)
		}
		if c := latest(t, s, w.c.ID); c.Title != tc.title || c.Field != tc.field || c.New != tc.value || c.Old != was[tc.field] || c.Version != version+1 {
			t.Errorf("%s: logged %+v", noun, c)
		}
		remove(t, s, now)
		if _, err := s.Thing(t.Context(), noun, w.c.ID, now.Base().ID); !db.IsNotFound(err) {
			t.Errorf("%s: deleted, and still there: %v", noun, err)
		}
		if c := latest(t, s, w.c.ID); c.Action != onus.ActionDelete || c.Title != tc.title || c.Version != version+2 {
			t.Errorf("%s: logged %+v", noun, c)
		}
		clean(t, s)
		undo(t, s, w.c.ID, noun+now.Base().ID)
		back := load(t, s, tc.th)
		if got := fields(back); got[tc.field] != tc.value || back.Base().Version != version+3 {
			t.Errorf("%s: came back as %v, version %d", noun, got, back.Base().Version)
		}
		undo(t, s, w.c.ID, "update "+noun)
		if got := fields(load(t, s, tc.th)); got[tc.field] != was[tc.field] {
			t.Errorf("%s: undone to %q", noun, got[tc.field])
		}
		must(t, redo(t, s, load(t, s, tc.th), tc.field, tc.value))
		clean(t, s)
	}
}

func redo(t testing.TB, s *db.Store, th onus.Thing, field, value string) error {
	must(t, onus.Fill(th, func(name string) (string, bool) { return value, name == field }).Err())
	return s.Update(t.Context(), dbtest.Who, th)
}

func fields(th onus.Thing) map[string]string {
	m := map[string]string{}
	for _, a := range th.Attrs() {
		m[a.Name] = a.String()
	}
	return m
}

func TestACaseIsChangedAndUndoneByItsLead(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	c := load(t, s, &onus.Case{Head: onus.Head{ID: w.c.ID, CaseID: w.c.ID}})
	c.Currency, c.Title = "EUR", "Renamed"
	must(t, s.Update(t.Context(), op("rename"), c))
	if n := undo(t, s, w.c.ID, "rename"); n != 2 {
		t.Errorf("%d changes taken back", n)
	}
	if got := load(t, s, c); got.Title != w.c.Title || got.Currency != "" || got.Version != 3 {
		t.Errorf("got %+v", got)
	}
	_, err := s.Undo(t.Context(), dbtest.Who, w.c.ID, 1, "")
	refused(t, err, "") // that the case was made
	clean(t, s)
}

// What is refused takes no number, and what is deleted keeps it.
func TestNumbersHaveNoGapAndAreNeverGivenTwice(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	dbtest.Claim(t, s, c.ID, "one")
	bad := &onus.Claim{Head: head(c.ID), Title: "two", Kind: onus.ClaimSanction}
	ibm := dbtest.Party(t, s, c.ID, "IBM")
	err := s.CreateClaim(t.Context(), dbtest.Who, bad, map[string][]string{onus.Target: {ibm.ID}})
	refused(t, err, "targets")
	if bad.ID != "" || bad.Number != 0 {
		t.Errorf("the refused claim has id %q and number %d", bad.ID, bad.Number)
	}
	err = s.CreateClaim(t.Context(), dbtest.Who, bad, map[string][]string{onus.Claimant: {"unknown"}})
	refused(t, err, "claimants")
	second := dbtest.Claim(t, s, c.ID, "two")
	if second.Number != 2 {
		t.Errorf("got number %d", second.Number)
	}
	remove(t, s, second)
	if third := dbtest.Claim(t, s, c.ID, "three"); third.Number != 3 {
		t.Errorf("got number %d", third.Number)
	}
	clean(t, s)
}

func TestRulesAcrossThings(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	measure := &onus.Claim{Head: head(w.c.ID), Title: "Bar from office", Kind: onus.ClaimSanction}
	must(t, s.CreateClaim(t.Context(), dbtest.Who, measure, map[string][]string{onus.Target: {w.doe.ID, w.doe.ID, ""}}))
	doe := load(t, s, w.doe)
	doe.Kind = "organisation"
	refused(t, s.Update(t.Context(), dbtest.Who, doe), "kind")
	injunction := &onus.Claim{Head: head(w.c.ID), Title: "Stop", Kind: onus.ClaimInjunction, Conduct: "selling"}
	must(t, s.CreateClaim(t.Context(), dbtest.Who, injunction, map[string][]string{onus.Target: {w.ibm.ID}}))
	injunction.Kind = onus.ClaimSanction
	refused(t, s.Update(t.Context(), dbtest.Who, injunction), "kind")
	again := &onus.Link{Head: head(w.c.ID), EvidenceID: w.evidence.ID, ClaimID: w.claim.ID}
	refused(t, s.Create(t.Context(), dbtest.Who, again), "locator")
	again.Locator = "p. 4"
	must(t, s.Create(t.Context(), dbtest.Who, again))
	refused(t, s.Create(t.Context(), dbtest.Who, &onus.ClaimParty{Head: head(w.c.ID), ClaimID: w.claim.ID, PartyID: w.ibm.ID, Role: onus.Respondent}), "")
	employers, err := s.Employers(t.Context(), w.c.ID, measure.ID)
	must(t, err)
	if len(employers) != 1 || employers[0].Relationship.ToName != "IBM China" {
		t.Errorf("employers are %+v", employers)
	}
	clean(t, s)
}

func TestAPartyRenamedIsRenamedInItsClaims(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	dbtest.ClaimParty(t, s, w.claim, w.doe, onus.Respondent)
	dbtest.ClaimParty(t, s, w.claim, w.doe, onus.Claimant)
	if got := load(t, s, w.claim); got.Respondents != "Doe; IBM China" || got.Claimants != "Doe" || got.Targets != "" {
		t.Errorf("got %q, %q, %q", got.Claimants, got.Respondents, got.Targets)
	}
	must(t, redo(t, s, load(t, s, w.doe), "name", "Zhang"))
	if got := load(t, s, w.claim); got.Respondents != "IBM China; Zhang" || got.Claimants != "Zhang" {
		t.Errorf("got %q, %q", got.Claimants, got.Respondents)
	}
	rows, err := s.ListParties(t.Context(), w.c.ID, onus.Filter{Q: "zhang"})
	must(t, err)
	if len(rows.Rows) != 1 || rows.Rows[0].NClaims != 1 {
		t.Errorf("a party in two roles of one claim counts as %+v", rows.Rows)
	}
	remove(t, s, w.doe)
	if got := load(t, s, w.claim); got.Respondents != "IBM China" || got.Claimants != "" {
		t.Errorf("got %q, %q", got.Claimants, got.Respondents)
	}
	clean(t, s)
}
