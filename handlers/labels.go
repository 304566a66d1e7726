package handlers

import (
	"net/http"

	"github.com/a-h/templ"

	"onus"
	"onus/views"
)

func labelRoutes() []route {
	return []route{
		{post, "/cases/:case/labels/starter", onus.Edit, (*Server).startCodebook},
		{get, "/cases/:case/labels/:id/merge", onus.Edit, (*Server).mergeLabelPage},
		{post, "/cases/:case/labels/:id/merge", onus.Edit, (*Server).mergeLabel},
	}
}

func labelNoun() *noun {
	return &noun{
		name: onus.Labels, edit: onus.Edit, listing: labelListing, rows: labelRows, detail: labelDetail, bulkFields: []string{"colour"},
		sets: func(*request, onus.Thing) []set {
			return []set{{"", []string{"name", "colour", "meaning", "key", "position"}}}
		},
		extra: labelInUse,
		titles: func(q *request, th onus.Thing) titles {
			name := th.Name()
			return titles{q.w.T("New label"), q.w.T("Change %s", name), q.w.T("%s is entered.", name), q.w.T("%s is saved.", name), q.w.T("%s is deleted.", name)}
		},
	}
}

func labelListing(q *request) *listing {
	w := q.w
	return &listing{
		noun: onus.Labels, title: w.T("Labels"),
		choices: []choice{{"colour", w.T("Colour"), onus.ListLabelColour}},
		sorts:   [][2]string{{"position", w.T("Place in the list")}, {"name", w.T("Name")}, {"updated", w.T("Last change")}},
	}
}

// labelRows is the codebook; passages are those that the reader sees.
func labelRows(s *Server, q *request, l *listing, f onus.Filter) (templ.Component, error) {
	w, ctx := q.w, q.Request().Context()
	p, err := s.Store.ListLabels(ctx, q.in.ID, f)
	if err != nil {
		return nil, err
	}
	use, err := s.Store.LabelUse(ctx, q.user.ID, q.in.ID)
	if err != nil {
		return nil, err
	}
	v := views.Table{List: l.view(q, f, len(p.Rows), p.Total, p.Next, p.Prev)}
	v.Bulk = l.bulk(q, "colour")
	v.New = q.newLink(w.T("New label"), onus.Labels)
	v.Empty = q.empty(&v.List, p.Total, w.T("No labels yet"), w.T("A label says what a passage is about, the same way in every document."))
	if v.Empty.Title != "" && onus.May(q.in.Role, onus.Edit) {
		v.Before = views.StarterView(s.page(q, "", ""), q.caseURL("/labels/starter"))
	}
	v.Headings = l.headings(q, f, [3]string{"name", w.T("Name"), "main"}, [3]string{"", w.T("Colour"), "nowrap"}, [3]string{"", w.T("Key"), "nowrap"}, [3]string{"", w.T("Passages"), "num"})
	for i := range p.Rows {
		r := &p.Rows[i]
		v.Rows = append(v.Rows, views.TableRow{ID: r.ID, URL: q.caseURL("/labels/", r.ID), Name: r.LabelName, Small: r.Meaning, Colour: r.Colour,
			Cells: []string{w.Code(onus.ListLabelColour, r.Colour), r.Key, w.Number(use[r.ID])}})
	}
	page := s.page(q, l.title, onus.Labels)
	page.Styles = []string{"annotations.css"}
	return views.TablePage(page, v), nil
}

func labelDetail(s *Server, q *request, th onus.Thing) (templ.Component, error) {
	l := th.(*onus.Label)
	d, err := s.detail(q, th, "", l.LabelName)
	if err != nil {
		return nil, err
	}
	use, err := s.Store.LabelUse(q.Request().Context(), q.user.ID, q.in.ID)
	if err != nil {
		return nil, err
	}
	d.Facts = s.facts(q, th, "name")
	d.Facts = append(d.Facts, views.FactRow{Label: q.w.T("Passages"), Value: q.w.Number(use[l.ID]), URL: q.caseURL("/annotations?label=", escape(l.ID))})
	merge := views.Link{}
	if onus.May(q.in.Role, onus.Edit) {
		merge = views.Link{Label: q.w.T("Merge with another label"), URL: q.caseURL("/labels/", escape(l.ID), "/merge")}
	}
	p := s.page(q, l.LabelName, onus.Labels)
	p.Styles = []string{"annotations.css"}
	return views.LabelPage(p, d, l.Colour, merge), nil
}

