package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"onus"
	"onus/db/dbtest"
)

// parties are one of every kind that the claims of these tests name.
func parties(t *testing.T, b *browser, caseURL string) (org, person, group string) {
	t.Helper()
	id := idOf(caseURL)
	g := dbtest.Made(t, b.d.store, &onus.Party{Head: onus.Head{CaseID: id}, PartyName: "Individual employees", Kind: "group"})
	return dbtest.Party(t, b.d.store, id, "IBM China").ID, dbtest.Person(t, b.d.store, id, "Wang").ID, g.ID
}

func TestAClaimBringsItsParties(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	org, person, group := parties(t, b, caseURL)
	form := values("kind", "sanction", "title", "Dismiss them", "measure", "dismissal", "claimants", org, "claimants", person, "respondents", org, "targets", group, "targets", person, "targets", group, "targets", "")
	claim := b.post(caseURL+"/claims", form).made()
	row := b.rowOf(caseURL, "claims", idOf(claim))
	if row["claimants"] != "IBM China; Wang" || row["respondents"] != "IBM China" || row["targets"] != "Individual employees; Wang" || row["relief_type"] != "measure_against_individual" || row["number"] != "C-1" {
		t.Errorf("%q", row)
	}
	_, ties := b.get(caseURL + "/claim_parties.csv").table()
	if len(ties) != 5 || ties[0]["claim_number"] != "C-1" {
		t.Errorf("%q", ties)
	}
	text := b.get(claim).text()
	for _, want := range []string{"Individual employees is employed by nobody", "Wang is a party to no proceeding"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not warn: %s", want)
		}
	}
	b.post(caseURL+"/relationships", values("from_id", group, "to_id", org, "type", "employed_by")).want(http.StatusSeeOther)
	if text := b.get(claim).text(); !strings.Contains(text, "employed by IBM China") || strings.Contains(text, "Individual employees is employed by nobody") {
		t.Error("the page does not show the employer of the target")
	}
	named := b.post(caseURL+"/claims", values("kind", "damages", "title", "By name", "claimants", "ibm china; WANG")).made()
	if row := b.rowOf(caseURL, "claims", idOf(named)); row["claimants"] != "IBM China; Wang" {
		t.Errorf("claimants by name: %q", row["claimants"])
	}
}

func TestAnOrganisationIsNoTargetOfASanction(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	org, person, _ := parties(t, b, caseURL)
	refused := func(what string, a *answer) {
		t.Helper()
		if a.Code != http.StatusUnprocessableEntity || !strings.Contains(a.text(), "IBM China is no person or group") {
			t.Errorf("%s: %d %s", what, a.Code, shorten(a.text()))
		}
	}
	form := values("kind", "sanction", "title", "Kept title", "targets", person, "targets", org)
	a := b.post(caseURL+"/claims", form)
	refused("on a new claim", a)
	beside(t, a, "targets")
	if f := fields(a.doc()); f.Get("title") != "Kept title" || a.doc().Find(`input[name=targets][checked]`).Length() != 2 {
		t.Error("the form lost what was typed")
	}
	if n := len(b.rowsOf(caseURL, "claims")); n != 2 {
		t.Errorf("a refused claim was made: %d lines", n)
	}
	sanction := b.post(caseURL+"/claims", values("kind", "sanction", "title", "S", "targets", person)).made()
	if !strings.HasPrefix(b.rowOf(caseURL, "claims", idOf(sanction))["number"], "C-1") {
		t.Error("the refused claim took a number")
	}
	refused("added later", b.post(sanction+"/parties", values("party_id", org, "role", "target")))
	b.post(sanction+"/parties", values("party_id", org, "role", "respondent")).want(http.StatusSeeOther)
	injunction := b.post(caseURL+"/claims", values("kind", "injunction", "title", "I", "conduct", "stop", "targets", org)).made()
	a = b.post(injunction, values("version", "1", "kind", "sanction"))
	refused("when the kind of the claim changes", a)
	refused("when the kind changes with many others", b.post(caseURL+"/claims/bulk", values("ids", idOf(injunction), "ids", idOf(sanction), "do", "set", "set_kind", "sanction")))
	beside(t, b.post(caseURL+"/parties/"+person, values("version", "1", "kind", "organisation")).want(http.StatusUnprocessableEntity), "kind")
	if row := b.rowOf(caseURL, "claims", idOf(injunction)); row["kind"] != "injunction" {
		t.Error("the kind changed all the same")
	}
}

