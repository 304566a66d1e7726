package document

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"onus"
)

// zipped makes an archive of names and contents in turn.
func zipped(parts ...string) []byte {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for i := 0; i+1 < len(parts); i += 2 {
		f, err := w.Create(parts[i])
		if err != nil {
			panic(err)
		}
		if _, err := f.Write([]byte(parts[i+1])); err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return buf.Bytes()
}

func input(b []byte) Input { return Input{R: bytes.NewReader(b), Size: int64(len(b))} }

// corpusFile is a file of the corpus; the test is skipped where there is none.
func corpusFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "shared", "corpus", name))
	if err != nil {
		t.Skip("the corpus is not here: ", err)
	}
	return b
}

// unified makes texts comparable: white space is one space, quotes are straight.
func unified(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("’", "'", "“", `"`, "”", `"`).Replace(s)), " ")
}

func TestCorpusOfOffice(t *testing.T) {
	var expected map[string]struct {
		Starts   string   `json:"starts_with_ws"`
		Contains []string `json:"contains"`
		Raw      []string `json:"contains_raw"`
		Password string   `json:"password"`
	}
	if err := json.Unmarshal(corpusFile(t, "docs/expected.json"), &expected); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		state error
		read  func(Input) (*onus.Document, error)
		holds []string // what we found in it
	}{
		{"docs/docx/word-docx.docx", nil, readDOCX, []string{"fn [header] Docket No. MD17-00012"}},
		{"docs/docx/testWORD_various.docx", nil, readDOCX, []string{
			"p Footnote appears here[1]", "fn [1] This is a footnote.", "li1 2) Number bullet 2", "li1 Bullet 3",
			"tr Row 2 Col 1\tRow 2 Col 2\tRow 2 Col 3", "p 𐌲𐌿𐍄𐌹𐍃𐌺", "fn [footer] This is the footer text.",
		}},
		{"docs/docx/testWORD_protected_passtika.docx", nil, readDOCX, nil},
		{"docs/docx/testExternalRefs.docx", nil, readDOCX, nil},
		{"docs/hostile/truncated62886.docx", ErrDamaged, readDOCX, []string{"p Forma de Pagamento A vista."}},
		{"docs/hostile/poc-xmlbomb.xlsx", ErrDamaged, readXLSX, nil},
	} {
		t.Run(filepath.Base(c.name), func(t *testing.T) {
			in, want := input(corpusFile(t, c.name)), expected[c.name]
			in.Password = want.Password
			d, err := c.read(in)
			if !errors.Is(err, c.state) {
				t.Fatalf("error %v, want %v", err, c.state)
			}
			sound(t, d)
			got := lines(d)
			if !strings.HasPrefix(unified(d.Text()), unified(want.Starts)) {
				t.Errorf("starts with %.80q, want %q", d.Text(), want.Starts)
			}
			for _, s := range append(append(c.holds, want.Contains...), want.Raw...) {
				if !strings.Contains(got, s) {
					t.Errorf("%q is not in\n%s", s, got)
				}
			}
			if n := strings.Count(got, "Here is a text box"); strings.Contains(c.name, "various") && n != 1 {
				t.Errorf("the text box is there %d times", n)
			}
		})
	}
}

func TestPasswords(t *testing.T) {
	noise := make([]byte, 8000) // streams of less than 4,096 bytes lie elsewhere; packages have more
	_, _ = rand.NewChaCha8([32]byte{}).Read(noise)
	plain := zipped("word/document.xml", wordXML(`<w:p><w:r><w:t>secret</w:t></w:r></w:p>`), "noise", string(noise))
	locked, err := excelize.Encrypt(plain, &excelize.Options{Password: "pass"})
	if err != nil {
		t.Fatal(err)
	}
	byDefault, err := excelize.Encrypt(plain, &excelize.Options{Password: "VelvetSweatshop"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name     string
		file     []byte
		password string
		want     error
	}{
		{"the right password opens", locked, "pass", nil},
		{"a wrong one does not", locked, "word", ErrPassword},
		{"none does not", locked, "", ErrPassword},
		{"the password of Excel opens without being asked for", byDefault, "", nil},
		{"a container cut short is damage", locked[:600], "pass", ErrDamaged},
		{"an old document of Word is not read", bytes.ReplaceAll(locked, utf16le("EncryptedPackage"), utf16le("WordDocumentXXXX")), "", ErrUnreadable},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := input(c.file)
			in.Password = c.password
			for _, read := range []func(Input) (*onus.Document, error){readDOCX, readXLSX} {
				d, err := read(in)
				if !errors.Is(err, c.want) {
					t.Fatalf("error %v, want %v", err, c.want)
				}
				if c.want == nil && d.Text() != "secret" {
					t.Errorf("text %q", d.Text())
				}
			}
		})
	}
}

func utf16le(s string) []byte {
	var out []byte
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}

