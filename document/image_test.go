package document

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"onus"
)

// chess is a picture that is black in its left upper quarter, clear in the right lower one,
// and red elsewhere.
func chess(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{255, 0, 0, 255}
			switch {
			case x < w/2 && y < h/2:
				c = color.NRGBA{0, 0, 0, 255}
			case x >= w/2 && y >= h/2:
				c = color.NRGBA{}
			}
			m.Set(x, y, c)
		}
	}
	return m
}

// pictureOf encodes a picture.
func pictureOf(kind string, m image.Image) []byte {
	var b bytes.Buffer
	err := errors.New("no such kind")
	switch kind {
	case "png":
		err = png.Encode(&b, m)
	case "jpeg":
		err = jpeg.Encode(&b, m, &jpeg.Options{Quality: 95})
	case "gif":
		err = gif.Encode(&b, m, nil)
	case "bmp":
		err = bmp.Encode(&b, m)
	case "tiff":
		err = tiff.Encode(&b, m, nil)
	}
	if err != nil {
		panic(err)
	}
	return b.Bytes()
}

func pngOf(m image.Image, chunks ...string) []byte {
	plain := pictureOf("png", m)
	out := plain[:33:33] // signature and IHDR
	for _, c := range chunks {
		out = binary.BigEndian.AppendUint32(out, uint32(len(c)-4))
		out = append(out, c...)
		out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE([]byte(c)))
	}
	return append(out, plain[33:]...)
}

// exif makes a directory with an orientation, 200 dots per inch, an author and a time.
func exif(orientation uint16, next ...byte) []byte {
	be := binary.BigEndian
	b := []byte("MM\x00*\x00\x00\x00\x08\x00\x05")
	entry := func(tag, kind uint16, count, value uint32) {
		b = be.AppendUint16(be.AppendUint16(b, tag), kind)
		b = be.AppendUint32(be.AppendUint32(b, count), value)
	}
	const data = 10 + 5*12 + 4
	entry(tagOrientation, 3, 1, uint32(orientation)<<16)
	entry(tagResolution, 5, 1, data)
	entry(tagUnit, 3, 1, 2<<16)
	entry(tagArtist, 2, 9, data+8)
	entry(tagEXIF, 4, 1, data+20)
	b = append(b, 0, 0, 0, 0)
	b = append(b, 0, 0, 0, 200, 0, 0, 0, 1)
	b = append(b, "J. Jansen\x00\x00\x00"...)
	b = append(b, 0, 1)
	entry(tagTaken, 2, 20, data+20+18)
	b = append(b, 0, 0, 0, 0)
	return append(append(b, "2014:03:05 12:13:14\x00"...), next...)
}

func jpegOf(m image.Image, segments ...string) []byte {
	out := []byte{0xff, 0xd8}
	for _, s := range segments {
		out = append(out, 0xff, s[0], byte((len(s)+1)>>8), byte(len(s)+1))
		out = append(out, s[1:]...)
	}
	return append(out, pictureOf("jpeg", m)[2:]...)
}

func TestAPictureIsAPageWithoutText(t *testing.T) {
	for what, c := range map[string]struct {
		data []byte
		w, h float64
	}{
		"PNG":                    {pngOf(chess(96, 48)), 72, 36},
		"PNG, 300 dots per inch": {pngOf(chess(300, 600), "pHYs\x00\x00\x2e\x23\x00\x00\x2e\x23\x01"), 72, 144},
		"JPEG":                   {jpegOf(chess(96, 48)), 72, 36},
		"JPEG, by its JFIF":      {jpegOf(chess(200, 100), "\xe0JFIF\x00\x01\x01\x01\x00\xc8\x00\xc8\x00\x00"), 72, 36},
		"JPEG, by its EXIF":      {jpegOf(chess(200, 100), "\xe1Exif\x00\x00"+string(exif(1))), 72, 36},
		"JPEG on its side":       {jpegOf(chess(200, 100), "\xe1Exif\x00\x00"+string(exif(6))), 36, 72},
		"GIF":                    {pictureOf("gif", chess(96, 48)), 72, 36},
		"BMP":                    {pictureOf("bmp", chess(96, 48)), 72, 36},
		"TIFF, 72 dots per inch": {pictureOf("tiff", chess(96, 48)), 96, 48},
	} {
		d, err := readImage(file("", c.data))
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		p := d.Parts[0]
		if d.State != onus.ReadNoText || !d.Paged || len(d.Parts) != 1 || d.Text() != "" || !near(p.Width, c.w) || !near(p.Height, c.h) {
			t.Errorf("%s: %s, %+v", what, d.State, d.Parts)
		}
		out, err := pictureImage(file("", c.data), 1, 50)
		if m, kind, _ := image.Decode(bytes.NewReader(out)); err != nil || kind != "jpeg" || m.Bounds().Dx() != 50 {
			t.Errorf("%s: %s, %v", what, kind, err)
		}
	}
}

func near(a, b float64) bool { return a > b-0.1 && a < b+0.1 }

func TestAPhotoSaysWhenAndByWhom(t *testing.T) {
	want := onus.Properties{Author: "J. Jansen", Dated: "2014-03-05", Type: "documentary"}
	for what, data := range map[string][]byte{
		"JPEG": jpegOf(chess(2, 2), "\xe0JFIF\x00\x01\x01\x01\x00\xc8\x00\xc8\x00\x00", "\xe1Exif\x00\x00"+string(exif(3))),
		"PNG":  pngOf(chess(2, 2), "eXIf"+string(exif(3))),
	} {
		if d, err := readImage(file("", data)); err != nil || d.Properties != want {
			t.Errorf("%s: %v, %v", what, d, err)
		}
	}
}

