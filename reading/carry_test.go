package reading

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"onus"
	"onus/db/dbtest"
)

// version gives an item another file with this text, one part a page.
func (d *atDesk) version(e *onus.Evidence, pages ...string) onus.Reading {
	d.Helper()
	dbtest.File(d.T, d.store, e, strings.Join(pages, "\f"))
	doc := &onus.Document{State: onus.ReadDone, Format: "pdf", MediaType: "application/pdf", Extractor: "test 1", Paged: true}
	for _, p := range pages {
		doc.Parts = append(doc.Parts, onus.Part{Text: p, Width: 595, Height: 842, Confidence: -1})
	}
	if err := d.store.KeepUnlocked(d.Context(), dbtest.Who, d.reading(e.ID), doc, nil); err != nil {
		d.Fatal(err)
	}
	return d.reading(e.ID)
}

// mark marks words of the text of a reading, which has them once.
func (d *atDesk) mark(r onus.Reading, words, visibility string) *onus.Annotation {
	d.Helper()
	text := d.text(r)
	at := strings.Index(text, words)
	if at < 0 {
		d.Fatalf("%q is not in the text", words)
	}
	start := len([]rune(text[:at]))
	runes := []rune(text)
	end := start + len([]rune(words))
	a := &onus.Annotation{Head: onus.Head{CaseID: r.CaseID}, EvidenceID: r.EvidenceID, Visibility: visibility, Passage: onus.Passage{TextID: r.TextID, FileVersion: r.FileVersion,
		Page: 1, Start: int64(start), End: int64(end), Quote: words, Prefix: string(runes[max(0, start-32):start]), Suffix: string(runes[end:min(len(runes), end+32)])}}
	if err := d.store.CreateAnnotation(d.Context(), dbtest.Who, a); err != nil {
		d.Fatal(err)
	}
	return a
}

// stored is an annotation as it is now, after the desk has done its work.
func (d *atDesk) stored(a *onus.Annotation) *onus.Annotation {
	d.Helper()
	th, err := d.store.Thing(d.Context(), onus.Annotations, a.CaseID, a.ID)
	if err != nil {
		d.Fatal(err)
	}
	return th.(*onus.Annotation)
}

// carried waits until nothing is to be carried to the newest text of an item any more.
func (d *atDesk) carried(r onus.Reading) {
	d.Helper()
	d.Wake()
	for range 600 {
		works, err := d.store.WorkStates(d.Context(), r.CaseID, r.FileID)
		if err != nil {
			d.Fatal(err)
		}
		if len(works) == 0 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	d.Fatal("the work is not done after some time")
}

const firstText = "The agreement was signed in Beijing on 4 May 2015 by both parties.\nNeu Cloud alleges that IBM took its customers.\nNothing else of note happened in that long year of negotiation."

func TestAnnotationsAreCarriedToANewVersion(t *testing.T) {
	d := newDesk(t, "says its number", plain)
	d.run()
	e := dbtest.Evidence(t, d.store, d.c.ID, "Complaint")
	first := d.version(e, firstText)
	kept := d.mark(first, "IBM took its customers", onus.VisibleCase)
	private := d.mark(first, "signed in Beijing", onus.VisiblePrivate)
	gone := d.mark(first, "Nothing else of note happened in that long year", onus.VisibleCase)
	before, err := d.store.ListChanges(t.Context(), d.c.ID, onus.Filter{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}

	second := d.version(e, "AMENDED COMPLAINT", "The agreement was signed in Beijing on 4 May 2015 by both parties.\nNeu Cloud alleges that IBM took its customers.")
	d.carried(second)
	for name, want := range map[string]struct {
		a         *onus.Annotation
		placement string
		version   int64
	}{"the same words are placed": {kept, onus.Placed, 2}, "a private one too": {private, onus.Placed, 2}, "deleted words are orphaned": {gone, onus.Orphaned, 1}} {
		got := d.stored(want.a)
		if got.Placement != want.placement || got.Passage.FileVersion != want.version || got.Passage.Quote != want.a.Passage.Quote {
			t.Errorf("%s: %s in version %d, %q", name, got.Placement, got.Passage.FileVersion, got.Passage.Quote)
		}
	}
	if p := d.stored(kept).Passage; p.Page != 2 || string([]rune(d.text(second))[p.Start:p.End]) != p.Quote {
		t.Errorf("placed on page %d, code points %d to %d", p.Page, p.Start, p.End)
	}

	// All of it is one step, which can be undone.
	after, err := d.store.ListChanges(t.Context(), d.c.ID, onus.Filter{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	op := after.Rows[0].Op
	for _, c := range after.Rows {
		if c.Seq > before.Rows[0].Seq && c.Noun == onus.Annotations && (c.Op != op || c.ID == private.ID) {
			t.Errorf("change %d of %s is of another step, or shows what is private", c.Seq, c.ID)
		}
	}
	if _, err := d.store.Undo(t.Context(), dbtest.Who, d.c.ID, 0, op); err != nil {
		t.Fatal(err)
	}
	for _, a := range []*onus.Annotation{kept, gone} {
		if got := d.stored(a); got.Placement != onus.Placed || got.Passage != a.Passage {
			t.Errorf("after undo %s is %s at %+v", a.Passage.Quote, got.Placement, got.Passage)
		}
	}
}

func TestAnOlderVersionReadAgainCarriesNothing(t *testing.T) {
	d := newDesk(t, "says its number", plain)
	d.run()
	e := dbtest.Evidence(t, d.store, d.c.ID, "Complaint")
	first := d.version(e, firstText)
	second := d.version(e, firstText+"\nAnd more.")
	a := d.mark(second, "IBM took its customers", onus.VisibleCase)
	doc := &onus.Document{State: onus.ReadDone, Extractor: "test 2", Parts: []onus.Part{{Text: firstText, Confidence: -1}}}
	if err := d.store.KeepUnlocked(t.Context(), dbtest.Who, first, doc, nil); err != nil {
		t.Fatal(err)
	}
	d.carried(first)
	if got := d.stored(a); got.Passage != a.Passage {
		t.Errorf("it is at %+v", got.Passage)
	}
}

func TestWhatSomebodyChangesMeanwhileIsNotCarriedOver(t *testing.T) {
	d := newDesk(t, "says its number", plain)
	e := dbtest.Evidence(t, d.store, d.c.ID, "Complaint")
	a := d.mark(d.version(e, firstText), "IBM took its customers", onus.VisibleCase)
	second := d.version(e, "New. "+firstText)
	w, err := d.store.ClaimWork(t.Context(), time.Minute)
	for err == nil && w.Kind != onus.WorkCarry {
		w, err = d.store.ClaimWork(t.Context(), time.Minute)
	}
	if err != nil {
		t.Fatal(err)
	}
	to, all, err := d.store.ToCarry(t.Context(), w)
	if err != nil || len(all) != 1 || to.ID != second.TextID {
		t.Fatal(fmt.Sprint(to, all, err))
	}
	now := d.stored(a)
	now.Body = "changed"
	if err := d.store.Update(t.Context(), dbtest.Who, now); err != nil {
		t.Fatal(err)
	}
	err = d.store.KeepCarried(t.Context(), w, to, []onus.Carried{{ID: a.ID, Version: all[0].Version, Placement: onus.Orphaned}})
	if err != nil {
		t.Fatal(err)
	}
	if got := d.stored(a); got.Placement != onus.Placed || got.Body != "changed" {
		t.Errorf("%s, %q", got.Placement, got.Body)
	}
}
