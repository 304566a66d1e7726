package handlers

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onus"
	"onus/db/dbtest"
)

// What the table of routes cannot say: rights that hang on what a request
// carries, or that end while an answer is on its way.

func TestNothingRefersToAnotherCase(t *testing.T) {
	c := newCourt(t)
	lead, a, b := c.people[5].browser, "/cases/"+c.cases["A"], c.things["B"]
	own := c.things["A"]
	before := c.lastChanges()
	for _, tt := range []struct {
		what, path string
		form       []string
	}{
		{"a link to an item", "/claims/" + own["claims"] + "/links", []string{"evidence_id", b["evidence"]}},
		{"a link to a claim", "/evidence/" + own["evidence"] + "/links", []string{"claim_id", b["claims"]}},
		{"a link between both", "/links", []string{"claim_id", b["claims"], "evidence_id", b["evidence"]}},
		{"a party of a claim", "/claims/" + own["claims"] + "/parties", []string{"party_id", b["parties"], "role", "claimant"}},
		{"a claimant of a new claim", "/claims", []string{"title", "x", "kind", "damages", "claimants", b["parties"]}},
		{"the end of a relationship", "/relationships", []string{"from_id", own["parties"], "to_id", b["parties"], "type", "parent_of"}},
		{"the beginning of a relationship", "/relationships", []string{"to_id", own["parties"], "from_id", b["parties"], "type", "parent_of"}},
		{"an appeal", "/proceedings", []string{"court", "x", "appeal_of_id", b["proceedings"]}},
		{"who offers an item", "/evidence", []string{"title", "x", "offered_by_id", b["parties"]}},
		{"the source of an item", "/evidence/" + own["evidence"], []string{"version", "1", "derived_from_id", b["evidence"]}},
		{"what an item translates", "/evidence/" + own["evidence"], []string{"version", "1", "translation_of_id", b["evidence"]}},
		{"somebody without an account", "/members", []string{"email", "nobody@example.org", "role", "lead"}},
	} {
		answer := lead.post(a+tt.path, values(tt.form...))
		if answer.Code != http.StatusUnprocessableEntity || strings.Contains(answer.Body.String(), secrets["B"]) {
			t.Errorf("%s of another case: %d\n%s", tt.what, answer.Code, shorten(answer.text()))
		}
	}
	for _, noun := range caseNouns {
		for _, form := range [][]string{{"do", "delete"}, {"do", "set", "set_status", "final", "set_role", "lead", "set_stance", "supports"}} {
			lead.post(a+"/"+noun+"/bulk", values(append(form, "ids", b[noun])...)).want(http.StatusNotFound)
		}
	}
	if c.lastChanges() != before {
		t.Error("something was changed")
	}
	lead.get(a + "/changes/1").want(http.StatusOK)
	if text := lead.get(a + "/changes/1").text(); !strings.Contains(text, secrets["A"]) {
		t.Error("change 1 is not that of this case: " + text)
	}
	for _, path := range []string{"/claims?party=" + b["parties"], "/links?claim=" + b["claims"], "/links?evidence=" + b["evidence"],
		"/changes?id=" + b["claims"], "/claims?q=" + secrets["B"], "/members?q=member.of.another"} {
		if a := lead.get(a + path).want(http.StatusOK); strings.Contains(strings.ReplaceAll(a.Body.String(), "q="+secrets["B"], ""), secrets["B"]+" ") {
			t.Errorf("%s shows the other case", path)
		}
	}
	if found := lead.get(a + "/search?q=" + secrets["B"]).doc().Find("#main li"); found.Length() > 0 {
		t.Errorf("the search finds %q", found.Text())
	}
	_, ties := lead.get(a + "/claim_parties.csv").table()
	for _, tie := range ties {
		if !strings.Contains(tie["party_name"], secrets["A"]) {
			t.Errorf("claim_parties.csv has %q", tie)
		}
	}
}

