package handlers

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"onus"
	"onus/db"
	"onus/views"
)

// importPath takes a file in its form.
const importPath = "/cases/:case/annotations/import"

// maxImport is the most bytes of a file of annotations.
const maxImport = 20 << 20

// imports holds files between the dry run and the import, each for whom and where it was
// sent. They are in memory, so a restart asks for the file again.
type imports struct {
	mu  sync.Mutex
	all map[string]heldImport
}

type heldImport struct {
	userID, caseID string
	content        []byte
	until          time.Time
}

const (
	importKept = 15 * time.Minute
	maxHeld    = 10 // files; the oldest goes
)

// keep answers the name by which a file is asked for again.
func (h *imports) keep(name string, one heldImport) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.all == nil {
		h.all = map[string]heldImport{}
	}
	oldest := ""
	for n, held := range h.all {
		if held.until.Before(time.Now()) {
			delete(h.all, n)
		} else if oldest == "" || held.until.Before(h.all[oldest].until) {
			oldest = n
		}
	}
	if len(h.all) >= maxHeld {
		delete(h.all, oldest)
	}
	h.all[name] = one
}

func (h *imports) get(name, userID, caseID string) ([]byte, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	one, ok := h.all[name]
	return one.content, ok && one.userID == userID && one.caseID == caseID && one.until.After(time.Now())
}

func (s *Server) importPage(q *request) error { return s.importForm(q, http.StatusOK, "", nil) }

func (s *Server) importForm(q *request, status int, problem string, p *views.ImportPlan) error {
	v := views.Import{Action: q.caseURL("/annotations/import"), Back: q.caseURL("/annotations"), Problem: problem, Plan: p, Item: q.typed("item")}
	return s.render(q, status, views.ImportPage(s.page(q, q.w.T("Import annotations"), onus.Annotations), v))
}

// importAnnotations says where every row of a file would land; asked again with the same
// file, it makes them.
func (s *Server) importAnnotations(q *request) error {
	q.Request().Body = http.MaxBytesReader(q.Response(), q.Request().Body, maxImport+maxForm)
	if err := q.parse(); err != nil {
		return err
	}
	content, held, err := s.importedFile(q)
	if err == nil {
		var rows []imported
		if rows, err = readImport(content); err == nil {
			return s.importRows(q, rows, content, held)
		}
	}
	var problems onus.Problems
	if !errors.As(err, &problems) {
		return err
	}
	return s.importForm(q, http.StatusUnprocessableEntity, q.w.Say(problems["file"]), nil)
}

// importedFile is the file of the form, or the one that the dry run has kept.
func (s *Server) importedFile(q *request) (content []byte, held string, err error) {
	if held = q.typed("held"); held != "" {
		content, ok := s.imports.get(held, q.user.ID, q.in.ID)
		if !ok {
			return nil, "", refusedFile(onus.Say("The file is not kept any more: choose it again."))
		}
		return content, held, nil
	}
	f, _, err := q.Request().FormFile("file")
	if err != nil {
		return nil, "", refusedFile(onus.Say("Choose a file."))
	}
	defer func() { _ = f.Close() }()
	content, err = io.ReadAll(io.LimitReader(f, maxImport+1))
	if err == nil && len(content) > maxImport {
		err = refusedFile(onus.Say("The file is larger than %d MiB.", maxImport>>20))
	}
	return content, "", err
}

func (s *Server) importRows(q *request, rows []imported, content []byte, held string) error {
	chosen := ""
	if item := q.typed("item"); item != "" {
		id, err := s.Store.Resolve(q.Request().Context(), onus.EvidenceNoun, q.in.ID, item)
		var text onus.Text
		if errors.As(err, &text) {
			return s.importForm(q, http.StatusUnprocessableEntity, q.w.Say(text), nil)
		}
		if err != nil {
			return err
		}
		chosen = id
	}
	p, err := s.plan(q, rows, chosen)
	if err != nil {
		return err
	}
	if held != "" && q.typed("do") == "import" {
		return s.importPlanned(q, p)
	}
	if held == "" {
		held = newHandle()
		s.imports.keep(held, heldImport{q.user.ID, q.in.ID, content, time.Now().Add(importKept)})
	}
	v := p.view()
	v.Held = held
	return s.importForm(q, http.StatusOK, "", &v)
}

// importPlanned makes what can be made, in one step that can be undone: first the labels,
// then the passages, then the answers to them.
func (s *Server) importPlanned(q *request, p *plan) error {
	who := q.actorWithOp()
	who.Reason = "import"
	ctx := q.Request().Context()
	var labels, roots, replies []onus.Thing
	for _, name := range p.newNames {
		labels = append(labels, &onus.Label{Head: onus.Head{CaseID: q.in.ID}, LabelName: name, Colour: "grey"})
	}
	if err := s.createAll(ctx, who, labels); err != nil {
		return err
	}
	for i := range labels {
		p.labels[lower(p.newNames[i])] = labels[i].Base().ID
	}
	for i := range p.rows {
		row := &p.rows[i]
		if row.made == nil || row.replyTo >= 0 {
			continue
		}
		row.made.LabelID = p.labels[lower(row.label)]
		roots = append(roots, row.made)
	}
	if err := s.createAll(ctx, who, roots); err != nil {
		return err
	}
	for i := range p.rows {
		if row := &p.rows[i]; row.made != nil && row.replyTo >= 0 {
			row.made.InReplyTo = p.rows[row.replyTo].made.ID
			replies = append(replies, row.made)
		}
	}
	if err := s.createAll(ctx, who, replies); err != nil {
		return err
	}
	s.done(q, q.w.N("One annotation is imported.", "%s annotations are imported.", len(roots)+len(replies)), who.Op)
	return seeOther(q, q.caseURL("/annotations"))
}

func lower(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// newHandle is a name that nobody guesses.
func newHandle() string { return db.RequestID() + db.RequestID() }

// createAll makes things in portions: the writes of others wait for each.
func (s *Server) createAll(ctx context.Context, who onus.Actor, all []onus.Thing) error {
	for len(all) > 0 {
		n := min(len(all), db.MaxBulk)
		if err := s.Store.CreateMany(ctx, who, all[:n]); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}
