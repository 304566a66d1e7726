package db_test

import (
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
	deepest := ""
	for level := range 5 { // each has the next one, under two names
		w := claim(t, s)
		next := fmt.Sprint("level ", level+1)
		must(t, s.KeepReading(t.Context(), w, twoPages(), []onus.File{keptFile(t, s, "a.txt", next), keptFile(t, s, "b.txt", next)}))
		deepest = w.EvidenceID
		if level == 3 {
			break
		}
	}
	p, err := s.ListEvidence(t.Context(), c.ID, onus.Filter{})
	must(t, err)
	if p.Total != 4 {
		t.Errorf("%d items, want one of each level to the third", p.Total)
	}
	lines, err := s.Custody(t.Context(), c.ID, deepest, 0, 10)
	must(t, err)
	if said := fmt.Sprintf("%+v", lines); !strings.Contains(said, "1 attachments too deep to be items") {
		t.Errorf("the record says %s", said)
	}
	clean(t, s)
}
