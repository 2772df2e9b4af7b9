package screens

import (
	"strings"

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
		switch heading := b.drawn(p.Heading); {
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
			if b.env.Theme.Options().Words && strings.HasPrefix(n.Text, string(spark.Missing)) {
				continue // what a sign means that is not there
			}
			b.spanning(widget.Mark(toneToken(n.Tone), b.drawn(n.Text)))
		}
		for _, r := range p.Rows {
			cells := []widget.Cell{b.toneMark(r.Mark)}
			for _, c := range r.Cells {
				if text := b.drawn(c.Text); isSpark(c.Text) && b.env.Theme.Options().Words {
					cells = append(cells, widget.Cell{}) // a picture of numbers is nothing to be read out
				} else {
					cells = append(cells, widget.Mark(toneToken(c.Tone), text))
				}
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
	case report.Dim:
		return theme.Dim
	case report.Good:
		return theme.Good
	case report.Warning:
		return theme.Warn
	case report.Bad:
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

// isSpark reports whether a text is numbers drawn as blocks.
func isSpark(text string) bool {
	return text != "" && strings.Trim(text, string(spark.Missing)+spark.Blocks) == ""
}

// drawn is a text in the signs that the terminal has.
func (b *builder) drawn(text string) string {
	if isSpark(text) && b.env.Theme.Options().ASCII {
		text = spark.ASCII(text)
	}
	return say.Arrows(b.env, text)
}
