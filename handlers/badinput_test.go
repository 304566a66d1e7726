package handlers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// corpus holds public lists of hostile texts that are not part of the project.
const corpus = "../../shared/corpus/lists"

// hostileTexts are some of them, for a copy of the project without the corpus.
var hostileTexts = []string{
	"undefined", "null", "NaN", "true", "-1.00", "1;DROP TABLE claims", "' OR 1=1 --", `\`, `\\`, `"`, "'", "%", "_", "%s%d%!", "{{.}}", "${7*7}", "<%= 1 %>",
	"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'><svg/onload=alert(1)>", "javascript:alert(1)", "</textarea><script>alert(1)</script>", "</title><script>", "</select><b>",
	"<!-- ", "]]>", "&lt;b&gt;", "&amp;", "&#60;", "<a href=javascript:alert(1)>x", "\nleading line", "\n\n\ntwo", " leading", "trailing ", "\ttab", "a\tb",
	"=1+1", "'=1+1", "''=1", "+1", "-1", "@SUM(1)", "\t=1", "＝1", "a,b", "a;b", "\"quoted\"", "a\"b", "line\nline", "\ufeffBOM", "é e\u0301", "新云 v. IBM", "العربية", "\u202eevil", "a\u200bb", "Z̮̞̠͙͔ͅ", "👩‍👩‍👧", "\u0001\u0008\u001f\u007f", "\u0085\u2028\u2029", "𝕏", "\ufffd", "ﷺ", strings.Repeat("long ", 190), "carriage\rreturn", "both\r\nat once",
	"../../etc/passwd", "C:\\x", "http://a/%%30%30", "$HOME", "CON", "0x0", "1e1000", "İı", "ß",
}

