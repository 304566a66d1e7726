package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"onus"
	"onus/db/dbtest"
)

// withA is a browser of a new member of a case.
func (b *browser) withA(role, caseURL, email string) *browser {
	b.d.Helper()
	u := dbtest.User(b.d.T, b.d.store, email, false)
	b.post(caseURL+"/members", values("email", email, "role", role)).want(http.StatusSeeOther)
	return b.d.signedIn(u)
}

// flashed is the message that an answer leaves for the next page.
func (a *answer) flashed(b *browser) (kind, text string) {
	a.d.Helper()
	for _, c := range a.Result().Cookies() {
		if c.Name == flashCookie {
			toast := b.get(a.made(), "Cookie", c.Name+"="+c.Value).want(http.StatusOK).doc().Find("#flash .toast").First()
			return toast.AttrOr("data-kind", ""), strings.TrimSpace(toast.Find("p").Text())
		}
	}
	return "", ""
}

func TestAnEmptyCaseOffersAReaderNothing(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	reader := b.withA("reader", caseURL, "reader@example.org")
	if n := b.get(caseURL).doc().Find(`#main a[href$="/new"]`).Length(); n != 3 {
		t.Errorf("the lead gets %d ways to begin", n)
	}
	if n := reader.get(caseURL).doc().Find(`#main a[href$="/new"]`).Length(); n != 0 {
		t.Errorf("a reader gets %d", n)
	}
}

func TestALeadWhoLeavesGoesToTheirCases(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	other := b.withA("lead", caseURL, "other@example.org")
	var mine, theirs string
	_, rows := b.get(caseURL + "/members.csv").table()
	for _, row := range rows {
		if row["email"] == "other@example.org" {
			theirs = row["id"]
		} else {
			mine = row["id"]
		}
	}
	a := b.post(caseURL+"/members/"+mine+"/delete", values("version", "1"))
	if to := a.made(); to != "/cases" {
		t.Errorf("it goes to %s", to)
	}
	if _, text := a.flashed(b); !strings.Contains(text, "no longer a member") {
		t.Errorf("it says %q", text)
	}
	b.get(caseURL).want(http.StatusNotFound)
	if to := other.post(caseURL+"/members/"+theirs+"/delete", values("version", "1")); to.Code == http.StatusSeeOther {
		t.Error("the last lead left")
	}
}

func TestADeletedCaseIsRestoredFromTheList(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	analyst := b.withA("analyst", caseURL, "analyst@example.org")
	restore := fmt.Sprintf("#deleted form[action=%q]", caseURL+"/restore")
	if b.get("/cases").doc().Find("#deleted").Length() > 0 {
		t.Error("there is a list of deleted cases, and none is deleted")
	}
	version := b.get(caseURL).doc().Find(`form[action$="/delete"] input[name=version]`).AttrOr("value", "")
	b.post(caseURL+"/delete", values("version", version)).want(http.StatusSeeOther)
	if b.get("/cases").doc().Find(restore).Length() != 1 {
		t.Error("the lead cannot restore it")
	}
	if analyst.get("/cases").doc().Find("#deleted").Length() > 0 {
		t.Error("an analyst can")
	}
	if b.get("/cases", htmx...).doc().Find("#deleted").Length() > 0 {
		t.Error("the list that a filter asks for has it too")
	}
	b.post(caseURL+"/restore", nil).want(http.StatusSeeOther)
	if b.get("/cases").doc().Find("#deleted").Length() > 0 || b.get(caseURL).Code != http.StatusOK {
		t.Error("it is not back")
	}
}

func TestABulkChangeOfAGoneRowSaysSo(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	one := b.post(caseURL+"/claims", values("kind", "damages", "title", "One")).made()
	two := b.post(caseURL+"/claims", values("kind", "damages", "title", "Two")).made()
	b.post(two+"/delete", values("version", "1")).want(http.StatusSeeOther)
	list := caseURL + "/claims"
	a := b.post(list+"/bulk", values("ids", idOf(one), "ids", idOf(two), "do", "set", "set_status", "final"), "Referer", "http://example.com"+list+"?kind=damages")
	if to := a.made(); to != list+"?kind=damages" {
		t.Errorf("it goes to %s", to)
	}
	if kind, text := a.flashed(b); kind != "error" || !strings.Contains(text, "deleted") || !strings.Contains(text, "Nothing was changed") {
		t.Errorf("%s: %q", kind, text)
	}
	if row := b.rowOf(caseURL, "claims", idOf(one)); row["status"] == "final" {
		t.Error("half of it was changed")
	}
	b.post(list+"/bulk", values("ids", idOf(one), "ids", "neverwas", "do", "set", "set_status", "final")).want(http.StatusNotFound)
}

func TestWhatAPageCutsOffLeadsToAllOfIt(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	id := idOf(caseURL)
	party := dbtest.Party(t, b.d.store, id, "Busy")
	for i := range maxChoices + 1 {
		dbtest.Made(t, b.d.store, &onus.Proceeding{Head: onus.Head{CaseID: id}, Court: fmt.Sprint("Court ", i)})
		to := dbtest.Party(t, b.d.store, id, fmt.Sprint("Other ", i))
		dbtest.Made(t, b.d.store, &onus.Relationship{Head: onus.Head{CaseID: id}, FromID: party.ID, ToID: to.ID, Type: "parent_of"})
		claim := dbtest.Made(t, b.d.store, &onus.Claim{Head: onus.Head{CaseID: id}, Title: "C", Kind: "damages"})
		dbtest.Made(t, b.d.store, &onus.ClaimParty{Head: onus.Head{CaseID: id}, ClaimID: claim.ID, PartyID: party.ID, Role: onus.Claimant})
	}
	for section, page := range map[string]string{"proceedings": caseURL, "relationships": caseURL + "/parties/" + party.ID, "claims": caseURL + "/parties/" + party.ID} {
		card := b.get(page).doc().Find("section[aria-labelledby=" + section + "]")
		if card.Find("header .count").Text() != "201" || card.Find("li").Length() != maxChoices {
			t.Errorf("%s: %q, %d shown", section, card.Find("header .count").Text(), card.Find("li").Length())
		}
		more := card.Find("a").FilterFunction(func(_ int, a *goquery.Selection) bool { return a.Text() == "All 201" }).AttrOr("href", "")
		if list := b.get(more).want(http.StatusOK); !strings.Contains(list.doc().Find(".list-count").Text(), "201") {
			t.Errorf("%s: all are at %s", section, more)
		}
	}
}
