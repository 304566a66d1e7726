package handlers

import (
	"github.com/a-h/templ"

	"onus"
	"onus/views"
)

func proceedingNoun() *noun {
	return &noun{
		name: onus.Proceedings, edit: onus.Edit, listing: proceedingListing, rows: proceedingRows, detail: proceedingDetail,
		resolve: []string{"appeal_of_id"}, bulkFields: []string{"level", "status"},
		sets: func(*request, onus.Thing) []set {
			return []set{{"", []string{"court", "reference", "level", "filed_on", "status", "outcome", "outcome_on", "appeal_of_id", "note"}}}
		},
		titles: func(q *request, th onus.Thing) titles {
			name := th.Name()
			return titles{q.w.T("New proceeding"), q.w.T("Change %s", name), q.w.T("%s is entered.", name), q.w.T("%s is saved.", name), q.w.T("%s is deleted.", name)}
		},
	}
}

func proceedingListing(q *request) *listing {
	w := q.w
	return &listing{
		noun: onus.Proceedings, title: w.T("Proceedings"),
		choices: []choice{{"level", w.T("Level"), onus.ListProceedingLevel}, {"status", w.T("Status"), onus.ListProceedingStatus}},
		sorts:   [][2]string{{"filed_on", w.T("Filed on")}, {"court", w.T("Court")}, {"status", w.T("Status")}, {"updated", w.T("Last change")}},
	}
}

func proceedingRows(s *Server, q *request, l *listing, f onus.Filter) (templ.Component, error) {
	w := q.w
	p, err := s.Store.ListProceedings(q.Request().Context(), q.in.ID, f)
	if err != nil {
		return nil, err
	}
	v := views.Table{List: l.view(q, f, len(p.Rows), p.Total, p.Next, p.Prev)}
	v.Bulk = l.bulk(q, "level", "status")
	v.New = q.newLink(w.T("New proceeding"), onus.Proceedings)
	v.Empty = q.empty(&v.List, p.Total, w.T("No proceedings yet"), w.T("Enter each action in a court, with its docket number."))
	v.Headings = l.headings(q, f, [3]string{"court", w.T("Court"), "main"}, [3]string{"", w.T("Level"), "nowrap"}, [3]string{"filed_on", w.T("Filed on"), "nowrap"},
		[3]string{"status", w.T("Status"), "nowrap"}, [3]string{"", w.T("Outcome"), "cut"}, [3]string{"", w.T("Decided on"), "nowrap"})
	for _, r := range p.Rows {
		v.Rows = append(v.Rows, views.TableRow{ID: r.ID, URL: q.caseURL("/proceedings/", r.ID), Name: r.Court, Small: r.Reference,
			Cells: []string{w.Code(onus.ListProceedingLevel, r.Level), string(r.FiledOn), w.Code(onus.ListProceedingStatus, r.Status), r.Outcome, string(r.OutcomeOn)}})
	}
	return views.TablePage(s.page(q, l.title, onus.Proceedings), v), nil
}

func proceedingDetail(s *Server, q *request, th onus.Thing) (templ.Component, error) {
	p := th.(*onus.Proceeding)
	d, err := s.detail(q, th, "", p.Name())
	if err != nil {
		return nil, err
	}
	if p.Status != "" {
		d.Badges = []views.Badge{{Kind: "neutral", Label: q.w.Code(onus.ListProceedingStatus, p.Status)}}
	}
	d.Facts = s.facts(q, th, "status")
	return views.DetailPage(s.page(q, p.Name(), onus.Proceedings), d), nil
}
