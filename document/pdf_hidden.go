package document

import (
	"fmt"
	"image"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"

	"onus"
)

const (
	maxCover   = 180        // the brightest colour of a box that is taken for a redaction, of 255
	maxSpread  = 24         // between the brightest and the darkest pixel where nothing is seen
	maxCompare = 20_000_000 // boxes times words of one page
)

// luminance is how bright a colour is, 0 to 255.
func luminance(r, g, b uint) uint { return (299*r + 587*g + 114*b) / 1000 }

// hide marks the words of which nothing is seen because a dark box lies over them. Which was
// drawn first, and what is transparent, cut off or not drawn at all, the picture of the
// page tells: where a word stands it has one colour, and that is dark.
func (l *pdfLoaded) hide(words []onus.Word, inked, covers []rect) error {
	if len(words) > 0 {
		covers = covers[:min(len(covers), maxCompare/len(words))]
	}
	under := make([]rect, len(words)) // what is under a box
	cover := make([]int, len(words))  // and under which
	covered := false
	for i, ink := range inked {
		for j, c := range covers {
			if both := ink.intersect(c); both.area() > 0.6*ink.area() {
				under[i], cover[i], covered = both, j, true
				break
			}
		}
	}
	if !covered {
		return nil
	}
	return l.pictured(func(picture *image.Gray, scale float64) {
		seen := make([]int, len(covers)) // words seen on a box, less those hidden by it
		for i, box := range under {
			if box.empty() {
				continue
			}
			words[i].Hidden = uniform(picture, box, scale)
			seen[cover[i]]++
			if words[i].Hidden {
				seen[cover[i]] -= 2
			}
		}
		// A box with more to read on it than it hides is a design, and no redaction.
		for i, box := range under {
			words[i].Hidden = words[i].Hidden && !box.empty() && seen[cover[i]] <= 0
		}
	})
}

// pictured makes a picture of the page for f, two pixels a point where it is not too large.
func (l *pdfLoaded) pictured(f func(picture *image.Gray, scale float64)) error {
	width, height := l.frame.size()
	scale := min(2, maxSide/width, maxSide/height)
	rendered, err := l.pdfium.RenderPageInPixels(&requests.RenderPageInPixels{
		Page: l.page, Width: int(width * scale), Height: int(height * scale),
		RenderFlags: enums.FPDF_RENDER_FLAG_ANNOT, ImageFormat: requests.RenderImageFormatGrayscale,
	})
	if err != nil {
		return err
	}
	defer rendered.CleanupFunc()
	picture, ok := rendered.Result.RenderedImage.(*image.Gray)
	if !ok {
		return fmt.Errorf("picture is %T", rendered.Result.RenderedImage)
	}
	f(picture, float64(picture.Rect.Dx())/width)
	return nil
}

// uniform says whether a box of the page, in points, is of one dark colour. Its edge is left
// out: there a pixel is half of what lies beside it.
func uniform(picture *image.Gray, box rect, scale float64) bool {
	r := image.Rect(
		int(box.left*scale)+1, int(box.top*scale)+1, int(box.right*scale), int(box.bottom*scale),
	).Intersect(picture.Rect)
	if r.Empty() {
		return false
	}
	low, high := uint8(255), uint8(0)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := picture.Pix[picture.PixOffset(r.Min.X, y):picture.PixOffset(r.Max.X, y)]
		for _, v := range row {
			low, high = min(low, v), max(high, v)
		}
	}
	return high-low <= maxSpread && high <= maxCover+maxSpread
}
