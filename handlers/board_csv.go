package handlers

import (
	"net/url"
	"sort"

	"onus"
	"onus/anchor"
	"onus/csvio"
)

// encoded is a query, with its question mark if there is one.
func encoded(v url.Values) string {
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

// exportAnnotations is the list as CSV: its replies follow as rows of their own where no
// filter leaves them out.
func (s *Server) exportAnnotations(q *request) error {
	w := s.csvFile(q, onus.Annotations)
	u := &unitCounter{s: s, q: q}
	base := s.base(q) + q.caseURL("/annotations/")
	return endCSV(q, s.Store.ExportAnnotations(q.Request().Context(), q.user.ID, q.in.ID, boardFilter(q), w.outlet(), func(a *onus.Annotation) error {
		return annotationRow(w.Writer, u, base, a)
	}))
}

func annotationRow(w *csvio.Writer, u *unitCounter, base string, a *onus.Annotation) error {
	w.Raw(a.ID)
	w.Raw(a.EvidenceID)
	w.Raw(a.Exhibit())
	p := &a.Passage
	if a.IsReply() {
		for range 6 {
			w.Raw("")
		}
	} else {
		start, end, err := u.units(p)
		if err != nil {
			return err
		}
		w.Int(p.FileVersion)
		if p.Page > 0 {
			w.Int(p.Page)
		} else {
			w.Raw("")
		}
		w.Int(p.Start)
		w.Int(p.End)
		w.Int(start)
		w.Int(end)
	}
	for _, text := range []string{p.Quote, p.Prefix, p.Suffix, a.LabelName, a.Body} {
		w.Text(text)
	}
	w.Raw(a.Visibility)
	w.Raw(stateOf(a))
	w.Raw(a.InReplyTo)
	w.Int(a.Version)
	w.Time(a.CreatedAt)
	w.Text(a.CreatedBy)
	w.Time(a.UpdatedAt)
	w.Text(a.UpdatedBy)
	w.Raw(base + a.ID)
	w.EndRow()
	return nil
}

// stateOf is what a person has to know of it first: that its place is not sure, else
// whether it is resolved.
func stateOf(a *onus.Annotation) string {
	if a.Placement != onus.Placed {
		return a.Placement
	}
	return a.State
}

// unitCounter counts in UTF-16 units, as browsers and JavaScript do. It walks through a
// text once, and then holds where its parts begin and one part.
type unitCounter struct {
	s      *Server
	q      *request
	info   onus.TextInfo
	starts []int64 // of the parts, in code points
	before []int64 // UTF-16 units before each part
	part   int
	index  *anchor.Index
}

func (u *unitCounter) units(p *onus.Passage) (start, end int64, err error) {
	if u.info.ID != p.TextID {
		if err := u.open(p.TextID); err != nil {
			return 0, 0, err
		}
	}
	if start, err = u.at(p.Start); err == nil {
		end, err = u.at(p.End)
	}
	return start, end, err
}

// open walks through a text.
func (u *unitCounter) open(textID string) (err error) {
	ctx, caseID := u.q.Request().Context(), u.q.in.ID
	if u.info, err = u.s.Store.TextInfo(ctx, caseID, textID); err != nil {
		return err
	}
	if u.starts, err = u.s.Store.PartStarts(ctx, caseID, textID); err != nil {
		return err
	}
	u.before, u.part, u.index = u.before[:0], -1, nil
	total := int64(0)
	return u.s.Store.EachPart(ctx, caseID, textID, 1, func(_ int64, text string) error {
		u.before = append(u.before, total)
		x := anchor.NewIndex(text)
		if total += int64(x.UTF16(x.Len())); u.info.Paged {
			total++ // the page break
		}
		return nil
	})
}

// at is the UTF-16 unit of a code point.
func (u *unitCounter) at(offset int64) (int64, error) {
	part := max(0, sort.Search(len(u.starts), func(i int) bool { return u.starts[i] > offset })-1)
	if part >= len(u.before) {
		return 0, onus.ErrNotFound
	}
	if part != u.part {
		parts, err := u.s.Store.Parts(u.q.Request().Context(), u.q.in.ID, u.info.ID, int64(part)+1, 1)
		if err != nil || len(parts) == 0 {
			return 0, err
		}
		u.part, u.index = part, anchor.NewIndex(parts[0].Text+onus.PageBreak)
	}
	return u.before[part] + int64(u.index.UTF16(int(offset-u.starts[part]))), nil
}
