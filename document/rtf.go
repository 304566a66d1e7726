package document

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"onus"
)

// maxGroups is how deep the groups of RTF may lie in each other.
const maxGroups = 10_000

// readRTF reads a document in Rich Text Format, up to the end of its outermost group.
func readRTF(in Input) (*onus.Document, error) {
	var b builder
	r := &rtf{
		flow:   flow{b: &b},
		in:     bufio.NewReaderSize(io.NewSectionReader(in.R, 0, in.Size), 64<<10),
		styles: map[int]int{},
		said:   map[string]*strings.Builder{"title": {}, "author": {}},
		seen:   map[string]bool{},
	}
	r.fonts = rtfFonts{pages: map[int]int{}}
	head, _ := r.in.Peek(headSize)
	start := bytes.Index(head, []byte(`{\rtf`))
	if start < 0 || len(bytes.Trim(head[:start], "\ufeff \r\n\t")) > 0 {
		return nil, fmt.Errorf("no RTF: %w", ErrDamaged)
	}
	_, _ = r.in.Discard(start)
	err := r.read()
	r.flush()
	r.closeParagraph()
	r.closeRow()
	r.finish()
	for _, m := range r.margins {
		r.note(m)
	}
	d := b.document("rtf")
	d.MediaType = "application/rtf"
	d.Properties = onus.Properties{
		Title:  oneLine(r.said["title"].String()),
		Author: oneLine(r.said["author"].String()),
		Dated:  day(fmt.Sprintf("%04d-%02d-%02d", r.created[0], r.created[1], r.created[2])),
		Type:   "documentary",
	}
	return d, errors.Join(damage(err), r.err())
}

// rtf reads a stream of groups, control words and text.
type rtf struct {
	flow
	in       *bufio.Reader
	groups   []rtfState // those around the one that is open
	rtfState            // of the one that is open

	raw  []byte // text that is not decoded yet
	page int    // its code page
	skip int    // characters to leave out: they stand for the one before them
	high rune   // the first half of a surrogate pair
	star bool   // the group may be left out by whoever does not know what it is

	fonts  rtfFonts
	styles map[int]int // levels of headings by number of style
	style  int         // the one that is being defined

	label   string // of the item of a list that begins; a space for a bullet
	head    bool   // the row is one of headings
	notes   int    // footnotes so far
	said    map[string]*strings.Builder
	created [3]int // year, month, day
	margins []string
	seen    map[string]bool // what is in margins
}

// rtfState is what ends with a group.
type rtfState struct {
	to      rtfTarget
	name    string // what the group is, if something is left to do at its end, or with its text
	frames  int    // frames that were open before it; -1: nothing is left to do
	uc      int    // characters that stand for one \u
	font    int
	deleted bool
	para    rtfPara
}

// rtfPara is what \pard takes back.
type rtfPara struct {
	table       bool
	style       int
	outline     int // 1 to 9
	list, depth int
}

// rtfTarget is where text goes.
type rtfTarget int

const (
	toBody rtfTarget = iota
	toNothing
	toFonts
	toStyles
	toName // under the name of the group
)

// read goes through the file. Its end before that of the outermost group is an error.
func (r *rtf) read() error {
	r.rtfState = rtfState{uc: 1, frames: -1}
	r.fonts.document = 1252
	for {
		c, err := r.in.ReadByte()
		if err != nil {
			return fmt.Errorf("in a group: %w", io.ErrUnexpectedEOF)
		}
		switch c {
		case '{':
			if len(r.groups) == maxGroups {
				return fmt.Errorf("more than %d groups in each other: %w", maxGroups, ErrTooLarge)
			}
			r.skip, r.star = 0, false
			r.groups = append(r.groups, r.rtfState)
			r.frames = -1
		case '}':
			if len(r.groups) == 1 {
				return nil // with what is open still open
			}
			r.closeGroup()
		case '\\':
			if err := r.control(); err != nil {
				return err
			}
		case '\r', '\n', 0:
		default:
			r.char(c)
		}
		if err := r.err(); err != nil {
			return err
		}
	}
}

