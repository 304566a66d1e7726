package db

import (
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"onus"
)

// logWhole writes the line of a creation, deletion or restoration.
func (x *tx) logWhole(action string, th onus.Thing) error {
	c := x.line(action, th)
	if action == onus.ActionCreate {
		values := map[string]string{}
		for _, a := range th.Attrs() {
			if v := a.String(); v != "" && v != "false" {
				values[a.Name] = v
			}
		}
		b, err := json.Marshal(values)
		if err != nil {
			return err
		}
		c.New = string(b)
	}
	if owner := ownerOf(th); owner != "" {
		return x.logPrivate(owner, c)
	}
	return x.log(c)
}

// logFields writes a line for each changed field.
func (x *tx) logFields(th onus.Thing, changed []fieldChange) error {
	lines := make([]*onus.Change, len(changed))
	for i, f := range changed {
		c := x.line(onus.ActionUpdate, th)
		c.Field, c.Old, c.New = f.name, f.old, f.new
		lines[i] = c
	}
	if a, ok := th.(*onus.Annotation); ok {
		return x.logAnnotation(a, lines)
	}
	return x.log(lines...)
}

func (x *tx) line(action string, th onus.Thing) *onus.Change {
	h := th.Base()
	return &onus.Change{CaseID: h.CaseID, Action: action, Noun: th.Noun(), ID: h.ID, Version: h.Version, Title: th.Name()}
}

// log appends to the history of the case; the row of the case is its lock.
func (x *tx) log(lines ...*onus.Change) error {
	caseID := lines[0].CaseID
	var last int64
	err := x.row("UPDATE cases SET last_change = last_change + $1 WHERE id = $2 RETURNING last_change", []any{len(lines), caseID}, &last)
	if err != nil {
		return err
	}
	return x.append(caseID, last-int64(len(lines)), lines)
}

// logAccount appends to the history of the instance, which has no case.
func (x *tx) logAccount(c onus.Change) error {
	var last int64
	if err := x.row("SELECT coalesce(max(seq), 0) FROM changes WHERE case_id = ''", nil, &last); err != nil {
		return err
	}
	return x.append("", last, []*onus.Change{&c})
}

// append writes lines after the change numbered seq.
func (x *tx) append(caseID string, seq int64, lines []*onus.Change) error {
	prev := ""
	if seq > 0 {
		if err := x.row("SELECT hash FROM changes WHERE case_id = $1 AND seq = $2", []any{caseID, seq}, &prev); err != nil {
			return err
		}
	}
	x.wrote[caseID] = true
	for _, c := range lines {
		seq++
		c.Seq, c.At, c.Actor, c.Reason, c.Op = seq, x.now, x.who.Email, x.who.Reason, x.op
		c.Hash = c.Chain(prev)
		prev = c.Hash
		err := x.exec("INSERT INTO changes ("+changeColumns+", search) VALUES ("+placeholders(1, 16)+")",
			c.CaseID, c.Seq, c.At, c.Actor, c.Action, c.Noun, c.ID, c.Field, c.Old, c.New, c.Reason, c.Op, c.Title, c.Version, c.Hash, changeSearch(c))
		if err != nil {
			return err
		}
	}
	return nil
}

// changeSearch leaves out the ids of what is referred to: letters at random, in
// which a short word is found by chance.
func changeSearch(c *onus.Change) string {
	parts := []string{c.Title, c.Reason}
	switch {
	case c.Action == onus.ActionCreate && c.Noun != onus.Files:
		for name, value := range Created(c) {
			if !strings.HasSuffix(name, "_id") {
				parts = append(parts, value)
			}
		}
		slices.Sort(parts[2:])
	case !strings.HasSuffix(c.Field, "_id"):
		parts = append(parts, c.Old, c.New)
	}
	return searchText(parts...)
}

const changeColumns = "case_id, seq, at, actor, action, noun, id, field, old, new, reason, op, title, version, hash"

// valuesAt is what the fields that were changed since h.Version were then.
func (x *tx) valuesAt(noun string, h *onus.Head) (map[string]string, error) {
	values := map[string]string{}
	query := "SELECT field, old FROM changes WHERE case_id = $1 AND id = $2 AND noun = $3 AND version > $4 AND field <> '' ORDER BY version, seq"
	if noun == onus.Annotations {
		query = "SELECT field, old FROM (SELECT field, old, version, seq, noun FROM changes WHERE case_id = $1 AND id = $2" +
			" UNION ALL SELECT field, old, version, seq, noun FROM private_changes WHERE case_id = $1 AND id = $2) c" +
			" WHERE noun = $3 AND version > $4 AND field <> '' ORDER BY version, seq"
	}
	err := x.rows(query,
		[]any{h.CaseID, h.ID, noun, h.Version}, func(rows *sql.Rows) error {
			var field, old string
			err := rows.Scan(&field, &old)
			if _, seen := values[field]; !seen {
				values[field] = old
			}
			return err
		})
	return values, err
}

func (x *tx) idsAndVersions(query string, args ...any) (ids []string, versions []int64, err error) {
	err = x.rows(query, args, func(rows *sql.Rows) error {
		var id string
		var version int64
		err := rows.Scan(&id, &version)
		ids, versions = append(ids, id), append(versions, version)
		return err
	})
	return ids, versions, err
}
