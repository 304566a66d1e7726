package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"onus"
)

func TestFindInADocument(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	item := s.put(pages("Het contract\nvan Genève", "niets", "CONTRACT en contract, joint", "venture contract"))
	for _, c := range []struct{ name, q, text, counts string }{
		{"capitals do not matter", "Contract", "4 hits", "1:1,3:2,4:1"},
		{"accents do not matter", "geneve", "one hit", "1:1"},
		{"a phrase over the end of a page belongs to the page where it begins", `"joint venture"`, "one hit", "3:1"},
		{"what is not there", "xyzzy", "0 hits", ""},
		{"filters look for nothing", "type:claims", "0 hits", ""},
		{"nonsense", `"( * AND -`, "0 hits", ""},
		{"too much", strings.Repeat("long ", 400), "0 hits", ""},
		{"nothing", "", "0 hits", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			hits := s.get(findURL(item, c.q)).want(http.StatusOK).doc().Find("#hits")
			if got := hits.Find(".found-count").Text(); got != c.text {
				t.Errorf("says %q, want %q", got, c.text)
			}
			if got := hits.AttrOr("data-counts", ""); got != c.counts {
				t.Errorf("counts %q, want %q", got, c.counts)
			}
		})
	}
}

func TestFindBytesThatAreNoText(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	item := s.put(pages("abc"))
	for _, q := range []string{"%00", "%ff%fe", "%F0%9F"} {
		s.get(item + "/document?q=" + q).want(http.StatusOK)
		s.get(item + "/document/find?q=" + q).want(http.StatusOK)
		s.get(item + "/document/pages/1?q=" + q).want(http.StatusOK)
	}
}

func TestHitsAreMarkedOnThePageAndInTheText(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	item := s.put(pages("a joint", "venture and a joint venture"))
	q := "?q=" + url.QueryEscape(`"joint venture"`)
	marks := func(path, selector string) string {
		var all []string
		s.get(item + "/document" + path + q).want(http.StatusOK).doc().Find(selector).Each(func(_ int, m *goquery.Selection) {
			all = append(all, m.AttrOr("x", m.Text())+"#"+m.AttrOr("data-hit", ""))
		})
		return strings.Join(all, " ")
	}
	for _, c := range []struct{ path, selector, want string }{
		{"/pages/1", "rect.hit", "132#0"},
		{"/pages/2", "rect.hit", "72# 252#0 312#0"},
		{"/parts/1", "mark", "joint#0"},
		{"/parts/2", "mark", "venture# joint venture#0"},
	} {
		if got := marks(c.path, c.selector); got != c.want {
			t.Errorf("%s: %s, want %s", c.path, got, c.want)
		}
	}
}

func TestADocumentOpensAtAHit(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	item := s.put(pages("one", "two needle", "three needle needle"))
	for _, c := range []struct{ query, page, hit string }{
		{"?q=needle", "2", "1"},
		{"?q=needle&page=3", "3", "2"},
		{"?q=needle&hit=3", "3", "3"},
		{"?q=needle&hit=99", "3", "3"},
		{"?q=nothing", "1", ""},
		{"?q=nothing&page=2", "2", ""},
	} {
		doc := s.get(item + "/document" + c.query).want(http.StatusOK).doc()
		if page, hit := doc.Find("#parts").AttrOr("data-page", ""), doc.Find("#hits").AttrOr("data-hit", ""); page != c.page || hit != c.hit {
			t.Errorf("%s opens page %s at hit %q, want page %s, hit %q", c.query, page, hit, c.page, c.hit)
		}
	}
	next := s.get(item+"/document?q=needle&hit=3").doc().Find(".reader-find [data-do=hit-next]").AttrOr("href", "")
	if !strings.Contains(next, "hit=1&") {
		t.Errorf("after the last hit comes %s", next)
	}
	s.get(item + "/document?q=needle&hit=0").want(http.StatusNotFound)
}

func TestTheListOfHitsIsBounded(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	texts := make([]string, 6)
	for i := range texts {
		texts[i] = strings.Repeat("needle ", 2000)
	}
	item := s.put(&onus.Document{State: onus.ReadDone, Paged: true, Parts: pages(texts...).Parts})
	hits := s.get(findURL(item, "needle")).want(http.StatusOK).doc().Find("#hits")
	if n := hits.Find("li").Length(); n != listedHits {
		t.Errorf("%d hits are listed", n)
	}
	if text := hits.Find(".found-count").Text(); !strings.HasPrefix(text, "More than 10,000") {
		t.Errorf("says %q", text)
	}
}
