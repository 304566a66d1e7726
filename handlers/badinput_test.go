package handlers

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
)

// corpus holds public lists of hostile texts that are not part of the project.
const corpus = "../../shared/corpus/lists"

// hostileTexts are some of them, for a copy of the project without the corpus.
var hostileTexts = []string{
	"undefined", "null", "NaN", "true", "-1.00", "1;DROP TABLE claims", "' OR 1=1 --", `\`, `\\`, `"`, "'", "%", "_", "%s%d%!", "{{.}}", "${7*7}", "<%= 1 %>",
	"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'><svg/onload=alert(1)>", "javascript:alert(1)", "</textarea><script>alert(1)</script>", "</title><script>", "</select><b>",
	"<!-- ", "]]>", "&lt;b&gt;", "&amp;", "&#60;", "<a href=javascript:alert(1)>x", "\nleading line", "\n\n\ntwo", " leading", "trailing ", "\ttab", "a\tb",
	"=1+1", "'=1+1", "''=1", "+1", "-1", "@SUM(1)", "\t=1", "＝1", "a,b", "a;b", "\"quoted\"", "a\"b", "line\nline", "\ufeffBOM", "é e\u0301", "新云 v. IBM", "العربية", "\u202eevil", "a\u200bb", "Z̮̞̠͙͔ͅ", "👩‍👩‍👧", "\u0001\u0008\u001f\u007f", "\u0085\u2028\u2029", "𝕏", "\ufffd", "ﷺ", strings.Repeat("long ", 190),
	"../../etc/passwd", "C:\\x", "http://a/%%30%30", "$HOME", "CON", "0x0", "1e1000", "İı", "ß",
}

