package document

import (
	"bytes"
	"image/jpeg"
	"slices"
	"strings"
	"testing"

	"onus"
)

func TestPDFPlaces(t *testing.T) {
	r := newTestReader(t)
	one := func(content, more string) []byte {
		var m pdfMaker
		return m.bytes(m.pages("", made{content: content, more: more}), 0)
	}
	upright := typed(20, 380, "two words")
	turned := "BT /F1 12 Tf 0 1 -1 0 100 200 Tm (up here) Tj ET"
	// A base line 20 points below the upper edge of 400; ascent of Helvetica about 11 points.
	for _, test := range []struct {
		name          string
		file          []byte
		width, height float64
		want          []string
	}{
		{"a page as it is", one(upright, ""), 300, 400, []string{"two@20,9", "words@42,9"}},
		{"a page turned by 90 degrees", one(upright, "/Rotate 90"), 400, 300, []string{"two@377,20/90", "words@377,42/90"}},
		{"a page turned by 180 degrees", one(upright, "/Rotate 180"), 300, 400, []string{"two@261,377/180", "words@226,377/180"}},
		{"a page turned by 270 degrees", one(upright, "/Rotate -90"), 400, 300, []string{"two@9,261/270", "words@9,226/270"}},
		{"a page that is cut", one(upright, "/CropBox[10 100 210 390]"), 200, 290, []string{"two@10,-1", "words@32,-1"}},
		{"a page that is cut and turned", one(upright, "/CropBox[10 100 210 390] /Rotate 90"), 290, 200,
			[]string{"two@277,10/90", "words@277,32/90"}},
		{"text that runs up", one(turned, ""), 300, 400, []string{"up@89,187/270", "here@89,159/270"}},
		{"text that runs up on a page turned so that it is upright", one(turned, "/Rotate 90"), 400, 300,
			[]string{"up@200,89", "here@217,89"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := r.Read(pdfInput(test.file))
			if doc.State != onus.ReadDone || len(doc.Parts) != 1 {
				t.Fatalf("%s %q, %d parts", doc.State, doc.Note, len(doc.Parts))
			}
			p := doc.Parts[0]
			if p.Width != test.width || p.Height != test.height {
				t.Errorf("page of %v x %v, want %v x %v", p.Width, p.Height, test.width, test.height)
			}
			if got := said(p); !slices.Equal(got, test.want) {
				t.Errorf("words %q, want %q", got, test.want)
			}
		})
	}
}

// The text of a page that is turned is that of the page as it is shown, whatever way its
// lines run.
func TestPDFLinesOfATurnedPage(t *testing.T) {
	lines := func(matrix string, places ...string) (content string) {
		for i, at := range places {
			content += "BT /F1 12 Tf " + matrix + " " + at + " Tm (" + []string{"line one", "line two", "line three"}[i] + ") Tj ET\n"
		}
		return content
	}
	for _, test := range []struct{ name, content, more string }{
		{"upright", lines("1 0 0 1", "20 380", "20 366", "20 352"), ""},
		{"by 90 degrees, its lines upright", lines("0 1 -1 0", "30 20", "44 20", "58 20"), "/Rotate 90"},
		{"by 180 degrees, its lines upright", lines("-1 0 0 -1", "280 20", "280 34", "280 48"), "/Rotate 180"},
		{"by 270 degrees, its lines upright", lines("0 -1 1 0", "270 380", "256 380", "242 380"), "/Rotate 270"},
		{"by 90 degrees, its lines running down", lines("1 0 0 1", "20 380", "20 366", "20 352"), "/Rotate 90"},
		{"by 270 degrees, its lines running up", lines("1 0 0 1", "20 380", "20 366", "20 352"), "/Rotate 270"},
		{"not turned, its lines running up", lines("0 1 -1 0", "30 20", "44 20", "58 20"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var m pdfMaker
			doc := newTestReader(t).Read(pdfInput(m.bytes(m.pages("", made{content: test.content, more: test.more}), 0)))
			if got := strings.Fields(doc.Text()); strings.Join(got, " ") != "line one line two line three" {
				t.Errorf("%q", doc.Text())
			}
		})
	}
}

func TestPDFHyphenOfATurnedPage(t *testing.T) {
	var m pdfMaker
	doc := newTestReader(t).Read(pdfInput(m.bytes(m.pages("", made{content: typed(20, 380, "a liti-", "gation", "of it"), more: "/Rotate 90"}), 0)))
	if got := doc.Text(); got != "a litigation\nof it" {
		t.Errorf("%q", got)
	}
}

// A font that the file only names is drawn if pdfium has its letters.
func TestPDFWordsThatThePictureLacks(t *testing.T) {
	for _, test := range []struct {
		name    string
		font    func(m *pdfMaker) int
		content string
		want    bool
	}{
		{"Chinese in a font that is named only", func(m *pdfMaker) int { return m.chineseFont("UniGB-UCS2-H") }, "<" + utf16Hex("原告") + ">", true},
		{"Latin in that font", func(m *pdfMaker) int { return m.chineseFont("UniGB-UCS2-H") }, "<" + utf16Hex("ab") + ">", false},
		{"Chinese that the file draws", func(m *pdfMaker) int { return m.unicodeFont("原", "告") }, "<0102>", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			var m pdfMaker
			page := made{content: "BT /F2 40 Tf 20 340 Td " + test.content + " Tj ET", fonts: map[string]int{"F2": test.font(&m)}}
			r, in := newTestReader(t), pdfInput(m.bytes(m.pages("", page), 0))
			words := r.Read(in).Parts[0].Words
			if len(words) != 1 || words[0].Undrawn != test.want {
				t.Errorf("%+v", words)
			}
			picture, err := r.Picture(in, 1, 300)
			if err != nil {
				t.Fatal(err)
			}
			if lacks := blank(t, picture); lacks != test.want {
				t.Errorf("the picture is blank: %t", lacks)
			}
		})
	}
}

