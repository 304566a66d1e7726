package dbtest

import (
	"strings"
	"testing"

	"onus"
	"onus/db"
)

// Who is the actor of the things made here.
var Who = onus.Actor{Email: "lead@example.org"}

// User makes an account with the name that stands before the @. Its password
// hash is none.
func User(t testing.TB, s *db.Store, email string, admin bool) onus.User {
	t.Helper()
	name, _, _ := strings.Cut(email, "@")
	u := onus.User{Email: email, UserName: name, Language: "en", Admin: admin}
	must(t, s.CreateUser(t.Context(), Who, &u, ""))
	return u
}

// Case makes a case that user leads.
func Case(t testing.TB, s *db.Store, user onus.User) *onus.Case {
	t.Helper()
	c := &onus.Case{Title: "Neu Cloud v. IBM"}
	must(t, s.CreateCase(t.Context(), onus.Actor{Email: user.Email}, user.ID, c))
	return c
}

// NewCase is Case with a lead made for it: Who.
func NewCase(t testing.TB, s *db.Store) *onus.Case {
	t.Helper()
	u, _, err := s.UserByEmail(t.Context(), Who.Email)
	if db.IsNotFound(err) {
		u, err = User(t, s, Who.Email, false), nil
	}
	must(t, err)
	return Case(t, s, u)
}

// Party makes an organisation.
func Party(t testing.TB, s *db.Store, caseID, name string) *onus.Party {
	t.Helper()
	return Made(t, s, &onus.Party{Head: in(caseID), PartyName: name, Kind: "organisation"})
}

// Person makes a party that a measure can target.
func Person(t testing.TB, s *db.Store, caseID, name string) *onus.Party {
	t.Helper()
	return Made(t, s, &onus.Party{Head: in(caseID), PartyName: name, Kind: onus.PartyPerson})
}

// Claim makes a claim for damages without an amount.
func Claim(t testing.TB, s *db.Store, caseID, title string) *onus.Claim {
	t.Helper()
	return Made(t, s, &onus.Claim{Head: in(caseID), Title: title, Kind: onus.ClaimDamages})
}

// ClaimParty gives a party a role in a claim.
func ClaimParty(t testing.TB, s *db.Store, c *onus.Claim, p *onus.Party, role string) *onus.ClaimParty {
	t.Helper()
	return Made(t, s, &onus.ClaimParty{Head: in(c.CaseID), ClaimID: c.ID, PartyID: p.ID, Role: role})
}

// Relationship says that from is employed by to.
func Relationship(t testing.TB, s *db.Store, from, to *onus.Party) *onus.Relationship {
	t.Helper()
	return Made(t, s, &onus.Relationship{Head: in(from.CaseID), FromID: from.ID, Type: onus.EmployedBy, ToID: to.ID})
}

// Evidence makes a documentary item.
func Evidence(t testing.TB, s *db.Store, caseID, title string) *onus.Evidence {
	t.Helper()
	return Made(t, s, &onus.Evidence{Head: in(caseID), Title: title})
}

// File uploads text as the next file of an item.
func File(t testing.TB, s *db.Store, e *onus.Evidence, text string) *onus.File {
	t.Helper()
	up, err := s.PutFile(strings.NewReader(text), 1<<20)
	must(t, err)
	f := &onus.File{Head: in(e.CaseID), EvidenceID: e.ID, Filename: "file.txt", MediaType: "text/plain", SHA256: up.SHA256, Size: up.Size}
	must(t, s.AddFile(t.Context(), Who, f))
	return f
}

// Link says that an item bears on a claim.
func Link(t testing.TB, s *db.Store, e *onus.Evidence, c *onus.Claim, stance string) *onus.Link {
	t.Helper()
	return Made(t, s, &onus.Link{Head: in(c.CaseID), EvidenceID: e.ID, ClaimID: c.ID, Stance: stance})
}

// Made stores a new thing.
func Made[T onus.Thing](t testing.TB, s *db.Store, th T) T {
	t.Helper()
	must(t, s.Create(t.Context(), Who, th))
	return th
}

func in(caseID string) onus.Head { return onus.Head{CaseID: caseID} }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
