package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"onus/search"
)

// searcher is how the engines keep and search words. Both get words that are folded
// and cut already (package search), so that they find the same: FTS5's tokenizer and
// PostgreSQL's configuration have nothing left to do, and no extension is needed.
type searcher interface {
	// keepWords indexes a document that is not in the index: the words of its title,
	// and all words.
	keepWords(x *tx, doc int64, title, body *search.Index) error
	dropWords(x *tx, doc int64) error
	// match is the engine's own query for terms, at least one, and none of nots.
	match(terms, nots []search.Term) match
	// matching is a query of the documents that match m, as doc. Its arguments are
	// those of m.args. scored adds how well they match, as score, and leaves the later
	// ones, n at most; and is a condition on doc.
	matching(m *match) string
	scored(m *match, in place, and string, n int) string
	// indexed is the documents that the index has words of, as doc.
	indexed() string
	// indexBytes is a query of what the index takes on the disk.
	indexBytes() string
}

// match is a query in the engine's own language; it goes in as an argument of SQL.
type match struct {
	whole string
	// Each term by itself, for documents that are indexed in parts.
	terms, nots []string
}

// args are the first arguments of matching, for the documents from low to high.
func (m *match) args(in place, low, high int64) []any {
	args := []any{m.whole, low, high}
	if in == everywhere {
		for _, t := range append(append([]string{}, m.terms...), m.nots...) {
			args = append(args, t)
		}
	}
	return args
}

// place is where words are looked for.
type place int

const (
	everywhere place = iota
	inTitle
)

// searchIndexMark stands in the migration where the engines' own texts go.
const searchIndexMark = "CREATE SEARCH INDEX search_words"

// The words come folded, with spaces between; "ascii" parts them there and takes every other character
// for part of a word, of whatever version of Unicode it is.
const sqliteSearchIndex = "CREATE VIRTUAL TABLE search_words USING fts5(title, body, content='', contentless_delete=1, tokenize='ascii')"

// wordsWrite is what a write does to the words of a document.
type wordsWrite struct {
	doc         int64
	title, body string
	drop        bool // of the words that are there; otherwise others are kept
}

// FTS5 writes a segment of its own at each savepoint, and whenever a document comes
// before the last one; either takes 0.4 ms and more. So all writes that share a
// transaction leave their words for its end.
func (sqlite) keepWords(x *tx, doc int64, title, body *search.Index) error {
	return x.leaveWords(wordsWrite{doc: doc, title: withOnce(title), body: withOnce(body)})
}

func (sqlite) dropWords(x *tx, doc int64) error {
	return x.leaveWords(wordsWrite{doc: doc, drop: true})
}

func (x *tx) leaveWords(w wordsWrite) error {
	c, ok := x.conn.(*cachedConn)
	if !ok {
		return errors.New("words are written by another connection than the writer's")
	}
	c.words = append(c.words, w)
	return nil
}

// writeWords writes what was left, unless the transaction is lost. Its failure fails
// all writes of the transaction.
func (c *cachedConn) writeWords(ctx context.Context, whole bool) (err error) {
	slices.SortStableFunc(c.words, func(a, b wordsWrite) int { return cmp.Compare(a.doc, b.doc) })
	for i := range c.words {
		w := &c.words[i]
		switch last := i == len(c.words)-1 || c.words[i+1].doc != w.doc; {
		case !whole || err != nil:
		case w.drop && (i == 0 || c.words[i-1].doc != w.doc):
			_, err = c.ExecContext(ctx, "DELETE FROM search_words WHERE rowid = $1", w.doc)
		case !w.drop && last: // of several only the last one stays
			_, err = c.ExecContext(ctx, "INSERT INTO search_words (rowid, title, body) VALUES ($1, $2, $3)", w.doc, w.title, w.body)
		}
	}
	clear(c.words)
	c.words = c.words[:0]
	return err
}

func withOnce(x *search.Index) string {
	return x.Words() + " " + search.Gap + " " + strings.Join(x.Once(), " ")
}

func (sqlite) match(terms, nots []search.Term) match {
	all := fts5(terms, " AND ")
	if len(nots) > 0 {
		all = "(" + all + ") NOT (" + fts5(nots, " OR ") + ")"
	}
	return match{whole: all}
}

// fts5 joins terms. Every word stands in quotes; none has one in it.
func fts5(terms []search.Term, op string) string {
	var all []string
	for i := range terms {
		var ways []string
		for _, s := range terms[i].Any {
			way := `"` + strings.Join(s.Words, " ") + `"`
			if s.Prefix {
				way += " *"
			}
			ways = append(ways, way)
		}
		all = append(all, "("+strings.Join(ways, " OR ")+")")
	}
	return strings.Join(all, op)
}

func (sqlite) matching(*match) string {
	return "SELECT rowid AS doc FROM search_words WHERE search_words MATCH $1 AND rowid BETWEEN $2 AND $3"
}

