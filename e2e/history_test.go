package e2e

import (
	"testing"
	"time"

	"onus"
)

func TestTheHistoryIsFilteredAndUndone(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		lead := house.user(t, "Lea Lead")
		id := house.newCase(t, lead, "History")
		ann := house.member(t, lead, id, onus.RoleAnalyst, "Ann Alyst")
		party := &onus.Party{PartyName: "Old Name", Kind: "person"}
		house.add(t, ann, id, party, &onus.Claim{Title: "A claim", Kind: "other"})

		p := open(t, visitor{lang: lang, user: lead})
		p.visit("/cases/" + id + "/parties/" + party.ID)
		p.press(p.link("Edit"))
		p.fill("Name", "New Name")
		p.fill("Reason for the change", "as the deed has it")
		p.save()
		p.heading("New Name")

		p.place("History")
		p.filter("About", p.text("Parties"))
		p.at(`noun=parties`)
		p.counts(2)
		p.sees("as the deed has it")
		p.filter("Who", "Ann Alyst")
		p.at(`actor=`)
		p.counts(1)
		p.press(p.root.Locator("summary").First())
		p.sees("Old Name") // what it was made with
		p.press(p.link("Clear filters"))
		first, last, n := partyDays(t, id)
		p.day(first.AddDate(0, 0, -2))
		p.sees(p.text("No row fits these filters."))
		p.day(last)
		p.filter("About", p.text("Parties"))
		p.counts(n)
		p.exportHas(n)
		p.press(p.link("Clear filters"))
		p.filter("About", p.text("Parties"))
		p.counts(2)

		change := p.rows().Filter(hasText("as the deed has it"))
		row := p.within(change)
		row.sees("Old Name")
		p.press(change.GetByRole("button"))
		p.sees(p.w.N("One change is undone.", "%s changes are undone.", 1))
		p.counts(3)
		p.press(p.button("Undo").First()) // and undone in its turn
		p.counts(4)
		p.visit("/cases/" + id + "/parties/" + party.ID)
		p.heading("New Name")

		p.press(p.button("Delete"))
		p.confirm()
		p.sees(p.text("%s is deleted.", "New Name"))
		p.press(p.button("Undo"))
		p.sees(p.w.N("One change is undone.", "%s changes are undone.", 1))
		p.visit("/cases/" + id + "/parties/" + party.ID)
		p.heading("New Name")
	})
}

// partyDays are the first and the last day of the changes of parties, and how many
// there are on the last one: midnight may pass while the test runs.
func partyDays(t *testing.T, caseID string) (first, last time.Time, n int) {
	t.Helper()
	changes, err := house.store.ListChanges(t.Context(), caseID, onus.Filter{Fields: map[string]string{"noun": onus.Parties}})
	must(t, err)
	for _, c := range changes.Rows { // the latest first
		first = time.UnixMilli(c.At).UTC()
		if last.IsZero() {
			last = first
		}
		if first.Format(time.DateOnly) == last.Format(time.DateOnly) {
			n++
		}
	}
	return first, last, n
}

// day filters the history by a day of Coordinated Universal Time.
func (p *tab) day(d time.Time) {
	p.t.Helper()
	day := d.UTC().Format(time.DateOnly)
	p.within(p.root.GetByRole("search", named(p.text("Filter this list")))).fill("Day", day)
	p.filtered("day", day)
}
