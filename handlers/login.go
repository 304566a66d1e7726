package handlers

import (
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"onus"
	"onus/views"
)

func (s *Server) home(q *request) error {
	if q.user.ID == "" {
		return seeOther(q, "/login")
	}
	return seeOther(q, "/cases")
}

func (s *Server) loginPage(q *request) error {
	next := localPath(q.QueryParam("next"))
	if q.user.ID != "" {
		return seeOther(q, next)
	}
	return s.render(q, http.StatusOK, views.LoginPage(s.page(q, q.w.T("Sign in"), ""), s.loginForm(q, next, "")))
}

// login answers the same to an unknown address, a wrong password and a disabled
// account.
func (s *Server) login(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	email, _ := q.posted("email")
	password, _ := q.posted("password")
	next, _ := q.posted("next")
	u, err := s.authenticate(q, email, password)
	if text, refused := s.refusal(q, err); refused {
		f := s.loginForm(q, localPath(next), email)
		f.Problems = []views.Problem{{Text: text}}
		return s.render(q, http.StatusUnprocessableEntity, views.LoginPage(s.page(q, q.w.T("Sign in"), ""), f))
	}
	if err != nil {
		return err
	}
	if err := s.signIn(q, u); err != nil {
		return err
	}
	return seeOther(q, localPath(next))
}

// authenticate is the user with this address and password.
func (s *Server) authenticate(q *request, email, password string) (onus.User, error) {
	ctx := q.Request().Context()
	u, hash, err := s.Store.UserByEmail(ctx, email)
	if err != nil && !errors.Is(err, onus.ErrNotFound) {
		return u, err
	}
	return u, s.passwords.verify(ctx, attempt{account: email, address: q.RealIP(), password: password, hash: hash, locked: u.DisabledAt != 0})
}

// refusal is the sentence for a password that was not accepted.
func (s *Server) refusal(q *request, err error) (text string, refused bool) {
	var wait *waitError
	switch {
	case errors.Is(err, errWrongPassword):
		s.Log.Info("sign-in refused", "from", q.RealIP())
		return q.w.T("No account has this address and this password, or the account is disabled."), true
	case errors.As(err, &wait):
		return s.waitSentence(q, wait.left), true
	}
	return "", false
}

func (s *Server) waitSentence(q *request, left time.Duration) string {
	seconds := int(math.Ceil(left.Seconds()))
	q.Response().Header().Set("Retry-After", strconv.Itoa(seconds))
	if seconds <= 60 {
		return q.w.N("Too many attempts. Wait one second, then try again.", "Too many attempts. Wait %s seconds, then try again.", seconds)
	}
	return q.w.N("Too many attempts. Wait one minute, then try again.", "Too many attempts. Wait %s minutes, then try again.", (seconds+59)/60)
}

func (s *Server) loginForm(q *request, next, email string) views.Form {
	return views.Form{
		ID: "login", Title: q.w.T("Sign in"), Action: "/login", Submit: q.w.T("Sign in"),
		Hidden: []views.Field{{Name: "next", Value: next}},
		Sets: []views.Fieldset{{Fields: []views.Field{
			{Name: "email", Label: q.w.T("E-mail address"), Value: email, Input: "email", Required: true},
			{Name: "password", Label: q.w.T("Password"), Input: "password", Required: true},
		}}},
	}
}

// signIn starts a session of its own; the one that this browser had is over.
func (s *Server) signIn(q *request, u onus.User) error {
	ctx := q.Request().Context()
	if q.token != "" {
		if err := s.Store.EndSession(ctx, q.token); err != nil {
			return err
		}
	}
	token, err := s.Store.StartSession(ctx, u.ID, s.limits)
	if err != nil {
		return err
	}
	s.setCookie(q, token)
	return nil
}

// oneTimeLogin spends a one-time address. A browser that only looks ahead does
// not spend it.
func (s *Server) oneTimeLogin(q *request) error {
	r := q.Request()
	q.Response().Header().Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return q.NoContent(http.StatusOK)
	}
	if r.Header.Get("Sec-Purpose") != "" || r.Header.Get("Purpose") != "" {
		return q.NoContent(http.StatusServiceUnavailable)
	}
	u, err := s.Store.UseToken(r.Context(), q.Param("token"))
	if errors.Is(err, onus.ErrNotFound) {
		title := q.w.T("Not a valid sign-in address")
		text := q.w.T("This sign-in address was used already, is older than 15 minutes, or is not complete. Ask for a new one.")
		return s.render(q, http.StatusNotFound, views.ErrorPage(s.page(q, title, ""), title, text, ""))
	}
	if err != nil {
		return err
	}
	if err := s.signIn(q, u); err != nil {
		return err
	}
	return seeOther(q, "/cases")
}

func (s *Server) logout(q *request) error {
	if q.token != "" {
		if err := s.Store.EndSession(q.Request().Context(), q.token); err != nil {
			return err
		}
	}
	s.hub.recheck()
	s.setCookie(q, "")
	return seeOther(q, "/login")
}

// localPath is next if it is a path of this server, else /cases. Browsers read
// // and /\ as the beginning of another host, and skip control characters.
func localPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || len(next) > 2000 || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") ||
		strings.ContainsFunc(next, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }) {
		return "/cases"
	}
	return next
}
