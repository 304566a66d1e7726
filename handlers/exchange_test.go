package handlers

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// exchangeText has signs outside the first plane before the passages.
const exchangeText = "It says 😀 that Neu Cloud lost 客户数据 to IBM.\nOn 4 May 2015 both parties signed in Beijing."

// annotatedRoom has a labelled passage with a comment and an answer, a private one of
// each, and one that a claim cites.
func annotatedRoom(t *testing.T) *readingRoom {
	t.Helper()
	r := newReadingRoom(t, pages("First page", exchangeText))
	label := r.labelled("Key passage", "yellow")
	card := r.post(r.caseURL+"/annotations", values("evidence_id", r.itemID, "quote", "Neu Cloud lost 客户数据", "label_id", label, "body", "=1+1 **important**")).want(303).Header().Get("Location")
	r.post(card+"/replies", values("body", "an answer")).want(303)
	claim := r.post(r.caseURL+"/claims", values("title", "Damages", "kind", "damages", "unquantified", "true")).made()
	r.post(card+"/cite", values("claim_id", idOf(claim), "stance", "supports")).want(303)
	second := r.post(r.caseURL+"/annotations", values("evidence_id", r.itemID, "quote", "both parties\nsigned"))
	if second.Code != 422 {
		second.want(303)
	}
	r.post(r.caseURL+"/annotations", values("evidence_id", r.itemID, "quote", "in Beijing", "visibility", "private", "body", "mine alone")).want(303)
	r.other.post(r.caseURL+"/annotations", values("evidence_id", r.itemID, "quote", "4 May 2015", "visibility", "private", "body", "of somebody else")).want(303)
	return r
}

