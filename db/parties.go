package db

import (
	"context"

	"onus"
)

func partyTable() *table {
	return &table{
		name: onus.Parties, make: func() onus.Thing { return &onus.Party{} }, counter: "n_parties",
		derived: []string{"search", "name_key"},
		derive: func(th onus.Thing) []any {
			p := th.(*onus.Party)
			return []any{searchText(p.PartyName, p.NativeName, p.Aliases, p.Country, p.About), sortKey(p.PartyName)}
		},
		after: partyRenamed,
		dependents: map[string]string{
			onus.ClaimParties:  "SELECT id, version FROM claim_parties WHERE case_id = $1 AND party_id = $2 AND deleted_at = 0",
			onus.Relationships: "SELECT id, version FROM relationships WHERE case_id = $1 AND (from_id = $2 OR to_id = $2) AND deleted_at = 0",
		},
	}
}

// partyRenamed writes a new name into the claims that show it and beside the
// relationships that sort by it, deleted ones too, and refuses to
// turn the target of a measure into an organisation.
func partyRenamed(x *tx, old, now onus.Thing) error {
	if old == nil || now == nil {
		return nil
	}
	was, p := old.(*onus.Party), now.(*onus.Party)
	if was.PartyName == p.PartyName && was.Kind == p.Kind {
		return nil
	}
	if err := x.exec("UPDATE relationships SET from_key = $1 WHERE case_id = $2 AND from_id = $3", sortKey(p.PartyName), p.CaseID, p.ID); err != nil {
		return err
	}
	ties, err := x.claimPartiesOf("party_id", p.CaseID, p.ID)
	if err != nil {
		return err
	}
	for _, tie := range ties {
		if tie.Role == onus.Target && was.Kind != p.Kind {
			claim, err := x.s.tables[onus.Claims].live(x, p.CaseID, tie.ClaimID)
			if err != nil {
				return err
			}
			if claim.(*onus.Claim).CheckTarget(p) != nil {
				return onus.Problems{"kind": onus.Say("%s is the target of a measure against individuals.", p.PartyName)}
			}
		}
		if err := x.nameParties(p.CaseID, tie.ClaimID); err != nil {
			return err
		}
	}
	return nil
}

func partyList() *list {
	return &list{
		from: "parties p", alias: "p", search: []string{"p.search"}, counter: "n_parties",
		filters: map[string]filter{
			"kind": equals("p.kind"), "role": equals("p.role"), "side": equals("p.side"),
			"unlinked": when("p.n_claims = 0"),
		},
		sorts: []sort{
			{"name", []string{"p.name_key", "p.id"}},
			{"kind", []string{"p.kind", "p.name_key", "p.id"}},
			{"role", []string{"p.role", "p.name_key", "p.id"}},
			{"side", []string{"p.side", "p.name_key", "p.id"}},
			{"country", []string{"p.country", "p.name_key", "p.id"}},
			{"claims", []string{"p.n_claims", "p.id"}},
			{"updated", []string{"p.updated_at", "p.id"}},
		},
	}
}

// PartyRow is a party in a list, with the number of claims that it takes part in.
type PartyRow struct {
	onus.Party
	NClaims int64
}

// ListParties is a page of the parties of a case.
func (s *Store) ListParties(ctx context.Context, caseID string, f onus.Filter) (onus.Page[PartyRow], error) {
	return page(ctx, s, partyList(), "p.id, p.version, p.name, p.native_name, p.kind, p.role, p.side, p.country, p.n_claims", caseID, f,
		func(r *PartyRow) []any {
			return []any{&r.ID, &r.Version, &r.PartyName, &r.NativeName, &r.Kind, &r.Role, &r.Side, &r.Country, &r.NClaims}
		})
}
