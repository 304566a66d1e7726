package handlers

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"onus"
	"onus/csvio"
	"onus/db"
)

// csvFile begins a CSV answer of the columns of file. It is streamed: an error
// later on breaks the connection off, so that nobody takes half a list for a
// whole one.
func (s *Server) csvFile(q *request, file string) *csvAnswer {
	h := q.Response().Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+file+`.csv"`)
	h.Set("Cache-Control", "no-store")
	// An export may take longer than a page; http.ErrNotSupported is a test's writer.
	_ = http.NewResponseController(q.Response()).SetWriteDeadline(time.Now().Add(slow))
	a := &csvAnswer{s: s, q: q}
	a.Writer = csvio.NewWriter(&a.held, q.QueryParam("bom") == "1")
	a.Header(csvio.Names(file)...)
	return a
}

// csvAnswer holds rows while the database is read and sends them between reads:
// whoever takes them slowly keeps no connection from others.
type csvAnswer struct {
	*csvio.Writer
	s    *Server
	q    *request
	held bytes.Buffer
}

// csvHeld is how many bytes of rows are held before they are sent.
const csvHeld = 512 << 10

func (a *csvAnswer) outlet() db.Outlet {
	return db.Outlet{Full: func() bool { return a.held.Len() >= csvHeld }, Send: a.send}
}

// send asks again whether the reader may read: nothing more goes out when the
// session is over or the membership gone.
func (a *csvAnswer) send() error {
	if err := a.s.recheck(a.q); err != nil {
		return err
	}
	if err := a.Flush(); err != nil {
		return err
	}
	_, err := a.held.WriteTo(a.q.Response())
	return err
}

// slow is how long an upload or an export may take.
const slow = 30 * time.Minute

// endCSV finishes a stream. After the first byte the status is sent, so all
// that is left for an error is to break off; before it, there is an error page.
func endCSV(q *request, err error) error {
	if err == nil {
		return nil
	}
	if !q.Response().Committed {
		q.Response().Header().Del("Content-Disposition")
		return err
	}
	panic(http.ErrAbortHandler)
}

// export streams the list as CSV: the same filters, the same order, all of it.
func (n *noun) export(s *Server, q *request) error {
	l := n.listing(q)
	f := l.filter(q)
	w := s.csvFile(q, n.name)
	var row []func()
	ctx := q.Request().Context()
	base := s.base(q) + q.caseURL("/", n.name, "/")
	return endCSV(q, s.Store.Export(ctx, n.name, q.in.ID, f, w.outlet(), func(th onus.Thing) error {
		if row == nil {
			row = csvRow(w.Writer, n.name, th, base)
		}
		for _, cell := range row {
			cell()
		}
		w.EndRow()
		return nil
	}))
}

// base is the address of this server as people reach it.
func (s *Server) base(q *request) string {
	if s.PublicURL != "" {
		return strings.TrimSuffix(s.PublicURL, "/")
	}
	return "http://" + q.Request().Host
}

// csvRow makes one function a cell, bound to th, which is the same for every row.
func csvRow(w *csvio.Writer, file string, th onus.Thing, base string) []func() {
	attrs := th.Attrs()
	h := th.Base()
	extra := computed(w, th)
	var cells []func()
	for _, c := range csvio.Columns(file) {
		name := c.Name
		if i := slices.IndexFunc(attrs, func(a onus.Attr) bool { return a.Name == name }); i >= 0 {
			cells = append(cells, attrCell(w, attrs[i]))
			continue
		}
		cell := extra[name]
		switch name {
		case "id":
			cell = func() { w.Raw(h.ID) }
		case "version":
			cell = func() { w.Int(h.Version) }
		case "created_at":
			cell = func() { w.Time(h.CreatedAt) }
		case "created_by":
			cell = func() { w.Text(h.CreatedBy) }
		case "updated_at":
			cell = func() { w.Time(h.UpdatedAt) }
		case "updated_by":
			cell = func() { w.Text(h.UpdatedBy) }
		case "url":
			cell = func() { w.Raw(base + h.ID) }
		}
		if cell == nil { // a column of a part that is not built yet
			cell = func() { w.Raw("") }
		}
		cells = append(cells, cell)
	}
	return cells
}

