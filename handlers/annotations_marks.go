package handlers

import (
	"slices"
	"strconv"
	"strings"

	"onus"
	"onus/anchor"
	"onus/views"
)

// mark is a stretch of a part that is a hit, covered on the page, annotated, or what the
// address points at.
type mark struct {
	start, end int
	hit        string
	isHit      bool
	covered    string
	note       *onus.Annotation
	isTarget   bool
}

// stretch is a piece of a part with the same marks over all of it.
type stretch struct {
	start, end int
	marks      []mark
}

func marksOf(q *request, p *docPart) []mark {
	var all []mark
	for _, h := range p.hits {
		all = append(all, mark{start: h.start, end: h.end, isHit: true, hit: h.number()})
	}
	for _, w := range p.Words {
		if w.Hidden {
			all = append(all, mark{start: w.Start, end: w.End, covered: q.w.T("Covered by a box on the page")})
		}
	}
	for i := range p.notes {
		a := &p.notes[i]
		all = append(all, mark{start: int(a.Passage.Start - p.Offset), end: int(a.Passage.End - p.Offset), note: a})
	}
	if p.target[1] > 0 {
		all = append(all, mark{start: int(p.target[0] - p.Offset), end: int(p.target[1] - p.Offset), isTarget: true})
	}
	return slices.DeleteFunc(all, func(m mark) bool { return m.start >= m.end })
}

// cut cuts a part wherever a mark begins or ends.
func cut(p *docPart) []stretch {
	marks := p.marks
	spans := make([]anchor.Span, len(marks))
	for i, m := range marks {
		spans[i] = anchor.Span{ID: strconv.Itoa(i), Start: m.start, End: m.end}
	}
	segments, err := anchor.Sweep(spans, 0, len(p.runes))
	if err != nil || len(p.runes) == 0 {
		return nil
	}
	var all []stretch
	for g := range segments {
		one := stretch{start: g.Start, end: g.End}
		for _, id := range g.IDs {
			if i, err := strconv.Atoi(id); err == nil {
				one.marks = append(one.marks, marks[i])
			}
		}
		all = append(all, one)
	}
	return all
}

// markedText is a stretch of text cut wherever a mark begins or ends.
func (b *blockBuilder) markedText(from, to int) []views.TextSegment {
	at, _ := slices.BinarySearchFunc(b.stretches, from, func(g stretch, from int) int {
		if g.end <= from {
			return -1
		}
		return 1
	})
	var all []views.TextSegment
	for _, g := range b.stretches[at:] {
		if g.start >= to {
			break
		}
		start, end := max(g.start, from), min(g.end, to)
		v := views.TextSegment{Text: string(b.runes[start:end])}
		for _, m := range g.marks {
			v.IsHit, v.Hit, v.Covered = v.IsHit || m.isHit, v.Hit+m.hit, v.Covered+m.covered
			v.Target = v.Target || m.isTarget
		}
		b.annotated(&v, g.marks, start)
		all = append(all, v)
	}
	return all
}

// annotated says which annotations lie over a segment. An annotation is described where it
// begins only, so that a screen reader says it once.
func (b *blockBuilder) annotated(v *views.TextSegment, marks []mark, start int) {
	var ids, says []string
	var top *onus.Annotation
	for _, m := range marks {
		if m.note == nil {
			continue
		}
		top = m.note
		ids = append(ids, m.note.ID)
		if max(m.start, 0) == start {
			says = append(says, b.says(m.note))
		}
	}
	if top == nil {
		return
	}
	v.Notes, v.Says = strings.Join(ids, " "), strings.Join(says, "; ")
	v.Class = noteClass(top, len(ids))
}

// says is an annotation in a few words.
func (b *blockBuilder) says(a *onus.Annotation) string {
	label := a.LabelName
	if label == "" {
		label = b.q.w.T("Passage")
	}
	return b.q.w.T("%s, by %s", label, b.s.personName(b.q, a.CreatedBy))
}

// noteClass is how a passage under n annotations looks: the colour of the innermost, and
// how many there are.
func noteClass(top *onus.Annotation, n int) string {
	class := "note c-" + noteColour(top) + " d-" + strconv.Itoa(min(n, 4))
	if top.State == onus.StateResolved {
		class += " resolved"
	}
	if top.IsPrivate() {
		class += " private"
	}
	return class
}

func noteColour(a *onus.Annotation) string {
	if a.LabelColour == "" {
		return "none"
	}
	return a.LabelColour
}

// noteBoxes are the boxes of the words of a page that annotations lie on, those of one line
// joined. A word that is marked in part is cut in proportion.
func noteBoxes(words []onus.Word, p *docPart) []views.NoteBox {
	var all []views.NoteBox
	for _, m := range p.marks {
		if m.note == nil && !m.isTarget {
			continue
		}
		var line *onus.Word
		for _, w := range wordsIn(words, m.start, m.end) {
			if line != nil && joins(line, &w) {
				line.W = max(line.X+line.W, w.X+w.W) - line.X
				continue
			}
			if line != nil {
				all = append(all, noteBox(m, *line))
			}
			line = &onus.Word{X: w.X, Y: w.Y, W: w.W, H: w.H, Angle: w.Angle}
		}
		if line != nil {
			all = append(all, noteBox(m, *line))
		}
	}
	return all
}

// wordsIn are the words of a stretch, those at its ends cut.
func wordsIn(words []onus.Word, start, end int) []onus.Word {
	var all []onus.Word
	for _, w := range words {
		from, to := max(w.Start, start), min(w.End, end)
		if from >= to {
			continue
		}
		if n := float64(w.End - w.Start); w.Angle == 0 && (from > w.Start || to < w.End) {
			w.X, w.W = w.X+w.W*float64(from-w.Start)/n, w.W*float64(to-from)/n
		}
		all = append(all, w)
	}
	return all
}

// joins says whether a word goes on in the line of a box.
func joins(line, w *onus.Word) bool {
	return line.Angle == 0 && w.Angle == 0 && w.X >= line.X && abs(line.Y-w.Y) < line.H/2 && w.X-(line.X+line.W) < 3*line.H
}

func abs(f float64) float64 { return max(f, -f) }

func noteBox(m mark, w onus.Word) views.NoteBox {
	box := views.NoteBox{HitBox: boxOf(w, "")}
	if m.isTarget {
		box.Class = "target"
		return box
	}
	box.ID, box.Class = m.note.ID, noteClass(m.note, 1)
	return box
}
