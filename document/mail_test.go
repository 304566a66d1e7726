package document

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"onus"
)

func crlf(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) }

func TestAMailIsItsHeaderAndItsBody(t *testing.T) {
	d, err := readMail(file("a.eml", crlf(`Received: by somebody
Date: Wed, 5 Mar 2014 23:30:00 +0100
From: =?utf-8?q?J=C3=B6rg?= Jansen <jj@example.com>, b@example.com
To: "Piet, P." <p@example.com>,
 =?gb2312?B?1cXI/Q==?= <zs@example.cn>
Cc: undisclosed recipients
Subject: =?ISO-8859-1?Q?Caf=E9?= and
  more
Content-Type: text/plain; charset=windows-1252
Content-Transfer-Encoding: quoted-printable

Caf=E9 one
two

> quoted
> > twice
reply=
 goes on
`)))
	if err != nil {
		t.Fatal(err)
	}
	sound(t, d)
	const want = `dt From: Jörg Jansen <jj@example.com>, b@example.com
dt To: Piet, P. <p@example.com>, 张三 <zs@example.cn>
dt Cc: undisclosed recipients
dt Date: Wed, 5 Mar 2014 23:30:00 +0100
dt Subject: Café and more
p Café one
two
q1 > quoted
q2 > > twice
p reply goes on`
	if got := lines(d); got != want {
		t.Errorf("%s\nwant:\n%s", got, want)
	}
	properties := onus.Properties{Title: "Café and more", Author: "Jörg Jansen, b@example.com", Dated: "2014-03-05", Type: "electronic"}
	if d.Properties != properties || len(d.Attachments) > 0 {
		t.Errorf("%+v", d.Properties)
	}
}

// multi makes a mail of parts, each with its header.
func multi(kind string, parts ...string) string {
	boundary := fmt.Sprintf("b%d", len(strings.Join(parts, "")))
	return "Content-Type: multipart/" + kind + "; boundary=" + boundary + "\n\n--" + boundary + "\n" +
		strings.Join(parts, "\n--"+boundary+"\n") + "\n--" + boundary + "--\n"
}

const (
	plainPart = "Content-Type: text/plain\n\nHello there"
	htmlPart  = "Content-Type: text/html\n\n<h1>Hello</h1><p>there"
	longPart  = "Content-Type: text/html; charset=us-ascii\n\n<p>Hello, this says a good deal more: één thing"
	filePart  = "Content-Type: text/plain\nContent-Disposition: attachment; filename=note.txt\n\nnote"
	imagePart = "Content-Type: image/png\nContent-ID: <x>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo="
	mailPart  = "Content-Type: message/rfc822\n\nSubject: inner\nFrom: a@b\n\ninner text"
)

func TestTheBodyOfAMailIsWhatSaysMost(t *testing.T) {
	for what, c := range map[string]struct{ in, body, files string }{
		"text and page that say the same": {multi("alternative", plainPart, htmlPart), "p Hello there", ""},
		"text that says nothing":          {multi("alternative", plainPart, longPart), "p Hello, this says a good deal more: één thing", ""},
		"a page only":                     {htmlPart, "h1 Hello\np there", ""},
		"an empty text":                   {multi("alternative", "Content-Type: text/plain\n\n \n", htmlPart), "h1 Hello\np there", ""},
		"a page with its pictures":        {multi("alternative", plainPart, multi("related", longPart, imagePart)), "p Hello, this says a good deal more: één thing", "attachment-1.png image/png"},
		"attachments":                     {multi("mixed", plainPart, filePart, mailPart, plainPart), "p Hello there\np Hello there", "note.txt text/plain, inner.eml message/rfc822"},
		"no type at all":                  {"Subject: x\n\nhello", "dt Subject: x\np hello", ""},
		"a multipart without boundary":    {"Content-Type: multipart/mixed\n\nhello", "p hello", ""},
		"a boundary that is not closed":   {"Content-Type: multipart/mixed; boundary=x\n\n--x\n" + plainPart, "p Hello there", ""},
	} {
		d, err := readMail(file("a.eml", crlf(c.in)))
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		sound(t, d)
		body := strings.Split(lines(d), "\n")
		for len(body) > 0 && strings.HasPrefix(body[0], "dt Attachment") {
			body = body[1:]
		}
		var files []string
		for _, a := range d.Attachments {
			files = append(files, a.Name+" "+a.MediaType)
		}
		if got := strings.Join(body, "\n"); got != c.body || strings.Join(files, ", ") != c.files {
			t.Errorf("%s: %q, %q", what, got, files)
		}
	}
}

