package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"onus"
	"onus/db"
	"onus/search"
	"onus/views"
)

// refererOr is the page of this case that the request came from, else path.
func (s *Server) refererOr(q *request, path string) string {
	u, err := url.Parse(q.Request().Referer())
	if err != nil || u.Host != q.Request().Host || !strings.HasPrefix(u.Path, q.caseURL()) {
		return path
	}
	return u.RequestURI()
}

// The hits on a page of the search, and under its field while somebody types.
const (
	searchHits = 25
	quickHits  = 8
)

// searchedNouns are the kinds of things that are searched, in the order of their tabs.
var searchedNouns = []string{onus.EvidenceNoun, onus.Claims, onus.Parties, onus.Links, onus.Proceedings, onus.Relationships}

// search looks for words in the titles, names and fields of everything in the case
// and in the full text of its evidence.
func (s *Server) search(q *request) error {
	query := search.Parse(strings.TrimSpace(searched(q.QueryParam("q"))))
	query.ResolveTypes(func(value string) []string { return s.typesNamed(q, value) })
	if q.QueryParam("quick") != "" {
		return s.quickSearch(q, query)
	}
	o := db.SearchOptions{Limit: searchHits, Order: q.QueryParam("order"), Noun: q.QueryParam("in"), After: q.QueryParam("after")}
	v := views.SearchPage{Title: q.w.T("Search")}
	if query.IsEmpty() {
		v.Empty = views.Empty{Title: q.w.T("Type what you look for"), Text: q.w.T("Words from titles, names, descriptions, quotations and the full text of documents; all of them must occur.")}
	} else {
		found, err := s.Store.Search(q.Request().Context(), q.in.ID, query, o)
		if err != nil {
			return err
		}
		v = s.searchPage(q, query, o, found)
		query.Notes = append(query.Notes, found.Notes...)
	}
	if query.IsEmpty() && query.Text != "" && len(query.Notes) == 0 {
		query.Notes = []onus.Text{onus.Say("There are only words to leave out: write one to look for too.")}
	}
	for _, note := range query.Notes {
		v.Notes = append(v.Notes, q.w.Say(note))
	}
	p := s.page(q, v.Title, "")
	p.Query = query.Text
	return s.render(q, http.StatusOK, views.SearchResults(p, v))
}

func (s *Server) quickSearch(q *request, query search.Query) error {
	all := views.Link{Label: q.w.T("All hits"), URL: q.caseURL("/search?q=", url.QueryEscape(query.Text))}
	var hits []views.SearchHit
	if !query.IsEmpty() {
		found, err := s.Store.Search(q.Request().Context(), q.in.ID, query, db.SearchOptions{Limit: quickHits, Quick: true})
		if err != nil {
			return err
		}
		hits = searchHitsOf(q, query.Typing(), found.Rows)
	}
	return s.render(q, http.StatusOK, views.QuickHits(s.page(q, "", ""), hits, all))
}

func (s *Server) searchPage(q *request, query search.Query, o db.SearchOptions, found db.SearchPage) views.SearchPage {
	w := q.w
	v := views.SearchPage{Title: w.T("Search: %s", query.Text), Hits: searchHitsOf(q, query, found.Rows)}
	v.Empty = views.Empty{Title: w.T("Nothing found"), Text: w.T("Nothing in this case holds all of this. Fewer words find more; * finds words that begin so.")}
	if n := int(found.Total); n > 0 {
		v.Total = w.N("%s hit", "%s hits", n)
		if found.Capped {
			v.Total = w.T("More than %s hits", w.Number(found.Total))
		}
	}
	address := func(o db.SearchOptions) string {
		values := url.Values{"q": {query.Text}}
		for name, value := range map[string]string{"in": o.Noun, "order": o.Order, "after": o.After} {
			if value != "" {
				values.Set(name, value)
			}
		}
		return q.caseURL("/search?", values.Encode())
	}
	if found.Total > 0 {
		v.Kinds = searchKinds(q, o, found, address)
	}
	for _, order := range [][2]string{{"", w.T("Best first")}, {"date", w.T("Newest first")}} {
		l := views.Link{Label: order[1]}
		if order[0] != o.Order {
			l.URL = address(db.SearchOptions{Noun: o.Noun, Order: order[0]})
		}
		v.Orders = append(v.Orders, l)
	}
	if found.Next != "" {
		o.After = found.Next
		v.More = views.Link{Label: w.T("More hits"), URL: address(o)}
	}
	return v
}