func (r *rtf) closeGroup() {
	r.flush()
	r.skip, r.star = 0, false
	if r.frames >= 0 {
		r.endGroup()
	}
	r.rtfState = r.groups[len(r.groups)-1]
	r.groups = r.groups[:len(r.groups)-1]
}

// control reads a control word or symbol behind a backslash.
func (r *rtf) control() error {
	if c, _ := r.in.Peek(1); len(c) == 0 || !isLetter(c[0]) {
		return r.symbol()
	}
	var word, digits []byte
	for {
		c, err := r.in.ReadByte()
		if err != nil {
			break
		}
		if isLetter(c) && len(digits) == 0 && len(word) < 32 {
			word = append(word, c)
			continue
		}
		if (c >= '0' && c <= '9' || c == '-' && len(digits) == 0) && len(digits) < 11 {
			digits = append(digits, c)
			continue
		}
		if c != ' ' {
			_ = r.in.UnreadByte() // it was just read
		}
		break
	}
	n, err := strconv.Atoi(string(digits))
	return r.word(string(word), n, err == nil)
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// symbol reads what stands behind a backslash and is no letter.
func (r *rtf) symbol() error {
	c, err := r.in.ReadByte()
	if err != nil {
		return io.ErrUnexpectedEOF
	}
	switch c {
	case '\'':
		hex := make([]byte, 2)
		if _, err := io.ReadFull(r.in, hex); err != nil {
			return io.ErrUnexpectedEOF
		}
		if n, err := strconv.ParseUint(string(hex), 16, 8); err == nil {
			r.char(byte(n))
		}
	case '\\', '{', '}':
		r.char(c)
	case '~':
		r.text("\u00a0")
	case '_':
		r.text("\u2011")
	case '-':
		r.text("\u00ad")
	case '*':
		r.star = true
	case '\r', '\n':
		return r.word("par", 0, false)
	case '\t':
		r.text("\t")
	}
	return nil
}

// char takes a byte of text.
func (r *rtf) char(c byte) {
	if r.skip > 0 {
		r.skip--
		return
	}
	if r.to == toNothing {
		return
	}
	if page := r.fonts.page(r.font); page != r.page || len(r.raw) > maxRun {
		r.flush()
		r.page = page
	}
	r.raw = append(r.raw, c)
}

// unicode takes a UTF-16 code unit.
func (r *rtf) unicode(n int) {
	r.flush()
	c, high := rune(uint16(n)), r.high
	switch {
	case high != 0 && utf16.IsSurrogate(c):
		r.high = 0
		r.put(string(utf16.DecodeRune(high, c)))
	case utf16.IsSurrogate(c):
		r.high = c
	case c >= 0xf000 && c <= 0xf0ff:
		r.put(symbol(strconv.FormatInt(int64(c), 16)))
	default:
		r.put(string(c))
	}
	r.skip = r.uc
}

// flush decodes the bytes that have come in.
func (r *rtf) flush() {
	if len(r.raw) > 0 {
		raw := r.raw
		r.raw = r.raw[:0]
		r.put(decodePage(raw, r.page))
	}
}

// text takes text behind what is not decoded yet.
func (r *rtf) text(s string) {
	if r.skip > 0 {
		r.skip--
		return
	}
	r.flush()
	r.put(s)
}

// put brings text where the group says.
func (r *rtf) put(s string) {
	if r.high != 0 { // half a pair
		r.high = 0
		s = string(utf8.RuneError) + s
	}
	switch r.to {
	case toBody:
		r.openParagraph()
		if r.deleted {
			r.remove(s)
		} else {
			r.write(s)
		}
	case toStyles:
		if level := headingName(strings.TrimSuffix(s, ";")); level > 0 && r.styles[r.style] == 0 && len(r.styles) < maxDefined {
			r.styles[r.style] = level
		}
	case toName:
		if r.grow(len(s)) {
			r.said[r.name].WriteString(s)
		}
	}
}
