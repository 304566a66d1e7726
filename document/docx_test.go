package document

import (
	"strings"
	"testing"

	"onus"
)

// wordXML is the main part of a document with that body.
func wordXML(body string) string {
	return `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="mc" xmlns:r="r"><w:body>` +
		body + `</w:body></w:document>`
}

// relationsXML ties parts to a main part: kinds and targets in turn.
func relationsXML(ties ...string) string {
	var b strings.Builder
	b.WriteString(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i := 0; i+1 < len(ties); i += 2 {
		b.WriteString(`<Relationship Id="r` + ties[i] + `" Type="http://x/` + ties[i] + `" Target="` + ties[i+1] + `"/>`)
	}
	return b.String() + `</Relationships>`
}

const wordStylesXML = `<w:styles xmlns:w="w"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="nl-NL"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:styleId="Kop1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="Kop1"/></w:style>
<w:style w:type="paragraph" w:styleId="Clause"><w:name w:val="Clause"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>
<w:style w:type="paragraph" w:styleId="Items"><w:name w:val="List"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>`

const numberingXML = `<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num></w:numbering>`

// para is a paragraph with properties.
func para(properties, text string) string {
	return `<w:p><w:pPr>` + properties + `</w:pPr><w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:p>`
}

func numbered(id, level string) string {
	return `<w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + id + `"/></w:numPr>`
}

func TestDOCX(t *testing.T) {
	cell := func(s string) string { return `<w:tc>` + para("", s) + `</w:tc>` }
	field := func(code, shown string) string {
		return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>` + code + `</w:instrText></w:r>` +
			`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>` + shown + `</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
	}
	for _, c := range []struct{ name, body, want string }{
		{"runs are one text", `<w:p><w:r><w:t>a</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>b</w:t></w:r></w:p>`, "p ab"},
		{"empty paragraphs are dropped", `<w:p/>` + para("", " ") + para("", "x"), "p x"},
		{"tabs and breaks", `<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/></w:r></w:p>`, "p a\tb\nc\u2011"},
		{"a heading by the name of its style", para(`<w:pStyle w:val="Kop1"/>`, "x"), "h1 x"},
		{"a heading by the base of its style", para(`<w:pStyle w:val="Mine"/>`, "x"), "h1 x"},
		{"a heading by the level of its style", para(`<w:pStyle w:val="Clause"/>`, "x"), "h3 x"},
		{"a heading by its own level", para(`<w:outlineLvl w:val="1"/>`, "x"), "h2 x"},
		{"body text in spite of its style", para(`<w:pStyle w:val="Kop1"/><w:outlineLvl w:val="9"/>`, "x"), "p x"},
		{"a heading by an id alone", para(`<w:pStyle w:val="berschrift2"/>`, "x"), "h2 x"},
		{"a style in a circle", para(`<w:pStyle w:val="Loop"/>`, "x"), "p x"},
		{"numbers of lists", para(numbered("1", "0"), "a") + para(numbered("1", "1"), "b") + para(numbered("1", "1"), "c") + para(numbered("1", "0"), "d") + para(numbered("1", "1"), "e"),
			"li1 1. a\nli2 1.a) b\nli2 1.b) c\nli1 2. d\nli2 2.a) e"},
		{"a list that begins elsewhere", para(numbered("3", "0"), "a") + para(numbered("3", "0"), "b"), "li1 5. a\nli1 6. b"},
		{"bullets have no number", para(numbered("2", "0"), "a"), "li1 a"},
		{"a list by style", para(`<w:pStyle w:val="Items"/>`, "a"), "li1 1. a"},
		{"list 0 is none", para(`<w:pStyle w:val="Items"/>`+numbered("0", "0"), "a"), "p a"},
		{"rows and head", `<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>` + cell("a") + cell("b") + `</w:tr><w:tr>` + cell("c\td") + cell("") + `</w:tr></w:tbl>`, "th a\tb\ntr c d\t"},
		{"cells that span columns", `<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>` + para("", "a") + `</w:tc>` + cell("b") + `</w:tr></w:tbl>`, "tr a\t\tb"},
		{"a single cell is layout", `<w:tbl><w:tr><w:tc>` + para(`<w:pStyle w:val="Kop1"/>`, "a") + para("", "b") + `</w:tc></w:tr></w:tbl>`, "h1 a\np b"},
		{"a table in a cell", `<w:tbl><w:tr><w:tc><w:tbl><w:tr>` + cell("a") + cell("b") + `</w:tr></w:tbl>` + para("", "c") + `</w:tc>` + cell("d") + `</w:tr></w:tbl>`, "tr a b\nc\td"},
		{"a text box follows its paragraph, once", `<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>` + para("", "box") + `</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>` + para("", "box") + `</w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>text</w:t></w:r></w:p>`, "p text\np box"},
		{"a fallback alone", `<w:p><w:r><mc:AlternateContent><mc:Fallback><w:t>x</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>`, "p x"},
		{"what was inserted and deleted", `<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText><w:tab/></w:r></w:del></w:p>`, "p new\nfn [deleted] old"},
		{"a paragraph that was deleted", `<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>`, "fn [deleted] old"},
		{"moved text", `<w:p><w:moveFrom><w:r><w:t>m</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>m</w:t></w:r></w:moveTo></w:p>`, "p m\nfn [deleted] m"},
		{"old properties", `<w:p><w:pPr><w:pPrChange><w:pPr><w:pStyle w:val="Kop1"/></w:pPr></w:pPrChange></w:pPr><w:r><w:t>x</w:t></w:r></w:p>`, "p x"},
		{"a field shows its result", `<w:p>` + field("PAGE", "3") + `</w:p>`, "p 3"},
		{"a field in a field", `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>` + field("DATE", "no") + `<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>yes</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`, "p yes"},
		{"a field that fetches is said", `<w:p>` + field(`INCLUDEPICTURE "http://h/x.png"`, "pic") + `</w:p>`, "p pic\nfn [field] INCLUDEPICTURE \"http://h/x.png\""},
		{"a simple field that fetches", `<w:p><w:fldSimple w:instr="INCLUDETEXT http://h/x"><w:r><w:t>t</w:t></w:r></w:fldSimple></w:p>`, "p t\nfn [field] INCLUDETEXT http://h/x"},
		{"a link is its text", `<w:p>` + field(`HYPERLINK "http://h/"`, "here") + `</w:p>`, "p here"},
		{"a field without end hides nothing", `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>` + para("", "x"), "p x"},
		{"notes follow, with their number", `<w:p><w:r><w:t>a</w:t><w:footnoteReference w:id="2"/><w:t>b</w:t><w:endnoteReference w:id="1"/></w:r></w:p>`, "p a[1]b[2]\nfn [1] foot\nsecond\nfn [2] end"},
		{"a mark of its own", `<w:p><w:r><w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t>*</w:t></w:r></w:p>`, "p *\nfn foot\nsecond"},
		{"a comment", `<w:p><w:r><w:t>a</w:t><w:commentReference w:id="2"/></w:r></w:p>`, "p a\nfn [comment Ann 2020-01-02] really?"},
		{"symbols", `<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t> yes</w:t></w:r></w:p>`, "p ☒ yes"},
		{"a watermark", `<w:p><w:r><w:pict><v:textpath xmlns:v="v" string="DRAFT"/></w:pict></w:r></w:p>`, "p DRAFT"},
		{"readings of characters are left out", `<w:p><w:ruby><w:rt><w:r><w:t>kan</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢</w:t></w:r></w:rubyBase></w:ruby></w:p>`, "p 漢"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := readDOCX(input(wordFile(c.body)))
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

// wordFile is a document with styles, lists, and the notes that its body refers to.
func wordFile(body string) []byte {
	parts := []string{
		"_rels/.rels", relationsXML("officeDocument", "word/document2.xml"),
		"word/document2.xml", wordXML(body),
		"word/_rels/document2.xml.rels", relationsXML("footnotes", "footnotes.xml", "endnotes", "/word/endnotes.xml", "comments", "comments.xml"),
		"word/styles.xml", wordStylesXML,
		"word/numbering.xml", numberingXML,
	}
	for kind, note := range map[string]string{
		"footnote": `<w:footnote w:type="separator" w:id="0">` + para("", "---") + `</w:footnote><w:footnote w:id="2">` + para("", " foot") + para("", "second") + `</w:footnote>`,
		"endnote":  `<w:endnote w:id="1">` + para("", "end") + `</w:endnote>`,
		"comment":  `<w:comment w:id="2" w:author="Ann" w:date="2020-01-02T03:04:05Z">` + para("", "really?") + `</w:comment>`,
	} {
		if strings.Contains(body, kind+"Reference") {
			parts = append(parts, "word/"+kind+"s.xml", `<w:notes xmlns:w="w">`+note+`</w:notes>`)
		}
	}
	return zipped(parts...)
}

func TestNotesThatNothingRefersToAreKept(t *testing.T) {
	d, err := readDOCX(input(zipped("word/document.xml", wordXML(para("", "x")),
		"word/comments.xml", `<w:comments xmlns:w="w"><w:comment w:id="1" w:author="Ann">`+para("", "lost")+`</w:comment></w:comments>`)))
	if err != nil || lines(d) != "p x\nfn [comment Ann] lost" {
		t.Errorf("%v, %s", err, lines(d))
	}
}

func TestDOCXSaysWhatItIs(t *testing.T) {
	d, err := readDOCX(input(zipped(
		"word/document.xml", wordXML(para("", "x")),
		"word/_rels/document.xml.rels", relationsXML("header", "header1.xml", "header", "header2.xml", "footer", "footer1.xml"),
		"word/header1.xml", `<w:hdr xmlns:w="w">`+para("", "No. 1")+`</w:hdr>`,
		"word/header2.xml", `<w:hdr xmlns:w="w">`+para("", "No. 1")+`</w:hdr>`,
		"word/footer1.xml", `<w:ftr xmlns:w="w">`+para("", "page")+`</w:ftr>`,
		"word/styles.xml", wordStylesXML,
		"word/embeddings/book.xlsx", string(zipped("a", "b")),
		"word/media/image1.png", "png",
		"docProps/core.xml", `<c xmlns:d="d"><d:title> My
  title </d:title><d:creator>Ann</d:creator><d:created>2020-02-29T23:59:59Z</d:created></c>`,
	)))
	if err != nil {
		t.Fatal(err)
	}
	want := onus.Properties{Title: "My title", Author: "Ann", Dated: "2020-02-29", Language: "nl", Type: "documentary"}
	if d.Properties != want {
		t.Errorf("properties %+v, want %+v", d.Properties, want)
	}
	if got := lines(d); got != "p x\nfn [header] No. 1\nfn [footer] page" {
		t.Errorf("text %s", got)
	}
	if len(d.Attachments) != 1 || d.Attachments[0].Name != "book.xlsx" || d.Attachments[0].MediaType != "application/zip" {
		t.Errorf("attachments %+v", d.Attachments)
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		n            int
		format, want string
	}{
		{7, "decimalZero", "07"}, {28, "lowerLetter", "bb"}, {3, "upperLetter", "C"}, {1994, "upperRoman", "MCMXCIV"},
		{4, "lowerRoman", "iv"}, {10, "chineseCounting", "十"}, {23, "chineseCountingThousand", "二十三"}, {19, "japaneseCounting", "十九"},
		{5000, "lowerRoman", "5000"}, {1 << 30, "lowerLetter", "1073741824"}, {0, "upperRoman", "0"}, {-3, "upperLetter", "-3"}, {5, "ordinal", "5"},
	} {
		if got := number(c.n, c.format); got != c.want {
			t.Errorf("%d as %s: %q, want %q", c.n, c.format, got, c.want)
		}
	}
}

func FuzzDOCX(f *testing.F) {
	f.Add(wordXML(para("", "x")), wordStylesXML, numberingXML)
	f.Add(wordXML(`<w:tbl><w:tr><w:tc>`+para(numbered("1", "1"), "x")+`<w:tc/></w:tc></w:tr></w:tbl><w:p><w:r><w:fldChar w:fldCharType="end"/><w:footnoteReference w:id="1"/></w:r></w:p>`), "", "")
	f.Add(wordXML(`<w:comment><w:p><w:footnote><w:p/></w:footnote><mc:AlternateContent><mc:Choice/></mc:AlternateContent></w:p></w:comment><w:tc><w:tr></w:tr></w:tc>`), "", "")
	f.Fuzz(func(t *testing.T, body, styles, lists string) {
		d, _ := readDOCX(input(zipped("word/document.xml", body, "word/styles.xml", styles, "word/numbering.xml", lists, "word/footnotes.xml", body, "docProps/core.xml", styles)))
		sound(t, d)
		archive := []byte(body) // as a file of its own: the archive may be anything
		d, _ = readDOCX(input(archive))
		sound(t, d)
	})
}
