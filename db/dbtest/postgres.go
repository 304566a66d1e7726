// Package dbtest gives tests a database of their own.
package dbtest

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// ErrNoPostgres says that this machine has no PostgreSQL server to start.
// Where ONUS_REQUIRE_POSTGRES is 1, StartPostgres fails with another error, so that tests fail instead of skipping.
var ErrNoPostgres = errors.New("no PostgreSQL server binaries found")

var errPostgresRequired = errors.New("ONUS_REQUIRE_POSTGRES is set, but no PostgreSQL server binaries were found")

// serverScript runs as the server's user. It outlives neither stop nor us: when our end of its standard input closes,
// by stop or because this process was killed, it stops the server and removes the folder.
const serverScript = `
trap '' INT TERM
cd "$DIR" || exit 1
if "$BIN/initdb" -D "$DIR/data" -U onus -A trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions >init.log 2>&1 &&
	"$BIN/pg_ctl" -D "$DIR/data" -l server.log -w -t 60 -o "$OPTIONS" start </dev/null >start.log 2>&1
then
	echo ready
	read -r line
	"$BIN/pg_ctl" -D "$DIR/data" -m immediate -w stop >/dev/null 2>&1
else
	tail -n 20 init.log start.log server.log
fi
cd / && rm -rf "$DIR"
`

// options trade every safety against a power cut for speed: the data live as long as the test.
const options = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off " +
	"-c max_connections=200 -c listen_addresses='' -c unix_socket_directories=. -c timezone=UTC"

// StartPostgres starts a throw-away PostgreSQL with an empty database "onus" on a unix socket and returns its address.
// The server at ONUS_TEST_POSTGRES_URL is used instead if that is set; stop does nothing then.
func StartPostgres() (dsn string, stop func(), err error) {
	if dsn := os.Getenv("ONUS_TEST_POSTGRES_URL"); dsn != "" {
		Report("PostgreSQL")
		return dsn, func() {}, nil
	}
	bin, err := postgresBin()
	if err != nil {
		return "", nil, err
	}
	dir, account, err := serverFolder()
	if err != nil {
		return "", nil, err
	}
	cmd := exec.Command("/bin/sh", "-c", serverScript)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "HOME="+dir, "BIN="+bin, "DIR="+dir, "OPTIONS="+options)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: account}
	stop, err = startServer(cmd)
	if err != nil {
		return "", nil, errors.Join(fmt.Errorf("PostgreSQL of %s: %w", bin, err), os.RemoveAll(dir))
	}
	if err := createDatabase(address(dir, "postgres")); err != nil {
		stop()
		return "", nil, err
	}
	Report("PostgreSQL")
	return address(dir, "onus"), stop, nil
}

// startServer starts the script and waits for its word that the server is ready.
func startServer(cmd *exec.Cmd) (stop func(), err error) {
	hold, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	said, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	word := make([]byte, len("ready\n"))
	if n, err := io.ReadFull(said, word); err != nil || string(word) != "ready\n" {
		rest, _ := io.ReadAll(said)
		_ = cmd.Wait()
		return nil, fmt.Errorf("did not start:\n%s", bytes.TrimSpace(append(word[:n], rest...)))
	}
	return func() {
		_ = hold.Close()
		_ = cmd.Wait()
	}, nil
}

func createDatabase(dsn string) error {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(context.Background(), "CREATE DATABASE onus")
	return errors.Join(err, db.Close())
}

func address(dir, database string) string {
	q := url.Values{"host": {dir + "/data"}, "user": {"onus"}, "sslmode": {"disable"}}
	return "postgres:///" + database + "?" + q.Encode()
}

// serverFolder makes the server's folder. PostgreSQL refuses to run as root: then the folder belongs to another user.
// It is in /tmp where that user has to reach it, and because a socket's path is short (107 bytes).
func serverFolder() (string, *syscall.Credential, error) {
	parent := os.TempDir()
	if os.Geteuid() == 0 || len(parent) > 60 {
		parent = "/tmp"
	}
	dir, err := os.MkdirTemp(parent, "onus-pg-")
	if err != nil || os.Geteuid() != 0 {
		return dir, nil, err
	}
	account, err := unprivileged()
	if err == nil {
		err = os.Chown(dir, int(account.Uid), int(account.Gid))
	}
	if err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(dir))
	}
	return dir, account, nil
}

func unprivileged() (*syscall.Credential, error) {
	u, err := user.Lookup("postgres")
	if err != nil {
		u, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, err
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(err1, err2)
}

// postgresBin returns the folder of the newest initdb and pg_ctl.
func postgresBin() (string, error) {
	if dir := os.Getenv("ONUS_TEST_PG_BIN"); dir != "" {
		if !hasServer(dir) {
			return "", fmt.Errorf("ONUS_TEST_PG_BIN: no initdb and pg_ctl in %s", dir)
		}
		return dir, nil
	}
	newest, found := -1, ""
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	for _, dir := range dirs {
		version, err := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
		if err == nil && version > newest && hasServer(dir) {
			newest, found = version, dir
		}
	}
	if found != "" {
		return found, nil
	}
	if path, err := exec.LookPath("initdb"); err == nil && hasServer(filepath.Dir(path)) {
		return filepath.Dir(path), nil
	}
	if os.Getenv("ONUS_REQUIRE_POSTGRES") == "1" {
		return "", errPostgresRequired
	}
	return "", ErrNoPostgres
}

func hasServer(dir string) bool {
	for _, name := range []string{"initdb", "pg_ctl"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || !info.Mode().IsRegular() {
			return false
		}
	}
	return true
}

// Report notes for the summary of "make test" that the tests of this package used a certain engine or browser.
func Report(what string) {
	path := os.Getenv("ONUS_TEST_REPORT")
	if path == "" {
		return
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	name := strings.TrimSuffix(filepath.Base(os.Args[0]), ".test")
	_, _ = fmt.Fprintf(f, "%s\t%s\n", what, name)
	_ = f.Close()
}
