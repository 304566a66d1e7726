package onus

import "strings"

// What is known of the text of a file.
const (
	ReadWaiting    = "waiting"    // in the queue
	ReadReading    = "reading"    // a reader is at it
	ReadDone       = "read"       // all of it
	ReadNoText     = "no_text"    // pictures of pages without text: needs OCR
	ReadPassword   = "password"   // protected, and the password is not known
	ReadDamaged    = "damaged"    // what could be read is kept; it may be nothing
	ReadTooLarge   = "too_large"  // over a limit of memory or output
	ReadTimeLimit  = "time_limit" // over a limit of time
	ReadUnreadable = "unreadable" // not a type that is read
)

// How a text came to be.
const (
	TextExtracted = "text" // what the file itself says
	TextOCR       = "ocr"  // recognised in pictures of the pages
)

// Document is what a reader found in the bytes of a file.
type Document struct {
	State     string // one of ReadDone … ReadUnreadable
	Note      string // why, in English, for people who run the server; "" when read
	Format    string // pdf, docx, odt, rtf, html, mail, msg, text, markdown, csv, xlsx, image, archive; "" if unknown
	MediaType string // what the bytes are, whatever the name says
	Extractor string // the reader and its version
	Kind      string // TextExtracted or TextOCR
	// Paged: each part is a page with a picture. Otherwise parts are stretches of
	// the text, MaxPart code points at most.
	Paged       bool
	Parts       []Part
	Properties  Properties
	Attachments []Attachment
}

// MaxPart is the length of a stretch of text that is shown at once, in code points.
const MaxPart = 4000

// PageBreak stands between the pages of a paged text.
const PageBreak = "\f"

// Part is a page, or a stretch, of a document. The canonical text of a document
// is its parts in order, with a PageBreak between those of a paged one.
type Part struct {
	Text          string
	Width, Height float64 // of the page as it is shown, in points; 0 for a stretch
	Words         []Word  // where the words of a page are, in the order of the text
	Blocks        []Block // the structure of a stretch, in order; none: plain paragraphs
	Confidence    int     // of OCR, 0 to 100; -1 for other text; NotRecognised
}

// NotRecognised is the confidence of a page that OCR failed on.
const NotRecognised = -2

// Word is a run of text without white space at one place of a page. Start and End
// are code points in the text of the part; X and Y are the left upper corner of its
// box on the page as it is shown, in points.
type Word struct {
	Start, End int
	X, Y, W, H float64
	Angle      int  // which way the text runs: 0, 90, 180, 270 degrees clockwise
	Hidden     bool // a box covers it: a redaction that hides nothing
	Undrawn    bool // the picture lacks it: its font is neither in the file nor in the reader
}

// Kinds of blocks.
const (
	BlockParagraph = "p"
	BlockHeading   = "h"   // Level 1 to 6
	BlockItem      = "li"  // Level is the depth of the list, from 1
	BlockRow       = "tr"  // cells are separated by TAB
	BlockHead      = "th"  // a row of headings
	BlockQuote     = "q"   // Level is the depth
	BlockCode      = "pre" // white space counts
	BlockField     = "dt"  // "Name: value", as the header of a mail
	BlockNote      = "fn"  // a footnote or a comment
)

// Block is a piece of structure: code points Start to End of its part.
type Block struct {
	Kind       string
	Level      int
	Start, End int
	// Continued: the block began in the part before.
	Continued bool
}

// Properties are what a file says of itself; all may be empty. They are proposals.
type Properties struct {
	Title, Author string
	Dated         string // EDTF
	Language      string // ISO 639-1, from the file or its text
	Type          string // a code of list evidence_type
}

// Attachment is a file within a file.
type Attachment struct {
	Name, MediaType string
	Data            []byte
}

// Text is the canonical text.
func (d *Document) Text() string {
	sep := ""
	if d.Paged {
		sep = PageBreak
	}
	texts := make([]string, len(d.Parts))
	for i := range d.Parts {
		texts[i] = d.Parts[i].Text
	}
	return strings.Join(texts, sep)
}

// Hidden counts the words under boxes that should have hidden them.
func (d *Document) Hidden() (n int) {
	for i := range d.Parts {
		for _, w := range d.Parts[i].Words {
			if w.Hidden {
				n++
			}
		}
	}
	return n
}
