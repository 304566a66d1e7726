package document

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"onus"
)

// Limits of the XML of an office document.
const (
	maxDepth = 256     // of elements: a table in a table in a text box has about 40
	maxRun   = 4 << 20 // bytes of one tag, text or comment: the parser keeps it, attributes many times over
	maxKept  = 8 << 20 // bytes of a part that is kept as a whole, such as the styles
)

// visitor is told what is in a part, in order. Names are local ones: the namespaces of the
// two editions of OOXML differ, their names do not.
type visitor interface {
	start(e xml.StartElement) bool // false: not what is in it, nor its end
	end(name string)
	chars(text []byte)
	err() error // stops the walk
}

// walk reads the part of that name. Entities of its own are refused by the parser, which
// makes bombs of entities harmless.
func (p *pack) walk(name string, v visitor) error {
	r, err := p.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := walkXML(r, v); err != nil {
		return fmt.Errorf("%s: %w", name, damage(err))
	}
	return nil
}

func walkXML(r io.Reader, v visitor) error {
	run := &runReader{Reader: r}
	d := newDecoder(run)
	depth, skipped := 0, 0 // skipped is the depth of the element that is not visited; 0: none
	for {
		run.run = 0
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return v.err()
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return fmt.Errorf("elements more than %d deep: %w", maxDepth, ErrTooLarge)
			}
			if skipped == 0 && !v.start(t) {
				skipped = depth
			}
		case xml.EndElement:
			switch skipped {
			case 0:
				v.end(t.Name.Local)
			case depth:
				skipped = 0
			}
			depth--
		case xml.CharData:
			if skipped == 0 {
				v.chars(t)
			}
		}
		if err := v.err(); err != nil {
			return err
		}
	}
}

// newDecoder reads XML in UTF-8 or UTF-16, which is all that office formats allow.
func newDecoder(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(transform.NewReader(r, unicode.BOMOverride(unicode.UTF8.NewDecoder())))
	d.CharsetReader = func(label string, r io.Reader) (io.Reader, error) {
		if !strings.HasPrefix(strings.ToLower(label), "utf-16") {
			return nil, fmt.Errorf("encoding %q", label)
		}
		return r, nil // the mark at its start has told that already
	}
	return d
}

// runReader refuses to read more than maxRun bytes for one token.
type runReader struct {
	io.Reader
	run int
}

func (r *runReader) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	if r.run += n; r.run > maxRun {
		return 0, fmt.Errorf("element or text of more than %d bytes: %w", maxRun, ErrTooLarge)
	}
	return n, err
}

// decode fills v with a small part. What is missing or damaged stays empty: these parts say
// how a text looks, not what it says.
func (p *pack) decode(name string, v any) {
	if !p.has(name) {
		return
	}
	r, err := p.open(name)
	if err != nil {
		return
	}
	defer r.Close()
	_ = newDecoder(io.LimitReader(r, maxKept)).Decode(v)
}

// relation is a tie from one part to another, or to something outside.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
	Mode   string `xml:"TargetMode,attr"`
}

// relations are the parts that a part refers to, with their full names; "" is the package.
func (p *pack) relations(part string) []relation {
	var x struct {
		Relations []relation `xml:"Relationship"`
	}
	p.decode(path.Join(path.Dir(part), "_rels", path.Base("/"+part)+".rels"), &x)
	for i := range x.Relations {
		r := &x.Relations[i]
		r.Type = path.Base(r.Type)
		if r.Mode == "External" {
			continue
		}
		if !strings.HasPrefix(r.Target, "/") {
			r.Target = path.Join(path.Dir(part), r.Target)
		}
		r.Target = strings.TrimPrefix(path.Clean(r.Target), "/")
	}
	return x.Relations
}

// mainPart is the part that the package is about.
func (p *pack) mainPart(usual string) string {
	for _, r := range p.relations("") {
		if r.Type == "officeDocument" && p.has(r.Target) {
			return r.Target
		}
	}
	return usual
}

// properties are what a package of OOXML says of itself.
func (p *pack) properties() onus.Properties {
	var core struct {
		Title    string `xml:"title"`
		Creator  string `xml:"creator"`
		Created  string `xml:"created"`
		Language string `xml:"language"`
	}
	p.decode("docProps/core.xml", &core)
	return onus.Properties{
		Title:    oneLine(core.Title),
		Author:   oneLine(core.Creator),
		Dated:    day(core.Created),
		Language: languageCode(core.Language),
		Type:     "documentary",
	}
}

// oneLine is a text with single spaces, of at most 300 code points.
func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(clean(s), isBlank), " ")
	return s[:byteOffset(s, 300)]
}

// day is the day of a time as XML writes it, as EDTF; "" if it is none.
func day(s string) string {
	s = strings.TrimSpace(s)
	s = s[:min(len(s), len(time.DateOnly))]
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return ""
	}
	return s
}

// languageCode is the language of a tag such as nl-NL; "" if it has no code of two letters.
func languageCode(tag string) string {
	code, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	if len(code) != 2 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return code
}

// attr is the attribute of that local name; "" if there is none.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
