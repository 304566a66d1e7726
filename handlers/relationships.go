package handlers

import (
	"github.com/a-h/templ"

	"onus"
	"onus/views"
)

func relationshipNoun() *noun {
	return &noun{
		name: onus.Relationships, edit: onus.Edit, listing: relationshipListing, rows: relationshipRows, detail: relationshipDetail,
		resolve: []string{"from_id", "to_id"}, bulkFields: []string{"type"},
		sets: func(*request, onus.Thing) []set {
			return []set{{"", []string{"from_id", "type", "to_id", "percent", "from_date", "to_date", "note"}}}
		},
		titles: func(q *request, _ onus.Thing) titles {
			return titles{q.w.T("New relationship"), q.w.T("Change the relationship"), q.w.T("The relationship is entered."), q.w.T("The relationship is saved."), q.w.T("The relationship is deleted.")}
		},
	}
}

func relationshipListing(q *request) *listing {
	w := q.w
	return &listing{
		noun: onus.Relationships, title: w.T("Relationships"),
		choices: []choice{{"type", w.T("Type"), onus.ListPartyRelation}}, hidden: []string{"party"},
		sorts: [][2]string{{"from", w.T("Who")}, {"to", w.T("To whom")}, {"type", w.T("Type")}, {"from_date", w.T("From")}, {"updated", w.T("Last change")}},
	}
}

func relationshipRows(s *Server, q *request, l *listing, f onus.Filter) (templ.Component, error) {
	w := q.w
	p, err := s.Store.ListRelationships(q.Request().Context(), q.in.ID, f)
	if err != nil {
		return nil, err
	}
	v := views.Table{List: l.view(q, f, len(p.Rows), p.Total, p.Next, p.Prev)}
	v.Bulk = l.bulk(q, "type")
	v.New = q.newLink(w.T("New relationship"), onus.Relationships)
	v.Empty = q.empty(&v.List, p.Total, w.T("No relationships yet"), w.T("Say who employs whom, who owns whom, who competes with whom."))
	v.Headings = l.headings(q, f, [3]string{"from", w.T("Who"), "main"}, [3]string{"type", w.T("Type"), "nowrap"}, [3]string{"to", w.T("To whom"), "cut"},
		[3]string{"", w.T("Percentage"), "num"}, [3]string{"from_date", w.T("From"), "nowrap"}, [3]string{"", w.T("Until"), "nowrap"})
	for _, r := range p.Rows {
		v.Rows = append(v.Rows, views.TableRow{ID: r.ID, URL: q.caseURL("/relationships/", r.ID), Name: r.FromName, Small: r.Note,
			Cells: []string{w.Code(onus.ListPartyRelation, r.Type), r.ToName, r.Percent, string(r.FromDate), string(r.ToDate)}})
	}
	return views.TablePage(s.page(q, l.title, onus.Relationships), v), nil
}

func relationshipDetail(s *Server, q *request, th onus.Thing) (templ.Component, error) {
	r := th.(*onus.Relationship)
	ctx := q.Request().Context()
	var err error
	if r.FromName, err = s.Store.Name(ctx, onus.Parties, q.in.ID, r.FromID); err != nil {
		return nil, err
	}
	if r.ToName, err = s.Store.Name(ctx, onus.Parties, q.in.ID, r.ToID); err != nil {
		return nil, err
	}
	d, err := s.detail(q, th, "", r.Name())
	if err != nil {
		return nil, err
	}
	d.Badges = []views.Badge{{Kind: "info", Label: q.w.Code(onus.ListPartyRelation, r.Type)}}
	d.Facts = s.facts(q, th, "type")
	return views.DetailPage(s.page(q, r.Name(), onus.Relationships), d), nil
}
