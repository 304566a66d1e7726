package document

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// body is the text of a message; what is there in RTF only is taken out of it.
func (p *props) body() section {
	s := section{plain: p.text(msgBody)}
	if page := bytes.TrimRight(p.binary(msgHTML, maxRead), "\x00"); len(page) > 0 {
		if bytes.Contains(bytes.ToLower(page[:min(len(page), 1024)]), []byte("charset")) {
			s.html = decodeHTML(page, "")
		} else {
			s.html = decodeAs(page, int(uint32(p.fixed[msgWebPage])))
		}
	} else {
		s.html = p.text(msgHTML)
	}
	if strings.TrimSpace(s.plain+s.html) != "" {
		return s
	}
	if raw := p.binary(msgRTF, maxRead); len(raw) > 0 {
		rtf, err := inflateRTF(raw)
		doc, rtfErr := readRTF(Input{R: bytes.NewReader(rtf), Size: int64(len(rtf))})
		if doc != nil {
			s.plain = strings.ReplaceAll(doc.Text(), "\n", "\n\n") // a line is a paragraph
		}
		p.err = errors.Join(p.err, err, rtfErr)
	}
	return s
}

// attach adds what an attachment holds: its bytes, or a message as a mail, followed by the
// attachments of that message.
func (p *props) attach(files *attached, depth int) {
	name := p.text(msgLongName, msgShortName, msgName)
	for _, f := range p.at.folders {
		if !strings.HasPrefix(f.name, fmt.Sprintf("__substg1.0_%04X", msgData)) || f.streams["__properties_version1.0"] == nil {
			continue
		}
		if depth == maxEmbedded {
			files.left++
			return
		}
		var inner letter
		var its attached
		newProps(f, 24, p.page).letter(&inner, &its, depth+1)
		files.add(strings.TrimSuffix(firstOf(name, inner.subject), ".msg")+".eml", inner.mail())
		for _, a := range its.files {
			files.add(a.Name, a.Data)
		}
		files.left += its.left
		return
	}
	if data := p.binary(msgData, maxAttached+1); data != nil {
		files.add(name, data)
	}
}

// mail is a letter as RFC 5322 has it, without its attachments.
func (l *letter) mail() []byte {
	var m bytes.Buffer
	for _, f := range l.fields {
		fmt.Fprintf(&m, "%s: %s\r\n", f[0], f[1])
	}
	m.WriteString("MIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\nContent-Type: text/")
	for _, s := range l.body {
		if strings.TrimSpace(s.plain) != "" {
			m.WriteString("plain; charset=utf-8\r\n\r\n" + s.plain)
		} else {
			m.WriteString("html; charset=utf-8\r\n\r\n" + s.html)
		}
	}
	return m.Bytes()
}

// What compressed RTF refers back to at its beginning: MS-OXRTFCP, 2.1.2.1.
const rtfDictionary = `{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript ` +
	`\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0` + "\r\n" +
	`\par \pard\plain\f0\fs20\b\i\u\tab\tx`

// inflateRTF takes RTF out of the compression that Outlook gives it. With an error comes
// what could be read.
func inflateRTF(b []byte) ([]byte, error) {
	if len(b) < 16 {
		return nil, fmt.Errorf("compressed RTF of %d bytes: %w", len(b), ErrDamaged)
	}
	size, kind := int64(binary.LittleEndian.Uint32(b[4:])), string(b[8:12])
	b = b[16:]
	if kind == "MELA" {
		return b[:min(int64(len(b)), size)], nil
	}
	if kind != "LZFu" {
		return nil, fmt.Errorf("compressed RTF of kind %q: %w", kind, ErrDamaged)
	}
	return unpackRTF(b)
}

// unpackRTF follows the references of LZFu, each into the last 4,096 bytes that came out.
func unpackRTF(b []byte) (out []byte, err error) {
	window := make([]byte, 4096)
	at := copy(window, rtfDictionary)
	put := func(c byte) {
		out = append(out, c)
		window[at&4095] = c
		at++
	}
	for len(b) > 0 && len(out) < maxText {
		control := b[0]
		b = b[1:]
		for bit := range 8 {
			switch {
			case control>>bit&1 == 0 && len(b) > 0:
				put(b[0])
				b = b[1:]
			case control>>bit&1 == 1 && len(b) > 1:
				from, n := int(b[0])<<4|int(b[1])>>4, int(b[1]&15)+2
				b = b[2:]
				if from == at&4095 {
					return out, nil
				}
				for i := range n {
					put(window[(from+i)&4095])
				}
			}
		}
	}
	return out, fmt.Errorf("compressed RTF without an end: %w", ErrDamaged)
}
