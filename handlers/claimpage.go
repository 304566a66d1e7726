package handlers

import (
	"cmp"
	"strings"

	"github.com/a-h/templ"

	"onus"
	"onus/views"
)

func claimDetail(s *Server, q *request, th onus.Thing) (templ.Component, error) {
	return s.claimPage(q, th.(*onus.Claim), tieTry{})
}

// tieTry is the party that was to be added to a claim and was refused.
type tieTry struct {
	party, role string
	problems    onus.Problems
}

// claimPage is the page of a claim, with a refused party in its form.
func (s *Server) claimPage(q *request, c *onus.Claim, try tieTry) (templ.Component, error) {
	ctx, w := q.Request().Context(), q.w
	parties, err := s.Store.ClaimParties(ctx, q.in.ID, c.ID)
	if err != nil {
		return nil, err
	}
	var employers []onus.Employer
	if c.Kind == onus.ClaimSanction {
		if employers, err = s.Store.Employers(ctx, q.in.ID, c.ID); err != nil {
			return nil, err
		}
	}
	linked, err := s.linkedSection(q, c, linkTry{})
	if err != nil {
		return nil, err
	}
	d := views.ClaimDetail{Verbatim: c.Verbatim, VerbatimLang: c.VerbatimLanguage, Evidence: linked, Roles: claimRoles(q, parties, employers)}
	if d.Detail, err = s.claimFacts(q, c); err != nil {
		return nil, err
	}
	for _, t := range onus.ClaimWarnings(c, parties, employers) {
		d.Warnings = append(d.Warnings, w.Say(t))
	}
	if onus.May(q.in.Role, onus.Edit) {
		if d.Add, err = s.addParty(q, c, try); err != nil {
			return nil, err
		}
	}
	return views.ClaimPage(s.page(q, d.Number+" "+d.Title, onus.Claims), d), nil
}

// claimFacts is what the page of a claim says before its parties and its links.
func (s *Server) claimFacts(q *request, c *onus.Claim) (views.Detail, error) {
	w := q.w
	d, err := s.detail(q, c, onus.ClaimNumber(c.Number), c.Title)
	d.Badges = []views.Badge{{Kind: "info", Label: w.Code(onus.ListClaimKind, c.Kind)}, {Kind: "neutral", Label: w.Code(onus.ListClaimStatus, c.Status)}}
	if c.Disposition != "" {
		d.Badges = append(d.Badges, views.Badge{Kind: "neutral", Label: w.Code(onus.ListDisposition, c.Disposition)})
	}
	d.Facts = s.facts(q, c, "title", "kind", "verbatim", "verbatim_language", "status", "disposition", "currency", "amount", "unquantified", "granted_amount")
	d.Facts = append([]views.FactRow{{Label: w.T("Amount"), Value: q.amount(c.Amount, c.Currency, c.Unquantified)},
		{Label: w.T("Amount granted"), Value: q.amount(c.Granted, c.Currency, false)}}, d.Facts...)
	return d, err
}

// claimRoles groups the parties of a claim by role, each target with the
// employer that the relationships give it.
func claimRoles(q *request, parties []onus.ClaimParty, employers []onus.Employer) []views.ClaimRole {
	w := q.w
	roles := []views.ClaimRole{{Label: w.T("Asserted by")}, {Label: w.T("Against")}, {Label: w.T("Target, or who is restrained")}}
	index := map[string]int{onus.Claimant: 0, onus.Respondent: 1, onus.Target: 2}
	works := map[string][]string{}
	for _, e := range employers {
		works[e.TargetID] = append(works[e.TargetID], e.Relationship.ToName)
	}
	for _, t := range parties {
		p := views.ClaimParty{Name: t.Party.PartyName, URL: q.caseURL("/parties/", t.PartyID)}
		if t.Role == onus.Target && len(works[t.PartyID]) > 0 {
			p.Employer = w.T("employed by %s", strings.Join(works[t.PartyID], ", "))
		}
		if onus.May(q.in.Role, onus.Edit) {
			p.RemoveURL, p.Version = q.caseURL("/claims/", t.ClaimID, "/parties/", t.ID, "/delete"), number(t.Version)
		}
		i := index[t.Role]
		roles[i].Parties = append(roles[i].Parties, p)
	}
	return roles
}

