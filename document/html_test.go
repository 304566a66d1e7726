package document

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onus"
)

// corpus reads a file that is not in the repository, or skips the test.
func corpus(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../shared/corpus/docs", name))
	if err != nil {
		t.Skip("the corpus is not here: ", err)
	}
	return b
}

func TestHTMLBecomesBlocks(t *testing.T) {
	for what, c := range map[string]struct{ in, want string }{
		"paragraphs and white space": {"<p>One\n  two <b>three</b>four<p>five<br>six", "p One two threefour\np five\nsix"},
		"headings":                   {"<h1>A</h1><h3>B<p>c</p></h3>text", "h1 A\nh3 B\nh3 c\np text"},
		"lists in lists":             {"<ul><li>a<ul><li>b<li><p>c</p><p>d</p></ul><li>e</ul>f", "li1 a\nli2 b\nli2 c\np d\nli1 e\np f"},
		"quotations":                 {"a<blockquote>b<blockquote>c</blockquote><p>d</blockquote>e", "p a\nq1 b\nq2 c\nq1 d\np e"},
		"preformatted":               {"<pre>\n  a\n    b\n</pre>c", "pre   a\n    b\np c"},
		"a table": {
			"<table><caption>T</caption><thead><tr><td>A<td>B</thead><tr><td>1<td>2\n3</tr><tr><th>x<td><p>y</p><p>z</p></table>",
			"p T\nth A\tB\ntr 1\t2 3\ntr x\ty z",
		},
		"cells that span":              {"<table><tr><td colspan=2>a<td>b<tr><td>1<td>2<td>3</table>", "tr a\t\tb\ntr 1\t2\t3"},
		"cells outside of rows":        {"<table><td>a<td>b</table>c", "tr a\tb\np c"},
		"a row of headings":            {"<table><tr><th>a<th>b<tr><th>c<td>d</table>", "th a\tb\ntr c\td"},
		"a table that is a layout":     {"<table><tr><td><h1>A</h1><p>b</p></td><td>c</table>", "h1 A\np b\np c"},
		"tables in a table":            {"<table><tr><td><table><tr><td>a<td>b</table><table><tr><td>c</table></table>d", "tr a\tb\np c\np d"},
		"what is never shown":          {"a<script>x<p></script><style>y</style><template><p>z</template><noscript>n</noscript>b", "p ab"},
		"hidden elements":              {"a<div hidden>x<div>y</div>z</div>b<span style='color:red; display: none'>q</span>c", "p a\np bc"},
		"hidden items without an end":  {"<ul><li hidden>x<ul><li>y</ul><li>b<li style='display:none'>z</ul>c", "li1 b\np c"},
		"hidden things without text":   {"a<img hidden alt=x><br hidden>b", "p ab"},
		"the text for a picture":       {"a <img alt='a seal'> b", "p a a seal b"},
		"entities":                     {"&lt;p&gt; &eacute;&nbsp;&#x4e2d; &unknown;", "p <p> é\u00a0中 &unknown;"},
		"ends that nothing began":      {"</div></li></table>a</td></p>b", "p a\np b"},
		"a form":                       {"<select><option>a<option>b</select><textarea>\nc\n d</textarea><button>e</button>", "p a\np b\npre c\n d\np e"},
		"an unfinished tag":            {"a<p>b<a href=\"x", "p a\np b"},
		"NUL":                          {"a\x00b", "p a\ufffdb"},
		"a definition list":            {"<dl><dt>a<dd>b<dt hidden>x<dd>c</dl>", "p a\np b"},
		"a table row in a hidden cell": {"<table><tr><td hidden><table><tr><td>x</table><td>b</table>", "p b"},
	} {
		d, err := readHTML(file("a.html", []byte(c.in)))
		if err != nil {
			t.Fatal(err)
		}
		intact(t, d)
		if got := lines(d); got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", what, got, c.want)
		}
	}
}

