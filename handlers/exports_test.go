package handlers

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"onus"
	"onus/db/dbtest"
)

// slowReader takes nothing until it is let go.
type slowReader struct {
	*httptest.ResponseRecorder
	begun func()
	let   chan struct{}
}

func (w *slowReader) Write(b []byte) (int, error) {
	w.begun()
	<-w.let
	return w.ResponseRecorder.Write(b)
}

// manyTexts is a case whose claims make more than one portion of an export.
func manyTexts(t *testing.T) (b *browser, caseURL string, n int) {
	t.Helper()
	b, caseURL = leadCase(t, Config{})
	id := strings.TrimPrefix(caseURL, "/cases/")
	const claims = 400
	var things []onus.Thing
	for i := range claims {
		things = append(things, &onus.Claim{Head: onus.Head{CaseID: id}, Title: fmt.Sprint("Claim ", i), Kind: "other", About: strings.Repeat("long ", 800)})
	}
	b.d.must(b.d.store.CreateMany(t.Context(), dbtest.Who, things))
	return b, caseURL, claims
}

func TestSlowReadersOfExportsKeepNobodyWaiting(t *testing.T) {
	t.Parallel()
	b, caseURL, claims := manyTexts(t)
	let := make(chan struct{})
	var writing, done sync.WaitGroup
	readers := make([]*slowReader, 24) // more than either engine has connections
	for i := range readers {
		writing.Add(1)
		readers[i] = &slowReader{httptest.NewRecorder(), sync.OnceFunc(writing.Done), let}
		done.Go(func() {
			r := httptest.NewRequest(http.MethodGet, caseURL+"/claims.csv", nil)
			r.AddCookie(&http.Cookie{Name: b.d.s.cookieName(), Value: b.cookie})
			b.d.s.Handler().ServeHTTP(readers[i], r)
		})
	}
	writing.Wait()
	answered := make(chan int, 1)
	go func() { answered <- b.get(caseURL + "/claims").Code }()
	select {
	case code := <-answered:
		if code != http.StatusOK {
			t.Errorf("a page answers %d", code)
		}
	case <-time.After(20 * time.Second):
		t.Error("a page waits for those who read slowly")
	}
	close(let)
	done.Wait()
	for _, r := range readers {
		if rows := strings.Count(r.Body.String(), "\r\n"); rows != claims+1 {
			t.Errorf("an export has %d rows", rows)
		}
	}
}

func TestADownloadEndsWithTheMembership(t *testing.T) {
	t.Parallel()
	b, caseURL := leadCase(t, Config{})
	id := strings.TrimPrefix(caseURL, "/cases/")
	item := b.post(caseURL+"/evidence", values("title", "big")).want(http.StatusSeeOther).made()
	b.upload(item+"/files", "big.bin", make([]byte, 3*watchEvery), nil).want(http.StatusSeeOther)
	u := dbtest.User(t, b.d.store, "gone@example.org", false)
	m := &onus.Member{Head: onus.Head{CaseID: id}, Email: u.Email, Role: onus.RoleReader}
	b.d.must(b.d.store.AddMember(t.Context(), dbtest.Who, m))
	gone := b.d.signedIn(u)
	if n := gone.get(item + "/files/1").want(http.StatusOK).Body.Len(); n != 3*watchEvery {
		t.Errorf("a member got %d bytes", n)
	}
	w := &leaving{httptest.NewRecorder(), func() { b.d.must(b.d.store.Delete(t.Context(), dbtest.Who, onus.Members, id, m.ID, m.Version)) }}
	r := httptest.NewRequest(http.MethodGet, item+"/files/1", nil)
	r.AddCookie(&http.Cookie{Name: b.d.s.cookieName(), Value: gone.cookie})
	b.d.s.Handler().ServeHTTP(w, r)
	if n := w.Body.Len(); n > 2*watchEvery {
		t.Errorf("who is no member any more got %d bytes", n)
	}
}
