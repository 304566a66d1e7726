package handlers

import (
	"net/http"

	"onus"
	"onus/views"
)

func carryRoutes() []route {
	return []route{
		{get, "/cases/:case/evidence/:id/carried", onus.Read, (*Server).carriedPage},
		{post, "/cases/:case/annotations/:id/proposal", onus.Annotate, (*Server).decideProposal},
	}
}

// carriedPage is what became of the annotations of an item in its newest text: how many
// were placed, which ones a person has to confirm, and which ones have no place.
func (s *Server) carriedPage(q *request) error {
	th, err := s.Store.Thing(q.Request().Context(), onus.EvidenceNoun, q.in.ID, q.Param("id"))
	if err != nil {
		return err
	}
	item := th.(*onus.Evidence)
	v, err := s.carriedView(q, item)
	if err != nil {
		return err
	}
	p := s.page(q, q.w.T("Passages after a new version of %s", item.Exhibit()), onus.EvidenceNoun)
	p.Styles = []string{"annotations.css"}
	return s.render(q, http.StatusOK, views.CarriedPage(p, v))
}

// carriedShown is how many of each kind the page has; as they are decided, others come.
const carriedShown = 100

func (s *Server) carriedView(q *request, item *onus.Evidence) (v views.Carried, err error) {
	ctx := q.Request().Context()
	v = views.Carried{Item: item.Exhibit() + " " + item.Title, Lang: item.Language, ItemURL: q.caseURL("/evidence/", escape(item.ID)),
		DocumentURL: q.caseURL("/evidence/", escape(item.ID), "/document"), MayDecide: onus.May(q.in.Role, onus.Annotate)}
	r, err := s.Store.Reading(ctx, q.in.ID, item.ID, 0)
	if err != nil {
		return v, err
	}
	placed, err := s.Store.CountAnnotationsOf(ctx, q.user.ID, q.in.ID, r.TextID)
	if err != nil {
		return v, err
	}
	proposed, orphaned, err := s.Store.WaitingAnnotations(ctx, q.user.ID, q.in.ID, item.ID)
	if err != nil {
		return v, err
	}
	v.Version, v.Placed, v.ProposedCount, v.OrphanedCount = number(r.FileVersion), q.counted(placed), q.w.Number(proposed), q.w.Number(orphaned)
	if v.Proposed, err = s.carriedRows(q, item, onus.Proposed); err != nil {
		return v, err
	}
	if v.Orphaned, err = s.carriedRows(q, item, onus.Orphaned); err != nil {
		return v, err
	}
	op, err := s.Store.LastCarried(ctx, q.in.ID, item.ID)
	if op != "" && onus.May(q.in.Role, onus.Edit) {
		v.UndoURL = q.undoURL(op)
	}
	return v, err
}

func (s *Server) carriedRows(q *request, item *onus.Evidence, placement string) ([]views.CarriedRow, error) {
	f := onus.Filter{Sort: "exhibit", Limit: carriedShown, Fields: map[string]string{"evidence": item.ID, "state": placement}}
	p, err := s.Store.ListAnnotations(q.Request().Context(), q.user.ID, q.in.ID, f)
	var all []views.CarriedRow
	for i := range p.Rows {
		a := &p.Rows[i]
		label := a.LabelName
		if label == "" {
			label = q.w.T("Passage")
		}
		all = append(all, views.CarriedRow{ID: a.ID, Label: label, Colour: noteColour(a), By: s.personName(q, a.CreatedBy), Version: number(a.Version),
			Old: carriedPlace(q, a, a.Passage), New: carriedPlace(q, a, a.Proposal),
			DecideURL: q.caseURL("/annotations/", escape(a.ID), "/proposal"), MoveURL: q.caseURL("/annotations/", escape(a.ID), "/passage"),
			AttachURL: q.caseURL("/evidence/", escape(item.ID), "/document?attach=", escape(a.ID))})
	}
	return all, err
}

func carriedPlace(q *request, a *onus.Annotation, p onus.Passage) views.CarriedPlace {
	if p.IsZero() {
		return views.CarriedPlace{}
	}
	place := q.w.T("Version %s", number(p.FileVersion))
	if p.Page > 0 {
		place += ", " + q.w.T("p. %s", number(p.Page))
	}
	return views.CarriedPlace{Prefix: p.Prefix, Quote: p.Quote, Suffix: p.Suffix, Where: place, URL: q.passageURL(a.EvidenceID, p, a.ID)}
}

// decideProposal takes a proposed passage, or says that it is not the one.
func (s *Server) decideProposal(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	a, err := s.annotation(q)
	if err != nil {
		return err
	}
	if a.Placement != onus.Proposed {
		return s.problemNote(q, onus.Problems{"": onus.Say("This has been decided already.")})
	}
	if q.typed("accept") == "yes" {
		a.Passage, a.Placement = a.Proposal, onus.Placed
	} else {
		a.Placement = onus.Orphaned
	}
	a.Proposal = onus.Passage{}
	version, err := q.version()
	if err == nil && version != a.Version { // it is decided on what one saw
		err = &onus.ConflictError{Mine: &a, Theirs: &a}
	}
	if err == nil {
		err = s.Store.Update(q.Request().Context(), q.actor(), &a)
	}
	if err != nil {
		return s.problemNote(q, err)
	}
	return seeOther(q, q.caseURL("/evidence/", escape(a.EvidenceID), "/carried"))
}
