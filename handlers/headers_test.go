package handlers

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"onus"
)

func TestOnlyOurOwnPagesChangeAnything(t *testing.T) {
	b, caseURL := leadCase(t, Config{PublicURL: "http://onus.example"})
	for _, tt := range []struct {
		what   string
		header []string
		want   int
	}{
		{"from our own page", []string{"Sec-Fetch-Site", "same-origin"}, 303},
		{"typed by the user", []string{"Sec-Fetch-Site", "none"}, 303},
		{"from an older browser, our origin", []string{"Sec-Fetch-Site", "", "Origin", "http://example.com"}, 303},
		{"from the public address", []string{"Sec-Fetch-Site", "", "Origin", "http://onus.example"}, 303},
		{"with neither header", []string{"Sec-Fetch-Site", ""}, 403},
		{"from another site", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"from a sister host", []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"from another site that says no more", []string{"Sec-Fetch-Site", "", "Origin", "https://evil.example"}, 403},
		{"from nowhere", []string{"Sec-Fetch-Site", "", "Origin", "null"}, 403},
		{"from another port", []string{"Sec-Fetch-Site", "", "Origin", "http://example.com:81"}, 403},
		{"another site that lies about its origin", []string{"Sec-Fetch-Site", "cross-site", "Origin", "http://example.com"}, 403},
	} {
		t.Run(tt.what, func(t *testing.T) {
			for _, path := range []string{caseURL + "/parties", "/cases", "/account", "/logout", "/login", "/nowhere"} {
				a := b.do("POST", path, strings.NewReader(values("name", "N", "title", "T", "kind", "person").Encode()), tt.header...)
				if forbidden := a.Code == http.StatusForbidden; forbidden != (tt.want == 403) {
					t.Errorf("%s: %d", path, a.Code)
				}
				if path == "/logout" {
					b = b.d.signedIn(userOf(b))
				}
			}
			for _, method := range []string{"PUT", "PATCH", "DELETE", "FOO"} {
				if a := b.do(method, caseURL, nil, tt.header...); a.Code != tt.want && a.Code != http.StatusMethodNotAllowed {
					t.Errorf("%s: %d", method, a.Code)
				}
			}
		})
	}
}

func TestEveryAnswerHasItsHeaders(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	nobody := &browser{d: b.d}
	for _, a := range []*answer{
		nobody.get("/login"), nobody.get("/healthz"), nobody.get("/cases"), nobody.get("/cases.csv"), nobody.get("/nowhere"), nobody.get("/assets/nothing.js"),
		nobody.do("POST", "/login", nil, "Sec-Fetch-Site", "cross-site"), b.get(caseURL), b.get(caseURL + "/claims"), b.get(caseURL + "/claims.csv"),
		b.get(caseURL + "/claims/none"), b.get(caseURL+"/claims", "HX-Request", "true"), b.post(caseURL+"/claims", nil),
		b.do("DELETE", caseURL, nil, "Sec-Fetch-Site", "same-origin"), b.post(caseURL+"/claims", values("title", strings.Repeat("a", 2<<20))),
	} {
		for name, want := range map[string]string{"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY"} {
			if got := a.Header().Get(name); got != want {
				t.Errorf("%s: %d, %s: %s", shorten(a.asked), a.Code, name, got)
			}
		}
		if a.Header().Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: http and HSTS", a.asked)
		}
		if strings.Contains(a.asked, caseURL) && a.Code != 303 && a.Code != 403 && a.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d, Cache-Control %q", shorten(a.asked), a.Code, a.Header().Get("Cache-Control"))
		}
	}
}

func TestCookiesByScheme(t *testing.T) {
	for address, want := range map[string]string{"http://127.0.0.1:8080": "onus", "https://onus.example": "__Host-onus"} {
		d := newDesk(t, Config{PublicURL: address})
		h := &site{T: t, s: d.s, store: d.store, remote: "192.0.2.1:1"}
		h.user("a@example.org", goodPassword)
		w := h.do("POST", "/login", values("email", "a@example.org", "password", goodPassword), "Sec-Fetch-Site", "same-origin")
		cookies := w.Result().Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%s: %d, %v", address, w.Code, cookies)
		}
		secure := strings.HasPrefix(want, "__Host-")
		if c := cookies[0]; c.Name != want || c.Secure != secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("%s: %+v", address, c)
		}
		if hsts := w.Header().Get("Strict-Transport-Security"); (hsts != "") != secure {
			t.Errorf("%s: HSTS %q", address, hsts)
		}
	}
}

