package dbtest

import (
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestStartPostgres(t *testing.T) {
	t.Setenv("ONUS_TEST_POSTGRES_URL", "")
	t.Setenv("ONUS_TEST_REPORT", "")
	dsn, stop, err := StartPostgres()
	if errors.Is(err, ErrNoPostgres) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	var name, collation, fsync string
	err = db.QueryRow("SELECT datname, datcollate, current_setting('fsync') FROM pg_database WHERE datname = current_database()").
		Scan(&name, &collation, &fsync)
	if err != nil {
		t.Error(err)
	}
	if got := strings.Join([]string{name, collation, fsync}, " "); got != "onus C.UTF-8 off" {
		t.Errorf("got database, collation and fsync %q", got)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	stop()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Dir(u.Query().Get("host"))); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("stop left the folder behind: %v", err)
	}
}

func TestStartPostgresShared(t *testing.T) {
	t.Setenv("ONUS_TEST_POSTGRES_URL", "postgres://shared/onus")
	t.Setenv("ONUS_TEST_REPORT", filepath.Join(t.TempDir(), "report"))
	dsn, stop, err := StartPostgres()
	if err != nil || dsn != "postgres://shared/onus" {
		t.Fatalf("got %q, %v", dsn, err)
	}
	stop()
	report, err := os.ReadFile(os.Getenv("ONUS_TEST_REPORT"))
	if err != nil || string(report) != "PostgreSQL\tdbtest\n" {
		t.Errorf("got report %q, %v", report, err)
	}
}

func TestStartPostgresThatFails(t *testing.T) {
	bin := t.TempDir()
	for _, name := range []string{"initdb", "pg_ctl"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\necho no luck\nexit 1\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("ONUS_TEST_POSTGRES_URL", "")
	t.Setenv("ONUS_TEST_PG_BIN", bin)
	if _, _, err := StartPostgres(); err == nil || errors.Is(err, ErrNoPostgres) {
		t.Errorf("got %v", err)
	}
	t.Setenv("ONUS_TEST_PG_BIN", filepath.Join(bin, "none"))
	if _, _, err := StartPostgres(); err == nil || !strings.Contains(err.Error(), "ONUS_TEST_PG_BIN") {
		t.Errorf("got %v", err)
	}
}

func TestNoPostgres(t *testing.T) {
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb"); len(found) > 0 {
		t.Skip("this machine has PostgreSQL where it is always found")
	}
	t.Setenv("ONUS_TEST_POSTGRES_URL", "")
	t.Setenv("ONUS_TEST_PG_BIN", "")
	t.Setenv("PATH", t.TempDir())
	t.Setenv("ONUS_REQUIRE_POSTGRES", "")
	if _, _, err := StartPostgres(); !errors.Is(err, ErrNoPostgres) {
		t.Errorf("got %v", err)
	}
	t.Setenv("ONUS_REQUIRE_POSTGRES", "1")
	if _, _, err := StartPostgres(); err == nil || errors.Is(err, ErrNoPostgres) {
		t.Errorf("got %v", err)
	}
}
