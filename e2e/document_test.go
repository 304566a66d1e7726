package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"

	"onus"
)

// reads puts a new item into a case whose file is read as that document, and answers
// the address of the page on which it is read.
func (s *site) reads(t *testing.T, u onus.User, caseID, title string, d *onus.Document) string {
	t.Helper()
	up, err := s.store.PutFile(strings.NewReader(title+caseID), 1<<20)
	must(t, err)
	e := &onus.Evidence{Head: onus.Head{CaseID: caseID}, Title: title}
	f := &onus.File{Filename: title + ".pdf", MediaType: "application/pdf", Size: up.Size, SHA256: up.SHA256}
	who := onus.Actor{Email: u.Email}
	must(t, s.store.CreateEvidence(t.Context(), who, e, f))
	r, err := s.store.Reading(t.Context(), caseID, e.ID, 0)
	must(t, err)
	must(t, s.store.KeepUnlocked(t.Context(), who, r, d, nil))
	return "/cases/" + caseID + "/evidence/" + e.ID + "/document"
}

// sheetOf is a page of lines of words; each line begins at a place and runs that way.
type lineOf struct {
	x, y  float64
	angle int
	text  string
}

func sheetOf(lines ...lineOf) onus.Part {
	p := onus.Part{Width: 595.3, Height: 841.9, Confidence: -1}
	at := 0
	var text strings.Builder
	for i, l := range lines {
		if i > 0 {
			text.WriteByte('\n')
			at++
		}
		x, y := l.x, l.y
		for k, word := range strings.Split(l.text, " ") {
			if k > 0 {
				text.WriteByte(' ')
				at++
			}
			n := len([]rune(word))
			length := 6.5 * float64(n)
			if l.text[0] >= 0xe3 { // Chinese
				length = 12 * float64(n)
			}
			w := onus.Word{Start: at, End: at + n, X: x, Y: y, W: length, H: 13, Angle: l.angle}
			switch l.angle {
			case 90:
				w.W, w.H = 13, length
				y += length + 4
			default:
				if l.text[0] >= 0xd8 && l.text[0] < 0xdc { // Arabic: from the right
					w.X = x - length
					x -= length + 4
				} else {
					x += length + 4
				}
			}
			p.Words = append(p.Words, w)
			text.WriteString(word)
			at += n
		}
	}
	p.Text = text.String()
	return p
}

func paged(parts ...onus.Part) *onus.Document {
	return &onus.Document{State: onus.ReadDone, Format: "pdf", MediaType: "application/pdf", Extractor: "by hand", Paged: true, Parts: parts}
}

// longDocument has a page for each number, and a needle on every tenth.
func longDocument(n int) *onus.Document {
	d := paged()
	for i := range n {
		lines := []lineOf{{72, 72, 0, fmt.Sprintf("Page number %d of this report", i+1)}}
		for k := range 20 {
			lines = append(lines, lineOf{72, 100 + 20*float64(k), 0, "some words that fill the line"})
		}
		if i%10 == 9 {
			lines = append(lines, lineOf{72, 700, 0, "here is the needle of it"})
		}
		d.Parts = append(d.Parts, sheetOf(lines...))
	}
	return d
}

func TestDocumentPagesAreSelectedInTheOrderOfTheText(t *testing.T) {
	t.Parallel()
	lead := house.user(t, "Lea Lead")
	address := house.reads(t, lead, house.newCase(t, lead, "Selecting"), "Columns", paged(sheetOf(
		lineOf{72, 72, 0, "left column first line"}, lineOf{72, 92, 0, "left column second line"},
		lineOf{320, 72, 0, "right column first line"}, lineOf{320, 92, 0, "right column second line"},
		lineOf{72, 200, 0, "客户名单 和 合同"}, lineOf{400, 240, 0, "العقد الأول بين الطرفين"},
		lineOf{500, 300, 90, "turned text here"}, lineOf{72, 400, 0, "the last words 😀 of it"},
	), sheetOf(lineOf{72, 72, 0, "next page begins"})))
	p := open(t, visitor{user: lead})
	p.visit(address)
	for _, c := range []struct{ name, from, to, want string }{
		{"a word", "first", "first", "first"},
		{"a line", "left", "line", "left column first line"},
		{"two lines of a column", "column", "second", "column first line\nleft column second"},
		{"Chinese", "客户名单", "合同", "客户名单 和 合同"},
		{"Arabic, from its first word to its last", "العقد", "الطرفين", "العقد الأول بين الطرفين"},
		{"a turned line", "turned", "here", "turned text here"},
		{"over two pages", "words", "next", "words 😀 of it\fnext"},
	} {
		if got := p.drag(c.from, c.to); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	p.picture("document-selected")
}

// drag selects with the mouse from the beginning of a run to the end of another one
// (of those with the same text, the first), and answers what a copy would put on the
// clipboard.
func (p *tab) drag(from, to string) string {
	p.t.Helper()
	p.ready()
	at := func(text string, end bool) (x, y float64) {
		found, err := p.Evaluate(`([text, end]) => {
			const run = [...document.querySelectorAll("#parts text")].find((t) => t.firstChild?.nodeType === 3 && t.firstChild.data === text);
			run.scrollIntoView({ block: "nearest" });
			const n = run.firstChild.length, box = end ? run.getEndPositionOfChar(n - 1) : run.getStartPositionOfChar(0);
			const m = run.getScreenCTM(), size = parseFloat(run.getAttribute("font-size"));
			const inward = end ? -1 : 1, turn = (run.getRotationOfChar(0) * Math.PI) / 180;
			const rtl = run.getAttribute("direction") === "rtl" ? -1 : 1;
			const q = new DOMPoint(box.x, box.y).matrixTransform(new DOMMatrix([m.a, m.b, m.c, m.d, m.e, m.f]));
			const k = m.a || m.b;
			return [q.x, q.y, Math.atan2(m.b, m.a), size * Math.hypot(m.a, m.b), inward * rtl];
		}`, []any{text, end})
		must(p.t, err)
		v := found.([]any)
		return number(v[0]), number(v[1])
	}
	fx, fy := at(from, false)
	tx, ty := at(to, true)
	fx, fy = at(from, false)
	_, err := p.Evaluate("() => getSelection().removeAllRanges()")
	must(p.t, err)
	must(p.t, p.Mouse().Move(fx, fy-2))
	must(p.t, p.Mouse().Down())
	must(p.t, p.Mouse().Move((fx+tx)/2, (fy+ty)/2))
	must(p.t, p.Mouse().Move(tx, ty-2))
	must(p.t, p.Mouse().Up())
	got, err := p.Evaluate(`() => {
		let text = null;
		const data = new DataTransfer();
		const event = new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true });
		document.querySelector("#parts").dispatchEvent(event);
		return data.getData("text/plain");
	}`)
	must(p.t, err)
	return got.(string)
}

func number(v any) float64 {
	switch v := v.(type) {
	case int:
		return float64(v)
	case float64:
		return v
	}
	return 0
}

var _ = playwright.String
