package db

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"onus"
)

// lookup runs a query, in a transaction or beside it.
type lookup func(query string, args []any, each func(*sql.Rows) error) error

// PlanBates says what AssignBates would do.
func (s *Store) PlanBates(ctx context.Context, caseID string, ids []string, first onus.Bates, renumber bool) ([]onus.BatesLine, error) {
	return planBates(func(query string, args []any, each func(*sql.Rows) error) error {
		return s.rows(quick(ctx), query, args, each)
	}, caseID, ids, first, renumber)
}

// AssignBates numbers items in the order of their exhibit numbers, from first on without
// a gap: a number for each page of a PDF, one for anything else. All or none, in one step
// that the history can undo: Problems where a line has one. Items that have numbers keep
// them unless renumber is set. At most MaxBulk ids.
func (s *Store) AssignBates(ctx context.Context, who onus.Actor, caseID string, ids []string, first onus.Bates, renumber bool) (lines []onus.BatesLine, err error) {
	return lines, s.change(ctx, who, func(x *tx) error {
		if lines, err = planBates(x.rows, caseID, ids, first, renumber); err != nil {
			return err
		}
		if slices.ContainsFunc(lines, func(l onus.BatesLine) bool { return l.Problem.Key != "" }) {
			return onus.Problems{"": onus.Say("Nothing was numbered: some items cannot be.")}
		}
		t := x.s.tables[onus.EvidenceNoun]
		for _, l := range lines {
			old, err := t.live(x, caseID, l.EvidenceID)
			if err != nil {
				return err
			}
			now := *old.(*onus.Evidence)
			now.BatesBegin, now.BatesEnd = l.Range.Begin.String(), l.Range.End.String()
			if err := x.replace(t, old, &now); err != nil {
				return err
			}
		}
		return nil
	})
}

// batesItem is what numbering needs to know of an item.
type batesItem struct {
	line          onus.BatesLine
	begin         string
	state, format string
	paged         bool
}

func planBates(look lookup, caseID string, ids []string, first onus.Bates, renumber bool) ([]onus.BatesLine, error) {
	items, err := batesItems(look, caseID, ids)
	if err != nil {
		return nil, err
	}
	others, err := batesTaken(look, caseID, ids)
	if err != nil {
		return nil, err
	}
	lines := make([]onus.BatesLine, len(items))
	next := first
	for i := range items {
		l := &items[i].line
		l.Problem = items[i].refusal(renumber)
		l.Range = onus.BatesRange{Begin: next, End: next.Plus(l.Pages - 1)}
		next = next.Plus(l.Pages)
		if l.Problem.Key == "" && !l.Range.End.Fits() {
			l.Problem = onus.Say("The number has more digits than this.")
		}
		for _, o := range others {
			if l.Problem.Key == "" && l.Range.Overlaps(o.Range) {
				l.Problem = takenBy(&o)
			}
		}
		lines[i] = *l
	}
	return lines, nil
}

func takenBy(o *onus.BatesLine) onus.Text {
	if o.Deleted {
		return onus.Say("%s, which is deleted, has %s–%s.", o.Exhibit, o.Range.Begin.String(), o.Range.End.String())
	}
	return onus.Say("%s has %s–%s already.", o.Exhibit, o.Range.Begin.String(), o.Range.End.String())
}

// refusal is why an item gets no number.
func (i *batesItem) refusal(renumber bool) onus.Text {
	switch {
	case i.begin != "" && !renumber:
		return onus.Say("It has %s already.", i.begin)
	case i.state == onus.ReadWaiting || i.state == onus.ReadReading:
		return onus.Say("It is not read yet: how many pages it has is not known.")
	case i.state == onus.ReadPassword:
		return onus.Say("It is protected by a password: how many pages it has is not known.")
	}
	return onus.Text{}
}

// batesItems are the items to number. ErrNotFound unless all are there.
func batesItems(look lookup, caseID string, ids []string) ([]batesItem, error) {
	var items []batesItem
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	args := []any{caseID}
	for _, id := range ids {
		args = append(args, id)
	}
	err := look("SELECT e.id, e.number, e.title, e.bates_begin, coalesce(r.state, ''), coalesce(r.format, ''), coalesce(r.pages, 0),"+
		" coalesce(r.paged, FALSE) FROM evidence e LEFT JOIN readings r ON r.case_id = e.case_id AND r.evidence_id = e.id AND r.file_version = e.last_file"+
		" WHERE e.case_id = $1 AND e.deleted_at = 0 AND e.id IN ("+placeholders(2, len(ids))+") ORDER BY e.number", args, func(rows *sql.Rows) error {
		var i batesItem
		var number, pages int64
		l := &i.line
		if err := rows.Scan(&l.EvidenceID, &number, &l.Title, &i.begin, &i.state, &i.format, &pages, &i.paged); err != nil {
			return err
		}
		l.Exhibit, l.Pages = onus.ExhibitNumber(number), 1
		if i.format == "pdf" && i.paged {
			l.Pages = max(1, pages)
		}
		items = append(items, i)
		return nil
	})
	if err == nil && len(items) < len(ids) {
		err = onus.ErrNotFound
	}
	return items, err
}

// batesTaken are the numbers of the other items of the case, deleted ones too: they may
// come back, and a number that was given out means one page for good.
func batesTaken(look lookup, caseID string, ids []string) ([]onus.BatesLine, error) {
	var taken []onus.BatesLine
	err := look("SELECT id, number, bates_begin, bates_end, deleted_at <> 0 FROM evidence WHERE case_id = $1 AND bates_begin <> ''", []any{caseID},
		func(rows *sql.Rows) error {
			var l onus.BatesLine
			var number int64
			var begin, end string
			if err := rows.Scan(&l.EvidenceID, &number, &begin, &end, &l.Deleted); err != nil {
				return err
			}
			var ok bool
			if l.Range, ok = onus.ParseBatesRange(begin, end); ok && !slices.Contains(ids, l.EvidenceID) {
				l.Exhibit = onus.ExhibitNumber(number)
				taken = append(taken, l)
			}
			return nil
		})
	return taken, err
}

// NextBates is the number after the highest of a case, of the prefix that the last
// numbered item has; the zero value where nothing is numbered.
func (s *Store) NextBates(ctx context.Context, caseID string) (next onus.Bates, err error) {
	taken, err := batesTaken(func(query string, args []any, each func(*sql.Rows) error) error {
		return s.rows(quick(ctx), query+" ORDER BY number", args, each)
	}, caseID, nil)
	if err != nil || len(taken) == 0 {
		return next, err
	}
	next = taken[len(taken)-1].Range.End
	for _, l := range taken {
		if end := l.Range.End; strings.EqualFold(end.Prefix, next.Prefix) && end.Number > next.Number {
			next = end
		}
	}
	return next.Plus(1), nil
}
