package document

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"onus"
)

func TestXLSXThatExcelizeWrote(t *testing.T) {
	f := excelize.NewFile()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	money, date := `#,##0.00 "EUR"`, `d mmm yyyy`
	moneyStyle, err := f.NewStyle(&excelize.Style{CustomNumFmt: &money})
	must(err)
	dateStyle, err := f.NewStyle(&excelize.Style{CustomNumFmt: &date})
	must(err)
	must(f.SetSheetRow("Sheet1", "A1", &[]any{"Item", "Sum", "Paid on", "Open"}))
	must(f.SetSheetRow("Sheet1", "A2", &[]any{"Rent\nof May", 1234.5, time.Date(2021, 5, 3, 0, 0, 0, 0, time.UTC), true}))
	must(f.SetCellStyle("Sheet1", "B2", "B2", moneyStyle))
	must(f.SetCellStyle("Sheet1", "C2", "C2", dateStyle))
	must(f.SetCellValue("Sheet1", "D4", 0.1+0.2))
	must(f.SetCellFormula("Sheet1", "A5", "SUM(B2:B4)"))
	must(f.AddComment("Sheet1", excelize.Comment{Cell: "B2", Author: "Ann", Text: "too much"}))
	_, err = f.NewSheet("Secret")
	must(err)
	must(f.SetCellValue("Secret", "A1", "x"))
	must(f.SetSheetVisible("Secret", false))
	must(f.SetDocProps(&excelize.DocProperties{Title: "Costs", Creator: "Bob", Created: "2022-01-02T03:04:05Z"}))
	var buf bytes.Buffer
	must(f.Write(&buf))

	d, err := readXLSX(input(buf.Bytes()))
	must(err)
	sound(t, d)
	want := "h1 Sheet1\nth Item\tSum\tPaid on\tOpen\ntr Rent\nof May\t1,234.50 EUR\t3 May 2021\tTRUE\ntr \t\t\t0.3\ntr =SUM(B2:B4)\n" +
		"fn [comment B2 Ann] too much\nh1 Secret (hidden)\ntr x"
	if got := lines(d); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if want := (onus.Properties{Title: "Costs", Author: "Bob", Dated: "2022-01-02", Type: "documentary"}); d.Properties != want || d.Format != "xlsx" {
		t.Errorf("%+v", d.Properties)
	}
}

// bookFile is a workbook of one sheet with those rows, as other programs write it.
func bookFile(workbook, rows string) []byte {
	return zipped(
		"xl/workbook.xml", `<workbook xmlns:r="r">`+workbook+`<sheets><sheet name="S" sheetId="1" r:id="rworksheet"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", relationsXML("worksheet", "worksheets/sheet1.xml", "sharedStrings", "sharedStrings.xml"),
		"xl/worksheets/sheet1.xml", `<worksheet><sheetData>`+rows+`</sheetData></worksheet>`,
		"xl/worksheets/_rels/sheet1.xml.rels", relationsXML("drawing", "../drawings/drawing1.xml"),
		"xl/drawings/drawing1.xml", `<wsDr xmlns:a="a"><a:p><a:r><a:t>box</a:t></a:r></a:p></wsDr>`,
		"xl/sharedStrings.xml", `<sst><si><t>one</t></si><si><r><t>t</t></r><r><t>wo</t></r><rPh><t>reading</t></rPh></si><si/></sst>`,
		"xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0,,&quot;M&quot;"/><numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="165"/><xf numFmtId="57"/><xf numFmtId="999"/></cellXfs></styleSheet>`,
	)
}

