package db

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"onus"
)

const readingColumns = "r.case_id, r.file_id, r.evidence_id, r.file_version, r.state, r.note, r.format, coalesce(r.text_id, ''), r.pages, r.paged, r.hidden," +
	" f.filename, f.media_type, f.sha256, f.size"

const fromReadings = " FROM readings r JOIN files f ON f.case_id = r.case_id AND f.id = r.file_id" +
	" JOIN evidence e ON e.case_id = r.case_id AND e.id = r.evidence_id AND e.deleted_at = 0"

func readingPtr(r *onus.Reading) []any {
	return []any{&r.CaseID, &r.FileID, &r.EvidenceID, &r.FileVersion, &r.State, &r.Note, &r.Format, &r.TextID, &r.Pages, &r.Paged, &r.Hidden,
		&r.Filename, &r.MediaType, &r.SHA256, &r.Size}
}

const oneReading = "SELECT " + readingColumns + fromReadings + " WHERE r.case_id = $1 AND r.evidence_id = $2 AND ($3 = 0 OR r.file_version = $3)" +
	" ORDER BY r.file_version DESC LIMIT 1"

// Reading is what is known of the text of one version of an item's file; version 0
// is the newest. ErrNotFound if the item is deleted or has no such version.
func (s *Store) Reading(ctx context.Context, caseID, evidenceID string, version int64) (r onus.Reading, err error) {
	return r, s.row(ctx, oneReading, []any{caseID, evidenceID, version}, readingPtr(&r)...)
}

func (x *tx) reading(caseID, evidenceID string, version int64) (r onus.Reading, err error) {
	return r, x.row(oneReading, []any{caseID, evidenceID, version}, readingPtr(&r)...)
}

// Readings are those of the newest version of each of the items, by their id.
func (s *Store) Readings(ctx context.Context, caseID string, evidenceIDs []string) (map[string]onus.Reading, error) {
	all := map[string]onus.Reading{}
	if len(evidenceIDs) == 0 {
		return all, nil
	}
	args := []any{caseID}
	for _, id := range evidenceIDs {
		args = append(args, id)
	}
	err := s.each(ctx, "SELECT "+readingColumns+fromReadings+" WHERE r.case_id = $1 AND r.file_version = e.last_file AND r.evidence_id IN ("+
		placeholders(2, len(evidenceIDs))+")", args, func(scan func(...any) error) error {
		var r onus.Reading
		err := scan(readingPtr(&r)...)
		all[r.EvidenceID] = r
		return err
	})
	return all, err
}

// KeepReading ends a piece of work with what was read: the text with its index, the
// state, what the file proposes, and its attachments as items of their own.
// attached are kept on the disk already. ErrConflict if the work is another's now.
func (s *Store) KeepReading(ctx context.Context, w onus.Work, d *onus.Document, attached []onus.File) error {
	who := onus.Actor{Email: w.By, Reason: "read from " + w.Filename}
	return s.change(ctx, who, func(x *tx) error {
		if err := x.held(&w); err != nil {
			return err
		}
		if err := x.exec("DELETE FROM works WHERE id = $1", w.ID); err != nil {
			return err
		}
		return x.keepDocument(&w, d, attached)
	})
}

// KeepUnlocked keeps what was read with a password that is kept nowhere.
func (s *Store) KeepUnlocked(ctx context.Context, who onus.Actor, r onus.Reading, d *onus.Document, attached []onus.File) error {
	w := onus.Work{CaseID: r.CaseID, FileID: r.FileID, EvidenceID: r.EvidenceID, FileVersion: r.FileVersion, By: who.Email, Filename: r.Filename}
	return s.change(ctx, who, func(x *tx) error {
		if err := x.exec("DELETE FROM works WHERE case_id = $1 AND file_id = $2 AND kind = $3", r.CaseID, r.FileID, onus.WorkRead); err != nil {
			return err
		}
		return x.keepDocument(&w, d, attached)
	})
}

