package db

import (
	"context"

	"onus"
)

// maxDeletedCases bounds the list of deleted cases; it is for who deleted one by
// mistake, lately.
const maxDeletedCases = 50

// DeletedCases are the cases that userID led when they were deleted, the last one
// first: those that RestoreCase brings back. Only ID, Title, Reference and
// DeletedAt are read.
func (s *Store) DeletedCases(ctx context.Context, userID string) ([]onus.Case, error) {
	var all []onus.Case
	err := s.each(ctx, "SELECT c.id, c.title, c.reference, c.deleted_at FROM members m JOIN cases c ON c.id = m.case_id"+
		" WHERE m.user_id = $1 AND m.role = 'lead' AND m.deleted_at = 0 AND c.deleted_at <> 0 ORDER BY c.deleted_at DESC, c.id LIMIT $2",
		[]any{userID, maxDeletedCases}, func(scan func(...any) error) error {
			var c onus.Case
			err := scan(&c.ID, &c.Title, &c.Reference, &c.DeletedAt)
			all = append(all, c)
			return err
		})
	return all, err
}
