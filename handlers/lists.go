package handlers

import (
	"net/url"
	"strings"

	"onus"
	"onus/views"
)

// choice is one filter of a list: a code list, or a switch when list is "".
type choice struct{ name, label, list string }

// listing is what the list pages of one noun have in common.
type listing struct {
	noun    string
	title   string
	choices []choice
	sorts   [][2]string // name and label, the usual one first
	// hidden filters come from an address only: all claims of one party.
	hidden []string
}

// filter reads the filter of a list from the address.
func (l *listing) filter(q *request) onus.Filter {
	v := q.QueryParams()
	f := onus.Filter{Q: searched(v.Get("q")), Sort: v.Get("sort"), After: v.Get("after"), Before: v.Get("before"), Fields: map[string]string{}, Total: q.count(l.noun)}
	for _, c := range l.choices {
		value := v.Get(c.name)
		if c.list == "" && value == "true" || onus.IsCode(c.list, value) {
			f.Fields[c.name] = value
		}
	}
	for _, name := range l.hidden {
		if value := v.Get(name); value != "" && len(value) <= 254 && !strings.ContainsRune(value, 0) {
			f.Fields[name] = strings.ToValidUTF8(value, "")
		}
	}
	return f
}

// searched is a text to search for. SQLite refuses a pattern of 50,000 bytes,
// and nobody types more than a line.
func searched(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
	if len(s) > onus.MaxLine {
		s = strings.ToValidUTF8(s[:onus.MaxLine], "")
	}
	return s
}

// address is the list's own with a filter; after and before are left out.
func address(path string, f onus.Filter, more ...string) string {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("q", f.Q)
	set("sort", f.Sort)
	for name, value := range f.Fields {
		set(name, value)
	}
	for i := 0; i+1 < len(more); i += 2 {
		set(more[i], more[i+1])
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// view is the list around its table. shown and total are its numbers.
func (l *listing) view(q *request, f onus.Filter, shown int, total int64, next, prev string) views.List {
	w := q.w
	path := "/cases"
	if l.noun != onus.Cases {
		path = q.caseURL("/", l.noun)
	}
	plain := onus.Filter{Sort: f.Sort}
	list := views.List{Title: l.title, URL: path, Query: f.Q, Sort: f.Sort,
		CSV: address(path+".csv", f), Filtered: f.Q != "" || len(f.Fields) > 0, Clear: address(path, plain)}
	if next != "" {
		list.Next = address(path, f, "after", next)
	}
	if prev != "" {
		list.Prev = address(path, f, "before", prev)
		list.First = address(path, f)
	}
	for _, c := range l.choices {
		list.Filters = append(list.Filters, c.view(q, f.Fields[c.name]))
	}
	for i, s := range l.sorts {
		value := s[0]
		if i == 0 {
			value = "" // the usual order needs no word in the address
		}
		list.Sorts = append(list.Sorts,
			views.Option{Value: value, Label: s[1], Selected: f.Sort == s[0] || f.Sort == "" && i == 0},
			views.Option{Value: "-" + s[0], Label: w.T("%s, reversed", s[1]), Selected: f.Sort == "-"+s[0]})
	}
	list.Count = w.N("one row", "%s rows", int(total))
	if int64(shown) < total {
		list.Count = w.N("one row", "%s rows", int(total)) + w.T(", %s on this page", w.Number(int64(shown)))
	}
	return list
}

func (c choice) view(q *request, chosen string) views.Filter {
	w := q.w
	f := views.Filter{Name: c.name, Label: c.label}
	if c.list == "" {
		f.Options = []views.Option{{Value: "", Label: w.T("all")}, {Value: "true", Label: w.T("only these"), Selected: chosen == "true"}}
		return f
	}
	f.Options = append(f.Options, views.Option{Value: "", Label: w.T("all")})
	for _, code := range w.Codes(c.list) {
		f.Options = append(f.Options, views.Option{Value: code.Code, Label: code.Label, Selected: code.Code == chosen})
	}
	return f
}

// heading is a column title that sorts by name, and turns round when it is
// sorted by it already. An empty name does not sort.
func (l *listing) heading(q *request, f onus.Filter, name, label, class string) views.Heading {
	h := views.Heading{Label: label, Class: class}
	if name == "" {
		return h
	}
	path := "/cases"
	if l.noun != onus.Cases {
		path = q.caseURL("/", l.noun)
	}
	present := f.Sort
	if present == "" {
		present = l.sorts[0][0]
	}
	turned := f
	turned.Sort = name
	switch present {
	case name:
		h.Direction, turned.Sort = "ascending", "-"+name
	case "-" + name:
		h.Direction = "descending"
	}
	h.URL = address(path, turned)
	return h
}

// bulk offers what can be set for the selected rows, if the user may.
func (l *listing) bulk(q *request, names ...string) *views.Bulk {
	if !onus.May(q.in.Role, onus.Edit) {
		return nil
	}
	b := &views.Bulk{Action: q.caseURL("/", l.noun, "/bulk")}
	for _, c := range l.choices {
		for _, name := range names {
			if c.name != name {
				continue
			}
			f := views.Filter{Name: "set_" + c.name, Label: c.label}
			for _, code := range q.w.Codes(c.list) {
				f.Options = append(f.Options, views.Option{Value: code.Code, Label: code.Label})
			}
			b.Fields = append(b.Fields, f)
		}
	}
	return b
}