// badTexts are all of them, with the corpus if it is there.
func badTexts(t *testing.T) []string {
	texts := hostileTexts
	b, err := os.ReadFile(filepath.Join(corpus, "blns.json"))
	if err != nil {
		t.Log("The corpus of hostile texts is not beside the project: only the list in this file is tried.")
		return texts
	}
	var naughty []string
	if err := json.Unmarshal(b, &naughty); err != nil {
		t.Fatal(err)
	}
	texts = append(texts, naughty...)
	if b, err = os.ReadFile(filepath.Join(corpus, "csv_formula.txt")); err != nil {
		t.Fatal(err)
	}
	texts = append(texts, strings.Split(string(b), "\n")...)
	if b, err = os.ReadFile(filepath.Join(corpus, "xss.jsonl")); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, 1<<20)
	n := 0
	for ; lines.Scan(); n++ {
		var line struct{ Payload string }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, line.Payload)
	}
	if n < 250 {
		t.Errorf("%d payloads", n)
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

// oneLine is what an input of one line can hold at all.
func oneLine(s string) bool { return !strings.ContainsAny(s, "\r\n") }

// required are the fields that may not be blank.
var required = map[string]bool{"court": true, "name": true, "title": true, "conduct": true}

// rotate gives every field of a noun, in turn, every text: the n-th form has
// another text in each field.
func rotate(noun string, texts []string, n int, ids map[string][]string) url.Values {
	f := textFields[noun]
	form := url.Values{}
	next := n
	take := func(name string, fits func(string) bool) {
		for {
			s := texts[next%len(texts)]
			next++
			blank := strings.TrimSpace(s) == ""
			needed := name == "court" || required[name] && noun != "proceedings"
			if fits(s) && (!blank || !needed) {
				form.Set(name, s)
				return
			}
		}
	}
	for _, name := range f.lines {
		take(name, oneLine)
	}
	for _, name := range f.texts {
		take(name, func(s string) bool { return !strings.Contains(s, "\r") })
	}
	for i := 0; i < len(f.rest); i += 2 {
		v := f.rest[i+1]
		if ref, ok := strings.CutPrefix(v, "@"); ok {
			v = ids[ref[:len(ref)-1]][ref[len(ref)-1]-'0']
		}
		form.Set(f.rest[i], v)
	}
	return form
}

func TestWhatIsTypedComesBackAsItWasTyped(t *testing.T) {
	texts := badTexts(t)
	b, caseURL := leadCase(t, Config{})
	ids := map[string][]string{}
	for _, noun := range []string{"parties", "evidence", "claims", "proceedings", "relationships", "links", "cases"} {
		f := textFields[noun]
		step := max(1, len(f.texts)) // every text through a long field of every noun, and through all lines of them all
		typed := map[string]url.Values{}
		for n := 0; n < len(texts); n += step {
			form := rotate(noun, texts, n, ids)
			where := caseURL + "/" + noun
			if noun == "cases" {
				where = "/cases"
			}
			if noun == "links" { // twice the same is refused
				form.Set("claim_id", ids["claims"][n/step%len(ids["claims"])])
			}
			thing := b.post(where, form).made()
			ids[noun] = append(ids[noun], idOf(thing))
			typed[idOf(thing)] = form
			if n/step%4 == 0 || noun == "claims" {
				checkPages(t, b, thing, form)
			}
		}
		checkCSV(t, b, caseURL, noun, typed)
		clean(t, b.get(caseURL+"/"+strings.Replace(noun, "cases", "history", 1)).want(http.StatusOK))
	}
	for _, path := range []string{"", "/history", "/search?q=script", "/search?q=%3Cscript%3E", "/export", "/claims/new?kind=damages", "/links/new", "/claims?q=%22%3E%3Csvg+onload%3D1%3E"} {
		clean(t, b.get(caseURL+path).want(http.StatusOK))
	}
	clean(t, b.get("/cases").want(http.StatusOK))
}

// checkPages reads the texts of a thing back from its form and from its page.
func checkPages(t *testing.T, b *browser, thing string, form url.Values) {
	t.Helper()
	page, edit := b.get(thing).want(http.StatusOK), b.get(thing+"/edit").want(http.StatusOK)
	clean(t, page)
	clean(t, edit)
	shown := fields(edit.doc())
	text := page.doc().Find("body").Text()
	for name := range form {
		want := form.Get(name)
		if _, drawn := shown[name]; drawn && shown.Get(name) != asParsed(want) && !strings.HasSuffix(name, "_id") {
			t.Errorf("%s: typed %q into %s, its form has %q", thing, want, name, shown.Get(name))
		}
		if !strings.HasSuffix(name, "_id") && name != "kind" && name != "type" && !strings.Contains(text, asParsed(want)) {
			t.Errorf("%s: the page does not show %q, typed into %s", thing, want, name)
		}
	}
}

// asParsed is a text after an HTML parser: it never sees a carriage return or a NUL.
func asParsed(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

func checkCSV(t *testing.T, b *browser, caseURL, noun string, typed map[string]url.Values) {
	t.Helper()
	path := caseURL + "/" + noun + ".csv"
	if noun == "cases" {
		path = "/cases.csv"
	}
	_, rows := b.get(path).table()
	seen := 0
	for _, row := range rows {
		form, ok := typed[row["id"]]
		if ok {
			seen++
		}
		for name := range form {
			if row[name] != form.Get(name) {
				t.Errorf("%s.csv: typed %q into %s, read %q", noun, form.Get(name), name, row[name])
			}
		}
	}
	if seen != len(typed) {
		t.Errorf("%s.csv has %d of %d rows", noun, seen, len(typed))
	}
}

// clean fails if a page has a script, a style or a handler that is not ours.
func clean(t *testing.T, a *answer) {
	t.Helper()
	for _, what := range foreign(a.doc()) {
		t.Errorf("%s: %s", shorten(a.asked), what)
	}
}

// foreign are the scripts, styles, handlers and addresses on a page that would
// run something that is not ours.
func foreign(doc *goquery.Document) (found []string) {
	doc.Find("*").Each(func(_ int, s *goquery.Selection) {
		name := goquery.NodeName(s)
		switch {
		case name == "script" && (!strings.HasPrefix(s.AttrOr("src", ""), "/assets/") || s.Text() != ""),
			name == "style", name == "iframe", name == "object", name == "embed", name == "base", name == "math", name == "img", name == "video", name == "marquee",
			name == "svg" && s.AttrOr("class", "") != "icon", name == "link" && !strings.HasPrefix(s.AttrOr("href", ""), "/assets/"):
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

func TestWhatIsNoTextIsRefused(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	made := enter(b, caseURL, nil)
	for noun, f := range textFields {
		for _, name := range append(f.lines, f.texts...) {
			for _, bad := range []string{"a\x00b", "\x00", "\xff", "a\xc3(", "\xed\xa0\x80"} {
				form := rotate(noun, []string{"ok"}, 0, map[string][]string{"parties": made["parties"], "evidence": made["evidence"], "claims": made["claims"]})
				form.Set(name, bad)
				path := caseURL + "/" + noun
				if noun == "cases" {
					path = "/cases"
				}
				a := b.post(path, form).want(http.StatusUnprocessableEntity)
				if drawn := a.doc().Find("#f-"+name).Length() > 0; drawn {
					beside(t, a, name)
				}
				if problem := a.doc().Find(".problems").Text(); !strings.Contains(problem, "bytes that are not text") {
					t.Errorf("%s %s=%q: %q", noun, name, bad, problem)
				}
				if !utf8.Valid(a.Body.Bytes()) {
					t.Errorf("%s %s=%q: the answer is not UTF-8", noun, name, bad)
				}
			}
		}
	}
	for _, bad := range []string{"a\x00b", "\xff"} {
		claim, e, id := caseURL+"/claims/"+made["claims"][0], caseURL+"/evidence/", made["evidence"][0]
		for path, form := range map[string]url.Values{
			claim: values("version", "1", "title", "x", "reason", bad), claim + "/parties": values("party_id", bad, "role", "claimant"), claim + "/links": values("evidence_id", bad),
			caseURL + "/claims": values("title", "x", "kind", "damages", "claimants", bad), caseURL + "/members": values("email", bad+"@example.org", "role", "lead"),
			e + id + "/links": values("claim_id", bad, "q", bad), e + id: values("version", "1", "derived_from_id", bad), claim + "/delete": values("version", "1", "reason", bad),
			"/account": values("name", "x"+bad), "/login": values("email", bad, "password", bad), caseURL + "/relationships": values("from_id", bad, "to_id", bad, "type", bad),
		} {
			if a := b.post(path, form); a.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s %q: %d", path, form, a.Code)
			}
		}
		for _, path := range []string{claim + "/links", caseURL + "/claims/bulk", caseURL + "/members/bulk"} {
			if a := b.post(path, values("ids", bad, "q", bad, "do", "delete", "step", "search-evidence_id")); a.Code >= 500 {
				t.Errorf("%s: %d", path, a.Code)
			}
		}
		for _, path := range []string{"/cases/" + url.PathEscape(bad), caseURL + "/claims/" + url.PathEscape(bad), caseURL + "/claims/" + url.PathEscape(bad) + "/edit", "/login/" + url.PathEscape(bad),
			e + url.PathEscape(bad) + "/files/1", e + id + "/files/" + url.PathEscape(bad), caseURL + "/changes/" + url.PathEscape(bad)} {
			b.get(path).want(http.StatusNotFound)
		}
		b.post(caseURL+"/changes/undo?op="+url.QueryEscape(bad), nil).want(http.StatusNotFound)
		b.post("/cases/"+url.PathEscape(bad)+"/restore", nil).want(http.StatusNotFound)
	}
}
