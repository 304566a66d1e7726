package handlers

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// formOf writes a form with files as browsers do: the fields, the files, and what
// stands below them.
func formOf(t *testing.T, before url.Values, files map[string][]byte, after url.Values) (io.Reader, string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	write := func(v url.Values) {
		for name, values := range v {
			if err := w.WriteField(name, values[0]); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(before)
	for name, content := range files {
		part, err := w.CreateFormFile("file", name)
		if err == nil {
			_, err = part.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	write(after)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &body, w.FormDataContentType()
}

func (b *browser) send(t *testing.T, path string, before url.Values, files map[string][]byte, after url.Values) *answer {
	t.Helper()
	body, kind := formOf(t, before, files, after)
	return b.do(http.MethodPost, path, body, "Content-Type", kind)
}

func TestARefusedNewItemKeepsWhatWasTyped(t *testing.T) {
	b, caseURL := leadCase(t, Config{MaxUpload: 1 << 20})
	fine, large := []byte("x"), make([]byte, 1<<20+1)
	for what, tt := range map[string]struct {
		files map[string][]byte
		text  string
		code  int
		field string
		says  string
	}{
		"a file and a text":       {map[string][]byte{"a.pdf": fine}, "pasted\nwords", 422, "text", "Choose a file or paste a text, not both."},
		"two files":               {map[string][]byte{"a.pdf": fine, "b.pdf": fine}, "", 422, "file", "One file at a time."},
		"too large":               {map[string][]byte{"a.pdf": large}, "pasted", 413, "file", "This is too large: 1.0 MiB at most."},
		"far too large":           {map[string][]byte{"a.pdf": make([]byte, 9<<20)}, "pasted", 413, "file", "1.0 MiB at most"},
		"too large, and another":  {map[string][]byte{"a.pdf": large, "b.pdf": large}, "pasted", 413, "file", "1.0 MiB at most"},
		"a text that is too long": {nil, strings.Repeat("word ", 1<<18), 413, "text", "This is too large: 1.0 MiB at most."},
	} {
		a := b.send(t, caseURL+"/evidence", values("title", "Kept", "description", "Kept too"), tt.files, values("text", tt.text)).want(tt.code)
		if f := fields(a.doc()); f.Get("title") != "Kept" || f.Get("description") != "Kept too" || f.Get("text") != tt.text {
			t.Errorf("%s: the form has lost something: %s", what, shorten(f.Encode()))
		}
		beside(t, a, tt.field)
		if got := a.doc().Find("#f-" + tt.field + "-problem").Text(); !strings.Contains(got, tt.says) {
			t.Errorf("%s: %q", what, got)
		}
	}
	if n := b.count(caseURL, "evidence"); n != 0 {
		t.Errorf("%d items were made", n)
	}
	b.send(t, caseURL+"/evidence", values("title", "Fine"), map[string][]byte{"a.pdf": fine}, values("text", " \r\n")).want(http.StatusSeeOther)
	a := b.send(t, caseURL+"/evidence", values("title", " "), map[string][]byte{"a.pdf": fine}, values("text", "both")).want(422)
	beside(t, a, "title")
	beside(t, a, "text")
}

func TestAFormOfCountlessFieldsIsRefused(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	body := strings.Repeat("--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n\r\n", 1<<15) + "--b--\r\n"
	b.do(http.MethodPost, caseURL+"/evidence", strings.NewReader(body), "Content-Type", "multipart/form-data; boundary=b").want(http.StatusRequestEntityTooLarge)
}

func TestARefusedUploadShowsItsItem(t *testing.T) {
	b, caseURL := leadCase(t, Config{MaxUpload: 1 << 20})
	item := b.post(caseURL+"/evidence", values("title", "The item")).made()
	for what, tt := range map[string]struct {
		files map[string][]byte
		code  int
		says  string
	}{
		"none":          {nil, 422, "Choose a file first."},
		"two":           {map[string][]byte{"a": []byte("x"), "b": []byte("y")}, 422, "One file at a time."},
		"too large":     {map[string][]byte{"a": make([]byte, 1<<20+1)}, 413, "This is too large: 1.0 MiB at most."},
		"far too large": {map[string][]byte{"a": make([]byte, 9<<20)}, 413, "1.0 MiB at most"},
	} {
		a := b.send(t, item+"/files", nil, tt.files, nil).want(tt.code)
		doc := a.doc()
		if !strings.Contains(doc.Find("h1").Text(), "The item") || !strings.Contains(doc.Find("#f-file-problem").Text(), tt.says) {
			t.Errorf("%s: %s", what, shorten(a.text()))
		}
		file := doc.Find("#f-file")
		if file.AttrOr("aria-invalid", "") != "true" || !strings.Contains(file.AttrOr("aria-describedby", ""), "f-file-problem") {
			t.Errorf("%s: the field is not tied to its problem", what)
		}
	}
	b.get(item + "/files/1").want(http.StatusNotFound)
	for _, path := range []string{item, caseURL + "/evidence/new"} { // a script refuses it before it is sent
		form := b.get(path).doc().Find("form[data-upload]")
		if form.AttrOr("data-limit", "") != "1048576" || !strings.Contains(form.AttrOr("data-too-large", ""), "1.0 MiB") {
			t.Errorf("%s does not say what is too large", path)
		}
	}
}

// The rest of what is too large is read, or the browser, still sending, would see
// a broken connection and not the answer.
func TestTheAnswerToAHugeUploadArrives(t *testing.T) {
	b, caseURL := leadCase(t, Config{MaxUpload: 1 << 20})
	item := b.post(caseURL+"/evidence", values("title", "E")).made()
	server := httptest.NewServer(b.d.s.Handler())
	defer server.Close()
	body, kind := formOf(t, nil, map[string][]byte{"a": make([]byte, 64<<20)}, nil)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+item+"/files", io.MultiReader(body)) // in chunks
	b.d.must(err)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: b.d.s.cookieName(), Value: b.cookie})
	answer, err := server.Client().Do(r)
	b.d.must(err)
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("%s", answer.Status)
	}
}
