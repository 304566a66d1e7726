package db_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

const lease = time.Minute

// twoPages is a document as a reader makes it.
func twoPages() *onus.Document {
	return &onus.Document{State: onus.ReadDone, Format: "pdf", MediaType: "application/pdf", Extractor: "test 1", Paged: true,
		Parts: []onus.Part{
			{Text: "Één blad\nmet tekst", Width: 595.28, Height: 841.89, Confidence: -1,
				Words: []onus.Word{{Start: 0, End: 3, X: 72, Y: 72.4, W: 20, H: 12}, {Start: 4, End: 8, X: 95, Y: 72.4, W: 24, H: 12, Angle: 90, Hidden: true}}},
			{Text: "second", Width: 595.28, Height: 841.89, Confidence: -1},
		},
		Properties: onus.Properties{Title: "What it says of itself", Author: "A. Writer", Dated: "2014-03", Language: "nl"},
	}
}

// dropped is an item made of an uploaded file.
func dropped(t testing.TB, s *db.Store, caseID, email, content string) (*onus.Evidence, *onus.File) {
	t.Helper()
	up, err := s.PutFile(strings.NewReader(content), 1<<20)
	must(t, err)
	arrivals := []db.Arrival{{Item: onus.Evidence{Title: "scan 12"},
		File: onus.File{Filename: "scan 12.pdf", MediaType: "application/pdf", Size: up.Size, SHA256: up.SHA256}}}
	must(t, s.CreateFromFiles(t.Context(), onus.Actor{Email: email}, caseID, arrivals))
	return &arrivals[0].Item, &arrivals[0].File
}

func claim(t testing.TB, s *db.Store) onus.Work {
	t.Helper()
	w, err := s.ClaimWork(t.Context(), lease)
	must(t, err)
	return w
}

func TestAFileIsReadOnce(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	e, f := dropped(t, s, c.ID, dbtest.Who.Email, "bytes")
	if r, err := s.Reading(t.Context(), c.ID, e.ID, 0); err != nil || r.State != onus.ReadWaiting || r.FileVersion != 1 || r.SHA256 != f.SHA256 {
		t.Fatalf("waiting: %+v, %v", r, err)
	}
	w := claim(t, s)
	if w.FileID != f.ID || w.Tries != 1 || w.Kind != onus.WorkRead || w.By != dbtest.Who.Email {
		t.Errorf("claimed %+v", w)
	}
	_, err := s.ClaimWork(t.Context(), lease)
	wants(t, err, onus.ErrNotFound)
	must(t, s.KeepReading(t.Context(), w, twoPages(), nil))
	wants(t, s.KeepReading(t.Context(), w, twoPages(), nil), onus.ErrNotFound)

	r, err := s.Reading(t.Context(), c.ID, e.ID, 1)
	if err != nil || r.State != onus.ReadDone || r.Pages != 2 || !r.Paged || r.Hidden != 1 {
		t.Errorf("read: %+v, %v", r, err)
	}
	info, err := s.TextInfo(t.Context(), c.ID, r.TextID)
	must(t, err)
	text := twoPages().Text()
	sum := sha256.Sum256([]byte(text))
	if info.SHA256 != hex.EncodeToString(sum[:]) || info.Length != int64(len([]rune(text))) {
		t.Errorf("text: %+v", info)
	}
	parts, err := s.Parts(t.Context(), c.ID, r.TextID, 1, 9)
	must(t, err)
	if len(parts) != 2 || parts[1].Offset != 19 || parts[1].Text != "second" || !slices.Equal(parts[0].Words, twoPages().Parts[0].Words) {
		t.Errorf("parts: %+v", parts)
	}
	clean(t, s)
}

