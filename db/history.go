package db

import (
	"context"
	"encoding/json"
	"time"

	"onus"
)

func changeList() *list {
	return &list{
		from: "changes h", alias: "h", where: "h.case_id = $1",
		search: []string{"h.search"}, counter: "last_change",
		filters: map[string]filter{
			"noun": equals("h.noun"), "actor": equals("h.actor"), "action": equals("h.action"), "id": equals("h.id"), "op": equals("h.op"),
			"day": func(v string) (string, []any) {
				day, err := time.Parse(time.DateOnly, v)
				if err != nil {
					return "", nil
				}
				return "h.at >= ? AND h.at < ?", []any{day.UnixMilli(), day.AddDate(0, 0, 1).UnixMilli()}
			},
		},
		sorts: []sort{{"seq", []string{"h.seq"}}},
	}
}

func changePtr(c *onus.Change) []any {
	return []any{&c.CaseID, &c.Seq, &c.At, &c.Actor, &c.Action, &c.Noun, &c.ID, &c.Field, &c.Old, &c.New, &c.Reason, &c.Op, &c.Title, &c.Version, &c.Hash}
}

// ListChanges is a page of the history, the latest first unless f says otherwise.
func (s *Store) ListChanges(ctx context.Context, caseID string, f onus.Filter) (onus.Page[onus.Change], error) {
	f.Sort = latestFirst(f.Sort)
	return page(ctx, s, changeList(), aliased("h", changeColumns), caseID, f, changePtr)
}

// ExportChanges calls each for every change; c is the same every time.
func (s *Store) ExportChanges(ctx context.Context, caseID string, f onus.Filter, out Outlet, each func(c *onus.Change) error) error {
	f.Sort = latestFirst(f.Sort)
	c := &onus.Change{}
	return s.export(ctx, changeList(), aliased("h", changeColumns), caseID, f, out, changePtr(c), func() error { return each(c) })
}

func latestFirst(sort string) string {
	if sort == "" {
		return "-seq"
	}
	return sort
}

// ChangeActors are the addresses of all who changed something in a case. It goes
// from one to the next by the index: the history is long, its authors are few.
func (s *Store) ChangeActors(ctx context.Context, caseID string) ([]string, error) {
	var all []string
	err := s.each(ctx, "WITH RECURSIVE a (actor) AS (SELECT min(actor) FROM changes WHERE case_id = $1 UNION ALL"+
		" SELECT (SELECT min(h.actor) FROM changes h WHERE h.case_id = $1 AND h.actor > a.actor) FROM a WHERE a.actor IS NOT NULL)"+
		" SELECT actor FROM a WHERE actor IS NOT NULL", []any{caseID}, func(scan func(...any) error) error {
		var a string
		err := scan(&a)
		all = append(all, a)
		return err
	})
	return all, err
}

// Change is one line of the history.
func (s *Store) Change(ctx context.Context, caseID string, seq int64) (c onus.Change, err error) {
	return c, s.row(ctx, "SELECT "+changeColumns+" FROM changes WHERE case_id = $1 AND seq = $2", []any{caseID, seq}, changePtr(&c)...)
}

// Attrs are the attributes of a noun, without values; nil if it has none.
func (s *Store) Attrs(noun string) []onus.Attr {
	if t, ok := s.tables[noun]; ok {
		return t.make().Attrs()
	}
	return nil
}

// Created is the values that a creation wrote, from its line in the history.
func Created(c *onus.Change) map[string]string {
	var values map[string]string
	if json.Unmarshal([]byte(c.New), &values) != nil {
		return nil
	}
	return values
}
