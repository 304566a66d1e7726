package db

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"

	"onus"
)

// ocrLease is how long one page of OCR may take.
const ocrLease = 3 * time.Minute

// AskOCR puts the pages of a file in the queue to be recognised. languages are as
// tesseract names them: "nld+eng".
func (s *Store) AskOCR(ctx context.Context, who onus.Actor, caseID, evidenceID string, version int64, languages string) error {
	return s.change(ctx, who, func(x *tx) error {
		r, err := x.reading(caseID, evidenceID, version)
		if err != nil {
			return err
		}
		if !r.Paged || r.Pages == 0 {
			return onus.Problems{"": onus.Say("There are no page pictures to recognise text in.")}
		}
		if err := x.exec("DELETE FROM ocr_pages WHERE case_id = $1 AND file_id = $2", caseID, r.FileID); err != nil {
			return err
		}
		if err := x.exec("DELETE FROM works WHERE case_id = $1 AND file_id = $2 AND kind = $3", caseID, r.FileID, onus.WorkOCR); err != nil {
			return err
		}
		return x.enqueue(caseID, r.FileID, onus.WorkOCR, languages, true)
	})
}

// KeepOCRPage keeps what was recognised on one page and renews the lease.
func (s *Store) KeepOCRPage(ctx context.Context, w onus.Work, p onus.TextPart) error {
	return s.change(ctx, onus.Actor{Email: w.By}, func(x *tx) error {
		if err := x.held(&w); err != nil {
			return err
		}
		err := x.exec("INSERT INTO ocr_pages (case_id, file_id, page, text, confidence, width, height, places) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"+
			" ON CONFLICT (case_id, file_id, page) DO UPDATE SET text = excluded.text, confidence = excluded.confidence, width = excluded.width,"+
			" height = excluded.height, places = excluded.places", w.CaseID, w.FileID, p.Number, p.Text, p.Confidence,
			int64(math.Round(p.Width*centi)), int64(math.Round(p.Height*centi)), onus.PackPlaces(&p.Part))
		if err != nil {
			return err
		}
		return x.exec("UPDATE works SET page = $1, tries = 1, leased_until = $2 WHERE id = $3", p.Number+1, x.now+ocrLease.Milliseconds(), w.ID)
	})
}

// FinishOCR makes the recognised pages the text of the file.
func (s *Store) FinishOCR(ctx context.Context, w onus.Work, extractor string) error {
	return s.change(ctx, onus.Actor{Email: w.By}, func(x *tx) error {
		if err := x.held(&w); err != nil {
			return err
		}
		d, err := x.recognised(&w)
		if err != nil {
			return err
		}
		d.Extractor = extractor
		textID, err := x.keepText(&w, d)
		if err != nil {
			return err
		}
		// What was damaged stays so: recognising the pages mends no file.
		state, note := ended(d)
		err = x.exec("UPDATE readings SET state = CASE WHEN state IN ($1, $2, $3) THEN state ELSE $4 END, note = CASE WHEN state IN ($1, $2, $3) THEN note ELSE $5 END,"+
			" text_id = $6, pages = $7 WHERE case_id = $8 AND file_id = $9",
			onus.ReadDamaged, onus.ReadTooLarge, onus.ReadTimeLimit, state, note, textID, len(d.Parts), w.CaseID, w.FileID)
		if err == nil {
			err = x.exec("DELETE FROM ocr_pages WHERE case_id = $1 AND file_id = $2", w.CaseID, w.FileID)
		}
		if err == nil {
			err = x.exec("DELETE FROM works WHERE id = $1", w.ID)
		}
		if err == nil {
			err = x.indexEvidence(w.CaseID, w.EvidenceID)
		}
		if err == nil {
			err = x.queueCarrying(&w, textID)
		}
		if err != nil {
			return err
		}
		return x.record(w.CaseID, w.EvidenceID, w.FileVersion, onus.CustodyRead, "", "ocr "+extractor)
	})
}

// ended is the state of a document whose pages were recognised: in part, if it failed on one.
func ended(d *onus.Document) (state, note string) {
	var failed []string
	for i := range d.Parts {
		if d.Parts[i].Confidence == onus.NotRecognised {
			failed = append(failed, strconv.Itoa(i+1))
		}
	}
	if failed == nil {
		return onus.ReadDone, ""
	}
	return onus.ReadDamaged, "not recognised: pages " + strings.Join(failed, ", ")
}

// recognised are the pages of an OCR as a document.
func (x *tx) recognised(w *onus.Work) (*onus.Document, error) {
	d := &onus.Document{Kind: onus.TextOCR, Paged: true}
	rows, err := x.conn.QueryContext(x.ctx, "SELECT text, confidence, width, height, places FROM ocr_pages WHERE case_id = $1 AND file_id = $2 ORDER BY page", w.CaseID, w.FileID)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var p onus.Part
		var width, height int64
		var places []byte
		if err := rows.Scan(&p.Text, &p.Confidence, &width, &height, &places); err != nil {
			return nil, err
		}
		p.Width, p.Height = float64(width)/centi, float64(height)/centi
		if err := onus.UnpackPlaces(&p, places); err != nil {
			return nil, err
		}
		d.Parts = append(d.Parts, p)
	}
	return d, rows.Err()
}
