package db_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"onus"
	"onus/db/dbtest"
)

func TestOCRGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	e, f := dropped(t, s, c.ID, dbtest.Who.Email, "bytes")
	scan := &onus.Document{State: onus.ReadNoText, Paged: true, Parts: []onus.Part{{Width: 600, Height: 800, Confidence: -1}, {Width: 600, Height: 800, Confidence: -1}}}
	must(t, s.KeepReading(t.Context(), claim(t, s), scan, nil))
	must(t, s.AskOCR(t.Context(), dbtest.Who, c.ID, e.ID, 1, "nld+eng"))
	w := claim(t, s)
	if w.Kind != onus.WorkOCR || w.Page != 1 || w.Languages != "nld+eng" || w.Pages != 2 {
		t.Fatalf("claimed %+v", w)
	}
	must(t, s.KeepOCRPage(t.Context(), w, onus.TextPart{Number: 1, Part: onus.Part{Text: "first page", Width: 600, Height: 800, Confidence: 90}}))
	must(t, s.FreeLeases(t.Context())) // the program was killed
	if w = claim(t, s); w.Page != 2 {
		t.Errorf("goes on with page %d", w.Page)
	}
	must(t, s.KeepOCRPage(t.Context(), w, onus.TextPart{Number: 2, Part: onus.Part{Text: "second page", Width: 600, Height: 800, Confidence: 71}}))
	must(t, s.FinishOCR(t.Context(), w, "tesseract 5"))
	r, err := s.Reading(t.Context(), c.ID, e.ID, 1)
	must(t, err)
	info, err := s.TextInfo(t.Context(), c.ID, r.TextID)
	if err != nil || r.State != onus.ReadDone || info.Kind != onus.TextOCR || info.Confidence != 80 {
		t.Errorf("read %+v, text %+v, %v", r, info, err)
	}
	all, err := s.Texts(t.Context(), c.ID, f.ID)
	if err != nil || len(all) != 2 {
		t.Errorf("the text before it stays: %+v, %v", all, err)
	}
	clean(t, s)
}

func TestOCRNeedsPages(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	e, _ := dropped(t, s, c.ID, dbtest.Who.Email, "bytes")
	refused(t, s.AskOCR(t.Context(), dbtest.Who, c.ID, e.ID, 1, "eng"), "")
	other := dbtest.NewCase(t, s)
	wants(t, s.AskOCR(t.Context(), dbtest.Who, other.ID, e.ID, 1, "eng"), onus.ErrNotFound)
}

func TestVerifyingACaseNamesWhatDiffers(t *testing.T) {
	t.Parallel()
	cfg := dbtest.Config(t)
	s := dbtest.Reopen(t, cfg)
	c := dbtest.NewCase(t, s)
	_, good := dropped(t, s, c.ID, dbtest.Who.Email, "good")
	bad, f := dropped(t, s, c.ID, dbtest.Who.Email, "will be altered")
	looked := int64(0)
	verify := func() onus.Verification {
		v, err := s.VerifyCase(t.Context(), dbtest.Who, c.ID, func(n, _ int64) { looked = n })
		must(t, err)
		return v
	}
	if v := verify(); v.Files != 2 || v.Bytes != good.Size+f.Size || len(v.Mismatches) != 0 || looked != 2 {
		t.Errorf("before: %+v, looked at %d", v, looked)
	}
	path := cfg.Folder + "/files/" + f.SHA256[:2] + "/" + f.SHA256
	must(t, os.Chmod(path, 0o600))
	must(t, os.WriteFile(path, []byte("was all altered"), 0o600))
	v := verify()
	if len(v.Mismatches) != 1 || !strings.Contains(v.Mismatches[0].Filename, f.Filename) || v.Mismatches[0].Expected != f.SHA256 {
		t.Errorf("after: %+v", v.Mismatches)
	}
	must(t, os.Remove(path))
	if v := verify(); len(v.Mismatches) != 1 {
		t.Errorf("removed: %+v", v.Mismatches)
	}
	kept, err := s.Verifications(t.Context(), c.ID, 10)
	if err != nil || len(kept) != 3 {
		t.Errorf("kept %+v, %v", kept, err)
	}
	lines, err := s.Custody(t.Context(), c.ID, bad.ID, 0, 10)
	must(t, err)
	if len(lines) != 4 || lines[3].Act != onus.CustodyReceived || lines[3].By != dbtest.Who.Email {
		t.Errorf("custody: %+v", lines)
	}
}

func TestRecognisingMendsNoDamage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name       string
		read       string
		confidence int
		state      string
	}{
		{"a scan", onus.ReadNoText, 90, onus.ReadDone},
		{"a scan with a page that OCR fails on", onus.ReadNoText, onus.NotRecognised, onus.ReadDamaged},
		{"a damaged file", onus.ReadDamaged, 90, onus.ReadDamaged},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := dbtest.Open(t)
			c := dbtest.NewCase(t, s)
			e, _ := dropped(t, s, c.ID, dbtest.Who.Email, "a scan")
			d := scanned()
			d.State, d.Note = tt.read, "as read"
			must(t, s.KeepReading(t.Context(), claim(t, s), d, nil))
			must(t, s.AskOCR(t.Context(), dbtest.Who, c.ID, e.ID, 1, "eng"))
			w := claim(t, s)
			must(t, s.KeepOCRPage(t.Context(), w, onus.TextPart{Part: onus.Part{Width: 600, Height: 800, Confidence: tt.confidence}, Number: 1}))
			must(t, s.FinishOCR(t.Context(), w, "tesseract"))
			r, err := s.Reading(t.Context(), c.ID, e.ID, 0)
			must(t, err)
			if r.State != tt.state || (tt.state == onus.ReadDone) != (r.Note == "") {
				t.Errorf("%s, %q", r.State, r.Note)
			}
		})
	}
}

func TestReadingAndRecognisingTakeTurns(t *testing.T) {
	t.Parallel()
	s, clock := timed(t)
	c := dbtest.NewCase(t, s)
	next := func() onus.Work {
		clock.pass(time.Second)
		return claim(t, s)
	}
	scan, _ := dropped(t, s, c.ID, dbtest.Who.Email, "a scan")
	pages := &onus.Document{State: onus.ReadNoText, Paged: true, Parts: []onus.Part{{Width: 600, Height: 800, Confidence: -1}}}
	must(t, s.KeepReading(t.Context(), next(), pages, nil))
	for _, content := range []string{"a", "b", "c"} {
		dropped(t, s, c.ID, dbtest.Who.Email, content)
	}
	must(t, s.AskOCR(t.Context(), dbtest.Who, c.ID, scan.ID, 1, "eng"))
	must(t, s.ReadAgain(t.Context(), dbtest.Who, c.ID, scan.ID, 1))
	if w := next(); w.Kind != onus.WorkOCR {
		t.Errorf("after a reading comes %s", w.Kind)
	}
	if w := next(); w.Kind != onus.WorkRead || w.EvidenceID != scan.ID {
		t.Errorf("what was asked for by hand waits behind %+v", w)
	}
}
