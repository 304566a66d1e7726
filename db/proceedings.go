package db

import (
	"context"

	"onus"
)

func proceedingTable() *table {
	return &table{
		name: onus.Proceedings, make: func() onus.Thing { return &onus.Proceeding{} }, counter: "n_proceedings",
		derived: []string{"search", "filed_day", "court_key"},
		derive: func(th onus.Thing) []any {
			p := th.(*onus.Proceeding)
			return []any{searchText(p.Court, p.Reference, p.Outcome, p.Note), firstDay(p.FiledOn), sortKey(p.Court)}
		},
	}
}

func proceedingList() *list {
	return &list{
		from: "proceedings r", alias: "r", search: []string{"r.search"}, counter: "n_proceedings",
		filters: map[string]filter{"level": equals("r.level"), "status": equals("r.status")},
		sorts: []sort{
			{"filed_on", []string{"r.filed_day", "r.id"}},
			{"court", []string{"r.court_key", "r.id"}},
			{"status", []string{"r.status", "r.filed_day", "r.id"}},
			{"updated", []string{"r.updated_at", "r.id"}},
		},
	}
}

// ListProceedings is a page of the proceedings of a case.
func (s *Store) ListProceedings(ctx context.Context, caseID string, f onus.Filter) (onus.Page[onus.Proceeding], error) {
	return page(ctx, s, proceedingList(), "r.id, r.version, r.court, r.reference, r.level, r.filed_on, r.status, r.outcome, r.outcome_on", caseID, f,
		func(r *onus.Proceeding) []any {
			return []any{&r.ID, &r.Version, &r.Court, &r.Reference, &r.Level, (*string)(&r.FiledOn), &r.Status, &r.Outcome, (*string)(&r.OutcomeOn)}
		})
}
