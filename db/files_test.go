package db_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

func TestAnUploadOverItsLimitLeavesNothing(t *testing.T) {
	t.Parallel()
	c := dbtest.Config(t)
	s := dbtest.Reopen(t, c)
	for n, good := range map[int]bool{0: true, 9: true, 10: true, 11: false, 100000: false} {
		up, err := s.PutFile(strings.NewReader(strings.Repeat("x", n)), 10)
		if good && (err != nil || up.Size != int64(n) || len(up.Head) != n) || !good && !errors.Is(err, db.ErrTooLarge) {
			t.Errorf("%d bytes: %+v, %v", n, up, err)
		}
	}
	if _, err := s.PutFile(iotest.ErrReader(io.ErrUnexpectedEOF), 10); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(c.Folder, "files", "upload-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if kept, _ := filepath.Glob(filepath.Join(c.Folder, "files", "??", "*")); len(kept) != 3 {
		t.Errorf("kept: %v", kept)
	}
}

func TestFilesOfAnItem(t *testing.T) {
	t.Parallel()
	c := dbtest.Config(t)
	s := dbtest.Reopen(t, c)
	w, other := newWorld(t, s), newWorld(t, s)
	one := dbtest.File(t, s, w.evidence, "first bytes")
	two := dbtest.File(t, s, w.evidence, "second bytes")
	again := dbtest.File(t, s, w.evidence, "first bytes")
	foreign := dbtest.File(t, s, other.evidence, "first bytes")
	if one.FileVersion != 1 || two.FileVersion != 2 || again.FileVersion != 3 || foreign.FileVersion != 1 || one.SHA256 != foreign.SHA256 {
		t.Errorf("versions %d %d %d %d", one.FileVersion, two.FileVersion, again.FileVersion, foreign.FileVersion)
	}
	all, err := s.Files(t.Context(), w.c.ID, w.evidence.ID)
	if err != nil || len(all) != 3 || all[0].ID != again.ID || all[0].CreatedBy != dbtest.Who.Email {
		t.Errorf("got %+v, %v", all, err)
	}
	read := func(caseID, evidenceID string, version int64) (string, error) {
		f, r, err := s.OpenFile(t.Context(), caseID, evidenceID, version)
		if err != nil {
			return "", err
		}
		defer r.Close()
		b, err := io.ReadAll(r)
		if int64(len(b)) != f.Size {
			t.Errorf("%d bytes, the row says %d", len(b), f.Size)
		}
		return string(b), err
	}
	if got, err := read(w.c.ID, w.evidence.ID, 2); err != nil || got != "second bytes" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, version := range []int64{0, 4, -1} {
		_, err := read(w.c.ID, w.evidence.ID, version)
		wants(t, err, onus.ErrNotFound)
	}
	_, err = read(other.c.ID, w.evidence.ID, 1)
	wants(t, err, onus.ErrNotFound)
	remove(t, s, w.evidence)
	_, err = read(w.c.ID, w.evidence.ID, 1)
	wants(t, err, onus.ErrNotFound)
	if all, err := s.Files(t.Context(), w.c.ID, w.evidence.ID); len(all) != 0 || err != nil {
		t.Errorf("a deleted item lists %d files, %v", len(all), err)
	}
	wants(t, s.AddFile(t.Context(), dbtest.Who, &onus.File{Head: head(w.c.ID), EvidenceID: w.evidence.ID, SHA256: one.SHA256}), onus.ErrNotFound)
	if got, err := read(other.c.ID, other.evidence.ID, 1); err != nil || got != "first bytes" {
		t.Errorf("the other case lost its bytes: %q, %v", got, err)
	}
	undo(t, s, w.c.ID, onus.EvidenceNoun+w.evidence.ID)
	if got, err := read(w.c.ID, w.evidence.ID, 3); err != nil || got != "first bytes" {
		t.Errorf("got %q, %v", got, err)
	}
	if info, err := os.Stat(filepath.Join(c.Folder, "files", one.SHA256[:2], one.SHA256)); err != nil || info.Mode().Perm() != 0o440 {
		t.Errorf("got %v, %v", info, err)
	}
	clean(t, s)
}

func TestAnItemIsMadeWithItsFirstFileAndUndoneWithIt(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	up, err := s.PutFile(bytes.NewReader([]byte("bytes")), 100)
	must(t, err)
	e := &onus.Evidence{Head: head(c.ID), Title: "Letter"}
	f := &onus.File{Filename: "a.txt", SHA256: up.SHA256, Size: up.Size}
	must(t, s.CreateEvidence(t.Context(), op("upload"), e, f))
	if f.EvidenceID != e.ID || f.FileVersion != 1 {
		t.Errorf("got %+v", f)
	}
	undo(t, s, c.ID, "upload")
	if _, err := s.Thing(t.Context(), onus.EvidenceNoun, c.ID, e.ID); !db.IsNotFound(err) {
		t.Errorf("got %v", err)
	}
	clean(t, s)
}

func TestSweepingTakesOldUploadsOnly(t *testing.T) {
	t.Parallel()
	c := dbtest.Config(t)
	c.Now = func() time.Time { return time.Now().Add(23 * time.Hour) }
	s := dbtest.Reopen(t, c)
	path := filepath.Join(c.Folder, "files", "upload-1")
	must(t, os.WriteFile(path, nil, 0o600))
	must(t, s.SweepUploads(t.Context()))
	if _, err := os.Stat(path); err != nil {
		t.Errorf("a young one is gone: %v", err)
	}
	old := time.Now().Add(-48 * time.Hour)
	must(t, os.Chtimes(path, old, old))
	must(t, s.SweepUploads(t.Context()))
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("an old one is left: %v", err)
	}
}

func TestSweepingTakesBytesThatBelongToNothing(t *testing.T) {
	t.Parallel()
	c := dbtest.Config(t)
	s := dbtest.Reopen(t, c)
	cs := dbtest.NewCase(t, s)
	kept, loose, young := dbtest.File(t, s, dbtest.Evidence(t, s, cs.ID, "item"), "kept"), "", ""
	for text, sum := range map[string]*string{"refused": &loose, "on its way": &young} {
		up, err := s.PutFile(strings.NewReader(text), 1000)
		must(t, err)
		*sum = up.SHA256
	}
	path := func(sum string) string { return filepath.Join(c.Folder, "files", sum[:2], sum) }
	old := time.Now().Add(-48 * time.Hour)
	must(t, os.Chtimes(path(loose), old, old))
	must(t, os.Chtimes(path(kept.SHA256), old, old))
	must(t, s.SweepUploads(t.Context()))
	for what, tc := range map[string]struct {
		sum  string
		left bool
	}{"a file of an item": {kept.SHA256, true}, "old bytes of none": {loose, false}, "young bytes of none": {young, true}} {
		if _, err := os.Stat(path(tc.sum)); (err == nil) != tc.left {
			t.Errorf("%s: %v", what, err)
		}
	}
	clean(t, s)
}
