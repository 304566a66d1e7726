package db

import (
	"context"
	"errors"
	"strings"

	"onus"
)

const userColumns = "id, email, name, language, admin, password_hash <> '', disabled_at, created_at"

func userPtr(u *onus.User) []any {
	return []any{&u.ID, &u.Email, &u.UserName, &u.Language, &u.Admin, &u.HasPassword, &u.DisabledAt, &u.CreatedAt}
}

// emailKey is what makes two addresses the same account.
func emailKey(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// UserByEmail is the account with the hash of its password ("" for none);
// ErrNotFound if there is none.
func (s *Store) UserByEmail(ctx context.Context, email string) (u onus.User, hash string, err error) {
	return u, hash, s.row(ctx, "SELECT "+userColumns+", password_hash FROM users WHERE email_key = $1",
		[]any{emailKey(email)}, append(userPtr(&u), &hash)...)
}

// Users are all accounts by e-mail address.
func (s *Store) Users(ctx context.Context) ([]onus.User, error) {
	var all []onus.User
	err := s.each(ctx, "SELECT "+userColumns+" FROM users ORDER BY email_key", nil, func(scan func(...any) error) error {
		var u onus.User
		err := scan(userPtr(&u)...)
		all = append(all, u)
		return err
	})
	return all, err
}

// UserNames maps the e-mail addresses of a case's members, past and present, to
// their names.
func (s *Store) UserNames(ctx context.Context, caseID string) (map[string]string, error) {
	names := map[string]string{}
	err := s.each(ctx, "SELECT DISTINCT u.email, u.name FROM users u JOIN members m ON m.user_id = u.id WHERE m.case_id = $1", []any{caseID},
		func(scan func(...any) error) error {
			var email, name string
			err := scan(&email, &name)
			names[email] = name
			return err
		})
	return names, err
}

// CreateUser makes an account; hash "" is one that has no password yet. An
// address that is taken is a Problem of "email".
func (s *Store) CreateUser(ctx context.Context, who onus.Actor, u *onus.User, hash string) error {
	if err := checkUser(u); err != nil {
		return err
	}
	return s.change(ctx, who, func(x *tx) error {
		u.ID, u.CreatedAt = newID(), x.now
		err := x.exec("INSERT INTO users (id, email, email_key, name, name_key, search, password_hash, language, admin, disabled_at, created_at)"+
			" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10)",
			u.ID, strings.TrimSpace(u.Email), emailKey(u.Email), u.UserName, sortKey(u.UserName), searchText(u.Email, u.UserName),
			hash, u.Language, u.Admin, u.CreatedAt)
		if err != nil && x.s.dialect.isUnique(err) {
			return onus.Problems{"email": onus.Say("There is an account with this address already.")}
		}
		if err != nil {
			return err
		}
		return x.logAccount(onus.Change{Action: onus.ActionCreate, Noun: "users", ID: u.ID, New: u.Email, Title: u.Email})
	})
}

func checkUser(u *onus.User) error {
	problems := onus.Problems{}
	at := strings.IndexByte(u.Email, '@')
	if at < 1 || at == len(u.Email)-1 || strings.ContainsAny(u.Email, " \t\r\n\x00") || len(u.Email) > 254 {
		problems["email"] = onus.Say("Write an e-mail address, like name@example.org.")
	}
	if strings.TrimSpace(u.UserName) == "" || len(u.UserName) > 200 {
		problems["name"] = onus.Say("Write a name.")
	}
	return problems.Err()
}

// UpdateUser changes the name and the language of an account.
func (s *Store) UpdateUser(ctx context.Context, who onus.Actor, u *onus.User) error {
	if err := checkUser(u); err != nil {
		return err
	}
	return s.account(ctx, who, u.ID, "profile", "UPDATE users SET name = $1, name_key = $2, search = $3, language = $4 WHERE id = $5",
		u.UserName, sortKey(u.UserName), searchText(u.Email, u.UserName), u.Language, u.ID)
}

// SetPassword changes the hash and ends every session of the account.
func (s *Store) SetPassword(ctx context.Context, who onus.Actor, userID, hash string) error {
	return s.account(ctx, who, userID, "password", "UPDATE users SET password_hash = $1 WHERE id = $2", hash, userID)
}

// SetDisabled locks an account or unlocks it, and ends its sessions.
func (s *Store) SetDisabled(ctx context.Context, who onus.Actor, userID string, disabled bool) error {
	at := int64(0)
	if disabled {
		at = s.now().UnixMilli()
	}
	return s.account(ctx, who, userID, "disabled", "UPDATE users SET disabled_at = $1 WHERE id = $2", at, userID)
}

// account changes one account. What changed is logged, its values are not.
func (s *Store) account(ctx context.Context, who onus.Actor, userID, field, query string, args ...any) error {
	return s.change(ctx, who, func(x *tx) error {
		var email string
		if err := x.row("SELECT email FROM users WHERE id = $1", []any{userID}, &email); err != nil {
			return err
		}
		if err := x.exec(query, args...); err != nil {
			return err
		}
		if field != "profile" {
			if err := x.exec("DELETE FROM sessions WHERE user_id = $1", userID); err != nil {
				return err
			}
			if err := x.exec("DELETE FROM one_time_tokens WHERE user_id = $1", userID); err != nil {
				return err
			}
		}
		return x.logAccount(onus.Change{Action: onus.ActionUpdate, Noun: "users", ID: userID, Field: field, Title: email})
	})
}

// FirstAdmin is an administrator who can sign in, or ErrNotFound: then somebody
// has to be let in by a one-time address. The second result is an
// administrator without a password, if there is one.
func (s *Store) FirstAdmin(ctx context.Context) (ready onus.User, waiting onus.User, err error) {
	all, err := s.Users(ctx)
	if err != nil {
		return ready, waiting, err
	}
	for _, u := range all {
		switch {
		case !u.Admin || u.DisabledAt != 0:
		case u.HasPassword:
			return u, waiting, nil
		case waiting.ID == "":
			waiting = u
		}
	}
	return ready, waiting, onus.ErrNotFound
}

// IsNotFound says whether err is ErrNotFound.
func IsNotFound(err error) bool { return errors.Is(err, onus.ErrNotFound) }
