package db

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"onus"
)

func evidenceTable() *table {
	return &table{
		name: onus.EvidenceNoun, make: func() onus.Thing { return &onus.Evidence{} }, counter: "n_evidence",
		fixed: []string{"number"}, fixedPtr: func(th onus.Thing) []any { return []any{&th.(*onus.Evidence).Number} },
		derived: []string{"search", "title_key", "label", "dated_day"},
		derive: func(th onus.Thing) []any {
			e := th.(*onus.Evidence)
			return []any{searchText(e.Exhibit(), e.Title, e.Source, e.SourceURL, e.Author, e.Custodian, e.BatesBegin, e.BatesEnd, e.About),
				sortKey(e.Title), label(e.Title), firstDay(e.Dated)}
		},
		read: []string{"links", "proposed", "attached_to_id"},
		readPtr: func(th onus.Thing) []any {
			e := th.(*onus.Evidence)
			return []any{&e.Links, &e.Proposed, &e.AttachedToID}
		},
		before: func(x *tx, th onus.Thing) error {
			e := th.(*onus.Evidence)
			if e.Number != 0 {
				return nil
			}
			return x.row("UPDATE cases SET last_exhibit = last_exhibit + 1 WHERE id = $1 RETURNING last_exhibit", []any{e.CaseID}, &e.Number)
		},
		after: afterEvidence,
		dependents: map[string]string{
			onus.Links: "SELECT id, version FROM links WHERE case_id = $1 AND evidence_id = $2 AND deleted_at = 0 ORDER BY id",
		},
	}
}

// afterEvidence keeps what is shown elsewhere, and takes the mark of a proposal
// from a field that somebody changed.
func afterEvidence(x *tx, old, now onus.Thing) error {
	if old == nil || now == nil {
		return x.countPassages(old, now)
	}
	e := now.(*onus.Evidence)
	left := strings.Fields(e.Proposed)
	for _, c := range differing(old, now) {
		left = without(left, c.name)
	}
	if marks := strings.Join(left, " "); marks != e.Proposed {
		e.Proposed = marks
		if err := x.exec("UPDATE evidence SET proposed = $1 WHERE case_id = $2 AND id = $3", marks, e.CaseID, e.ID); err != nil {
			return err
		}
	}
	return evidenceRetitled(x, old, now)
}

// countPassages takes the passages of an item from the number beside the case when it is
// deleted, and adds them when it comes back: they stay, but nobody sees them meanwhile.
func (x *tx) countPassages(old, now onus.Thing) error {
	by, th := "+", now
	if now == nil {
		by, th = "-", old
	}
	h := th.Base()
	if h.Version <= 1 && now != nil { // it is new
		return nil
	}
	return x.exec("UPDATE cases SET n_annotations = n_annotations "+by+" (SELECT count(*) FROM annotations WHERE case_id = $1 AND evidence_id = $2"+
		" AND deleted_at = 0 AND visibility = 'case' AND in_reply_to IS NULL) WHERE id = $1", h.CaseID, h.ID)
}

func evidenceList() *list {
	return &list{
		from: "evidence e", alias: "e", search: []string{"e.search"}, counter: "n_evidence",
		filters: map[string]filter{
			"type": equals("e.type"), "privilege": equals("e.privilege"), "confidentiality": equals("e.confidentiality"),
			"admissibility": equals("e.admissibility"), "language": equals("e.language"),
			"unlinked": when("e.links = 0"), "proposed": when("e.proposed <> ''"),
			"reading": func(v string) (string, []any) {
				return "EXISTS (SELECT 1 FROM readings r WHERE r.case_id = e.case_id AND r.evidence_id = e.id AND r.file_version = e.last_file AND r.state = ?)", []any{v}
			},
			"stance": func(v string) (string, []any) {
				return "e.id IN (SELECT evidence_id FROM links WHERE case_id = e.case_id AND stance = ? AND deleted_at = 0)", []any{v}
			},
		},
		sorts: []sort{
			{"exhibit", []string{"e.number"}},
			{"title", []string{"e.title_key", "e.id"}},
			{"type", []string{"e.type", "e.number"}},
			{"dated", []string{"e.dated_day", "e.number"}},
			{"links", []string{"e.links", "e.number"}},
			{"admissibility", []string{"e.admissibility", "e.number"}},
			{"updated", []string{"e.updated_at", "e.id"}},
		},
	}
}

// ListEvidence is a page of the evidence of a case, as far as a list shows it.
func (s *Store) ListEvidence(ctx context.Context, caseID string, f onus.Filter) (onus.Page[onus.Evidence], error) {
	return page(ctx, s, evidenceList(), "e.id, e.version, e.number, e.title, e.type, e.source, e.author, e.dated, e.language,"+
		" e.privilege, e.confidentiality, e.admissibility, e.links, e.proposed, e.attached_to_id", caseID, f,
		func(e *onus.Evidence) []any {
			return []any{&e.ID, &e.Version, &e.Number, &e.Title, &e.Type, &e.Source, &e.Author, (*string)(&e.Dated), &e.Language,
				&e.Privilege, &e.Confidentiality, &e.Admissibility, &e.Links, &e.Proposed, &e.AttachedToID}
		})
}

// CreateEvidence makes an item, with its first file when there is one.
func (s *Store) CreateEvidence(ctx context.Context, who onus.Actor, e *onus.Evidence, f *onus.File) error {
	return s.makeNew(ctx, who, e, func(x *tx) error {
		if err := x.create(e); err != nil {
			return err
		}
		if f == nil {
			return nil
		}
		f.CaseID, f.EvidenceID = e.CaseID, e.ID
		return x.addFile(f)
	})
}

// EvidenceNamed is the live item that a name from outside means: its id, its number, the
// address of its source, its title, or the name of one of its files. ErrNotFound if that
// is none, or more than one.
func (s *Store) EvidenceNamed(ctx context.Context, caseID string, names ...string) (string, error) {
	for _, name := range names {
		if name == "" || !utf8.ValidString(name) || strings.ContainsRune(name, 0) {
			continue
		}
		number := int64(-1)
		if n, err := strconv.ParseInt(strings.TrimPrefix(strings.ToUpper(name), "EX-"), 10, 64); err == nil {
			number = n
		}
		for _, is := range []struct {
			where string
			arg   any
		}{{"e.id = $2", name}, {"e.number = $2", number}, {"e.source_url = $2", name}, {"e.title_key = $2", sortKey(name)},
			{"EXISTS (SELECT 1 FROM files f WHERE f.case_id = e.case_id AND f.evidence_id = e.id AND f.filename = $2)", name}} {
			var ids []string
			err := s.each(ctx, "SELECT e.id FROM evidence e WHERE e.case_id = $1 AND e.deleted_at = 0 AND "+is.where+" LIMIT 2",
				[]any{caseID, is.arg}, func(scan func(...any) error) error {
					var id string
					err := scan(&id)
					ids = append(ids, id)
					return err
				})
			if err != nil || len(ids) == 1 {
				return strings.Join(ids, ""), err
			}
		}
	}
	return "", onus.ErrNotFound
}
