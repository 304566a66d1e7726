package document

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"onus"
)

// maxMarkdown is the length in bytes of a text whose structure is looked for. A longer one
// is shown as plain text.
const maxMarkdown = 2 << 20

// readMarkdown reads Markdown as it is written; only its blocks are looked for.
func readMarkdown(in Input) (*onus.Document, error) {
	source, note, err := readPlain(in)
	if source == "" && err != nil {
		return nil, err
	}
	if len(source) > maxMarkdown {
		return plain("markdown", source, note, paragraphs(source)), err
	}
	m := newMarks(source)
	properties := m.frontMatter()
	if findErr := m.find(); err == nil {
		err = findErr
	}
	d := plain("markdown", source, note, m.blocks())
	properties.Title, properties.Type = firstOf(properties.Title, m.title), d.Properties.Type
	d.Properties = properties
	return d, err
}

// marks says of every line of a text which block it is part of.
type marks struct {
	source string
	starts []int  // of the lines, in bytes, and the end
	of     []mark // by line
	last   int    // number of the last block
	title  string // the first heading
}

// mark is a block; the zero mark is none.
type mark struct {
	number int
	kind   string
	level  int
}

func newMarks(source string) *marks {
	m := &marks{source: source}
	pos := 0
	for line := range strings.Lines(source) {
		m.starts = append(m.starts, pos)
		pos += len(line)
	}
	m.starts = append(m.starts, pos)
	m.of = make([]mark, len(m.starts)-1)
	return m
}

func (m *marks) line(n int) string { return m.source[m.starts[n]:m.starts[n+1]] }

// find marks the lines of all blocks that goldmark finds.
func (m *marks) find() error {
	root := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader([]byte(m.source)))
	return ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch {
		case n.Kind() == extast.KindTable:
			if entering {
				m.table(n)
			}
			return ast.WalkSkipChildren, nil
		case n.Type() == ast.TypeInline:
			return ast.WalkSkipChildren, nil
		case entering && n.Type() == ast.TypeBlock && n.Lines().Len() > 0:
			m.node(n)
		}
		return ast.WalkContinue, nil
	})
}

// node marks the lines of a node that has some.
func (m *marks) node(n ast.Node) {
	lines := n.Lines()
	from, to := lines.At(0).Start, lines.At(lines.Len()-1).Stop
	kind, level := kindOf(n)
	if m.mark(from, to, kind, level) && kind == onus.BlockHeading && m.title == "" {
		m.title = oneLine(m.source[from:to])
	}
}

// table marks the lines of a table, which is shown as it is written.
func (m *marks) table(n ast.Node) {
	from, to := len(m.source), 0
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			if lines := cell.Lines(); lines.Len() > 0 {
				from, to = min(from, lines.At(0).Start), max(to, lines.At(lines.Len()-1).Stop)
			}
		}
	}
	m.mark(from, to, onus.BlockCode, 0)
}

// mark gives the lines from one byte to another that are free to a new block, and tells
// whether there were any.
func (m *marks) mark(from, to int, kind string, level int) (found bool) {
	m.last++
	first, _ := slices.BinarySearch(m.starts, from+1)
	for i := first - 1; i < len(m.of) && m.starts[i] < to; i++ {
		if m.of[i].number == 0 {
			m.of[i] = mark{m.last, kind, level}
			found = true
		}
	}
	return found
}

// kindOf is what a node is to a reader.
func kindOf(n ast.Node) (kind string, level int) {
	switch n := n.(type) {
	case *ast.Heading:
		return onus.BlockHeading, n.Level
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		return onus.BlockCode, 0
	}
	lists, quotes := 0, 0
	for p := n.Parent(); p != nil; p = p.Parent() {
		switch p.Kind() {
		case ast.KindList:
			lists++
		case ast.KindBlockquote:
			quotes++
		}
	}
	switch {
	case n.Parent() != nil && n.Parent().Kind() == ast.KindListItem && n.PreviousSibling() == nil:
		return onus.BlockItem, min(lists, maxLevel)
	case quotes > 0:
		return onus.BlockQuote, min(quotes, maxLevel)
	}
	return onus.BlockParagraph, 0
}

// frontMatter marks the fields between lines of dashes at the very beginning.
func (m *marks) frontMatter() (p onus.Properties) {
	end := -1
	for i := 1; i < min(len(m.of), 100) && strings.TrimSpace(m.line(0)) == "---" && end < 0; i++ {
		if strings.TrimSpace(m.line(i)) == "---" {
			end = i
		}
	}
	for i := 0; i <= end; i++ {
		m.of[i] = mark{m.last + 1, onus.BlockCode, 0}
		name, value, _ := strings.Cut(m.line(i), ":")
		value = strings.Trim(oneLine(value), `"' `)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "title":
			p.Title = value
		case "author":
			p.Author = value
		case "date":
			p.Dated = findDate(value)
		case "lang", "language":
			p.Language = languageCode(value)
		}
	}
	m.last++
	return p
}

// blocks joins the lines of a block. What goldmark leaves out goes with the lines around it:
// fences and underlines; else it is a paragraph.
func (m *marks) blocks() (found []placed) {
	number := 0 // of the block that the line above is in
	for i := range m.of {
		line := m.line(i)
		if strings.TrimSpace(line) == "" && m.of[i].number != number {
			number = 0
			continue
		}
		here := m.of[i]
		inCode := len(found) > 0 && found[len(found)-1].kind == onus.BlockCode && number != 0
		switch {
		case here.number != 0:
		case i+1 < len(m.of) && m.of[i+1].kind == onus.BlockCode && !inCode:
			here = m.of[i+1]
		case number == 0:
			here = mark{-1, onus.BlockParagraph, 0}
		}
		end := m.starts[i] + len(strings.TrimRight(line, "\n"))
		if here.number == 0 || here.number == number {
			found[len(found)-1].end = end
			continue
		}
		number = here.number
		found = append(found, placed{here.kind, here.level, m.starts[i], end})
	}
	return found
}
