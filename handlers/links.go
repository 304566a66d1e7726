package handlers

import (
	"errors"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"onus"
	"onus/views"
)

func linkNoun() *noun {
	return &noun{
		name: onus.Links, edit: onus.Edit, listing: linkListing, rows: linkRows, detail: linkDetail,
		sets: func(_ *request, th onus.Thing) []set {
			if th.Base().ID == "" {
				return []set{{"", []string{"evidence_id", "claim_id", "stance", "why", "locator", "quote"}}}
			}
			return []set{{"", []string{"stance", "why", "locator", "quote"}}}
		},
		extra: linkExtra, saved: linkSaved, within: showLinkForm,
		resolve:    []string{"evidence_id", "claim_id"},
		bulkFields: []string{"stance"},
		titles: func(q *request, th onus.Thing) titles {
			return titles{q.w.T("New link"), q.w.T("Change the link %s", th.Name()), q.w.T("The link is made."), q.w.T("The link is saved."), q.w.T("The link is removed.")}
		},
	}
}

func linkListing(q *request) *listing {
	w := q.w
	return &listing{
		noun: onus.Links, title: w.T("Links"),
		choices: []choice{{"stance", w.T("Stance"), onus.ListStance}, {"no_locator", w.T("Without a place"), ""}, {"no_why", w.T("Without a why"), ""}},
		hidden:  []string{"claim", "evidence"},
		sorts:   [][2]string{{"claim", w.T("Claim")}, {"exhibit", w.T("Exhibit")}, {"stance", w.T("Stance")}, {"updated", w.T("Last change")}},
	}
}

func linkRows(s *Server, q *request, l *listing, f onus.Filter) (templ.Component, error) {
	w := q.w
	p, err := s.Store.ListLinks(q.Request().Context(), q.in.ID, f)
	if err != nil {
		return nil, err
	}
	v := views.LinkList{List: l.view(q, f, len(p.Rows), p.Total, p.Next, p.Prev)}
	v.Bulk = l.bulk(q, "stance")
	v.New = q.newLink(w.T("New link"), onus.Links)
	v.Empty = q.empty(&v.List, p.Total, w.T("Nothing is linked yet"), w.T("Open a claim or an item of evidence and link them there."))
	v.Headings = l.headings(q, f, [3]string{"claim", w.T("Claim")}, [3]string{"exhibit", w.T("Evidence")}, [3]string{"stance", w.T("Stance")},
		[3]string{"", w.T("Where"), "cut"}, [3]string{"", w.T("Why"), "cut"}, [3]string{"", w.T("Link")})
	for _, r := range p.Rows {
		v.Rows = append(v.Rows, views.LinkRow{ID: r.ID, URL: q.caseURL("/links/", r.ID), Exhibit: onus.ExhibitNumber(r.ExhibitNumber), Evidence: r.EvidenceTitle,
			EvidenceURL: q.caseURL("/evidence/", r.EvidenceID), Claim: onus.ClaimNumber(r.ClaimNumber), ClaimTitle: r.ClaimTitle, ClaimURL: q.caseURL("/claims/", r.ClaimID),
			Stance: r.Stance, StanceLabel: w.Code(onus.ListStance, r.Stance), Locator: r.Locator, Why: r.Why})
	}
	return views.LinkListPage(s.page(q, l.title, onus.Links), v), nil
}

func linkDetail(s *Server, q *request, th onus.Thing) (templ.Component, error) {
	l := th.(*onus.Link)
	d, err := s.detail(q, th, "", l.Name())
	if err != nil {
		return nil, err
	}
	d.Badges = []views.Badge{{Kind: l.Stance, Label: q.w.Code(onus.ListStance, l.Stance)}}
	d.Facts = s.facts(q, th, "quote", "stance")
	quoteURL := ""
	if !l.Passage.IsZero() {
		quoteURL = q.passageURL(l.EvidenceID, l.Passage, l.AnnotationID)
	}
	return views.LinkPage(s.page(q, l.Name(), onus.Links), d, l.Quote, quoteURL), nil
}

