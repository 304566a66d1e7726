package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"onus"
)

// Undo takes back what one change did (seq), or all changes of one request
// (op), the last one first. What has changed again since then is refused with
// Problems; it answers how many changes it took back. Who is a member, and the
// case's own description, are undone by leads only: ErrForbidden.
func (s *Store) Undo(ctx context.Context, who onus.Actor, caseID string, seq int64, op string) (n int, err error) {
	return n, s.change(ctx, who, func(x *tx) error {
		lines, err := x.linesToUndo(caseID, seq, op)
		if err != nil {
			return err
		}
		if len(lines) > 1 { // the first file of an item goes and comes with the item
			lines = slices.DeleteFunc(lines, func(c onus.Change) bool { return c.Noun == onus.Files })
		}
		if n = len(lines); n == 0 {
			return onus.ErrNotFound
		}
		if err := x.mayUndo(lines); err != nil {
			return err
		}
		if x.who.Reason == "" {
			x.who.Reason = fmt.Sprintf("undo #%d", lines[len(lines)-1].Seq)
		}
		mine := map[string]bool{} // what this undo has changed itself
		for len(lines) > 0 {
			save := oneSave(lines)
			lines = lines[len(save):]
			if err := x.undo(save, mine[save[0].ID]); err != nil {
				return err
			}
			mine[save[0].ID] = true
		}
		return nil
	})
}

func (x *tx) linesToUndo(caseID string, seq int64, op string) ([]onus.Change, error) {
	var lines []onus.Change
	where, args := "seq = $2", []any{caseID, seq}
	if op != "" {
		where, args = "op = $2", []any{caseID, op}
	}
	err := x.rows("SELECT "+changeColumns+" FROM changes WHERE case_id = $1 AND "+where+" ORDER BY seq DESC", args, func(rows *sql.Rows) error {
		var c onus.Change
		err := rows.Scan(changePtr(&c)...)
		lines = append(lines, c)
		return err
	})
	// A deletion took the leaves first, so the other way round brings back the
	// whole before what hangs on it.
	return lines, err
}

// oneSave is the lines at the beginning that one save of one thing wrote: its
// fields go back together, for an amount means nothing without its currency.
func oneSave(lines []onus.Change) []onus.Change {
	n := 1
	for n < len(lines) && lines[n].Noun == lines[0].Noun && lines[n].ID == lines[0].ID && lines[n].Version == lines[0].Version {
		n++
	}
	return lines[:n]
}

// mayUndo keeps the history from giving rights: nobody becomes lead again by
// undoing that somebody took it from them.
func (x *tx) mayUndo(lines []onus.Change) error {
	if !slices.ContainsFunc(lines, func(c onus.Change) bool { return c.Noun == onus.Members || c.Noun == onus.Cases }) {
		return nil
	}
	var role string
	err := x.row("SELECT m.role FROM users u JOIN members m ON m.user_id = u.id WHERE u.email_key = $1 AND m.case_id = $2 AND m.deleted_at = 0",
		[]any{emailKey(x.who.Email), lines[0].CaseID}, &role)
	if errors.Is(err, onus.ErrNotFound) || err == nil && !onus.May(role, onus.Lead) {
		return onus.ErrForbidden
	}
	return err
}

func cannotUndo() error {
	return onus.Problems{"": onus.Say("This change cannot be undone.")}
}

// undo takes back one save; ours: this same undo has changed the thing already.
func (x *tx) undo(save []onus.Change, ours bool) error {
	c := &save[0]
	t, ok := x.s.tables[c.Noun]
	if !ok || t.isCase && c.Action != onus.ActionUpdate {
		return cannotUndo()
	}
	switch c.Action {
	case onus.ActionDelete:
		return x.revive(c.Noun, c.CaseID, c.ID)
	case onus.ActionCreate, onus.ActionRestore:
		return x.undoCreation(t, c, ours)
	case onus.ActionUpdate:
		return x.undoFields(t, save)
	}
	return cannotUndo()
}

func (x *tx) undoCreation(t *table, c *onus.Change, ours bool) error {
	th, err := t.load(x, c.CaseID, c.ID)
	if err != nil {
		return err
	}
	if th.Base().DeletedAt != 0 {
		return onus.Problems{"": onus.Say("It is deleted already.")}
	}
	if th.Base().Version != c.Version && !ours {
		return onus.Problems{"": onus.Say("It has been changed since then: delete it instead.")}
	}
	return x.remove(c.Noun, c.CaseID, c.ID, th.Base().Version)
}

func (x *tx) undoFields(t *table, save []onus.Change) error {
	old, err := t.live(x, save[0].CaseID, save[0].ID)
	if err != nil {
		return err
	}
	now, err := t.live(x, save[0].CaseID, save[0].ID)
	if err != nil {
		return err
	}
	present, before := map[string]string{}, map[string]string{}
	for _, a := range old.Attrs() {
		present[a.Name] = a.String()
	}
	for _, c := range save {
		is, known := present[c.Field]
		if !known {
			return cannotUndo()
		}
		if is != c.New {
			return onus.Problems{"": onus.Say("“%s” has been changed again since then: undo that first.", c.Field)}
		}
		before[c.Field] = c.Old
	}
	if err := onus.Fill(now, func(name string) (string, bool) { v, ok := before[name]; return v, ok }).Err(); err != nil {
		return err
	}
	return x.replace(t, old, now)
}
