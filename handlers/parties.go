package handlers

import (
	"github.com/a-h/templ"

	"onus"
	"onus/views"
)

func partyNoun() *noun {
	return &noun{
		name: onus.Parties, edit: onus.Edit, listing: partyListing, rows: partyRows, detail: partyDetail,
		bulkFields: []string{"kind", "role", "side"},
		sets: func(*request, onus.Thing) []set {
			return []set{{"", []string{"name", "kind", "role", "side", "country", "native_name", "aliases", "description"}}}
		},
		titles: func(q *request, th onus.Thing) titles {
			name := th.Name()
			return titles{q.w.T("New party"), q.w.T("Change %s", name), q.w.T("%s is entered.", name), q.w.T("%s is saved.", name), q.w.T("%s is deleted.", name)}
		},
	}
}

func partyListing(q *request) *listing {
	w := q.w
	return &listing{
		noun: onus.Parties, title: w.T("Parties"),
		choices: []choice{{"kind", w.T("Kind"), onus.ListPartyKind}, {"role", w.T("Role"), onus.ListPartyRole}, {"side", w.T("Side"), onus.ListSide},
			{"unlinked", w.T("In no claim"), ""}},
		sorts: [][2]string{{"name", w.T("Name")}, {"kind", w.T("Kind")}, {"role", w.T("Role")}, {"side", w.T("Side")}, {"country", w.T("Country")},
			{"claims", w.T("Claims")}, {"updated", w.T("Last change")}},
	}
}

func partyRows(s *Server, q *request, l *listing, f onus.Filter) (templ.Component, error) {
	w := q.w
	p, err := s.Store.ListParties(q.Request().Context(), q.in.ID, f)
	if err != nil {
		return nil, err
	}
	v := views.Table{List: l.view(q, f, len(p.Rows), p.Total, p.Next, p.Prev)}
	v.Bulk = l.bulk(q, "kind", "role", "side")
	v.New = q.newLink(w.T("New party"), onus.Parties)
	v.Empty = q.empty(&v.List, p.Total, w.T("No parties yet"), w.T("Enter who is involved: organisations, persons, public bodies, groups not yet named."))
	v.Headings = l.headings(q, f, [3]string{"name", w.T("Name"), "main"}, [3]string{"kind", w.T("Kind"), "nowrap"}, [3]string{"role", w.T("Role"), "nowrap"},
		[3]string{"side", w.T("Side"), "nowrap"}, [3]string{"country", w.T("Country"), "nowrap"}, [3]string{"claims", w.T("Claims"), "num"})
	for i := range p.Rows {
		r := &p.Rows[i]
		v.Rows = append(v.Rows, views.TableRow{ID: r.ID, URL: q.caseURL("/parties/", r.ID), Name: r.PartyName, Small: r.NativeName, Cells: []string{
			w.Code(onus.ListPartyKind, r.Kind), w.Code(onus.ListPartyRole, r.Role), w.Code(onus.ListSide, r.Side), r.Country, w.Number(r.NClaims)}})
	}
	return views.TablePage(s.page(q, l.title, onus.Parties), v), nil
}

func partyDetail(s *Server, q *request, th onus.Thing) (templ.Component, error) {
	ctx, w := q.Request().Context(), q.w
	p := th.(*onus.Party)
	base, err := s.detail(q, th, "", p.PartyName)
	if err != nil {
		return nil, err
	}
	d := views.PartyDetail{Detail: base}
	d.Badges = []views.Badge{{Kind: "info", Label: w.Code(onus.ListPartyKind, p.Kind)}}
	d.Facts = s.facts(q, th, "name", "kind")
	mine := onus.Filter{Fields: map[string]string{"party": p.ID}, Limit: maxChoices}
	relationships, err := s.Store.ListRelationships(ctx, q.in.ID, mine)
	if err != nil {
		return nil, err
	}
	d.Relationships = tieList(q, relationships.Total, "/relationships?party="+p.ID)
	for i := range relationships.Rows {
		d.Relationships.Ties = append(d.Relationships.Ties, tieOf(q, p.ID, &relationships.Rows[i]))
	}
	if onus.May(q.in.Role, onus.Edit) {
		d.NewTie = views.Link{Label: w.T("New relationship"), URL: q.caseURL("/relationships/new?from_id=", p.ID)}
	}
	claims, err := s.Store.ListClaims(ctx, q.in.ID, mine)
	if err != nil {
		return nil, err
	}
	d.Claims = tieList(q, claims.Total, "/claims?party="+p.ID)
	for i := range claims.Rows {
		c := &claims.Rows[i]
		d.Claims.Ties = append(d.Claims.Ties, views.Tie{Label: onus.ClaimNumber(c.Number), Name: c.Title, URL: q.caseURL("/claims/", c.ID), Detail: w.Code(onus.ListClaimKind, c.Kind)})
	}
	return views.PartyPage(s.page(q, p.PartyName, onus.Parties), d), nil
}

// tieList says how many ties there are, and leads to the list with all of them when
// a page does not show all.
func tieList(q *request, total int64, list string) views.TieList {
	l := views.TieList{}
	if total > 0 {
		l.Count = q.w.Number(total)
	}
	if total > maxChoices {
		l.More = views.Link{Label: q.w.T("All %s", l.Count), URL: q.caseURL(list)}
	}
	return l
}

// tieOf reads a relationship from the side of one of its parties: the other one
// is named, and who is whose stays clear.
func tieOf(q *request, partyID string, r *onus.Relationship) views.Tie {
	t := views.Tie{Label: q.w.Code(onus.ListPartyRelation, r.Type), Name: r.ToName, URL: q.caseURL("/parties/", r.ToID),
		Detail: relationDetail(r), EditURL: q.caseURL("/relationships/", r.ID)}
	if r.ToID == partyID {
		t.Label, t.Name, t.URL = "← "+t.Label, r.FromName, q.caseURL("/parties/", r.FromID)
	}
	return t
}

// relationDetail is percentage and period.
func relationDetail(r *onus.Relationship) string {
	s := ""
	if r.Percent != "" {
		s = r.Percent + " %"
	}
	if r.FromDate != "" || r.ToDate != "" {
		if s != "" {
			s += ", "
		}
		s += string(r.FromDate) + " – " + string(r.ToDate)
	}
	return s
}
