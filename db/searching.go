package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"onus"
	"onus/search"
)

// The orders of what is found.
const (
	ByRank = "rank" // the best first; as many as MaxRanked of each noun
	ByDate = "date" // the latest first, those without a date last
)

// SearchOptions say which part of what is found to read.
type SearchOptions struct {
	Order string // ByRank, if empty; without words to rank by, ByDate
	Noun  string // of the rows; "" for all
	Limit int    // of the rows; 0 for 20
	After string // Next of the page before
	// Quick is for a query that is being typed: its last word may go on, there are at
	// most eight rows, what has the words in its title first, and nothing is counted.
	Quick bool
}

// SearchPage is a page of what was found.
type SearchPage struct {
	Rows []SearchRow
	// Counts are how many of each noun, MaxRanked at most; Total is their sum,
	// whatever Noun was asked for.
	Counts map[string]int64
	Total  int64
	Capped bool   // there are more than Total
	Next   string // "" on the last page
	// Notes say what of the query was left out, beside Query.Notes.
	Notes []onus.Text
}

// MaxRanked is how many of each noun are counted, and ranked: those of the latest
// date. A search that finds more is too wide to be read.
const MaxRanked = 1000

const (
	searchPage = 20
	quickRows  = 8
	quickFound = 40 // of each noun
	inTitleIs  = 2  // times as good as elsewhere
)

// found is a document that was found.
type found struct {
	doc   int64
	score float64
}

// finding is one search under way.
type finding struct {
	s      *Store
	ctx    context.Context
	caseID string
	number int64 // of the case
	q      search.Query
	o      SearchOptions
	m      match
	filter searchFilter
}

// Search finds the live things of a case that a query asks for. No query is an
// error; one that asks for nothing, or only for what must not be there, finds nothing.
func (s *Store) Search(ctx context.Context, caseID string, q search.Query, o SearchOptions) (p SearchPage, err error) {
	if q.IsEmpty() || !utf8.ValidString(caseID) || strings.ContainsRune(caseID, 0) {
		return p, nil
	}
	f := &finding{s: s, ctx: ctx, caseID: caseID, q: q, o: o}
	err = s.row(ctx, "SELECT number FROM search_cases WHERE case_id = $1", []any{caseID}, &f.number)
	if errors.Is(err, onus.ErrNotFound) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	if p.Notes, err = f.prepare(); err != nil {
		return p, err
	}
	if o.Quick {
		return p, f.quick(&p)
	}
	return p, f.page(&p)
}

// prepare makes the engine's query and the filter.
func (f *finding) prepare() (notes []onus.Text, err error) {
	if f.o.Quick {
		f.q = f.q.Typing()
	}
	if f.o.Limit <= 0 {
		f.o.Limit = searchPage
	}
	terms, nots := f.q.Split()
	if len(terms) == 0 {
		terms, f.o.Order = []search.Term{search.Everything()}, ByDate
	}
	f.m = f.s.dialect.match(terms, nots)
	return f.filter.make(f)
}

// matching are the documents of a noun that match, the latest first, n at most, up
// to the document high.
func (f *finding) matching(noun string, in place, high int64, n int) (all []found, err error) {
	low, top := stretch(f.number, noun)
	args := f.m.args(in, low, min(top, high))
	and, args := f.filter.condition(args)
	text := f.s.dialect.matching(&f.m, in, and, n)
	each := func(rows *sql.Rows) error {
		var d found
		err := rows.Scan(&d.doc, &d.score)
		all = append(all, d)
		return err
	}
	if and == "" {
		return all, f.s.rows(f.ctx, text, args, each)
	}
	// Filters combine to more queries than are worth keeping prepared.
	rows, err := f.s.read.QueryContext(f.ctx, text, args...)
	return all, eachRow(rows, err, each)
}

