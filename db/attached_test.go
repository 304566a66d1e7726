package db_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

func keptFile(t *testing.T, s *db.Store, name, content string) onus.File {
	t.Helper()
	up, err := s.PutFile(strings.NewReader(content), 100)
	must(t, err)
	return onus.File{Filename: name, MediaType: "text/plain", Size: up.Size, SHA256: up.SHA256}
}

func TestAttachmentsDoNotMultiply(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	dropped(t, s, c.ID, dbtest.Who.Email, "level 0")
	levels := map[string]int{}
	for level := range 6 {
		levels[keptFile(t, s, "x", fmt.Sprint("level ", level)).SHA256] = level
	}
	deepest := ""
	for { // each has the next one, under two names
		w, err := s.ClaimWork(t.Context(), lease)
		if errors.Is(err, onus.ErrNotFound) {
			break
		}
		must(t, err)
		next := fmt.Sprint("level ", levels[w.SHA256]+1)
		must(t, s.KeepReading(t.Context(), w, twoPages(), []onus.File{keptFile(t, s, "a.txt", next), keptFile(t, s, "b.txt", next)}))
		deepest = w.EvidenceID
	}
	p, err := s.ListEvidence(t.Context(), c.ID, onus.Filter{})
	must(t, err)
	if p.Total != 7 {
		t.Errorf("%d items, want the first, its two attachments, and one of each level below to the third", p.Total)
	}
	lines, err := s.Custody(t.Context(), c.ID, deepest, 0, 10)
	must(t, err)
	if said := fmt.Sprintf("%+v", lines); !strings.Contains(said, "1 attachments too deep to be items") {
		t.Errorf("the record says %s", said)
	}
	clean(t, s)
}
