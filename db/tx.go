package db

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"onus"
)

// tx is one transaction on the write side. Its time is fixed at its start.
type tx struct {
	ctx  context.Context
	conn conn
	s    *Store
	now  int64
	op   string // shared by all changes of one request
	who  onus.Actor
	// wrote are the cases whose history it wrote into; "" is that of the accounts.
	wrote map[string]bool
}

// conn is what a transaction runs on: *sql.Tx, or the writer's cached statements.
type conn interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func (t *tx) exec(query string, args ...any) error {
	_, err := t.conn.ExecContext(t.ctx, query, args...)
	return err
}

func (t *tx) row(query string, args []any, dest ...any) error {
	return notFound(t.conn.QueryRowContext(t.ctx, query, args...).Scan(dest...))
}

func (t *tx) rows(query string, args []any, each func(*sql.Rows) error) error {
	rows, err := t.conn.QueryContext(t.ctx, query, args...)
	return eachRow(rows, err, each)
}

// change runs f in a transaction and commits if f returns nil. f may run more
// than once and must do nothing but talk to its transaction. On SQLite, writes
// that wait at the same time share one commit; each is undone alone if it fails.
func (s *Store) change(ctx context.Context, who onus.Actor, f func(*tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// A write that was begun is finished even if the browser has gone: half of
	// the answer would be a lost one.
	ctx = context.WithoutCancel(ctx)
	if who.Op == "" {
		who.Op = newID()
	}
	var wrote map[string]bool
	run := func(c conn) (err error) {
		wrote = map[string]bool{}
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic in a transaction: %v\n%s", p, debug.Stack())
			}
		}()
		return f(&tx{ctx: ctx, conn: c, s: s, now: s.now().UnixMilli(), op: who.Op, who: who, wrote: wrote})
	}
	var err error
	if s.writer != nil {
		err = s.writer.do(run)
	} else {
		err = s.serializable(ctx, run)
	}
	if err == nil {
		s.committed(wrote)
	}
	return err
}

// tries bounds the repetitions of a serializable transaction. Writers of one
// case queue at its row, so with n of them the unluckiest is refused about n times.
const tries = 100

func (s *Store) serializable(ctx context.Context, run func(conn) error) (err error) {
	for i := range tries {
		if err = s.tryOnce(ctx, run); err == nil || !s.dialect.isRetry(err) {
			return err
		}
		time.Sleep(time.Duration(rand.IntN(1+min(i, 20))) * time.Millisecond) //nolint:gosec // no secret
	}
	return err
}

func (s *Store) tryOnce(ctx context.Context, run func(conn) error) error {
	dbtx, err := s.write.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return err
	}
	if err := run(dbtx); err != nil {
		_ = dbtx.Rollback()
		return err
	}
	return dbtx.Commit()
}
