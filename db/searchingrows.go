package db

import (
	"errors"
	"strconv"
	"strings"

	"onus"
	"onus/search"
)

// SearchRow is one thing that was found.
type SearchRow struct {
	Noun, ID string
	number   string
	// Title is a title or a name; that of a link is of the item and of the claim, that
	// of a relationship both names.
	Title   string
	Kind    string // the code of its type, kind, level or stance
	Date    string // EDTF
	Snippet []search.Segment
	// Language of the snippet (ISO 639-1), if it is known.
	Language string
	// Part of the item's text that the snippet is of, from 1; 0: it is of a field, or
	// further on than is looked.
	Part   int64
	Paged  bool   // the part is a page
	TextID string // of the text; "" if Part is 0
	// ClaimID and EvidenceID are the ends of a link.
	ClaimID, EvidenceID string
}

// Key is what a row is cited by: C-1, EX-0001, EX-0001 → C-1; "" if by its name.
func (r *SearchRow) Key() string { return r.number }

const (
	aroundHit = 120 // code points on either side of a hit
	// What is read of the text of one item to find the first hit, in bytes.
	maxLookedAt      = 400_000
	maxLookedAtQuick = 40_000
	partsLookedAt    = 10 // at once
)

// rows reads what was found. What has been deleted meanwhile is left out.
func (f *finding) rows(docs []found) ([]SearchRow, error) {
	finders := map[string]*search.Finder{}
	rows := make([]SearchRow, 0, len(docs))
	for _, d := range docs {
		var noun, id string
		err := f.s.row(f.ctx, "SELECT noun, id FROM search_rows WHERE doc = $1 AND case_id = $2", []any{d.doc, f.caseID}, &noun, &id)
		var th onus.Thing
		if err == nil {
			th, err = f.s.Thing(f.ctx, noun, f.caseID, id)
		}
		if errors.Is(err, onus.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		row, err := f.describe(th, finders)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// describe makes the row of a thing.
func (f *finding) describe(th onus.Thing, finders map[string]*search.Finder) (SearchRow, error) {
	e := entryOf(th)
	row := SearchRow{Noun: e.noun, ID: e.id, Kind: e.kind}
	row.Title = e.title
	switch th := th.(type) {
	case *onus.Claim:
		row.number, row.Date = onus.ClaimNumber(th.Number), string(th.Until)
	case *onus.Evidence:
		row.number, row.Date = th.Exhibit(), string(th.Dated)
	case *onus.Proceeding:
		row.Date = string(th.FiledOn)
	case *onus.Relationship:
		row.Date = string(th.FromDate)
		if err := f.s.row(f.ctx, "SELECT a.name || ' → ' || b.name FROM parties a, parties b WHERE a.case_id = $1 AND a.id = $2 AND b.case_id = $1 AND b.id = $3",
			[]any{f.caseID, th.FromID, th.ToID}, &row.Title); err != nil {
			return row, err
		}
	case *onus.Link:
		row.number, row.ClaimID, row.EvidenceID = th.Name(), th.ClaimID, th.EvidenceID
		if err := f.s.row(f.ctx, "SELECT evidence_title || ' → ' || claim_title FROM links WHERE case_id = $1 AND id = $2", []any{f.caseID, th.ID}, &row.Title); err != nil {
			return row, err
		}
	}
	textID := ""
	if e.noun == onus.EvidenceNoun {
		language := ""
		err := f.s.row(f.ctx, textQuery, []any{f.caseID, e.id}, &textID, &language, &row.Paged)
		if err != nil && !errors.Is(err, onus.ErrNotFound) {
			return row, err
		}
		if e.language == "" {
			e.language = language
		}
	}
	finder := finders[e.language]
	if finder == nil {
		finder = search.NewFinder(f.q, e.language)
		finders[e.language] = finder
	}
	return row, f.snippet(&row, e, textID, finder)
}

// snippet fills in the place of the first hit: in the text of an item, else in a
// field; without one, the beginning of what there is.
func (f *finding) snippet(row *SearchRow, e *entry, textID string, finder *search.Finder) error {
	begins := ""
	if textID != "" {
		part, text, hits, err := f.firstHit(textID, finder)
		if err != nil {
			return err
		}
		if begins = text; len(hits) > 0 {
			row.Part, row.TextID, row.Language = part, textID, e.language
			row.Snippet = search.Snippet(text, hits, aroundHit)
			return nil
		}
	}
	for _, field := range e.fields {
		if hits := finder.Hits(field); len(hits) > 0 && field != row.number {
			row.Snippet = search.Snippet(field, hits, aroundHit)
			return nil
		}
		if begins == "" && field != row.number && !strings.HasPrefix(field, "http") {
			begins = field
		}
	}
	row.Snippet = search.Snippet(begins, nil, aroundHit)
	return nil
}

// firstHit is the first part of a text with a hit. Without one in what is looked at,
// hits is empty and text is the beginning.
func (f *finding) firstHit(textID string, finder *search.Finder) (part int64, text string, hits []search.Hit, err error) {
	most, looked, begins := maxLookedAt, 0, ""
	if f.o.Quick {
		most = maxLookedAtQuick
	}
	for from := int64(1); looked < most && len(hits) == 0; from += partsLookedAt {
		n := 0
		err = f.s.each(f.ctx, "SELECT part, text FROM parts WHERE case_id = $1 AND text_id = $2 AND part >= $3 ORDER BY part LIMIT "+strconv.Itoa(partsLookedAt),
			[]any{f.caseID, textID, from}, func(scan func(...any) error) error {
				n++
				var number int64
				var t string
				if err := scan(&number, &t); err != nil || len(hits) > 0 {
					return err
				}
				part, text = number, t
				looked += len(t)
				if begins == "" {
					begins = t
				}
				hits = finder.Hits(t)
				return nil
			})
		if err != nil || n < partsLookedAt {
			break
		}
	}
	if len(hits) == 0 {
		text = begins
	}
	return part, text, hits, err
}
