package db

import (
	"database/sql"
	"fmt"
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
	// matching is a query of the documents that match m, as doc, with how well, as
	// score; the later ones first, n at most. and is a condition on doc. Its arguments
	// are those of m.args, and those of the condition.
	matching(m *match, in place, and string, n int) string
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

// Words are written when all writes that share the transaction are done.
func (sqlite) keepWords(x *tx, doc int64, title, body *search.Index) error {
	t, b := withOnce(title), withOnce(body)
	return x.atEnd(func(c conn) error {
		_, err := c.ExecContext(x.ctx, "INSERT INTO search_words (rowid, title, body) VALUES ($1, $2, $3)", doc, t, b)
		return err
	})
}

func (sqlite) dropWords(x *tx, doc int64) error {
	return x.atEnd(func(c conn) error {
		_, err := c.ExecContext(x.ctx, "DELETE FROM search_words WHERE rowid = $1", doc)
		return err
	})
}

// atEnd does something at the end of the transaction, whether or not others share it.
func (x *tx) atEnd(f func(conn) error) error {
	if c, ok := x.conn.(*cachedConn); ok {
		c.last = append(c.last, f)
		return nil
	}
	return f(x.conn)
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

func (sqlite) matching(_ *match, in place, and string, n int) string {
	query := "$1"
	if in == inTitle {
		query = "'title : (' || $1 || ')'"
	}
	return "SELECT rowid AS doc, -bm25(search_words, 10.0, 1.0) AS score FROM search_words WHERE search_words MATCH " + query +
		" AND rowid BETWEEN $2 AND $3" + strings.ReplaceAll(and, " doc ", " rowid ") + " ORDER BY rowid DESC LIMIT " + strconv.Itoa(n)
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

// Of a document in parts every term is in some part, and none of nots in any.
func (postgres) matching(m *match, in place, and string, n int) string {
	last := " AND doc BETWEEN $2 AND $3" + and + " ORDER BY doc DESC LIMIT " + strconv.Itoa(n)
	if in == inTitle {
		return "SELECT doc, ts_rank(title, q, 1) AS score FROM search_words, CAST($1 AS tsquery) q WHERE title @@ q" + last
	}
	var parts strings.Builder
	for i := range len(m.terms) + len(m.nots) {
		switch {
		case i >= len(m.terms):
			parts.WriteString(" EXCEPT ")
		case i > 0:
			parts.WriteString(" INTERSECT ")
		}
		fmt.Fprintf(&parts, "SELECT DISTINCT doc FROM search_parts WHERE body @@ CAST($%d AS tsquery) AND doc BETWEEN $2 AND $3", 4+i)
	}
	return "SELECT doc, score FROM ((SELECT doc, ts_rank(body, q, 1) AS score FROM search_words, CAST($1 AS tsquery) q WHERE body @@ q" + last + ")" +
		" UNION ALL (SELECT doc, 0.1 AS score FROM (" + parts.String() + ") p WHERE TRUE" + last + ")) both_kinds ORDER BY doc DESC LIMIT " + strconv.Itoa(n)
}

func (postgres) indexed() string { return "SELECT doc FROM search_words" }

func (postgres) indexBytes() string {
	return "SELECT pg_total_relation_size('search_rows') + pg_total_relation_size('search_words') + pg_total_relation_size('search_parts')"
}

// What a tsvector holds: 16,383 places, 256 of each word, and 1 MB in all
// (https://www.postgresql.org/docs/15/textsearch-limitations.html).
const (
	maxVectorWords  = 8000
	maxVectorPlaces = 250
	maxVectorBytes  = 400_000
)

// vector is a tsvector that is being made.
type vector struct {
	places map[string][]int
	words  []string // in order
	bytes  int
}

func newVector() *vector { return &vector{places: map[string][]int{}} }

func (v *vector) add(word string) {
	v.words = append(v.words, word)
	v.bytes += len(word) + 8
	v.places[word] = append(v.places[word], len(v.words))
}

func (v *vector) isFull(next string) bool {
	return len(v.words) >= maxVectorWords || v.bytes >= maxVectorBytes || len(v.places[next]) >= maxVectorPlaces
}

func (v *vector) String() string {
	var b strings.Builder
	for _, word := range sortedKeys(v.places) {
		b.WriteString("'" + word + "'")
		for i, at := range v.places[word] {
			b.WriteByte(":,"[min(i, 1)])
			b.WriteString(strconv.Itoa(at))
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// vectors are the words of an index as tsvectors, one if they fit in. The last words
// of one are the first of the next, so that every phrase is whole in one of them.
func vectors(x *search.Index) []string {
	var all []string
	v := newVector()
	for word := range strings.SplitSeq(x.Words(), " ") {
		if word == "" {
			continue
		}
		if v.isFull(word) {
			all = append(all, v.String())
			tail := v.words[max(0, len(v.words)-search.MaxPhrase+1):]
			v = newVector()
			for _, w := range tail {
				v.add(w)
			}
		}
		v.add(word)
	}
	for _, entry := range append([]string{search.Gap}, x.Once()...) {
		if v.bytes >= maxVectorBytes {
			all = append(all, v.String())
			v = newVector()
		}
		if _, known := v.places[entry]; !known {
			v.places[entry] = nil
			v.bytes += len(entry)
		}
	}
	return append(all, v.String())
}
