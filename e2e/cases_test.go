package e2e

import (
	"testing"

	"github.com/playwright-community/playwright-go"

	"onus"
)

func TestTheOverviewSaysWhatACaseIsAbout(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		p := open(t, visitor{lang: lang, user: house.admin})
		p.visit("/cases")
		p.heading(p.text("Cases"))
		p.press(p.link("Neu Cloud v. IBM"))
		p.heading("Neu Cloud v. IBM")
		o, err := house.store.Overview(t.Context(), house.demo)
		must(t, err)
		for _, b := range o.ClaimsByKind {
			p.region("Claims by kind").sees(p.code(onus.ListClaimKind, b.Code))
		}
		for _, b := range o.PartiesBySide {
			p.region("Parties by side").sees(p.code(onus.ListSide, b.Code))
		}
		for _, b := range o.EvidenceByType {
			p.region("Evidence by type").sees(p.code(onus.ListEvidenceType, b.Code))
		}
		p.region("Latest changes").sees(p.text("changed"))
		p.region("Still to do").sees(p.text("links not assessed"))

		p.press(p.region("Still to do").root.GetByRole("link").Filter(playwright.LocatorFilterOptions{HasText: p.text("items linked to nothing")}))
		p.at(`/evidence\?unlinked=true$`)
		p.counts(int(o.UnlinkedEvidence))
	})
}

func TestACaseIsMadeWithItsPartiesAndTheirRelationships(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		p := open(t, visitor{lang: lang, user: house.user(t, "Lea Lead")})
		p.visit("/cases")
		p.sees(p.text("No cases yet"))
		p.press(p.link("New case").First())
		p.wants(422)
		p.save()
		p.sees(p.w.N("One thing to put right", "%s things to put right", 1))
		p.fill("Title", "Vos v. Egel 刺猬")
		p.fill("Court", "Rechtbank Amsterdam")
		p.fill("Filed on", "2024-03")
		p.choose("Status", p.code(onus.ListCaseStatus, "open"))
		p.save()
		p.heading("Vos v. Egel 刺猬")

		p.place("Parties")
		p.sees(p.text("No parties yet"))
		for _, x := range [][2]string{{"Vos B.V.", "organisation"}, {"Jan Egel", "person"}, {"Gemeente Ede", "public_body"}, {"buyers of Vos", "group"}} {
			p.makeParty(x[0], x[1])
		}
		for _, x := range []relation{
			{"Jan Egel", "employed_by", "Vos B.V.", "", "2014-07", ""},
			{"Vos B.V.", "parent_of", "Gemeente Ede", "", "", ""},
			{"Jan Egel", "shareholder_of", "Vos B.V.", "19.35", "2014~", "2017"},
			{"Vos B.V.", "joint_venture_partner_in", "Gemeente Ede", "", "2017-01-31", ""},
			{"Vos B.V.", "distributor_for", "buyers of Vos", "", "", ""},
			{"Jan Egel", "competitor_of", "Vos B.V.", "", "", ""},
		} {
			p.makeRelationship(x)
		}
		p.place("Relationships")
		p.counts(6)
		p.place("Parties")
		p.press(p.link("Vos B.V."))
		p.heading("Vos B.V.")
		ties := p.region("Relationships")
		ties.sees("← " + p.code(onus.ListPartyRelation, "shareholder_of"))
		ties.sees("19.35 %, 2014~ – 2017")
		p.press(ties.link("Jan Egel").First())
		p.heading("Jan Egel")
	})
}

func (p *tab) makeParty(name, kind string) {
	p.t.Helper()
	p.place("Parties")
	p.press(p.link("New party").First())
	p.fill("Name", name)
	p.choose("Kind", p.code(onus.ListPartyKind, kind))
	p.save()
	p.heading(name)
	p.sees(p.text("%s is entered.", name))
}

// relation is a relationship as people type it.
type relation struct{ from, kind, to, percent, since, until string }

func (p *tab) makeRelationship(r relation) {
	p.t.Helper()
	p.place("Relationships")
	p.press(p.link("New relationship").First())
	p.choose("Who", r.from)
	p.choose("Type", p.code(onus.ListPartyRelation, r.kind))
	p.choose("To whom", r.to)
	p.fill("Percentage", r.percent)
	p.fill("From", r.since)
	p.fill("Until", r.until)
	p.save()
	p.sees(p.text("The relationship is entered."))
}
