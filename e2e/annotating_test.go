package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/playwright-community/playwright-go"

	"onus"
)

// annotated is a document that two people read, with a codebook of one label.
type annotated struct {
	caseID, address string
	lead, other     onus.User
	label           *onus.Label
}

func newAnnotated(t *testing.T, d *onus.Document) *annotated {
	t.Helper()
	a := &annotated{lead: house.user(t, "Anna Lead"), label: &onus.Label{LabelName: "Key passage", Colour: "yellow", Key: "1"}}
	a.caseID = house.newCase(t, a.lead, "Annotating")
	a.other = house.member(t, a.lead, a.caseID, onus.RoleAnalyst, "Ben Analyst")
	house.add(t, a.lead, a.caseID, a.label, &onus.Claim{Title: "Damages", Kind: "other"})
	a.address = house.reads(t, a.lead, a.caseID, "Letter", d)
	return a
}

// letter is a text of three paragraphs in three scripts.
func letter() *onus.Document {
	text := "Neu Cloud alleges that IBM took its customers.\n\n双方在北京签署了合同，客户数据受到保护。\n\nقال الشاهد إن البيانات نقلت 👨‍👩‍👧 بلا إذن.\n"
	return &onus.Document{State: onus.ReadDone, Format: "text", MediaType: "text/plain", Extractor: "by hand", Parts: []onus.Part{{Text: text, Confidence: -1}}}
}

func (a *annotated) opens(t *testing.T, u onus.User, v visitor) *tab {
	t.Helper()
	v.user = u
	p := open(t, v)
	p.visit(a.address)
	p.ready()
	return p
}

// selects selects words of the document as a mouse would, wherever they stand.
func (p *tab) selects(words string) {
	p.t.Helper()
	p.ready()
	_, err := p.Evaluate(`(words) => {
		const walker = document.createTreeWalker(document.getElementById("parts"), NodeFilter.SHOW_TEXT);
		while (walker.nextNode()) {
			const at = walker.currentNode.data.indexOf(words);
			if (at >= 0) return getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
		}
		throw new Error("not on the page: " + words);
	}`, words)
	must(p.t, err)
	must(p.t, expect.Locator(p.Locator("#marking")).ToBeVisible())
}

// noted is the highlight over words.
func (p *tab) noted(words string) playwright.Locator {
	return p.Locator(".note").Filter(playwright.LocatorFilterOptions{HasText: words}).First()
}

func TestOneKeyMarksAndOthersSeeItWithoutLosingTheirSelection(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		a := newAnnotated(t, letter())
		anna, ben := a.opens(t, a.lead, visitor{lang: lang}), a.opens(t, a.other, visitor{lang: lang})
		must(t, expect.Locator(ben.Locator("#people .person")).ToHaveCount(1))
		ben.selects("took its customers")
		before := ben.js(`document.querySelector("#parts").scrollTop`)
		anna.selects("Neu Cloud alleges")
		anna.keys("1")
		must(t, expect.Locator(anna.noted("Neu Cloud alleges")).ToBeVisible())
		must(t, expect.Locator(ben.noted("Neu Cloud alleges")).ToBeVisible(playwright.LocatorAssertionsToBeVisibleOptions{Timeout: playwright.Float(2000)}))
		must(t, expect.Locator(ben.Locator(".note-card .note-label")).ToHaveText("Key passage"))
		if got := ben.js("getSelection().toString()"); got != "took its customers" {
			t.Errorf("what Ben had selected is %q now", got)
		}
		if after := ben.js(`document.querySelector("#parts").scrollTop`); after != before {
			t.Errorf("the page moved from %v to %v", before, after)
		}
		ben.keys("c")
		must(t, ben.Locator(".note-form textarea").Fill("See **C-1**"))
		ben.press(ben.within(ben.Locator(".note-form")).button("Save"))
		must(t, expect.Locator(anna.Locator(".note-body strong")).ToHaveText("C-1"))
		anna.picture("annotating-" + lang)
	})
}

func TestPassagesOfEveryScriptComeOutAsTheyStand(t *testing.T) {
	t.Parallel()
	a := newAnnotated(t, letter())
	p := a.opens(t, a.lead, visitor{})
	for i, words := range []string{"签署了合同", "قال الشاهد", "👨‍👩‍👧"} {
		p.selects(words)
		p.keys("h")
		must(t, expect.Locator(p.Locator(".note-card")).ToHaveCount(i+1))
		must(t, expect.Locator(p.Locator(".note-quote").Filter(playwright.LocatorFilterOptions{HasText: words})).ToBeVisible())
	}
	p.keys("Control+z", "Control+z")
	must(t, expect.Locator(p.Locator(".note-card")).ToHaveCount(1))
	_, err := p.Reload()
	must(t, err)
	p.ready()
	must(t, p.Locator("#parts").Focus())
	p.keys("Control+Shift+z")
	must(t, expect.Locator(p.Locator(".note-card")).ToHaveCount(2))
}

func TestPassagesAreMarkedByKeyboardAlone(t *testing.T) {
	t.Parallel()
	a := newAnnotated(t, letter())
	p := a.opens(t, a.lead, visitor{})
	must(t, p.Locator("#parts").Focus())
	p.keys("s", "s", "Shift+ArrowRight")
	if got := p.js("getSelection().toString()"); got != "Cloud alleges" {
		t.Fatalf("selected %q", got)
	}
	p.keys("1")
	must(t, expect.Locator(p.Locator(".note-quote")).ToHaveText("Cloud alleges"))
	p.keys("s", "l")
	must(t, expect.Locator(p.Locator(".note-cite[open] [name=claim_id]")).ToBeFocused())
	must(t, p.Keyboard().Type("C-1"))
	p.keys("Enter")
	must(t, expect.Locator(p.Locator(".note-cites a")).ToContainText("C-1 Damages"))
}

