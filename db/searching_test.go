package db_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
	"onus/search"
)

// written is an item with a text, a page a part.
func written(t testing.TB, s *db.Store, caseID, title, language string, pages ...string) *onus.Evidence {
	t.Helper()
	e, _ := dropped(t, s, caseID, dbtest.Who.Email, title+language+strings.Join(pages, "\f"))
	e.Title, e.Language = title, language
	must(t, s.Update(t.Context(), dbtest.Who, e))
	reads(t, s, pages...)
	return load(t, s, e)
}

// reads answers the work that waits with a text.
func reads(t testing.TB, s *db.Store, pages ...string) {
	t.Helper()
	d := &onus.Document{State: onus.ReadDone, Format: "pdf", Extractor: "test 1", Paged: true}
	for _, p := range pages {
		d.Parts = append(d.Parts, onus.Part{Text: p, Confidence: -1})
	}
	must(t, s.KeepReading(t.Context(), claim(t, s), d, nil))
}

// finds are the titles that a query finds, by date.
func finds(t testing.TB, s *db.Store, caseID, query string) []string {
	t.Helper()
	p := searched(t, s, caseID, query, db.SearchOptions{Order: db.ByDate})
	var titles []string
	for _, r := range p.Rows {
		titles = append(titles, r.Title)
	}
	if p.Total != int64(len(titles)) {
		t.Errorf("%q: %d rows of %d", query, len(titles), p.Total)
	}
	slices.Sort(titles)
	return titles
}

func searched(t testing.TB, s *db.Store, caseID, query string, o db.SearchOptions) db.SearchPage {
	t.Helper()
	p, err := s.Search(context.Background(), caseID, search.Parse(query), o)
	if err != nil {
		t.Fatalf("%q: %v", query, err)
	}
	return p
}

func wantTitles(t testing.TB, query string, got []string, want string) {
	t.Helper()
	if g := strings.Join(got, ", "); g != want {
		t.Errorf("%s finds %q, want %q", query, g, want)
	}
}

func TestSearchFindsWords(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	written(t, s, c.ID, "nl", "nl", "De leveringen van het contract werden geëxporteerd.", "Joint-venture met e\u0301én eﬃciënte partner.")
	written(t, s, c.ID, "en", "en", "The agreements were not delivered; the con-\ntracts ended.", "A joint venture of O'Brien and the plaintiff's wife.")
	written(t, s, c.ID, "zh", "zh", "双方签订了合同。根据合同法第八条，新云科技公司终止了合作。", "サーバーの契約 ＩＢＭ中国")
	dbtest.Claim(t, s, c.ID, "Élan vital")
	for query, want := range map[string]string{
		"levering":                  "nl",
		"LEVERING contracten":       "nl",
		"geexporteerd":              "nl",
		"een efficiente":            "nl",
		"agreement delivering":      "en",
		"contract":                  "en, nl",
		"contracts":                 "en, nl",
		"tracts":                    "en",
		"joint-venture":             "en, nl",
		"jointventure":              "nl",
		`"joint venture"`:           "en, nl",
		`"venture joint"`:           "",
		`"joint venture of"`:        "en",
		"obrien":                    "en",
		"plaintiff":                 "en",
		`"ended a joint"`:           "en",
		"合同":                        "zh",
		"合同法":                       "zh",
		"同法":                        "zh",
		"合法":                        "",
		"新":                         "zh",
		"约":                         "",
		"契約":                        "zh",
		"ｻｰﾊﾞｰ":                     "zh",
		`"IBM中国"`:                   "zh",
		"合同 新云 契約":                  "zh",
		"con*":                      "en, nl",
		"contra*":                   "en, nl",
		`"joint vent*"`:             "",
		"geëxp*":                    "nl",
		"c*":                        "en, nl, Élan vital",
		"contract -levering":        "en",
		`contract -"joint venture"`: "",
		"contract -delivered":       "nl",
		"elan":                      "Élan vital",
		"C-1":                       "Élan vital",
		"EX-0002":                   "en",
		"nothing":                   "",
		"contract nothing":          "",
		"¶":                         "",
		"¹contract":                 "",
	} {
		wantTitles(t, query, finds(t, s, c.ID, query), want)
	}
}

func TestASearchSaysWhereItFound(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	e := written(t, s, c.ID, "The memo", "en", strings.Repeat("lorem ipsum. ", 100), strings.Repeat("dolor sit. ", 100)+"Servers were moved.")
	e.About = "An internal memo about servers"
	must(t, s.Update(t.Context(), dbtest.Who, e))
	r := searched(t, s, c.ID, "servers", db.SearchOptions{}).Rows[0]
	if r.Noun != onus.EvidenceNoun || r.ID != e.ID || r.Key() != "EX-0001" || r.Part != 2 || !r.Paged || r.TextID == "" || r.Language != "en" || r.Kind != "documentary" {
		t.Errorf("row is %+v", r)
	}
	if n := len(r.Snippet); n != 4 || r.Snippet[0].Text != "…" || r.Snippet[2] != (search.Segment{Text: "Servers", Hit: true}) || r.Snippet[3].Text != " were moved." {
		t.Errorf("snippet is %v", r.Snippet)
	}
	r = searched(t, s, c.ID, "internal", db.SearchOptions{}).Rows[0]
	if r.Part != 0 || r.Snippet[1] != (search.Segment{Text: "internal", Hit: true}) {
		t.Errorf("row is %+v", r)
	}
	if r = searched(t, s, c.ID, "memo", db.SearchOptions{}).Rows[0]; r.Title != "The memo" {
		t.Errorf("row is %+v", r)
	}
}

