package document

import (
	"strings"
	"testing"

	"onus"
)

func TestMarkdownIsKeptAndItsBlocksAreFound(t *testing.T) {
	for what, c := range map[string]struct{ in, want string }{
		"headings":             {"# A #\n\nb\n\nC\n===\nd\n## E", "h1 # A #\np b\nh1 C\n===\np d\nh2 ## E"},
		"a paragraph of lines": {"a\nb  \nc\n\n\n\nd\n", "p a\nb  \nc\np d"},
		"lists":                {"- a\n  lazy\n- b\n  1. c\n\n     d\n* e", "li1 - a\n  lazy\nli1 - b\nli2   1. c\np      d\nli1 * e"},
		"quotations":           {"> a\n> b\n>\n> > c\n\nd", "q1 > a\n> b\n>\nq2 > > c\np d"},
		"code":                 {"a\n```go\nx\n\n  y\n```\nb\n\n    z\n", "p a\npre ```go\nx\n\n  y\n```\np b\npre     z"},
		"a table":              {"a\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\nb", "p a\npre | x | y |\n|---|---|\n| 1 | 2 |\np b"},
		"rules and references": {"a\n\n---\n\n[x]: http://example.com\n", "p a\np ---\np [x]: http://example.com"},
		"HTML":                 {"<div>\na\n</div>\n\nb", "p <div>\na\n</div>\np b"},
	} {
		d, err := readMarkdown(file("a.md", []byte(c.in)))
		if err != nil || d.Text() != c.in {
			t.Fatalf("%s: %q, %v", what, d.Text(), err)
		}
		intact(t, d)
		if got := lines(d); got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", what, got, c.want)
		}
	}
}

func TestMarkdownSaysWhatItIs(t *testing.T) {
	d, err := readMarkdown(file("a.md", []byte("---\ntitle: \"The *title*\"\nauthor: J. Jansen\ndate: 5 maart 2014\nlang: nl-NL\n---\n# Not this\n")))
	want := onus.Properties{Title: "The *title*", Author: "J. Jansen", Dated: "2014-03-05", Language: "nl", Type: "documentary"}
	if err != nil || d.Properties != want {
		t.Errorf("%+v, %v", d.Properties, err)
	}
	d, _ = readMarkdown(file("a.md", []byte("---\ndate: 2014\n---\ntext\n\n# The title\n")))
	if d.Properties.Title != "The title" {
		t.Errorf("%+v", d.Properties)
	}
}

func TestDeepMarkdownIsRead(t *testing.T) {
	for _, s := range []string{">", "- ", "[", "*a ", "  - x\n"} {
		d, err := readMarkdown(file("a.md", []byte(strings.Repeat(s, 5000)+"text")))
		if err != nil || !strings.HasSuffix(d.Text(), "text") {
			t.Errorf("%q: %v", s, err)
		}
		intact(t, d)
	}
}

func FuzzMarkdown(f *testing.F) {
	f.Add([]byte("---\na: b\n---\n# x\n\n- y\n  > z\n\n```\n\n```\n|a|\n|-|\n|b|\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := readMarkdown(file("a.md", b))
		if err != nil {
			t.Fatal(err)
		}
		intact(t, d)
		if plain, _ := decode(b); d.Text() != plain {
			t.Fatalf("%q became %q", plain, d.Text())
		}
	})
}