func TestASavedPageIsRead(t *testing.T) {
	page := "From: <Saved by Blink>\nSubject: The page\nDate: Wed, 5 Mar 2014 12:00:00 -0000\nMIME-Version: 1.0\n" + multi("related",
		"Content-Type: text/html\nContent-Location: https://example.com/\n\n<p>Text", "Content-Type: text/css\nContent-Location: cid:x\n\np {}")
	d, err := readMail(file("a.mhtml", crlf(page)))
	if err != nil || !strings.HasSuffix(lines(d), "\np Text") || d.Properties.Title != "The page" || len(d.Attachments) > 0 {
		t.Errorf("%q, %+v, %v", lines(d), d.Properties, err)
	}
}

func TestHostileMailsAreBounded(t *testing.T) {
	deep := strings.Repeat("Content-Type: multipart/mixed; boundary=x\n\n--x\n", 100_000) + plainPart
	var wide strings.Builder
	wide.WriteString("Content-Type: multipart/mixed; boundary=x\n\n--x\n" + plainPart)
	for i := range 100_000 {
		fmt.Fprintf(&wide, "\n--x\nContent-Disposition: attachment; filename=%d.txt\n\nx", i)
	}
	for what, in := range map[string]string{"deep": deep, "wide": wide.String()} {
		d, err := readMail(file("a.eml", crlf(in)))
		if !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", what, err)
		}
		if d != nil {
			sound(t, d)
		}
	}
}

func TestNamesOfAttachmentsAreSafe(t *testing.T) {
	for name, want := range map[string]string{
		"a.pdf": "a.pdf", `..\..\x.exe`: "x.exe", "/etc/passwd": "passwd", "..": "", "a\x00\n.txt": "a\ufffd.txt", "\u202efdp.exe": "fdp.exe",
		"a\xff.txt": "a\ufffd.txt", strings.Repeat("é", 200) + ".pdf": strings.Repeat("é", 98) + ".pdf",
	} {
		if got := safeName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestMailsOfTheCorpus(t *testing.T) {
	for name, want := range map[string][]string{
		"25-112.eml":                 {"Okello T. Chatrie", "Judgment VACATED and case REMANDED."},
		"qp-utf8-header.eml":         {"From: James Hillyerd <jamehi03@jamehi03lx.noa.com>, André Pirard <PIRARD@vm1.ulg.ac.be>", "To: Mirosław Marczak <marczak@inbucket.com>", "Subject: MIME UTF8 Test ¢ More Text", "Lorem ipsum"},
		"mime-bad-8bit-filename.eml": {"From: Pavel Bazika <pavel.bazika@some.domain>", "Text part", "Attachment: 管理.doc"},
	} {
		d, err := readMail(file(name, corpus(t, "mail/"+name)))
		if err != nil {
			t.Fatal(err)
		}
		sound(t, d)
		for _, s := range want {
			if !strings.Contains(d.Text(), s) {
				t.Errorf("%s: %q is not in %.500q", name, s, d.Text())
			}
		}
	}
}

func FuzzMail(f *testing.F) {
	for _, s := range []string{multi("alternative", plainPart, htmlPart), multi("mixed", filePart, mailPart, imagePart), "From: =?x?b?x?= <\n\n>"} {
		f.Add(crlf("Subject: x\n" + s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := readMail(file("a.eml", b))
		if d == nil && err == nil {
			t.Fatal("neither a document nor an error")
		}
		if d != nil {
			sound(t, d)
		}
	})
}