func TestAPageSaysWhatItIs(t *testing.T) {
	d, err := readHTML(file("a.html", []byte(`<!DOCTYPE html><html lang="nl-NL"><head><title> The
	title | Site</title><meta property="og:title" content="The title"><meta name=author content="J. Jansen">
	<meta property="article:author" content="https://example.com/j"><meta name="date" content="2020-01-01">
	<meta property="article:published_time" content="2014-03-05T10:00:00+01:00"></head>x<svg><title>not this</title></svg>`)))
	want := onus.Properties{Title: "The title", Author: "J. Jansen", Dated: "2014-03-05", Language: "nl", Type: "electronic"}
	if err != nil || d.Properties != want {
		t.Errorf("%+v, %v", d.Properties, err)
	}
}

func TestAPageIsReadInItsEncoding(t *testing.T) {
	const s = "<p>Één “tekst”</p>"
	for what, b := range map[string][]byte{
		"declared in a meta":    encoded(t, "windows-1252", "<meta charset=iso-8859-1>"+s),
		"declared wrongly":      []byte("<meta charset=iso-8859-1>" + s),
		"a mark":                []byte("\ufeff<meta charset=iso-8859-1>" + s),
		"declared, not so":      encoded(t, "windows-1252", "<meta charset=utf-8>"+s),
		"nothing said":          encoded(t, "windows-1252", s),
		"old style declaration": encoded(t, "windows-1252", `<meta http-equiv="content-type" content="text/html; charset=windows-1252">`+s),
	} {
		d, err := readHTML(file("a.html", b))
		if err != nil || d.Text() != "Één “tekst”" {
			t.Errorf("%s: %q, %v", what, d.Text(), err)
		}
	}
	d, _ := readHTML(file("a.html", encoded(t, "gb18030", "<meta charset=gb2312><p>合同</p>")))
	if d.Text() != "合同" {
		t.Errorf("gb2312: %q", d.Text())
	}
}

func TestDeepPagesAreRead(t *testing.T) {
	for _, tag := range []string{"div", "ul><li", "blockquote", "table><tr><td", "b", "pre", "span hidden", "h1"} {
		page := strings.Repeat("<"+tag+">", 300_000) + "text" + strings.Repeat("</x>", 1000)
		d, err := readHTML(file("a.html", []byte(page)))
		if err != nil || !strings.Contains(d.Text(), "text") != strings.Contains(tag, "hidden") {
			t.Errorf("%s: %.20q, %v", tag, d.Text(), err)
		}
	}
}

func TestPagesOfTheCorpusAreWhole(t *testing.T) {
	var expected map[string]struct {
		HTML string `json:"expected_html"`
	}
	raw, err := os.ReadFile("../../shared/corpus/docs/expected.json")
	if err != nil {
		t.Skip("the corpus is not here: ", err)
	}
	if err := json.Unmarshal(raw, &expected); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"html/wikipedia.html", "html/rtl-1.html", "html/ny_current_template.html"} {
		d, err := readHTML(file(name, corpus(t, name)))
		if err != nil {
			t.Fatal(err)
		}
		intact(t, d)
		var b builder
		htmlBlocks(&b, expected["docs/"+name].HTML)
		got := " " + strings.Join(strings.Fields(d.Text()), " ") + " "
		missing, n := 0, 0
		for _, p := range b.blocks {
			n++
			if line := strings.Join(strings.Fields(b.text.String()[p.start:p.end]), " "); !strings.Contains(got, " "+line+" ") {
				missing++
				t.Logf("%s: %.100q", name, line)
			}
		}
		if n == 0 || missing > n/50 {
			t.Errorf("%s: %d of %d blocks are not in the text", name, missing, n)
		}
	}
}

func FuzzHTML(f *testing.F) {
	f.Add([]byte("<table><tr><td colspan=3>a<ul><li hidden>b</table><pre>\n c"))
	f.Add([]byte("<meta charset=utf-16><p>x<h1>y<blockquote>z"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := readHTML(file("a.html", b))
		if err != nil {
			t.Fatal(err)
		}
		intact(t, d)
		sound(t, d)
	})
}
