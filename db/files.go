package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"onus"
)

// ErrTooLarge says that an upload went over its limit; nothing is kept of it.
var ErrTooLarge = errors.New("too large")

// ErrLost says that the bytes of a file, which were kept, are gone from the disk.
var ErrLost = errors.New("the bytes of the file are gone")

// Upload is a file on its way in: already on the disk, not yet of any item.
type Upload struct {
	SHA256 string
	Size   int64
	Head   []byte // the first 512 bytes, to tell the type by
}

// PutFile streams bytes into the store under their hash and returns when they
// are safely on the disk. ErrTooLarge above limit. The bytes belong to nothing
// until AddFile; SweepUploads removes those that never will.
func (s *Store) PutFile(r io.Reader, limit int64) (up Upload, err error) {
	dir := filepath.Join(s.folder, "files")
	tmp, err := os.CreateTemp(dir, "upload-*")
	if err != nil {
		return up, fmt.Errorf("make a temporary file: %w", err)
	}
	defer func() {
		_ = tmp.Close()
		if err != nil {
			_ = os.Remove(tmp.Name())
		}
	}()
	w := &receiver{hash: sha256.New()}
	if up.Size, err = io.Copy(tmp, io.TeeReader(io.LimitReader(r, limit+1), w)); err != nil {
		return up, fmt.Errorf("receive a file: %w", err)
	}
	if up.Size > limit {
		return up, ErrTooLarge
	}
	up.SHA256, up.Head = hex.EncodeToString(w.hash.Sum(nil)), w.head
	if err = tmp.Chmod(0o440); err != nil {
		return up, err
	}
	if err = tmp.Sync(); err != nil {
		return up, fmt.Errorf("write a file to the disk: %w", err)
	}
	return up, s.keep(tmp.Name(), up.SHA256)
}

// receiver hashes what passes and remembers its beginning.
type receiver struct {
	hash hash.Hash
	head []byte
}

func (w *receiver) Write(p []byte) (int, error) {
	if room := 512 - len(w.head); room > 0 {
		w.head = append(w.head, p[:min(room, len(p))]...)
	}
	return w.hash.Write(p)
}

// keep renames the temporary file to its hash and makes the name itself durable.
func (s *Store) keep(tmp, sum string) error {
	path := s.filePath(sum)
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	for _, d := range []string{dir, filepath.Dir(dir)} {
		if err := syncFolder(d); err != nil {
			return err
		}
	}
	return nil
}

func syncFolder(path string) error {
	d, err := os.Open(path) //nolint:gosec // a folder of ours
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return d.Sync()
}

func (s *Store) filePath(sum string) string {
	return filepath.Join(s.folder, "files", sum[:2], sum)
}

// AddFile makes the uploaded bytes the next version of an item's file; f's
// FileVersion and head are filled in. Earlier versions stay.
func (s *Store) AddFile(ctx context.Context, who onus.Actor, f *onus.File) error {
	return s.change(ctx, who, func(x *tx) error { return x.addFile(f) })
}

func (x *tx) addFile(f *onus.File) error {
	err := x.row("UPDATE evidence SET last_file = last_file + 1 WHERE case_id = $1 AND id = $2 AND deleted_at = 0 RETURNING last_file",
		[]any{f.CaseID, f.EvidenceID}, &f.FileVersion)
	if err != nil {
		return err
	}
	f.ID, f.CreatedAt, f.CreatedBy = newID(), x.now, x.who.Email
	err = x.exec("INSERT INTO files (case_id, id, evidence_id, file_version, filename, media_type, size, sha256, created_at, created_by)"+
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		f.CaseID, f.ID, f.EvidenceID, f.FileVersion, f.Filename, f.MediaType, f.Size, f.SHA256, f.CreatedAt, f.CreatedBy)
	if err == nil {
		err = x.exec("UPDATE cases SET file_bytes = file_bytes + $1 WHERE id = $2", f.Size, f.CaseID)
	}
	if err == nil {
		err = x.awaitReading(f)
	}
	if err != nil {
		return err
	}
	what, err := json.Marshal(map[string]string{"filename": f.Filename, "sha256": f.SHA256, "size": strconv.FormatInt(f.Size, 10)})
	if err != nil {
		return err
	}
	return x.log(&onus.Change{CaseID: f.CaseID, Action: onus.ActionCreate, Noun: onus.Files, ID: f.EvidenceID, Version: f.FileVersion,
		New: string(what), Title: f.Filename})
}

