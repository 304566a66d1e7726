package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"onus"
	"onus/search"
	"onus/views"
)

// The bounds of what is found: hits that are counted, and shown in the list.
const (
	maxHits    = 10_000
	listedHits = 200
	// carried is how much of a part the next one is searched with, in code points, for
	// what goes over the end of it.
	carried = 256
)

// finding walks through the parts of a text in order and calls hit for every hit.
type finding struct {
	finder    *search.Finder
	separator string
	tail      string
	tailRunes int
	// hit is a hit by its places in the text of the part, which it may reach beyond:
	// start is negative if it began in the part before.
	hit func(part int64, text string, start, end int)
}

func (d *openDoc) finding(hit func(part int64, text string, start, end int)) *finding {
	f := &finding{finder: search.NewFinder(search.Parse(d.find), d.language), hit: hit}
	if d.text.Paged {
		f.separator = onus.PageBreak
	}
	return f
}

func (f *finding) part(n int64, text string) {
	before := f.tailRunes
	for _, h := range f.finder.Hits(f.tail + text) {
		if h.End > before {
			f.hit(n, text, h.Start-before, h.End-before)
		}
	}
	f.tail = lastRunes(text, carried) + f.separator
	f.tailRunes = utf8.RuneCountInString(f.tail)
}

// lastRunes is the end of a text.
func lastRunes(text string, n int) string {
	at := len(text)
	for ; n > 0 && at > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	return text[at:]
}

// partHits are the hits in one of a few parts in a row. A hit that goes over the end
// of a part belongs to the one in which it begins.
func (d *openDoc) partHits(parts []onus.TextPart, i int) []partHit {
	var all []partHit
	n, length, began := parts[i].Number, utf8.RuneCountInString(parts[i].Text), 0
	next := length // where the next part begins
	if d.text.Paged {
		next += len(onus.PageBreak)
	}
	f := d.finding(func(part int64, _ string, start, end int) {
		switch {
		case part == n && start < 0:
			all = append(all, partHit{0, min(end, length), -1})
		case part == n:
			all = append(all, partHit{start, min(end, length), began})
			began++
		case part == n+1 && start < 0:
			all = append(all, partHit{next + start, length, began})
			began++
		}
	})
	for k := range parts {
		f.part(parts[k].Number, parts[k].Text)
	}
	return all
}

// foundHits is what was found in a whole text.
type foundHits struct {
	total  int
	parts  []partCount // those that have any, in order
	listed []listedHit
}

type partCount struct {
	part  int64
	count int
}

type listedHit struct {
	part     int64
	index    int // among those of its part
	segments []search.Segment
}

// snippetAround is how much text stands on either side of a hit in the list.
const snippetAround = 60

func (f *foundHits) add(part int64, text string, start, end int) {
	if start < 0 {
		part, start = part-1, 0 // the text of that part is gone: its hit is shown by what follows
	}
	f.total++
	if n := len(f.parts); n == 0 || f.parts[n-1].part != part {
		f.parts = append(f.parts, partCount{part: part})
	}
	at := &f.parts[len(f.parts)-1]
	at.count++
	if len(f.listed) < listedHits {
		f.listed = append(f.listed, listedHit{part, at.count - 1, search.Snippet(text, []search.Hit{{Start: start, End: end}}, snippetAround)})
	}
}

// findAll looks through the whole text.
func (s *Server) findAll(ctx context.Context, d *openDoc) (*foundHits, error) {
	found := &foundHits{}
	f := d.finding(found.add)
	err := s.Store.EachPart(ctx, d.item.CaseID, d.text.ID, 1, func(n int64, text string) error {
		if found.total >= maxHits {
			return errEnough
		}
		f.part(n, text)
		return ctx.Err()
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return found, err
}

// errEnough ends a search for more hits.
var errEnough = errors.New("there are more hits than are counted")

// at is the part that has the hit numbered from 1, and its number in that part.
func (f *foundHits) at(hit int) (part int64, index int) {
	hit--
	for _, p := range f.parts {
		if hit < p.count {
			return p.part, hit
		}
		hit -= p.count
	}
	return 0, 0
}

// first is the number of the first hit in a part or after it; that of the very first
// one if there is none.
func (f *foundHits) first(part int64) int {
	n := 1
	for _, p := range f.parts {
		if p.part >= part {
			return n
		}
		n += p.count
	}
	return 1
}

// documentFind answers a script with the hits.
func (s *Server) documentFind(q *request) error {
	d, err := s.openDocument(q)
	if err != nil {
		return err
	}
	if d.text.ID == "" {
		return onus.ErrNotFound
	}
	found, err := s.findAll(q.Request().Context(), &d)
	if err != nil {
		return err
	}
	return s.render(q, http.StatusOK, views.FoundView(s.page(q, "", ""), foundView(q, &d, found, 0)))
}

// findOpening looks for what the address asks for, and answers the part to show: of
// the hit that it names, else of the first one on the page or after it.
func (s *Server) findOpening(q *request, d *openDoc, v *views.Document, page int64) (int64, error) {
	hit, err := q.documentNumber("hit", 0)
	if err != nil {
		return page, err
	}
	found, err := s.findAll(q.Request().Context(), d)
	if err != nil {
		return page, err
	}
	n := int(min(hit, int64(found.total)))
	if n == 0 && found.total > 0 {
		n = found.first(page)
	}
	if n > 0 {
		page, _ = found.at(n)
	}
	v.Found = foundView(q, d, found, n)
	return page, nil
}

// foundView is the list, with the hit n from 1 as the one that is shown; 0: none is.
func foundView(q *request, d *openDoc, f *foundHits, n int) views.Found {
	w := q.w
	v := views.Found{Total: number(int64(f.total)), Text: w.N("one hit", "%s hits", f.total), Lang: d.language}
	if f.total >= maxHits {
		v.Text = w.T("More than %s hits; those after are not counted.", w.Number(maxHits))
	}
	if query := search.Parse(d.find); query.HasWords() {
		for _, note := range query.Notes {
			v.Notes = append(v.Notes, w.Say(note))
		}
	} else if d.find != "" {
		v.Notes = []string{w.T("There is no word to look for in this document.")}
	}
	if f.total > len(f.listed) {
		v.Notes = append(v.Notes, w.T("The first %s are listed.", w.Number(int64(len(f.listed)))))
	}
	if n > 0 {
		v.Hit = number(int64(n))
		v.Prev = d.address(q, "", "hit", number(int64((n+f.total-2)%f.total+1)))
		v.Next = d.address(q, "", "hit", number(int64(n%f.total+1)))
	}
	counts := make([]string, len(f.parts))
	for i, p := range f.parts {
		counts[i] = fmt.Sprintf("%d:%d", p.part, p.count)
	}
	v.Counts = strings.Join(counts, ",")
	for i := range f.listed {
		v.Hits = append(v.Hits, hitView(q, d, &f.listed[i], i+1, n))
	}
	return v
}

func hitView(q *request, d *openDoc, h *listedHit, n, shown int) views.FoundHit {
	v := views.FoundHit{URL: d.address(q, "", "hit", number(int64(n))), Part: number(h.part), Hit: number(int64(h.index)), Current: n == shown}
	if d.text.Paged {
		v.Place = q.w.T("Page %s", q.w.Number(h.part))
	}
	for _, s := range h.segments {
		v.Segments = append(v.Segments, views.TextSegment{Text: s.Text, IsHit: s.Hit})
	}
	return v
}
