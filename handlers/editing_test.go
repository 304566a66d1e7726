package handlers

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"onus"
	"onus/db/dbtest"
)

// twoAtWork is a case with a claim and two people who have its form open.
func twoAtWork(t *testing.T) (ann, bob *browser, claim string) {
	t.Helper()
	ann, caseURL := leadCase(t, Config{})
	u := dbtest.User(t, ann.d.store, "bob@example.org", false)
	ann.post(caseURL+"/members", values("email", "BOB@example.org ", "role", "analyst")).want(http.StatusSeeOther)
	claim = ann.post(caseURL+"/claims", values("title", "Old title", "kind", "damages", "description", "old", "amount", "5.00", "currency", "EUR")).made()
	return ann, ann.d.signedIn(u), claim
}

func caseOf(claim string) string { return claim[:strings.Index(claim, "/claims")] }

func TestAFormWithoutItsVersionIsRefused(t *testing.T) {
	ann, _, claim := twoAtWork(t)
	for _, version := range []string{"", "x", "1.0", "99999999999999999999"} {
		form := values("title", "New", "version", version)
		a := ann.post(claim, form).want(http.StatusUnprocessableEntity)
		if !strings.Contains(a.text(), "which version") || fields(a.doc()).Get("title") != "New" {
			t.Errorf("version %q: %s", version, shorten(a.text()))
		}
		ann.post(claim+"/delete", form).want(http.StatusUnprocessableEntity)
	}
	for _, version := range []string{"0", "-1", "7"} {
		ann.post(claim, values("title", "New", "version", version)).want(http.StatusConflict)
		ann.post(claim+"/delete", values("version", version)).want(http.StatusConflict)
	}
	ann.post(claim, values("title", "New")).want(http.StatusUnprocessableEntity)
	ann.get(claim).want(http.StatusOK)
}

func TestEditsOfDifferentFieldsMerge(t *testing.T) {
	ann, bob, claim := twoAtWork(t)
	ann.post(claim, values("version", "1", "title", "Ann's title", "description", "old")).want(http.StatusSeeOther)
	bob.post(claim, values("version", "1", "title", "Old title", "description", "Bob's\r\ntext", "reason", "he knows")).want(http.StatusSeeOther)
	row := ann.rowOf(caseOf(claim), "claims", idOf(claim))
	if row["title"] != "Ann's title" || row["description"] != "Bob's\ntext" || row["version"] != "3" || row["updated_by"] != "bob@example.org" {
		t.Errorf("%q", row)
	}
	_, changes := ann.get(caseOf(claim) + "/changes.csv?noun=claims&action=update").table()
	if len(changes) != 2 || changes[0]["field"] != "description" || changes[0]["reason"] != "he knows" || changes[0]["old"] != "old" || changes[1]["actor"] != "lead@example.org" {
		t.Errorf("%q", changes)
	}
}

func TestAConflictShowsBothAndLosesNothing(t *testing.T) {
	ann, bob, claim := twoAtWork(t)
	ann.post(claim, values("version", "1", "title", "Ann's title", "description", "Ann's text", "legal_basis", "Ann's law")).want(http.StatusSeeOther)
	mine := values("version", "1", "title", "Bob's title", "description", "Bob's\n\ntext <b>", "head_of_loss", "Bob's loss", "legal_basis", "", "reason", "Bob's reason")
	a := bob.post(claim, mine).want(http.StatusConflict)
	doc, shown := a.doc(), fields(a.doc())
	for name, want := range map[string]string{"title": "Bob's title", "description": "Bob's\n\ntext <b>", "head_of_loss": "Bob's loss", "legal_basis": "Ann's law", "reason": "Bob's reason", "version": "2"} {
		if shown.Get(name) != want {
			t.Errorf("%s is %q in the form, want %q", name, shown.Get(name), want)
		}
	}
	for name, want := range map[string]string{"title": "Ann's title", "description": "Ann's text"} {
		theirs := doc.Find("#f-" + name + "-theirs")
		if !strings.Contains(theirs.Text(), want) || !strings.Contains(theirs.Text(), "lead") || theirs.Find("button").AttrOr("data-value", "") != want {
			t.Errorf("beside %s: %q", name, theirs.Text())
		}
		if !strings.Contains(doc.Find("#f-"+name).AttrOr("aria-describedby", ""), "f-"+name+"-theirs") {
			t.Errorf("%s is not tied to what the other saved", name)
		}
	}
	if n := doc.Find(".theirs").Length(); n != 2 {
		t.Errorf("%d fields have a second version, not 2", n)
	}
	if text := a.text(); !strings.Contains(text, "Somebody else saved meanwhile") || !strings.Contains(text, "What you typed is still in the form") {
		t.Error(shorten(text))
	}
	bob.post(claim, shown).want(http.StatusSeeOther) // keep mine
	if row := ann.rowOf(caseOf(claim), "claims", idOf(claim)); row["title"] != "Bob's title" || row["description"] != "Bob's\n\ntext <b>" || row["legal_basis"] != "Ann's law" {
		t.Errorf("%q", row)
	}
	ann.post(claim+"/delete", values("version", "2")).want(http.StatusConflict)
}

func TestTheCaseMergesAndConflictsToo(t *testing.T) {
	ann, bob, claim := twoAtWork(t)
	c := caseOf(claim)
	bob.post(c, values("version", "1", "title", "Bob's")).want(http.StatusForbidden) // an analyst
	ann.post(c, values("version", "1", "title", "One")).want(http.StatusSeeOther)
	ann.post(c, values("version", "1", "summary", "Two")).want(http.StatusSeeOther)
	a := ann.post(c, values("version", "1", "title", "Three")).want(http.StatusConflict)
	if a.doc().Find("#f-title-theirs").Length() != 1 || fields(a.doc()).Get("title") != "Three" {
		t.Error(shorten(a.text()))
	}
	ann.post(c, values("title", "Four")).want(http.StatusUnprocessableEntity)
	beside(t, ann.post(c, values("version", "3", "title", " ")).want(http.StatusUnprocessableEntity), "title")
	beside(t, ann.post("/cases", values("title", "x", "currency", "ZZZ")).want(http.StatusUnprocessableEntity), "currency")
}

