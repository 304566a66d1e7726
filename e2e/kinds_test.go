package e2e

import (
	"testing"

	"onus"
)

// kindForm is a claim of a kind as people type it: what is chosen and typed, and
// what its page shows of it. The other kinds have fields that it lacks.
type kindForm struct {
	kind, relief, cause string
	typed               [][2]string
	unquantified        bool
	minor               int64 // euro cents that are shown
	lacks               []string
}

var kindForms = []kindForm{
	{kind: "declaration", relief: "declaratory_judgment", cause: "breach_of_jv_agreement",
		typed: [][2]string{{"Legal basis", "Art. 3:302 BW"}, {"Description", "That the agreement was ended\nin time."}},
		lacks: []string{"Amount", "Currency", "Not quantified", "The measure demanded", "The conduct to be stopped or done"}},
	{kind: "performance", relief: "specific_performance", cause: "breach_of_contract",
		typed: [][2]string{{"Legal basis", "Art. 3:296 BW"}, {"Description", "Deliver the 40 servers\nof order 7."}},
		lacks: []string{"Amount", "Head of loss", "The measure demanded", "Territory"}},
	{kind: "restitution", relief: "disgorgement", cause: "unjust_enrichment",
		typed: [][2]string{{"Amount", "12.500,50"}, {"Currency", "EUR"}, {"Head of loss", "profit of the sales"}, {"How it is calculated", "40 servers\nat 312.51"}, {"Legal basis", "Art. 6:104 BW"}},
		minor: 1250050, lacks: []string{"The measure demanded", "The conduct to be stopped or done", "Until when"}},
	{kind: "costs", relief: "attorney_fees", unquantified: true, cause: "tort_other",
		typed: [][2]string{{"Head of loss", "fees of counsel"}, {"How it is calculated", "by the hours\nof the docket"}, {"Legal basis", "Art. 237 Rv"}},
		lacks: []string{"The measure demanded", "Interim or permanent"}},
}

func TestClaimsOfTheOtherKindsHaveTheFieldsOfTheirKind(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		lead := house.user(t, "Lea Lead")
		id := house.newCase(t, lead, "Kinds")
		house.add(t, lead, id, &onus.Party{PartyName: "Vos B.V.", Kind: "organisation"}, &onus.Party{PartyName: "Jan Egel", Kind: "person"})
		for _, k := range kindForms {
			t.Run(k.kind, func(t *testing.T) {
				p := open(t, visitor{lang: lang, user: lead})
				p.visit("/cases/" + id)
				p.enterKind(k)
				p.showsKind(k)
			})
		}
		p := open(t, visitor{lang: lang, user: lead})
		p.visit("/cases/" + id + "/claims")
		p.counts(len(kindForms))
		for _, k := range kindForms {
			p.filter("Kind", p.code(onus.ListClaimKind, k.kind))
			p.counts(1)
			p.shows([]string{"For " + k.kind})
		}
	})
}

// enterKind fills in every field that the form of the kind has.
func (p *tab) enterKind(k kindForm) {
	p.t.Helper()
	p.beginClaim(k.kind, "For "+k.kind, "„woorden” van "+k.kind)
	for _, other := range k.lacks {
		p.seesNo(p.field(other))
	}
	relief := p.field("Relief").Locator("option")
	must(p.t, expect.Locator(relief).ToHaveCount(1+len(onus.ReliefTypes(k.kind)))) // and none
	p.choose("Relief", p.code(onus.ListReliefType, k.relief))
	p.choose("Cause of action", p.code(onus.ListCauseOfAction, k.cause))
	for _, x := range k.typed {
		p.fill(x[0], x[1])
	}
	if k.unquantified {
		p.check(p.field("Not quantified"))
	}
	p.choose("Status", p.code(onus.ListClaimStatus, "pleaded"))
	p.choose("Disposition", p.code(onus.ListDisposition, "settled"))
	p.tick("Asserted by", "Vos B.V.")
	p.tick("Against", "Jan Egel")
	p.save()
	p.heading("For " + k.kind)
}

// showsKind reads the claim on its page, and once more in its form.
func (p *tab) showsKind(k kindForm) {
	p.t.Helper()
	main := p.within(p.Locator("main"))
	for _, want := range []string{p.code(onus.ListClaimKind, k.kind), p.code(onus.ListReliefType, k.relief), p.code(onus.ListCauseOfAction, k.cause),
		p.code(onus.ListClaimStatus, "pleaded"), p.code(onus.ListDisposition, "settled"), "„woorden” van " + k.kind} {
		main.sees(want)
	}
	if k.minor != 0 {
		main.sees(p.w.Money(k.minor, "EUR"))
	}
	for _, x := range k.typed {
		if x[0] != "Amount" && x[0] != "Currency" { // shown as people read money
			main.sees(x[1])
		}
	}
	if k.unquantified {
		main.sees(p.text("not quantified"))
	}
	p.region("Parties").sees("Vos B.V.")
	p.region("Parties").sees("Jan Egel")
	p.press(p.link("Edit"))
	must(p.t, expect.Locator(p.field("Title")).ToHaveValue("For "+k.kind))
	for _, x := range k.typed {
		if x[0] != "Amount" { // shown with a point
			must(p.t, expect.Locator(p.field(x[0])).ToHaveValue(x[1]))
		}
	}
}
