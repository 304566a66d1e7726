package document

import "slices"

// pdfLine is a line of glyphs, and the glyphs that end it: none after a hyphen.
type pdfLine struct{ glyphs, end []glyph }

func (l pdfLine) isDown() bool {
	return len(l.glyphs) > 0 && !slices.ContainsFunc(l.glyphs, func(g glyph) bool { return g.r != ' ' && g.angle != 1 })
}

func (l pdfLine) isLeftOf(m pdfLine) bool {
	x, _ := l.glyphs[0].middle()
	other, _ := m.glyphs[0].middle()
	return x < other
}

// downwards puts lines that run down the page, each to the left of the one before, into that
// order: pdfium takes those that begin at one height for a line, and goes from the left.
func downwards(glyphs []glyph) []glyph {
	if !slices.ContainsFunc(glyphs, func(g glyph) bool { return g.angle == 1 }) {
		return glyphs
	}
	lines := splitLines(glyphs)
	for from := 0; from < len(lines); {
		to := from + 1
		for to < len(lines) && lines[from].isDown() && lines[to].isDown() && lines[to-1].isLeftOf(lines[to]) {
			to++
		}
		reverse(lines[from:to])
		from = to
	}
	out := make([]glyph, 0, len(glyphs))
	for _, l := range lines {
		out = append(append(out, l.glyphs...), l.end...)
	}
	return out
}

// reverse turns the order of lines. A hyphen ends its line as pdfium would have it, had it
// known that another comes.
func reverse(lines []pdfLine) {
	if len(lines) < 2 {
		return
	}
	last := lines[len(lines)-1].end
	slices.Reverse(lines)
	for i := range lines {
		l := &lines[i]
		hyphen := &l.glyphs[len(l.glyphs)-1]
		switch {
		case i == len(lines)-1:
			l.end = last
		case canonical(hyphen.r) == lineHyphen || hyphen.r == '-':
			hyphen.r, l.end = lineHyphen, nil
		default:
			l.end = []glyph{{r: '\n', index: -1}}
		}
	}
}

func splitLines(glyphs []glyph) (lines []pdfLine) {
	for at := 0; at < len(glyphs); {
		end := at
		for end < len(glyphs) && !isBreak(glyphs[end]) && (end == at || canonical(glyphs[end-1].r) != lineHyphen) {
			end++
		}
		next := end
		for next < len(glyphs) && isBreak(glyphs[next]) {
			next++
		}
		lines = append(lines, pdfLine{glyphs[at:end], glyphs[end:next]})
		at = next
	}
	return lines
}

func isBreak(g glyph) bool { return g.r == '\r' || g.r == '\n' }
