package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"onus"
	"onus/db"
)

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Add an account."`
	Disable userDisableCmd `cmd:"" help:"Lock an account and sign it out."`
	Reset   userResetCmd   `cmd:"" help:"Take the password of an account away and print an address that signs in once."`
}

type userAddCmd struct {
	Email         string `required:"" placeholder:"E" help:"E-mail address."`
	Name          string `required:"" placeholder:"N" help:"Name."`
	Admin         bool   `help:"Make an administrator."`
	PasswordStdin bool   `help:"Read the password from standard input. Without it, an address that signs in once is printed."`
}

// operator is who the history names for what is done on the command line.
var operator = onus.Actor{Reason: "command line"}

func (c *userAddCmd) Run(ctx context.Context, p *program) error {
	hash := ""
	if c.PasswordStdin {
		password, err := readPassword(p.stdin)
		if err == nil {
			hash, err = p.hash(password)
		}
		if err != nil {
			return err
		}
	}
	store, err := p.openAndMigrate(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	u := onus.User{Email: strings.TrimSpace(c.Email), UserName: strings.TrimSpace(c.Name), Admin: c.Admin}
	if err := store.CreateUser(ctx, operator, &u, hash); err != nil {
		return fmt.Errorf("add %s: %w", c.Email, err)
	}
	if hash == "" {
		return p.printOneTime(ctx, store, u)
	}
	return nil
}

// readPassword reads one line, without its end.
func readPassword(r io.Reader) (string, error) {
	b, err := io.ReadAll(io.LimitReader(r, 64<<10))
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	password := strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r")
	if password == "" || strings.ContainsAny(password, "\r\n") {
		return "", errors.New("standard input must be one line, the password")
	}
	return password, nil
}

type userDisableCmd struct {
	Email string `arg:"" placeholder:"E" help:"E-mail address."`
}

func (c *userDisableCmd) Run(ctx context.Context, p *program) error {
	return p.withUser(ctx, c.Email, func(store *db.Store, u onus.User) error {
		return store.SetDisabled(ctx, operator, u.ID, true)
	})
}

type userResetCmd struct {
	Email string `arg:"" placeholder:"E" help:"E-mail address."`
}

func (c *userResetCmd) Run(ctx context.Context, p *program) error {
	return p.withUser(ctx, c.Email, func(store *db.Store, u onus.User) error {
		if u.DisabledAt != 0 {
			return fmt.Errorf("the account %s is disabled: enable it under People and accounts first", u.Email)
		}
		if err := store.SetPassword(ctx, operator, u.ID, ""); err != nil {
			return err
		}
		return p.printOneTime(ctx, store, u)
	})
}

func (p *program) printOneTime(ctx context.Context, store *db.Store, u onus.User) error {
	token, err := store.OneTimeToken(ctx, u.ID)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s/login/%s\n", p.publicURL(p.flags.Addr), token)
	return nil
}

// withUser runs f on an account that exists.
func (p *program) withUser(ctx context.Context, email string, f func(*db.Store, onus.User) error) error {
	store, err := p.openExisting(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	u, _, err := store.UserByEmail(ctx, email)
	if errors.Is(err, onus.ErrNotFound) {
		return fmt.Errorf("there is no account %s", email)
	}
	if err != nil {
		return err
	}
	return f(store, u)
}
