package anchor

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// author writes a text, marks passages in it and edits it, and knows where each passage is.
type author struct {
	rand     *rand.Rand
	language language
	text     []rune
	passages []truth
}

// truth is where a passage is. It is gone when all of it was deleted, and torn when a part
// of it was: then nobody can say what it is now.
type truth struct {
	start, end int
	gone, torn bool
	how        string // what was done to it last
}

func newAuthor(name string, seed uint64, size int) *author {
	a := &author{rand: rand.New(rand.NewPCG(seed, 4)), language: languages[name]}
	for len(a.text) < size {
		a.text = append(a.text, []rune(a.paragraph()+"\n\n")...)
	}
	a.wrap(72)
	return a
}

func (a *author) one(of []string) string { return of[a.rand.IntN(len(of))] }

func (a *author) clause() string {
	l := a.language
	s := a.one(l.who) + " " + a.one(l.did) + " " + a.one(l.what)
	if a.rand.IntN(2) == 0 {
		s += " " + a.one(l.when)
	}
	return s
}

func (a *author) sentence() string {
	s := a.clause()
	for a.rand.IntN(2) == 0 {
		s += ", " + a.one(a.language.because) + " " + a.clause()
	}
	if a.rand.IntN(4) == 0 {
		s = a.one(a.language.joins) + " " + s
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

func (a *author) paragraph() string {
	all := []string{a.sentence()}
	for a.rand.IntN(6) > 0 {
		all = append(all, a.sentence())
	}
	return strings.Join(all, " ")
}

// wrap breaks the lines of all paragraphs at a width. No offset changes.
func (a *author) wrap(width int) {
	column, space := 0, -1
	for i, r := range a.text {
		switch {
		case r == '\n' && i > 0 && a.text[i-1] == '\n', r == '\n' && i+1 < len(a.text) && a.text[i+1] == '\n':
			column, space = 0, -1
			continue
		case unicode.IsSpace(r):
			a.text[i], space = ' ', i
		}
		if column++; column > width && space > 0 {
			a.text[space], column, space = '\n', i-space, -1
		}
	}
}

// mark chooses passages: words, sentences, paragraphs, and the phrase that is everywhere.
func (a *author) mark(n int) {
	for len(a.passages) < n {
		at := a.rand.IntN(len(a.text) - 2000)
		start := a.word(at)
		end := start
		switch a.rand.IntN(10) {
		case 0, 1:
			for phrase := []rune(a.language.phrase); !slices.Equal(a.text[start:start+len(phrase)], phrase); start++ {
			}
			end = start + len([]rune(a.language.phrase))
		case 2, 3, 4:
			start = a.after(at, ". ") + 2
			end = a.after(start, ".") + 1
		case 5:
			start = a.after(at, "\n\n") + 2
			end = a.after(start, "\n\n")
		default:
			for range 1 + a.rand.IntN(12) {
				end = a.word(end)
			}
			end--
		}
		for start < end && unicode.IsSpace(a.text[start]) {
			start++
		}
		for start < end && unicode.IsSpace(a.text[end-1]) {
			end--
		}
		if end > start && end <= len(a.text) {
			a.passages = append(a.passages, truth{start: start, end: end})
		}
	}
}

// word is where the first word behind a place begins, in the same paragraph or the next.
func (a *author) word(at int) int {
	for !unicode.IsSpace(a.text[at]) {
		at++
	}
	for unicode.IsSpace(a.text[at]) {
		at++
	}
	return at
}

// after is where some signs stand at or behind a place; or the end of the text. A space is
// any white space.
func (a *author) after(at int, signs string) int {
	want := []rune(signs)
	for ; at+len(want) <= len(a.text); at++ {
		if slices.EqualFunc(a.text[at:at+len(want)], want, func(r, w rune) bool { return r == w || w == ' ' && unicode.IsSpace(r) }) {
			return at
		}
	}
	return len(a.text)
}

// insert puts something in. At the border of a passage it is not a part of it.
func (a *author) insert(at int, s string) {
	in := []rune(s)
	a.text = slices.Insert(a.text, at, in...)
	for i := range a.passages {
		p := &a.passages[i]
		if at <= p.start {
			p.start += len(in)
		}
		if at < p.end {
			p.end += len(in)
		}
	}
}

// cut takes a stretch out.
func (a *author) cut(start, end int) {
	a.text = slices.Delete(a.text, start, end)
	for i := range a.passages {
		p := &a.passages[i]
		common := min(p.end, end) - max(p.start, start)
		if common > 0 && !p.gone {
			p.gone, p.torn = common == p.end-p.start, true
			p.how = "cut"
		}
		p.start -= min(max(0, p.start-start), end-start)
		p.end -= min(max(0, p.end-start), end-start)
	}
}

// move takes a paragraph to before another, with the passages in it.
func (a *author) move() {
	start := a.after(a.rand.IntN(len(a.text)-5000), "\n\n") + 2
	end := a.after(start, "\n\n") + 2
	var with []int
	var places []truth
	for i, p := range a.passages {
		if p.start >= start && p.end <= end && !p.gone && !p.torn {
			with = append(with, i)
			places = append(places, truth{start: p.start - start, end: p.end - start, how: "moved"})
		}
	}
	paragraph := string(a.text[start:end])
	a.cut(start, end)
	to := a.after(a.rand.IntN(len(a.text)-5000), "\n\n") + 2
	a.insert(to, paragraph)
	for n, i := range with {
		places[n].start += to
		places[n].end += to
		a.passages[i] = places[n]
	}
}

// typo alters, doubles, drops or exchanges a letter within a word.
func (a *author) typo() {
	at := a.rand.IntN(len(a.text) - 2)
	if !unicode.IsLetter(a.text[at]) || !unicode.IsLetter(a.text[at+1]) {
		return
	}
	switch a.rand.IntN(4) {
	case 0:
		a.text[at] = rune('a' + a.rand.IntN(26))
	case 1:
		a.text[at], a.text[at+1] = a.text[at+1], a.text[at]
	case 2:
		a.insert(at+1, string(a.text[at]))
	default:
		a.cutLetter(at)
	}
	for i := range a.passages {
		if p := &a.passages[i]; p.start <= at && at < p.end && p.how == "" {
			p.how = "typo"
		}
	}
}

// cutLetter is cut for one letter, of which no passage is torn.
func (a *author) cutLetter(at int) {
	before := slices.Clone(a.passages)
	a.cut(at, at+1)
	for i, p := range before {
		a.passages[i].gone, a.passages[i].torn, a.passages[i].how = p.gone, p.torn, p.how
	}
}

// inside puts words into one of the passages.
func (a *author) inside() {
	i := a.rand.IntN(len(a.passages))
	p := a.passages[i]
	at := p.start + (p.end-p.start)/2
	for at < p.end && !unicode.IsSpace(a.text[at]) {
		at++
	}
	if p.gone || p.torn || at+1 >= p.end {
		return
	}
	a.insert(at+1, a.one(a.language.when)+" ")
	a.passages[i].how = "inserted inside"
}

// edit makes a new version: about one edit of each kind for some thousand code points, then
// curly quotes and other lines everywhere.
func (a *author) edit() {
	size := len(a.text)
	for range size / 20000 {
		a.move()
		start := a.after(a.rand.IntN(len(a.text)-5000), "\n\n") + 2
		a.cut(start, a.after(start, "\n\n")+2)
		a.insert(a.after(a.rand.IntN(len(a.text)-5000), "\n\n")+2, a.paragraph()+"\n\n")
	}
	for range size / 5000 {
		start := a.word(a.after(a.rand.IntN(len(a.text)-5000), ". "))
		a.cut(start, a.word(a.after(start, ". ")))
		a.insert(a.word(a.after(a.rand.IntN(len(a.text)-5000), ". ")), a.sentence()+" ")
	}
	for range len(a.passages) / 10 {
		a.inside()
	}
	for range size / 400 {
		a.typo()
	}
	a.curl()
	a.wrap(90)
}

// curl makes straight quotes curly. No offset changes.
func (a *author) curl() {
	for i, r := range a.text {
		switch {
		case r == '"' && i+1 < len(a.text) && unicode.IsLetter(a.text[i+1]):
			a.text[i] = '“'
		case r == '"':
			a.text[i] = '”'
		case r == '\'':
			a.text[i] = '’'
		}
	}
}
