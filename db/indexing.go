package db

import (
	"context"
	"database/sql"

	"onus"
)

// What one transaction of Reindex does: enough to be quick, little enough that
// writes that wait for it do not notice.
const (
	indexedAtOnce     = 100
	indexedTextAtOnce = 1_000_000 // code points
)

// Reindex makes the index of search anew, of all cases, while others work. It calls
// each before every case.
func (s *Store) Reindex(ctx context.Context, each func(caseID, title string)) error {
	if err := s.reindex(ctx, "SELECT id, title FROM cases ORDER BY id", each); err != nil {
		return err
	}
	return s.dropStrays(ctx)
}

// indexUnbuilt indexes what was there before the index was. Each start asks for it, so
// without such a case nothing else is looked at.
func (s *Store) indexUnbuilt(ctx context.Context) error {
	built := 0
	const unbuilt = "SELECT c.id, c.title FROM cases c JOIN search_cases k ON k.case_id = c.id WHERE NOT k.built ORDER BY c.id"
	if err := s.reindex(ctx, unbuilt, func(string, string) { built++ }); err != nil || built == 0 {
		return err
	}
	return s.dropStrays(ctx)
}

func (s *Store) reindex(ctx context.Context, cases string, each func(caseID, title string)) error {
	var all [][2]string
	err := s.rows(ctx, cases, nil, func(rows *sql.Rows) error {
		var c [2]string
		err := rows.Scan(&c[0], &c[1])
		all = append(all, c)
		return err
	})
	for _, c := range all {
		if err != nil {
			return err
		}
		each(c[0], c[1])
		err = s.reindexCase(ctx, c[0])
	}
	return err
}

func (s *Store) reindexCase(ctx context.Context, caseID string) error {
	for _, noun := range indexedNouns {
		for after := ""; ; {
			ids, err := s.nextToIndex(ctx, noun, caseID, after)
			if err != nil {
				return err
			}
			if len(ids) == 0 {
				break
			}
			err = s.change(ctx, onus.Actor{}, func(x *tx) error {
				for _, id := range ids {
					if err := x.indexAgain(noun, caseID, id); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
			after = ids[len(ids)-1]
		}
	}
	return s.change(ctx, onus.Actor{}, func(x *tx) error {
		return x.exec("UPDATE search_cases SET built = TRUE WHERE case_id = $1", caseID)
	})
}

// IndexBytes is what the index of search takes on the disk, of all cases.
func (s *Store) IndexBytes(ctx context.Context) (n int64, err error) {
	return n, s.row(ctx, s.dialect.indexBytes(), nil, &n)
}

// nextToIndex are the next things of a noun, deleted ones too, as many as make one
// transaction.
func (s *Store) nextToIndex(ctx context.Context, noun, caseID, after string) (ids []string, err error) {
	length := "0"
	if noun == onus.EvidenceNoun {
		length = "(SELECT coalesce(max(t.length), 0) FROM texts t JOIN readings r ON r.case_id = t.case_id AND r.text_id = t.id" +
			" WHERE r.case_id = n.case_id AND r.evidence_id = n.id)"
	}
	total := int64(0)
	err = s.rows(ctx, "SELECT n.id, "+length+" FROM "+noun+" n WHERE n.case_id = $1 AND n.id > $2 ORDER BY n.id LIMIT $3", []any{caseID, after, indexedAtOnce},
		func(rows *sql.Rows) error {
			var id string
			var n int64
			if err := rows.Scan(&id, &n); err != nil {
				return err
			}
			if total += n; total <= indexedTextAtOnce || len(ids) == 0 {
				ids = append(ids, id)
			}
			return nil
		})
	return ids, err
}

// dropStrays removes from the index what belongs to nothing.
func (s *Store) dropStrays(ctx context.Context) error {
	var docs []int64
	err := s.rows(ctx, strayWords(s.dialect), nil, func(rows *sql.Rows) error {
		var doc int64
		err := rows.Scan(&doc)
		docs = append(docs, doc)
		return err
	})
	if err != nil || len(docs) == 0 {
		return err
	}
	return s.change(ctx, onus.Actor{}, func(x *tx) error {
		for _, doc := range docs {
			if err := x.s.dialect.dropWords(x, doc); err != nil {
				return err
			}
		}
		return nil
	})
}

func strayWords(d dialect) string {
	return "SELECT doc FROM (" + d.indexed() + ") w WHERE NOT EXISTS (SELECT 1 FROM search_rows r WHERE r.doc = w.doc)"
}

// indexChecks find things that search would miss, and what it would find that is not
// there.
func indexChecks() []storedCheck {
	var all []storedCheck
	for _, noun := range indexedNouns {
		all = append(all, storedCheck{noun, "search does not know it", "SELECT n.case_id, n.id FROM " + noun + " n WHERE n.deleted_at = 0" +
			" AND NOT EXISTS (SELECT 1 FROM search_rows r WHERE r.case_id = n.case_id AND r.noun = '" + noun + "' AND r.id = n.id)"},
			storedCheck{noun, "search finds it though it is deleted", "SELECT r.case_id, r.id FROM search_rows r WHERE r.noun = '" + noun + "'" +
				" AND NOT EXISTS (SELECT 1 FROM " + noun + " n WHERE n.case_id = r.case_id AND n.id = r.id AND n.deleted_at = 0)"})
	}
	return all
}

// index compares the words of the index with the rows that they are of.
func (v *verifier) index() error {
	lost := "SELECT r.case_id, r.noun, r.id FROM search_rows r WHERE NOT EXISTS (SELECT 1 FROM (" + v.s.dialect.indexed() + ") w WHERE w.doc = r.doc)"
	err := v.s.each(v.ctx, lost, nil, func(scan func(...any) error) error {
		var caseID, noun, id string
		err := scan(&caseID, &noun, &id)
		v.say("case %s: %s %s: search has lost its words: run onus reindex", caseID, noun, id)
		return err
	})
	if err != nil {
		return err
	}
	return v.s.each(v.ctx, strayWords(v.s.dialect), nil, func(scan func(...any) error) error {
		var doc int64
		err := scan(&doc)
		v.say("search has words of nothing (%d): run onus reindex", doc)
		return err
	})
}
