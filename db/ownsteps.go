package db

import (
	"context"
	"database/sql"
	"strings"

	"onus"
)

// RedoReason begins the reason of what redoes a step that was undone.
const RedoReason = "redo #"

// stepsBack is how many of one's own steps can be undone, one after the other.
const stepsBack = 200

// step is what one request of somebody did to annotations.
type step struct{ op, reason string }

// UndoStep takes back somebody's last step on annotations that is not taken back, and
// answers the ids of what it changed; ErrNotFound if there is none. Problems as of Undo.
func (s *Store) UndoStep(ctx context.Context, who onus.Actor, caseID string) (ids []string, err error) {
	return s.goBack(ctx, who, caseID, UndoReason, func(done, _ []step) []step { return done })
}

// RedoStep does again what UndoStep took back last, unless a new step came since;
// ErrNotFound if there is nothing.
func (s *Store) RedoStep(ctx context.Context, who onus.Actor, caseID string) (ids []string, err error) {
	return s.goBack(ctx, who, caseID, RedoReason, func(_, undone []step) []step { return undone })
}

func (s *Store) goBack(ctx context.Context, who onus.Actor, caseID, reason string, which func(done, undone []step) []step) (ids []string, err error) {
	return ids, s.change(ctx, who, func(x *tx) error {
		ids = nil
		done, undone, err := x.ownSteps(caseID)
		if err != nil {
			return err
		}
		steps := which(done, undone)
		if len(steps) == 0 {
			return onus.ErrNotFound
		}
		lines, err := x.linesOf(caseID, steps[len(steps)-1].op)
		if err != nil {
			return err
		}
		x.who.Reason = reason
		for i := range lines {
			ids = append(ids, lines[i].ID)
		}
		return x.undoLines(lines)
	})
}

// ownSteps are the steps of the actor that stand, and those taken back, each with the
// latest at the end. A new step forgets what was taken back.
func (x *tx) ownSteps(caseID string) (done, undone []step, err error) {
	var all []step
	const own = " WHERE case_id = $1 AND actor = $2 AND noun = '" + onus.Annotations + "'"
	err = x.rows("SELECT op, max(reason), max(at) AS latest, max(seq) AS number FROM (SELECT op, reason, at, seq FROM (SELECT op, reason, at, seq FROM changes"+own+
		" ORDER BY seq DESC LIMIT 2000) c UNION ALL SELECT op, reason, at, seq FROM (SELECT op, reason, at, seq FROM private_changes"+own+" AND owner = $2"+
		" ORDER BY seq DESC LIMIT 2000) p) all_changes GROUP BY op ORDER BY latest DESC, number DESC LIMIT $3", []any{caseID, x.who.Email, stepsBack}, func(rows *sql.Rows) error {
		var o step
		var at, seq int64
		err := rows.Scan(&o.op, &o.reason, &at, &seq)
		all = append(all, o)
		return err
	})
	for i := len(all) - 1; i >= 0; i-- {
		switch o := all[i]; {
		case o.reason == UndoReason && len(done) > 0:
			done, undone = done[:len(done)-1], append(undone, o)
		case o.reason == RedoReason && len(undone) > 0:
			done, undone = append(done, o), undone[:len(undone)-1]
		case !strings.HasPrefix(o.reason, UndoReason) && o.reason != RedoReason:
			done, undone = append(done, o), nil
		}
	}
	return done, undone, err
}
