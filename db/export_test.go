package db

import (
	"context"
	"database/sql"
	"io/fs"

	"onus"
)

// What tests outside the package need of its inside.

func (s *Store) ReadPool() *sql.DB { return s.read }

// Write runs f as one write among others.
func (s *Store) Write(ctx context.Context, f func(exec func(query string, args ...any) error, row func(query string, args []any, dest ...any) error) error) error {
	return s.change(ctx, onus.Actor{}, func(x *tx) error { return f(x.exec, x.row) })
}

func (s *Store) MigrateFrom(ctx context.Context, files fs.FS) error {
	steps, err := readMigrations(files)
	if err != nil {
		return err
	}
	return s.migrate(ctx, steps)
}

// Queries are the texts of the reads so far.
func (s *Store) Queries() []string {
	var all []string
	s.stmts.Range(func(k, _ any) bool { all = append(all, k.(string)); return true })
	return all
}

func (s *Store) ForgetQueries() { s.stmts.Clear() }

// Sorts and Filters are the names that the list of a noun knows.
func (s *Store) Sorts(noun string) []string {
	var names []string
	for _, o := range s.named(noun).sorts {
		names = append(names, o.name)
	}
	return names
}

func (s *Store) Filters(noun string) []string { return sortedKeys(s.named(noun).filters) }

func (s *Store) named(noun string) *list {
	switch noun {
	case onus.Changes:
		return changeList()
	case onus.Cases:
		return caseList()
	}
	return s.list(noun, onus.Filter{})
}

var (
	Fold         = fold
	EncodeCursor = encodeCursor
)
