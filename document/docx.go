package document

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"strings"

	"onus"
)

// readDOCX reads a document of Word, encrypted or not. An encrypted file does not say what
// is in it: a workbook is read as such. Damage keeps what was read.
func readDOCX(in Input) (*onus.Document, error) {
	p, err := openOffice(in)
	if err != nil {
		return nil, err
	}
	if p.has("xl/workbook.xml") {
		return workbook(p)
	}
	return wordDocument(p)
}

// openOffice opens the package of an office document, with its password if it has one.
func openOffice(in Input) (*pack, error) {
	in, err := unlocked(in)
	if err != nil {
		return nil, err
	}
	return openPack(in)
}

func wordDocument(p *pack) (*onus.Document, error) {
	var b builder
	main := p.mainPart("word/document.xml")
	w := &word{flow: flow{b: &b}, styles: readWordStyles(p, main), numbers: readNumbering(p, main)}
	relations := p.relations(main)
	if relations == nil { // lost, or none
		dir := path.Dir(main)
		for _, kind := range []string{"footnotes", "endnotes", "comments"} {
			relations = append(relations, relation{Type: kind, Target: dir + "/" + kind + ".xml"})
		}
	}
	errs := []error{w.loadNotes(p, relations), p.walk(main, w)}
	w.finish()
	w.unplacedNotes()
	errs = append(errs, w.margins(p, relations), w.err())

	d := b.document("docx")
	d.MediaType = typeDOCX
	d.Properties = p.properties()
	d.Properties.Language = cmp.Or(d.Properties.Language, w.styles.language)
	errs = append(errs, p.attach(d, func(name string) bool {
		return strings.Contains(name, "/embeddings/") || strings.Contains(name, "/afchunk")
	}))
	return d, p.outcome(errs)
}

// outcome is the error that the reading of a package ends with.
func (p *pack) outcome(errs []error) error {
	if p.salvaged {
		errs = append(errs, fmt.Errorf("the archive has no directory: %w", ErrDamaged))
	}
	return errors.Join(errs...)
}

// loadNotes reads the footnotes, endnotes and comments, for the places that refer to them.
func (w *word) loadNotes(p *pack, relations []relation) error {
	var errs []error
	w.notes = map[string]string{}
	for _, r := range relations {
		if r.Type != "footnotes" && r.Type != "endnotes" && r.Type != "comments" || !p.has(r.Target) {
			continue
		}
		side := w.side()
		side.notes = w.notes
		errs = append(errs, p.walk(r.Target, side))
		side.finish()
		w.noteOrder = append(w.noteOrder, side.noteOrder...)
	}
	return errors.Join(errs...)
}

// unplacedNotes adds the notes that nothing refers to.
func (w *word) unplacedNotes() {
	for _, key := range w.noteOrder {
		if text, ok := w.notes[key]; ok {
			w.note(text)
			delete(w.notes, key)
		}
	}
}

// side visits a part beside the main one; what is in it is not in the document yet.
func (w *word) side() *word {
	return &word{flow: flow{b: &builder{}}, styles: w.styles, numbers: &numbering{}}
}

// margins adds headers, footers and diagrams at the end, each text once: a header stands on
// every page, and has no place in the text.
func (w *word) margins(p *pack, relations []relation) error {
	var errs []error
	seen := map[string]bool{}
	for _, r := range relations {
		if r.Type != "header" && r.Type != "footer" && r.Type != "diagramData" || !p.has(r.Target) {
			continue
		}
		side := w.side()
		side.startNote()
		errs = append(errs, p.walk(r.Target, side))
		side.closeTo(1)
		label := "[" + strings.TrimSuffix(r.Type, "Data") + "] "
		if text := strings.TrimSpace(side.endNote()); text != "" && !seen[text] {
			seen[text] = true
			w.note(label + text)
		}
	}
	return errors.Join(errs...)
}
