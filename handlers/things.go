package handlers

import (
	"errors"
	"net/http"

	"github.com/a-h/templ"

	"onus"
	"onus/db"
	"onus/views"
)

// noun is what the addresses of one noun do. What all nouns share is here; what
// is a noun's own is in its file.
type noun struct {
	name string
	edit onus.Action // the right to change it
	// listing reads the words of the list in the user's language.
	listing func(q *request) *listing
	// rows reads a page of the list and shows it.
	rows func(s *Server, q *request, l *listing, f onus.Filter) (templ.Component, error)
	// detail shows one thing.
	detail func(s *Server, q *request, th onus.Thing) (templ.Component, error)
	// sets are the fields of the form, in titled groups.
	sets func(q *request, th onus.Thing) []set
	// titles are what the form and its messages are called.
	titles func(q *request, th onus.Thing) titles
	// make creates it; nil: Store.Create.
	make func(s *Server, q *request, th onus.Thing) error
	// extra completes a form with fields that are no attributes; nil: none.
	extra func(s *Server, q *request, th onus.Thing, f *views.Form) error
	// begin answers GET …/new by itself when the form is not the first step.
	begin func(s *Server, q *request) (done bool, err error)
	// read reads the form of a new one; nil: as a form of text.
	read func(s *Server, q *request) error
	// within answers with a form that is shown in a part of a page; nil: never.
	within func(s *Server, q *request, status int, th onus.Thing, f *views.Form) (done bool, err error)
	// saved answers a change by itself when it was made elsewhere; nil: never.
	saved func(s *Server, q *request, th onus.Thing) (done bool, err error)
	// resolve names the references that may be typed as a number or a name.
	resolve []string
	// bulkFields are the attributes that can be set for many rows.
	bulkFields []string
}

// titles of a form and of what it did.
type titles struct{ create, edit, created, saved, deleted string }

// set is a group of fields by name.
type set struct {
	legend string
	names  []string
}

func nouns() []*noun {
	return []*noun{proceedingNoun(), partyNoun(), relationshipNoun(), claimNoun(), evidenceNoun(), linkNoun(), memberNoun(), labelNoun()}
}

func (n *noun) list(s *Server, q *request) error {
	l := n.listing(q)
	page, err := n.rows(s, q, l, l.filter(q))
	if err != nil {
		return err
	}
	return s.render(q, http.StatusOK, page)
}

func (n *noun) thing(s *Server, q *request) (onus.Thing, error) {
	return s.Store.Thing(q.Request().Context(), n.name, q.in.ID, q.Param("id"))
}

func (n *noun) show(s *Server, q *request) error {
	th, err := n.thing(s, q)
	if err != nil {
		return err
	}
	page, err := n.detail(s, q, th)
	if err != nil {
		return err
	}
	return s.render(q, http.StatusOK, page)
}

func (n *noun) newForm(s *Server, q *request) error {
	if n.begin != nil {
		if done, err := n.begin(s, q); done || err != nil {
			return err
		}
	}
	th := s.Store.New(n.name, q.in.ID)
	_ = onus.Fill(th, q.query) // an address can fill in a form; what it cannot read stays empty
	if p, ok := th.(interface{ Prepare() }); ok {
		p.Prepare()
	}
	if c, ok := th.(*onus.Claim); ok && c.Currency == "" {
		c.Currency = q.in.Currency
	}
	return n.form(s, q, http.StatusOK, th, refused{})
}

func (n *noun) editForm(s *Server, q *request) error {
	th, err := n.thing(s, q)
	if err != nil {
		return err
	}
	return n.form(s, q, http.StatusOK, th, refused{})
}