const fileColumns = "case_id, id, evidence_id, file_version, filename, media_type, size, sha256, created_at, created_by"

func filePtr(f *onus.File) []any {
	return []any{&f.CaseID, &f.ID, &f.EvidenceID, &f.FileVersion, &f.Filename, &f.MediaType, &f.Size, &f.SHA256, &f.CreatedAt, &f.CreatedBy}
}

// Files are the versions of an item's file, the newest first; none of a
// deleted item.
func (s *Store) Files(ctx context.Context, caseID, evidenceID string) ([]onus.File, error) {
	var all []onus.File
	err := s.each(ctx, "SELECT "+aliased("f", fileColumns)+" FROM files f JOIN evidence e ON e.case_id = f.case_id AND e.id = f.evidence_id"+
		" WHERE f.case_id = $1 AND f.evidence_id = $2 AND e.deleted_at = 0 ORDER BY f.file_version DESC",
		[]any{caseID, evidenceID}, func(scan func(...any) error) error {
			var f onus.File
			err := scan(filePtr(&f)...)
			all = append(all, f)
			return err
		})
	return all, err
}

// OpenFile opens the bytes of one version; ErrNotFound if the item is deleted or
// has no such version. The caller closes it.
func (s *Store) OpenFile(ctx context.Context, caseID, evidenceID string, version int64) (f onus.File, r *os.File, err error) {
	err = s.row(ctx, "SELECT "+aliased("f", fileColumns)+" FROM files f JOIN evidence e ON e.case_id = f.case_id AND e.id = f.evidence_id"+
		" WHERE f.case_id = $1 AND f.evidence_id = $2 AND f.file_version = $3 AND e.deleted_at = 0", []any{caseID, evidenceID, version}, filePtr(&f)...)
	if err != nil {
		return f, nil, err
	}
	r, err = s.OpenBytes(f.SHA256)
	return f, r, err
}

// OpenBytes opens what is kept under a hash; ErrLost if it is not there. It asks for no
// right: whoever calls it has looked the hash up in a case.
func (s *Store) OpenBytes(sum string) (*os.File, error) {
	if raw, err := hex.DecodeString(sum); err != nil || len(raw) != sha256.Size {
		return nil, fmt.Errorf("%q is no hash: %w", sum, onus.ErrNotFound)
	}
	f, err := os.Open(s.filePath(sum))
	if errors.Is(err, os.ErrNotExist) {
		err = fmt.Errorf("%w: %w", ErrLost, err)
	}
	return f, err
}

// SameBytes are the live items of a case that have a version with this hash.
func (s *Store) SameBytes(ctx context.Context, caseID, sum string) ([]onus.Evidence, error) {
	var all []onus.Evidence
	err := s.each(ctx, "SELECT DISTINCT e.id, e.number, e.title FROM files f JOIN evidence e ON e.case_id = f.case_id AND e.id = f.evidence_id"+
		" WHERE f.sha256 = $1 AND f.case_id = $2 AND e.deleted_at = 0 ORDER BY e.number", []any{sum, caseID}, func(scan func(...any) error) error {
		var e onus.Evidence
		err := scan(&e.ID, &e.Number, &e.Title)
		all = append(all, e)
		return err
	})
	return all, err
}

// Folder is where the data is.
func (s *Store) Folder() string { return s.folder }

// CaseBytes is what all files of a case take, every version of every item.
func (s *Store) CaseBytes(ctx context.Context, caseID string) (n int64, err error) {
	return n, s.row(ctx, "SELECT file_bytes FROM cases WHERE id = $1", []any{caseID}, &n)
}

// FileVersionOf is the number of a file among the versions of its item.
func (s *Store) FileVersionOf(ctx context.Context, caseID, fileID string) (n int64, err error) {
	return n, s.row(ctx, "SELECT file_version FROM files WHERE case_id = $1 AND id = $2", []any{caseID, fileID}, &n)
}
