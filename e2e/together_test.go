package e2e

import (
	"testing"

	"onus"
)

func TestWhatAMemberMayDoDependsOnTheRole(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		lead := house.user(t, "Lea Lead")
		id := house.newCase(t, lead, "Roles")
		claim := &onus.Claim{Title: "A claim", Kind: "other"}
		house.add(t, lead, id, claim, &onus.Evidence{Title: "An item"})
		for role, edits := range map[string]bool{onus.RoleReader: false, onus.RoleAnnotator: false, onus.RoleAnalyst: true} {
			p := open(t, visitor{lang: lang, user: house.member(t, lead, id, role, "Mem Ber")})
			p.visit("/cases/" + id + "/claims/" + claim.ID)
			p.sees("A claim")
			p.sees(p.code(onus.ListMemberRole, role))
			n := 0
			if edits {
				n = 1
			}
			must(t, expect.Locator(p.link("Edit")).ToHaveCount(n))
			must(t, expect.Locator(p.button("Delete")).ToHaveCount(n))
			must(t, expect.Locator(p.summary("Link evidence")).ToHaveCount(n))
			must(t, expect.Locator(p.summary("Add a party")).ToHaveCount(n))
			p.place("Claims")
			must(t, expect.Locator(p.link("New claim")).ToHaveCount(n))
			must(t, expect.Locator(p.root.GetByRole("checkbox", named("C-1"))).ToHaveCount(n))
			p.place("Members")
			p.seesNo(p.link("New member"))
		}
	})
}

func TestALeadDecidesWhoIsInTheCase(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		lead, guest := house.user(t, "Lea Lead"), house.user(t, "Gus Guest")
		id := house.newCase(t, lead, "Members")
		g := open(t, visitor{lang: lang, user: guest})
		g.wants(404)
		g.visit("/cases/" + id)
		g.heading(g.text("Not found"))

		p := open(t, visitor{lang: lang, user: lead})
		p.visit("/cases/" + id + "/members")
		p.press(p.link("New member"))
		p.fill("E-mail address", "nobody@example.org")
		p.choose("Role", p.code(onus.ListMemberRole, onus.RoleReader))
		p.wants(422)
		p.save()
		p.sees(p.w.N("One thing to put right", "%s things to put right", 1))
		p.fill("E-mail address", guest.Email)
		p.save()
		p.sees(p.text("%s is a member now.", "Gus Guest"))
		g.visit("/cases/" + id)
		g.heading("Members")
		g.seesNo(g.link("Edit"))

		p.press(p.link("Edit"))
		p.choose("Role", p.code(onus.ListMemberRole, onus.RoleAnalyst))
		p.save()
		p.sees(p.text("The role is saved."))
		g.visit("/cases/" + id + "/claims")
		must(t, expect.Locator(g.link("New claim").First()).ToBeVisible())

		p.press(p.button("Delete"))
		p.confirm()
		p.sees(p.text("The member is removed."))
		g.wants(404)
		g.visit("/cases/" + id)

		p.press(p.link("Lea Lead")) // the last lead stays
		p.press(p.button("Delete"))
		p.wants(422)
		p.confirm()
		p.heading(p.text("This was refused"))
	})
}

// twoPeople open the form of the same claim.
func twoPeople(t *testing.T, lang string) (a, b *tab, claim *onus.Claim) {
	t.Helper()
	lead := house.user(t, "Lea Lead")
	id := house.newCase(t, lead, "Two people")
	claim = &onus.Claim{Title: "First title", Kind: "other", LegalBasis: "first basis"}
	house.add(t, lead, id, claim)
	a = open(t, visitor{lang: lang, user: lead})
	b = open(t, visitor{lang: lang, user: house.member(t, lead, id, onus.RoleAnalyst, "Ann Alyst")})
	for _, p := range []*tab{a, b} {
		p.visit("/cases/" + id + "/claims/" + claim.ID + "/edit")
	}
	return a, b, claim
}

func TestTheSecondToSaveSeesBothTextsAndLosesNothing(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		a, b, _ := twoPeople(t, lang)
		a.fill("Title", "Title of Lea")
		a.fill("Legal basis", "basis of Lea")
		a.save()
		a.heading("Title of Lea")

		b.fill("Title", "Title of Ann")
		b.fill("Legal basis", "basis of Ann")
		b.fill("Description", "What Ann typed, <i>long</i>.")
		b.wants(409)
		b.save()
		b.sees(b.text("Somebody else saved meanwhile"))
		for label, want := range map[string]string{"Title": "Title of Ann", "Legal basis": "basis of Ann", "Description": "What Ann typed, <i>long</i>."} {
			if v := b.value(label); v != want {
				t.Errorf("%s: %q, want %q", label, v, want)
			}
		}
		b.sees("Title of Lea")
		b.sees("basis of Lea")
		b.press(b.button("Take theirs").First()) // of the title; the other field keeps Ann's
		if v := b.value("Title"); v != "Title of Lea" {
			t.Errorf("took %q", v)
		}
		b.save()
		b.heading("Title of Lea")
		b.sees("basis of Ann")
		b.sees("What Ann typed, <i>long</i>.")
	})
}

func TestEditsOfDifferentFieldsMerge(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		a, b, _ := twoPeople(t, lang)
		a.fill("Title", "Title of Lea")
		a.save()
		a.heading("Title of Lea")
		b.fill("Legal basis", "basis of Ann")
		b.save()
		b.heading("Title of Lea")
		b.sees("basis of Ann")
	})
}
