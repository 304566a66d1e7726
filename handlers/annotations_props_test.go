package handlers

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"onus"
	"onus/db/dbtest"
)

func TestAProposedPassageIsConfirmedOrRejected(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	for answer, want := range map[string]string{"yes": "said it", "no": "Neu Cloud"} {
		card := r.post(r.caseURL+"/annotations", r.mark(0, 9, "Neu Cloud", "body", answer)).want(303).Header().Get("Location")
		th, err := r.d.store.Thing(t.Context(), onus.Annotations, r.caseID, idOf(card))
		r.d.must(err)
		a := th.(*onus.Annotation)
		a.Placement, a.Proposal = onus.Proposed, a.Passage
		a.Proposal.Start, a.Proposal.End, a.Proposal.Quote = 10, 17, "said it"
		r.d.must(r.d.store.Update(t.Context(), dbtest.Who, a))
		page := r.get(r.doc + "/carried").want(200).doc()
		if text := page.Find(".carried-both mark").Text(); text != "Neu Cloudsaid it" {
			t.Errorf("side by side stand %q", text)
		}
		r.post(card+"/proposal", values("version", "1", "accept", answer)).want(409)
		r.post(card+"/proposal", values("version", "2", "accept", answer)).want(303)
		r.post(card+"/proposal", values("version", "3", "accept", answer)).want(422)
		if quote := r.get(card).want(200).doc().Find(".note-quote").Text(); quote != want {
			t.Errorf("after %s the passage is %q", answer, quote)
		}
		if answer == "no" { // orphaned: its words are typed, and found
			r.post(card+"/passage", values("version", "3", "quote", "said it")).want(303)
		}
	}
	if n := r.get(r.doc + "/carried").want(200).doc().Find(".carried").Length(); n != 0 {
		t.Errorf("%d still wait", n)
	}
}

// TestAPrivatePassageChangesNoByteForOthers asks for every page on which it could show,
// before somebody makes one, while it is there, and after it is gone.
func TestAPrivatePassageChangesNoByteForOthers(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	shared := r.post(r.caseURL+"/annotations", r.mark(0, 9, "Neu Cloud", "body", "shared")).want(303).Header().Get("Location")
	all := []string{"", "/annotations", "/annotations.csv", "/labels", "/labels.csv", "/changes.csv", "/history", "/search?q=zebra", "/export", "/annotations.jsonld", "/evidence", "/members",
		strings.TrimPrefix(r.doc, r.caseURL), strings.TrimPrefix(r.doc, r.caseURL) + "/document", strings.TrimPrefix(r.doc, r.caseURL) + "/document?view=text",
		strings.TrimPrefix(r.doc, r.caseURL) + "/document/notes?page=1", strings.TrimPrefix(r.doc, r.caseURL) + "/carried", strings.TrimPrefix(shared, r.caseURL)}
	look := func() map[string]string {
		seen := map[string]string{}
		for _, path := range all {
			for _, hx := range []string{"true", "false"} {
				a := r.other.get(r.caseURL+path, "HX-Request", hx)
				seen[path+" htmx "+hx] = fmt.Sprint(a.Code, a.Header().Get("Etag"), a.Body.String())
				if a.Code >= http.StatusBadRequest { // it names its request
					seen[path+" htmx "+hx] = fmt.Sprint(a.Code)
				}
			}
		}
		return seen
	}
	_ = look() // what opening a document writes into its custody record is written now
	before := look()
	card := r.post(r.caseURL+"/annotations", r.mark(10, 17, "said it", "body", "zebra @ben", "visibility", "private")).want(303).Header().Get("Location")
	steps := []func(){
		func() { r.post(card, values("version", "1", "body", "zebra two")).want(303) },
		func() { r.post(card+"/replies", values("body", "zebra three @ben")).want(303) },
		func() { r.post(card+"/state", values("version", "2", "state", "resolved")).want(303) },
		func() { r.post(r.caseURL+"/annotations/undo", nil).want(303) },
		func() { r.post(card+"/delete", values("version", "4")).want(303) },
	}
	for i, step := range append([]func(){func() {}}, steps...) {
		step()
		for path, now := range look() {
			if now != before[path] {
				t.Errorf("step %d: %s is another page", i, path)
			}
		}
	}
	r.other.get(card).want(404)
	r.other.post(card, values("version", "1", "body", "x")).want(404)
	r.other.post(card+"/replies", values("body", "x")).want(404)
}

// TestAnyPassagesGiveTheTextBack marks passages at random and reads the part again: without
// its tags it is the text, and the segments of each annotation are its quote.
func TestAnyPassagesGiveTheTextBack(t *testing.T) {
	t.Parallel()
	text := "Neu Cloud 云计算 said: “IBM took 👨‍👩‍👧 our customers”.\n\nقال الشاهد إن البيانات نقلت.\n\nà la carte — e\u0301 \r end"
	text = strings.ReplaceAll(text, "\r", " ")
	r := newReadingRoom(t, stretches(onus.Part{Text: text}))
	random := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // no secret
	n := len([]rune(text))
	for range 60 {
		start := random.IntN(n - 1)
		end := start + 1 + random.IntN(n-start)
		if end > n {
			end = n
		}
		if a := r.post(r.caseURL+"/annotations", r.mark(start, end, string([]rune(text)[start:end]))); a.Code != 303 && strings.TrimSpace(string([]rune(text)[start:end])) != "" {
			t.Errorf("%d to %d: %d", start, end, a.Code)
		}
	}
	part := r.get(r.doc+"/document/parts/1", "HX-Request", "true").want(200)
	if got := said(part.doc().Selection); got != text {
		t.Fatalf("without its tags the part is %q", got)
	}
	quotes := map[string]string{}
	_, rows := r.get(r.caseURL + "/annotations.csv").table()
	for _, row := range rows {
		quotes[row["id"]] = row["quote"]
	}
	joined := map[string]string{}
	part.doc().Find("[data-start]").Each(func(_ int, piece *goquery.Selection) {
		piece.Contents().Each(func(_ int, s *goquery.Selection) {
			for _, id := range strings.Fields(s.AttrOr("data-notes", "")) {
				joined[id] += s.Text()
			}
		})
	})
	blank := strings.NewReplacer("\n", "")
	for id, quote := range quotes { // line ends between paragraphs are shown in no segment
		if blank.Replace(joined[id]) != blank.Replace(quote) {
			t.Errorf("the segments of %q are %q", quote, joined[id])
		}
	}
	if len(quotes) < 40 {
		t.Errorf("only %d passages", len(quotes))
	}
	tag := part.Header().Get("Etag")
	r.get(r.doc+"/document/parts/1", "HX-Request", "true", "If-None-Match", tag).want(304)
	r.post(r.caseURL+"/annotations/undo", nil).want(303)
	r.get(r.doc+"/document/parts/1", "HX-Request", "true", "If-None-Match", tag).want(200)
}
