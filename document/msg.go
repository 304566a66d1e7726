package document

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode/utf16"

	"onus"
)

// Identifiers of properties of a message, as MS-OXPROPS has them.
const (
	msgSubject     = 0x0037
	msgSentFor     = 0x0042 // name of whom it is from
	msgSentForAt   = 0x0065
	msgHeaders     = 0x007d // of the mail that it came as
	msgKind        = 0x0c15 // of a recipient: 1 to, 2 cc, 3 bcc
	msgSender      = 0x0c1a
	msgSenderAt    = 0x0c1f
	msgBcc         = 0x0e02
	msgCc          = 0x0e03
	msgTo          = 0x0e04
	msgSent        = 0x0039
	msgDelivered   = 0x0e06
	msgBody        = 0x1000
	msgRTF         = 0x1009 // compressed
	msgHTML        = 0x1013
	msgName        = 0x3001
	msgAddress     = 0x3003
	msgData        = 0x3701
	msgShortName   = 0x3704
	msgMethod      = 0x3705 // of an attachment
	msgLongName    = 0x3707
	msgSMTP        = 0x39fe
	msgWebPage     = 0x3fde // code page of the body as a web page
	msgCodePage    = 0x3ffd // of all other text
	msgSenderSMTP  = 0x5d01
	msgSentForSMTP = 0x5d02
)

// maxEmbedded is how deep messages may be attached to messages.
const maxEmbedded = 10

// readMSG reads a message as Outlook saves it.
func readMSG(in Input) (*onus.Document, error) {
	root, err := openOLE(in)
	if err != nil {
		return nil, err
	}
	if root.streams["__properties_version1.0"] == nil {
		return nil, fmt.Errorf("no message in the compound file: %w", ErrDamaged)
	}
	l := &letter{}
	m := newProps(root, 32, 0)
	m.letter(l, &l.attached, 0)
	d, err := l.document("msg")
	return d, errors.Join(err, m.err)
}

// props are the properties of a message, a recipient or an attachment.
type props struct {
	at    *storage
	fixed map[int]uint64 // by identifier
	page  int            // code page of its text
	err   error
}

// newProps reads the table of properties, which stands after header bytes. page is the code
// page of the message around it.
func newProps(at *storage, header, page int) *props {
	p := &props{at: at, fixed: map[int]uint64{}, page: page}
	table := at.read("__properties_version1.0", 1<<20)
	for at := header; at+16 <= len(table); at += 16 {
		p.fixed[int(binary.LittleEndian.Uint16(table[at+2:]))] = binary.LittleEndian.Uint64(table[at+8:])
	}
	for _, id := range []int{msgWebPage, msgCodePage} {
		if n := int(uint32(p.fixed[id])); n != 0 {
			p.page = n
		}
	}
	return p
}

// text is a property that is text; the first of several that is there.
func (p *props) text(ids ...int) string {
	for _, id := range ids {
		if raw := p.at.read(fmt.Sprintf("__substg1.0_%04X001F", id), maxRead); raw != nil {
			units := make([]uint16, len(raw)/2)
			for i := range units {
				units[i] = binary.LittleEndian.Uint16(raw[2*i:])
			}
			if s := clean(strings.TrimRight(string(utf16.Decode(units)), "\x00")); s != "" {
				return s
			}
		}
		if s := decodeAs(p.at.read(fmt.Sprintf("__substg1.0_%04X001E", id), maxText), p.page); s != "" {
			return s
		}
	}
	return ""
}

// decodeAs reads text in a code page of Windows; 0 is an unknown one. It may end with NUL.
func decodeAs(raw []byte, page int) string {
	raw = bytes.TrimRight(raw, "\x00")
	switch page {
	case 0, 20127, 65001, 50220, 50221, 50222: // ASCII, UTF-8, ISO 2022
		text, _ := decode(raw)
		return text
	}
	return clean(decodePage(raw, page))
}

func (p *props) binary(id int, limit int64) []byte {
	return p.at.read(fmt.Sprintf("__substg1.0_%04X0102", id), limit)
}

// time is a property that is a time, in 100 ns since 1601.
func (p *props) time(id int) time.Time {
	const epoch = 11_644_473_600 // seconds from 1601 to 1970
	n := p.fixed[id]
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(int64(n/1e7)-epoch, 0).UTC()
}

// letter fills in what a message says. Attachments go to files, those of messages in it too.
func (p *props) letter(l *letter, files *attached, depth int) {
	l.subject = p.text(msgSubject)
	l.from = p.text(msgSentFor, msgSender, msgSentForSMTP, msgSentForAt)
	l.field("From", person(l.from, p.text(msgSentForSMTP, msgSentForAt, msgSenderSMTP, msgSenderAt)))
	if sender := p.text(msgSender); sender != "" && sender != l.from {
		l.field("Sender", person(sender, p.text(msgSenderSMTP, msgSenderAt)))
	}
	to := p.recipients()
	l.field("To", firstOf(to[1], p.text(msgTo)))
	l.field("Cc", firstOf(to[2], p.text(msgCc)))
	l.field("Bcc", firstOf(to[3], p.text(msgBcc)))
	if date, t := p.date(); date != "" {
		l.field("Date", date)
		l.dated = day(t.Format(time.DateOnly))
	}
	l.field("Subject", l.subject)
	l.body = []section{p.body()}
	for _, f := range p.at.folders {
		if strings.HasPrefix(f.name, "__attach_version1.0_") {
			newProps(f, 8, p.page).attach(files, depth)
		}
	}
}

// date is when a message was sent, as its header says it or else in UTC.
func (p *props) date() (string, time.Time) {
	header, err := mail.ReadMessage(strings.NewReader(p.text(msgHeaders) + "\n\n"))
	if err == nil {
		if t, err := header.Header.Date(); err == nil {
			return header.Header.Get("Date"), t
		}
	}
	for _, id := range []int{msgSent, msgDelivered} {
		if t := p.time(id); !t.IsZero() {
			return t.Format(time.RFC1123Z), t
		}
	}
	return "", time.Time{}
}

func person(name, address string) string {
	// Addresses of Exchange, /O=…, say nothing outside of it.
	if name == "" || name == address || !strings.Contains(address, "@") {
		return firstOf(name, address)
	}
	return name + " <" + address + ">"
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// recipients are lists by kind.
func (p *props) recipients() (lists [4]string) {
	for _, f := range p.at.folders {
		if !strings.HasPrefix(f.name, "__recip_version1.0_") {
			continue
		}
		r := newProps(f, 8, p.page)
		kind := int(r.fixed[msgKind] & 3)
		one := person(r.text(msgName), r.text(msgSMTP, msgAddress))
		lists[kind] = strings.TrimPrefix(lists[kind]+", "+one, ", ")
	}
	return lists
}
