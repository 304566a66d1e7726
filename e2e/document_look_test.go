package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"onus"
)

// structured is a text with every kind of block, and words that are to stay words.
func structured() *onus.Document {
	var text strings.Builder
	var blocks []onus.Block
	add := func(kind string, level int, s string) {
		start := len([]rune(text.String()))
		blocks = append(blocks, onus.Block{Kind: kind, Level: level, Start: start, End: start + len([]rune(s))})
		text.WriteString(s + "\n")
	}
	add("dt", 0, "From: Hao Zhuangyan <hao@example.org>")
	add("dt", 0, "Subject: 客户名单 and the <b>contract</b>")
	add("h", 1, "Statement of the parties")
	add("p", 0, "The plaintiff says that the contract of 3 March 2014 was never ended, and that what was delivered under it has not been paid.")
	add("h", 2, "What was agreed")
	add("li", 1, "a first point that is long enough to go over the end of the line where the room for it is small, as on a phone")
	add("li", 2, "a point below it")
	add("li", 1, "another one")
	add("th", 0, "Party\tAmount\tDate\tWhat it was for\tWho says so")
	add("tr", 0, "Neu Cloud\t1,200,000 CNY\t2014-03-03\tServers of the first delivery, with installation\tExhibit 12")
	add("tr", 0, "IBM\t\t2015\t\t")
	add("q", 1, "We never promised that.")
	add("pre", 0, "if (a < b) {\n    pay();\n}")
	add("fn", 0, "See page 12 of the complaint.")
	add("p", 0, "العقد الأول بين الطرفين في 12 مارس 2014")
	return &onus.Document{State: onus.ReadDone, Format: "mail", MediaType: "message/rfc822", Extractor: "by hand", Parts: []onus.Part{{Text: text.String(), Blocks: blocks, Confidence: -1}}}
}

// shown are documents in every state, by name, with the address of each.
func shown(t *testing.T, lead onus.User) map[string]string {
	t.Helper()
	caseID := house.newCase(t, lead, "Looks")
	all := map[string]string{}
	add := func(name string, d *onus.Document, query string) {
		d.Properties.Language = "en"
		all[name] = house.reads(t, lead, caseID, "The document of "+name, d) + query
	}
	long := longDocument(30)
	long.Parts[0].Words[1].Hidden, long.Parts[0].Words[2].Hidden = true, true
	add("pages", long, "")
	add("found", longDocument(30), "?q=needle+words")
	add("pages-as-text", longDocument(30), "?view=text&page=10&q=needle")
	add("print", structured(), "?view=print")
	add("text", structured(), "")
	scan := longDocument(1)
	scan.State, scan.Parts[0] = onus.ReadNoText, onus.Part{Width: 595, Height: 842, Confidence: -1}
	add("scan", scan, "")
	ocr := longDocument(2)
	ocr.Kind, ocr.Parts[0].Confidence, ocr.Parts[1].Confidence = onus.TextOCR, 55, 97
	add("recognised", ocr, "")
	add("damaged", &onus.Document{State: onus.ReadDamaged, MediaType: "application/pdf"}, "")
	add("password", &onus.Document{State: onus.ReadPassword, MediaType: "application/pdf"}, "")
	add("unreadable", &onus.Document{State: onus.ReadUnreadable, MediaType: "video/mp4"}, "")
	return all
}

// TestDocumentLooks looks at documents in every state as TestEveryPage does at pages.
func TestDocumentLooks(t *testing.T) {
	t.Parallel()
	axe := readAxe(t)
	html := t.TempDir()
	lead := house.user(t, "Lea Lead")
	all := shown(t, lead)
	t.Run("is usable", func(t *testing.T) {
		for name, address := range all {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				for _, lang := range []string{"en", "nl"} {
					if lang == "nl" && name != "found" {
						continue
					}
					p := open(t, visitor{lang: lang, user: lead})
					p.visit(address)
					p.settled()
					if parts := p.Locator("#parts"); name != "print" {
						if n, err := parts.Count(); err == nil && n > 0 { // what comes near is loaded
							must(t, expect.Locator(parts).ToHaveAttribute("aria-busy", "false"))
						}
					}
					p.keepHTML(filepath.Join(html, name+"-"+lang+".html"))
					p.look("document-"+name+"-"+lang, axe)
				}
			})
		}
	})
	t.Run("is valid by html-validate", func(t *testing.T) { htmlValidate(t, html) })
	t.Run("is valid by vnu", func(t *testing.T) { vnu(t, html) })
}

func TestDocumentThatWaitsIsShownWhenItIsRead(t *testing.T) {
	t.Parallel()
	lead := house.user(t, "Lea Lead")
	caseID := house.newCase(t, lead, "Waiting")
	e := &onus.Evidence{Head: onus.Head{CaseID: caseID}, Title: "Slow"}
	up, err := house.store.PutFile(strings.NewReader("bytes of "+caseID), 1<<20)
	must(t, err)
	who := onus.Actor{Email: lead.Email}
	must(t, house.store.CreateEvidence(t.Context(), who, e, &onus.File{Filename: "slow.pdf", MediaType: "application/pdf", Size: up.Size, SHA256: up.SHA256}))
	p := open(t, visitor{user: lead})
	p.visit("/cases/" + caseID + "/evidence/" + e.ID + "/document")
	must(t, expect.Locator(p.Locator(".notice")).ToContainText("waits to be read"))
	p.picture("document-waiting")
	r, err := house.store.Reading(t.Context(), caseID, e.ID, 0)
	must(t, err)
	must(t, house.store.KeepUnlocked(t.Context(), who, r, longDocument(3), nil))
	p.onPage(1)
}
