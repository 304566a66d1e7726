package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math"
	"unicode/utf8"

	"onus"
)

// keepText stores the text of a document and answers its id; "" where there is
// nothing to show, no text and no page.
func (x *tx) keepText(w *onus.Work, d *onus.Document) (string, error) {
	if len(d.Parts) == 0 {
		return "", nil
	}
	id, offset := newID(), int64(0)
	sum := sha256.New()
	sep := ""
	if d.Paged {
		sep = onus.PageBreak
	}
	err := x.exec("INSERT INTO texts (case_id, id, file_id, evidence_id, kind, extractor, language, sha256, length, parts, paged, confidence, created_at)"+
		" VALUES ($1, $2, $3, $4, $5, $6, $7, '', 0, $8, $9, $10, $11)",
		w.CaseID, id, w.FileID, w.EvidenceID, kindOf(d), d.Extractor, d.Properties.Language, len(d.Parts), d.Paged, confidence(d.Parts), x.now)
	if err != nil {
		return "", err
	}
	for i := range d.Parts {
		if i > 0 {
			_, _ = io.WriteString(sum, sep)
			offset += int64(len(sep))
		}
		p := onus.TextPart{Part: d.Parts[i], Number: int64(i + 1), Offset: offset}
		if err := x.keepPart(w.CaseID, id, &p); err != nil {
			return "", err
		}
		_, _ = io.WriteString(sum, p.Text)
		offset += int64(utf8.RuneCountInString(p.Text))
	}
	return id, x.exec("UPDATE texts SET sha256 = $1, length = $2 WHERE case_id = $3 AND id = $4", hex.EncodeToString(sum.Sum(nil)), offset, w.CaseID, id)
}

func kindOf(d *onus.Document) string {
	if d.Kind == "" {
		return onus.TextExtracted
	}
	return d.Kind
}

// confidence is the mean over the parts that have one; -1 if none has.
func confidence(parts []onus.Part) int {
	sum, n := 0, 0
	for i := range parts {
		if parts[i].Confidence >= 0 && parts[i].Text != "" {
			sum, n = sum+parts[i].Confidence, n+1
		}
	}
	if n == 0 {
		return -1
	}
	return sum / n
}

// centi is the unit of a stored width or height: hundredths of a point.
const centi = 100

