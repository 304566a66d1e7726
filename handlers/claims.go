package handlers

import (
	"errors"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"onus"
	"onus/views"
)

func claimNoun() *noun {
	return &noun{
		name: onus.Claims, edit: onus.Edit, listing: claimListing, rows: claimRows, detail: claimDetail,
		sets: claimSets, begin: chooseKind, make: createClaim, extra: claimExtra,
		bulkFields: []string{"status", "disposition", "kind"},
		titles: func(q *request, th onus.Thing) titles {
			name := th.Name()
			return titles{q.w.T("New claim"), q.w.T("Change %s", name), q.w.T("%s is entered.", name), q.w.T("%s is saved.", name), q.w.T("%s is deleted.", name)}
		},
	}
}

func claimListing(q *request) *listing {
	w := q.w
	return &listing{
		noun: onus.Claims, title: w.T("Claims"),
		choices: []choice{
			{"kind", w.T("Kind"), onus.ListClaimKind},
			{"status", w.T("Status"), onus.ListClaimStatus},
			{"disposition", w.T("Disposition"), onus.ListDisposition},
			{"stance", w.T("Has links that"), onus.ListStance},
			{"unlinked", w.T("Unlinked"), ""},
		},
		hidden: []string{"party", "relief_type", "cause_of_action"},
		sorts: [][2]string{{"number", w.T("Number")}, {"title", w.T("Title")}, {"kind", w.T("Kind")}, {"status", w.T("Status")},
			{"supports", w.T("Supports")}, {"refutes", w.T("Refutes")}, {"unassessed", w.T("Not assessed")}, {"updated", w.T("Last change")}},
	}
}

func claimRows(s *Server, q *request, l *listing, f onus.Filter) (templ.Component, error) {
	w := q.w
	p, err := s.Store.ListClaims(q.Request().Context(), q.in.ID, q.pickFilter(f))
	if err != nil {
		return nil, err
	}
	if k, ok := q.pick(p.Total); ok {
		for i := range p.Rows {
			c := &p.Rows[i]
			k.Options = append(k.Options, views.PickerOption{Value: c.ID, Label: c.Name(), Detail: w.Code(onus.ListClaimKind, c.Kind)})
		}
		return s.picked(q, &k, onus.Claims)
	}
	v := views.ClaimList{List: l.view(q, f, len(p.Rows), p.Total, p.Next, p.Prev)}
	v.Bulk = l.bulk(q, "status", "disposition", "kind")
	v.New = q.newLink(w.T("New claim"), onus.Claims)
	v.Empty = q.empty(&v.List, p.Total, w.T("No claims yet"), w.T("Enter what is demanded: damages, a measure against individuals, an injunction."))
	v.Headings = l.headings(q, f, [3]string{"number", w.T("Number")}, [3]string{"title", w.T("Claim")}, [3]string{"kind", w.T("Kind")},
		[3]string{"", w.T("Amount"), "num"}, [3]string{"status", w.T("Status")}, [3]string{"supports", w.T("Supports"), "num"},
		[3]string{"refutes", w.T("Refutes"), "num"}, [3]string{"", w.T("Other"), "num"}, [3]string{"unassessed", w.T("Not assessed"), "num"})
	v.Rows = make([]views.ClaimRow, len(p.Rows))
	base := q.caseURL("/claims/")
	for i := range p.Rows {
		v.Rows[i] = claimRow(q, &p.Rows[i], base)
	}
	return views.ClaimListPage(s.page(q, l.title, onus.Claims), v), nil
}

func claimRow(q *request, c *onus.Claim, base string) views.ClaimRow {
	w, st := q.w, &c.Stances
	r := views.ClaimRow{ID: c.ID, URL: base + c.ID, Number: onus.ClaimNumber(c.Number), Title: c.Title,
		Kind: w.Code(onus.ListClaimKind, c.Kind), Status: w.Code(onus.ListClaimStatus, c.Status), Amount: q.amount(c.Amount, c.Currency, c.Unquantified),
		Supports: w.Number(st.Supports), Refutes: w.Number(st.Refutes), Other: w.Number(st.Undercuts + st.Context), Unassessed: w.Number(st.Unassessed)}
	switch {
	case c.Claimants != "" && c.Respondents != "":
		r.Parties = c.Claimants + " → " + c.Respondents
	default:
		r.Parties = c.Claimants + c.Respondents
	}
	if c.Targets != "" {
		r.Parties += " · " + w.T("target: %s", c.Targets)
	}
	return r
}

// amount prints money as people read it; "" for a claim that is not about money.
func (q *request) amount(a onus.Amount, currency string, unquantified bool) string {
	switch {
	case a.Known:
		return q.w.Money(a.Minor, currency)
	case unquantified:
		return q.w.T("not quantified")
	}
	return ""
}

// chooseKind is the first step of a new claim, which also works without
// JavaScript: the form of a kind has only its fields.
func chooseKind(s *Server, q *request) (bool, error) {
	if onus.IsCode(onus.ListClaimKind, q.QueryParam("kind")) {
		return false, nil
	}
	w := q.w
	help := map[string]string{
		onus.ClaimDamages:    w.T("Money for a loss."),
		onus.ClaimSanction:   w.T("Something done to persons or a group: employees, directors."),
		onus.ClaimInjunction: w.T("Conduct to be stopped, or to be done."),
		"declaration":        w.T("The court says what the law between the parties is."),
		"performance":        w.T("Do what was agreed."),
		"restitution":        w.T("Give back, or hand over the profit."),
		"costs":              w.T("Of the proceedings and of counsel."),
		"other":              w.T("Anything else, in the source's own words."),
	}
	var kinds []views.KindChoice
	for _, code := range w.Codes(onus.ListClaimKind) {
		v := q.QueryParams()
		v.Set("kind", code.Code)
		kinds = append(kinds, views.KindChoice{Label: code.Label, Help: help[code.Code], URL: q.caseURL("/claims/new?", v.Encode())})
	}
	return true, s.render(q, http.StatusOK, views.KindPage(s.page(q, w.T("New claim"), onus.Claims), w.T("Which kind of claim?"), kinds))
}

