package e2e

import (
	"testing"

	"onus"
	"onus/db"
	"onus/demo"
)

// sheet is one page as somebody sees it: an address, and what is done there
// before one looks. dutch ones are looked at in Dutch too.
type sheet struct {
	name, path string
	who        onus.User
	refused    int // the status of the address, if it is no 200
	do         func(p *tab)
	dutch      bool
}

// sheets are all pages of the program, with their states.
func sheets(t *testing.T) []sheet {
	t.Helper()
	lead := house.user(t, "Lea Lead")
	fresh := house.newCase(t, lead, "A case without anything in it")
	owner := house.user(t, "Dee Mo")
	id, err := demo.Load(t.Context(), house.store, owner) // another than the one that is shared: a reader comes in
	must(t, err)
	reader := house.member(t, owner, id, onus.RoleReader, "Rea Der")
	all := signedOut()
	all = append(all, demoSheets(id, owner)...)
	all = append(all, emptySheets(fresh, lead)...)
	all = append(all, annotatingSheets(t)...)
	all = append(all, accountSheets(id, reader, house.user(t, "Nobody Yet"))...)
	return append(all, refusedSheets(t)...)
}

func signedOut() []sheet {
	return []sheet{
		{name: "sign-in", path: "/login", dutch: true},
		{name: "sign-in-refused", path: "/login", do: func(p *tab) {
			p.fill("E-mail address", "nobody@example.org")
			p.fill("Password", "a wrong one")
			p.wants(422)
			p.press(p.button("Sign in"))
			p.sees(p.text("No account has this address and this password, or the account is disabled."))
		}},
		{name: "sign-in-address-used", path: "/login/used", refused: 404},
	}
}

// demoSheets are the pages of a demonstration case, as its lead sees them.
func demoSheets(id string, lead onus.User) []sheet {
	c := "/cases/" + id
	all := []sheet{
		{name: "cases", path: "/cases", dutch: true},
		{name: "case-new", path: "/cases/new"},
		{name: "overview", path: c, dutch: true},
		{name: "case-edit", path: c + "/edit"},
		{name: "claims-selected", path: c + "/claims", do: (*tab).selectAll},
		{name: "claim-kinds", path: c + "/claims/new", dutch: true},
		{name: "claim-new-damages", path: c + "/claims/new?kind=damages", dutch: true},
		{name: "claim-new-sanction", path: c + "/claims/new?kind=sanction"},
		{name: "claim-new-injunction", path: c + "/claims/new?kind=injunction"},
		{name: "claim-linking", path: c + "/claims", do: func(p *tab) {
			p.press(p.rows().Locator("td.main a").First())
			p.press(p.summary("Link evidence"))
			p.press(p.summary("Add a party"))
		}},
		{name: "claim-sanction", path: c + "/claims?kind=sanction", do: (*tab).firstRow, dutch: true},
		{name: "search", path: c + "/search?q=IBM", dutch: true},
		{name: "search-nothing", path: c + "/search?q=xyzzy"},
		{name: "search-begin", path: c + "/search"},
		{name: "export", path: c + "/export", dutch: true},
		{name: "adding", path: c + "/evidence/add", dutch: true},
		{name: "verify", path: c + "/verify", dutch: true, do: func(p *tab) {
			p.press(p.button("Verify now"))
			p.sees(p.text("Every byte is as it was uploaded."))
		}},
		{name: "custody", path: c + "/evidence", dutch: true, do: func(p *tab) {
			p.firstRow()
			p.visit(p.path() + "/custody")
		}},
		{name: "bates", path: c + "/evidence", dutch: true, do: func(p *tab) {
			p.selectAll()
			p.press(p.button("Assign Bates numbers"))
			p.heading(p.text("Assign Bates numbers"))
		}},
		{name: "history", path: c + "/history", dutch: true, do: func(p *tab) { p.press(p.root.Locator("summary").First()) }},
		{name: "filtered", path: c + "/claims?q=xyzzy"},
		{name: "keys", path: c, do: func(p *tab) { p.press(p.button("Keyboard shortcuts")) }},
		{name: "menu", path: c, do: func(p *tab) { p.press(p.button("Account of %s", lead.UserName)) }},
		{name: "question", path: c, do: func(p *tab) { p.press(p.button("Delete")) }},
	}
	for i, noun := range []string{onus.Claims, onus.EvidenceNoun, onus.Links, onus.Parties, onus.Relationships, onus.Proceedings, onus.Members} {
		all = append(all, sheet{name: noun, path: c + "/" + noun, dutch: i < 3},
			sheet{name: noun + "-one", path: c + "/" + noun, do: (*tab).firstRow, dutch: i < 2},
			sheet{name: noun + "-edit", path: c + "/" + noun, do: func(p *tab) {
				p.firstRow()
				p.press(p.link("Edit"))
				must(p.t, expect.Locator(p.button("Save")).ToBeVisible())
			}})
		if noun != onus.Claims {
			all = append(all, sheet{name: noun + "-new", path: c + "/" + noun + "/new"})
		}
	}
	for i := range all {
		all[i].who = lead
	}
	return all
}

