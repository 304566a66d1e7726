package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"onus"
)

func TestChangingThePassword(t *testing.T) {
	h := newSite(t)
	h.user("a@example.org", goodPassword)
	h.signIn("a@example.org", goodPassword)
	elsewhere := h.cookie
	h.cookie = ""
	h.signIn("a@example.org", goodPassword)
	const other = "another good password"
	for _, tt := range []struct{ name, present, password, again, want string }{
		{"a wrong present one", "wrong", other, other, "not your present password"},
		{"a short one", goodPassword, "eleven char", "eleven char", "at least 12 characters"},
		{"a huge one", goodPassword, strings.Repeat("a", 1001), strings.Repeat("a", 1001), "at most 1000 bytes"},
		{"two different ones", goodPassword, other, other + "x", "not the same"},
	} {
		w := h.do("POST", "/account/password", url.Values{"present": {tt.present}, "password": {tt.password}, "again": {tt.again}})
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), tt.want) || strings.Contains(w.Body.String(), tt.password) {
			t.Errorf("%s: %d", tt.name, w.Code)
		}
	}
	here := h.cookie
	w := h.do("POST", "/account/password", url.Values{"present": {goodPassword}, "password": {other}, "again": {other}})
	if w.Code != http.StatusSeeOther || h.cookie == here {
		t.Fatalf("%d, cookie is new: %t", w.Code, h.cookie != here)
	}
	if w := h.do("GET", "/account", nil); w.Code != http.StatusOK {
		t.Errorf("this browser: %d", w.Code)
	}
	for _, old := range []string{here, elsewhere} {
		h.cookie = old
		if w := h.do("GET", "/account", nil); w.Code != http.StatusSeeOther {
			t.Errorf("an old session lives: %d", w.Code)
		}
	}
	if code, _ := h.signIn("a@example.org", other); code != http.StatusSeeOther {
		t.Errorf("the new password: %d", code)
	}
}

func TestAccountIsKept(t *testing.T) {
	h := newSite(t)
	h.user("a@example.org", goodPassword)
	h.signIn("a@example.org", goodPassword)
	name := `<b>Zoë</b> & "co"`
	w := h.do("POST", "/account", url.Values{"name": {name}, "language": {"nl"}, "theme": {"dark"}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if !strings.Contains(strings.Join(w.Header().Values("Set-Cookie"), " "), "onus-theme=dark") {
		t.Error("the colours are not kept")
	}
	body := h.do("GET", "/account", nil).Body.String()
	if !strings.Contains(body, `lang="nl"`) || strings.Contains(body, "<b>Zoë") {
		t.Error("not in Dutch, or not escaped")
	}
	for _, form := range []url.Values{{"name": {""}, "language": {""}}, {"name": {"A"}, "language": {"xx"}}} {
		if w := h.do("POST", "/account", form); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", form, w.Code)
		}
	}
}

func TestAdministratorsRunAccounts(t *testing.T) {
	h := newSite(t)
	h.user("admin@example.org", goodPassword)
	h.signIn("admin@example.org", goodPassword)
	admin := h.cookie
	w := h.do("POST", "/users", url.Values{"email": {" new@example.org "}, "name": {"New"}})
	if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	address := regexp.MustCompile(`http://example\.com(/login/[\w-]{43})<`)
	found := address.FindStringSubmatch(w.Body.String())
	if found == nil {
		t.Fatal("no one-time address on the page")
	}
	if strings.Contains(strings.Join(w.Header().Values("Set-Cookie"), ""), "login") || strings.Contains(h.do("GET", "/users", nil).Body.String(), "/login/") {
		t.Error("the address is shown again")
	}
	for _, form := range []url.Values{{"email": {"NEW@example.org"}, "name": {"Again"}}, {"email": {"x"}, "name": {""}}} {
		if w := h.do("POST", "/users", form); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", form, w.Code)
		}
	}
	h.cookie = ""
	if w := h.do("GET", found[1], nil); w.Code != http.StatusSeeOther {
		t.Fatalf("the address: %d", w.Code)
	}
	theirs := h.cookie
	if w := h.do("GET", "/users", nil); w.Code != http.StatusNotFound {
		t.Errorf("/users for everybody: %d", w.Code)
	}
	u, _, err := h.store.UserByEmail(t.Context(), "new@example.org")
	if err != nil || u.Admin {
		t.Fatal(err, u)
	}

	h.cookie = admin
	if w := h.do("POST", "/users/"+u.ID+"/disable", url.Values{}); w.Code != http.StatusSeeOther {
		t.Errorf("disable: %d", w.Code)
	}
	if w := h.do("POST", "/users/"+u.ID+"/reset", url.Values{}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("reset of a disabled account: %d", w.Code)
	}
	h.cookie = theirs
	if w := h.do("GET", "/account", nil); w.Code != http.StatusSeeOther {
		t.Errorf("a disabled one is still signed in: %d", w.Code)
	}
	h.cookie = admin
	if w := h.do("POST", "/users/"+u.ID+"/enable", url.Values{}); w.Code != http.StatusSeeOther {
		t.Errorf("enable: %d", w.Code)
	}
}

func TestResetTakesThePasswordAway(t *testing.T) {
	h := newSite(t)
	me, u := h.user("admin@example.org", goodPassword), h.user("a@example.org", goodPassword)
	h.signIn("a@example.org", goodPassword)
	theirs := h.cookie
	h.cookie = ""
	h.signIn("admin@example.org", goodPassword)
	admin := h.cookie
	if w := h.do("POST", "/users/"+u.ID+"/reset", url.Values{}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "/login/") {
		t.Fatalf("%d", w.Code)
	}
	h.cookie = theirs
	if w := h.do("GET", "/account", nil); w.Code != http.StatusSeeOther {
		t.Errorf("still signed in: %d", w.Code)
	}
	if code, _ := h.signIn("a@example.org", goodPassword); code != http.StatusUnprocessableEntity {
		t.Errorf("the old password: %d", code)
	}
	h.cookie = admin
	for _, what := range []string{"disable", "enable", "reset"} {
		if w := h.do("POST", "/users/"+me.ID+"/"+what, url.Values{}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s oneself: %d", what, w.Code)
		}
		if w := h.do("POST", "/users/unknown/"+what, url.Values{}); w.Code != http.StatusNotFound {
			t.Errorf("%s nobody: %d", what, w.Code)
		}
	}
	if got, _, _ := h.store.UserByEmail(t.Context(), me.Email); got.DisabledAt != 0 || !got.HasPassword || got == (onus.User{}) {
		t.Errorf("%+v", got)
	}
}
