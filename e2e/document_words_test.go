package e2e

import (
	"fmt"
	"strings"
	"testing"

	"onus"
)

// words are pages with what is hard to select: columns, a divided word, a ligature,
// Chinese, Arabic, Hebrew with a number, and turned pages.
func hardWords() []byte {
	meanings := []string{"o", "ffi", "ce", "س", "ل", "ا", "م", "א", "ב", "1", "5"}
	hard := typed("F1", 12, 20, 380, "left one", "left two liti-", "gation ends") + typed("F1", 12, 160, 380, "right one", "right two") +
		typed("F3", 12, 20, 300, "010203") + typed("F2", 12, 20, 270, "原告北京公司诉称") +
		"BT /F3 12 Tf 250 240 Td <07060504> Tj -40 0 Td <0606> Tj ET\n" +
		"BT /F3 12 Tf 250 210 Td <0908> Tj -30 0 Td <0A0B> Tj -30 0 Td <0908> Tj ET\n" +
		"BT /F1 12 Tf 0 1 -1 0 40 40 Tm (upwards it goes) Tj ET\n"
	turned := typed("F1", 12, 20, 380, "this page is turned", "by the file")
	return pdf(meanings, pdfPage{content: hard}, pdfPage{content: turned, rotate: 90}, pdfPage{content: turned, rotate: 180},
		pdfPage{content: typed("F1", 12, 20, 380, "the secret word") + "q 0 0 0 rg 40 376 40 14 re f Q\n"})
}

// TestDocumentWordsAreSelectedOnThePicture drags over words as they are drawn, and
// copies what the text says.
func TestDocumentWordsAreSelectedOnThePicture(t *testing.T) {
	t.Parallel()
	s := reader(t)
	lead := s.user(t, "Lea Lead")
	address, r := s.keeps(t, lead, s.newCase(t, lead, "Words"), "words.pdf", hardWords())
	if r.State != onus.ReadDone || r.Pages != 4 || r.Hidden != 1 {
		t.Fatalf("it is %+v", r)
	}
	p := open(t, visitor{at: s, user: lead})
	p.visit(address)
	p.onPage(1)
	p.js(`document.querySelectorAll("#parts image").length`)
	for _, c := range []struct{ name, page, from, to, want string }{
		{"a word", "#p1", "one", "one", "one"},
		{"over the lines of a column", "#p1", "left", "two", "left one\nleft two"},
		{"a word that is divided", "#p1", "liti", "gation", "litigation"},
		{"from one column to the next", "#p1", "ends", "right", "ends\nright"},
		{"a ligature", "#p1", "office", "office", "office"},
		{"Chinese", "#p1", "原", "原", "原告北京公司诉称"},
		{"Arabic from its first letter", "#p1", "سلام", "ا", "سلام اا"},
		{"Hebrew with a number", "#p1", "אב", "15", "אב 15"},
		{"turned by its text", "#p1", "upwards", "goes", "upwards it goes"},
		{"turned by the file", "#p2", "this", "turned", "this page is turned"},
		{"upside down", "#p3", "this", "turned", "this page is turned"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p.js(fmt.Sprintf(`document.querySelector("%s").scrollIntoView({ block: "center" })`, c.page))
			if err := expect.Locator(p.Locator(c.page + ".loaded text").First()).ToBeVisible(); err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimRight(p.drag(c.page, c.from, c.to), "\n"); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	p.picture("document-words")
	t.Run("what a box covers is marked", func(t *testing.T) {
		p.press(p.within(p.Locator(".notice.bad")).link("Page %s", "4"))
		must(t, expect.Locator(p.Locator("#p4 .cover title")).ToHaveText(p.text("“%s” is covered by a box", "secret")))
		p.picture("document-covered")
	})
}

// copied is what a copy of the selection puts on the clipboard.
func (p *tab) copied() string {
	p.t.Helper()
	return p.js(`(() => {
		const data = new DataTransfer();
		document.querySelector("#parts").dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
		return data.getData("text/plain");
	})()`).(string)
}

// drag selects with the mouse on a page from the beginning of a run to the end of
// another, those that begin with the texts, and answers what is copied then.
func (p *tab) drag(page, from, to string) string {
	p.t.Helper()
	at := func(text string, end bool) (x, y float64) {
		p.t.Helper()
		v, err := p.Evaluate(`([page, text, end]) => {
			const run = [...document.querySelectorAll(page + " text")].find((t) => t.firstChild?.nodeType === 3 && t.firstChild.data.startsWith(text));
			const n = run.firstChild.length, size = parseFloat(run.getAttribute("font-size"));
			const one = run.getStartPositionOfChar(end ? n - 1 : 0), two = run.getEndPositionOfChar(end ? n - 1 : 0);
			const x = end ? one.x * .1 + two.x * .9 : one.x * .9 + two.x * .1;
			const at = new DOMPoint(x, one.y - size * .3).matrixTransform(run.getScreenCTM());
			return [at.x, at.y];
		}`, []any{page, text, end})
		must(p.t, err)
		return number(v.([]any)[0]), number(v.([]any)[1])
	}
	p.js("getSelection().removeAllRanges()")
	must(p.t, expect.Locator(p.Locator("#marking")).ToBeHidden()) // it may lie over the words of the next drag
	_, err := p.Evaluate(`([page, text]) => [...document.querySelectorAll(page + " text")].find((t) => t.firstChild?.nodeType === 3 && t.firstChild.data.startsWith(text)).scrollIntoView({ block: "center" })`, []any{page, from})
	must(p.t, err)
	x, y := at(from, false)
	must(p.t, p.Mouse().Move(x, y))
	must(p.t, p.Mouse().Down())
	x2, y2 := at(to, true)
	must(p.t, p.Mouse().Move((x+x2)/2, (y+y2)/2))
	must(p.t, p.Mouse().Move(x2, y2))
	must(p.t, p.Mouse().Up())
	return p.copied()
}

func number(v any) float64 {
	if n, is := v.(int); is {
		return float64(n)
	}
	return v.(float64)
}
