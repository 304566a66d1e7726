package handlers

import (
	"bytes"
	"math"
	"net/http"
	"strings"
	"testing"
)

func TestWhatThereIsNoRoomForIsRefused(t *testing.T) {
	for what, tt := range map[string]struct {
		config Config
		says   string
	}{
		"a quota":     {Config{CaseQuota: 3000, MaxUpload: 8 << 20}, "There is no room for this: the files of this case take 1000 B of the 2.9 KiB that a case may have."},
		"a full disk": {Config{MinFree: math.MaxInt64 / 2, MaxUpload: 8 << 20}, "There is no room for this: the disk of the server has "},
	} {
		b, caseURL := leadCase(t, tt.config)
		add := caseURL + "/evidence/add"
		if tt.config.CaseQuota > 0 {
			b.sent(add, "fits.bin", bytes.Repeat([]byte("x"), 1000)).want(http.StatusOK)
		}
		before := len(b.d.evidence(caseURL))
		for _, n := range []int{2001, 4 << 20} { // found out while it comes in, and before
			a := b.sent(add, "large.bin", make([]byte, n)).want(http.StatusRequestEntityTooLarge)
			if !strings.Contains(a.Body.String(), tt.says) {
				t.Errorf("%s, %d bytes: %s", what, n, shorten(a.Body.String()))
			}
			item := b.post(caseURL+"/evidence", values("title", "E")).made()
			b.upload(item+"/files", "large.bin", make([]byte, n), nil).want(http.StatusRequestEntityTooLarge)
			form := b.upload(caseURL+"/evidence", "large.bin", make([]byte, n), values("title", "kept")).want(http.StatusRequestEntityTooLarge)
			if f := fields(form.doc()); f.Get("title") != "kept" {
				t.Errorf("%s, %d bytes: the form has lost its title", what, n)
			}
			before++ // the item without a file
		}
		if n := len(b.d.evidence(caseURL)); n != before {
			t.Errorf("%s: %d items, not %d", what, n, before)
		}
		b.d.loose(0)
		if page := b.get(caseURL + "/evidence/add").want(http.StatusOK).doc(); !strings.Contains(page.Find("[data-adding]").AttrOr("data-too-large", ""), "There is no room") {
			t.Errorf("%s: a script is not told", what)
		}
	}
}
