package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"onus"
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

// searchHits is how many hits of a noun the search page shows; its list has all.
const searchHits = 10

// search looks for words in the names and texts of the case's things.
func (s *Server) search(q *request) error {
	w, query := q.w, strings.TrimSpace(searched(q.QueryParam("q")))
	v := views.SearchPage{Title: w.T("Search"), Empty: views.Empty{Title: w.T("Type what you look for"), Text: w.T("Words from titles, names, descriptions and quotations; all of them must occur.")}}
	if query != "" {
		v.Title = w.T("Search: %s", query)
		v.Empty = views.Empty{Title: w.T("Nothing found"), Text: w.T("No claim, item or party holds all of these words.")}
		for _, noun := range []string{onus.Claims, onus.EvidenceNoun, onus.Parties, onus.Proceedings} {
			g, err := s.searchGroup(q, noun, query)
			if err != nil {
				return err
			}
			if len(g.Hits) > 0 {
				v.Groups = append(v.Groups, g)
			}
		}
	}
	p := s.page(q, v.Title, "")
	p.Query = query
	return s.render(q, http.StatusOK, views.SearchResults(p, v))
}

func (s *Server) searchGroup(q *request, noun, query string) (views.SearchGroup, error) {
	g := views.SearchGroup{ID: "found-" + noun, Title: nounName(q, noun)}
	total, err := s.Store.Names(q.Request().Context(), noun, q.in.ID, onus.Filter{Q: query, Limit: searchHits}, func(id, name string) {
		g.Hits = append(g.Hits, views.Tie{Name: name, URL: q.caseURL("/", noun, "/", id)})
	})
	g.Count = q.w.Number(total)
	if total > searchHits {
		g.More = views.Link{Label: q.w.T("All %s", g.Count), URL: q.caseURL("/", noun, "?q=", url.QueryEscape(query))}
	}
	return g, err
}

// exportPage lists every list that can be taken out.
func (s *Server) exportPage(q *request) error {
	n, w := q.in.Counts, q.w
	var rows []views.ExportRow
	add := func(noun string, count int64) {
		csv := q.caseURL("/", noun, ".csv")
		r := views.ExportRow{Title: nounName(q, noun), CSV: csv, Excel: csv + "?bom=1"}
		if count >= 0 {
			r.Count = w.Number(count)
		}
		rows = append(rows, r)
	}
	add(onus.Claims, n.Claims)
	add(onus.ClaimParties, -1)
	add(onus.EvidenceNoun, n.Evidence)
	add(onus.Links, n.Links)
	add(onus.Parties, n.Parties)
	add(onus.Relationships, n.Relationships)
	add(onus.Proceedings, n.Proceedings)
	add(onus.Members, n.Members)
	rows = append(rows, views.ExportRow{Title: w.T("History"), CSV: q.caseURL("/changes.csv"), Excel: q.caseURL("/changes.csv?bom=1")})
	return s.render(q, http.StatusOK, views.ExportPage(s.page(q, w.T("Export"), "export"), rows))
}
