package handlers

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onus"
	"onus/db/dbtest"
)

// acts are what the record of an item says, the latest first.
func (b *browser) acts(item string) string {
	b.d.Helper()
	_, rows := b.get(item + "/custody.csv").table()
	var all []string
	for _, row := range rows {
		all = append(all, row["act"]+" v"+row["file_version"])
	}
	return strings.Join(all, ", ")
}

func TestTheCustodyRecordSaysWhoTookAFileOut(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	item := b.upload(caseURL+"/evidence", "a.txt", []byte("first"), values("title", "E", "custodian", "J. de Vries", "received_on", "2018-02-01")).made()
	b.upload(item+"/files", "b.txt", []byte("second"), nil).want(http.StatusSeeOther)
	b.do(http.MethodHead, item+"/files/1", nil).want(http.StatusOK)
	if got := b.acts(item); got != "new_version v2, received v1" {
		t.Errorf("before anybody took it: %s", got)
	}
	b.get(item + "/files/1").want(http.StatusOK)
	b.get(item+"/files/2", "Range", "bytes=1-").want(http.StatusPartialContent)
	if got := b.acts(item); got != "exported v2, exported v1, new_version v2, received v1" {
		t.Errorf("after: %s", got)
	}
	reader := dbtest.User(t, b.d.store, "reader@example.org", false)
	b.d.must(b.d.store.AddMember(t.Context(), dbtest.Who, &onus.Member{Head: onus.Head{CaseID: idOf(caseURL)}, Role: onus.RoleReader, Email: reader.Email}))
	rb := b.d.signedIn(reader)
	rb.get(item + "/files/1").want(http.StatusOK)
	for _, path := range []string{item, item + "/custody"} {
		text := rb.get(path).want(http.StatusOK).text()
		for _, want := range []string{"Received from J. de Vries, 2018-02-01.", "Taken out", "New version", "reader"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q", path, want)
			}
		}
	}
	if doc := rb.get(item).doc(); doc.Find("form[action$='/confirm'], form.upload").Length() > 0 {
		t.Error("a reader is offered to change something")
	}
}

func TestALongCustodyRecordHasPages(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	item := b.upload(caseURL+"/evidence", "a.txt", []byte("first"), values("title", "E")).made()
	for range custodyPage + 1 {
		b.d.must(b.d.store.Record(t.Context(), dbtest.Who, idOf(caseURL), idOf(item), 1, onus.CustodyExported, "x"))
	}
	count := func(path string) int { return b.get(path).want(http.StatusOK).doc().Find(".custody tbody tr").Length() }
	if n := count(item); n != custodyShown {
		t.Errorf("the item shows %d lines", n)
	}
	if n := count(item + "/custody"); n != custodyPage {
		t.Errorf("the first page shows %d lines", n)
	}
	for page, want := range map[string]int{"2": 2, "9": 0, "-1": custodyPage, "x": custodyPage, "99999999999999999999": custodyPage} {
		if n := count(item + "/custody?page=" + page); n != want {
			t.Errorf("page %s shows %d lines", page, n)
		}
	}
	if _, rows := b.get(item + "/custody.csv").table(); len(rows) != custodyPage+2 {
		t.Errorf("the file has %d lines", len(rows))
	}
	b.post(item+"/delete", values("version", "1")).want(http.StatusSeeOther)
	b.get(item + "/custody").want(http.StatusNotFound)
	b.get(item + "/custody.csv").want(http.StatusNotFound)
}

func TestVerifyingNamesTheFileOfWhichAByteWasFlipped(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	page := caseURL + "/verify"
	if text := b.get(page).want(http.StatusOK).text(); !strings.Contains(text, "Not verified yet.") {
		t.Error(text)
	}
	b.upload(caseURL+"/evidence", "good.txt", []byte("good"), values("title", "Good"))
	item := b.upload(caseURL+"/evidence", "letter, final.txt", []byte("will be altered"), values("title", "Bad")).made()
	files, err := b.d.store.Files(t.Context(), idOf(caseURL), idOf(item))
	b.d.must(err)
	if text := b.verified(page); !strings.Contains(text, "Every byte is as it was uploaded.") {
		t.Error(text)
	}
	path := filepath.Join(b.d.config.Folder, "files", files[0].SHA256[:2], files[0].SHA256)
	b.d.must(os.Chmod(path, 0o600))
	b.d.must(os.WriteFile(path, []byte("will be Altered"), 0o600))
	text := b.verified(page)
	for _, want := range []string{"One file is not as it was uploaded", "EX-0002 letter, final.txt, version 1", files[0].SHA256, "now"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q: %s", want, text)
		}
	}
	b.d.must(os.Remove(path))
	if text := b.verified(page); !strings.Contains(text, "the bytes are not there") {
		t.Error(text)
	}
	if got := b.acts(item); got != "differs v1, differs v1, verified v1, received v1" {
		t.Errorf("the record says %s", got)
	}
}

// verified begins a verification and answers the page when it has ended.
func (b *browser) verified(page string) string {
	b.d.Helper()
	b.post(page, nil).want(http.StatusSeeOther)
	for range 500 {
		a := b.get(page).want(http.StatusOK)
		if a.doc().Find("#verification[hx-get]").Length() == 0 {
			return a.text()
		}
		time.Sleep(10 * time.Millisecond)
	}
	b.d.Fatal("the verification does not end")
	return ""
}

func TestOneVerificationOfACaseAtATime(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	v := b.d.s.verifying
	if !v.begin(idOf(caseURL)) || v.begin(idOf(caseURL)) {
		t.Error("two run at once")
	}
	v.progress(idOf(caseURL), 1, 5)
	a := b.get(caseURL+"/verify", "HX-Request", "true").want(http.StatusOK)
	if a.doc().Find("#verification[hx-get]").Length() != 1 || a.doc().Find("h1").Length() != 0 {
		t.Error(shorten(a.Body.String()))
	}
	b.post(caseURL+"/verify", nil).want(http.StatusSeeOther)
	v.end(idOf(caseURL), onus.ErrBusy)
	if text := b.get(caseURL + "/verify").text(); !strings.Contains(text, "did not come to its end") || !strings.Contains(text, "Verify now") {
		t.Error(text)
	}
	if text := b.verified(caseURL + "/verify"); strings.Contains(text, "did not come") {
		t.Error(text)
	}
}
