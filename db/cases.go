package db

import (
	"context"
	"fmt"

	"onus"
)

// The tables of all nouns, and the order in which what hangs on a deleted thing
// goes: the leaves first, so that nothing is deleted twice.
func (s *Store) allTables() map[string]*table {
	all := map[string]*table{}
	for _, t := range []*table{caseTable(), memberTable(), proceedingTable(), partyTable(), relationshipTable(),
		claimTable(), claimPartyTable(), evidenceTable(), linkTable(), labelTable(), annotationTable()} {
		all[t.name] = t.prepare()
	}
	return all
}

var dependentOrder = []string{onus.Annotations, onus.Links, onus.ClaimParties, onus.Relationships}

const caseCounts = "n_proceedings, n_parties, n_relationships, n_claims, n_evidence, n_links, n_members, n_labels, n_annotations"

func countPtr(c *onus.Counts) []any {
	return []any{&c.Proceedings, &c.Parties, &c.Relationships, &c.Claims, &c.Evidence, &c.Links, &c.Members, &c.Labels, &c.Annotations}
}

func caseTable() *table {
	return &table{
		name: onus.Cases, isCase: true, make: func() onus.Thing { return &onus.Case{} },
		derived: []string{"search", "title_key", "filed_day"},
		derive: func(th onus.Thing) []any {
			c := th.(*onus.Case)
			return []any{searchText(c.Title, c.Reference, c.Court, c.Jurisdiction, c.Summary), sortKey(c.Title), firstDay(c.FiledOn)}
		},
		read:    []string{caseCounts},
		readPtr: func(th onus.Thing) []any { return countPtr(&th.(*onus.Case).Counts) },
	}
}

// CaseRow is a case in the list of somebody's cases, with their role in it.
type CaseRow struct {
	onus.Case
	Role string
}

func caseList() *list {
	return &list{
		from: "cases c JOIN members m ON m.case_id = c.id AND m.deleted_at = 0", alias: "c",
		where:   "m.user_id = $1 AND c.deleted_at = 0",
		search:  []string{"c.search"},
		filters: map[string]filter{"status": equals("c.status")},
		sorts: []sort{
			{"title", []string{"c.title_key", "c.id"}},
			{"filed_on", []string{"c.filed_day", "c.id"}},
			{"updated", []string{"c.updated_at", "c.id"}},
		},
	}
}

// ListCases is a page of the cases that a user is a member of.
func (s *Store) ListCases(ctx context.Context, userID string, f onus.Filter) (onus.Page[CaseRow], error) {
	t := s.tables[onus.Cases]
	return page(ctx, s, caseList(), aliased("c", t.sql.columns)+", m.role", userID, f, func(r *CaseRow) []any {
		return append(t.dest(&r.Case), &r.Role)
	})
}

// ExportCases calls each for every case of the list; c is the same every time.
func (s *Store) ExportCases(ctx context.Context, userID string, f onus.Filter, out Outlet, each func(c *onus.Case) error) error {
	t, c := s.tables[onus.Cases], &onus.Case{}
	return s.export(ctx, caseList(), aliased("c", t.sql.columns), userID, f, out, t.dest(c), func() error { return each(c) })
}

// Access is the case as a user may see it: one read that every page of a case
// begins with. ErrNotFound if there is no such case or no membership.
func (s *Store) Access(ctx context.Context, userID, caseID string) (CaseRow, error) {
	t := s.tables[onus.Cases]
	r := CaseRow{}
	err := s.row(ctx, "SELECT "+aliased("c", t.sql.columns)+", m.role FROM members m JOIN cases c ON c.id = m.case_id"+
		" WHERE m.user_id = $1 AND m.case_id = $2 AND m.deleted_at = 0 AND c.deleted_at = 0", []any{userID, caseID}, append(t.dest(&r.Case), &r.Role)...)
	r.CaseID = r.ID
	return r, err
}

// CreateCase makes a case whose maker, userID, is its lead.
func (s *Store) CreateCase(ctx context.Context, who onus.Actor, userID string, c *onus.Case) error {
	return s.makeNew(ctx, who, c, func(x *tx) error {
		if err := x.create(c); err != nil {
			return err
		}
		return x.create(&onus.Member{Head: onus.Head{CaseID: c.ID}, UserID: userID, Role: onus.RoleLead})
	})
}

// Breakdown counts live rows of a case by one code, for the overview.
type Breakdown struct {
	Code string
	N    int64
}

func (s *Store) breakdown(ctx context.Context, table, column, caseID, and string) ([]Breakdown, error) {
	var all []Breakdown
	err := s.each(ctx, fmt.Sprintf("SELECT %[1]s, count(*) FROM %[2]s WHERE case_id = $1 AND deleted_at = 0%[3]s GROUP BY %[1]s", column, table, and),
		[]any{caseID}, func(scan func(...any) error) error {
			var b Breakdown
			err := scan(&b.Code, &b.N)
			all = append(all, b)
			return err
		})
	return all, err
}

// Overview is what the first page of a case shows beside its counts.
type Overview struct {
	ClaimsByKind, PartiesBySide, EvidenceByType []Breakdown
	UnlinkedClaims, UnlinkedEvidence            int64
	UnassessedLinks                             int64
}

// Overview counts the case for its first page.
func (s *Store) Overview(ctx context.Context, caseID string) (o Overview, err error) {
	if o.ClaimsByKind, err = s.breakdown(ctx, "claims", "kind", caseID, ""); err != nil {
		return o, err
	}
	if o.PartiesBySide, err = s.breakdown(ctx, "parties", "side", caseID, ""); err != nil {
		return o, err
	}
	if o.EvidenceByType, err = s.breakdown(ctx, "evidence", "type", caseID, ""); err != nil {
		return o, err
	}
	for query, n := range map[string]*int64{
		"SELECT count(*) FROM claims WHERE case_id = $1 AND deleted_at = 0 AND " + claimUnlinked: &o.UnlinkedClaims,
		"SELECT count(*) FROM evidence WHERE case_id = $1 AND deleted_at = 0 AND links = 0":      &o.UnlinkedEvidence,
		"SELECT coalesce(sum(unassessed), 0) FROM claims WHERE case_id = $1 AND deleted_at = 0":  &o.UnassessedLinks,
	} {
		if err = s.row(ctx, query, []any{caseID}, n); err != nil {
			return o, err
		}
	}
	return o, nil
}

// RestoreCase brings a deleted case back; ErrNotFound unless userID leads it.
func (s *Store) RestoreCase(ctx context.Context, who onus.Actor, userID, caseID string) error {
	return s.change(ctx, who, func(x *tx) error {
		var one int
		err := x.row("SELECT 1 FROM members m JOIN cases c ON c.id = m.case_id WHERE m.case_id = $1 AND m.user_id = $2 AND m.role = 'lead'"+
			" AND m.deleted_at = 0 AND c.deleted_at <> 0", []any{caseID, userID}, &one)
		if err != nil {
			return err
		}
		return x.revive(onus.Cases, caseID, caseID)
	})
}

// IsEmpty says that there was never a case, not even one that is deleted now.
func (s *Store) IsEmpty(ctx context.Context) (bool, error) {
	var n int64
	err := s.row(ctx, "SELECT count(*) FROM cases", nil, &n)
	return n == 0, err
}
