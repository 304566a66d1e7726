package e2e

import (
	"archive/zip"
	"bytes"
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/playwright-community/playwright-go"

	"onus"
)

// drop drops files with these names and texts in turn on an element.
func (p *tab) drop(l playwright.Locator, pairs ...string) {
	p.t.Helper()
	p.ready()
	transfer, err := p.EvaluateHandle(`(pairs) => {
		const transfer = new DataTransfer();
		for (let i = 0; i < pairs.length; i += 2) transfer.items.add(new File([pairs[i + 1]], pairs[i]));
		return transfer;
	}`, pairs)
	must(p.t, err)
	for _, event := range []string{"dragenter", "dragover", "drop"} {
		must(p.t, l.DispatchEvent(event, map[string]any{"dataTransfer": transfer}))
	}
}

// dropFolder drops a folder of n files, as a browser hands one over.
func (p *tab) dropFolder(name string, n int) {
	p.t.Helper()
	p.ready()
	_, err := p.Evaluate(`([name, n]) => {
		const file = (i) => ({ isFile: true, name: i + ".txt", file: (ok) => ok(new File(["text " + i], "letter " + i + ".txt")) });
		const left = [...Array(n).keys()].map(file);
		const folder = { isFile: false, name, createReader: () => ({ readEntries: (ok) => ok(left.splice(0, 100)) }) };
		const drop = new Event("drop", { bubbles: true, cancelable: true });
		drop.dataTransfer = { types: ["Files"], items: [{ kind: "file", webkitGetAsEntry: () => folder }] };
		document.body.dispatchEvent(drop);
	}`, []any{name, n})
	must(p.t, err)
}

// added is the row of a file that was dropped.
func (p *tab) added(name string) playwright.Locator {
	return p.root.Locator("[data-rows] > .added-row").Filter(hasText(regexp.MustCompile(regexp.QuoteMeta(name))))
}

// addedItems waits until so many rows lead to an item.
func (p *tab) addedItems(n int) {
	p.t.Helper()
	links := p.root.Locator("[data-rows] > .added-row .added-what > a")
	must(p.t, expect.Locator(links).ToHaveCount(n, playwright.LocatorAssertionsToHaveCountOptions{Timeout: playwright.Float(120_000)}))
}

// adder is the list of evidence of a new case before somebody who may add to it.
func adder(t *testing.T, title string) (p *tab, caseID string) {
	t.Helper()
	u := house.user(t, "Lea Lead")
	caseID = house.newCase(t, u, title)
	p = open(t, visitor{user: u})
	p.visit("/cases/" + caseID + "/evidence")
	return p, caseID
}

// hold keeps every form with a file from reaching the server until the test lets it go.
func (p *tab) hold() (release func()) {
	p.t.Helper()
	held := make(chan struct{})
	address := regexp.MustCompile(`/evidence/add$`)
	must(p.t, p.Route(address, func(r playwright.Route) {
		go func() { // the browser waits until the test goes on
			<-held
			_ = r.Continue()
		}()
	}))
	return func() {
		must(p.t, p.Unroute(address))
		close(held)
	}
}

func TestAddingFilesByDroppingThemOnTheList(t *testing.T) {
	t.Parallel()
	p, _ := adder(t, "Dropped")
	p.drop(p.Locator("h1"), "2014-07-31 letter.txt", "a letter", "copy of it.txt", "another", "empty.pdf", "", "<img src=x>.txt", "harmless")
	p.addedItems(3)
	must(t, expect.Locator(p.added("empty.pdf")).ToContainText("there are no bytes in it"))
	must(t, expect.Locator(p.added("<img src=x>.txt")).ToHaveCount(1))
	must(t, expect.Locator(p.Locator("[data-sum]")).ToHaveText("4 of 4 files are done."))
	p.drop(p.Locator("body"), "the same.txt", "a letter")
	again := p.added("the same.txt")
	must(t, expect.Locator(again).ToContainText("Same bytes as EX-000"))
	p.look("adding-dropped", readAxe(t))
	p.press(again.GetByRole("button"))
	p.addedItems(4)
	p.press(p.link("Show them in the list"))
	must(t, expect.Locator(p.rows()).ToHaveCount(4))
	p.look("adding-list", "")
}

func TestAddingAFolderOfHundredsOfFiles(t *testing.T) {
	t.Parallel()
	const n = 500
	p, caseID := adder(t, "A folder")
	p.dropFolder("box 7", n)
	p.addedItems(n)
	page, err := house.store.ListEvidence(t.Context(), caseID, onus.Filter{})
	must(t, err)
	if page.Total != n {
		t.Errorf("%d items", page.Total)
	}
	th, err := house.store.Thing(t.Context(), onus.EvidenceNoun, caseID, page.Rows[0].ID)
	must(t, err)
	if about := th.(*onus.Evidence).About; about != "From the folder box 7." {
		t.Errorf("the folder is kept as %q", about)
	}
}

func TestAddingAZIP(t *testing.T) {
	t.Parallel()
	p, caseID := adder(t, "A ZIP")
	p.visit("/cases/" + caseID + "/evidence/add")
	p.ready()
	must(t, p.field("Files").SetInputFiles(playwright.InputFile{Name: "box.zip", Buffer: zipOf(t, "a/first.txt", "first", "a/b/second.txt", "second", "copy.txt", "first", "empty.txt", "")}))
	row := p.added("box.zip")
	must(t, expect.Locator(row.First()).ToContainText("2 items added"))
	must(t, expect.Locator(row.First()).ToContainText("the same bytes as another file of this ZIP"))
	p.press(row.First().Locator("summary").First())
	p.look("adding-zip", readAxe(t))
	p.check(p.root.GetByLabel("Keep a ZIP as one item"))
	must(t, p.field("Files").SetInputFiles(playwright.InputFile{Name: "whole.zip", Buffer: zipOf(t, "x.txt", "x")}))
	must(t, expect.Locator(p.added("whole.zip").Locator("a")).ToHaveText("EX-0003 whole"))
}

