package db

import (
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"onus"
	"onus/search"
)

// A thing is one document of the index, written in the transaction that writes the
// thing. Its number is made of three others, so that the things of a case, and those
// of one noun, are a stretch of the index, the latest made last:
//
//	case | noun 3 bits | number in the case 22 bits
//
// FTS5 keeps small numbers in few bytes, and what is close together in fewer.
const (
	seqBits  = 22
	nounBits = 3
)

// indexedNouns are the nouns that are searched; the place of one is its number. The
// later ones are shown first when a query is being typed.
var indexedNouns = []string{onus.Links, onus.Relationships, onus.EvidenceNoun, onus.Proceedings, onus.Claims, onus.Parties}

// document is the number of a thing in the index.
func document(number int64, noun int, seq int64) int64 {
	return (number<<nounBits|int64(noun))<<seqBits | seq
}

// nounOf is the noun of a document.
func nounOf(doc int64) int { return int(doc >> seqBits & (1<<nounBits - 1)) }

// stretch is the lowest and the highest number of some nouns of a case, from the
// first to the last of them.
func stretch(number int64, first, last int) (low, high int64) {
	return document(number, first, 0), document(number, last, 1<<seqBits-1)
}

// entry is what search knows of a thing.
type entry struct {
	noun, id, kind string
	exhibit        int64
	first, last    int64
	title, who     string
	fields         []string
	language       string
}

// entryOf is nil for a thing that is not searched.
func entryOf(th onus.Thing) *entry {
	e := &entry{noun: th.Noun(), id: th.Base().ID, first: onus.DayUnknown, last: onus.DayUnknown}
	switch th := th.(type) {
	case *onus.Claim:
		e.kind, e.title = th.Kind, th.Title
		e.first, e.last = th.Until.Bounds()
		e.fields = []string{onus.ClaimNumber(th.Number), th.LegalBasis, th.Verbatim, th.About, th.Conduct, th.Measure, th.HeadOfLoss, th.Calculation, th.Territory}
	case *onus.Evidence:
		e.kind, e.title, e.language, e.exhibit = th.Type, th.Title, th.Language, th.Number
		e.first, e.last = th.Dated.Bounds()
		e.who = fold(th.Author + "\n" + th.Source + "\n" + th.Custodian)
		e.fields = []string{th.Exhibit(), th.About, th.Source, th.SourceURL, th.Author, th.Custodian, th.BatesBegin, th.BatesEnd}
	case *onus.Party:
		e.kind, e.title, e.fields = th.Kind, th.PartyName, []string{th.NativeName, th.Aliases, th.About}
	case *onus.Proceeding:
		e.kind, e.title, e.fields = th.Level, th.Name(), []string{th.Outcome, th.Note}
		e.first, e.last = period(th.FiledOn, th.OutcomeOn)
	case *onus.Relationship:
		e.kind, e.fields = th.Type, []string{th.Note}
		e.first, e.last = period(th.FromDate, th.ToDate)
	case *onus.Link:
		e.kind, e.exhibit, e.fields = th.Stance, th.ExhibitNumber, []string{th.Why, th.Quote, th.Locator}
	default:
		return nil
	}
	return e
}

// period is from the first day of one date to the last of another; one that is not
// known is that of the other.
func period(from, to onus.Date) (first, last int64) {
	first, last = from.Bounds()
	begins, ends := to.Bounds()
	switch {
	case first == onus.DayUnknown:
		return begins, ends
	case ends != onus.DayUnknown && ends > last:
		return first, ends
	}
	return first, last
}

// index keeps the index true to a thing that was saved. old is nil when it is made
// or restored, now is nil when it is deleted.
func (x *tx) index(old, now onus.Thing) error {
	if now == nil {
		if e := entryOf(old); e != nil {
			return x.unindex(old.Base().CaseID, e)
		}
		return nil
	}
	e := entryOf(now)
	if e == nil {
		return nil
	}
	if old != nil {
		if was := entryOf(old); reflect.DeepEqual(e, was) {
			return nil
		}
	}
	h := now.Base()
	if h.Version == 1 { // it is new: there is nothing of it yet, and no text
		return x.indexNew(h.CaseID, e, nil)
	}
	texts, err := x.currentText(h.CaseID, e)
	if err != nil {
		return err
	}
	var doc int64
	err = x.row("SELECT doc FROM search_rows WHERE case_id = $1 AND noun = $2 AND id = $3", []any{h.CaseID, e.noun, e.id}, &doc)
	if errors.Is(err, onus.ErrNotFound) {
		return x.indexNew(h.CaseID, e, texts)
	}
	if err != nil {
		return err
	}
	if err := x.s.dialect.dropWords(x, doc); err != nil {
		return err
	}
	err = x.exec("UPDATE search_rows SET (type, exhibit, day, first_day, last_day, who) = ($1, $2, $3, $4, $5, $6) WHERE doc = $7",
		e.kind, e.exhibit, e.day(), e.first, e.last, e.who, doc)
	if err != nil {
		return err
	}
	return x.keepWords(doc, e, texts)
}

