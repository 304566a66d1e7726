package handlers

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onus"
	"onus/db/dbtest"
)

// watcher reads a stream of events, one line at a time.
type watcher struct {
	t     *testing.T
	lines chan string
	stop  context.CancelFunc
	at    string // the change that it begins after
}

// server is the room on a real connection, before it starts: streams need one.
func (r *readingRoom) server() *httptest.Server {
	web := httptest.NewUnstartedServer(nil)
	web.Config = r.d.s.HTTPServer("")
	r.d.Cleanup(func() {
		r.d.s.hub.stop()
		web.Close()
	})
	return web
}

func (r *readingRoom) served() string {
	web := r.server()
	web.Start()
	return web.URL
}

func (r *readingRoom) watch(b *browser, url, query string, header ...string) *watcher {
	r.d.Helper()
	ctx, stop := context.WithCancel(context.Background())
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, url+r.caseURL+"/events"+query, nil)
	r.d.must(err)
	q.AddCookie(&http.Cookie{Name: "onus", Value: b.cookie})
	for i := 0; i+1 < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(q)
	r.d.must(err)
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "text/event-stream" {
		stop()
		r.d.Fatalf("%s: %d %s", query, answer.StatusCode, answer.Header.Get("Content-Type"))
	}
	w := &watcher{r.d.T, make(chan string, 1000), stop, ""}
	go func() {
		defer close(w.lines)
		defer func() { _ = answer.Body.Close() }()
		for s := bufio.NewScanner(answer.Body); s.Scan(); {
			w.lines <- s.Text()
		}
	}()
	r.d.Cleanup(stop)
	w.at = strings.TrimPrefix(w.until("id: ")[1], "id: ")
	return w
}

// until reads up to a line that begins so, and answers all lines with that.
func (w *watcher) until(start string) (seen []string) {
	w.t.Helper()
	limit := time.After(10 * time.Second)
	for {
		select {
		case line, ok := <-w.lines:
			if !ok {
				w.t.Fatalf("the stream ended before %q; seen %q", start, seen)
			}
			if line != "" {
				seen = append(seen, line)
			}
			if strings.HasPrefix(line, start) {
				return seen
			}
		case <-limit:
			w.t.Fatalf("no %q; seen %q", start, seen)
		}
	}
}

// ends waits until the stream ends.
func (w *watcher) ends(within time.Duration) {
	w.t.Helper()
	limit := time.After(within)
	for {
		select {
		case _, ok := <-w.lines:
			if !ok {
				return
			}
		case <-limit:
			w.t.Fatalf("the stream goes on after %v", within)
		}
	}
}

func TestEventsTellWhatChanged(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	url := r.served()
	w := r.watch(r.other, url, "")
	id := idOf(r.post(r.caseURL+"/annotations", r.mark(0, 9, "Neu Cloud")).want(303).Header().Get("Location"))
	seen := w.until("data: ")
	if want := fmt.Sprintf(`data: {"noun":"annotations","id":%q,"action":"create","evidence":%q}`, id, r.itemID); seen[len(seen)-1] != want || !strings.HasPrefix(seen[0], "id: ") {
		t.Errorf("%q, want %s", seen, want)
	}
	at := strings.TrimPrefix(seen[0], "id: ")
	w.stop() // the connection drops, and meanwhile
	r.post(r.caseURL+"/parties", values("name", "One", "kind", "person")).want(303)
	r.post(r.caseURL+"/parties", values("name", "Two", "kind", "person")).want(303)
	for name, again := range map[string]*watcher{"header": r.watch(r.other, url, "", "Last-Event-ID", at), "address": r.watch(r.other, url, "?after="+at)} {
		r.post(r.caseURL+"/parties", values("name", "Three", "kind", "person")).want(303)
		var ids []string
		for range 3 {
			ids = append(ids, again.until("id: ")[0])
			again.until("data: ")
		}
		if want := fmt.Sprint([]string{"id: " + plus(at, 1), "id: " + plus(at, 2)}); fmt.Sprint(ids[:2]) != want {
			t.Errorf("%s: after a drop %q, want %s first", name, ids, want)
		}
	}
}

func plus(n string, by int) string {
	var i int
	_, _ = fmt.Sscan(n, &i)
	return fmt.Sprint(i + by)
}

func TestAPrivateAnnotationIsNoEvent(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	w := r.watch(r.other, r.served(), "?evidence="+r.itemID)
	card := r.post(r.caseURL+"/annotations", r.mark(0, 9, "Neu Cloud", "visibility", "private")).want(303).Header().Get("Location")
	r.post(card, values("version", "1", "body", "hidden")).want(303)
	r.post(r.caseURL+"/parties", values("name", "One", "kind", "person")).want(303)
	seen := w.until("data: ")
	if len(seen) != 3 || !strings.Contains(seen[2], `"noun":"parties"`) {
		t.Errorf("the stream says %q", seen)
	}
}

