package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"onus"
	"onus/db"
)

const goodPassword = "correct horse battery"

// site is a server of its own on a store of its own, and a browser before it.
type site struct {
	*testing.T
	s      *Server
	store  *db.Store
	remote string
	cookie string

	mu  sync.Mutex
	now time.Time
}

func newSite(t *testing.T) *site {
	t.Helper()
	h := &site{T: t, remote: "192.0.2.1:1", now: time.Now()}
	store, err := db.Open(t.Context(), db.Config{Folder: t.TempDir(), Now: h.time})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if err := store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.store = store
	if h.s, err = New(Config{Store: store, Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	h.s.passwords.now = h.time
	return h
}

func (h *site) time() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *site) advance(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func (h *site) user(email, password string) onus.User {
	h.Helper()
	u, hash, err := onus.User{Email: email, UserName: "Name of " + email, Admin: strings.HasPrefix(email, "admin")}, "", error(nil)
	if password != "" {
		hash, err = HashPassword(password)
	}
	if err == nil {
		err = h.store.CreateUser(context.Background(), onus.Actor{}, &u, hash)
	}
	if err != nil {
		h.Fatal(err)
	}
	return u
}

// do sends a request as the browser would and keeps the session cookie.
func (h *site) do(method, path string, form url.Values, header ...string) *httptest.ResponseRecorder {
	h.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.RemoteAddr = h.remote
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if h.cookie != "" {
		r.AddCookie(&http.Cookie{Name: "onus", Value: h.cookie})
	}
	w := httptest.NewRecorder()
	h.s.Handler().ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.Name == "onus" {
			h.cookie = c.Value
		}
	}
	return w
}

func (h *site) signIn(email, password string) (int, string) {
	h.Helper()
	w := h.do("POST", "/login", url.Values{"email": {email}, "password": {password}})
	return w.Code, w.Body.String()
}

func TestEveryRefusalReadsTheSame(t *testing.T) {
	h := newSite(t)
	h.user("a@example.org", goodPassword)
	h.user("waits@example.org", "")
	gone := h.user("gone@example.org", goodPassword)
	if err := h.store.SetDisabled(t.Context(), onus.Actor{}, gone.ID, true); err != nil {
		t.Fatal(err)
	}
	email := regexp.MustCompile(`[a-z]+@example\.org`)
	_, want := h.signIn("a@example.org", "wrong")
	for _, tt := range [][2]string{{"nobody@example.org", goodPassword}, {"gone@example.org", goodPassword}, {"waits@example.org", ""}} {
		code, body := h.signIn(tt[0], tt[1])
		if code != http.StatusUnprocessableEntity || email.ReplaceAllString(body, "") != email.ReplaceAllString(want, "") {
			t.Errorf("%s: %d, another page than for a wrong password", tt[0], code)
		}
	}
	if n := h.s.passwords.hashed.Load(); n != 4 {
		t.Errorf("%d of 4 refusals took the time of a hash", n)
	}
	if h.cookie != "" {
		t.Error("a refused one got a session")
	}
}

func TestSigningInAndOut(t *testing.T) {
	h := newSite(t)
	h.user("a@example.org", goodPassword)
	if w := h.do("GET", "/", nil); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/login" {
		t.Errorf("/: %d %s", w.Code, w.Header().Get("Location"))
	}
	w := h.do("POST", "/login", url.Values{"email": {" A@Example.org"}, "password": {goodPassword}, "next": {"/account?x=1"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/account?x=1" {
		t.Fatalf("%d %s", w.Code, w.Header().Get("Location"))
	}
	c := w.Result().Cookies()[0]
	if !c.HttpOnly || c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" {
		t.Errorf("cookie: %+v", c)
	}
	first := h.cookie
	if code, _ := h.signIn("a@example.org", goodPassword); code != http.StatusSeeOther || h.cookie == first {
		t.Error("no new session at the second sign-in")
	}
	second := h.cookie
	h.cookie = first
	if w := h.do("GET", "/account", nil); w.Code != http.StatusSeeOther {
		t.Errorf("the session of before still lives: %d", w.Code)
	}
	h.cookie = second
	if w := h.do("GET", "/login?next=/account", nil); w.Header().Get("Location") != "/account" {
		t.Error("the sign-in form for who is signed in")
	}
	h.do("POST", "/logout", url.Values{})
	h.cookie = second
	if w := h.do("GET", "/account", nil); w.Code != http.StatusSeeOther {
		t.Errorf("signed out, but %d", w.Code)
	}
}

func TestSessionsEnd(t *testing.T) {
	h := newSite(t)
	h.user("a@example.org", goodPassword)
	signedIn := func() bool { return h.do("GET", "/account", nil).Code == http.StatusOK }
	h.signIn("a@example.org", goodPassword)
	for range 24 {
		if h.advance(29 * time.Minute); !signedIn() {
			t.Fatal("ended while in use")
		}
	}
	if h.advance(29 * time.Minute); signedIn() {
		t.Error("12 hours are not the end")
	}
	h.signIn("a@example.org", goodPassword)
	if h.advance(31 * time.Minute); signedIn() {
		t.Error("30 idle minutes are not the end")
	}
}

func TestOnlyLocalPathsAreNext(t *testing.T) {
	for _, next := range []string{"/cases/x?q=1&sort=-a", "/", "/cases/%2F%2Fx", "/account#f-name"} {
		if localPath(next) != next {
			t.Errorf("%q is refused", next)
		}
	}
	for _, next := range []string{"", "//evil.example", `/\evil.example`, "https://evil.example", "javascript:alert(1)", "/\t/evil.example",
		"/\n/evil.example", "evil.example", `\\evil.example`, "/a\r\nSet-Cookie: x=y", "/%zz", "/" + strings.Repeat("a", 2000)} {
		if localPath(next) != "/cases" {
			t.Errorf("%q is taken", next)
		}
	}
}

func TestOneTimeAddress(t *testing.T) {
	h := newSite(t)
	u := h.user("admin@example.org", "")
	token, err := h.store.OneTimeToken(t.Context(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	if w := h.do("HEAD", "/login/"+token, nil); w.Code != http.StatusOK || h.cookie != "" {
		t.Errorf("HEAD: %d, cookie %q", w.Code, h.cookie)
	}
	if w := h.do("GET", "/login/"+token, nil, "Sec-Purpose", "prefetch"); w.Code != http.StatusServiceUnavailable || h.cookie != "" {
		t.Errorf("looking ahead: %d", w.Code)
	}
	if w := h.do("GET", "/login/"+token, nil); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/cases" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := h.do("GET", "/account", nil); w.Code != http.StatusOK || strings.Contains(w.Body.String(), `name="present"`) {
		t.Errorf("%d, or it asks for a password that there is not", w.Code)
	}
	if w := h.do("GET", "/login/"+token, nil); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "used already") {
		t.Errorf("twice: %d", w.Code)
	}
	token, _ = h.store.OneTimeToken(t.Context(), u.ID)
	h.advance(16 * time.Minute)
	if w := h.do("GET", "/login/"+token, nil); w.Code != http.StatusNotFound {
		t.Errorf("too late: %d", w.Code)
	}
}

func TestHealth(t *testing.T) {
	h := newSite(t)
	for _, path := range []string{"/healthz", "/readyz"} {
		if w := h.do("GET", path, nil); w.Code != http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	_ = h.store.Close()
	for _, cookie := range []string{"", h.s.cookieName() + "=somebody"} {
		if w := h.do("GET", "/healthz", nil, "Cookie", cookie); w.Code != http.StatusOK {
			t.Errorf("alive, but %d", w.Code)
		}
	}
	if w := h.do("GET", "/readyz", nil); w.Code != http.StatusServiceUnavailable {
		t.Errorf("no database, but %d", w.Code)
	}
}
