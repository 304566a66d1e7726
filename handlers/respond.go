package handlers

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"onus"
	"onus/db"
	"onus/views"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render prints a component into a buffer first: one that fails becomes an error
// page, not half of a page.
func (s *Server) render(q *request, status int, c templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := c.Render(q.Request().Context(), b); err != nil {
		return err
	}
	h := q.Response().Header()
	h.Add("Vary", "HX-Request")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	page := b.Bytes()
	if !utf8.Valid(page) { // a refused form shows what was typed
		page = bytes.ToValidUTF8(page, []byte("\ufffd"))
	}
	h.Set("Content-Length", strconv.Itoa(len(page))) // or it goes out in chunks
	return q.Blob(status, echo.MIMETextHTMLCharsetUTF8, page)
}

// page is the frame of a page: who is signed in, the places of the case, and
// the message of the last action.
func (s *Server) page(q *request, title, place string) views.Page {
	p := views.Page{W: q.w, Title: title, Asset: s.assets.Path, Place: place, Theme: theme(q), Fragment: q.isFragment()}
	if q.user.ID != "" {
		p.User = &views.User{Name: q.user.UserName, Email: q.user.Email, Admin: q.user.Admin, NoPassword: !q.user.HasPassword}
		if !p.Fragment {
			if n, err := s.Store.UnreadNotices(q.Request().Context(), q.user.ID); err == nil && n > 0 {
				p.User.Notices = q.w.Number(n)
			}
		}
	}
	if q.in.ID != "" {
		p.Case = s.frame(q)
	}
	if f, ok := takeFlash(q); ok {
		p.Flash = append(p.Flash, f)
	}
	return p
}

// frame is the case around a page. A fragment is printed without it.
func (s *Server) frame(q *request) *views.Case {
	n, w := q.in.Counts, q.w
	c := &views.Case{ID: q.in.ID, Title: q.in.Title, Reference: q.in.Reference,
		Role: w.Code(onus.ListMemberRole, q.in.Role), CanEdit: onus.May(q.in.Role, onus.Edit)}
	if q.isFragment() {
		return c
	}
	place := func(code, label, icon string, count int64) {
		p := views.Place{Code: code, Label: label, URL: q.caseURL("/" + code), Icon: icon}
		if count >= 0 {
			p.Count = w.Number(count)
		}
		if code == "overview" {
			p.URL = q.caseURL()
		}
		c.Places = append(c.Places, p)
	}
	place("overview", w.T("Overview"), "layout-dashboard", -1)
	place(onus.Claims, w.T("Claims"), "gavel", n.Claims)
	place(onus.EvidenceNoun, w.T("Evidence"), "file-text", n.Evidence)
	place(onus.Links, w.T("Links"), "link", n.Links)
	place(onus.Annotations, w.T("Passages"), "highlighter", n.Annotations)
	place(onus.Labels, w.T("Labels"), "tag", n.Labels)
	place(onus.Parties, w.T("Parties"), "users", n.Parties)
	place(onus.Relationships, w.T("Relationships"), "network", n.Relationships)
	place(onus.Proceedings, w.T("Proceedings"), "landmark", n.Proceedings)
	place("history", w.T("History"), "history", -1)
	place(onus.Members, w.T("Members"), "user-round", n.Members)
	place("export", w.T("Export"), "download", -1)
	return c
}

// Messages travel to the next page in a cookie that it clears.

const flashCookie = "onus-flash"

// maxFlash is the most bytes of a message: browsers drop a cookie of over 4,096,
// and with it the button to undo.
const maxFlash = 1500

func (s *Server) flash(q *request, f views.Flash) {
	if len(f.Text) > maxFlash {
		f.Text = strings.ToValidUTF8(f.Text[:maxFlash], "") + "…"
	}
	b, err := json.Marshal(f)
	if err != nil {
		return
	}
	q.SetCookie(&http.Cookie{Name: flashCookie, Value: base64.RawURLEncoding.EncodeToString(b), Path: "/", MaxAge: 60, //nolint:gosec // Secure wherever it is https
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
}

// done tells what was done, with a button that undoes all changes of op.
func (s *Server) done(q *request, text, op string) {
	f := views.Flash{Kind: "done", Text: text}
	if op != "" {
		f.UndoURL = q.undoURL(op)
	}
	s.flash(q, f)
}

func (q *request) undoURL(op string) string {
	return q.caseURL("/changes/undo?op=", url.QueryEscape(op))
}

func takeFlash(q *request) (f views.Flash, ok bool) {
	cookie, err := q.Cookie(flashCookie)
	if err != nil || q.Request().Method == http.MethodHead || q.Request().Header.Get("X-Upload") != "" {
		return f, false // a script that follows the answer to an upload shows nothing
	}
	q.SetCookie(&http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1}) //nolint:gosec // it only clears
	b, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || json.Unmarshal(b, &f) != nil {
		return f, false
	}
	if !strings.HasPrefix(f.UndoURL, "/cases/") {
		f.UndoURL = ""
	}
	return f, f.Text != ""
}

// seeOther ends a change: the browser gets the next page, and reloading it
// repeats nothing.
func seeOther(q *request, path string) error { return q.Redirect(http.StatusSeeOther, path) }

// status is the one table of errors and answers.
func status(err error) int {
	var problems onus.Problems
	var httpError *echo.HTTPError
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, onus.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, onus.ErrForbidden):
		return http.StatusForbidden
	case errors.Is(err, onus.ErrConflict):
		return http.StatusConflict
	case errors.As(err, &problems):
		return http.StatusUnprocessableEntity
	case errors.As(err, &tooLarge), errors.Is(err, db.ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, onus.ErrBusy):
		return http.StatusServiceUnavailable
	case errors.Is(err, db.ErrLost):
		return http.StatusGone
	case errors.As(err, &httpError):
		return httpError.Code
	}
	return http.StatusInternalServerError
}

