package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestARefusedPartyKeepsThePageOfItsClaim(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	org, person, _ := parties(t, b, caseURL)
	claim := b.post(caseURL+"/claims", values("kind", "sanction", "title", "The claim", "claimants", person)).made()
	for what, tt := range map[string]struct {
		form                     url.Values
		field, party, role, says string
	}{
		"nobody":                        {values("party_id", "", "role", "claimant"), "party_id", "", "claimant", "needed"},
		"no role":                       {values("party_id", org, "role", ""), "role", org, "", "needed"},
		"unknown":                       {values("party_id", "nobody", "role", "respondent"), "party_id", "", "respondent", "nobody"},
		"an organisation as the target": {values("party_id", org, "role", "target"), "party_id", org, "target", "no person or group"},
		"by its name":                   {values("party_id", "ibm china", "role", "target"), "party_id", org, "target", "no person or group"},
		"twice the same":                {values("party_id", person, "role", "claimant"), "party_id", person, "claimant", "already there"},
	} {
		a := b.post(claim+"/parties", tt.form).want(http.StatusUnprocessableEntity)
		doc := a.doc()
		if !strings.Contains(doc.Find("h1").Text(), "The claim") || doc.Find("details.add-form[open]").Length() != 1 {
			t.Errorf("%s: not the claim with its form open: %s", what, shorten(a.text()))
		}
		if got := doc.Find("#f-party_id option[selected]").AttrOr("value", ""); got != tt.party {
			t.Errorf("%s: the party is %q, not %q", what, got, tt.party)
		}
		if got := doc.Find("#f-role option[selected]").AttrOr("value", ""); got != tt.role {
			t.Errorf("%s: the role is %q, not %q", what, got, tt.role)
		}
		beside(t, a, tt.field)
		if got := doc.Find("#f-" + tt.field + "-problem").Text(); !strings.Contains(got, tt.says) {
			t.Errorf("%s: %q", what, got)
		}
	}
	both := b.post(claim+"/parties", nil).want(http.StatusUnprocessableEntity)
	beside(t, both, "party_id")
	beside(t, both, "role")
	if b.get(claim).doc().Find("details.add-form[open], .problem").Length() > 0 {
		t.Error("the form is open without reason")
	}
}

func TestChangingTheKindKeepsWhatTheOtherKindHad(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	step := func(to string, form url.Values, kind string) url.Values {
		t.Helper()
		form.Set("kind", kind)
		form.Set("step", "kind")
		return fields(b.post(to, form).want(http.StatusOK).doc())
	}
	form := values("title", "T", "amount", "12x", "currency", "EUR", "head_of_loss", "profit", "calculation", "a\nb")
	injunction := step(caseURL+"/claims", form, "injunction")
	if injunction.Has("amount") || injunction.Get("kept_amount") != "12x" {
		t.Errorf("as an injunction: %q", injunction)
	}
	injunction.Set("conduct", "stop it")
	sanction := step(caseURL+"/claims", injunction, "sanction")
	back := step(caseURL+"/claims", sanction, "damages")
	for name, want := range map[string]string{"amount": "12x", "currency": "EUR", "head_of_loss": "profit", "calculation": "a\nb", "kept_conduct": "stop it", "title": "T"} {
		if got := back.Get(name); got != want {
			t.Errorf("back as damages, %s is %q", name, got)
		}
	}
	if back.Has("kept_amount") {
		t.Error("the amount is there twice")
	}
	refused := fields(b.post(caseURL+"/claims", back).want(http.StatusUnprocessableEntity).doc())
	if refused.Get("kept_conduct") != "stop it" {
		t.Errorf("after a refusal: %q", refused)
	}
	refused.Set("amount", "12")
	claim := b.post(caseURL+"/claims", refused).made()
	if row := b.rowOf(caseURL, "claims", idOf(claim)); row["conduct"] != "" || row["amount"] != "12.00" {
		t.Errorf("stored: %q", row)
	}
	edited := step(claim, values("version", "1", "title", "T", "amount", "13"), "injunction")
	if edited.Get("kept_amount") != "13" {
		t.Errorf("editing: %q", edited)
	}
	if got := step(claim, edited, "damages").Get("amount"); got != "13" {
		t.Errorf("editing, back: %q", got)
	}
}
