package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"onus"
	"onus/db/dbtest"
)

// derived is an item with the form fields of its edit page, and what it was
// derived from, which is deleted.
func derived(t *testing.T, b *browser, caseURL string) (item, source string) {
	t.Helper()
	first := b.post(caseURL+"/evidence", values("title", "Source")).made()
	item = b.post(caseURL+"/evidence", values("title", "Copy", "derived_from_id", idOf(first))).made()
	b.post(first+"/delete", values("version", "1")).want(http.StatusSeeOther)
	return item, idOf(first)
}

func TestSavingKeepsAReferenceToWhatIsDeleted(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	item, source := derived(t, b, caseURL)
	page := b.get(item + "/edit").want(http.StatusOK)
	chosen := page.doc().Find("#f-derived_from_id option[selected]")
	if chosen.AttrOr("value", "") != source || chosen.Text() != "(deleted)" {
		t.Errorf("the form shows %q, %q", chosen.AttrOr("value", ""), chosen.Text())
	}
	form := fields(page.doc())
	form.Set("title", "Renamed")
	b.post(item, form).want(http.StatusSeeOther)
	if row := b.rowOf(caseURL, "evidence", idOf(item)); row["derived_from_id"] != source || row["title"] != "Renamed" {
		t.Errorf("saved: %q", row)
	}
	form.Set("title", " ")
	form.Set("version", "2")
	if got := fields(b.post(item, form).want(http.StatusUnprocessableEntity).doc()).Get("derived_from_id"); got != source {
		t.Errorf("the refused form has %q", got)
	}
	form.Set("title", "Without")
	form.Set("derived_from_id", "")
	b.post(item, form).want(http.StatusSeeOther)
	if row := b.rowOf(caseURL, "evidence", idOf(item)); row["derived_from_id"] != "" {
		t.Errorf("it cannot be taken away: %q", row)
	}
}

func TestATypedReferenceStaysWhenItsTextDoes(t *testing.T) {
	b, caseURL := leadCase(t, Config{})
	item, source := derived(t, b, caseURL)
	id := idOf(caseURL)
	same := dbtest.Party(t, b.d.store, id, "Same name")
	dbtest.Party(t, b.d.store, id, "Same name")
	for i := range maxChoices {
		dbtest.Party(t, b.d.store, id, fmt.Sprint("Party ", i))
		dbtest.Made(t, b.d.store, &onus.Evidence{Head: onus.Head{CaseID: id}, Title: fmt.Sprint("Item ", i)})
	}
	b.post(item, values("version", "1", "offered_by_id", same.ID)).want(http.StatusSeeOther)
	page := b.get(item + "/edit").want(http.StatusOK)
	form := fields(page.doc())
	if form.Get("offered_by_id") != "Same name" || form.Get("derived_from_id") != "(deleted)" {
		t.Errorf("the form shows %q", form)
	}
	form.Set("title", "Renamed")
	b.post(item, form).want(http.StatusSeeOther)
	if row := b.rowOf(caseURL, "evidence", idOf(item)); row["offered_by_id"] != same.ID || row["derived_from_id"] != source || row["title"] != "Renamed" {
		t.Errorf("saved: %q", row)
	}
	form.Set("version", "3")
	form.Set("offered_by_id", "Nobody of that name")
	a := b.post(item, form).want(http.StatusUnprocessableEntity)
	beside(t, a, "offered_by_id")
	if got := fields(a.doc()).Get("offered_by_id"); !strings.Contains(got, "Nobody") {
		t.Errorf("what was typed became %q", got)
	}
}
