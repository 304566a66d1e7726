package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"onus"
)

func TestWhatAFileProposedIsMarkedUntilConfirmed(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	b.sent(caseURL+"/evidence/add", "2014-07-31 letter.pdf", []byte("%PDF")).want(http.StatusOK)
	item := caseURL + "/evidence/" + b.d.evidence(caseURL)[0].ID
	marks := func(path string) string {
		var all []string
		doc := b.get(path).want(http.StatusOK).doc()
		for _, s := range doc.Find(".facts .mark, .field > .mark").EachIter() {
			all = append(all, strings.Join(strings.Fields(s.Closest(".field, .facts > div").Find("dt, label").First().Text()), " "))
		}
		return strings.Join(all, ", ")
	}
	if got := marks(item); got != "Title, Type, Date of the item" {
		t.Errorf("marked on the page: %s", got)
	}
	if got := marks(item + "/edit"); got != "Titlerequired, Type, Language, Author, Date of the item" {
		t.Errorf("marked in the form: %s", got)
	}
	form := fields(b.get(item + "/edit").doc())
	form.Set("dated", "2014-08")
	b.post(item, form).want(http.StatusSeeOther)
	if got := marks(item); got != "Title, Type" {
		t.Errorf("after a date was typed: %s", got)
	}
	if n := b.get(caseURL + "/evidence?proposed=true").doc().Find("tbody tr").Length(); n != 1 {
		t.Errorf("the list of proposals has %d rows", n)
	}
	b.post(item+"/confirm", nil).want(http.StatusSeeOther)
	page := b.get(item)
	if got := marks(item); got != "" || page.doc().Find("form[action$='/confirm']").Length() != 0 {
		t.Errorf("after they were confirmed: %s", got)
	}
	if n := b.get(caseURL + "/evidence?proposed=true").doc().Find("tbody tr").Length(); n != 0 {
		t.Errorf("then the list of proposals has %d rows", n)
	}
}

func TestTheListAndThePageSayHowFarAFileIsRead(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	states := map[string]string{onus.ReadDone: "", onus.ReadNoText: "No text layer", onus.ReadPassword: "Password protected", onus.ReadTooLarge: "Too large to read",
		onus.ReadTimeLimit: "Over the time limit", onus.ReadUnreadable: "Not a readable type", onus.ReadDamaged: "Damaged, read in part"}
	ids := map[string]string{}
	for state := range states {
		ids[state] = b.readAs(caseURL, state+".pdf", "%PDF "+state, state, 1)
	}
	ids[onus.ReadWaiting] = idOf(b.upload(caseURL+"/evidence", "w.pdf", []byte("%PDF w"), values("title", "waits")).made())
	states[onus.ReadWaiting] = "Waits to be read"
	list := b.get(caseURL + "/evidence").want(http.StatusOK).doc()
	for state, label := range states {
		if got := strings.TrimSpace(list.Find("[data-reading='" + ids[state] + "']").Text()); got != label {
			t.Errorf("%s: the list says %q", state, got)
		}
		if label == "" {
			label = "Read"
		}
		page := b.get(caseURL + "/evidence/" + ids[state]).want(http.StatusOK).doc()
		if got := strings.TrimSpace(page.Find(".file-state .reading-state").Text()); got != label {
			t.Errorf("%s: the page says %q", state, got)
		}
		if href := page.Find(".file-state a").AttrOr("href", ""); !strings.HasSuffix(href, ids[state]+"/document") {
			t.Errorf("%s: it is read at %q", state, href)
		}
		if n := b.get(caseURL + "/evidence?reading=" + state).doc().Find("tbody tr").Length(); n != 1 {
			t.Errorf("reading=%s finds %d rows", state, n)
		}
	}
	if n := b.get(caseURL + "/evidence?reading=nonsense").want(http.StatusOK).doc().Find("tbody tr").Length(); n != 0 {
		t.Errorf("nonsense finds %d rows", n)
	}
	a := b.get(caseURL + "/evidence/states?id=" + ids[onus.ReadDone] + "&id=" + ids[onus.ReadWaiting] + "&id=unknown").want(http.StatusOK)
	if a.doc().Find("[data-reading]").Length() != 2 || a.doc().Find("[data-waits]").Length() != 1 {
		t.Error(a.Body)
	}
	b.get(caseURL + "/evidence/states?id=%ff").want(http.StatusNotFound)
	if text := b.get(caseURL + "/evidence/" + ids[onus.ReadWaiting]).text(); !strings.Contains(text, "since ") {
		t.Error("the page does not say since when it waits")
	}
}

func TestVersionsStayBesideEachOther(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	item := b.upload(caseURL+"/evidence", "one.txt", []byte("first"), values("title", "E")).made()
	b.upload(item+"/files", "two.txt", []byte("second"), nil).want(http.StatusSeeOther)
	doc := b.get(item).want(http.StatusOK).doc()
	rows := doc.Find(".files > li")
	if rows.Length() != 2 || !strings.Contains(rows.Eq(0).Text(), "newest version") || strings.Contains(rows.Eq(1).Text(), "newest version") {
		t.Fatal(rows.Text())
	}
	for i, want := range []string{"?version=2", "?version=1"} {
		if href := rows.Eq(i).Find(".file-state a").AttrOr("href", ""); !strings.HasSuffix(href, want) {
			t.Errorf("row %d is read at %s", i, href)
		}
		if hash := rows.Eq(i).Find("code").Text(); hash != rows.Eq(i).Find("[data-copy]").AttrOr("data-copy", "") || len(hash) != 64 {
			t.Errorf("row %d: the hash is %q", i, hash)
		}
	}
	if n := doc.Find("[data-waits]").Length(); n != 1 {
		t.Errorf("%d versions are asked about again", n)
	}
}

func TestAFamilyIsShownFromBothSides(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	mail := b.upload(caseURL+"/evidence", "mail.eml", []byte("a mail"), values("title", "Mail")).made()
	w, err := b.d.store.ClaimWork(t.Context(), time.Minute)
	b.d.must(err)
	up, err := b.d.store.PutFile(strings.NewReader("attached"), 1<<20)
	b.d.must(err)
	file := onus.File{Filename: "contract.pdf", Size: up.Size, SHA256: up.SHA256}
	b.d.must(b.d.store.KeepReading(t.Context(), w, &onus.Document{State: onus.ReadDone, Format: "mail"}, []onus.File{file, file}))
	items := b.d.evidence(caseURL)
	family := func(path string) string {
		var all []string
		for _, s := range b.get(path).want(http.StatusOK).doc().Find("section:has(#family) h3, section:has(#family) a").EachIter() {
			all = append(all, strings.TrimSpace(s.Text()))
		}
		return strings.Join(all, "|")
	}
	if got := family(mail); got != "Attachments|EX-0002 contract.pdf|EX-0003 contract.pdf" {
		t.Error(got)
	}
	if got := family(caseURL + "/evidence/" + items[1].ID); got != "Attached to|EX-0001 Mail|Attached to the same|EX-0003 contract.pdf" {
		t.Error(got)
	}
	if text := b.get(caseURL + "/evidence").text(); !strings.Contains(text, "2 attachments") {
		t.Error(text)
	}
}