func (n *noun) create(s *Server, q *request) error {
	err := n.readForm(s, q)
	if _, code, _ := whyRefused(err); err != nil && code == 0 {
		return err
	}
	th := s.Store.New(n.name, q.in.ID)
	problems := s.fillResolved(q, th, n.resolve)
	if err == nil && q.typed("step") != "" {
		return n.form(s, q, http.StatusOK, th, refused{typed: true})
	}
	if err == nil {
		err = problems.With(th)
	}
	if err == nil {
		err = n.store(s, q, th)
	}
	if err != nil {
		return n.refuse(s, q, th, err)
	}
	s.done(q, n.titles(q, th).created, "")
	return seeOther(q, q.caseURL("/", n.name, "/", th.Base().ID))
}

func (n *noun) readForm(s *Server, q *request) error {
	if n.read != nil {
		return n.read(s, q)
	}
	return q.parse(s.Store.Attrs(n.name)...)
}

func (n *noun) store(s *Server, q *request, th onus.Thing) error {
	if n.make != nil {
		return n.make(s, q, th)
	}
	return s.Store.Create(q.Request().Context(), q.actor(), th)
}

func (n *noun) update(s *Server, q *request) error {
	if err := q.parse(s.Store.Attrs(n.name)...); err != nil {
		return err
	}
	th, err := n.thing(s, q)
	if err != nil {
		return err
	}
	problems := s.fillResolved(q, th, n.resolve)
	if q.typed("step") != "" {
		return n.form(s, q, http.StatusOK, th, refused{typed: true})
	}
	if th.Base().Version, err = q.version(); err != nil {
		return n.refuse(s, q, th, err)
	}
	if err = problems.With(th); err == nil {
		err = s.Store.Update(q.Request().Context(), q.actor(), th)
	}
	if err != nil {
		return n.refuse(s, q, th, err)
	}
	if n.saved != nil {
		if done, err := n.saved(s, q, th); done || err != nil {
			return err
		}
	}
	s.done(q, n.titles(q, th).saved, "")
	return seeOther(q, q.caseURL("/", n.name, "/", th.Base().ID))
}

// refuse shows the form again with what was typed: with its problems, or beside
// what somebody else saved.
func (n *noun) refuse(s *Server, q *request, th onus.Thing, err error) error {
	r, status, mine := whyRefused(err)
	if status == 0 {
		return err
	}
	if mine != nil {
		th = mine
	}
	return n.form(s, q, status, th, r)
}

// whyRefused tells a refusal that the form shows again, with its status, from
// any other error (status 0). After a conflict the form shows mine.
func whyRefused(err error) (r refused, status int, mine onus.Thing) {
	r.typed = true
	switch {
	case errors.As(err, &r.problems):
		if errors.Is(err, db.ErrTooLarge) {
			return r, http.StatusRequestEntityTooLarge, nil
		}
		return r, http.StatusUnprocessableEntity, nil
	case errors.As(err, &r.conflict):
		return r, http.StatusConflict, r.conflict.Mine
	}
	return r, 0, nil
}

func (n *noun) delete(s *Server, q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	th, err := n.thing(s, q)
	if err != nil {
		return err
	}
	version, err := q.version()
	if err != nil {
		return err
	}
	who := q.actor()
	who.Op = db.RequestID()
	if err := s.Store.Delete(q.Request().Context(), who, n.name, q.in.ID, th.Base().ID, version); err != nil {
		return err
	}
	return n.afterDelete(s, q, th, who.Op)
}

// afterDelete goes back to the list; a link that was removed on the page of one
// of its ends goes back there, and whoever leaves a case to their cases.
func (n *noun) afterDelete(s *Server, q *request, th onus.Thing, op string) error {
	done := views.Flash{Kind: "done", Text: n.titles(q, th).deleted, UndoURL: q.undoURL(op)}
	if m, ok := th.(*onus.Member); ok && m.UserID == q.user.ID {
		s.done(q, q.w.T("You are no longer a member of %s.", q.in.Title), "")
		return seeOther(q, "/cases")
	}
	end, err := s.linkEnd(q, th)
	if err != nil {
		return err
	}
	if end != nil {
		return s.afterLink(q, end, linkTry{focus: "links", done: done})
	}
	s.flash(q, done)
	return seeOther(q, q.caseURL("/", n.name))
}
