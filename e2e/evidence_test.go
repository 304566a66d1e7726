package e2e

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"

	"onus"
)

func TestEvidenceBringsAFileThatComesBackByteForByte(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		lead := house.user(t, "Lea Lead")
		p := open(t, visitor{lang: lang, user: lead})
		p.visit("/cases/" + house.newCase(t, lead, "Files"))
		p.place("Evidence")
		p.press(p.link("New evidence").First())
		p.fill("Title", "Server log")
		p.choose("Type", p.code(onus.ListEvidenceType, "documentary"))
		p.fill("Date of the item", "2017-05")
		p.choose("Admissibility", p.code(onus.ListAdmissibility, "offered"))
		first := someBytes(200_000)
		p.ready()
		must(t, p.field("File").SetInputFiles(playwright.InputFile{Name: "爱 – Übergabe (1).bin", MimeType: "application/octet-stream", Buffer: first}))
		p.save()
		p.heading("EX-0001 Server log")
		file := p.region("File")
		p.sameFile(file.link("爱 – Übergabe (1).bin"), "爱 – Übergabe (1).bin", first)

		// A second version goes by the form with the progress bar.
		second := []byte("<script>alert(1)</script>\r\n\x00")
		p.ready()
		must(t, file.root.GetByLabel(p.text("Add a file"), exactly).SetInputFiles(playwright.InputFile{Name: "page.html", MimeType: "text/html", Buffer: second}))
		p.press(file.button("Upload"))
		p.sees(p.text("%s is kept.", "page.html"))
		p.sameFile(file.link("page.html"), "page.html", second)
		p.sameFile(file.link("爱 – Übergabe (1).bin"), "爱 – Übergabe (1).bin", first)
	})
}

func TestEvidenceBringsAPastedText(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		lead := house.user(t, "Lea Lead")
		p := open(t, visitor{lang: lang, user: lead})
		p.visit("/cases/" + house.newCase(t, lead, "Texts") + "/evidence/new")
		p.fill("Title", "Mail from Zhuangyan Hao")
		p.choose("Type", p.code(onus.ListEvidenceType, "electronic"))
		text := "\nDear all,\n\n  <b>客户名单</b> & \"quotes\"\n"
		p.fill("Or paste the text", text)
		p.save()
		p.heading("EX-0001 Mail from Zhuangyan Hao")
		_, got := p.download(p.region("File").link("text.txt"))
		if s := strings.ReplaceAll(string(got), "\r\n", "\n"); s != text {
			t.Errorf("pasted %q, came back as %q", text, s)
		}
	})
}

func (p *tab) sameFile(l playwright.Locator, name string, want []byte) {
	p.t.Helper()
	gotName, got := p.download(l)
	if gotName != name || !bytes.Equal(got, want) {
		p.t.Errorf("%q came back as %q with %d bytes of %d, equal: %v", name, gotName, len(got), len(want), bytes.Equal(got, want))
	}
}

// someBytes are the same in every run and nothing that a browser would change unnoticed.
func someBytes(n int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}
