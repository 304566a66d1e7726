package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"onus"
	"onus/db/dbtest"
)

// fullCase is a case in which every list has three pages.
func fullCase(t *testing.T) (*browser, string) {
	t.Helper()
	b, caseURL := leadCase(t, Config{})
	d, id := b.d, idOf(caseURL)
	lead, _, err := d.store.UserByEmail(t.Context(), dbtest.Who.Email)
	d.must(err)
	pick := func(list string, i int) string { c := onus.Codes(list); return c[i%len(c)].Code }
	in := onus.Head{CaseID: id}
	for i := range 105 {
		name := fmt.Sprintf("%c thing %d", 'a'+i*7%26, i/2)
		p := dbtest.Made(t, d.store, &onus.Party{Head: in, PartyName: name, Kind: pick(onus.ListPartyKind, i), Role: pick(onus.ListPartyRole, i), Side: pick(onus.ListSide, i/2)})
		q := dbtest.Person(t, d.store, id, name)
		dbtest.Made(t, d.store, &onus.Proceeding{Head: in, Court: name, FiledOn: onus.Date(strconv.Itoa(1990 + i%9)), Level: pick(onus.ListProceedingLevel, i), Status: pick(onus.ListProceedingStatus, i)})
		dbtest.Made(t, d.store, &onus.Label{Head: in, LabelName: name + string(rune('a'+i%2)), Colour: pick(onus.ListLabelColour, i)})
		dbtest.Made(t, d.store, &onus.Relationship{Head: in, FromID: q.ID, ToID: p.ID, Type: pick(onus.ListPartyRelation, i)})
		c := dbtest.Made(t, d.store, &onus.Claim{Head: in, Title: name, Kind: pick(onus.ListClaimKind, i), Status: pick(onus.ListClaimStatus, i), Conduct: "x"})
		e := dbtest.Made(t, d.store, &onus.Evidence{Head: in, Title: name, Type: pick(onus.ListEvidenceType, i), Admissibility: pick(onus.ListAdmissibility, i), Privilege: pick(onus.ListPrivilege, i), Language: pick(onus.ListLanguage, i%4)})
		l := dbtest.Made(t, d.store, &onus.Link{Head: in, ClaimID: c.ID, EvidenceID: e.ID, Stance: pick(onus.ListStance, i), Why: name[:i%2], Locator: name[:i%3/2]})
		if i%3 == 0 {
			d.must(d.store.Delete(t.Context(), dbtest.Who, onus.Links, id, l.ID, 1))
			dbtest.Link(t, d.store, e, dbtest.Claim(t, d.store, id, name), onus.Supports)
		} else {
			dbtest.ClaimParty(t, d.store, c, p, onus.Claimant)
			dbtest.File(t, d.store, dbtest.Evidence(t, d.store, id, name), name)
			c.Title += "!"
			d.must(d.store.Update(t.Context(), dbtest.Who, c))
		}
		if i < 60 {
			u := dbtest.User(t, d.store, fmt.Sprintf("u%d@example.org", i), false)
			d.must(d.store.AddMember(t.Context(), dbtest.Who, &onus.Member{Head: in, Email: u.Email, Role: pick(onus.ListMemberRole, i)}))
			d.must(d.store.CreateCase(t.Context(), dbtest.Who, lead.ID, &onus.Case{Title: name, Status: pick(onus.ListCaseStatus, i)}))
		}
	}
	_, err = d.store.Undo(t.Context(), dbtest.Who, id, d.lastDeletion(id), "")
	d.must(err)
	d.readSome()
	e := dbtest.Evidence(t, d.store, id, "Marked")
	dbtest.File(t, d.store, e, "marked")
	d.readAs(e, pages("Neu Cloud said it."))
	d.annotated(e, 0, 9)
	b.sent(caseURL+"/evidence/add", "proposed.txt", []byte("proposed")).want(http.StatusOK)
	return b, caseURL
}

// readSome leaves a file in every state of reading.
func (d *desk) readSome() {
	for _, s := range readingStates() {
		if s.Code == onus.ReadWaiting {
			continue
		}
		w, err := d.store.ClaimWork(d.Context(), time.Hour)
		d.must(err)
		if s.Code != onus.ReadReading {
			d.must(d.store.KeepReading(d.Context(), w, &onus.Document{State: s.Code}, nil))
		}
	}
}

// lastDeletion is the number of the change that deleted something last.
func (d *desk) lastDeletion(caseID string) int64 {
	p, err := d.store.ListChanges(d.Context(), caseID, onus.Filter{Fields: map[string]string{"action": "delete"}, Limit: 1})
	d.must(err)
	return p.Rows[0].Seq
}

