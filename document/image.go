package document

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/bmp"
	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"onus"
)

// Limits of a picture.
const (
	maxPixels  = 100_000_000
	maxPicture = 500 << 20  // bytes of memory to decode it
	sharp      = 20_000_000 // pixels above which it is made smaller in a faster way
)

// readImage reads a picture. Each picture of a TIFF is a page. It has no text: that needs
// recognising.
func readImage(in Input) (*onus.Document, error) {
	pictures, err := openPictures(in)
	if err != nil {
		return nil, err
	}
	d := &onus.Document{State: onus.ReadNoText, Kind: onus.TextExtracted, Paged: true}
	d.Properties.Type = "documentary"
	for _, p := range pictures {
		if err = p.fits(); err != nil {
			break
		}
		width, height := p.size()
		d.Parts = append(d.Parts, onus.Part{Width: float64(width) * 72 / p.about.dpi, Height: float64(height) * 72 / p.about.dpi, Confidence: -1})
		if d.Properties.Dated == "" {
			d.Properties.Dated = p.about.dated
		}
		if d.Properties.Author == "" {
			d.Properties.Author = p.about.author
		}
	}
	if len(d.Parts) == 0 {
		return nil, err
	}
	return d, err
}

// pictureImage is a page as JPEG, width pixels wide; narrower if it is narrower itself or
// would be very high. page counts from 1.
func pictureImage(in Input, page, width int) ([]byte, error) {
	pictures, err := openPictures(in)
	if err != nil {
		return nil, err
	}
	if page < 1 || page > len(pictures) {
		return nil, fmt.Errorf("page %d of %d: %w", page, len(pictures), ErrDamaged)
	}
	p := pictures[page-1]
	if err := p.fits(); err != nil {
		return nil, err
	}
	full, err := p.decode()
	if err != nil {
		return nil, pictureError(err)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p.scale(full, width), &jpeg.Options{Quality: jpegQuality}); err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	return out.Bytes(), nil
}

// picture is one of a file, not decoded yet.
type picture struct {
	config image.Config
	decode func() (image.Image, error)
	about  about
}

// openPictures finds the pictures of a file, one at least without error.
func openPictures(in Input) ([]picture, error) {
	head := make([]byte, min(in.Size, headSize))
	if _, err := in.R.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("picture: %w: %w", ErrDamaged, err)
	}
	_, mediaType := Detect(head, in.Name)
	if mediaType == "image/tiff" {
		return openTIFF(in)
	}
	codec, found := codecs[mediaType]
	if !found {
		return nil, fmt.Errorf("picture of type %q: %w", mediaType, ErrUnreadable)
	}
	file := func() io.Reader { return io.NewSectionReader(in.R, 0, in.Size) }
	c, err := codec.config(file())
	if err != nil {
		return nil, pictureError(err)
	}
	if c.Width <= 0 || c.Height <= 0 {
		return nil, fmt.Errorf("picture of %d by %d pixels: %w", c.Width, c.Height, ErrDamaged)
	}
	return []picture{{c, func() (image.Image, error) { return codec.decode(file()) }, codec.about(in)}}, nil
}

// codecs are the kinds of pictures of which a file holds one; of a moving GIF it is the first.
var codecs = map[string]struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	about  func(Input) about
}{
	"image/jpeg": {jpeg.DecodeConfig, jpeg.Decode, aboutJPEG},
	"image/png":  {png.DecodeConfig, png.Decode, aboutPNG},
	"image/gif":  {gif.DecodeConfig, gif.Decode, aboutNothing},
	"image/webp": {webp.DecodeConfig, webp.Decode, aboutNothing},
	"image/bmp":  {bmp.DecodeConfig, bmp.Decode, aboutNothing},
}

func aboutNothing(Input) about { return about{dpi: screenDPI} }

// maxPages is how many pictures of a TIFF are pages.
const maxPages = maxParts

