package handlers

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
)

func TestFilesComeBackByteForByte(t *testing.T) {
	b, caseURL := leadCase(t, Config{MaxUpload: 8 << 20})
	large := make([]byte, 5<<20)
	_, _ = rand.NewChaCha8([32]byte{}).Read(large)
	item := b.post(caseURL+"/evidence", values("title", "E")).made()
	for i, content := range [][]byte{{0}, []byte("text\r\n\x00\xff"), large, []byte("<html><script>alert(1)</script>"), []byte("PK\x03\x04"), make([]byte, 8<<20)} {
		name := []string{"one.bin", "a.txt", "large.bin", "page.html", "doc.docx", "limit.bin"}[i]
		b.upload(item+"/files", name, content, nil).want(http.StatusSeeOther)
		url := item + "/files/" + number(int64(i+1))
		a := b.get(url, "Accept-Encoding", "gzip").want(http.StatusOK)
		sum := sha256.Sum256(content)
		if !bytes.Equal(a.Body.Bytes(), content) || a.Header().Get("ETag") != `"`+hex.EncodeToString(sum[:])+`"` {
			t.Errorf("%s: %d bytes came back as %d", name, len(content), a.Body.Len())
		}
		disposition, params, err := mime.ParseMediaType(a.Header().Get("Content-Disposition"))
		if err != nil || disposition != "attachment" || params["filename"] != name {
			t.Errorf("%s: %s", name, a.Header().Get("Content-Disposition"))
		}
		if kind := a.Header().Get("Content-Type"); strings.Contains(kind, "html") || a.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s is served as %s", name, kind)
		}
		if csp := a.Header().Get("Content-Security-Policy"); csp != "default-src 'none'; sandbox" {
			t.Errorf("%s: %s", name, csp)
		}
		if head := b.do("HEAD", url, nil).want(http.StatusOK); head.Header().Get("Content-Length") != number(int64(len(content))) {
			t.Errorf("%s: HEAD says %s bytes", name, head.Header().Get("Content-Length"))
		}
	}
	if part := b.get(item+"/files/2", "Range", "bytes=0-3").want(http.StatusPartialContent); part.Body.String() != "text" {
		t.Errorf("the first four bytes are %q", part.Body)
	}
	b.upload(item+"/files", "empty.pdf", nil, nil).want(http.StatusUnprocessableEntity)
	before := b.get(item).doc().Find("#main .item-head").Length()
	b.upload(item+"/files", "more.bin", make([]byte, 8<<20+1), nil).want(http.StatusRequestEntityTooLarge)
	b.upload(item+"/files", "more.bin", make([]byte, 10<<20), nil).want(http.StatusRequestEntityTooLarge)
	b.upload(caseURL+"/evidence", "more.bin", make([]byte, 8<<20+1), values("title", "x")).want(http.StatusRequestEntityTooLarge)
	b.upload(caseURL+"/evidence", "a.bin", nil, values("title", strings.Repeat("a", 1<<20+1))).want(http.StatusRequestEntityTooLarge)
	if after := b.get(item).doc().Find("#main .item-head").Length(); after != before || b.count(caseURL, "evidence") != 1 {
		t.Error("what was refused was kept")
	}
	left, _ := filepath.Glob(filepath.Join(b.d.config.Folder, "files", "upload-*"))
	if len(left) > 0 {
		t.Errorf("refused uploads are still there: %v", left)
	}
}

func TestANewItemBringsItsFileOrItsText(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	content := func(item string) string { return b.get(item + "/files/1").want(http.StatusOK).Body.String() }
	if item := b.upload(caseURL+"/evidence", "a.pdf", []byte("%PDF"), values("title", "With a file")).made(); content(item) != "%PDF" {
		t.Error("the file is another")
	}
	if a := b.upload(caseURL+"/evidence", "empty.pdf", nil, values("title", "With an empty file")).want(http.StatusUnprocessableEntity); !strings.Contains(a.text(), "empty") {
		t.Error("nothing says that the file is empty")
	}
	const text = "Eerste regel\r\n<b>新云</b>\r\n"
	for _, item := range []string{
		b.post(caseURL+"/evidence", values("title", "With a text", "text", text)).made(),
		b.upload(caseURL+"/evidence", "", nil, values("title", "With a text, as browsers send it", "text", text)).made(),
	} {
		if content(item) != text {
			t.Errorf("the text is %q", content(item))
		}
		page := b.get(item).want(http.StatusOK).doc()
		if page.Find("a[href$='/document']").Length() != 1 || page.Find("main b").Length() > 0 {
			t.Error("the page does not lead to the text, or shows it as HTML")
		}
	}
	item := b.upload(caseURL+"/evidence", "", nil, values("title", "Without either")).made()
	b.get(item + "/files/1").want(http.StatusNotFound)
	a := b.upload(item+"/files", "", nil, nil).want(http.StatusUnprocessableEntity)
	if !strings.Contains(a.text(), "Choose a file first") {
		t.Error(shorten(a.text()))
	}
	a = b.upload(caseURL+"/evidence", "a.pdf", []byte("x"), values("title", " ", "text", "kept", "description", "kept too")).want(http.StatusUnprocessableEntity)
	if f := fields(a.doc()); f.Get("text") != "kept" || f.Get("description") != "kept too" {
		t.Errorf("%q", f)
	}
	beside(t, a, "title")
}