// walk follows a link of the pager to its end.
func (b *browser) walk(path, label string) (pages [][]string) {
	b.d.Helper()
	for path != "" && len(pages) < 50 {
		doc := b.get(path).want(http.StatusOK).doc()
		var rows []string
		for _, n := range doc.Find("#list tbody tr").Nodes {
			row := doc.FindNodes(n)
			id := idOf(row.AttrOr("data-href", ""))
			if id == "" { // the history has no rows that open
				id = strings.TrimSpace(row.Find("td").First().Text())
			}
			rows = append(rows, id)
		}
		pages = append(pages, rows)
		path = ""
		for _, n := range doc.Find(".pager a").Nodes {
			if a := doc.FindNodes(n); strings.Contains(a.Text(), label) {
				path = a.AttrOr("href", "")
			}
		}
	}
	return pages
}

func (b *browser) csvIDs(path string) (ids []string) {
	_, rows := b.get(path).table()
	for _, row := range rows {
		if row["id"] == "" || row["seq"] != "" {
			row["id"] = row["seq"]
		}
		ids = append(ids, row["id"])
	}
	return ids
}

func TestLists(t *testing.T) {
	b, caseURL := fullCase(t)
	for _, noun := range append(caseNouns, "cases", "changes") {
		t.Run(noun, func(t *testing.T) {
			list := caseURL + "/" + noun
			if noun == "cases" {
				list = "/cases"
			}
			doc := b.get(list).want(http.StatusOK).doc()
			var sorts []string
			for _, n := range doc.Find("select[name=sort] option").Nodes {
				sorts = append(sorts, doc.FindNodes(n).AttrOr("value", ""))
			}
			if len(sorts) < 2 {
				t.Error("the list cannot be sorted")
			}
			for _, sort := range sorts {
				pageThrough(t, b, list, "sort="+sort)
			}
			if strings.ReplaceAll(strings.Join(b.csvIDs(list+".csv?sort="+sorts[0]), " "), ",", "") != strings.Join(b.csvIDs(list+".csv"), " ") {
				t.Error("the first order is not the usual one")
			}
			pageThrough(t, b, list, "q=THING+1")
			for _, f := range doc.Find(".filters select").Nodes {
				name := doc.FindNodes(f).AttrOr("name", "")
				for _, o := range doc.FindNodes(f).Find("option").Nodes {
					if value := doc.FindNodes(o).AttrOr("value", ""); name != "sort" && value != "" {
						filtered(t, b, list, name, value)
					}
				}
			}
			fragments(t, b, list)
		})
	}
}

// pageThrough goes forward and back and visits every row once, in the order of
// the CSV file.
func pageThrough(t *testing.T, b *browser, list, query string) {
	t.Helper()
	want := b.csvIDs(list + ".csv?" + query)
	forward := b.walk(list+"?"+query, "Next")
	if got := slices.Concat(forward...); !slices.Equal(got, want) {
		t.Errorf("%s?%s: the pages have %d rows, the CSV file %d, or in another order", list, query, len(got), len(want))
	}
	if len(want) <= onus.PageSize {
		return
	}
	last := list + "?" + query
	for range len(forward) - 1 {
		doc := b.get(last).doc()
		last = doc.Find(`.pager a[rel=next]`).AttrOr("href", "")
	}
	back := b.walk(last, "Previous")
	slices.Reverse(back)
	if !slices.Equal(slices.Concat(back...), want) || len(back) != len(forward) {
		t.Errorf("%s?%s: another list on the way back: %d pages, %d", list, query, len(forward), len(back))
	}
	if first := b.walk(last, "First"); len(first) != 2 || !slices.Equal(first[1], forward[0]) {
		t.Errorf("%s?%s: First is not the first page", list, query)
	}
	doc := b.get(list + "?" + query).doc()
	if count := doc.Find(".list-count").Text(); !strings.HasPrefix(strings.ReplaceAll(count, ",", ""), fmt.Sprint(len(want))+" rows") {
		t.Errorf("%s?%s: %q for %d rows", list, query, count, len(want))
	}
}

// filtered checks one filter: the list and the file have the same rows, those
// and only those that the column says.
func filtered(t *testing.T, b *browser, list, name, value string) {
	t.Helper()
	query := url.Values{name: {value}}.Encode()
	pages := slices.Concat(b.walk(list+"?"+query, "Next")...)
	if !slices.Equal(pages, b.csvIDs(list+".csv?"+query)) {
		t.Errorf("%s?%s: list and CSV differ", list, query)
	}
	_, all := b.get(list + ".csv").table()
	if _, has := all[0][name]; !has || strings.HasSuffix(list, "/changes") {
		if _, has = all[0][value]; name != "stance" || !has { // a claim has a column for every stance
			if len(pages) == 0 || len(pages) == len(all) && name != "actor" {
				t.Errorf("%s?%s has %d rows of %d", list, query, len(pages), len(all))
			}
			return
		}
		name, value = value, "0"
		all = slices.DeleteFunc(all, func(row map[string]string) bool { return row[name] == value })
	} else {
		all = slices.DeleteFunc(all, func(row map[string]string) bool { return row[name] != value })
	}
	if len(all) != len(pages) {
		t.Errorf("%s?%s has %d rows, and %d fit", list, query, len(pages), len(all))
	}
	doc := b.get(list + "?" + query).doc()
	if csv := doc.Find(`.list-meta a[download]`).AttrOr("href", ""); csv != list+".csv?"+query {
		t.Errorf("%s?%s: its CSV file is %s", list, query, csv)
	}
	if chosen := doc.Find(`.filters option[selected][value="` + value + `"]`); chosen.Length() == 0 && value != "0" {
		t.Errorf("%s?%s: the filter does not show what is chosen", list, query)
	}
}

