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
	return views.LinkPage(s.page(q, l.Name(), onus.Links), d, l.Quote), nil
}

// linkTry is what was typed into a link form that was refused, or searched.
type linkTry struct {
	link     onus.Link
	problems onus.Problems
	search   string
	open     bool
	removed  string // the op of a link that was just removed, to undo it by
}

// linkedSection is what is linked to a claim or an item, and the form to link more.
func (s *Server) linkedSection(q *request, noun, id string, try linkTry) (views.LinkedSection, error) {
	w := q.w
	of := map[string]string{onus.Claims: "claim", onus.EvidenceNoun: "evidence"}[noun]
	links, total, err := s.Store.LinksOf(q.Request().Context(), q.in.ID, of, id)
	if err != nil {
		return views.LinkedSection{}, err
	}
	sec := views.LinkedSection{Title: w.T("Evidence"), Count: w.Number(total)}
	if noun == onus.EvidenceNoun {
		sec.Title = w.T("Linked to")
	}
	if int(total) > len(links) {
		sec.More = views.Link{Label: w.T("All %s links", w.Number(total)), URL: q.caseURL("/links?", of, "=", id)}
	}
	sides := map[string]*views.LinkedSide{}
	all := make([]views.LinkedSide, 0, 5)
	for _, code := range []string{onus.Supports, onus.Refutes, onus.Undercuts, onus.Context, onus.Unassessed} {
		all = append(all, views.LinkedSide{Stance: code, Label: w.Code(onus.ListStance, code)})
		sides[code] = &all[len(all)-1]
	}
	for i := range links {
		side := sides[links[i].Stance]
		side.Links = append(side.Links, s.linkItem(q, noun, &links[i]))
	}
	for i := range all {
		all[i].Count = w.Number(int64(len(all[i].Links)))
	}
	sec.Sides, sec.Rest = all[:2], all[2:]
	if onus.May(q.in.Role, onus.Edit) {
		sec.Form, err = s.linkForm(q, noun, id, try)
	}
	return sec, err
}

// linkItem shows the other end of a link.
func (s *Server) linkItem(q *request, noun string, l *onus.Link) views.LinkItem {
	i := views.LinkItem{ID: l.ID, Number: onus.ExhibitNumber(l.ExhibitNumber), Title: l.EvidenceTitle, URL: q.caseURL("/evidence/", l.EvidenceID),
		Kind: q.w.Code(onus.ListEvidenceType, l.EvidenceType), Why: l.Why, Locator: l.Locator, Quote: l.Quote}
	if noun == onus.EvidenceNoun {
		i.Number, i.Title, i.URL, i.Kind = onus.ClaimNumber(l.ClaimNumber), l.ClaimTitle, q.caseURL("/claims/", l.ClaimID), ""
	}
	if onus.May(q.in.Role, onus.Edit) {
		i.EditURL, i.DeleteURL, i.Version = q.caseURL("/links/", l.ID, "/edit"), q.caseURL("/links/", l.ID, "/delete?from=", noun), number(l.Version)
	}
	return i
}

func (s *Server) linkForm(q *request, noun, id string, try linkTry) (*views.LinkForm, error) {
	w, l := q.w, &try.link
	l.Prepare()
	f := &views.LinkForm{Action: q.caseURL("/", noun, "/", id, "/links"), Open: try.open || len(try.problems) > 0}
	f.Picker = views.Picker{Name: "evidence_id", Label: w.T("Link evidence"), URL: q.caseURL("/evidence?pick=evidence_id"), Query: try.search}
	other, chosen := onus.EvidenceNoun, l.EvidenceID
	if noun == onus.EvidenceNoun {
		f.Picker = views.Picker{Name: "claim_id", Label: w.T("Link to a claim"), URL: q.caseURL("/claims?pick=claim_id"), Query: try.search}
		other, chosen = onus.Claims, l.ClaimID
	}
	if err := s.pickOptions(q, &f.Picker, other, chosen); err != nil {
		return nil, err
	}
	if t, ok := try.problems[f.Picker.Name]; ok {
		f.Picker.Problem = w.Say(t)
	}
	for _, a := range l.Attrs() {
		if a.Noun != "" {
			continue
		}
		field, err := s.field(q, l, a, refused{problems: try.problems})
		if err != nil {
			return nil, err
		}
		f.Fields = append(f.Fields, field)
	}
	for name, t := range try.problems {
		f.Problems = append(f.Problems, views.Problem{Field: name, Label: w.T(s.label(onus.Links, name).text), Text: w.Say(t)})
	}
	return f, nil
}

// pickOptions fills a picker with what was searched, or with everything in a
// small case. The first twenty of fifty thousand items help nobody.
func (s *Server) pickOptions(q *request, k *views.Picker, noun, chosen string) error {
	if k.Query == "" && chosen == "" && q.count(noun) > pickRows {
		k.Note = q.w.T("Type a word, a name or a number.")
		return nil
	}
	f := onus.Filter{Q: k.Query, Limit: pickRows, Total: q.count(noun)}
	total, err := s.Store.Names(q.Request().Context(), noun, q.in.ID, f, func(id, name string) {
		k.Options = append(k.Options, views.PickerOption{Value: id, Label: name, Selected: id == chosen})
	})
	k.Note = pickNote(q, total)
	return err
}

func (s *Server) linkClaim(q *request) error    { return s.linkFrom(q, onus.Claims) }
func (s *Server) linkEvidence(q *request) error { return s.linkFrom(q, onus.EvidenceNoun) }

// linkFrom makes a link on the page of one of its ends. htmx gets the section
// of links anew, a plain browser the page.
func (s *Server) linkFrom(q *request, noun string) error {
	if err := q.parse(s.Store.Attrs(onus.Links)...); err != nil {
		return err
	}
	ctx, id := q.Request().Context(), q.Param("id")
	th, err := s.Store.Thing(ctx, noun, q.in.ID, id)
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
		return s.showLinked(q, http.StatusOK, th, try)
	}
	err = problems.Err()
	if err == nil {
		err = s.Store.Create(ctx, q.actor(), &try.link)
	}
	if errors.As(err, &try.problems) {
		return s.showLinked(q, http.StatusUnprocessableEntity, th, try)
	}
	if err != nil {
		return err
	}
	if q.isFragment() {
		return s.showLinked(q, http.StatusOK, th, linkTry{})
	}
	s.done(q, q.w.T("The link is made."), "")
	return seeOther(q, q.caseURL("/", noun, "/", id, "#linked"))
}

// showLinked answers a link form: htmx with the section, a plain browser with
// a page that holds it.
func (s *Server) showLinked(q *request, status int, th onus.Thing, try linkTry) error {
	sec, err := s.linkedSection(q, th.Noun(), th.Base().ID, try)
	if err != nil {
		return err
	}
	p := s.page(q, th.Name(), th.Noun())
	if try.removed != "" {
		p.Flash = append(p.Flash, views.Flash{Kind: "done", Text: q.w.T("The link is removed."), UndoURL: q.undoURL(try.removed)})
	}
	if p.Fragment {
		return s.render(q, status, views.LinkedFragment(p, sec))
	}
	return s.render(q, status, views.LinkedPage(p, th.Name(), q.caseURL("/", th.Noun(), "/", th.Base().ID), sec))
}

func pickNote(q *request, total int64) string {
	switch {
	case total == 0:
		return q.w.T("Nothing found")
	case total > pickRows:
		return q.w.T("%s more: type more letters.", q.w.Number(total-pickRows))
	}
	return ""
}
