package handlers

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"onus"
)

// The bounds of a password. The upper one is far above what anybody types.
const (
	minPassword = 12   // characters
	maxPassword = 1000 // bytes
)

// hashParams are OWASP's second choice for argon2id, RFC 9106: 19 MiB of memory
// and some 30 ms a hash.
var hashParams = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// nobodysHash is what a password is compared with when there is no account: it
// takes as long as another and no password is known that fits it.
var nobodysHash = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashParams.Memory, hashParams.Iterations, hashParams.Parallelism,
	base64.RawStdEncoding.EncodeToString(make([]byte, hashParams.SaltLength)), base64.RawStdEncoding.EncodeToString(make([]byte, hashParams.KeyLength)))

// HashPassword is the hash that the store keeps of a password.
func HashPassword(password string) (string, error) {
	if len(password) > maxPassword {
		return "", onus.Say("A password has at most %d bytes.", maxPassword)
	}
	return argon2id.CreateHash(normal(password), &hashParams)
}

// WeakPassword says whether people would not be allowed to choose this one.
func WeakPassword(password string) bool { return utf8.RuneCountInString(password) < minPassword }

// normal makes the same letters the same bytes, whatever keyboard they come from.
func normal(password string) string { return norm.NFC.String(password) }

// checkPassword says why a new password is refused.
func checkPassword(password string) error {
	switch {
	case WeakPassword(password):
		return onus.Say("Use at least %d characters: a short sentence is a good password.", minPassword)
	case len(password) > maxPassword:
		return onus.Say("A password has at most %d bytes.", maxPassword)
	}
	return nil
}

// How many passwords are hashed at once, and who else waits, for how long:
// beyond that the server is busy, since each hash costs a processor and 19 MiB.
const (
	hashesAtOnce = 2
	hashQueue    = 16
	hashPatience = 3 * time.Second
)

// passwords hashes and checks passwords, and slows down whoever guesses.
type passwords struct {
	now       func() time.Time
	patience  time.Duration
	slots     chan struct{}
	waiting   atomic.Int32
	hashed    atomic.Int64 // how many comparisons were made, for the tests
	accounts  *throttle
	addresses *throttle
}

func newPasswords() *passwords {
	return &passwords{
		now: time.Now, patience: hashPatience, slots: make(chan struct{}, hashesAtOnce),
		accounts:  newThrottle(5, 15*time.Minute),
		addresses: newThrottle(20, time.Minute), // many people may share one
	}
}

// attempt is somebody who says who they are. Hash is "" for an unknown account
// and one without a password; a locked one is refused even if it fits.
type attempt struct {
	account, address string
	password, hash   string
	locked           bool
}

var errWrongPassword = errors.New("wrong password")

// waitError refuses an attempt that comes too soon after too many failures.
type waitError struct{ left time.Duration }

func (e *waitError) Error() string { return "too many attempts, wait " + e.left.String() }

// verify answers nil if the password fits, else errWrongPassword, a waitError,
// or ErrBusy. A refusal does not tell which accounts there are, nor does the
// time that it takes.
func (p *passwords) verify(ctx context.Context, a attempt) error {
	account, address := accountKey(a.account), addressKey(a.address)
	if err := p.mayTry(account, address); err != nil {
		return err
	}
	release, err := p.slot(ctx)
	if err != nil {
		return err
	}
	defer release()
	// Again: of many attempts that wait in the queue, the first may have failed.
	if err := p.mayTry(account, address); err != nil {
		return err
	}
	hash := a.hash
	if hash == "" {
		hash = nobodysHash
	}
	p.hashed.Add(1)
	fits, err := argon2id.ComparePasswordAndHash(normal(a.password), hash)
	if err != nil {
		return fmt.Errorf("compare a password: %w", err)
	}
	if !fits || a.hash == "" || a.locked {
		p.accounts.fail(account, p.now())
		p.addresses.fail(address, p.now())
		return errWrongPassword
	}
	p.accounts.forget(account)
	return nil
}

func (p *passwords) mayTry(account, address throttleKey) error {
	now := p.now()
	if left := max(p.accounts.wait(account, now), p.addresses.wait(address, now)); left > 0 {
		return &waitError{left}
	}
	return nil
}

// hash makes the hash of a new password.
func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	release, err := p.slot(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	return HashPassword(password)
}

// slot waits until fewer than hashesAtOnce are at work; ErrBusy if too many wait
// already, or for too long.
func (p *passwords) slot(ctx context.Context) (release func(), err error) {
	release = func() { <-p.slots }
	select {
	case p.slots <- struct{}{}:
		return release, nil
	default:
	}
	if p.waiting.Add(1) > hashQueue {
		p.waiting.Add(-1)
		return nil, onus.ErrBusy
	}
	defer p.waiting.Add(-1)
	patience := time.NewTimer(p.patience)
	defer patience.Stop()
	select {
	case p.slots <- struct{}{}:
		return release, nil
	case <-patience.C:
	case <-ctx.Done(): // whoever asked has gone
	}
	return nil, onus.ErrBusy
}
