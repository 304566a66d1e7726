package db

import (
	"context"
	"encoding/json"

	"onus"
)

// VerifyCase hashes every file of a case again, each version of each item, and
// keeps what came of it; progress is called now and then with what was looked at.
// Each item's record gets a line.
func (s *Store) VerifyCase(ctx context.Context, who onus.Actor, caseID string, progress func(files, bytes int64)) (onus.Verification, error) {
	v := onus.Verification{ID: newID(), By: who.Email, Began: s.now().UnixMilli()}
	for last := ""; ; {
		files, err := s.filesAfter(ctx, caseID, last)
		if err != nil {
			return v, err
		}
		if len(files) == 0 {
			return v, s.keepVerification(ctx, who, caseID, &v)
		}
		acts := make([]string, len(files))
		for i := range files {
			f := &files[i]
			if acts[i], err = s.verifyFile(ctx, &v, f); err != nil {
				return v, err
			}
			v.Files, v.Bytes, last = v.Files+1, v.Bytes+f.Size, f.ID
			progress(v.Files, v.Bytes)
		}
		if err := s.recordVerified(ctx, who, files, acts); err != nil {
			return v, err
		}
	}
}

// verifyFile hashes the bytes of one file again and answers what its record is to say.
func (s *Store) verifyFile(ctx context.Context, v *onus.Verification, f *storedFile) (act string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	found, n, err := s.hashAgain(f.SHA256)
	if err != nil {
		found = "" // gone, or not to be read: that is what was asked
	}
	if found == f.SHA256 && n == f.Size {
		return onus.CustodyVerified, nil
	}
	v.Mismatches = append(v.Mismatches, onus.Mismatch{Exhibit: onus.ExhibitNumber(f.exhibit), Filename: f.Filename, Version: f.FileVersion,
		Expected: f.SHA256, Found: found})
	return onus.CustodyDiffers, nil
}

func (s *Store) recordVerified(ctx context.Context, who onus.Actor, files []storedFile, acts []string) error {
	return s.change(ctx, who, func(x *tx) error {
		for i, f := range files {
			if err := x.record(f.CaseID, f.EvidenceID, f.FileVersion, acts[i], who.Email, f.SHA256); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) keepVerification(ctx context.Context, who onus.Actor, caseID string, v *onus.Verification) error {
	mismatches, err := json.Marshal(v.Mismatches)
	if err != nil {
		return err
	}
	return s.change(ctx, who, func(x *tx) error {
		v.Ended = x.now
		return x.exec("INSERT INTO verifications (case_id, id, by_email, began_at, ended_at, files, bytes, mismatches) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			caseID, v.ID, v.By, v.Began, v.Ended, v.Files, v.Bytes, string(mismatches))
	})
}

// verifyPortion is how many files get their lines in one transaction.
const verifyPortion = 200

func (s *Store) filesAfter(ctx context.Context, caseID, id string) ([]storedFile, error) {
	var page []storedFile
	err := s.each(ctx, storedFiles+" WHERE f.case_id = $1 AND f.id > $2 ORDER BY f.id LIMIT $3", []any{caseID, id, verifyPortion},
		func(scan func(...any) error) error {
			var f storedFile
			err := scan(f.ptr()...)
			page = append(page, f)
			return err
		})
	return page, err
}

// Verifications are the last limit checks of a case, the latest first.
func (s *Store) Verifications(ctx context.Context, caseID string, limit int) ([]onus.Verification, error) {
	var all []onus.Verification
	err := s.each(ctx, "SELECT id, by_email, began_at, ended_at, files, bytes, mismatches FROM verifications WHERE case_id = $1 ORDER BY began_at DESC, id LIMIT $2",
		[]any{caseID, limit}, func(scan func(...any) error) error {
			var v onus.Verification
			var mismatches string
			if err := scan(&v.ID, &v.By, &v.Began, &v.Ended, &v.Files, &v.Bytes, &mismatches); err != nil {
				return err
			}
			err := json.Unmarshal([]byte(mismatches), &v.Mismatches)
			all = append(all, v)
			return err
		})
	return all, err
}
