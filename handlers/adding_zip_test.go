package handlers

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"onus"
	"onus/db/dbtest"
)

// zipped is a ZIP of names and contents in turn.
func zipped(t *testing.T, pairs ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(pairs); i += 2 {
		f, err := w.Create(pairs[i])
		if err == nil {
			_, err = f.Write([]byte(pairs[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAZIPBecomesAnItemForEachFile(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	add := caseURL + "/evidence/add"
	b.sent(add, "known.txt", []byte("known")).want(http.StatusOK)
	inner := zipped(t, "deep/inner.txt", "inner")
	archive := zipped(t, "a/b/first.txt", "first", "second.txt", "second", "a/copy.txt", "first", "a/known.txt", "known", "empty.txt", "", "more.zip", string(inner), "../../evil.txt", "evil")
	a := b.sent(add, "box.zip", archive).want(http.StatusOK)
	text := strings.Join(strings.Fields(a.doc().Find("body").Text()), " ")
	for _, want := range []string{"4 items added", "3 files left out", "a/copy.txt the same bytes as another file of this ZIP", "known.txt Same bytes as EX-0001", "empty.txt empty"} {
		if !strings.Contains(text, want) {
			t.Errorf("the answer does not say %q: %s", want, text)
		}
	}
	_, rows := b.get(caseURL + "/evidence.csv").table()
	got := map[string]string{}
	for _, row := range rows {
		got[row["title"]] = row["description"]
	}
	for title, want := range map[string]string{"first": "From a/b in box.zip.", "second": "From box.zip.", "inner": "From more.zip/deep in box.zip.", "evil": "From box.zip."} {
		if got[title] != want {
			t.Errorf("%s: %q, not %q", title, got[title], want)
		}
	}
	sum := sha256.Sum256([]byte("known"))
	if form := againForm(a); form.Get("sha256") != hex.EncodeToString(sum[:]) {
		t.Errorf("what was left out cannot be added: %v", form)
	}
	b.sent(add, "box.zip", archive, "whole", "yes").want(http.StatusOK)
	items := b.d.evidence(caseURL)
	if last := items[len(items)-1]; last.Title != "box" || len(items) != 6 {
		t.Errorf("kept as one: %d items, the last is %q", len(items), last.Title)
	}
	b.d.loose(0)
}

func TestABrokenZIPSaysWhatWasAdded(t *testing.T) {
	b, caseURL := leadCase(t, Config{CaseQuota: 5 << 20})
	add := caseURL + "/evidence/add"
	good := zipped(t, "one.txt", "one", "two.txt", strings.Repeat("two", 100))
	damaged := bytes.Replace(bytes.Clone(good), []byte("one.txt"), []byte("one.txt"), 1)
	damaged[30+len("one.txt")+1] ^= 0xff // in the data of the first file
	for _, tt := range []struct {
		what    string
		content []byte
		code    int
		says    []string
		items   int
	}{
		{"cut in two", good[:len(good)/2], http.StatusUnprocessableEntity, []string{"This ZIP is damaged"}, 0},
		{"a damaged file", damaged, http.StatusOK, []string{"One item added", "one.txt damaged"}, 1},
		{"no room for all", zipped(t, "small.txt", "small", "large.txt", strings.Repeat("x", 6<<20)), http.StatusOK, []string{"One item added", "large.txt"}, 1},
		{"nothing in it", zipped(t), http.StatusUnprocessableEntity, []string{"This ZIP holds no files."}, 0},
		{"nothing of its own in it", zipped(t, "f/.DS_Store", "x", "__MACOSX/f/._a", "x"), http.StatusUnprocessableEntity,
			[]string{"One file left out", "f/.DS_Store what a computer leaves in folders: it and others like it"}, 0},
	} {
		before := len(b.d.evidence(caseURL))
		a := b.sent(add, "x.zip", tt.content).want(tt.code)
		for _, says := range tt.says {
			if !strings.Contains(strings.Join(strings.Fields(a.doc().Find("body").Text()), " "), says) {
				t.Errorf("%s: it does not say %q: %s", tt.what, says, a.doc().Find("body").Text())
			}
		}
		if n := len(b.d.evidence(caseURL)) - before; n != tt.items {
			t.Errorf("%s: %d items", tt.what, n)
		}
	}
	b.d.loose(0)
}

func TestALargeZIPComesInPortions(t *testing.T) {
	if testing.Short() {
		t.Skip("It makes 250 items.")
	}
	b, caseURL := leadCase(t, Config{})
	var pairs []string
	for i := range 250 {
		pairs = append(pairs, fmt.Sprintf("f/%03d.txt", i), fmt.Sprint("text ", i))
	}
	a := b.sent(caseURL+"/evidence/add", "many.zip", zipped(t, pairs...)).want(http.StatusOK)
	if n := a.doc().Find(".added-row .added-row a[href*='/evidence/']").Length(); n != shownArchived {
		t.Errorf("%d items are named", n)
	}
	items := b.d.evidence(caseURL)
	if len(items) != 250 || items[249].Title != "249" {
		t.Fatalf("%d items", len(items))
	}
	changes, err := b.d.store.ListChanges(t.Context(), idOf(caseURL), onus.Filter{Limit: 1})
	b.d.must(err)
	n, err := b.d.store.Undo(t.Context(), dbtest.Who, idOf(caseURL), 0, changes.Rows[0].Op)
	if err != nil || n != 250 {
		t.Errorf("undone: %d, %v", n, err)
	}
}
