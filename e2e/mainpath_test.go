package e2e

import (
	"regexp"
	"strings"
	"testing"

	"onus"
)

func TestTheMainPathWithoutJavaScript(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		u := house.user(t, "Nora Script")
		p := open(t, visitor{lang: lang, noScript: true})
		p.mainPath(u)
		// Lists, bulk and undo are forms too.
		p.place("Claims")
		must(t, p.field("Kind").First().Focus())
		p.filter("Kind", p.code(onus.ListClaimKind, onus.ClaimInjunction))
		p.press(p.button("Apply"))
		p.at(`kind=injunction`)
		p.counts(1)
		p.check(p.root.GetByRole("checkbox", named("C-1")))
		p.press(p.within(p.root.GetByRole("form", named(p.text("Change the selected rows")))).button("Delete"))
		p.sees(p.w.N("One row changed.", "%s rows changed.", 1))
		p.press(p.button("Undo"))
		p.counts(1)
	})
}

func TestTheMainPathOnAPhone(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		p := open(t, visitor{lang: lang, phone: true})
		p.mainPath(house.user(t, "Pho Ne"))
	})
}

// mainPath is what everybody does first: sign in, make a case, a party, a claim
// and an item, link them, and take the links out.
func (p *tab) mainPath(u onus.User) {
	p.t.Helper()
	p.visit("/cases")
	p.heading(p.text("Sign in"))
	p.fits()
	p.fill("E-mail address", u.Email)
	p.fill("Password", password)
	p.press(p.button("Sign in"))
	p.heading(p.text("Cases"))
	p.fits()
	p.press(p.link("New case").First())
	p.fill("Title", "Vos v. Egel")
	p.fits()
	p.save()
	p.heading("Vos v. Egel")
	p.fits()
	p.makeParty("Vos B.V.", "organisation")
	p.fits()
	p.claimInSteps()
	p.fits()
	p.place("Evidence")
	p.press(p.link("New evidence").First())
	p.fill("Title", "Mail of 3 May")
	p.save()
	p.heading("EX-0001 Mail of 3 May")
	p.fits()

	p.place("Claims")
	p.fits()
	p.press(p.link("No more sales"))
	p.press(p.summary("Link evidence"))
	p.lookFor("Link evidence", "mail")
	p.fits()
	p.check(p.root.GetByLabel("EX-0001 Mail of 3 May"))
	p.choose("Stance", p.code(onus.ListStance, onus.Supports))
	p.fill("Why", "It says so.")
	p.press(p.button("Link"))
	p.region(p.code(onus.ListStance, onus.Supports)).sees("It says so.")
	p.fits()

	p.place("Links")
	p.fits()
	got := p.csv(p.link("CSV"))
	if got.column("stance")[0] != onus.Supports || got.column("why")[0] != "It says so." || len(got.rows) != 1 {
		p.t.Errorf("links.csv: %q", got)
	}
}

// lookFor searches in a picker by its button, which gets another page without
// scripts and the same part anew with them.
func (p *tab) lookFor(label, letters string) {
	p.t.Helper()
	box := p.root.GetByLabel(p.text("Search: %s", p.text(label)), exactly)
	if p.plain {
		must(p.t, box.Fill(letters))
		p.press(p.button("Search"))
		p.at(`/links$`)
		return
	}
	p.answered(letters, func() error { return box.Fill(letters) })
	_, err := p.ExpectResponse(regexp.MustCompile(`/links$`), func() error {
		p.press(p.button("Search"))
		return nil
	})
	must(p.t, err)
	p.settled()
}

// claimInSteps begins with one kind and changes it in the form: without scripts
// a button shows the other fields.
func (p *tab) claimInSteps() {
	p.t.Helper()
	p.place("Claims")
	p.press(p.link("New claim").First())
	p.press(p.root.GetByRole("main").GetByRole("link").Filter(hasText(p.code(onus.ListClaimKind, onus.ClaimDamages))))
	p.fill("Title", "No more sales")
	p.choose("Kind of claim", p.code(onus.ListClaimKind, onus.ClaimInjunction))
	p.press(p.button("Show the fields of this kind"))
	p.seesNo(p.field("Amount"))
	if v := p.value("Title"); v != "No more sales" {
		p.t.Errorf("the title became %q", v)
	}
	p.fill("The conduct to be stopped or done", "Selling servers")
	p.tick("Asserted by", "Vos B.V.")
	p.fits()
	p.save()
	p.heading("C-1 No more sales")
}

// fits fails if the page can be pushed sideways.
func (p *tab) fits() {
	p.t.Helper()
	p.settled()
	v, err := p.Evaluate(`() => {
		if (document.documentElement.scrollWidth <= innerWidth) return "";
		const scrolls = (e) => e && e !== document.body && (getComputedStyle(e).overflowX !== "visible" || scrolls(e.parentElement));
		return [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !scrolls(e.parentElement))
			.slice(0, 5).map((e) => e.outerHTML.slice(0, 80)).join("\n") || "something";
	}`)
	must(p.t, err)
	if s, ok := v.(string); !ok || s != "" {
		p.t.Errorf("%s is wider than the screen: %s", strings.TrimPrefix(p.path(), "/cases"), s)
	}
}
