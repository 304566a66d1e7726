package onus_test

import (
	"reflect"
	"testing"

	"onus"
)

func TestPlacesComeBackAsTheyWere(t *testing.T) {
	p := onus.Part{Text: "één twee", Words: []onus.Word{
		{Start: 0, End: 3, X: 1.5, Y: -2.3, W: 700, H: 12.1, Angle: 270}, {Start: 4, End: 8, X: 0, Y: 0, W: 1, H: 1, Hidden: true}, {Start: 8, End: 8, X: 0, Y: 0, W: 1, H: 1, Angle: 90, Undrawn: true}},
		Blocks: []onus.Block{{Kind: onus.BlockHeading, Level: 2, Start: 0, End: 3}, {Kind: onus.BlockNote, Start: 4, End: 8, Continued: true}}}
	got := onus.Part{Text: p.Text}
	if err := onus.UnpackPlaces(&got, onus.PackPlaces(&p)); err != nil || !reflect.DeepEqual(got, p) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestPlacesOutsideTheTextAreRefused(t *testing.T) {
	p := onus.Part{Text: "one", Words: []onus.Word{{Start: 0, End: 4}}}
	if err := onus.UnpackPlaces(&onus.Part{Text: "one"}, onus.PackPlaces(&p)); err == nil {
		t.Error("a word that ends after its text was taken")
	}
}

func FuzzPlaces(f *testing.F) {
	p := onus.Part{Text: "one two", Words: []onus.Word{{Start: 0, End: 3}}, Blocks: []onus.Block{{Kind: onus.BlockRow, End: 7}}}
	f.Add(onus.PackPlaces(&p))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, packed []byte) {
		p := onus.Part{Text: "one two"}
		if onus.UnpackPlaces(&p, packed) != nil {
			return
		}
		for _, w := range p.Words {
			if w.Start < 0 || w.End < w.Start || w.End > 7 {
				t.Fatalf("a word outside the text: %+v", w)
			}
		}
	})
}
