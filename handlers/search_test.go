package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"onus"
	"onus/db/dbtest"
)

func TestASearchFindsTheTextOfADocument(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	item := s.put(&onus.Document{State: onus.ReadDone, Format: "pdf", Paged: true, Properties: onus.Properties{Language: "nl"}, Parts: []onus.Part{
		{Text: "Voorblad zonder inhoud", Width: 595, Height: 842, Confidence: -1},
		{Text: "De leveringen van klantgegevens aan derden", Width: 595, Height: 842, Confidence: -1},
	}})
	search := func(q string) *answer {
		return s.get(s.caseURL + "/search?q=" + url.QueryEscape(q)).want(http.StatusOK)
	}
	for q, found := range map[string]bool{
		"klantgegevens": true, "LEVERING": true, `"van klantgegevens"`: true, `"klantgegevens van"`: false, "klant*": true,
		"klantgegevens -derden": false, "type:documentary klantgegevens": true, "type:claims klantgegevens": false, "exhibit:1 derden": true, "exhibit:2 derden": false,
	} {
		if got := search(q).doc().Find(".hits > li").Length() > 0; got != found {
			t.Errorf("%s: found is %v", q, got)
		}
	}
	hit := search("klantgegevens").doc().Find(".hits > li").First()
	if href, _ := hit.Find(".hit-head a").Attr("href"); href != item+"/document?page=2&q=klantgegevens" {
		t.Errorf("the hit leads to %q", href)
	}
	if got := hit.Find(".snippet mark").Text(); got != "klantgegevens" {
		t.Errorf("marked is %q", got)
	}
	if text := hit.Text(); !strings.Contains(text, "Page 2") {
		t.Errorf("the hit says nothing of its page: %q", text)
	}
}

func TestASearchSaysWhatItDoesNotUnderstand(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.put(&onus.Document{State: onus.ReadDone, Format: "text", Parts: []onus.Part{{Text: "alpha", Confidence: -1}}})
	for q, note := range map[string]string{"alpha date:xyz": "xyz", "alpha type:nosuch": "nosuch", "alpha exhibit:none": "none"} {
		page := s.get(s.caseURL + "/search?q=" + url.QueryEscape(q)).want(http.StatusOK).doc()
		if got := page.Find("#main .notice").Text(); !strings.Contains(got, note) {
			t.Errorf("%s: the notice is %q", q, got)
		}
		if page.Find(".hits > li").Length() == 0 {
			t.Errorf("%s: nothing is found", q)
		}
	}
}

func TestTheFirstHitsComeWhileOneTypes(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.put(&onus.Document{State: onus.ReadDone, Format: "text", Parts: []onus.Part{{Text: "confidentiality undertaking", Confidence: -1}}})
	dbtest.Claim(t, s.d.store, s.caseID, "Breach of confidence")
	list := s.get(s.caseURL+"/search?quick=1&q=confiden", "HX-Request", "true").want(http.StatusOK).doc()
	options := list.Find("[role=option]")
	if options.Length() != 3 { // an item, a claim, and all
		t.Errorf("%d options: %s", options.Length(), list.Text())
	}
	if list.Find("html header, nav").Length() > 0 {
		t.Error("a whole page came")
	}
	if href, _ := options.Last().Attr("href"); href != s.caseURL+"/search?q=confiden" {
		t.Errorf("all hits are at %q", href)
	}
}

func TestASearchFindsNothingOfAnotherCase(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	item := s.put(&onus.Document{State: onus.ReadDone, Format: "text", Parts: []onus.Part{{Text: "privileged memorandum", Confidence: -1}}})
	u := dbtest.User(t, s.d.store, "other@example.org", false)
	otherURL := "/cases/" + dbtest.Case(t, s.d.store, u).ID
	if got := s.d.signedIn(u).get(otherURL + "/search?q=memorandum").want(http.StatusOK).doc().Find(".hits > li").Length(); got != 0 {
		t.Errorf("%d hits of another case", got)
	}
	stranger := s.d.signedIn(dbtest.User(t, s.d.store, "stranger@example.org", false))
	for _, path := range []string{"/search?q=memorandum", "/search?quick=1&q=memo"} {
		stranger.get(s.caseURL + path).want(http.StatusNotFound)
	}
	stranger.get(item + "/document").want(http.StatusNotFound)
}