func zipOf(t *testing.T, pairs ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(pairs); i += 2 {
		f, err := w.Create(pairs[i])
		must(t, err)
		_, err = f.Write([]byte(pairs[i+1]))
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

func TestAddingCanBeStoppedAndTriedAgain(t *testing.T) {
	t.Parallel()
	p, caseID := adder(t, "Stopped")
	release := p.hold()
	p.drop(p.Locator("body"), "one.txt", "1", "two.txt", "2", "three.txt", "3")
	p.press(p.added("one.txt").GetByRole("button", named(p.text("Stop"))))
	must(t, expect.Locator(p.added("one.txt")).ToContainText("Stopped."))
	p.press(p.button("Stop all"))
	for _, name := range []string{"two.txt", "three.txt"} {
		must(t, expect.Locator(p.added(name)).ToContainText("Stopped."))
	}
	release()
	page, err := house.store.ListEvidence(t.Context(), caseID, onus.Filter{})
	must(t, err)
	if page.Total != 0 {
		t.Errorf("%d items of what was stopped", page.Total)
	}
	for range 3 {
		p.press(p.button("Try again").First())
	}
	p.addedItems(3)
}

func TestAddingAsksBeforeThePageIsLeft(t *testing.T) {
	t.Parallel()
	p, _ := adder(t, "Left")
	asked := make(chan string, 1)
	p.OnDialog(func(d playwright.Dialog) {
		select {
		case asked <- d.Type():
		default:
		}
	})
	release := p.hold()
	defer release()
	p.drop(p.Locator("body"), "one.txt", "1")
	must(t, expect.Locator(p.added("one.txt").Locator("progress")).ToBeVisible())
	p.press(p.Locator("h1")) // a browser asks only people who have touched the page
	p.visit("/cases")
	select {
	case kind := <-asked:
		if kind != "beforeunload" {
			t.Errorf("a dialog: %s", kind)
		}
	case <-time.After(patience * time.Millisecond):
		t.Error("nobody was asked")
	}
}

func TestAddingSaysWhenAFileIsRead(t *testing.T) {
	t.Parallel()
	p, caseID := adder(t, "States")
	p.drop(p.Locator("body"), "waits.txt", "waits")
	p.addedItems(1)
	must(t, expect.Locator(p.added("waits.txt").First()).ToContainText(regexp.MustCompile("Waits to be read|Being read|Read")))
	readWhatWaits(t, caseID)
	must(t, expect.Locator(p.Locator("[data-rows] .reading-state")).ToHaveText("Read", playwright.LocatorAssertionsToHaveTextOptions{Timeout: playwright.Float(30_000)}))
	p.seesNo(p.Locator("[data-waits]"))
}

// readWhatWaits ends the work of a case, unless somebody else does.
func readWhatWaits(t *testing.T, caseID string) {
	t.Helper()
	for range 1000 {
		w, err := house.store.ClaimWork(t.Context(), time.Minute)
		if err != nil {
			return // nothing waits
		}
		d := &onus.Document{State: onus.ReadDone, Format: "text", Parts: []onus.Part{{Text: "text"}}}
		must(t, house.store.KeepReading(t.Context(), w, d, nil))
		if w.CaseID == caseID {
			return
		}
	}
}

func TestAddingWhatIsPasted(t *testing.T) {
	t.Parallel()
	p, caseID := adder(t, "Pasted")
	p.visit("/cases/" + caseID + "/evidence/add")
	p.ready()
	_, err := p.field("Text").Evaluate(`(field) => {
		const data = new DataTransfer();
		data.setData("text/html", "<h1>News</h1><p>of <b>today</b></p>");
		data.setData("text/plain", "News of today");
		field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
	}`, nil)
	must(t, err)
	if got := p.value("Text"); got != "<h1>News</h1><p>of <b>today</b></p>" {
		t.Errorf("pasted: %q", got)
	}
	p.sees(p.text("What you pasted has formatting: it is kept as HTML. Choose plain text to keep the words only."))
	p.look("adding-pasted", readAxe(t))
	p.check(p.root.GetByLabel("plain text"))
	if got := p.value("Text"); got != "News of today" {
		t.Errorf("as plain text: %q", got)
	}
	p.fill("Address of the source", "https://example.org/news")
	p.press(p.button("Add the text"))
	p.press(p.added("News of today").GetByRole("link"))
	p.heading("EX-0001 News of today")
	must(t, expect.Locator(p.link("https://example.org/news")).ToBeVisible())
}

func TestAddingWithoutScripts(t *testing.T) {
	t.Parallel()
	u := house.user(t, "Lea Lead")
	caseID := house.newCase(t, u, "Plain")
	p := open(t, visitor{user: u, noScript: true})
	p.visit("/cases/" + caseID + "/evidence")
	var files []playwright.InputFile
	for i := range 3 {
		files = append(files, playwright.InputFile{Name: fmt.Sprintf("file %d.txt", i), Buffer: fmt.Appendf(nil, "text %d", i%2)})
	}
	must(t, p.field("Files").SetInputFiles(files))
	p.press(p.button("Add the files"))
	p.heading(p.text("Add evidence"))
	p.addedItems(2)
	must(t, expect.Locator(p.added("file 2.txt")).ToContainText("Same bytes as EX-0001"))
	p.look("adding-plain", "")
	p.press(p.button("Add as a new item anyway"))
	must(t, expect.Locator(p.added("file 2.txt").GetByRole("link")).ToHaveText("EX-0003 file 2"))
}
