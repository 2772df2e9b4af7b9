package screens

import (
	"strings"

	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// A list has lines at its foot for the row under the cursor: the room of a column is never enough for a sentence.
const (
	detailLines    = 2
	leastForDetail = 14 // lines of a list below which rows need the room
)

// detail is what there is to say of a row that has no room in it.
type detail struct {
	token theme.Token
	text  string // in whole
	more  string // what else there is, as much as there is room for
}

// view is the detail in as many lines as it has.
func (d detail) view(th *theme.Theme, w int) string {
	const margin = 2
	lines := widget.Wrap(d.text, max(w-2*margin, 1))
	if len(lines) > detailLines {
		// What does not fit is cut in the last line, so that it is seen that there is more.
		lines = append(lines[:detailLines-1:detailLines-1], strings.Join(lines[detailLines-1:], " "))
	}
	var b strings.Builder
	for i := range detailLines {
		if i > 0 {
			b.WriteByte('\n')
		}
		cell := widget.Cell{}
		switch {
		case i < len(lines):
			cell = widget.Mark(d.token, lines[i])
		case i == len(lines):
			cell = widget.Mark(theme.Dim, d.more)
		}
		b.WriteString(widget.Fit(strings.Repeat(" ", margin)+cell.View(th, max(w-2*margin, 1)), w, 1))
	}
	return b.String()
}
