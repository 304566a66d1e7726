package reading

import (
	"context"
	"errors"
	"sort"

	"onus"
	"onus/anchor"
)

// carriedAtOnce is how many annotations are stored in one transaction: the writes of
// others wait for it.
const carriedAtOnce = 200

// carry looks for the annotations of an item in its new text.
func (d *Desk) carry(ctx context.Context, w onus.Work) error {
	to, all, err := d.store.ToCarry(ctx, w)
	if errors.Is(err, onus.ErrNotFound) || err == nil && len(all) == 0 {
		return d.store.EndCarrying(ctx, w)
	}
	if err != nil {
		return err
	}
	target, err := d.target(ctx, w.CaseID, to)
	if err != nil {
		return err
	}
	for len(all) > 0 {
		n := sort.Search(len(all), func(i int) bool { return all[i].Passage.TextID != all[0].Passage.TextID })
		if err := d.carryFrom(ctx, w, target, all[:n]); err != nil {
			return err
		}
		all = all[n:]
	}
	return d.store.EndCarrying(ctx, w)
}

// target is a text to which annotations are carried.
type target struct {
	info   onus.TextInfo
	text   *anchor.Text
	index  *anchor.Index
	starts []int64
}

func (d *Desk) target(ctx context.Context, caseID string, info onus.TextInfo) (*target, error) {
	text, _, _, err := d.store.Window(ctx, caseID, &info, 0, info.Length)
	if err != nil {
		return nil, err
	}
	starts, err := d.store.PartStarts(ctx, caseID, info.ID)
	return &target{info, anchor.NewText(text), anchor.NewIndex(text), starts}, err
}

// carryFrom carries the annotations of one text.
func (d *Desk) carryFrom(ctx context.Context, w onus.Work, to *target, all []onus.Annotation) error {
	info, err := d.store.TextInfo(ctx, w.CaseID, all[0].Passage.TextID)
	if err != nil {
		return err
	}
	text, _, _, err := d.store.Window(ctx, w.CaseID, &info, 0, info.Length)
	if err != nil {
		return err
	}
	carrier := anchor.NewCarrier(anchor.NewText(text), to.text)
	for len(all) > 0 && ctx.Err() == nil {
		n := min(len(all), carriedAtOnce)
		carried := make([]onus.Carried, n)
		for i := range carried {
			carried[i] = to.find(carrier, &all[i])
		}
		if err := d.store.KeepCarried(ctx, w, to.info, carried); err != nil {
			return err
		}
		all = all[n:]
	}
	return ctx.Err()
}

// find says where one annotation is.
func (t *target) find(carrier *anchor.Carrier, a *onus.Annotation) onus.Carried {
	p := &a.Passage
	found := carrier.Carry(anchor.Selector{Exact: p.Quote, Prefix: p.Prefix, Suffix: p.Suffix, Start: int(p.Start), End: int(p.End)})
	c := onus.Carried{ID: a.ID, Version: a.Version, Placement: onus.Orphaned}
	switch found.State {
	case anchor.Placed:
		c.Placement = onus.Placed
	case anchor.Proposed:
		c.Placement = onus.Proposed
	default:
		return c
	}
	sel, err := t.index.Select(found.Start, found.End)
	if err != nil || sel.End-sel.Start > onus.MaxPassage {
		c.Placement = onus.Orphaned
		return c
	}
	c.Passage = onus.Passage{TextID: t.info.ID, Start: int64(sel.Start), End: int64(sel.End), Quote: sel.Exact, Prefix: sel.Prefix, Suffix: sel.Suffix}
	if t.info.Paged {
		c.Passage.Page = int64(sort.Search(len(t.starts), func(i int) bool { return t.starts[i] > c.Passage.Start }))
	}
	return c
}