// day is the day that a thing is sorted by; one that is not known is before all.
func (e *entry) day() int64 {
	if e.first == onus.DayUnknown {
		return onus.DayOpenStart - 1
	}
	return e.first
}

// indexNew indexes what was not in the index.
func (x *tx) indexNew(caseID string, e *entry, texts []string) error {
	number, seq, err := x.nextInIndex(caseID)
	if err != nil {
		return err
	}
	doc := document(number, slices.Index(indexedNouns, e.noun), seq)
	err = x.exec("INSERT INTO search_rows (doc, case_id, noun, id, type, exhibit, day, first_day, last_day, who) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		doc, caseID, e.noun, e.id, e.kind, e.exhibit, e.day(), e.first, e.last, e.who)
	if err != nil {
		return err
	}
	return x.keepWords(doc, e, texts)
}

func (x *tx) unindex(caseID string, e *entry) error {
	var doc int64
	err := x.row("DELETE FROM search_rows WHERE case_id = $1 AND noun = $2 AND id = $3 RETURNING doc", []any{caseID, e.noun, e.id}, &doc)
	if errors.Is(err, onus.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return x.s.dialect.dropWords(x, doc)
}

// keepWords indexes the words of a document that has none in the index.
func (x *tx) keepWords(doc int64, e *entry, texts []string) error {
	title, body := search.NewIndex(e.language), search.NewIndex(e.language)
	title.AddField(e.title)
	body.AddField(e.title)
	for _, f := range e.fields {
		body.AddField(f)
	}
	for _, t := range texts {
		body.Add(t)
	}
	return x.s.dialect.keepWords(x, doc, title, body)
}

// nextInIndex is the number of a case, and the next one of a thing in it.
func (x *tx) nextInIndex(caseID string) (number, seq int64, err error) {
	err = x.row("UPDATE search_cases SET last = last + 1 WHERE case_id = $1 RETURNING number, last", []any{caseID}, &number, &seq)
	if errors.Is(err, onus.ErrNotFound) {
		if err = x.row("UPDATE search_cases SET last = last + 1 WHERE case_id = '' RETURNING last", nil, &number); err != nil {
			return 0, 0, err
		}
		seq = 1
		err = x.exec("INSERT INTO search_cases (case_id, number, last, built) VALUES ($1, $2, $3, TRUE)", caseID, number, seq)
	}
	if err == nil && seq >= 1<<seqBits {
		err = fmt.Errorf("search has no more numbers: %d things were made in case %s", seq, caseID)
	}
	return number, seq, err
}

// indexEvidence indexes an item again: it has another text now.
func (x *tx) indexEvidence(caseID, evidenceID string) error {
	return x.indexAgain(onus.EvidenceNoun, caseID, evidenceID)
}

// indexAgain makes the index of one thing anew; that of one which is deleted goes.
func (x *tx) indexAgain(noun, caseID, id string) error {
	th, err := x.s.tables[noun].load(x, caseID, id)
	if err != nil {
		return err
	}
	if th.Base().DeletedAt != 0 {
		return x.index(th, nil)
	}
	th.Base().Version = max(2, th.Base().Version) // not new: it may be there, and have a text
	return x.index(nil, th)
}

// textQuery is the text of an item that is searched: of the newest version of its
// file that has been read: its id, its language, and whether it has pages. $1 is the
// case, $2 the item.
const textQuery = "SELECT coalesce(t.id, ''), coalesce(t.language, ''), r.paged FROM readings r LEFT JOIN texts t ON t.case_id = r.case_id AND t.id = r.text_id" +
	" WHERE r.case_id = $1 AND r.evidence_id = $2 AND (r.text_id IS NOT NULL OR r.state NOT IN ('" + onus.ReadWaiting + "', '" + onus.ReadReading + "'))" +
	" ORDER BY r.file_version DESC LIMIT 1"

// currentText is the text of an item, in its parts. It says what language the item
// is in if nobody else does.
func (x *tx) currentText(caseID string, e *entry) (texts []string, err error) {
	if e.noun != onus.EvidenceNoun {
		return nil, nil
	}
	var id, language string
	var paged bool
	err = x.row(textQuery, []any{caseID, e.id}, &id, &language, &paged)
	if errors.Is(err, onus.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if e.language == "" {
		e.language = language
	}
	return texts, x.rows("SELECT text FROM parts WHERE case_id = $1 AND text_id = $2 ORDER BY part", []any{caseID, id}, func(rows *sql.Rows) error {
		var t string
		err := rows.Scan(&t)
		texts = append(texts, t)
		return err
	})
}