func TestATieBelongsToItsClaim(t *testing.T) {
	c := newCourt(t)
	lead, a := c.people[5].browser, "/cases/"+c.cases["A"]
	tie := c.fresh("A", onus.ClaimParties).(*onus.ClaimParty)
	lead.post(a+"/claims/"+c.things["A"]["claims"]+"/parties/"+tie.ID+"/delete", values("version", "1")).want(http.StatusNotFound)
	theirs := c.fresh("B", onus.ClaimParties).(*onus.ClaimParty)
	lead.post(a+"/claims/"+theirs.ClaimID+"/parties/"+theirs.ID+"/delete", values("version", "1")).want(http.StatusNotFound)
	e, f := c.fresh("A", onus.EvidenceNoun).Base().ID, c.fresh("B", onus.EvidenceNoun).Base().ID
	lead.get(a + "/evidence/" + e + "/files/1").want(http.StatusOK)
	for _, path := range []string{e + "/files/2", e + "/files/0", e + "/files/x", f + "/files/1"} {
		lead.get(a + "/evidence/" + path).want(http.StatusNotFound)
	}
	lead.post(a+"/evidence/"+e+"/delete", values("version", "1")).want(http.StatusSeeOther)
	lead.get(a + "/evidence/" + e + "/files/1").want(http.StatusNotFound)
	lead.get(a + "/evidence/" + e).want(http.StatusNotFound)
}

func TestUndoingGivesNoRights(t *testing.T) {
	c := newCourt(t)
	analyst, a := c.people[4], c.cases["A"]
	m := c.join("A", dbtest.User(t, c.store, "fallen@example.org", false), "lead")
	c.must(c.store.Delete(t.Context(), onus.Actor{Email: dbtest.Who.Email, Op: "fall"}, onus.Members, a, m.ID, 1))
	before := c.lastChanges()
	analyst.browser.post("/cases/"+a+"/changes/undo?op=fall", nil).want(http.StatusForbidden)
	p, err := c.store.ListChanges(t.Context(), a, onus.Filter{Limit: 1})
	c.must(err)
	analyst.browser.post(fmt.Sprintf("/cases/%s/changes/%d/undo", a, p.Rows[0].Seq), nil).want(http.StatusForbidden)
	if c.lastChanges() != before {
		t.Error("something was changed")
	}
	c.people[5].browser.post("/cases/"+a+"/changes/undo?op=fall", nil).want(http.StatusSeeOther)
	if c.lastChanges() == before {
		t.Error("a lead cannot undo it either")
	}
}

func TestADeletedCaseIsThereForNobodyButItsLeadBringsItBack(t *testing.T) {
	c := newCourt(t)
	a := "/cases/" + c.cases["A"]
	lead := c.people[5]
	lead.browser.post(a+"/restore", nil).want(http.StatusNotFound) // it is not deleted
	lead.browser.post(a+"/delete", values("version", c.caseVersion("A"))).want(http.StatusSeeOther)
	for _, p := range c.people {
		if p.signedIn {
			p.browser.get(a).want(http.StatusNotFound)
			p.browser.get(a + "/claims.csv").want(http.StatusNotFound)
			p.browser.post(a+"/parties", values("name", "x", "kind", "person")).want(http.StatusNotFound)
			if strings.Contains(p.browser.get("/cases.csv").Body.String(), secrets["A"]) {
				t.Errorf("%s still lists it", p.name)
			}
		}
		if p != lead && p.signedIn {
			p.browser.post(a+"/restore", nil).want(http.StatusNotFound)
		}
	}
	lead.browser.post(a+"/restore", nil).want(http.StatusSeeOther)
	lead.browser.get(a).want(http.StatusOK)
}

