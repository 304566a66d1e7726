package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"onus"
	"onus/db"
	"onus/handlers"
)

type serveCmd struct {
	Demo       bool          `variable:"ONUS_DEMO" help:"Put the demonstration case into an empty database."`
	Idle       time.Duration `default:"30m" placeholder:"TIME" variable:"ONUS_IDLE" help:"Sign people out so long after their last request (30m)."`
	MaxUpload  int64         `default:"2147483648" placeholder:"BYTES" variable:"ONUS_MAX_UPLOAD" help:"The largest file that can be uploaded (2147483648: 2 GiB)."`
	CaseQuota  int64         `default:"53687091200" placeholder:"BYTES" variable:"ONUS_CASE_QUOTA" help:"What the files of one case may take together (53687091200: 50 GiB); 0 sets no limit."`
	MinFree    int64         `default:"1073741824" placeholder:"BYTES" variable:"ONUS_MIN_FREE" help:"How much of the disk uploads leave free (1073741824: 1 GiB)."`
	TrustProxy bool          `variable:"ONUS_TRUST_PROXY" help:"Take a visitor's address from X-Forwarded-For, as a proxy on this network sets it."`
}

// Help is the end of the help.
func (*serveCmd) Help() string {
	return "ONUS_ADMIN_EMAIL and ONUS_ADMIN_PASSWORD make the first administrator, at the first start only. " +
		"Without them an address that signs in once, within 15 minutes, is printed."
}

// Validate refuses what cannot work.
func (c *serveCmd) Validate() error {
	if c.Idle < time.Minute || c.MaxUpload < 1 {
		return errors.New("--idle is at least 1m and --max-upload at least 1")
	}
	if c.CaseQuota < 0 || c.MinFree < 0 {
		return errors.New("--case-quota and --min-free are 0 or more")
	}
	return nil
}

// Validate refuses an address that would make links and cookies wrong.
func (f *flags) Validate() error {
	if f.PublicURL == "" {
		return nil
	}
	u, err := url.Parse(f.PublicURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" {
		return errors.New("--public-url is like https://onus.example.org")
	}
	return nil
}

// gcPercent lets the heap grow to four times what is live before it is cleared
// up. A page leaves a hundred times more garbage than the little that stays:
// bench/README.md has what it saves and what it costs. GOGC sets it otherwise.
const gcPercent = 300

// Run serves until ctx ends.
func (c *serveCmd) Run(ctx context.Context, p *program) error {
	if p.getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	// First, so that a second server on the same folder touches nothing.
	listener, err := listen(ctx, p.flags.Addr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
	store, err := p.openAndMigrate(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()

	// A signal ends the program after this, not amid it.
	admin, err := p.prepare(context.WithoutCancel(ctx), store, c.Demo)
	if err != nil {
		return err
	}
	desk, stop, err := p.startReading(ctx, store)
	if err != nil {
		return err
	}
	defer stop()
	base := p.publicURL(listener.Addr().String())
	server, err := handlers.New(handlers.Config{Store: store, PublicURL: base, Log: p.log(),
		Idle: c.Idle, MaxUpload: c.MaxUpload, CaseQuota: c.CaseQuota, MinFree: c.MinFree, TrustProxy: c.TrustProxy, Reading: desk})
	if err != nil {
		return err
	}
	if err := p.greet(context.WithoutCancel(ctx), store, base, admin); err != nil {
		return err
	}
	var sweeping sync.WaitGroup
	defer sweeping.Wait()
	sweeping.Go(func() { p.sweep(ctx, store) })
	return serve(ctx, server.HTTPServer(p.flags.Addr), listener)
}

// sweep removes left-over uploads at the start and every day.
func (p *program) sweep(ctx context.Context, store *db.Store) {
	daily := time.NewTicker(24 * time.Hour)
	defer daily.Stop()
	for {
		if err := store.SweepUploads(ctx); err != nil && ctx.Err() == nil {
			p.log().Warn("left-over uploads are not removed", "err", err)
		}
		select {
		case <-daily.C:
		case <-ctx.Done():
			return
		}
	}
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("something listens on %s already: stop it, or choose another address with --addr", addr)
	}
	return l, err
}

// grace is how long requests may take to end when the server stops.
const grace = 10 * time.Second

func serve(ctx context.Context, server *http.Server, l net.Listener) error {
	broken := make(chan error, 1)
	go func() { broken <- server.Serve(l) }()
	select {
	case err := <-broken:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		_ = server.Close() // whoever is left has had time enough
	}
	return nil
}

// greet prints where to go, and an address that signs in if nobody else can let
// people in.
func (p *program) greet(ctx context.Context, store *db.Store, base string, admin onus.User) error {
	fmt.Fprintf(p.stdout, "Onus listens on %s\n", base)
	if admin.ID == "" || admin.HasPassword {
		return nil
	}
	token, err := store.OneTimeToken(ctx, admin.ID)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "Open %s/login/%s to sign in as administrator (valid for %.0f minutes, once)\n", base, token, db.OneTimeTTL.Minutes())
	return nil
}

// publicURL is how people reach the server that listens on addr.
func (p *program) publicURL(addr string) string {
	if u, err := url.Parse(p.flags.PublicURL); err == nil && u.Host != "" {
		return u.Scheme + "://" + u.Host
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "http://" + addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

func (p *program) log() *slog.Logger { return slog.New(slog.NewTextHandler(p.stderr, nil)) }
