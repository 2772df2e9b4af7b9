package report

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// column is a column of a table. The last one takes what is left and is never padded.
type column struct {
	title   string
	most    int  // widest in cells
	least   int  // narrowest in cells, for a column that can give way; 0 for one that cannot
	leaves  int  // the order in which columns leave when there is no room: 1 first; 0 stays
	dropped bool // not shown
	last    bool
	width   int
}

// row is a mark of one cell and a piece for each column.
type row struct {
	mark  piece
	cells []piece
}

const columnGap = 2

// table writes rows under the columns' titles. Where the terminal is too narrow, columns leave in their order, and then
// those that can give way do: the last column, which says what is wrong, keeps its room longest.
func (t *text) table(columns []column, rows []row) {
	for i := range columns {
		c := &columns[i]
		c.width = displaywidth.String(c.title)
		for _, r := range rows {
			c.width = max(c.width, displaywidth.String(r.cells[i].s))
		}
		if !c.last {
			c.width = min(c.width, c.most)
		}
	}
	for t.look.Width > 0 && missing(columns, t.look.Width) > 0 && dropOne(columns) {
		continue
	}
	for i := range columns {
		if c := &columns[i]; t.look.Width > 0 && !c.last && c.least > 0 {
			c.width = max(c.least, min(c.width, c.width-missing(columns, t.look.Width)))
		}
	}
	titles := row{mark: piece{Dim, " "}}
	for _, c := range columns {
		titles.cells = append(titles.cells, piece{Dim, c.title})
	}
	t.row(columns, titles)
	for _, r := range rows {
		t.row(columns, r)
	}
}

func (t *text) row(columns []column, r row) {
	pieces := []piece{r.mark, {Plain, " "}}
	for i, c := range columns {
		switch {
		case c.dropped:
		case c.last:
			pieces = append(pieces, r.cells[i])
		default:
			pieces = append(pieces, piece{r.cells[i].tone, pad(cut(r.cells[i].s, c.width), c.width)},
				piece{Plain, strings.Repeat(" ", columnGap)})
		}
	}
	t.line(0, pieces...)
}

// missing is how many cells too wide the table is, with the last column at the least that it wants.
func missing(columns []column, width int) int {
	used := 2
	for _, c := range columns {
		switch {
		case c.dropped:
		case c.last:
			used += min(c.least, c.width)
		default:
			used += c.width + columnGap
		}
	}
	return used - width
}

// dropOne takes away the column whose turn it is to leave, if there is one.
func dropOne(columns []column) bool {
	next := -1
	for i, c := range columns {
		if !c.dropped && c.leaves > 0 && (next < 0 || c.leaves < columns[next].leaves) {
			next = i
		}
	}
	if next < 0 {
		return false
	}
	columns[next].dropped = true
	return true
}