// openTIFF finds the pictures of a TIFF, which are a chain. Small versions of others are none.
func openTIFF(in Input) ([]picture, error) {
	order, at, err := tiffHeader(in.R)
	if err != nil {
		return nil, err
	}
	var found []picture
	seen := map[int64]bool{}
	for at != 0 && !seen[at] && len(found) < maxPages {
		seen[at] = true
		d, err := readIFD(in.R, order, at)
		if err != nil {
			break // what the chain leads to is lost
		}
		const reduced = 1
		if d.number(tagSubfile)&reduced == 0 {
			page := tiffPage{Reader: io.NewSectionReader(in.R, 0, in.Size), ReaderAt: in.R}
			order.PutUint32(page.first[:], uint32(at))
			c, err := tiff.DecodeConfig(page)
			if err != nil { // a kind that cannot be shown is a page all the same
				c = image.Config{Width: d.number(tagWidth), Height: d.number(tagHeight), ColorModel: color.RGBAModel}
			}
			if c.Width > 0 && c.Height > 0 {
				found = append(found, picture{c, func() (image.Image, error) { return tiff.Decode(page) }, d.about()})
			}
		}
		at = d.next
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no picture in the TIFF: %w", ErrDamaged)
	}
	return found, nil
}

// tiffPage is a TIFF of which another picture is the first.
type tiffPage struct {
	io.Reader
	io.ReaderAt
	first [4]byte // the offset of the picture, as it is written
}

func (p tiffPage) ReadAt(b []byte, off int64) (int, error) {
	const at = 4 // where the offset of the first picture stands
	n, err := p.ReaderAt.ReadAt(b, off)
	for i := range p.first {
		if j := at + int64(i) - off; j >= 0 && j < int64(n) {
			b[j] = p.first[i]
		}
	}
	return n, err
}

func pictureError(err error) error {
	var unsupported tiff.UnsupportedError
	var feature jpeg.UnsupportedError
	if errors.As(err, &unsupported) || errors.As(err, &feature) {
		return fmt.Errorf("picture: %w: %w", ErrUnreadable, err)
	}
	return fmt.Errorf("picture: %w: %w", ErrDamaged, err)
}

// fits refuses a picture that is too large to decode.
func (p picture) fits() error {
	bytes := 4.0
	switch {
	case p.about.progressive: // three 32 bit coefficients for each pixel, and the pixel
		bytes = 15
	case p.config.ColorModel == color.RGBA64Model || p.config.ColorModel == color.NRGBA64Model:
		bytes = 8
	}
	pixels := float64(p.config.Width) * float64(p.config.Height)
	if pixels > maxPixels || pixels*bytes > maxPicture {
		return fmt.Errorf("picture of %d by %d pixels: %w", p.config.Width, p.config.Height, ErrTooLarge)
	}
	return nil
}

// size is that of the picture as it is shown, in pixels.
func (p picture) size() (width, height int) {
	if p.about.orientation >= 5 {
		return p.config.Height, p.config.Width
	}
	return p.config.Width, p.config.Height
}

// scale makes a picture as wide as asked, or smaller, on white, and turns it.
func (p picture) scale(full image.Image, width int) image.Image {
	w, h := float64(full.Bounds().Dx()), float64(full.Bounds().Dy())
	shown, high := w, h
	if p.about.orientation >= 5 {
		shown, high = h, w
	}
	factor := min(1, float64(width)/shown, 2*maxSide/high)
	size := image.Rect(0, 0, max(1, int(math.Round(w*factor))), max(1, int(math.Round(h*factor))))
	out := image.NewRGBA(size)
	draw.Draw(out, size, image.White, image.Point{}, draw.Src)
	var scaler xdraw.Scaler = xdraw.CatmullRom
	if w*h > sharp {
		scaler = xdraw.ApproxBiLinear
	}
	scaler.Scale(out, size, full, full.Bounds(), xdraw.Over, nil)
	return turned(out, p.about.orientation)
}

// turned is a picture as its orientation says it is shown: EXIF 2.3, 4.6.4, tag 274.
func turned(in *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return in
	}
	w, h := in.Bounds().Dx(), in.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			to := [9]image.Point{
				{}, {}, {w - 1 - x, y}, {w - 1 - x, h - 1 - y}, {x, h - 1 - y}, {y, x}, {h - 1 - y, x}, {h - 1 - y, w - 1 - x}, {y, w - 1 - x},
			}[orientation]
			out.SetRGBA(to.X, to.Y, in.RGBAAt(x, y))
		}
	}
	return out
}

// tiffHeader reads the byte order of a TIFF, or of EXIF, and where its first directory is.
func tiffHeader(r io.ReaderAt) (order binary.ByteOrder, first int64, err error) {
	head := make([]byte, 8)
	if _, err := r.ReadAt(head, 0); err != nil {
		return nil, 0, fmt.Errorf("TIFF: %w: %w", ErrDamaged, err)
	}
	switch string(head[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return nil, 0, fmt.Errorf("TIFF of another kind: %w", ErrUnreadable)
	}
	return order, int64(order.Uint32(head[4:])), nil
}