func (x *tx) keepPart(caseID, textID string, p *onus.TextPart) error {
	hidden := 0
	for _, w := range p.Words {
		if w.Hidden {
			hidden++
		}
	}
	return x.exec("INSERT INTO parts (case_id, text_id, part, start, text, width, height, hidden, confidence, places) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		caseID, textID, p.Number, p.Offset, p.Text, int64(math.Round(p.Width*centi)), int64(math.Round(p.Height*centi)), hidden, p.Confidence, onus.PackPlaces(&p.Part))
}

const textColumns = "t.id, t.file_id, t.evidence_id, t.kind, t.extractor, t.language, t.sha256, t.length, t.parts, t.paged, t.confidence, t.created_at"

func textPtr(t *onus.TextInfo) []any {
	return []any{&t.ID, &t.FileID, &t.EvidenceID, &t.Kind, &t.Extractor, &t.Language, &t.SHA256, &t.Length, &t.Parts, &t.Paged, &t.Confidence, &t.CreatedAt}
}

// TextInfo describes a text of a case; ErrNotFound if it is of a deleted item.
func (s *Store) TextInfo(ctx context.Context, caseID, textID string) (t onus.TextInfo, err error) {
	return t, s.row(ctx, "SELECT "+textColumns+" FROM texts t JOIN evidence e ON e.case_id = t.case_id AND e.id = t.evidence_id"+
		" WHERE t.case_id = $1 AND t.id = $2 AND e.deleted_at = 0", []any{caseID, textID}, textPtr(&t)...)
}

// Texts are all texts of a file, the newest first.
func (s *Store) Texts(ctx context.Context, caseID, fileID string) ([]onus.TextInfo, error) {
	var all []onus.TextInfo
	err := s.each(ctx, "SELECT "+textColumns+" FROM texts t WHERE case_id = $1 AND file_id = $2 ORDER BY created_at DESC, id", []any{caseID, fileID},
		func(scan func(...any) error) error {
			var t onus.TextInfo
			err := scan(textPtr(&t)...)
			all = append(all, t)
			return err
		})
	return all, err
}

// Parts are at most n parts of a text from the one numbered from (1 is the first),
// with their words and blocks.
func (s *Store) Parts(ctx context.Context, caseID, textID string, from, n int64) ([]onus.TextPart, error) {
	var all []onus.TextPart
	err := s.each(ctx, "SELECT part, start, text, width, height, confidence, places FROM parts WHERE case_id = $1 AND text_id = $2 AND part >= $3 ORDER BY part LIMIT $4",
		[]any{caseID, textID, from, n}, func(scan func(...any) error) error {
			p, width, height := onus.TextPart{}, int64(0), int64(0)
			var places []byte
			if err := scan(&p.Number, &p.Offset, &p.Text, &width, &height, &p.Confidence, &places); err != nil {
				return err
			}
			p.Width, p.Height = float64(width)/centi, float64(height)/centi
			err := onus.UnpackPlaces(&p.Part, places)
			all = append(all, p)
			return err
		})
	return all, err
}

// PartSize is the size of a page in points, and how many words a box covers on it.
type PartSize struct {
	Width, Height float64
	Hidden        int64
}

// PartSizes are the sizes of all pages of a text, in order; it reads no text.
func (s *Store) PartSizes(ctx context.Context, caseID, textID string) ([]PartSize, error) {
	var all []PartSize
	err := s.each(ctx, "SELECT width, height, hidden FROM parts WHERE case_id = $1 AND text_id = $2 ORDER BY part", []any{caseID, textID},
		func(scan func(...any) error) error {
			var width, height int64
			var p PartSize
			err := scan(&width, &height, &p.Hidden)
			p.Width, p.Height = float64(width)/centi, float64(height)/centi
			all = append(all, p)
			return err
		})
	return all, err
}

// partsAtOnce bounds what is held of a text that is walked through.
const partsAtOnce = 50

// EachPart calls f with the number and the text of every part in order, from the
// one numbered from; an error of f ends it.
func (s *Store) EachPart(ctx context.Context, caseID, textID string, from int64, f func(number int64, text string) error) error {
	for {
		var texts []string
		err := s.each(ctx, "SELECT text FROM parts WHERE case_id = $1 AND text_id = $2 AND part >= $3 ORDER BY part LIMIT $4",
			[]any{caseID, textID, from, partsAtOnce}, func(scan func(...any) error) error {
				var t string
				err := scan(&t)
				texts = append(texts, t)
				return err
			})
		if err != nil || len(texts) == 0 {
			return err
		}
		for i, t := range texts {
			if err := f(from+int64(i), t); err != nil {
				return err
			}
		}
		from += int64(len(texts))
	}
}

// PartStarts are where the parts of a text begin, in code points of the text, in order.
func (s *Store) PartStarts(ctx context.Context, caseID, textID string) ([]int64, error) {
	var all []int64
	err := s.each(ctx, "SELECT start FROM parts WHERE case_id = $1 AND text_id = $2 ORDER BY start", []any{caseID, textID}, func(scan func(...any) error) error {
		var at int64
		err := scan(&at)
		all = append(all, at)
		return err
	})
	return all, err
}

// Window is the text of the parts between two code points of a text, with the page breaks
// between them, where it begins in the text, and the number of its first part. ErrNotFound
// if the text has no part there.
func (s *Store) Window(ctx context.Context, caseID string, t *onus.TextInfo, start, end int64) (text string, offset, part int64, err error) {
	sep := ""
	if t.Paged {
		sep = onus.PageBreak
	}
	n := 0
	err = s.each(ctx, "SELECT part, start, text FROM parts WHERE case_id = $1 AND text_id = $2 AND start <= $3 AND start >="+
		" (SELECT coalesce(max(start), 0) FROM parts WHERE case_id = $1 AND text_id = $2 AND start <= $4) ORDER BY start, part",
		[]any{caseID, t.ID, end, start}, func(scan func(...any) error) error {
			var number, at int64
			var piece string
			if err := scan(&number, &at, &piece); err != nil {
				return err
			}
			if n == 0 {
				offset, part = at, number
			} else {
				text += sep
			}
			text += piece
			n++
			return nil
		})
	if err == nil && n == 0 {
		err = onus.ErrNotFound
	}
	return text, offset, part, err
}
