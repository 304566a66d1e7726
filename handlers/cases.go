package handlers

import (
	"net/http"
	"strconv"

	"onus"
	"onus/db"
	"onus/views"
)

func caseListing(q *request) *listing {
	w := q.w
	return &listing{
		noun: onus.Cases, title: w.T("Cases"),
		choices: []choice{{"status", w.T("Status"), onus.ListCaseStatus}},
		sorts:   [][2]string{{"title", w.T("Title")}, {"filed_on", w.T("Filed on")}, {"updated", w.T("Last change")}},
	}
}

func (s *Server) listCases(q *request) error {
	w, l := q.w, caseListing(q)
	f := l.filter(q)
	p, err := s.Store.ListCases(q.Request().Context(), q.user.ID, f)
	if err != nil {
		return err
	}
	v := views.Table{List: l.view(q, f, len(p.Rows), p.Total, p.Next, p.Prev)}
	v.New = views.Link{Label: w.T("New case"), URL: "/cases/new"}
	v.Empty = q.empty(&v.List, p.Total, w.T("No cases yet"), w.T("Make your first case, or ask a lead to add you to one."))
	v.Headings = l.headings(q, f, [3]string{"title", w.T("Title"), "main"}, [3]string{"", w.T("Court"), "cut"}, [3]string{"", w.T("Status"), "nowrap"},
		[3]string{"filed_on", w.T("Filed on"), "nowrap"}, [3]string{"", w.T("Claims"), "num"}, [3]string{"", w.T("Evidence"), "num"}, [3]string{"", w.T("Your role"), "nowrap"})
	for i := range p.Rows {
		c := &p.Rows[i]
		v.Rows = append(v.Rows, views.TableRow{ID: c.ID, URL: "/cases/" + c.ID, Name: c.Title, Small: c.Reference,
			Cells: []string{c.Court, w.Code(onus.ListCaseStatus, c.Status), string(c.FiledOn), w.Number(c.Counts.Claims), w.Number(c.Counts.Evidence), w.Code(onus.ListMemberRole, c.Role)}})
	}
	deleted, err := s.deletedCases(q)
	if err != nil {
		return err
	}
	return s.render(q, http.StatusOK, views.CasesPage(s.page(q, l.title, ""), v, deleted))
}

// deletedCases are what the user can bring back; a fragment is the list only.
func (s *Server) deletedCases(q *request) ([]views.DeletedCase, error) {
	if q.isFragment() {
		return nil, nil
	}
	var all []views.DeletedCase
	cases, err := s.Store.DeletedCases(q.Request().Context(), q.user.ID)
	for i := range cases {
		c := &cases[i]
		all = append(all, views.DeletedCase{Title: c.Title, Reference: c.Reference, At: q.w.Moment(c.DeletedAt), RestoreURL: "/cases/" + escape(c.ID) + "/restore"})
	}
	return all, err
}

// caseNoun draws the form of a case; its addresses are its own.
func caseNoun() *noun {
	return &noun{name: onus.Cases, sets: func(*request, onus.Thing) []set {
		return []set{{"", []string{"title", "reference", "court", "jurisdiction", "status", "filed_on", "summary", "language", "currency"}}}
	}}
}

func (s *Server) caseForm(q *request, status int, c onus.Thing, r refused) error {
	f := views.Form{ID: "case-form", Title: q.w.T("New case"), Action: "/cases", Submit: q.w.T("Save"), Cancel: views.Link{Label: q.w.T("Cancel"), URL: "/cases"}}
	if c.Base().ID != "" {
		f.Title, f.Action, f.Version = q.w.T("Change the case"), q.caseURL(), number(c.Base().Version)
		f.Cancel.URL = f.Action
	}
	if r.conflict != nil {
		f.Version = number(r.conflict.Theirs.Base().Version)
	}
	if err := s.fillForm(q, &f, caseNoun().sets(q, c), c, r); err != nil {
		return err
	}
	s.explain(q, &f, r)
	return s.render(q, status, views.FormPage(s.page(q, f.Title, ""), f))
}

func (s *Server) newCase(q *request) error {
	return s.caseForm(q, http.StatusOK, &onus.Case{Status: "open", Language: q.w.Lang()}, refused{})
}

func (s *Server) createCase(q *request) error {
	if err := q.parse(s.Store.Attrs(onus.Cases)...); err != nil {
		return err
	}
	c := &onus.Case{}
	err := onus.Fill(c, q.posted).Err()
	if err == nil {
		err = s.Store.CreateCase(q.Request().Context(), q.actor(), q.user.ID, c)
	}
	if err != nil {
		return s.refuseCase(q, c, err)
	}
	return seeOther(q, "/cases/"+c.ID)
}

func (s *Server) editCase(q *request) error {
	return s.caseForm(q, http.StatusOK, &q.in.Case, refused{})
}

func (s *Server) updateCase(q *request) error {
	if err := q.parse(s.Store.Attrs(onus.Cases)...); err != nil {
		return err
	}
	c := q.in.Case
	err := onus.Fill(&c, q.posted).Err()
	version, missing := q.version()
	if c.Version = version; err == nil {
		err = missing
	}
	if err == nil {
		err = s.Store.Update(q.Request().Context(), q.actor(), &c)
	}
	if err != nil {
		c.ID = q.in.ID
		return s.refuseCase(q, &c, err)
	}
	s.done(q, q.w.T("The case is saved."), "")
	return seeOther(q, q.caseURL())
}