func (x *tx) keepDocument(w *onus.Work, d *onus.Document, attached []onus.File) error {
	if kept, err := x.keepOlder(w, d); kept || err != nil {
		return err
	}
	textID, err := x.keepText(w, d)
	if err != nil {
		return err
	}
	var done bool
	err = x.row("UPDATE readings SET state = $1, note = $2, format = $3, text_id = $4, pages = $5, paged = $6, hidden = $7 WHERE case_id = $8 AND file_id = $9 RETURNING attached",
		[]any{d.State, d.Note, d.Format, orNull(textID), len(d.Parts), d.Paged, d.Hidden(), w.CaseID, w.FileID}, &done)
	if err != nil {
		return err
	}
	if d.MediaType != "" {
		if err := x.exec("UPDATE files SET media_type = $1 WHERE case_id = $2 AND id = $3", d.MediaType, w.CaseID, w.FileID); err != nil {
			return err
		}
	}
	if err := x.propose(w, d.Properties); err != nil {
		return err
	}
	if !done && len(attached) > 0 {
		if err := x.addAttached(w, attached); err != nil {
			return err
		}
	}
	if err := x.indexEvidence(w.CaseID, w.EvidenceID); err != nil {
		return err
	}
	if err := x.queueCarrying(w, textID); err != nil {
		return err
	}
	by, how := "", strings.TrimSpace(d.State+" "+d.Extractor)
	if w.ID == "" { // with a password: somebody knew it
		by, how = x.who.Email, how+", with a password"
	}
	return x.record(w.CaseID, w.EvidenceID, w.FileVersion, onus.CustodyRead, by, how)
}

// keepOlder keeps the text from before, and answers that it did, where a file was read
// again with less: without the password that somebody knew, or without what was
// recognised in its pictures.
func (x *tx) keepOlder(w *onus.Work, d *onus.Document) (bool, error) {
	var kind string
	err := x.row("SELECT coalesce(max(t.kind), '') FROM readings r JOIN texts t ON t.case_id = r.case_id AND t.id = r.text_id"+
		" WHERE r.case_id = $1 AND r.file_id = $2", []any{w.CaseID, w.FileID}, &kind)
	unrecognised := d.State == onus.ReadNoText && kind == onus.TextOCR
	if err != nil || kind == "" || len(d.Parts) > 0 && !unrecognised {
		return false, err
	}
	state := d.State
	if unrecognised || state == onus.ReadPassword {
		state = onus.ReadDone
	}
	err = x.exec("UPDATE readings SET state = $1, note = $2 WHERE case_id = $3 AND file_id = $4", state, d.Note, w.CaseID, w.FileID)
	if err != nil {
		return true, err
	}
	return true, x.record(w.CaseID, w.EvidenceID, w.FileVersion, onus.CustodyRead, "", d.State+", the text from before stays")
}

func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}

