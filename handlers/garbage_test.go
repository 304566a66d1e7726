package handlers

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestGarbageInAnAddressIsNoError(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	enter(b, caseURL, nil)
	cursor := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	garbage := []string{"", "\x00", "\xff\xfe", "%", "'", `\`, "_", "-", "--number", "number; DROP TABLE x", strings.Repeat("a", 60000), strings.Repeat("a ", 20000), strings.Repeat("%", 30000), "新云", "-1", "9999999999999999999999",
		"true", "2024-02-30", "2024-02-29", "0000-01-01", "9999-12-31", "2024-02-29T00:00:00Z", cursor("[]"), cursor("[1]"), cursor(`["a","b"]`), cursor(`["\u0000",""]`), cursor(`["\ud800","x"]`), cursor("[1e400]"), cursor("[-1]"),
		cursor(`[null]`), cursor(`[{}]`), cursor(`[1,2,3]`), cursor(`["a",1]`), cursor(`[1,"a"]`), cursor(`["a",1,"x"]`), cursor(`["a",1,1,"x"]`), cursor(strings.Repeat("[", 20000)), cursor("{"), "!!!", "a=b&c"}
	names := []string{"q", "sort", "after", "before", "day", "stance", "kind", "party", "actor", "noun", "id", "op", "claim", "unlinked", "pick", "bom", "type", "from_id", "amount", "filed_on", "currency"}
	paths := []string{"/cases", "/cases.csv", caseURL, caseURL + "/search", caseURL + "/history", caseURL + "/changes.csv", caseURL + "/claim_parties.csv", caseURL + "/export"}
	for _, noun := range caseNouns {
		paths = append(paths, caseURL+"/"+noun, caseURL+"/"+noun+".csv", caseURL+"/"+noun+"/new")
	}
	for _, path := range paths {
		for _, name := range names {
			for _, value := range garbage {
				a := b.get(path + "?" + url.Values{name: {value}}.Encode())
				if a.Code != http.StatusOK {
					t.Errorf("%s?%s=%q: %d", path, name, shorten(value), a.Code)
				}
			}
		}
		for _, query := range []string{"?", "?&&&", "?q=%zz", "?q=a;b", "?sort=title&sort=number&after=&before=", "?after=" + cursor("[1]") + "&before=" + cursor("[1]"), "?q[]=1", "?" + strings.Repeat("q=a&", 1000)} {
			if a := b.get(path + query); a.Code != http.StatusOK {
				t.Errorf("%s%s: %d", path, shorten(query), a.Code)
			}
		}
		if a := b.get(path+"?q=x", "Accept-Language", strings.Repeat("nl,", 3000), "HX-Request", "maybe", "Referer", "::::", "Cookie", "onus-flash=!!; onus-theme=<>; onus=x"); a.Code >= 500 {
			t.Errorf("%s with odd headers: %d", path, a.Code)
		}
	}
}
