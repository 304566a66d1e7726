package document

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// headSize is how much of a file its type is looked for in, in bytes.
const headSize = 8 << 10

// Media types of what is read.
const (
	typeDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typeODT  = "application/vnd.oasis.opendocument.text"
	typeMSG  = "application/vnd.ms-outlook"
	typeMail = "message/rfc822"
	typeZIP  = "application/zip"
)

// detect tells the format of a file, one of the readers' or "", and its media type. The
// bytes say so; the name does where they leave a choice.
func detect(in Input) (format, mediaType string) {
	head := make([]byte, min(in.Size, headSize))
	n, _ := in.R.ReadAt(head, 0) // what cannot be read has no type
	head = head[:n]
	switch {
	case isZIP(head):
		return detectZIP(in, head)
	case isOLE(head):
		return detectOLE(in)
	}
	return Detect(head, in.Name)
}

// Detect tells the format and the media type of a file from its first bytes, 3,000 or
// more, and its name. Of containers, zip archives and files of Outlook and old Office, it
// is a guess: what they hold stands at their end.
func Detect(head []byte, name string) (format, mediaType string) {
	ext := extensionOf(name)
	m := mimetype.Detect(head).String()
	m, _, _ = strings.Cut(m, ";")
	switch {
	case isZIP(head):
		return guessZIP(m, ext)
	case isOLE(head):
		return guessOLE(ext)
	case isPDF(head):
		return "pdf", "application/pdf"
	case bytes.HasPrefix(bytes.TrimLeft(head, "\ufeff \r\n\t"), []byte(`{\rtf`)):
		return "rtf", "application/rtf"
	case pictures[m]:
		return "image", m
	case m == "application/octet-stream" && (bareUTF16(head) != nil || textNames[ext] != "" && mostlyText(head)):
	case m == "application/pdf" && mostlyText(head): // it speaks of one
		m = "text/plain"
	case !isText(m):
		return "", m
	}
	text, _ := decode(head)
	return detectText(text, m, ext)
}

var pdfHead = regexp.MustCompile(`%PDF-\d\.\d[\r\n]`)

// isPDF allows for junk before the first line, as readers of PDF do: some software writes it.
func isPDF(head []byte) bool {
	return bytes.HasPrefix(head, []byte("%PDF-")) || pdfHead.Match(head[:min(len(head), 4096)])
}

// pictures are the types that package image decodes.
var pictures = map[string]bool{
	"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "image/tiff": true, "image/bmp": true,
}

// textNames are the formats of plain text, by the end of the file's name.
var textNames = map[string]string{
	"txt": "text", "log": "text", "md": "markdown", "markdown": "markdown", "csv": "csv", "tsv": "csv", "tab": "csv",
	"html": "html", "htm": "html", "xhtml": "html", "eml": "mail", "mht": "mail", "mhtml": "mail",
}

func extensionOf(name string) string {
	return strings.TrimPrefix(strings.ToLower(path.Ext(strings.ReplaceAll(name, `\`, "/"))), ".")
}

func isText(mediaType string) bool {
	for m := mimetype.Lookup(mediaType); m != nil; m = m.Parent() {
		if m.Is("text/plain") {
			return true
		}
	}
	return false
}

// mostlyText tells whether next to no bytes are control characters.
func mostlyText(head []byte) bool {
	control := 0
	for _, c := range head {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\x1b' {
			control++
		}
	}
	return control <= len(head)/50
}

var (
	htmlHead  = regexp.MustCompile(`(?i)^\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?s:.*?)-->\s*)*<(?:!doctype html|html|head|body|title)[\s>]`)
	mailField = regexp.MustCompile(`(?i)^(?:from|to|cc|subject|date|sender|reply-to):`)
	mailSure  = regexp.MustCompile(`(?i)^(?:received|return-path|message-id|mime-version|delivered-to|content-type|x-[a-z-]+):`)
)

// detectText tells formats of text apart; m is what mimetype made of it.
func detectText(text, m, ext string) (format, mediaType string) {
	named := textNames[ext]
	switch {
	case htmlHead.MatchString(text):
		return "html", "text/html"
	case isMail(text, named):
		return "mail", typeMail
	case named == "html", (m == "text/html" || m == "application/xhtml+xml") && named == "":
		return "html", "text/html"
	case named == "markdown":
		return named, "text/markdown"
	case named == "csv" && ext == "csv":
		return named, "text/csv"
	case named == "csv":
		return named, "text/tab-separated-values"
	case m == "application/octet-stream", m == "text/html", m == typeMail:
		m = "text/plain"
	}
	return "text", m
}

// isMail looks at the lines above the first blank one. Those of a memo have the names of
// fields as well: where the name of the file says that it is something else, a field must
// be there that people do not write.
func isMail(text, named string) bool {
	fields, sure := 0, 0
	for i, line := range strings.Split(strings.TrimLeft(text, "\n"), "\n") {
		name, _, colon := strings.Cut(line, ":")
		switch {
		case line == "":
			return fields+sure >= 2 && (sure > 0 || named == "") || named == "mail" && fields+sure > 0
		case i == 0 && strings.HasPrefix(line, "From "), line[0] == ' ' || line[0] == '\t':
			continue
		case !colon || strings.ContainsAny(name, " \t<>"):
			return false
		case mailSure.MatchString(line):
			sure++
		case mailField.MatchString(line):
			fields++
		}
	}
	return fields+sure >= 2 && sure > 0
}
