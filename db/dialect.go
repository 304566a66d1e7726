package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	sqlitedriver "modernc.org/sqlite"
)

// dialect is everything in which the two engines differ.
type dialect interface {
	name() string
	// ddl turns the portable text of a migration into the engine's own.
	ddl(string) string
	// lockMigrations makes other nodes wait; it runs inside the transaction.
	lockMigrations() string
	hasTable() string
	isUnique(error) bool
	isForeignKey(error) bool
	isRetry(error) bool
	// checks are the engine's own tests of its files. Rows that say anything but
	// "ok" are damage.
	checks() []string
	searcher
}

type sqlite struct{}

// SQLite's result codes, https://www.sqlite.org/rescode.html
const (
	sqlitePrimaryKey = 1555
	sqliteUnique     = 2067
	sqliteForeignKey = 787
)

func (sqlite) name() string           { return "SQLite" }
func (sqlite) ddl(q string) string    { return strings.Replace(q, searchIndexMark, sqliteSearchIndex, 1) }
func (sqlite) lockMigrations() string { return "SELECT 1" }
func (sqlite) hasTable() string {
	return "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1"
}
func (sqlite) isRetry(error) bool { return false }
func (sqlite) checks() []string {
	// The first makes FTS5 see what other connections wrote: its own part of the
	// second does not look, and calls it damage.
	return []string{"SELECT 'ok' FROM search_words LIMIT 1", "PRAGMA integrity_check", "PRAGMA foreign_key_check"}
}
func (sqlite) isUnique(err error) bool {
	c := sqliteCode(err)
	return c == sqliteUnique || c == sqlitePrimaryKey
}
func (sqlite) isForeignKey(err error) bool { return sqliteCode(err) == sqliteForeignKey }

func sqliteCode(err error) int {
	var e *sqlitedriver.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// purpose is what a SQLite connection is for; its value is the size of its page
// cache in KiB. The rest comes from the system's cache. A page of a document or
// a list reads the same inner pages again and again, an export each page once.
type purpose int

const (
	writing   purpose = 4096
	reading   purpose = 16384
	exporting purpose = 1024
)

// sqliteDSN sets every pragma in the address: one sent by Exec reaches one
// pooled connection only.
func sqliteDSN(path string, p purpose) string {
	q := url.Values{"_pragma": {
		"busy_timeout(5000)", "foreign_keys(1)", "synchronous(FULL)", "temp_store(MEMORY)", fmt.Sprintf("cache_size(-%d)", p),
	}}
	if p == writing {
		q.Add("_pragma", "journal_mode(WAL)")
		q.Set("_txlock", "immediate")
	} else {
		q.Add("_pragma", "query_only(1)")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// checkSQLite refuses a library with the WAL-reset bug (fixed in 3.51.3).
func checkSQLite(ctx context.Context, db *sql.DB) error {
	var version string
	if err := db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return err
	}
	n := 0
	for _, part := range strings.SplitN(version, ".", 3) {
		i, err := strconv.Atoi(part)
		if err != nil {
			return fmt.Errorf("read the SQLite version %q: %w", version, err)
		}
		n = n*1000 + i
	}
	if n < 3_051_003 {
		return fmt.Errorf("SQLite %s is too old: 3.51.3 or newer is needed", version)
	}
	return nil
}

// refuseRemote refuses a network file system: WAL needs shared memory, which
// those do not have, and the database would be damaged.
func refuseRemote(folder string) error {
	var st syscall.Statfs_t
	if err := syscall.Statfs(folder, &st); err != nil {
		return err
	}
	// The magic numbers of statfs(2): NFS, SMB, SMB2, CIFS, 9P, Ceph, AFS.
	switch uint32(st.Type) { //nolint:gosec // the kernel's magic numbers are 32 bits
	case 0x6969, 0x517b, 0xfe534d42, 0xff534d42, 0x01021997, 0x00c36400, 0x5346414f:
		return fmt.Errorf("%s is on a network file system; SQLite needs a local one", folder)
	}
	return nil
}

type postgres struct{}

func (postgres) name() string { return "PostgreSQL" }

// ddl makes text sort by code points as SQLite does, whatever the database's locale.
func (postgres) ddl(q string) string {
	return strings.NewReplacer(" TEXT", ` TEXT COLLATE "C"`, "INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY", searchIndexMark, postgresSearchIndex).Replace(q)
}

// The number is arbitrary: "onus" in ASCII.
func (postgres) lockMigrations() string { return "SELECT pg_advisory_xact_lock(1869509987)" }
func (postgres) hasTable() string {
	return "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1"
}
func (postgres) isUnique(err error) bool     { return postgresCode(err) == "23505" }
func (postgres) checks() []string            { return nil }
func (postgres) isForeignKey(err error) bool { return postgresCode(err) == "23503" }

// isRetry: serialization failure, deadlock; and two that took the same next
// number of the history, which is a serialization failure in disguise.
func (postgres) isRetry(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	return e.Code == "40001" || e.Code == "40P01" || e.Code == "23505" && e.ConstraintName == "changes_pkey"
}

func postgresCode(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
