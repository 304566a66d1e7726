package handlers

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onus"
	"onus/csvio"
	"onus/db/dbtest"
	"onus/document"
)

// readAs is an item whose file was read as a document of some pages.
func (b *browser) readAs(caseURL, filename, content, state string, pages int) string {
	b.d.Helper()
	item := b.upload(caseURL+"/evidence", filename, []byte(content), values("title", strings.TrimSuffix(filename, filepath.Ext(filename)))).made()
	w, err := b.d.store.ClaimWork(b.d.Context(), time.Minute)
	b.d.must(err)
	d := &onus.Document{State: state, Format: strings.TrimPrefix(filepath.Ext(filename), "."), Paged: strings.HasSuffix(filename, ".pdf"), Parts: make([]onus.Part, pages)}
	b.d.must(b.d.store.KeepReading(b.d.Context(), w, d, nil))
	return idOf(item)
}

// cells are the rows of the table of a page.
func (a *answer) cells() string {
	a.d.Helper()
	var rows []string
	for _, tr := range a.doc().Find("table.data tbody tr").EachIter() {
		var cells []string
		for _, td := range tr.Find("td").EachIter() {
			cells = append(cells, strings.Join(strings.Fields(td.Text()), " "))
		}
		rows = append(rows, strings.Join(cells, "|"))
	}
	return strings.Join(rows, "; ")
}

func TestBatesNumbersAreShownThenAssigned(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	ids := []string{b.readAs(caseURL, "three.pdf", "%PDF 3", onus.ReadDone, 3), b.readAs(caseURL, "table.csv", "a,b", onus.ReadDone, 1)}
	locked := b.readAs(caseURL, "locked.pdf", "%PDF locked", onus.ReadPassword, 0)
	bates := caseURL + "/evidence/bates"
	form := func(step string, ids ...string) url.Values {
		return url.Values{"ids": ids, "step": {step}, "prefix": {"NEU"}, "first": {"1"}, "digits": {"6"}}
	}
	b.post(bates, url.Values{}).want(http.StatusSeeOther)
	first := b.post(bates, url.Values{"ids": ids}).want(http.StatusOK)
	if got := first.cells(); !strings.HasPrefix(got, "EX-0001|three|3|000001|000003") { // without a prefix, as nothing is numbered yet
		t.Error(got)
	}
	preview := b.post(bates, form("preview", ids...)).want(http.StatusOK)
	if got := preview.cells(); got != "EX-0001|three|3|NEU000001|NEU000003; EX-0002|table|1|NEU000004|NEU000004" {
		t.Error(got)
	}
	if row := b.rowOf(caseURL, "evidence", ids[0]); row["bates_begin"] != "" {
		t.Error("showing the numbers gives them")
	}
	refused := b.post(bates, form("assign", ids[0], locked)).want(http.StatusUnprocessableEntity)
	if text := refused.text(); !strings.Contains(text, "Nothing was numbered") || !strings.Contains(text, "protected by a password") {
		t.Error(text)
	}
	bad := form("preview", ids...)
	bad.Set("prefix", "../x")
	if a := b.post(bates, bad).want(http.StatusUnprocessableEntity); a.doc().Find("#f-prefix-problem").Length() != 1 {
		t.Error(a.text())
	}
	b.post(bates, form("assign", ids...)).want(http.StatusSeeOther)
	if row := b.rowOf(caseURL, "evidence", ids[0]); row["bates_begin"] != "NEU000001" || row["bates_end"] != "NEU000003" {
		t.Errorf("%q", row)
	}
	again := b.post(bates, url.Values{"ids": ids}).want(http.StatusOK)
	if text := again.text(); !strings.Contains(text, "It has NEU000001 already.") || again.doc().Find("#f-first").AttrOr("value", "") != "5" {
		t.Error(text)
	}
	other := "/cases/" + dbtest.NewCase(t, b.d.store).ID
	b.post(other+"/evidence/bates", form("assign", ids...)).want(http.StatusNotFound)
}

// stampedOf is what a download of stamped copies holds, by name.
func (b *browser) stampedOf(caseURL string, ids ...string) (content map[string]string, index []map[string]string) {
	b.d.Helper()
	a := b.post(caseURL+"/evidence/stamped", url.Values{"ids": ids}).want(http.StatusOK)
	r, err := zip.NewReader(bytes.NewReader(a.Body.Bytes()), int64(a.Body.Len()))
	b.d.must(err)
	content = map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		b.d.must(err)
		all, err := io.ReadAll(in)
		b.d.must(err)
		content[f.Name] = string(all)
	}
	rows, err := csv.NewReader(strings.NewReader(content["index.csv"])).ReadAll()
	b.d.must(err)
	for _, cells := range rows[1:] {
		row := map[string]string{}
		for i, cell := range cells {
			row[rows[0][i]] = csvio.Unguard(cell)
		}
		index = append(index, row)
	}
	return content, index
}

