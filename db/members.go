package db

import (
	"context"
	"errors"

	"onus"
)

func memberTable() *table {
	return &table{
		name: onus.Members, make: func() onus.Thing { return &onus.Member{} }, counter: "n_members",
		complete: func(x *tx, th onus.Thing) error {
			m := th.(*onus.Member)
			err := x.row("SELECT email, name FROM users WHERE id = $1", []any{m.UserID}, &m.Email, &m.UserName)
			if errors.Is(err, onus.ErrNotFound) {
				return onus.Problems{"email": onus.Say("There is no account with this address.")}
			}
			return err
		},
		after: func(x *tx, old, _ onus.Thing) error {
			if old == nil {
				return nil
			}
			var leads int
			caseID := old.Base().CaseID
			err := x.row("SELECT count(*) FROM members WHERE case_id = $1 AND role = 'lead' AND deleted_at = 0", []any{caseID}, &leads)
			if err == nil && leads == 0 {
				return onus.Problems{"role": onus.Say("A case needs a lead: make somebody else lead first.")}
			}
			return err
		},
	}
}

func memberList() *list {
	return &list{
		from: "members m JOIN users u ON u.id = m.user_id", alias: "m", search: []string{"u.search"}, counter: "n_members",
		filters: map[string]filter{"role": equals("m.role")},
		sorts: []sort{
			{"email", []string{"u.email_key", "m.id"}},
			{"name", []string{"u.name_key", "m.id"}},
			{"role", []string{"m.role", "u.email_key", "m.id"}},
		},
	}
}

// ListMembers is a page of the members of a case.
func (s *Store) ListMembers(ctx context.Context, caseID string, f onus.Filter) (onus.Page[onus.Member], error) {
	return page(ctx, s, memberList(), "m.id, m.version, m.user_id, m.role, u.email, u.name", caseID, f, func(m *onus.Member) []any {
		return []any{&m.ID, &m.Version, &m.UserID, &m.Role, &m.Email, &m.UserName}
	})
}

// AddMember adds an account by its e-mail address. Problems of "email" if there
// is no such account or it is a member already.
func (s *Store) AddMember(ctx context.Context, who onus.Actor, m *onus.Member) error {
	return s.makeNew(ctx, who, m, func(x *tx) error {
		err := x.row("SELECT id FROM users WHERE email_key = $1", []any{emailKey(m.Email)}, &m.UserID)
		if errors.Is(err, onus.ErrNotFound) {
			return onus.Problems{"email": onus.Say("There is no account with this address.")}
		}
		if err != nil {
			return err
		}
		var n int
		err = x.row("SELECT count(*) FROM members WHERE case_id = $1 AND user_id = $2 AND deleted_at = 0", []any{m.CaseID, m.UserID}, &n)
		if err == nil && n > 0 {
			return onus.Problems{"email": onus.Say("This person is a member already.")}
		}
		if err != nil {
			return err
		}
		return x.create(m)
	})
}

// UserOf is the address and the name of an account.
func (s *Store) UserOf(ctx context.Context, userID string) (email, name string, err error) {
	return email, name, s.row(ctx, "SELECT email, name FROM users WHERE id = $1", []any{userID}, &email, &name)
}
