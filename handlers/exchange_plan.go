package handlers

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"onus"
	"onus/anchor"
	"onus/views"
)

// plan is where the annotations of a file would land.
type plan struct {
	s        *Server
	q        *request
	chosen   string // the item that is meant where the file names none
	labels   map[string]string
	newNames []string // of labels that are to be made, in order
	texts    map[string]*importText
	rows     []planned
}

// planned is one row with what becomes of it: an annotation that can be made, or why not.
type planned struct {
	imported
	made    *onus.Annotation // nil: it is left out
	replyTo int              // the row that it answers; -1: none of the file
	how     string
	exhibit string
}

// importText is a text in which passages are looked for.
type importText struct {
	info    onus.TextInfo
	version int64
	index   *anchor.Index
	text    *anchor.Text
	exhibit string
	err     error
}

func (s *Server) plan(q *request, all []imported, chosen string) (*plan, error) {
	p := &plan{s: s, q: q, chosen: chosen, labels: map[string]string{}, texts: map[string]*importText{}}
	labels, err := s.Store.Labels(q.Request().Context(), q.in.ID)
	if err != nil {
		return nil, err
	}
	for _, l := range labels {
		p.labels[strings.ToLower(l.LabelName)] = l.ID
	}
	at := map[string]int{}
	for i := range all {
		row := planned{imported: all[i], replyTo: -1}
		if row.inReplyTo == "" {
			if err := p.place(&row); err != nil {
				return nil, err
			}
		}
		p.rows = append(p.rows, row)
		if row.id != "" {
			at[row.id] = i
		}
	}
	for i := range p.rows {
		p.answer(&p.rows[i], at)
	}
	return p, nil
}

// place finds the passage of a row.
func (p *plan) place(row *planned) error {
	ctx, w := p.q.Request().Context(), p.q.w
	if row.id != "" {
		if _, err := p.s.Store.Annotation(ctx, p.q.user.ID, p.q.in.ID, row.id); err == nil {
			row.how = w.T("It is in this case already.")
			return nil
		}
	}
	t, err := p.text(ctx, row)
	if err != nil {
		return err
	}
	if t == nil {
		row.how = w.T("Its document “%s” is not in this case.", row.item)
		return nil
	}
	row.exhibit = t.exhibit
	found, placement, how := p.find(t, row.selector)
	row.how = how
	if placement == "" {
		return nil
	}
	passage, err := p.s.passageAt(p.q, &t.info, int64(found.Start), int64(found.End), "")
	if err != nil {
		row.how = w.T("Its words are not in the document.")
		return nil //nolint:nilerr // said in the row
	}
	a := &onus.Annotation{Head: onus.Head{CaseID: p.q.in.ID}, EvidenceID: t.info.EvidenceID, Passage: passage, Placement: placement, Body: p.body(row)}
	if placement == onus.Proposed {
		a.Proposal = passage
	}
	p.finish(row, a)
	return nil
}

// find is where a selector is in a text, and how sure that is.
func (p *plan) find(t *importText, s anchor.Selector) (c anchor.Candidate, placement, how string) {
	w := p.q.w
	if s.Exact == "" {
		return c, "", w.T("It quotes no words.")
	}
	if t.index.Holds(s) {
		return anchor.Candidate{Start: s.Start, End: s.End}, onus.Placed, w.T("exactly")
	}
	found := t.text.Find(s)
	switch {
	case len(found) == 0 || found[0].Score < someScore:
		return c, "", w.T("Its words are not in the document.")
	case found[0].Score < sureScore:
		return found[0], onus.Proposed, w.T("perhaps: to be confirmed")
	case len(found) > 1 && found[1].Score > found[0].Score-sureAhead:
		return found[0], onus.Proposed, w.T("in several places: to be confirmed")
	}
	return found[0], onus.Placed, w.T("by its words")
}

// body is the comment; of somebody else's it says whose it was.
func (p *plan) body(row *planned) string {
	if row.author == "" || row.author == p.q.user.Email {
		return row.body
	}
	return strings.TrimSpace(row.body + "\n\n" + fmt.Sprintf("*%s, %s*", row.author, strings.SplitN(row.date, "T", 2)[0]))
}