// undo presses the button of the message that the last answer left.
func (a *answer) undo(b *browser, page string) *answer {
	a.d.Helper()
	var flash string
	for _, c := range a.Result().Cookies() {
		if c.Name == flashCookie {
			flash = c.Name + "=" + c.Value
		}
	}
	shown := b.get(page, "Cookie", flash).want(http.StatusOK)
	address, ok := shown.doc().Find("#flash .toast form").Attr("action")
	if !ok {
		a.d.Fatalf("%s: no message offers to undo", a.asked)
	}
	return b.post(address, nil)
}

func (b *browser) count(caseURL, noun string) int {
	_, rows := b.get(caseURL + "/" + noun + ".csv").table()
	return len(rows)
}

func TestDeletingIsUndone(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	made := enter(b, caseURL, nil)
	_, parties := b.get(caseURL + "/claim_parties.csv").table()
	for _, noun := range []string{"proceedings", "relationships", "links", "claims", "evidence", "parties"} {
		thing := caseURL + "/" + noun + "/" + made[noun][0]
		before := map[string]int{}
		for _, n := range []string{"links", "claims", "evidence", "parties", "relationships", "proceedings"} {
			before[n] = b.count(caseURL, n)
		}
		row := b.rowOf(caseURL, noun, idOf(thing))
		a := b.post(thing+"/delete", values("version", row["version"])).want(http.StatusSeeOther)
		b.get(thing).want(http.StatusNotFound)
		b.get(thing + "/edit").want(http.StatusNotFound)
		b.post(thing, values("version", "1")).want(http.StatusNotFound)
		b.post(thing+"/delete", values("version", "1")).want(http.StatusNotFound)
		if b.count(caseURL, noun) != before[noun]-1 {
			t.Errorf("%s: deleted and still listed", noun)
		}
		a.undo(b, caseURL).want(http.StatusSeeOther)
		for n, want := range before {
			if got := b.count(caseURL, n); got != want {
				t.Errorf("%s deleted and brought back: %d rows of %s, not %d", noun, got, n, want)
			}
		}
		again := b.rowOf(caseURL, noun, idOf(thing))
		for name, was := range row {
			if name != "version" && name != "updated_at" && again[name] != was {
				t.Errorf("%s, %s: %q came back as %q", noun, name, was, again[name])
			}
		}
		b.get(thing).want(http.StatusOK)
	}
	if _, again := b.get(caseURL + "/claim_parties.csv").table(); len(again) != len(parties) {
		t.Errorf("%d ties, not %d", len(again), len(parties))
	}
}

func TestUndoingAnEditFromTheHistory(t *testing.T) {
	ann, bob, claim := twoAtWork(t)
	c := caseOf(claim)
	ann.post(claim, values("version", "1", "title", "Second")).want(http.StatusSeeOther)
	page := bob.get(c + "/history?noun=claims&action=update").want(http.StatusOK)
	address := page.doc().Find(`form[action*="/changes/"]`).AttrOr("action", "")
	bob.post(address, nil, "Referer", "http://example.com"+c+"/history?noun=claims").want(http.StatusSeeOther)
	if row := ann.rowOf(c, "claims", idOf(claim)); row["title"] != "Old title" || row["version"] != "3" {
		t.Errorf("%q", row)
	}
	ann.post(claim, values("version", "3", "title", "Third")).want(http.StatusSeeOther)
	a := bob.post(address, nil).want(http.StatusSeeOther) // what it would undo is no longer there
	if row := ann.rowOf(c, "claims", idOf(claim)); row["title"] != "Third" {
		t.Errorf("%q", row)
	}
	var flash string
	for _, cookie := range a.Result().Cookies() {
		flash = cookie.Name + "=" + cookie.Value
	}
	if text := bob.get(a.Header().Get("Location"), "Cookie", flash).doc().Find("#flash").Text(); !strings.Contains(text, "changed again since then") {
		t.Errorf("the refusal says %q", text)
	}
}

func TestMembersAreAddedChangedAndRemoved(t *testing.T) {
	ann, bob, claim := twoAtWork(t)
	c := caseOf(claim)
	for email, want := range map[string]string{"bob@example.org": "a member already", "nobody@example.org": "no account", "": "no account"} {
		a := ann.post(c+"/members", values("email", email, "role", "lead")).want(http.StatusUnprocessableEntity)
		if !strings.Contains(a.text(), want) || fields(a.doc()).Get("email") != email || fields(a.doc()).Get("role") != "lead" {
			t.Errorf("%q: %s", email, shorten(a.text()))
		}
	}
	p, err := ann.d.store.ListMembers(t.Context(), idOf(c), onus.Filter{Q: "bob"})
	ann.d.must(err)
	m := c + "/members/" + p.Rows[0].ID
	ann.post(m, values("version", "1", "role", "nonsense")).want(http.StatusUnprocessableEntity)
	ann.post(m, values("version", "1", "role", "reader")).want(http.StatusSeeOther)
	bob.post(claim, values("version", "1", "title", "x")).want(http.StatusForbidden)
	a := ann.post(m+"/delete", values("version", strconv.Itoa(2))).want(http.StatusSeeOther)
	bob.get(claim).want(http.StatusNotFound)
	a.undo(ann, c).want(http.StatusSeeOther)
	bob.get(claim).want(http.StatusOK)
}
