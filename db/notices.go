package db

import (
	"context"
	"database/sql"
	"slices"

	"onus"
)

// Why somebody is told of an annotation.
const (
	NoticeMention = "mention"
	NoticeReply   = "reply"
)

// Notice says that somebody was mentioned, or answered.
type Notice struct {
	CaseID, CaseTitle, AnnotationID, EvidenceID string
	Kind, By, ByName                            string
	Body                                        string
	At, ReadAt                                  int64
}

// notify tells the members whom a comment mentions, and those whom a reply answers.
// Nobody is told of a private one, nor of their own.
func (x *tx) notify(old onus.Thing, a *onus.Annotation) error {
	if a.IsPrivate() {
		return nil
	}
	handles := onus.Mentions(a.Body)
	if old != nil {
		was := old.(*onus.Annotation)
		if was.Body == a.Body && was.Visibility == a.Visibility {
			return nil
		}
		if !was.IsPrivate() {
			before := onus.Mentions(was.Body)
			handles = slices.DeleteFunc(handles, func(h string) bool { return slices.Contains(before, h) })
		}
	}
	answered, err := x.answered(a)
	if err != nil || len(handles) == 0 && len(answered) == 0 {
		return err
	}
	type told struct{ userID, kind string }
	var all []told
	err = x.rows("SELECT u.id, u.email FROM members m JOIN users u ON u.id = m.user_id WHERE m.case_id = $1 AND m.deleted_at = 0 ORDER BY u.id",
		[]any{a.CaseID}, func(rows *sql.Rows) error {
			var id, email string
			err := rows.Scan(&id, &email)
			switch {
			case email == a.CreatedBy:
			case slices.Contains(handles, onus.Handle(email)):
				all = append(all, told{id, NoticeMention})
			case slices.Contains(answered, email):
				all = append(all, told{id, NoticeReply})
			}
			return err
		})
	for _, t := range all {
		if err != nil {
			return err
		}
		err = x.exec("INSERT INTO notices (user_id, case_id, annotation_id, kind, by_email, at, read_at) VALUES ($1, $2, $3, $4, $5, $6, 0)"+
			" ON CONFLICT (user_id, case_id, annotation_id) DO UPDATE SET kind = excluded.kind, at = excluded.at, read_at = 0", t.userID, a.CaseID, a.ID, t.kind, x.who.Email, x.now)
	}
	return err
}

// answered are the addresses of all who wrote in the thread of a reply.
func (x *tx) answered(a *onus.Annotation) (emails []string, err error) {
	if !a.IsReply() {
		return nil, nil
	}
	return emails, x.rows("SELECT DISTINCT created_by FROM annotations WHERE case_id = $1 AND (id = $2 OR in_reply_to = $2) AND deleted_at = 0",
		[]any{a.CaseID, a.InReplyTo}, func(rows *sql.Rows) error {
			var email string
			err := rows.Scan(&email)
			emails = append(emails, email)
			return err
		})
}

// fromNotices are those of what the person, $1, may still see.
const fromNotices = " FROM notices n JOIN readable_annotations a ON a.case_id = n.case_id AND a.id = n.annotation_id AND a.reader = n.user_id" +
	" JOIN cases c ON c.id = n.case_id AND c.deleted_at = 0 WHERE n.user_id = $1"

// shownNotices bounds the page of notices.
const shownNotices = 200

// Notices are the latest notices of somebody, of all cases that they are in.
func (s *Store) Notices(ctx context.Context, userID string) ([]Notice, error) {
	var all []Notice
	err := s.each(ctx, "SELECT n.case_id, c.title, n.annotation_id, a.evidence_id, n.kind, n.by_email, coalesce((SELECT name FROM users w WHERE w.email = n.by_email), n.by_email),"+
		" a.body, n.at, n.read_at"+fromNotices+" ORDER BY n.at DESC, n.annotation_id LIMIT $2", []any{userID, shownNotices}, func(scan func(...any) error) error {
		var n Notice
		err := scan(&n.CaseID, &n.CaseTitle, &n.AnnotationID, &n.EvidenceID, &n.Kind, &n.By, &n.ByName, &n.Body, &n.At, &n.ReadAt)
		all = append(all, n)
		return err
	})
	return all, err
}

// UnreadNotices is how many somebody has not read.
func (s *Store) UnreadNotices(ctx context.Context, userID string) (n int64, err error) {
	return n, s.row(ctx, "SELECT count(*)"+fromNotices+" AND n.read_at = 0", []any{userID}, &n)
}

// ReadNotices marks the notices of somebody as read; of one annotation, or of all ("").
func (s *Store) ReadNotices(ctx context.Context, userID, caseID, annotationID string) error {
	return s.change(ctx, onus.Actor{}, func(x *tx) error {
		return x.exec("UPDATE notices SET read_at = $1 WHERE user_id = $2 AND read_at = 0 AND ($3 = '' OR case_id = $4 AND annotation_id = $3)",
			x.now, userID, annotationID, caseID)
	})
}
