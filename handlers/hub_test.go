package handlers

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"onus"
	"onus/db/dbtest"
)

// party is a new party of the case, with what is set.
func (r *readingRoom) party(name string, more ...string) {
	r.d.Helper()
	r.post(r.caseURL+"/parties", values(append([]string{"name", name, "kind", "person"}, more...)...)).want(303)
}

// manyLines writes at least six lines of history in one commit.
func (r *readingRoom) manyLines() {
	r.d.Helper()
	row := r.rowOf(r.caseURL, onus.Parties, r.partyID())
	r.post(r.caseURL+"/parties/"+row["id"], values("version", row["version"], "name", "New", "kind", "organisation", "native_name", "Neu", "aliases", "N",
		"side", "claimant", "country", "NL", "description", "changed")).want(303)
}

func (r *readingRoom) partyID() string {
	r.d.Helper()
	_, rows := r.get(r.caseURL + "/parties.csv").table()
	return rows[len(rows)-1]["id"]
}

func (r *readingRoom) lastChange() int64 {
	r.d.Helper()
	seq, err := r.d.store.LastChange(r.d.Context(), strings.TrimPrefix(r.caseURL, "/cases/"))
	r.d.must(err)
	return seq
}

func TestWhoMissedMoreThanIsKeptIsToldToLoadAnewOnce(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	r.party("Old")
	r.d.s.hub.kept = 3 // before anybody watches
	url, before := r.served(), r.lastChange()
	w := r.watch(r.other, url, "")
	began := time.Now()
	r.manyLines()
	if n := r.lastChange() - before; n <= 3 {
		t.Fatalf("the commit wrote %d lines only", n)
	}
	seen := w.until("event: resync")
	if at := seen[len(seen)-2]; at != fmt.Sprint("id: ", r.lastChange()) {
		t.Errorf("the call to load anew stands after %q, want the last change, %d", at, r.lastChange())
	}
	if late := time.Since(began); late > 2*time.Second {
		t.Errorf("it came after %v", late)
	}
	again := r.watch(r.other, url, fmt.Sprint("?after=", before))
	again.until("event: resync")
	for name, one := range map[string]*watcher{"who was there": w, "who came back": again} {
		r.party("Next of " + name)
		if seen := one.until("data: {\"noun\""); strings.Contains(fmt.Sprint(seen), "resync") || seen[0] != "data: {}" && !strings.HasPrefix(seen[0], "id: ") {
			t.Errorf("%s sees %q next", name, seen)
		}
	}
}

func TestAStreamThatDropsBeforeAnythingChangedMissesNothing(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	url := r.served()
	w := r.watch(r.other, url, "")
	w.stop()
	r.party("One")
	seen := r.watch(r.other, url, "", "Last-Event-ID", w.at).until("data: ")
	if seen[0] != "id: "+plus(w.at, 1) {
		t.Errorf("after %s comes %q", w.at, seen)
	}
}

func TestAPageOfANewerDatabaseIsToldToLoadAnew(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	r.watch(r.other, r.served(), "?after=999999").until("event: resync") // a backup was put back
}

// names are what differs between two rooms that were used alike.
var names = regexp.MustCompile(`"(id|evidence)":"[^"]*"|id: \d+`)

func TestAStreamIsTheSameWithAndWithoutWhatIsPrivate(t *testing.T) {
	t.Parallel()
	told := func(private bool) string {
		r := newReadingRoom(t, pages("Neu Cloud said it."))
		w := r.watch(r.other, r.served(), "?evidence="+r.itemID)
		r.party("One")
		if private {
			card := r.post(r.caseURL+"/annotations", r.mark(0, 9, "Neu Cloud", "visibility", "private", "body", "@ben")).want(303).Header().Get("Location")
			r.post(card, values("version", "1", "body", "hidden")).want(303)
			r.post(card+"/delete", values("version", "2")).want(303)
		}
		r.party("Two")
		first := w.until("data: ")
		return names.ReplaceAllString(fmt.Sprint(first, w.until("data: ")), `$1`)
	}
	if with, without := told(true), told(false); with != without {
		t.Errorf("with private ones\n%s\nwithout\n%s", with, without)
	}
}

