package document

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"onus"
)

// readHTML reads a web page: the text that a browser would show, in the order of the file.
// Nothing is fetched, no script runs.
func readHTML(in Input) (*onus.Document, error) {
	raw, err := readWhole(in, maxRead)
	if err != nil && raw == nil {
		return nil, err
	}
	var b builder
	properties := htmlBlocks(&b, decodeHTML(raw, ""))
	d := b.document("html")
	d.Properties = properties
	d.Properties.Type = "electronic"
	if err == nil {
		err = b.err()
	}
	return d, err
}

// decodeHTML makes UTF-8 of a page. What is UTF-8 is read so whatever it says of itself;
// contentType is what its sender says, "" if unknown.
func decodeHTML(b []byte, contentType string) string {
	e, name, certain := charset.DetermineEncoding(b, contentType)
	said := certain || bytes.Contains(bytes.ToLower(b[:min(len(b), 1024)]), []byte("charset"))
	if utf8.Valid(b) || !said || name == "utf-8" || name == "replacement" {
		text, _ := decode(b)
		return text
	}
	return transcode(b, e)
}

// web is a page that is being read. It goes by the tags, without a tree: pages nest
// elements as deep as they like, and end what they never began.
type web struct {
	b    *builder
	open []element // that matter to what is in them
	skip skipping
	tables
	text       []byte // of the block that is open
	space      bool   // white space is due before the next text
	title      string
	properties onus.Properties
}

// element is an open one.
type element struct {
	name string
	what int
	used bool // of an item: its first block is written
}

// htmlBlocks adds what a page shows to the blocks of b, and gives what it says of itself.
func htmlBlocks(b *builder, page string) onus.Properties {
	w := web{b: b}
	z := html.NewTokenizer(strings.NewReader(page))
	for b.err() == nil {
		kind := z.Next()
		switch kind {
		case html.ErrorToken: // the end: reading a string has no other error
			w.finish()
			return w.properties
		case html.TextToken:
			w.write(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			w.start(string(name), readAttributes(z, more))
		case html.EndTagToken:
			name, _ := z.TagName()
			w.end(string(name))
		}
	}
	return w.properties
}

func (w *web) finish() {
	w.flush()
	for len(w.open) > 0 {
		w.pop()
	}
	if w.properties.Title == "" {
		w.properties.Title = oneLine(w.title)
	}
}

// maxOpen is how many elements that matter may be open; those deeper are left out of account.
const maxOpen = 1000

func (w *web) start(name string, a attributes) {
	if w.skip.start(name) {
		return
	}
	switch {
	case unseen[name] || a.hidden && !void[name]:
		w.flushAt(name)
		w.skip = skipping{name: name}
		return
	case a.hidden:
		return
	case name == "meta":
		w.meta(a)
	case name == "html":
		w.properties.Language = languageCode(a.lang)
	case name == "br":
		w.space = false
		w.text = append(w.text, '\n')
	case name == "img" && a.alt != "":
		w.write([]byte(a.alt))
	}
	w.flushAt(name)
	w.imply(name)
	what := scope[name]
	if what == 0 || len(w.open) >= maxOpen || name == "table" && len(w.grids) >= maxTables {
		return
	}
	w.open = append(w.open, element{name: name, what: what})
	w.openTable(name, a)
}

// imply ends what ends where an element of this name begins.
func (w *web) imply(name string) {
	switch name {
	case "li":
		w.close("li", "ul", "ol", "menu")
	case "tr", "tbody", "thead", "tfoot":
		w.close("tr", "table")
		if name != "tr" {
			w.close("thead", "table")
		}
	case "td", "th":
		w.close("td", "tr", "table")
		w.close("th", "tr", "table")
		if n := len(w.open); n > 0 && (w.open[n-1].name == "table" || w.open[n-1].name == "thead") {
			w.start("tr", attributes{})
		}
	case "h1", "h2", "h3", "h4", "h5", "h6":
		if n := len(w.open); n > 0 && w.open[n-1].what == webHeading {
			w.pop()
		}
	}
}

func (w *web) end(name string) {
	if w.skip.end(name) {
		return
	}
	w.flushAt(name)
	switch scope[name] {
	case webTable:
		w.close(name)
	case 0:
	default: // not beyond its cell
		w.close(name, "td", "th", "table")
	}
}

// close ends the innermost open element of a name, unless one of the others lies deeper.
func (w *web) close(name string, barriers ...string) {
	at := len(w.open) - 1
	for ; at >= 0 && w.open[at].name != name; at-- {
		for _, b := range barriers {
			if w.open[at].name == b {
				return
			}
		}
	}
	if at < 0 {
		return
	}
	w.flush()
	for len(w.open) > at {
		w.pop()
	}
}

func (w *web) pop() {
	last := w.open[len(w.open)-1]
	w.open = w.open[:len(w.open)-1]
	w.closeTable(last.name)
}

// flushAt ends the block at the edge of an element that browsers show as a block.
func (w *web) flushAt(name string) {
	if blocks[name] || scope[name] != 0 {
		w.flush()
	}
}

// flush ends the block that is open.
func (w *web) flush() {
	text := string(w.text)
	w.text, w.space = w.text[:0], false
	if strings.TrimSpace(text) == "" {
		return
	}
	p := w.place()
	if p.kind == onus.BlockCode {
		p.text = strings.TrimRight(strings.TrimPrefix(text, "\n"), " \n")
	} else {
		p.text = strings.Trim(text, " \n")
	}
	w.add(p)
	w.use()
}

// write adds text. Outside of pre, white space is one space, as on the screen.
func (w *web) write(text []byte) {
	switch {
	case w.skip.name == "title" && w.title == "":
		w.title = string(text)
		return
	case w.skip.name != "":
		return
	case w.inside(webCode):
		w.text = append(w.text, text...)
		return
	}
	for _, c := range text {
		if c == ' ' || c >= '\t' && c <= '\r' && c != '\v' {
			w.space = true
			continue
		}
		if n := len(w.text); w.space && n > 0 && w.text[n-1] != '\n' {
			w.text = append(w.text, ' ')
		}
		w.space = false
		w.text = append(w.text, c)
	}
}
