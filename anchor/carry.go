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
	related  = 0.30 // of what is around a passage must be there, or it is another text
	whole    = 0.95 // of a passage is there, or it has lost something
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

// NewCarrier compares two texts: less than a second for two of a million code points.
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
// found in another like it; a short one is only proposed. A selector that the old text does
// not hold is looked for by its words alone.
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
	got := c.weigh(mapped, likeness, c.searched(s, here), here)
	if got.State == Placed && (got.Way != Mapped && c.common(s, here, got.Score) || c.strange(here)) {
		got.State = Proposed
	}
	return got
}

// strange tells whether next to nothing of what was around a passage is in the new text,
// and no long run of the passage itself: another text has such words too.
func (c *Carrier) strange(here stretch) bool {
	around := c.chart.share(max(0, here.start-vicinity/4), min(len(c.chart.to), here.end+vicinity/4))
	return around < related && c.same(here) < 2*founded
}

// weigh decides between what the chart says, if it does, and what was found beside. Where
// another place in the vicinity is as like the passage, or another passage there that was
// deleted as like the new place, the chart may have taken one for the other: then it has no
// more to say than the likeness of the words.
func (c *Carrier) weigh(mapped Candidate, likeness float64, found []Candidate, here stretch) Carried {
	if mapped.Score == 0 {
		return decide(found)
	}
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
	q := query{found: found, quote: c.from.fold.runes[here.start:here.end]}
	q.add(mapped)
	got := decide(q.found)
	if got.State == Placed && contested {
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

// common tells whether the words of a passage say too little of where it is: they are short,
// or another place of the old text is nearly as like them as the one in the new text.
func (c *Carrier) common(s Selector, here stretch, score float64) bool {
	if here.end-here.start < founded {
		return true
	}
	twin := best(c.from.find(s, func(start, end int) bool { return end <= here.start || start >= here.end }))
	return score < twin+ahead-tolerance
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