func TestXLSX(t *testing.T) {
	for _, c := range []struct{ name, workbook, cells, want string }{
		{"shared texts", "", `<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v>9</v></c><c t="s"><v>-1</v></c><c t="s"><v>x</v></c>`, "one\ttwo"},
		{"places of cells", "", `<c r="B1"><v>1</v></c><c><v>2</v></c><c r="E1"><v>3</v></c>`, "\t1\t2\t\t3"},
		{"places that make no sense", "", `<c r="ZZZZ9"><v>1</v></c><c r="A1"><v>2</v></c><c r="?"><v>3</v></c>`, "1\t2\t3"},
		{"texts in the cell", "", `<c t="inlineStr"><is><t>a</t></is></c><c t="str"><f>A1</f><v>b</v></c>`, "a\tb"},
		{"results", "", `<c t="b"><v>0</v></c><c t="e"><v>#DIV/0!</v></c><c t="d"><v>2020-01-02</v></c>`, "FALSE\t#DIV/0!\t2020-01-02"},
		{"numbers", "", `<c><v>0.30000000000000004</v></c><c><v>1E+21</v></c><c><v>007</v></c><c><v>NaN?</v></c>`, "0.3\t1E+21\t007\tNaN?"},
		{"dates are the same for everybody", "", `<c s="1"><v>43832</v></c><c s="5"><v>43832</v></c><c s="4"><v>43832</v></c>`, "2020-01-02\t2020-01-02\t2020年1月"},
		{"dates of a Macintosh", `<workbookPr date1904="1"/>`, `<c s="1"><v>42370</v></c>`, "2020-01-02"},
		{"per cent", "", `<c s="3"><v>0.125</v></c>`, "12.50%"},
		{"formats that are not known", "", `<c s="2"><v>1500000</v></c><c s="6"><v>5</v></c><c s="77"><v>6</v></c><c s="x"><v>7</v></c>`, "1500000\t5\t6\t7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := readXLSX(input(bookFile(c.workbook, `<row>`+c.cells+`</row>`)))
			if err != nil {
				t.Fatal(err)
			}
			sound(t, d)
			if got := d.Text(); got != "S\n"+c.want+"\n[drawing] box" {
				t.Errorf("got\n%q\nwant\n%q", got, c.want)
			}
		})
	}
}

func TestXLSXWithoutEnd(t *testing.T) {
	for _, c := range []struct {
		name, rows string
		want       error
	}{
		{"one very long row", `<row>` + strings.Repeat(`<c t="str"><v>`+strings.Repeat("x", 30_000)+`</v></c>`, 800), ErrTooLarge},
		{"one very long cell", `<row><c t="inlineStr"><is>` + strings.Repeat(`<t>`+strings.Repeat("x", 30_000)+`</t>`, 800), ErrTooLarge},
		{"cells at the far end", strings.Repeat(`<row><c r="XFD1"><v>1</v></c></row>`, 2000), ErrTooLarge},
		{"a sheet cut short", `<row><c><v>1</v></c></row><row><c><v>2</`, ErrDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := readXLSX(input(bookFile("", c.rows)))
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if sound(t, d); !strings.HasPrefix(d.Text(), "S\n") {
				t.Errorf("%.20q is kept", d.Text())
			}
		})
	}
	t.Run("shared texts without a letter", func(t *testing.T) {
		_, err := readXLSX(input(zipped("xl/workbook.xml", `<workbook/>`, "xl/_rels/workbook.xml.rels", relationsXML("sharedStrings", "s.xml"),
			"xl/s.xml", `<sst>`+strings.Repeat("<si/>", maxShared+1)+`</sst>`)))
		if !errors.Is(err, ErrTooLarge) {
			t.Errorf("error %v", err)
		}
	})
}

func FuzzXLSX(f *testing.F) {
	f.Add(`<row><c r="B1" s="1"><v>43832</v></c><c t="s"><v>0</v></c></row>`, "General", "1.5")
	f.Add(`<row><c t="inlineStr"><is><t>a</t></is></c><row><c>`, "# ?/?", "-1E+300")
	f.Add(``, "[h]:mm;@", "1e9")
	f.Fuzz(func(t *testing.T, rows, code, value string) {
		d, _ := readXLSX(input(bookFile("", rows)))
		sound(t, d)
		formats := readFormats(&pack{}, "xl/workbook.xml")
		formats.byStyle = []cellFormat{formatOf(0, code)}
		formats.number(value, "0")
	})
}
