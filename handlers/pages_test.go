package handlers

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"onus"
	"onus/db/dbtest"
)

// everyPage calls each with every page that there is to see: all GET routes,
// refused forms, a conflict, error pages, signed in and out, in both languages.
func everyPage(t *testing.T, each func(a *answer)) {
	t.Helper()
	b, caseURL := leadCase(t, Config{})
	admin := b.d.signedIn(dbtest.User(t, b.d.store, "admin@example.org", true))
	for _, language := range []string{"en", "nl"} {
		lang := []string{"Accept-Language", language}
		made := enter(b, caseURL, nil)
		claim, item := caseURL+"/claims/"+made["claims"][0], caseURL+"/evidence/"+made["evidence"][0]
		b.upload(item+"/files", "a.txt", []byte("text <b>"), nil).want(http.StatusSeeOther)
		b.d.readAs(&onus.Evidence{Head: onus.Head{CaseID: idOf(caseURL), ID: idOf(item)}}, pages("text <b>", "x"))
		made["labels"] = []string{idOf(b.post(caseURL+"/labels", values("name", "Label "+language, "colour", "red")).made())}
		marked := b.post(caseURL+"/annotations", values("evidence_id", idOf(item), "quote", "text <b>", "body", "*x* <i>", "label_id", made["labels"][0])).want(http.StatusSeeOther)
		made["annotations"] = []string{idOf(marked.Header().Get("Location"))}
		b.post(claim+"/parties", values("party_id", made["parties"][0], "role", "respondent")).want(http.StatusSeeOther)
		b.post(claim, values("version", "1", "title", "Other", "conduct", "x", "reason", "why <i>")).want(http.StatusSeeOther)
		sanction := b.post(caseURL+"/claims", values("kind", "sanction", "title", "S", "targets", made["parties"][1])).made()
		for _, r := range allRights() {
			if r.method != get || strings.HasSuffix(r.path, ".csv") || strings.HasSuffix(r.path, ":version") || strings.HasSuffix(r.path, ":token") || strings.HasSuffix(r.path, "/picture") {
				continue
			}
			path := strings.Replace(r.path, "/cases/:case", caseURL, 1)
			noun, _, _ := strings.Cut(strings.TrimPrefix(path, caseURL+"/"), "/")
			switch ids := made[noun]; {
			case noun == "members":
				path = strings.Replace(path, ":id", b.csvIDs(caseURL + "/members.csv")[0], 1)
			case len(ids) > 0:
				path = strings.Replace(path, ":id", ids[0], 1)
			}
			path = strings.Replace(strings.Replace(path, ":id", "1", 1), ":n", "1", 1)
			if strings.HasSuffix(path, "/annotations/new") {
				path += "?evidence_id=" + idOf(item)
			}
			who := b
			if r.needs == "admin" {
				who = admin
			}
			for _, header := range [][]string{lang, append(lang, "HX-Request", "true")} {
				if a := who.get(path, header...); a.Code == http.StatusOK {
					each(a)
				} else if path != "/" && path != "/login" && !strings.HasSuffix(path, "/notes") {
					t.Errorf("%s: %d", path, a.Code)
				}
				each((&browser{d: b.d}).get(path, header...))
			}
		}
		for _, path := range []string{"/claims/new?kind=damages", "/claims/new?kind=sanction", "/claims/new?kind=injunction", "/claims/new?kind=other", "/claims?q=nothing", "/search?q=Pay", "/nowhere",
			"/claims?pick=claim_id", "/evidence?pick=evidence_id&q=x", "/links?stance=undercuts", "/history?action=update"} {
			each(b.get(caseURL+path, lang...))
		}
		for _, a := range []*answer{
			b.get(sanction, lang...), b.get(b.post("/cases", values("title", "Empty")).made(), lang...),
			b.post(claim, values("version", "1", "title", "Mine"), lang...), b.post(caseURL+"/claims", values("kind", "damages", "amount", "x"), lang...),
			b.post(caseURL+"/evidence", values("title", ""), lang...), b.post(claim+"/links", values("q", "x"), lang...), b.post(claim+"/links", values("q", "x"), append(lang, "HX-Request", "true")...),
			b.post(claim+"/delete", values("version", "1"), lang...), b.post(caseURL+"/parties", nil, append(lang, "Sec-Fetch-Site", "cross-site")...),
			b.post("/account/password", values("password", "short"), lang...), admin.post("/users", values("email", "x"), lang...),
			(&browser{d: b.d}).post("/login", values("email", "x"), lang...),
			b.get(caseURL, "Cookie", flashCookie+"=eyJUZXh0IjoiRG9uZSIsIktpbmQiOiJkb25lIiwiVW5kb1VSTCI6Ii9jYXNlcy94In0"),
		} {
			each(a)
		}
	}
	list, err := b.d.store.ListCases(t.Context(), "", onus.Filter{})
	if b.d.must(err); list.Total != 0 {
		t.Error("nobody is a member of a case")
	}
}

