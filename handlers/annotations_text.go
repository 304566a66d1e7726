package handlers

import (
	"errors"
	"strconv"
	"strings"
	"unicode"

	"onus"
	"onus/anchor"
)

// errOtherWords: the words that somebody selected are not those of our text in that place.
var errOtherWords = onus.Problems{"quote": onus.Say("The document has other words in this place. Reload it and select them again.")}

// textAsked is the text that a form names: by its id, by a version of the item's file, or
// the newest. Problems if there is none.
func (s *Server) textAsked(q *request, evidenceID string) (onus.TextInfo, error) {
	ctx := q.Request().Context()
	id := q.typed("text_id")
	version, _ := strconv.ParseInt(q.typed("file_version"), 10, 64)
	if id == "" {
		r, err := s.Store.Reading(ctx, q.in.ID, evidenceID, max(0, version))
		if err != nil && !errors.Is(err, onus.ErrNotFound) {
			return onus.TextInfo{}, err
		}
		id = r.TextID
	}
	t, err := s.Store.TextInfo(ctx, q.in.ID, id)
	if errors.Is(err, onus.ErrNotFound) || err == nil && t.EvidenceID != evidenceID {
		return t, onus.Problems{"quote": onus.Say("This item has no text in which a passage could be marked.")}
	}
	return t, err
}

// passageAsked is the passage that a form names: start and end with the words that stand
// there, or the words alone, which are looked for. Problems of quote; what was found in
// several places comes with those places.
func (s *Server) passageAsked(q *request, t *onus.TextInfo) (p onus.Passage, places []onus.Passage, err error) {
	quote := q.typed("quote")
	start, err1 := strconv.ParseInt(q.typed("start"), 10, 64)
	end, err2 := strconv.ParseInt(q.typed("end"), 10, 64)
	if err1 != nil || err2 != nil {
		return s.passageOf(q, t, quote)
	}
	if start < 0 || end <= start || end > t.Length || end-start > onus.MaxPassage {
		return p, nil, onus.Problems{"quote": onus.Say("Select the words first.")}
	}
	p, err = s.passageAt(q, t, start, end, quote)
	return p, nil, err
}

// contextAround is more than the prefix of a passage and the longest sign need.
const contextAround = 1100

// passageAt is the passage between two code points of a text, at the borders of signs and
// without white space around it. quote is what somebody saw there; other words are
// errOtherWords. An empty quote says nothing.
func (s *Server) passageAt(q *request, t *onus.TextInfo, start, end int64, quote string) (onus.Passage, error) {
	text, offset, _, err := s.Store.Window(q.Request().Context(), q.in.ID, t, max(0, start-contextAround), end+contextAround)
	if err != nil {
		return onus.Passage{}, err
	}
	x := anchor.NewIndex(text)
	from, to := int(start-offset), int(end-offset)
	if quote != "" && x.Slice(from, to) != strings.ReplaceAll(quote, "\r\n", "\n") {
		return onus.Passage{}, errOtherWords
	}
	from, to = trimmed(x.Slice(from, to), from, to)
	from, to = x.Snap(from, to)
	sel, err := x.Select(from, to)
	if err != nil {
		return onus.Passage{}, onus.Problems{"quote": onus.Say("Select the words first.")}
	}
	return s.passage(q, t, offset, sel)
}

// trimmed takes white space off both ends of a range with these words.
func trimmed(words string, from, to int) (int, int) {
	runes := []rune(words)
	for len(runes) > 0 && unicode.IsSpace(runes[0]) {
		runes, from = runes[1:], from+1
	}
	for len(runes) > 0 && unicode.IsSpace(runes[len(runes)-1]) {
		runes, to = runes[:len(runes)-1], to-1
	}
	return from, to
}

// passage is what a selector selects in a window of a text that begins at offset.
func (s *Server) passage(q *request, t *onus.TextInfo, offset int64, sel anchor.Selector) (onus.Passage, error) {
	p := onus.Passage{TextID: t.ID, Start: offset + int64(sel.Start), End: offset + int64(sel.End), Quote: sel.Exact, Prefix: sel.Prefix, Suffix: sel.Suffix}
	ctx := q.Request().Context()
	f, err := s.Store.FileVersionOf(ctx, q.in.ID, t.FileID)
	if err != nil {
		return p, err
	}
	p.FileVersion = f
	if t.Paged {
		_, _, p.Page, err = s.Store.Window(ctx, q.in.ID, t, p.Start, p.Start)
	}
	return p, err
}

// How sure a quotation has to be found, and how far ahead of any other place.
const (
	sureScore = 0.80
	sureAhead = 0.05
	someScore = 0.60
)

// passageOf looks for words in a text. Problems if they are nowhere, or in several places.
func (s *Server) passageOf(q *request, t *onus.TextInfo, quote string) (p onus.Passage, places []onus.Passage, err error) {
	quote = strings.TrimSpace(strings.ReplaceAll(quote, "\r\n", "\n"))
	if quote == "" {
		return p, nil, onus.Problems{"quote": onus.Say("Type the words of the passage.")}
	}
	text, offset, _, err := s.Store.Window(q.Request().Context(), q.in.ID, t, 0, t.Length)
	if err != nil {
		return p, nil, err
	}
	whole := anchor.NewText(text)
	found := whole.Find(anchor.Selector{Exact: quote, Start: -1})
	if len(found) == 0 || found[0].Score < someScore {
		return p, nil, onus.Problems{"quote": onus.Say("These words are not in the document.")}
	}
	x := anchor.NewIndex(text)
	for _, c := range found {
		if c.Score < found[0].Score-sureAhead {
			break
		}
		sel, err := x.Select(c.Start, c.End)
		if err != nil {
			return p, nil, err
		}
		if p, err = s.passage(q, t, offset, sel); err != nil {
			return p, nil, err
		}
		places = append(places, p)
	}
	if len(places) == 1 && found[0].Score >= sureScore {
		return places[0], nil, nil
	}
	return places[0], places, onus.Problems{"quote": onus.Say("Choose the place that you mean.")}
}

// passageOfAddress reads "start-end", in code points; what is no passage is none.
func passageOfAddress(at string) (p [2]int64) {
	from, to, _ := strings.Cut(at, "-")
	start, err1 := strconv.ParseInt(from, 10, 64)
	end, err2 := strconv.ParseInt(to, 10, 64)
	if err1 != nil || err2 != nil || start < 0 || end <= start {
		return p
	}
	return [2]int64{start, end}
}

// pageAsked is the part that the address names, or that the passage begins on that it
// points at; else the first.
func (s *Server) pageAsked(q *request, d *openDoc) (int64, error) {
	if typed, _ := q.query("page"); typed != "" || d.at[1] == 0 {
		return q.documentNumber("page", 1)
	}
	_, _, part, err := s.Store.Window(q.Request().Context(), q.in.ID, &d.text, d.at[0], d.at[0])
	return max(1, part), err
}