func (sqlite) scored(_ *match, in place, and string, n int) string {
	query := "$1"
	if in == inTitle {
		query = "'title : (' || $1 || ')'"
	}
	// Asked for each match, the latest first, until there are enough. As IN, SQLite would
	// take each document that passes the filter and match the query against it anew: at
	// 3,000 of them seconds.
	and = strings.Replace(and, filteredDocs, " AND EXISTS (SELECT 1 FROM search_rows r WHERE r.doc = search_words.rowid", 1)
	return "SELECT rowid AS doc, -bm25(search_words, 10.0, 1.0) AS score FROM search_words WHERE search_words MATCH " + query +
		" AND rowid BETWEEN $2 AND $3" + and + " ORDER BY rowid DESC LIMIT " + strconv.Itoa(n)
}

func (sqlite) indexed() string { return "SELECT id AS doc FROM search_words_docsize" }

func (sqlite) indexBytes() string {
	return "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name LIKE 'search\\_%' ESCAPE '\\' OR name LIKE 'sqlite_autoindex_search%'"
}

// A document is one row, or, if its body is long, a row without a body and its parts.
const postgresSearchIndex = "CREATE TABLE search_words (doc BIGINT PRIMARY KEY, title TSVECTOR NOT NULL, body TSVECTOR);\n" +
	"CREATE INDEX search_words_title ON search_words USING gin (title);\n" +
	"CREATE INDEX search_words_body ON search_words USING gin (body);\n" +
	"CREATE TABLE search_parts (doc BIGINT NOT NULL REFERENCES search_words (doc), part BIGINT NOT NULL, body TSVECTOR NOT NULL, PRIMARY KEY (doc, part));\n" +
	"CREATE INDEX search_parts_body ON search_parts USING gin (body)"

func (postgres) keepWords(x *tx, doc int64, title, body *search.Index) error {
	parts := vectors(body)
	whole := sql.NullString{String: parts[0], Valid: len(parts) == 1}
	err := x.exec("INSERT INTO search_words (doc, title, body) VALUES ($1, CAST($2 AS tsvector), CAST($3 AS tsvector))", doc, vectors(title)[0], whole)
	for i := 0; i < len(parts) && len(parts) > 1 && err == nil; i++ {
		err = x.exec("INSERT INTO search_parts (doc, part, body) VALUES ($1, $2, CAST($3 AS tsvector))", doc, i, parts[i])
	}
	return err
}

func (postgres) dropWords(x *tx, doc int64) error {
	if err := x.exec("DELETE FROM search_parts WHERE doc = $1", doc); err != nil {
		return err
	}
	return x.exec("DELETE FROM search_words WHERE doc = $1", doc)
}

func (postgres) match(terms, nots []search.Term) (m match) {
	for i := range terms {
		m.terms = append(m.terms, tsquery(&terms[i]))
	}
	for i := range nots {
		m.nots = append(m.nots, tsquery(&nots[i]))
	}
	m.whole = strings.Join(m.terms, " & ")
	if len(nots) > 0 {
		m.whole += " & !(" + strings.Join(m.nots, " | ") + ")"
	}
	return m
}

// tsquery is one term. Every word stands in quotes; none has one in it.
func tsquery(t *search.Term) string {
	var ways []string
	for _, s := range t.Any {
		way := "'" + strings.Join(s.Words, "' <-> '") + "'"
		if s.Prefix {
			way += ":*"
		}
		ways = append(ways, "("+way+")")
	}
	return "(" + strings.Join(ways, " | ") + ")"
}

// inParts are the documents in parts that match: every term is in some part, none of
// nots in any.
func inParts(m *match) string {
	var b strings.Builder
	for i := range len(m.terms) + len(m.nots) {
		switch {
		case i >= len(m.terms):
			b.WriteString(" EXCEPT ")
		case i > 0:
			b.WriteString(" INTERSECT ")
		}
		fmt.Fprintf(&b, "SELECT DISTINCT doc FROM search_parts WHERE body @@ CAST($%d AS tsquery) AND doc BETWEEN $2 AND $3", 4+i)
	}
	return b.String()
}

func (postgres) matching(m *match) string {
	return "SELECT doc FROM search_words WHERE body @@ CAST($1 AS tsquery) AND doc BETWEEN $2 AND $3 UNION ALL (" + inParts(m) + ")"
}

func (postgres) scored(m *match, in place, and string, n int) string {
	last := " AND doc BETWEEN $2 AND $3" + and + " ORDER BY doc DESC LIMIT " + strconv.Itoa(n)
	if in == inTitle {
		return "SELECT doc, ts_rank(title, q, 1) AS score FROM search_words, CAST($1 AS tsquery) q WHERE title @@ q" + last
	}
	return "SELECT doc, score FROM ((SELECT doc, ts_rank(body, q, 1) AS score FROM search_words, CAST($1 AS tsquery) q WHERE body @@ q" + last + ")" +
		" UNION ALL (SELECT doc, 0.1 AS score FROM (" + inParts(m) + ") p WHERE TRUE" + last + ")) both_kinds ORDER BY doc DESC LIMIT " + strconv.Itoa(n)
}

func (postgres) indexed() string { return "SELECT doc FROM search_words" }

func (postgres) indexBytes() string {
	return "SELECT pg_total_relation_size('search_rows') + pg_total_relation_size('search_words') + pg_total_relation_size('search_parts')"
}
