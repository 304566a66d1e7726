package handlers

import (
	"onus"
	"onus/views"
)

// linkTry is what was typed into a link form that was refused, or searched.
type linkTry struct {
	link     onus.Link
	problems onus.Problems
	search   string
	open     bool
	form     *views.Form // of the link that is being changed
	focus    string      // id of what takes the focus after the swap
	done     views.Flash // what was done
}

// otherEnd is the reference that a link made on the page of a noun chooses.
func otherEnd(noun string) string {
	if noun == onus.Claims {
		return "evidence_id"
	}
	return "claim_id"
}

// linkedSection is what is linked to a claim or an item, and the form to link more.
func (s *Server) linkedSection(q *request, end onus.Thing, try linkTry) (views.LinkedSection, error) {
	w, noun, id := q.w, end.Noun(), end.Base().ID
	of := ofEnd(end)
	links, total, err := s.Store.LinksOf(q.Request().Context(), q.in.ID, of, id)
	if err != nil {
		return views.LinkedSection{}, err
	}
	sec := views.LinkedSection{Title: w.T("Evidence"), Count: w.Number(total), Focus: try.focus}
	if noun == onus.EvidenceNoun {
		sec.Title = w.T("Linked to")
	}
	if int(total) > len(links) {
		sec.More = views.Link{Label: w.T("All %s links", w.Number(total)), URL: q.caseURL("/links?", of, "=", id)}
	}
	all, err := s.linkedSides(q, end, links, total)
	if err != nil {
		return sec, err
	}
	sec.Sides, sec.Rest = all[:2], all[2:]
	switch {
	case !onus.May(q.in.Role, onus.Edit):
	case try.form != nil: // one form at a time: their fields have the same names
		putForm(all, try)
	default:
		sec.Form, err = s.linkForm(q, noun, id, try)
	}
	return sec, err
}

// linkedSides sorts links by stance. When not all are shown, each side says how
// many there are and leads to them.
func (s *Server) linkedSides(q *request, end onus.Thing, links []onus.Link, total int64) ([]views.LinkedSide, error) {
	all := make([]views.LinkedSide, 0, 5)
	index := map[string]int{}
	for i, code := range []string{onus.Supports, onus.Refutes, onus.Undercuts, onus.Context, onus.Unassessed} {
		all = append(all, views.LinkedSide{Stance: code, Label: q.w.Code(onus.ListStance, code)})
		index[code] = i
	}
	for i := range links {
		side := &all[index[links[i].Stance]]
		side.Links = append(side.Links, s.linkItem(q, end, &links[i]))
	}
	for i := range all {
		side, n := &all[i], int64(len(all[i].Links))
		if int(total) > len(links) {
			var err error
			if n, err = s.countStance(q, end, side.Stance); err != nil {
				return nil, err
			}
		}
		if side.Count = q.w.Number(n); n > int64(len(side.Links)) {
			side.More = views.Link{Label: q.w.T("All %s", side.Count), URL: q.caseURL("/links?", ofEnd(end), "=", end.Base().ID, "&stance=", side.Stance)}
		}
	}
	return all, nil
}

// ofEnd is the filter of the list of links that leaves those of a claim or item.
func ofEnd(end onus.Thing) string {
	if end.Noun() == onus.Claims {
		return "claim"
	}
	return "evidence"
}

// countStance is the number of links of one stance: stored beside a claim, counted
// of an item.
func (s *Server) countStance(q *request, end onus.Thing, stance string) (int64, error) {
	if c, ok := end.(*onus.Claim); ok {
		st := &c.Stances
		return map[string]int64{onus.Supports: st.Supports, onus.Refutes: st.Refutes, onus.Undercuts: st.Undercuts,
			onus.Context: st.Context, onus.Unassessed: st.Unassessed}[stance], nil
	}
	p, err := s.Store.ListLinks(q.Request().Context(), q.in.ID, onus.Filter{Fields: map[string]string{ofEnd(end): end.Base().ID, "stance": stance}, Limit: 1})
	return p.Total, err
}

// putForm puts the form of a link in its place; in the first side if it is not
// among the links shown.
func putForm(all []views.LinkedSide, try linkTry) {
	for i := range all {
		for j := range all[i].Links {
			if all[i].Links[j].ID == try.link.ID {
				all[i].Links[j].Form = try.form
				return
			}
		}
	}
	all[0].Links = append(all[0].Links, views.LinkItem{ID: try.link.ID, Form: try.form})
}

