package handlers

import (
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
		return err
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

// backToList is the list that the browser came from, with its filters.
func (q *request) backToList(name string) string {
	path := q.caseURL("/", name)
	if _, after, ok := strings.Cut(q.Request().Referer(), path+"?"); ok {
		return path + "?" + after
	}
	return path
}