func TestAPictureIsTurnedAndOnWhite(t *testing.T) {
	const black, red, white = 'b', 'r', 'w'
	for orientation, want := range map[uint16]string{ // left upper, right upper, left lower, right lower
		1: "brrw", 2: "rbwr", 3: "wrrb", 4: "rwbr", 5: "brrw", 6: "rbwr", 7: "wrrb", 8: "rwbr",
	} {
		out, err := pictureImage(file("", pngOf(chess(80, 40), "eXIf"+string(exif(orientation)))), 1, 1000)
		if err != nil {
			t.Fatal(err)
		}
		m, err := jpeg.Decode(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		w, h := m.Bounds().Dx(), m.Bounds().Dy()
		if wide := w > h; wide != (orientation < 5) || max(w, h) != 80 {
			t.Errorf("%d: %d by %d", orientation, w, h)
		}
		got := ""
		for _, p := range []image.Point{{w / 4, h / 4}, {3 * w / 4, h / 4}, {w / 4, 3 * h / 4}, {3 * w / 4, 3 * h / 4}} {
			switch r, g, _, _ := m.At(p.X, p.Y).RGBA(); {
			case r < 0x4000:
				got += string(black)
			case g < 0x4000:
				got += string(red)
			default:
				got += string(white)
			}
		}
		if got != want {
			t.Errorf("%d: %s, want %s", orientation, got, want)
		}
	}
}

// tiffOf chains TIFFs of one picture, in the byte order of Go's encoder, together.
func tiffOf(pictures ...image.Image) []byte {
	var out []byte
	link := 4 // where the offset of the next directory goes
	for _, m := range pictures {
		one, base := pictureOf("tiff", m), uint32(len(out))
		le := binary.LittleEndian
		at := le.Uint32(one[4:])
		n := int(le.Uint16(one[at:]))
		for i := range n {
			e := one[int(at)+2+12*i:]
			tag, size := le.Uint16(e), le.Uint32(e[4:])*map[uint16]uint32{1: 1, 3: 2, 4: 4, 5: 8}[le.Uint16(e[2:])]
			if tag == 273 || size > 4 { // the offset of the strip, or of a value
				le.PutUint32(e[8:], le.Uint32(e[8:])+base)
			}
		}
		out = append(out, one...)
		le.PutUint32(out[link:], at+base)
		link = int(base+at) + 2 + 12*n
	}
	return out
}

func TestATIFFHasAPageForEachPicture(t *testing.T) {
	data := tiffOf(chess(10, 20), chess(30, 20), chess(50, 20))
	d, err := readImage(file("", data))
	if err != nil || len(d.Parts) != 3 || !near(d.Parts[2].Width, 50) {
		t.Fatalf("%+v, %v", d, err)
	}
	for page, width := range []int{10, 30, 50} {
		out, err := pictureImage(file("", data), page+1, 1000)
		if m, _, _ := image.Decode(bytes.NewReader(out)); err != nil || m.Bounds().Dx() != width {
			t.Errorf("page %d: %v", page+1, err)
		}
	}
	if _, err := pictureImage(file("", data), 4, 100); !errors.Is(err, ErrDamaged) {
		t.Errorf("a page that is not there: %v", err)
	}
	// The last picture leads back to the first.
	first := data[4:8]
	at := binary.LittleEndian.Uint32(first)
	for range 2 {
		at = binary.LittleEndian.Uint32(data[int(at)+2+12*int(binary.LittleEndian.Uint16(data[at:])):])
	}
	copy(data[int(at)+2+12*int(binary.LittleEndian.Uint16(data[at:])):], first)
	if d, err := readImage(file("", data)); err != nil || len(d.Parts) != 3 {
		t.Errorf("a chain without an end: %v", err)
	}
}

func TestAPictureThatIsTooLargeIsNotDecoded(t *testing.T) {
	bomb := pngOf(chess(1, 1))
	binary.BigEndian.PutUint32(bomb[16:], 100_000)
	binary.BigEndian.PutUint32(bomb[20:], 100_000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	if _, err := readImage(file("", bomb)); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
	if _, err := pictureImage(file("", bomb), 1, 100); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
}

func TestAPictureThatIsBroken(t *testing.T) {
	whole := jpegOf(chess(100, 100))
	if _, err := readImage(file("", whole[:100])); !errors.Is(err, ErrDamaged) {
		t.Error(err)
	}
	if _, err := pictureImage(file("", whole[:len(whole)-100]), 1, 100); !errors.Is(err, ErrDamaged) {
		t.Error(err)
	}
	if _, err := readImage(file("", []byte("II+\x00 a BigTIFF"))); !errors.Is(err, ErrUnreadable) {
		t.Error(err)
	}
}

func FuzzImage(f *testing.F) {
	for _, seed := range [][]byte{
		pngOf(chess(4, 4), "eXIf"+string(exif(6))), jpegOf(chess(4, 4), "\xe1Exif\x00\x00"+string(exif(6))), pictureOf("gif", chess(4, 4)), pictureOf("bmp", chess(4, 4)),
		tiffOf(chess(4, 4), chess(4, 4)), []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := readImage(file("", data))
		if (d == nil) == (err == nil) && err == nil {
			t.Fatal("neither a document nor an error")
		}
		if d == nil {
			return
		}
		for _, p := range d.Parts {
			if !(p.Width > 0 && p.Height > 0) || p.Text != "" {
				t.Fatalf("%+v", p)
			}
		}
		if len(d.Parts) > 0 && d.Parts[0].Width*d.Parts[0].Height < 1e6 {
			_, _ = pictureImage(file("", data), 1, 100) // whatever it says
		}
	})
}
