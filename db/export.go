package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"onus"
)

// exportPage is how many rows an export reads at once: it holds no snapshot
// between them, so a long one does not keep the log of the database from being
// written back.
const exportPage = 2000

// exportsAtOnce is how many exports read at the same time; more take turns.
const exportsAtOnce = 4

// Outlet is where the rows of an export go. Full is asked after every row, amid a
// read: nothing that waits may happen there. If it says so, and at the end of every
// read, Send is called with the connection given back: however slowly somebody
// takes a file, others read meanwhile. The zero value is never full and sends nothing.
type Outlet struct {
	Full func() bool
	Send func() error
}

// errFull ends one read of an export; the next begins after its last row.
var errFull = fmt.Errorf("the outlet is full")

// export calls each for all rows of a list in its order. dest are fixed
// destinations, read anew for every row. It ends when ctx ends or each fails.
func (s *Store) export(ctx context.Context, l *list, columns, caseID string, f onus.Filter, out Outlet, dest []any, each func() error) error {
	var cursor []any
	for {
		n, last, err := s.exportOne(ctx, l, columns, caseID, f, out, cursor, dest, each)
		if err != nil && err != errFull { //nolint:errorlint // our own, returned bare
			return err
		}
		if out.Send != nil {
			if err := out.Send(); err != nil {
				return err
			}
		}
		if err == nil && n < exportPage {
			return nil
		}
		cursor = last
	}
}

// exportOne reads the rows after cursor, and answers how many and the cursor of
// the last.
func (s *Store) exportOne(ctx context.Context, l *list, columns, caseID string, f onus.Filter, out Outlet,
	cursor, dest []any, each func() error) (n int, last []any, err error) {
	q := l.query(caseID, f)
	q.at(cursor, q.down)
	text := "SELECT " + columns + ", " + strings.Join(q.sort.columns, ", ") + " FROM " + l.from + " WHERE " + q.where + //nolint:gosec // our own words; values are arguments
		" ORDER BY " + orderBy(q.sort.columns, q.down) + " LIMIT " + fmt.Sprint(exportPage)
	last = make([]any, len(q.sort.columns))
	ptrs := slices.Clone(dest)
	for i := range last {
		ptrs = append(ptrs, &last[i])
	}
	rows, err := s.exports.QueryContext(ctx, text, q.args...)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		n++
		if err := rows.Scan(ptrs...); err != nil {
			return err
		}
		if err := each(); err != nil {
			return err
		}
		if out.Full != nil && out.Full() {
			return errFull
		}
		return nil
	})
	return n, last, err
}
