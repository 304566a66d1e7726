package handlers

import (
	"errors"

	"onus"
	"onus/db"
	"onus/views"
)

// notesShown is how many cards the column has at once.
const notesShown = 30

// notesColumn are the passages of a text from a part on that the filter of the address
// leaves, in the order of the document.
func (s *Server) notesColumn(q *request, d *openDoc, page int64) (v views.Notes, err error) {
	ctx := q.Request().Context()
	c, err := s.cards(q)
	if err != nil {
		return v, err
	}
	starts, err := s.Store.PartStarts(ctx, q.in.ID, d.text.ID)
	if err != nil {
		return v, err
	}
	c.starts[d.text.ID] = starts
	from := int64(0)
	if page > 1 && page <= int64(len(starts)) {
		from = starts[page-1]
	}
	f := s.notesFilter(q, d, from)
	p, err := s.Store.ListAnnotations(ctx, q.user.ID, q.in.ID, f)
	if err != nil {
		return v, err
	}
	for i := range p.Rows {
		n, err := c.card(&p.Rows[i], cardTry{focus: p.Rows[i].ID == d.note})
		if err != nil {
			return v, err
		}
		n.Lang = d.language
		v.Notes = append(v.Notes, n)
	}
	if err := s.notesWaiting(q, d, &v, c); err != nil {
		return v, err
	}
	return v, s.notesAround(q, d, &v, c, f, p, page)
}

// notesWaiting leads to the passages that a person has to place, and shows first the one
// that is being placed.
func (s *Server) notesWaiting(q *request, d *openDoc, v *views.Notes, c *cards) error {
	ctx := q.Request().Context()
	proposed, orphaned, err := s.Store.WaitingAnnotations(ctx, q.user.ID, q.in.ID, d.item.ID)
	if n := proposed + orphaned; n > 0 {
		v.Waiting = views.Link{URL: q.caseURL("/evidence/", escape(d.item.ID), "/carried"),
			Label: q.w.N("One passage of an earlier version waits for you", "%s passages of an earlier version wait for you", int(n))}
	}
	id, ok := q.query("attach")
	if err != nil || !ok || !isText(id) {
		return err
	}
	a, err := s.Store.Annotation(ctx, q.user.ID, q.in.ID, id)
	if errors.Is(err, onus.ErrNotFound) || err == nil && a.EvidenceID != d.item.ID {
		return nil
	}
	if err != nil {
		return err
	}
	n, err := c.card(&a, cardTry{focus: true})
	v.Notes = append([]views.Note{n}, v.Notes...)
	return err
}

// notesFilter is what the column shows: passages of a text from a code point on.
func (s *Server) notesFilter(q *request, d *openDoc, from int64) onus.Filter {
	f := onus.Filter{Sort: "place", NoTotal: true, Limit: notesShown, After: q.QueryParam("after"), Fields: map[string]string{
		"text": d.text.ID, "roots": "true", "from": number(from)}}
	for _, name := range []string{"label", "author", "state", "cited"} {
		if v := q.QueryParam(name); v != "" && isText(v) {
			f.Fields[name] = v
		}
	}
	if f.Fields["author"] == "me" {
		f.Fields["author"] = q.user.Email
	}
	return f
}

// notesAround is the frame of the column: its filter, and the ways to what is before and
// after.
func (s *Server) notesAround(q *request, d *openDoc, v *views.Notes, c *cards, f onus.Filter, p onus.Page[onus.Annotation], page int64) error {
	v.URL, v.EvidenceID, v.AnnotationsURL = q.documentURL()+"/notes", d.item.ID, q.caseURL("/annotations")
	v.Undo, v.Redo = q.caseURL("/annotations/undo"), q.caseURL("/annotations/redo")
	v.Hidden = append(d.hidden(), views.Field{Name: "page", Value: number(page)})
	total, err := s.Store.CountAnnotationsOf(q.Request().Context(), q.user.ID, q.in.ID, d.text.ID)
	if err != nil {
		return err
	}
	v.Total = q.counted(total)
	if v.Filters, err = s.notesFilters(q, c, f); err != nil {
		return err
	}
	chosen := []string{"page", number(page)}
	for _, name := range []string{"label", "author", "state", "cited"} {
		if value := q.QueryParam(name); value != "" {
			v.Filtered, chosen = true, append(chosen, name, value)
		}
	}
	if p.Next != "" {
		v.Later = d.address(q, "/notes", append(chosen, "after", p.Next)...)
	}
	if page > 1 || f.After != "" {
		v.Earlier = d.address(q, "/notes", append(chosen, "page", number(max(1, page-1)), "after", "")...)
	}
	v.Empty = q.w.T("Select words in the document to mark them.")
	if v.Filtered || page > 1 || total > 0 {
		v.Empty = q.w.T("No passages from here on.")
	}
	return nil
}

