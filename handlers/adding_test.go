package handlers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"onus"
	"onus/db/dbtest"
)

// files posts several files in one form, before its fields, as browsers do without the
// script: in the order of the page.
func (b *browser) files(path string, names []string, contents [][]byte, pairs ...string) *answer {
	b.d.Helper()
	body, kind := manyFiles(b.d.T, names, contents, pairs...)
	return b.do(http.MethodPost, path, body, "Content-Type", kind)
}

func manyFiles(t *testing.T, names []string, contents [][]byte, pairs ...string) (io.Reader, string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i, name := range names {
		part, err := w.CreateFormFile("file", name)
		if err == nil {
			_, err = part.Write(contents[i])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := 0; i < len(pairs); i += 2 {
		if err := w.WriteField(pairs[i], pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &body, w.FormDataContentType()
}

// againForm is the form that adds known bytes once more.
func againForm(a *answer) url.Values {
	a.d.Helper()
	form := url.Values{}
	a.doc().Find("form[data-again]").First().Find("input").Each(func(_ int, s *goquery.Selection) { form.Set(s.AttrOr("name", ""), s.AttrOr("value", "")) })
	return form
}

// sent is files as a script sends them, which gets the rows alone.
func (b *browser) sent(path, name string, content []byte, pairs ...string) *answer {
	b.d.Helper()
	body, kind := manyFiles(b.d.T, []string{name}, [][]byte{content}, pairs...)
	return b.do(http.MethodPost, path, body, "Content-Type", kind, "HX-Request", "true", "X-Upload", "1")
}

// rowTexts are the rows of an answer as they are read.
func (a *answer) rowTexts() (all []string) {
	a.d.Helper()
	rows := a.doc().Find(".added-row")
	for i := range rows.Length() {
		all = append(all, strings.Join(strings.Fields(rows.Eq(i).Text()), " "))
	}
	return all
}

func (d *desk) evidence(caseURL string) []onus.Evidence {
	d.Helper()
	p, err := d.store.ListEvidence(d.Context(), idOf(caseURL), onus.Filter{Limit: 1000})
	d.must(err)
	return p.Rows
}

func TestAFormThatBreaksOffSaysWhatItAdded(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	body, kind := manyFiles(t, []string{"one.txt", "two.txt"}, [][]byte{[]byte("one"), bytes.Repeat([]byte("two"), 1000)}, "source", "late")
	whole, err := io.ReadAll(body)
	b.d.must(err)
	a := b.do(http.MethodPost, caseURL+"/evidence/add", bytes.NewReader(whole[:len(whole)-1500]), "Content-Type", kind).want(http.StatusBadRequest)
	if got := fmt.Sprint(a.rowTexts()); !strings.Contains(got, "EX-0001 one") || !strings.Contains(got, "The form broke off here") || strings.Contains(got, "two") {
		t.Errorf("the rows are %s", got)
	}
	if items := b.d.evidence(caseURL); len(items) != 1 {
		t.Errorf("%d items", len(items))
	}
	b.d.loose(0)
}

func TestEveryFileOfAFormBecomesAnItem(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	a := b.files(caseURL+"/evidence/add", []string{"2014-07-31 letter_to_IBM.pdf", "日本.txt", "empty.pdf", ""},
		[][]byte{[]byte("%PDF-1.4 letter"), []byte("証拠"), nil, nil}, "source", "Volkskrant", "custodian", "J. de Vries").want(http.StatusOK)
	if got := fmt.Sprint(a.rowTexts()); !strings.Contains(got, "EX-0001 2014-07-31 letter to IBM") || !strings.Contains(got, "EX-0002 日本") ||
		!strings.Contains(got, "empty.pdf This file is empty: there are no bytes in it.") || !strings.Contains(got, "Waits to be read") {
		t.Errorf("the rows are %s", got)
	}
	items := b.d.evidence(caseURL)
	if len(items) != 2 {
		t.Fatalf("%d items", len(items))
	}
	th, err := b.d.store.Thing(t.Context(), onus.EvidenceNoun, idOf(caseURL), items[0].ID)
	b.d.must(err)
	e := th.(*onus.Evidence)
	if e.Dated != "2014-07-31" || e.Source != "Volkskrant" || e.Custodian != "J. de Vries" || !e.IsProposed("title") || !e.IsProposed("dated") {
		t.Errorf("%+v", e)
	}
	if got := b.get(caseURL + "/evidence/" + e.ID + "/files/1").want(http.StatusOK).Body.String(); got != "%PDF-1.4 letter" {
		t.Errorf("the bytes are %q", got)
	}
	file, err := os.ReadFile(filepath.Join(corpusDocs, "hostile", "empty.pdf"))
	if err != nil {
		t.Log("The corpus is not beside the project: only an empty file of this test is tried.")
	}
	for _, a := range []*answer{b.sent(caseURL+"/evidence/add", "empty.pdf", file), b.files(caseURL+"/evidence/add", []string{"empty.pdf"}, [][]byte{nil})} {
		if a.want(http.StatusUnprocessableEntity); !strings.Contains(a.Body.String(), "there are no bytes in it") {
			t.Error(shorten(a.Body.String()))
		}
	}
	b.files(caseURL+"/evidence/add", []string{""}, [][]byte{nil}).want(http.StatusUnprocessableEntity)
	if n := len(b.d.evidence(caseURL)); n != 2 {
		t.Errorf("then there are %d items", n)
	}
}

// corpusDocs are documents of others, if they are beside the project.
var corpusDocs = filepath.Join(corpus, "..", "docs")

func TestAScriptGetsRowsAlone(t *testing.T) {
	b, caseURL := leadCase(t, Config{MaxUpload: 1 << 20})
	a := b.sent(caseURL+"/evidence/add", "a.txt", []byte("text"), "path", "map/../sub\\x").want(http.StatusOK)
	if a.doc().Find("h1, main").Length() > 0 || a.doc().Find(".added-row").Length() != 1 {
		t.Error(shorten(a.Body.String()))
	}
	_, rows := b.get(caseURL + "/evidence.csv").table()
	if got := rows[0]["description"]; got != "From the folder map/sub/x." {
		t.Errorf("the description is %q", got)
	}
	large := b.sent(caseURL+"/evidence/add", "b.bin", make([]byte, 1<<20+1)).want(http.StatusRequestEntityTooLarge)
	if got := large.rowTexts(); len(got) != 1 || got[0] != "b.bin This is too large: 1.0 MiB at most." {
		t.Errorf("%q", got)
	}
	b.d.loose(0)
}

// loose wants so many temporary files of uploads.
func (d *desk) loose(want int) {
	d.Helper()
	left, err := filepath.Glob(filepath.Join(d.config.Folder, "files", "*"))
	d.must(err)
	n := 0
	for _, path := range left {
		if len(filepath.Base(path)) > 2 {
			n++
		}
	}
	if n != want {
		d.Errorf("%d temporary files are left: %v", n, left)
	}
}

func TestTheSameBytesAreAskedAbout(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	add := caseURL + "/evidence/add"
	b.sent(add, "first.txt", []byte("the same")).want(http.StatusOK)
	a := b.sent(add, "second.txt", []byte("the same"), "path", "box").want(http.StatusOK)
	if got := a.rowTexts(); len(got) != 1 || got[0] != "second.txt Same bytes as EX-0001 Add as a new item anyway" {
		t.Errorf("%q", got)
	}
	if n := len(b.d.evidence(caseURL)); n != 1 {
		t.Fatalf("%d items before anybody answered", n)
	}
	form := againForm(a)
	b.post(add, form, "HX-Request", "true").want(http.StatusOK)
	items := b.d.evidence(caseURL)
	if len(items) != 2 || items[1].Title != "second" {
		t.Fatalf("%+v", items)
	}
	if row := b.rowOf(caseURL, "evidence", items[1].ID); row["description"] != "From the folder box." {
		t.Errorf("the folder is lost: %q", row["description"])
	}
	b.sent(add, "third.txt", []byte("the same"), "duplicate", "new").want(http.StatusOK)
	if n := len(b.d.evidence(caseURL)); n != 3 {
		t.Errorf("%d items when asked for", n)
	}

	other := "/cases/" + dbtest.NewCase(t, b.d.store).ID
	b.post(other+"/evidence/add", form).want(http.StatusNotFound)
	for _, sum := range []string{"", "x", strings.Repeat("0", 64), "../../etc/passwd"} {
		b.post(add, values("sha256", sum, "filename", "x")).want(http.StatusNotFound)
	}
	if n := len(b.d.evidence(other)); n != 0 {
		t.Errorf("another case has got %d items", n)
	}
	fresh := b.sent(other+"/evidence/add", "first.txt", []byte("the same")).want(http.StatusOK)
	if got := fresh.rowTexts(); !strings.Contains(got[0], "EX-0001") || strings.Contains(got[0], "Same bytes") {
		t.Errorf("another case is told of bytes that are not its own: %q", got)
	}
}

func TestAPastedTextBecomesAnItem(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	add := caseURL + "/evidence/add"
	for _, tt := range []struct{ as, text, url, title, file string }{
		{"text", "\nDear all,\r\nthe list", "", "Dear all,", "text.txt"},
		{"html", "<h1>News</h1><script>alert(1)</script>", "https://example.org/news", "https://example.org/news", "page.html"},
		{"html", "<p>Without an address</p>", "", "Pasted text", "page.html"},
	} {
		b.post(add, values("text", tt.text, "as", tt.as, "source_url", tt.url)).want(http.StatusOK)
		items := b.d.evidence(caseURL)
		e := items[len(items)-1]
		files, err := b.d.store.Files(t.Context(), idOf(caseURL), e.ID)
		b.d.must(err)
		if e.Title != tt.title || files[0].Filename != tt.file {
			t.Errorf("%q is %q with %q", tt.text, e.Title, files[0].Filename)
		}
		down := b.get(caseURL + "/evidence/" + e.ID + "/files/1").want(http.StatusOK)
		if down.Body.String() != tt.text || strings.Contains(down.Header().Get("Content-Type"), "html") {
			t.Errorf("%q came back as %q, %s", tt.text, down.Body, down.Header().Get("Content-Type"))
		}
		if row := b.rowOf(caseURL, "evidence", e.ID); row["source_url"] != tt.url {
			t.Errorf("the address is %q", row["source_url"])
		}
	}
	again := b.post(add, values("text", "\nDear all,\r\nthe list", "as", "text")).want(http.StatusOK)
	if !strings.Contains(again.text(), "Same bytes as") {
		t.Error("the same text once more was not asked about")
	}
	b.post(add, values("text", " \n", "as", "text")).want(http.StatusUnprocessableEntity)
	b.post(add, values("text", "x", "source_url", strings.Repeat("x", 3000))).want(http.StatusUnprocessableEntity)
	b.post(add, values("text", "bytes \xff", "as", "text")).want(http.StatusUnprocessableEntity)
	b.post(add, values("text", strings.Repeat("word ", 2<<20))).want(http.StatusRequestEntityTooLarge)
	if n := len(b.d.evidence(caseURL)); n != 3 {
		t.Errorf("%d items", n)
	}
}

func TestFilesWithHostileNamesBecomeItems(t *testing.T) {
	names := hostileFilenames
	var more []string
	if raw, err := os.ReadFile(filepath.Join(corpus, "hostile_filenames.json")); err == nil {
		if err := json.Unmarshal(raw, &more); err != nil {
			t.Fatal(err)
		}
	}
	b, caseURL := leadCase(t, Config{})
	for i, name := range append(names, more...) {
		quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "%0D", "\n", "%0A").Replace(name)
		if name == "" || strings.ContainsRune(name, 0) {
			continue // no file, and no header
		}
		body := fmt.Sprintf("--b\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n%s\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\nbytes %d\r\n--b--\r\n",
			strings.ToValidUTF8(name, "?"), quoted, i)
		a := b.do(http.MethodPost, caseURL+"/evidence/add", strings.NewReader(body), "Content-Type", "multipart/form-data; boundary=b", "HX-Request", "true")
		a.want(http.StatusOK)
		if rows := a.doc().Find(".added-row a[href]"); rows.Length() != 1 {
			t.Errorf("%q: %s", shorten(name), shorten(a.Body.String()))
		}
		if a.doc().Find("img, script").Length() > 0 {
			t.Errorf("%q is shown as HTML", name)
		}
	}
}

func TestABrokenFormKeepsNothingHalf(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	whole := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nwhole\r\n"
	cut := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.txt\"\r\n\r\nhal"
	b.do(http.MethodPost, caseURL+"/evidence/add", strings.NewReader(whole+cut), "Content-Type", "multipart/form-data; boundary=b").want(http.StatusBadRequest)
	if items := b.d.evidence(caseURL); len(items) != 1 || items[0].Title != "a" {
		t.Errorf("%+v", items)
	}
	b.d.loose(0)
}