func TestAStreamEndsWithTheRightToIt(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(r *readingRoom){
		"the membership is removed": func(r *readingRoom) {
			row := r.rowOf(r.caseURL, onus.Members, r.memberOf("ben@example.org"))
			r.post(r.caseURL+"/members/"+row["id"]+"/delete", values("version", row["version"])).want(303)
		},
		"the account is disabled": func(r *readingRoom) {
			u, _, err := r.d.store.UserByEmail(r.d.Context(), "ben@example.org")
			r.d.must(err)
			r.d.must(r.d.store.SetDisabled(r.d.Context(), dbtest.Who, u.ID, true))
		},
		"the session is ended": func(r *readingRoom) { r.other.post("/logout", nil).want(303) },
		"the case is deleted": func(r *readingRoom) {
			r.post(r.caseURL+"/delete", values("version", "1")).want(303)
		},
		"the server stops": func(r *readingRoom) { r.d.s.hub.stop() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReadingRoom(t, pages("Neu Cloud said it."))
			w := r.watch(r.other, r.served(), "")
			end(r)
			w.ends(time.Second)
		})
	}
}

// memberOf is the membership of somebody.
func (r *readingRoom) memberOf(email string) string {
	_, rows := r.get(r.caseURL + "/members.csv").table()
	for _, row := range rows {
		if row["email"] == email {
			return row["id"]
		}
	}
	r.d.Fatalf("%s is no member", email)
	return ""
}

func TestWhoReadsSlowlyIsDroppedAndOthersAreNot(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	from, to := io.Pipe() // nobody reads from it
	t.Cleanup(func() { _ = from.Close() })
	slow := &stuckWriter{header: http.Header{}, body: to}
	w := r.watch(r.other, r.served(), "")
	done := make(chan bool)
	go func() {
		q := httptest.NewRequest(http.MethodGet, r.caseURL+"/events", nil)
		q.AddCookie(&http.Cookie{Name: "onus", Value: r.cookie})
		r.d.s.Handler().ServeHTTP(slow, q)
		close(done)
	}()
	r.post(r.caseURL+"/parties", values("name", "One", "kind", "person")).want(303)
	w.until("data: ")
	select {
	case <-done:
	case <-time.After(slowest + 5*time.Second):
		t.Error("who takes nothing is waited for")
	}
}

// stuckWriter is a connection that takes nothing until its deadline.
type stuckWriter struct {
	header http.Header
	body   *io.PipeWriter
}

func (w *stuckWriter) Header() http.Header             { return w.header }
func (w *stuckWriter) WriteHeader(int)                 {}
func (w *stuckWriter) Write(b []byte) (int, error)     { return w.body.Write(b) }
func (w *stuckWriter) Flush()                          {}
func (w *stuckWriter) SetReadDeadline(time.Time) error { return nil }
func (w *stuckWriter) SetWriteDeadline(t time.Time) error {
	time.AfterFunc(time.Until(t), func() { _ = w.body.CloseWithError(context.DeadlineExceeded) })
	return nil
}

func TestPresenceShowsWhoElseHasADocumentOpen(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	url := r.served()
	people := func(b *browser) string {
		return strings.TrimSpace(b.get(r.doc + "/document/people").want(200).doc().Find(".person .sr").Text())
	}
	mine := r.watch(r.browser, url, "?evidence="+r.itemID)
	if got := people(r.browser); got != "" {
		t.Errorf("alone I see %q", got)
	}
	other := r.watch(r.other, url, "?evidence="+r.itemID)
	mine.until("event: people")
	if got := people(r.browser); !strings.Contains(got, "has this document open too") {
		t.Errorf("I see %q", got)
	}
	if got := people(r.other); got == people(r.browser) {
		t.Errorf("both see %q", got)
	}
	other.stop()
	mine.until("event: people")
	if got := people(r.browser); got != "" {
		t.Errorf("after they left I see %q", got)
	}
	r.get(r.caseURL + "/events?evidence=nosuch").want(404)
}

func TestOneSessionHasSoManyStreamsOnly(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	url := r.served()
	var last *watcher
	for range streamsOfSession {
		last = r.watch(r.browser, url, "")
	}
	r.get(r.caseURL + "/events").want(429)
	last.stop()
	for range 100 {
		r.d.s.hub.mu.Lock()
		n := r.d.s.hub.streams[r.cookie]
		r.d.s.hub.mu.Unlock()
		if n < streamsOfSession {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("a stream that ended still counts")
}