func TestAPrivatePassageIsNotSeenAndAPublicOneIsAnswered(t *testing.T) {
	t.Parallel()
	a := newAnnotated(t, letter())
	anna, ben := a.opens(t, a.lead, visitor{}), a.opens(t, a.other, visitor{})
	anna.selects("IBM took")
	must(t, anna.Locator("#marking [data-private]").Check())
	anna.selects("IBM took")
	anna.keys("h")
	must(t, expect.Locator(anna.noted("IBM took")).ToBeVisible())
	anna.selects("Neu Cloud")
	must(t, anna.Locator("#marking [data-private]").Uncheck())
	anna.selects("Neu Cloud")
	anna.keys("1")
	must(t, expect.Locator(ben.noted("Neu Cloud")).ToBeVisible())
	must(t, expect.Locator(ben.Locator(".note-card")).ToHaveCount(1))
	card := ben.within(ben.Locator(".note-card").First())
	ben.press(card.summary("Answer"))
	must(t, ben.Locator(".note-answer[open] textarea").PressSequentially("I agree @an"))
	must(t, expect.Locator(ben.Locator(".mentions li")).ToHaveCount(1))
	ben.keys("Enter")
	ben.press(card.button("Answer"))
	must(t, expect.Locator(anna.Locator(".note-thread")).ToContainText("I agree"))
}

func TestTwoEditsOfOneCommentShowBothTexts(t *testing.T) {
	t.Parallel()
	a := newAnnotated(t, letter())
	one, two := a.opens(t, a.lead, visitor{}), a.opens(t, a.lead, visitor{})
	one.selects("IBM took")
	one.keys("1")
	must(t, expect.Locator(two.Locator(".note-card")).ToHaveCount(1))
	for _, p := range []*tab{one, two} {
		p.press(p.within(p.Locator(".note-card")).link("Edit"))
		must(t, expect.Locator(p.Locator(".note-form textarea")).ToBeFocused())
	}
	must(t, one.Locator(".note-form textarea").Fill("first"))
	must(t, two.Locator(".note-form textarea").Fill("second"))
	one.press(one.within(one.Locator(".note-form")).button("Save"))
	must(t, expect.Locator(one.Locator(".note-body")).ToHaveText("first"))
	two.wants(409)
	two.press(two.within(two.Locator(".note-form")).button("Save"))
	must(t, expect.Locator(two.Locator(".note-theirs blockquote")).ToHaveText("first"))
	must(t, expect.Locator(two.Locator(".note-form textarea")).ToHaveValue("second"))
	two.press(two.within(two.Locator(".note-form")).button("Save"))
	must(t, expect.Locator(one.Locator(".note-body")).ToHaveText("second"))
}

func TestADroppedConnectionMissesNothing(t *testing.T) {
	t.Parallel()
	a := newAnnotated(t, letter())
	anna, ben := a.opens(t, a.lead, visitor{}), a.opens(t, a.other, visitor{})
	must(t, expect.Locator(ben.Locator("#people .person")).ToHaveCount(1))
	ben.wantsDrops()
	must(t, ben.Context().SetOffline(true))
	time.Sleep(time.Second) // until the browser has noticed
	anna.selects("IBM took")
	anna.keys("1")
	must(t, expect.Locator(anna.noted("IBM took")).ToBeVisible())
	must(t, ben.Context().SetOffline(false))
	must(t, expect.Locator(ben.noted("IBM took")).ToBeVisible())
}

func TestAClickWhereSeveralPassagesLieOffersThemAll(t *testing.T) {
	t.Parallel()
	a := newAnnotated(t, letter())
	p := a.opens(t, a.lead, visitor{})
	for i, key := range []string{"1", "h"} {
		p.selects([]string{"alleges that IBM", "that IBM"}[i])
		p.keys(key)
		must(t, expect.Locator(p.Locator(".note-card")).ToHaveCount(i+1))
	}
	must(t, p.noted("that IBM").Click())
	must(t, expect.Locator(p.Locator("#several button")).ToHaveCount(2))
	p.press(p.Locator("#several button").First())
	must(t, expect.Locator(p.Locator(".note-card.now")).ToBeFocused())
}

func TestPassagesOnAPhone(t *testing.T) {
	t.Parallel()
	a := newAnnotated(t, letter())
	p := a.opens(t, a.lead, visitor{phone: true})
	p.selects("IBM took")
	p.press(p.within(p.Locator("#marking")).role("button", "Key passage"))
	must(t, expect.Locator(p.noted("IBM took")).ToBeVisible())
	must(t, p.noted("IBM took").Tap())
	must(t, expect.Locator(p.Locator("#notes .note-card")).ToBeVisible())
	p.fits()
	p.picture("annotating-phone")
}

func TestAPassageIsMarkedWithoutScripts(t *testing.T) {
	t.Parallel()
	a := newAnnotated(t, letter())
	p := a.opens(t, a.lead, visitor{noScript: true})
	p.press(p.link("Mark a passage"))
	p.fill("The words of the passage", "IBM took its customers")
	p.choose("Label", "Key passage")
	p.press(p.button("Mark"))
	must(t, expect.Locator(p.Locator(".note.target, .target")).ToContainText("IBM took"))
	must(t, expect.Locator(p.Locator(".note-card .note-label")).ToHaveText("Key passage"))
	if !strings.Contains(p.path(), "annotation=") {
		t.Errorf("the address is %s", p.path())
	}
}
