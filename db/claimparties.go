package db

import (
	"context"
	"database/sql"
	"strings"

	"onus"
)

func claimPartyTable() *table {
	return &table{
		name: onus.ClaimParties, make: func() onus.Thing { return &onus.ClaimParty{} },
		complete: func(x *tx, th onus.Thing) error {
			p := th.(*onus.ClaimParty)
			return x.row("SELECT name FROM parties WHERE case_id = $1 AND id = $2", []any{p.CaseID, p.PartyID}, &p.Party.PartyName)
		},
		before: func(x *tx, th onus.Thing) error { return x.beforeClaimParty(th.(*onus.ClaimParty)) },
		after: func(x *tx, old, now onus.Thing) error {
			if old != nil {
				if err := x.countTie(old.(*onus.ClaimParty), -1); err != nil {
					return err
				}
			}
			if now != nil {
				return x.countTie(now.(*onus.ClaimParty), 1)
			}
			return nil
		},
	}
}

// countTie keeps the party's number of claims and the claim's names. A party
// that takes part in a claim in two roles takes part in one claim.
func (x *tx) countTie(p *onus.ClaimParty, by int) error {
	err := x.exec("UPDATE parties SET n_claims = n_claims + $1 WHERE case_id = $2 AND id = $3 AND NOT EXISTS (SELECT 1 FROM claim_parties"+
		" WHERE case_id = $2 AND claim_id = $4 AND party_id = $3 AND id <> $5 AND deleted_at = 0)", by, p.CaseID, p.PartyID, p.ClaimID, p.ID)
	if err != nil {
		return err
	}
	return x.nameParties(p.CaseID, p.ClaimID)
}

// beforeClaimParty needs both ends, and refuses a target that the claim cannot have.
func (x *tx) beforeClaimParty(p *onus.ClaimParty) error {
	claim, err := x.s.tables[onus.Claims].live(x, p.CaseID, p.ClaimID)
	if err != nil {
		return err
	}
	party, err := x.s.tables[onus.Parties].live(x, p.CaseID, p.PartyID)
	if err != nil {
		return err
	}
	c := claim.(*onus.Claim)
	p.Party, p.ClaimNumber = *party.(*onus.Party), c.Number
	if p.Role == onus.Target {
		return c.CheckTarget(&p.Party)
	}
	return nil
}

const claimPartyRow = "t.id, t.version, t.claim_id, t.party_id, t.role, p.name, p.kind, p.role, p.side, p.country"

const claimPartyFrom = " FROM claim_parties t JOIN parties p ON p.case_id = t.case_id AND p.id = t.party_id WHERE t.case_id = $1 AND t.deleted_at = 0"

func claimPartyPtr(t *onus.ClaimParty) []any {
	p := &t.Party
	return []any{&t.ID, &t.Version, &t.ClaimID, &t.PartyID, &t.Role, &p.PartyName, &p.Kind, &p.Role, &p.Side, &p.Country}
}

// claimPartiesOf reads the ties of a claim (column claim_id) or a party (party_id).
func (x *tx) claimPartiesOf(column, caseID, id string) ([]onus.ClaimParty, error) {
	var all []onus.ClaimParty
	err := x.rows("SELECT "+claimPartyRow+claimPartyFrom+" AND t."+column+" = $2 ORDER BY p.name_key, t.id", []any{caseID, id},
		func(rows *sql.Rows) error {
			var t onus.ClaimParty
			err := rows.Scan(claimPartyPtr(&t)...)
			all = append(all, t)
			return err
		})
	return all, err
}

// nameParties writes beside the claim who takes part in it, as lists show it.
func (x *tx) nameParties(caseID, claimID string) error {
	ties, err := x.claimPartiesOf("claim_id", caseID, claimID)
	if err != nil {
		return err
	}
	names := map[string][]string{}
	for _, t := range ties {
		names[t.Role] = append(names[t.Role], t.Party.PartyName)
	}
	return x.exec("UPDATE claims SET claimants = $1, respondents = $2, targets = $3 WHERE case_id = $4 AND id = $5",
		strings.Join(names[onus.Claimant], "; "), strings.Join(names[onus.Respondent], "; "), strings.Join(names[onus.Target], "; "), caseID, claimID)
}

// ClaimParties are the parties of a claim by name, with what rules ask of them.
func (s *Store) ClaimParties(ctx context.Context, caseID, claimID string) ([]onus.ClaimParty, error) {
	return s.claimParties(ctx, " AND t.claim_id = $2 ORDER BY p.name_key, t.id", caseID, claimID)
}

// PartyClaims are the ties of a party to claims.
func (s *Store) PartyClaims(ctx context.Context, caseID, partyID string) ([]onus.ClaimParty, error) {
	return s.claimParties(ctx, " AND t.party_id = $2 ORDER BY t.id", caseID, partyID)
}

func (s *Store) claimParties(ctx context.Context, and string, args ...any) ([]onus.ClaimParty, error) {
	var all []onus.ClaimParty
	err := s.each(ctx, "SELECT "+claimPartyRow+claimPartyFrom+and, args, func(scan func(...any) error) error {
		var t onus.ClaimParty
		err := scan(claimPartyPtr(&t)...)
		all = append(all, t)
		return err
	})
	return all, err
}

func claimPartyList() *list {
	return &list{
		from: "claim_parties t JOIN parties p ON p.case_id = t.case_id AND p.id = t.party_id" +
			" JOIN claims c ON c.case_id = t.case_id AND c.id = t.claim_id",
		alias: "t", search: []string{"p.search", "c.search"}, filters: map[string]filter{"role": equals("t.role")},
		sorts: []sort{{"number", []string{"c.number", "p.name_key", "t.id"}}},
	}
}

// ExportClaimParties calls each for every tie; t is the same every time.
func (s *Store) ExportClaimParties(ctx context.Context, caseID string, f onus.Filter, out Outlet, each func(t *onus.ClaimParty) error) error {
	t := &onus.ClaimParty{Head: onus.Head{CaseID: caseID}}
	return s.export(ctx, claimPartyList(), aliased("t", headColumns)+", "+claimPartyRow+", c.number", caseID, f, out,
		append(append(headPtr(&t.Head), claimPartyPtr(t)...), &t.ClaimNumber), func() error { return each(t) })
}
