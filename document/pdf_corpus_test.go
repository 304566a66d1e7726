package document

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onus"
)

const pdfCorpus = "../../shared/corpus/docs"

// pdfExpectation is what expected.json of the corpus says of a PDF.
type pdfExpectation struct {
	Pages         int
	Page1         string `json:"page1"`
	StartsWith    string `json:"starts_with_ws"`
	Password      string
	OwnerPassword string `json:"owner_password"`
	NoText        bool   `json:"no_text_layer"`
	Contains      []string
	OCRContains   []string `json:"ocr_contains"`
}

// oneSpaced is a text with single spaces.
func oneSpaced(s string) string { return strings.Join(strings.Fields(s), " ") }

func pdfOfCorpus(t *testing.T, name string) Input {
	t.Helper()
	f, err := os.Open(filepath.Join(pdfCorpus, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	stat, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return Input{R: f, Size: stat.Size(), Name: filepath.Base(name)}
}

func TestPDFCorpus(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(pdfCorpus, "expected.json"))
	if err != nil {
		t.Skip("the shared corpus is not there: ", err)
	}
	expected := map[string]pdfExpectation{}
	if err := json.Unmarshal(data, &expected); err != nil {
		t.Fatal(err)
	}
	states := map[string]string{ // where it is not simply read
		"pdf/image-pdf.pdf":                                      onus.ReadNoText,
		"pdf/ocr_pdf_variation.pdf":                              onus.ReadNoText,
		"pdf/gov.uscourts.cand.203070.27.0.pdf":                  onus.ReadNoText,
		"pdf/aes-256-r6.pdf":                                     onus.ReadPassword,
		"pdf/testPDF_no_extract_no_accessibility_owner_user.pdf": onus.ReadPassword,
		"hostile/empty.pdf":                                      onus.ReadDamaged,
		"hostile/bug1020226.pdf":                                 onus.ReadDamaged,
		"hostile/GHOSTSCRIPT-698804-1-fuzzed.pdf":                onus.ReadDamaged,
		"hostile/Pages-tree-refs.pdf":                            onus.ReadDamaged,
	}
	texts := map[string]string{ // what else must be in them
		"pdf/XiaoBiaoSong.pdf":                 "关于红军作战的原则",
		"pdf/noembed-sjis.pdf":                 "あいうえお",
		"pdf/issue-449-vertical.pdf":           "Test Vertical Layout",
		"pdf/broken-mime.pdf":                  "IN THE SUPREME COURT OF NORTH CAROLINA",
		"pdf/gov.uscourts.azd.1085839.3.0.pdf": "SUGGESTION OF REMAND AND TRANSFER ORDER",
		"pdf/freeculture.pdf":                  "HOW BIG MEDIA USES TECHNOLOGY",
		"hostile/helloworld-bad.pdf":           "Hello, world!",
	}
	r := newTestReader(t)
	for path := range expected {
		name, isDoc := strings.CutPrefix(path, "docs/")
		if !isDoc || filepath.Ext(name) != ".pdf" || filepath.Base(name) == "bomb_giant.pdf" {
			continue // the bomb is for the child process with its limits
		}
		want := expected[path]
		t.Run(name, func(t *testing.T) {
			in := pdfOfCorpus(t, name)
			doc := r.Read(in)
			state := states[name]
			if state == "" {
				state = onus.ReadDone
			}
			if doc.State != state || doc.Format != "pdf" && in.Size > 0 {
				t.Errorf("%s %s %q, want %s", doc.Format, doc.State, doc.Note, state)
			}
			checkWords(t, doc)
			text := oneSpaced(doc.Text())
			if want.Pages > 0 && len(doc.Parts) != want.Pages {
				t.Errorf("%d pages, want %d", len(doc.Parts), want.Pages)
			}
			if want.Page1 != "" && !strings.HasPrefix(oneSpaced(doc.Parts[0].Text), oneSpaced(want.Page1)) {
				t.Errorf("page 1 %q, want %q", doc.Parts[0].Text, want.Page1)
			}
			if !strings.HasPrefix(text, want.StartsWith) || !strings.Contains(text, texts[name]) {
				t.Errorf("text %.300q, want %q at its start, and %q", text, want.StartsWith, texts[name])
			}
			if hidden := doc.Hidden() > 0; hidden != (name == "pdf/rectangles_yes.pdf") {
				t.Errorf("%d hidden words", doc.Hidden())
			}
			for _, in.Password = range []string{want.Password, want.OwnerPassword} {
				if in.Password == "" {
					continue
				}
				if doc := r.Read(in); doc.State != onus.ReadDone || doc.Text() == "" {
					t.Errorf("with password %s: %s %q", in.Password, doc.State, doc.Note)
				}
			}
		})
	}
}

// checkWords checks what holds for the words of any document: they lie in their text, one
// after the other, without white space, and all of the text that is none is in them.
func checkWords(t *testing.T, doc *onus.Document) {
	t.Helper()
	for n, p := range doc.Parts {
		text := []rune(p.Text)
		at := 0
		for _, w := range p.Words {
			if w.Start < at || w.End <= w.Start || w.End > len(text) {
				t.Fatalf("page %d: word %+v after %d of %d", n+1, w, at, len(text))
			}
			if between := string(text[at:w.Start]); strings.TrimSpace(between) != "" {
				t.Fatalf("page %d: %q is in no word", n+1, between)
			}
			if word := string(text[w.Start:w.End]); len(strings.Fields(word)) != 1 || strings.ContainsAny(word, "\x00\r\f\uFFFE") {
				t.Fatalf("page %d: word %q", n+1, word)
			}
			if !(w.W >= 0 && w.H >= 0 && w.Angle%90 == 0) {
				t.Fatalf("page %d: word %+v", n+1, w)
			}
			at = w.End
		}
		if rest := string(text[at:]); strings.TrimSpace(rest) != "" {
			t.Fatalf("page %d: %q is in no word", n+1, rest)
		}
	}
}

func FuzzPDF(f *testing.F) {
	var m pdfMaker
	page := made{content: "BT /F2 12 Tf 20 380 Td <04030201> Tj ET 0 g 10 10 90 90 re f", more: "/Rotate 90",
		fonts: map[string]int{"F2": m.unicodeFont("س", "ل", "ا", "م")}}
	f.Add(m.bytes(m.pages("/Lang(nl)", page), m.add("<</Title(x) /CreationDate(D:2017)>>")), uint8(0))
	f.Add(makePDF(typed(20, 380, "a liti-", "gation"), ""), uint8(1))
	f.Add(scanned(typed(20, 380, "x")), uint8(0))
	f.Add([]byte("%PDF-1.7 trailer<</Root 1 0 R>>"), uint8(0))
	r := newTestReader(f)
	f.Fuzz(func(t *testing.T, data []byte, page uint8) {
		if len(data) > 64<<10 {
			return
		}
		if doc, err := r.readPDF(pdfInput(data)); err == nil {
			checkWords(t, doc)
		}
		if _, err := r.Picture(pdfInput(data), int(page), 100); err == nil && r.shown.pages <= int(page)-1 {
			t.Error("a picture of a page that is not there")
		}
	})
}
