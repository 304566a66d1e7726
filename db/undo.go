package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"onus"
)

// UndoReason begins the reason of what an undo writes when nobody gives one; the
// number of the change that it takes back follows.
const UndoReason = "undo #"

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
			x.who.Reason = UndoReason + fmt.Sprint(lines[len(lines)-1].Seq)
		}
		return x.undoLines(lines)
	})
}

// undoLines takes back changes, the last of which stands first.
func (x *tx) undoLines(lines []onus.Change) error {
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
}

// linesToUndo are the changes of one request (op), or one of them (seq) with those
// that mean nothing without it: what was deleted with a thing, the currency of an
// amount.
func (x *tx) linesToUndo(caseID string, seq int64, op string) ([]onus.Change, error) {
	if op != "" {
		return x.linesOf(caseID, op)
	}
	one, err := x.lines("seq = $2", caseID, seq)
	if err != nil || len(one) == 0 {
		return one, err
	}
	all, err := x.lines("op = $2", caseID, one[0].Op)
	if err != nil {
		return nil, err
	}
	return x.s.withIt(all, seq), nil
}

// withIt is the line numbered seq of one request's lines, latest first, and those
// that go with it.
func (s *Store) withIt(all []onus.Change, seq int64) []onus.Change {
	at := slices.IndexFunc(all, func(c onus.Change) bool { return c.Seq == seq })
	c := &all[at]
	t, known := s.tables[c.Noun]
	end := at + 1
	switch {
	case c.Action == onus.ActionDelete && known: // its leaves went just before it
		for end < len(all) && all[end].Action == onus.ActionDelete && s.hangsOn(t, all[end].Noun) {
			end++
		}
	case c.Action == onus.ActionUpdate && known && isMoney(t, c.Field):
		return slices.DeleteFunc(all, func(o onus.Change) bool {
			return o.Noun != c.Noun || o.ID != c.ID || o.Version != c.Version || !isMoney(t, o.Field)
		})
	}
	return all[at:end]
}

// hangsOn says whether things of a noun are deleted with those of t.
func (s *Store) hangsOn(t *table, noun string) bool {
	for dependent := range t.dependents {
		if dependent == noun || dependent != t.name && s.hangsOn(s.tables[dependent], noun) {
			return true
		}
	}
	return false
}

func isMoney(t *table, field string) bool {
	attrs := t.make().Attrs()
	money := slices.ContainsFunc(attrs, onus.Attr.IsMoney)
	return money && (field == "currency" || slices.ContainsFunc(attrs, func(a onus.Attr) bool { return a.Name == field && a.IsMoney() }))
}

func (x *tx) lines(where, caseID string, arg any) ([]onus.Change, error) {
	var lines []onus.Change
	args := []any{caseID, arg}
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
	// Whoever marked a passage and took back what they did with it takes back the mark too.
	ours = ours || c.Noun == onus.Annotations && th.Base().UpdatedBy == x.who.Email
	if th.Base().Version != c.Version && !ours {
		return onus.Problems{"": onus.Say("It has been changed since then: delete it instead.")}
	}
	if tied, err := x.tiedSince(t, c); err != nil {
		return err
	} else if tied {
		return onus.Problems{"": onus.Say("Something has been tied to it since then: delete it instead.")}
	}
	return x.remove(c.Noun, c.CaseID, c.ID, th.Base().Version)
}

// tiedSince says whether something hangs on what c made that another request made
// or brought back.
func (x *tx) tiedSince(t *table, c *onus.Change) (bool, error) {
	for _, noun := range dependentOrder {
		query, ok := t.dependents[noun]
		if !ok {
			continue
		}
		ids, _, err := x.idsAndVersions(query, c.CaseID, c.ID)
		if err != nil {
			return false, err
		}
		for _, id := range ids {
			var op string
			err := x.row("SELECT op FROM changes WHERE case_id = $1 AND id = $2 AND noun = $3 AND action IN ('create', 'restore') ORDER BY seq DESC LIMIT 1",
				[]any{c.CaseID, id, noun}, &op)
			if err != nil {
				return false, err
			}
			if op != c.Op {
				return true, nil
			}
		}
	}
	return false, nil
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
			return onus.Problems{c.Field: onus.Say("This has been changed again since then: undo that first.")}
		}
		before[c.Field] = c.Old
	}
	if err := onus.Fill(now, func(name string) (string, bool) { v, ok := before[name]; return v, ok }).Err(); err != nil {
		return err
	}
	return x.replace(t, old, now)
}
