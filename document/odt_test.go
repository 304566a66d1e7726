package document

import (
	"errors"
	"testing"

	"onus"
)

// openXML is the content of a text with that body.
func openXML(body string) string {
	return `<office:document-content xmlns:office="office" xmlns:text="text" xmlns:table="table" xmlns:dc="dc" xmlns:draw="draw"><office:body><office:text>` +
		body + `</office:text></office:body></office:document-content>`
}

func TestODT(t *testing.T) {
	cell := func(attrs, s string) string {
		return `<table:table-cell ` + attrs + `><text:p>` + s + `</text:p></table:table-cell>`
	}
	for _, c := range []struct{ name, body, want string }{
		{"headings have levels", `<text:h text:outline-level="2">a</text:h><text:h>b</text:h><text:h text:outline-level="9">c</text:h>`, "h2 a\nh1 b\nh6 c"},
		{"white space is one space", "<text:p>\n  a <text:span> b</text:span>\t\nc</text:p>", "p a b c"},
		{"spaces, tabs and breaks that count", `<text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d</text:p>`, "p a   b\tc\nd"},
		{"lists have depth", `<text:list><text:list-item><text:p>a</text:p><text:list><text:list-item><text:p>b</text:p></text:list-item></text:list></text:list-item></text:list><text:p>c</text:p>`, "li1 a\nli2 b\np c"},
		{"rows and head", `<table:table table:name="T"><table:table-header-rows><table:table-row>` + cell("", "a") + cell("", "b") + `</table:table-row></table:table-header-rows><table:table-row>` + cell("", "c") + `<table:table-cell/></table:table-row></table:table>`, "th a\tb\ntr c\t"},
		{"cells that span columns", `<table:table><table:table-row>` + cell(`table:number-columns-spanned="2"`, "a") + `<table:covered-table-cell/>` + cell("", "b") + `</table:table-row></table:table>`, "tr a\t\tb"},
		{"a list in a cell is in no other list", `<text:list><text:list-item><table:table><table:table-row>` + cell("", "a") + `</table:table-row></table:table></text:list-item></text:list>`, "p a"},
		{"a note follows", `<text:p>a<text:note><text:note-citation>iv</text:note-citation><text:note-body><text:p>n</text:p></text:note-body></text:note>b</text:p>`, "p a[iv]b\nfn [iv] n"},
		{"a comment", `<text:p>a<office:annotation><dc:creator>Ann</dc:creator><dc:date>2020-01-02T03:04:05</dc:date><text:p>really?</text:p></office:annotation></text:p>`, "p a\nfn [comment Ann 2020-01-02] really?"},
		{"what was deleted", `<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>B</dc:creator></office:change-info><text:p>old</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>a<text:change text:change-id="c1"/>b</text:p>`, "p ab\nfn [deleted] old"},
		{"a text box follows its paragraph", `<text:p>a<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>b</text:p>`, "p ab\np box"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := readODT(input(zipped("mimetype", mediaODF+"text", "content.xml", openXML(c.body))))
			if err != nil {
				t.Fatal(err)
			}
			sound(t, d)
			if got := lines(d); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestODTSaysWhatItIs(t *testing.T) {
	d, err := readODT(input(zipped("mimetype", mediaODF+"spreadsheet",
		"content.xml", `<document-content><body><spreadsheet><table name="Costs"><table-row><table-cell number-columns-repeated="2"><p>1</p></table-cell><table-cell number-columns-repeated="16000"/></table-row><table-row number-rows-repeated="2"><table-cell number-columns-repeated="2"/><table-cell><p>x</p></table-cell></table-row><table-row number-rows-repeated="1048000"><table-cell number-columns-repeated="16384"/></table-row></table></spreadsheet></body></document-content>`,
		"styles.xml", `<document-styles><styles><style/></styles><master-styles><master-page><header><p>Top</p></header><header-left><p>Top</p></header-left><footer><p>Page</p></footer></master-page></master-styles></document-styles>`,
		"meta.xml", `<document-meta><meta><title>T</title><initial-creator>Ann</initial-creator><creator>Bob</creator><creation-date>2021-03-04T00:00:00</creation-date><language>en-GB</language></meta></document-meta>`)))
	if err != nil {
		t.Fatal(err)
	}
	sound(t, d)
	if got := lines(d); got != "h1 Costs\ntr 1\t1\ntr \t\tx\ntr \t\tx\nfn [header] Top\nfn [footer] Page" {
		t.Errorf("text\n%s", got)
	}
	want := onus.Properties{Title: "T", Author: "Ann", Dated: "2021-03-04", Language: "en", Type: "documentary"}
	if d.Properties != want || d.MediaType != mediaODF+"spreadsheet" {
		t.Errorf("%+v, %s", d.Properties, d.MediaType)
	}
}

func TestODTIsRefused(t *testing.T) {
	repeated := `<spreadsheet>`
	for range 2000 {
		repeated += `<table-row number-rows-repeated="16384"><table-cell number-columns-repeated="16384"><p>x</p></table-cell></table-row>`
	}
	for _, c := range []struct {
		name string
		file []byte
		want error
	}{
		{"a password", zipped("content.xml", "secret", "META-INF/manifest.xml", `<manifest><file-entry><encryption-data/></file-entry></manifest>`), ErrPassword},
		{"no content", zipped("mimetype", mediaODF+"text"), ErrDamaged},
		{"half a content", zipped("content.xml", `<text><p>a`), ErrDamaged},
		{"repetitions without end", zipped("content.xml", repeated+`</spreadsheet>`), ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := readODT(input(c.file))
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			sound(t, d)
			if c.name == "half a content" && d.Text() != "a" {
				t.Errorf("%q is kept", d.Text())
			}
		})
	}
}

func FuzzODT(f *testing.F) {
	f.Add(openXML(`<text:h>a</text:h><text:list><text:p>b<text:note><text:p/></text:note></text:p></text:list><table:table-row><table:table-cell/></table:table-row>`), "")
	f.Add(`<a><annotation><creator>x</creator><table-cell><header><p>x</p></header></table-cell></annotation><spreadsheet><table name="x"/></spreadsheet></a>`, `<header><changed-region id="1"><p>`)
	f.Fuzz(func(t *testing.T, content, styles string) {
		d, _ := readODT(input(zipped("content.xml", content, "styles.xml", styles, "meta.xml", styles, "mimetype", styles)))
		sound(t, d)
	})
}
