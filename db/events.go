package db

import (
	"context"

	"onus"
)

// Event is a line of the history as others are told of it: what changed, not how.
// Evidence is the item of an annotation that every member sees.
type Event struct {
	Seq      int64  `json:"-"`
	Noun     string `json:"noun"`
	ID       string `json:"id"`
	Action   string `json:"action"`
	Evidence string `json:"evidence,omitempty"`
}

// OnCommit has f called after every commit that wrote into the history of a case; ""
// is that of the accounts. f must return at once. It is set before the store is used.
func (s *Store) OnCommit(f func(caseID string)) { s.onCommit = f }

// committed tells what a transaction wrote into.
func (s *Store) committed(cases map[string]bool) {
	if s.onCommit == nil {
		return
	}
	for caseID := range cases {
		s.onCommit(caseID)
	}
}

// LastChange is the number of the last change of a case; of the accounts for "".
func (s *Store) LastChange(ctx context.Context, caseID string) (seq int64, err error) {
	if caseID == "" {
		return seq, s.row(ctx, "SELECT coalesce(max(seq), 0) FROM changes WHERE case_id = ''", nil, &seq)
	}
	return seq, s.row(ctx, "SELECT last_change FROM cases WHERE id = $1", []any{caseID}, &seq)
}

// EventsAfter are the changes of a case after one of them, in order, limit at most.
func (s *Store) EventsAfter(ctx context.Context, caseID string, seq int64, limit int) ([]Event, error) {
	var all []Event
	err := s.each(ctx, "SELECT c.seq, c.noun, c.id, c.action, coalesce(a.evidence_id, '') FROM changes c LEFT JOIN annotations a"+
		" ON a.case_id = c.case_id AND a.id = c.id AND c.noun = '"+onus.Annotations+"' AND a.visibility = 'case'"+
		" WHERE c.case_id = $1 AND c.seq > $2 ORDER BY c.seq LIMIT $3", []any{caseID, seq, limit}, func(scan func(...any) error) error {
		var e Event
		err := scan(&e.Seq, &e.Noun, &e.ID, &e.Action, &e.Evidence)
		all = append(all, e)
		return err
	})
	return all, err
}

// ManyNodes says that others may write into the same database.
func (s *Store) ManyNodes() bool { return s.writer == nil }