// linkItem shows the other end of a link.
func (s *Server) linkItem(q *request, end onus.Thing, l *onus.Link) views.LinkItem {
	i := views.LinkItem{ID: l.ID, Number: onus.ExhibitNumber(l.ExhibitNumber), Title: l.EvidenceTitle, URL: q.caseURL("/evidence/", l.EvidenceID),
		Kind: q.w.Code(onus.ListEvidenceType, l.EvidenceType), Why: l.Why, Locator: l.Locator, Quote: l.Quote}
	if e, ok := end.(*onus.Evidence); ok { // whose words are quoted
		i.QuoteLang = e.Language
		i.Number, i.Title, i.URL, i.Kind = onus.ClaimNumber(l.ClaimNumber), l.ClaimTitle, q.caseURL("/claims/", l.ClaimID), ""
	}
	if !l.Passage.IsZero() {
		i.QuoteURL = q.passageURL(l.EvidenceID, l.Passage, l.AnnotationID)
	}
	if onus.May(q.in.Role, onus.Edit) {
		i.EditURL, i.DeleteURL, i.Version = q.caseURL("/links/", l.ID, "/edit?from=", end.Noun()), q.caseURL("/links/", l.ID, "/delete?from=", end.Noun()), number(l.Version)
	}
	return i
}

func (s *Server) linkForm(q *request, noun, id string, try linkTry) (*views.LinkForm, error) {
	w, l := q.w, &try.link
	l.Prepare()
	f := &views.LinkForm{Action: q.caseURL("/", noun, "/", id, "/links"), Open: try.open || len(try.problems) > 0}
	f.Picker = views.Picker{Name: "evidence_id", Label: w.T("Link evidence"), URL: q.caseURL("/evidence?pick=evidence_id"), Query: try.search}
	from, chosen := onus.EvidenceNoun, l.EvidenceID
	if noun == onus.EvidenceNoun {
		f.Picker = views.Picker{Name: "claim_id", Label: w.T("Link to a claim"), URL: q.caseURL("/claims?pick=claim_id"), Query: try.search}
		from, chosen = onus.Claims, l.ClaimID
	}
	if err := s.pickOptions(q, &f.Picker, from, chosen); err != nil {
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
	if k.Query == "" && q.count(noun) > pickRows {
		k.Note = q.w.T("Type a word, a name or a number.")
		return s.keepChosen(q, k, noun, chosen)
	}
	f := onus.Filter{Q: k.Query, Limit: pickRows, Total: q.count(noun)}
	total, err := s.Store.Names(q.Request().Context(), noun, q.in.ID, f, func(id, name string) {
		k.Options = append(k.Options, views.PickerOption{Value: id, Label: name})
	})
	if err != nil {
		return err
	}
	k.Note = pickNote(q, total)
	return s.keepChosen(q, k, noun, chosen)
}

// keepChosen marks what is chosen already. What was searched since may not find
// it: then it stands first.
func (s *Server) keepChosen(q *request, k *views.Picker, noun, chosen string) error {
	if chosen == "" {
		return nil
	}
	for i := range k.Options {
		if k.Options[i].Selected = k.Options[i].Value == chosen; k.Options[i].Selected {
			return nil
		}
	}
	name, err := s.Store.Name(q.Request().Context(), noun, q.in.ID, chosen)
	if name != "" {
		k.Options = append([]views.PickerOption{{Value: chosen, Label: name, Selected: true}}, k.Options...)
	}
	return err
}

// showLinked answers a link form: htmx with the section, a plain browser with
// a page that holds it.
func (s *Server) showLinked(q *request, status int, end onus.Thing, try linkTry) error {
	end, err := s.Store.Thing(q.Request().Context(), end.Noun(), q.in.ID, end.Base().ID) // its numbers have changed
	if err != nil {
		return err
	}
	sec, err := s.linkedSection(q, end, try)
	if err != nil {
		return err
	}
	p := s.page(q, end.Name(), end.Noun())
	if try.done.Text != "" {
		p.Flash = append(p.Flash, try.done)
	}
	if p.Fragment {
		return s.render(q, status, views.LinkedFragment(p, sec))
	}
	return s.render(q, status, views.LinkedPage(p, end.Name(), q.linkedURL(end), sec))
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
