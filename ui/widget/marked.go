package widget

import (
	"slices"
	"unicode/utf8"

	"github.com/vpclens/vpclens/ui/theme"
)

// Marked is the cell with parts of its text in another look: where each begins and ends, in their order. A part that
// would change how wide the text is, as where it ends within a character, leaves the cell as it is. The pieces are put
// into spans, which may be nil: a list paints one such cell after the other, and uses the same for all.
func (c Cell) Marked(token theme.Token, parts [][2]int, spans *[]Span) Cell {
	if len(parts) == 0 {
		return c
	}
	if spans == nil {
		spans = &[]Span{}
	}
	out := (*spans)[:0]
	at := 0 // of the whole text, where the span begins
	add := func(s Span) {
		from := 0
		for _, p := range parts {
			start, end := max(p[0]-at, from), min(p[1]-at, len(s.Text))
			if start >= end {
				continue
			}
			if start > from {
				out = append(out, Span{s.Text[from:start], s.Token})
			}
			out = append(out, Span{s.Text[start:end], token})
			from = end
		}
		if from < len(s.Text) {
			out = append(out, Span{s.Text[from:], s.Token})
		}
		at += len(s.Text)
	}
	add(Span{c.Text, c.Token})
	for _, s := range c.More {
		add(s)
	}
	*spans = out
	marked := Spans(out...)
	marked.Linear = c.Linear
	broken := func(s Span) bool { return !utf8.ValidString(s.Text) }
	if slices.ContainsFunc(out, broken) || marked.width() != c.width() {
		return c
	}
	return marked
}