// addParty is the form that adds a party, open when it was refused.
func (s *Server) addParty(q *request, c *onus.Claim, try tieTry) (*views.AddParty, error) {
	w := q.w
	party := views.Field{Name: "party_id", Label: w.T("Party"), Input: "text", Value: try.party, Required: true}
	party, err := s.reference(q, party, onus.Parties, "")
	if err != nil {
		return nil, err
	}
	role := views.Field{Name: "role", Label: w.T("Role"), Input: "code", Required: true}
	for _, code := range w.Codes(onus.ListClaimPartyRole) {
		role.Options = append(role.Options, views.Option{Value: code.Code, Label: code.Label, Selected: code.Code == try.role})
	}
	f := views.Form{Sets: []views.Fieldset{{Fields: []views.Field{party, role}}}}
	s.explain(q, &f, refused{problems: try.problems})
	return &views.AddParty{Action: q.caseURL("/claims/", c.ID, "/parties"), Fields: f.Sets[0].Fields, Problems: f.Problems}, nil
}

// addClaimParty ties a party to a claim.
func (s *Server) addClaimParty(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	ctx := q.Request().Context()
	th, err := s.Store.Thing(ctx, onus.Claims, q.in.ID, q.Param("id"))
	if err != nil {
		return err
	}
	claim, problems := th.(*onus.Claim), onus.Problems{}
	tie := &onus.ClaimParty{Head: onus.Head{CaseID: q.in.ID}, ClaimID: claim.ID, Role: q.typed("role")}
	if typed := strings.TrimSpace(q.typed("party_id")); typed != "" {
		if tie.PartyID, err = s.Store.Resolve(ctx, onus.Parties, q.in.ID, typed); err != nil {
			problems["party_id"] = textOf(err)
		}
	}
	if err = problems.With(tie); err == nil {
		err = s.Store.Create(ctx, q.actor(), tie)
	}
	if err != nil {
		return s.refuseParty(q, claim, tie, err)
	}
	s.done(q, q.w.T("%s is added.", tie.Party.PartyName), "")
	return seeOther(q, q.caseURL("/claims/", claim.ID))
}

// refuseParty shows the claim with its form open. A party that cannot be the target,
// or is in the claim already, is a problem of the choice of the party.
func (s *Server) refuseParty(q *request, claim *onus.Claim, tie *onus.ClaimParty, err error) error {
	r, code, _ := whyRefused(err)
	if code == 0 {
		return err
	}
	for _, name := range []string{"targets", ""} {
		if t, ok := r.problems[name]; ok {
			delete(r.problems, name)
			r.problems["party_id"] = t
		}
	}
	try := tieTry{party: cmp.Or(tie.PartyID, q.typed("party_id")), role: tie.Role, problems: r.problems}
	page, err := s.claimPage(q, claim, try)
	if err != nil {
		return err
	}
	return s.render(q, code, page)
}

// removeClaimParty unties it; the history can undo it.
func (s *Server) removeClaimParty(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	version, err := q.version()
	if err != nil {
		return err
	}
	th, err := s.Store.Thing(q.Request().Context(), onus.ClaimParties, q.in.ID, q.Param("tie"))
	if err != nil || th.(*onus.ClaimParty).ClaimID != q.Param("id") {
		return firstOf(err, onus.ErrNotFound)
	}
	who := q.actorWithOp()
	if err := s.Store.Delete(q.Request().Context(), who, onus.ClaimParties, q.in.ID, q.Param("tie"), version); err != nil {
		return err
	}
	s.done(q, q.w.T("The party is removed from the claim."), who.Op)
	return seeOther(q, q.caseURL("/claims/", q.Param("id")))
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