func claimSets(q *request, th onus.Thing) []set {
	w, c := q.w, th.(*onus.Claim)
	sets := []set{{"", []string{"kind", "title", "relief_type", "verbatim", "verbatim_language"}}}
	switch c.Kind {
	case onus.ClaimDamages, "restitution", "costs":
		sets = append(sets, set{w.T("The money"), []string{"amount", "currency", "unquantified", "head_of_loss", "calculation"}})
	case onus.ClaimSanction:
		sets = append(sets, set{w.T("The measure"), []string{"measure"}})
	case onus.ClaimInjunction:
		sets = append(sets, set{w.T("The conduct"), []string{"conduct", "term", "territory", "until"}})
	}
	sets = append(sets, set{w.T("In law"), []string{"cause_of_action", "legal_basis"}})
	result := []string{"status", "disposition"}
	if c.ID != "" && (c.Amount.Known || c.Granted.Known || c.Kind == onus.ClaimDamages) {
		result = append(result, "granted_amount")
	}
	return append(sets, set{w.T("Where it stands"), append(result, "description")})
}

// claimExtra adds who asserts a new claim, against whom, and who is the target;
// later that is changed on its page. It also makes choosing a kind a step.
func claimExtra(s *Server, q *request, th onus.Thing, f *views.Form) error {
	q.keepUndrawn(th, f)
	f.Steps = append(f.Steps, views.Option{Value: "kind", Label: q.w.T("Show the fields of this kind")})
	if f.Version != "" {
		return nil
	}
	parties, total, err := s.names(q, onus.Parties)
	if err != nil {
		return err
	}
	var fields []views.Field
	for _, name := range []string{"claimants", "respondents", "targets"} {
		fields = append(fields, s.partiesField(q, name, parties, total))
	}
	last := len(f.Sets) - 1
	f.Sets = append(f.Sets[:last], views.Fieldset{Legend: q.w.T("Parties"), Fields: fields}, f.Sets[last])
	return nil
}

// keptField is what a field is called that another kind of claim has: what was
// typed in it goes along, hidden, until that kind comes back. It is never stored.
const keptField = "kept_"

func (q *request) typedOrKept(name string) (string, bool) {
	if typed, ok := q.posted(name); ok {
		return typed, true
	}
	return q.posted(keptField + name)
}

func (q *request) keepUndrawn(th onus.Thing, f *views.Form) {
	drawn := map[string]bool{}
	for _, set := range f.Sets {
		for _, field := range set.Fields {
			drawn[field.Name] = true
		}
	}
	for _, a := range th.Attrs() {
		if typed, ok := q.typedOrKept(a.Name); ok && !drawn[a.Name] && typed != "" && typed != "false" {
			f.Hidden = append(f.Hidden, views.Field{Name: keptField + a.Name, Value: typed})
		}
	}
}

// partiesField is a list of check boxes, or a line of names when there are too
// many parties for one.
func (s *Server) partiesField(q *request, name string, parties []views.Option, total int64) views.Field {
	l := s.label(onus.Claims, name)
	field := views.Field{Name: name, Label: q.w.T(l.text), Input: "many"}
	if l.help != "" {
		field.Help = q.w.T(l.help)
	}
	chosen := q.Request().PostForm[name]
	if total > maxChoices {
		field.Input, field.Value = "text", strings.Join(chosen, "; ")
		field.Help = strings.TrimSpace(field.Help + " " + q.w.T("Exact names, with a semicolon between them."))
		return field
	}
	for _, o := range parties {
		for _, id := range chosen {
			o.Selected = o.Selected || o.Value == id
		}
		field.Options = append(field.Options, o)
	}
	return field
}

func createClaim(s *Server, q *request, th onus.Thing) error {
	parties := map[string][]string{}
	for name, role := range map[string]string{"claimants": onus.Claimant, "respondents": onus.Respondent, "targets": onus.Target} {
		for _, typed := range q.Request().PostForm[name] {
			ids, err := s.resolveAll(q, typed)
			if err != nil {
				return onus.Problems{name: *err}
			}
			parties[role] = append(parties[role], ids...)
		}
	}
	return s.Store.CreateClaim(q.Request().Context(), q.actor(), th.(*onus.Claim), parties)
}

// resolveAll finds the parties that a line means: one id or name, or several
// with semicolons.
func (s *Server) resolveAll(q *request, typed string) ([]string, *onus.Text) {
	if strings.TrimSpace(typed) == "" {
		return nil, nil
	}
	id, err := s.Store.Resolve(q.Request().Context(), onus.Parties, q.in.ID, typed)
	if err == nil {
		return []string{id}, nil
	}
	var ids []string
	for _, part := range strings.Split(typed, ";") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		id, err := s.Store.Resolve(q.Request().Context(), onus.Parties, q.in.ID, part)
		if err != nil {
			t := textOf(err)
			return nil, &t
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func textOf(err error) onus.Text {
	var t onus.Text
	if errors.As(err, &t) {
		return t
	}
	return onus.Say("This cannot be read.")
}