// badTexts are all of them, each once, with those of the corpus if it is there.
func badTexts(t *testing.T) []string {
	t.Helper()
	texts := slices.Clone(hostileTexts)
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(corpus, name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if _, err := os.Stat(corpus); err != nil {
		t.Run("with the corpus", func(t *testing.T) {
			t.Skip("The corpus of hostile texts is not beside the project, in ../shared/corpus: only the list in this file is tried.")
		})
	} else {
		var naughty []string
		if err := json.Unmarshal(read("blns.json"), &naughty); err != nil {
			t.Fatal(err)
		}
		texts = append(append(texts, naughty...), strings.Split(string(read("csv_formula.txt")), "\n")...)
		for line := range strings.Lines(string(read("xss.jsonl"))) {
			var xss struct{ Payload string }
			if err := json.Unmarshal([]byte(line), &xss); err != nil {
				t.Fatal(err)
			}
			texts = append(texts, xss.Payload)
		}
		if len(texts) < 750 {
			t.Errorf("only %d texts", len(texts))
		}
	}
	slices.Sort(texts)
	texts = slices.Compact(texts)
	if testing.Short() {
		return slices.DeleteFunc(texts, func(s string) bool { return len(s)%9 != 0 })
	}
	return texts
}

// textFields are the fields of a noun into which people type what they like;
// lines take one line, as a browser sends it, texts several.
var textFields = map[string]struct {
	lines, texts []string
	rest         []string
}{
	"proceedings":   {[]string{"court", "reference"}, []string{"outcome", "note"}, nil},
	"parties":       {[]string{"name", "native_name", "aliases"}, []string{"description"}, []string{"kind", "person"}},
	"relationships": {nil, []string{"note"}, []string{"type", "parent_of", "from_id", "@parties0", "to_id", "@parties1"}},
	"claims": {[]string{"title", "legal_basis", "head_of_loss", "territory"}, []string{"verbatim", "calculation", "measure", "conduct", "description"},
		[]string{"kind", "injunction"}},
	"evidence": {[]string{"title", "source", "source_url", "author", "custodian", "bates_begin", "bates_end"}, []string{"description"}, nil},
	"links":    {[]string{"locator"}, []string{"why", "quote"}, []string{"evidence_id", "@evidence0", "claim_id", "@claims0"}},
	"cases":    {[]string{"title", "reference", "court", "jurisdiction"}, []string{"summary"}, nil},
}

// required are the fields that may not be blank.
var required = map[string]string{"proceedings": "court", "parties": "name", "claims": "title conduct", "evidence": "title", "cases": "title"}

// oneLine is a text as an input of one line holds it.
func oneLine(s string) string { return strings.NewReplacer("\r", "", "\n", "").Replace(s) }

// kept is what is kept of several lines: a browser sends every line end as CRLF.
func kept(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// rotate is the n-th form of a noun: each field has another text, and over as
// many forms as there are texts each field has them all.
func rotate(noun string, texts []string, n int, ids map[string][]string) url.Values {
	f := textFields[noun]
	form := url.Values{}
	for i, name := range slices.Concat(f.lines, f.texts) {
		s := texts[(n+i)%len(texts)]
		switch {
		case i < len(f.lines):
			s = oneLine(s)
		case n%2 == 0:
			s = strings.ReplaceAll(kept(s), "\n", "\r\n")
		}
		if strings.TrimSpace(s) == "" && strings.Contains(required[noun], name) {
			s += "x"
		}
		form.Set(name, s)
	}
	setRest(form, f.rest, ids)
	switch noun {
	case "links": // twice the same is refused
		form.Set("evidence_id", ids["evidence"][n%len(ids["evidence"])])
		form.Set("claim_id", ids["claims"][n/len(ids["evidence"])%len(ids["claims"])])
	case "evidence": // a range that ends before it begins is refused
		form.Set("bates_end", form.Get("bates_begin"))
	}
	return form
}

// setRest sets names and values in turn; @parties0 is the id of the first party.
func setRest(form url.Values, rest []string, ids map[string][]string) {
	for i := 0; i < len(rest); i += 2 {
		v := rest[i+1]
		if ref, ok := strings.CutPrefix(v, "@"); ok {
			v = ids[ref[:len(ref)-1]][ref[len(ref)-1]-'0']
		}
		form.Set(rest[i], v)
	}
}

// foundation makes what the forms of a noun refer to: for links, so many claims
// and items that every text has one of its own.
func foundation(b *browser, caseURL, noun string) map[string][]string {
	b.d.Helper()
	ids := map[string][]string{}
	enough := func(noun string, n int, form url.Values) {
		for range n {
			ids[noun] = append(ids[noun], idOf(b.post(caseURL+"/"+noun, form).made()))
		}
	}
	switch noun {
	case "relationships":
		enough("parties", 2, values("name", "ok", "kind", "person"))
	case "links":
		enough("evidence", 32, values("title", "ok"))
		enough("claims", 32, values("title", "ok", "kind", "other"))
	}
	return ids
}

// under is the address of a noun.
func under(caseURL, noun string) string {
	if noun == "cases" {
		return "/cases"
	}
	return caseURL + "/" + noun
}

func TestWhatIsTypedComesBackAsItWasTyped(t *testing.T) {
	t.Parallel()
	texts := badTexts(t)
	for noun := range textFields {
		t.Run(noun, func(t *testing.T) {
			t.Parallel()
			b, caseURL := leadCase(t, Config{})
			ids, list := foundation(b, caseURL, noun), under(caseURL, noun)
			every := min(4, len(textFields[noun].lines)+len(textFields[noun].texts)) // so that each text is on a page in one field at least; the CSV file has all
			typed := map[string]url.Values{}
			for n := range texts {
				form := rotate(noun, texts, n, ids)
				thing := b.post(list, form).made()
				typed[idOf(thing)] = form
				if n%every == 0 {
					checkPages(t, b, thing, form)
				}
			}
			checkCSV(t, b, list, typed)
			for path, pages := list, 0; path != "" && pages < 20; pages++ {
				a := b.get(path).want(http.StatusOK)
				clean(t, a)
				path = a.doc().Find("a[rel=next]").AttrOr("href", "")
			}
			for _, path := range []string{"", "/history", "/search?q=script", "/search?q=%3Cscript%3E", "/export", "/links/new", "/claims?q=%22%3E%3Csvg+onload%3D1%3E"} {
				clean(t, b.get(caseURL+path).want(http.StatusOK))
			}
		})
	}
}

// checkPages reads the texts of a thing back from its form and from its page.
func checkPages(t *testing.T, b *browser, thing string, form url.Values) {
	t.Helper()
	page, edit := b.get(thing).want(http.StatusOK), b.get(thing+"/edit").want(http.StatusOK)
	shown := fields(clean(t, edit))
	text := clean(t, page).Find("body").Text()
	for name := range form {
		want := asParsed(form.Get(name))
		if _, drawn := shown[name]; drawn && shown.Get(name) != want && !strings.HasSuffix(name, "_id") {
			t.Errorf("%s: typed %q into %s, its form has %q", thing, want, name, shown.Get(name))
		}
		if !strings.HasSuffix(name, "_id") && name != "kind" && name != "type" && !strings.Contains(text, want) {
			t.Errorf("%s: the page does not show %q, typed into %s", thing, want, name)
		}
	}
}

// asParsed is a text after an HTML parser: it never sees a carriage return.
func asParsed(s string) string { return strings.ReplaceAll(kept(s), "\r", "\n") }

func checkCSV(t *testing.T, b *browser, list string, typed map[string]url.Values) {
	t.Helper()
	_, rows := b.get(list + ".csv").table()
	seen := 0
	for _, row := range rows {
		form, ok := typed[row["id"]]
		if ok {
			seen++
		}
		for name := range form {
			if row[name] != kept(form.Get(name)) {
				t.Errorf("%s.csv: typed %q into %s, read %q", list, form.Get(name), name, row[name])
			}
		}
	}
	if seen != len(typed) {
		t.Errorf("%s.csv has %d of %d rows", list, seen, len(typed))
	}
}

// clean fails if a page has a script, a style or a handler that is not ours.
func clean(t *testing.T, a *answer) *goquery.Document {
	t.Helper()
	doc := a.doc()
	for _, what := range foreign(doc) {
		t.Errorf("%s: %s", shorten(a.asked), what)
	}
	return doc
}

// foreign are the scripts, styles, handlers and addresses on a page that would
// run something that is not ours.
func foreign(doc *goquery.Document) (found []string) {
	doc.Find("*").Each(func(_ int, s *goquery.Selection) {
		name := goquery.NodeName(s)
		switch {
		case name == "script" && (!strings.HasPrefix(s.AttrOr("src", ""), "/assets/") || s.Text() != ""),
			name == "style", name == "iframe", name == "object", name == "embed", name == "base", name == "math", name == "img", name == "video", name == "marquee",
			name == "svg" && s.AttrOr("class", "") != "icon" && !isPage(s), name == "link" && !strings.HasPrefix(s.AttrOr("href", ""), "/assets/"):
			h, _ := goquery.OuterHtml(s)
			found = append(found, "element "+shorten(h))
		}
		for _, a := range s.Nodes[0].Attr {
			key, value := strings.ToLower(a.Key), strings.ToLower(strings.TrimSpace(a.Val))
			address := key == "href" || key == "src" || key == "action" || key == "formaction" || key == "hx-get" || key == "hx-post"
			switch {
			case strings.HasPrefix(key, "on"), key == "style", key == "srcdoc", strings.HasPrefix(key, "hx-on"), key == "hx-vals", key == "hx-vars",
				address && !strings.HasPrefix(value, "/") && !strings.HasPrefix(value, "#") && !strings.HasPrefix(value, "http://") && !strings.HasPrefix(value, "https://"),
				address && strings.HasPrefix(value, "//"):
				found = append(found, name+" "+a.Key+"="+a.Val)
			}
		}
	})
	return found
}

// isPage tells the drawing of a page of a document: words at places, nothing that acts.
func isPage(svg *goquery.Selection) bool {
	return svg.Parent().HasClass("page") && svg.Children().Length() == 0 ||
		svg.HasClass("sheet") && svg.Find("*").Not("g, image, rect, text, tspan, title").Length() == 0
}
