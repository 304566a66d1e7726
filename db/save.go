package db

import (
	"database/sql"
	"errors"
	"slices"

	"onus"
)

// create stores a new thing: its id, its head and its line in the history.
func (x *tx) create(th onus.Thing) error {
	t := x.s.tables[th.Noun()]
	h := th.Base()
	if h.ID == "" {
		h.ID = newID()
	}
	if t.fixedPtr != nil { // a transaction that runs again counts again
		zero(t.fixedPtr(th))
	}
	h.Version, h.CreatedAt, h.UpdatedAt, h.DeletedAt = 1, x.now, x.now, 0
	h.CreatedBy, h.UpdatedBy = x.who.Email, x.who.Email
	if p, ok := th.(interface{ Prepare() }); ok {
		p.Prepare()
	}
	if err := x.check(t, nil, th); err != nil {
		return err
	}
	args := []any{h.ID, h.Version, h.CreatedAt, h.CreatedBy, h.UpdatedAt, h.UpdatedBy, h.DeletedAt}
	if t.isCase {
		h.CaseID = h.ID
	} else {
		args = append([]any{h.CaseID}, args...)
	}
	if t.fixedPtr != nil {
		args = append(args, deref(t.fixedPtr(th))...)
	}
	if err := x.exec(t.sql.insert, append(args, t.saved(th)...)...); err != nil {
		return x.refusal(err)
	}
	if err := x.count(t, h.CaseID, 1); err != nil {
		return err
	}
	if err := x.follow(t, nil, th); err != nil {
		return err
	}
	return x.logWhole(onus.ActionCreate, th)
}

// check refuses a thing that breaks its own rules, refers to what is not there,
// or breaks a rule that only the store can see.
func (x *tx) check(t *table, old, th onus.Thing) error {
	if err := th.Validate(); err != nil {
		return err
	}
	if err := x.checkReferences(old, th); err != nil {
		return err
	}
	if t.complete != nil {
		if err := t.complete(x, th); err != nil {
			return err
		}
	}
	if t.before != nil {
		return t.before(x, th)
	}
	return nil
}

