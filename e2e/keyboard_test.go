package e2e

import (
	"testing"

	"github.com/playwright-community/playwright-go"

	"onus"
)

func TestTheMainPathByKeyboardAlone(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		u := house.user(t, "Kay Board")
		p := &typist{open(t, visitor{lang: lang})}
		p.visit("/cases")
		p.typeInto("E-mail address", u.Email)
		p.typeInto("Password", password)
		p.key("Enter")
		p.heading(p.text("Cases"))
		p.key("n")
		p.at(`/cases/new$`)
		p.typeInto("Title", "Vos v. Egel")
		p.key("Enter")
		p.heading("Vos v. Egel")

		p.goTo("Parties")
		p.key("n")
		p.typeInto("Name", "Vos B.V.")
		p.pick("Kind", p.code(onus.ListPartyKind, "organisation"))
		p.onto(p.button("Save"))
		p.key("Enter")
		p.heading("Vos B.V.")

		p.goTo("Claims")
		p.key("n")
		p.onto(p.root.GetByRole("main").GetByRole("link").Filter(hasText(p.code(onus.ListClaimKind, "other"))))
		p.key("Enter")
		p.typeInto("Title", "No more sales")
		p.onto(p.root.GetByRole("group", named(p.text("Asserted by"))).GetByLabel("Vos B.V.", exactly))
		p.key("Space")
		p.onto(p.button("Save"))
		p.key("Space")
		p.heading("C-1 No more sales")
		p.region("Parties").sees("Vos B.V.")

		p.goTo("Evidence")
		p.key("n")
		p.typeInto("Title", "Mail of 3 May")
		p.key("Enter")
		p.heading("EX-0001 Mail of 3 May")

		p.onto(p.summary("Link to a claim"))
		p.key("Enter")
		p.answered("sales", func() error {
			p.typeInto(p.text("Search: %s", p.text("Link to a claim")), "sales")
			return nil
		})
		p.onto(p.root.GetByRole("radio"))
		p.key("Space")
		must(t, expect.Locator(p.root.GetByRole("radio").First()).ToBeChecked())
		p.pick("Stance", p.code(onus.ListStance, onus.Supports))
		p.typeInto("Why", "It says so.")
		p.onto(p.button("Link"))
		p.key("Enter")
		p.region(p.code(onus.ListStance, onus.Supports)).sees("It says so.")

		p.goTo("Links")
		p.onto(p.link("CSV"))
		d, err := p.ExpectDownload(func() error { return p.Keyboard().Press("Enter") })
		must(t, err)
		if d.SuggestedFilename() != "links.csv" {
			t.Errorf("the file is called %q", d.SuggestedFilename())
		}
	})
}

func TestKeysFindRowsAndHelp(t *testing.T) {
	lead, id := manyClaims(t)
	p := &typist{open(t, visitor{user: lead})}
	p.visit("/cases/" + id + "/claims")
	p.key("j")
	p.key("j")
	p.key("k")
	p.key("j")
	must(t, expect.Locator(p.link("=Demand 002")).ToBeFocused())
	p.seen()
	p.key("x")
	must(t, expect.Locator(p.root.GetByRole("checkbox", named("C-2"))).ToBeChecked())
	p.key("Enter")
	p.heading("C-2 =Demand 002")

	p.key("?")
	help := p.root.GetByRole("dialog", named(p.text("Keyboard shortcuts")))
	must(t, expect.Locator(help).ToBeVisible())
	p.key("Escape")
	must(t, expect.Locator(help).ToBeHidden())
	p.key("/")
	must(t, expect.Locator(p.root.GetByRole("combobox", named(p.text("Search this case")))).ToBeFocused())
	must(t, p.Keyboard().Type("servers n?"))
	p.key("Enter")
	p.heading(p.text("Search: %s", "servers n?"))

	p.visit("/cases/" + id + "/claims")
	p.key("Tab") // the first stop leads past the bar
	must(t, expect.Locator(p.link("Skip to the content")).ToBeFocused())
	p.key("Enter")
	must(t, expect.Locator(p.Locator("main")).ToBeFocused())
}

// typist is somebody without a mouse.
type typist struct{ *tab }

// key waits for the scripts of the page: a shortcut that is pressed before them is lost.
func (p *typist) key(name string) {
	p.t.Helper()
	p.ready()
	must(p.t, p.Keyboard().Press(name))
}

// onto presses Tab until the focus is there, and sees it at every stop.
func (p *typist) onto(l playwright.Locator) {
	p.t.Helper()
	must(p.t, expect.Locator(l.First()).ToBeVisible())
	for range 120 {
		p.key("Tab")
		p.seen()
		if on, err := l.First().Evaluate("(e) => e === document.activeElement", nil); err == nil && on == true {
			return
		}
	}
	p.t.Fatal("120 times Tab, and not there")
}

// seen fails if what has the focus does not show it.
func (p *typist) seen() {
	p.t.Helper()
	v, err := p.Evaluate(`() => {
		const e = document.activeElement;
		if (!e || e === document.body || e === document.documentElement) return "";
		const around = [e, e.parentElement, e.closest("label, tr")].filter(Boolean);
		const shown = around.some((a) => { const s = getComputedStyle(a); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1 || s.boxShadow !== "none"; });
		const r = e.getBoundingClientRect();
		const inside = r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
		return shown && inside ? "" : e.outerHTML.slice(0, 120);
	}`)
	must(p.t, err)
	if v != "" {
		p.t.Errorf("the focus does not show on %v", v)
	}
}

func (p *typist) typeInto(label, text string) {
	p.t.Helper()
	p.onto(p.field(label))
	must(p.t, p.Keyboard().Type(text))
}

// pick chooses in a select with the arrow keys.
func (p *typist) pick(label, option string) {
	p.t.Helper()
	p.onto(p.field(label))
	p.key("Home")
	for range 60 {
		v, err := p.field(label).Evaluate("(e) => e.selectedOptions[0].text", nil)
		must(p.t, err)
		if v == option {
			return
		}
		p.key("ArrowDown")
	}
	p.t.Fatalf("%s has no option %q in reach of the arrow keys", label, option)
}

// goTo walks to a place of the case.
func (p *typist) goTo(key string) {
	p.t.Helper()
	nav := p.role("navigation", p.text("Places in this case"))
	p.onto(nav.GetByRole("link").Filter(hasText(p.text(key))))
	p.key("Enter")
	p.heading(p.text(key))
}
