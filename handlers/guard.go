package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"onus"
	"onus/db"
	"onus/words"
)

// request is one request with what the guard found out about it.
type request struct {
	echo.Context
	user   onus.User  // zero: nobody is signed in
	in     db.CaseRow // the case and the user's role in it; zero outside a case
	w      *words.Words
	token  string            // of the session
	upload *onus.File        // that came with a form; see readUpload
	people map[string]string // names by address; see personName
}

// errSignIn: the route needs somebody to sign in first.
var errSignIn = errors.New("sign in first")

// guard is the one place where rights are asked. Membership is read anew for
// every request, so that a removed member gets nothing more.
func (s *Server) guard(r route) echo.HandlerFunc {
	return func(c echo.Context) error {
		q := &request{Context: c}
		c.Set(requestKey, q)
		if err := s.identify(q); err != nil && r.path != healthPath && r.path != readyPath {
			return err
		}
		if slices.ContainsFunc(q.ParamValues(), func(v string) bool { return !isText(v) }) {
			return onus.ErrNotFound
		}
		if err := s.authorize(q, r.action); err != nil {
			return err
		}
		if r.action.OfCase() {
			c.Response().Header().Set("Cache-Control", "no-store")
		}
		if r.method == post && r.path != uploadPath && r.path != evidencePath && r.path != addingPath && r.path != importPath {
			c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, maxForm)
		}
		return r.serve(s, q)
	}
}

// requestKey is where the guard leaves the request for the error page.
const requestKey = "request"

// identify finds out who asks, and in which language: that is known even when
// the session cannot be read, for the page that says so.
func (s *Server) identify(q *request) error {
	err := s.readSession(q)
	q.w = s.words.For(words.Match(q.user.Language, q.Request().Header.Get("Accept-Language")))
	return err
}

func (s *Server) readSession(q *request) error {
	cookie, err := q.Cookie(s.cookieName())
	if err != nil {
		return nil //nolint:nilerr // no cookie: nobody is signed in
	}
	u, err := s.Store.Session(q.Request().Context(), cookie.Value, s.limits)
	if errors.Is(err, onus.ErrNotFound) {
		return nil
	}
	if err == nil {
		q.user, q.token = u, cookie.Value
	}
	return err
}

func (s *Server) authorize(q *request, a onus.Action) error {
	if a == onus.Public {
		return nil
	}
	if q.user.ID == "" {
		return errSignIn
	}
	if a == onus.SignedIn {
		return nil
	}
	if a == onus.Administer {
		if !q.user.Admin {
			return onus.ErrNotFound
		}
		return nil
	}
	in, err := s.Store.Access(q.Request().Context(), q.user.ID, q.Param("case"))
	if err != nil {
		return err
	}
	q.in = in
	if !onus.May(in.Role, a) {
		return onus.ErrForbidden
	}
	return nil
}

// cookieName: browsers accept a __Host- cookie from https only, and send it to
// this host alone.
func (s *Server) cookieName() string {
	if s.secure {
		return "__Host-onus"
	}
	return "onus"
}

func (s *Server) setCookie(c echo.Context, token string) {
	cookie := &http.Cookie{Name: s.cookieName(), Value: token, Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode} //nolint:gosec // Secure wherever it is https
	if token == "" {
		cookie.MaxAge = -1
	}
	c.SetCookie(cookie)
}

// actor is who the change log names, with the reason that was typed.
func (q *request) actor() onus.Actor {
	return onus.Actor{Email: q.user.Email, Reason: strings.TrimSpace(q.typed("reason"))}
}

func (q *request) caseURL(parts ...string) string {
	return "/cases/" + url.PathEscape(q.in.ID) + strings.Join(parts, "")
}

// isFragment: htmx asks for a part of a page, not for the page itself.
func (q *request) isFragment() bool {
	h := q.Request().Header
	return h.Get("HX-Request") == "true" && h.Get("HX-Boosted") != "true" && h.Get("HX-History-Restore-Request") != "true"
}
