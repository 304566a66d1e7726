package document

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"testing"

	"onus"
)

func bates(page int) string { return fmt.Sprintf("ONUS-%06d", page) }

func TestStamp(t *testing.T) {
	r := newTestReader(t)
	text := typed(20, 380, "a page")
	var m pdfMaker
	data := m.bytes(m.pages("", made{content: text}, made{content: text, more: "/Rotate 90"}, made{content: text, more: "/Rotate 180"},
		made{content: text, more: "/Rotate 270"}, made{content: text, more: "/CropBox[20 30 220 330]"},
		made{content: text, more: "/CropBox[20 30 220 330] /Rotate 90"}), 0)
	before := bytes.Clone(data)
	var out bytes.Buffer
	if err := Stamp(pdfInput(data), &out, bates); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, before) {
		t.Error("the original is changed")
	}
	doc := r.Read(pdfInput(out.Bytes()))
	if len(doc.Parts) != 6 {
		t.Fatalf("%s %q, %d pages", doc.State, doc.Note, len(doc.Parts))
	}
	for i, p := range doc.Parts {
		if want := "a page\n" + bates(i+1); p.Text != want {
			t.Errorf("page %d: %q, want %q", i+1, p.Text, want)
		}
		w := p.Words[len(p.Words)-1]
		right, below := p.Width-w.X-w.W, p.Height-w.Y-w.H
		if math.Abs(right-18) > 2 || math.Abs(below-12) > 3 || w.Angle != 0 {
			t.Errorf("page %d: the label stands %.0f from the right and %.0f from below, turned by %d", i+1, right, below, w.Angle)
		}
	}
}

// Form fields, attachments and passwords survive, or the copy is refused.
func TestStampKeepsTheRest(t *testing.T) {
	var m pdfMaker
	file := m.stream("/Type/EmbeddedFile", "pinned")
	spec := m.add("<</Type/Filespec /F(pinned.txt) /UF(pinned.txt) /EF<</F %d 0 R>>>>", file)
	pin := m.add("<</Type/Annot /Subtype/FileAttachment /Rect[10 10 20 20] /FS %d 0 R>>", spec)
	data := m.bytes(m.pages("", made{content: typed(20, 380, "a page"), annots: []int{pin}}), 0)
	var out bytes.Buffer
	if err := Stamp(pdfInput(data), &out, bates); err != nil {
		t.Fatal(err)
	}
	doc := newTestReader(t).Read(pdfInput(out.Bytes()))
	if len(doc.Attachments) != 1 || string(doc.Attachments[0].Data) != "pinned" {
		t.Errorf("attachments %q", doc.Attachments)
	}
}

func TestStampRefuses(t *testing.T) {
	for _, test := range []struct {
		name string
		file []byte
		want error
	}{
		{"a file that needs a password", encrypted(t, "user", "owner"), ErrPassword},
		{"a file that forbids changes", encrypted(t, "", "owner"), ErrPassword},
		{"garbage", []byte("%PDF-1.7\nxref"), ErrDamaged},
		{"no PDF", []byte("PK"), ErrDamaged},
		{"no bytes", nil, ErrDamaged},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := Stamp(pdfInput(test.file), io.Discard, bates); !errors.Is(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
		})
	}
}

// long is a document of 250 full pages, about 2,000 characters each.
func long() []byte {
	contents := make([]string, 250)
	for i := range contents {
		lines := make([]string, 26)
		for j := range lines {
			lines[j] = fmt.Sprintf("%d.%d The parties to this litigation agree that nothing in it is an admission.", i+1, j+1)
		}
		contents[i] = typed(20, 380, lines...)
	}
	return makePDF(contents...)
}

func BenchmarkReadPDF(b *testing.B) {
	r, in := newTestReader(b), pdfInput(long())
	for b.Loop() {
		if doc := r.Read(in); doc.State != onus.ReadDone {
			b.Fatal(doc.Note)
		}
	}
}

func BenchmarkPicture(b *testing.B) {
	r, in := newTestReader(b), pdfInput(long())
	page := 0
	for b.Loop() {
		if _, err := r.Picture(in, 1+page%250, 850); err != nil {
			b.Fatal(err)
		}
		page++
	}
}

func BenchmarkStamp(b *testing.B) {
	in := pdfInput(long())
	for b.Loop() {
		if err := Stamp(in, io.Discard, bates); err != nil {
			b.Fatal(err)
		}
	}
}