// hostileFilenames are some of the names of the corpus, for a copy without it.
var hostileFilenames = []string{"../../etc/passwd", `..\..\windows\win.ini`, "/etc/passwd", `C:\boot.ini`, "a\x00.pdf", "a\r\nSet-Cookie: x=1.pdf", `a".pdf`, `a\".pdf`, "a';b=c.pdf",
	"\u202egpj.fdp.exe", "a\u200b.pdf", "日本語の証拠.pdf", "%2e%2e%2fx.pdf", "CON", "...", "..", " ", ".htaccess", "-rf.pdf", "\xff\xfe.pdf", "<img src=x onerror=alert(1)>.svg",
	strings.Repeat("x", 1000) + ".pdf", "a." + strings.Repeat("x", 1000), strings.Repeat("日", 500), "=cmd|'/C calc'!A0.csv", "a%0d%0aX: y.pdf", "*.pdf", "a\tb.pdf"}

func TestHostileFilenamesAreHarmless(t *testing.T) {
	names := hostileFilenames
	var more []string
	if b, err := os.ReadFile(filepath.Join(corpus, "hostile_filenames.json")); err != nil {
		t.Log("The corpus of hostile file names is not beside the project: only the names of this file are tried.")
	} else if err := json.Unmarshal(b, &more); err != nil {
		t.Fatal(err)
	}
	b, caseURL := leadCase(t, Config{})
	item := b.post(caseURL+"/evidence", values("title", "E")).made()
	for i, name := range append(names, more...) {
		// As a program sends it, not as CreateFormFile would make it harmless.
		quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "%0D", "\n", "%0A").Replace(name)
		body := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + quoted + "\"\r\n\r\nbytes\r\n--b--\r\n"
		a := b.do("POST", item+"/files", strings.NewReader(body), "Content-Type", "multipart/form-data; boundary=b")
		if strings.ContainsAny(name, "\x00") && a.Code == http.StatusBadRequest {
			continue // no header holds a NUL
		}
		a.want(http.StatusSeeOther)
		files, err := b.d.store.Files(t.Context(), idOf(caseURL), idOf(item))
		b.d.must(err)
		kept := files[0].Filename
		if strings.ContainsAny(kept, "/\\\x00") || strings.ContainsFunc(kept, unicode.IsControl) || len(kept) > 255 || strings.Trim(kept, ". ") == "" || strings.ContainsRune(kept, '\u202e') {
			t.Errorf("%d: %q is kept as %q", i, shorten(name), kept)
		}
		down := b.get(item + "/files/" + number(files[0].FileVersion)).want(http.StatusOK)
		disposition, params, err := mime.ParseMediaType(down.Header().Get("Content-Disposition"))
		if err != nil || disposition != "attachment" || params["filename"] != kept || len(params) != 1 {
			t.Errorf("%q: %s (%v)", kept, down.Header().Get("Content-Disposition"), err)
		}
		for header, values := range down.Header() {
			for _, v := range values {
				if strings.ContainsAny(v, "\r\n\x00") || header == "Set-Cookie" && strings.Contains(v, "x=1") {
					t.Errorf("%q: header %s: %q", kept, header, v)
				}
			}
		}
		if down.Body.String() != "bytes" {
			t.Errorf("%q: other bytes", kept)
		}
		if shown := b.get(item).doc().Find("#main .item-head a[download]").First().Text(); shown != kept {
			t.Errorf("the page shows %q as %q", kept, shown)
		}
	}
	err := filepath.WalkDir(b.d.config.Folder, func(path string, f os.DirEntry, err error) error {
		if err == nil && !f.IsDir() && len(f.Name()) != 64 && !strings.HasPrefix(f.Name(), "onus.db") {
			t.Errorf("on the disk: %s", path)
		}
		return err
	})
	b.d.must(err)
}

func TestAHugeFilenameCostsLittle(t *testing.T) {
	start := time.Now()
	for _, name := range []string{strings.Repeat("日", 1<<20), "a." + strings.Repeat("x", 1<<20), strings.Repeat(".", 1<<20), strings.Repeat("/", 1<<20), strings.Repeat("a.", 1<<19)} {
		if got := cleanFilename(name); len(got) > maxFilename || got == "" {
			t.Errorf("%d bytes: %q", len(name), got)
		}
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestBrokenUploadsAreRefused(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	item := b.post(caseURL+"/evidence", values("title", "E")).made()
	for what, tt := range map[string][2]string{
		"no boundary":           {"multipart/form-data", "x"},
		"cut off":               {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhalf"},
		"no end":                {"multipart/form-data; boundary=b", "--b\r\n"},
		"not a form":            {"multipart/mixed; boundary=b", "--b\r\n\r\n\r\n--b--\r\n"},
		"empty":                 {"multipart/form-data; boundary=b", ""},
		"urlencoded, no file":   {"application/x-www-form-urlencoded", "file=x"},
		"JSON":                  {"application/json", "{}"},
		"an unnamed part":       {"multipart/form-data; boundary=b", "--b\r\n\r\nx\r\n--b--\r\n"},
		"an endless preamble":   {"multipart/form-data; boundary=b", strings.Repeat("x", 1<<20)},
		"a file that is a text": {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n\r\n--b--\r\n"},
	} {
		a := b.do("POST", item+"/files", strings.NewReader(tt[1]), "Content-Type", tt[0])
		if a.Code != http.StatusBadRequest && a.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", what, a.Code)
		}
	}
	b.get(item + "/files/1").want(http.StatusNotFound)
	// Every other form may come as multipart, too.
	made := b.upload(caseURL+"/parties", "ignored.txt", []byte("x"), values("name", "Multi", "kind", "person")).made()
	if b.rowOf(caseURL, "parties", idOf(made))["name"] != "Multi" {
		t.Error("a form that came as multipart is read wrongly")
	}
}
