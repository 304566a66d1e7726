package document

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"net/textproto"
	"slices"
	"strings"

	"github.com/jhillyerd/enmime/v2"
	"github.com/jhillyerd/enmime/v2/mediatype"
	"golang.org/x/net/html/charset"

	"onus"
)

// Limits of one mail.
const (
	maxMail       = 100 << 20 // bytes of the file
	maxMIMEParts  = 4 * maxAttachments
	maxMultiparts = 20 // every byte passes those around it, one after the other
)

// readMail reads a message as RFC 5322 and MIME have it, a saved web page (MHTML) too.
func readMail(in Input) (*onus.Document, error) {
	file := bufio.NewReader(io.NewSectionReader(in.R, 0, min(in.Size, maxMail)))
	if head, _ := file.Peek(5); string(head) == "From " { // of a mailbox
		_, _ = file.ReadString('\n') // its error comes again
	}
	m := mimeLimits{file: file, lineStart: true}
	parser := enmime.NewParser(
		enmime.SkipMalformedParts(true), enmime.MultipartWOBoundaryAsSinglePart(true), enmime.MaxStoredPartErrors(10),
		enmime.DisableCharacterDetection(true), enmime.SetCustomParseMediaType(m.parse),
		enmime.SetReadPartErrorPolicy(func(*enmime.Part, error) bool { return true }),
	)
	root, err := parser.ReadParts(&m)
	if err != nil {
		return nil, fmt.Errorf("mail: %w: %w", ErrDamaged, err)
	}
	l := letterOf(root.Header)
	l.walk(root, nil)
	d, err := l.document("mail")
	if in.Size > maxMail || m.parts > maxMIMEParts || len(m.boundaries) > maxMultiparts {
		err = errors.Join(err, fmt.Errorf("more than %d bytes or %d parts of a mail: %w", maxMail, maxMIMEParts, ErrTooLarge))
	}
	return d, err
}

// mimeLimits keeps a hostile mail small: it ends at a boundary too many, and one multipart
// too many is none.
type mimeLimits struct {
	file       *bufio.Reader
	line       []byte // what is left of it
	lineStart  bool   // the next one begins with its beginning
	boundaries [][]byte
	parts      int
}

func (m *mimeLimits) Read(b []byte) (int, error) {
	if len(m.line) == 0 {
		line, err := m.file.ReadSlice('\n')
		if len(line) == 0 {
			return 0, err
		}
		if m.lineStart && m.delimits(line) {
			m.parts++
		}
		if m.parts > maxMIMEParts {
			return 0, io.EOF
		}
		m.line, m.lineStart = line, line[len(line)-1] == '\n'
	}
	n := copy(b, m.line)
	m.line = m.line[n:]
	return n, nil
}

func (m *mimeLimits) delimits(line []byte) bool {
	rest, dashes := bytes.CutPrefix(line, []byte("--"))
	return dashes && slices.ContainsFunc(m.boundaries, func(b []byte) bool { return bytes.HasPrefix(rest, b) })
}

// parse takes a header such as Content-Type apart.
func (m *mimeLimits) parse(header string) (string, map[string]string, []string, error) {
	kind, params, invalid, err := mediatype.Parse(header)
	if boundary := params["boundary"]; boundary != "" {
		m.boundaries = append(m.boundaries, []byte(boundary))
		if len(m.boundaries) > maxMultiparts {
			delete(params, "boundary")
		}
	}
	switch strings.ToLower(params["charset"]) {
	case "us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us":
		params["charset"] = "utf-8" // which leaves the bytes as they are
	}
	return kind, params, invalid, err
}

// letter is a mail, from whatever format.
type letter struct {
	fields   [][2]string // name, and value as people read it
	subject  string
	from     string // names, or addresses, of the authors
	dated    string // EDTF
	body     []section
	attached attached
}

// section is a piece of a body. What is there both as plain text and as a web page says the same.
type section struct{ plain, html string }

// shown are the fields of a header that are read, in the order in which they are shown.
var shown = []string{"From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Date", "Subject"}

func letterOf(header textproto.MIMEHeader) *letter {
	l := &letter{}
	for _, name := range shown {
		for _, raw := range header[textproto.CanonicalMIMEHeaderKey(name)] {
			value := readable(raw)
			switch name {
			case "Subject":
				l.subject = value
			case "Date":
				if t, err := mail.ParseDate(value); err == nil {
					l.dated = day(t.Format("2006-01-02"))
				}
			default:
				var names string
				value, names = people(raw)
				if name == "From" {
					l.from = names
				}
			}
			l.field(name, value)
		}
	}
	return l
}

func (l *letter) field(name, value string) {
	if value = oneLine(value); value != "" {
		l.fields = append(l.fields, [2]string{name, value})
	}
}

// readable is the text of a field, from encoded words or raw bytes.
func readable(raw string) string {
	text, _ := decode([]byte(raw))
	words := mime.WordDecoder{CharsetReader: charset.NewReaderLabel}
	if decoded, err := words.DecodeHeader(text); err == nil {
		return decoded
	}
	return text
}

// people reads a list of addresses: all of it, and the names in it.
func people(raw string) (all, names string) {
	text, _ := decode([]byte(raw))
	list, err := enmime.ParseAddressList(text)
	if err != nil || len(list) == 0 {
		return readable(raw), readable(raw)
	}
	var both, short []string
	for _, a := range list {
		if a.Name == "" || a.Name == a.Address {
			both, short = append(both, a.Address), append(short, a.Address)
			continue
		}
		both, short = append(both, a.Name+" <"+a.Address+">"), append(short, a.Name)
	}
	return strings.Join(both, ", "), strings.Join(short, ", ")
}

// walk sorts the parts of a mail into its body and its attachments; all that is said in an
// alternative goes into one section.
func (l *letter) walk(p *enmime.Part, alternative *section) {
	many := strings.HasPrefix(p.ContentType, "multipart/")
	if p.FirstChild != nil || many && len(p.Content) == 0 {
		outermost := alternative == nil && p.ContentType == "multipart/alternative"
		if outermost {
			alternative = &section{}
		}
		for c := p.FirstChild; c != nil; c = c.NextSibling {
			l.walk(c, alternative)
		}
		if outermost {
			l.body = append(l.body, *alternative)
		}
		return
	}
	var s section
	switch {
	case p.Disposition == "attachment" || p.FileName != "":
	case p.ContentType == "text/plain" || p.ContentType == "" || many:
		s.plain, _ = decode(p.Content)
	case p.ContentType == "text/html":
		s.html = decodeHTML(p.Content, "")
	}
	located := p.FileName == "" && p.Header.Get("Content-Location") != ""
	switch {
	case located && (s.html == "" || len(l.body) > 0): // what belongs to a saved page
	case s == section{} && len(p.Content) > 0:
		l.attached.add(partName(p), p.Content)
	case alternative != nil:
		alternative.plain = strings.TrimPrefix(alternative.plain+"\n"+s.plain, "\n")
		alternative.html += s.html
	default:
		l.body = append(l.body, s)
	}
}

// partName is the name of an attachment; that of a mail without one is its subject.
func partName(p *enmime.Part) string {
	name := readable(p.FileName)
	if name == "" && p.ContentType == typeMail {
		inner, _ := mail.ReadMessage(bytes.NewReader(p.Content[:min(len(p.Content), 64<<10)]))
		if inner != nil {
			name = readable(inner.Header.Get("Subject"))
		}
		name += ".eml"
	}
	return name
}
