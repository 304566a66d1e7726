package dbtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"onus/db"
)

// server is the PostgreSQL of this test binary, started by the first test that
// needs it.
var server struct {
	once sync.Once
	dsn  string
	stop func()
	err  error
}

func startOnce() (string, error) {
	server.once.Do(func() { server.dsn, server.stop, server.err = StartPostgres() })
	return server.dsn, server.err
}

// OnPostgres says whether ONUS_TEST_ENGINE chooses PostgreSQL.
func OnPostgres() bool { return os.Getenv("ONUS_TEST_ENGINE") == "postgres" }

// Main runs the tests of a package, says on which engine, and stops the server
// that they started. TestMain calls it.
func Main(m *testing.M) {
	engine := "SQLite"
	if OnPostgres() {
		engine = "PostgreSQL"
	} else {
		Report(engine)
	}
	fmt.Println("the tests run on " + engine)
	code := m.Run()
	if server.stop != nil {
		server.stop()
	}
	os.Exit(code)
}

// Open gives a test a store of its own, migrated and empty: SQLite in a folder,
// or a schema of PostgreSQL if ONUS_TEST_ENGINE is postgres.
func Open(t testing.TB) *db.Store {
	t.Helper()
	return OpenAt(t, nil)
}

// OpenAt is Open with a clock.
func OpenAt(t testing.TB, now func() time.Time) *db.Store {
	t.Helper()
	c := Config(t)
	c.Now = now
	return Reopen(t, c)
}

// Reopen opens and migrates the store of a configuration, and closes it when
// the test ends.
func Reopen(t testing.TB, c db.Config) *db.Store {
	t.Helper()
	s, err := db.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// Config says where the test's store is; two stores on it are two nodes.
func Config(t testing.TB) db.Config {
	t.Helper()
	c := db.Config{Folder: t.TempDir()}
	if OnPostgres() {
		c.URL = schema(t)
	}
	return c
}

// schema makes a schema for the test and returns the address that leads there.
func schema(t testing.TB) string {
	t.Helper()
	dsn, err := startOnce()
	if errors.Is(err, ErrNoPostgres) {
		t.Skip("There is no PostgreSQL on this machine: install one, or set ONUS_TEST_PG_BIN.")
	}
	if err != nil {
		t.Fatal(err)
	}
	name := "t_" + strings.ToLower(rand.Text())
	execute(t, dsn, "CREATE SCHEMA "+name)
	t.Cleanup(func() { execute(t, dsn, "DROP SCHEMA "+name+" CASCADE") })
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

func execute(t testing.TB, dsn, query string) {
	t.Helper()
	conn, err := sql.Open("pgx", dsn)
	if err == nil {
		// The test's own context has ended when this cleans up.
		_, err = conn.ExecContext(context.WithoutCancel(t.Context()), query)
		err = errors.Join(err, conn.Close())
	}
	if err != nil {
		t.Error(err)
	}
}

// SQL opens the database of c beside its store, for what no store does: looking
// at rows and damaging them.
func SQL(t testing.TB, c db.Config) *sql.DB {
	t.Helper()
	driver, dsn := "pgx", c.URL
	if c.URL == "" {
		driver, dsn = "sqlite", "file:"+c.Folder+"/onus.db?_pragma=foreign_keys(1)&_pragma=busy_timeout(5000)"
	}
	conn, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}
