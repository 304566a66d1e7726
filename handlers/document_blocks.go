package handlers

import (
	"slices"
	"strconv"
	"unicode"

	"onus"
	"onus/views"
)

// stretchOf is a part as text with its structure.
func (s *Server) stretchOf(q *request, d *openDoc, p *docPart) views.Stretch {
	v := views.Stretch{Number: number(p.Number), Offset: number(p.Offset), Lang: d.language, Wide: d.reading.Format == "csv" || d.reading.Format == "xlsx"}
	if d.text.Paged {
		v.Heading = q.w.T("Page %s", q.w.Number(p.Number))
		v.Note, v.Doubtful = confidenceNote(q, p)
	}
	if onus.May(q.in.Role, onus.Annotate) && d.mode == "text" {
		v.MarkLabel = q.w.T("Annotate this paragraph")
		v.MarkURL = q.caseURL("/annotations/new?evidence_id=", escape(d.item.ID), "&text_id=", escape(d.text.ID), "&at=")
	}
	b := blockBuilder{s: s, q: q, docPart: p}
	b.build()
	v.Blocks = b.all
	return v
}

// blockBuilder puts blocks together so that the leaves hold every code point once.
type blockBuilder struct {
	s *Server
	q *request
	*docPart
	all  []views.TextBlock
	last *views.Leaf // white space between blocks goes to its end
	at   int
}

func (b *blockBuilder) build() {
	blocks := slices.Clone(b.Blocks)
	slices.SortStableFunc(blocks, func(x, y onus.Block) int { return x.Start - y.Start })
	for _, k := range blocks {
		k.Start, k.End = max(k.Start, b.at), max(k.End, b.at)
		b.between(k.Start)
		if k.Start < k.End {
			b.block(k)
			b.at = k.End
		}
	}
	b.between(len(b.runes))
}

// between takes what no block has: paragraphs, with a blank line between them.
func (b *blockBuilder) between(end int) {
	for b.at < end {
		from := b.at
		for from < end && isBlank(b.runes[from]) {
			from++
		}
		b.gap(b.at, from)
		if from == end {
			break
		}
		to := paragraphEnd(b.runes, from, end)
		b.add(views.TextBlock{Kind: onus.BlockParagraph}, from, to)
		b.at = to
	}
	b.at = max(b.at, end)
}

func isBlank(r rune) bool { return r == '\n' || r == '\f' || unicode.IsSpace(r) }

// paragraphEnd is where the next blank line begins.
func paragraphEnd(text []rune, from, end int) int {
	for i := from; i < end; i++ {
		if text[i] != '\n' {
			continue
		}
		for j := i + 1; j < end && unicode.IsSpace(text[j]); j++ {
			if text[j] == '\n' {
				return i
			}
		}
	}
	for end > from && isBlank(text[end-1]) {
		end--
	}
	return end
}

// gap is white space that is not shown; at the beginning it has a leaf of its own.
func (b *blockBuilder) gap(from, to int) {
	if from == to {
		return
	}
	if b.last == nil {
		b.add(views.TextBlock{Kind: onus.BlockParagraph}, from, from)
	}
	b.last.Gap += string(b.runes[from:to])
}

// add is a block of one piece.
func (b *blockBuilder) add(v views.TextBlock, from, to int) {
	v.Leaf = b.leaf(from, to)
	if from < to {
		v.At = number(b.Offset+int64(from)) + "-" + number(b.Offset+int64(to))
	}
	b.all = append(b.all, v)
	b.last = &b.all[len(b.all)-1].Leaf
}

func (b *blockBuilder) leaf(from, to int) views.Leaf {
	return views.Leaf{Start: strconv.Itoa(from), Segments: b.markedText(from, to)}
}

// block adds a block; rows, items and fields join those before them.
func (b *blockBuilder) block(k onus.Block) {
	level := strconv.Itoa(max(1, min(k.Level, 6)))
	switch k.Kind {
	case onus.BlockRow, onus.BlockHead:
		b.row(onus.BlockRow, views.TextRow{Head: k.Kind == onus.BlockHead, Cells: b.cells(k)})
	case onus.BlockItem:
		b.row(onus.BlockItem, views.TextRow{Level: level, Cells: []views.Leaf{b.leaf(k.Start, k.End)}})
	case onus.BlockField:
		b.row(onus.BlockField, views.TextRow{Cells: b.field(k)})
	default:
		b.add(views.TextBlock{Kind: k.Kind, Level: level}, k.Start, k.End)
	}
}

func (b *blockBuilder) row(kind string, r views.TextRow) {
	if n := len(b.all); n == 0 || b.all[n-1].Kind != kind {
		v := views.TextBlock{Kind: kind}
		if kind == onus.BlockRow {
			v.Label = b.q.w.T("Table")
		}
		b.all = append(b.all, v)
	}
	v := &b.all[len(b.all)-1]
	v.Rows = append(v.Rows, r)
	b.last = &r.Cells[len(r.Cells)-1]
}

// cells cuts a row at its tabs.
func (b *blockBuilder) cells(k onus.Block) []views.Leaf {
	var all []views.Leaf
	from := k.Start
	for i := k.Start; i <= k.End; i++ {
		if i == k.End || b.runes[i] == '\t' {
			leaf := b.leaf(from, i)
			if i < k.End {
				leaf.Gap = "\t"
			}
			all = append(all, leaf)
			from = i + 1
		}
	}
	return all
}

// field cuts "Name: value" after the colon.
func (b *blockBuilder) field(k onus.Block) []views.Leaf {
	for i := k.Start; i < k.End; i++ {
		if b.runes[i] != ':' {
			continue
		}
		to := i + 1
		for to < k.End && b.runes[to] == ' ' {
			to++
		}
		if to == k.End {
			break
		}
		name := b.leaf(k.Start, i+1)
		name.Gap = string(b.runes[i+1 : to])
		return []views.Leaf{name, b.leaf(to, k.End)}
	}
	return []views.Leaf{b.leaf(k.Start, k.End)}
}
