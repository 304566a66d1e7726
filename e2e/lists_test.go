package e2e

import (
	"fmt"
	"regexp"
	"slices"
	"testing"

	"github.com/playwright-community/playwright-go"

	"onus"
)

// manyClaims makes a case with 120 claims: every third an injunction, the rest
// other claims; every tenth is about servers.
func manyClaims(t *testing.T) (onus.User, string) {
	t.Helper()
	lead := house.user(t, "Lea Lead")
	id := house.newCase(t, lead, "Many claims")
	for i := range 120 {
		c := &onus.Claim{Title: demandTitle(i + 1), Kind: "other", Status: "pleaded"}
		if i%3 == 0 {
			c.Kind, c.Conduct = onus.ClaimInjunction, "Selling"
		}
		house.add(t, lead, id, c)
	}
	return lead, id
}

func demandTitle(n int) string {
	title := fmt.Sprintf("=Demand %03d", n)
	if n%10 == 1 {
		title += " about servers"
	}
	return title
}

// demandsDown are the titles of some claims, from the first number down to the last.
func demandsDown(first, last, step int) (titles []string) {
	for n := first; n >= last; n -= step {
		titles = append(titles, demandTitle(n))
	}
	return titles
}

func TestListsAreSearchedFilteredSortedAndPaged(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		lead, id := manyClaims(t)
		p := open(t, visitor{lang: lang, user: lead})
		p.visit("/cases/" + id + "/claims")
		p.counts(120)

		// Search as you type: the focus stays, the address changes with the list.
		box := p.root.GetByLabel(p.text("Text to find in this list"), exactly)
		p.answered("servers", func() error { return box.PressSequentially("servers") })
		p.counts(12)
		must(t, expect.Locator(box).ToBeFocused())
		p.at(`\?q=servers$`)
		p.filter("Kind", p.code(onus.ListClaimKind, onus.ClaimInjunction))
		p.counts(4)
		p.at(`kind=injunction&q=servers|q=servers&kind=injunction`)
		down := demandsDown(91, 1, 30) // every tenth about servers, every third an injunction
		up := slices.Clone(down)
		slices.Reverse(up)
		p.shows(up)
		p.press(p.link("Claim")) // sorts by it, then turns round
		p.shows(up)
		p.press(p.link("Claim"))
		p.at(`sort=-title`)
		p.shows(down)
		p.sameForAColleague(t, lead, id)
		p.exportsWhatItShows()

		p.press(p.link("Clear filters"))
		p.counts(120)
		p.shows(demandsDown(120, 71, 1)) // onus.PageSize a page
		p.press(p.link("Next"))
		p.shows(demandsDown(70, 21, 1))
		p.sameForAColleague(t, lead, id)
		p.press(p.link("Next"))
		p.shows(demandsDown(20, 1, 1))
		p.press(p.link("Previous"))
		p.at(`before=`)
		p.shows(demandsDown(70, 21, 1))
		p.exportHas(120)
	})
}

func TestSelectedRowsAreSetDeletedAndBroughtBack(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		lead, id := manyClaims(t)
		p := open(t, visitor{lang: lang, user: lead})
		p.visit("/cases/" + id + "/claims?q=servers")
		for _, number := range []string{"C-1", "C-11", "C-21"} {
			p.check(p.root.GetByRole("checkbox", named(number)))
		}
		bar := p.within(p.root.GetByRole("form", named(p.text("Change the selected rows"))))
		bar.choose("Status", p.code(onus.ListClaimStatus, "decided"))
		p.press(bar.button("Set"))
		p.sees(p.w.N("One row changed.", "%s rows changed.", 3))
		p.at(`\?q=servers$`)
		p.filter("Status", p.code(onus.ListClaimStatus, "decided"))
		p.counts(3)

		p.selectAll()
		p.press(bar.button("Delete"))
		p.confirm()
		p.sees(p.w.N("One row changed.", "%s rows changed.", 3))
		p.counts(0)
		p.press(p.button("Undo"))
		p.counts(3)
	})
}

// counts waits until the list says that it has so many rows.
func (p *tab) counts(n int) {
	p.t.Helper()
	if n == 0 {
		p.sees(p.text("No row fits these filters."))
		return
	}
	count := regexp.MustCompile(`^\s*` + regexp.QuoteMeta(p.w.N("one row", "%s rows", n)) + `(,.*)?\s*$`)
	// Not by its text alone: soon after a search it is read out from another place, too.
	must(p.t, expect.Locator(p.root.Locator("#list [data-say]")).ToHaveText(count))
}

// filter chooses in the form above the list, which with scripts filters at once;
// other forms have fields with the same label.
func (p *tab) filter(label, option string) {
	p.t.Helper()
	form := p.within(p.root.GetByRole("search", named(p.text("Filter this list"))))
	value := form.choose(label, option)
	if p.plain {
		return
	}
	name, err := form.field(label).GetAttribute("name")
	must(p.t, err)
	p.filtered(name, value)
}

func (p *tab) rows() playwright.Locator { return p.root.Locator("tbody tr") }

// shows waits until the rows have these names, in this order.
func (p *tab) shows(titles []string) {
	p.t.Helper()
	must(p.t, expect.Locator(p.rows().Locator("td.main a")).ToHaveText(titles))
}

// titles are the names of the rows now.
func (p *tab) titles() []string {
	p.t.Helper()
	return p.all(p.rows().Locator("td.main a"))
}

// sameForAColleague opens the address in another browser.
func (p *tab) sameForAColleague(t *testing.T, lead onus.User, id string) {
	t.Helper()
	other := open(t, visitor{user: house.member(t, lead, id, onus.RoleReader, "Rea Der")})
	other.visit(p.path())
	other.shows(p.titles())
	if a, b := p.all(p.root.GetByRole("columnheader")), other.all(other.root.GetByRole("columnheader")); len(a) != len(b)+1 { // check boxes
		t.Errorf("%d columns here, %d there", len(a), len(b))
	}
}

// exportsWhatItShows compares a list of one page with its CSV file.
func (p *tab) exportsWhatItShows() {
	p.t.Helper()
	if got, want := p.csv(p.link("CSV")).column("title"), p.titles(); !slices.Equal(got, want) {
		p.t.Errorf("the file has %q, the page %q", got, want)
	}
}

func (p *tab) exportHas(n int) {
	p.t.Helper()
	if got := len(p.csv(p.link("CSV")).rows); got != n {
		p.t.Errorf("the file has %d rows, want %d", got, n)
	}
}
