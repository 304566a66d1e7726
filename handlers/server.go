// Package handlers answers HTTP requests: it reads the request into the nouns of
// package onus, calls one method of the store, and renders a page, a fragment or
// a file.
package handlers

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"onus/assets"
	"onus/db"
	"onus/reading"
	"onus/words"
)

// Config is what a server is made of.
type Config struct {
	Store     *db.Store
	PublicURL string // as people reach it; https makes the cookies Secure
	Log       *slog.Logger
	Idle      time.Duration // a session ends so long after its last request; 0: 30 minutes
	MaxUpload int64         // bytes; 0: 100 MiB
	CaseQuota int64         // bytes that the files of a case may take; 0: no limit
	MinFree   int64         // bytes of the disk that uploads leave free
	Reading   *reading.Desk // reads files and makes pictures of pages; nil: nobody does
	// TrustProxy takes the client's address from X-Forwarded-For as a proxy on a
	// private network sets it.
	TrustProxy bool
}

// Server holds what the handlers need.
type Server struct {
	Config
	words     *words.Catalogue
	assets    *assets.Assets
	passwords *passwords
	labels    map[string]label
	markdown  markdown
	hub       *hub
	imports   imports
	secure    bool
	limits    db.SessionLimits
	handler   http.Handler
	verifying *verifying
	stamp     stamper // nil: PDFs are not stamped
}

// The bounds of a request. A form of 1 MiB holds every field of a claim filled
// to its limit.
const (
	maxForm        = 1 << 20
	defaultUpload  = 100 << 20
	defaultIdle    = 30 * time.Minute
	absoluteExpiry = 12 * time.Hour
)

// New makes a server. It fails if a route does not say what it needs.
func New(c Config) (*Server, error) {
	s := &Server{Config: c, labels: fieldLabels(), markdown: newMarkdown(), verifying: newVerifying()}
	if s.Log == nil {
		s.Log = slog.Default()
	}
	if s.Idle == 0 {
		s.Idle = defaultIdle
	}
	if s.MaxUpload == 0 {
		s.MaxUpload = defaultUpload
	}
	s.limits = db.SessionLimits{Idle: s.Idle, Absolute: absoluteExpiry}
	s.secure = strings.HasPrefix(c.PublicURL, "https://")
	var err error
	if s.words, err = words.Load(); err != nil {
		return nil, err
	}
	if s.assets, err = assets.New(); err != nil {
		return nil, err
	}
	s.passwords = newPasswords()
	s.hub = newHub(c.Store)
	if c.Reading != nil {
		s.stamp = c.Reading.Stamp
	}
	s.handler, err = s.build(routes())
	return s, err
}

// Handler is the whole of the web interface.
func (s *Server) Handler() http.Handler { return s.handler }

// HTTPServer wraps the handler with time-outs: a client that sends its header or
// reads its answer one byte at a time does not keep a connection for ever. An
// upload or an export may take its time; see slow.
func (s *Server) HTTPServer(addr string) *http.Server {
	server := &http.Server{
		Addr: addr, Handler: s.handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(s.verifying.stop)
	server.RegisterOnShutdown(s.hub.stop)
	return server
}

func (s *Server) build(all []route) (http.Handler, error) {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = s.fail
	e.IPExtractor = echo.ExtractIPDirect()
	if s.TrustProxy {
		e.IPExtractor = echo.ExtractIPFromXFFHeader()
	}
	e.GET("/assets/*", echo.WrapHandler(s.assets))
	if err := s.mount(e, all); err != nil {
		return nil, err
	}
	sameOrigin := http.NewCrossOriginProtection()
	if u, err := url.Parse(s.PublicURL); err == nil && u.Host != "" {
		if err := sameOrigin.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			return nil, err
		}
	}
	sameOrigin.SetDenyHandler(s.deny(e))
	return headers(s.secure, compress(strict(sameOrigin.Handler(e), s.deny(e)))), nil
}