func fragments(t *testing.T, b *browser, list string) {
	t.Helper()
	for _, tt := range []struct {
		what   string
		header []string
		whole  bool
	}{
		{"a plain request", nil, true},
		{"htmx", []string{"HX-Request", "true"}, false},
		{"a boosted link", []string{"HX-Request", "true", "HX-Boosted", "true"}, true},
		{"a page restored from history", []string{"HX-Request", "true", "HX-History-Restore-Request", "true"}, true},
	} {
		a := b.get(list+"?x=thing", tt.header...).want(http.StatusOK)
		if whole := strings.Contains(a.Body.String(), "<html"); whole != tt.whole || !strings.Contains(a.Body.String(), `id="list"`) {
			t.Errorf("%s: %s gets a whole page: %t", list, tt.what, whole)
		}
		if vary := strings.Join(a.Header().Values("Vary"), ","); !strings.Contains(vary, "HX-Request") {
			t.Errorf("%s: Vary is %s", list, vary)
		}
		if n := a.doc().Find("#list tbody tr").Length(); n != onus.PageSize {
			t.Errorf("%s: %s gets %d rows", list, tt.what, n)
		}
	}
}

func TestManyRowsAtOnce(t *testing.T) {
	b, caseURL := fullCase(t)
	for noun, set := range map[string][2]string{"parties": {"role", "judge"}, "claims": {"status", "final"}, "evidence": {"privilege", "work_product"}, "links": {"stance", "refutes"},
		"proceedings": {"level", "supreme"}, "relationships": {"type", "alter_ego_of"}, "members": {"role", "annotator"}} {
		list := caseURL + "/" + noun
		ids := b.csvIDs(list + ".csv")[1:4]
		if noun == "members" { // not the last lead
			ids = b.csvIDs(list + ".csv?role=reader")[:3]
		}
		all := b.get(list + ".csv").Body.String()
		want := len(b.csvIDs(list + ".csv"))
		form := url.Values{"ids": ids, "do": {"set"}, "set_" + set[0]: {set[1]}}
		a := b.post(list+"/bulk", form, "Referer", "http://example.com"+list+"?q=thing").want(http.StatusSeeOther)
		if to := a.Header().Get("Location"); to != list+"?q=thing" {
			t.Errorf("%s: goes to %s", noun, to)
		}
		for _, id := range ids {
			if row := b.rowOf(caseURL, noun, id); row[set[0]] != set[1] {
				t.Errorf("%s: %s is %q", noun, set[0], row[set[0]])
			}
		}
		a.undo(b, list).want(http.StatusSeeOther)
		if withoutHeads(b.get(list+".csv").Body.String()) != withoutHeads(all) {
			t.Errorf("%s: undone, and the list is another", noun)
		}
		a = b.post(list+"/bulk", url.Values{"ids": ids, "do": {"delete"}}).want(http.StatusSeeOther)
		if got := len(b.csvIDs(list + ".csv")); got != want-3 {
			t.Errorf("%s: %d rows after deleting three of %d", noun, got, want)
		}
		a.undo(b, list).want(http.StatusSeeOther)
		if withoutHeads(b.get(list+".csv").Body.String()) != withoutHeads(all) {
			t.Errorf("%s: brought back, and the list is another", noun)
		}
		b.post(list+"/bulk", url.Values{"ids": append(ids, "nosuchid"), "do": {"delete"}}).want(http.StatusNotFound)
		b.post(list+"/bulk", url.Values{"do": {"delete"}}).want(http.StatusSeeOther)
		b.post(list+"/bulk", url.Values{"ids": ids, "set_" + set[0]: {"nonsense"}}).want(http.StatusUnprocessableEntity)
		if got := len(b.csvIDs(list + ".csv")); got != want {
			t.Errorf("%s: half of a bulk change was kept", noun)
		}
	}
}

// withoutHeads leaves out what every change of a row changes: versions and times.
func withoutHeads(file string) string {
	var b strings.Builder
	for line := range strings.Lines(file) {
		cells := strings.Split(line, ",")
		b.WriteString(strings.Join(cells[:max(0, len(cells)-6)], ",") + "\n")
	}
	return b.String()
}
