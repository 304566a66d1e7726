package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"

	"onus"
	"onus/views"
)

func annotationRoutes() []route {
	const base = "/cases/:case/annotations"
	return []route{
		{get, base + "/new", onus.Annotate, (*Server).newAnnotation},
		{post, base, onus.Annotate, (*Server).createAnnotation},
		{post, base + "/undo", onus.Annotate, (*Server).undoOwnStep},
		{post, base + "/redo", onus.Annotate, (*Server).redoOwnStep},
		{get, base + "/:id", onus.Read, (*Server).showAnnotation},
		{get, base + "/:id/edit", onus.Annotate, (*Server).editAnnotation},
		{post, base + "/:id", onus.Annotate, (*Server).updateAnnotation},
		{post, base + "/:id/delete", onus.Annotate, (*Server).deleteAnnotation},
		{post, base + "/:id/state", onus.Annotate, (*Server).resolveAnnotation},
		{post, base + "/:id/passage", onus.Annotate, (*Server).moveAnnotation},
		{post, base + "/:id/replies", onus.Annotate, (*Server).replyToAnnotation},
		{post, base + "/:id/cite", onus.Edit, (*Server).citeAnnotation},
		{get, "/cases/:case/evidence/:id/document/notes", onus.Read, (*Server).documentNotes},
	}
}

// passageURL opens a document at a passage, on the version that it is of. annotation is
// the id of whose it is; "" for none.
func (q *request) passageURL(evidenceID string, p onus.Passage, annotation string) string {
	v := url.Values{}
	v.Set("version", number(p.FileVersion))
	v.Set("text", p.TextID)
	v.Set("at", number(p.Start)+"-"+strconv.FormatInt(p.End, 10))
	if annotation != "" {
		v.Set("annotation", annotation)
	}
	return q.caseURL("/evidence/", url.PathEscape(evidenceID), "/document?", v.Encode())
}

// annotation is the one that the path names, as far as the reader may see it.
func (s *Server) annotation(q *request) (onus.Annotation, error) {
	return s.Store.Annotation(q.Request().Context(), q.user.ID, q.in.ID, q.Param("id"))
}

// ownAnnotation is one that the reader may change: ErrForbidden for those of others.
func (s *Server) ownAnnotation(q *request) (a onus.Annotation, err error) {
	if err = q.parse(); err != nil {
		return a, err
	}
	if a, err = s.annotation(q); err == nil && !q.mayChange(&a) {
		err = onus.ErrForbidden
	}
	return a, err
}

// showAnnotation is a card: a page of its own, or what a script puts in place of one.
func (s *Server) showAnnotation(q *request) error {
	a, err := s.annotation(q)
	if err != nil {
		return err
	}
	if q.Request().Method == http.MethodGet {
		if err := s.Store.ReadNotices(q.Request().Context(), q.user.ID, q.in.ID, a.ID); err != nil {
			return err
		}
	}
	return s.renderCard(q, http.StatusOK, &a, cardTry{})
}

// renderCard shows the card of an annotation, or that of the thread of a reply.
func (s *Server) renderCard(q *request, status int, a *onus.Annotation, try cardTry) error {
	root := *a
	if a.IsReply() {
		var err error
		if root, err = s.Store.Annotation(q.Request().Context(), q.user.ID, q.in.ID, a.InReplyTo); err != nil {
			return err
		}
	}
	c, err := s.cards(q)
	if err != nil {
		return err
	}
	n, err := c.card(&root, try)
	if err != nil {
		return err
	}
	n.Alone = !q.isFragment()
	p := s.page(q, root.Exhibit()+" "+root.Name(), onus.Annotations)
	p.Styles, p.Scripts = []string{"annotations.css"}, []string{"mentions.js"}
	return s.render(q, status, views.NotePage(p, n, views.Link{Label: q.w.T("Open %s at this passage", root.Exhibit()), URL: n.Go}))
}

func (s *Server) editAnnotation(q *request) error {
	a, err := s.annotation(q)
	if err != nil {
		return err
	}
	if !q.mayChange(&a) {
		return onus.ErrForbidden
	}
	return s.renderCard(q, http.StatusOK, &a, cardTry{editing: a.ID, form: noteForm(&a)})
}

func noteForm(a *onus.Annotation) *views.NoteForm {
	return &views.NoteForm{Body: a.Body, Label: a.LabelID, Visibility: a.Visibility, Version: number(a.Version)}
}

