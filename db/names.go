package db

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"onus"
)

// nameColumns is what a noun is chosen by: a name, and a number if it has one.
func nameColumns(noun string) (name, number string) {
	switch noun {
	case onus.Parties:
		return "p.name", "0"
	case onus.Claims:
		return "c.title", "c.number"
	case onus.EvidenceNoun:
		return "e.title", "e.number"
	}
	return "r.court || ' ' || r.reference", "0"
}

func numbered(noun string, number int64, name string) string {
	switch noun {
	case onus.Claims:
		return onus.ClaimNumber(number) + " " + name
	case onus.EvidenceNoun:
		return onus.ExhibitNumber(number) + " " + name
	}
	return name
}

// Names calls each for the first things of a list as people choose them, and
// answers how many there are in all.
func (s *Store) Names(ctx context.Context, noun, caseID string, f onus.Filter, each func(id, name string)) (total int64, err error) {
	l := s.list(noun, f)
	name, number := nameColumns(noun)
	type row struct {
		id, name string
		number   int64
	}
	p, err := page(ctx, s, l, l.alias+".id, "+name+", "+number, caseID, f, func(r *row) []any { return []any{&r.id, &r.name, &r.number} })
	for _, r := range p.Rows {
		each(r.id, numbered(noun, r.number, r.name))
	}
	return p.Total, err
}

// Name is what one thing of a case is called; "" for none, for one that is gone,
// and for bytes that can be no id: PostgreSQL refuses to compare those.
func (s *Store) Name(ctx context.Context, noun, caseID, id string) (string, error) {
	if id == "" || !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
		return "", nil
	}
	th, err := s.Thing(ctx, noun, caseID, id)
	if errors.Is(err, onus.ErrNotFound) {
		return "", nil
	}
	return th.Name(), err
}

// Resolve finds the one live thing that text means: an id, a number (C-1,
// EX-0001) or an exact name, whatever its case and accents. A Text says why
// there is none.
func (s *Store) Resolve(ctx context.Context, noun, caseID, text string) (id string, err error) {
	text = strings.TrimSpace(text)
	t := s.tables[noun]
	var ids []string
	collect := func(scan func(...any) error) error {
		err := scan(&id)
		ids = append(ids, id)
		return err
	}
	where := " WHERE case_id = $1 AND deleted_at = 0 AND "
	if err := s.each(ctx, "SELECT id FROM "+t.name+where+"id = $2", []any{caseID, text}, collect); err != nil || len(ids) == 1 {
		return id, err
	}
	if prefix := map[string]string{onus.Claims: "C-", onus.EvidenceNoun: "EX-"}[noun]; prefix != "" {
		word, _, _ := strings.Cut(text, " ")
		if n, err := strconv.ParseInt(strings.TrimPrefix(strings.ToUpper(word), prefix), 10, 64); err == nil {
			if err := s.each(ctx, "SELECT id FROM "+t.name+where+"number = $2", []any{caseID, n}, collect); err != nil || len(ids) == 1 {
				return id, err
			}
		}
	}
	key := map[string]string{onus.Parties: "name_key", onus.Proceedings: "court_key"}[noun]
	if key == "" {
		key = "title_key"
	}
	if err := s.each(ctx, "SELECT id FROM "+t.name+where+key+" = $2 LIMIT 2", []any{caseID, sortKey(text)}, collect); err != nil {
		return "", err
	}
	switch len(ids) {
	case 1:
		return id, nil
	case 0:
		return "", onus.Say("Nothing in this case is called “%s”.", text)
	}
	return "", onus.Say("“%s” is more than one thing in this case: give its number.", text)
}

// Neighbour is a thing of the list that stands beside a thing.
type Neighbour struct{ ID, Number, Name string }

// How many things stand beside one, before it and from it on.
const (
	nearBefore = 8
	nearAfter  = 16
)

// Neighbours are the things around th in the usual order of its list. Only
// claims, evidence and parties have them.
func (s *Store) Neighbours(ctx context.Context, th onus.Thing) ([]Neighbour, error) {
	name, number, order := "label", "number", "number"
	var at any
	switch th := th.(type) {
	case *onus.Claim:
		at = th.Number
	case *onus.Evidence:
		at = th.Number
	case *onus.Party:
		name, number, order, at = "name", "0", "name_key, id", sortKey(th.PartyName)
	default:
		return nil, nil
	}
	key, _, _ := strings.Cut(order, ",")
	head := "SELECT id, " + number + ", " + name + " FROM " + th.Noun() + " WHERE case_id = $1 AND deleted_at = 0 AND " + key
	var near []Neighbour
	collect := func(scan func(...any) error) error {
		var n Neighbour
		var num int64
		err := scan(&n.ID, &num, &n.Name)
		n.Number, _, _ = strings.Cut(numbered(th.Noun(), num, ""), " ")
		near = append(near, n)
		return err
	}
	if n, numbered := at.(int64); numbered { // one read is enough: the numbers before are known
		return near, s.each(ctx, head+" >= $2 ORDER BY number LIMIT "+strconv.Itoa(nearBefore+nearAfter), []any{th.Base().CaseID, n - nearBefore}, collect)
	}
	args := []any{th.Base().CaseID, at}
	down := strings.ReplaceAll(order, ",", " DESC,") + " DESC"
	if err := s.each(ctx, head+" < $2 ORDER BY "+down+" LIMIT "+strconv.Itoa(nearBefore), args, collect); err != nil {
		return nil, err
	}
	slices.Reverse(near)
	return near, s.each(ctx, head+" >= $2 ORDER BY "+order+" LIMIT "+strconv.Itoa(nearAfter), args, collect)
}
