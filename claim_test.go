package onus

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestClaimsAreRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		claim Claim
		want  string // the fields with a problem, joined
	}{
		{"a damages claim with amount and currency passes", Claim{Kind: ClaimDamages, Amount: Amount{100, true}, Currency: "EUR"}, ""},
		{"a damages claim that is not quantified passes", Claim{Kind: ClaimDamages, Unquantified: true}, ""},
		{"an amount without a currency is refused", Claim{Kind: ClaimDamages, Amount: Amount{100, true}}, "currency"},
		{"a negative amount is refused", Claim{Kind: ClaimDamages, Amount: Amount{-100, true}, Currency: "EUR"}, "amount"},
		{"a currency that ISO 4217 does not know is refused", Claim{Kind: ClaimDamages, Amount: Amount{100, true}, Currency: "XXY"}, "currency"},
		{"a small letter is no currency", Claim{Kind: ClaimDamages, Amount: Amount{100, true}, Currency: "eur"}, "currency"},
		{"an amount that is not quantified is refused", Claim{Kind: ClaimDamages, Amount: Amount{100, true}, Currency: "EUR", Unquantified: true}, "unquantified"},
		{"a granted amount needs a currency too", Claim{Kind: ClaimDamages, Granted: Amount{100, true}}, "currency"},
		{"an injunction needs a conduct", Claim{Kind: ClaimInjunction}, "conduct"},
		{"a blank conduct is none", Claim{Kind: ClaimInjunction, Conduct: " \n"}, "conduct"},
		{"an injunction with a conduct passes", Claim{Kind: ClaimInjunction, Conduct: "selling"}, ""},
		{"a sanction without a measure passes, with a warning", Claim{Kind: ClaimSanction}, ""},
		{"another relief needs the source's own words", Claim{Kind: "other", ReliefType: "other"}, "verbatim"},
		{"a kind that is not in the list is refused", Claim{Kind: "revenge"}, "kind"},
		{"a kind is needed", Claim{}, "kind"},
		{"a date that cannot be is refused where it is read", Claim{Kind: "costs", Status: "dreamt"}, "status"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.claim.Title = "A claim"
			var problems Problems
			errors.As(c.claim.Validate(), &problems)
			if got := strings.Join(slices.Sorted(maps.Keys(problems)), " "); got != c.want {
				t.Errorf("problems of %q, want %q", got, c.want)
			}
		})
	}
}

func TestATitleIsNeeded(t *testing.T) {
	for _, title := range []string{"", " ", "\t\n"} {
		if (&Claim{Kind: "costs", Title: title}).Validate() == nil {
			t.Errorf("title %q passes", title)
		}
	}
}

func TestMeasuresTargetPersonsAndGroups(t *testing.T) {
	for _, c := range []struct {
		kind, party string
		refused     bool
	}{
		{ClaimSanction, PartyPerson, false}, {ClaimSanction, PartyGroup, false},
		{ClaimSanction, "organisation", true}, {ClaimSanction, "public_body", true},
		{ClaimInjunction, "organisation", false}, {ClaimDamages, "organisation", false},
	} {
		err := (&Claim{Kind: c.kind}).CheckTarget(&Party{PartyName: "X", Kind: c.party})
		if (err != nil) != c.refused {
			t.Errorf("a %s that targets a %s: %v", c.kind, c.party, err)
		}
	}
}

func TestClaimsAreWarnedAbout(t *testing.T) {
	claimant := ClaimParty{PartyID: "a", Role: Claimant}
	respondent := ClaimParty{PartyID: "b", Role: Respondent}
	group := ClaimParty{PartyID: "g", Role: Target, Party: Party{PartyName: "Employees", Kind: PartyGroup, Role: "nonparty"}}
	defendant := ClaimParty{PartyID: "g", Role: Target, Party: Party{PartyName: "Employees", Kind: PartyGroup, Role: "defendant"}}
	employer := Employer{TargetID: "g", Relationship: Relationship{ToName: "IBM China"}}
	sides := []ClaimParty{claimant, respondent}
	quantified := Claim{Kind: ClaimDamages, Amount: Amount{1, true}, Currency: "EUR"}
	for _, c := range []struct {
		name      string
		claim     Claim
		parties   []ClaimParty
		employers []Employer
		want      []string
	}{
		{"nothing is missing", quantified, sides, nil, nil},
		{"nobody asserts it", quantified, []ClaimParty{respondent}, nil, []string{"Nobody asserts this claim yet."}},
		{"it is against nobody", quantified, []ClaimParty{claimant}, nil, []string{"The claim is against nobody yet."}},
		{"damages without amount", Claim{Kind: ClaimDamages}, sides, nil,
			[]string{"No amount is given, and the claim does not say that it is not quantified."}},
		{"relief of another kind", Claim{Kind: "costs", ReliefType: "tro"}, sides, nil, []string{"The relief that was chosen does not fit this kind of claim."}},
		{"an injunction restrains nobody", Claim{Kind: ClaimInjunction, Conduct: "x"}, sides, nil, []string{"Nobody is restrained yet."}},
		{"a measure without target and without measure", Claim{Kind: ClaimSanction}, sides, nil,
			[]string{"The claim does not say which measure is demanded.", "A measure against individuals needs a target: a person or a group."}},
		{"a target employed by nobody, party to nothing", Claim{Kind: ClaimSanction, Measure: "x"}, append(sides[:2:2], group), nil,
			[]string{"Employees is employed by nobody in this case.", "Employees is a party to no proceeding."}},
		{"an employed target, party to nothing", Claim{Kind: ClaimSanction, Measure: "x"}, append(sides[:2:2], group), []Employer{employer},
			[]string{"Employees is a party to no proceeding."}},
		{"an employed target who is a defendant", Claim{Kind: ClaimSanction, Measure: "x"}, append(sides[:2:2], defendant), []Employer{employer}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, w := range ClaimWarnings(&c.claim, c.parties, c.employers) {
				got = append(got, w.Error())
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("warned of %q, want %q", got, c.want)
			}
		})
	}
}

func TestEveryKindHasItsReliefTypes(t *testing.T) {
	for _, kind := range Codes(ListClaimKind) {
		for _, relief := range ReliefTypes(kind.Code) {
			if !IsCode(ListReliefType, relief) {
				t.Errorf("%s: %s is not in the list", kind.Code, relief)
			}
		}
	}
}
