package db

import (
	"context"
	"errors"

	"onus"
)

// Arrival is a file that is to become an item, with what is known of it already.
type Arrival struct {
	Item onus.Evidence
	File onus.File
	// OnlyNew: not if an item of the case has these bytes.
	OnlyNew bool
}

// ErrSameBytes says that an item of the case has these bytes already.
var ErrSameBytes = errors.New("the case has these bytes")

// CreateFromFiles makes an item of each file, in their order, all or none: a portion of
// a folder or an archive. What the items say is a proposal. The writes of others wait
// for it: give it a hundred or so. ErrSameBytes if one of them is to be new and is not.
func (s *Store) CreateFromFiles(ctx context.Context, who onus.Actor, caseID string, arrivals []Arrival) error {
	made := make([]Arrival, len(arrivals))
	err := s.change(ctx, who, func(x *tx) error {
		copy(made, arrivals) // it may run again
		for i := range made {
			a := &made[i]
			a.Item.CaseID = caseID
			if err := x.refuseSame(caseID, a); err != nil {
				return err
			}
			if err := x.createFromFile(&a.Item, &a.File, ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		copy(arrivals, made)
	}
	return err
}

func (x *tx) refuseSame(caseID string, a *Arrival) error {
	if !a.OnlyNew {
		return nil
	}
	var n int64
	err := x.row("SELECT count(*) FROM files f JOIN evidence e ON e.case_id = f.case_id AND e.id = f.evidence_id"+
		" WHERE f.sha256 = $1 AND f.case_id = $2 AND e.deleted_at = 0", []any{a.File.SHA256, caseID}, &n)
	if err == nil && n > 0 {
		err = ErrSameBytes
	}
	return err
}

// Attached counts what came attached to each of the items, by their id; an item without
// is not in the map.
func (s *Store) Attached(ctx context.Context, caseID string, evidenceIDs []string) (map[string]int64, error) {
	counts := map[string]int64{}
	if len(evidenceIDs) == 0 {
		return counts, nil
	}
	args := []any{caseID}
	for _, id := range evidenceIDs {
		args = append(args, id)
	}
	err := s.each(ctx, "SELECT attached_to_id, count(*) FROM evidence WHERE case_id = $1 AND attached_to_id <> '' AND attached_to_id IN ("+
		placeholders(2, len(evidenceIDs))+") AND deleted_at = 0 GROUP BY attached_to_id", args, func(scan func(...any) error) error {
		var id string
		var n int64
		err := scan(&id, &n)
		counts[id] = n
		return err
	})
	return counts, err
}
