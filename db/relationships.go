package db

import (
	"context"

	"onus"
)

func relationshipTable() *table {
	return &table{
		name: onus.Relationships, make: func() onus.Thing { return &onus.Relationship{} }, counter: "n_relationships",
		derived: []string{"search", "from_day", "from_key"},
		derive: func(th onus.Thing) []any {
			r := th.(*onus.Relationship)
			return []any{searchText(r.Note, r.Percent), firstDay(r.FromDate), sortKey(r.FromName)}
		},
		complete: func(x *tx, th onus.Thing) error {
			r := th.(*onus.Relationship)
			const name = "SELECT name FROM parties WHERE case_id = $1 AND id = $2 AND deleted_at = 0"
			if err := x.row(name, []any{r.CaseID, r.FromID}, &r.FromName); err != nil {
				return err
			}
			return x.row(name, []any{r.CaseID, r.ToID}, &r.ToName)
		},
	}
}

func relationshipList() *list {
	return &list{
		from: "relationships r JOIN parties a ON a.case_id = r.case_id AND a.id = r.from_id" +
			" JOIN parties b ON b.case_id = r.case_id AND b.id = r.to_id",
		alias: "r", search: []string{"r.search", "a.search", "b.search"}, counter: "n_relationships",
		filters: map[string]filter{
			"type":  equals("r.type"),
			"party": func(v string) (string, []any) { return "(r.from_id = ? OR r.to_id = ?)", []any{v, v} },
		},
		sorts: []sort{
			{"from", []string{"r.from_key", "r.id"}},
			{"to", []string{"b.name_key", "r.id"}},
			{"type", []string{"r.type", "r.from_key", "r.id"}},
			{"from_date", []string{"r.from_day", "r.id"}},
			{"updated", []string{"r.updated_at", "r.id"}},
		},
	}
}

// ListRelationships is a page of the relationships of a case, with both names.
func (s *Store) ListRelationships(ctx context.Context, caseID string, f onus.Filter) (onus.Page[onus.Relationship], error) {
	return page(ctx, s, relationshipList(), "r.id, r.version, r.from_id, r.type, r.to_id, r.percent, r.from_date, r.to_date, r.note, a.name, b.name", caseID, f,
		func(r *onus.Relationship) []any {
			return []any{&r.ID, &r.Version, &r.FromID, &r.Type, &r.ToID, &r.Percent, (*string)(&r.FromDate), (*string)(&r.ToDate), &r.Note, &r.FromName, &r.ToName}
		})
}

// Employers reads from the relationships whom the targets of a claim work for.
// The targets are few: CROSS JOIN makes SQLite begin with them, as it would not by
// itself.
func (s *Store) Employers(ctx context.Context, caseID, claimID string) ([]onus.Employer, error) {
	var all []onus.Employer
	err := s.each(ctx, "SELECT p.party_id, r.id, r.from_id, r.to_id, r.from_date, r.to_date, b.name"+
		" FROM claim_parties p CROSS JOIN relationships r CROSS JOIN parties b"+
		" WHERE p.case_id = $1 AND p.claim_id = $2 AND p.role = 'target' AND p.deleted_at = 0"+
		" AND r.case_id = p.case_id AND r.from_id = p.party_id AND r.deleted_at = 0 AND r.type = '"+onus.EmployedBy+"'"+
		" AND b.case_id = r.case_id AND b.id = r.to_id"+
		" ORDER BY b.name_key, r.id", []any{caseID, claimID}, func(scan func(...any) error) error {
		var e onus.Employer
		r := &e.Relationship
		err := scan(&e.TargetID, &r.ID, &r.FromID, &r.ToID, (*string)(&r.FromDate), (*string)(&r.ToDate), &r.ToName)
		all = append(all, e)
		return err
	})
	return all, err
}
