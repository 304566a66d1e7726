package onus

import (
	"errors"
	"testing"
)

func TestThingsAreRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		thing Thing
		field string // "" passes
	}{
		{"a party needs a name", &Party{Kind: PartyPerson}, "name"},
		{"a party needs a kind", &Party{PartyName: "X"}, "kind"},
		{"a country is two capitals", &Party{PartyName: "X", Kind: PartyPerson, Country: "China"}, "country"},
		{"a party with all of it passes", &Party{PartyName: "X", Kind: PartyPerson, Country: "CN"}, ""},
		{"nobody is tied to themselves", &Relationship{FromID: "a", ToID: "a", Type: EmployedBy}, "to_id"},
		{"nobody owns 101 per cent", &Relationship{FromID: "a", ToID: "b", Type: "shareholder_of", Percent: "101"}, "percent"},
		{"nobody owns about a fifth", &Relationship{FromID: "a", ToID: "b", Type: "shareholder_of", Percent: "~20"}, "percent"},
		{"19.35 per cent passes", &Relationship{FromID: "a", ToID: "b", Type: "shareholder_of", Percent: "19.35"}, ""},
		{"nothing ends before it begins", &Relationship{FromID: "a", ToID: "b", Type: EmployedBy, FromDate: "2015", ToDate: "2014-06"}, "to_date"},
		{"what ends in the year that it begins passes", &Relationship{FromID: "a", ToID: "b", Type: EmployedBy, FromDate: "2015-06", ToDate: "2015"}, ""},
		{"an item needs a title", &Evidence{}, "title"},
		{"an item is not its own copy", &Evidence{Head: Head{ID: "e"}, Title: "X", DerivedFromID: "e"}, "derived_from_id"},
		{"a range of Bates numbers does not run backwards", &Evidence{Title: "X", BatesBegin: "NEU000009", BatesEnd: "NEU000002"}, "bates_end"},
		{"a range of one Bates number passes", &Evidence{Title: "X", BatesBegin: "NEU000009", BatesEnd: "NEU000009"}, ""},
		{"a link needs a stance from the list", &Link{EvidenceID: "e", ClaimID: "c", Stance: "proves"}, "stance"},
		{"an action is no appeal of itself", &Proceeding{Head: Head{ID: "p"}, Court: "X", AppealOfID: "p"}, "appeal_of_id"},
		{"a case needs a title", &Case{}, "title"},
		{"text that is not UTF-8 is refused", &Case{Title: "a\xffb"}, "title"},
		{"NUL is refused", &Case{Title: "a\x00b"}, "title"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var problems Problems
			errors.As(c.thing.Validate(), &problems)
			if _, refused := problems[c.field]; c.field != "" && !refused || c.field == "" && len(problems) > 0 {
				t.Errorf("problems %v, want one of %q", problems, c.field)
			}
		})
	}
}

func TestNothingSupportsByDefault(t *testing.T) {
	l := &Link{}
	l.Prepare()
	if l.Stance != Unassessed {
		t.Errorf("a new link is %q", l.Stance)
	}
}

// TestRolesAndActions is the table of rights once more, written out.
func TestRolesAndActions(t *testing.T) {
	for role, may := range map[string][5]bool{
		//           Administer Read Annotate Edit Lead
		"":            {false, false, false, false, false},
		"stranger":    {false, false, false, false, false},
		RoleReader:    {false, true, false, false, false},
		RoleAnnotator: {false, true, true, false, false},
		RoleAnalyst:   {false, true, true, true, false},
		RoleLead:      {false, true, true, true, true},
	} {
		for i, a := range []Action{Administer, Read, Annotate, Edit, Lead} {
			if May(role, a) != may[i] {
				t.Errorf("%q, action %d: %v", role, a, !may[i])
			}
		}
	}
}

func TestALineOfTheHistoryIsBoundByItsHash(t *testing.T) {
	base := Change{CaseID: "c", Seq: 1, At: 2, Actor: "a", Action: "update", Noun: "claims", ID: "i", Field: "f", Old: "o", New: "n", Reason: "r", Op: "p", Version: 3, Title: "t"}
	want := base.Chain("prev")
	for name, alter := range map[string]func(*Change){
		"case": func(c *Change) { c.CaseID = "x" }, "number": func(c *Change) { c.Seq++ }, "time": func(c *Change) { c.At++ },
		"actor": func(c *Change) { c.Actor = "x" }, "action": func(c *Change) { c.Action = "x" }, "noun": func(c *Change) { c.Noun = "x" },
		"id": func(c *Change) { c.ID = "x" }, "field": func(c *Change) { c.Field = "x" }, "old": func(c *Change) { c.Old = "x" },
		"new": func(c *Change) { c.New = "x" }, "reason": func(c *Change) { c.Reason = "x" }, "op": func(c *Change) { c.Op = "x" },
		"version": func(c *Change) { c.Version++ }, "title": func(c *Change) { c.Title = "x" },
		"the border between two fields": func(c *Change) { c.Old, c.New = "on", "" },
	} {
		c := base
		if alter(&c); c.Chain("prev") == want {
			t.Errorf("another %s has the same hash", name)
		}
	}
	if base.Chain("other") == want {
		t.Error("another line before it gives the same hash")
	}
}
