package document

import (
	"fmt"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"
)

const (
	jpegQuality = 80
	minWidth    = 50   // of a picture, in pixels
	maxSide     = 3000 // width or height of a picture, in pixels
)

// picture is page n, from 0, as it is shown, width pixels wide; narrower if it would be very
// high. Annotations are shown; nothing of a form runs.
func (d *pdf) picture(n, width int) ([]byte, error) {
	if n < 0 || n >= d.pages {
		return nil, fmt.Errorf("page %d of %d: %w", n+1, d.pages, ErrDamaged)
	}
	l, err := d.load(n)
	if err != nil {
		return nil, d.failed(err)
	}
	rendered, err := l.pdfium.RenderToFile(&requests.RenderToFile{
		RenderPageInPixels: &requests.RenderPageInPixels{
			Page: l.page, Width: width, Height: 2 * maxSide, RenderFlags: enums.FPDF_RENDER_FLAG_ANNOT,
		},
		OutputFormat:  requests.RenderToFileOutputFormatJPG,
		OutputTarget:  requests.RenderToFileOutputTargetBytes,
		OutputQuality: jpegQuality,
	})
	if err != nil {
		return nil, d.failed(err)
	}
	return *rendered.ImageBytes, l.close()
}
