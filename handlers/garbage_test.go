package handlers

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"onus/db/dbtest"
)

func TestGarbageInAnAddressIsNoError(t *testing.T) {
	t.Parallel()
	b, caseURL := leadCase(t, Config{})
	enter(b, caseURL, nil)
	cursor := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	garbage := []string{"", "\x00", "\xff\xfe", "%", "'", `\`, "_", "-", "--number", "number; DROP TABLE x", strings.Repeat("a", 60000), strings.Repeat("a ", 20000), strings.Repeat("%", 30000), "新云", "-1", "9999999999999999999999",
		"true", "2024-02-30", "2024-02-29", "0000-01-01", "9999-12-31", "2024-02-29T00:00:00Z", cursor("[]"), cursor("[1]"), cursor(`["a","b"]`), cursor(`["\u0000",""]`), cursor(`["\ud800","x"]`), cursor("[1e400]"), cursor("[-1]"),
		cursor(`[null]`), cursor(`[{}]`), cursor(`[1,2,3]`), cursor(`["a",1]`), cursor(`[1,"a"]`), cursor(`["a",1,"x"]`), cursor(`["a",1,1,"x"]`), cursor(strings.Repeat("[", 20000)), cursor("{"), "!!!", "a=b&c"}
	names := []string{"q", "sort", "after", "before", "day", "stance", "kind", "party", "actor", "noun", "id", "op", "claim", "unlinked", "pick", "bom", "type", "from_id", "amount", "filed_on", "currency"}
	paths := []string{"/cases", "/cases.csv", caseURL, caseURL + "/search", caseURL + "/history", caseURL + "/changes.csv", caseURL + "/claim_parties.csv", caseURL + "/export"}
	for _, noun := range caseNouns {
		paths = append(paths, caseURL+"/"+noun, caseURL+"/"+noun+".csv", caseURL+"/"+noun+"/new")
	}
	for _, path := range paths {
		t.Run(path[strings.LastIndexByte(path, '/')+1:], func(t *testing.T) {
			t.Parallel()
			for n, value := range garbage {
				all := url.Values{} // so that over all of them each name has every value
				for i, name := range names {
					all.Set(name, garbage[(n+i)%len(garbage)])
				}
				for _, query := range []url.Values{all, {"q": {value}}, {"sort": {value}}, {"after": {value}}, {"before": {value}}, {"day": {value}}} {
					if a := b.get(path + "?" + query.Encode()); a.Code != http.StatusOK {
						t.Errorf("%s?%s: %d", path, shorten(query.Encode()), a.Code)
					}
				}
			}
			oddQueries(t, b, path, cursor("[1]"))
		})
	}
}

// oddQueries are those that no form of ours sends.
func oddQueries(t *testing.T, b *browser, path, cursor string) {
	t.Helper()
	for _, query := range []string{"?", "?&&&", "?q=%zz", "?q=a;b", "?sort=title&sort=number&after=&before=", "?after=" + cursor + "&before=" + cursor, "?q[]=1", "?" + strings.Repeat("q=a&", 1000)} {
		if a := b.get(path + query); a.Code != http.StatusOK {
			t.Errorf("%s%s: %d", path, shorten(query), a.Code)
		}
	}
	if a := b.get(path+"?q=x", "Accept-Language", strings.Repeat("nl,", 3000), "HX-Request", "maybe", "Referer", "::::", "Cookie", "onus-flash=!!; onus-theme=<>; onus=x"); a.Code >= 500 {
		t.Errorf("%s with odd headers: %d", path, a.Code)
	}
}

func TestWhatIsNoTextIsRefused(t *testing.T) {
	t.Parallel()
	b, caseURL := leadCase(t, Config{})
	made := enter(b, caseURL, nil)
	for noun, f := range textFields {
		for _, name := range append(f.lines, f.texts...) {
			for _, bad := range []string{"a\x00b", "\x00", "\xff", "a\xc3(", "\xed\xa0\x80"} {
				form := rotate(noun, []string{"ok"}, 0, made)
				form.Set(name, bad)
				a := b.post(under(caseURL, noun), form).want(http.StatusUnprocessableEntity)
				if drawn := a.doc().Find("#f-"+name).Length() > 0; drawn {
					beside(t, a, name)
				}
				if problem := a.doc().Find(".problems").Text(); !strings.Contains(problem, "bytes that are not text") {
					t.Errorf("%s %s=%q: %q", noun, name, bad, problem)
				}
				if !utf8.Valid(a.Body.Bytes()) {
					t.Errorf("%s %s=%q: the answer is not UTF-8", noun, name, bad)
				}
			}
		}
	}
	for _, bad := range []string{"a\x00b", "\xff"} {
		claim, e, id := caseURL+"/claims/"+made["claims"][0], caseURL+"/evidence/", made["evidence"][0]
		for path, form := range map[string]url.Values{
			claim: values("version", "1", "title", "x", "reason", bad), claim + "/parties": values("party_id", bad, "role", "claimant"), claim + "/links": values("evidence_id", bad),
			caseURL + "/claims": values("title", "x", "kind", "damages", "claimants", bad), caseURL + "/members": values("email", bad+"@example.org", "role", "lead"),
			e + id + "/links": values("claim_id", bad, "q", bad), e + id: values("version", "1", "derived_from_id", bad), claim + "/delete": values("version", "1", "reason", bad),
			"/account": values("name", "x"+bad), "/login": values("email", bad, "password", bad), caseURL + "/relationships": values("from_id", bad, "to_id", bad, "type", bad),
		} {
			if a := b.post(path, form); a.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s %q: %d", path, form, a.Code)
			}
		}
		for _, path := range []string{claim + "/links", caseURL + "/claims/bulk", caseURL + "/members/bulk"} {
			if a := b.post(path, values("ids", bad, "q", bad, "do", "delete", "step", "search-evidence_id")); a.Code >= 500 {
				t.Errorf("%s: %d", path, a.Code)
			}
		}
		for _, path := range []string{"/cases/" + url.PathEscape(bad), caseURL + "/claims/" + url.PathEscape(bad), caseURL + "/claims/" + url.PathEscape(bad) + "/edit", "/login/" + url.PathEscape(bad),
			e + url.PathEscape(bad) + "/files/1", e + id + "/files/" + url.PathEscape(bad), caseURL + "/changes/" + url.PathEscape(bad)} {
			b.get(path).want(http.StatusNotFound)
		}
		b.post(caseURL+"/changes/undo?op="+url.QueryEscape(bad), nil).want(http.StatusNotFound)
		b.post("/cases/"+url.PathEscape(bad)+"/restore", nil).want(http.StatusNotFound)
	}
}

// strictForms have fields that take only some texts.
var strictForms = []struct {
	noun         string
	fields, rest []string
}{
	{"relationships", []string{"percent", "from_date", "to_date"}, []string{"type", "parent_of", "from_id", "@parties0", "to_id", "@parties1"}},
	{"parties", []string{"country"}, []string{"name", "ok", "kind", "person"}},
	{"claims", []string{"currency", "amount"}, []string{"title", "ok", "kind", "damages"}},
	{"claims", []string{"until"}, []string{"title", "ok", "kind", "injunction", "conduct", "ok"}},
	{"cases", []string{"currency", "filed_on"}, []string{"title", "ok"}},
	{"evidence", []string{"dated", "received_on"}, []string{"title", "ok"}},
	{"proceedings", []string{"filed_on", "outcome_on"}, []string{"court", "ok"}},
	{"members", []string{"email"}, []string{"role", "reader"}},
}

func TestWhatARuleRefusesComesBackAsItWasTyped(t *testing.T) {
	t.Parallel()
	texts := badTexts(t)
	for _, f := range strictForms {
		t.Run(f.noun+" "+f.fields[0], func(t *testing.T) {
			t.Parallel()
			b, caseURL := leadCase(t, Config{})
			ids, refused := foundation(b, caseURL, f.noun), 0
			for n := range texts {
				form := url.Values{}
				setRest(form, f.rest, ids)
				for i, name := range f.fields {
					form.Set(name, oneLine(texts[(n+i)%len(texts)]))
				}
				a := b.post(under(caseURL, f.noun), form).want(http.StatusUnprocessableEntity, http.StatusSeeOther)
				if a.Code == http.StatusSeeOther {
					continue
				}
				refused++
				sameForm(t, a, f.fields, form)
			}
			if refused < len(texts)*3/4 {
				t.Errorf("only %d of %d were refused", refused, len(texts))
			}
		})
	}
}

// sameForm checks that a refused form holds what was typed.
func sameForm(t *testing.T, a *answer, names []string, form url.Values) {
	t.Helper()
	doc := clean(t, a)
	for _, name := range names {
		field := doc.Find("#f-" + name)
		if field.Length() != 1 || field.AttrOr("value", "") != form.Get(name) {
			t.Errorf("%s: typed %q into %s, it came back as %q (%d fields)", a.asked, form.Get(name), name, field.AttrOr("value", ""), field.Length())
		}
	}
	if doc.Find(".problem").Length() == 0 {
		t.Errorf("%s with %q: nothing says why it was refused", a.asked, form)
	}
}

func TestReasonsComeBackAsTheyWereTyped(t *testing.T) {
	t.Parallel()
	texts := badTexts(t)
	b, caseURL := leadCase(t, Config{})
	claim := b.post(caseURL+"/claims", values("title", "t", "kind", "other")).made()
	want := map[string]string{} // by title
	for n, s := range texts {
		title, reason := "t"+strconv.Itoa(n), oneLine(s)
		b.post(claim, values("version", strconv.Itoa(n+1), "title", title, "reason", reason)).want(http.StatusSeeOther)
		want[title] = strings.TrimSpace(reason)
	}
	_, rows := b.get(caseURL + "/changes.csv").table()
	seen := 0
	for _, row := range rows {
		if reason, ok := want[row["new"]]; ok && row["field"] == "title" {
			if seen++; row["reason"] != reason {
				t.Errorf("typed the reason %q, read %q", reason, row["reason"])
			}
		}
	}
	if seen != len(texts) {
		t.Errorf("changes.csv has %d of %d reasons", seen, len(texts))
	}
	var text strings.Builder
	for path := caseURL + "/history"; path != ""; {
		doc := clean(t, b.get(path).want(http.StatusOK))
		text.WriteString(doc.Find("main").Text())
		path = doc.Find("a[rel=next]").AttrOr("href", "")
	}
	for _, reason := range want {
		if !strings.Contains(text.String(), reason) {
			t.Errorf("the history does not show the reason %q", reason)
		}
	}
}

// longestName is what an account's name may have, in bytes.
const longestName = 200

func TestNamesOfAccountsComeBackAsTheyWereTyped(t *testing.T) {
	t.Parallel()
	b, caseURL := leadCase(t, Config{})
	for n, s := range badTexts(t) {
		typed := oneLine(s)
		name := strings.TrimSpace(typed)
		a := b.post("/account", values("name", typed, "language", "en"))
		if name == "" || len(name) > longestName {
			sameForm(t, a.want(http.StatusUnprocessableEntity), []string{"name"}, values("name", name))
			continue
		}
		a.want(http.StatusSeeOther)
		doc := clean(t, b.get("/account").want(http.StatusOK))
		if shown := doc.Find("#f-name").AttrOr("value", ""); shown != name {
			t.Errorf("typed the name %q, the form has %q", name, shown)
		}
		if shown := doc.Find(".menu-who strong").Text(); shown != name {
			t.Errorf("typed the name %q, the bar has %q", name, shown)
		}
		if n%20 == 0 && !strings.Contains(clean(t, b.get(caseURL+"/members")).Find("tbody").Text(), name) {
			t.Errorf("the members have no %q", name)
		}
	}
}

func TestNewAccountsComeBackAsTheyWereTyped(t *testing.T) {
	t.Parallel()
	d := newDesk(t, Config{})
	b := d.signedIn(dbtest.User(t, d.store, "admin@example.org", true))
	texts := badTexts(t)
	made := 0
	for n, s := range texts {
		email, name := strings.TrimSpace(oneLine(s)), strings.TrimSpace(oneLine(texts[(n+1)%len(texts)]))
		a := b.post("/users", values("email", email, "name", name)).want(http.StatusOK, http.StatusUnprocessableEntity)
		if a.Code == http.StatusUnprocessableEntity {
			sameForm(t, a, []string{"email", "name"}, values("email", email, "name", name))
			continue
		}
		made++
		rows := clean(t, a).Find("tbody").Text()
		if !strings.Contains(rows, email) || !strings.Contains(rows, name) {
			t.Errorf("the accounts have no %q with %q", name, email)
		}
	}
	t.Logf("%d of %d could be addresses", made, len(texts))
}