func TestAnErrorPageShowsNothingInternal(t *testing.T) {
	var log bytes.Buffer
	b, caseURL := leadCase(t, Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
	b.get(caseURL + "/claims").want(http.StatusOK)
	b.d.must(b.d.store.Close())
	nobody := &browser{d: b.d}
	for _, a := range []*answer{
		b.get(caseURL), b.get(caseURL + "/claims"), b.get(caseURL+"/claims", "HX-Request", "true"), b.get(caseURL + "/claims.csv"), b.get("/cases"),
		b.get(caseURL+"/claims", "Accept-Language", "nl"), b.post(caseURL+"/claims", values("title", "x", "kind", "damages")), b.get("/cases.csv"),
		nobody.post("/login", values("email", "a@example.org", "password", goodPassword)), b.get("/"), b.get("/login"), b.get("/nowhere"),
	} {
		if a.Code != http.StatusInternalServerError && !strings.HasSuffix(a.asked, "/nowhere") {
			t.Errorf("%s: %d", a.asked, a.Code)
		}
		for _, internal := range []string{"sql", "database is closed", "goroutine", ".go:", "panic", "sqlite", "pgx", b.d.config.Folder} {
			if strings.Contains(strings.ToLower(a.Body.String()), internal) {
				t.Errorf("%s shows %q", a.asked, internal)
			}
		}
	}
	page := b.get(caseURL)
	id := page.doc().Find(".error-page code").Text()
	if id == "" || !strings.Contains(log.String(), id) || !strings.Contains(log.String(), "closed") {
		t.Errorf("the page has the number %q, which the log should explain:\n%s", id, shorten(log.String()))
	}
}

func TestBodiesAreLimited(t *testing.T) {
	b, caseURL := leadCase(t, Config{MaxUpload: 2 << 20})
	fits, tooLarge := strings.Repeat("a", 1<<20-1000), strings.Repeat("a", 1<<20)
	for _, path := range []string{"/cases", "/account", "/login", caseURL, caseURL + "/parties", caseURL + "/claims", caseURL + "/evidence", caseURL + "/evidence/bulk", caseURL + "/claims/bulk"} {
		if a := b.post(path, values("description", fits, "ids", "x", "name", "N", "email", "e")); a.Code == http.StatusRequestEntityTooLarge {
			t.Errorf("%s: a body that fits is too large", path)
		}
		a := b.post(path, values("description", tooLarge))
		if a.Code != http.StatusRequestEntityTooLarge || !strings.Contains(a.text(), "larger than the server takes") {
			t.Errorf("%s: %d %s", path, a.Code, shorten(a.text()))
		}
	}
	for _, body := range []string{"%", "a=%zz", "a;b=c"} {
		b.do("POST", caseURL+"/parties", strings.NewReader(body)).want(http.StatusBadRequest)
	}
}

// userOf is whoever sits before a browser made by leadCase.
func userOf(b *browser) onus.User {
	found, _, err := b.d.store.UserByEmail(b.d.Context(), "lead@example.org")
	b.d.must(err)
	return found
}

func TestCompression(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	for path, want := range map[string]string{caseURL + "/claims": "gzip", caseURL + "/claims.csv": "gzip", "/healthz": "gzip"} {
		a := b.get(path, "Accept-Encoding", "gzip").want(http.StatusOK)
		if got := a.Header().Get("Content-Encoding"); got != want {
			t.Errorf("%s: Content-Encoding %q", path, got)
		}
	}
	vary := strings.Join(b.get(caseURL+"/claims").Header().Values("Vary"), ", ")
	if !strings.Contains(vary, "HX-Request") || !strings.Contains(vary, "Accept-Encoding") {
		t.Errorf("Vary: %s", vary)
	}
}
