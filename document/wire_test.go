package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"

	"onus"
)

func sent(t *testing.T, d *onus.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteDocument(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func received(b []byte) (*onus.Document, error) {
	return ReadDocument(&Frames{R: bytes.NewReader(b), Left: 1 << 20})
}

func whole() *onus.Document {
	return &onus.Document{State: onus.ReadDone, Note: "n", Format: "mail", MediaType: "message/rfc822", Extractor: "x 1", Kind: onus.TextExtracted,
		Properties: onus.Properties{Title: "Über", Author: "王", Dated: "2014~", Language: "nl", Type: "email"},
		Parts: []onus.Part{
			{Text: "Hallo 世界", Width: 595.25, Height: 842, Confidence: -1, Blocks: []onus.Block{},
				Words: []onus.Word{{Start: 0, End: 5, X: 1, Y: 2.5, W: 30, H: 10}, {Start: 6, End: 8, Angle: 90, Hidden: true}}},
			{Text: "", Confidence: 100, Words: []onus.Word{}, Blocks: []onus.Block{}},
		},
		Attachments: []onus.Attachment{{Name: "a.pdf", MediaType: "application/pdf", Data: []byte("%PDF")}, {Name: "b", Data: []byte{}}}}
}

func TestWhatIsSentIsReceived(t *testing.T) {
	got, err := received(sent(t, whole()))
	if err != nil || !reflect.DeepEqual(got, whole()) {
		t.Errorf("%v\n%+v\n%+v", err, got, whole())
	}
}

func TestAnswersThatAreCutShort(t *testing.T) {
	b := sent(t, whole())
	for n := range b {
		if _, err := received(b[:n]); err == nil {
			t.Fatalf("%d of %d bytes are taken for all", n, len(b))
		}
	}
}

func TestAnswersThatNoReaderGives(t *testing.T) {
	for name, spoil := range map[string]func(*onus.Document){
		"a state that is none":        func(d *onus.Document) { d.State = "fine" },
		"a state before the reading":  func(d *onus.Document) { d.State = onus.ReadWaiting },
		"text that is not UTF-8":      func(d *onus.Document) { d.Parts[0].Text = "a\xff" },
		"text with NUL":               func(d *onus.Document) { d.Parts[0].Text = "a\x00bcdefgh" },
		"a title with NUL":            func(d *onus.Document) { d.Properties.Title = "a\x00" },
		"a page without end":          func(d *onus.Document) { d.Parts[0].Width = math.Inf(1) },
		"a page of no number":         func(d *onus.Document) { d.Parts[0].Height = math.NaN() },
		"a page less than nothing":    func(d *onus.Document) { d.Parts[0].Height = -1 },
		"more than all confidence":    func(d *onus.Document) { d.Parts[0].Confidence = 101 },
		"a word outside its text":     func(d *onus.Document) { d.Parts[0].Words[1].End = 9 },
		"extracted text that is OCR":  func(d *onus.Document) { d.Kind = onus.TextOCR },
		"too many parts":              func(d *onus.Document) { d.Parts = make([]onus.Part, maxParts+1) },
		"more attachments than taken": func(d *onus.Document) { d.Attachments = make([]onus.Attachment, maxAttachments+1) },
	} {
		t.Run(name, func(t *testing.T) {
			d := whole()
			spoil(d)
			if _, err := received(sent(t, d)); !errors.Is(err, ErrWire) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestJSONThatIsNotUTF8(t *testing.T) {
	var b bytes.Buffer
	data, _ := json.Marshal(wireHead{State: onus.ReadDone, Note: "note"})
	_ = WriteFrame(&b, FrameHead, bytes.Replace(data, []byte("note"), []byte("n\xffte"), 1))
	if _, err := received(b.Bytes()); !errors.Is(err, ErrWire) {
		t.Errorf("%v", err)
	}
}

func TestAnswersThatAreTooLong(t *testing.T) {
	for name, b := range map[string][]byte{
		"announced only": {FrameHead, 0xff, 0xff, 0xff, 0xff},
		"small frames":   bytes.Repeat([]byte{FramePart, 0, 0, 0, 0}, 1<<18),
	} {
		f := &Frames{R: bytes.NewReader(b), Left: 1 << 20}
		var err error
		for err == nil {
			_, _, err = f.Next()
		}
		if !errors.Is(err, ErrOutput) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFramesInParts(t *testing.T) {
	var b bytes.Buffer
	data := []byte(strings.Repeat("0123456789", 1<<19))
	if err := WriteFrame(&b, FramePicture, data); err != nil {
		t.Fatal(err)
	}
	got, err := (&Frames{R: io.LimitReader(&b, 1<<30), Left: 10 << 20}).Expect(FramePicture)
	if err != nil || !bytes.Equal(got, data) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestErrorsKeepTheirKind(t *testing.T) {
	for _, want := range []error{ErrPassword, ErrDamaged, ErrTooLarge, ErrUnreadable} {
		var b bytes.Buffer
		if err := WriteError(&b, errors.Join(errors.New("a\xff"), want)); err != nil {
			t.Fatal(err)
		}
		if _, err := (&Frames{R: &b, Left: 1 << 10}).Expect(FramePicture); !errors.Is(err, want) {
			t.Errorf("%v became %v", want, err)
		}
	}
}

func FuzzReadDocument(f *testing.F) {
	var b bytes.Buffer
	if err := WriteDocument(&b, whole()); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := received(b)
		if err != nil {
			return
		}
		again, err := received(sent(t, d))
		if err != nil || !reflect.DeepEqual(d, again) {
			t.Errorf("%v\n%+v\n%+v", err, d, again)
		}
	})
}
