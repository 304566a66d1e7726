package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"onus"
	"onus/db/dbtest"
)

// annotated marks code points of the first part of an item's text, as somebody else.
func (d *desk) annotated(e *onus.Evidence, start, end int64) *onus.Annotation {
	d.Helper()
	r, err := d.store.Reading(d.Context(), e.CaseID, e.ID, 0)
	d.must(err)
	parts, err := d.store.Parts(d.Context(), e.CaseID, r.TextID, 1, 1)
	d.must(err)
	a := &onus.Annotation{Head: onus.Head{CaseID: e.CaseID}, EvidenceID: e.ID, Passage: onus.Passage{TextID: r.TextID, FileVersion: r.FileVersion, Page: 1,
		Start: start, End: end, Quote: string([]rune(parts[0].Text)[start:end])}}
	d.must(d.store.CreateAnnotation(d.Context(), dbtest.Who, a))
	return a
}

// reading is a case with one document, and two of its members before it.
type readingRoom struct {
	*shelf
	doc, itemID string
	other       *browser
}

func newReadingRoom(t *testing.T, d *onus.Document) *readingRoom {
	t.Helper()
	s := newShelf(t)
	doc := s.put(d)
	u := dbtest.User(t, s.d.store, "ben@example.org", false)
	s.d.must(s.d.store.AddMember(t.Context(), dbtest.Who, &onus.Member{Head: onus.Head{CaseID: s.caseID}, Email: u.Email, Role: "analyst"}))
	return &readingRoom{s, doc, idOf(doc), s.d.signedIn(u)}
}

// mark is the form that a script sends.
func (r *readingRoom) mark(start, end int, quote string, more ...string) url.Values {
	form := values("evidence_id", r.itemID, "start", fmt.Sprint(start), "end", fmt.Sprint(end), "quote", quote)
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

func TestAPassageIsMarkedInTheWordsOfTheText(t *testing.T) {
	t.Parallel()
	const text = "Néu Cloud 云 👨‍👩‍👧 said it.\n\nIBM denied it."
	r := newReadingRoom(t, pages("First page", text))
	at := len([]rune("First page")) + 1 // and the page break
	for name, c := range map[string]struct {
		start, end int
		quote      string
		status     int
		want       string
	}{
		"plain words":                        {at, at + 9, "Néu Cloud", 303, "Néu Cloud"},
		"a Chinese sign":                     {at + 10, at + 11, "云", 303, "云"},
		"a part of a family is all of it":    {at + 12, at + 13, "👨", 303, "👨‍👩‍👧"},
		"white space around is left out":     {at + 9, at + 12, " 云 ", 303, "云"},
		"over the break of a page":           {at - 5, at + 3, "page\fNéu", 303, "page\fNéu"},
		"other words than those of the text": {at, at + 9, "New Cloud", 409, ""},
		"the right words one further":        {at + 1, at + 10, "Néu Cloud", 409, ""},
		"nothing":                            {at, at, "", 422, ""},
		"beyond the text":                    {9_000_000, 9_000_009, "Néu Cloud", 422, ""},
		"before the text":                    {-5, 4, "First", 422, ""},
		"backwards":                          {at + 9, at, "Néu Cloud", 422, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := r.post(r.caseURL+"/annotations", r.mark(c.start, c.end, c.quote)).want(c.status)
			if c.status != http.StatusSeeOther {
				return
			}
			if got := r.get(a.Header().Get("Location")).want(200).doc().Find(".note-quote").Text(); got != c.want {
				t.Errorf("marked %q, want %q", got, c.want)
			}
		})
	}
}

func TestTheSameMarkSentTwiceIsMadeOnce(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	form := r.mark(0, 9, "Neu Cloud", "id", "0123456789abcdef0123456789abcdef")
	first := r.post(r.caseURL+"/annotations", form).want(303).Header().Get("Location")
	if again := r.post(r.caseURL+"/annotations", form).want(303).Header().Get("Location"); again != first {
		t.Errorf("%s and %s", first, again)
	}
	if n := r.get(r.doc + "/document").want(200).doc().Find(".note-card").Length(); n != 1 {
		t.Errorf("%d cards", n)
	}
	r.other.post(r.caseURL+"/annotations", form).want(422) // somebody else's id
}

func TestAQuotationIsFoundWithoutAScript(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("It was agreed in May. Neu Cloud said so.", "It was agreed in May. IBM denied it, and left the venture."))
	found := r.post(r.caseURL+"/annotations", values("evidence_id", r.itemID, "quote", "IBM denied it, and  left", "body", "Important")).want(303)
	if quote := r.get(found.Header().Get("Location")).doc().Find(".note-quote").Text(); quote != "IBM denied it, and left" {
		t.Errorf("found %q", quote)
	}
	several := r.post(r.caseURL+"/annotations", values("evidence_id", r.itemID, "quote", "It was agreed in May.", "body", "Both")).want(422).doc()
	places := several.Find("form.new-note [name=start]")
	if places.Length() != 2 {
		t.Fatalf("%d places are offered", places.Length())
	}
	chosen := fieldsOf(several.Find("form.new-note").Eq(2))
	r.post(r.caseURL+"/annotations", chosen).want(303)
	r.post(r.caseURL+"/annotations", values("evidence_id", r.itemID, "quote", "nothing of this kind stands there")).want(422)
	if r.get(r.caseURL+"/annotations/new?evidence_id="+r.itemID).want(200).doc().Find("textarea[name=quote]").Length() != 1 {
		t.Error("there is no form for the words of a passage")
	}
}

