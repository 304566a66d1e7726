package db

import (
	"context"
	"fmt"
	"time"

	"onus"
)

// awaitReading puts a new file in the queue and begins its record.
func (x *tx) awaitReading(f *onus.File) error {
	err := x.exec("INSERT INTO readings (case_id, file_id, evidence_id, file_version, state, note, format, pages, paged, hidden, attached)"+
		" VALUES ($1, $2, $3, $4, $5, '', '', 0, FALSE, 0, FALSE)", f.CaseID, f.ID, f.EvidenceID, f.FileVersion, onus.ReadWaiting)
	if err != nil {
		return err
	}
	if err := x.enqueue(f.CaseID, f.ID, onus.WorkRead, "", false); err != nil {
		return err
	}
	act := onus.CustodyReceived
	if f.FileVersion > 1 {
		act = onus.CustodyNewVersion
	}
	return x.record(f.CaseID, f.EvidenceID, f.FileVersion, act, x.who.Email, f.Filename)
}

// enqueue adds work unless the same waits already. asked: somebody asked for this file.
func (x *tx) enqueue(caseID, fileID, kind, languages string, asked bool) error {
	return x.exec("INSERT INTO works (id, case_id, file_id, kind, languages, page, by_email, asked, since, tries, leased_until, lease)"+
		" VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, 0, 0, '') ON CONFLICT (case_id, file_id, kind) DO UPDATE SET asked = works.asked OR excluded.asked",
		newID(), caseID, fileID, kind, languages, x.who.Email, asked, x.now)
}

const workColumns = "w.id, w.case_id, w.file_id, r.evidence_id, r.file_version, w.kind, w.languages, w.page, w.by_email, w.since, w.tries, f.filename, f.sha256, f.size, r.pages"

// turn is how long a case is served before another one that waits. A reader goes on
// with files of one case and starts anew for another, which takes longer than most files.
const turn = 2 * time.Second

// waitingWork is what can be done at the time $1. What is of a deleted item waits until
// it comes back.
const waitingWork = " FROM works w JOIN readings r ON r.case_id = w.case_id AND r.file_id = w.file_id" +
	" JOIN files f ON f.case_id = w.case_id AND f.id = w.file_id" +
	" JOIN evidence e ON e.case_id = r.case_id AND e.id = r.evidence_id AND e.deleted_at = 0" +
	" JOIN cases k ON k.id = w.case_id AND k.deleted_at = 0" +
	" LEFT JOIN turns c ON c.name = w.case_id LEFT JOIN turns p ON p.name = w.case_id || ' ' || w.by_email" +
	" LEFT JOIN turns d ON d.name = w.case_id || ' ' || w.by_email || ' ' || w.kind" +
	" WHERE w.leased_until < $1"

// nextWork is whose turn it is: the case whose turn began after $2, else the one that was
// served longest ago; in it the person, for them reading or recognising, which thus take
// turns; then what was asked for by hand, and what waits longest.
const nextWork = "SELECT " + workColumns + waitingWork +
	" ORDER BY CASE WHEN c.served_at > $2 THEN 0 ELSE 1 END, coalesce(c.served_at, 0), coalesce(p.served_at, 0), coalesce(d.served_at, 0)," +
	" CASE WHEN w.asked THEN 0 ELSE 1 END, w.since, w.id LIMIT 1"

// ClaimWork takes the next piece of work for as long as lease; ErrNotFound when
// nothing waits. Nobody else gets it meanwhile.
func (s *Store) ClaimWork(ctx context.Context, lease time.Duration) (w onus.Work, err error) {
	var one int64
	if err := s.row(ctx, "SELECT 1"+waitingWork+" LIMIT 1", []any{s.now().UnixMilli()}, &one); err != nil {
		return w, err // an idle server writes nothing
	}
	return w, s.change(ctx, onus.Actor{}, func(x *tx) error {
		w = onus.Work{Lease: newID()}
		err := x.row(nextWork, []any{x.now, x.now - turn.Milliseconds()}, &w.ID, &w.CaseID, &w.FileID, &w.EvidenceID, &w.FileVersion, &w.Kind, &w.Languages, &w.Page, &w.By,
			&w.Since, &w.Tries, &w.Filename, &w.SHA256, &w.Size, &w.Pages)
		if err != nil {
			return err
		}
		w.Tries++
		err = x.exec("UPDATE works SET lease = $1, leased_until = $2, tries = $3 WHERE id = $4", w.Lease, x.now+lease.Milliseconds(), w.Tries, w.ID)
		if err == nil && w.Kind == onus.WorkRead {
			err = x.exec("UPDATE readings SET state = $1 WHERE case_id = $2 AND file_id = $3", onus.ReadReading, w.CaseID, w.FileID)
		}
		if err != nil {
			return err
		}
		return x.serve(&w)
	})
}

// serve notes who was served. The turn of a case goes on while it has not ended.
func (x *tx) serve(w *onus.Work) error {
	const note = "INSERT INTO turns (name, served_at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET served_at = excluded.served_at"
	if err := x.exec(note+" WHERE turns.served_at <= $3", w.CaseID, x.now, x.now-turn.Milliseconds()); err != nil {
		return err
	}
	for _, name := range []string{w.CaseID + " " + w.By, w.CaseID + " " + w.By + " " + w.Kind} {
		if err := x.exec(note, name, x.now); err != nil {
			return err
		}
	}
	return nil
}

