package db

import (
	"fmt"
	"strings"

	"onus"
)

// table says how one noun is stored. Its attribute columns are named and
// ordered as in Thing.Attrs; what is written beside them is listed here.
type table struct {
	name string // of the table and the noun
	make func() onus.Thing
	// derived columns are written with every save and never read with a thing.
	derived []string
	derive  func(onus.Thing) []any
	// fixed columns are numbers written once, when the thing is made, and read
	// with it.
	fixed    []string
	fixedPtr func(onus.Thing) []any
	// read columns are kept by other statements and only read with a thing.
	read    []string
	readPtr func(onus.Thing) []any
	// counter is the column of cases that counts the live rows; "" for none.
	counter string
	// isCase: the table of cases itself, whose id is the case's.
	isCase bool
	// complete reads from other tables what Name needs; nil if it needs nothing.
	complete func(*tx, onus.Thing) error
	// before completes and checks a thing against the store; it runs at every save.
	before func(*tx, onus.Thing) error
	// after keeps true what is computed from it. old is nil when it is made or
	// restored, now is nil when it is deleted.
	after func(t *tx, old, now onus.Thing) error
	// dependents are deleted with a thing and restored with it: a query for their
	// ids by case and id, per noun.
	dependents map[string]string

	sql tableSQL
}

// tableSQL is made once from the columns above.
type tableSQL struct {
	columns                string // head, fixed, attributes, read
	insert, get            string
	update, delete, revive string
}

const headColumns = "id, version, created_at, created_by, updated_at, updated_by, deleted_at"

func headPtr(h *onus.Head) []any {
	return []any{&h.ID, &h.Version, &h.CreatedAt, &h.CreatedBy, &h.UpdatedAt, &h.UpdatedBy, &h.DeletedAt}
}

func (t *table) prepare() *table {
	var attrs []string
	for _, a := range t.make().Attrs() {
		attrs = append(attrs, a.Name)
	}
	saved := append(append([]string{}, attrs...), t.derived...)
	all := append(append([]string{}, t.fixed...), attrs...)
	t.sql.columns = strings.Join(append(append([]string{headColumns}, all...), t.read...), ", ")
	caseID, head, n := "case_id", "case_id, "+headColumns, 8
	if t.isCase {
		caseID, head, n = "id", headColumns, 7
	}
	t.sql.get = "SELECT " + t.sql.columns + " FROM " + t.name + " WHERE " + caseID + " = $1 AND id = $2"
	inserted := append(append([]string{head}, t.fixed...), saved...)
	n += len(t.fixed) + len(saved)
	t.sql.insert = "INSERT INTO " + t.name + " (" + strings.Join(inserted, ", ") + ") VALUES (" + placeholders(1, n) + ")"
	set := append([]string{"version", "updated_at", "updated_by"}, saved...)
	t.sql.update = "UPDATE " + t.name + " SET (" + strings.Join(set, ", ") + ") = (" + placeholders(1, len(set)) +
		fmt.Sprintf(") WHERE "+caseID+" = $%d AND id = $%d AND version = $%d AND deleted_at = 0", len(set)+1, len(set)+2, len(set)+3)
	t.sql.delete = "UPDATE " + t.name + " SET deleted_at = $1, updated_at = $1, updated_by = $2, version = version + 1" +
		" WHERE " + caseID + " = $3 AND id = $4 AND version = $5 AND deleted_at = 0"
	t.sql.revive = "UPDATE " + t.name + " SET deleted_at = 0, updated_at = $1, updated_by = $2, version = version + 1" +
		" WHERE " + caseID + " = $3 AND id = $4 AND deleted_at <> 0"
	return t
}

// placeholders is "$from, …" n times.
func placeholders(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	return b.String()
}

// dest are the scan destinations of sql.columns in th.
func (t *table) dest(th onus.Thing) []any {
	ptrs := headPtr(th.Base())
	if t.fixedPtr != nil {
		ptrs = append(ptrs, t.fixedPtr(th)...)
	}
	for _, a := range th.Attrs() {
		ptrs = append(ptrs, a.Ptr())
	}
	if t.readPtr != nil {
		ptrs = append(ptrs, t.readPtr(th)...)
	}
	return ptrs
}

// saved are the values of the attributes and of what is derived from them.
func (t *table) saved(th onus.Thing) []any {
	var args []any
	for _, a := range th.Attrs() {
		args = append(args, a.Value())
	}
	if t.derive != nil {
		args = append(args, t.derive(th)...)
	}
	return args
}

// load reads a thing, deleted or not.
func (t *table) load(x *tx, caseID, id string) (onus.Thing, error) {
	th := t.make()
	th.Base().CaseID = caseID
	return th, x.row(t.sql.get, []any{caseID, id}, t.dest(th)...)
}

// live reads a thing that is not deleted.
func (t *table) live(x *tx, caseID, id string) (onus.Thing, error) {
	th, err := t.load(x, caseID, id)
	if err == nil && th.Base().DeletedAt != 0 {
		err = onus.ErrNotFound
	}
	return th, err
}
