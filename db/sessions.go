package db

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"onus"
)

// SessionLimits end a session: Idle after the last request, Absolute after
// signing in.
type SessionLimits struct{ Idle, Absolute time.Duration }

// newToken is 32 random bytes for a cookie or an address, and its key, the
// SHA-256 that is stored.
func newToken() (token, key string) {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails; crypto/rand ends the program instead
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, tokenKey(token)
}

func tokenKey(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// StartSession signs a user in and returns the token for the cookie. Sessions
// that are over are swept on the way.
func (s *Store) StartSession(ctx context.Context, userID string, limits SessionLimits) (token string, err error) {
	return token, s.change(ctx, onus.Actor{}, func(x *tx) error {
		var key string
		token, key = newToken()
		err := x.exec("DELETE FROM sessions WHERE created_at < $1 OR seen_at < $2",
			x.now-limits.Absolute.Milliseconds(), x.now-limits.Idle.Milliseconds())
		if err != nil {
			return err
		}
		return x.exec("INSERT INTO sessions (key, user_id, created_at, seen_at) VALUES ($1, $2, $3, $3)", key, userID, x.now)
	})
}

// touchEvery bounds how often a request writes that its session is alive.
const touchEvery = time.Minute

// Session is the user of a token; ErrNotFound if the session is over, unknown,
// or the account disabled.
func (s *Store) Session(ctx context.Context, token string, limits SessionLimits) (u onus.User, err error) {
	u, seen, err := s.session(ctx, token, limits)
	if err == nil && s.now().UnixMilli()-seen > touchEvery.Milliseconds() {
		// Who may read may still read when the disk is full.
		err := s.change(ctx, onus.Actor{}, func(x *tx) error {
			return x.exec("UPDATE sessions SET seen_at = $1 WHERE key = $2", x.now, tokenKey(token))
		})
		if err != nil {
			s.log.Warn("a session is not kept alive", "err", err)
		}
	}
	return u, err
}

// IsSession fails with ErrNotFound when a session is over. Asking does not keep it alive.
func (s *Store) IsSession(ctx context.Context, token string, limits SessionLimits) error {
	_, _, err := s.session(ctx, token, limits)
	return err
}

func (s *Store) session(ctx context.Context, token string, limits SessionLimits) (u onus.User, seen int64, err error) {
	key := tokenKey(token)
	var created int64
	err = s.row(ctx, "SELECT u.id, u.email, u.name, u.language, u.admin, u.password_hash <> '', u.disabled_at, u.created_at, s.created_at, s.seen_at"+
		" FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.key = $1", []any{key}, append(userPtr(&u), &created, &seen)...)
	if err != nil {
		return u, 0, err
	}
	now := s.now().UnixMilli()
	if u.DisabledAt != 0 || now-created > limits.Absolute.Milliseconds() || now-seen > limits.Idle.Milliseconds() {
		return onus.User{}, 0, onus.ErrNotFound
	}
	return u, seen, nil
}

// EndSession signs out; an unknown token is no error.
func (s *Store) EndSession(ctx context.Context, token string) error {
	return s.change(ctx, onus.Actor{}, func(x *tx) error {
		return x.exec("DELETE FROM sessions WHERE key = $1", tokenKey(token))
	})
}

// OneTimeTTL is how long a one-time sign-in address is good for.
const OneTimeTTL = 15 * time.Minute

// OneTimeToken makes the secret of a one-time sign-in address.
func (s *Store) OneTimeToken(ctx context.Context, userID string) (token string, err error) {
	return token, s.change(ctx, onus.Actor{}, func(x *tx) error {
		var key string
		token, key = newToken()
		if err := x.exec("DELETE FROM one_time_tokens WHERE expires_at < $1", x.now); err != nil {
			return err
		}
		return x.exec("INSERT INTO one_time_tokens (key, user_id, expires_at) VALUES ($1, $2, $3)", key, userID, x.now+OneTimeTTL.Milliseconds())
	})
}

// UseToken spends a one-time token and returns whose it was; ErrNotFound if it
// was used before, is too old, unknown, or of a disabled account.
func (s *Store) UseToken(ctx context.Context, token string) (u onus.User, err error) {
	return u, s.change(ctx, onus.Actor{}, func(x *tx) error {
		var userID string
		err := x.row("DELETE FROM one_time_tokens WHERE key = $1 AND expires_at >= $2 RETURNING user_id", []any{tokenKey(token), x.now}, &userID)
		if err != nil {
			return err
		}
		return x.row("SELECT "+userColumns+" FROM users WHERE id = $1 AND disabled_at = 0", []any{userID}, userPtr(&u)...)
	})
}