// searchKinds are the kinds of things with hits.
func searchKinds(q *request, o db.SearchOptions, found db.SearchPage, address func(db.SearchOptions) string) []views.SearchKind {
	all := []views.SearchKind{{Label: q.w.T("Everything"), URL: address(db.SearchOptions{Order: o.Order}), Current: o.Noun == ""}}
	for _, noun := range searchedNouns {
		if n := found.Counts[noun]; n > 0 || o.Noun == noun {
			all = append(all, views.SearchKind{Label: nounName(q, noun), Count: q.w.Number(n), URL: address(db.SearchOptions{Noun: noun, Order: o.Order}), Current: o.Noun == noun})
		}
	}
	return all
}

func searchHitsOf(q *request, query search.Query, rows []db.SearchRow) []views.SearchHit {
	var all []views.SearchHit
	for i := range rows {
		r := &rows[i]
		h := views.SearchHit{Kind: kindName(q, r.Noun), Key: r.Key(), URL: q.caseURL("/", r.Noun, "/", r.ID), Lang: r.Language,
			Title: segments(search.Mark(r.Title, search.Hits(r.Title, query, r.Language))), Snippet: segments(r.Snippet), Detail: searchDetail(q, r)}
		if r.Part > 0 {
			h.URL += "/document?page=" + number(r.Part) + "&q=" + url.QueryEscape(query.Text)
			if r.Paged {
				h.Place = q.w.T("Page %s", q.w.Number(r.Part))
			}
		}
		all = append(all, h)
	}
	return all
}

// searchDetail is the type and the date of what was found.
func searchDetail(q *request, r *db.SearchRow) string {
	kind := ""
	switch r.Noun {
	case onus.EvidenceNoun:
		kind = q.w.Code(onus.ListEvidenceType, r.Kind)
	case onus.Claims:
		kind = q.w.Code(onus.ListClaimKind, r.Kind)
	case onus.Parties:
		kind = q.w.Code(onus.ListPartyKind, r.Kind)
	case onus.Links:
		kind = q.w.Code(onus.ListStance, r.Kind)
	case onus.Relationships:
		kind = q.w.Code(onus.ListPartyRelation, r.Kind)
	}
	if kind == "" || r.Date == "" {
		return kind + r.Date
	}
	return kind + " · " + r.Date
}

func segments(all []search.Segment) []views.Segment {
	var shown []views.Segment
	for _, s := range all {
		shown = append(shown, views.Segment(s))
	}
	return shown
}

// kindName is what one thing of a noun is called.
func kindName(q *request, noun string) string {
	switch noun {
	case onus.EvidenceNoun:
		return q.w.T("Evidence")
	case onus.Claims:
		return q.w.T("Claim")
	case onus.Parties:
		return q.w.T("Party")
	case onus.Links:
		return q.w.T("Link")
	case onus.Proceedings:
		return q.w.T("Proceeding")
	}
	return q.w.T("Relationship")
}

// typesNamed are the codes and nouns that a person may mean by a type: a code, a
// label in the language of the page or in English, or the name of a noun.
func (s *Server) typesNamed(q *request, value string) []string {
	var found []string
	want := search.Fold(value)
	for _, noun := range searchedNouns {
		if want == noun || want == search.Fold(nounName(q, noun)) || want == search.Fold(kindName(q, noun)) {
			found = append(found, noun)
		}
	}
	for _, list := range []string{onus.ListEvidenceType, onus.ListClaimKind} {
		for _, c := range onus.Codes(list) {
			if want == search.Fold(c.Code) || want == search.Fold(c.Label) || want == search.Fold(q.w.Code(list, c.Code)) {
				found = append(found, c.Code)
			}
		}
	}
	return found
}
