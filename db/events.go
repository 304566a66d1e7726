package db

import (
	"context"
	"slices"

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

// LastChanges are the numbers of the last change of cases, by their ids.
func (s *Store) LastChanges(ctx context.Context, caseIDs []string) (map[string]int64, error) {
	all := map[string]int64{}
	return all, s.inPortions(ctx, "SELECT id, last_change FROM cases WHERE id IN (", caseIDs, func(scan func(...any) error) error {
		var id string
		var seq int64
		err := scan(&id, &seq)
		all[id] = seq
		return err
	})
}

// LiveSessions is how many of the sessions of these tokens were not ended.
func (s *Store) LiveSessions(ctx context.Context, tokens []string) (n int, err error) {
	keys := make([]string, len(tokens))
	for i, token := range tokens {
		keys[i] = tokenKey(token)
	}
	return n, s.inPortions(ctx, "SELECT key FROM sessions WHERE key IN (", keys, func(scan func(...any) error) error {
		var key string
		n++
		return scan(&key)
	})
}

// portion is how many ids one question names; one size, so that it is prepared once.
const portion = 100

// inPortions asks a question that ends with "IN (" about many ids. No id is empty.
func (s *Store) inPortions(ctx context.Context, question string, ids []string, each func(scan func(...any) error) error) error {
	for part := range slices.Chunk(ids, portion) {
		args := make([]any, portion)
		for i := range args {
			args[i] = ""
			if i < len(part) {
				args[i] = part[i]
			}
		}
		if err := s.each(ctx, question+placeholders(1, portion)+")", args, each); err != nil {
			return err
		}
	}
	return nil
}
