package handlers

import (
	"net/http"
	"slices"
	"strings"

	"onus"
	"onus/db"
	"onus/views"
)

func boardRoutes() []route {
	return []route{
		{get, "/cases/:case/annotations", onus.Read, (*Server).board},
		{get, "/cases/:case/annotations.csv", onus.Read, (*Server).exportAnnotations},
	}
}

// boardFields are the filters of the board that take one value.
var boardFields = []string{"author", "state", "visibility", "evidence", "claim", "party", "cited", "comment"}

// boardFilter is what the address asks for: labels as often as one likes, each other
// filter once.
func boardFilter(q *request) onus.Filter {
	f := onus.Filter{Q: searched(q.QueryParam("q")), After: q.QueryParam("after"), Before: q.QueryParam("before"), Fields: map[string]string{}}
	for _, name := range boardFields {
		if v := q.QueryParam(name); v != "" && isText(v) {
			f.Fields[name] = v
		}
	}
	if f.Fields["author"] == "me" {
		f.Fields["author"] = q.user.Email
	}
	labels := slices.DeleteFunc(slices.Clone(q.QueryParams()["label"]), func(v string) bool { return v == "" || !isText(v) })
	if len(labels) > 0 {
		f.Fields["label"] = strings.Join(labels[:min(len(labels), maxBoardLabels)], ",")
	}
	return f
}

// maxBoardLabels bounds the labels of one filter.
const maxBoardLabels = 100

// board is all passages of a case, grouped.
func (s *Server) board(q *request) error {
	ctx := q.Request().Context()
	group := q.QueryParam("group")
	if !slices.Contains([]string{db.ByLabel, db.ByClaim, db.ByParty}, group) {
		group = db.ByDocument
	}
	f := boardFilter(q)
	p, err := s.Store.Board(ctx, q.user.ID, q.in.ID, group, f)
	if err != nil {
		return err
	}
	c, err := s.cards(q)
	if err != nil {
		return err
	}
	v := views.Board{URL: q.caseURL("/annotations"), Query: f.Q, Count: q.w.N("one row", "%s rows", int(p.Total)), Total: p.Total}
	for i := range p.Rows {
		r := &p.Rows[i]
		if err := c.onBoard(&v, r, group); err != nil {
			return err
		}
	}
	if err := s.boardFrame(q, c, &v, f, group, p.Next, p.Prev); err != nil {
		return err
	}
	page := s.page(q, q.w.T("Passages"), onus.Annotations)
	page.Styles = []string{"annotations.css"}
	return s.render(q, http.StatusOK, views.BoardPage(page, v))
}

// onBoard adds a passage to its group, once.
func (c *cards) onBoard(v *views.Board, r *db.BoardRow, group string) error {
	title, id, url, number, colour := c.groupOf(r, group)
	if n := len(v.Groups); n == 0 || v.Groups[n-1].ID != id {
		v.Groups = append(v.Groups, views.BoardGroup{ID: id, Title: title, URL: url, Number: number, Colour: colour})
	}
	g := &v.Groups[len(v.Groups)-1]
	if n := len(g.Notes); n > 0 && g.Notes[n-1].ID == r.ID {
		return nil
	}
	one, err := c.one(&r.Annotation, r.ID, cardTry{})
	if err != nil {
		return err
	}
	if r.Citations > 0 {
		if one.Cites, err = c.cites(&r.Annotation); err != nil {
			return err
		}
	}
	row := views.BoardNote{Note: one, Prefix: r.Passage.Prefix, Suffix: r.Passage.Suffix, Item: r.Exhibit(), ItemTitle: r.EvidenceTitle}
	if r.Replies > 0 {
		row.Replies = c.q.w.N("one answer", "%s answers", int(r.Replies))
	}
	g.Notes = append(g.Notes, row)
	return nil
}

