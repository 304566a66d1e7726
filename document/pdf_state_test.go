package document

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"onus"
)

func ref(n int) string { return fmt.Sprintf("%d 0 R", n) }

// scanned is a page that is a picture, with what content adds to it.
func scanned(content string) []byte {
	var m pdfMaker
	image := m.stream("/Type/XObject /Subtype/Image /Width 2 /Height 2 /ColorSpace/DeviceGray /BitsPerComponent 8", "\x80\x90\xa0\xb0")
	file := m.bytes(m.pages("", made{content: "q 300 0 0 400 0 0 cm /X1 Do Q " + content}), 0)
	return bytes.Replace(file, []byte("/Resources<<"), []byte("/Resources<</XObject<</X1 "+ref(image)+">>"), 1)
}

func encrypted(t *testing.T, user, owner string) []byte {
	t.Helper()
	conf := pdfcpuConfig(Input{})
	conf.UserPW, conf.OwnerPW = user, owner
	var out bytes.Buffer
	if err := api.Encrypt(bytes.NewReader(makePDF(typed(20, 380, "for some only"))), &out, conf); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPDFStates(t *testing.T) {
	r := newTestReader(t)
	locked := encrypted(t, "user", "owner")
	with := func(data []byte, password string) Input {
		in := pdfInput(data)
		in.Password = password
		return in
	}
	circle := func() []byte {
		var m pdfMaker
		m.add("<</Type/Pages /Count 2 /Kids[1 0 R 1 0 R] /Parent 1 0 R>>")
		return m.bytes(m.add("<</Type/Catalog /Pages 1 0 R>>"), 0)
	}()
	lost := func() []byte { // the second of three pages is not there
		var m pdfMaker
		root := m.pages("", made{content: typed(20, 380, "first")}, made{}, made{content: typed(20, 380, "third")})
		m.objects[4] = "null"
		return m.bytes(root, 0)
	}()
	var endless strings.Builder
	for range 3000 {
		endless.WriteString("/Kids[")
	}
	for _, test := range []struct {
		name  string
		in    Input
		state string
		text  string
	}{
		{"a text", pdfInput(makePDF(typed(20, 380, "a text"))), onus.ReadDone, "a text"},
		{"two pages", pdfInput(makePDF(typed(20, 380, "one"), typed(20, 380, "two"))), onus.ReadDone, "one\ftwo"},
		{"a scan", pdfInput(scanned("")), onus.ReadNoText, ""},
		{"a scan with a line of the court", pdfInput(scanned(typed(20, 390, "Case 1:21-cv-1 Document 1 Page 1 of 1"))), onus.ReadNoText,
			"Case 1:21-cv-1 Document 1 Page 1 of 1"},
		{"a scan with the text that was recognised", pdfInput(scanned(typed(20, 390, strings.Repeat("word ", 60)))), onus.ReadDone,
			strings.TrimSpace(strings.Repeat("word ", 60)) + " "},
		{"lines without text", pdfInput(makePDF("10 10 m 90 90 l S")), onus.ReadNoText, ""},
		{"a password that is not given", pdfInput(locked), onus.ReadPassword, ""},
		{"a wrong password", with(locked, "guess"), onus.ReadPassword, ""},
		{"the password of the user", with(locked, "user"), onus.ReadDone, "for some only"},
		{"the password of the owner", with(locked, "owner"), onus.ReadDone, "for some only"},
		{"a file that only forbids changes", pdfInput(encrypted(t, "", "owner")), onus.ReadDone, "for some only"},
		{"no bytes", pdfInput(nil), onus.ReadDamaged, ""},
		{"nothing but a header", pdfInput([]byte("%PDF-1.7\n")), onus.ReadDamaged, ""},
		{"garbage after a header", pdfInput([]byte("%PDF-1.7\n" + endless.String())), onus.ReadDamaged, ""},
		{"a page that is empty", pdfInput(makePDF("")), onus.ReadDamaged, ""},
		{"pages in a circle", pdfInput(circle), onus.ReadDamaged, ""},
		{"half a file", pdfInput(makePDF(typed(20, 380, "half"))[:300]), onus.ReadDamaged, ""},
		{"a page that is lost", pdfInput(lost), onus.ReadDamaged, "first\f\fthird"},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := r.Read(test.in)
			if doc.State != test.state || doc.Text() != test.text {
				t.Errorf("%s %q with %q, want %s with %q", doc.State, doc.Note, doc.Text(), test.state, test.text)
			}
			if (doc.State == onus.ReadDone) != (doc.Note == "") {
				t.Errorf("%s has note %q", doc.State, doc.Note)
			}
			for _, p := range doc.Parts {
				if p.Confidence != -1 {
					t.Errorf("confidence %d", p.Confidence)
				}
			}
		})
	}
}

