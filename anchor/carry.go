package anchor

// The rules of design 5. A score is as in Candidate.
const (
	placedAt   = 0.80
	ahead      = 0.05 // of the next candidate, to be placed
	proposedAt = 0.60
	certain    = 0.95 // from here on nothing else is looked for
	tolerance  = 1e-9 // of sums of fractions
)

const (
	founded  = 40   // code points that are the same need no context beside them
	inserted = 8    // code points more in the new text begin another part of a passage
	vicinity = 4096 // code points around a place in which another may be taken for it
	occupied = 0.20 // of a place may come from elsewhere in the old text
	touching = 0.75 // of its context must be beside a passage, before or behind, for the rest to count
	whole    = 0.90 // of a passage is there, or it has lost something
	known    = 0.80 // of a place must be in the new text, or it was deleted
)

// State says what becomes of a passage. It may be stored.
type State string

// The states.
const (
	Placed   State = "placed"   // it is there
	Proposed State = "proposed" // it may be: a person confirms or rejects it
	Orphaned State = "orphaned" // it was not found, or was deleted
)

// Carried is a passage in the new version of its text. Where it is orphaned, Start and End
// are 0, and Score is that of the best place that was found.
type Carried struct {
	Candidate
	State State
	Next  Candidate // the runner-up; its score is 0 if there is none
}

// Carrier carries passages from one version of a text to the next. Many goroutines may
// use it at once.
type Carrier struct {
	from, to *Text
	chart    *chart // nil if the texts are the same
}

// NewCarrier compares two texts: about a second for two of a million code points.
func NewCarrier(from, to *Text) *Carrier {
	c := &Carrier{from: from, to: to}
	if from.text != to.text {
		c.chart = newChart(from, to)
	}
	return c
}

// Carry says where a passage of the old text is in the new one. What the comparison of the
// texts says goes first. Else the passage is looked for where the new text has something
// that does not come from elsewhere in the old one: so a passage that was deleted is not
// found in another like it; a short one is only proposed. A selector that the old text does not hold is looked for by its
// words alone.
func (c *Carrier) Carry(s Selector) Carried {
	switch {
	case !c.from.Holds(s):
		return decide(c.to.Find(s))
	case c.chart == nil:
		return decide([]Candidate{{s.Start, s.End, 1, Copied}})
	}
	first, last := c.from.fold.inside(s.Start, s.End)
	here := stretch{first, last}
	mapped, likeness := c.mapped(s, here)
	if likeness >= certain {
		return decide([]Candidate{mapped})
	}
	found := c.searched(s, here)
	if mapped.Score > 0 {
		return c.weigh(mapped, likeness, found, here)
	}
	got := decide(found)
	if got.State == Placed && (last-first < founded || got.Score < c.twin(s, here)+ahead-tolerance) {
		got.State = Proposed
	}
	return got
}

// weigh decides between what the chart says and what was found beside. Where another place
// in the vicinity is as like the passage, or another passage there that was deleted as like
// the new place, the chart may have taken one for the other: then it has no more to say than
// the likeness of the words.
func (c *Carrier) weigh(mapped Candidate, likeness float64, found []Candidate, here stretch) Carried {
	rival := c.rival(mapped, here)
	for _, f := range found {
		if !overlap(f, mapped) && max(f.Start-mapped.Start, mapped.Start-f.Start) < vicinity {
			rival = max(rival, f.Score)
		}
	}
	contested := rival > likeness-ahead+tolerance
	if contested {
		mapped.Score = likeness
	}
	q := query{found: found}
	q.add(mapped)
	got := decide(q.found)
	if got.State == Placed && (contested || got.Way != Mapped && here.end-here.start < founded) {
		got.State = Proposed
	}
	return got
}

// decide takes candidates, best first.
func decide(found []Candidate) Carried {
	got := Carried{State: Orphaned}
	if len(found) > 0 {
		got.Candidate = found[0]
	}
	if len(found) > 1 {
		got.Next = found[1]
	}
	switch {
	case got.Score >= placedAt-tolerance && got.Score-got.Next.Score >= ahead-tolerance:
		got.State = Placed
	case got.Score >= proposedAt-tolerance:
		got.State = Proposed
	default:
		got.Start, got.End = 0, 0
	}
	return got
}

// searched are the places of a passage's words in what is new.
func (c *Carrier) searched(s Selector, here stretch) []Candidate {
	s.Start = c.expected(here.start)
	return c.to.find(s, func(first, last int) bool {
		return float64(c.chart.taken[last]-c.chart.taken[first]) <= occupied*float64(last-first)
	})
}

// expected is where something would be in the new text that is as far behind the nearest
// that is known before it as in the old one.
func (c *Carrier) expected(at int) int {
	for i := at; i > max(0, at-maxWhole); i-- {
		if j := int(c.chart.to[i-1]); j >= 0 {
			return int(c.to.fold.from[min(j+1, len(c.to.fold.runes))])
		}
	}
	start, _ := c.from.fold.place(at, at)
	return start
}

// twin is the score of the place in the old text, other than its own, that a passage is
// most like. A place in the new text must be liker than that.
func (c *Carrier) twin(s Selector, here stretch) float64 {
	return best(c.from.find(s, func(start, end int) bool { return end <= here.start || start >= here.end }))
}

// rival is the score of the place in the old text, other than the passage's own, that is
// not in the new text and most like a place there.
func (c *Carrier) rival(at Candidate, here stretch) float64 {
	s, err := c.to.Select(at.Start, at.End)
	if err != nil {
		return 0
	}
	s.Start = -1
	return best(c.from.find(s, func(start, end int) bool {
		near := start > here.start-vicinity && end < here.end+vicinity
		return near && (end <= here.start || start >= here.end) && c.chart.share(start, end) < known
	}))
}

func best(found []Candidate) float64 {
	if len(found) == 0 {
		return 0
	}
	return found[0].Score
}
