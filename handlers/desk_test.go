package handlers

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"onus"
	"onus/csvio"
	"onus/db"
	"onus/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// desk is a server on a store of its own, reached through its real router.
type desk struct {
	*testing.T
	config db.Config
	store  *db.Store
	s      *Server
}

func newDesk(t *testing.T, c Config) *desk {
	t.Helper()
	d := &desk{T: t, config: dbtest.Config(t)}
	d.store = dbtest.Reopen(t, d.config)
	c.Store = d.store
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s, err := New(c)
	d.must(err)
	d.s = s
	return d
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// browser is somebody before the server; without cookie, nobody in particular.
type browser struct {
	d      *desk
	cookie string
}

// signedIn is a browser with a session of user.
func (d *desk) signedIn(u onus.User) *browser {
	d.Helper()
	token, err := d.store.StartSession(d.Context(), u.ID, d.s.limits)
	d.must(err)
	return &browser{d, token}
}

// leadCase is a new desk with a case and the browser of its lead.
func leadCase(t *testing.T, c Config) (b *browser, caseURL string) {
	t.Helper()
	d := newDesk(t, c)
	u := dbtest.User(t, d.store, dbtest.Who.Email, false)
	return d.signedIn(u), "/cases/" + dbtest.Case(t, d.store, u).ID
}

// answer is what came back, with what was asked.
type answer struct {
	*httptest.ResponseRecorder
	asked string
	d     *desk
}

// do sends a request as a browser does; header is names and values in turn.
func (b *browser) do(method, path string, body io.Reader, header ...string) *answer {
	b.d.Helper()
	r := httptest.NewRequest(method, path, body)
	if strings.Contains(path, "/events") { // a stream goes on until its browser goes
		ctx, stop := context.WithTimeout(r.Context(), 20*time.Millisecond)
		defer stop()
		r = r.WithContext(ctx)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if b.cookie != "" {
		r.AddCookie(&http.Cookie{Name: b.d.s.cookieName(), Value: b.cookie})
	}
	w := httptest.NewRecorder()
	b.d.s.Handler().ServeHTTP(w, r)
	return &answer{w, method + " " + path, b.d}
}

func (b *browser) get(path string, header ...string) *answer {
	b.d.Helper()
	return b.do(http.MethodGet, path, nil, header...)
}

func (b *browser) post(path string, form url.Values, header ...string) *answer {
	b.d.Helper()
	return b.do(http.MethodPost, path, strings.NewReader(form.Encode()), header...)
}

// upload posts fields and one file as a form with files does.
func (b *browser) upload(path, filename string, content []byte, fields url.Values) *answer {
	b.d.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range fields {
		for _, v := range values {
			b.d.must(w.WriteField(name, v))
		}
	}
	part, err := w.CreateFormFile("file", filename)
	b.d.must(err)
	_, err = part.Write(content)
	b.d.must(err)
	b.d.must(w.Close())
	return b.do(http.MethodPost, path, &body, "Content-Type", w.FormDataContentType())
}

// want fails the test unless the status is one of those.
func (a *answer) want(status ...int) *answer {
	a.d.Helper()
	if !slices.Contains(status, a.Code) {
		a.d.Fatalf("%s: %d, want %d\n%s", shorten(a.asked), a.Code, status, shorten(a.text()))
	}
	return a
}

// made is the address of what a POST made.
func (a *answer) made() string {
	a.d.Helper()
	return a.want(http.StatusSeeOther).Header().Get("Location")
}

func (a *answer) doc() *goquery.Document {
	a.d.Helper()
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(a.Body.Bytes()))
	a.d.must(err)
	return doc
}

// text is the page as it is read.
func (a *answer) text() string {
	if !strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") {
		return a.Body.String()
	}
	return strings.Join(strings.Fields(a.doc().Find("main").Text()), " ")
}

// table is a CSV answer: a map for every row, with the guard undone.
func (a *answer) table() (names []string, rows []map[string]string) {
	a.d.Helper()
	a.want(http.StatusOK)
	all, err := csv.NewReader(bytes.NewReader(a.Body.Bytes())).ReadAll()
	a.d.must(err)
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, cell := range cells {
			row[all[0][i]] = csvio.Unguard(cell)
		}
		rows = append(rows, row)
	}
	return all[0], rows
}

// rowOf is the row of one thing in the CSV file of a noun.
func (b *browser) rowOf(caseURL, noun, id string) map[string]string {
	b.d.Helper()
	_, rows := b.get(caseURL + "/" + noun + ".csv").table()
	for _, row := range rows {
		if row["id"] == id {
			return row
		}
	}
	b.d.Fatalf("%s.csv has no %s", noun, id)
	return nil
}

func idOf(address string) string {
	path, _, _ := strings.Cut(address, "#")
	return path[strings.LastIndexByte(path, '/')+1:]
}

func shorten(s string) string {
	if len(s) > 600 {
		return s[:600] + "…"
	}
	return s
}

// values makes a form of names and values in turn.
func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}
