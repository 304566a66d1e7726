package handlers

import (
	"net/http"

	"onus"
	"onus/views"
)

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
	add(onus.Annotations, n.Annotations)
	add(onus.Labels, n.Labels)
	add(onus.Parties, n.Parties)
	add(onus.Relationships, n.Relationships)
	add(onus.Proceedings, n.Proceedings)
	add(onus.Members, n.Members)
	rows = append(rows, views.ExportRow{Title: w.T("Passages as Web Annotations (JSON-LD)"), CSV: q.caseURL("/annotations.jsonld")},
		views.ExportRow{Title: w.T("Passages as standoff for brat (ZIP)"), CSV: q.caseURL("/annotations/brat.zip")})
	rows = append(rows, views.ExportRow{Title: w.T("History"), CSV: q.caseURL("/changes.csv"), Excel: q.caseURL("/changes.csv?bom=1")})
	return s.render(q, http.StatusOK, views.ExportPage(s.page(q, w.T("Export"), "export"), rows))
}
