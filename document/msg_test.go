package document

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"time"

	"onus"
)

// message makes a message with a recipient, and what else is given.
func message(header int, text map[int]string, more ...node) []node {
	sent := uint64(time.Date(2014, 3, 5, 12, 0, 0, 0, time.UTC).Unix()+11_644_473_600) * 1e7
	people := []node{
		folder("__recip_version1.0_#00000000", mapi(8, map[int]uint64{msgKind: 1}, map[int]string{msgName: "Piet", msgSMTP: "p@example.com"})...),
		folder("__recip_version1.0_#00000001", mapi(8, map[int]uint64{msgKind: 1}, map[int]string{msgName: "Wang 王", msgAddress: "/O=X/CN=WANG"})...),
		folder("__recip_version1.0_#00000002", mapi(8, map[int]uint64{msgKind: 2}, map[int]string{msgAddress: "cc@example.com"})...),
	}
	text[msgSentFor], text[msgSentForSMTP] = "Jan", "j@example.com"
	return mapi(header, map[int]uint64{msgSent: sent}, text, append(people, more...)...)
}

func TestAMessageIsItsHeaderAndItsBody(t *testing.T) {
	attachment := func(text map[int]string, more ...node) node {
		return folder("__attach_version1.0_#0000000"+string(rune('0'+len(text))), mapi(8, nil, text, more...)...)
	}
	inner := message(24, map[int]string{msgSubject: "Inner", msgBody: "inner text"},
		attachment(map[int]string{msgName: "x", msgLongName: "deep.txt"}, stream("__substg1.0_37010102", "deep")))
	d, err := readMSG(file("a.msg", ole(t, message(32, map[int]string{msgSubject: "Größe 😀", msgBody: "One\r\ntwo\r\n\r\nthree"},
		attachment(map[int]string{msgLongName: "note.txt"}, stream("__substg1.0_37010102", "note")),
		attachment(map[int]string{msgName: "x", msgShortName: ""}, folder("__substg1.0_3701000D", inner...)),
	)...)))
	if err != nil {
		t.Fatal(err)
	}
	sound(t, d)
	const want = `dt From: Jan <j@example.com>
dt To: Piet <p@example.com>, Wang 王
dt Cc: cc@example.com
dt Date: Wed, 05 Mar 2014 12:00:00 +0000
dt Subject: Größe 😀
dt Attachment: note.txt
dt Attachment: x.eml
dt Attachment: deep.txt
p One
two
p three`
	if got := lines(d); got != want {
		t.Errorf("%s\nwant:\n%s", got, want)
	}
	if properties := (onus.Properties{Title: "Größe 😀", Author: "Jan", Dated: "2014-03-05", Type: "electronic"}); d.Properties != properties {
		t.Errorf("%+v", d.Properties)
	}
	mail, err := readMail(file("x.eml", d.Attachments[1].Data))
	if err != nil || !strings.Contains(lines(mail), "dt Subject: Inner\np inner text") || d.Attachments[1].MediaType != typeMail {
		t.Errorf("the message in the message: %q, %v", d.Attachments[1].Data, err)
	}
}

func TestTheBodyOfAMessageIsFoundInAnyForm(t *testing.T) {
	const rtf = `{\rtf1\ansi\ansicpg1252 Hello \'e9\'e9n\par there}`
	packed := deflateRTF(rtf)
	if out, err := inflateRTF(packed); err != nil || string(out) != rtf {
		t.Fatalf("%q, %v", out, err)
	}
	// A letter, and twelve times the same by a reference to itself.
	at := len(rtfDictionary) + 1
	refers := append(bytes.Clone(packed[:16]), 0b0100, '{', '\\', byte(at>>4), byte(at<<4)|10)
	if out, _ := inflateRTF(refers); string(out) != `{\`+strings.Repeat(`\`, 12) {
		t.Errorf("%q", out)
	}
	for what, c := range map[string]struct {
		body node
		want string
	}{
		"a page":          {stream("__substg1.0_10130102", "<h1>Hello</h1>there"), "h1 Hello\np there"},
		"compressed RTF":  {stream("__substg1.0_10090102", string(packed)), "p Hello één\np there"},
		"uncompressed":    {stream("__substg1.0_10090102", string(packed[:4])+"\x40\x00\x00\x00MELA\x00\x00\x00\x00"+rtf), "p Hello één\np there"},
		"an unknown page": {stream("__substg1.0_1000001E", "caf\xe9 and more"), "p café and more"},
	} {
		d, err := readMSG(file("a.msg", ole(t, mapi(32, nil, nil, c.body)...)))
		if err != nil || lines(d) != c.want {
			t.Errorf("%s: %q, %v", what, lines(d), err)
		}
	}
}

func TestTextOfAMessageIsReadInItsCodePage(t *testing.T) {
	for page, name := range map[uint64]string{950: "big5", 936: "gb18030", 932: "shift_jis", 1251: "windows-1251"} {
		body := node{name: "__substg1.0_1000001E", data: encoded(t, name, texts[name])}
		d, err := readMSG(file("a.msg", ole(t, mapi(32, map[int]uint64{msgCodePage: page}, nil, body)...)))
		if err != nil || d.Text() != texts[name] {
			t.Errorf("%d: %q, %v", page, d.Text(), err)
		}
	}
}

func TestMessageOfTheCorpus(t *testing.T) {
	d, err := readMSG(file("a.msg", corpus(t, "mail/chinese-traditional.msg")))
	if err != nil {
		t.Fatal(err)
	}
	sound(t, d)
	if text := d.Text(); language(text) != "zh" || strings.ContainsRune(text, '\ufffd') || !strings.Contains(text, "Subject: Alfresco MSG format testing ( MSG 格式測試 )\n") {
		t.Errorf("%q, %+v", text, d.Properties)
	}
}

func TestHostileMessagesAreBounded(t *testing.T) {
	nest := mapi(24, nil, map[int]string{msgSubject: "the deepest"})
	for range 30 {
		nest = mapi(24, nil, nil, folder("__attach_version1.0_#00000000", mapi(8, nil, nil, folder("__substg1.0_3701000D", nest...))...))
	}
	d, err := readMSG(file("a.msg", ole(t, nest...)))
	if !errors.Is(err, ErrTooLarge) || len(d.Attachments) != maxEmbedded {
		t.Errorf("deep: %v", err)
	}
	claims := ole(t, message(32, map[int]string{})...)
	binary.LittleEndian.PutUint32(claims[miniSectors:], 1<<30)
	if _, err := readMSG(file("a.msg", claims)); !errors.Is(err, ErrDamaged) {
		t.Errorf("a table as large as it says: %v", err)
	}
	if _, err := readMSG(file("a.msg", ole(t, stream("Workbook", "")))); !errors.Is(err, ErrDamaged) {
		t.Errorf("no message: %v", err)
	}
}

func FuzzMSG(f *testing.F) {
	f.Add(ole(f, message(32, map[int]string{msgSubject: "x", msgBody: "y"},
		folder("__attach_version1.0_#00000000", mapi(8, nil, nil, stream("__substg1.0_37010102", "note"))...))...))
	f.Add(ole(f, mapi(32, nil, nil, stream("__substg1.0_10090102", string(deflateRTF(`{\rtf1 x}`))))...))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := readMSG(file("a.msg", b))
		if d == nil && err == nil {
			t.Fatal("neither a document nor an error")
		}
		if d != nil {
			sound(t, d)
		}
		_, _ = inflateRTF(b)
	})
}
