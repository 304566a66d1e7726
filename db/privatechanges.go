package db

import (
	"database/sql"
	"slices"

	"onus"
)

// ownerOf is whose thing it is alone; "" for what every member sees.
func ownerOf(th onus.Thing) string {
	if a, ok := th.(*onus.Annotation); ok && a.IsPrivate() {
		return a.CreatedBy
	}
	return ""
}

// logAnnotation writes the changes of an annotation where they may be seen. One that
// becomes private goes, for everybody else, and one that becomes public comes.
func (x *tx) logAnnotation(a *onus.Annotation, lines []*onus.Change) error {
	at := slices.IndexFunc(lines, func(c *onus.Change) bool { return c.Field == "visibility" })
	if at < 0 {
		if owner := ownerOf(a); owner != "" {
			return x.logPrivate(owner, lines...)
		}
		return x.log(lines...)
	}
	if err := x.logPrivate(a.CreatedBy, lines...); err != nil {
		return err
	}
	if a.IsPrivate() {
		return x.log(x.line(onus.ActionDelete, a))
	}
	return x.logWhole(onus.ActionCreate, a)
}

// logPrivate appends to the history that only the owner has.
func (x *tx) logPrivate(owner string, lines ...*onus.Change) error {
	caseID := lines[0].CaseID
	var seq int64
	err := x.row("SELECT coalesce(max(seq), 0) FROM private_changes WHERE case_id = $1 AND owner = $2", []any{caseID, owner}, &seq)
	for _, c := range lines {
		if err != nil {
			return err
		}
		seq++
		err = x.exec("INSERT INTO private_changes (case_id, owner, seq, at, actor, action, noun, id, field, old, new, reason, op, title, version)"+
			" VALUES ("+placeholders(1, 15)+")", caseID, owner, seq, x.now, x.who.Email, c.Action, c.Noun, c.ID, c.Field, c.Old, c.New, x.who.Reason, x.op, c.Title, c.Version)
	}
	return err
}

const privateColumns = "case_id, seq, at, actor, action, noun, id, field, old, new, reason, op, title, version, ''"

func privatePtr(c *onus.Change) []any {
	return []any{&c.CaseID, &c.Seq, &c.At, &c.Actor, &c.Action, &c.Noun, &c.ID, &c.Field, &c.Old, &c.New, &c.Reason, &c.Op, &c.Title, &c.Version, &c.Hash}
}

// linesOf are all changes of one request, what only the actor sees among them, the last
// one first. What the case saw come or go with a visibility is undone with it.
func (x *tx) linesOf(caseID, op string) ([]onus.Change, error) {
	lines, err := x.lines("op = $2", caseID, op)
	if err != nil {
		return nil, err
	}
	var private []onus.Change
	crossed := map[string]bool{}
	err = x.rows("SELECT "+privateColumns+" FROM private_changes WHERE case_id = $1 AND owner = $2 AND op = $3 ORDER BY seq DESC",
		[]any{caseID, x.who.Email, op}, func(rows *sql.Rows) error {
			var c onus.Change
			err := rows.Scan(privatePtr(&c)...)
			private = append(private, c)
			if c.Field == "visibility" {
				crossed[c.ID] = true
			}
			return err
		})
	lines = slices.DeleteFunc(lines, func(c onus.Change) bool { return crossed[c.ID] })
	return append(private, lines...), err
}
