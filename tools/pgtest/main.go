// Pgtest runs a command with one throw-away PostgreSQL for all tests, and says at the end what they ran on.
//
//	pgtest -- go test ./...
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"onus/db/dbtest"
)

func main() {
	args := os.Args[1:]
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		fmt.Fprintln(os.Stderr, "usage: pgtest -- command [argument ...]")
		os.Exit(2)
	}
	code, err := run(args, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

func run(args []string, out io.Writer) (code int, err error) {
	dsn, stop, err := dbtest.StartPostgres()
	if errors.Is(err, dbtest.ErrNoPostgres) {
		_, _ = fmt.Fprintln(out, "pgtest:", err, "- the tests run on SQLite only")
		dsn, stop = "", func() {}
	} else if err != nil {
		return 1, err
	}
	defer stop()
	dir, err := os.MkdirTemp("", "onus-report-")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	report := filepath.Join(dir, "report")

	before, version, err := transactions(dsn)
	if err != nil {
		return 1, err
	}
	code, err = command(args, "ONUS_TEST_POSTGRES_URL="+dsn, "ONUS_TEST_REPORT="+report)
	if err != nil {
		return 1, err
	}
	after, _, err := transactions(dsn)
	if err != nil {
		return code, err
	}
	lines, err := summary(report, version, after-before)
	if err != nil {
		return code, err
	}
	_, _ = fmt.Fprintln(out, "The tests ran on:")
	for _, line := range lines {
		_, _ = fmt.Fprintln(out, "  "+line)
	}
	if code == 0 && after == before && os.Getenv("ONUS_REQUIRE_POSTGRES") == "1" {
		return 1, errors.New("ONUS_REQUIRE_POSTGRES is set, but no test wrote anything to PostgreSQL")
	}
	return code, nil
}

// command runs args and passes on what would stop it, so that the server outlives it and is stopped after it.
func command(args []string, env ...string) (int, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), env...)
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		return 1, err
	}
	go func() {
		for s := range signals {
			if s != syscall.SIGINT { // the terminal sends that one to both
				_ = cmd.Process.Signal(s)
			}
		}
	}()
	err := cmd.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return max(exit.ExitCode(), 1), nil
	}
	return 0, err
}

// transactions asks the server how many writing transactions it has seen in all databases: nobody can claim those.
func transactions(dsn string) (count int64, version string, err error) {
	if dsn == "" {
		return 0, "", nil
	}
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return 0, "", err
	}
	const query = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint, split_part(current_setting('server_version'), ' ', 1)"
	err = db.QueryRowContext(context.Background(), query).Scan(&count, &version)
	return count, version, errors.Join(err, db.Close())
}

// summary groups the report's lines, "engine TAB package", by engine.
func summary(path, version string, written int64) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	users := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		what, name, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if !slices.Contains(users[what], name) {
			users[what] = append(users[what], name)
		}
	}
	var lines []string
	for what, names := range users {
		slices.Sort(names)
		line := what + ": " + strings.Join(names, ", ")
		if what == "PostgreSQL" {
			line = fmt.Sprintf("%s %s (%d writing transactions): %s", what, version, written, strings.Join(names, ", "))
		}
		lines = append(lines, line)
	}
	if users["PostgreSQL"] == nil {
		lines = append(lines, "PostgreSQL: no package")
	}
	slices.Sort(lines)
	return lines, nil
}