func TestWhatEachKindOfClaimNeeds(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	for _, tt := range []struct {
		what string
		form url.Values
		bad  string // field; "" is accepted
	}{
		{"an injunction without conduct", values("kind", "injunction", "title", "x"), "conduct"},
		{"an injunction with blank conduct", values("kind", "injunction", "title", "x", "conduct", " \n"), "conduct"},
		{"an injunction", values("kind", "injunction", "title", "x", "conduct", "stop"), ""},
		{"other relief without the source's words", values("kind", "other", "title", "x", "relief_type", "other"), "verbatim"},
		{"a sanction without a target", values("kind", "sanction", "title", "x"), ""},
		{"damages without an amount", values("kind", "damages", "title", "x"), ""},
		{"damages that are not quantified", values("kind", "damages", "title", "x", "unquantified", "true"), ""},
		{"an amount that is not quantified", values("kind", "damages", "title", "x", "unquantified", "true", "amount", "1", "currency", "EUR"), "unquantified"},
		{"an amount without a currency", values("kind", "damages", "title", "x", "amount", "1"), "currency"},
		{"a negative amount", values("kind", "damages", "title", "x", "amount", "-0.01", "currency", "EUR"), "amount"},
		{"an unknown currency", values("kind", "damages", "title", "x", "amount", "1", "currency", "EUX"), "currency"},
		{"cents of yen", values("kind", "damages", "title", "x", "amount", "1.5", "currency", "JPY"), "amount"},
		{"nothing at all", url.Values{}, "title"},
		{"an unknown kind", values("kind", "revenge", "title", "x"), "kind"},
	} {
		a := b.post(caseURL+"/claims", tt.form)
		switch {
		case tt.bad == "" && a.Code != http.StatusSeeOther:
			t.Errorf("%s: %d %s", tt.what, a.Code, shorten(a.text()))
		case tt.bad != "" && a.Code != http.StatusUnprocessableEntity:
			t.Errorf("%s: %d", tt.what, a.Code)
		case tt.bad == "unquantified", tt.bad == "":
		default:
			beside(t, a, tt.bad)
		}
	}
	for typed, want := range map[string]string{"1,250,000.5 EUR": "", "1.250.000,50": "1250000.50", "0": "0.00", "12": "12.00", "1'000": "1000.00"} {
		a := b.post(caseURL+"/claims", values("kind", "damages", "title", "x", "amount", typed, "currency", "EUR"))
		if want == "" {
			a.want(http.StatusUnprocessableEntity)
		} else if got := b.rowOf(caseURL, "claims", idOf(a.made()))["amount"]; got != want {
			t.Errorf("amount %q is %q, want %q", typed, got, want)
		}
	}
}

func TestACheckBoxCanBeUnchecked(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	claim := b.post(caseURL+"/claims", values("kind", "damages", "title", "x", "unquantified", "true")).made()
	doc := b.get(claim + "/edit").doc()
	if doc.Find(`input[name=unquantified][type=checkbox][checked]`).Length() != 1 {
		t.Fatal("it is not checked")
	}
	form := fields(doc)
	if hidden, ok := doc.Find(`input[name=unquantified][type=hidden]`).Attr("value"); ok {
		form.Set("unquantified", hidden)
	} else {
		form.Del("unquantified")
	}
	b.post(claim, form).want(http.StatusSeeOther)
	if got := b.rowOf(caseURL, "claims", idOf(claim))["unquantified"]; got != "false" {
		t.Errorf("unchecked, and it is %s", got)
	}
}

func TestTheFormOfAKindIsAStep(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	if n := b.get(caseURL + "/claims/new").want(http.StatusOK).doc().Find(".kinds a").Length(); n != 8 {
		t.Errorf("%d kinds to choose from", n)
	}
	for kind, field := range map[string]string{"damages": "amount", "sanction": "measure", "injunction": "conduct"} {
		doc := b.get(caseURL + "/claims/new?kind=" + kind).want(http.StatusOK).doc()
		for _, name := range []string{"amount", "measure", "conduct"} {
			if has := doc.Find("#f-"+name).Length() == 1; has != (name == field) {
				t.Errorf("the form for %s: has %s is %t", kind, name, has)
			}
		}
	}
	a := b.post(caseURL+"/claims", values("kind", "injunction", "title", "typed", "step", "kind")).want(http.StatusOK)
	if f := fields(a.doc()); f.Get("title") != "typed" || a.doc().Find("#f-conduct").Length() != 1 || a.doc().Find(".problem").Length() != 0 {
		t.Error("the step does not show the form of the kind with what was typed")
	}
	claim := b.post(caseURL+"/claims", values("kind", "damages", "title", "x")).made()
	if b.post(claim, values("kind", "injunction", "title", "typed", "step", "kind")).want(http.StatusOK).doc().Find("#f-conduct").Length() != 1 {
		t.Error("nor does it on a claim that is there")
	}
}