func TestOverlappingPassagesAreOneSegmentEach(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, stretches(onus.Part{Text: "one two three four"}))
	for _, p := range [][2]int{{0, 13}, {4, 18}, {4, 7}, {4, 7}} {
		r.post(r.caseURL+"/annotations", r.mark(p[0], p[1], "one two three four"[p[0]:p[1]])).want(303)
	}
	part := r.get(r.doc+"/document/parts/1", "HX-Request", "true").want(200).doc()
	depth := map[string]int{}
	part.Find("[data-notes]").Each(func(_ int, s *goquery.Selection) { depth[s.Text()] = len(strings.Fields(s.AttrOr("data-notes", ""))) })
	want := map[string]int{"one ": 1, "two": 4, " three": 2, " four": 1}
	if fmt.Sprint(depth) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", depth, want)
	}
	if said(part.Selection) != "one two three four" {
		t.Errorf("without its tags the part is %q", said(part.Selection))
	}
	described := 0
	part.Find("[aria-description]").Each(func(_ int, s *goquery.Selection) {
		described += 1 + strings.Count(s.AttrOr("aria-description", ""), ";")
	})
	if described != 4 {
		t.Errorf("four annotations are said %d times", described)
	}
}

func TestTwoEditsOfOneCommentKeepBothTexts(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	card := r.post(r.caseURL+"/annotations", r.mark(0, 9, "Neu Cloud", "body", "first")).want(303).Header().Get("Location")
	r.post(card, values("version", "1", "body", "mine")).want(303)
	conflict := r.post(card, values("version", "1", "body", "also mine")).want(409).doc()
	if text := conflict.Find(".note-theirs blockquote").Text(); text != "mine" {
		t.Errorf("what was saved meanwhile is %q", text)
	}
	if text := conflict.Find("textarea[name=body]").Text(); text != "also mine" {
		t.Errorf("what was typed is %q", text)
	}
	r.post(card, fieldsOf(conflict.Find("form.note-form"))).want(303)
	r.other.post(card, values("version", "3", "body", "not mine")).want(403)
}

func TestACommentIsMarkdownThatHarmsNobody(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	body := "**bold** <script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) [y](https://example.org)\n\n<style>*{}</style>"
	card := r.post(r.caseURL+"/annotations", r.mark(0, 9, "Neu Cloud", "body", body)).want(303).Header().Get("Location")
	got := r.get(card).want(200).doc().Find(".note-body")
	if got.Find("strong").Text() != "bold" || got.Find("a[href='https://example.org']").Length() != 1 {
		t.Errorf("Markdown is %s", got.Text())
	}
	if n := got.Find("script, img, style, a[href^=javascript]").Length(); n != 0 {
		t.Errorf("%d harmful elements", n)
	}
}

func TestOwnStepsAreUndoneAndRedone(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	for _, visibility := range []string{"case", "private"} {
		card := r.post(r.caseURL+"/annotations", r.mark(0, 9, "Neu Cloud", "body", "one", "visibility", visibility)).want(303).Header().Get("Location")
		r.post(card, values("version", "1", "body", "two")).want(303)
		body := func() string { return strings.TrimSpace(r.get(card).want(200).doc().Find(".note-body").Text()) }
		r.other.post(r.caseURL+"/annotations", r.mark(10, 14, "said")).want(303) // is not mine to undo
		r.post(r.caseURL+"/annotations/undo", nil).want(303)
		if body() != "one" {
			t.Errorf("%s: after undo %q", visibility, body())
		}
		r.post(r.caseURL+"/annotations/redo", nil).want(303)
		if body() != "two" {
			t.Errorf("%s: after redo %q", visibility, body())
		}
		r.post(r.caseURL+"/annotations/undo", nil).want(303)
		r.post(r.caseURL+"/annotations/undo", nil).want(303)
		r.get(card).want(404)
		r.post(r.caseURL+"/annotations/redo", nil).want(303)
		r.get(card).want(200)
	}
}

func TestACitationStaysAtItsPassage(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("First", "line one\nNeu Cloud said it."))
	claim := r.post(r.caseURL+"/claims", values("title", "Damages", "kind", "damages", "unquantified", "true")).made()
	card := r.post(r.caseURL+"/annotations", r.mark(15, 24, "Neu Cloud")).want(303).Header().Get("Location")
	r.post(card+"/cite", values("claim_id", "C-1", "stance", "supports", "why", "It says so")).want(303)
	r.post(card+"/cite", values("claim_id", "C-99")).want(422)
	link := r.get(r.caseURL + "/links.csv").want(200).text()
	for _, want := range []string{"Neu Cloud", "\"p. 2, line 2\"", idOf(card), "supports"} {
		if !strings.Contains(link, want) {
			t.Errorf("links.csv lacks %q:\n%s", want, link)
		}
	}
	href, _ := r.get(claim).want(200).doc().Find("#linked a[href*='at=15-24']").Attr("href")
	if target := r.get(href).want(200).doc().Find("rect.target"); target.Length() == 0 {
		t.Errorf("the claim opens %q without a target", href)
	}
	r.post(card, values("version", "1", "visibility", "private")).want(422)
}
