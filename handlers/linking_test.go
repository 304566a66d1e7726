package handlers

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"onus"
	"onus/db/dbtest"
)

var htmx = []string{"HX-Request", "true"}

// tied is a claim and an item with one link between them.
func tied(t *testing.T) (b *browser, caseURL, claim, item, link string) {
	t.Helper()
	b, caseURL = leadCase(t, Config{})
	claim = b.post(caseURL+"/claims", values("kind", "damages", "title", "The claim")).made()
	item = b.post(caseURL+"/evidence", values("title", "Het stuk", "language", "nl", "description", "Omschrijving")).made()
	b.post(claim+"/links", values("evidence_id", idOf(item), "why", "because", "quote", "Woorden")).want(http.StatusSeeOther)
	return b, caseURL, claim, item, caseURL + "/links/" + b.csvIDs(caseURL + "/links.csv")[0]
}

func TestLinkingInPlaceSaysSoAndPlacesTheFocus(t *testing.T) {
	b, _, claim, item, link := tied(t)
	a := b.post(claim+"/links", values("evidence_id", idOf(item), "locator", "p. 2"), htmx...).want(http.StatusOK)
	doc := a.doc()
	if got := doc.Find("#flash .toast[role=status]").Text(); !strings.Contains(got, "The link is made.") {
		t.Errorf("the message is %q", got)
	}
	if focus := doc.Find("#linked").AttrOr("data-focus", ""); focus == "" || focus == "link-"+idOf(link) || doc.Find("#"+focus).Length() != 1 {
		t.Errorf("the focus goes to %q", focus)
	}
	a = b.post(link+"/delete?from=claims", values("version", "1"), htmx...).want(http.StatusOK)
	if a.doc().Find("#linked").AttrOr("data-focus", "") != "links" || a.doc().Find("h2#links").Length() != 1 || !strings.Contains(a.doc().Find("#flash").Text(), "The link is removed.") {
		t.Error("after a removal: " + shorten(a.Body.String()))
	}
	if focus := b.post(claim+"/links", values("q", "x", "step", "search"), htmx...).doc().Find("#linked").AttrOr("data-focus", ""); focus != "f-evidence_id" {
		t.Errorf("searching, it goes to %q", focus)
	}
	if b.get(claim).doc().Find("[data-focus]").Length() > 0 {
		t.Error("a page takes the focus")
	}
}

func TestALinkIsChangedWhereItIsShown(t *testing.T) {
	for _, from := range []string{"claims", "evidence"} {
		b, _, claim, item, link := tied(t)
		end := map[string]string{"claims": claim, "evidence": item}[from]
		edit, there := link+"/edit?from="+from, link+"?from="+from
		change := b.get(end).doc().Find("#link-" + idOf(link) + ` a[hx-get]`)
		if change.AttrOr("href", "") != edit || change.AttrOr("hx-get", "") != edit || change.AttrOr("hx-target", "") != "#linked" {
			t.Fatalf("%s: change leads to %q", from, change.AttrOr("href", ""))
		}
		part := b.get(edit, htmx...).want(http.StatusOK).doc()
		form := part.Find("#linked #link-" + idOf(link) + " form.form")
		if form.AttrOr("hx-post", "") != there || form.AttrOr("hx-target", "") != "#linked" || part.Find("h1").Length() > 0 || part.Find("#f-why").Text() != "because" {
			t.Errorf("%s: the form in place: %s", from, shorten(part.Text()))
		}
		if got := form.Find("a.button").AttrOr("hx-get", ""); got != end+"#linked" {
			t.Errorf("%s: the way back is %q", from, got)
		}
		refused := b.post(there, values("version", "1", "stance", ""), htmx...).want(http.StatusUnprocessableEntity).doc()
		if refused.Find("#linked #f-stance-problem").Length() != 1 || refused.Find("#linked [data-problems]").Length() != 1 || refused.Find("#linked").AttrOr("data-focus", "") != "" {
			t.Errorf("%s: refused: %s", from, shorten(refused.Text()))
		}
		saved := b.post(there, values("version", "1", "stance", "refutes", "why", "new"), htmx...).want(http.StatusOK).doc()
		if saved.Find("#linked .side.refutes #link-"+idOf(link)).Length() != 1 || saved.Find("#linked").AttrOr("data-focus", "") != "link-"+idOf(link) || !strings.Contains(saved.Find("#flash").Text(), "The link is saved.") {
			t.Errorf("%s: saved: %s", from, shorten(saved.Text()))
		}
		stale := b.post(there, values("version", "1", "stance", "supports", "why", "mine"), htmx...).want(http.StatusConflict).doc()
		if stale.Find("#linked #f-why-theirs").Length() != 1 || stale.Find("#linked input[name=version]").AttrOr("value", "") != "2" {
			t.Errorf("%s: stale: %s", from, shorten(stale.Text()))
		}

		page := b.get(edit).want(http.StatusOK).doc() // without scripts
		if page.Find("#main form.form").AttrOr("action", "") != there || page.Find("#main form.form .form-end a.button").AttrOr("href", "") != end+"#linked" {
			t.Errorf("%s: the page of the form leads elsewhere", from)
		}
		b.post(there, values("version", "1", "stance", "supports", "why", "mine")).want(http.StatusConflict)
		if to := b.post(there, values("version", "2", "stance", "context")).made(); to != end+"#linked" {
			t.Errorf("%s: saved, it goes to %s", from, to)
		}
		if to := b.post(link, values("version", "3", "stance", "supports")).made(); to != link {
			t.Errorf("changed on its own page, it goes to %s", to)
		}
		b.get(link + "/edit?from=elsewhere").want(http.StatusOK)
	}
}

