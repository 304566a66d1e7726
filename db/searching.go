package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"math"
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

// MaxRanked is how many of each noun are counted, and ranked: those made last. A
// search that finds more is too wide to be read.
const MaxRanked = 1000

const (
	searchPage = 20
	quickRows  = 8
	inTitleIs  = 2 // times as good as elsewhere
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

// scored are the documents of the nouns from the first to the last that match, the
// later ones first, n at most, up to the document high.
func (f *finding) scored(in place, first, last int, high int64, n int) (all []found, err error) {
	low, top := stretch(f.number, first, last)
	and, args := f.filter.condition(f.m.args(in, low, min(top, high)))
	return all, f.read(f.s.dialect.scored(&f.m, in, and, n), args, and != "", func(rows *sql.Rows) error {
		var d found
		err := rows.Scan(&d.doc, &d.score)
		all = append(all, d)
		return err
	})
}

// read runs a query. Filters combine to more queries than are worth keeping prepared.
func (f *finding) read(query string, args []any, filtered bool, each func(*sql.Rows) error) error {
	if !filtered {
		return f.s.rows(f.ctx, query, args, each)
	}
	rows, err := f.s.read.QueryContext(f.ctx, query, args...)
	return eachRow(rows, err, each)
}

// nouns are the first and the last noun to search.
func (f *finding) nouns() (first, last int) {
	if i := slices.Index(indexedNouns, f.o.Noun); i >= 0 {
		return i, i
	}
	return 0, len(indexedNouns) - 1
}

// latest are the latest documents of each noun that match, one more than MaxRanked at
// most. It takes one query, and one more for each noun of which there is more.
func (f *finding) latest() ([][]found, error) {
	all := make([][]found, len(indexedNouns))
	for last := len(indexedNouns) - 1; last >= 0; {
		_, high := stretch(f.number, last, last)
		if of := all[last]; len(of) > 0 {
			high = of[len(of)-1].doc - 1
		}
		some, err := f.scored(everywhere, 0, last, high, MaxRanked+1)
		if err != nil {
			return nil, err
		}
		for _, d := range some {
			last = nounOf(d.doc)
			all[last] = append(all[last], d)
		}
		if len(some) <= MaxRanked {
			break
		}
		if len(all[last]) > MaxRanked {
			all[last] = all[last][:MaxRanked+1]
			last--
		}
	}
	return all, nil
}

func (f *finding) page(p *SearchPage) error {
	latest, err := f.latest()
	if err != nil {
		return err
	}
	p.Counts = map[string]int64{}
	var all []found
	first, last := f.nouns()
	for noun, of := range latest {
		if len(of) == 0 {
			continue
		}
		n := min(len(of), MaxRanked)
		p.Counts[indexedNouns[noun]] = int64(n)
		p.Total, p.Capped = p.Total+int64(n), p.Capped || len(of) > n
		if noun >= first && noun <= last {
			all = append(all, of[:n]...)
		}
	}
	if f.o.Order == ByDate {
		all, err = f.byDate(p)
	} else {
		all, err = f.byRank(all, p)
	}
	if err != nil {
		return err
	}
	p.Rows, err = f.rows(all)
	return err
}

// byRank is a page of what was found and of what is found in titles, which counts for
// more, the best first.
func (f *finding) byRank(all []found, p *SearchPage) ([]found, error) {
	first, last := f.nouns()
	titled, err := f.scored(inTitle, first, last, maxDocument, MaxRanked)
	if err != nil {
		return nil, err
	}
	at := map[int64]int{}
	for i := range all {
		at[all[i].doc] = i
	}
	for _, t := range titled {
		i, known := at[t.doc]
		if !known {
			i = len(all)
			all = append(all, t)
		}
		all[i].score *= inTitleIs
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.doc, a.doc)) })
	from, err := strconv.Atoi(f.o.After)
	if err != nil || from < 0 || from > len(all) {
		from = 0
	}
	to := min(from+f.o.Limit, len(all))
	if to < len(all) {
		p.Next = strconv.Itoa(to)
	}
	return all[from:to], nil
}

// byDate is a page of all that matches, the latest day first.
func (f *finding) byDate(p *SearchPage) (all []found, err error) {
	first, last := f.nouns()
	low, high := stretch(f.number, first, last)
	args := f.m.args(everywhere, low, high)
	doc := "s.doc"
	if p.Capped { // then reading by day and leaving out is faster than reading all and sorting
		doc = "+s.doc"
	}
	text := "SELECT s.doc, s.day FROM search_rows s WHERE " + doc + " IN (" + f.s.dialect.matching(&f.m) + ")"
	and, args := f.filter.condition(args)
	text += strings.ReplaceAll(and, " doc ", " s.doc ")
	q := query{where: text, args: args, sort: sort{columns: []string{"s.day", "s.doc"}}}
	q.and("s.case_id = ?", f.caseID)
	q.at(decodeCursor(f.o.After, q.sort.columns), true)
	q.where += " ORDER BY s.day DESC, s.doc DESC LIMIT " + strconv.Itoa(f.o.Limit+1)
	var days []int64
	err = f.read(q.where, q.args, and != "", func(rows *sql.Rows) error {
		var d found
		var day int64
		err := rows.Scan(&d.doc, &day)
		all, days = append(all, d), append(days, day)
		return err
	})
	if n := f.o.Limit; len(all) > n {
		all = all[:n]
		p.Next = encodeCursor([]any{days[n-1], all[n-1].doc})
	}
	return all, err
}

// maxDocument is above every number of a document.
const maxDocument = math.MaxInt64

// quick are the first rows while a query is being typed: what has it in its title,
// then the latest that has it anywhere.
func (f *finding) quick(p *SearchPage) error {
	first, last := f.nouns()
	all, err := f.scored(inTitle, first, last, maxDocument, quickRows)
	if err == nil && len(all) < quickRows {
		var more []found
		more, err = f.scored(everywhere, first, last, maxDocument, 2*quickRows)
		for _, d := range more {
			if !slices.ContainsFunc(all, func(a found) bool { return a.doc == d.doc }) {
				all = append(all, d)
			}
		}
	}
	if err != nil {
		return err
	}
	p.Rows, err = f.rows(all[:min(len(all), quickRows)])
	return err
}
