package db

import (
	"context"

	"onus"
)

func stancePtr(s *onus.Stances) []any {
	return []any{&s.Supports, &s.Refutes, &s.Undercuts, &s.Context, &s.Unassessed}
}

const (
	stanceColumns = "supports, refutes, undercuts, context, unassessed"
	claimUnlinked = "supports + refutes + undercuts + context + unassessed = 0"
)

func claimTable() *table {
	return &table{
		name: onus.Claims, make: func() onus.Thing { return &onus.Claim{} }, counter: "n_claims",
		fixed: []string{"number"}, fixedPtr: func(th onus.Thing) []any { return []any{&th.(*onus.Claim).Number} },
		derived: []string{"search", "title_key", "label"},
		derive: func(th onus.Thing) []any {
			c := th.(*onus.Claim)
			return []any{searchText(onus.ClaimNumber(c.Number), c.Title, c.LegalBasis, c.Verbatim, c.HeadOfLoss, c.Calculation,
				c.Measure, c.Conduct, c.Territory, c.About), sortKey(c.Title), label(c.Title)}
		},
		read: []string{"claimants, respondents, targets, " + stanceColumns},
		readPtr: func(th onus.Thing) []any {
			c := th.(*onus.Claim)
			return append([]any{&c.Claimants, &c.Respondents, &c.Targets}, stancePtr(&c.Stances)...)
		},
		before: func(x *tx, th onus.Thing) error { return x.beforeClaim(th.(*onus.Claim)) },
		after:  claimRetitled,
		dependents: map[string]string{
			onus.Links:        "SELECT id, version FROM links WHERE case_id = $1 AND claim_id = $2 AND deleted_at = 0 ORDER BY id",
			onus.ClaimParties: "SELECT id, version FROM claim_parties WHERE case_id = $1 AND claim_id = $2 AND deleted_at = 0 ORDER BY id",
		},
	}
}

// beforeClaim gives a new claim its number, and refuses a kind that its present
// targets do not fit.
func (x *tx) beforeClaim(c *onus.Claim) error {
	if c.Number == 0 {
		return x.row("UPDATE cases SET last_claim = last_claim + 1 WHERE id = $1 RETURNING last_claim", []any{c.CaseID}, &c.Number)
	}
	if c.Kind != onus.ClaimSanction {
		return nil
	}
	ties, err := x.claimPartiesOf("claim_id", c.CaseID, c.ID)
	if err != nil {
		return err
	}
	for _, tie := range ties {
		if tie.Role == onus.Target && c.CheckTarget(&tie.Party) != nil {
			return onus.Problems{"kind": onus.Say("%s is no person or group: a measure against individuals cannot target it.", tie.Party.PartyName)}
		}
	}
	return nil
}

func claimList() *list {
	return &list{
		from: "claims c", alias: "c", search: []string{"c.search"}, counter: "n_claims",
		filters: map[string]filter{
			"kind": equals("c.kind"), "status": equals("c.status"), "relief_type": equals("c.relief_type"),
			"cause_of_action": equals("c.cause_of_action"), "disposition": equals("c.disposition"),
			"unlinked": when("c.supports + c.refutes + c.undercuts + c.context + c.unassessed = 0"),
			"stance": func(v string) (string, []any) {
				if !onus.IsCode(onus.ListStance, v) {
					return "", nil
				}
				return "c." + v + " > 0", nil
			},
			"party": func(v string) (string, []any) {
				return "c.id IN (SELECT claim_id FROM claim_parties WHERE case_id = c.case_id AND party_id = ? AND deleted_at = 0)", []any{v}
			},
		},
		sorts: []sort{
			{"number", []string{"c.number"}},
			{"title", []string{"c.title_key", "c.id"}},
			{"kind", []string{"c.kind", "c.number"}},
			{"status", []string{"c.status", "c.number"}},
			{"supports", []string{"c.supports", "c.number"}},
			{"refutes", []string{"c.refutes", "c.number"}},
			{"unassessed", []string{"c.unassessed", "c.number"}},
			{"updated", []string{"c.updated_at", "c.id"}},
		},
	}
}

const claimRow = "c.id, c.version, c.number, c.title, c.kind, c.relief_type, c.amount, c.currency, c.unquantified, c.status," +
	" c.claimants, c.respondents, c.targets, c.supports, c.refutes, c.undercuts, c.context, c.unassessed"

// ListClaims is a page of the claims of a case, as far as a list shows them.
func (s *Store) ListClaims(ctx context.Context, caseID string, f onus.Filter) (onus.Page[onus.Claim], error) {
	return page(ctx, s, claimList(), claimRow, caseID, f, func(c *onus.Claim) []any {
		return []any{&c.ID, &c.Version, &c.Number, &c.Title, &c.Kind, &c.ReliefType, &c.Amount, &c.Currency, &c.Unquantified, &c.Status,
			&c.Claimants, &c.Respondents, &c.Targets, &c.Stances.Supports, &c.Stances.Refutes, &c.Stances.Undercuts, &c.Stances.Context, &c.Stances.Unassessed}
	})
}

// CreateClaim makes a claim with its first parties: ids by role. An unknown
// party, or a target that does not fit the kind, refuses the whole.
func (s *Store) CreateClaim(ctx context.Context, who onus.Actor, c *onus.Claim, parties map[string][]string) error {
	return s.makeNew(ctx, who, c, func(x *tx) error {
		if err := x.create(c); err != nil {
			return err
		}
		for _, role := range []string{onus.Claimant, onus.Respondent, onus.Target} {
			seen := map[string]bool{}
			for _, id := range parties[role] {
				if id == "" || seen[id] {
					continue
				}
				seen[id] = true
				tie := &onus.ClaimParty{Head: onus.Head{CaseID: c.CaseID}, ClaimID: c.ID, PartyID: id, Role: role}
				if err := x.create(tie); err != nil {
					return inField(err, "party_id", role+"s")
				}
			}
		}
		return nil
	})
}

// inField moves the problem of one field to another, which the form shows.
func inField(err error, from, to string) error {
	problems, ok := err.(onus.Problems) //nolint:errorlint // the store returns it bare
	if !ok {
		return err
	}
	if t, there := problems[from]; there {
		delete(problems, from)
		problems[to] = t
	}
	return problems
}
