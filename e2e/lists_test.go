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
		c := &onus.Claim{Title: fmt.Sprintf("=Demand %03d", i+1), Kind: "other", Status: "pleaded"}
		if i%10 == 0 {
			c.Title += " about servers"
		}
		if i%3 == 0 {
			c.Kind, c.Conduct = onus.ClaimInjunction, "Selling"
		}
		house.add(t, lead, id, c)
	}
	return lead, id
}

func TestListsAreSearchedFilteredSortedAndPaged(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		lead, id := manyClaims(t)
		p := open(t, visitor{lang: lang, user: lead})
		p.visit("/cases/" + id + "/claims")
		p.counts(120)

		// Search as you type: the focus stays, the address changes with the list.
		box := p.root.GetByLabel(p.text("Text to find in this list"), exactly)
		must(t, box.PressSequentially("servers"))
		p.counts(12)
		must(t, expect.Locator(box).ToBeFocused())
		p.at(`\?q=servers$`)
		p.filter("Kind", p.code(onus.ListClaimKind, onus.ClaimInjunction))
		p.counts(4)
		p.at(`kind=injunction&q=servers|q=servers&kind=injunction`)
		if got := p.titles(); len(got) != 4 || got[0] != "=Demand 001 about servers" {
			t.Errorf("shown: %q", got)
		}
		p.press(p.link("Claim")) // sorts by it, then turns round
		p.press(p.link("Claim"))
		p.at(`sort=-title`)
		if got := p.titles(); len(got) != 4 || got[3] != "=Demand 001 about servers" {
			t.Errorf("sorted down: %q", got)
		}
		p.sameForAColleague(t, lead, id)
		p.exportsWhatItShows()

		p.press(p.link("Clear filters"))
		p.counts(120)
		first := p.titles()
		if len(first) != onus.PageSize || first[0] != "=Demand 120" {
			t.Errorf("the order is lost: %d rows, %q first", len(first), first[0])
		}
		p.press(p.link("Next"))
		p.at(`after=`)
		second := p.titles()
		p.sameForAColleague(t, lead, id)
		p.press(p.link("Next"))
		must(t, expect.Locator(p.rows()).ToHaveCount(20))
		if all := slices.Compact(slices.Sorted(slices.Values(slices.Concat(first, second, p.titles())))); len(all) != 120 {
			t.Errorf("three pages show %d of 120 rows", len(all))
		}
		p.press(p.link("Previous"))
		p.at(`before=`)
		if !slices.Equal(p.titles(), second) {
			t.Error("back, but not to the same page")
		}
		p.exportHas(120)
	})
}

func TestSelectedRowsAreSetDeletedAndBroughtBack(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		lead, id := manyClaims(t)
		p := open(t, visitor{lang: lang, user: lead})
		p.visit("/cases/" + id + "/claims?q=servers")
		for _, number := range []string{"C-1", "C-11", "C-21"} {
			must(t, p.root.GetByRole("checkbox", named(number)).Check())
		}
		bar := p.within(p.root.GetByRole("form", named(p.text("Change the selected rows"))))
		bar.choose("Status", p.code(onus.ListClaimStatus, "decided"))
		p.press(bar.button("Set"))
		p.sees(p.w.N("One row changed.", "%s rows changed.", 3))
		p.at(`\?q=servers$`)
		p.filter("Status", p.code(onus.ListClaimStatus, "decided"))
		p.counts(3)

		must(t, p.root.GetByRole("checkbox", named(p.text("Select all rows of this page"))).Check())
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
	count := regexp.MustCompile(`^\s*` + regexp.QuoteMeta(p.w.N("one row", "%s rows", n)) + `(,.*)?\s*$`) // and not: 3 rows changed
	must(p.t, expect.Locator(p.root.GetByText(count)).ToBeVisible())
}

// filter chooses in the form above the list; other forms have fields with the same label.
func (p *tab) filter(label, option string) {
	p.t.Helper()
	p.within(p.root.GetByRole("search", named(p.text("Filter this list")))).choose(label, option)
}

func (p *tab) rows() playwright.Locator { return p.root.Locator("tbody tr") }

// titles are the names of the rows.
func (p *tab) titles() []string {
	p.t.Helper()
	return p.all(p.rows().Locator("td.main a"))
}

// sameForAColleague opens the address in another browser.
func (p *tab) sameForAColleague(t *testing.T, lead onus.User, id string) {
	t.Helper()
	other := open(t, visitor{user: house.member(t, lead, id, onus.RoleReader, "Rea Der")})
	other.visit(p.path())
	if a, b := p.titles(), other.titles(); !slices.Equal(a, b) {
		t.Errorf("%s shows %q here and %q there", p.path(), a, b)
	}
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