func (f *finding) page(p *SearchPage) error {
	var all []found
	p.Counts = map[string]int64{}
	for _, noun := range indexedNouns {
		of, err := f.matching(noun, everywhere, maxDocument, MaxRanked+1)
		if err != nil {
			return err
		}
		n := min(len(of), MaxRanked)
		if n == 0 {
			continue
		}
		p.Counts[noun] = int64(n)
		p.Total, p.Capped = p.Total+int64(n), p.Capped || len(of) > n
		if f.o.Noun != "" && f.o.Noun != noun {
			continue
		}
		if f.o.Order == ByDate {
			if of, err = f.after(of, noun); err != nil {
				return err
			}
		} else if of, err = f.ranked(of[:n], noun); err != nil {
			return err
		}
		all = append(all, of...)
	}
	docs := f.cut(all, p)
	rows, err := f.rows(docs)
	p.Rows = rows
	return err
}

// ranked adds what is found in titles, which counts for more.
func (f *finding) ranked(of []found, noun string) ([]found, error) {
	titled, err := f.matching(noun, inTitle, maxDocument, MaxRanked)
	if err != nil {
		return nil, err
	}
	at := map[int64]int{}
	for i := range of {
		at[of[i].doc] = i
	}
	for _, t := range titled {
		i, known := at[t.doc]
		if !known {
			i = len(of)
			of = append(of, t)
		}
		of[i].score *= inTitleIs
	}
	return of, nil
}

// maxDocument is above every number of a document.
const maxDocument = 1<<(caseBits+nounBits+dayBits+seqBits) - 1

// byDate orders documents of a case: the later day first, then by noun.
func byDate(doc int64) int64 {
	noun := doc >> (dayBits + seqBits) & (1<<nounBits - 1)
	day, seq := doc>>seqBits&(1<<dayBits-1), doc&(1<<seqBits-1)
	return (day<<nounBits|(1<<nounBits-1-noun))<<seqBits | seq
}

// after are the documents of a noun that come after the page before; of are the
// first of them all.
func (f *finding) after(of []found, noun string) ([]found, error) {
	key, err := strconv.ParseInt(f.o.After, 10, 64)
	if err != nil {
		return of, nil //nolint:nilerr // what is no key begins at the beginning
	}
	low, _ := stretch(f.number, noun)
	day, last := key>>(nounBits+seqBits)&(1<<dayBits-1), key&(1<<seqBits-1)
	high := low | day<<seqBits
	switch c := cmp.Compare(byDate(low)>>seqBits&(1<<nounBits-1), key>>seqBits&(1<<nounBits-1)); {
	case c < 0: // of the same day it comes after
		high |= 1<<seqBits - 1
	case c == 0:
		high |= last
		high--
	default:
		high--
	}
	return f.matching(noun, everywhere, high, f.o.Limit+1)
}

// cut orders what was found and cuts the page out of it.
func (f *finding) cut(all []found, p *SearchPage) []found {
	if f.o.Order == ByDate {
		slices.SortFunc(all, func(a, b found) int { return cmp.Compare(byDate(b.doc), byDate(a.doc)) })
		if len(all) > f.o.Limit {
			all = all[:f.o.Limit]
			p.Next = strconv.FormatInt(byDate(all[len(all)-1].doc), 10)
		}
		return all
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(byDate(b.doc), byDate(a.doc)))
	})
	from, err := strconv.Atoi(f.o.After)
	if err != nil || from < 0 || from > len(all) {
		from = 0
	}
	to := min(from+f.o.Limit, len(all))
	if to < len(all) {
		p.Next = strconv.Itoa(to)
	}
	return all[from:to]
}

// quick are the first rows while a query is being typed.
func (f *finding) quick(p *SearchPage) error {
	var all []found
	seen := map[int64]bool{}
	for _, in := range []place{inTitle, everywhere} {
		for _, noun := range indexedNouns {
			if len(all) >= quickRows && in == everywhere || f.o.Noun != "" && f.o.Noun != noun {
				continue
			}
			of, err := f.matching(noun, in, maxDocument, quickFound)
			if err != nil {
				return err
			}
			for _, d := range of {
				if !seen[d.doc] {
					seen[d.doc] = true
					all = append(all, found{d.doc, d.score + float64(1e6*int(in))})
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(b.score, a.score) })
	rows, err := f.rows(all[:min(len(all), quickRows)])
	p.Rows = rows
	return err
}