// groupOf is the heading that a passage stands under.
func (c *cards) groupOf(r *db.BoardRow, group string) (title, id, url, number, colour string) {
	q := c.q
	switch group {
	case db.ByLabel:
		if r.LabelID == "" {
			return q.w.T("No label"), "none", "", "", "none"
		}
		return r.LabelName, r.LabelID, q.caseURL("/labels/", escape(r.LabelID)), "", noteColour(&r.Annotation)
	case db.ByClaim:
		return r.Group, r.GroupID, q.caseURL("/claims/", escape(r.GroupID)), "", ""
	case db.ByParty:
		return r.Group, r.GroupID, q.caseURL("/parties/", escape(r.GroupID)), "", ""
	}
	return r.EvidenceTitle, r.EvidenceID, q.caseURL("/evidence/", escape(r.EvidenceID)), r.Exhibit(), ""
}

// boardFrame is the filter of the board, and the ways to its other pages.
func (s *Server) boardFrame(q *request, c *cards, v *views.Board, f onus.Filter, group, next, prev string) error {
	w := q.w
	chosen := strings.Split(f.Fields["label"], ",")
	for _, l := range c.labels {
		v.Labels = append(v.Labels, views.BoardLabel{ID: l.ID, Name: l.LabelName, Colour: l.Colour, Chosen: slices.Contains(chosen, l.ID)})
	}
	v.Labels = append(v.Labels, views.BoardLabel{ID: "none", Name: w.T("No label"), Colour: "none", Chosen: slices.Contains(chosen, "none")})
	filters, err := s.notesFilters(q, c, f)
	if err != nil {
		return err
	}
	comment := views.Filter{Name: "comment", Label: w.T("Comment"), Options: []views.Option{{Label: w.T("all")}, {Value: "true", Label: w.T("With a comment"), Selected: f.Fields["comment"] == "true"}}}
	seen := views.Filter{Name: "visibility", Label: w.T("Who sees it"), Options: append([]views.Option{{Label: w.T("all")}}, codeOptionsOf(w.Codes(onus.ListVisibility), f.Fields["visibility"])...)}
	groups := views.Filter{Name: "group", Label: w.T("Group by"), Options: []views.Option{{Value: "", Label: w.T("Document"), Selected: group == db.ByDocument},
		{Value: db.ByLabel, Label: w.T("Label"), Selected: group == db.ByLabel}, {Value: db.ByClaim, Label: w.T("Claims that cite it"), Selected: group == db.ByClaim},
		{Value: db.ByParty, Label: w.T("Parties to those claims"), Selected: group == db.ByParty}}}
	v.Filters = append([]views.Filter{groups}, append(filters[1:], comment, seen)...)
	for _, name := range []string{"evidence", "claim", "party"} {
		if value := f.Fields[name]; value != "" {
			v.Hidden = append(v.Hidden, views.Field{Name: name, Value: value})
		}
	}
	v.Filtered = f.Q != "" || len(f.Fields) > 0
	v.CSV = q.boardURL(".csv", "", "")
	if onus.May(q.in.Role, onus.Annotate) {
		v.Import = views.Link{Label: w.T("Import annotations"), URL: q.caseURL("/annotations/import")}
	}
	if next != "" {
		v.Next = q.boardURL("", "after", next)
	}
	if prev != "" {
		v.Prev = q.boardURL("", "before", prev)
	}
	for _, filter := range v.Filters {
		for _, o := range filter.Options {
			if o.Selected && o.Value != "" {
				v.Said = append(v.Said, filter.Label+": "+o.Label)
			}
		}
	}
	return nil
}

// boardURL is the address of this list with its filters, and with one more value.
func (q *request) boardURL(kind, name, value string) string {
	v := q.QueryParams()
	kept := map[string][]string{}
	for key, values := range v {
		if key != "after" && key != "before" {
			kept[key] = values
		}
	}
	if name != "" {
		kept[name] = []string{value}
	}
	return q.caseURL("/annotations"+kind) + encoded(kept)
}

func codeOptionsOf(codes []onus.Code, chosen string) []views.Option {
	var all []views.Option
	for _, c := range codes {
		all = append(all, views.Option{Value: c.Code, Label: c.Label, Selected: c.Code == chosen})
	}
	return all
}
