package document

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

// Tags of a directory of TIFF or EXIF.
const (
	tagSubfile     = 254
	tagWidth       = 256
	tagHeight      = 257
	tagOrientation = 274
	tagResolution  = 282
	tagUnit        = 296
	tagArtist      = 315
	tagEXIF        = 34665
	tagTaken       = 0x9003 // DateTimeOriginal
	tagDigitized   = 0x9004
)

// Dots per inch: of a picture that does not say, and what is believed.
const (
	screenDPI = 96
	leastDPI  = 30
	mostDPI   = 4800
)

const inch = 2.54 // in centimetres

// about is what a picture says of itself.
type about struct {
	orientation int // 1 to 8; 0 if unknown
	dpi         float64
	dated       string // EDTF
	author      string
	progressive bool // a JPEG that is decoded as a whole
}

func (a *about) resolution(dpi float64) {
	if dpi >= leastDPI && dpi <= mostDPI {
		a.dpi = dpi
	}
}

// ifd is a directory of TIFF or EXIF.
type ifd struct {
	r     io.ReaderAt
	order binary.ByteOrder
	tags  map[int][]byte // type, count and value, or where it is
	next  int64          // where the next directory is; 0: nowhere
}

func readIFD(r io.ReaderAt, order binary.ByteOrder, at int64) (ifd, error) {
	const entry = 12
	d := ifd{r: r, order: order, tags: map[int][]byte{}}
	count := make([]byte, 2)
	if _, err := r.ReadAt(count, at); err != nil {
		return d, fmt.Errorf("directory of TIFF: %w: %w", ErrDamaged, err)
	}
	table := make([]byte, entry*int(order.Uint16(count))+4)
	n, _ := r.ReadAt(table, at+2) // a short one is used as far as it goes
	for i := 0; i+entry <= n && i+entry <= len(table)-4; i += entry {
		d.tags[int(order.Uint16(table[i:]))] = table[i+2 : i+entry]
	}
	if n == len(table) {
		d.next = int64(order.Uint32(table[n-4:]))
	}
	return d, nil
}

// number is a value of a SHORT or LONG; 0 if there is none.
func (d ifd) number(tag int) int {
	e := d.tags[tag]
	if e == nil {
		return 0
	}
	if d.order.Uint16(e) == 3 {
		return int(d.order.Uint16(e[6:]))
	}
	return int(d.order.Uint32(e[6:]))
}

// ratio is a value of a RATIONAL.
func (d ifd) ratio(tag int) float64 {
	b := make([]byte, 8)
	if _, err := d.r.ReadAt(b, int64(d.number(tag))); err != nil || d.tags[tag] == nil {
		return 0
	}
	return float64(d.order.Uint32(b)) / float64(d.order.Uint32(b[4:]))
}

// text is a value of ASCII, of more than four bytes.
func (d ifd) text(tag int) string {
	e := d.tags[tag]
	if e == nil {
		return ""
	}
	b := make([]byte, min(d.order.Uint32(e[2:]), 200))
	n, _ := d.r.ReadAt(b, int64(d.number(tag)))
	s, _ := decode(bytes.TrimRight(b[:n], "\x00 "))
	return oneLine(s)
}

func (d ifd) about() about {
	a := about{orientation: d.number(tagOrientation), dpi: screenDPI, author: d.text(tagArtist)}
	dpi := d.ratio(tagResolution)
	if d.number(tagUnit) == 3 { // per centimetre
		dpi *= inch
	}
	a.resolution(dpi)
	if at := d.number(tagEXIF); at > 0 {
		exif, _ := readIFD(d.r, d.order, int64(at)) // without one it is empty
		for _, tag := range []int{tagDigitized, tagTaken} {
			if taken := exif.text(tag); len(taken) >= 10 {
				a.dated = firstOf(day(strings.ReplaceAll(taken[:10], ":", "-")), a.dated)
			}
		}
	}
	return a
}

func aboutEXIF(b []byte) about {
	r := bytes.NewReader(b)
	if order, at, err := tiffHeader(r); err == nil {
		if d, err := readIFD(r, order, at); err == nil {
			return d.about()
		}
	}
	return about{dpi: screenDPI}
}

// aboutJPEG goes through the segments before the picture itself.
func aboutJPEG(in Input) about {
	a := about{dpi: screenDPI}
	b := make([]byte, 4)
	for at := int64(2); ; {
		if _, err := in.R.ReadAt(b, at); err != nil || b[0] != 0xff {
			return a
		}
		size := int64(binary.BigEndian.Uint16(b[2:]))
		switch marker := b[1]; marker {
		case 0xda: // the picture begins
			return a
		case 0xc2:
			a.progressive = true
		case 0xe0, 0xe1:
			data := make([]byte, max(0, size-2))
			n, _ := in.R.ReadAt(data, at+4)
			a.segment(data[:n])
		}
		at += 2 + size
	}
}

// segment takes what an application segment of a JPEG says. EXIF outweighs JFIF.
func (a *about) segment(data []byte) {
	const jfif, exif = "JFIF\x00", "Exif\x00\x00"
	switch {
	case bytes.HasPrefix(data, []byte(exif)):
		progressive := a.progressive
		*a = aboutEXIF(data[len(exif):])
		a.progressive = progressive
	case bytes.HasPrefix(data, []byte(jfif)) && len(data) >= 12 && a.dpi == screenDPI:
		dpi := float64(binary.BigEndian.Uint16(data[8:]))
		switch data[7] {
		case 1:
			a.resolution(dpi)
		case 2:
			a.resolution(dpi * inch)
		}
	}
}

// aboutPNG goes through the chunks before the picture itself.
func aboutPNG(in Input) about {
	a := about{dpi: screenDPI}
	b := make([]byte, 8)
	for at := int64(8); ; {
		if _, err := in.R.ReadAt(b, at); err != nil || string(b[4:]) == "IDAT" {
			return a
		}
		size := int64(binary.BigEndian.Uint32(b))
		data := make([]byte, min(size, 64<<10))
		n, _ := in.R.ReadAt(data, at+8)
		switch data = data[:n]; string(b[4:]) {
		case "eXIf":
			a = aboutEXIF(data)
		case "pHYs":
			if len(data) == 9 && data[8] == 1 { // per metre
				a.resolution(float64(binary.BigEndian.Uint32(data)) * inch / 100)
			}
		}
		at += 12 + size
	}
}
