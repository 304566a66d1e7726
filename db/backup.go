package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Backup writes a copy of the database and its files into a new or empty
// folder while the store is in use. It holds what was committed when it began,
// and maybe bytes of files that were added since. On PostgreSQL it refuses.
func (s *Store) Backup(ctx context.Context, folder string) error {
	if s.writer == nil {
		return fmt.Errorf("the data is in PostgreSQL: back it up with pg_dump, and copy the folder %s after it", filepath.Join(s.folder, "files"))
	}
	if err := makeEmpty(folder); err != nil {
		return err
	}
	// The database first: the bytes that its rows name were on the disk before
	// the rows were, so the copy of the files has them.
	path := filepath.Join(folder, "onus.db")
	if err := s.vacuumInto(ctx, path); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	if err := syncFile(path); err != nil {
		return fmt.Errorf("write the copy to the disk: %w", err)
	}
	if err := copyFiles(ctx, filepath.Join(s.folder, "files"), filepath.Join(folder, "files"), linkOrCopy); err != nil {
		return fmt.Errorf("copy the files: %w", err)
	}
	return syncFolder(folder)
}

// vacuumInto uses a connection of its own: readers and the writer go on.
func (s *Store) vacuumInto(ctx context.Context, path string) error {
	own, err := sql.Open("sqlite", sqliteDSN(filepath.Join(s.folder, "onus.db"), writing))
	if err != nil {
		return err
	}
	defer func() { _ = own.Close() }()
	_, err = own.ExecContext(ctx, "VACUUM INTO $1", path)
	return err
}

// Restore makes a data folder of a backup and verifies it. to must be new or
// empty. An error after the copying leaves to as it is, to be looked at.
func Restore(ctx context.Context, from, to string) error {
	if _, err := os.Stat(filepath.Join(from, "onus.db")); err != nil {
		return fmt.Errorf("%s is no backup: %w", from, err)
	}
	if _, err := os.Stat(filepath.Join(from, "onus.db-wal")); err == nil {
		return fmt.Errorf("%s is a data folder in use and not a backup", from)
	}
	if err := makeEmpty(to); err != nil {
		return err
	}
	if err := copyFiles(ctx, filepath.Join(from, "files"), filepath.Join(to, "files"), copyFile); err != nil {
		return fmt.Errorf("copy the files: %w", err)
	}
	// The database last: a folder without it has no cases.
	if err := copyFile(filepath.Join(from, "onus.db"), filepath.Join(to, "onus.db"), 0o640); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	if err := syncFolder(to); err != nil {
		return err
	}
	return verifyRestored(ctx, to)
}

// verifyRestored brings an older backup up to this program first, which is what
// starting it would do.
func verifyRestored(ctx context.Context, folder string) (err error) {
	s, err := Open(ctx, Config{Folder: folder})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	const shown = 10
	var problems []string
	n := 0
	_, err = s.Verify(ctx, func(problem string) {
		if n++; n <= shown {
			problems = append(problems, problem)
		}
	})
	if err == nil && n > 0 {
		err = fmt.Errorf("restored, but the copy is damaged (%d problems): %s", n, strings.Join(problems, "; "))
	}
	return err
}

func makeEmpty(folder string) error {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	entries, err := os.ReadDir(folder)
	if err == nil && len(entries) > 0 {
		err = fmt.Errorf("%s is not empty", folder)
	}
	return err
}

// copyFiles copies the folders ab/<sha256>. What is being uploaded is left out:
// no row knows it yet.
func copyFiles(ctx context.Context, from, to string, put func(from, to string, mode fs.FileMode) error) error {
	if err := os.MkdirAll(to, 0o750); err != nil {
		return err
	}
	folders, err := os.ReadDir(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, f := range folders {
		if !f.IsDir() {
			continue
		}
		if err := copyFolder(ctx, filepath.Join(from, f.Name()), filepath.Join(to, f.Name()), put); err != nil {
			return err
		}
	}
	return syncFolder(to)
}

func copyFolder(ctx context.Context, from, to string, put func(from, to string, mode fs.FileMode) error) error {
	if err := os.MkdirAll(to, 0o750); err != nil {
		return err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := put(filepath.Join(from, e.Name()), filepath.Join(to, e.Name()), 0o440); err != nil {
			return err
		}
	}
	return syncFolder(to)
}

// linkOrCopy makes a second name for bytes that never change, where the backup
// is in the same file system.
func linkOrCopy(from, to string, mode fs.FileMode) error {
	if os.Link(from, to) == nil {
		return nil
	}
	return copyFile(from, to, mode)
}

func copyFile(from, to string, mode fs.FileMode) error {
	in, err := os.Open(from) //nolint:gosec // a folder that the operator names
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode) //nolint:gosec // as above
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0) //nolint:gosec // a copy that we made
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
