package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"onus"
	"onus/views"
)

// newAnnotation is the form for whoever selects nothing: it takes the words of a passage
// and finds them.
func (s *Server) newAnnotation(q *request) error {
	evidence, _ := q.query("evidence_id")
	th, err := s.Store.Thing(q.Request().Context(), onus.EvidenceNoun, q.in.ID, evidence)
	if err != nil {
		return err
	}
	a := onus.Annotation{Head: onus.Head{CaseID: q.in.ID}, EvidenceID: evidence}
	a.Passage.TextID, _ = q.query("text_id")
	if at := passageOfAddress(q.QueryParam("at")); at[1] > 0 {
		t, err := s.Store.TextInfo(q.Request().Context(), q.in.ID, a.Passage.TextID)
		if err != nil || t.EvidenceID != evidence || at[1] > t.Length || at[1]-at[0] > onus.MaxPassage {
			return errors.Join(err, onus.ErrNotFound)
		}
		if a.Passage, err = s.passageAt(q, &t, at[0], at[1], ""); err != nil {
			return err
		}
	}
	return s.annotationForm(q, http.StatusOK, &a, th.(*onus.Evidence), nil, nil)
}

// createAnnotation marks a passage. The words are compared with our own text: others are a
// conflict, for the text has changed or the browser went astray.
func (s *Server) createAnnotation(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	ctx := q.Request().Context()
	th, err := s.Store.Thing(ctx, onus.EvidenceNoun, q.in.ID, q.typed("evidence_id"))
	if err != nil {
		return err
	}
	item := th.(*onus.Evidence)
	a := onus.Annotation{Head: onus.Head{CaseID: q.in.ID}, EvidenceID: item.ID}
	if id := q.typed("id"); clientID.MatchString(id) {
		a.ID = id
	}
	places, err := s.fillAnnotation(q, &a)
	if err == nil {
		err = s.Store.CreateAnnotation(ctx, q.actor(), &a)
	}
	var problems onus.Problems
	if errors.As(err, &problems) {
		return s.refuseAnnotation(q, &a, item, problems, places)
	}
	if err != nil {
		return err
	}
	if !q.isFragment() && a.InReplyTo == "" && q.typed("back") == "document" {
		return seeOther(q, q.passageURL(a.EvidenceID, a.Passage, a.ID))
	}
	return s.afterNote(q, &a)
}

// fillAnnotation reads the form of a new one.
func (s *Server) fillAnnotation(q *request, a *onus.Annotation) (places []onus.Passage, err error) {
	problems := onus.Fill(a, q.only("body", "label_id", "visibility", "in_reply_to"))
	if a.LabelID == "" && q.typed("label") != "" {
		a.LabelID = s.labelNamed(q, q.typed("label"))
	}
	if a.IsReply() {
		return nil, problems.Err()
	}
	t, err := s.textAsked(q, a.EvidenceID)
	if err == nil {
		a.Passage, places, err = s.passageAsked(q, &t)
	}
	var found onus.Problems
	if errors.As(err, &found) {
		for field, text := range found {
			problems[field] = text
		}
		err = nil
	}
	return places, errors.Join(err, problems.Err())
}

// labelNamed is the id of the label with a name, or with this id; what is neither stays as
// it was typed, and is refused.
func (s *Server) labelNamed(q *request, name string) string {
	labels, _ := s.Store.Labels(q.Request().Context(), q.in.ID)
	for _, l := range labels {
		if strings.EqualFold(l.LabelName, strings.TrimSpace(name)) || l.ID == name {
			return l.ID
		}
	}
	return name
}

// refuseAnnotation answers a script with a sentence, and people with the form.
func (s *Server) refuseAnnotation(q *request, a *onus.Annotation, item *onus.Evidence, problems onus.Problems, places []onus.Passage) error {
	status := http.StatusUnprocessableEntity
	if problems["quote"].Key == errOtherWords["quote"].Key {
		status = http.StatusConflict
	}
	if q.isFragment() {
		for _, text := range problems {
			return s.render(q, status, views.NoteRefused(q.w.Say(text)))
		}
	}
	return s.annotationForm(q, status, a, item, problems, places)
}

// annotationForm is the page that marks a passage without a script.
func (s *Server) annotationForm(q *request, status int, a *onus.Annotation, item *onus.Evidence, problems onus.Problems, places []onus.Passage) error {
	c, err := s.cards(q)
	if err != nil {
		return err
	}
	v := views.NewNote{Action: q.caseURL("/annotations"), EvidenceID: item.ID, Item: item.Exhibit() + " " + item.Title, Lang: item.Language,
		Back: q.caseURL("/evidence/", escape(item.ID), "/document"), TextID: a.Passage.TextID, Quote: a.Passage.Quote, Body: a.Body,
		Private: a.IsPrivate(), Labels: c.options(a.LabelID), Problems: map[string]string{}}
	if typed, ok := q.posted("quote"); ok {
		v.Quote, v.TextID, v.Private = typed, q.typed("text_id"), q.typed("visibility") == onus.VisiblePrivate
	} else if a.Passage.End > 0 {
		v.Start, v.End = number(a.Passage.Start), number(a.Passage.End)
	}
	for field, text := range problems {
		v.Problems[field] = q.w.Say(text)
	}
	for _, p := range places {
		v.Places = append(v.Places, views.NotePlace{Prefix: p.Prefix, Quote: p.Quote, Suffix: p.Suffix, Start: number(p.Start), End: number(p.End), TextID: p.TextID, Page: placeName(q, p)})
	}
	p := s.page(q, q.w.T("Mark a passage"), onus.EvidenceNoun)
	p.Styles, p.Scripts = []string{"annotations.css"}, []string{"mentions.js"}
	return s.render(q, status, views.NewNotePage(p, v))
}

