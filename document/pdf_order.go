package document

import (
	"cmp"
	"slices"
	"strings"

	"github.com/klippa-app/go-pdfium/requests"
	"golang.org/x/text/unicode/bidi"
)

// order puts lines with writing from right to left into logical order: the order in which
// they are read. pdfium turns such runs by the order in which the file draws them; files
// draw them from the left, from the right or word by word, so some come out backwards. Where
// the characters stand is the same in all of them.
func (t *pdfText) order(glyphs []glyph) ([]glyph, error) {
	if !slices.ContainsFunc(glyphs, rightToLeft) {
		return glyphs, nil
	}
	var out []glyph
	for rest := glyphs; len(rest) > 0; {
		end := slices.IndexFunc(rest, func(g glyph) bool { return g.r == '\r' || g.r == '\n' || canonical(g.r) == lineHyphen })
		if end < 0 {
			end = len(rest)
		}
		line := rest[:end]
		if slices.ContainsFunc(line, rightToLeft) {
			seen, err := t.seen(line)
			if err != nil {
				return nil, err
			}
			line = logical(seen)
		}
		out = append(out, line...)
		if end < len(rest) {
			out = append(out, rest[end])
			end++
		}
		rest = rest[end:]
	}
	return out, nil
}

// seen is a line from left to right as it is seen. Its spaces are made anew from the gaps:
// those of pdfium were made for the other order.
func (t *pdfText) seen(line []glyph) ([]glyph, error) {
	var drawn []lineGlyph
	for _, g := range line {
		if g.r == ' ' {
			made, err := t.pdfium.FPDFText_IsGenerated(&requests.FPDFText_IsGenerated{TextPage: t.ref, Index: g.index})
			if err != nil {
				return nil, err
			}
			if made.IsGenerated || g.ink.width() < 0.01 {
				continue
			}
		}
		room, err := t.loose(g)
		if err != nil {
			return nil, err
		}
		drawn = append(drawn, lineGlyph{g, room, (room.left + room.right) / 2})
	}
	marksToBases(drawn)
	slices.SortStableFunc(drawn, compareAlong)
	return spaced(drawn), nil
}

// compareAlong orders by the place along the line. A ligature is several characters at one
// place. Between them the order is pdfium's, which has turned most of them for logical to
// turn again, but not those that Unicode has as one character; of these, a lam and an alef
// are in use.
func compareAlong(a, b lineGlyph) int {
	const lam, alefs = 'ل', "اأإآ"
	switch {
	case a.at != b.at:
		return cmp.Compare(a.at, b.at)
	case a.r == lam && strings.ContainsRune(alefs, b.r):
		return 1
	case b.r == lam && strings.ContainsRune(alefs, a.r):
		return -1
	}
	return 0
}

// lineGlyph is a glyph, the room that it takes, and where along its line it comes.
type lineGlyph struct {
	glyph
	room rect
	at   float64
}

// marksToBases places the marks above and below letters so that they follow their letter
// when the line is turned.
func marksToBases(line []lineGlyph) {
	for i := range line {
		if class(line[i].r) != bidi.NSM {
			continue
		}
		best := -1
		for _, j := range []int{i - 1, i + 1, i - 2, i + 2} {
			if j < 0 || j >= len(line) || class(line[j].r) == bidi.NSM {
				continue
			}
			if best < 0 || abs(line[j].at-line[i].at) < abs(line[best].at-line[i].at) {
				best = j
			}
		}
		if best >= 0 {
			line[i].at, line[i].room = line[best].at-0.01, line[best].room
		}
	}
}

// spaced puts a space where there is a gap. A space takes about a quarter of the height of
// a font; fonts that do not say how wide they are leave gaps of a tenth.
func spaced(line []lineGlyph) []glyph {
	var out []glyph
	height := 0.0
	for _, p := range line {
		height = max(height, p.room.height())
	}
	for i, p := range line {
		if i > 0 {
			last := line[i-1]
			gap := p.room.left - last.room.right
			if gap > height*0.15 && p.r != ' ' && last.r != ' ' {
				space := rect{last.room.right, p.ink.top, p.room.left, p.ink.bottom}
				out = append(out, glyph{r: ' ', ink: space, index: -1, angle: p.angle})
			}
		}
		out = append(out, p.glyph)
	}
	return out
}

// logical puts a line that goes from left to right as it is seen into the order in which it
// is read: a line in a script from right to left is turned, and what goes from left to right
// within it turned back. A line in both is of the script that has more characters.
func logical(line []glyph) []glyph {
	balance := 0
	for _, g := range line {
		switch class(g.r) {
		case bidi.R, bidi.AL:
			balance++
		case bidi.L:
			balance--
		}
	}
	out := slices.Clone(line)
	if balance >= 0 {
		turn(out)
	} else {
		eachRun(out, rightToLeftRun, turn)
	}
	return out
}

func turn(line []glyph) {
	eachRun(line, leftToRightRun, slices.Reverse)
	slices.Reverse(line)
	mirror(line)
}

// eachRun calls f with every stretch that begins and ends with what is of the kind, and has
// nothing but that and neutral characters in it.
func eachRun(line []glyph, kind func(c bidi.Class, letters bool) (in, out bool), f func([]glyph)) {
	start, end, letters := -1, -1, false
	for i := 0; i <= len(line); i++ {
		in, out := false, true
		if i < len(line) {
			c := class(line[i].r)
			letters = letters || c == bidi.L
			in, out = kind(c, letters)
		}
		if in {
			if start < 0 {
				start = i
			}
			end = i + 1
		}
		if out {
			if start >= 0 {
				f(line[start:end])
			}
			start, letters = -1, false
		}
	}
}

// leftToRightRun has letters, or one number: two numbers with a space between them follow
// the direction of the line.
func leftToRightRun(c bidi.Class, letters bool) (in, out bool) {
	switch c {
	case bidi.L, bidi.EN, bidi.AN, bidi.ET:
		return true, false
	case bidi.ES, bidi.CS:
		return false, false
	case bidi.R, bidi.AL, bidi.NSM:
		return false, true
	}
	return false, !letters
}

func rightToLeftRun(c bidi.Class, _ bool) (in, out bool) {
	switch c {
	case bidi.R, bidi.AL, bidi.NSM:
		return true, false
	}
	return false, c == bidi.L
}

func rightToLeft(g glyph) bool {
	c := class(g.r)
	return c == bidi.R || c == bidi.AL
}

func class(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	return p.Class()
}

// mirror sets brackets right. A font may name the bracket that is drawn, which from right to
// left is the other one; then the first of a line closes.
func mirror(line []glyph) {
	for _, pair := range []struct{ open, close rune }{{'(', ')'}, {'[', ']'}, {'{', '}'}, {'<', '>'}, {'«', '»'}} {
		first := slices.IndexFunc(line, func(g glyph) bool { return g.r == pair.open || g.r == pair.close })
		if first < 0 || line[first].r == pair.open {
			continue
		}
		for i := range line {
			switch line[i].r {
			case pair.open:
				line[i].r = pair.close
			case pair.close:
				line[i].r = pair.open
			}
		}
	}
}
