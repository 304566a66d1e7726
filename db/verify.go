package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"onus"
)

// VerifyCount is how much a verification looked at.
type VerifyCount struct{ Cases, Changes, Files, Bytes int64 }

// verifier reads everything once, a page at a time, and says what is wrong.
type verifier struct {
	s      *Store
	ctx    context.Context
	report func(problem string)
	n      VerifyCount
}

func (v *verifier) say(format string, args ...any) { v.report(fmt.Sprintf(format, args...)) }

// Verify reports everything that is not as it was written: the database's own
// files, the chain of changes of every case and of the instance, the stored
// numbers and names, and the bytes of every file. Its memory does not grow with
// the data. err is what kept it from looking, not what it found.
func (s *Store) Verify(ctx context.Context, report func(problem string)) (VerifyCount, error) {
	v := &verifier{s: s, ctx: ctx, report: report}
	for _, step := range []func() error{v.engine, v.chains, v.lastChanges, v.stored, v.index, v.files} {
		if err := ctx.Err(); err != nil {
			return v.n, err
		}
		if err := step(); err != nil {
			return v.n, fmt.Errorf("verify: %w", err)
		}
	}
	return v.n, nil
}

// engine runs the database's own checks, in their order on one connection.
func (v *verifier) engine() error {
	conn, err := v.s.read.Conn(v.ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	for _, check := range v.s.dialect.checks() {
		rows, err := conn.QueryContext(v.ctx, check)
		err = eachRow(rows, err, func(rows *sql.Rows) error {
			columns, err := rows.Columns()
			if err != nil {
				return err
			}
			values := make([]sql.NullString, len(columns))
			ptrs := make([]any, len(columns))
			for i := range values {
				ptrs[i] = &values[i]
			}
			if err := rows.Scan(ptrs...); err != nil {
				return err
			}
			var words []string
			for _, s := range values {
				words = append(words, s.String)
			}
			if line := strings.Join(words, " "); line != "ok" {
				v.say("%s: %s", check, line)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// verifyPage is how many rows are read at once.
const verifyPage = 1000

// chains follows the changes of every case from the first to the last.
func (v *verifier) chains() error {
	last := onus.Change{Seq: -1}
	for {
		n := 0
		err := v.s.rows(v.ctx, "SELECT "+changeColumns+", search FROM changes WHERE (case_id, seq) > ($1, $2) ORDER BY case_id, seq LIMIT $3",
			[]any{last.CaseID, last.Seq, verifyPage}, func(rows *sql.Rows) error {
				n++
				var c onus.Change
				var search string
				if err := rows.Scan(append(changePtr(&c), &search)...); err != nil {
					return err
				}
				v.link(&last, &c)
				if search != changeSearch(&c) {
					v.say("%s: the search text of change #%d was altered", caseLabel(c.CaseID), c.Seq)
				}
				last = c
				return nil
			})
		v.n.Changes += int64(n)
		if err != nil || n < verifyPage {
			return err
		}
		if err := v.ctx.Err(); err != nil {
			return err
		}
	}
}

// link checks c against the change before it, which may be of another case.
func (v *verifier) link(before, c *onus.Change) {
	prev, seq := before.Hash, before.Seq
	if before.CaseID != c.CaseID || before.Seq < 0 {
		prev, seq = "", 0
	}
	switch {
	case c.Seq == seq+2:
		v.say("%s: change #%d is missing", caseLabel(c.CaseID), seq+1)
	case c.Seq > seq+1:
		v.say("%s: the changes #%d to #%d are missing", caseLabel(c.CaseID), seq+1, c.Seq-1)
	case c.Seq != seq+1:
		v.say("%s: change #%d does not belong there", caseLabel(c.CaseID), c.Seq)
	case c.Chain(prev) != c.Hash:
		v.say("%s: change #%d was altered, or the one before it", caseLabel(c.CaseID), c.Seq)
	}
}

func caseLabel(id string) string {
	if id == "" {
		return "accounts"
	}
	return "case " + id
}

// lastChanges finds what a chain cannot tell by itself: that its end is gone.
func (v *verifier) lastChanges() error {
	err := v.s.each(v.ctx, "SELECT id, last_change, (SELECT coalesce(max(seq), 0) FROM changes WHERE case_id = cases.id) FROM cases ORDER BY id", nil,
		func(scan func(...any) error) error {
			var id string
			var want, got int64
			err := scan(&id, &want, &got)
			v.n.Cases++
			if got != want {
				v.say("case %s: its history ends at #%d and should end at #%d", id, got, want)
			}
			return err
		})
	if err != nil {
		return err
	}
	return v.s.each(v.ctx, "SELECT DISTINCT case_id FROM changes WHERE case_id <> '' AND NOT EXISTS (SELECT 1 FROM cases WHERE id = case_id)", nil,
		func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			v.say("case %s: it has changes but is not there", id)
			return err
		})
}

// stored compares what every write keeps with what it was counted from.
func (v *verifier) stored() error {
	for _, check := range storedChecks {
		err := v.s.each(v.ctx, check.query, nil, func(scan func(...any) error) error {
			var caseID, id string
			err := scan(&caseID, &id)
			v.say("case %s: %s %s: %s", caseID, check.noun, id, check.problem)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
