package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"onus"
)

// reader is a site that reads documents, in a program built for it: under the race
// detector a process takes more memory than a reader may have.
func reader(t *testing.T) *site {
	t.Helper()
	s := &site{child: filepath.Join(t.TempDir(), "onus")}
	build := exec.Command("go", "build", "-o", s.child, "../cmd/web") //nolint:gosec // our own program
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the reader: %v\n%s", err, out)
	}
	stop, err := s.start(t.TempDir())
	must(t, err)
	t.Cleanup(func() { must(t, stop()) })
	return s
}

// corpus are the documents beside the project with what their own projects expect.
func corpus(t *testing.T) (files []string, expected map[string]expectation) {
	t.Helper()
	all, err := filepath.Glob(beside("corpus/docs/*/*"))
	must(t, err)
	if len(all) == 0 {
		t.Skip("the corpus is not beside the project")
	}
	raw, err := os.ReadFile(beside("corpus/docs/expected.json"))
	must(t, err)
	must(t, json.Unmarshal(raw, &expected))
	return all, expected
}

// expectation is what the project that a document comes from says of it.
type expectation struct {
	Pages      int64    `json:"pages"`
	Contains   []string `json:"contains"`
	Page1      string   `json:"page1"`
	StartsWith string   `json:"starts_with_ws"`
	Password   string   `json:"password"`
	NoText     bool     `json:"no_text_layer"`
}

// unlike are the documents of the corpus that cannot simply be read. Where a file may
// end in several states, what counts is that it ends in one that people can see.
var unlike = map[string][]string{
	"image-pdf.pdf":                                      {onus.ReadNoText},
	"ocr_pdf_variation.pdf":                              {onus.ReadNoText},
	"gov.uscourts.cand.203070.27.0.pdf":                  {onus.ReadNoText}, // scans under stamped headers
	"aes-256-r6.pdf":                                     {onus.ReadPassword},
	"testPDF_no_extract_no_accessibility_owner_user.pdf": {onus.ReadPassword},
	"testWORD_protected_passtika.docx":                   {onus.ReadPassword},
	"bug1020226.pdf":                                     {onus.ReadDamaged},
	"GHOSTSCRIPT-698804-1-fuzzed.pdf":                    {onus.ReadDamaged},
	"Pages-tree-refs.pdf":                                {onus.ReadDamaged},
	"truncated62886.docx":                                {onus.ReadDamaged},
	"poc-xmlbomb.xlsx":                                   {onus.ReadDamaged, onus.ReadTooLarge},
	"bomb_giant.pdf":                                     {onus.ReadDone, onus.ReadNoText, onus.ReadTooLarge, onus.ReadTimeLimit, onus.ReadDamaged},
}

func TestCorpus(t *testing.T) {
	t.Parallel()
	files, expected := corpus(t)
	s := reader(t)
	lead := s.user(t, "Cora Pus")
	caseID := s.newCase(t, lead, "Corpus")
	p := open(t, visitor{at: s, user: lead})
	p.visit("/cases/" + caseID + "/evidence/add")
	must(t, p.Locator("input[type=file][name=file]").SetInputFiles(files))
	read := s.awaitReadings(t, caseID, len(files)-1) // one is empty, one is a ZIP of two
	for _, path := range files {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			r, ok := read[name]
			switch {
			case name == "empty.pdf":
				p.within(p.Locator("#main")).sees("empty.pdf")
				if ok {
					t.Error("an empty file became an item")
				}
			case name == "droste.zip":
				if ok {
					t.Error("the ZIP itself became an item")
				}
			case !ok:
				t.Fatal("it did not come in")
			default:
				rel, err := filepath.Rel(beside("corpus"), path)
				must(t, err)
				s.checkReading(t, r, expected[filepath.ToSlash(rel)])
			}
		})
	}
	t.Run("a password opens a document", func(t *testing.T) {
		for name, want := range map[string]string{"aes-256-r6.pdf": "Hello World", "testWORD_protected_passtika.docx": "This is an encrypted Word 2007 File"} {
			s.unlocks(t, p, read[name], expected["docs/"+folderOf(files, name)+"/"+name].Password, want)
		}
	})
	t.Run("scanned pages are recognised", func(t *testing.T) { s.recognises(t, p, read["image-pdf.pdf"]) })
}

func folderOf(files []string, name string) string {
	i := slices.IndexFunc(files, func(path string) bool { return filepath.Base(path) == name })
	return filepath.Base(filepath.Dir(files[i]))
}

