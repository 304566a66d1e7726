package db

import (
	"context"
	"time"

	"onus"
)

// record adds a line to the custody record of an item.
func (x *tx) record(caseID, evidenceID string, version int64, act, by, detail string) error {
	return x.exec("INSERT INTO custody (case_id, id, evidence_id, file_version, act, by_email, at, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		caseID, newID(), evidenceID, version, act, by, x.now, detail)
}

// openedAgain is how soon opening the same document again is the same reading of it.
const openedAgain = 10 * time.Minute

// RecordOpened writes down that a person opened an item; again within ten minutes
// it is the same reading.
func (s *Store) RecordOpened(ctx context.Context, who onus.Actor, caseID, evidenceID string, version int64) error {
	const last = "SELECT coalesce(max(at), 0) FROM custody WHERE case_id = $1 AND evidence_id = $2 AND file_version = $3 AND act = $4 AND by_email = $5"
	var at int64
	err := s.row(ctx, last, []any{caseID, evidenceID, version, onus.CustodyOpened, who.Email}, &at)
	if err != nil || s.now().UnixMilli()-at < openedAgain.Milliseconds() {
		return err
	}
	return s.Record(ctx, who, caseID, evidenceID, version, onus.CustodyOpened, "")
}

// Record adds a line to the custody record of an item.
func (s *Store) Record(ctx context.Context, who onus.Actor, caseID, evidenceID string, version int64, act, detail string) error {
	return s.change(ctx, who, func(x *tx) error { return x.record(caseID, evidenceID, version, act, who.Email, detail) })
}

// Custody is the record of an item, the latest first: limit lines after offset.
func (s *Store) Custody(ctx context.Context, caseID, evidenceID string, offset, limit int) ([]onus.Custody, error) {
	var all []onus.Custody
	err := s.each(ctx, "SELECT c.file_version, c.act, c.by_email, c.at, c.detail FROM custody c JOIN evidence e ON e.case_id = c.case_id AND e.id = c.evidence_id"+
		" WHERE c.case_id = $1 AND c.evidence_id = $2 AND e.deleted_at = 0 ORDER BY c.at DESC, c.id DESC LIMIT $3 OFFSET $4",
		[]any{caseID, evidenceID, limit, offset}, func(scan func(...any) error) error {
			var c onus.Custody
			err := scan(&c.FileVersion, &c.Act, &c.By, &c.At, &c.Detail)
			all = append(all, c)
			return err
		})
	return all, err
}