func TestStampedCopiesLeaveTheOriginalsAlone(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	b.d.s.stamp = func(_ context.Context, f *os.File, w io.Writer, prefix string, first int64, digits int) error {
		all, err := io.ReadAll(f)
		if strings.Contains(string(all), "damaged") {
			_, _ = io.WriteString(w, "half")
			return fmt.Errorf("stamp: %w", document.ErrDamaged)
		}
		if strings.Contains(string(all), "signed") {
			return fmt.Errorf("stamp: %w", document.ErrPassword)
		}
		_, _ = fmt.Fprintf(w, "%s stamped %s%0*d", all, prefix, digits, first)
		return err
	}
	pdf := b.readAs(caseURL, "=three.pdf", "%PDF 3", onus.ReadDone, 3)
	table := b.readAs(caseURL, "table.CSV", "a,b", onus.ReadDone, 1)
	damaged := b.readAs(caseURL, "damaged.pdf", "%PDF damaged", onus.ReadDone, 1)
	signed := b.readAs(caseURL, "signed.pdf", "%PDF signed", onus.ReadDone, 1)
	plain := b.readAs(caseURL, "without.pdf", "%PDF without a number", onus.ReadDone, 1)
	object := idOf(b.post(caseURL+"/evidence", values("title", "Object")).made())
	b.post(caseURL+"/evidence/stamped", url.Values{"ids": {plain}}).want(http.StatusSeeOther)
	ids := []string{object, pdf, table, damaged, signed}
	b.post(caseURL+"/evidence/bates", url.Values{"ids": ids, "step": {"assign"}, "prefix": {"N-"}, "first": {"1"}, "digits": {"4"}}).want(http.StatusSeeOther)
	before := b.originals()
	content, index := b.stampedOf(caseURL, append(ids, plain)...)
	for name, want := range map[string]string{"N-0001.pdf": "%PDF 3 stamped N-0001", "N-0004.csv": "a,b", "N-0005 (not stamped).pdf": "%PDF damaged", "N-0006 (not stamped).pdf": "%PDF signed"} {
		if content[name] != want {
			t.Errorf("%s holds %q", name, content[name])
		}
	}
	if len(content) != 5 || len(index) != 6 {
		t.Errorf("%d files, %d lines", len(content), len(index))
	}
	notes := map[string]string{}
	for _, row := range index {
		notes[row["bates_begin"]] = row["note"] + "|" + row["file"]
	}
	for begin, want := range map[string]string{"N-0001": "stamped copy|N-0001.pdf", "N-0004": "original|N-0004.csv", "N-0005": "Not stamped: the file is damaged or too large.|N-0005 (not stamped).pdf",
		"N-0006": "Not stamped: it is protected against changes.|N-0006 (not stamped).pdf", "N-0007": "This item has no file.|",
		"": "This item has no Bates number: it is not in this ZIP.|"} {
		if notes[begin] != want {
			t.Errorf("%s: %q, not %q", begin, notes[begin], want)
		}
	}
	if index[0]["exhibit"] != "EX-0001" || index[0]["title"] != "=three" || index[0]["original"] != "=three.pdf" || !strings.Contains(content["index.csv"], "'=three") {
		t.Errorf("the list is not guarded: %s", content["index.csv"])
	}
	if after := b.originals(); after != before {
		t.Error("the originals were changed")
	}
	if text := b.verified(caseURL + "/verify"); !strings.Contains(text, "Every byte is as it was uploaded.") {
		t.Error(text)
	}
	if got := b.acts(caseURL + "/evidence/" + pdf); !strings.HasPrefix(got, "verified v1, exported v1") {
		t.Errorf("the record says %s", got)
	}
	b.d.loose(0)
}

func TestBytesThatAreLostStopNothingElse(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	lost := b.readAs(caseURL, "lost.txt", "lost", onus.ReadDone, 1)
	there := b.readAs(caseURL, "there.txt", "there", onus.ReadDone, 1)
	ids := []string{lost, there}
	b.post(caseURL+"/evidence/bates", url.Values{"ids": ids, "step": {"assign"}, "prefix": {"L"}, "first": {"1"}, "digits": {"4"}}).want(http.StatusSeeOther)
	r, err := b.d.store.Reading(t.Context(), idOf(caseURL), lost, 0)
	b.d.must(err)
	f, err := b.d.store.OpenBytes(r.SHA256)
	b.d.must(err)
	b.d.must(errors.Join(f.Close(), os.Remove(f.Name())))
	if page := b.get(caseURL + "/evidence/" + lost + "/files/1").want(http.StatusGone).Body.String(); !strings.Contains(page, "missing on the server") {
		t.Errorf("the page says %s", page)
	}
	b.post(caseURL+"/evidence/add", values("sha256", r.SHA256, "filename", "again.txt")).want(http.StatusUnprocessableEntity)
	content, index := b.stampedOf(caseURL, ids...)
	if content["L0002.txt"] != "there" || len(index) != 2 || !strings.Contains(index[0]["note"], "missing on the server") {
		t.Errorf("%d files, the list says %v", len(content), index)
	}
}

// originals are all kept bytes with their names.
func (b *browser) originals() (all string) {
	b.d.Helper()
	paths, err := filepath.Glob(filepath.Join(b.d.config.Folder, "files", "*", "*"))
	b.d.must(err)
	for _, path := range paths {
		content, err := os.ReadFile(path)
		b.d.must(err)
		all += path + "\n" + string(content) + "\n"
	}
	return all
}
