package db

import (
	"errors"

	"onus"
)

// remove deletes a thing and what hangs on it. It stays in the table, and the
// history can bring all of it back.
func (x *tx) remove(noun, caseID, id string, version int64) error {
	t := x.s.tables[noun]
	th, err := t.live(x, caseID, id)
	if err != nil {
		return err
	}
	if version != th.Base().Version {
		return &onus.ConflictError{Mine: th, Theirs: th}
	}
	if err := x.removeDependents(t, caseID, id); err != nil {
		return err
	}
	if th, err = t.live(x, caseID, id); err != nil { // what hung on it may have counted in it
		return err
	}
	if err := x.exec(t.sql.delete, x.now, x.who.Email, caseID, id, version); err != nil {
		return err
	}
	if err := x.count(t, caseID, -1); err != nil {
		return err
	}
	if t.complete != nil { // the history says what it was called
		if err := t.complete(x, th); err != nil {
			return err
		}
	}
	if err := x.follow(t, th, nil); err != nil {
		return err
	}
	th.Base().Version++
	return x.logWhole(onus.ActionDelete, th)
}

func (x *tx) removeDependents(t *table, caseID, id string) error {
	for _, noun := range dependentOrder {
		query, ok := t.dependents[noun]
		if !ok {
			continue
		}
		ids, versions, err := x.idsAndVersions(query, caseID, id)
		if err != nil {
			return err
		}
		for i := range ids {
			if err := x.remove(noun, caseID, ids[i], versions[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// revive brings a deleted thing back. What it belongs to must be there; a
// source that has been deleted since may stay deleted, as for any other item.
func (x *tx) revive(noun, caseID, id string) error {
	t := x.s.tables[noun]
	th, err := t.load(x, caseID, id)
	if err != nil {
		return err
	}
	if th.Base().DeletedAt == 0 {
		return onus.Problems{"": onus.Say("It is not deleted any more.")}
	}
	if err := x.check(t, th, th); err != nil {
		var problems onus.Problems
		if errors.As(err, &problems) || errors.Is(err, onus.ErrNotFound) {
			return onus.Problems{"": onus.Say("It cannot come back as it was: bring back first what it belongs to.")}
		}
		return err
	}
	if err := x.exec(t.sql.revive, x.now, x.who.Email, caseID, id); err != nil {
		return x.refusal(err)
	}
	if err := x.count(t, caseID, 1); err != nil {
		return err
	}
	th.Base().Version++
	if err := x.follow(t, nil, th); err != nil {
		return err
	}
	return x.logWhole(onus.ActionRestore, th)
}
