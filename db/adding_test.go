package db_test

import (
	"errors"
	"strings"
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

func arrival(t *testing.T, s *db.Store, title string) db.Arrival {
	t.Helper()
	up, err := s.PutFile(strings.NewReader(title), 1<<20)
	must(t, err)
	return db.Arrival{Item: onus.Evidence{Title: title}, File: onus.File{Filename: title + ".txt", MediaType: "text/plain", Size: up.Size, SHA256: up.SHA256}}
}

func TestFilesBecomeItemsTogetherOrNotAtAll(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	all := []db.Arrival{arrival(t, s, "first"), arrival(t, s, "second")}
	must(t, s.CreateFromFiles(t.Context(), op("folder"), c.ID, all))
	for i, a := range all {
		if a.Item.ID == "" || a.Item.Number != int64(i+1) || a.File.EvidenceID != a.Item.ID || !a.Item.IsProposed("title") {
			t.Errorf("%d: %+v", i, a)
		}
		if r, err := s.Reading(t.Context(), c.ID, a.Item.ID, 1); err != nil || r.State != onus.ReadWaiting {
			t.Errorf("%d: %+v, %v", i, r, err)
		}
	}
	bad := []db.Arrival{arrival(t, s, "third"), {}}
	refused(t, s.CreateFromFiles(t.Context(), dbtest.Who, c.ID, bad), "title")
	if bad[0].Item.ID != "" {
		t.Error("what was refused has an id")
	}
	count := func(f onus.Filter) int64 {
		p, err := s.ListEvidence(t.Context(), c.ID, f)
		must(t, err)
		return p.Total
	}
	filter := func(name, value string) onus.Filter { return onus.Filter{Fields: map[string]string{name: value}} }
	if n := count(onus.Filter{}); n != 2 {
		t.Errorf("%d items", n)
	}
	must(t, s.ConfirmProposed(t.Context(), dbtest.Who, c.ID, all[0].Item.ID))
	w := claim(t, s)
	must(t, s.FailWork(t.Context(), w, onus.ReadDamaged, "", false))
	for _, tc := range []struct {
		name, value string
		want        int64
	}{{"proposed", "true", 1}, {"reading", onus.ReadWaiting, 1}, {"reading", onus.ReadDamaged, 1}, {"reading", onus.ReadDone, 0}} {
		if n := count(filter(tc.name, tc.value)); n != tc.want {
			t.Errorf("%s=%s finds %d items, not %d", tc.name, tc.value, n, tc.want)
		}
	}
	undo(t, s, c.ID, "folder")
	if n := count(onus.Filter{}); n != 0 {
		t.Errorf("undone, there are %d", n)
	}
	clean(t, s)
}

func TestAttachmentsAreCounted(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	e, _ := dropped(t, s, c.ID, dbtest.Who.Email, "a mail")
	attached := []onus.File{keptFile(t, s, "a.txt", "one"), keptFile(t, s, "a.txt", "two")}
	must(t, s.KeepReading(t.Context(), claim(t, s), twoPages(), attached))
	plain := dbtest.Evidence(t, s, c.ID, "without")
	counts, err := s.Attached(t.Context(), c.ID, []string{e.ID, plain.ID})
	if err != nil || len(counts) != 1 || counts[e.ID] != 2 {
		t.Errorf("%v, %v", counts, err)
	}
	other := dbtest.NewCase(t, s)
	if counts, err := s.Attached(t.Context(), other.ID, []string{e.ID}); err != nil || len(counts) != 0 {
		t.Errorf("in another case: %v, %v", counts, err)
	}
}

func TestTheSameBytesAtOnceAreOneItem(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	up, err := s.PutFile(strings.NewReader("the same"), 100)
	must(t, err)
	const senders = 6
	errs := make(chan error, senders)
	for range senders {
		go func() {
			errs <- s.CreateFromFiles(t.Context(), dbtest.Who, c.ID, []db.Arrival{{Item: onus.Evidence{Title: "Letter"}, OnlyNew: true,
				File: onus.File{Filename: "letter.pdf", Size: up.Size, SHA256: up.SHA256}}})
		}()
	}
	made := 0
	for range senders {
		switch err := <-errs; {
		case err == nil:
			made++
		case !errors.Is(err, db.ErrSameBytes):
			t.Error(err)
		}
	}
	same, err := s.SameBytes(t.Context(), c.ID, up.SHA256)
	if err != nil || made != 1 || len(same) != 1 {
		t.Errorf("%d were made, %d are there, %v", made, len(same), err)
	}
}
