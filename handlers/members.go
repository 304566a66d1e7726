package handlers

import (
	"github.com/a-h/templ"

	"onus"
	"onus/views"
)

func memberNoun() *noun {
	return &noun{
		name: onus.Members, edit: onus.Lead, listing: memberListing, rows: memberRows, detail: memberDetail,
		make: addMember, extra: memberExtra, bulkFields: []string{"role"},
		sets: func(*request, onus.Thing) []set { return []set{{"", []string{"role"}}} },
		titles: func(q *request, th onus.Thing) titles {
			m := th.(*onus.Member)
			name := m.UserName
			if name == "" {
				name = m.Email
			}
			return titles{q.w.T("New member"), q.w.T("Change the role"), q.w.T("%s is a member now.", name), q.w.T("The role is saved."), q.w.T("The member is removed.")}
		},
	}
}

func memberListing(q *request) *listing {
	w := q.w
	return &listing{
		noun: onus.Members, title: w.T("Members"),
		choices: []choice{{"role", w.T("Role"), onus.ListMemberRole}},
		sorts:   [][2]string{{"email", w.T("E-mail address")}, {"name", w.T("Name")}, {"role", w.T("Role")}},
	}
}

func memberRows(s *Server, q *request, l *listing, f onus.Filter) (templ.Component, error) {
	w := q.w
	p, err := s.Store.ListMembers(q.Request().Context(), q.in.ID, f)
	if err != nil {
		return nil, err
	}
	v := views.Table{List: l.view(q, f, len(p.Rows), p.Total, p.Next, p.Prev)}
	if onus.May(q.in.Role, onus.Lead) {
		v.Bulk = l.bulk(q, "role")
		v.New = views.Link{Label: w.T("New member"), URL: q.caseURL("/members/new")}
	}
	v.Empty = q.empty(&v.List, p.Total, w.T("Nobody found"), "")
	v.Headings = l.headings(q, f, [3]string{"name", w.T("Name"), "main"}, [3]string{"email", w.T("E-mail address"), "cut"}, [3]string{"role", w.T("Role"), "nowrap"})
	for _, m := range p.Rows {
		v.Rows = append(v.Rows, views.TableRow{ID: m.ID, URL: q.caseURL("/members/", m.ID), Name: m.UserName,
			Cells: []string{m.Email, w.Code(onus.ListMemberRole, m.Role)}})
	}
	return views.TablePage(s.page(q, l.title, onus.Members), v), nil
}

func memberDetail(s *Server, q *request, th onus.Thing) (templ.Component, error) {
	m := th.(*onus.Member)
	var err error
	if m.Email, m.UserName, err = s.Store.UserOf(q.Request().Context(), m.UserID); err != nil {
		return nil, err
	}
	d, err := s.detail(q, th, "", m.UserName)
	if err != nil {
		return nil, err
	}
	d.Facts = []views.FactRow{{Label: q.w.T("E-mail address"), Value: m.Email}, {Label: q.w.T("Role"), Value: q.w.Code(onus.ListMemberRole, m.Role)}}
	return views.DetailPage(s.page(q, m.UserName, onus.Members), d), nil
}

// memberExtra asks for the address of a new member.
func memberExtra(s *Server, q *request, _ onus.Thing, f *views.Form) error {
	if f.Version != "" {
		return nil
	}
	l := s.label(onus.Members, "email")
	typed, _ := q.posted("email")
	f.Sets[0].Fields = append([]views.Field{{Name: "email", Label: q.w.T(l.text), Help: q.w.T(l.help), Input: "email", Value: typed, Required: true}}, f.Sets[0].Fields...)
	return nil
}

func addMember(s *Server, q *request, th onus.Thing) error {
	m := th.(*onus.Member)
	m.UserID = ""
	m.Email, _ = q.posted("email")
	return s.Store.AddMember(q.Request().Context(), q.actor(), m)
}
