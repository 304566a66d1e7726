package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"onus"
	"onus/db"
)

// generation is the version of what generate writes: raise it when that changes.
const generation = "4"

// The size of the case, as the design promises it.
const (
	nParties       = 5_000
	nRelationships = 2_000
	nProceedings   = 20
	nClaims        = 10_000
	nEvidence      = 50_000
	nLinks         = 100_000
)

// The one case of the data, who entered it, and who reads it.
const (
	benchCase   = "bench"
	authorEmail = "author@example.org"
	readerEmail = "reader@example.org"
)

var actor = onus.Actor{Email: authorEmail, Op: "bench"}

// data is the folder with the generated case, made if it is not there.
func data(ctx context.Context, cache string) (string, error) {
	folder := filepath.Join(cache, "data-"+generation)
	if _, err := os.Stat(folder); err == nil {
		return folder, nil
	}
	begun := time.Now()
	fmt.Fprintln(os.Stderr, "bench: generating the case (once)")
	half := folder + ".half"
	if err := os.RemoveAll(half); err != nil {
		return "", err
	}
	if err := generate(ctx, half); err != nil {
		return "", fmt.Errorf("generate: %w", err)
	}
	fmt.Fprintf(os.Stderr, "bench: generated in %.0f s\n", time.Since(begun).Seconds())
	return folder, os.Rename(half, folder)
}

// generate writes the case through the store, so that its counters and its
// history are true. The same seed gives the same case every time, but for the
// ids of the accounts and their memberships.
func generate(ctx context.Context, folder string) error {
	clock := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	store, err := db.Open(ctx, db.Config{Folder: folder, Now: func() time.Time { return clock }})
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	if err := store.Migrate(ctx); err != nil {
		return err
	}
	author := onus.User{Email: authorEmail, UserName: "Ada Author", Language: "en", Admin: true}
	reader := onus.User{Email: readerEmail, UserName: "Rik Reader", Language: "en"}
	for _, u := range []*onus.User{&author, &reader} { // no password fits this hash
		if err := store.CreateUser(ctx, actor, u, "none"); err != nil {
			return err
		}
	}
	c := &onus.Case{Head: onus.Head{ID: benchCase}, Title: "Northwind Cloud v. Meridian Systems", Reference: "1:25-cv-01234",
		Court: "District Court", Jurisdiction: "Netherlands", Currency: "EUR", Language: "en", Summary: "A generated case, to measure by."}
	if err := store.CreateCase(ctx, actor, author.ID, c); err != nil {
		return err
	}
	if err := store.Create(ctx, actor, &onus.Member{Head: onus.Head{CaseID: benchCase}, UserID: reader.ID, Role: onus.RoleLead}); err != nil {
		return err
	}
	g := &generator{Rand: rand.New(rand.NewPCG(20261124, 7)), people: []int{}}
	return g.each(func(things []onus.Thing) error {
		clock = clock.Add(20 * time.Minute)
		return store.CreateMany(ctx, actor, things)
	})
}

// generator makes things that refer to those before them.
type generator struct {
	*rand.Rand
	people []int // the numbers of the parties that a measure can target
	batch  []onus.Thing
	save   func([]onus.Thing) error
	ties   int
}

// batchSize is how many things share a transaction.
const batchSize = 1000

// each hands all things to save, a thousand at a time.
func (g *generator) each(save func([]onus.Thing) error) error {
	g.save = save
	for _, part := range []struct {
		n    int
		make func(i int) []onus.Thing
	}{
		{nParties, g.party}, {nRelationships, g.relationship}, {nProceedings, g.proceeding},
		{nClaims, g.claim}, {nEvidence, g.evidence}, {nLinks, g.link},
	} {
		for i := range part.n {
			g.batch = append(g.batch, part.make(i)...)
			if len(g.batch) >= batchSize || i == part.n-1 {
				if err := g.save(g.batch); err != nil {
					return err
				}
				g.batch = nil
			}
		}
	}
	return nil
}

// head is that of the i-th thing of a kind. The id is as long as a real one and
// in no order.
func head(kind string, i int) onus.Head {
	return onus.Head{CaseID: benchCase, ID: fmt.Sprintf("%s%016x%05d", kind, uint64(i+1)*0x9E3779B97F4A7C15, i)}
}

func (g *generator) party(i int) []onus.Thing {
	p := &onus.Party{Head: head("party", i), PartyName: g.organisation(i), Kind: "organisation",
		Role: g.code(onus.ListPartyRole), Side: g.code(onus.ListSide), Country: g.oneOf("NL", "US", "CN", "DE", "GB")}
	if i%3 != 0 {
		p.PartyName, p.Kind = g.person(i), onus.PartyPerson
		g.people = append(g.people, i)
	}
	if g.IntN(4) == 0 {
		p.About = g.text(200)
	}
	return []onus.Thing{p}
}