func emptySheets(id string, lead onus.User) []sheet {
	c := "/cases/" + id
	all := []sheet{{name: "empty-overview", path: c, who: lead, dutch: true}}
	for _, noun := range []string{onus.Claims, onus.EvidenceNoun, onus.Links, onus.Parties, onus.Relationships, onus.Proceedings} {
		all = append(all, sheet{name: "empty-" + noun, path: c + "/" + noun, who: lead})
	}
	return all
}

func accountSheets(id string, reader, stranger onus.User) []sheet {
	c := "/cases/" + id
	return []sheet{
		{name: "account", path: "/account", who: house.admin, dutch: true},
		{name: "account-refused", path: "/account", who: reader, do: func(p *tab) {
			p.fill("Present password", password)
			p.fill("New password", "short")
			p.wants(422)
			p.press(p.button("Change the password"))
			p.sees(p.text("This is not the same as the new password above."))
		}},
		{name: "users", path: "/users", who: house.admin, dutch: true},
		{name: "users-refused", path: "/users", who: house.admin, do: func(p *tab) {
			p.wants(422)
			p.press(p.button("Make the account"))
			p.sees(p.w.N("One thing to put right", "%s things to put right", 2))
		}},
		{name: "users-made", path: "/users", who: house.admin, do: func(p *tab) {
			p.fill("E-mail address", db.RequestID()+"@example.org")
			p.fill("Name", "Nia New")
			p.press(p.button("Make the account"))
			p.sees("/login/")
		}},
		{name: "reader-overview", path: c, who: reader},
		{name: "reader-claim", path: c + "/claims", who: reader, do: (*tab).firstRow},
		{name: "reader-evidence", path: c + "/evidence", who: reader, do: (*tab).firstRow},
		{name: "not-allowed", path: c + "/claims/new", who: reader, refused: 403, dutch: true},
		{name: "not-found", path: c + "/claims/nothing", who: reader, refused: 404, dutch: true},
		{name: "not-an-address", path: "/nothing", who: reader, refused: 404},
		{name: "no-cases", path: "/cases", who: stranger},
	}
}

// refusedSheets are the forms that a mistake or somebody else brought back.
func refusedSheets(t *testing.T) []sheet {
	t.Helper()
	a := house.user(t, "Ann Alyst")
	id := house.newCase(t, a, "Refusals")
	claim := &onus.Claim{Title: "First title", Kind: "other", LegalBasis: "first basis"}
	house.add(t, a, id, claim, &onus.Party{PartyName: "Vos B.V.", Kind: "organisation"})
	c := "/cases/" + id
	return []sheet{
		{name: "claim-refused", path: c + "/claims/new?kind=damages", who: a, dutch: true, do: func(p *tab) {
			p.fill("Amount", "-5,5,5")
			p.fill("Currency", "XYZ")
			p.wants(422)
			p.save()
			p.sees(p.w.N("One thing to put right", "%s things to put right", 3))
		}},
		{name: "conflict", path: c + "/claims/" + claim.ID + "/edit", who: a, dutch: true, do: func(p *tab) {
			p.overtaken(id, claim.ID, a)
			p.fill("Title", "What I typed")
			p.wants(409)
			p.save()
			p.sees(p.text("Somebody else saved meanwhile"))
		}},
		{name: "link-refused", path: c + "/claims/" + claim.ID, who: a, do: func(p *tab) {
			p.press(p.summary("Link evidence"))
			p.wants(422)
			p.press(p.button("Link"))
			p.sees(p.w.N("One thing to put right", "%s things to put right", 1))
		}},
		{name: "message", path: c + "/parties/new", who: a, do: func(p *tab) {
			p.fill("Name", "Jan Egel")
			p.choose("Kind", p.code(onus.ListPartyKind, "person"))
			p.save()
			p.sees(p.text("%s is entered.", "Jan Egel"))
		}},
	}
}

// overtaken saves another title while the form of the claim is open.
func (p *tab) overtaken(caseID, claimID string, by onus.User) {
	p.t.Helper()
	th, err := house.store.Thing(p.t.Context(), onus.Claims, caseID, claimID)
	must(p.t, err)
	c := th.(*onus.Claim)
	c.Title += ", and more"
	must(p.t, house.store.Update(p.t.Context(), onus.Actor{Email: by.Email}, c))
}

func (p *tab) firstRow() {
	p.t.Helper()
	list := p.path()
	p.press(p.rows().First().GetByRole("link").Last())
	must(p.t, expect.Page(p.Page).Not().ToHaveURL(house.url+list))
	p.ready()
}

func (p *tab) selectAll() {
	p.t.Helper()
	p.check(p.root.GetByRole("checkbox", named(p.text("Select all rows of this page"))))
}