func placeName(q *request, p onus.Passage) string {
	if p.Page == 0 {
		return ""
	}
	return q.w.T("p. %s", number(p.Page))
}

// moveAnnotation gives an annotation other words.
func (s *Server) moveAnnotation(q *request) error {
	a, err := s.ownAnnotation(q)
	if err != nil {
		return err
	}
	if a.IsReply() {
		return onus.ErrNotFound
	}
	t, err := s.textAsked(q, a.EvidenceID)
	if err == nil {
		a.Passage, _, err = s.passageAsked(q, &t)
	}
	a.Placement, a.Proposal = onus.Placed, onus.Passage{}
	if err == nil {
		if a.Version, err = q.version(); err == nil {
			err = s.Store.Update(q.Request().Context(), q.actor(), &a)
		}
	}
	if err != nil {
		return s.problemNote(q, err)
	}
	return s.afterNote(q, &a)
}

// citeAnnotation makes a link from the item to a claim that is pinned to the passage.
func (s *Server) citeAnnotation(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	a, err := s.annotation(q)
	if err != nil {
		return err
	}
	ctx := q.Request().Context()
	l := onus.Link{Head: onus.Head{CaseID: q.in.ID}, EvidenceID: a.EvidenceID, AnnotationID: a.ID}
	problems := onus.Fill(&l, q.only("stance", "why"))
	if l.Locator, err = s.locator(q, &a); err != nil {
		return err
	}
	typed := q.typed("claim_id")
	if l.ClaimID, err = s.Store.Resolve(ctx, onus.Claims, q.in.ID, typed); err == nil {
		if err = problems.Err(); err == nil {
			err = s.Store.Create(ctx, q.actor(), &l)
		}
	}
	if err != nil {
		return s.refuseCitation(q, &a, typed, &l, err)
	}
	return s.afterNote(q, &a)
}

func (s *Server) refuseCitation(q *request, a *onus.Annotation, typed string, l *onus.Link, err error) error {
	r, status, _ := whyRefused(err)
	try := cardTry{citation: onus.Link{ClaimID: typed, Why: l.Why, Stance: l.Stance}}
	var text onus.Text
	switch {
	case errors.As(err, &text):
		status, try.cite = http.StatusUnprocessableEntity, q.w.Say(text)
	case status == 0:
		return err
	}
	for _, text := range r.problems {
		try.cite = q.w.Say(text)
	}
	return s.renderCard(q, status, a, try)
}

// locator is page and line of a passage, as lawyers cite: p. 12, line 4.
func (s *Server) locator(q *request, a *onus.Annotation) (string, error) {
	if a.Passage.Page == 0 {
		return "", nil
	}
	t, err := s.Store.TextInfo(q.Request().Context(), q.in.ID, a.Passage.TextID)
	if err != nil {
		return "", err
	}
	text, offset, _, err := s.Store.Window(q.Request().Context(), q.in.ID, &t, a.Passage.Start, a.Passage.Start)
	if err != nil {
		return "", err
	}
	before := []rune(text)[:min(int64(len([]rune(text))), a.Passage.Start-offset)]
	line := 1 + strings.Count(strings.TrimLeft(string(before), "\n"), "\n")
	return q.w.T("p. %s, line %s", number(a.Passage.Page), number(int64(line))), nil
}

// undoOwnStep takes back what the reader did last to annotations.
func (s *Server) undoOwnStep(q *request) error {
	return s.goBack(q, s.Store.UndoStep, q.w.T("There is nothing to undo."))
}

func (s *Server) redoOwnStep(q *request) error {
	return s.goBack(q, s.Store.RedoStep, q.w.T("There is nothing to redo."))
}

// goBack answers a script with the ids of what changed, and people with the page that they
// came from.
func (s *Server) goBack(q *request, step ownStep, none string) error {
	if err := q.parse(); err != nil {
		return err
	}
	ids, err := step(q.Request().Context(), q.actor(), q.in.ID)
	text := q.w.T("Done.")
	var problems onus.Problems
	switch {
	case errors.Is(err, onus.ErrNotFound):
		text = none
	case errors.As(err, &problems):
		for _, why := range problems {
			text = q.w.Say(why)
		}
	case err != nil:
		return err
	}
	if q.isFragment() {
		return s.render(q, http.StatusOK, views.NoteSteps(text, strings.Join(ids, " ")))
	}
	s.done(q, text, "")
	return seeOther(q, s.refererOr(q, q.caseURL()))
}

// ownStep is Store.UndoStep or RedoStep.
type ownStep func(ctx context.Context, who onus.Actor, caseID string) ([]string, error)

// documentNotes is the column beside a document, from a part on.
func (s *Server) documentNotes(q *request) error {
	d, err := s.openDocument(q)
	if err != nil {
		return err
	}
	if d.text.ID == "" {
		return onus.ErrNotFound
	}
	page, err := s.pageAsked(q, &d)
	if err != nil {
		return err
	}
	v, err := s.notesColumn(q, &d, page)
	if err != nil {
		return err
	}
	if !q.isFragment() { // the column belongs beside its document
		return seeOther(q, q.documentURL()+"?"+q.Request().URL.RawQuery)
	}
	return s.render(q, http.StatusOK, views.NotesView(s.page(q, "", ""), v))
}