func TestWhatAFileProposes(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	e, _ := dropped(t, s, c.ID, dbtest.Who.Email, "bytes")
	mine := load(t, s, e)
	mine.Author = "Somebody else" // before it is read
	must(t, s.Update(t.Context(), dbtest.Who, mine))
	must(t, s.KeepReading(t.Context(), claim(t, s), twoPages(), nil))
	got := load(t, s, e)
	if got.Title != "What it says of itself" || got.Author != "Somebody else" || got.Dated != "2014-03" || got.Language != "nl" {
		t.Errorf("got %+v", got)
	}
	if got.Proposed != "title dated language type" {
		t.Errorf("proposed: %q", got.Proposed)
	}
	got.Title = "Letter of March"
	must(t, s.Update(t.Context(), dbtest.Who, got))
	if got = load(t, s, e); got.Proposed != "dated language type" {
		t.Errorf("a changed field is confirmed: %q", got.Proposed)
	}
	must(t, s.ConfirmProposed(t.Context(), dbtest.Who, c.ID, e.ID))
	if got = load(t, s, e); got.Proposed != "" {
		t.Errorf("all are confirmed: %q", got.Proposed)
	}
	other := dbtest.NewCase(t, s)
	wants(t, s.ConfirmProposed(t.Context(), dbtest.Who, other.ID, e.ID), onus.ErrNotFound)
}