// finish gives an annotation its label and state.
func (p *plan) finish(row *planned, a *onus.Annotation) {
	if row.private {
		a.Visibility = onus.VisiblePrivate
	}
	if row.resolved {
		a.State = onus.StateResolved
	}
	a.Prepare()
	if problem := a.Validate(); problem != nil {
		row.how = p.q.w.T("It cannot be read.")
		return
	}
	row.made = a
	name := strings.TrimSpace(row.label)
	if name == "" {
		return
	}
	id, known := p.labels[strings.ToLower(name)]
	if !known && onus.May(p.q.in.Role, onus.Edit) {
		p.newNames = append(p.newNames, name)
		p.labels[strings.ToLower(name)] = ""
	}
	a.LabelID = id
}

// answer ties a reply to the row, or to the annotation of the case, that it answers.
func (p *plan) answer(row *planned, at map[string]int) {
	if row.inReplyTo == "" {
		return
	}
	w := p.q.w
	a := &onus.Annotation{Head: onus.Head{CaseID: p.q.in.ID}, Body: p.body(row), EvidenceID: "-", InReplyTo: row.inReplyTo}
	if i, ok := at[row.inReplyTo]; ok && p.rows[i].made != nil && p.rows[i].inReplyTo == "" {
		row.replyTo, row.exhibit = i, p.rows[i].exhibit
		a.EvidenceID = p.rows[i].made.EvidenceID
	} else {
		row.how = w.T("What it answers is not imported.")
		return
	}
	row.how = w.T("an answer")
	row.label = ""
	p.finish(row, a)
}

// text is the text that a row is of; nil if its document is not in the case.
func (p *plan) text(ctx context.Context, row *planned) (*importText, error) {
	key := fmt.Sprint(row.item, " ", row.version)
	t, known := p.texts[key]
	if !known {
		t = &importText{}
		t.err = p.open(ctx, row, t)
		p.texts[key] = t
	}
	if errors.Is(t.err, onus.ErrNotFound) {
		return nil, nil
	}
	return t, t.err
}

func (p *plan) open(ctx context.Context, row *planned, t *importText) error {
	id, err := p.s.Store.EvidenceNamed(ctx, p.q.in.ID, row.item, lastOf(row.item))
	if errors.Is(err, onus.ErrNotFound) && p.chosen != "" {
		id, err = p.chosen, nil
	}
	if err != nil {
		return err
	}
	r, err := p.s.Store.Reading(ctx, p.q.in.ID, id, max(0, row.version))
	if errors.Is(err, onus.ErrNotFound) && row.version > 0 {
		r, err = p.s.Store.Reading(ctx, p.q.in.ID, id, 0)
	}
	if err != nil {
		return err
	}
	if t.info, err = p.s.Store.TextInfo(ctx, p.q.in.ID, r.TextID); err != nil {
		return err
	}
	text, _, _, err := p.s.Store.Window(ctx, p.q.in.ID, &t.info, 0, t.info.Length)
	if err != nil {
		return err
	}
	t.version, t.index, t.text = r.FileVersion, anchor.NewIndex(text), anchor.NewText(text)
	th, err := p.s.Store.Thing(ctx, onus.EvidenceNoun, p.q.in.ID, id)
	if err == nil {
		t.exhibit = th.(*onus.Evidence).Exhibit()
	}
	return err
}

// view is the plan as a page shows it.
func (p *plan) view() views.ImportPlan {
	v := views.ImportPlan{NewLabels: strings.Join(p.newNames, ", ")}
	n := 0
	for i := range p.rows {
		row := &p.rows[i]
		r := views.ImportRow{Number: number(int64(i + 1)), Quote: row.selector.Exact, Label: row.label, Author: row.author, Exhibit: row.exhibit, How: row.how, Lands: row.made != nil, Body: row.body}
		if row.made != nil {
			n++
			if page := row.made.Passage.Page; page > 0 {
				r.Page = p.q.w.T("p. %s", number(page))
			}
		}
		v.Rows = append(v.Rows, r)
	}
	v.Lands, v.Left = p.q.w.Number(int64(n)), p.q.w.Number(int64(len(p.rows)-n))
	v.Any = n > 0
	return v
}
