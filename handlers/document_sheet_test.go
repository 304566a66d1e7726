package handlers

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func TestAPageIsItsWordsAtTheirPlaces(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	text := " Één blad\nmet tekst\n"
	d := pages("first", text)
	d.Parts[1].Words[1].Angle = 90
	d.Parts[1].Words[2].Hidden = true
	doc := s.get(s.put(d) + "/document/pages/2").want(http.StatusOK).doc()
	if got := said(doc.Selection); got != text {
		t.Errorf("the runs say %q, want %q", got, text)
	}
	if box, _ := doc.Find("svg").Attr("viewBox"); box != "0 0 595.3 841.9" {
		t.Errorf("the page is %s", box)
	}
	runs := doc.Find("text")
	if runs.Length() != 5 {
		t.Fatalf("%d runs, want one of the space before the first word and four words", runs.Length())
	}
	for i, want := range []string{
		`x="0" y="0" font-size="1" textLength="0" lengthAdjust="spacingAndGlyphs" data-start="0"`,
		`x="132" y="81.1" font-size="10" textLength="18" lengthAdjust="spacingAndGlyphs" data-start="1"`,
		`x="196.6" y="72" font-size="21.5" textLength="11.2" lengthAdjust="spacingAndGlyphs" data-start="5" transform="rotate(90 196.6 72)"`,
	} {
		html, err := goquery.OuterHtml(runs.Eq(i))
		s.d.must(err)
		if !strings.Contains(html, want) {
			t.Errorf("run %d: %s\nwant %s", i, html, want)
		}
	}
	if cover := doc.Find("g.cover title").Text(); cover != "“met” is covered by a box" {
		t.Errorf("covered: %q", cover)
	}
}

func TestWordsThatThePictureLacksAreDrawnByTheBrowser(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	d := pages("原告 plain")
	d.Parts[0].Words[0].Undrawn = true
	doc := s.get(s.put(d) + "/document/pages/1").want(http.StatusOK).doc()
	if got := doc.Find("text.undrawn").Text(); !strings.HasPrefix(got, "原告") || strings.Contains(got, "plain") {
		t.Errorf("drawn: %q", got)
	}
	if note := doc.Find(".sheet-note").Text(); !strings.Contains(note, "does not bring the font") {
		t.Errorf("the note says %q", note)
	}
}

func TestWordsFromRightToLeftBeginOnTheRight(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	doc := s.get(s.put(pages("العقد 12 a")) + "/document/pages/1").want(http.StatusOK).doc()
	for i, want := range []string{"rtl", "", ""} {
		run := doc.Find("text").Eq(i)
		if got := run.AttrOr("direction", ""); got != want {
			t.Errorf("%q has direction %q", run.Text(), got)
		}
	}
	if x := doc.Find("text").First().AttrOr("x", ""); x != "102" {
		t.Errorf("it begins at %s, want the right end of its box", x)
	}
}
