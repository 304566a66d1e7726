package db

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"onus"
)

// list says how the list of one noun is searched, filtered and sorted.
type list struct {
	from    string // table with its alias, and joins
	alias   string // of the noun's own table
	search  []string
	filters map[string]filter
	sorts   []sort
	// counter is the stored number of all rows, as an expression over cases; ""
	// counts them.
	counter string
	// caseless: the list is not of one case; where takes its place, with $1.
	where string
}

// filter turns a chosen value into a condition; ? is where the value goes.
type filter func(value string) (condition string, args []any)

func equals(column string) filter {
	return func(v string) (string, []any) { return column + " = ?", []any{v} }
}

// when is a switch: the condition holds if the filter is "true".
func when(condition string) filter {
	return func(v string) (string, []any) {
		if v == "true" {
			return condition, nil
		}
		return "", nil
	}
}

// sort is one order; the last column makes it total. Columns and kinds go
// together: a cursor holds one value for each.
type sort struct {
	name    string
	columns []string
}

// query is a list made ready: the conditions with their arguments.
type query struct {
	where    string
	args     []any
	sort     sort
	down     bool
	filtered bool
}

// maxWords bounds the words of a text search: each one is a pass over the text.
const maxWords = 8

func (l *list) query(caseID string, f onus.Filter) query {
	q := query{args: []any{caseID}, where: l.where}
	if q.where == "" {
		q.where = l.alias + ".case_id = $1 AND " + l.alias + ".deleted_at = 0"
	}
	name := strings.TrimPrefix(f.Sort, "-")
	i := slices.IndexFunc(l.sorts, func(s sort) bool { return s.name == name })
	q.sort, q.down = l.sorts[max(i, 0)], strings.HasPrefix(f.Sort, "-") && i >= 0
	words := strings.Fields(f.Q)
	for _, word := range words[:min(len(words), maxWords)] {
		var found []string
		for _, column := range l.search {
			found = append(found, column+` LIKE ? ESCAPE '\'`)
		}
		q.and("("+strings.Join(found, " OR ")+")", slices.Repeat([]any{likePattern(word)}, len(l.search))...)
	}
	for _, name := range sortedKeys(f.Fields) {
		filter, ok := l.filters[name]
		if v := f.Fields[name]; ok && v != "" {
			if condition, args := filter(v); condition != "" {
				q.and(condition, args...)
			}
		}
	}
	return q
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// and adds a condition, numbering its question marks.
func (q *query) and(condition string, args ...any) {
	for _, a := range args {
		q.args = append(q.args, a)
		condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(q.args)), 1)
	}
	q.where += " AND " + condition
	q.filtered = true
}

// cursors name a row by the values of the sort's columns.

func encodeCursor(values []any) string {
	b, err := json.Marshal(values)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// numeric are the sorted columns that hold numbers; the others hold text.
// PostgreSQL refuses to compare the one with the other.
var numeric = map[string]bool{"number": true, "claim_number": true, "exhibit_number": true, "filed_day": true, "dated_day": true, "from_day": true,
	"updated_at": true, "supports": true, "refutes": true, "unassessed": true, "links": true, "n_claims": true, "seq": true, "day": true, "doc": true,
	"label_order": true, "file_version": true, "start_at": true, "end_at": true, "created_at": true}

// isNumeric: the expressions among the columns are text but for the order of labels.
func isNumeric(column string) bool {
	return column == "coalesce(l.label_order, 0)" || numeric[column[strings.IndexByte(column, '.')+1:]]
}

// decodeCursor answers nil for what is no cursor of these columns: the list then
// begins at its beginning.
func decodeCursor(s string, columns []string) []any {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return nil
	}
	var values []any
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	if d.Decode(&values) != nil || len(values) != len(columns) {
		return nil
	}
	for i, v := range values {
		switch v := v.(type) {
		case json.Number:
			n, err := v.Int64()
			if err != nil || !isNumeric(columns[i]) {
				return nil
			}
			values[i] = n
		case string:
			if strings.ContainsRune(v, 0) || isNumeric(columns[i]) {
				return nil
			}
		default:
			return nil
		}
	}
	return values
}