func TestEveryNounIsFound(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	for _, change := range []struct {
		th           onus.Thing
		field, value string
	}{
		{w.claim, "verbatim", "wordclaim"}, {w.evidence, "custodian", "wordevidence"}, {w.ibm, "aliases", "wordparty; 国际商业机器"},
		{w.link, "why", "wordlink"}, {w.relationship, "note", "wordrelationship"}, {w.proceeding, "note", "wordproceeding"},
	} {
		setField(t, s, change.th, change.field, change.value)
	}
	for query, want := range map[string]string{
		"wordclaim": "C-1 Loss of profit", "wordevidence": "EX-0001 Letter", "wordparty": " IBM China", "商业": " IBM China",
		"wordlink": "EX-0001 → C-1 Letter → Loss of profit", "wordrelationship": " Doe → IBM China", "wordproceeding": " SDNY",
	} {
		p := searched(t, s, w.c.ID, query, db.SearchOptions{})
		if len(p.Rows) != 1 || p.Rows[0].Key()+" "+p.Rows[0].Title != want || p.Total != 1 || p.Counts[p.Rows[0].Noun] != 1 {
			t.Errorf("%s: %+v", query, p)
		}
	}
	other := dbtest.NewCase(t, s)
	dbtest.Claim(t, s, other.ID, "wordclaim of another case")
	if p := searched(t, s, w.c.ID, "wordclaim", db.SearchOptions{}); p.Total != 1 {
		t.Errorf("things of another case are found: %+v", p)
	}
	for _, id := range []string{"", "nowhere", "a\x00b", "\xff"} {
		if p := searched(t, s, id, "wordclaim", db.SearchOptions{}); p.Total != 0 {
			t.Errorf("case %q: %+v", id, p)
		}
	}
}

func setField(t testing.TB, s *db.Store, th onus.Thing, field, value string) {
	t.Helper()
	now := load(t, s, th)
	must(t, onus.Fill(now, func(name string) (string, bool) { return value, name == field }).Err())
	must(t, s.Update(t.Context(), op("set "+field), now))
}

func TestWhatIsDeletedIsNotFoundAndWhatComesBackIs(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	e := written(t, s, c.ID, "memo", "en", "servers were moved")
	cl := dbtest.Claim(t, s, c.ID, "loss of servers")
	l := dbtest.Link(t, s, e, cl, onus.Supports)
	setField(t, s, l, "quote", "servers were")
	wantTitles(t, "servers", finds(t, s, c.ID, "servers"), "loss of servers, memo, memo → loss of servers")
	remove(t, s, e)
	wantTitles(t, "servers, without the item,", finds(t, s, c.ID, "servers"), "loss of servers")
	undo(t, s, c.ID, "evidence"+e.ID)
	wantTitles(t, "servers, with it again,", finds(t, s, c.ID, "servers"), "loss of servers, memo, memo → loss of servers")
	setField(t, s, cl, "title", "loss of data")
	wantTitles(t, "servers, of a claim no more,", finds(t, s, c.ID, "servers"), "memo, memo → loss of data")
	undo(t, s, c.ID, "set title")
	wantTitles(t, "servers, of a claim again,", finds(t, s, c.ID, "servers"), "loss of servers, memo, memo → loss of servers")
	clean(t, s)
}

func TestAnItemIsFoundByItsNewestText(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	e := written(t, s, c.ID, "memo", "en", "the first version")
	dbtest.File(t, s, e, "a second file")
	wantTitles(t, "first, while the second is not read,", finds(t, s, c.ID, "first"), "memo")
	reads(t, s, "the second version")
	wantTitles(t, "first", finds(t, s, c.ID, "first"), "")
	wantTitles(t, "second", finds(t, s, c.ID, "second"), "memo")
	dbtest.File(t, s, e, "pictures only")
	must(t, s.FailWork(t.Context(), claim(t, s), onus.ReadNoText, "", false))
	setField(t, s, e, "title", "memo of pictures")
	wantTitles(t, "second, of an older version,", finds(t, s, c.ID, "second"), "")
	clean(t, s)
}

func TestAWriteThatIsRefusedIsNotFound(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	err := s.CreateMany(t.Context(), dbtest.Who, []onus.Thing{
		&onus.Claim{Head: head(c.ID), Title: "servers", Kind: "damages"}, &onus.Claim{Head: head(c.ID), Title: "no kind"}})
	refused(t, err, "kind")
	dbtest.Claim(t, s, c.ID, "after it")
	wantTitles(t, "servers", finds(t, s, c.ID, "servers"), "")
	clean(t, s)
}
