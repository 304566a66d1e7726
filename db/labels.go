package db

import (
	"context"
	"fmt"

	"onus"
)

func labelTable() *table {
	return &table{
		name: onus.Labels, make: func() onus.Thing { return &onus.Label{} }, counter: "n_labels",
		derived: []string{"name_key", "label_order", "search"},
		derive: func(th onus.Thing) []any {
			l := th.(*onus.Label)
			return []any{sortKey(l.LabelName), l.Order(), searchText(l.LabelName, l.Meaning)}
		},
		before: func(x *tx, th onus.Thing) error { return x.beforeLabel(th.(*onus.Label)) },
		after: func(x *tx, old, now onus.Thing) error {
			if now != nil {
				return nil
			}
			return x.refuseUsed(old.(*onus.Label))
		},
	}
}

// beforeLabel puts a new label at the end of the codebook, and refuses a name or a key
// that another one has.
func (x *tx) beforeLabel(l *onus.Label) error {
	if l.Position == "" {
		var last int64
		if err := x.row("SELECT coalesce(max(label_order), 0) FROM labels WHERE case_id = $1", []any{l.CaseID}, &last); err != nil {
			return err
		}
		l.Position = fmt.Sprint(last + 1)
	}
	problems := onus.Problems{}
	const other = "SELECT coalesce(max(name), '') FROM labels WHERE case_id = $1 AND id <> $2 AND deleted_at = 0 AND "
	var name string
	if err := x.row(other+"name_key = $3", []any{l.CaseID, l.ID, sortKey(l.LabelName)}, &name); err != nil {
		return err
	}
	if name != "" {
		problems["name"] = onus.Say("There is a label “%s” already.", name)
	}
	if l.Key == "" {
		return problems.Err()
	}
	if err := x.row(other+"key = $3", []any{l.CaseID, l.ID, l.Key}, &name); err != nil {
		return err
	}
	if name != "" {
		problems["key"] = onus.Say("“%s” has this key.", name)
	}
	return problems.Err()
}

// refuseUsed keeps a label that passages carry. Private ones do not count: nobody may
// learn of them.
func (x *tx) refuseUsed(l *onus.Label) error {
	var n int64
	err := x.row("SELECT count(*) FROM annotations WHERE case_id = $1 AND label_id = $2 AND deleted_at = 0 AND visibility = 'case'",
		[]any{l.CaseID, l.ID}, &n)
	if err == nil && n > 0 {
		return onus.Problems{"": onus.Say("%d passages carry this label: merge it with another one.", n)}
	}
	return err
}

func labelList() *list {
	return &list{
		from: "labels l", alias: "l", search: []string{"l.search"}, counter: "n_labels",
		filters: map[string]filter{"colour": equals("l.colour")},
		sorts: []sort{
			{"position", []string{"l.label_order", "l.name_key", "l.id"}},
			{"name", []string{"l.name_key", "l.id"}},
			{"updated", []string{"l.updated_at", "l.id"}},
		},
	}
}

const labelColumns = "l.id, l.version, l.name, l.colour, l.meaning, l.key, l.position"

func labelPtr(l *onus.Label) []any {
	return []any{&l.ID, &l.Version, &l.LabelName, &l.Colour, &l.Meaning, &l.Key, &l.Position}
}

// ListLabels is a page of the codebook.
func (s *Store) ListLabels(ctx context.Context, caseID string, f onus.Filter) (onus.Page[onus.Label], error) {
	return page(ctx, s, labelList(), labelColumns, caseID, f, labelPtr)
}

// maxLabels bounds the codebook where all of it is offered.
const maxLabels = 500

// Labels are the codebook in its order; of a very long one the first.
func (s *Store) Labels(ctx context.Context, caseID string) ([]onus.Label, error) {
	p, err := s.ListLabels(ctx, caseID, onus.Filter{Limit: maxLabels})
	return p.Rows, err
}

// MergeLabels gives every passage that carries one label another one, private ones too,
// and deletes the first. It answers how many passages that every member sees it changed.
// ErrNotFound if one of them is not there, ErrConflict if version is not that of the first.
func (s *Store) MergeLabels(ctx context.Context, who onus.Actor, caseID, from, to string, version int64) (n int, err error) {
	return n, s.change(ctx, who, func(x *tx) error {
		n = 0
		if _, err := x.s.tables[onus.Labels].live(x, caseID, to); err != nil {
			return err
		}
		if from == to {
			return onus.Problems{"into": onus.Say("Choose another label.")}
		}
		ids, _, err := x.idsAndVersions("SELECT id, version FROM annotations WHERE case_id = $1 AND label_id = $2 AND deleted_at = 0 ORDER BY id", caseID, from)
		if err != nil {
			return err
		}
		t := x.s.tables[onus.Annotations]
		for _, id := range ids {
			old, err := t.live(x, caseID, id)
			if err != nil {
				return err
			}
			now := *old.(*onus.Annotation)
			now.LabelID = to
			if err := x.replace(t, old, &now); err != nil {
				return err
			}
			if !now.IsPrivate() {
				n++
			}
		}
		return x.remove(onus.Labels, caseID, from, version)
	})
}
