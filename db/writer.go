package db

import (
	"context"
	"database/sql"
	"errors"
)

// maxBatch bounds how many writes share a commit, so that none waits long for
// the ones before it.
const maxBatch = 64

var errClosed = errors.New("the database is closed")

// writer owns SQLite's one writing connection. Writes that wait while it
// commits go into the next transaction together, a savepoint each: with
// synchronous=FULL the price of a commit is the disk's, not ours.
type writer struct {
	jobs     chan *job
	quit     chan struct{} // closed to stop
	finished chan struct{} // closed when the last write is answered
}

type job struct {
	run    func(conn) error
	err    error
	answer chan error
}

func startWriter(ctx context.Context, db *sql.DB) (*writer, error) {
	c, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{jobs: make(chan *job, maxBatch), quit: make(chan struct{}), finished: make(chan struct{})}
	go func() {
		defer close(w.finished)
		w.loop(&cachedConn{conn: c, stmts: map[string]*sql.Stmt{}})
		_ = c.Close()
	}()
	return w, nil
}

func (w *writer) do(run func(conn) error) error {
	j := &job{run: run, answer: make(chan error, 1)}
	select {
	case w.jobs <- j:
	case <-w.quit:
		return errClosed
	}
	select {
	case err := <-j.answer:
		return err
	case <-w.finished:
		select { // it may have been answered on the way out
		case err := <-j.answer:
			return err
		default:
			return errClosed
		}
	}
}

func (w *writer) stop() {
	close(w.quit)
	<-w.finished
}

func (w *writer) loop(c *cachedConn) {
	for {
		select {
		case j := <-w.jobs:
			w.batch(c, j)
		case <-w.quit:
			for { // what was queued is still written
				select {
				case j := <-w.jobs:
					w.batch(c, j)
				default:
					return
				}
			}
		}
	}
}

// batch runs first and whatever else waits in one transaction.
func (w *writer) batch(c *cachedConn, first *job) {
	ctx := context.Background()
	if _, err := c.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		first.answer <- err
		return
	}
	jobs := []*job{first}
	whole := c.inSavepoint(ctx, first)
	for more := true; more && whole && len(jobs) < maxBatch; {
		select {
		case j := <-w.jobs:
			jobs = append(jobs, j)
			whole = c.inSavepoint(ctx, j)
		default:
			more = false
		}
	}
	commitErr := c.writeWords(ctx, whole)
	if commitErr == nil {
		_, commitErr = c.ExecContext(ctx, "COMMIT")
	}
	if commitErr != nil {
		_, _ = c.ExecContext(ctx, "ROLLBACK")
	}
	for _, j := range jobs {
		if j.err == nil {
			j.err = commitErr
		}
		j.answer <- j.err
	}
}

// cachedConn keeps the prepared statements of the writing connection.
type cachedConn struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	words []wordsWrite // what the writes of this transaction leave for its end
}

// inSavepoint runs one write so that its failure undoes only itself. It answers
// whether the transaction is still there: a full disk ends it, and a savepoint
// outside one would begin another that commits by itself.
func (c *cachedConn) inSavepoint(ctx context.Context, j *job) (whole bool) {
	if _, j.err = c.ExecContext(ctx, "SAVEPOINT one"); j.err != nil {
		return false
	}
	mark := len(c.words)
	if j.err = j.run(c); j.err != nil {
		c.words = c.words[:mark]
		if _, err := c.ExecContext(ctx, "ROLLBACK TO one"); err != nil {
			j.err = errors.Join(j.err, err)
			return false
		}
	}
	if _, err := c.ExecContext(ctx, "RELEASE one"); err != nil {
		j.err = errors.Join(j.err, err)
		return false
	}
	return true
}

func (c *cachedConn) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := c.stmts[query]; ok {
		return st, nil
	}
	st, err := c.conn.PrepareContext(ctx, query)
	if err == nil {
		c.stmts[query] = st
	}
	return st, err
}

// QueryContext runs the prepared query.
func (c *cachedConn) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := c.stmt(ctx, query) //nolint:sqlclosecheck // kept as long as the connection
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// QueryRowContext runs the prepared query; an error of preparing it comes out
// of running it unprepared.
func (c *cachedConn) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	st, err := c.stmt(ctx, query) //nolint:sqlclosecheck // kept as long as the connection
	if err != nil {
		return c.conn.QueryRowContext(ctx, query, args...)
	}
	return st.QueryRowContext(ctx, args...)
}

// ExecContext runs the prepared statement.
func (c *cachedConn) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st, err := c.stmt(ctx, query) //nolint:sqlclosecheck // kept as long as the connection
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}