func TestTheExportIsAWebAnnotationCollection(t *testing.T) {
	t.Parallel()
	r := annotatedRoom(t)
	a := r.get(r.caseURL + "/annotations.jsonld").want(200)
	if kind := a.Header().Get("Content-Type"); kind != annotationProfile {
		t.Errorf("it is %q", kind)
	}
	if strings.Contains(a.Body.String(), "of somebody else") {
		t.Error("it has what is private to another member")
	}
	var c struct {
		Type  string
		Total int
		First struct {
			Type  string
			Items []map[string]any
		}
	}
	r.d.must(json.Unmarshal(a.Body.Bytes(), &c))
	if c.Type != "AnnotationCollection" || c.First.Type != "AnnotationPage" || c.Total != len(c.First.Items) || c.Total < 3 {
		t.Errorf("%s with %s of %d, total %d", c.Type, c.First.Type, len(c.First.Items), c.Total)
	}
	for _, want := range []string{`"value":"page=2"`, `"exact":"Neu Cloud lost 客户数据"`, `"motivation":"replying"`, `"purpose":"linking"`, `"purpose":"tagging"`, "/files/1"} {
		if !strings.Contains(a.Body.String(), want) {
			t.Errorf("it lacks %s", want)
		}
	}
	for name, check := range mustSchemas(t, "annotations") {
		for _, item := range c.First.Items {
			item["@context"] = "http://www.w3.org/ns/anno.jsonld"
			if err := check(item); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	var whole any
	r.d.must(json.Unmarshal(a.Body.Bytes(), &whole))
	for name, check := range mustSchemas(t, "collections") {
		if err := check(whole); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// mustSchemas are the W3C's schemas of what a thing of the model must have.
func mustSchemas(t *testing.T, kind string) map[string]func(any) error {
	t.Helper()
	dir := filepath.Join("..", "..", "shared", "vectors", "w3c")
	files, err := filepath.Glob(filepath.Join(dir, kind, "*.json"))
	if err != nil || len(files) == 0 {
		t.Log("The W3C's schemas are not beside the project, in ../shared/vectors/w3c: the export is not compared with them.")
		return nil
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft4)
	definitions, err := filepath.Glob(filepath.Join(dir, "definitions", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	add := func(file string) (map[string]any, error) {
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var schema map[string]any
		if err := json.Unmarshal(b, &schema); err != nil {
			return nil, err
		}
		delete(schema, "id")
		return schema, c.AddResource("https://schemas.example/"+filepath.Base(file), schema)
	}
	for _, file := range definitions {
		if _, err := add(file); err != nil {
			t.Fatal(file, err)
		}
	}
	all := map[string]func(any) error{}
	for _, file := range files {
		schema, err := add(file)
		if err != nil {
			t.Fatal(file, err)
		}
		if schema["assertionType"] != "must" || schema["expectedResult"] != "valid" {
			continue
		}
		compiled, err := c.Compile("https://schemas.example/" + filepath.Base(file))
		if err != nil {
			t.Fatal(file, err)
		}
		all[filepath.Base(file)] = compiled.Validate
	}
	if len(all) == 0 {
		t.Fatal("no schema is a must")
	}
	return all
}

func TestTheStandoffHasTheWordsInTheirPlaces(t *testing.T) {
	t.Parallel()
	r := annotatedRoom(t)
	body := r.get(r.caseURL + "/annotations/brat.zip").want(200).Body.Bytes()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	r.d.must(err)
	files := map[string]string{}
	for _, f := range z.File {
		rc, err := f.Open()
		r.d.must(err)
		b, err := io.ReadAll(rc)
		r.d.must(err)
		files[f.Name] = string(b)
	}
	text, lines := []rune(files["EX-0001-v1.txt"]), files["EX-0001-v1.ann"]
	n := 0
	for line := range strings.Lines(lines) {
		var id, kind string
		var start, end int
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if !strings.HasPrefix(line, "T") {
			continue
		}
		n++
		_, err := fmt.Sscan(f[0]+" "+f[1], &id, &kind, &start, &end)
		if err == nil && string(text[start:end]) != f[2] {
			t.Errorf("%q: there stands %q", line, string(text[start:end]))
		}
	}
	if n < 2 || !strings.Contains(files["annotation.conf"], "Key_passage\n") || strings.Contains(lines, "of somebody else") {
		t.Errorf("%d passages; %q", n, files)
	}
}

// sends uploads a file of annotations and answers the page of the dry run.
func (r *readingRoom) sends(caseURL, name, content string, more ...string) *answer {
	r.d.Helper()
	return r.upload(caseURL+"/annotations/import", name, []byte(content), values(more...))
}

func TestAnImportSaysFirstWhereEveryRowLands(t *testing.T) {
	t.Parallel()
	r := annotatedRoom(t)
	hypothesis := `{"total":2,"rows":[{"id":"h1","created":"2026-01-02T03:04:05Z","user":"acct:eve@hypothes.is","uri":"https://example.org/x","text":"from outside","tags":["Elsewhere"],
		"target":[{"source":"https://example.org/x","selector":[{"type":"RangeSelector"},{"type":"TextPositionSelector","start":3,"end":9},{"type":"TextQuoteSelector","exact":"that Neu Cloud lost","prefix":"😀 ","suffix":" 客户"}]}]},
		{"id":"h2","text":"a reply","references":["h1"],"target":[{"source":"https://example.org/x"}]},
		{"id":"h3","text":"nowhere","uri":"https://example.org/x","target":[{"source":"https://example.org/x","selector":[{"type":"TextQuoteSelector","exact":"these words stand nowhere at all in it"}]}]}]}`
	page := r.sends(r.caseURL, "h.json", hypothesis).want(200).doc()
	if n := page.Find("#plan ~ *, table .badge.good").Filter(".badge.good").Length(); n != 0 {
		t.Errorf("%d rows land without a document", n)
	}
	page = r.sends(r.caseURL, "h.json", hypothesis, "item", "EX-0001").want(200).doc()
	if n := page.Find("table .badge.good").Length(); n != 2 {
		t.Fatalf("%d rows land: %s", n, page.Find("table").Text())
	}
	if !strings.Contains(page.Text(), "Labels that would be made: Elsewhere") {
		t.Error("the new label is not said")
	}
	before := r.count(r.caseURL, "annotations")
	form := fieldsOf(page.Find("form:has([name=held])"))
	form.Set("do", "import")
	r.other.post(r.caseURL+"/annotations/import", form).want(422) // somebody else's file
	r.post(r.caseURL+"/annotations/import", form).want(303)
	if n := r.count(r.caseURL, "annotations"); n != before+2 {
		t.Errorf("%d rows more", n-before)
	}
	board := r.get(r.caseURL + "/annotations?q=outside").want(200).doc()
	if quote := board.Find(".board-words .note").Text(); quote != "that Neu Cloud lost" {
		t.Errorf("imported %q", quote)
	}
	if !strings.Contains(board.Text(), "acct:eve@hypothes.is") {
		t.Error("whose it was is not said")
	}
}

func TestWhatIsExportedComesInAgain(t *testing.T) {
	t.Parallel()
	r := annotatedRoom(t)
	fresh := newReadingRoom(t, pages("First page", exchangeText))
	want := r.exchanged(r.caseURL)
	for _, name := range []string{"annotations.csv", "annotations.jsonld"} {
		copied := fresh.post("/cases", url.Values{"title": {name}}).made()
		s := &shelf{fresh.browser, idOf(copied), copied}
		s.put(pages("First page", exchangeText))
		content := r.get(r.caseURL + "/" + name).want(200).Body.String()
		page := fresh.sends(copied, name, content, "item", "EX-0001").want(200).doc()
		form := fieldsOf(page.Find("form:has([name=held])"))
		form.Set("do", "import")
		fresh.post(copied+"/annotations/import", form).want(303)
		if got := fresh.exchanged(copied); got != want {
			t.Errorf("%s: came in as\n%s\nwant\n%s", name, got, want)
		}
	}
	again := r.sends(r.caseURL, "annotations.csv", r.get(r.caseURL+"/annotations.csv").want(200).Body.String()).want(200).doc()
	if n := again.Find("table .badge.good").Length(); n != 0 {
		t.Errorf("%d rows would be made twice", n)
	}
}

// exchanged is what an exchange keeps of the annotations of a case, in order.
func (r *readingRoom) exchanged(caseURL string) string {
	r.d.Helper()
	var all []string
	_, rows := r.get(caseURL + "/annotations.csv").table()
	for _, row := range rows {
		body, _, _ := strings.Cut(row["body"], "\n\n*")
		all = append(all, strings.Join([]string{row["page"], row["start"], row["end"], row["quote"], row["label"], body, fmt.Sprint(row["in_reply_to"] != "")}, "|"))
	}
	return strings.Join(all, "\n")
}

func TestAFileThatIsNoneOfThemIsRefused(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	for name, content := range map[string]string{
		"nothing": "", "a text": "hello", "half of JSON": `{"rows":[{"id"`, "JSON of something else": `{"a":1}`, "numbers": `[1,2,3]`,
		"deep":           strings.Repeat(`{"first":`, 9000) + "1" + strings.Repeat("}", 9000),
		"another CSV":    "a,b\n1,2\n",
		"a CSV of rows":  "id,evidence_id,quote\n\"x",
		"too many":       `{"rows":[` + strings.Repeat(`{"references":["a"]},`, maxImported+1) + `{"references":["a"]}]}`,
		"no annotations": `{"rows":[]}`,
	} {
		if a := r.sends(r.caseURL, "x", content); a.Code != 422 || a.doc().Find(".problem").Text() == "" {
			t.Errorf("%s: %d", name, a.Code)
		}
	}
	for name, content := range map[string]string{
		"a place that is none": `{"id":"a","target":{"source":"EX-0001","selector":{"type":"TextPositionSelector","start":-5,"end":1e300}}}`,
		"wrong types":          `{"id":"a","target":{"source":5,"selector":[7,{"type":"TextQuoteSelector","exact":"Neu"}]}}`,
		"a very long quote":    `{"id":"a","target":{"source":"EX-0001","selector":{"type":"TextQuoteSelector","exact":"` + strings.Repeat("x", 100_000) + `"}}}`,
	} {
		if n := r.sends(r.caseURL, "x", content).want(200).doc().Find("table .badge.good").Length(); n != 0 {
			t.Errorf("%s: lands", name)
		}
	}
}
