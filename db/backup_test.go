package db_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

func says(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("got %v, want %q", err, words)
	}
}

func TestBackupOnPostgresSaysWhatToDo(t *testing.T) {
	t.Parallel()
	if !dbtest.OnPostgres() {
		t.Skip("This is about PostgreSQL.")
	}
	says(t, dbtest.Open(t).Backup(t.Context(), t.TempDir()), "pg_dump")
}

func onSQLite(t *testing.T) {
	t.Helper()
	t.Parallel()
	if dbtest.OnPostgres() {
		t.Skip("Backup is for SQLite; PostgreSQL has pg_dump.")
	}
}

func TestABackupTakenWhilePeopleWriteIsWhole(t *testing.T) {
	onSQLite(t)
	s := dbtest.Open(t)
	w := newWorld(t, s)
	stop, errs := make(chan struct{}), make(chan error, 4)
	written := make(chan struct{}, 1000)
	for i := range cap(errs) {
		go func() { errs <- scribble(s, w, i, stop, written) }()
	}
	for range 20 {
		<-written
	}
	var folders []string
	for i := range 3 {
		folder := filepath.Join(t.TempDir(), "backups", fmt.Sprint(i))
		must(t, s.Backup(t.Context(), folder))
		folders = append(folders, folder)
	}
	close(stop)
	for range cap(errs) {
		must(t, <-errs)
	}
	for _, folder := range folders {
		to := filepath.Join(t.TempDir(), "restored")
		must(t, db.Restore(t.Context(), folder, to))
		again := dbtest.Reopen(t, db.Config{Folder: to})
		clean(t, again)
		if got := load(t, again, w.claim); got.Title != w.claim.Title {
			t.Errorf("got %q", got.Title)
		}
		n, err := again.Verify(t.Context(), func(string) {})
		if err != nil || n.Files < 5 || n.Changes < 20 {
			t.Errorf("restored %+v, %v", n, err)
		}
		must(t, again.Create(t.Context(), dbtest.Who, &onus.Claim{Head: head(w.c.ID), Title: "after", Kind: "other"}))
	}
	clean(t, s)
}

// scribble uploads files until it is stopped.
func scribble(s *db.Store, w *world, i int, stop chan struct{}, written chan struct{}) error {
	for k := 0; ; k++ {
		select {
		case <-stop:
			return nil
		default:
		}
		up, err := s.PutFile(strings.NewReader(fmt.Sprintf("file %d.%d", i, k%100)), 100)
		if err != nil {
			return err
		}
		f := &onus.File{Head: head(w.c.ID), EvidenceID: w.evidence.ID, SHA256: up.SHA256, Size: up.Size}
		if err := s.AddFile(context.Background(), dbtest.Who, f); err != nil {
			return err
		}
		select {
		case written <- struct{}{}:
		default:
		}
	}
}

func TestBackupAndRestoreRefuse(t *testing.T) {
	onSQLite(t)
	c := dbtest.Config(t)
	s := dbtest.Reopen(t, c)
	w := newWorld(t, s)
	f := dbtest.File(t, s, w.evidence, "bytes")
	full := t.TempDir()
	must(t, os.WriteFile(filepath.Join(full, "x"), nil, 0o600))
	says(t, s.Backup(t.Context(), full), "is not empty")
	folder := t.TempDir()
	must(t, s.Backup(t.Context(), folder))
	says(t, s.Backup(t.Context(), folder), "is not empty")
	says(t, db.Restore(t.Context(), folder, full), "is not empty")
	says(t, db.Restore(t.Context(), t.TempDir(), t.TempDir()), "is no backup")
	says(t, db.Restore(t.Context(), c.Folder, t.TempDir()), "in use")
	must(t, os.Remove(filepath.Join(folder, "files", f.SHA256[:2], f.SHA256)))
	says(t, db.Restore(t.Context(), folder, t.TempDir()), "the bytes are missing")
	must(t, os.WriteFile(filepath.Join(folder, "onus.db"), []byte("no database, but long enough to be looked at"), 0o600))
	if err := db.Restore(t.Context(), folder, t.TempDir()); err == nil {
		t.Error("a broken database was restored")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wants(t, s.Backup(ctx, t.TempDir()), context.Canceled)
	clean(t, s)
}