// updateAnnotation changes comment, label and visibility.
func (s *Server) updateAnnotation(q *request) error {
	a, err := s.ownAnnotation(q)
	if err != nil {
		return err
	}
	typed := onus.Fill(&a, q.only("body", "label_id", "visibility"))
	if a.Version, err = q.version(); err == nil {
		if err = typed.Err(); err == nil {
			err = s.Store.Update(q.Request().Context(), q.actor(), &a)
		}
	}
	if err != nil {
		return s.refuseNote(q, &a, err)
	}
	return s.afterNote(q, &a)
}

// only reads the fields of a form with these names.
func (q *request) only(names ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for _, n := range names {
			if n == name {
				return q.posted(name)
			}
		}
		return "", false
	}
}

// refuseNote shows the form again with what was typed, and beside it what somebody else
// saved meanwhile.
func (s *Server) refuseNote(q *request, a *onus.Annotation, err error) error {
	r, status, mine := whyRefused(err)
	if status == 0 {
		return err
	}
	form := noteForm(a)
	if body, ok := q.posted("body"); ok {
		form.Body = body
	}
	if r.conflict != nil {
		form.Body = mine.(*onus.Annotation).Body
		theirs := r.conflict.Theirs.(*onus.Annotation)
		form.Theirs, form.TheirName, form.Version = theirs.Body, s.personName(q, theirs.UpdatedBy), number(theirs.Version)
	}
	for _, text := range r.problems {
		form.Problem = q.w.Say(text)
	}
	stored, err := s.annotation(q)
	if err != nil {
		return err
	}
	return s.renderCard(q, status, &stored, cardTry{editing: stored.ID, form: form})
}

// afterNote answers with the card as it is now.
func (s *Server) afterNote(q *request, a *onus.Annotation) error {
	id := a.ID
	if a.IsReply() {
		id = a.InReplyTo
	}
	return seeOther(q, q.caseURL("/annotations/", escape(id)))
}

// deleteAnnotation leaves a sentence in place of the card; the step can be undone.
func (s *Server) deleteAnnotation(q *request) error {
	a, err := s.ownAnnotation(q)
	if err != nil {
		return err
	}
	version, err := q.version()
	if err != nil {
		return err
	}
	if err := s.Store.Delete(q.Request().Context(), q.actor(), onus.Annotations, q.in.ID, a.ID, version); err != nil {
		return err
	}
	if a.IsReply() {
		return s.afterNote(q, &a)
	}
	if q.isFragment() {
		return s.render(q, http.StatusOK, views.NoteGone(s.page(q, "", ""), q.w.T("The passage is deleted.")))
	}
	s.done(q, q.w.T("The passage is deleted."), "")
	return seeOther(q, q.caseURL("/evidence/", escape(a.EvidenceID), "/document"))
}

// resolveAnnotation ends a thread, or opens it again: any annotator may.
func (s *Server) resolveAnnotation(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	a, err := s.annotation(q)
	if err != nil {
		return err
	}
	typed := onus.Fill(&a, q.only("state"))
	if a.Version, err = q.version(); err == nil {
		if err = typed.Err(); err == nil {
			err = s.Store.Update(q.Request().Context(), q.actor(), &a)
		}
	}
	if err != nil {
		return s.problemNote(q, err)
	}
	return s.afterNote(q, &a)
}

// problemNote shows the card with why something was refused.
func (s *Server) problemNote(q *request, err error) error {
	r, status, _ := whyRefused(err)
	if status == 0 {
		return err
	}
	a, err := s.annotation(q)
	if err != nil {
		return err
	}
	problem := q.w.T("Somebody else changed it meanwhile.")
	for _, text := range r.problems {
		problem = q.w.Say(text)
	}
	return s.renderCard(q, status, &a, cardTry{problem: problem})
}

// clientID is an id that a browser made: as long as ours, so that nobody guesses one.
var clientID = regexp.MustCompile(`^[A-Za-z0-9_-]{20,64}$`)

func (s *Server) replyToAnnotation(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	root, err := s.annotation(q)
	if err != nil {
		return err
	}
	a := onus.Annotation{Head: onus.Head{CaseID: q.in.ID}, EvidenceID: root.EvidenceID, InReplyTo: root.ID}
	if id := q.typed("id"); clientID.MatchString(id) {
		a.ID = id
	}
	if err = onus.Fill(&a, q.only("body")).Err(); err == nil {
		err = s.Store.CreateAnnotation(q.Request().Context(), q.actor(), &a)
	}
	if err != nil {
		return s.problemNote(q, err)
	}
	return s.afterNote(q, &a)
}
