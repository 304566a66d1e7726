package document

import (
	"strings"

	"onus"
)

// maxTables is how many tables may lie in each other; those deeper are plain blocks.
const maxTables = 50

// maxSpanned is how many columns a cell may span; Word allows as many.
const maxSpanned = 63

// longRow is the length in bytes from which a row of several blocks is a layout.
const longRow = 2000

// tables are those that are open.
type tables struct{ grids []*grid }

// grid is a table, of which the open row is kept.
type grid struct {
	cells  [][]piece
	data   bool // one cell at least is no heading
	inCell bool // the last one is open
	span   int  // its columns
}

// add gives a block to the open cell, or to the page.
func (w *web) add(p piece) {
	for i := len(w.grids) - 1; i >= 0; i-- {
		if g := w.grids[i]; g.inCell {
			last := len(g.cells) - 1
			g.cells[last] = append(g.cells[last], p)
			return
		}
	}
	w.b.block(p.kind, p.level, p.text)
}

func (w *web) openTable(name string, a attributes) {
	if name == "table" {
		w.grids = append(w.grids, &grid{})
		return
	}
	if len(w.grids) == 0 {
		return
	}
	g := w.grids[len(w.grids)-1]
	switch name {
	case "tr":
		w.row(g)
	case "td", "th":
		g.cells = append(g.cells, nil)
		g.inCell, g.span = true, a.span
		g.data = g.data || name == "td"
	}
}

func (w *web) closeTable(name string) {
	if len(w.grids) == 0 {
		return
	}
	g := w.grids[len(w.grids)-1]
	switch name {
	case "td", "th":
		g.inCell = false
		for i := 1; i < min(g.span, maxSpanned); i++ {
			g.cells = append(g.cells, nil)
		}
	case "tr":
		w.row(g)
	case "table":
		w.row(g)
		w.grids = w.grids[:len(w.grids)-1]
	}
}

// row adds the row that ends. One that serves to lay out the page comes as its blocks.
func (w *web) row(g *grid) {
	cells, data := g.cells, g.data
	*g = grid{}
	full, size, layout := 0, 0, false
	texts := make([]string, len(cells))
	for i, cell := range cells {
		var words []string
		for _, p := range cell {
			layout = layout || p.kind == onus.BlockHeading || p.kind == onus.BlockRow || p.kind == onus.BlockHead
			words = append(words, strings.ReplaceAll(p.text, "\n", " "))
			size += len(p.text)
		}
		layout = layout || len(cell) > 1 && size > longRow
		if texts[i] = strings.Join(words, " "); len(cell) > 0 {
			full++
		}
	}
	switch {
	case layout || full == 1:
		for _, cell := range cells {
			for _, p := range cell {
				w.add(p)
			}
		}
	case full > 0:
		kind := onus.BlockRow
		if !data || w.inHead() {
			kind = onus.BlockHead
		}
		w.add(piece{kind: kind, text: joinCells(texts)})
	}
}

// inHead tells whether the innermost table is in its thead.
func (w *web) inHead() bool {
	for i := len(w.open) - 1; i >= 0 && w.open[i].name != "table"; i-- {
		if w.open[i].name == "thead" {
			return true
		}
	}
	return false
}
