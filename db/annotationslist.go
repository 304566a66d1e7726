package db

import (
	"context"
	"strconv"
	"strings"

	"onus"
)

// annotationList is the list of what a reader may see. Its filters: label and state take
// several values with commas between them; label "none" is a passage without one.
func annotationList(reader string) *list {
	return &list{
		from:  strings.TrimPrefix(door, " FROM ") + " JOIN evidence e ON e.case_id = a.case_id AND e.id = a.evidence_id",
		alias: "a", where: "a.case_id = $1", search: []string{"a.search"},
		filters: annotationFilters(reader),
		sorts: []sort{
			{"exhibit", []string{"a.exhibit_number", "a.file_version", "a.start_at", "a.end_at", "a.id"}},
			{"place", []string{"a.start_at", "a.end_at", "a.id"}}, // of one text
			{"label", []string{"coalesce(l.name_key, '')", "a.exhibit_number", "a.start_at", "a.id"}},
			{"author", []string{"a.created_by", "a.created_at", "a.id"}},
			{"created", []string{"a.created_at", "a.id"}},
			{"updated", []string{"a.updated_at", "a.id"}},
		},
	}
}

func annotationFilters(reader string) map[string]filter {
	return map[string]filter{
		"": func(string) (string, []any) { return "a.reader = ?", []any{reader} },
		"label": func(v string) (string, []any) {
			var either []string
			var args []any
			for label := range strings.SplitSeq(v, ",") {
				if label == "none" {
					either = append(either, "a.label_id IS NULL")
					continue
				}
				either, args = append(either, "a.label_id = ?"), append(args, label)
			}
			return "(" + strings.Join(either, " OR ") + ")", args
		},
		"evidence": equals("a.evidence_id"), "author": equals("a.created_by"), "visibility": equals("a.visibility"), "text": equals("a.text_id"),
		"state": func(v string) (string, []any) {
			switch v {
			case onus.Proposed, onus.Orphaned:
				return "a.placement = ?", []any{v}
			}
			return "a.state = ?", []any{v}
		},
		"claim": func(v string) (string, []any) {
			return "EXISTS (SELECT 1 FROM links k WHERE k.case_id = a.case_id AND k.annotation_id = a.id AND k.deleted_at = 0 AND k.claim_id = ?)", []any{v}
		},
		"party": func(v string) (string, []any) {
			return "EXISTS (SELECT 1 FROM links k JOIN claim_parties t ON t.case_id = k.case_id AND t.claim_id = k.claim_id AND t.deleted_at = 0" +
				" WHERE k.case_id = a.case_id AND k.annotation_id = a.id AND k.deleted_at = 0 AND t.party_id = ?)", []any{v}
		},
		"from": func(v string) (string, []any) {
			at, err := strconv.ParseInt(v, 10, 64)
			if err != nil || at == 0 {
				return "", nil
			}
			return "a.start_at >= ?", []any{at}
		},
		"cited":   when("EXISTS (SELECT 1 FROM links k WHERE k.case_id = a.case_id AND k.annotation_id = a.id AND k.deleted_at = 0)"),
		"comment": when("a.body <> ''"),
		"roots":   when("a.in_reply_to IS NULL"),
	}
}

// forReader adds what the list cannot be asked without.
func forReader(f onus.Filter) onus.Filter {
	fields := map[string]string{"": "reader"}
	for name, v := range f.Fields {
		fields[name] = v
	}
	f.Fields = fields
	return f
}

// ListAnnotations is a page of what a reader may see of a case.
func (s *Store) ListAnnotations(ctx context.Context, reader, caseID string, f onus.Filter) (onus.Page[onus.Annotation], error) {
	return page(ctx, s, annotationList(reader), annotationColumns+", e.title", caseID, forReader(f), func(a *onus.Annotation) []any {
		return append(annotationPtr(a), &a.EvidenceTitle)
	})
}

// ExportAnnotations calls each for all of the list; a is the same every time.
func (s *Store) ExportAnnotations(ctx context.Context, reader, caseID string, f onus.Filter, out Outlet, each func(a *onus.Annotation) error) error {
	a := &onus.Annotation{}
	dest := append(annotationPtr(a), &a.EvidenceTitle)
	return s.export(ctx, annotationList(reader), annotationColumns+", e.title", caseID, forReader(f), out, dest, func() error { return each(a) })
}

// LabelUse is how many passages that a reader sees carry each label of a case, by id; ""
// are those without one.
func (s *Store) LabelUse(ctx context.Context, reader, caseID string) (map[string]int64, error) {
	use := map[string]int64{}
	err := s.each(ctx, "SELECT coalesce(a.label_id, ''), count(*) FROM readable_annotations a WHERE a.case_id = $1 AND a.reader = $2 AND a.in_reply_to IS NULL"+
		" GROUP BY a.label_id", []any{caseID, reader}, func(scan func(...any) error) error {
		var id string
		var n int64
		err := scan(&id, &n)
		use[id] = n
		return err
	})
	return use, err
}

// MaxCounted is how far the passages of one text are counted: more are as good as many.
const MaxCounted = 1000

// CountAnnotationsOf is how many passages of a text a reader sees, MaxCounted+1 for more
// than are counted.
func (s *Store) CountAnnotationsOf(ctx context.Context, reader, caseID, textID string) (n int64, err error) {
	return n, s.row(ctx, "SELECT count(*) FROM (SELECT 1 FROM readable_annotations a WHERE a.case_id = $1 AND a.reader = $2 AND a.text_id = $3 LIMIT $4) n", []any{caseID, reader, textID, MaxCounted + 1}, &n)
}

// LabelPreview is how many passages that a reader sees carry a label, in how many items,
// and the words of the first n of them.
func (s *Store) LabelPreview(ctx context.Context, reader, caseID, labelID string, n int) (passages, items int64, quotes []string, err error) {
	const where = " FROM readable_annotations a WHERE a.case_id = $1 AND a.reader = $2 AND a.label_id = $3"
	args := []any{caseID, reader, labelID}
	if err = s.row(ctx, "SELECT count(*), count(DISTINCT a.evidence_id)"+where, args, &passages, &items); err != nil || n == 0 {
		return passages, items, nil, err
	}
	return passages, items, quotes, s.each(ctx, "SELECT a.passage"+where+" ORDER BY a.exhibit_number, a.start_at, a.id LIMIT $4", append(args, n),
		func(scan func(...any) error) error {
			var p onus.Passage
			err := scan(&p)
			quotes = append(quotes, p.Quote)
			return err
		})
}