// checkReferences refuses a reference to what is deleted, unknown or of another
// case. One that was there before may stay.
func (x *tx) checkReferences(old, th onus.Thing) error {
	var before []onus.Attr
	if old != nil {
		before = old.Attrs()
	}
	for i, a := range th.Attrs() {
		id := a.String()
		if a.Noun == "" || id == "" || (old != nil && before[i].String() == id) {
			continue
		}
		var one int
		err := x.row("SELECT 1 FROM "+a.Noun+" WHERE case_id = $1 AND id = $2 AND deleted_at = 0", []any{th.Base().CaseID, id}, &one)
		if errors.Is(err, onus.ErrNotFound) {
			return onus.Problems{a.Name: onus.Say("This is not in the case.")}
		}
		if err != nil {
			return err
		}
		if old != nil && a.Noun == th.Noun() {
			if err := x.refuseCircle(th, a.Name, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// refuseCircle follows a reference of a thing to others of its noun: a source that
// is derived from what it is the source of has no origin.
func (x *tx) refuseCircle(th onus.Thing, column, id string) error {
	h := th.Base()
	for seen := map[string]bool{}; id != "" && !seen[id]; {
		if id == h.ID {
			return onus.Problems{column: onus.Say("This would go round in a circle.")}
		}
		seen[id] = true
		var next sql.NullString
		err := x.row("SELECT "+column+" FROM "+th.Noun()+" WHERE case_id = $1 AND id = $2", []any{h.CaseID, id}, &next)
		if err != nil {
			return err
		}
		id = next.String
	}
	return nil
}

func (x *tx) follow(t *table, old, now onus.Thing) error {
	if t.after != nil {
		if err := t.after(x, old, now); err != nil {
			return err
		}
	}
	return x.index(old, now)
}

func deref(ptrs []any) []any {
	args := make([]any, len(ptrs))
	for i, p := range ptrs {
		args[i] = *p.(*int64)
	}
	return args
}

// refusal turns a broken foreign key into what people see: the thing that was
// referred to is not in this case.
func (x *tx) refusal(err error) error {
	if x.s.dialect.isForeignKey(err) {
		return onus.Problems{"": onus.Say("Something that this refers to is not in this case.")}
	}
	if x.s.dialect.isUnique(err) {
		return onus.Problems{"": onus.Say("This is already there.")}
	}
	return err
}

// count keeps the number of live rows of a noun beside the case.
func (x *tx) count(t *table, caseID string, by int) error {
	if t.counter == "" {
		return nil
	}
	return x.exec("UPDATE cases SET "+t.counter+" = "+t.counter+" + $1 WHERE id = $2", by, caseID)
}

// update stores mine, whose Version is that of the form it was filled from.
// Changes of others since then are merged where they touch other fields;
// otherwise a ConflictError. Afterwards mine holds what is stored.
func (x *tx) update(mine onus.Thing) error {
	t := x.s.tables[mine.Noun()]
	h := mine.Base()
	old, err := t.live(x, h.CaseID, h.ID)
	if err != nil {
		return err
	}
	if v := old.Base().Version; h.Version < 1 || h.Version > v { // no form was filled from it
		return &onus.ConflictError{Mine: mine, Theirs: old}
	}
	if h.Version != old.Base().Version {
		if err := x.merge(mine, old); err != nil {
			return err
		}
	}
	return x.replace(t, old, mine)
}

// replace stores now over old, both of the same version, and logs what differs.
func (x *tx) replace(t *table, old, now onus.Thing) error {
	keep := *old.Base()
	h := now.Base()
	*h = keep
	if t.fixedPtr != nil { // what is fixed does not come from a form
		copyFixed(t.fixedPtr(now), t.fixedPtr(old))
	}
	if err := x.check(t, old, now); err != nil {
		return err
	}
	changed := differing(old, now)
	if len(changed) == 0 {
		return nil
	}
	h.Version, h.UpdatedAt, h.UpdatedBy = keep.Version+1, x.now, x.who.Email
	args := append([]any{h.Version, h.UpdatedAt, h.UpdatedBy}, t.saved(now)...)
	if err := x.exec(t.sql.update, append(args, h.CaseID, h.ID, keep.Version)...); err != nil {
		return x.refusal(err)
	}
	if err := x.follow(t, old, now); err != nil {
		return err
	}
	return x.logFields(now, changed)
}

func zero(ptrs []any) {
	for _, p := range ptrs {
		*p.(*int64) = 0
	}
}

func copyFixed(to, from []any) {
	for i := range to {
		*to[i].(*int64) = *from[i].(*int64)
	}
}

// fieldChange is one attribute before and after.
type fieldChange struct{ name, old, new string }

func differing(old, now onus.Thing) []fieldChange {
	var changed []fieldChange
	after := now.Attrs()
	for i, a := range old.Attrs() {
		if o, n := a.String(), after[i].String(); o != n {
			changed = append(changed, fieldChange{a.Name, o, n})
		}
	}
	return changed
}

// merge puts into mine what others changed since mine.Version in fields that
// mine leaves as they were. A field that both changed, to different values, is
// a conflict. What the fields were then is read from the history.
func (x *tx) merge(mine, theirs onus.Thing) error {
	base, err := x.valuesAt(theirs.Noun(), mine.Base())
	if err != nil {
		return err
	}
	var conflicts []string
	take := map[string]string{}
	stored := theirs.Attrs()
	for i, a := range mine.Attrs() {
		was, touched := base[a.Name]
		switch saved := stored[i].String(); {
		case a.String() == saved:
		case touched && a.String() == was:
			take[a.Name] = saved
		case touched:
			conflicts = append(conflicts, a.Name)
		}
	}
	conflicts = append(conflicts, amountsAstray(mine, theirs, take)...)
	fill := func(name string) (string, bool) { v, ok := take[name]; return v, ok }
	if err := onus.Fill(mine, fill).Err(); err != nil && len(conflicts) == 0 {
		return err
	}
	if len(conflicts) > 0 {
		return &onus.ConflictError{Mine: mine, Theirs: theirs, Fields: conflicts}
	}
	return nil
}

// amountsAstray are the amounts of one of us that would get the other's new
// currency, and that currency: a sum that neither meant. take is what mine is
// about to take over; they are left out of it.
func amountsAstray(mine, theirs onus.Thing, take map[string]string) []string {
	var astray []string
	stored := theirs.Attrs()
	at := slices.IndexFunc(stored, func(a onus.Attr) bool { return a.Name == "currency" })
	if at < 0 {
		return nil
	}
	_, theirsIsNew := take["currency"]
	mineIsNew := !theirsIsNew && mine.Attrs()[at].String() != stored[at].String()
	for i, a := range mine.Attrs() {
		_, taken := take[a.Name]
		if a.IsMoney() && (taken && mineIsNew || !taken && theirsIsNew && a.String() != stored[i].String()) {
			astray = append(astray, a.Name)
			delete(take, a.Name)
		}
	}
	if len(astray) > 0 {
		astray = append(astray, "currency")
		delete(take, "currency")
	}
	return astray
}
