package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"onus"
)

func TestIntegrityOfAnItem(t *testing.T) {
	inBothLanguages(t, func(t *testing.T, lang string) {
		u := house.user(t, "Lea Lead")
		caseID := house.newCase(t, u, "Integrity")
		p := open(t, visitor{user: u, lang: lang})
		p.visit("/cases/" + caseID + "/evidence")
		p.drop(p.Locator("body"), "2014-07-31 letter.txt", "a letter of "+lang, "second.txt", "another of "+lang)
		p.addedItems(2)
		p.press(p.Locator("[data-rows] .added-what > a").First())
		p.heading("2014-07-31 letter")
		p.sees(p.text("proposed"))
		p.look("integrity-item-"+lang, readAxe(t))
		p.press(p.button("Confirm"))
		p.sees(p.text("What the file proposed is confirmed."))
		p.seesNo(p.Locator(".mark"))
		_, content := p.download(p.region("File").link("2014-07-31 letter.txt"))
		if string(content) != "a letter of "+lang {
			t.Errorf("downloaded %q", content)
		}
		p.visit(p.path())
		must(t, expect.Locator(p.region("Custody record").root).ToContainText(p.text("Taken out")))

		files, err := house.store.Files(t.Context(), caseID, idOfPath(p.path()))
		must(t, err)
		path := filepath.Join(house.store.Folder(), "files", files[0].SHA256[:2], files[0].SHA256)
		must(t, os.Chmod(path, 0o600))
		must(t, os.WriteFile(path, []byte("A letter of "+lang), 0o600))
		p.press(p.region("Custody record").link("Verify the files"))
		p.press(p.button("Verify now"))
		p.sees(p.w.N("One file is not as it was uploaded", "%s files are not as they were uploaded", 1))
		p.sees(files[0].SHA256)
		p.look("integrity-verify-"+lang, readAxe(t))
		must(t, os.WriteFile(path, []byte("a letter of "+lang), 0o600)) // other tests verify the store
	})
}

func TestIntegrityOfBatesNumbers(t *testing.T) {
	t.Parallel()
	u := house.user(t, "Lea Lead")
	caseID := house.newCase(t, u, "Bates")
	house.add(t, u, caseID, &onus.Evidence{Title: "A ledger"}, &onus.Evidence{Title: "A disk"})
	p := open(t, visitor{user: u})
	p.visit("/cases/" + caseID + "/evidence")
	p.selectAll()
	p.look("bates-selected", "")
	must(t, p.SetViewportSize(1440, 900))
	p.press(p.button("Assign Bates numbers"))
	p.fill("Prefix", "NEU")
	p.press(p.button("Show the numbers"))
	p.sees("NEU000002")
	p.look("bates-preview", readAxe(t))
	must(t, p.SetViewportSize(1440, 900))
	p.press(p.button("Assign the numbers"))
	p.sees(p.w.N("One item is numbered.", "%s items are numbered.", 2))
	p.firstRow()
	p.sees("NEU000001")
	p.visit("/cases/" + caseID + "/evidence")
	p.selectAll()
	name, content := p.download(p.button("Stamped copies"))
	if name != "stamped copies NEU000001.zip" || len(content) < 100 {
		t.Errorf("%q of %d bytes", name, len(content))
	}
	// A second time they have numbers already.
	p.press(p.button("Assign Bates numbers"))
	must(t, expect.Locator(p.Locator("td .problem")).ToHaveCount(2))
	p.seesNo(p.button("Assign the numbers"))
}

func idOfPath(path string) string { return filepath.Base(path) }
