package document

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"onus"
)

// document makes the fields and the body of a mail its text. Attachments are fields too, so
// that a search for a name finds the mail.
func (l *letter) document(format string) (*onus.Document, error) {
	var b builder
	for _, f := range l.fields {
		b.block(onus.BlockField, 0, f[0]+": "+f[1])
	}
	for _, a := range l.attached.files {
		b.block(onus.BlockField, 0, "Attachment: "+a.Name)
	}
	for _, s := range l.body {
		s.write(&b)
	}
	d := b.document(format)
	d.Properties = onus.Properties{Title: oneLine(l.subject), Author: oneLine(l.from), Dated: l.dated, Type: "electronic"}
	d.Attachments = l.attached.files
	return d, errors.Join(b.err(), l.attached.err())
}

// write adds a section as plain text. Where that leaves out more than half of what the page
// says, "your program cannot show this" perhaps, it is the page.
func (s section) write(b *builder) {
	var page builder
	if s.html != "" {
		htmlBlocks(&page, s.html)
		if s.plain == "" || 2*visible(s.plain) < visible(page.text.String()) {
			htmlBlocks(b, s.html)
			return
		}
	}
	plainBlocks(b, s.plain)
}

// visible counts the code points that are no white space.
func visible(s string) (n int) {
	for _, r := range s {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

// plainBlocks adds the paragraphs of a plain text. What it quotes, after ">", stays as it
// is written.
func plainBlocks(b *builder, text string) {
	var lines []string
	depth := 0
	flush := func() {
		kind := onus.BlockParagraph
		if depth > 0 {
			kind = onus.BlockQuote
		}
		b.block(kind, min(depth, maxLevel), strings.Join(lines, "\n"))
		lines = lines[:0]
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		d := quoteDepth(line)
		if line == "" || d != depth {
			flush()
		}
		depth = d
		if line != "" {
			lines = append(lines, line)
		}
	}
	flush()
}

func quoteDepth(line string) (depth int) {
	for _, c := range line {
		switch c {
		case '>':
			depth++
		case ' ':
		default:
			return depth
		}
	}
	return depth
}

// attached are the files of a mail, within the limits of a document.
type attached struct {
	files []onus.Attachment
	size  int
	left  int // out, for a limit
}

func (a *attached) add(name string, data []byte) {
	if len(a.files) >= maxAttachments || a.size+len(data) > maxAttached {
		a.left++
		return
	}
	a.size += len(data)
	_, mediaType := detect(Input{R: bytes.NewReader(data), Size: int64(len(data)), Name: name})
	name = safeName(name)
	if name == "" {
		name = fmt.Sprintf("attachment-%d", len(a.files)+1)
		if ext, _ := mime.ExtensionsByType(mediaType); len(ext) > 0 {
			name += ext[0]
		}
	}
	a.files = append(a.files, onus.Attachment{Name: name, MediaType: mediaType, Data: data})
}

func (a *attached) err() error {
	if a.left == 0 {
		return nil
	}
	return fmt.Errorf("%d attachments more than %d or %d bytes: %w", a.left, maxAttachments, maxAttached, ErrTooLarge)
}

// maxName is the length of a file name in bytes that every file system takes.
const maxName = 200

// safeName is the last element of a path, without what could make it look like another: the
// characters that control terminals and the direction of text.
func safeName(name string) string {
	name = path.Base(strings.ReplaceAll(clean(name), `\`, "/"))
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, name))
	if strings.Trim(name, "./") == "" {
		return ""
	}
	if len(name) > maxName {
		ext := path.Ext(name)
		cut := maxName - min(len(ext), maxName/2)
		for cut > 0 && !utf8.RuneStart(name[cut]) {
			cut--
		}
		name = name[:cut] + ext[max(0, len(ext)-maxName/2):]
	}
	return clean(name)
}
