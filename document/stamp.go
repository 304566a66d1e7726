package document

import (
	"errors"
	"fmt"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// stampStyle is how pdfcpu is told where and how a label stands: on top of the page, at
// the right lower corner of the page as it is shown, 8 points high.
const stampStyle = "font:Helvetica, points:8, scale:1 abs, position:br, offset:-18 12, rotation:0, fillcolor:#000000, opacity:1"

// Stamp writes a copy of a PDF to w that has a label, such as a Bates number, at the right
// lower corner of each page. label is asked for pages 1 to the last, in order; its text is
// of Latin letters. The error wraps ErrPassword for a protected file, also for one that
// only forbids changes, and ErrDamaged for one that cannot be written anew.
func Stamp(in Input, w io.Writer, label func(page int) string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("stamp: %w: %v", ErrDamaged, p)
		}
	}()
	start, err := header(in)
	if err != nil {
		return fmt.Errorf("stamp: %w", err)
	}
	conf := pdfcpuConfig(in)
	conf.Cmd = model.ADDWATERMARKS
	// Validation also loads what is only read when needed: without it the copy would lack it.
	ctx, err := api.ReadAndValidate(io.NewSectionReader(in.R, start, in.Size-start), conf)
	if err != nil {
		return fmt.Errorf("stamp: %w", stampError(err))
	}
	if ctx.Encrypt != nil {
		return fmt.Errorf("stamp: %w", ErrPassword)
	}
	if err := ctx.EnsurePageCount(); err != nil {
		return fmt.Errorf("stamp: %w: %w", ErrDamaged, err)
	}
	labels := make(map[int]*model.Watermark, ctx.PageCount)
	for page := 1; page <= ctx.PageCount; page++ {
		labels[page], err = pdfcpu.ParseTextWatermarkDetails(label(page), stampStyle, true, types.POINTS)
		if err != nil {
			return fmt.Errorf("stamp page %d: %w", page, err)
		}
	}
	if err := pdfcpu.AddWatermarksMap(ctx, labels); err != nil {
		return fmt.Errorf("stamp: %w: %w", ErrDamaged, err)
	}
	if err := api.WriteContext(ctx, w); err != nil {
		return fmt.Errorf("stamp: %w", err)
	}
	return nil
}

func stampError(err error) error {
	if errors.Is(err, pdfcpu.ErrWrongPassword) {
		return fmt.Errorf("%w: %w", ErrPassword, err)
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}
