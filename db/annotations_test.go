package db_test

import (
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

// marked is an item with a text, and a passage of it.
func marked(t *testing.T, s *db.Store, caseID string) (*onus.Evidence, *onus.Annotation) {
	t.Helper()
	e := dbtest.Evidence(t, s, caseID, "Letter")
	dbtest.File(t, s, e, "Neu Cloud said it.")
	r, err := s.Reading(t.Context(), caseID, e.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	d := &onus.Document{State: onus.ReadDone, Extractor: "test 1", Parts: []onus.Part{{Text: "Neu Cloud said it.", Confidence: -1}}}
	if err := s.KeepUnlocked(t.Context(), dbtest.Who, r, d, nil); err != nil {
		t.Fatal(err)
	}
	r, err = s.Reading(t.Context(), caseID, e.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	a := &onus.Annotation{Head: onus.Head{CaseID: caseID}, EvidenceID: e.ID, Passage: onus.Passage{TextID: r.TextID, FileVersion: 1, Start: 0, End: 9, Quote: "Neu Cloud"}}
	if err := s.CreateAnnotation(t.Context(), dbtest.Who, a); err != nil {
		t.Fatal(err)
	}
	return e, a
}

// TestPassagesAreCountedWhereTheyAreSeen does to a passage and to its item what can be done,
// and recounts.
func TestPassagesAreCountedWhereTheyAreSeen(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	e, a := marked(t, s, c.ID)
	count := func(what string, want int64) {
		t.Helper()
		th, err := s.Thing(t.Context(), onus.Cases, c.ID, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got := th.(*onus.Case).Counts.Annotations; got != want {
			t.Errorf("%s: %d passages, want %d", what, got, want)
		}
		if p := problems(t, s); p != "" {
			t.Errorf("%s: %s", what, p)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	count("made", 1)
	a.Visibility = onus.VisiblePrivate
	must(s.Update(t.Context(), dbtest.Who, a))
	count("private", 0)
	a.Visibility = onus.VisibleCase
	must(s.Update(t.Context(), dbtest.Who, a))
	count("public again", 1)
	must(s.Delete(t.Context(), op("item"), onus.EvidenceNoun, c.ID, e.ID, e.Version))
	count("its item is deleted", 0)
	_, err := s.Undo(t.Context(), dbtest.Who, c.ID, 0, "item")
	must(err)
	count("its item is back", 1)
	must(s.Delete(t.Context(), op("passage"), onus.Annotations, c.ID, a.ID, a.Version))
	count("deleted", 0)
	th, err := s.Thing(t.Context(), onus.EvidenceNoun, c.ID, e.ID)
	must(err)
	must(s.Delete(t.Context(), op("item again"), onus.EvidenceNoun, c.ID, e.ID, th.Base().Version))
	if _, err := s.Undo(t.Context(), dbtest.Who, c.ID, 0, "passage"); err == nil {
		t.Error("a passage came back to an item that is deleted")
	}
	count("both deleted", 0)
}
