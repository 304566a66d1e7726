package document

import (
	"archive/zip"
	"bytes"
	"testing"
	"time"
)

// entry is a file of a ZIP.
type entry struct {
	name, text string
	header     zip.FileHeader
}

// zipOf makes an archive.
func zipOf(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		e.header.Name = e.name
		if e.header.Modified.IsZero() {
			e.header.Modified = time.Date(2014, 3, 5, 12, 0, 0, 0, time.UTC)
		}
		f, err := w.CreateHeader(&e.header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(e.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDetect(t *testing.T) {
	const types = "[Content_Types].xml"
	for what, c := range map[string]struct {
		name         string
		data         []byte
		format, kind string
	}{
		"a PDF":                       {"a", []byte("%PDF-1.7\n"), "pdf", "application/pdf"},
		"a PDF after junk":            {"a.txt", []byte("Content-Type: application/pdf\r\n\r\n%PDF-1.5\r\n"), "pdf", "application/pdf"},
		"text about PDF":              {"a.txt", []byte("It begins with %PDF-1.5 as always."), "text", "text/plain"},
		"RTF":                         {"a.doc", []byte(`{\rtf1\ansi x}`), "rtf", "application/rtf"},
		"a page named .pdf":           {"a.pdf", []byte("<!DOCTYPE html><html><body>x"), "html", "text/html"},
		"a page after a comment":      {"", []byte("<!-- saved -->\n<html>"), "html", "text/html"},
		"XHTML":                       {"", []byte("<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"\">\n<html xmlns=''>"), "html", "text/html"},
		"a page in UTF-16":            {"", utf16Bytes(littleEndian, "\ufeff<html><body>x</body></html>"), "html", "text/html"},
		"a piece of a page":           {"a.htm", []byte("hello <b>world"), "html", "text/html"},
		"text":                        {"a", []byte("hello\nworld"), "text", "text/plain"},
		"text in an older encoding":   {"a.txt", encoded(t, "gb18030", texts["gb18030"]), "text", "text/plain"},
		"text in UTF-16, no mark":     {"a", utf16Bytes(littleEndian, "hello world, this is text"), "text", "text/plain"},
		"text with a NUL in it":       {"a.txt", append(bytes.Repeat([]byte("text "), 50), 0), "text", "text/plain"},
		"no text at all":              {"a.txt", bytes.Repeat([]byte{0, 1, 2, 3}, 100), "", "application/octet-stream"},
		"JSON":                        {"a.json", []byte(`{"a": 1}`), "text", "application/json"},
		"Markdown":                    {"a.md", []byte("# a\n"), "markdown", "text/markdown"},
		"Markdown that begins as one": {"README.md", []byte("<h1 align=center>x</h1>\n\ntext"), "markdown", "text/markdown"},
		"a table":                     {"a.csv", []byte("a,b\n1,2\n"), "csv", "text/csv"},
		"a table with tabs":           {"a.TSV", []byte("a\tb\n1\t2\n"), "csv", "text/tab-separated-values"},
		"a mail":                      {"a", []byte("From: a@b\r\nTo: c@d\r\nSubject: x\r\n\r\nhello"), "mail", typeMail},
		"a mail of a mailbox":         {"a.eml", []byte("From a@b Mon\nReceived: by x\n\tfor y\nSubject: x\n\nhello"), "mail", typeMail},
		"a saved page":                {"a.mhtml", []byte("From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"), "mail", typeMail},
		"a memo":                      {"memo.txt", []byte("From: Jan\nTo: Piet\nSubject: x\n\nhello"), "text", "text/plain"},
		"a mail without a body":       {"", []byte("Received: by x\nFrom: a@b"), "mail", typeMail},
		"a picture":                   {"a.jpg", pngOf(chess(2, 2)), "image", "image/png"},
		"a TIFF":                      {"", pictureOf("tiff", chess(2, 2)), "image", "image/tiff"},
		"a BMP":                       {"", pictureOf("bmp", chess(2, 2)), "image", "image/bmp"},
		"a film":                      {"a.mp4", []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), "", "video/mp4"},
		"a ZIP":                       {"a.docx", zipOf(t, entry{name: "a.txt", text: "x"}), "archive", typeZIP},
		"an empty ZIP":                {"a.zip", zipOf(t), "archive", typeZIP},
		"DOCX, in any order":          {"a.zip", zipOf(t, entry{name: "docProps/app.xml"}, entry{name: "word/document.xml"}, entry{name: types}), "docx", typeDOCX},
		"XLSX":                        {"a", zipOf(t, entry{name: types}, entry{name: "xl/workbook.xml"}), "xlsx", typeXLSX},
		"ODT":                         {"a", zipOf(t, entry{name: "mimetype", text: typeODT}, entry{name: "content.xml"}), "odt", typeODT},
		"an OpenDocument sheet": {"a", zipOf(t, entry{name: "mimetype", text: "application/vnd.oasis.opendocument.spreadsheet"}, entry{name: "content.xml"}),
			"", "application/vnd.oasis.opendocument.spreadsheet"},
		"a compound file":   {"a", ole(t, stream("Something", "x")), "", "application/x-ole-storage"},
		"an old DOC":        {"a.docx", ole(t, stream("WordDocument", "x")), "", "application/msword"},
		"an old XLS":        {"a", ole(t, stream("Workbook", "x")), "", "application/vnd.ms-excel"},
		"an encrypted DOCX": {"a", ole(t, stream("EncryptedPackage", "x")), "docx", typeDOCX},
		"an encrypted XLSX": {"a.xlsx", ole(t, stream("EncryptedPackage", "x")), "xlsx", typeXLSX},
		"a message":         {"a", ole(t, stream("__properties_version1.0", "x")), "msg", typeMSG},
		"a broken message":  {"a.msg", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no more"), "msg", typeMSG},
	} {
		format, kind := detect(file(c.name, c.data))
		if format != c.format || kind != c.kind {
			t.Errorf("%s: %q, %q, want %q, %q", what, format, kind, c.format, c.kind)
		}
	}
}

func TestDetectFromTheHeadOnly(t *testing.T) {
	for name, want := range map[string]string{
		"pdf/broken-mime.pdf": "pdf", "docx/word-docx.docx": "docx", "docx/testWORD_protected_passtika.docx": "docx",
		"hostile/truncated62886.docx": "docx", "hostile/droste.zip": "archive", "html/rtl-1.html": "html", "hostile/poc-xmlbomb.xlsx": "xlsx",
		"mail/25-112.eml": "mail", "mail/qp-utf8-header.eml": "mail", "mail/mime-bad-8bit-filename.eml": "mail", "mail/chinese-traditional.msg": "msg",
	} {
		b := corpus(t, name)
		if got, _ := detect(file(name, b)); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		if got, _ := Detect(b[:min(len(b), 3000)], name); got != want {
			t.Errorf("the head of %s: %q, want %q", name, got, want)
		}
	}
}

func FuzzDetect(f *testing.F) {
	f.Add([]byte("From: x\n\n"), "a.txt")
	f.Add(ole(f, stream("EncryptedPackage", "x")), "a.xlsx")
	f.Add(zipOf(f, entry{name: "content.xml"}, entry{name: "mimetype", text: "x"}), "a.odt")
	f.Fuzz(func(t *testing.T, b []byte, name string) {
		if format, kind := detect(file(name, b)); kind == "" {
			t.Fatalf("%q has no media type", format)
		}
		Detect(b, name)
	})
}