func TestLinksAndPartiesAreMadeOnTheClaim(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	org, _, _ := parties(t, b, caseURL)
	claim := b.post(caseURL+"/claims", values("kind", "damages", "title", "C")).made()
	item := b.post(caseURL+"/evidence", values("title", "E")).made()
	if to := b.post(claim+"/links", values("evidence_id", idOf(item))).made(); to != claim+"#linked" {
		t.Errorf("goes to %s", to)
	}
	again := b.post(claim+"/links", values("evidence_id", "EX-0001")).want(http.StatusUnprocessableEntity)
	beside(t, again, "locator")
	b.post(claim+"/links", values("evidence_id", "EX-0001", "locator", "p. 2", "stance", "supports", "why", "w", "quote", "q")).want(http.StatusSeeOther)
	b.post(item+"/links", values("claim_id", "c-1", "locator", "p. 3", "stance", "refutes")).want(http.StatusSeeOther)
	row := b.rowOf(caseURL, "claims", idOf(claim))
	if row["unassessed"] != "1" || row["supports"] != "1" || row["refutes"] != "1" || b.rowOf(caseURL, "evidence", idOf(item))["links"] != "3" {
		t.Errorf("%q", row)
	}
	bad := b.post(claim+"/links", values("evidence_id", "", "why", "typed\n\nkept", "stance", "context")).want(http.StatusUnprocessableEntity)
	if got := bad.doc().Find("#f-why").Text(); got != "typed\n\nkept" || bad.doc().Find("#f-stance option[selected]").AttrOr("value", "") != "context" {
		t.Errorf("the refused link form shows %q", got)
	}
	part := b.post(claim+"/links", values("evidence_id", "nothing"), "HX-Request", "true").want(http.StatusUnprocessableEntity)
	if strings.Contains(part.Body.String(), "<html") || part.doc().Find("#linked #f-evidence_id-problem").Length() != 1 {
		t.Error("htmx gets a whole page, or no problem")
	}
	_, links := b.get(caseURL + "/links.csv?stance=refutes").table()
	link := caseURL + "/links/" + links[0]["id"]
	b.post(link, values("version", "1", "stance", "undercuts", "why", "new")).want(http.StatusSeeOther)
	if to := b.post(link+"/delete?from=evidence", values("version", "2")).made(); to != item+"#linked" {
		t.Errorf("removed on the item, it goes to %s", to)
	}
	search := b.post(claim+"/links", values("q", "nosuchitem", "step", "search-evidence_id", "why", "typed")).want(http.StatusOK)
	if search.doc().Find("#f-why").Text() != "typed" || search.doc().Find("#linked input[type=radio]").Length() != 0 {
		t.Error("searching without scripts loses what was typed")
	}
	b.post(claim+"/parties", values("party_id", org, "role", "claimant")).want(http.StatusSeeOther)
	b.post(claim+"/parties", values("party_id", "IBM China", "role", "target")).want(http.StatusSeeOther)
	for _, form := range []url.Values{values("party_id", org, "role", "claimant"), values("party_id", org, "role", ""), values("party_id", "", "role", "claimant"), values("party_id", org, "role", "owner")} {
		b.post(claim+"/parties", form).want(http.StatusUnprocessableEntity)
	}
	remove := b.get(claim).doc().Find(`form[action*="/parties/"]`).First()
	b.post(remove.AttrOr("action", ""), values("version", remove.Find("input").AttrOr("value", ""))).undo(b, claim).want(http.StatusSeeOther)
	if row := b.rowOf(caseURL, "claims", idOf(claim)); row["claimants"] != "IBM China" || row["targets"] != "IBM China" {
		t.Errorf("%q", row)
	}
}
