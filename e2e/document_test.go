package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"

	"onus"
)

// reads puts a new item into a case whose file is read as that document, and answers
// the address of the page on which it is read.
func (s *site) reads(t *testing.T, u onus.User, caseID, title string, d *onus.Document) string {
	t.Helper()
	up, err := s.store.PutFile(strings.NewReader(title+caseID), 1<<20)
	must(t, err)
	e := &onus.Evidence{Head: onus.Head{CaseID: caseID}, Title: title}
	f := &onus.File{Filename: title + ".pdf", MediaType: "application/pdf", Size: up.Size, SHA256: up.SHA256}
	who := onus.Actor{Email: u.Email}
	must(t, s.store.CreateEvidence(t.Context(), who, e, f))
	r, err := s.store.Reading(t.Context(), caseID, e.ID, 0)
	must(t, err)
	must(t, s.store.KeepUnlocked(t.Context(), who, r, d, nil))
	return "/cases/" + caseID + "/evidence/" + e.ID + "/document"
}

// sheetOf is a page of lines of words, 20 points apart.
func sheetOf(lines ...string) onus.Part {
	p := onus.Part{Text: strings.Join(lines, "\n"), Width: 595.3, Height: 841.9, Confidence: -1}
	at := 0
	for i, line := range lines {
		x := 72.0
		for word := range strings.SplitSeq(line, " ") {
			n := len([]rune(word))
			p.Words = append(p.Words, onus.Word{Start: at, End: at + n, X: x, Y: 72 + 20*float64(i), W: 6.5 * float64(n), H: 13})
			x += 6.5*float64(n) + 4
			at += n + 1
		}
	}
	return p
}

// longDocument has n pages with a needle on every tenth.
func longDocument(n int) *onus.Document {
	d := &onus.Document{State: onus.ReadDone, Format: "pdf", MediaType: "application/pdf", Extractor: "by hand", Paged: true}
	for i := range n {
		lines := []string{fmt.Sprintf("Page number %d of this report", i+1)}
		for range 25 {
			lines = append(lines, "some words that fill a line of the page and mean nothing")
		}
		if i%10 == 9 {
			lines = append(lines, "here is the needle of it")
		}
		d.Parts = append(d.Parts, sheetOf(lines...))
	}
	return d
}

// long opens a document of 120 pages.
func long(t *testing.T, v visitor, query string) *tab {
	t.Helper()
	v.user = house.user(t, "Lea Lead")
	address := house.reads(t, v.user, house.newCase(t, v.user, "Reading"), "Annual report", longDocument(120))
	p := open(t, v)
	p.visit(address + query)
	p.ready()
	return p
}

// onPage waits until a page of a document is the present one, and is loaded.
func (p *tab) onPage(n int) {
	p.t.Helper()
	must(p.t, expect.Locator(p.Locator("#page")).ToHaveValue(fmt.Sprint(n)))
	must(p.t, expect.Locator(p.Locator(fmt.Sprintf("#p%d.loaded [data-start]", n)).First()).ToBeAttached())
	must(p.t, expect.Locator(p.Locator(fmt.Sprintf("#p%d", n))).ToBeInViewport())
}

func (p *tab) keys(keys ...string) {
	p.t.Helper()
	for _, key := range keys {
		must(p.t, p.Keyboard().Press(key))
	}
}

// js is what an expression in the page is.
func (p *tab) js(expression string) any {
	p.t.Helper()
	v, err := p.Evaluate(expression)
	must(p.t, err)
	return v
}

