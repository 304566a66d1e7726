package handlers

import (
	"net/http"

	"onus"
	"onus/views"
	"onus/words"
)

// readingStates are the labels of how far a file is read, in the order of the filter.
func readingStates() []onus.Code {
	return []onus.Code{
		{Code: onus.ReadWaiting, Label: words.Mark("Waits to be read")},
		{Code: onus.ReadReading, Label: words.Mark("Being read")},
		{Code: onus.ReadDone, Label: words.Mark("Read")},
		{Code: onus.ReadNoText, Label: words.Mark("No text layer")},
		{Code: onus.ReadPassword, Label: words.Mark("Password protected")},
		{Code: onus.ReadDamaged, Label: words.Mark("Damaged")},
		{Code: onus.ReadTooLarge, Label: words.Mark("Too large to read")},
		{Code: onus.ReadTimeLimit, Label: words.Mark("Over the time limit")},
		{Code: onus.ReadUnreadable, Label: words.Mark("Not a readable type")},
	}
}

// readingBadge says how far a file is read.
func readingBadge(q *request, r *onus.Reading) views.Badge {
	b := views.Badge{Kind: "warn", Label: r.State}
	for _, s := range readingStates() {
		if s.Code == r.State {
			b.Label = q.w.T(s.Label)
		}
	}
	switch r.State {
	case onus.ReadWaiting, onus.ReadReading:
		b.Kind = "info"
	case onus.ReadDone:
		b.Kind = "good"
	case onus.ReadUnreadable:
		b.Kind = "neutral"
	case onus.ReadDamaged:
		b.Kind = "bad"
		if r.Pages > 0 {
			b.Label = q.w.T("Damaged, read in part")
		}
	}
	return b
}

// readingState is what is shown of a reading, and whether it is going to change.
func readingState(q *request, r *onus.Reading) views.ReadingState {
	s := views.ReadingState{ID: r.EvidenceID, Badges: []views.Badge{readingBadge(q, r)}, Waits: r.State == onus.ReadWaiting || r.State == onus.ReadReading}
	if r.Hidden > 0 {
		s.Badges = append(s.Badges, views.Badge{Kind: "bad", Label: q.w.T("Bad redaction")})
	}
	return s
}

// readingFilter chooses items by how far their file is read.
func readingFilter(q *request, chosen string) views.Filter {
	f := views.Filter{Name: "reading", Label: q.w.T("File"), Options: []views.Option{{Label: q.w.T("all")}}}
	for _, s := range readingStates() {
		f.Options = append(f.Options, views.Option{Value: s.Code, Label: q.w.T(s.Label), Selected: s.Code == chosen})
	}
	return f
}

// maxStates is how many items one question about their states names.
const maxStates = 200

// evidenceStates says how far the files of several items are read: one answer for all
// that a page waits for.
func (s *Server) evidenceStates(q *request) error {
	ids := q.QueryParams()["id"]
	ids = ids[:min(len(ids), maxStates)]
	for _, id := range ids {
		if !isText(id) {
			return onus.ErrNotFound
		}
	}
	found, err := s.Store.Readings(q.Request().Context(), q.in.ID, ids)
	if err != nil {
		return err
	}
	var states []views.ReadingState
	for _, id := range ids {
		if r, ok := found[id]; ok {
			states = append(states, readingState(q, &r))
		}
	}
	return s.render(q, http.StatusOK, views.ReadingStates(s.page(q, "", ""), states))
}
