package handlers

import (
	"sort"
	"time"

	"onus"
	"onus/views"
)

// cards makes cards of annotations; what they share is read once.
type cards struct {
	s      *Server
	q      *request
	labels []onus.Label
	starts map[string][]int64 // of the parts of a text, by its id
}

func (s *Server) cards(q *request) (*cards, error) {
	labels, err := s.Store.Labels(q.Request().Context(), q.in.ID)
	return &cards{s: s, q: q, labels: labels, starts: map[string][]int64{}}, err
}

// cardTry is what somebody does with a card: which of its annotations they change, and
// why a change was refused.
type cardTry struct {
	editing  string // id of the annotation whose form is open
	form     *views.NoteForm
	problem  string
	cite     string // why a citation was refused
	focus    bool
	citation onus.Link
}

// card is an annotation with its thread and with the claims that cite it.
func (c *cards) card(a *onus.Annotation, try cardTry) (n views.Note, err error) {
	ctx, q := c.q.Request().Context(), c.q
	if n, err = c.one(a, a.ID, try); err != nil {
		return n, err
	}
	n.Focus = n.Focus || try.focus
	n.Problem, n.CiteProblem = try.problem, try.cite
	if a.Replies > 0 {
		replies, err := c.s.Store.Thread(ctx, q.user.ID, q.in.ID, a.ID)
		if err != nil {
			return n, err
		}
		for i := range replies {
			r, err := c.one(&replies[i], a.ID, try)
			if err != nil {
				return n, err
			}
			n.Replies = append(n.Replies, r)
		}
	}
	if a.Citations > 0 {
		if n.Cites, err = c.cites(a); err != nil {
			return n, err
		}
	}
	n.MayCite = onus.May(q.in.Role, onus.Edit) && !a.IsPrivate()
	n.Claim, n.Why = try.citation.ClaimID, try.citation.Why
	stance := try.citation.Stance
	if stance == "" {
		stance = onus.Unassessed
	}
	for _, code := range q.w.Codes(onus.ListStance) {
		n.Stances = append(n.Stances, views.Option{Value: code.Code, Label: code.Label, Selected: code.Code == stance})
	}
	return n, nil
}

// one is an annotation or a reply by itself; in is the card that it stands in.
func (c *cards) one(a *onus.Annotation, in string, try cardTry) (n views.Note, err error) {
	q := c.q
	n = views.Note{ID: a.ID, In: in, URL: q.caseURL("/annotations/", escape(a.ID)), Version: number(a.Version), Label: a.LabelName, Colour: noteColour(a),
		Quote: a.Passage.Quote, Author: c.s.personName(q, a.CreatedBy), At: time.UnixMilli(a.CreatedAt).UTC().Format(time.RFC3339), Moment: q.w.Moment(a.CreatedAt), Edited: a.Version > 1,
		Body: c.s.markdown.html(a.Body), Private: a.IsPrivate(), Resolved: a.State == onus.StateResolved}
	if n.Label == "" && !a.IsReply() {
		n.Label = q.w.T("Passage")
	}
	n.MayAnswer = onus.May(q.in.Role, onus.Annotate)
	n.MayEdit = q.mayChange(a)
	if a.Placement != onus.Placed {
		n.Placement = q.w.Code(onus.ListPlacement, a.Placement)
	}
	if !a.IsReply() {
		if err := c.place(&n, a); err != nil {
			return n, err
		}
	}
	if try.editing == a.ID {
		n.Form, n.Focus = try.form, true
		if !a.IsReply() {
			n.Labels = c.options(n.Form.Label)
		}
	}
	return n, nil
}

// mayChange: one's own, and for a lead what anybody made.
func (q *request) mayChange(a *onus.Annotation) bool {
	return onus.May(q.in.Role, onus.Annotate) && (a.CreatedBy == q.user.Email || onus.May(q.in.Role, onus.Lead))
}

// place says where the passage is, and opens it there.
func (c *cards) place(n *views.Note, a *onus.Annotation) (err error) {
	p := &a.Passage
	n.Go, n.Start, n.End = c.q.passageURL(a.EvidenceID, *p, a.ID), number(p.Start), number(p.End)
	if p.Page > 0 {
		n.Part, n.Place = number(p.Page), c.q.w.T("p. %s", number(p.Page))
		return nil
	}
	starts, known := c.starts[p.TextID]
	if !known {
		if starts, err = c.s.Store.PartStarts(c.q.Request().Context(), c.q.in.ID, p.TextID); err != nil {
			return err
		}
		c.starts[p.TextID] = starts
	}
	n.Part = number(int64(max(1, sort.Search(len(starts), func(i int) bool { return starts[i] > p.Start }))))
	return nil
}

// options are the labels of the codebook, and none.
func (c *cards) options(chosen string) []views.Option {
	all := []views.Option{{Value: "", Label: c.q.w.T("No label"), Selected: chosen == ""}}
	for _, l := range c.labels {
		all = append(all, views.Option{Value: l.ID, Label: l.LabelName, Selected: l.ID == chosen})
	}
	return all
}

func (c *cards) cites(a *onus.Annotation) ([]views.Link, error) {
	links, err := c.s.Store.Citations(c.q.Request().Context(), c.q.in.ID, a.ID)
	var all []views.Link
	for i := range links {
		l := &links[i]
		all = append(all, views.Link{Label: onus.ClaimNumber(l.ClaimNumber) + " " + l.ClaimTitle + " (" + c.q.w.Code(onus.ListStance, l.Stance) + ")",
			URL: c.q.caseURL("/claims/", escape(l.ClaimID))})
	}
	return all, err
}
