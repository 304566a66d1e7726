package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// What a refused form shows again may not be text; the page is, and as long as it says.
func TestTheLengthOfAnAnswerIsTrue(t *testing.T) {
	t.Parallel()
	b, caseURL := leadCase(t, Config{})
	a := b.do(http.MethodPost, caseURL+"/parties", strings.NewReader("name="+strings.Repeat("%ff", 50)+"&kind=person")).want(http.StatusUnprocessableEntity)
	if said := a.Header().Get("Content-Length"); said != strconv.Itoa(a.Body.Len()) {
		t.Errorf("it says %s bytes and has %d", said, a.Body.Len())
	}
}

// Browsers drop a cookie of more than 4,096 bytes.
func TestAMessageFitsItsCookie(t *testing.T) {
	t.Parallel()
	b, caseURL := leadCase(t, Config{})
	form := url.Values{"name": {strings.Repeat("新", 1000)}, "kind": {"organisation"}}
	party := b.post(caseURL+"/parties", form).want(http.StatusSeeOther).made()
	a := b.post(party+"/delete", url.Values{"version": {"1"}}).want(http.StatusSeeOther)
	for _, c := range a.Result().Cookies() {
		if n := len(c.Name) + len(c.Value); n > 4000 {
			t.Errorf("the cookie %s has %d bytes", c.Name, n)
		}
	}
	page := b.get(caseURL+"/parties", "Cookie", "onus-flash="+cookieValue(a.Result().Cookies(), flashCookie)).want(http.StatusOK)
	if page.doc().Find("#flash form").Length() != 1 {
		t.Error("the message offers no undo")
	}
}

func cookieValue(cookies []*http.Cookie, name string) string {
	for _, c := range cookies {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}
