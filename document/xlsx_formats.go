package document

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// cellFormats show numbers as Excel does, dates by number 14 as ISO 8601: its own look
// depends on who looks.
type cellFormats struct {
	byStyle []cellFormat // by index of the style
	// scratch shows a number: it is set into the one cell of a workbook, and read again.
	scratch *excelize.File
	ids     map[cellFormat]int // styles of scratch
	current int
	cache   map[shownNumber]string
}

// cellFormat is a number format: a code, or the number of one that every program knows.
type cellFormat struct {
	id   int
	code string
}

type shownNumber struct {
	cellFormat
	value string
}

const (
	maxFormats   = 1000    // that a workbook may use
	maxCode      = 255     // bytes of a code, the limit of Excel
	maxRemember  = 100_000 // numbers whose look is kept: to find one out takes 20 µs
	isoDate      = "yyyy-mm-dd"
	maxGeneral   = 11 // digits that "General" shows as they are
	firstOwnCode = 164
)

func readFormats(p *pack, main string) *cellFormats {
	var x struct {
		Codes []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Styles []struct {
			ID int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	p.decode(path.Dir(main)+"/styles.xml", &x)
	codes := map[int]string{}
	for _, c := range x.Codes {
		codes[c.ID] = c.Code
	}
	f := &cellFormats{ids: map[cellFormat]int{}, cache: map[shownNumber]string{}}
	for _, s := range x.Styles {
		f.byStyle = append(f.byStyle, formatOf(s.ID, codes[s.ID]))
	}
	var book struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
	}
	p.decode(main, &book)
	from1904 := book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true"
	f.scratch = excelize.NewFile(excelize.Options{ShortDatePattern: isoDate, LongDatePattern: isoDate})
	_ = f.scratch.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904})
	return f
}

// scaled matches codes that divide by a thousand for each comma at their end, which
// excelize does not.
var scaled = regexp.MustCompile(`[0#?],+(?:[^0#?,.]|$)`)

func formatOf(id int, code string) cellFormat {
	switch {
	case len(code) > maxCode || scaled.MatchString(code):
		return cellFormat{}
	case code != "":
		return cellFormat{0, code}
	case id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 54 || id == 57 || id == 58: // dates of East Asian editions
		return cellFormat{0, isoDate}
	case id < 0 || id >= firstOwnCode:
		return cellFormat{}
	}
	return cellFormat{id, ""}
}

// number shows a value in a style. What is no number, or has a format that is not known,
// is shown as it is stored.
func (f *cellFormats) number(value, style string) string {
	var format cellFormat
	if n, err := strconv.Atoi(style); err == nil && n >= 0 && n < len(f.byStyle) {
		format = f.byStyle[n]
	}
	if format == (cellFormat{}) && len(strings.TrimLeft(value, "-")) <= maxGeneral && !strings.ContainsAny(value, "eE") {
		return value
	}
	if _, err := strconv.ParseFloat(value, 64); err != nil {
		return value
	}
	key := shownNumber{format, value}
	if s, ok := f.cache[key]; ok {
		return s
	}
	s := f.show(format, value)
	if len(f.cache) < maxRemember {
		f.cache[key] = s
	}
	return s
}

// show lets excelize show a number.
func (f *cellFormats) show(format cellFormat, value string) (shown string) {
	defer func() {
		if recover() != nil { // a code that it cannot bear
			shown = value
		}
	}()
	const name, cell = "Sheet1", "A1"
	id, ok := f.ids[format]
	if !ok && len(f.ids) == maxFormats {
		return value
	}
	if !ok {
		style := &excelize.Style{NumFmt: format.id}
		if format.code != "" {
			style = &excelize.Style{CustomNumFmt: &format.code}
		}
		var err error
		if id, err = f.scratch.NewStyle(style); err != nil {
			return value
		}
		f.ids[format] = id
	}
	if f.current != id {
		_ = f.scratch.SetCellStyle(name, cell, cell, id)
		f.current = id
	}
	_ = f.scratch.SetCellDefault(name, cell, value)
	if s, err := f.scratch.GetCellValue(name, cell); err == nil {
		return strings.TrimSpace(s)
	}
	return value
}
