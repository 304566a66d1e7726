package main

import (
	"context"
	"errors"
	"fmt"

	"onus"
	"onus/db"
	"onus/demo"
	"onus/handlers"
)

// prepare makes the first administrator and the demonstration case where they
// are missing. It answers an administrator; one without a password is let in by
// a one-time address.
func (p *program) prepare(ctx context.Context, store *db.Store, withDemo bool) (onus.User, error) {
	admin, err := p.firstAdmin(ctx, store)
	if err != nil || !withDemo || admin.ID == "" {
		return admin, err
	}
	empty, err := store.IsEmpty(ctx)
	if err == nil && empty {
		_, err = demo.Load(ctx, store, admin)
	}
	return admin, err
}

// firstAdmin finds an administrator, or makes one.
func (p *program) firstAdmin(ctx context.Context, store *db.Store) (onus.User, error) {
	ready, waiting, err := store.FirstAdmin(ctx)
	switch {
	case err == nil:
		return ready, nil
	case !errors.Is(err, onus.ErrNotFound):
		return ready, err
	case waiting.ID != "":
		return waiting, nil
	}
	u := onus.User{Email: p.getenv("ONUS_ADMIN_EMAIL"), UserName: "Administrator", Admin: true}
	password, hash := p.getenv("ONUS_ADMIN_PASSWORD"), ""
	switch {
	case u.Email == "" && password != "":
		return u, errors.New("ONUS_ADMIN_PASSWORD is set, ONUS_ADMIN_EMAIL is not")
	case u.Email == "":
		u.Email = "admin@localhost"
	case password != "":
		if hash, err = p.hash(password); err != nil {
			return u, fmt.Errorf("ONUS_ADMIN_PASSWORD: %w", err)
		}
	}
	u.HasPassword = hash != ""
	err = store.CreateUser(ctx, onus.Actor{Email: u.Email, Reason: "first start"}, &u, hash)
	var problems onus.Problems
	if errors.As(err, &problems) {
		return u, fmt.Errorf("make the first administrator %s: %s", u.Email, problems["email"].Error())
	}
	return u, err
}

// hash warns of a password that people would not be allowed to choose: whoever
// runs the server decides.
func (p *program) hash(password string) (string, error) {
	if handlers.WeakPassword(password) {
		fmt.Fprintln(p.stderr, "onus: warning: this password is short; people have to choose one of at least 12 characters")
	}
	return handlers.HashPassword(password)
}