func TestDocumentGoesToPages(t *testing.T) {
	t.Parallel()
	p := long(t, visitor{}, "")
	p.onPage(1)
	p.keys("j", "j", "k")
	p.onPage(2)
	p.press(p.link("Next page"))
	p.onPage(3)
	p.keys("g")
	must(t, p.Keyboard().Type("117"))
	p.keys("Enter")
	p.onPage(117)
	p.at(`page=117`)
	if n := p.js(`document.querySelectorAll("#parts .loaded").length`).(int); n > 20 {
		t.Errorf("%d pages are loaded: those that are far are not let go", n)
	}
	must(t, p.Locator("#parts").Press("Home"))
	p.onPage(1)
	p.keys("g")
	must(t, p.Keyboard().Type("x"))
	p.keys("Enter")
	must(t, expect.Locator(p.Locator("#page")).ToHaveValue("1"))
	must(t, expect.Locator(p.Locator("#say")).ToHaveText(p.text("page %s of %s", "1", "120")))
	_, err := p.Reload()
	must(t, err)
	p.onPage(1)
}

func TestDocumentFindsWordsOnPagesThatAreNotLoaded(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		p := long(t, visitor{lang: lang}, "")
		p.onPage(1)
		p.keys("/")
		must(t, p.Keyboard().Type("NEEDLE"))
		count := p.Locator("#find-count")
		must(t, expect.Locator(count).ToHaveText("1 / 12"))
		p.onPage(10)
		must(t, expect.Locator(p.Locator("#p10 .hit.now")).ToBeInViewport())
		p.keys("Enter", "Enter")
		must(t, expect.Locator(count).ToHaveText("3 / 12"))
		p.onPage(30)
		p.keys("Shift+Enter")
		p.onPage(20)
		p.keys("Escape", "n")
		p.onPage(30)
		p.keys("p", "p", "p")
		p.onPage(120)
		p.keys("F3")
		p.onPage(10)
		must(t, expect.Locator(p.Locator("#found li")).ToHaveCount(12))
		p.press(p.Locator("#found a").Nth(6))
		p.onPage(70)
		must(t, expect.Locator(count).ToHaveText("7 / 12"))
		p.keys("Control+f")
		must(t, p.Keyboard().Type("xyzzy"))
		must(t, expect.Locator(count).ToHaveText("0"))
		p.sees(p.w.N("one hit", "%s hits", 0))
		p.keys("Control+a", "Delete")
		must(t, expect.Locator(p.Locator("#found")).ToBeHidden())
	})
}

func TestDocumentOpensAtTheHitOfASearch(t *testing.T) {
	t.Parallel()
	p := long(t, visitor{}, "?q=needle&hit=5")
	p.onPage(50)
	must(t, expect.Locator(p.Locator("#p50 .hit.now")).ToBeInViewport())
	must(t, expect.Locator(p.Locator("#find-count")).ToHaveText("5 / 12"))
	p.picture("document-hit")
}

func TestDocumentIsReadWithoutScripts(t *testing.T) {
	t.Parallel()
	p := long(t, visitor{noScript: true}, "?page=9")
	must(t, expect.Locator(p.Locator("#parts .page:visible")).ToHaveCount(1))
	must(t, expect.Locator(p.Locator(".page-text")).ToContainText("Page number 9 of"))
	p.press(p.within(p.Locator(".pager")).link("Next"))
	must(t, expect.Locator(p.Locator(".page-text")).ToContainText("here is the needle"))
	must(t, p.Locator("#find").Fill("needle"))
	must(t, p.Locator("#find").Press("Enter"))
	must(t, expect.Locator(p.Locator("#find-count")).ToHaveText("1 / 12"))
	p.press(p.link("Next hit"))
	must(t, expect.Locator(p.Locator(".page-text mark")).ToHaveText("needle"))
	must(t, expect.Locator(p.Locator("#page")).ToHaveValue("20"))
	p.press(p.link("Text"))
	must(t, expect.Locator(p.Locator("#p20")).ToContainText("Page number 20 of"))
	p.picture("document-no-script")
}

