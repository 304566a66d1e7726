package document

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"onus"
)

const mediaODF = "application/vnd.oasis.opendocument."

// readODT reads a document in OpenDocument format: a text, and as far as their text goes a
// spreadsheet or a presentation. Encrypted ones are ErrPassword, whatever the password.
func readODT(in Input) (*onus.Document, error) {
	p, err := openPack(in)
	if err != nil {
		return nil, err
	}
	var manifest struct {
		Encrypted []struct{} `xml:"file-entry>encryption-data"`
	}
	if p.decode("META-INF/manifest.xml", &manifest); len(manifest.Encrypted) > 0 || p.has("encrypted-package") {
		return nil, ErrPassword
	}
	var b builder
	o := &openText{flow: flow{b: &b}, gone: map[string]string{}, margins: map[string]bool{}}
	errs := []error{p.walk("content.xml", o)}
	o.finish()
	if p.has("styles.xml") { // where headers and footers are
		o.reset()
		errs = append(errs, p.walk("styles.xml", o))
		o.finish()
	}
	d := b.document("odt")
	d.MediaType = p.mediaType()
	d.Properties = p.openProperties()
	return d, p.outcome(append(errs, o.err()))
}

// mediaType is what the package says that it is.
func (p *pack) mediaType() string {
	if r, err := p.open("mimetype"); err == nil {
		defer r.Close()
		b, _ := io.ReadAll(io.LimitReader(r, 100))
		if s := string(b); strings.HasPrefix(s, mediaODF) && strings.Trim(s[len(mediaODF):], "abcdefghijklmnopqrstuvwxyz-") == "" {
			return s
		}
	}
	return mediaODF + "text"
}

func (p *pack) openProperties() onus.Properties {
	var x struct {
		Title    string `xml:"meta>title"`
		Initial  string `xml:"meta>initial-creator"`
		Creator  string `xml:"meta>creator"`
		Created  string `xml:"meta>creation-date"`
		Language string `xml:"meta>language"`
	}
	p.decode("meta.xml", &x)
	return onus.Properties{
		Title:    oneLine(x.Title),
		Author:   oneLine(cmp.Or(x.Initial, x.Creator)),
		Dated:    day(x.Created),
		Language: languageCode(x.Language),
		Type:     "documentary",
	}
}

// openText visits the parts of OpenDocument that have text.
type openText struct {
	flow
	depths  []int // of lists; one for each cell, note or box, the innermost last
	heads   int   // open groups of rows of headings
	sheets  bool  // tables are sheets with names
	into    *strings.Builder
	mark    strings.Builder // of the note that is open
	author  strings.Builder
	date    strings.Builder
	region  string            // id of the change that is open
	gone    map[string]string // deleted text by id of the change
	margins map[string]bool   // headers and footers that are there already
}

// reset forgets what was open in a part that ended too early.
func (o *openText) reset() { o.depths, o.heads, o.sheets, o.into = nil, 0, false, nil }

func (o *openText) start(e xml.StartElement) bool {
	switch name := e.Name.Local; name {
	case "automatic-styles", "styles", "font-face-decls", "scripts", "forms", "settings", "desc", "title", "change-info", "ruby-text":
		return false
	case "annotation", "note", "changed-region":
		o.region = attr(e, "id")
		o.mark.Reset()
		o.author.Reset()
		o.date.Reset()
		o.startInner()
	case "header", "footer", "header-left", "footer-left", "header-first", "footer-first":
		o.startInner()
	case "note-citation":
		o.into = &o.mark
	case "creator":
		o.into = &o.author
	case "date":
		o.into = &o.date
	default:
		o.startBlock(e)
	}
	return true
}

// startInner opens what has a text of its own.
func (o *openText) startInner() {
	o.startNote()
	o.depths = append(o.depths, 0)
}