// propose fills in what the file says of itself where an item was made from its
// file, and nobody has said anything else.
func (x *tx) propose(w *onus.Work, p onus.Properties) error {
	th, err := x.s.tables[onus.EvidenceNoun].live(x, w.CaseID, w.EvidenceID)
	if errors.Is(err, onus.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	now := th.(*onus.Evidence)
	if w.FileVersion != 1 || now.Proposed == "" {
		return nil
	}
	old := *now
	proposed := strings.Fields(now.Proposed)
	for _, f := range []struct{ name, value string }{
		{"title", p.Title}, {"author", p.Author}, {"dated", p.Dated}, {"language", p.Language}, {"type", p.Type}} {
		if f.value == "" || !now.IsProposed(f.name) {
			continue
		}
		try := *now
		if setFields(&try, map[string]string{f.name: f.value}) == nil && try.Validate() == nil {
			*now = try
		}
	}
	for _, f := range []struct {
		name  string
		empty bool
	}{{"author", now.Author == ""}, {"dated", now.Dated == ""}, {"language", now.Language == ""}} {
		if f.empty {
			proposed = without(proposed, f.name)
		}
	}
	// The marks last: a change of a field takes its mark away.
	if err := x.replace(x.s.tables[onus.EvidenceNoun], &old, now); err != nil {
		return err
	}
	return x.exec("UPDATE evidence SET proposed = $1 WHERE case_id = $2 AND id = $3", strings.Join(proposed, " "), w.CaseID, w.EvidenceID)
}

func without(words []string, word string) []string {
	var rest []string
	for _, w := range words {
		if w != word {
			rest = append(rest, w)
		}
	}
	return rest
}

// proposable are the fields that a file can fill in.
const proposable = "title author dated language type"

// ConfirmProposed says that what was proposed is right; nothing else changes.
func (s *Store) ConfirmProposed(ctx context.Context, who onus.Actor, caseID, evidenceID string) error {
	return s.change(ctx, who, func(x *tx) error {
		return x.row("UPDATE evidence SET proposed = '' WHERE case_id = $1 AND id = $2 AND deleted_at = 0 RETURNING id", []any{caseID, evidenceID}, &evidenceID)
	})
}

// createFromFile makes an item of an uploaded file. What the item says already is a
// proposal like what will be read from the file.
func (x *tx) createFromFile(e *onus.Evidence, f *onus.File, attachedTo string) error {
	if err := x.create(e); err != nil {
		return err
	}
	e.Proposed, e.AttachedToID = proposable, attachedTo
	err := x.exec("UPDATE evidence SET proposed = $1, attached_to_id = $2 WHERE case_id = $3 AND id = $4", proposable, attachedTo, e.CaseID, e.ID)
	if err != nil {
		return err
	}
	f.CaseID, f.EvidenceID = e.CaseID, e.ID
	return x.addFile(f)
}

// maxAttachedDepth is how far files within files within files become items of their own:
// a few bytes can nest so that each level has many times the files of the one above.
const maxAttachedDepth = 3

// attachedDepth is how many items an item hangs on.
func (x *tx) attachedDepth(caseID, id string) (depth int, err error) {
	for ; depth < maxAttachedDepth; depth++ {
		if err = x.row("SELECT attached_to_id FROM evidence WHERE case_id = $1 AND id = $2", []any{caseID, id}, &id); err != nil || id == "" {
			return depth, err
		}
	}
	return depth, nil
}

// distinct are the files without those whose bytes came before under another name.
func distinct(files []onus.File) (all []onus.File) {
	for _, f := range files {
		if !slices.ContainsFunc(all, func(o onus.File) bool { return o.SHA256 == f.SHA256 }) {
			all = append(all, f)
		}
	}
	return all
}

// addAttached makes items of what came attached to one, once. What lies too deep stays in
// what it came with, and the record says so.
func (x *tx) addAttached(w *onus.Work, attached []onus.File) error {
	depth, err := x.attachedDepth(w.CaseID, w.EvidenceID)
	if err != nil {
		return err
	}
	if depth > 0 {
		attached = distinct(attached)
	}
	if depth == maxAttachedDepth {
		return x.record(w.CaseID, w.EvidenceID, w.FileVersion, onus.CustodyRead, "", fmt.Sprintf("%d attachments too deep to be items", len(attached)))
	}
	th, err := x.s.tables[onus.EvidenceNoun].live(x, w.CaseID, w.EvidenceID)
	if err != nil {
		return err
	}
	parent := th.(*onus.Evidence)
	for i := range attached {
		f := attached[i]
		e := &onus.Evidence{Title: f.Filename, Source: parent.Source, Custodian: parent.Custodian, ReceivedOn: parent.ReceivedOn,
			Dated: parent.Dated, Privilege: parent.Privilege, Confidentiality: parent.Confidentiality}
		e.CaseID = w.CaseID
		if err := x.createFromFile(e, &f, w.EvidenceID); err != nil {
			return fmt.Errorf("add the attachment %q: %w", f.Filename, err)
		}
	}
	return x.exec("UPDATE readings SET attached = TRUE WHERE case_id = $1 AND file_id = $2", w.CaseID, w.FileID)
}

// Family are the items that came together with one: what it was attached to, and
// what was attached to that; without the item itself.
func (s *Store) Family(ctx context.Context, e *onus.Evidence) ([]onus.Evidence, error) {
	root := e.AttachedToID
	if root == "" {
		root = e.ID
	}
	var all []onus.Evidence
	err := s.each(ctx, "SELECT id, number, title, type, attached_to_id FROM evidence WHERE case_id = $1 AND (id = $2 OR attached_to_id = $2 OR attached_to_id = $3)"+
		" AND id <> $3 AND deleted_at = 0 ORDER BY number LIMIT 200", []any{e.CaseID, root, e.ID}, func(scan func(...any) error) error {
		var f onus.Evidence
		err := scan(&f.ID, &f.Number, &f.Title, &f.Type, &f.AttachedToID)
		all = append(all, f)
		return err
	})
	return all, err
}
