package reading

import (
	"bytes"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"onus"
	"onus/document"
)

// realPool has children with the readers of the program.
func realPool(t *testing.T) *Pool {
	t.Helper()
	return newPool(t, "real "+compiled(t))
}

// compiled is a folder of compiled code that stays from one run to the next.
func compiled(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	cache = filepath.Join(cache, "onus-test-compiled")
	if err := os.MkdirAll(cache, 0o750); err != nil {
		t.Fatal(err)
	}
	return cache
}

const corpus = "../../shared/corpus/docs"

// Every file of the corpus goes through a real child; none kills more than that.
func TestTheCorpus(t *testing.T) {
	files, err := filepath.Glob(corpus + "/*/*")
	if err != nil || len(files) == 0 {
		t.Skip("../shared/corpus is not there")
	}
	if testing.Short() {
		t.Skip("waits for limits of time; not with -short")
	}
	p := realPool(t)
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			d, err := p.Read(t.Context(), f, "corpus", filepath.Base(path))
			if filepath.Base(path) == "bomb_giant.pdf" && killed(err) {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			hostile := filepath.Base(filepath.Dir(path)) == "hostile"
			if !hostile && !slices.Contains([]string{onus.ReadDone, onus.ReadNoText, onus.ReadPassword}, d.State) {
				t.Errorf("%s: %s", d.State, d.Note)
			}
			if d.State != onus.ReadDone && d.State != onus.ReadNoText && d.Note == "" {
				t.Errorf("%s, and no reason", d.State)
			}
			t.Logf("%s, %d parts, %d attachments, %s", d.State, len(d.Parts), len(d.Attachments), d.Note)
			if d.Format != "pdf" || d.State != onus.ReadDone {
				return
			}
			picture, err := p.Picture(t.Context(), f, path, len(d.Parts), 900)
			if err != nil {
				t.Fatal(err)
			}
			if c, err := jpeg.DecodeConfig(bytes.NewReader(picture)); err != nil || c.Width != 900 {
				t.Errorf("%v, %v", c, err)
			}
		})
	}
}

func TestStampingARealFile(t *testing.T) {
	f, err := os.Open(corpus + "/pdf/basicapi.pdf")
	if err != nil {
		t.Skip("../shared/corpus is not there")
	}
	defer f.Close()
	p := realPool(t)
	var b bytes.Buffer
	if err := p.Stamp(t.Context(), f, &b, "ABC", 41, 6); err != nil {
		t.Fatal(err)
	}
	d := document.NewReader(compiled(t)).Read(document.Input{R: bytes.NewReader(b.Bytes()), Size: int64(b.Len()), Name: "x.pdf"})
	for i, want := range []string{"ABC000041", "ABC000042", "ABC000043"} {
		if len(d.Parts) != 3 || !bytes.Contains([]byte(d.Parts[i].Text), []byte(want)) {
			t.Fatalf("%d parts, no %s", len(d.Parts), want)
		}
	}
}
