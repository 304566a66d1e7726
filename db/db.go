// Package db keeps cases in SQLite or PostgreSQL by one set of portable SQL.
// Every difference between the two is in dialect.go. An exported method that
// writes is one transaction, with its lines of the change log in it.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"onus"
)

// Config says where the data is. URL empty means SQLite in Folder; files are in
// Folder either way.
type Config struct {
	Folder string
	URL    string
	Now    func() time.Time // nil: time.Now
	Log    *slog.Logger     // nil: slog.Default
}

// Store is all that is kept. It is safe for concurrent use.
type Store struct {
	dialect  dialect
	read     *sql.DB
	write    *sql.DB // the same pool as read on PostgreSQL
	exports  *sql.DB // reads of many rows, apart from those of pages; read on PostgreSQL
	writer   *writer // nil on PostgreSQL
	closed   sync.Once
	stmts    sync.Map // query → *sql.Stmt on the read pool
	nStmts   atomic.Int64
	folder   string
	now      func() time.Time
	log      *slog.Logger
	tables   map[string]*table
	onCommit func(caseID string) // nil: nobody is told
}

// Open opens the store without changing its schema; see Migrate. It refuses a
// SQLite library older than 3.51.3 and a database newer than this program.
func Open(ctx context.Context, c Config) (*Store, error) {
	s := &Store{folder: c.Folder, now: c.Now, log: c.Log}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	s.tables = s.allTables()
	if err := os.MkdirAll(filepath.Join(c.Folder, "files"), 0o750); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	var err error
	if c.URL != "" {
		err = s.openPostgres(ctx, c.URL)
	} else {
		err = s.openSQLite(ctx, filepath.Join(c.Folder, "onus.db"))
	}
	if err != nil {
		_ = s.Close()
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := s.refuseNewer(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) openSQLite(ctx context.Context, path string) (err error) {
	s.dialect = sqlite{}
	if err := refuseRemote(filepath.Dir(path)); err != nil {
		return err
	}
	if s.write, err = sql.Open("sqlite", sqliteDSN(path, writing)); err != nil {
		return err
	}
	// The writer opens first and alone turns the file to WAL: readers that do it
	// at the same time fail with "database is locked" in spite of busy_timeout.
	s.write.SetMaxOpenConns(1)
	if err := checkSQLite(ctx, s.write); err != nil {
		return err
	}
	if s.read, err = sql.Open("sqlite", sqliteDSN(path, reading)); err != nil {
		return err
	}
	if s.exports, err = sql.Open("sqlite", sqliteDSN(path, exporting)); err != nil {
		return err
	}
	s.exports.SetMaxOpenConns(exportsAtOnce)
	s.exports.SetMaxIdleConns(1)
	readers := max(2, runtime.GOMAXPROCS(0))
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	s.writer, err = startWriter(ctx, s.write)
	return err
}

func (s *Store) openPostgres(ctx context.Context, url string) (err error) {
	s.dialect = postgres{}
	if s.read, err = sql.Open("pgx", url); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(16)
	s.read.SetMaxIdleConns(16)
	s.write, s.exports = s.read, s.read
	return s.read.PingContext(ctx)
}

// Close waits for the writes that were begun and closes the database.
// Closing again does nothing.
func (s *Store) Close() (err error) {
	s.closed.Do(func() {
		if s.writer != nil {
			s.writer.stop()
		}
		if s.read != nil {
			err = s.read.Close()
		}
		if s.exports != nil && s.exports != s.read {
			err = errors.Join(err, s.exports.Close())
		}
		if s.writer != nil {
			// Nothing reads any more, so the log goes into the database: whoever
			// copies a stopped onus.db has all of it.
			_, e := s.write.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
			err = errors.Join(err, e)
		}
		if s.write != nil && s.write != s.read {
			err = errors.Join(err, s.write.Close())
		}
	})
	return err
}

// Ping answers nil when the database answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	return s.read.QueryRowContext(ctx, "SELECT 1").Scan(&one)
}

// Engine is "SQLite" or "PostgreSQL".
func (s *Store) Engine() string { return s.dialect.name() }

// maxStmts bounds the prepared queries: filters and sorts combine to thousands,
// of which people use dozens.
const maxStmts = 500

// query runs a prepared query on the read pool, prepared once.
func (s *Store) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if st, ok := s.stmts.Load(query); ok {
		return st.(*sql.Stmt).QueryContext(ctx, args...)
	}
	if s.nStmts.Load() >= maxStmts {
		return s.read.QueryContext(ctx, query, args...)
	}
	st, err := s.read.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if old, loaded := s.stmts.LoadOrStore(query, st); loaded {
		_ = st.Close() //nolint:sqlclosecheck // another goroutine was faster; its statement is used
		st = old.(*sql.Stmt)
	} else {
		s.nStmts.Add(1)
	}
	return st.QueryContext(ctx, args...)
}

// rows runs a query outside a transaction and calls each for every row.
func (s *Store) rows(ctx context.Context, query string, args []any, each func(*sql.Rows) error) error {
	rows, err := s.query(ctx, query, args)
	return eachRow(rows, err, each)
}

// quick is the ctx of a short read: being able to cancel it would cost a fifth of
// its time.
func quick(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

func eachRow(rows *sql.Rows, err error, each func(*sql.Rows) error) error {
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// row reads one row; none is onus.ErrNotFound.
func (s *Store) row(ctx context.Context, query string, args []any, dest ...any) error {
	found := false
	err := s.rows(quick(ctx), query, args, func(rows *sql.Rows) error {
		if found {
			return nil
		}
		found = true
		return rows.Scan(dest...)
	})
	if err == nil && !found {
		err = onus.ErrNotFound
	}
	return err
}

func notFound(err error) error {
	if err == sql.ErrNoRows { //nolint:errorlint // Scan returns it bare
		return onus.ErrNotFound
	}
	return err
}