func TestPDFPagesThatAreLostAreNamed(t *testing.T) {
	var m pdfMaker
	pages := make([]made, 9)
	for i := range pages {
		pages[i].content = typed(20, 380, "text")
	}
	root := m.pages("", pages...)
	for _, lost := range []int{2, 3, 4, 8} {
		m.objects[2*lost] = "null"
	}
	doc := newTestReader(t).Read(pdfInput(m.bytes(root, 0)))
	if doc.State != onus.ReadDamaged || !strings.Contains(doc.Note, "pages 2-4, 8:") || len(doc.Parts) != 9 {
		t.Errorf("%s %q, %d parts", doc.State, doc.Note, len(doc.Parts))
	}
}

func TestPDFProperties(t *testing.T) {
	r := newTestReader(t)
	for _, test := range []struct {
		name, info, catalog string
		want                onus.Properties
	}{
		{"all", "/Title(A  title\\n of it) /Author(J. Doe) /CreationDate(D:20170502104233-04'00')", "/Lang(nl-NL)",
			onus.Properties{Title: "A title of it", Author: "J. Doe", Dated: "2017-05-02", Language: "nl"}},
		{"Chinese", "/Title<FEFF" + utf16Hex("起诉状") + ">", "/Lang(zh)", onus.Properties{Title: "起诉状", Language: "zh"}},
		{"a month", "/CreationDate(D:201705)", "/Lang(en)", onus.Properties{Dated: "2017-05", Language: "en"}},
		{"a date that is none", "/CreationDate(yesterday)", "/Lang(en)", onus.Properties{Language: "en"}},
		{"a day that is none", "/CreationDate(D:20170231)", "/Lang(en)", onus.Properties{Dated: "2017-02", Language: "en"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var m pdfMaker
			root := m.pages(test.catalog, made{content: typed(20, 380, "x")})
			doc := r.Read(pdfInput(m.bytes(root, m.add("<<%s>>", test.info))))
			test.want.Type = "documentary"
			if doc.Properties != test.want {
				t.Errorf("%+v, want %+v", doc.Properties, test.want)
			}
		})
	}
}

func TestPDFAttachments(t *testing.T) {
	var m pdfMaker
	one := m.stream("/Type/EmbeddedFile", "one,two\n1,2\n")
	other := m.stream("/Type/EmbeddedFile", "pinned")
	table := m.add("<</Type/Filespec /F(table.csv) /UF(table.csv) /EF<</F %d 0 R>>>>", one)
	pinned := m.add("<</Type/Filespec /UF(pinned.txt) /EF<</F %d 0 R>>>>", other) // name and contents under different keys
	again := m.add("<</Type/Annot /Subtype/FileAttachment /Rect[50 50 60 60] /FS %d 0 R>>", table)
	pin := m.add("<</Type/Annot /Subtype/FileAttachment /Rect[10 10 20 20] /FS %d 0 R>>", pinned)
	root := m.pages(fmt.Sprintf("/Names<</EmbeddedFiles<</Names[(table.csv) %d 0 R]>>>>", table),
		made{content: typed(20, 380, "see attached"), annots: []int{pin, again}})
	doc := newTestReader(t).Read(pdfInput(m.bytes(root, 0)))
	var got []string
	for _, a := range doc.Attachments {
		got = append(got, a.Name+": "+string(a.Data))
	}
	if want := "pinned.txt: pinned|table.csv: one,two\n1,2\n"; strings.Join(got, "|") != want {
		t.Errorf("%s %q: %q, want %q", doc.State, doc.Note, got, want)
	}
}

// What is filled into a form is on the page, and is read.
func TestPDFForm(t *testing.T) {
	var m pdfMaker
	look := m.stream("/Type/XObject /Subtype/Form /BBox[0 0 100 20] /Resources<</Font<</F1<</Type/Font /Subtype/Type1 /BaseFont/Helvetica>>>>>>",
		"BT /F1 12 Tf 2 5 Td (filled in) Tj ET")
	field := m.add("<</Type/Annot /Subtype/Widget /FT/Tx /T(name) /V(filled in) /Rect[100 300 200 320] /F 4 /AP<</N %d 0 R>>>>", look)
	root := m.pages(fmt.Sprintf("/AcroForm<</Fields[%d 0 R]>> /OpenAction<</S/JavaScript /JS(app.alert\\(1\\))>>", field),
		made{content: typed(20, 380, "name:"), annots: []int{field}})
	doc := newTestReader(t).Read(pdfInput(m.bytes(root, 0)))
	if got := doc.Text(); doc.State != onus.ReadDone || got != "name:\nfilled in" {
		t.Errorf("%s %q: %q", doc.State, doc.Note, got)
	}
}

func TestPDFThousandPages(t *testing.T) {
	contents := make([]string, 1000)
	for i := range contents {
		contents[i] = typed(20, 380, fmt.Sprintf("page %d", i+1))
	}
	doc := newTestReader(t).Read(pdfInput(makePDF(contents...)))
	if doc.State != onus.ReadDone || len(doc.Parts) != 1000 || doc.Parts[999].Text != "page 1000" {
		t.Errorf("%s %q, %d parts", doc.State, doc.Note, len(doc.Parts))
	}
}
