package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"onus"
	"onus/db/dbtest"
)

// shelf is a case whose documents are made by hand, and its lead before it.
type shelf struct {
	*browser
	caseID, caseURL string
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	b, caseURL := leadCase(t, Config{})
	return &shelf{b, idOf(caseURL), caseURL}
}

// put is the address of a new item whose file is read as that document.
func (s *shelf) put(d *onus.Document) string {
	s.d.Helper()
	e, _ := s.waiting()
	s.read(e, d)
	return s.caseURL + "/evidence/" + e.ID
}

// waiting is a new item whose file is not read yet.
func (s *shelf) waiting() (*onus.Evidence, *onus.File) {
	s.d.Helper()
	e := dbtest.Evidence(s.d.T, s.d.store, s.caseID, "Annual report")
	return e, dbtest.File(s.d.T, s.d.store, e, "bytes "+e.ID)
}

func (s *shelf) read(e *onus.Evidence, d *onus.Document) {
	s.d.Helper()
	s.d.readAs(e, d)
}

// readAs keeps a document as what the newest file of an item says.
func (d *desk) readAs(e *onus.Evidence, doc *onus.Document) {
	d.Helper()
	r, err := d.store.Reading(d.Context(), e.CaseID, e.ID, 0)
	d.must(err)
	d.must(d.store.KeepUnlocked(d.Context(), dbtest.Who, r, doc, nil))
}

// fail ends the reading of the item that waits longest.
func (s *shelf) fail(state string) {
	s.d.Helper()
	w, err := s.d.store.ClaimWork(s.d.Context(), time.Minute)
	s.d.must(err)
	s.d.must(s.d.store.FailWork(s.d.Context(), w, state, "", false))
}

// page is a page with a word at every place where the text has one.
func page(text string) onus.Part {
	p := onus.Part{Text: text, Width: 595.28, Height: 841.89, Confidence: -1}
	at := 0
	for i, line := range strings.Split(text, "\n") {
		for k, word := range strings.Split(line, " ") {
			n := len([]rune(word))
			if n > 0 {
				p.Words = append(p.Words, onus.Word{Start: at, End: at + n, X: 72 + 60*float64(k), Y: 72 + 14*float64(i), W: 6 * float64(n), H: 11.17})
			}
			at += n + 1
		}
	}
	return p
}

func pages(texts ...string) *onus.Document {
	d := &onus.Document{State: onus.ReadDone, Format: "pdf", MediaType: "application/pdf", Extractor: "test 1", Paged: true}
	for _, t := range texts {
		d.Parts = append(d.Parts, page(t))
	}
	return d
}

func stretches(parts ...onus.Part) *onus.Document {
	for i := range parts {
		parts[i].Confidence = -1
	}
	return &onus.Document{State: onus.ReadDone, Format: "docx", MediaType: "application/msword", Extractor: "test 1", Parts: parts}
}

// said is the text that the pieces of a part hold, which is its canonical text.
func said(s *goquery.Selection) string {
	var b strings.Builder
	s.Find("[data-start]").Each(func(_ int, piece *goquery.Selection) { b.WriteString(piece.Text()) })
	return b.String()
}

func TestAStretchHasItsStructureAndItsText(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	text := "\nFrom: A <a@b>\nSubject: x\n\nTitle\nOne\ttwo\nthree\tfour\nitem\nquote\n  code <b>\nnote\nplain\nlines\n\nlast <script>\n"
	at := func(kind string, level int, word string) onus.Block {
		i := len([]rune(text[:strings.Index(text, word)]))
		return onus.Block{Kind: kind, Level: level, Start: i, End: i + len([]rune(word))}
	}
	blocks := []onus.Block{at("dt", 0, "From: A <a@b>"), at("dt", 0, "Subject: x"), at("h", 2, "Title"), at("th", 0, "One\ttwo"), at("tr", 0, "three\tfour"),
		at("li", 2, "item"), at("q", 1, "quote"), at("pre", 0, "  code <b>"), at("fn", 0, "note")}
	doc := s.get(s.put(stretches(onus.Part{Text: text, Blocks: blocks})) + "/document/parts/1").want(http.StatusOK).doc()
	if got := said(doc.Selection); got != text {
		t.Errorf("the leaves say\n%q, want\n%q", got, text)
	}
	for selector, want := range map[string]string{
		"dl div:nth-child(1) dt": "From: ", "dl div:nth-child(1) dd": "A <a@b>\n", "dl div:nth-child(2) dd": "x\n\n", "h3.doc-heading": "Title\n",
		"table tr:nth-child(1) th:nth-child(2)": "two\n", "table tr:nth-child(2) td:nth-child(1)": "three\t", "li.level-2": "item\n",
		"blockquote.level-1": "quote\n", ".doc-code": "  code <b>\n", ".doc-note": "note\n", "p.doc-paragraph:nth-last-of-type(2)": "plain\nlines\n\n",
		"p.doc-paragraph:last-of-type": "last <script>\n",
	} {
		if got := doc.Find(selector).Text(); got != want {
			t.Errorf("%s is %q, want %q", selector, got, want)
		}
	}
	if doc.Find("script, b").Length() > 0 {
		t.Error("text of the document became markup")
	}
	if doc.Find("dl").Length() != 1 || doc.Find("table").Length() != 1 {
		t.Error("fields or rows that follow one another are not together")
	}
}

