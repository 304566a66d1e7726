package db

import (
	"context"
	"errors"
	"fmt"

	"onus"
)

func linkTable() *table {
	return &table{
		name: onus.Links, make: func() onus.Thing { return &onus.Link{} }, counter: "n_links",
		derived: []string{"claim_number", "exhibit_number", "claim_title", "evidence_title", "evidence_type", "passage", "search"},
		derive: func(th onus.Thing) []any {
			l := th.(*onus.Link)
			return []any{l.ClaimNumber, l.ExhibitNumber, l.ClaimTitle, l.EvidenceTitle, l.EvidenceType, l.Passage.String(), searchText(l.Why, l.Locator, l.Quote)}
		},
		read: []string{"claim_number", "exhibit_number", "passage"},
		readPtr: func(th onus.Thing) []any {
			l := th.(*onus.Link)
			return []any{&l.ClaimNumber, &l.ExhibitNumber, &l.Passage}
		},
		before: func(x *tx, th onus.Thing) error { return x.beforeLink(th.(*onus.Link)) },
		after: func(x *tx, old, now onus.Thing) error {
			for _, th := range []onus.Thing{old, now} {
				if th == nil {
					continue
				}
				if err := x.countLinks(th.(*onus.Link)); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// beforeLink reads the numbers and titles of both ends, and refuses to say the
// same twice.
func (x *tx) beforeLink(l *onus.Link) error {
	var live int64
	err := x.row("SELECT number, title FROM claims WHERE case_id = $1 AND id = $2 AND deleted_at = 0", []any{l.CaseID, l.ClaimID}, &l.ClaimNumber, &l.ClaimTitle)
	if err == nil {
		err = x.row("SELECT number, title, type FROM evidence WHERE case_id = $1 AND id = $2 AND deleted_at = 0",
			[]any{l.CaseID, l.EvidenceID}, &l.ExhibitNumber, &l.EvidenceTitle, &l.EvidenceType)
	}
	if errors.Is(err, onus.ErrNotFound) {
		return onus.Problems{"": onus.Say("What this link ties is deleted.")}
	}
	if err != nil {
		return err
	}
	if err := x.pin(l); err != nil {
		return err
	}
	err = x.row("SELECT count(*) FROM links WHERE case_id = $1 AND claim_id = $2 AND evidence_id = $3 AND locator = $4 AND quote = $5 AND id <> $6 AND deleted_at = 0",
		[]any{l.CaseID, l.ClaimID, l.EvidenceID, l.Locator, l.Quote, l.ID}, &live)
	if err == nil && live > 0 {
		return onus.Problems{"locator": onus.Say("This item is already linked to this claim at this place.")}
	}
	return err
}

// pin gives a link the passage of the annotation that it cites, as it is now; it stays
// with that one while the annotation moves on. What nobody else sees cannot be cited.
func (x *tx) pin(l *onus.Link) error {
	if l.AnnotationID == "" {
		l.Passage = onus.Passage{}
		return nil
	}
	var before string
	err := x.row("SELECT coalesce(annotation_id, '') FROM links WHERE case_id = $1 AND id = $2", []any{l.CaseID, l.ID}, &before)
	if err == nil && before == l.AnnotationID || err != nil && !errors.Is(err, onus.ErrNotFound) {
		return err
	}
	th, err := x.s.tables[onus.Annotations].live(x, l.CaseID, l.AnnotationID)
	if err != nil {
		return err
	}
	a := th.(*onus.Annotation)
	if a.IsPrivate() || a.IsReply() || a.EvidenceID != l.EvidenceID {
		return onus.Problems{"annotation_id": onus.Say("This is not in the case.")}
	}
	l.Passage = a.Passage
	if l.Quote == "" {
		l.Quote = a.Passage.Quote
	}
	if l.Locator == "" && a.Passage.Page > 0 {
		l.Locator = fmt.Sprintf("p. %d", a.Passage.Page)
	}
	return nil
}

// claimRetitled and evidenceRetitled write a new title beside the links that show
// it, deleted ones too: they may come back.
func claimRetitled(x *tx, old, now onus.Thing) error {
	if old == nil || now == nil || old.(*onus.Claim).Title == now.(*onus.Claim).Title {
		return nil
	}
	c := now.(*onus.Claim)
	return x.exec("UPDATE links SET claim_title = $1 WHERE case_id = $2 AND claim_id = $3", c.Title, c.CaseID, c.ID)
}

func evidenceRetitled(x *tx, old, now onus.Thing) error {
	if old == nil || now == nil {
		return nil
	}
	was, e := old.(*onus.Evidence), now.(*onus.Evidence)
	if was.Title == e.Title && was.Type == e.Type {
		return nil
	}
	return x.exec("UPDATE links SET (evidence_title, evidence_type) = ($1, $2) WHERE case_id = $3 AND evidence_id = $4", e.Title, e.Type, e.CaseID, e.ID)
}

// countLinks keeps the numbers beside claim and evidence. They are counted
// anew, not added up: a claim has tens of links, and a sum can go wrong once
// and for all.
func (x *tx) countLinks(l *onus.Link) error {
	err := x.exec("UPDATE claims SET (supports, refutes, undercuts, context, unassessed) = (SELECT"+
		" coalesce(sum(CASE WHEN stance = 'supports' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN stance = 'refutes' THEN 1 ELSE 0 END), 0),"+
		" coalesce(sum(CASE WHEN stance = 'undercuts' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN stance = 'context' THEN 1 ELSE 0 END), 0),"+
		" coalesce(sum(CASE WHEN stance = 'unassessed' THEN 1 ELSE 0 END), 0)"+
		" FROM links WHERE case_id = $1 AND claim_id = $2 AND deleted_at = 0) WHERE case_id = $1 AND id = $2", l.CaseID, l.ClaimID)
	if err != nil {
		return err
	}
	return x.exec("UPDATE evidence SET links = (SELECT count(*) FROM links WHERE case_id = $1 AND evidence_id = $2 AND deleted_at = 0)"+
		" WHERE case_id = $1 AND id = $2", l.CaseID, l.EvidenceID)
}

// linkList is the list of links. Those of one claim all have its number, those of
// one item the item's: leaving that out of the order lets them be read from the
// index of that end.
func linkList(f onus.Filter) *list {
	claim, exhibit := []string{"l.claim_number", "l.exhibit_number", "l.id"}, []string{"l.exhibit_number", "l.claim_number", "l.id"}
	switch {
	case f.Fields["claim"] != "":
		claim = []string{"l.exhibit_number", "l.id"}
		exhibit = claim
	case f.Fields["evidence"] != "":
		claim = []string{"l.claim_number", "l.id"}
		exhibit = claim
	}
	from := "links l"
	if f.Q != "" { // words are looked for in both ends too
		from += " JOIN claims c ON c.case_id = l.case_id AND c.id = l.claim_id JOIN evidence e ON e.case_id = l.case_id AND e.id = l.evidence_id"
	}
	return &list{
		from: from, alias: "l", search: []string{"l.search", "c.search", "e.search"}, counter: "n_links",
		filters: linkFilters(),
		sorts: []sort{
			{"claim", claim},
			{"exhibit", exhibit},
			{"stance", []string{"l.stance", "l.claim_number", "l.exhibit_number", "l.id"}},
			{"updated", []string{"l.updated_at", "l.id"}},
		},
	}
}

func linkFilters() map[string]filter {
	return map[string]filter{
		"stance": equals("l.stance"),
		"claim":  equals("l.claim_id"), "evidence": equals("l.evidence_id"), "annotation": equals("l.annotation_id"),
		"no_locator": when("l.locator = ''"), "no_why": when("l.why = ''"),
	}
}

const linkRow = "l.id, l.version, l.evidence_id, l.claim_id, l.stance, l.why, l.locator, l.quote, l.claim_number, l.exhibit_number," +
	" l.claim_title, l.evidence_title, l.evidence_type, coalesce(l.annotation_id, ''), l.passage"

func linkPtr(l *onus.Link) []any {
	return []any{&l.ID, &l.Version, &l.EvidenceID, &l.ClaimID, &l.Stance, &l.Why, &l.Locator, &l.Quote, &l.ClaimNumber, &l.ExhibitNumber,
		&l.ClaimTitle, &l.EvidenceTitle, &l.EvidenceType, &l.AnnotationID, &l.Passage}
}

// ListLinks is a page of the links of a case, with the titles of both ends.
func (s *Store) ListLinks(ctx context.Context, caseID string, f onus.Filter) (onus.Page[onus.Link], error) {
	return page(ctx, s, linkList(f), linkRow, caseID, f, linkPtr)
}

// maxShownLinks bounds the links on the page of one claim or item; the list of
// links shows all.
const maxShownLinks = 200

// LinksOf are the first links of a claim (of "claim") or an item (of "evidence"),
// in the order of exhibits or claims, and how many there are in all.
func (s *Store) LinksOf(ctx context.Context, caseID, of, id string) (links []onus.Link, total int64, err error) {
	p, err := s.ListLinks(ctx, caseID, onus.Filter{Fields: map[string]string{of: id}, Limit: maxShownLinks})
	return p.Rows, p.Total, err
}

// Citations are the links that cite a passage, in the order of their claims.
func (s *Store) Citations(ctx context.Context, caseID, annotationID string) ([]onus.Link, error) {
	p, err := s.ListLinks(ctx, caseID, onus.Filter{Fields: map[string]string{"annotation": annotationID}, Limit: maxShownLinks})
	return p.Rows, err
}