func TestWhoIsOutStaysOut(t *testing.T) {
	c := newCourt(t)
	reader, a := c.people[2], "/cases/"+c.cases["A"]
	reader.browser.get(a + "/claims").want(http.StatusOK)
	c.must(c.store.SetDisabled(t.Context(), dbtest.Who, reader.user.ID, true))
	reader.browser.get(a + "/claims").want(http.StatusSeeOther)
	c.must(c.store.SetDisabled(t.Context(), dbtest.Who, reader.user.ID, false))
	reader.browser.get(a + "/claims").want(http.StatusSeeOther) // enabled again, but that session is over
	c.signedIn(reader.user).get(a + "/claims").want(http.StatusOK)
	for _, cookie := range []string{"x", reader.browser.cookie + "x", strings.Repeat("a", 43)} {
		(&browser{c.desk, cookie}).get(a + "/claims").want(http.StatusSeeOther)
	}
}

func TestACaseKeepsALead(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	_, rows := b.get(caseURL + "/members.csv").table()
	me := caseURL + "/members/" + rows[0]["id"]
	for path, form := range map[string][]string{me: {"version", "1", "role", "reader"}, me + "/delete": {"version", "1"},
		caseURL + "/members/bulk": {"ids", idOf(me), "do", "set", "set_role", "analyst"}} {
		if a := b.post(path, values(form...)).want(http.StatusUnprocessableEntity); !strings.Contains(a.text(), "A case needs a lead") {
			t.Errorf("%s: %s", path, shorten(a.text()))
		}
	}
	b.get(me + "/edit").want(http.StatusOK)
}

// leaving takes the reader's rights away when the first bytes have come.
type leaving struct {
	*httptest.ResponseRecorder
	leave func()
}

func (w *leaving) Write(p []byte) (int, error) {
	if w.leave != nil {
		w.leave()
		w.leave = nil
	}
	return w.ResponseRecorder.Write(p)
}

func TestAnExportEndsWithTheRights(t *testing.T) {
	for what, leave := range map[string]func(*court, *onus.Member, onus.User, string) error{
		"the member is removed": func(c *court, m *onus.Member, _ onus.User, _ string) error {
			return c.store.Delete(t.Context(), dbtest.Who, onus.Members, m.CaseID, m.ID, 1)
		},
		"the account is disabled": func(c *court, _ *onus.Member, u onus.User, _ string) error {
			return c.store.SetDisabled(t.Context(), dbtest.Who, u.ID, true)
		},
		"the session is over": func(c *court, _ *onus.Member, _ onus.User, token string) error {
			return c.store.EndSession(t.Context(), token)
		},
		"nothing happens": func(*court, *onus.Member, onus.User, string) error { return nil },
	} {
		t.Run(what, func(t *testing.T) {
			c := newCourt(t)
			const columns = "name, native_name, aliases, kind, role, side, country, description, search, name_key, version, created_at, created_by, updated_at, updated_by"
			_, err := c.sql.ExecContext(t.Context(), "INSERT INTO parties (case_id, id, "+columns+") WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)"+
				" SELECT case_id, id || 'x' || CAST(i AS TEXT), "+columns+" FROM parties, n WHERE id = '"+c.things["A"]["parties"]+"'")
			c.must(err)
			u := dbtest.User(t, c.store, "leaves@example.org", false)
			m := c.join("A", u, "reader")
			b := c.signedIn(u)
			w := &leaving{httptest.NewRecorder(), func() { c.must(leave(c, m, u, b.cookie)) }}
			r := httptest.NewRequest(http.MethodGet, "/cases/"+c.cases["A"]+"/parties.csv", nil)
			r.AddCookie(&http.Cookie{Name: "onus", Value: b.cookie})
			whole := func() (done bool) {
				defer func() { done = recover() == nil }()
				c.s.Handler().ServeHTTP(w, r)
				return
			}()
			if whole != (what == "nothing happens") {
				t.Errorf("the export came to its end: %t, %d rows", whole, strings.Count(w.Body.String(), "\n"))
			}
			if n := strings.Count(w.Body.String(), "\n"); !whole && n > 11000 {
				t.Errorf("%d rows came all the same", n)
			}
		})
	}
}
