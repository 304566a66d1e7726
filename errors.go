package onus

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

// What a store method answers when it refuses. Anything else is internal and
// its text is never shown to a person.
var (
	// ErrNotFound: no such thing in this case, or no membership of the case.
	ErrNotFound = errors.New("not found")
	// ErrForbidden: a member, but one whose role does not allow it.
	ErrForbidden = errors.New("forbidden")
	// ErrConflict: somebody else changed it first. See ConflictError.
	ErrConflict = errors.New("conflict")
	// ErrBusy: the server refuses work for a moment so that it can finish what it has.
	ErrBusy = errors.New("busy")
)

// Problems are the refusals of one form: field name → sentence. The empty
// field name stands for the whole.
type Problems map[string]Text

func (p Problems) Error() string {
	var b strings.Builder
	for _, field := range slices.Sorted(maps.Keys(p)) {
		b.WriteString(field + ": " + p[field].Error() + "; ")
	}
	return strings.TrimSuffix(b.String(), "; ")
}

// Err is p as an error, or nil when there is none.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// With is nil if there is no problem yet. Otherwise it adds what the rules of the
// thing say of its other fields, so that a form is refused once for all of it.
func (p Problems) With(t Thing) error {
	if len(p) == 0 {
		return nil
	}
	var more Problems
	if errors.As(t.Validate(), &more) {
		for field, text := range more {
			refuse(p, field, text)
		}
	}
	return p
}

// ConflictError is a stale update that could not be merged: both sides changed
// the same fields. Mine holds what was tried, merged where the changes do not
// overlap; Theirs what is stored now.
type ConflictError struct {
	Mine, Theirs Thing
	Fields       []string // names of the attributes that both changed
}

func (*ConflictError) Error() string { return ErrConflict.Error() }

// Is lets errors.Is(err, ErrConflict) hold.
func (*ConflictError) Is(target error) bool { return target == ErrConflict }
