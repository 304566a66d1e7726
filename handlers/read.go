package handlers

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"onus"
)

// fillResolved fills a thing from the form; references may be typed as an id, a
// number or an exact name.
func (s *Server) fillResolved(q *request, th onus.Thing, names []string) onus.Problems {
	found, problems := map[string]string{}, onus.Problems{}
	for _, a := range th.Attrs() {
		typed, ok := q.posted(a.Name)
		if !ok || typed == "" || typed == a.String() || !slices.Contains(names, a.Name) {
			continue
		}
		if name, _ := s.nameOf(q, a.Noun, a.String()); name == typed { // the form was drawn with it; others may have the name too
			found[a.Name] = a.String()
			continue
		}
		id, err := s.Store.Resolve(q.Request().Context(), a.Noun, q.in.ID, typed)
		if err != nil {
			problems[a.Name] = textOf(err)
		}
		found[a.Name] = id
	}
	maps.Copy(problems, onus.Fill(th, func(name string) (string, bool) {
		if id, ok := found[name]; ok {
			return id, true
		}
		return q.posted(name)
	}))
	return problems
}

// parse reads a form; one that is too large or broken is refused, and bytes that
// are no text in other fields than those checked with their thing.
func (q *request) parse(checked ...onus.Attr) error {
	r := q.Request()
	parse := r.ParseForm
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") { // whoever expects a file reads a stream: readUpload
		parse = func() error { return r.ParseMultipartForm(maxForm) }
	}
	if err := parse(); err != nil {
		return brokenForm(err)
	}
	return q.refuseBytes(checked)
}

func (q *request) refuseBytes(checked []onus.Attr) error {
	for name, values := range q.Request().PostForm {
		if !slices.ContainsFunc(checked, func(a onus.Attr) bool { return a.Name == name }) && !isText(strings.Join(values, "")) {
			return onus.Problems{name: onus.Say("This contains bytes that are not text.")}
		}
	}
	return nil
}

// isText: what is not, PostgreSQL refuses even to compare.
func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// typed is posted where a field that is not there is an empty one.
func (q *request) typed(name string) string {
	v, _ := q.posted(name)
	return v
}

// posted is the last value of a form field: a check box comes after the hidden
// field that says what it means when it is not checked.
func (q *request) posted(name string) (string, bool) {
	values, ok := q.Request().PostForm[name]
	if !ok || len(values) == 0 {
		return "", false
	}
	return values[len(values)-1], true
}

func (q *request) query(name string) (string, bool) {
	v := q.QueryParams()
	return v.Get(name), v.Has(name)
}

// version is the version that the form was filled from; one that is missing or
// not a number is a Problem.
func (q *request) version() (int64, error) {
	typed, _ := q.posted("version")
	v, err := strconv.ParseInt(typed, 10, 64)
	if err != nil {
		return 0, onus.Problems{"": onus.Say("The form does not say which version it was filled from. Reload it and try again.")}
	}
	return v, nil
}
