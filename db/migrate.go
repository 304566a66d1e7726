package db

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

type migration struct {
	number int
	name   string
	text   string
}

// Migrate brings the schema up to this program's, each step in a transaction of
// its own. A database that is newer than this program is refused.
func (s *Store) Migrate(ctx context.Context) error {
	steps, err := readMigrations(migrations)
	if err != nil {
		return err
	}
	if err := s.migrate(ctx, steps); err != nil {
		return err
	}
	return s.indexUnbuilt(ctx)
}

func (s *Store) migrate(ctx context.Context, steps []migration) error {
	done, err := s.notNewer(ctx, steps)
	if err != nil {
		return err
	}
	for _, m := range steps {
		if m.number <= done {
			continue
		}
		if err := s.apply(ctx, m); err != nil {
			return fmt.Errorf("migration %s: %w", m.name, err)
		}
	}
	return nil
}

// refuseNewer keeps an older program's hands off: it would write rows that the
// newer one does not expect.
func (s *Store) refuseNewer(ctx context.Context) error {
	steps, err := readMigrations(migrations)
	if err == nil {
		_, err = s.notNewer(ctx, steps)
	}
	return err
}

// notNewer is the number of the last step taken, which must be among steps.
func (s *Store) notNewer(ctx context.Context, steps []migration) (done int, err error) {
	if done, err = s.schemaVersion(ctx); err != nil {
		return 0, fmt.Errorf("read the schema version: %w", err)
	}
	if newest := steps[len(steps)-1].number; done > newest {
		return 0, fmt.Errorf("the database is of version %d and this program of version %d: use a newer program", done, newest)
	}
	return done, nil
}

// schemaVersion is the number of the last migration; 0 for an empty database.
func (s *Store) schemaVersion(ctx context.Context) (int, error) {
	var n int
	if err := s.read.QueryRowContext(ctx, s.dialect.hasTable(), "migrations").Scan(&n); err != nil || n == 0 {
		return 0, err
	}
	err := s.read.QueryRowContext(ctx, "SELECT coalesce(max(number), 0) FROM migrations").Scan(&n)
	return n, err
}

// apply runs one step unless another node did meanwhile. PostgreSQL's default
// isolation on purpose: a serializable transaction takes its snapshot before it
// waits for the lock and would run the step a second time.
func (s *Store) apply(ctx context.Context, m migration) error {
	run := func(c conn) error {
		if _, err := c.ExecContext(ctx, s.dialect.lockMigrations()); err != nil {
			return err
		}
		if _, err := c.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, at BIGINT NOT NULL)"); err != nil {
			return err
		}
		var n int
		if err := c.QueryRowContext(ctx, "SELECT count(*) FROM migrations WHERE number = $1", m.number).Scan(&n); err != nil || n > 0 {
			return err
		}
		for _, q := range statements(s.dialect.ddl(m.text)) {
			if _, err := c.ExecContext(ctx, q); err != nil {
				return err
			}
		}
		_, err := c.ExecContext(ctx, "INSERT INTO migrations (number, name, at) VALUES ($1, $2, $3)", m.number, m.name, s.now().UnixMilli())
		return err
	}
	if s.writer != nil {
		return s.writer.do(run)
	}
	dbtx, err := s.write.BeginTx(ctx, &sql.TxOptions{})
	if err != nil {
		return err
	}
	if err := run(dbtx); err != nil {
		_ = dbtx.Rollback()
		return err
	}
	return dbtx.Commit()
}

// statements splits a migration at the semicolons that end a line.
func statements(text string) []string {
	var all []string
	for _, q := range strings.Split(text, ";\n") {
		if strings.TrimSpace(q) != "" {
			all = append(all, q)
		}
	}
	return all
}

// readMigrations reads files named 0001_name.sql; the numbers have no gap.
func readMigrations(files fs.FS) ([]migration, error) {
	entries, err := fs.ReadDir(files, "migrations")
	if err != nil {
		return nil, err
	}
	var steps []migration
	for i, e := range entries {
		text, err := fs.ReadFile(files, "migrations/"+e.Name())
		if err != nil {
			return nil, err
		}
		number, _, _ := strings.Cut(e.Name(), "_")
		n, err := strconv.Atoi(number)
		if err != nil || n != i+1 {
			return nil, fmt.Errorf("migration %s: number %d was expected", e.Name(), i+1)
		}
		steps = append(steps, migration{number: n, name: e.Name(), text: string(text)})
	}
	return steps, nil
}
