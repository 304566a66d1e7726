package reading

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

// atDesk is a desk with odd readers on a store of its own, and a case to put files in.
type atDesk struct {
	*testing.T
	*Desk
	store *db.Store
	c     *onus.Case
	stop  func() // of Run
}

func newDesk(t *testing.T, kind string, wrap func(*db.Store) Store) *atDesk {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := dbtest.Open(t)
	var log lockedBuffer
	d := &atDesk{T: t, store: s, c: dbtest.NewCase(t, s)}
	d.Desk = NewDesk(DeskConfig{Store: wrap(s), Command: []string{self, roleOfChild, kind}, Folder: t.TempDir(), Log: slog.New(slog.NewTextHandler(&log, nil))})
	d.breather = 10 * time.Millisecond
	t.Cleanup(func() {
		d.Close()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	return d
}

func plain(s *db.Store) Store { return s }

// run lets the desk work until the test ends, or stop is called.
func (d *atDesk) run() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan bool)
	go func() {
		d.Desk.Run(ctx)
		close(ended)
	}()
	d.stop = func() {
		cancel()
		<-ended
	}
	d.Cleanup(d.stop)
}

func (d *atDesk) upload(name, content string) onus.Reading {
	d.Helper()
	up, err := d.store.PutFile(strings.NewReader(content), 1<<20)
	if err != nil {
		d.Fatal(err)
	}
	made := []db.Arrival{{Item: onus.Evidence{Title: name}, File: onus.File{Filename: name, Size: up.Size, SHA256: up.SHA256}}}
	if err := d.store.CreateFromFiles(d.Context(), dbtest.Who, d.c.ID, made); err != nil {
		d.Fatal(err)
	}
	d.Wake()
	return d.reading(made[0].Item.ID)
}

func (d *atDesk) reading(id string) onus.Reading {
	d.Helper()
	r, err := d.store.Reading(d.Context(), d.c.ID, id, 0)
	if err != nil {
		d.Fatal(err)
	}
	return r
}

// await waits until a file is in this state.
func (d *atDesk) await(id, state string) onus.Reading {
	d.Helper()
	for range 600 {
		r := d.reading(id)
		if r.State == state {
			return r
		}
		if r.State != onus.ReadWaiting && r.State != onus.ReadReading {
			d.Fatalf("%s (%s), not %s", r.State, r.Note, state)
		}
		time.Sleep(100 * time.Millisecond)
	}
	d.Fatalf("not %s after a minute: %+v", state, d.reading(id))
	return onus.Reading{}
}

func (d *atDesk) text(r onus.Reading) string {
	d.Helper()
	parts, err := d.store.Parts(d.Context(), r.CaseID, r.TextID, 1, 1000)
	if err != nil {
		d.Fatal(err)
	}
	var all []string
	for _, p := range parts {
		all = append(all, p.Text)
	}
	return strings.Join(all, "|")
}

func TestFilesAreReadInTheBackground(t *testing.T) {
	d := newDesk(t, "good", plain)
	before := d.upload("before.txt", "one\ftwo")
	d.run()
	after := d.upload("after.txt", "three")
	if got := d.text(d.await(before.EvidenceID, onus.ReadDone)); got != "one|two" {
		t.Errorf("%q", got)
	}
	if got := d.text(d.await(after.EvidenceID, onus.ReadDone)); got != "three" {
		t.Errorf("%q", got)
	}
}

func TestAttachmentsBecomeItems(t *testing.T) {
	d := newDesk(t, "attaches", plain)
	d.run()
	r := d.upload("a.eml", "letter")
	d.await(r.EvidenceID, onus.ReadDone)
	all, err := d.store.SameBytes(t.Context(), d.c.ID, r.SHA256)
	if err != nil || len(all) != 1 {
		t.Fatalf("%v, %v", all, err)
	}
	f, err := d.store.OpenBytes("9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0") // of aaa
	if err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
}

