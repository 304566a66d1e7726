package document

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"onus"
)

// What an open element means to the text in it.
const (
	webList = iota + 1
	webItem
	webHeading
	webQuote
	webCode
	webTable
)

var scope = map[string]int{
	"ul": webList, "ol": webList, "menu": webList, "li": webItem,
	"h1": webHeading, "h2": webHeading, "h3": webHeading, "h4": webHeading, "h5": webHeading, "h6": webHeading,
	"blockquote": webQuote, "pre": webCode, "textarea": webCode, "xmp": webCode,
	"table": webTable, "thead": webTable, "tr": webTable, "td": webTable, "th": webTable,
}

// blocks are the other elements that begin a line of their own.
var blocks = setOf("address article aside body button caption center dd details dialog dir div dl dt fieldset " +
	"figcaption figure footer form header hgroup hr html legend main nav optgroup option p section select " +
	"summary tbody tfoot title video")

// unseen are the elements of which a browser shows nothing.
var unseen = setOf("script style template noscript title iframe noembed noframes object datalist")

// void are the elements without an end.
var void = setOf("area base br col embed hr img input link meta source track wbr")

// Whatever is hidden in one of these ends with the next of them, or with what they are in.
var (
	endless    = setOf("li td th tr dt dd p option")
	containers = setOf("ul ol menu table dl select body")
)

func setOf(names string) map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Fields(names) {
		set[name] = true
	}
	return set
}

// skipping is an element of which nothing is read; without a name there is none.
type skipping struct {
	name  string
	depth int // elements of the same name, or containers, that are open in it
}

// start tells whether an element that begins is skipped too.
func (s *skipping) start(name string) bool {
	switch {
	case s.name == "":
		return false
	case endless[s.name] && name == s.name && s.depth == 0:
		*s = skipping{}
		return false
	case endless[s.name] && containers[name], !endless[s.name] && name == s.name && !rawText[name]:
		s.depth++
	}
	return true
}

// end tells whether the end of an element lies in what is skipped, or is its end.
func (s *skipping) end(name string) bool {
	switch {
	case s.name == "":
		return false
	case name == s.name && (s.depth == 0 || rawText[name]):
		*s = skipping{}
	case endless[s.name] && containers[name] && s.depth == 0:
		*s = skipping{}
		return false
	case endless[s.name] && containers[name], !endless[s.name] && name == s.name:
		s.depth--
	}
	return true
}

// rawText are the elements in which nothing but their end is a tag.
var rawText = setOf("script style noscript title iframe noembed noframes")

// attributes are those of an element that matter.
type attributes struct {
	hidden                  bool
	alt, lang, key, content string
	span                    int // columns, of a cell
}

func readAttributes(z *html.Tokenizer, more bool) (a attributes) {
	a.span = 1
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "hidden":
			a.hidden = string(value) != "until-found"
		case "style":
			style := strings.ToLower(strings.ReplaceAll(string(value), " ", ""))
			a.hidden = a.hidden || strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
		case "alt":
			a.alt = string(value)
		case "lang":
			a.lang = string(value)
		case "name", "property", "itemprop":
			a.key = strings.ToLower(string(value))
		case "content":
			a.content = string(value)
		case "colspan":
			a.span, _ = strconv.Atoi(string(value))
		}
	}
	return a
}

// meta takes what a page says of itself; of an author, what it says first.
func (w *web) meta(a attributes) {
	value := oneLine(a.content)
	if value == "" {
		return
	}
	p := &w.properties
	switch a.key {
	case "og:title":
		p.Title = value
	case "author", "article:author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author":
		if p.Author == "" && !strings.Contains(value, "://") {
			p.Author = value
		}
	case "article:published_time", "datepublished", "dc.date", "dcterms.created", "dcterms.date", "date", "pubdate",
		"citation_publication_date", "og:published_time", "parsely-pub-date":
		if p.Dated == "" || a.key == "article:published_time" {
			p.Dated = findDate(value)
		}
	}
}

// place is what a block here would be, without its text. Cells are worlds of their own.
func (w *web) place() piece {
	lists, quotes, level, used, in := 0, 0, 0, false, 0
	for _, e := range slices.Backward(w.open) {
		if e.name == "td" || e.name == "th" {
			break
		}
		what := e.what
		switch what {
		case webList:
			lists++
		case webQuote:
			quotes++
		case webHeading:
			level = int(e.name[1] - '0')
		case webItem:
			used = used || in != webItem && e.used
		}
		if in == 0 && (what == webItem || what == webHeading || what == webCode) {
			in = what
		}
	}
	switch {
	case in == webCode:
		return piece{kind: onus.BlockCode}
	case in == webHeading:
		return piece{kind: onus.BlockHeading, level: level}
	case in == webItem && !used:
		return piece{kind: onus.BlockItem, level: max(1, min(lists, maxLevel))}
	case quotes > 0:
		return piece{kind: onus.BlockQuote, level: min(quotes, maxLevel)}
	}
	return piece{kind: onus.BlockParagraph}
}

// maxLevel is how deep lists and quotes are told apart.
const maxLevel = 20

// use notes that the innermost item has its first block.
func (w *web) use() {
	for i := len(w.open) - 1; i >= 0 && w.open[i].what != webTable; i-- {
		if w.open[i].what == webItem {
			w.open[i].used = true
			return
		}
	}
}

// inside tells whether text is within an element of this meaning.
func (w *web) inside(what int) bool {
	for i := len(w.open) - 1; i >= 0; i-- {
		if w.open[i].what == what {
			return true
		}
	}
	return false
}
