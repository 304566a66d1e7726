package handlers

import (
	"archive/zip"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"onus"
)

// exportBrat is a ZIP with a text and its standoff annotations for each document, as brat
// reads them; see https://brat.nlplab.org/standoff.html
func (s *Server) exportBrat(q *request) error {
	ctx := q.Request().Context()
	out := s.download(q, "application/zip", "brat.zip")
	b := &brat{s: s, q: q, zip: zip.NewWriter(&out.held), types: map[string]bool{}}
	f := boardFilter(q)
	f.Fields["roots"] = "true"
	err := s.Store.ExportAnnotations(ctx, q.user.ID, q.in.ID, f, out.outlet(), b.add)
	if err == nil {
		err = b.end()
	}
	if err == nil {
		err = out.send()
	}
	return endCSV(q, err)
}

// brat writes one document after the other: they come in order.
type brat struct {
	s      *Server
	q      *request
	zip    *zip.Writer
	name   string // of the present document
	textID string
	lines  strings.Builder
	n      int
	types  map[string]bool
}

var notInType = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

// bratType is a label as brat names it: letters, digits, - and _.
func bratType(label string) string {
	name := strings.Trim(notInType.ReplaceAllString(label, "_"), "_")
	if name == "" {
		return "Passage"
	}
	return name
}

func (b *brat) add(a *onus.Annotation) error {
	p := &a.Passage
	if p.TextID != b.textID {
		if err := b.flush(); err != nil {
			return err
		}
		b.textID, b.name = p.TextID, fmt.Sprintf("%s-v%d", a.Exhibit(), p.FileVersion)
	}
	b.n++
	kind := bratType(a.LabelName)
	b.types[kind] = true
	var places []string
	at := p.Start
	for line := range strings.SplitSeq(p.Quote, "\n") { // brat's texts have no line end in them
		if n := int64(len([]rune(line))); n > 0 {
			places = append(places, fmt.Sprintf("%d %d", at, at+n))
		}
		at += int64(len([]rune(line))) + 1
	}
	fmt.Fprintf(&b.lines, "T%d\t%s %s\t%s\n", b.n, kind, strings.Join(places, ";"), strings.Join(strings.FieldsFunc(p.Quote, func(r rune) bool { return r == '\n' }), " "))
	if a.Body != "" {
		fmt.Fprintf(&b.lines, "#%d\tAnnotatorNotes T%d\t%s\n", b.n, b.n, strings.Join(strings.Fields(a.Body), " "))
	}
	return nil
}

// flush writes the document that ends here.
func (b *brat) flush() error {
	if b.textID == "" {
		return nil
	}
	info, err := b.s.Store.TextInfo(b.q.Request().Context(), b.q.in.ID, b.textID)
	if err != nil {
		return err
	}
	w, err := b.zip.Create(b.name + ".txt")
	if err != nil {
		return err
	}
	err = b.s.Store.EachPart(b.q.Request().Context(), b.q.in.ID, b.textID, 1, func(n int64, text string) error {
		if n > 1 && info.Paged {
			text = onus.PageBreak + text
		}
		_, err := io.WriteString(w, text)
		return err
	})
	if err != nil {
		return err
	}
	if w, err = b.zip.Create(b.name + ".ann"); err == nil {
		_, err = io.WriteString(w, b.lines.String())
	}
	b.lines.Reset()
	b.n, b.textID = 0, ""
	return err
}

func (b *brat) end() error {
	if err := b.flush(); err != nil {
		return err
	}
	w, err := b.zip.Create("annotation.conf")
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "[entities]")
	for _, kind := range slices.Sorted(maps.Keys(b.types)) {
		fmt.Fprintln(w, kind)
	}
	_, err = io.WriteString(w, "[relations]\n[events]\n[attributes]\n")
	if err != nil {
		return err
	}
	return b.zip.Close()
}