func TestWhatHappensToFilesThatKillTheirReaders(t *testing.T) {
	for kind, want := range map[string]string{"panics": onus.ReadDamaged, "exits": onus.ReadDamaged, "writes without end": onus.ReadTooLarge} {
		t.Run(kind, func(t *testing.T) {
			d := newDesk(t, kind, plain)
			d.run()
			if r := d.await(d.upload("x", "x").EvidenceID, want); r.Note == "" || r.TextID != "" {
				t.Errorf("%+v", r)
			}
			if _, err := d.store.ClaimWork(t.Context(), time.Minute); !errors.Is(err, onus.ErrNotFound) {
				t.Errorf("something waits: %v", err)
			}
		})
	}
	for err, want := range map[error]string{ErrTimeLimit: onus.ReadTimeLimit, ErrMemory: onus.ReadTooLarge, ErrOutput: onus.ReadTooLarge, ErrCrashed: onus.ReadDamaged} {
		if got := stateOf(fmt.Errorf("x: %w", err)); got != want {
			t.Errorf("%v: %s", err, got)
		}
	}
}

// panicky panics the first time that something is kept, fails the second time.
type panicky struct {
	*db.Store
	kept atomic.Int32
}

func (s *panicky) KeepReading(ctx context.Context, w onus.Work, d *onus.Document, attached []onus.File) error {
	switch s.kept.Add(1) {
	case 1:
		panic("on purpose")
	case 2:
		_ = s.RenewWork(ctx, w, -time.Hour) // as if the lease had ended
		return errors.New("disk full")
	}
	return s.Store.KeepReading(ctx, w, d, attached)
}

// refusing never keeps anything; each time the lease has ended already.
type refusing struct{ *db.Store }

func (s *refusing) KeepReading(ctx context.Context, w onus.Work, _ *onus.Document, _ []onus.File) error {
	return errors.Join(errors.New("the disk says no"), s.RenewWork(ctx, w, -time.Hour))
}

func TestWhatTheStoreAlwaysRefusesIsGivenUp(t *testing.T) {
	d := newDesk(t, "good", func(s *db.Store) Store { return &refusing{s} })
	d.run()
	if r := d.await(d.upload("x", "x").EvidenceID, onus.ReadDamaged); !strings.Contains(r.Note, "the disk says no") {
		t.Errorf("%+v", r)
	}
}

func TestOneFileDoesNotStopTheOthers(t *testing.T) {
	d := newDesk(t, "good", func(s *db.Store) Store { return &panicky{Store: s} })
	d.run()
	d.await(d.upload("x", "x").EvidenceID, onus.ReadDone)
	d.await(d.upload("y", "y").EvidenceID, onus.ReadDone)
}

func TestWorkIsGivenBackWhenTheServerStops(t *testing.T) {
	d := newDesk(t, "sleeps", plain)
	d.run()
	r := d.upload("x", "x")
	for d.reading(r.EvidenceID).State != onus.ReadReading {
		time.Sleep(10 * time.Millisecond)
	}
	d.stop()
	if got := d.reading(r.EvidenceID); got.State != onus.ReadWaiting {
		t.Errorf("%+v", got)
	}
	if w, err := d.store.ClaimWork(t.Context(), time.Minute); err != nil || w.Tries != 1 {
		t.Errorf("%+v, %v", w, err)
	}
}

func TestWorkOfAServerThatDiedIsDone(t *testing.T) {
	d := newDesk(t, "good", plain)
	if dbtest.OnPostgres() {
		t.Skip("another server may be at it until its lease ends")
	}
	r := d.upload("x", "x")
	if _, err := d.store.ClaimWork(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	d.run()
	d.await(r.EvidenceID, onus.ReadDone)
}

func TestBytesThatAreGone(t *testing.T) {
	d := newDesk(t, "good", plain)
	r := d.upload("x", "x")
	f, err := d.store.OpenBytes(r.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	if err := os.Remove(f.Name()); err != nil {
		t.Fatal(err)
	}
	d.run()
	d.await(r.EvidenceID, onus.ReadDamaged)
}