func (o *openText) startBlock(e xml.StartElement) {
	switch e.Name.Local {
	case "p", "h":
		o.startOpenPara(e)
	case "list":
		o.list(1)
	case "spreadsheet":
		o.sheets, o.trim = true, true
	case "table":
		if name := attr(e, "name"); o.sheets && len(o.open) == 0 {
			o.emit(piece{onus.BlockHeading, 1, name})
		}
	case "table-header-rows":
		o.heads++
	case "table-row":
		o.startRow(onus.BlockRow)
		row := o.top(frameRow)
		row.repeat = count(e, "number-rows-repeated")
		if o.heads > 0 {
			row.kind = onus.BlockHead
		}
	case "table-cell", "covered-table-cell":
		o.startCell(1)
		o.top(frameCell).repeat = count(e, "number-columns-repeated")
		o.depths = append(o.depths, 0)
	default:
		o.startInline(e)
	}
}

func (o *openText) startOpenPara(e xml.StartElement) {
	o.startPara()
	p := o.top(framePara)
	p.spaced = true
	level, err := strconv.Atoi(attr(e, "outline-level"))
	if e.Name.Local == "h" {
		if err != nil || level < 1 {
			level = 1
		}
		p.kind, p.level = onus.BlockHeading, min(level, 6)
	} else if n := len(o.depths); n > 0 && o.depths[n-1] > 0 {
		p.kind, p.level = onus.BlockItem, o.depths[n-1]
	}
}

// list goes a list deeper, or back.
func (o *openText) list(by int) {
	if len(o.depths) == 0 {
		o.depths = []int{0}
	}
	o.depths[len(o.depths)-1] += by
}

// maxRepeat is how often a row, a cell or a space is repeated at most. Spreadsheets fill
// their empty rest with a million repetitions.
const maxRepeat = 16_384

// count is the number in an attribute, from 1 to maxRepeat.
func count(e xml.StartElement, name string) int {
	n, _ := strconv.Atoi(attr(e, name))
	return max(1, min(n, maxRepeat))
}

func (o *openText) startInline(e xml.StartElement) {
	s := ""
	switch e.Name.Local {
	case "s":
		s = strings.Repeat(" ", count(e, "c"))
	case "tab":
		s = "\t"
	case "line-break":
		s = "\n"
	case "change":
		o.remove(o.gone[attr(e, "change-id")])
		return
	default:
		return
	}
	if p := o.top(framePara); p != nil {
		o.write(s)
		p.spaced = false
	}
}

func (o *openText) end(name string) {
	switch name {
	case "p", "h":
		o.endPara()
	case "list":
		o.list(-1)
	case "table-header-rows":
		o.heads--
	case "table-row":
		o.endRow()
	case "table-cell", "covered-table-cell":
		o.endCell()
		o.depths = o.depths[:len(o.depths)-1]
	case "note-citation", "creator", "date":
		o.into = nil
	case "annotation", "note", "changed-region", "header", "footer", "header-left", "footer-left", "header-first", "footer-first":
		o.endInner(name)
	}
}

// endInner puts what has a text of its own where it belongs.
func (o *openText) endInner(name string) {
	o.depths = o.depths[:len(o.depths)-1]
	text := strings.TrimSpace(o.endNote())
	switch {
	case text == "":
	case name == "annotation":
		head := strings.Fields("[comment " + o.author.String() + " " + day(o.date.String()))
		o.note(strings.Join(head, " ") + "] " + text)
	case name == "note":
		mark := fmt.Sprintf("[%s]", oneLine(o.mark.String()))
		o.write(mark)
		o.note(mark + " " + text)
	case name == "changed-region":
		o.gone[o.region] = text
	case !o.margins[text]:
		o.margins[text] = true
		where, _, _ := strings.Cut(name, "-")
		o.note("[" + where + "] " + text)
	}
}

// chars takes text: white space of any length is one space, none at the start.
func (o *openText) chars(text []byte) {
	if o.into != nil {
		if o.grow(len(text)) {
			o.into.Write(text)
		}
		return
	}
	p := o.top(framePara)
	if p == nil {
		return
	}
	out := make([]byte, 0, len(text))
	for _, c := range text {
		space := c == ' ' || c == '\t' || c == '\n' || c == '\r'
		if space && !p.spaced {
			out = append(out, ' ')
		} else if !space {
			out = append(out, c)
		}
		p.spaced = space
	}
	o.write(string(out))
}