func (s *Server) refuseCase(q *request, c onus.Thing, err error) error {
	r, status, mine := whyRefused(err)
	if status == 0 {
		return err
	}
	if mine != nil {
		c = mine
	}
	return s.caseForm(q, status, c, r)
}

func (s *Server) deleteCase(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	version, err := strconv.ParseInt(q.typed("version"), 10, 64)
	if err != nil {
		return onus.ErrConflict
	}
	if err := s.Store.Delete(q.Request().Context(), q.actor(), onus.Cases, q.in.ID, q.in.ID, version); err != nil {
		return err
	}
	s.flash(q, views.Flash{Kind: "done", Text: q.w.T("%s is deleted.", q.in.Title), UndoURL: q.caseURL("/restore")})
	return seeOther(q, "/cases")
}

// showCase is the overview: what the case is about, and what it still lacks.
func (s *Server) showCase(q *request) error {
	ctx, w, c := q.Request().Context(), q.w, &q.in.Case
	o, err := s.Store.Overview(ctx, c.ID)
	if err != nil {
		return err
	}
	p := views.CasePage{Summary: c.Summary, SummaryLang: c.Language}
	p.Title, p.Lang = c.Title, c.Language
	p.Badges = []views.Badge{{Kind: "neutral", Label: w.Code(onus.ListCaseStatus, c.Status)}}
	p.Facts = s.facts(q, c, "title", "status", "summary", "language")
	if onus.May(q.in.Role, onus.Lead) {
		p.EditURL, p.DeleteURL, p.Version = q.caseURL("/edit"), q.caseURL("/delete"), number(c.Version)
		p.Question = w.T("Delete the whole case %s?", c.Title)
	}
	n := c.Counts
	p.Groups = []views.OverviewGroup{
		s.group(q, onus.Claims, w.T("Claims by kind"), n.Claims, "kind", onus.ListClaimKind, o.ClaimsByKind),
		s.group(q, onus.Parties, w.T("Parties by side"), n.Parties, "side", onus.ListSide, o.PartiesBySide),
		s.group(q, onus.EvidenceNoun, w.T("Evidence by type"), n.Evidence, "type", onus.ListEvidenceType, o.EvidenceByType),
	}
	p.Open = s.stillOpen(q, o)
	if p.Proceedings, err = s.proceedingTies(q); err != nil {
		return err
	}
	if p.Latest, err = s.latest(q); err != nil {
		return err
	}
	return s.render(q, http.StatusOK, views.OverviewPage(s.page(q, w.T("Overview"), "overview"), p))
}

// group breaks a noun down by one code; each number leads to its list.
func (s *Server) group(q *request, noun, title string, total int64, field, list string, counts []db.Breakdown) views.OverviewGroup {
	g := views.OverviewGroup{ID: "by-" + field + "-" + noun, Title: title, URL: q.caseURL("/", noun), Total: q.w.Number(total)}
	by := map[string]int64{}
	for _, b := range counts {
		by[b.Code] = b.N
	}
	for _, code := range q.w.Codes(list) {
		if n := by[code.Code]; n > 0 {
			g.Figures = append(g.Figures, views.Figure{N: q.w.Number(n), Label: code.Label, URL: g.URL + "?" + field + "=" + code.Code})
		}
	}
	if n := by[""]; n > 0 {
		g.Figures = append(g.Figures, views.Figure{N: q.w.Number(n), Label: q.w.T("not said"), URL: g.URL})
	}
	return g
}

func (s *Server) stillOpen(q *request, o db.Overview) []views.Figure {
	var open []views.Figure
	add := func(n int64, label, url string) {
		if n > 0 {
			open = append(open, views.Figure{N: q.w.Number(n), Label: label, URL: q.caseURL(url)})
		}
	}
	add(o.UnlinkedClaims, q.w.T("claims without evidence"), "/claims?unlinked=true")
	add(o.UnlinkedEvidence, q.w.T("items linked to nothing"), "/evidence?unlinked=true")
	add(o.UnassessedLinks, q.w.T("links not assessed"), "/links?stance=unassessed")
	return open
}

func (s *Server) proceedingTies(q *request) (views.TieList, error) {
	p, err := s.Store.ListProceedings(q.Request().Context(), q.in.ID, onus.Filter{Limit: maxChoices})
	ties := tieList(q, p.Total, "/proceedings")
	for i := range p.Rows {
		r := &p.Rows[i]
		ties.Ties = append(ties.Ties, views.Tie{Label: string(r.FiledOn), Name: r.Name(), URL: q.caseURL("/proceedings/", r.ID), Detail: q.w.Code(onus.ListProceedingStatus, r.Status)})
	}
	return ties, err
}

// restoreCase brings a deleted case back, for whoever leads it.
func (s *Server) restoreCase(q *request) error {
	if err := s.Store.RestoreCase(q.Request().Context(), q.actor(), q.user.ID, q.Param("case")); err != nil {
		return err
	}
	return seeOther(q, "/cases/"+escape(q.Param("case")))
}
