package document

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onus"
)

// newTestReader keeps the compiled code between runs: compiling takes seconds.
func newTestReader(tb testing.TB) *Reader {
	tb.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	r := NewReader(filepath.Join(cache, "onus-test", "wazero"))
	if err := r.Warm(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := r.Close(); err != nil {
			tb.Error(err)
		}
	})
	return r
}

func pdfInput(data []byte) Input {
	return Input{R: bytes.NewReader(data), Size: int64(len(data)), Name: "made.pdf"}
}

// said are the words of a part: their text, angle, and their place as whole points.
func said(p onus.Part) []string {
	text := []rune(p.Text)
	var out []string
	for _, w := range p.Words {
		s := fmt.Sprintf("%s@%.0f,%.0f", string(text[w.Start:w.End]), w.X, w.Y)
		if w.Angle != 0 {
			s += fmt.Sprintf("/%d", w.Angle)
		}
		if w.Hidden {
			s += " hidden"
		}
		out = append(out, s)
	}
	return out
}

func TestPDFText(t *testing.T) {
	r := newTestReader(t)
	fonted := func(content string, font func(m *pdfMaker) int) []byte {
		var m pdfMaker
		page := made{content: content, fonts: map[string]int{"F2": font(&m)}}
		return m.bytes(m.pages("", page), 0)
	}
	unicode := func(content string, meanings ...string) []byte {
		return fonted(content, func(m *pdfMaker) int { return m.unicodeFont(meanings...) })
	}
	arabic := strings.Split("سلام", "") // seen, lam, alef, meem
	for _, test := range []struct {
		name string
		file []byte
		want string
	}{
		{"two columns are read one after the other",
			makePDF(typed(20, 380, "left one", "left two") + typed(160, 380, "right one", "right two")),
			"left one\nleft two\nright one\nright two"},
		{"a word divided at the end of a line is one word",
			makePDF(typed(20, 380, "this long liti-", "gation ends")), "this long litigation ends"},
		{"a word that is written with a hyphen elsewhere keeps it",
			makePDF(typed(20, 380, "the well-", "known party", "is well-known")), "the well-known party\nis well-known"},
		{"so does one of two words that are written elsewhere",
			makePDF(typed(20, 380, "the well-", "known party", "is known well")), "the well-known party\nis known well"},
		{"a hyphen between numbers stays", makePDF(typed(20, 380, "in 2014-", "2017")), "in 2014-\n2017"},
		{"a hyphen before a name stays", makePDF(typed(20, 380, "the Anglo-", "American")), "the Anglo-American"},
		{"a divided word in capitals is one word", makePDF(typed(20, 380, "THE LITI-", "GATION")), "THE LITIGATION"},
		{"kerning makes no spaces",
			makePDF("BT /F1 12 Tf 20 380 Td [(W) 80 (A) 90 (V) 120 (E) -20 (S)] TJ ET"), "WAVES"},
		{"a ligature that the file names as letters",
			unicode("BT /F2 12 Tf 20 380 Td <010203> Tj ET", "o", "ffi", "ce"), "office"},
		{"a ligature that the file names as one character",
			unicode("BT /F2 12 Tf 20 380 Td <010203> Tj ET", "o", "ﬃ", "ce"), "office"},
		{"a character beyond the first plane", unicode("BT /F2 12 Tf 20 380 Td <0102> Tj ET", "𠀀", "a"), "𠀀a"},
		{"what has no meaning is U+FFFD", unicode("BT /F2 12 Tf 20 380 Td <010201> Tj ET", "a", "\x00"), "a\uFFFDa"},
		{"a form feed ends no page", unicode("BT /F2 12 Tf 20 380 Td <010201> Tj ET", "a", "\f"), "a\uFFFDa"},
		{"Chinese by a known encoding",
			fonted("BT /F2 12 Tf 20 380 Td <"+utf16Hex("原告北京公司诉称")+"> Tj ET",
				func(m *pdfMaker) int { return m.chineseFont("UniGB-UCS2-H") }), "原告北京公司诉称"},
		{"Chinese in columns from top to bottom",
			unicode("BT /F2 12 Tf 200 380 Td <01> Tj 0 -12 Td <02> Tj 0 -12 Td <03> Tj ET "+
				"BT /F2 12 Tf 180 380 Td <03> Tj 0 -12 Td <02> Tj 0 -12 Td <01> Tj ET", "原", "告", "北"), "原告北\n北告原"},
		{"Chinese with a space after each character that the next one covers",
			unicode("BT /F2 12 Tf 20 380 Td <0103> Tj 6 0 Td <0203> Tj 6 0 Td <0103> Tj ET", "北", "京", " "), "北京北 "},
		{"Arabic drawn from the left", unicode("BT /F2 12 Tf 20 380 Td <04030201> Tj ET", arabic...), "سلام"},
		{"Arabic drawn from the right",
			unicode("BT /F2 12 Tf 60 380 Td <01> Tj -6 0 Td <02> Tj -6 0 Td <03> Tj -6 0 Td <04> Tj ET", arabic...), "سلام"},
		{"Arabic drawn word by word from the left",
			unicode("BT /F2 12 Tf 60 380 Td <04030201> Tj -30 0 Td <0101> Tj ET", arabic...), "سلام سس"},
		{"Arabic drawn from the right in one go",
			unicode("BT /F2 12 Tf 60 380 Td [<01> 1000 <02> 1000 <03> 1000 <04>] TJ ET", arabic...), "سلام"},
		{"an Arabic ligature of two letters", unicode("BT /F2 12 Tf 20 380 Td <030102> Tj ET", "لا", "س", "م"), "سلام"},
		{"Arabic letters by their shapes", unicode("BT /F2 12 Tf 20 380 Td <030102> Tj ET", "\uFEFB", "س", "م"), "سلام"},
		{"a number and Latin within Hebrew",
			unicode("BT /F2 12 Tf 20 380 Td <0201> Tj 30 0 Td <030405> Tj 30 0 Td <0607> Tj 30 0 Td <0201> Tj ET",
				"א", "ב", "1", ",", "5", "U", "K"), "אב UK 1,5 אב"},
		{"Hebrew within Latin", unicode("BT /F2 12 Tf 20 380 Td <0303> Tj 18 0 Td <0201> Tj 18 0 Td <0303> Tj ET", "א", "ב", "x"),
			"xx אב xx"},
		{"brackets in Hebrew, named as they are seen",
			unicode("BT /F2 12 Tf 20 380 Td <03020104> Tj ET", "א", "ב", "(", ")"), "(אב)"},
		{"brackets in Hebrew, named as they are read",
			unicode("BT /F2 12 Tf 20 380 Td <04020103> Tj ET", "א", "ב", "(", ")"), "(אב)"},
		{"bytes of a mail before the header",
			append([]byte(strings.Repeat("Content-Type: application/pdf\r\n", 60)), makePDF(typed(20, 380, "mailed"))...), "mailed"},
		{"a broken table of objects",
			bytes.Replace(makePDF(typed(20, 380, "found again")), []byte("startxref\n"), []byte("startxref\n9"), 1), "found again"},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := r.Read(pdfInput(test.file))
			if doc.State != onus.ReadDone || len(doc.Parts) != 1 {
				t.Fatalf("%s %q, %d parts", doc.State, doc.Note, len(doc.Parts))
			}
			if got := doc.Parts[0].Text; got != test.want {
				t.Errorf("text %q, want %q\n%q", got, test.want, said(doc.Parts[0]))
			}
		})
	}
}