func TestDocumentZoomsAndTurns(t *testing.T) {
	t.Parallel()
	p := long(t, visitor{}, "?page=40")
	p.onPage(40)
	size := func() (w, h float64) {
		box, err := p.Locator("#p40 svg").BoundingBox()
		must(t, err)
		return box.Width, box.Height
	}
	w, _ := size()
	p.keys("+")
	if wider, _ := size(); wider <= w {
		t.Errorf("%v is not wider than %v", wider, w)
	}
	p.onPage(40)
	p.choose("Zoom", p.text("Actual size"))
	if w, h := size(); int(w+.5) != 794 || int(h+.5) != 1123 { // A4 at 96 pixels an inch
		t.Errorf("actual size is %v × %v", w, h)
	}
	p.onPage(40)
	must(t, p.Locator("#parts").Focus())
	p.keys("r")
	if w, h := size(); int(w+.5) != 1123 || int(h+.5) != 794 {
		t.Errorf("turned it is %v × %v", w, h)
	}
	p.onPage(40)
	if got := p.drag("#p40", "Page", "report"); got != "Page number 40 of this report" {
		t.Errorf("selected on a turned page: %q", got)
	}
	p.keys("j")
	p.onPage(41)
	p.keys("r", "r", "r", "0", "t")
	must(t, expect.Locator(p.Locator("#thumbs [aria-current]")).ToHaveText("41"))
	p.press(p.Locator("#thumbs a").Nth(49))
	p.onPage(50)
}

func TestDocumentKeysAreNotTakenWhileTyping(t *testing.T) {
	t.Parallel()
	p := long(t, visitor{}, "")
	p.onPage(1)
	must(t, p.Locator("#find").Focus())
	must(t, p.Keyboard().Type("jgr+?n"))
	must(t, expect.Locator(p.Locator("#find")).ToHaveValue("jgr+?n"))
	p.onPage(1)
	p.keys("Escape", "?")
	must(t, expect.Locator(p.Locator("#reader-keys")).ToBeVisible())
	p.keys("Escape", "v")
	must(t, expect.Locator(p.Locator("#p1 .stretch")).ToBeVisible())
	p.at(`view=text`)
}

func TestDocumentTextIsLoadedAsItIsScrolledTo(t *testing.T) {
	t.Parallel()
	u := house.user(t, "Lea Lead")
	d := &onus.Document{State: onus.ReadDone, Format: "docx", MediaType: "text/html", Extractor: "by hand"}
	for i := range 40 {
		text := fmt.Sprintf("Chapter %d\n", i+1)
		b := []onus.Block{{Kind: onus.BlockHeading, Level: 1, End: len(text) - 1}}
		for k := range 30 {
			line := fmt.Sprintf("Paragraph %d of it, with words enough to make it long.\n", k+1)
			b = append(b, onus.Block{Kind: onus.BlockParagraph, Start: len(text), End: len(text) + len(line) - 1})
			text += line
		}
		d.Parts = append(d.Parts, onus.Part{Text: text, Blocks: b, Confidence: -1})
	}
	d.Parts[30].Text = strings.Replace(d.Parts[30].Text, "Paragraph 7", "Paragraaf é", 1)
	p := open(t, visitor{user: u})
	p.visit(house.reads(t, u, house.newCase(t, u, "Text"), "Letter", d) + "?q=paragraaf")
	p.onPage(31)
	must(t, expect.Locator(p.Locator("mark.now")).ToHaveText("Paragraaf"))
	must(t, expect.Locator(p.Locator("mark.now")).ToBeInViewport())
	p.keys("k")
	p.onPage(30)
	must(t, p.Locator("#parts").Press("End"))
	p.onPage(40)
	must(t, p.Locator("#p40").GetByText("Paragraph 1 of it").Click(playwright.LocatorClickOptions{ClickCount: playwright.Int(3)}))
	if got, want := p.copied(), "Paragraph 1 of it, with words enough to make it long."; strings.TrimRight(got, "\n") != want {
		t.Errorf("copied %q, want %q", got, want)
	}
}

func TestDocumentOnAPhone(t *testing.T) {
	t.Parallel()
	p := long(t, visitor{phone: true}, "?q=needle")
	p.onPage(10)
	p.fits()
	p.picture("document-phone")
	p.press(p.link("Next hit"))
	p.onPage(20)
}