func TestTheDocumentPageShowsOnePartAndKeepsRoomForAll(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	item := s.put(pages("page one", "page two", "page three"))
	doc := s.get(item + "/document?page=2").want(http.StatusOK).doc()
	if n := doc.Find("#parts > .page").Length(); n != 3 {
		t.Errorf("room for %d pages", n)
	}
	if got := said(doc.Find("#p2")); got != "page two" || doc.Find(".page.loaded").Length() != 1 {
		t.Errorf("page 2 says %q", got)
	}
	if got := said(doc.Find(".page-text")); got != "page two" {
		t.Errorf("the text without scripts: %q", got)
	}
	for rel, want := range map[string]string{"prev": "page=1", "next": "page=3"} {
		if href := doc.Find(".pager [rel="+rel+"]").AttrOr("href", ""); !strings.Contains(href, want) {
			t.Errorf("%s leads to %s", rel, href)
		}
	}
	text := s.get(item + "/document?view=text&page=3").want(http.StatusOK).doc()
	if got := said(text.Find("#p3")); got != "page three" || text.Find("#p3 h2").Text() != "Page 3" {
		t.Errorf("page 3 as text: %q", got)
	}
	printed := s.get(item + "/document?view=print").want(http.StatusOK).doc()
	if got := said(printed.Find("#reader")); got != "page onepage twopage three" {
		t.Errorf("to print: %q", got)
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	item, other := s.put(pages("a", "b")), s.put(stretches(onus.Part{Text: "x"}))
	r, err := s.d.store.Reading(t.Context(), s.caseID, idOf(other), 0)
	s.d.must(err)
	for _, path := range []string{"?page=0", "?page=-1", "?page=3", "?page=1e9", "?page=1000000000", "?page=x", "?version=2", "?version=x", "?text=" + r.TextID,
		"?text=nosuch", "?text=%00", "/pages/0", "/pages/3", "/pages/-1", "/pages/x", "/pages/99999999999999999999", "/parts/3", "/pages/1/picture", "/find?text=" + r.TextID} {
		s.get(item + "/document" + path).want(http.StatusNotFound)
	}
	s.get(other + "/document/pages/1").want(http.StatusNotFound)
	s.get(other + "/document/parts/1").want(http.StatusOK)
	none := dbtest.Evidence(t, s.d.store, s.caseID, "Without a file")
	s.get(s.caseURL + "/evidence/" + none.ID + "/document").want(http.StatusNotFound)
	s.get(s.caseURL + "/evidence/" + none.ID + "/text").want(http.StatusNotFound)
	s.d.must(s.d.store.Delete(t.Context(), dbtest.Who, onus.EvidenceNoun, s.caseID, idOf(item), 1))
	for _, path := range []string{"/document", "/document/pages/1", "/document/parts/1", "/document/find?q=a", "/text"} {
		s.get(item + path).want(http.StatusNotFound)
	}
}

func TestTheTextIsTheCanonicalOne(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	for _, d := range []*onus.Document{pages("één\n", "<b>two</b>"), stretches(onus.Part{Text: "first "}, onus.Part{Text: "second\x0c"})} {
		a := s.get(s.put(d) + "/text").want(http.StatusOK)
		if a.Body.String() != d.Text() {
			t.Errorf("the text is %q, want %q", a.Body, d.Text())
		}
		if a.Header().Get("Content-Type") != "text/plain; charset=utf-8" || a.Header().Get("X-Content-Type-Options") != "nosniff" || a.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("headers: %v", a.Header())
		}
	}
	e, _ := s.waiting()
	s.get(s.caseURL + "/evidence/" + e.ID + "/text").want(http.StatusNotFound)
}

func TestOpeningADocumentIsRecordedOnce(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	item := s.put(pages("a"))
	s.get(item + "/document").want(http.StatusOK)
	s.get(item + "/document?page=1").want(http.StatusOK)
	all, err := s.d.store.Custody(t.Context(), s.caseID, idOf(item), 0, 50)
	s.d.must(err)
	var opened int
	for _, c := range all {
		if c.Act == onus.CustodyOpened && c.By == dbtest.Who.Email {
			opened++
		}
	}
	if opened != 1 {
		t.Errorf("%d times in the record %+v", opened, all)
	}
}

// TestAThousandPagesAreSmall bounds what is sent, uncompressed, to open a long
// document with 400 words on the page that is shown, and the column of its passages.
func TestAThousandPagesAreSmall(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	texts := make([]string, 1000)
	for i := range texts {
		texts[i] = strings.TrimSuffix(strings.Repeat("some words of a line which go on and on\n", 45), "\n") + fmt.Sprint(" ", i)
	}
	item := s.put(pages(texts...))
	a := s.get(item + "/document").want(http.StatusOK)
	if n := a.Body.Len(); n > 160_000 {
		t.Errorf("%d bytes", n)
	}
	if n := a.doc().Find("#parts > .page").Length(); n != 1000 {
		t.Errorf("room for %d pages", n)
	}
}

func findURL(item, q string) string { return item + "/document/find?q=" + url.QueryEscape(q) }
