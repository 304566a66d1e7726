package document

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"onus"
)

// pdfcpuConfig is how pdfcpu reads: without a folder for settings and fonts, which it would
// make in the home of the user.
func pdfcpuConfig(in Input) *model.Configuration {
	withoutFolder()
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationRelaxed
	conf.UserPW, conf.OwnerPW = in.Password, in.Password
	return conf
}

var withoutFolder = sync.OnceFunc(api.DisableConfigDir)

// missing says whether the contents of a file were not found.
func (as *attachments) missing() bool {
	for _, a := range as.files {
		if a.Data == nil {
			return true
		}
	}
	return false
}

// search looks for the contents of files that pdfium did not find: it wants name and
// contents under the same key (UF, F), and some programs write them under two.
func (as *attachments) search(d *pdf) error {
	ctx, err := api.ReadContext(io.NewSectionReader(d.in.R, 0, d.in.Size), pdfcpuConfig(d.in))
	if err != nil {
		return fmt.Errorf("find files: %w: %w", ErrDamaged, err)
	}
	for _, number := range slices.Sorted(maps.Keys(ctx.Table)) {
		o, err := ctx.Dereference(*types.NewIndirectRef(number, 0))
		spec, ok := o.(types.Dict)
		if err != nil || !ok {
			continue
		}
		if content, found := spec.Find("EF"); found {
			if err := as.fill(ctx, spec, content); err != nil {
				return fmt.Errorf("find files: %w: %w", ErrDamaged, err)
			}
		}
	}
	return nil
}

// fill fills in the contents of the files that have the name of a file specification.
func (as *attachments) fill(ctx *model.Context, spec types.Dict, content types.Object) error {
	streams, err := ctx.DereferenceDict(content)
	if err != nil {
		return err
	}
	for i := range as.files {
		a := &as.files[i]
		if a.Data != nil || !named(ctx, spec, a.Name) {
			continue
		}
		for _, key := range []string{"UF", "F"} {
			stream, _, err := ctx.DereferenceStreamDict(streams[key])
			if err != nil || stream == nil {
				continue
			}
			if err := stream.Decode(); err != nil {
				return err
			}
			if as.size += len(stream.Content); as.size > maxAttached {
				as.over = true
				return nil
			}
			*a = attachment(a.Name, stream.Content)
			break
		}
	}
	return nil
}

func named(ctx *model.Context, spec types.Dict, name string) bool {
	for _, key := range []string{"UF", "F"} {
		if o, found := spec.Find(key); found {
			if s, err := ctx.DereferenceText(o); err == nil && clean(s) == name {
				return true
			}
		}
	}
	return false
}

// attachment is a file of which the type is found out.
func attachment(name string, data []byte) onus.Attachment {
	a := onus.Attachment{Name: name, Data: data}
	_, a.MediaType = detect(Input{R: bytes.NewReader(data), Size: int64(len(data)), Name: name})
	return a
}
