package document

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"

	"onus"
)

// readXLSX reads a workbook of Excel, encrypted or not; like readDOCX it also reads what
// an encrypted file turns out to be.
func readXLSX(in Input) (*onus.Document, error) {
	p, err := openOffice(in)
	if err != nil {
		return nil, err
	}
	if p.has("word/document.xml") {
		return wordDocument(p)
	}
	return workbook(p)
}

// workbook reads all sheets in the order of their tabs, hidden ones too.
func workbook(p *pack) (*onus.Document, error) {
	main := p.mainPart("xl/workbook.xml")
	if !p.has(main) {
		return nil, fmt.Errorf("no workbook: %w", ErrDamaged)
	}
	var b builder
	book := &book{pack: p, b: &b, shared: &sharedStrings{}, formats: readFormats(p, main)}
	var tabs tabList
	errs := []error{p.walk(main, &tabs)}
	parts := map[string]string{} // by id of the relation
	for _, r := range p.relations(main) {
		parts[r.ID] = r.Target
		if r.Type == "sharedStrings" && p.has(r.Target) {
			errs = append(errs, p.walk(r.Target, book.shared))
		}
	}
	for _, t := range tabs.tabs {
		errs = append(errs, book.sheet(t, parts[t.relation]))
	}
	d := b.document("xlsx")
	d.MediaType = typeXLSX
	d.Properties = p.properties()
	errs = append(errs, b.err(), p.attach(d, func(name string) bool { return strings.Contains(name, "/embeddings/") }))
	return d, p.outcome(errs)
}

// book is a workbook that is being read.
type book struct {
	*pack
	b       *builder
	shared  *sharedStrings
	formats *cellFormats
}

// sheet adds a sheet: its name, its rows, and what stands beside them.
func (k *book) sheet(t sheetTab, part string) error {
	title := t.name
	if t.state != "" && t.state != "visible" {
		title += " (hidden)"
	}
	k.b.block(onus.BlockHeading, 1, title)
	sh := &sheet{b: k.b, shared: k.shared, formats: k.formats}
	err := k.walk(part, sh)
	sh.finish()
	return errors.Join(err, k.beside(part))
}

// sheetTab is a sheet as the workbook lists it.
type sheetTab struct{ name, state, relation string }

// maxSheets is far more than people make; the list of them is kept.
const maxSheets = 10_000

// tabList visits a workbook.
type tabList struct{ tabs []sheetTab }

func (l *tabList) start(e xml.StartElement) bool {
	if e.Name.Local == "sheet" {
		l.tabs = append(l.tabs, sheetTab{attr(e, "name"), attr(e, "state"), attr(e, "id")})
	}
	return true
}

func (l *tabList) end(string)   {}
func (l *tabList) chars([]byte) {}

func (l *tabList) err() error {
	if len(l.tabs) > maxSheets {
		return fmt.Errorf("more than %d sheets: %w", maxSheets, ErrTooLarge)
	}
	return nil
}

// sharedStrings visits the texts that cells name by their number.
type sharedStrings struct {
	text []byte
	ends []uint32 // of each, in text
	on   bool     // in an element of text
}

// maxShared bounds the memory of texts without a letter.
const maxShared = 4 << 20

func (s *sharedStrings) start(e xml.StartElement) bool {
	s.on = e.Name.Local == "t"
	return e.Name.Local != "rPh" && e.Name.Local != "rPr" // how to read it, how it looks
}

func (s *sharedStrings) end(name string) {
	s.on = false
	if name == "si" {
		s.ends = append(s.ends, uint32(len(s.text)))
	}
}

func (s *sharedStrings) chars(text []byte) {
	if s.on {
		s.text = append(s.text, text...)
	}
}

func (s *sharedStrings) err() error {
	if len(s.text) > maxText || len(s.ends) > maxShared {
		return fmt.Errorf("shared texts: %w", ErrTooLarge)
	}
	return nil
}

// at is the text number i; "" if there is none.
func (s *sharedStrings) at(i int) string {
	if i < 0 || i >= len(s.ends) {
		return ""
	}
	start := uint32(0)
	if i > 0 {
		start = s.ends[i-1]
	}
	return string(s.text[start:s.ends[i]])
}

// beside adds the comments on a sheet, and the text in its drawings.
func (k *book) beside(part string) error {
	var errs []error
	for _, r := range k.relations(part) {
		if !k.has(r.Target) {
			continue
		}
		switch r.Type {
		case "comments":
			errs = append(errs, k.walk(r.Target, &sheetComments{b: k.b}))
		case "drawing":
			w := &word{flow: flow{b: &builder{}}, styles: &wordStyles{}, numbers: &numbering{}}
			w.startNote()
			errs = append(errs, k.walk(r.Target, w))
			w.closeTo(1)
			if text := strings.TrimSpace(w.endNote()); text != "" {
				k.b.block(onus.BlockNote, 0, "[drawing] "+text)
			}
		}
	}
	return errors.Join(errs...)
}
