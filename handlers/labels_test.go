package handlers

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"onus"
)

func TestTheCodebookBeginsWithAStarter(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	if r.get(r.caseURL+"/labels").want(200).doc().Find("form[action$='/labels/starter']").Length() != 1 {
		t.Error("an empty codebook offers no beginning")
	}
	r.post(r.caseURL+"/labels/starter", nil).want(303)
	if n := r.count(r.caseURL, onus.Labels); n != 7 {
		t.Errorf("%d labels", n)
	}
	for name, form := range map[string][]string{"a name that is there": {"name", "admission", "colour", "red"}, "a key that is taken": {"name", "New", "colour", "red", "key", "1"},
		"no name": {"name", " ", "colour", "red"}, "a colour of one's own": {"name", "New", "colour", "#fff"}, "two keys": {"name", "New", "colour", "red", "key", "12"},
		"a position that is no number": {"name", "New", "colour", "red", "position", "x"}, "a very long name": {"name", strings.Repeat("x", 81), "colour", "red"}} {
		if a := r.post(r.caseURL+"/labels", values(form...)); a.Code != 422 {
			t.Errorf("%s: %d", name, a.Code)
		}
	}
}

// labelled is the id of a new label.
func (r *readingRoom) labelled(name, colour string) string {
	r.d.Helper()
	return idOf(r.post(r.caseURL+"/labels", values("name", name, "colour", colour)).made())
}

func TestALabelInUseIsMergedAndDoesNotVanish(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it. IBM denied it."))
	from, into := r.labelled("Misconduct", "red"), r.labelled("Conduct", "blue")
	r.post(r.caseURL+"/annotations", r.mark(0, 9, "Neu Cloud", "label_id", from)).want(303)
	private := r.other.post(r.caseURL+"/annotations", r.mark(19, 22, "IBM", "label_id", from, "visibility", "private")).want(303).Header().Get("Location")
	at := r.caseURL + "/labels/" + from
	r.post(at+"/delete", values("version", "1")).want(422)
	page := r.get(at + "/merge").want(200).doc()
	if quotes := page.Find(".merge-quotes li"); quotes.Length() != 1 || quotes.Text() != "Neu Cloud" {
		t.Errorf("the preview shows %q", quotes.Text())
	}
	if note := r.get(at + "/edit").want(200).doc().Find("form .notice").Text(); !strings.Contains(note, "1 passages in 1 documents") {
		t.Errorf("the form says %q", note)
	}
	r.post(at+"/merge", values("version", "1", "into", "nosuch")).want(404)
	r.post(at+"/merge", values("version", "1", "into", from)).want(422)
	r.post(at+"/merge", values("version", "9", "into", into)).want(409)
	r.post(at+"/merge", values("version", "1", "into", into)).want(303)
	r.get(at).want(404)
	if label := r.other.get(private).want(200).doc().Find(".note-label").Text(); label != "Conduct" {
		t.Errorf("a private passage has the label %q", label)
	}
	if n := r.get(r.caseURL + "/labels/" + into).want(200).doc().Find("a[href*='annotations?label=']").Text(); n != "1" {
		t.Errorf("the label counts %s passages for who does not see the private one", n)
	}
	undo := r.get(r.caseURL + "/changes.csv").want(200).text()
	if !strings.Contains(undo, "Misconduct") {
		t.Error("the history does not name the label")
	}
}

func TestTheBoardCollectsPassagesOverTheCase(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it. IBM denied it."))
	second := idOf(r.put(stretches(onus.Part{Text: "A second document says 😀 more of it."})))
	red := r.labelled("Misconduct", "red")
	cited := r.post(r.caseURL+"/annotations", r.mark(0, 9, "Neu Cloud", "label_id", red, "body", "first comment")).want(303).Header().Get("Location")
	r.post(r.caseURL+"/annotations", values("evidence_id", second, "start", "25", "end", "29", "quote", "more", "label_id", red)).want(303)
	r.post(r.caseURL+"/annotations", r.mark(19, 22, "IBM", "body", "unlabelled")).want(303)
	r.other.post(r.caseURL+"/annotations", r.mark(23, 29, "denied", "visibility", "private", "body", "hidden")).want(303)
	party := r.post(r.caseURL+"/parties", values("name", "Beta Corp", "kind", "organisation")).made()
	claim := r.post(r.caseURL+"/claims", values("title", "Damages", "kind", "damages", "unquantified", "true", "respondents", idOf(party))).made()
	r.post(cited+"/cite", values("claim_id", idOf(claim), "stance", "supports")).want(303)
	r.post(cited+"/replies", values("body", "zebra in an answer")).want(303)
	for name, c := range map[string]struct{ query, quotes, groups string }{
		"by document":                       {"", "Neu Cloud|IBM|more", "2"},
		"one label":                         {"?label=" + red, "Neu Cloud|more", "2"},
		"one label, by label":               {"?group=label&label=" + red, "Neu Cloud|more", "1"},
		"without a label":                   {"?label=none", "IBM", "1"},
		"a label or none":                   {"?label=none&label=" + red, "Neu Cloud|IBM|more", "2"},
		"by claim":                          {"?group=claim", "Neu Cloud", "1"},
		"by party":                          {"?group=party", "Neu Cloud", "1"},
		"words of a comment":                {"?q=FIRST", "Neu Cloud", "1"},
		"words of an answer":                {"?q=zebra", "Neu Cloud", "1"},
		"words of a quote":                  {"?q=more", "more", "1"},
		"cited":                             {"?cited=true", "Neu Cloud", "1"},
		"mine":                              {"?author=me", "Neu Cloud|IBM|more", "2"},
		"of an item":                        {"?evidence=" + second, "more", "1"},
		"of a claim":                        {"?claim=" + idOf(claim), "Neu Cloud", "1"},
		"of a party":                        {"?party=" + idOf(party), "Neu Cloud", "1"},
		"nothing":                           {"?q=hidden", "", "0"},
		"private ones of others":            {"?visibility=private", "", "0"},
		"a label of nowhere":                {"?label=nosuch", "", "0"},
		"what is no filter is passed over":  {"?group=%00&state=&author=", "Neu Cloud|IBM|more", "2"},
		"quotation marks and percent signs": {"?q=%25%22%27", "", "0"},
	} {
		page := r.get(r.caseURL + "/annotations" + c.query).want(200).doc()
		var quotes []string
		page.Find(".board-words .note").Each(func(_ int, s *goquery.Selection) { quotes = append(quotes, s.Text()) })
		if got := strings.Join(quotes, "|"); got != c.quotes {
			t.Errorf("%s: %q, want %q", name, got, c.quotes)
		}
		if got := number(int64(page.Find(".board-group").Length())); got != c.groups {
			t.Errorf("%s: %s groups, want %s", name, got, c.groups)
		}
	}
	_, rows := r.get(r.caseURL + "/annotations.csv?label=" + red).want(200).table()
	if len(rows) != 2 || rows[1]["start"] != "25" || rows[1]["start_utf16"] != "26" || rows[1]["end_utf16"] != "30" || rows[1]["label"] != "Misconduct" {
		t.Errorf("annotations.csv: %v", rows)
	}
}
