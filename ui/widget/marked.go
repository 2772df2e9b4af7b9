package widget

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

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

// inView is the cell for a column of this width. Where the first part of a look would be cut off it is cut at its
// beginning instead, a third of the column before that part: what was looked for must be seen.
func (c Cell) inView(token theme.Token, w int, mark string) Cell {
	from, found := 0, -1 // cells before the part
	for i := -1; i < len(c.More) && found < 0; i++ {
		s := Span{c.Text, c.Token}
		if i >= 0 {
			s = c.More[i]
		}
		n := Width(Plain(s.Text))
		if s.Token != token {
			from += n
			continue
		}
		if from+n <= w-Width(mark) || c.width() <= w {
			return c
		}
		found = from
	}
	if found < 0 {
		return c
	}
	leave := min(found-(w-Width(mark))/3, c.width()-w+Width(mark))
	if leave <= Width(mark) {
		return c
	}
	text := ansi.TruncateLeft(c.Plain(), leave, "")
	// No piece of a word stands first, unless that costs much of what is before the part.
	if at := strings.IndexByte(text, ' '); at >= 0 && at < w/6 && leave+at < found {
		leave += at + 1
	}
	out := []Span{{mark, theme.Dim}}
	for i := -1; i < len(c.More); i++ {
		s := Span{c.Text, c.Token}
		if i >= 0 {
			s = c.More[i]
		}
		s.Text = Plain(s.Text)
		n := Width(s.Text)
		if n > leave {
			out = append(out, Span{ansi.TruncateLeft(s.Text, leave, ""), s.Token})
		}
		leave = max(leave-n, 0)
	}
	cut := Spans(out...)
	cut.Linear = c.Linear
	return cut
}
