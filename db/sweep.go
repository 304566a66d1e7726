package db

import (
	"context"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"time"
)

// keepLoose is how long bytes that belong to nothing are kept: their form may
// still be on its way.
const keepLoose = 24 * time.Hour

// SweepUploads removes what belongs to nothing for a day: temporary files that a
// crash left behind, and bytes whose form was refused.
func (s *Store) SweepUploads(ctx context.Context) error {
	left, err := filepath.Glob(filepath.Join(s.folder, "files", "upload-*"))
	if err != nil {
		return err
	}
	for _, path := range left {
		if s.isOld(path) {
			_ = os.Remove(path)
		}
	}
	kept, err := filepath.Glob(filepath.Join(s.folder, "files", "[0-9a-f][0-9a-f]", "*"))
	if err != nil {
		return err
	}
	for _, path := range kept {
		if err := errors.Join(ctx.Err(), s.sweepBytes(ctx, path)); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) isOld(path string) bool {
	info, err := os.Stat(path)
	return err == nil && s.now().Sub(info.ModTime()) > keepLoose
}

// sweepBytes removes old bytes that no row names. They are set aside first: if the
// same bytes came in again meanwhile, what is set aside is young, and goes back.
func (s *Store) sweepBytes(ctx context.Context, path string) error {
	sum := filepath.Base(path)
	if raw, err := hex.DecodeString(sum); err != nil || len(raw) != 32 || !s.isOld(path) {
		return nil //nolint:nilerr // not one of ours
	}
	var n int64
	if err := s.row(ctx, "SELECT count(*) FROM files WHERE sha256 = $1", []any{sum}, &n); err != nil || n > 0 {
		return err
	}
	aside := filepath.Join(s.folder, "files", "upload-aside-"+sum)
	if err := os.Rename(path, aside); err != nil {
		return err
	}
	if err := s.row(ctx, "SELECT count(*) FROM files WHERE sha256 = $1", []any{sum}, &n); err != nil || n > 0 || !s.isOld(aside) {
		return errors.Join(err, os.Rename(aside, path))
	}
	return os.Remove(aside)
}