func TestAttachmentsBecomeItemsOnce(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	e, _ := dropped(t, s, c.ID, dbtest.Who.Email, "a mail")
	up, err := s.PutFile(strings.NewReader("attached"), 100)
	must(t, err)
	attached := []onus.File{{Filename: "invoice.pdf", MediaType: "application/pdf", Size: up.Size, SHA256: up.SHA256}}
	must(t, s.KeepReading(t.Context(), claim(t, s), twoPages(), attached))
	must(t, s.ReadAgain(t.Context(), dbtest.Who, c.ID, e.ID, 1))
	for range 2 { // the attachment and the mail, in either order
		w := claim(t, s)
		must(t, s.KeepReading(t.Context(), w, &onus.Document{State: onus.ReadUnreadable}, attached[:len(attached)*b2i(w.EvidenceID == e.ID)]))
	}
	family, err := s.Family(t.Context(), load(t, s, e))
	must(t, err)
	if len(family) != 1 || family[0].Title != "invoice.pdf" || family[0].AttachedToID != e.ID {
		t.Fatalf("family: %+v", family)
	}
	family[0].CaseID = c.ID
	if back, err := s.Family(t.Context(), &family[0]); err != nil || len(back) != 1 || back[0].ID != e.ID {
		t.Errorf("from the attachment: %+v, %v", back, err)
	}
	clean(t, s)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestAReaderThatIsKilledIsTriedTwice(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	e, _ := dropped(t, s, c.ID, dbtest.Who.Email, "bytes")
	state := func() string {
		r, err := s.Reading(t.Context(), c.ID, e.ID, 0)
		must(t, err)
		return r.State
	}
	must(t, s.FailWork(t.Context(), claim(t, s), onus.ReadTimeLimit, "killed", true))
	if got := state(); got != onus.ReadWaiting {
		t.Errorf("after the first try it is %s", got)
	}
	must(t, s.FailWork(t.Context(), claim(t, s), onus.ReadTimeLimit, "killed", true))
	if got := state(); got != onus.ReadTimeLimit {
		t.Errorf("after the second try it is %s", got)
	}
	_, err := s.ClaimWork(t.Context(), lease)
	wants(t, err, onus.ErrNotFound)
}

func TestALeaseEnds(t *testing.T) {
	t.Parallel()
	s, clock := timed(t)
	c := dbtest.NewCase(t, s)
	dropped(t, s, c.ID, dbtest.Who.Email, "bytes")
	first := claim(t, s)
	clock.pass(lease + time.Second)
	second := claim(t, s)
	if second.ID != first.ID || second.Tries != 2 {
		t.Errorf("claimed again: %+v", second)
	}
	wants(t, s.KeepReading(t.Context(), first, twoPages(), nil), onus.ErrConflict)
	wants(t, s.FailWork(t.Context(), first, onus.ReadDamaged, "", false), onus.ErrConflict)
	must(t, s.ReleaseWork(t.Context(), second))
	if third := claim(t, s); third.Tries != 2 {
		t.Errorf("given back it counts as not tried: %+v", third)
	}
	must(t, s.FreeLeases(t.Context()))
	must(t, s.KeepReading(t.Context(), claim(t, s), twoPages(), nil))
}

func TestReadersAreFair(t *testing.T) {
	t.Parallel()
	s, clock := timed(t)
	one, two := dbtest.NewCase(t, s), dbtest.NewCase(t, s)
	put := func(caseID, who, content string) {
		clock.pass(time.Second)
		dropped(t, s, caseID, who, content)
	}
	for _, content := range []string{"a", "b", "c"} {
		put(one.ID, "busy@example.org", content)
	}
	put(one.ID, "late@example.org", "d")
	put(two.ID, "other@example.org", "e")
	var order []string
	for range 5 {
		clock.pass(3 * time.Second) // a turn is over
		w := claim(t, s)
		order = append(order, w.By)
		must(t, s.KeepReading(t.Context(), w, twoPages(), nil))
	}
	want := "busy other late busy busy"
	if got := strings.ReplaceAll(strings.Join(order, " "), "@example.org", ""); got != want {
		t.Errorf("served %q, want %q", got, want)
	}
}

func TestACaseIsServedForAWhile(t *testing.T) {
	t.Parallel()
	s, clock := timed(t)
	one, two := dbtest.NewCase(t, s), dbtest.NewCase(t, s)
	for i := range 6 {
		dropped(t, s, one.ID, dbtest.Who.Email, fmt.Sprint("one ", i))
		dropped(t, s, two.ID, dbtest.Who.Email, fmt.Sprint("two ", i))
	}
	order := ""
	for range 12 {
		clock.pass(900 * time.Millisecond)
		w := claim(t, s)
		order += map[string]string{one.ID: "1", two.ID: "2"}[w.CaseID]
		must(t, s.KeepReading(t.Context(), w, twoPages(), nil))
	}
	if order != "111222111222" && order != "222111222111" {
		t.Errorf("served %s", order)
	}
}

func TestWhatIsReadAgainWithLessKeepsItsText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		first, then *onus.Document
		keeps       bool
		state       string
	}{
		{"without its password", twoPages(), &onus.Document{State: onus.ReadPassword}, true, onus.ReadDone},
		{"without its recognised text", recognisedPage(), scanned(), true, onus.ReadDone},
		{"from a scan to a scan", scanned(), scanned(), false, onus.ReadNoText},
		{"with other text", twoPages(), recognisedPage(), false, onus.ReadDone},
		{"and found damaged", twoPages(), &onus.Document{State: onus.ReadDamaged}, true, onus.ReadDamaged},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := dbtest.Open(t)
			c := dbtest.NewCase(t, s)
			e, _ := dropped(t, s, c.ID, dbtest.Who.Email, "bytes")
			must(t, s.KeepReading(t.Context(), claim(t, s), tt.first, nil))
			before, err := s.Reading(t.Context(), c.ID, e.ID, 0)
			must(t, err)
			must(t, s.ReadAgain(t.Context(), dbtest.Who, c.ID, e.ID, 1))
			must(t, s.KeepReading(t.Context(), claim(t, s), tt.then, nil))
			after, err := s.Reading(t.Context(), c.ID, e.ID, 0)
			must(t, err)
			if kept := after.TextID == before.TextID; kept != tt.keeps || after.State != tt.state {
				t.Errorf("the text is the one from before: %t, the state %s", kept, after.State)
			}
			clean(t, s)
		})
	}
}

func scanned() *onus.Document {
	return &onus.Document{State: onus.ReadNoText, Paged: true, Parts: []onus.Part{{Width: 600, Height: 800, Confidence: -1}}}
}

func recognisedPage() *onus.Document {
	return &onus.Document{State: onus.ReadDone, Kind: onus.TextOCR, Paged: true, Parts: []onus.Part{{Text: "recognised", Width: 600, Height: 800, Confidence: 90}}}
}

func TestADeletedItemIsReadWhenItComesBack(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	e, _ := dropped(t, s, c.ID, dbtest.Who.Email, "bytes")
	remove(t, s, e)
	_, err := s.ClaimWork(t.Context(), lease)
	wants(t, err, onus.ErrNotFound)
	_, err = s.Reading(t.Context(), c.ID, e.ID, 0)
	wants(t, err, onus.ErrNotFound)
	undo(t, s, c.ID, "evidence"+e.ID)
	must(t, s.KeepReading(t.Context(), claim(t, s), twoPages(), nil))
}