// labelInUse says on the form how many passages will show what is changed.
func labelInUse(s *Server, q *request, th onus.Thing, f *views.Form) error {
	id := th.Base().ID
	if id == "" {
		return nil
	}
	passages, items, _, err := s.Store.LabelPreview(q.Request().Context(), q.user.ID, q.in.ID, id, 0)
	if err == nil && passages > 0 {
		f.Note = q.w.T("%s passages in %s documents will show what you change here.", q.w.Number(passages), q.w.Number(items))
	}
	return err
}

// starter is a codebook to begin with: what analysts of a case look for first.
func starter(q *request) []onus.Label {
	w := q.w
	return []onus.Label{
		{LabelName: w.T("Key passage"), Colour: "yellow", Key: "1", Meaning: w.T("What a judge should read first.")},
		{LabelName: w.T("Admission"), Colour: "green", Key: "2", Meaning: w.T("A party says something against its own interest.")},
		{LabelName: w.T("Denial"), Colour: "red", Key: "3", Meaning: w.T("A party says that something did not happen.")},
		{LabelName: w.T("Contradiction"), Colour: "orange", Key: "4", Meaning: w.T("It does not fit what is said elsewhere.")},
		{LabelName: w.T("Date or amount"), Colour: "sky", Key: "5", Meaning: w.T("When something happened, or how much it was.")},
		{LabelName: w.T("Who knew what"), Colour: "purple", Key: "6", Meaning: w.T("Somebody learned of something, or told it on.")},
		{LabelName: w.T("To be checked"), Colour: "grey", Key: "7", Meaning: w.T("Needs a source, a translation or a second look.")},
	}
}

func (s *Server) startCodebook(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	var all []onus.Thing
	for _, l := range starter(q) {
		l.CaseID = q.in.ID
		all = append(all, &l)
	}
	who := q.actorWithOp()
	if err := s.Store.CreateMany(q.Request().Context(), who, all); err != nil {
		return err
	}
	s.done(q, q.w.T("The labels are entered."), who.Op)
	return seeOther(q, q.caseURL("/labels"))
}

// mergePreview is how many quotes a merge shows before it is done.
const mergePreview = 10

func (s *Server) mergeLabelPage(q *request) error { return s.mergeForm(q, http.StatusOK, "") }

func (s *Server) mergeForm(q *request, status int, problem string) error {
	ctx := q.Request().Context()
	th, err := s.Store.Thing(ctx, onus.Labels, q.in.ID, q.Param("id"))
	if err != nil {
		return err
	}
	from := th.(*onus.Label)
	passages, items, quotes, err := s.Store.LabelPreview(ctx, q.user.ID, q.in.ID, from.ID, mergePreview)
	if err != nil {
		return err
	}
	labels, err := s.Store.Labels(ctx, q.in.ID)
	if err != nil {
		return err
	}
	v := views.LabelMerge{Name: from.LabelName, Colour: from.Colour, Version: number(from.Version), Action: q.caseURL("/labels/", escape(from.ID), "/merge"),
		Back: q.caseURL("/labels/", escape(from.ID)), Passages: q.w.Number(passages), Items: q.w.Number(items), Quotes: quotes, Problem: problem}
	for _, l := range labels {
		if l.ID != from.ID {
			v.Others = append(v.Others, views.Option{Value: l.ID, Label: l.LabelName, Selected: l.ID == q.typed("into")})
		}
	}
	p := s.page(q, q.w.T("Merge %s", from.LabelName), onus.Labels)
	p.Styles = []string{"annotations.css"}
	return s.render(q, status, views.LabelMergePage(p, v))
}

func (s *Server) mergeLabel(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	version, err := q.version()
	who := q.actorWithOp()
	n := 0
	if err == nil {
		n, err = s.Store.MergeLabels(q.Request().Context(), who, q.in.ID, q.Param("id"), q.typed("into"), version)
	}
	if err != nil {
		r, status, _ := whyRefused(err)
		if status == 0 {
			return err
		}
		problem := q.w.T("Somebody else changed it meanwhile.")
		for _, text := range r.problems {
			problem = q.w.Say(text)
		}
		return s.mergeForm(q, status, problem)
	}
	s.done(q, q.w.N("One passage has the other label now.", "%s passages have the other label now.", n), who.Op)
	return seeOther(q, q.caseURL("/labels/", escape(q.typed("into"))))
}
