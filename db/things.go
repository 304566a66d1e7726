package db

import (
	"context"
	"database/sql"
	"strings"

	"onus"
)

// each runs a short read and hands the scan of every row to f.
func (s *Store) each(ctx context.Context, query string, args []any, f func(scan func(...any) error) error) error {
	return s.rows(quick(ctx), query, args, func(rows *sql.Rows) error { return f(rows.Scan) })
}

// aliased puts an alias before every column of a list without expressions.
func aliased(alias, columns string) string {
	return alias + "." + strings.ReplaceAll(columns, ", ", ", "+alias+".")
}

// Thing reads one live thing of a case; ErrNotFound if it is deleted, unknown or
// of another case.
func (s *Store) Thing(ctx context.Context, noun, caseID, id string) (onus.Thing, error) {
	t := s.tables[noun]
	th := t.make()
	th.Base().CaseID = caseID
	err := s.row(ctx, t.sql.get, []any{caseID, id}, t.dest(th)...)
	if err == nil && th.Base().DeletedAt != 0 {
		err = onus.ErrNotFound
	}
	return th, err
}

// New is an empty thing of a noun in a case.
func (s *Store) New(noun, caseID string) onus.Thing {
	th := s.tables[noun].make()
	th.Base().CaseID = caseID
	return th
}

// Create stores a new thing and fills in its head. Problems, or ErrNotFound if
// something that it belongs to is not there.
func (s *Store) Create(ctx context.Context, who onus.Actor, th onus.Thing) error {
	return s.makeNew(ctx, who, th, func(x *tx) error { return x.create(th) })
}

// CreateMany stores new things in their order, all or none, in one step that the
// history can undo. The writes of others wait for it: give it a thousand at most.
func (s *Store) CreateMany(ctx context.Context, who onus.Actor, things []onus.Thing) error {
	return s.change(ctx, who, func(x *tx) error {
		for _, th := range things {
			if err := x.create(th); err != nil {
				return err
			}
		}
		return nil
	})
}

// makeNew is change for a new thing. One that was refused is as new as before: no
// id, no number, so that its form does not take it for one that is stored.
func (s *Store) makeNew(ctx context.Context, who onus.Actor, th onus.Thing, f func(*tx) error) error {
	head := *th.Base()
	err := s.change(ctx, who, func(x *tx) error {
		*th.Base() = head
		return f(x)
	})
	if err != nil {
		*th.Base() = head
		if t := s.tables[th.Noun()]; t.fixedPtr != nil {
			zero(t.fixedPtr(th))
		}
	}
	return err
}

// Update stores a changed thing; its Version is that of the form it was filled
// from. See tx.update for what is merged and what is a ConflictError.
func (s *Store) Update(ctx context.Context, who onus.Actor, th onus.Thing) error {
	version := th.Base().Version
	return s.change(ctx, who, func(x *tx) error {
		th.Base().Version = version
		return x.update(th)
	})
}

// Delete deletes a thing and what hangs on it; the history can undo it. A
// version that is not the present one is ErrConflict.
func (s *Store) Delete(ctx context.Context, who onus.Actor, noun, caseID, id string, version int64) error {
	return s.change(ctx, who, func(x *tx) error { return x.remove(noun, caseID, id, version) })
}

// MaxBulk is the most rows that one bulk change takes.
const MaxBulk = 1000

// SetMany sets attributes of many things in one step, which the history can undo
// as one. It answers how many differed. All or nothing.
func (s *Store) SetMany(ctx context.Context, who onus.Actor, noun, caseID string, ids []string, values map[string]string) (n int, err error) {
	return n, s.change(ctx, who, func(x *tx) error {
		n = 0
		t := x.s.tables[noun]
		for _, id := range ids {
			old, err := t.live(x, caseID, id)
			if err != nil {
				return err
			}
			now, err := t.live(x, caseID, id)
			if err != nil {
				return err
			}
			if err := setFields(now, values); err != nil {
				return err
			}
			if len(differing(old, now)) > 0 {
				n++
			}
			if err := x.replace(t, old, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// setFields refuses a name that the thing does not have.
func setFields(th onus.Thing, values map[string]string) error {
	known := map[string]bool{}
	for _, a := range th.Attrs() {
		known[a.Name] = true
	}
	for name := range values {
		if !known[name] {
			return onus.Problems{"": onus.Say("There is no field “%s” here.", name)}
		}
	}
	return onus.Fill(th, func(name string) (string, bool) { v, ok := values[name]; return v, ok }).Err()
}

// DeleteMany deletes many things in one step. Those already gone are passed over.
func (s *Store) DeleteMany(ctx context.Context, who onus.Actor, noun, caseID string, ids []string) (n int, err error) {
	return n, s.change(ctx, who, func(x *tx) error {
		n = 0
		for _, id := range ids {
			th, err := x.s.tables[noun].load(x, caseID, id)
			if err != nil {
				return err
			}
			if th.Base().DeletedAt != 0 {
				continue
			}
			if err := x.remove(noun, caseID, id, th.Base().Version); err != nil {
				return err
			}
			n++
		}
		return nil
	})
}

// list is the list of a noun of a case, for a filter.
func (s *Store) list(noun string, f onus.Filter) *list {
	switch noun {
	case onus.Proceedings:
		return proceedingList()
	case onus.Parties:
		return partyList()
	case onus.Relationships:
		return relationshipList()
	case onus.Claims:
		return claimList()
	case onus.EvidenceNoun:
		return evidenceList()
	case onus.Links:
		return linkList(f)
	case onus.Labels:
		return labelList()
	}
	return memberList()
}

// Export calls each for every thing of a list, in the order of the list; th is
// the same every time. It reads ctx between pages.
func (s *Store) Export(ctx context.Context, noun, caseID string, f onus.Filter, out Outlet, each func(th onus.Thing) error) error {
	t, l := s.tables[noun], s.list(noun, f)
	th := t.make()
	th.Base().CaseID = caseID
	columns, dest := aliased(l.alias, t.sql.columns), t.dest(th)
	switch th := th.(type) { // what stands in other tables
	case *onus.Relationship:
		columns, dest = columns+", a.name, b.name", append(dest, &th.FromName, &th.ToName)
	case *onus.Member:
		columns, dest = columns+", u.email, u.name", append(dest, &th.Email, &th.UserName)
	}
	return s.export(ctx, l, columns, caseID, f, out, dest, func() error { return each(th) })
}
