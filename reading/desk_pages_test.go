package reading

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"onus"
	"onus/db/dbtest"
	"onus/document"
)

func TestPagesComeFromTheCache(t *testing.T) {
	d := newDesk(t, "good", plain)
	r := d.upload("x", "x")
	opened := 0
	open := func() (*os.File, error) {
		opened++
		return d.store.OpenBytes(r.SHA256)
	}
	for range 3 {
		jpeg, err := d.Page(t.Context(), r.SHA256, open, 2, 1000)
		if err != nil || !bytes.Contains(jpeg, []byte(" 2 1400 x")) || opened != 1 {
			t.Errorf("%q, %v, opened %d times", jpeg, err, opened)
		}
	}
}

func TestUnlockingKeepsTextAndPagesButNoPassword(t *testing.T) {
	d := newDesk(t, "locked", plain)
	d.run()
	r := d.await(d.upload("x", "secret\fpages").EvidenceID, onus.ReadPassword)
	open := func() (*os.File, error) { return d.store.OpenBytes(r.SHA256) }
	if err := d.Unlock(t.Context(), dbtest.Who, r, "wrong"); !errors.Is(err, document.ErrPassword) {
		t.Errorf("%v", err)
	}
	if _, err := d.Page(t.Context(), r.SHA256, open, 2, 160); !errors.Is(err, document.ErrPassword) {
		t.Errorf("%v", err)
	}
	if err := d.Unlock(t.Context(), dbtest.Who, r, "open sesame"); err != nil {
		t.Fatal(err)
	}
	if got := d.text(d.await(r.EvidenceID, onus.ReadDone)); got != "secret|pages" {
		t.Errorf("%q", got)
	}
	if jpeg, err := d.Page(t.Context(), r.SHA256, open, 2, 160); err != nil || !bytes.Contains(jpeg, []byte(" 2 1400 ")) {
		t.Errorf("%q, %v", jpeg, err)
	}
}

func TestRecognisedPagesBecomeTheText(t *testing.T) {
	needTesseract(t, "eng")
	d := newDesk(t, "draws", plain)
	d.run()
	r := d.await(d.upload("x", "a\fb").EvidenceID, onus.ReadDone)
	if err := d.store.AskOCR(t.Context(), dbtest.Who, d.c.ID, r.EvidenceID, 1, "eng"); err != nil {
		t.Fatal(err)
	}
	d.Wake()
	for range 600 {
		if now := d.reading(r.EvidenceID); now.TextID != r.TextID {
			if got := d.text(now); strings.Count(got, "THE COURT") != 2 {
				t.Errorf("%q", got)
			}
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("not recognised after a minute")
}