// fail answers every error that no handler answered itself: one plain sentence
// and a request id, nothing internal.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		s.Log.Warn("answer broken off", "err", err, "path", c.Request().URL.Path)
		return
	}
	q, ok := c.Get(requestKey).(*request)
	if !ok {
		q = &request{Context: c}
		_ = s.identify(q) // whoever cannot be known is nobody
	}
	if c.Request().Context().Err() != nil {
		return // nobody waits for the answer any more
	}
	if errors.Is(err, errSignIn) {
		err = s.askToSignIn(q)
		if err == nil {
			return
		}
	}
	code := status(err)
	id := db.RequestID()
	if code >= http.StatusInternalServerError && code != http.StatusServiceUnavailable {
		s.Log.Error("request failed", "id", id, "method", c.Request().Method, "path", c.Path(), "err", err)
	}
	if c.Request().Method == http.MethodHead {
		_ = c.NoContent(code)
		return
	}
	if code == http.StatusServiceUnavailable || code == http.StatusTooManyRequests {
		c.Response().Header().Set("Retry-After", "2")
	}
	title, text := s.sentence(q, code, err)
	p := s.page(q, title, "")
	component := views.ErrorPage(p, title, text, id)
	if p.Fragment { // an htmx request shows the sentence where messages are
		c.Response().Header().Set("HX-Retarget", "#flash")
		c.Response().Header().Set("HX-Reswap", "beforeend")
		component = views.Toast(p, views.Flash{Kind: "error", Text: text})
	}
	if e := s.render(q, code, component); e != nil {
		s.Log.Error("error page failed", "id", id, "err", e)
		_ = c.String(code, text)
	}
}

// askToSignIn sends a page to the sign-in form, and tells a program with 401.
func (s *Server) askToSignIn(q *request) error {
	r := q.Request()
	if q.isFragment() || strings.HasSuffix(r.URL.Path, ".csv") || r.Header.Get("Accept") == "text/event-stream" {
		return echo.NewHTTPError(http.StatusUnauthorized)
	}
	next := "/cases"
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		next = r.URL.RequestURI()
	}
	return seeOther(q, "/login?next="+url.QueryEscape(next))
}

func (s *Server) sentence(q *request, code int, err error) (title, text string) {
	w := q.w
	var problems onus.Problems
	if errors.As(err, &problems) {
		for _, field := range slices.Sorted(maps.Keys(problems)) { // the same one every time
			return w.T("This was refused"), w.Say(problems[field])
		}
	}
	switch code {
	case http.StatusNotFound:
		return w.T("Not found"), w.T("There is nothing at this address, or it is not yours to see.")
	case http.StatusMethodNotAllowed:
		return w.T("Not found"), w.T("This address does not take that.")
	case http.StatusForbidden:
		return w.T("Not allowed"), w.T("Your role in this case does not allow this, or the request did not come from this site.")
	case http.StatusUnauthorized:
		return w.T("Signed out"), w.T("Sign in first.")
	case http.StatusConflict:
		return w.T("Changed meanwhile"), w.T("Somebody else changed this first. Go back, reload the page and try again.")
	case http.StatusRequestEntityTooLarge:
		return w.T("Too large"), w.T("This is larger than the server takes.")
	case http.StatusServiceUnavailable:
		return w.T("Busy"), w.T("The server is busy. Try again in a moment.")
	case http.StatusTooManyRequests:
		return w.T("Busy"), w.T("Too many tabs of yours watch for changes. Close some, then reload this page.")
	case http.StatusGone:
		return w.T("Missing"), w.Say(lostText)
	case http.StatusBadRequest:
		return w.T("Not understood"), w.T("The server did not understand this request.")
	}
	return w.T("Something went wrong"), w.T("This is our fault, not yours. Nothing was saved. Tell whoever runs this server the request number.")
}

var lostText = onus.Say("The bytes of this file are missing on the server. “Verify the files” names all that are; tell whoever runs it.")

// deny answers a changing request that did not come from our own pages.
func (s *Server) deny(e *echo.Echo) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := e.NewContext(r, w)
		s.fail(onus.ErrForbidden, c)
	})
}
