package e2e

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/playwright-community/playwright-go"

	"onus"
	"onus/db"
	"onus/demo"
	"onus/handlers"
	"onus/reading"
	"onus/words"
)

// What all tests of this package share: one browser, and one server with the
// demonstration case. A test that changes anything makes a case of its own.
var (
	browser   playwright.Browser
	catalogue *words.Catalogue
	house     site
)

// site is a running server.
type site struct {
	store *db.Store
	url   string
	demo  string // id of the demonstration case
	admin onus.User
	// child is the program that reads documents; "": nobody reads any.
	child string
}

const (
	adminEmail = "admin@example.org"
	password   = "correct horse battery"
)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	pw, b, err := launch()
	if errors.Is(err, errNoBrowser) {
		fmt.Println("The browser tests are skipped:", err)
		return 0, nil
	}
	if err != nil {
		return 1, err
	}
	browser = b
	defer func() { err = errors.Join(err, pw.Stop()) }()
	if catalogue, err = words.Load(); err != nil {
		return 1, err
	}
	if err := os.MkdirAll(pictures(), 0o755); err != nil {
		return 1, err
	}
	dir, err := os.MkdirTemp("", "onus-e2e-")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	stop, err := house.start(dir)
	if err != nil {
		return 1, err
	}
	// The tests have closed their browser contexts when they end: before the server.
	defer func() { err = errors.Join(err, b.Close(), stop()) }()
	return m.Run(), nil
}

// start serves a new database as the program does.
func (s *site) start(dir string) (stop func() error, err error) {
	ctx := context.Background()
	if s.store, err = db.Open(ctx, db.Config{Folder: dir}); err != nil {
		return nil, err
	}
	if err := s.store.Migrate(ctx); err != nil {
		return nil, err
	}
	hash, err := handlers.HashPassword(password)
	if err != nil {
		return nil, err
	}
	s.admin = onus.User{Email: adminEmail, UserName: "Ada Min", Admin: true, HasPassword: true}
	if err := s.store.CreateUser(ctx, onus.Actor{}, &s.admin, hash); err != nil {
		return nil, err
	}
	if s.demo, err = demo.Load(ctx, s.store, s.admin); err != nil {
		return nil, err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.url = "http://" + l.Addr().String()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	desk, stopReading := s.startReading(dir, log)
	h, err := handlers.New(handlers.Config{Store: s.store, PublicURL: s.url, Log: log, Reading: desk})
	if err != nil {
		return nil, err
	}
	server := h.HTTPServer(l.Addr().String())
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	return func() error {
		err := errors.Join(server.Shutdown(ctx), <-served)
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		stopReading()
		return errors.Join(err, s.store.Close())
	}, nil
}

// startReading reads what waits in the store, if there is a program to do it.
func (s *site) startReading(dir string, log *slog.Logger) (desk *reading.Desk, stop func()) {
	if s.child == "" {
		return nil, func() {}
	}
	desk = reading.NewDesk(reading.DeskConfig{Store: s.store, Command: []string{s.child, "read-document", "--cache", dir},
		Folder: filepath.Join(dir, "cache"), Log: log})
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { desk.Run(ctx) })
	return desk, func() {
		cancel()
		running.Wait()
		desk.Close()
	}
}

// user makes an account for one test; its name is what the interface shows.
func (s *site) user(t *testing.T, name string) onus.User {
	t.Helper()
	u := onus.User{Email: db.RequestID() + "@example.org", UserName: name, HasPassword: true}
	must(t, s.store.CreateUser(t.Context(), onus.Actor{}, &u, s.hash(t)))
	return u
}

// hash takes the administrator's: each costs as much as it should.
func (s *site) hash(t *testing.T) string {
	t.Helper()
	_, hash, err := s.store.UserByEmail(t.Context(), adminEmail)
	must(t, err)
	return hash
}

// newCase makes an empty case with u as its lead.
func (s *site) newCase(t *testing.T, u onus.User, title string) string {
	t.Helper()
	c := &onus.Case{Title: title, Status: "open", Language: "en", Currency: "USD"}
	must(t, s.store.CreateCase(t.Context(), onus.Actor{Email: u.Email}, u.ID, c))
	return c.ID
}

func (s *site) member(t *testing.T, lead onus.User, caseID, role, name string) onus.User {
	t.Helper()
	u := s.user(t, name)
	m := &onus.Member{Head: onus.Head{CaseID: caseID}, Role: role, Email: u.Email}
	must(t, s.store.AddMember(t.Context(), onus.Actor{Email: lead.Email}, m))
	return u
}

// add puts things into a case without the browser.
func (s *site) add(t *testing.T, u onus.User, caseID string, things ...onus.Thing) {
	t.Helper()
	for _, th := range things {
		th.Base().CaseID = caseID
		must(t, s.store.Create(t.Context(), onus.Actor{Email: u.Email}, th))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// inBothLanguages runs a test as a subtest in English and one in Dutch.
func inBothLanguages(t *testing.T, test func(t *testing.T, lang string)) {
	t.Parallel()
	for _, lang := range []string{"en", "nl"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			test(t, lang)
		})
	}
}

// beside is a path beside the project, where the seed and the corpus may be.
func beside(path string) string { return filepath.Join("..", "..", "shared", path) }
