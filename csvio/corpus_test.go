package csvio

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// corpus holds public lists of hostile texts that are not part of the project.
const corpus = "../../shared/corpus/lists"

func corpusFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(corpus, name))
	if os.IsNotExist(err) {
		t.Skipf("no %s here: the corpus of hostile texts is kept beside the project", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// roundTrip writes texts in one column and in one row and reads them back.
// encoding/csv reads CRLF inside quotes as LF, so the comparison does too.
func roundTrip(t *testing.T, texts []string) {
	t.Helper()
	rows := readAll(t, written(t, func(w *Writer) {
		for _, s := range texts {
			w.Text(s)
			w.EndRow()
		}
		for _, s := range texts {
			w.Text(s)
		}
		w.EndRow()
	}))
	if len(rows) != len(texts)+1 || len(rows[len(texts)]) != len(texts) {
		t.Fatalf("%d texts became %d rows", len(texts), len(rows))
	}
	for i, s := range texts {
		s = strings.ReplaceAll(s, "\r\n", "\n")
		if got := Unguard(rows[i][0]); got != s {
			t.Errorf("%q came back as %q", s, got)
		}
		if got := Unguard(rows[len(texts)][i]); got != s {
			t.Errorf("%q came back as %q from a long row", s, got)
		}
	}
}

func TestCSVSpectrum(t *testing.T) {
	paths, _ := filepath.Glob(filepath.Join(corpus, "csv-spectrum/csvs/*.csv"))
	if len(paths) == 0 {
		t.Skip("no csv-spectrum here: the corpus is kept beside the project")
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			r := csv.NewReader(bytes.NewReader(b))
			r.LazyQuotes = true // one of the files has bare quotes
			want, err := r.ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			got := readAll(t, written(t, func(w *Writer) {
				for _, row := range want {
					for _, cell := range row {
						w.Text(cell)
					}
					w.EndRow()
				}
			}))
			for i := range got {
				for j := range got[i] {
					got[i][j] = Unguard(got[i][j])
				}
			}
			if !slices.EqualFunc(got, want, slices.Equal) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestFormulaCorpus(t *testing.T) {
	cells := strings.Split(string(corpusFile(t, "csv_formula.txt")), "\n")
	roundTrip(t, cells)
	for _, s := range cells {
		if rule.MatchString(s) && !strings.HasPrefix(Guard(s), "'") {
			t.Errorf("%q is not guarded", s)
		}
	}
}

func TestNaughtyStrings(t *testing.T) {
	var texts []string
	if err := json.Unmarshal(corpusFile(t, "blns.json"), &texts); err != nil {
		t.Fatal(err)
	}
	roundTrip(t, texts)
}

// rule is the guard as the design words it, to check the hand-written one.
var rule = regexp.MustCompile(`^'*[=+\-@\t\r\n＝＋－＠]`)

func TestGuard(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "a": "a", "'": "'", "'a": "'a", "''": "''", " =1": " =1", "a=1": "a=1",
		"=1": "'=1", "+1": "'+1", "-5": "'-5", "@a": "'@a", "\t=": "'\t=", "\ra": "'\ra", "\na": "'\na",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠1": "'＠1", "＜1": "＜1", "＃": "＃", "\xef\xbc": "\xef\xbc",
		"'=1": "''=1", "''=1": "'''=1",
	} {
		if got := Guard(in); got != want {
			t.Errorf("Guard(%q) is %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"": "", "'": "'", "'a": "'a", "'=1": "=1", "''=1": "'=1", "=1": "=1", "'tis": "'tis"} {
		if got := Unguard(in); got != want {
			t.Errorf("Unguard(%q) is %q, want %q", in, got, want)
		}
	}
}

func FuzzGuard(f *testing.F) {
	for _, s := range []string{"", "=1", "''＝", "'a", "\xef\xbc\x9d", "\xef\xbc"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := Unguard(Guard(s)); got != s {
			t.Errorf("%q came back as %q", s, got)
		}
		if guarded := Guard(s) != s; guarded != rule.MatchString(s) {
			t.Errorf("%q: guarded is %v", s, guarded)
		}
	})
}

func FuzzWriter(f *testing.F) {
	f.Add("a", "=b", `"`)
	f.Add("", "", "")
	f.Add("\r\n", " ", "\uFEFF'-")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		var out bytes.Buffer
		w := NewWriter(&out, false)
		w.Raw("row")
		w.Text(a)
		w.Text(b)
		w.List([]string{b, c})
		w.EndRow()
		w.Text(c)
		w.EndRow()
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(&out)
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil || len(rows) != 2 || len(rows[0]) != 4 || len(rows[1]) != 1 {
			t.Fatalf("%q: %v", rows, err)
		}
		got := []string{rows[0][1], rows[0][2], rows[0][3], rows[1][0]}
		for i, want := range []string{a, b, b + "; " + c, c} {
			if Unguard(got[i]) != strings.ReplaceAll(want, "\r\n", "\n") {
				t.Errorf("%q came back as %q", want, got[i])
			}
		}
	})
}
