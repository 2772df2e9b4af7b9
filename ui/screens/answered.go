package screens

import (
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/spark"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// What the command line answers is shown by screens in the same parts and words.

// answered adds the parts of an answer. Columns are those of the cells before the words.
func (b *builder) answered(parts []report.Part, columns ...widget.SheetColumn) {
	columns = append(append([]widget.SheetColumn{column("", 1, 1, 9)}, columns...), prose("", 20, 8))
	for _, p := range parts {
		if len(p.Rows) == 0 && len(p.Notes) == 0 {
			continue
		}
		switch heading := say.Arrows(b.env, p.Heading); {
		case len(heading) > longestHeading:
			b.section("")
			b.spanning(widget.Cell{}, widget.Mark(theme.Strong, heading))
		case heading != "" || len(b.sections) == 0:
			b.section(heading)
		}
		if len(p.Rows) > 0 {
			b.sections[len(b.sections)-1].Columns = columns
		}
		for _, n := range p.Notes {
			if b.env.Theme.Options().Words && n.Tone == report.DrawnKey {
				continue // what a sign means that is not there
			}
			b.spanning(b.pieceCell(n))
		}
		for _, r := range p.Rows {
			cells := []widget.Cell{b.toneMark(r.Mark)}
			for _, c := range r.Cells {
				cells = append(cells, b.pieceCell(c))
			}
			b.link(r.Of, cells...)
		}
	}
}

// longestHeading is how long a heading is that stands beside its rows; a longer one stands before them.
const longestHeading = 10

// toneToken is how a screen shows the tone of a report.
func toneToken(t report.Tone) theme.Token {
	switch t {
	case report.Strong:
		return theme.Strong
	case report.Dim, report.Drawn, report.DrawnKey:
		return theme.Dim
	case report.Good:
		return theme.Good
	case report.Warning:
		return theme.Warn
	case report.Bad, report.DrawnBad:
		return theme.Bad
	case report.Question:
		return theme.Unknown
	}
	return theme.Text
}

// toneMark is the mark of a row of a report.
func (b *builder) toneMark(t report.Tone) widget.Cell {
	th := b.env.Theme
	if th.Options().Words { // the words of the row say it
		return widget.Cell{}
	}
	switch t {
	case report.Good:
		return widget.Mark(theme.Good, th.Glyph(theme.VerdictFine))
	case report.Bad:
		return widget.Mark(theme.Bad, th.Glyph(theme.VerdictBlocked))
	case report.Question:
		return widget.Mark(theme.Unknown, th.Sym.Unknown)
	case report.Warning:
		return widget.Mark(theme.Warn, th.Sym.Alert)
	}
	return widget.Cell{}
}

// pieceCell is a piece in the signs that the terminal has; a drawing of numbers is nothing to be read out.
func (b *builder) pieceCell(p report.Piece) widget.Cell {
	o, drawn := b.env.Theme.Options(), p.Tone == report.Drawn || p.Tone == report.DrawnBad
	switch {
	case drawn && o.Words:
		return widget.Cell{}
	case drawn && o.ASCII:
		return widget.Mark(toneToken(p.Tone), spark.ASCII(p.Text))
	}
	return widget.Mark(toneToken(p.Tone), say.Arrows(b.env, p.Text))
}