// blank says whether nothing is drawn in a picture.
func blank(t *testing.T, picture []byte) bool {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if r, g, bl, _ := img.At(x, y).RGBA(); r+g+bl < 3*0x8000 {
				return false
			}
		}
	}
	return true
}

// A word that a hyphen divides is one word of the text at two places.
func TestPDFDividedWord(t *testing.T) {
	doc := newTestReader(t).Read(pdfInput(makePDF(typed(20, 380, "a liti-", "gation of it"))))
	want := []string{"a@20,9", "liti@30,9", "gation@20,23", "of@56,23", "it@69,23"}
	if got := said(doc.Parts[0]); !slices.Equal(got, want) {
		t.Errorf("words %q of %q, want %q", got, doc.Parts[0].Text, want)
	}
}

func TestPDFHidden(t *testing.T) {
	r := newTestReader(t)
	const box = "q 0 0 0 rg 40 376 40 14 re f Q\n"
	words := typed(20, 380, "the secret word")
	annotated := func(annotation string) []byte {
		var m pdfMaker
		a := m.add("%s", annotation)
		return m.bytes(m.pages("", made{content: words, annots: []int{a}}), 0)
	}
	inForm := func() []byte {
		var m pdfMaker
		form := m.stream("/Type/XObject /Subtype/Form /BBox[0 0 40 14]", "0 0 0 rg 0 0 40 14 re f")
		page := made{content: words + "q 1 0 0 1 40 376 cm /X1 Do Q", more: ""}
		file := m.bytes(m.pages("", page), 0)
		return bytes.Replace(file, []byte("/Resources<<"), []byte("/Resources<</XObject<</X1 "+ref(form)+">>"), 1)
	}
	for _, test := range []struct {
		name string
		file []byte
		want string // the hidden words
	}{
		{"a black box over a word", makePDF(words + box), "secret"},
		{"a dark blue box over a word", makePDF(words + strings.Replace(box, "0 0 0 rg", "0 0 0.4 rg", 1)), "secret"},
		{"a box in a form over a word", inForm(), "secret"},
		{"a black square of a comment over a word", annotated("<</Type/Annot /Subtype/Square /Rect[40 376 80 390] /IC[0 0 0] /C[0 0 0] /F 4>>"), "secret"},
		{"a page without a box", makePDF(words), ""},
		{"white text on a black box", makePDF(box + "1 g " + words), ""},
		{"black text on a light box", makePDF(strings.Replace(box, "0 0 0 rg", "0.9 0.9 0.9 rg", 1) + words), ""},
		{"a frame around a word", makePDF(words + "40 376 40 14 re S"), ""},
		{"a black box beside a word", makePDF(words + strings.Replace(box, "40 376", "120 376", 1)), ""},
		{"a black line through a word", makePDF(words + strings.Replace(box, "40 376 40 14", "40 384 40 1", 1)), ""},
		{"a black box that is cut away", makePDF(words + "q 200 0 10 10 re W n " + box + " Q"), ""},
		{"a heading in white over an older one in black", makePDF(words + box + "1 g " + typed(42, 379, "SECRET")), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := r.Read(pdfInput(test.file))
			var hidden []string
			for _, p := range doc.Parts {
				for _, w := range p.Words {
					if w.Hidden {
						hidden = append(hidden, string([]rune(p.Text)[w.Start:w.End]))
					}
				}
			}
			if got := strings.Join(hidden, " "); got != test.want || doc.Hidden() != len(hidden) {
				t.Errorf("hidden %q, want %q; text %q", got, test.want, doc.Text())
			}
		})
	}
}

func TestPDFPicture(t *testing.T) {
	r := newTestReader(t)
	var m pdfMaker
	in := pdfInput(m.bytes(m.pages("", made{content: "0 0 150 200 re f"}, made{content: typed(20, 380, "x"), more: "/Rotate 90"}), 0))
	for _, test := range []struct {
		name                string
		page, width         int
		wantWide, wantHeigh int
	}{
		{"a page", 1, 600, 600, 800},
		{"a turned page has the width that is asked for", 2, 600, 600, 450},
		{"a picture is never less than 50 pixels wide", 1, 1, 50, 67},
		{"nor more than 3,000", 1, 9999, 3000, 4000},
	} {
		t.Run(test.name, func(t *testing.T) {
			data, err := r.Picture(in, test.page, test.width)
			if err != nil {
				t.Fatal(err)
			}
			picture, err := jpeg.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if b := picture.Bounds(); b.Dx() != test.wantWide || b.Dy() != test.wantHeigh {
				t.Errorf("%v, want %d x %d", b, test.wantWide, test.wantHeigh)
			}
		})
	}
	for _, page := range []int{0, 3} {
		if _, err := r.Picture(in, page, 600); err == nil {
			t.Errorf("page %d of 2 has a picture", page)
		}
	}
	// After an error, and after reading in between, pictures go on.
	r.Read(pdfInput([]byte("%PDF-1.7 nothing")))
	data, err := r.Picture(in, 1, 300)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if dark, _, _, _ := picture.At(75, 300).RGBA(); dark > 0x1000 {
		t.Error("the lower left quarter is not black")
	}
	if light, _, _, _ := picture.At(225, 100).RGBA(); light < 0xf000 {
		t.Error("the upper right quarter is not white")
	}
}
