package handlers

import (
	"errors"
	"strings"

	"onus"
	"onus/db"
	"onus/views"
)

// bulk changes the selected rows in one step: all of them or none.
func (n *noun) bulk(s *Server, q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	ids := q.Request().PostForm["ids"]
	if len(ids) == 0 || len(ids) > db.MaxBulk {
		s.flash(q, views.Flash{Kind: "warning", Text: q.w.T("Select at least one row, and %s at most.", q.w.Number(db.MaxBulk))})
		return seeOther(q, q.caseURL("/", n.name))
	}
	who := q.actor()
	who.Op = db.RequestID()
	count, err := n.bulkDo(s, q, who, ids)
	if err != nil {
		return n.refuseBulk(s, q, ids, err)
	}
	s.done(q, q.w.N("One row changed.", "%s rows changed.", count), who.Op)
	return seeOther(q, q.backToList(n.name))
}

func (n *noun) bulkDo(s *Server, q *request, who onus.Actor, ids []string) (count int, err error) {
	ctx := q.Request().Context()
	if q.typed("do") == "delete" {
		return s.Store.DeleteMany(ctx, who, n.name, q.in.ID, ids)
	}
	values := map[string]string{}
	for _, name := range n.bulkFields {
		if v := q.typed("set_" + name); v != "" {
			values[name] = v
		}
	}
	return s.Store.SetMany(ctx, who, n.name, q.in.ID, ids, values)
}

// refuseBulk says what came between, on the list as it is now. An id that was
// never in this case stays not found.
func (n *noun) refuseBulk(s *Server, q *request, ids []string, err error) error {
	text := q.w.T("Somebody else changed one of these rows meanwhile. Nothing was changed; select the rows again.")
	switch {
	case errors.Is(err, onus.ErrNotFound) && n.anyDeleted(s, q, ids):
		text = q.w.T("Somebody else deleted one of these rows meanwhile. Nothing was changed; select the rows again.")
	case !errors.Is(err, onus.ErrConflict):
		return err
	}
	s.flash(q, views.Flash{Kind: "error", Text: text})
	return seeOther(q, q.backToList(n.name))
}

func (n *noun) anyDeleted(s *Server, q *request, ids []string) bool {
	for _, id := range ids {
		// The store hands over a deleted thing together with ErrNotFound.
		if th, err := s.Store.Thing(q.Request().Context(), n.name, q.in.ID, id); errors.Is(err, onus.ErrNotFound) && th.Base().DeletedAt != 0 {
			return true
		}
	}
	return false
}

// backToList is the list that the browser came from, with its filters.
func (q *request) backToList(name string) string {
	path := q.caseURL("/", name)
	if _, after, ok := strings.Cut(q.Request().Referer(), path+"?"); ok {
		return path + "?" + after
	}
	return path
}
