package document

import (
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium/requests"

	"onus"
)

// properties are what the PDF says of itself. What cannot be read is left out.
func (d *pdf) properties() onus.Properties {
	p := onus.Properties{
		Title:  oneLine(d.meta("Title")),
		Author: oneLine(d.meta("Author")),
		Dated:  pdfDay(d.meta("CreationDate")),
		Type:   "documentary",
	}
	said, err := d.engine.pdfium.FPDFCatalog_GetLanguage(&requests.FPDFCatalog_GetLanguage{Document: d.ref})
	if err == nil {
		p.Language = languageCode(said.Language)
	}
	return p
}

func (d *pdf) meta(tag string) string {
	got, err := d.engine.pdfium.GetMetaData(&requests.GetMetaData{Document: d.ref, Tags: &[]string{tag}})
	if err != nil || len(got.Tags) != 1 {
		return ""
	}
	return got.Tags[0].Value
}

// pdfDay is the day of a date as PDF writes it, D:20130625104233-04'00', in EDTF; of a
// shorter one the month or year; "" if it is none.
func pdfDay(s string) string {
	s = strings.TrimPrefix(strings.TrimSpace(s), "D:")
	for _, layout := range []struct{ in, out string }{{"20060102", time.DateOnly}, {"200601", "2006-01"}, {"2006", "2006"}} {
		if len(s) < len(layout.in) {
			continue
		}
		if t, err := time.Parse(layout.in, s[:len(layout.in)]); err == nil && t.Year() > 1900 {
			return t.Format(layout.out)
		}
	}
	return ""
}