func TestNoPageHasInlineScriptsOrStyles(t *testing.T) {
	n := 0
	everyPage(t, func(a *answer) {
		n++
		clean(t, a)
	})
	if t.Logf("%d pages", n); n < 200 {
		t.Errorf("only %d pages were looked at", n)
	}
}

func TestEveryPageHoldsTogether(t *testing.T) {
	everyPage(t, func(a *answer) {
		if !strings.Contains(a.Body.String(), "<html") {
			return
		}
		doc := a.doc()
		if n := doc.Find("h1").Length(); n != 1 && !strings.HasPrefix(a.asked, "GET /account") && !strings.HasPrefix(a.asked, "POST /account") {
			t.Errorf("%s has %d h1", a.asked, n)
		}
		if title := doc.Find("title").Text(); !strings.HasSuffix(strings.TrimSpace(title), "Onus") {
			t.Errorf("%s is called %q", a.asked, title)
		}
		ids := map[string]bool{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			id := s.AttrOr("id", "")
			if ids[id] || id == "" {
				t.Errorf("%s has two of #%s", a.asked, id)
			}
			ids[id] = true
		})
		for _, key := range []string{"aria-describedby", "aria-labelledby", "for", "form", "popovertarget", "data-open", "data-use-theirs"} {
			doc.Find("[" + key + "]").Each(func(_ int, s *goquery.Selection) {
				for _, id := range strings.Fields(s.AttrOr(key, "")) {
					if !ids[id] {
						t.Errorf("%s: %s=%q leads nowhere", a.asked, key, id)
					}
				}
			})
		}
		doc.Find("a[href^='#']").Each(func(_ int, s *goquery.Selection) {
			if id := s.AttrOr("href", "")[1:]; !ids[id] {
				t.Errorf("%s: #%s leads nowhere", a.asked, id)
			}
		})
		doc.Find("form[method=post] input:not([type=hidden]), form select, form textarea").Each(func(_ int, s *goquery.Selection) {
			_, labelled := s.Attr("aria-label")
			if id := s.AttrOr("id", ""); !labelled && s.Closest("label").Length() == 0 && (id == "" || doc.Find(`label[for="`+id+`"]`).Length() == 0) {
				t.Errorf("%s: the field %s has no label", a.asked, s.AttrOr("name", ""))
			}
		})
	})
}

func TestEveryLinkOnEveryPageLeadsSomewhere(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	enter(b, caseURL, nil)
	seen, next := map[string]bool{"/logout": true}, []string{"/cases"}
	for len(next) > 0 && len(seen) < 2000 {
		path := next[0]
		next = next[1:]
		path, _, _ = strings.Cut(path, "#")
		if seen[path] || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "/assets/") {
			continue
		}
		seen[path] = true
		a := b.get(path)
		if a.Code != http.StatusOK {
			t.Errorf("%s: %d", path, a.Code)
		}
		if !strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") {
			continue
		}
		a.doc().Find("a[href], tr[data-href]").Each(func(_ int, s *goquery.Selection) {
			next = append(next, s.AttrOr("href", s.AttrOr("data-href", "")))
		})
	}
	t.Logf("%d addresses", len(seen))
}