func (g *generator) relationship(i int) []onus.Thing {
	return []onus.Thing{&onus.Relationship{Head: head("rel", i), FromID: head("party", g.people[i%len(g.people)]).ID, Type: onus.EmployedBy,
		ToID: head("party", 3*g.IntN(nParties/3)).ID, FromDate: g.day(2010), Note: g.text(60)}}
}

func (g *generator) proceeding(i int) []onus.Thing {
	return []onus.Thing{&onus.Proceeding{Head: head("proc", i), Court: "District Court of " + g.oneOf(places...),
		Reference: fmt.Sprintf("C/%02d/%06d", i+1, g.IntN(1e6)), Level: "first_instance", FiledOn: g.day(2022), Status: "pending", Note: g.text(200)}}
}

func (g *generator) claim(i int) []onus.Thing {
	c := &onus.Claim{Head: head("claim", i), Title: g.title(), Kind: g.oneOf(onus.ClaimDamages, onus.ClaimDamages, onus.ClaimSanction, onus.ClaimInjunction, "declaration"),
		CauseOfAction: g.code(onus.ListCauseOfAction), LegalBasis: fmt.Sprintf("art. %d:%d of the Civil Code", 1+g.IntN(8), 1+g.IntN(300)),
		Verbatim: g.text(300), VerbatimLanguage: "en", Status: g.code(onus.ListClaimStatus), About: g.text(500)}
	switch c.Kind {
	case onus.ClaimDamages:
		c.ReliefType, c.HeadOfLoss, c.Calculation = "lost_profits", g.title(), g.text(200)
		if c.Unquantified = g.IntN(5) == 0; !c.Unquantified {
			c.Currency, c.Amount = g.oneOf("EUR", "USD", "CNY"), onus.Amount{Known: true, Minor: int64(g.IntN(5e9))}
		}
	case onus.ClaimSanction:
		c.Measure = g.text(120)
	case onus.ClaimInjunction:
		c.ReliefType, c.Conduct, c.Term, c.Territory = "permanent_injunction", g.text(150), "permanent", "Netherlands"
	}
	things := []onus.Thing{c, g.tie(c, onus.Claimant, 3*g.IntN(nParties/3)), g.tie(c, onus.Respondent, 3*g.IntN(nParties/3))}
	if c.Kind == onus.ClaimSanction || c.Kind == onus.ClaimInjunction {
		things = append(things, g.tie(c, onus.Target, g.people[g.IntN(len(g.people))]))
	}
	return things
}

func (g *generator) tie(c *onus.Claim, role string, party int) onus.Thing {
	g.ties++
	return &onus.ClaimParty{Head: head("tie", g.ties), ClaimID: c.ID, PartyID: head("party", party).ID, Role: role}
}

func (g *generator) evidence(i int) []onus.Thing {
	e := &onus.Evidence{Head: head("item", i), Title: g.title(), Type: g.code(onus.ListEvidenceType), Source: g.organisation(g.IntN(nParties)),
		Author: g.person(g.IntN(nParties)), Custodian: g.person(g.IntN(nParties)), Dated: g.day(2015), ReceivedOn: g.day(2025), Language: g.oneOf("en", "en", "nl", "zh"),
		BatesBegin: fmt.Sprintf("NW%08d", i*7), BatesEnd: fmt.Sprintf("NW%08d", i*7+6),
		Confidentiality: "confidential", Admissibility: "not_assessed", About: g.text(250)}
	if i > 0 && g.IntN(10) == 0 {
		e.DerivedFromID = head("item", g.IntN(i)).ID
	}
	return []onus.Thing{e}
}

// link ties each item to two claims. Every tenth goes to one of a hundred claims
// that the case turns on.
func (g *generator) link(i int) []onus.Thing {
	claim := g.IntN(nClaims)
	if i%10 == 0 {
		claim = 100 * g.IntN(nClaims/100)
	}
	l := &onus.Link{Head: head("link", i), EvidenceID: head("item", i%nEvidence).ID, ClaimID: head("claim", claim).ID,
		Stance:  g.oneOf(onus.Supports, onus.Supports, onus.Refutes, onus.Undercuts, onus.Context, onus.Unassessed, onus.Unassessed),
		Locator: fmt.Sprintf("p. %d, ¶ %d", 1+g.IntN(80), i)}
	if g.IntN(2) == 0 {
		l.Why = g.text(90)
	}
	if g.IntN(3) == 0 {
		l.Quote = g.text(140)
	}
	return []onus.Thing{l}
}
