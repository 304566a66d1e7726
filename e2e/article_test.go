package e2e

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"onus"
)

// demands reads the three demands out of the article, in its own words.
func demands(t *testing.T) (damages, measures, ban string) {
	t.Helper()
	b, err := os.ReadFile(beside("seed/000_a055b3af85653969.txt"))
	if os.IsNotExist(err) {
		t.Skip("The article is kept beside the project, in ../shared/seed, and is not here.")
	}
	must(t, err)
	m := regexp.MustCompile(`(In de rechtszaak eist .*? schadevergoeding), (strafmaatregelen .*?) en (een verbod .*?)\.`).FindStringSubmatch(string(b))
	if m == nil {
		t.Fatal("the sentence with the three demands is not in the article")
	}
	return m[1], m[2], m[3]
}

const (
	neuCloud  = "Neu Cloud"
	ibm       = "IBM"
	ibmChina  = "IBM China"
	employees = "individual employees of IBM China"
	venture   = "IBM-Inspur joint venture"
)

func TestTheThreeClaimsOfTheArticleAreEnteredByHand(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		damages, measures, ban := demands(t)
		p := open(t, visitor{lang: lang, user: house.user(t, "Ann Alyst")})
		p.visit("/cases/new")
		p.fill("Title", "Neu Cloud v. IBM, from the article")
		p.save()
		for _, x := range [][2]string{{neuCloud, "organisation"}, {ibm, "organisation"}, {ibmChina, "organisation"}, {employees, "group"}, {venture, "organisation"}} {
			p.makeParty(x[0], x[1])
		}
		p.makeRelationship(relation{from: employees, kind: "employed_by", to: ibmChina})
		p.enterDamages(damages)
		p.enterMeasures(measures)
		p.enterBan(ban)

		p.place("Claims")
		p.counts(3)
		got := p.csv(p.link("CSV"))
		for i, want := range []string{damages, measures, ban} {
			if v := got.column("verbatim")[i]; v != want {
				t.Errorf("claim %d says %q, want %q", i+1, v, want)
			}
		}
		for name, want := range map[string]string{"kind": "damages sanction injunction", "unquantified": "true false false", "verbatim_language": "nl nl nl"} {
			if v := strings.Join(got.column(name), " "); v != want {
				t.Errorf("%s: %q, want %q", name, v, want)
			}
		}
	})
}

// beginClaim chooses the kind, then fills in what every kind has.
func (p *tab) beginClaim(kind, title, verbatim string) {
	p.t.Helper()
	p.place("Claims")
	p.press(p.link("New claim").First())
	p.sees(p.text("Which kind of claim?"))
	p.press(p.within(p.GetByRole("main")).root.GetByRole("link").Filter(hasText(p.code(onus.ListClaimKind, kind))))
	p.heading(p.text("New claim"))
	p.fill("Title", title)
	p.fill("In the source's own words", verbatim)
	p.choose("Language of those words", p.code(onus.ListLanguage, "nl"))
}

// tick ticks a party in one of the three lists of a new claim.
func (p *tab) tick(list, party string) {
	p.t.Helper()
	group := p.root.GetByRole("group", named(p.text(list)))
	p.check(group.GetByLabel(party, exactly))
}

func (p *tab) enterDamages(verbatim string) {
	p.t.Helper()
	p.beginClaim(onus.ClaimDamages, "Damages", verbatim)
	for _, other := range []string{"The measure demanded", "The conduct to be stopped or done"} {
		p.seesNo(p.field(other))
	}
	p.fill("Amount", "1250000.50")
	p.fill("Currency", "USD")
	p.check(p.field("Not quantified"))
	p.wants(422)
	p.save()
	p.sees(p.text("A claim with an amount is quantified. Keep one of the two."))
	p.fill("Amount", "")
	p.fill("Currency", "")
	p.tick("Asserted by", neuCloud)
	p.tick("Against", ibm)
	p.save()
	p.heading("C-1 Damages")
	p.sees(p.text("not quantified"))
	p.region("In the source's own words").sees(verbatim)
}

func (p *tab) enterMeasures(verbatim string) {
	p.t.Helper()
	p.beginClaim(onus.ClaimSanction, "Measures against employees", verbatim)
	p.seesNo(p.field("Amount"))
	p.fill("The measure demanded", "strafmaatregelen")
	p.tick("Asserted by", neuCloud)
	p.tick("Against", ibm)
	p.tick("Target, or who is restrained", ibmChina)
	p.wants(422)
	p.save()
	p.sees(p.text("%s is no person or group: a measure against individuals cannot target it.", ibmChina))
	must(p.t, p.root.GetByRole("group", named(p.text("Target, or who is restrained"))).GetByLabel(ibmChina, exactly).Uncheck())
	p.tick("Target, or who is restrained", employees)
	p.save()
	p.heading("C-2 Measures against employees")
	p.region("Parties").sees(p.text("employed by %s", ibmChina))
	p.sees(p.text("%s is a party to no proceeding.", employees))
}

func (p *tab) enterBan(verbatim string) {
	p.t.Helper()
	p.beginClaim(onus.ClaimInjunction, "Ban on the sales practice", verbatim)
	p.tick("Asserted by", neuCloud)
	p.tick("Against", ibm)
	p.tick("Target, or who is restrained", venture)
	p.wants(422)
	p.save() // without saying which conduct
	p.sees(p.w.N("One thing to put right", "%s things to put right", 1))
	p.fill("The conduct to be stopped or done", "de verkooppraktijk van de IBM-Inspur joint venture")
	p.choose("Interim or permanent", p.code(onus.ListInjunctionTerm, "permanent"))
	p.fill("Territory", "China")
	p.save()
	p.heading("C-3 Ban on the sales practice")
	p.region("Parties").sees(venture)
}
