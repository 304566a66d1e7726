package db

import (
	"context"
	"errors"
	"fmt"

	"onus"
)

// CarriedReason begins the reason of what carries annotations to a new text.
const CarriedReason = "carried to version "

// queueCarrying puts the carrying of an item's annotations in the queue where there are
// any on its other texts. What is read of an older version carries nothing.
func (x *tx) queueCarrying(w *onus.Work, textID string) error {
	var current string
	var language string
	var paged bool
	err := x.row(textQuery, []any{w.CaseID, w.EvidenceID}, &current, &language, &paged)
	if errors.Is(err, onus.ErrNotFound) || err == nil && (current != textID || textID == "") {
		return nil
	}
	if err != nil {
		return err
	}
	var n int64
	err = x.row("SELECT count(*) FROM annotations a WHERE a.case_id = $1 AND a.evidence_id = $2 AND a.deleted_at = 0 AND "+notOn("$3"), []any{w.CaseID, w.EvidenceID, textID}, &n)
	if err != nil || n == 0 {
		return err
	}
	if err := x.exec("DELETE FROM works WHERE case_id = $1 AND file_id = $2 AND kind = $3", w.CaseID, w.FileID, onus.WorkCarry); err != nil {
		return err
	}
	return x.enqueue(w.CaseID, w.FileID, onus.WorkCarry, "", true)
}

// notOn are the annotations of an item that have not been looked for in a text.
func notOn(text string) string {
	return "a.text_id IS NOT NULL AND a.text_id <> " + text + " AND a.tried_id <> " + text
}

// ToCarry are the annotations that a piece of work is to carry, private ones too, in the
// order of their texts, and the text to which. ErrNotFound if there is none any more.
func (s *Store) ToCarry(ctx context.Context, w onus.Work) (to onus.TextInfo, all []onus.Annotation, err error) {
	var id, language string
	var paged bool
	if err = s.row(ctx, textQuery, []any{w.CaseID, w.EvidenceID}, &id, &language, &paged); err != nil {
		return to, nil, err
	}
	if to, err = s.TextInfo(ctx, w.CaseID, id); err != nil {
		return to, nil, err
	}
	err = s.each(ctx, "SELECT a.id, a.version, a.passage FROM annotations a WHERE a.case_id = $1 AND a.evidence_id = $2 AND a.deleted_at = 0 AND "+notOn("$3")+
		" ORDER BY a.text_id, a.start_at, a.id", []any{w.CaseID, w.EvidenceID, id}, func(scan func(...any) error) error {
		a := onus.Annotation{Head: onus.Head{CaseID: w.CaseID}}
		err := scan(&a.ID, &a.Version, &a.Passage)
		all = append(all, a)
		return err
	})
	return to, all, err
}

// KeepCarried stores what became of annotations. One that was changed meanwhile is left as
// it is. All of one piece of work is one step of the history.
func (s *Store) KeepCarried(ctx context.Context, w onus.Work, to onus.TextInfo, all []onus.Carried) error {
	version, err := s.FileVersionOf(ctx, w.CaseID, to.FileID)
	if err != nil {
		return err
	}
	who := onus.Actor{Email: w.By, Reason: fmt.Sprint(CarriedReason, version), Op: w.ID}
	return s.change(ctx, who, func(x *tx) error {
		for i := range all {
			if err := x.keepCarried(w.CaseID, to.ID, version, &all[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (x *tx) keepCarried(caseID, textID string, version int64, c *onus.Carried) error {
	t := x.s.tables[onus.Annotations]
	old, err := t.live(x, caseID, c.ID)
	if errors.Is(err, onus.ErrNotFound) {
		return nil
	}
	if err != nil || old.Base().Version != c.Version {
		return err
	}
	now := *old.(*onus.Annotation)
	now.Placement, now.Proposal = c.Placement, onus.Passage{}
	c.Passage.FileVersion = version
	switch c.Placement {
	case onus.Placed:
		now.Passage = c.Passage
	case onus.Proposed:
		now.Proposal = c.Passage
	}
	if err := x.replace(t, old, &now); err != nil {
		return err
	}
	return x.exec("UPDATE annotations SET tried_id = $1 WHERE case_id = $2 AND id = $3", textID, caseID, c.ID)
}

// EndCarrying takes a piece of work from the queue.
func (s *Store) EndCarrying(ctx context.Context, w onus.Work) error {
	return s.change(ctx, onus.Actor{}, func(x *tx) error {
		if err := x.held(&w); err != nil {
			return err
		}
		return x.exec("DELETE FROM works WHERE id = $1", w.ID)
	})
}

// WaitingAnnotations is how many annotations of an item a reader sees that a person has to
// place: proposed, and orphaned.
func (s *Store) WaitingAnnotations(ctx context.Context, reader, caseID, evidenceID string) (proposed, orphaned int64, err error) {
	return proposed, orphaned, s.row(ctx, "SELECT coalesce(sum(CASE WHEN placement = 'proposed' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN placement = 'orphaned' THEN 1 ELSE 0 END), 0)"+
		" FROM readable_annotations a WHERE a.case_id = $1 AND a.reader = $2 AND a.evidence_id = $3 AND a.placement <> 'placed'", []any{caseID, reader, evidenceID}, &proposed, &orphaned)
}

// LastCarried is the op of the last step that carried annotations of an item which every
// member sees; "" if there was none.
func (s *Store) LastCarried(ctx context.Context, caseID, evidenceID string) (op string, err error) {
	err = s.row(ctx, "SELECT c.op FROM annotations a JOIN changes c ON c.case_id = a.case_id AND c.id = a.id AND c.noun = '"+onus.Annotations+"'"+
		" WHERE a.case_id = $1 AND a.evidence_id = $2 AND a.visibility = 'case' AND c.reason LIKE '"+CarriedReason+"%' ORDER BY c.seq DESC LIMIT 1", []any{caseID, evidenceID}, &op)
	if errors.Is(err, onus.ErrNotFound) {
		return "", nil
	}
	return op, err
}
