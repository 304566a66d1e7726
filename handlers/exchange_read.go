package handlers

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"onus"
	"onus/anchor"
	"onus/csvio"
)

// maxImported is the most annotations of one import.
const maxImported = 10_000

// imported is one annotation of a file, as it says of itself. Start is -1 where it says
// no place.
type imported struct {
	id, inReplyTo     string
	item              string // id, number, address or name of its document
	version           int64
	selector          anchor.Selector
	label, body       string
	private, resolved bool
	author, date      string
}

// readImport reads a W3C collection, an export of Hypothesis, or annotations.csv. The
// error is a Problem of file.
func readImport(content []byte) ([]imported, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	var all []imported
	var err error
	if b := bytes.TrimSpace(content); len(b) > 0 && (b[0] == '{' || b[0] == '[') {
		all, err = readWeb(b, 0)
	} else {
		all, err = readImportCSV(content)
	}
	switch {
	case err != nil:
		return nil, err
	case len(all) == 0:
		return nil, refusedFile(onus.Say("There is no annotation in this file."))
	case len(all) > maxImported:
		return nil, refusedFile(onus.Say("There are more than %d annotations in this file: import it in pieces.", maxImported))
	}
	return all, nil
}

func refusedFile(t onus.Text) error { return onus.Problems{"file": t} }

func notReadable() error {
	return refusedFile(onus.Say("This is neither annotations.csv, nor JSON-LD of the W3C's model, nor an export of Hypothesis."))
}

// readImportCSV reads the columns of annotations.csv by their names.
func readImportCSV(content []byte) ([]imported, error) {
	r := csv.NewReader(bytes.NewReader(content))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 || !slices.Contains(rows[0], "quote") || !slices.Contains(rows[0], "evidence_id") && !slices.Contains(rows[0], "exhibit") {
		return nil, notReadable()
	}
	var all []imported
	for _, row := range rows[1:] {
		cell := func(name string) string {
			if i := slices.Index(rows[0], name); i >= 0 && i < len(row) {
				return csvio.Unguard(row[i])
			}
			return ""
		}
		m := imported{id: cell("id"), inReplyTo: cell("in_reply_to"), item: cell("evidence_id"), label: cell("label"), body: cell("body"),
			private: cell("visibility") == onus.VisiblePrivate, resolved: cell("state") == onus.StateResolved, author: cell("created_by"), date: cell("created_at")}
		if m.item == "" {
			m.item = cell("exhibit")
		}
		m.version, _ = strconv.ParseInt(cell("file_version"), 10, 64)
		m.selector = anchor.Selector{Exact: cell("quote"), Prefix: cell("prefix"), Suffix: cell("suffix"), Start: number0(cell("start")), End: number0(cell("end"))}
		all = append(all, m)
	}
	return all, nil
}