func (s *Server) linkClaim(q *request) error    { return s.linkFrom(q, onus.Claims) }
func (s *Server) linkEvidence(q *request) error { return s.linkFrom(q, onus.EvidenceNoun) }

// linkFrom makes a link on the page of one of its ends.
func (s *Server) linkFrom(q *request, noun string) error {
	if err := q.parse(s.Store.Attrs(onus.Links)...); err != nil {
		return err
	}
	ctx, id := q.Request().Context(), q.Param("id")
	end, err := s.Store.Thing(ctx, noun, q.in.ID, id)
	if err != nil {
		return err
	}
	try := linkTry{link: onus.Link{Head: onus.Head{CaseID: q.in.ID}}, search: strings.TrimSpace(searched(q.typed("q")))}
	problems := s.fillResolved(q, &try.link, []string{"evidence_id", "claim_id"})
	if noun == onus.Claims {
		try.link.ClaimID = id
	} else {
		try.link.EvidenceID = id
	}
	if try.open = q.typed("step") != ""; try.open {
		try.focus = "f-" + otherEnd(noun)
		return s.showLinked(q, http.StatusOK, end, try)
	}
	err = problems.Err()
	if err == nil {
		err = s.Store.Create(ctx, q.actor(), &try.link)
	}
	if errors.As(err, &try.problems) {
		return s.showLinked(q, http.StatusUnprocessableEntity, end, try)
	}
	if err != nil {
		return err
	}
	return s.afterLink(q, end, linkTry{focus: "link-" + try.link.ID, done: views.Flash{Kind: "done", Text: q.w.T("The link is made.")}})
}

// linkEnd is the end of a link on whose page it is being changed: the address
// says so (?from=claims). Nil when it is changed on its own page.
func (s *Server) linkEnd(q *request, th onus.Thing) (onus.Thing, error) {
	l, ok := th.(*onus.Link)
	if !ok {
		return nil, nil
	}
	switch from := q.QueryParam("from"); from {
	case onus.Claims:
		return s.Store.Thing(q.Request().Context(), from, q.in.ID, l.ClaimID)
	case onus.EvidenceNoun:
		return s.Store.Thing(q.Request().Context(), from, q.in.ID, l.EvidenceID)
	}
	return nil, nil
}

// linkExtra makes the form of a link lead back to where it was opened.
func linkExtra(s *Server, q *request, th onus.Thing, f *views.Form) error {
	if f.Version == "" {
		return nil
	}
	end, err := s.linkEnd(q, th)
	if err != nil || end == nil {
		return err
	}
	f.Action += "?from=" + end.Noun()
	f.Cancel.URL = q.linkedURL(end)
	return nil
}

// showLinkForm answers htmx with the section of links that has the form in it.
func showLinkForm(s *Server, q *request, status int, th onus.Thing, f *views.Form) (bool, error) {
	end, err := s.linkEnd(q, th)
	if err != nil || end == nil || !q.isFragment() {
		return false, err
	}
	f.Inner, f.Within = true, "linked"
	try := linkTry{link: *th.(*onus.Link), form: f}
	if status == http.StatusOK {
		try.focus = "f-stance"
	}
	return true, s.showLinked(q, status, end, try)
}

// linkSaved goes back to the end where the link was changed.
func linkSaved(s *Server, q *request, th onus.Thing) (bool, error) {
	end, err := s.linkEnd(q, th)
	if err != nil || end == nil {
		return false, err
	}
	return true, s.afterLink(q, end, linkTry{focus: "link-" + th.Base().ID, done: views.Flash{Kind: "done", Text: q.w.T("The link is saved.")}})
}

// afterLink answers a change of the links of a claim or an item: htmx gets the
// section anew, with the message, a plain browser the page.
func (s *Server) afterLink(q *request, end onus.Thing, try linkTry) error {
	if !q.isFragment() {
		s.flash(q, try.done)
		return seeOther(q, q.linkedURL(end))
	}
	return s.showLinked(q, http.StatusOK, end, try)
}

func (q *request) linkedURL(end onus.Thing) string {
	return q.caseURL("/", end.Noun(), "/", end.Base().ID, "#linked")
}
