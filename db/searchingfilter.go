package db

import (
	"fmt"
	"slices"
	"strings"

	"onus"
	"onus/search"
)

// searchFilter is what a query asks for beside words, as a condition on search_rows.
type searchFilter struct {
	parts []string // with ? for the arguments
	args  []any
}

// filteredDocs begins the condition that a filter is.
const filteredDocs = " AND doc IN (SELECT r.doc FROM search_rows r WHERE r.doc BETWEEN $2 AND $3"

// condition is the filter as a condition on doc, numbered on from args, with the
// arguments that it adds.
func (f *searchFilter) condition(args []any) (and string, all []any) {
	if len(f.parts) == 0 {
		return "", args
	}
	q := query{args: args}
	for _, part := range f.parts {
		q.where += " AND " + part
	}
	for _, a := range f.args {
		q.args = append(q.args, a)
		q.where = strings.Replace(q.where, "?", fmt.Sprintf("$%d", len(q.args)), 1)
	}
	return filteredDocs + q.where + ")", q.args
}

func (f *searchFilter) and(not bool, condition string, args ...any) {
	if not {
		condition = "NOT (" + condition + ")"
	}
	f.parts = append(f.parts, "("+condition+")")
	f.args = append(f.args, args...)
}

// make turns the filters of a query into conditions. Of several types, dates and
// exhibits one is enough; parties must all be in it.
func (f *searchFilter) make(of *finding) (notes []onus.Text, err error) {
	q := &of.q
	either := map[bool]*alternatives{false: {}, true: {}}
	for _, c := range q.Types {
		codes := c.Codes
		if codes == nil {
			codes = []string{c.Value}
		}
		either[c.Not].add("r.type IN (?) OR r.noun IN (?)", codes, codes)
	}
	f.either(either)
	for _, e := range q.Exhibits {
		either[e.Not].add("r.exhibit = ?", e.Number)
	}
	f.either(either)
	for _, d := range q.Dates {
		either[d.Not].add("r.first_day <= ? AND r.last_day >= ? AND r.first_day < ? OR r.id IN (SELECT l.id FROM search_rows e"+
			" JOIN links l ON l.case_id = e.case_id AND l.evidence_id = e.id"+
			" WHERE e.case_id = ? AND e.noun = 'evidence' AND e.first_day <= ? AND e.last_day >= ? AND e.first_day < ?)",
			d.Last, d.First, onus.DayUnknown, of.caseID, d.Last, d.First, onus.DayUnknown)
	}
	f.either(either)
	for i := range q.Parties {
		ids, names, err := of.parties(q.Parties[i].Value)
		if err != nil {
			return nil, err
		}
		if len(ids) == 0 {
			notes = append(notes, onus.Say("No party in this case is called “%s”.", q.Parties[i].Value))
		}
		f.party(of.caseID, &q.Parties[i], ids, names)
	}
	return notes, nil
}

// alternatives are conditions of which one must hold.
type alternatives struct {
	ways []string
	args []any
}

// add takes a list of texts for a "?" as many times.
func (a *alternatives) add(way string, args ...any) {
	for _, arg := range args {
		list, ok := arg.([]string)
		if !ok {
			a.args = append(a.args, arg)
			continue
		}
		way = strings.Replace(way, "(?)", "("+strings.TrimSuffix(strings.Repeat("?, ", len(list)), ", ")+")", 1)
		for _, s := range list {
			a.args = append(a.args, s)
		}
	}
	a.ways = append(a.ways, "("+way+")")
}

// either adds the wanted alternatives and excludes the unwanted ones, and begins anew.
func (f *searchFilter) either(all map[bool]*alternatives) {
	for _, not := range []bool{false, true} {
		if a := all[not]; len(a.ways) > 0 {
			f.and(not, strings.Join(a.ways, " OR "), a.args...)
		}
		all[not] = &alternatives{}
	}
}

// What a party: may stand for.
const (
	maxPartiesMeant = 200
	maxNamesMeant   = 10
)

// parties are the parties whose name contains a text, and how those are written who
// may stand as author, source or custodian of an item: so, and by their names.
func (f *finding) parties(value string) (ids, names []string, err error) {
	value = strings.TrimSpace(fold(value))
	names = []string{value}
	err = f.s.each(f.ctx, "SELECT id, name, native_name, aliases FROM parties WHERE case_id = $1 AND deleted_at = 0 AND search LIKE $2 ESCAPE '\\' ORDER BY name_key, id",
		[]any{f.caseID, likePattern(value)}, func(scan func(...any) error) error {
			var id, name, native, aliases string
			if err := scan(&id, &name, &native, &aliases); err != nil {
				return err
			}
			if len(ids) == maxPartiesMeant || !strings.Contains(fold(name+"\n"+native+"\n"+aliases), value) {
				return nil
			}
			ids = append(ids, id)
			for _, n := range []string{fold(name), fold(native)} {
				if n != "" && len(names) < maxNamesMeant && !slices.ContainsFunc(names, func(k string) bool { return strings.Contains(n, k) }) {
					names = append(names, n)
				}
			}
			return nil
		})
	return ids, names, err
}

// party asks for what is tied to one of the parties: themselves, their claims and the
// links of those, their relationships, and what they offer, wrote, are the source of
// or keep.
func (f *searchFilter) party(caseID string, c *search.Choice, ids, names []string) {
	a := &alternatives{}
	for _, name := range names {
		a.add(`r.who LIKE ? ESCAPE '\'`, likePattern(name))
	}
	if len(ids) > 0 {
		const claims = "SELECT claim_id FROM claim_parties WHERE case_id = ? AND deleted_at = 0 AND party_id IN (?)"
		a.add("r.noun = 'parties' AND r.id IN (?)", ids)
		a.add("r.noun = 'claims' AND r.id IN ("+claims+")", caseID, ids)
		a.add("r.noun = 'links' AND r.id IN (SELECT id FROM links WHERE case_id = ? AND claim_id IN ("+claims+"))", caseID, caseID, ids)
		a.add("r.noun = 'relationships' AND r.id IN (SELECT id FROM relationships WHERE case_id = ? AND (from_id IN (?) OR to_id IN (?)))", caseID, ids, ids)
		a.add("r.noun = 'evidence' AND r.id IN (SELECT id FROM evidence WHERE case_id = ? AND offered_by_id IN (?))", caseID, ids)
	}
	f.and(c.Not, strings.Join(a.ways, " OR "), a.args...)
}
