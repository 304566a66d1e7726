package e2e

import (
	"strings"
	"testing"

	"onus"
)

// linked makes a case with two claims and some evidence.
func linked(t *testing.T) (onus.User, string) {
	t.Helper()
	lead := house.user(t, "Lea Lead")
	id := house.newCase(t, lead, "Links")
	house.add(t, lead, id,
		&onus.Claim{Title: "Damages", Kind: onus.ClaimDamages}, &onus.Claim{Title: "A ban", Kind: "other"},
		&onus.Evidence{Title: "Order of the court", Type: "documentary"}, &onus.Evidence{Title: "Mail to customers", Type: "electronic"},
		&onus.Evidence{Title: "Annual report", Type: "documentary"})
	return lead, id
}

func TestEvidenceIsLinkedFromTheClaimWithoutLeavingThePage(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		lead, id := linked(t)
		p := open(t, visitor{lang: lang, user: lead})
		p.visit("/cases/" + id + "/claims")
		p.press(p.link("Damages"))
		p.mark()
		p.linkTo("Link evidence", "mail cust", "EX-0002 Mail to customers", "Order of the court")
		p.staysMarked()
		p.region(p.code(onus.ListStance, onus.Unassessed)).sees("Mail to customers")

		// A stance, a reason and a place; then it stands among what supports.
		p.press(p.region(p.code(onus.ListStance, onus.Unassessed)).link("Change the link to %s", "EX-0002"))
		p.choose("Stance", p.code(onus.ListStance, onus.Supports))
		p.fill("Why", "They were approached.")
		p.fill("Where in the document", "p. 2")
		p.fill("Quoted words", "with the message that Inspur …")
		p.save()
		side := p.region(p.code(onus.ListStance, onus.Supports))
		side.sees("They were approached.")
		side.sees("p. 2")
		p.staysMarked()

		p.press(side.button("Remove the link to %s", "EX-0002"))
		p.sees(p.text("The link is removed."))
		p.staysMarked()
		p.seesNo(side.link("Mail to customers"))
		p.press(p.button("Undo"))
		p.sees(p.w.N("One change is undone.", "%s changes are undone.", 1))
		p.at(`/claims/\w+`)
		side.sees("They were approached.")
	})
}

func TestAClaimIsLinkedFromTheEvidenceWithoutLeavingThePage(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		lead, id := linked(t)
		p := open(t, visitor{lang: lang, user: lead})
		p.visit("/cases/" + id + "/evidence")
		p.press(p.link("Order of the court"))
		p.mark()
		p.press(p.summary("Link to a claim"))
		p.wants(422)
		p.press(p.button("Link")) // without choosing one
		p.sees(p.w.N("One thing to put right", "%s things to put right", 1))
		p.choose("Stance", p.code(onus.ListStance, onus.Refutes))
		p.fill("Why", "Res judicata.")
		p.search("Link to a claim", "dam", "C-1 Damages", "A ban")
		p.press(p.button("Link"))
		p.region(p.code(onus.ListStance, onus.Refutes)).sees("Res judicata.")
		p.linkTo("Link to a claim", "ban", "C-2 A ban", "Damages")
		p.staysMarked()
		p.region(p.code(onus.ListStance, onus.Unassessed)).sees("A ban")
		p.place("Links")
		p.counts(2)
	})
}

// linkTo opens the form, searches, and links what is found with the usual stance.
func (p *tab) linkTo(label, letters, want, not string) {
	p.t.Helper()
	p.press(p.summary(label))
	if v := p.value("Stance"); v != onus.Unassessed {
		p.t.Errorf("the stance begins as %q", v)
	}
	p.search(label, letters, want, not)
	p.press(p.button("Link"))
	_, title, _ := strings.Cut(want, " ")
	must(p.t, expect.Locator(p.root.GetByRole("listitem").GetByRole("link", named(title)).First()).ToBeVisible())
}

// search types into a picker, sees the list shorten, and chooses.
func (p *tab) search(label, letters, want, not string) {
	p.t.Helper()
	box := p.root.GetByLabel(p.text("Search: %s", p.text(label)), exactly)
	p.answered(letters, func() error { return box.PressSequentially(letters) })
	choices := p.within(p.root.GetByRole("group", named(p.text(label))))
	p.seesNo(choices.root.GetByRole("radio").And(choices.root.GetByLabel(not)))
	must(p.t, expect.Locator(box).ToBeFocused())
	p.check(choices.root.GetByLabel(want))
}

// mark leaves a mark that is gone when the browser loads another page.
func (p *tab) mark() {
	p.t.Helper()
	_, err := p.Evaluate("() => { window.marked = true }")
	must(p.t, err)
}

func (p *tab) staysMarked() {
	p.t.Helper()
	v, err := p.Evaluate("() => window.marked === true")
	must(p.t, err)
	if v != true {
		p.t.Error("the browser left the page")
	}
}