// number0 is -1 for what is no number.
func number0(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// webIn is an annotation of the W3C's model or of Hypothesis, in all the forms that the
// model allows for what is read.
type webIn struct {
	ID         string          `json:"id"`
	Created    string          `json:"created"`
	Creator    json.RawMessage `json:"creator"`
	Body       json.RawMessage `json:"body"`
	BodyValue  string          `json:"bodyValue"`
	Target     json.RawMessage `json:"target"`
	URI        string          `json:"uri"` // Hypothesis, as the next four
	Text       string          `json:"text"`
	Tags       []string        `json:"tags"`
	User       string          `json:"user"`
	References []string        `json:"references"`
	Items      json.RawMessage `json:"items"` // of a page or a collection
	First      json.RawMessage `json:"first"`
	Rows       json.RawMessage `json:"rows"`
}

// maxNested is how deep a collection, its page and its items lie; a file that goes deeper
// would be read once for every step.
const maxNested = 4

// readWeb reads one annotation, a list of them, a page, a collection, or the answer of
// Hypothesis to a search.
func readWeb(content []byte, nested int) ([]imported, error) {
	if nested > maxNested {
		return nil, notReadable()
	}
	var all []imported
	for _, raw := range listOf(content) {
		var w webIn
		if json.Unmarshal(raw, &w) != nil {
			return nil, notReadable()
		}
		for _, inner := range []json.RawMessage{w.First, w.Items, w.Rows} {
			if len(inner) == 0 || inner[0] == '"' {
				continue
			}
			more, err := readWeb(inner, nested+1)
			if err != nil {
				return nil, err
			}
			all = append(all, more...)
		}
		if len(w.Target) > 0 || len(w.References) > 0 {
			all = append(all, w.imported())
		}
		if len(all) > maxImported {
			return all, nil
		}
	}
	return all, nil
}

// listOf are the elements of a JSON array; of anything else, itself.
func listOf(raw json.RawMessage) []json.RawMessage {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	return []json.RawMessage{raw}
}

// fromWeb is what is read of a body, a target, a selector or a person.
type fromWeb struct {
	ID         string          `json:"id"`
	Type       string          `json:"type"`
	Source     json.RawMessage `json:"source"`
	Value      string          `json:"value"`
	Purpose    string          `json:"purpose"`
	Name       string          `json:"name"`
	Email      string          `json:"email"`
	Selector   json.RawMessage `json:"selector"`
	RefinedBy  json.RawMessage `json:"refinedBy"`
	State      json.RawMessage `json:"state"`
	Cached     string          `json:"cached"`
	Exact      string          `json:"exact"`
	Prefix     string          `json:"prefix"`
	Suffix     string          `json:"suffix"`
	Start, End *float64
}

// parts are the objects of a value that may be one or a list; a text is an object with
// that address.
func parts(raw json.RawMessage) []fromWeb {
	var all []fromWeb
	if len(raw) == 0 {
		return nil
	}
	for _, one := range listOf(raw) {
		var p fromWeb
		var text string
		switch {
		case json.Unmarshal(one, &text) == nil:
			all = append(all, fromWeb{ID: text})
		case json.Unmarshal(one, &p) == nil:
			all = append(all, p)
		}
	}
	return all
}

func (w *webIn) imported() imported {
	m := imported{id: lastOf(w.ID), date: w.Created, author: w.User, body: w.Text, item: w.URI}
	m.selector.Start = -1
	if len(w.Tags) > 0 {
		m.label = w.Tags[0]
	}
	if w.BodyValue != "" {
		m.body = w.BodyValue
	}
	if n := len(w.References); n > 0 {
		m.inReplyTo = lastOf(w.References[0])
	}
	for _, p := range parts(w.Creator) {
		m.author = strings.TrimPrefix(p.Email, "mailto:")
		if m.author == "" {
			m.author = p.Name
		}
	}
	for _, b := range parts(w.Body) {
		switch {
		case b.Purpose == "tagging" || b.Purpose == "classifying":
			m.label = b.Value
		case b.Value != "":
			m.body = strings.TrimSpace(m.body + "\n\n" + b.Value)
		}
	}
	for _, t := range parts(w.Target) {
		m.target(t)
	}
	return m
}

func (m *imported) target(t fromWeb) {
	if len(t.Selector) == 0 && len(t.Source) == 0 { // an address: of a document, or of what is answered
		if strings.Contains(t.ID, "/annotations/") {
			m.inReplyTo = lastOf(t.ID)
		} else {
			m.item = t.ID
		}
		return
	}
	for _, source := range parts(t.Source) {
		m.item = source.ID
	}
	for _, state := range parts(t.State) {
		m.version, _ = strconv.ParseInt(lastOf(state.Cached), 10, 64)
	}
	m.choose(t.Selector, 0)
}

// choose reads selectors and those that refine them.
func (m *imported) choose(raw json.RawMessage, nested int) {
	for _, s := range parts(raw) {
		switch s.Type {
		case "TextQuoteSelector":
			m.selector.Exact, m.selector.Prefix, m.selector.Suffix = s.Exact, s.Prefix, s.Suffix
		case "TextPositionSelector":
			if s.Start != nil && s.End != nil && *s.Start >= 0 && *s.End > *s.Start && *s.End < 1<<40 {
				m.selector.Start, m.selector.End = int(*s.Start), int(*s.End)
			}
		}
		if len(s.RefinedBy) > 0 && nested < maxNested {
			m.choose(s.RefinedBy, nested+1)
		}
	}
}

// lastOf is the last segment of an address.
func lastOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Path != "" {
		return path.Base(u.Path)
	}
	return address
}
