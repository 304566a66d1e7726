package db

import (
	"context"
	"errors"
	"strings"

	"onus"
)

func annotationTable() *table {
	return &table{
		name: onus.Annotations, make: func() onus.Thing { return &onus.Annotation{} },
		derived: []string{"text_id", "file_version", "page", "start_at", "end_at", "exhibit_number", "search"},
		derive: func(th onus.Thing) []any {
			a := th.(*onus.Annotation)
			p := &a.Passage
			return []any{orNull(p.TextID), p.FileVersion, p.Page, p.Start, p.End, a.ExhibitNumber, searchText(p.Quote, a.Body)}
		},
		read:    []string{"exhibit_number"},
		readPtr: func(th onus.Thing) []any { return []any{&th.(*onus.Annotation).ExhibitNumber} },
		before:  func(x *tx, th onus.Thing) error { return x.beforeAnnotation(th.(*onus.Annotation)) },
		after:   afterAnnotation,
		dependents: map[string]string{
			onus.Annotations: "SELECT id, version FROM annotations WHERE case_id = $1 AND in_reply_to = $2 AND deleted_at = 0 ORDER BY id",
		},
	}
}

// beforeAnnotation checks what ties it to others: its text is one of its item, and a
// reply belongs to a passage, whose item and visibility it has.
func (x *tx) beforeAnnotation(a *onus.Annotation) error {
	var deleted int64
	if err := x.row("SELECT number, deleted_at FROM evidence WHERE case_id = $1 AND id = $2", []any{a.CaseID, a.EvidenceID}, &a.ExhibitNumber, &deleted); err != nil {
		return err
	}
	if a.DeletedAt != 0 && deleted != 0 { // it would come back to where nobody sees it
		return onus.ErrNotFound
	}
	if a.IsReply() {
		return x.beforeReply(a)
	}
	var evidenceID string
	err := x.row("SELECT evidence_id FROM texts WHERE case_id = $1 AND id = $2", []any{a.CaseID, a.Passage.TextID}, &evidenceID)
	if err == nil && evidenceID == a.EvidenceID {
		return nil
	}
	if err == nil || errors.Is(err, onus.ErrNotFound) {
		return onus.Problems{"quote": onus.Say("The text of this passage is not in the case.")}
	}
	return err
}

func (x *tx) beforeReply(a *onus.Annotation) error {
	th, err := x.s.tables[onus.Annotations].live(x, a.CaseID, a.InReplyTo)
	if errors.Is(err, onus.ErrNotFound) {
		return onus.Problems{"in_reply_to": onus.Say("This is not in the case.")}
	}
	if err != nil {
		return err
	}
	root := th.(*onus.Annotation)
	if root.IsReply() || root.IsPrivate() && root.CreatedBy != x.who.Email && root.CreatedBy != a.CreatedBy {
		return onus.Problems{"in_reply_to": onus.Say("This is not in the case.")}
	}
	a.EvidenceID, a.Visibility, a.ExhibitNumber = root.EvidenceID, root.Visibility, root.ExhibitNumber
	a.LabelID, a.Passage, a.Proposal = "", onus.Passage{}, onus.Passage{}
	return nil
}

// afterAnnotation counts the passages that every member sees, and lets the thread have
// the visibility of its passage.
func afterAnnotation(x *tx, old, now onus.Thing) error {
	counts := func(th onus.Thing) int {
		if a, ok := th.(*onus.Annotation); ok && !a.IsPrivate() && !a.IsReply() {
			return 1
		}
		return 0
	}
	either := old
	if either == nil {
		either = now
	}
	if by := counts(now) - counts(old); by != 0 {
		if err := x.exec("UPDATE cases SET n_annotations = n_annotations + $1 WHERE id = $2", by, either.Base().CaseID); err != nil {
			return err
		}
	}
	if now == nil {
		return nil
	}
	a := now.(*onus.Annotation)
	if err := x.notify(old, a); err != nil || old == nil {
		return err
	}
	if a.Visibility != old.(*onus.Annotation).Visibility {
		return x.followVisibility(a)
	}
	return nil
}

// followVisibility gives the replies the visibility of their passage. What others
// answered, and what a claim cites, cannot become private.
func (x *tx) followVisibility(a *onus.Annotation) error {
	t := x.s.tables[onus.Annotations]
	if a.IsPrivate() {
		var n int
		err := x.row("SELECT count(*) FROM links WHERE case_id = $1 AND annotation_id = $2 AND deleted_at = 0", []any{a.CaseID, a.ID}, &n)
		if err != nil {
			return err
		}
		if n > 0 {
			return onus.Problems{"visibility": onus.Say("A claim cites this passage: it cannot become private.")}
		}
	}
	ids, _, err := x.idsAndVersions(t.dependents[onus.Annotations], a.CaseID, a.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		th, err := t.live(x, a.CaseID, id)
		if err != nil {
			return err
		}
		if a.IsPrivate() && th.Base().CreatedBy != a.CreatedBy {
			return onus.Problems{"visibility": onus.Say("Others have answered: it cannot become private.")}
		}
		reply := *th.(*onus.Annotation)
		if err := x.replace(t, th, &reply); err != nil {
			return err
		}
	}
	return nil
}