// awaitReadings waits until n files or more have come in and nothing waits, and answers what
// was read, by file name.
func (s *site) awaitReadings(t *testing.T, caseID string, n int) map[string]onus.Reading {
	t.Helper()
	for deadline := time.Now().Add(8 * time.Minute); time.Now().Before(deadline); time.Sleep(300 * time.Millisecond) {
		page, err := s.store.ListEvidence(t.Context(), caseID, onus.Filter{Limit: 200})
		must(t, err)
		var ids []string
		for _, e := range page.Rows {
			ids = append(ids, e.ID)
		}
		found, err := s.store.Readings(t.Context(), caseID, ids)
		must(t, err)
		read, busy := map[string]onus.Reading{}, false
		for _, r := range found {
			busy = busy || r.State == onus.ReadWaiting || r.State == onus.ReadReading
			read[r.Filename] = r
		}
		if len(read) >= n && !busy {
			return read
		}
	}
	t.Fatal("not everything was read in time")
	return nil
}

func (s *site) text(t *testing.T, r onus.Reading) string {
	t.Helper()
	var b strings.Builder
	must(t, s.store.EachPart(t.Context(), r.CaseID, r.TextID, 1, func(_ int64, text string) error {
		b.WriteString(text + "\n")
		return nil
	}))
	return b.String()
}

func (s *site) checkReading(t *testing.T, r onus.Reading, want expectation) {
	t.Helper()
	states := unlike[r.Filename]
	if states == nil {
		states = []string{onus.ReadDone}
	}
	if !slices.Contains(states, r.State) {
		t.Errorf("it is %s (%s), want %v", r.State, r.Note, states)
	}
	if (r.Filename == "rectangles_yes.pdf") != (r.Hidden > 0) {
		t.Errorf("%d words are under boxes", r.Hidden)
	}
	if want.Pages > 0 && r.Pages != want.Pages {
		t.Errorf("%d pages, want %d", r.Pages, want.Pages)
	}
	if r.State != onus.ReadDone {
		return
	}
	text := unwrapped(s.text(t, r))
	for _, c := range append(slices.Clone(want.Contains), want.Page1, want.StartsWith) {
		if !strings.Contains(text, unwrapped(c)) {
			t.Errorf("%q is not in the text, which begins %.300q", c, text)
		}
	}
	if strings.TrimSpace(text) == "" {
		t.Error("it is read, and empty")
	}
}

// unwrapped is a text without what is only layout: the width of white space, and hyphens
// at the end of a line.
func unwrapped(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\u00ad\n", "", "\u00ad", "", "-\n", "", "’", "'").Replace(s)), " ")
}

func (s *site) unlocks(t *testing.T, p *tab, r onus.Reading, password, want string) {
	t.Helper()
	p = p.of(t)
	p.visit("/cases/" + r.CaseID + "/evidence/" + r.EvidenceID + "/document")
	for _, try := range []string{"wrong", password} {
		must(t, p.Locator("input[type=password]").Fill(try))
		if try == "wrong" {
			p.wants(422)
		}
		must(t, p.Locator("input[type=password]").Press("Enter"))
		p.settled()
	}
	now, err := s.store.Reading(t.Context(), r.CaseID, r.EvidenceID, 0)
	must(t, err)
	if now.State == onus.ReadPassword || now.TextID == "" || !strings.Contains(s.text(t, now), want) {
		t.Errorf("%s: with its password it is %s", r.Filename, now.State)
	}
}

func (s *site) recognises(t *testing.T, p *tab, r onus.Reading) {
	t.Helper()
	p = p.of(t)
	if _, err := exec.LookPath("tesseract"); err != nil {
		t.Skip("tesseract is not installed")
	}
	must(t, s.store.AskOCR(t.Context(), onus.Actor{Email: adminEmail}, r.CaseID, r.EvidenceID, 1, "eng"))
	for deadline := time.Now().Add(4 * time.Minute); ; time.Sleep(500 * time.Millisecond) {
		now, err := s.store.Reading(t.Context(), r.CaseID, r.EvidenceID, 0)
		must(t, err)
		if now.State == onus.ReadDone {
			if text := s.text(t, now); !strings.Contains(text, "OCTOBER TERM") {
				t.Errorf("recognised: %.300q", text)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("it is still %s: %s", now.State, now.Note)
		}
	}
	p.visit("/cases/" + r.CaseID + "/evidence/" + r.EvidenceID + "/document")
	must(t, expect.Locator(p.Locator("text=/OCR, \\d+ %/ >> visible=true").First()).ToBeVisible())
}
