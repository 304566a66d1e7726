package handlers

import (
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"onus"
	"onus/views"
	"onus/words"
)

var errBadRequest = echo.NewHTTPError(http.StatusBadRequest)

// refused is why a form is shown again. typed: the fields show what was posted,
// not what was understood of it.
type refused struct {
	typed    bool
	problems onus.Problems
	conflict *onus.ConflictError
}

// label is what a field is called, with help where the term may be unclear.
type label struct{ text, help string }

// form shows the form of a thing: empty, filled, or refused.
func (n *noun) form(s *Server, q *request, status int, th onus.Thing, r refused) error {
	t := n.titles(q, th)
	made := th.Base().ID != ""
	f := views.Form{ID: n.name + "-form", Title: t.create, Action: q.caseURL("/", n.name), Submit: q.w.T("Save"),
		Cancel: views.Link{Label: q.w.T("Cancel"), URL: q.caseURL("/", n.name)}}
	if made {
		f.Title, f.Version = t.edit, strconv.FormatInt(th.Base().Version, 10)
		f.Action = q.caseURL("/", n.name, "/", th.Base().ID)
		f.Cancel.URL = f.Action
	}
	if r.conflict != nil {
		f.Version = strconv.FormatInt(r.conflict.Theirs.Base().Version, 10)
	}
	if err := s.fillForm(q, &f, n.sets(q, th), th, r); err != nil {
		return err
	}
	if n.extra != nil {
		if err := n.extra(s, q, th, &f); err != nil {
			return err
		}
	}
	if made {
		f.Sets = append(f.Sets, views.Fieldset{Fields: []views.Field{{Name: "reason", Label: q.w.T("Reason for the change"),
			Help: q.w.T("Kept in the history. May stay empty."), Input: "text", Value: q.typed("reason")}}})
	}
	s.explain(q, &f, r)
	if n.within != nil {
		if done, err := n.within(s, q, status, th, &f); done || err != nil {
			return err
		}
	}
	return s.render(q, status, views.FormPage(s.page(q, f.Title, n.name), f))
}

// fillForm draws the fields of sets with the values of th.
func (s *Server) fillForm(q *request, f *views.Form, sets []set, th onus.Thing, r refused) error {
	attrs := map[string]onus.Attr{}
	for _, a := range th.Attrs() {
		attrs[a.Name] = a
	}
	for _, set := range sets {
		drawn := views.Fieldset{Legend: set.legend}
		for _, name := range set.names {
			field, err := s.field(q, th, attrs[name], r)
			if err != nil {
				return err
			}
			drawn.Fields = append(drawn.Fields, field)
		}
		f.Sets = append(f.Sets, drawn)
	}
	return nil
}

// field draws one attribute.
func (s *Server) field(q *request, th onus.Thing, a onus.Attr, r refused) (views.Field, error) {
	l := s.label(th.Noun(), a.Name)
	field := views.Field{Name: a.Name, Label: q.w.T(l.text), Value: a.String(), Max: a.Max, Input: "text", Required: isRequired(th, a.Name), Lang: language(th, a.Name)}
	if l.help != "" {
		field.Help = q.w.T(l.help)
	}
	if typed, ok := q.typedOrKept(a.Name); ok && r.typed && r.conflict == nil {
		field.Value = typed
	}
	if t, ok := r.problems[a.Name]; ok {
		field.Problem = q.w.Say(t)
	}
	if r.conflict != nil && slices.Contains(r.conflict.Fields, a.Name) {
		field.Theirs = s.theirs(q, r.conflict.Theirs, a)
	}
	switch {
	case a.List != "":
		field.Input, field.Options = "code", codeOptions(q.w, th, a.List, field.Value)
	case a.Noun != "":
		return s.reference(q, field, a.Noun, a.String())
	case a.IsDate():
		field.Input = "date"
	case a.IsLong():
		field.Input = "long"
	case a.IsMoney():
		field.Input = "money"
	case a.IsTruth():
		field.Input = "bool"
	}
	return field, nil
}

// isRequired: a thing without the field would be refused.
func isRequired(th onus.Thing, name string) bool {
	switch th.Noun() + "." + name {
	case "cases.title", "proceedings.court", "parties.name", "parties.kind", "evidence.title", "claims.title", "claims.kind",
		"relationships.from_id", "relationships.to_id", "relationships.type", "links.evidence_id", "links.claim_id", "links.stance", "members.role", "labels.name", "labels.colour":
		return true
	case "claims.conduct":
		return th.(*onus.Claim).Kind == onus.ClaimInjunction
	case "claims.verbatim":
		return th.(*onus.Claim).ReliefType == "other"
	}
	return false
}

func (s *Server) theirs(q *request, th onus.Thing, a onus.Attr) *views.Theirs {
	for _, stored := range th.Attrs() {
		if stored.Name == a.Name {
			h := th.Base()
			t := &views.Theirs{Value: stored.String(), Shown: s.shown(q.w, stored), By: s.personName(q, h.UpdatedBy), At: q.w.Moment(h.UpdatedAt)}
			if stored.Noun != "" {
				t.Shown, _ = s.nameOf(q, stored.Noun, t.Value)
			}
			return t
		}
	}
	return nil
}