func TestAPickerKeepsWhatIsChosen(t *testing.T) {
	b, caseURL, claim, item, _ := tied(t)
	b.post(caseURL+"/evidence", values("title", "Another")).want(http.StatusSeeOther)
	pick := func(path string) (values []string, checked string) {
		t.Helper()
		doc := b.get(path, htmx...).want(http.StatusOK).doc()
		for _, input := range doc.Find("input[type=radio]").EachIter() {
			values = append(values, input.AttrOr("value", ""))
		}
		return values, doc.Find("input[checked]").AttrOr("value", "")
	}
	for _, q := range []string{"", "Another", "nothing at all"} {
		if all, checked := pick(caseURL + "/evidence?pick=evidence_id&q=" + strings.ReplaceAll(q, " ", "+") + "&evidence_id=" + idOf(item)); checked != idOf(item) || !slices.Contains(all[:min(1, len(all))], idOf(item)) {
			t.Errorf("%q finds %q with %q chosen", q, all, checked)
		}
	}
	if all, checked := pick(caseURL + "/claims?pick=claim_id&q=x&claim_id=" + idOf(claim)); len(all) != 1 || checked != idOf(claim) {
		t.Errorf("claims: %q, %q", all, checked)
	}
	if all, checked := pick(caseURL + "/evidence?pick=evidence_id&evidence_id=nosuchitem%00%ff"); len(all) != 2 || checked != "" {
		t.Errorf("an unknown one: %q, %q", all, checked)
	}
	if got := b.get(claim).doc().Find(".picker-search input").AttrOr("hx-include", ""); got != "closest fieldset" {
		t.Errorf("a search sends %q with it", got)
	}
	search := b.post(claim+"/links", values("q", "Another", "step", "search", "evidence_id", idOf(item))).doc() // without scripts
	if got := search.Find("#linked input[type=radio][checked]").AttrOr("value", ""); got != idOf(item) {
		t.Errorf("searching without scripts, %q is chosen", got)
	}
}

func TestTheNumbersOfASideCountAllLinks(t *testing.T) {
	b, caseURL, claim, item, _ := tied(t)
	for i := range 205 {
		stance := onus.Supports
		if i%5 == 0 {
			stance = onus.Refutes
		}
		dbtest.Made(t, b.d.store, &onus.Link{Head: onus.Head{CaseID: idOf(caseURL)}, ClaimID: idOf(claim), EvidenceID: idOf(item), Stance: stance, Locator: fmt.Sprint("p. ", i)})
	}
	for noun, end := range map[string]string{"claim": claim, "evidence": item} {
		doc := b.get(end).doc()
		for stance, want := range map[string]string{"supports": "164", "refutes": "41"} {
			side := doc.Find("#linked .side." + stance)
			if got := side.Find(".count").Text(); got != want {
				t.Errorf("%s: %s counts %q, not %s", noun, stance, got, want)
			}
			shown := side.Find("li").Length()
			more := side.Find("a").Last().AttrOr("href", "")
			if full := caseURL + "/links?" + noun + "=" + idOf(end) + "&stance=" + stance; (more == full) != (fmt.Sprint(shown) != want) {
				t.Errorf("%s: %d of %s shown, and it leads to %s", noun, shown, want, more)
			}
		}
	}
}

func TestContentSaysItsLanguage(t *testing.T) {
	b, caseURL, claim, item, _ := tied(t)
	doc := b.get(item).doc()
	for what, selector := range map[string]string{"title": "h1 [lang=nl]", "description": "#main .facts dd[lang=nl]", "quotation": "#linked blockquote[lang=nl]"} {
		if doc.Find(selector).Length() != 1 {
			t.Errorf("the %s of the item does not say its language", what)
		}
	}
	if form := b.get(item + "/edit").doc(); form.Find("input#f-title[lang=nl], textarea#f-description[lang=nl]").Length() != 2 || form.Find("#f-source[lang]").Length() > 0 {
		t.Error("nor does its form, or too much of it")
	}
	b.post(claim, values("version", "1", "kind", "damages", "title", "C", "verbatim", "新云", "verbatim_language", "zh")).want(http.StatusSeeOther)
	if b.get(claim+"/edit").doc().Find("textarea#f-verbatim[lang=zh]").Length() != 1 || b.get(claim).doc().Find("blockquote[lang=zh]").Length() != 1 {
		t.Error("nor do the words that a claim repeats")
	}
	b.post(caseURL, values("version", "1", "title", "Zaak", "summary", "Samenvatting", "language", "nl")).want(http.StatusSeeOther)
	if b.get(caseURL).doc().Find("h1 [lang=nl], .lead[lang=nl]").Length() != 2 {
		t.Error("nor does the case")
	}
}