func TestWhatBecamePrivateNamesNoDocument(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	url, before := r.served(), r.lastChange()
	card := r.post(r.caseURL+"/annotations", r.mark(0, 9, "Neu Cloud")).want(303).Header().Get("Location")
	w := r.watch(r.other, url, "")
	r.post(card, values("version", "1", "visibility", "private")).want(303)
	gone := fmt.Sprintf(`data: {"noun":"annotations","id":%q,"action":"delete"}`, idOf(card))
	if seen := w.until("data: "); seen[len(seen)-1] != gone {
		t.Errorf("the stream says %q, want %s", seen, gone)
	}
	again := r.watch(r.other, url, fmt.Sprint("?after=", before))
	made := again.until("data: ")
	if all := fmt.Sprint(made, again.until("data: ")); strings.Contains(all, r.itemID) || !strings.Contains(all, gone) {
		t.Errorf("who comes back is told %q", all)
	}
}

func TestAStreamOutlivesTheTimeoutsOfPages(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	web := r.server()
	web.Config.ReadTimeout, web.Config.WriteTimeout = 200*time.Millisecond, 200*time.Millisecond
	web.Start()
	w := r.watch(r.other, web.URL, "")
	time.Sleep(500 * time.Millisecond)
	r.party("One")
	w.until("data: ")
}

func TestAStreamEndsWhenTheServerShutsDown(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	web := r.server()
	web.Start()
	w := r.watch(r.other, web.URL, "")
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Second)
	defer stop()
	if err := web.Config.Shutdown(ctx); err != nil {
		t.Errorf("the server waits for streams: %v", err)
	}
	w.ends(time.Second)
}

func TestWhatAnotherProcessWritesReachesAStream(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(r *readingRoom, another *Server, ben onus.User) error{
		"the account is disabled": func(r *readingRoom, another *Server, ben onus.User) error {
			return another.Store.SetDisabled(r.d.Context(), dbtest.Who, ben.ID, true)
		},
		"the session is ended": func(r *readingRoom, another *Server, _ onus.User) error {
			return another.Store.EndSession(r.d.Context(), r.other.cookie)
		},
		"the membership is removed": func(r *readingRoom, another *Server, _ onus.User) error {
			row := r.rowOf(r.caseURL, onus.Members, r.memberOf("ben@example.org"))
			return another.Store.Delete(r.d.Context(), dbtest.Who, onus.Members, strings.TrimPrefix(r.caseURL, "/cases/"), row["id"], 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReadingRoom(t, pages("Neu Cloud said it."))
			another, err := New(Config{Store: dbtest.Reopen(t, r.d.config), Log: slog.New(slog.DiscardHandler)})
			r.d.must(err)
			t.Cleanup(another.hub.stop)
			w := r.watch(r.other, r.served(), "")
			ben, _, err := r.d.store.UserByEmail(t.Context(), "ben@example.org")
			r.d.must(err)
			r.d.must(end(r, another, ben))
			w.ends(time.Second)
		})
	}
}

func TestARefusedStreamIsNoPageOfOurs(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	(&browser{d: r.d}).get(r.caseURL+"/events", "Accept", "text/event-stream").want(http.StatusUnauthorized)
	url := r.served()
	for range streamsOfSession {
		r.watch(r.browser, url, "")
	}
	a := r.get(r.caseURL + "/events").want(http.StatusTooManyRequests)
	body, err := io.ReadAll(a.Body)
	r.d.must(err)
	if strings.Contains(string(body), "our fault") || a.Header().Get("Retry-After") == "" {
		t.Errorf("too many streams: %q, %s", a.Header().Get("Retry-After"), body)
	}
}
