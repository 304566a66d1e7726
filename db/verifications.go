package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"onus"
)

// VerifyCase hashes every file of a case again, each version of each item, and
// keeps what came of it, a line of onus.Mismatch for each that differs; progress is
// called now and then with what was looked at. Each item's record gets a line.
func (s *Store) VerifyCase(ctx context.Context, who onus.Actor, caseID string, progress func(files, bytes int64)) (onus.Verification, error) {
	v := onus.Verification{ID: newID(), By: who.Email, Began: s.now().UnixMilli()}
	var lines []onus.File
	var acts []string
	last := ""
	for {
		files, err := s.filesAfter(ctx, caseID, last)
		if err != nil {
			return v, err
		}
		if len(files) == 0 {
			break
		}
		for _, f := range files {
			found, err := s.hashAgain(ctx, &f)
			if err != nil {
				return v, err
			}
			act := onus.CustodyVerified
			if found != f.SHA256 {
				act = onus.CustodyDiffers
				problem, err := s.mismatch(ctx, &f, found)
				if err != nil {
					return v, err
				}
				v.Problems = append(v.Problems, problem.String())
			}
			lines, acts = append(lines, f), append(acts, act)
			v.Files, v.Bytes, last = v.Files+1, v.Bytes+f.Size, f.ID
			progress(v.Files, v.Bytes)
		}
	}
	return v, s.keepVerification(ctx, who, caseID, &v, lines, acts)
}

func (s *Store) keepVerification(ctx context.Context, who onus.Actor, caseID string, v *onus.Verification, files []onus.File, acts []string) error {
	return s.change(ctx, who, func(x *tx) error {
		v.Ended = x.now
		err := x.exec("INSERT INTO verifications (case_id, id, by_email, began_at, ended_at, files, bytes, problems) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			caseID, v.ID, v.By, v.Began, v.Ended, v.Files, v.Bytes, strings.Join(v.Problems, "\n"))
		for i := range files {
			if err == nil {
				err = x.record(caseID, files[i].EvidenceID, files[i].FileVersion, acts[i], who.Email, files[i].SHA256)
			}
		}
		return err
	})
}

func (s *Store) filesAfter(ctx context.Context, caseID, id string) ([]onus.File, error) {
	var page []onus.File
	err := s.each(ctx, "SELECT "+fileColumns+" FROM files WHERE case_id = $1 AND id > $2 ORDER BY id LIMIT $3", []any{caseID, id, verifyPage},
		func(scan func(...any) error) error {
			var f onus.File
			err := scan(filePtr(&f)...)
			page = append(page, f)
			return err
		})
	return page, err
}

// hashAgain is the SHA-256 of the bytes of a file as they are now; "" if they are gone
// or cannot be read.
func (s *Store) hashAgain(ctx context.Context, f *onus.File) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	r, err := s.OpenBytes(f.SHA256)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, onus.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer func() { _ = r.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return "", nil //nolint:nilerr // this is what was asked
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// mismatch names a file whose bytes differ.
func (s *Store) mismatch(ctx context.Context, f *onus.File, found string) (m onus.Mismatch, err error) {
	var number int64
	err = s.row(ctx, "SELECT number FROM evidence WHERE case_id = $1 AND id = $2", []any{f.CaseID, f.EvidenceID}, &number)
	return onus.Mismatch{Exhibit: onus.ExhibitNumber(number), Filename: f.Filename, Version: strconv.FormatInt(f.FileVersion, 10),
		Expected: f.SHA256, Found: found}, err
}

// Verifications are the last limit checks of a case, the latest first.
func (s *Store) Verifications(ctx context.Context, caseID string, limit int) ([]onus.Verification, error) {
	var all []onus.Verification
	err := s.each(ctx, "SELECT id, by_email, began_at, ended_at, files, bytes, problems FROM verifications WHERE case_id = $1 ORDER BY began_at DESC, id LIMIT $2",
		[]any{caseID, limit}, func(scan func(...any) error) error {
			var v onus.Verification
			var problems string
			err := scan(&v.ID, &v.By, &v.Began, &v.Ended, &v.Files, &v.Bytes, &problems)
			if problems != "" {
				v.Problems = strings.Split(problems, "\n")
			}
			all = append(all, v)
			return err
		})
	return all, err
}