// held is nil while the lease of w is the last one given: what a reader brings
// after it was given up is refused with ErrConflict.
func (x *tx) held(w *onus.Work) error {
	var lease string
	if err := x.row("SELECT lease FROM works WHERE id = $1", []any{w.ID}, &lease); err != nil {
		return err
	}
	if lease != w.Lease {
		return fmt.Errorf("the work was given to another reader: %w", onus.ErrConflict)
	}
	return nil
}

// RenewWork keeps a piece of work for longer.
func (s *Store) RenewWork(ctx context.Context, w onus.Work, lease time.Duration) error {
	return s.change(ctx, onus.Actor{}, func(x *tx) error {
		if err := x.held(&w); err != nil {
			return err
		}
		return x.exec("UPDATE works SET leased_until = $1 WHERE id = $2", x.now+lease.Milliseconds(), w.ID)
	})
}

// ReleaseWork gives a piece of work back as if it had not been tried.
func (s *Store) ReleaseWork(ctx context.Context, w onus.Work) error {
	return s.change(context.WithoutCancel(ctx), onus.Actor{}, func(x *tx) error {
		if err := x.held(&w); err != nil {
			return err
		}
		return x.giveBack(&w, max(0, w.Tries-1))
	})
}

func (x *tx) giveBack(w *onus.Work, tries int64) error {
	err := x.exec("UPDATE works SET lease = '', leased_until = 0, tries = $1 WHERE id = $2", tries, w.ID)
	if err == nil && w.Kind == onus.WorkRead {
		err = x.exec("UPDATE readings SET state = $1 WHERE case_id = $2 AND file_id = $3", onus.ReadWaiting, w.CaseID, w.FileID)
	}
	return err
}

// FreeLeases gives back what a process that is no more had claimed. Only where no
// other process works on the same store.
func (s *Store) FreeLeases(ctx context.Context) error {
	return s.change(ctx, onus.Actor{}, func(x *tx) error {
		if err := x.exec("UPDATE works SET lease = '', leased_until = 0"); err != nil {
			return err
		}
		return x.exec("UPDATE readings SET state = $1 WHERE state = $2", onus.ReadWaiting, onus.ReadReading)
	})
}

// maxTries is how often a reader that was killed is tried.
const maxTries = 2

// FailWork ends a piece of work without a text: state says why to people, note to
// those who run the server. With again it is tried once more if this was the first.
func (s *Store) FailWork(ctx context.Context, w onus.Work, state, note string, again bool) error {
	return s.change(ctx, onus.Actor{}, func(x *tx) error {
		if err := x.held(&w); err != nil {
			return err
		}
		if again && w.Tries < maxTries {
			return x.giveBack(&w, w.Tries)
		}
		if err := x.exec("DELETE FROM works WHERE id = $1", w.ID); err != nil {
			return err
		}
		switch w.Kind {
		case onus.WorkCarry: // says nothing of the file
			return nil
		case onus.WorkOCR:
			return x.exec("UPDATE readings SET note = $1 WHERE case_id = $2 AND file_id = $3", note, w.CaseID, w.FileID)
		}
		err := x.exec("UPDATE readings SET state = $1, note = $2 WHERE case_id = $3 AND file_id = $4", state, note, w.CaseID, w.FileID)
		if err == nil {
			err = x.indexEvidence(w.CaseID, w.EvidenceID) // an older version is not what the item says now
		}
		if err != nil {
			return err
		}
		return x.record(w.CaseID, w.EvidenceID, w.FileVersion, onus.CustodyRead, "", state)
	})
}

// ReadAgain puts a file that failed in the queue once more.
func (s *Store) ReadAgain(ctx context.Context, who onus.Actor, caseID, evidenceID string, version int64) error {
	return s.change(ctx, who, func(x *tx) error {
		r, err := x.reading(caseID, evidenceID, version)
		if err != nil {
			return err
		}
		err = x.exec("UPDATE readings SET state = $1, note = '' WHERE case_id = $2 AND file_id = $3", onus.ReadWaiting, caseID, r.FileID)
		if err != nil {
			return err
		}
		return x.enqueue(caseID, r.FileID, onus.WorkRead, "", true)
	})
}

// WorkStates are the pieces of work of one file.
func (s *Store) WorkStates(ctx context.Context, caseID, fileID string) ([]onus.WorkState, error) {
	var all []onus.WorkState
	now := s.now().UnixMilli()
	err := s.each(ctx, "SELECT kind, since, leased_until, page, (SELECT count(*) FROM works o WHERE o.case_id = w.case_id AND o.since < w.since)"+
		" FROM works w WHERE case_id = $1 AND file_id = $2 ORDER BY kind", []any{caseID, fileID}, func(scan func(...any) error) error {
		var w onus.WorkState
		var until int64
		err := scan(&w.Kind, &w.Since, &until, &w.Page, &w.Ahead)
		w.Busy = until >= now
		all = append(all, w)
		return err
	})
	return all, err
}