func TestBombsAreRefused(t *testing.T) {
	many := make([]string, 0, 240_000)
	for i := range 120_000 {
		many = append(many, fmt.Sprintf("%06d", i), "")
	}
	deep := strings.Repeat("<w:p>", 1_000_000)
	entity := `<!DOCTYPE x [<!ENTITY a "` + strings.Repeat("x", 100_000) + `">]><w:document><w:p><w:r><w:t>before</w:t></w:r></w:p>` +
		`<w:p><w:r><w:t>` + strings.Repeat("&a;", 100_000) + `</w:t></w:r></w:p></w:document>`
	attributes := "<w:document " + strings.Repeat(`a="" `, 2_000_000) + "/>"
	long := wordXML("<w:p><w:r>" + strings.Repeat("<w:t>"+strings.Repeat("lorem ", 10_000)+"</w:t>", 400) + "</w:r></w:p>")
	for _, c := range []struct {
		name string
		file []byte
		want error
	}{
		{"zeros", zipped("word/document.xml", strings.Repeat("\x00", 50<<20)), ErrDamaged},
		{"an attribute without end", zipped("word/document.xml", "<a b='"+strings.Repeat("x", maxRun+10_000)), ErrTooLarge},
		{"spaces between tags", zipped("word/document.xml", "<a>"+strings.Repeat(" ", maxRun+10_000)), ErrTooLarge},
		{"very many entries", zipped(many...), ErrTooLarge},
		{"elements in elements", zipped("word/document.xml", deep), ErrTooLarge},
		{"a comment of tags", zipped("word/document.xml", "<a><!--"+strings.Repeat("<b></b>", maxRun/7+1000)+"--></a>"), ErrTooLarge},
		{"entities", zipped("word/document.xml", entity), ErrDamaged},
		{"attributes", zipped("word/document.xml", attributes), ErrTooLarge},
		{"more text than is kept", zipped("word/document.xml", long), ErrTooLarge},
		{"attachments", zipped("word/document.xml", wordXML("<w:p/>"), "word/embeddings/a.bin", strings.Repeat("x", maxAttached+1)), ErrTooLarge},
		{"an entry that is no XML", zipped("word/document.xml", "MZ\x00\x01"), ErrDamaged},
		{"an archive of something else", zipped("hello.txt", "hello"), ErrDamaged},
		{"nothing", nil, ErrDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := readDOCX(input(c.file))
			if !errors.Is(err, c.want) {
				t.Errorf("error %.200v, want %v", err, c.want)
			}
			sound(t, d)
			if c.name == "entities" && !strings.Contains(d.Text(), "before") {
				t.Error("what stands before the damage is lost")
			}
		})
	}
}

func TestWhatWaitsForTheEndOfATableIsBounded(t *testing.T) {
	f := flow{b: &builder{}, made: maxFrames - 1}
	for _, want := range []error{nil, ErrTooLarge} {
		f.startPara()
		f.write("x")
		f.endPara()
		if err := f.err(); !errors.Is(err, want) {
			t.Errorf("error %v, want %v", err, want)
		}
	}
	if got := f.b.document("").Text(); got != "x\nx" && got != "x" {
		t.Errorf("%q is kept", got)
	}
}

func TestWhatComesOutIsCounted(t *testing.T) {
	p, err := openPack(input(zipped("a", strings.Repeat("x", 600), "b", strings.Repeat("x", 600))))
	if err != nil {
		t.Fatal(err)
	}
	p.left = 1000
	for _, c := range []struct {
		name string
		want error
	}{{"a", nil}, {"B", ErrTooLarge}, {"a", ErrTooLarge}} {
		r, err := p.open(c.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(r); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", c.name, err, c.want)
		}
	}
}

func TestWhatIsLeftOfAnArchiveIsRead(t *testing.T) {
	whole := zipped("word/document.xml", wordXML(`<w:p><w:r><w:t>kept</w:t></w:r></w:p>`), "word/other.xml", strings.Repeat("rest ", 1000))
	for _, c := range []struct {
		name string
		file []byte
		text string
	}{
		{"without its directory", whole[:len(whole)-100], "kept"},
		{"with something before it", append(bytes.Repeat([]byte("x"), 70_000), whole[:len(whole)-100]...), "kept"},
		{"with half of a part", whole[:140], ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := readDOCX(input(c.file))
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("error %v", err)
			}
			if sound(t, d); d == nil || d.Text() != c.text {
				t.Errorf("%+v", d)
			}
		})
	}
}

func TestPartsMayBeUTF16(t *testing.T) {
	xml := append([]byte{0xff, 0xfe}, utf16le(`<?xml version="1.0" encoding="UTF-16"?>`+wordXML(`<w:p><w:r><w:t>wide</w:t></w:r></w:p>`))...)
	d, err := readDOCX(input(zipped("word/document.xml", string(xml))))
	if err != nil || d.Text() != "wide" {
		t.Errorf("%v, %v", d, err)
	}
}
