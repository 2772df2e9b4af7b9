package widget

import (
	"strings"

	"github.com/vpclens/vpclens/ui/theme"
)

// wrap breaks a cell into lines of at most w cells, every piece of text keeping
// its look.
func (c Cell) wrap(w int) []Cell {
	if c.width() <= w && !strings.Contains(c.Text, "\n") && len(c.More) == 0 {
		return []Cell{c}
	}
	if c.Token == theme.Code && len(c.More) == 0 {
		var lines []Cell
		for _, line := range WrapCode(c.Text, w) {
			lines = append(lines, Cell{Text: line, Token: c.Token})
		}
		return lines
	}
	spans := append([]Span{{Text: c.Text, Token: c.Token}}, c.More...)
	var text strings.Builder
	for i := range spans {
		parts := strings.Split(spans[i].Text, "\n")
		for j := range parts {
			parts[j] = Plain(parts[j])
		}
		spans[i].Text = strings.Join(parts, "\n")
		text.WriteString(spans[i].Text)
	}
	walk := spanWalk{spans: spans}
	var lines []Cell
	for _, line := range Wrap(text.String(), w) {
		lines = append(lines, Spans(walk.take(line)...))
	}
	return lines
}

// spanWalk follows wrapped lines through the spans they were made of. Wrapping
// leaves out spaces and line breaks, and adds nothing.
type spanWalk struct {
	spans []Span
}

func (s *spanWalk) take(line string) []Span {
	var out []Span
	for _, r := range line {
		token := s.find(r)
		if n := len(out); n > 0 && out[n-1].Token == token {
			out[n-1].Text += string(r)
			continue
		}
		out = append(out, Span{Text: string(r), Token: token})
	}
	return out
}

// find drops the text up to and with the next r, and returns its token.
func (s *spanWalk) find(r rune) (token theme.Token) {
	for len(s.spans) > 0 {
		head := &s.spans[0]
		at := strings.IndexRune(head.Text, r)
		// Only what wrapping leaves out may be skipped within a span.
		if at >= 0 {
			token = head.Token
			head.Text = head.Text[at+len(string(r)):]
			return token
		}
		token = head.Token
		if len(s.spans) == 1 {
			return token
		}
		s.spans = s.spans[1:]
	}
	return token
}