// shown is a value as people read it.
func (s *Server) shown(w *words.Words, a onus.Attr) string {
	switch {
	case a.List != "":
		return w.Code(a.List, a.String())
	case a.IsTruth():
		return yesNo(w, a.String() == "true")
	}
	return a.String()
}

func yesNo(w *words.Words, yes bool) string {
	if yes {
		return w.T("yes")
	}
	return w.T("no")
}

// codeOptions are the codes of a list, "" first; of relief types only those that
// fit the kind of the claim. A stored code that does not fit stays choosable.
func codeOptions(w *words.Words, th onus.Thing, list, chosen string) []views.Option {
	options := []views.Option{{Value: "", Label: w.T("– not chosen –"), Selected: chosen == ""}}
	var only []string
	if c, ok := th.(*onus.Claim); ok && list == onus.ListReliefType {
		only = onus.ReliefTypes(c.Kind)
	}
	for _, code := range w.Codes(list) {
		if only == nil || slices.Contains(only, code.Code) || code.Code == chosen {
			options = append(options, views.Option{Value: code.Code, Label: code.Label, Selected: code.Code == chosen})
		}
	}
	return options
}

// maxChoices is how many things a select or a list of check boxes offers;
// above it, people type a number or a name.
const maxChoices = 200

// reference draws a choice among things of the case. What is stored stays choosable
// when it is deleted, so that saving the form again does not erase it.
func (s *Server) reference(q *request, field views.Field, noun, stored string) (views.Field, error) {
	names, total, err := s.names(q, noun)
	if err != nil {
		return field, err
	}
	if total > maxChoices {
		field.Help = q.w.T("Type its number or its exact name.")
		name, err := s.Store.Name(q.Request().Context(), noun, q.in.ID, field.Value)
		if name == "" && field.Value == stored && stored != "" {
			name = q.w.T("(deleted)")
		}
		if name != "" {
			field.Value = name
		}
		return field, err
	}
	field.Input = "code"
	field.Options = []views.Option{{Value: "", Label: q.w.T("– none –")}}
	missing := stored != ""
	for _, n := range names {
		n.Selected = n.Value == field.Value
		missing = missing && n.Value != stored
		field.Options = append(field.Options, n)
	}
	if missing {
		label, err := s.nameOf(q, noun, stored)
		field.Options = append(field.Options, views.Option{Value: stored, Label: label, Selected: field.Value == stored})
		return field, err
	}
	return field, nil
}

// nameOf is what a thing that something refers to is called, a deleted one too;
// "" for none.
func (s *Server) nameOf(q *request, noun, id string) (string, error) {
	name, err := s.Store.Name(q.Request().Context(), noun, q.in.ID, id)
	if name == "" && id != "" {
		name = q.w.T("(deleted)")
	}
	return name, err
}

// names are the things of a noun by name, none if there are more than maxChoices,
// with how many there are.
func (s *Server) names(q *request, noun string) ([]views.Option, int64, error) {
	total := q.count(noun)
	if total > maxChoices {
		return nil, total, nil
	}
	var options []views.Option
	total, err := s.Store.Names(q.Request().Context(), noun, q.in.ID, onus.Filter{Limit: maxChoices, Total: total}, func(id, name string) {
		options = append(options, views.Option{Value: id, Label: name})
	})
	return options, total, err
}

// explain puts the problems of a refused form beside its fields, lists them in
// their order, and says what a conflict is.
func (s *Server) explain(q *request, f *views.Form, r refused) {
	left := maps.Clone(r.problems)
	for i := range f.Sets {
		for j := range f.Sets[i].Fields {
			field := &f.Sets[i].Fields[j]
			if t, ok := r.problems[field.Name]; ok { // of a field that is no attribute, too
				field.Problem = q.w.Say(t)
			}
			if field.Problem != "" {
				f.Problems = append(f.Problems, views.Problem{Field: field.Name, Label: field.Label, Text: field.Problem})
				delete(left, field.Name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		f.Problems = append(f.Problems, views.Problem{Text: q.w.Say(left[name])})
	}
	if r.conflict != nil {
		h := r.conflict.Theirs.Base()
		f.Conflict = &views.Conflict{Text: q.w.T("%s saved this on %s. What you typed is still in the form. Where both of you changed a field, both texts are shown: keep yours or take theirs, then save again. All other changes are merged already.",
			s.personName(q, h.UpdatedBy), q.w.Moment(h.UpdatedAt))}
	}
}

// personName is the name of an account of this case; its address if it has none.
func (s *Server) personName(q *request, email string) string {
	if email == q.user.Email {
		return q.user.UserName
	}
	if q.people == nil { // once a request, however many names it shows
		q.people, _ = s.Store.UserNames(q.Request().Context(), q.in.ID)
	}
	if name := q.people[email]; name != "" {
		return name
	}
	return email
}

func (s *Server) label(noun, name string) label {
	if l, ok := s.labels[noun+"."+name]; ok {
		return l
	}
	return s.labels[name]
}
