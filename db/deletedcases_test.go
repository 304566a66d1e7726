package db_test

import (
	"testing"

	"onus"
	"onus/db/dbtest"
)

func TestDeletedCasesAreListedForTheirLead(t *testing.T) {
	s := dbtest.Open(t)
	lead, other := dbtest.User(t, s, dbtest.Who.Email, false), dbtest.User(t, s, "other@example.org", false)
	kept, first, second := dbtest.Case(t, s, lead), dbtest.Case(t, s, lead), dbtest.Case(t, s, lead)
	must(t, s.AddMember(t.Context(), dbtest.Who, &onus.Member{Head: onus.Head{CaseID: first.ID}, Email: other.Email, Role: onus.RoleAnalyst}))
	of := func(u onus.User) (ids []string) {
		t.Helper()
		cases, err := s.DeletedCases(t.Context(), u.ID)
		must(t, err)
		for _, c := range cases {
			if c.DeletedAt == 0 || c.Title == "" {
				t.Errorf("%+v", c)
			}
			ids = append(ids, c.ID)
		}
		return ids
	}
	if got := of(lead); len(got) > 0 {
		t.Errorf("nothing is deleted, and the list has %q", got)
	}
	for _, c := range []*onus.Case{first, second} {
		th, err := s.Thing(t.Context(), onus.Cases, c.ID, c.ID)
		must(t, err)
		must(t, s.Delete(t.Context(), dbtest.Who, onus.Cases, c.ID, c.ID, th.Base().Version))
	}
	if got := of(lead); len(got) != 2 || got[0] == kept.ID || got[1] == kept.ID {
		t.Errorf("the lead sees %q", got)
	}
	if got := of(other); len(got) > 0 {
		t.Errorf("an analyst sees %q", got)
	}
	must(t, s.RestoreCase(t.Context(), dbtest.Who, lead.ID, first.ID))
	if got := of(lead); len(got) != 1 || got[0] != second.ID {
		t.Errorf("after one came back: %q", got)
	}
}