// attrCell: what people type is guarded, what we make is not.
func attrCell(w *csvio.Writer, a onus.Attr) func() {
	switch p := a.Ptr().(type) {
	case *string:
		if a.List != "" {
			return func() { w.Raw(*p) }
		}
		return func() { w.Text(*p) }
	case *bool:
		return func() { w.Bool(*p) }
	}
	return func() { w.Raw(a.String()) }
}

// computed are the columns that no one types in.
func computed(w *csvio.Writer, th onus.Thing) map[string]func() {
	switch th := th.(type) {
	case *onus.Claim:
		st := &th.Stances
		return map[string]func(){
			"number":    func() { w.Raw(onus.ClaimNumber(th.Number)) },
			"claimants": func() { w.Text(th.Claimants) }, "respondents": func() { w.Text(th.Respondents) }, "targets": func() { w.Text(th.Targets) },
			"supports": func() { w.Int(st.Supports) }, "refutes": func() { w.Int(st.Refutes) }, "undercuts": func() { w.Int(st.Undercuts) },
			"context": func() { w.Int(st.Context) }, "unassessed": func() { w.Int(st.Unassessed) },
		}
	case *onus.Evidence:
		return map[string]func(){"exhibit": func() { w.Raw(th.Exhibit()) }, "links": func() { w.Int(th.Links) }}
	case *onus.Link:
		return map[string]func(){
			"exhibit":      func() { w.Raw(onus.ExhibitNumber(th.ExhibitNumber)) },
			"claim_number": func() { w.Raw(onus.ClaimNumber(th.ClaimNumber)) },
		}
	case *onus.Relationship:
		return map[string]func(){"from_name": func() { w.Text(th.FromName) }, "to_name": func() { w.Text(th.ToName) }}
	case *onus.Member:
		return map[string]func(){"email": func() { w.Text(th.Email) }, "name": func() { w.Text(th.UserName) }}
	}
	return nil
}

// exportCases is the list of cases as CSV.
func (s *Server) exportCases(q *request) error {
	w := s.csvFile(q, onus.Cases)
	var row []func()
	base := s.base(q) + "/cases/"
	return endCSV(q, s.Store.ExportCases(q.Request().Context(), q.user.ID, caseListing(q).filter(q), w.outlet(), func(c *onus.Case) error {
		if row == nil {
			row = csvRow(w.Writer, onus.Cases, c, base)
		}
		for _, cell := range row {
			cell()
		}
		w.EndRow()
		return nil
	}))
}

// exportClaimParties is who takes part in which claim as CSV.
func (s *Server) exportClaimParties(q *request) error {
	f := onus.Filter{Fields: map[string]string{}}
	if role := q.QueryParam("role"); onus.IsCode(onus.ListClaimPartyRole, role) {
		f.Fields["role"] = role
	}
	w := s.csvFile(q, onus.ClaimParties)
	return endCSV(q, s.Store.ExportClaimParties(q.Request().Context(), q.in.ID, f, w.outlet(), func(t *onus.ClaimParty) error {
		w.Raw(t.ClaimID)
		w.Raw(onus.ClaimNumber(t.ClaimNumber))
		w.Raw(t.PartyID)
		w.Text(t.Party.PartyName)
		w.Raw(t.Role)
		w.EndRow()
		return nil
	}))
}

// exportChanges is the history as CSV.
func (s *Server) exportChanges(q *request) error {
	w := s.csvFile(q, onus.Changes)
	return endCSV(q, s.Store.ExportChanges(q.Request().Context(), q.in.ID, changeListing(q).filter(q), w.outlet(), func(c *onus.Change) error {
		w.Int(c.Seq)
		w.Time(c.At)
		w.Text(c.Actor)
		w.Raw(c.Action)
		w.Raw(c.Noun)
		w.Raw(c.ID)
		w.Raw(c.Field)
		w.Text(c.Old)
		w.Text(c.New)
		w.Text(c.Reason)
		w.Raw(c.Hash)
		w.EndRow()
		return nil
	}))
}

// escape makes one segment of a path.
func escape(s string) string { return url.PathEscape(s) }