// door is what every reading of annotations begins with: $1 is the case, $2 the reader.
const door = " FROM readable_annotations a LEFT JOIN labels l ON l.case_id = a.case_id AND l.id = a.label_id"

const annotationColumns = "a.id, a.case_id, a.version, a.created_at, a.created_by, a.updated_at, a.updated_by, a.evidence_id, a.passage, coalesce(a.label_id, '')," +
	" a.body, a.visibility, a.state, a.placement, a.proposal, coalesce(a.in_reply_to, ''), a.exhibit_number, coalesce(l.name, ''), coalesce(l.colour, '')," +
	" (SELECT count(*) FROM annotations r WHERE r.case_id = a.case_id AND r.in_reply_to = a.id AND r.deleted_at = 0)," +
	" (SELECT count(*) FROM links k WHERE k.case_id = a.case_id AND k.annotation_id = a.id AND k.deleted_at = 0)"

func annotationPtr(a *onus.Annotation) []any {
	return []any{&a.ID, &a.CaseID, &a.Version, &a.CreatedAt, &a.CreatedBy, &a.UpdatedAt, &a.UpdatedBy, &a.EvidenceID, &a.Passage, &a.LabelID,
		&a.Body, &a.Visibility, &a.State, &a.Placement, &a.Proposal, &a.InReplyTo, &a.ExhibitNumber, &a.LabelName, &a.LabelColour, &a.Replies, &a.Citations}
}

// Annotation is one that a reader may see; ErrNotFound for any other.
func (s *Store) Annotation(ctx context.Context, reader, caseID, id string) (a onus.Annotation, err error) {
	return a, s.row(ctx, "SELECT "+annotationColumns+door+" WHERE a.case_id = $1 AND a.reader = $2 AND a.id = $3", []any{caseID, reader, id}, annotationPtr(&a)...)
}

// AnnotationsIn are the passages of a text that a reader sees between two of its code
// points, in order.
func (s *Store) AnnotationsIn(ctx context.Context, reader, caseID, textID string, start, end int64) ([]onus.Annotation, error) {
	// No passage is longer than MaxPassage, so one that reaches start does not begin before this.
	return s.annotations(ctx, " WHERE a.case_id = $1 AND a.reader = $2 AND a.text_id = $3 AND a.start_at > $4 AND a.start_at < $5 AND a.end_at > $6"+
		" AND a.in_reply_to IS NULL ORDER BY a.start_at, a.end_at DESC, a.id", caseID, reader, textID, start-onus.MaxPassage-1, end, start)
}

// Thread are the replies to an annotation that a reader sees, the oldest first.
func (s *Store) Thread(ctx context.Context, reader, caseID, id string) ([]onus.Annotation, error) {
	return s.annotations(ctx, " WHERE a.case_id = $1 AND a.reader = $2 AND a.in_reply_to = $3 ORDER BY a.created_at, a.id", caseID, reader, id)
}

func (s *Store) annotations(ctx context.Context, where string, args ...any) ([]onus.Annotation, error) {
	var all []onus.Annotation
	err := s.each(ctx, "SELECT "+annotationColumns+door+where, args, func(scan func(...any) error) error {
		var a onus.Annotation
		err := scan(annotationPtr(&a)...)
		all = append(all, a)
		return err
	})
	return all, err
}

// CreateAnnotation stores a new one. Its id may be made by who sends it: sent again, it
// is read and not made twice. Problems of quote, body, label_id, in_reply_to.
func (s *Store) CreateAnnotation(ctx context.Context, who onus.Actor, a *onus.Annotation) error {
	asked := *a
	return s.makeNew(ctx, who, a, func(x *tx) error {
		*a = asked
		if a.ID != "" {
			th, err := x.s.tables[onus.Annotations].load(x, a.CaseID, a.ID)
			if err == nil {
				return again(a, th.(*onus.Annotation), who)
			}
			if !errors.Is(err, onus.ErrNotFound) {
				return err
			}
		}
		a.CreatedBy = who.Email
		return x.create(a)
	})
}

// again answers with what an earlier sending of a made. An id of somebody else is
// refused as any other that cannot be.
func again(a, stored *onus.Annotation, who onus.Actor) error {
	if stored.CreatedBy != who.Email || strings.TrimSpace(stored.Passage.Quote) != strings.TrimSpace(a.Passage.Quote) {
		return onus.Problems{"": onus.Say("This is already there.")}
	}
	*a = *stored
	return nil
}