// at adds "after the cursor" in the direction of reading.
func (q *query) at(cursor []any, down bool) {
	if cursor == nil {
		return
	}
	op := " > "
	if down {
		op = " < "
	}
	q.where += " AND (" + strings.Join(q.sort.columns, ", ") + ")" + op + "(" + placeholders(len(q.args)+1, len(cursor)) + ")"
	q.args = append(q.args, cursor...)
}

func orderBy(columns []string, down bool) string {
	var parts []string
	for _, c := range columns {
		if down {
			c += " DESC"
		}
		parts = append(parts, c)
	}
	return strings.Join(parts, ", ")
}

// page reads one page. scan reads the row's columns, and then its cursor's.
func page[T any](ctx context.Context, s *Store, l *list, columns, caseID string, f onus.Filter, dest func(*T) []any) (onus.Page[T], error) {
	var p onus.Page[T]
	if f.Q == "" { // words are looked for in all texts: nobody may be waiting any more
		ctx = quick(ctx)
	}
	q := l.query(caseID, f)
	counted := q
	limit := f.Limit
	if limit <= 0 {
		limit = onus.PageSize
	}
	n := len(q.sort.columns)
	cursor, backward := decodeCursor(f.After, q.sort.columns), false
	if before := decodeCursor(f.Before, q.sort.columns); cursor == nil && before != nil {
		cursor, backward = before, true
	}
	q.at(cursor, q.down != backward)
	text := "SELECT " + columns + ", " + strings.Join(q.sort.columns, ", ") + " FROM " + l.from + " WHERE " + q.where +
		" ORDER BY " + orderBy(q.sort.columns, q.down != backward) + " LIMIT " + fmt.Sprint(limit+1)
	// All rows are read into the same place, and copied from there; of the
	// cursors only those at the ends are needed.
	var row T
	values := make([]any, n)
	ptrs := dest(&row)
	for i := range values {
		ptrs = append(ptrs, &values[i])
	}
	var first, last []any
	p.Rows = make([]T, 0, min(limit, onus.PageSize)+1)
	err := s.rows(ctx, text, q.args, func(rows *sql.Rows) error {
		if err := rows.Scan(ptrs...); err != nil {
			return err
		}
		p.Rows = append(p.Rows, row)
		if len(p.Rows) == 1 {
			first = slices.Clone(values)
		}
		if len(p.Rows) <= limit {
			last = append(last[:0], values...)
		}
		return nil
	})
	if err != nil {
		return p, err
	}
	if len(p.Rows) == 0 && cursor != nil { // what was there has been deleted: the first page has a way on
		f.After, f.Before = "", ""
		return page(ctx, s, l, columns, caseID, f, dest)
	}
	more := len(p.Rows) > limit
	p.Rows = p.Rows[:min(limit, len(p.Rows))]
	if backward {
		slices.Reverse(p.Rows)
		first, last = last, first
	}
	if len(p.Rows) > 0 {
		if more || backward {
			p.Next = encodeCursor(last)
		}
		if (cursor != nil && !backward) || (backward && more) {
			p.Prev = encodeCursor(first)
		}
	}
	switch {
	case f.NoTotal:
		return p, nil
	case cursor == nil && !more: // the page is the whole list
		p.Total = int64(len(p.Rows))
		return p, nil
	case f.Total > 0 && !q.filtered:
		p.Total = f.Total
		return p, nil
	}
	p.Total, err = s.total(ctx, l, counted)
	return p, err
}

// total is the number of rows with the filter; without one it is stored.
func (s *Store) total(ctx context.Context, l *list, q query) (n int64, err error) {
	text := "SELECT count(*) FROM " + l.from + " WHERE " + q.where
	if !q.filtered && l.counter != "" {
		text = "SELECT " + l.counter + " FROM cases WHERE id = $1"
	}
	return n, s.rows(ctx, text, q.args, func(rows *sql.Rows) error { return rows.Scan(&n) })
}
