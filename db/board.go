package db

import (
	"context"
	"strings"

	"onus"
)

// How the passages of a case are grouped. By claim and by party, one that is cited for
// several stands under each.
const (
	ByDocument = "document"
	ByLabel    = "label"
	ByClaim    = "claim"
	ByParty    = "party"
)

// BoardRow is a passage with the group that it stands in: a claim or a party, by its id
// and its name.
type BoardRow struct {
	onus.Annotation
	GroupID, Group string
}

// repliesSearch is what the answers to a passage say.
const repliesSearch = "(SELECT coalesce(string_agg(r.search, ' '), '') FROM annotations r WHERE r.case_id = a.case_id AND r.in_reply_to = a.id AND r.deleted_at = 0)"

// boardList is the list of passages in the order of their groups.
func boardList(reader, group string) (l *list, columns string) {
	l = annotationList(reader)
	l.search = append(l.search, repliesSearch)
	l.counter = ""
	within := []string{"a.exhibit_number", "a.file_version", "a.start_at", "a.end_at", "a.id"}
	const cited = " JOIN links k ON k.case_id = a.case_id AND k.annotation_id = a.id AND k.deleted_at = 0"
	switch group {
	case ByClaim:
		l.from += cited
		l.sorts = []sort{{"exhibit", append([]string{"k.claim_number"}, within...)}}
		return l, "k.claim_id, k.claim_title"
	case ByParty:
		l.from += cited + " JOIN claim_parties t ON t.case_id = k.case_id AND t.claim_id = k.claim_id AND t.deleted_at = 0" +
			" JOIN parties p ON p.case_id = t.case_id AND p.id = t.party_id AND p.deleted_at = 0"
		l.sorts = []sort{{"exhibit", append(append([]string{"p.name_key", "p.id"}, within...), "k.id", "t.id")}}
		return l, "p.id, p.name"
	case ByLabel:
		l.sorts = []sort{{"exhibit", append([]string{"coalesce(l.label_order, 0)", "coalesce(l.name_key, '')"}, within...)}}
	}
	return l, "'', ''"
}

// Board is a page of the passages that a reader sees, in the order of a grouping.
func (s *Store) Board(ctx context.Context, reader, caseID, group string, f onus.Filter) (onus.Page[BoardRow], error) {
	l, columns := boardList(reader, group)
	f = forReader(f)
	f.Fields["roots"], f.Sort = "true", "exhibit"
	return page(ctx, s, l, strings.Join([]string{annotationColumns, "e.title", columns}, ", "), caseID, f, func(r *BoardRow) []any {
		return append(annotationPtr(&r.Annotation), &r.EvidenceTitle, &r.GroupID, &r.Group)
	})
}