// notesFilters are the choices above the column.
func (s *Server) notesFilters(q *request, c *cards, f onus.Filter) ([]views.Filter, error) {
	w := q.w
	label := views.Filter{Name: "label", Label: w.T("Label"), Options: []views.Option{{Label: w.T("all")}, {Value: "none", Label: w.T("No label"), Selected: f.Fields["label"] == "none"}}}
	for _, l := range c.labels {
		label.Options = append(label.Options, views.Option{Value: l.ID, Label: l.LabelName, Selected: f.Fields["label"] == l.ID})
	}
	who := views.Filter{Name: "author", Label: w.T("Who"), Options: []views.Option{{Label: w.T("all")}, {Value: "me", Label: w.T("Mine"), Selected: f.Fields["author"] == q.user.Email}}}
	members, err := s.Store.ListMembers(q.Request().Context(), q.in.ID, onus.Filter{Sort: "name", Limit: onus.PageSize})
	for _, m := range members.Rows {
		if m.Email != q.user.Email {
			who.Options = append(who.Options, views.Option{Value: m.Email, Label: m.UserName, Selected: f.Fields["author"] == m.Email})
		}
	}
	state := views.Filter{Name: "state", Label: w.T("State"), Options: []views.Option{{Label: w.T("all")}}}
	for _, code := range append(w.Codes(onus.ListAnnotationState), w.Codes(onus.ListPlacement)[1:]...) {
		state.Options = append(state.Options, views.Option{Value: code.Code, Label: code.Label, Selected: f.Fields["state"] == code.Code})
	}
	cited := views.Filter{Name: "cited", Label: w.T("Cited"), Options: []views.Option{{Label: w.T("all")}, {Value: "true", Label: w.T("Cited for a claim"), Selected: f.Fields["cited"] == "true"}}}
	return []views.Filter{label, who, state, cited}, err
}

// documentMarking is what a document page has for annotations: the column, and what marks
// the selected words.
func (s *Server) documentMarking(q *request, d *openDoc, v *views.Document, page int64) error {
	notes, err := s.notesColumn(q, d, page)
	if err != nil {
		return err
	}
	v.Notes, v.Target = &notes, d.at[1] > 0
	if !onus.May(q.in.Role, onus.Annotate) {
		return nil
	}
	c, err := s.cards(q)
	if err != nil {
		return err
	}
	m := views.Marking{Action: q.caseURL("/annotations"), EvidenceID: d.item.ID, TextID: d.text.ID, MayCite: onus.May(q.in.Role, onus.Edit),
		NewURL: q.caseURL("/annotations/new?evidence_id=", escape(d.item.ID), "&text_id=", escape(d.text.ID))}
	for _, l := range c.labels {
		m.Labels = append(m.Labels, views.MarkLabel{ID: l.ID, Name: l.LabelName, Colour: l.Colour, Key: l.Key, Meaning: l.Meaning})
	}
	v.Marking = &m
	if !m.MayCite {
		return nil
	}
	_, err = s.Store.Names(q.Request().Context(), onus.Claims, q.in.ID, onus.Filter{Limit: claimsOffered}, func(_, name string) {
		m.Claims = append(m.Claims, name)
	})
	return err
}

// claimsOffered is how many claims are offered while one is typed; any other is taken too.
const claimsOffered = 200

// counted is a number that is not counted further than db.MaxCounted.
func (q *request) counted(n int64) string {
	if n > db.MaxCounted {
		return q.w.Number(db.MaxCounted) + "+"
	}
	return q.w.Number(n)
}
