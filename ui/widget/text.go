// Package widget holds the parts that screens are made of. They know strings
// and numbers only: what a row means is the screen's business. Every View is a
// pure function of the widget's state, and returns exactly the lines and cells
// it was given room for.
package widget

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/theme"
)

// maxMarks is how many combining marks in a row are kept on one letter.
const maxMarks = 4

// Plain makes any text fit for one line of a screen: line breaks and tabs
// become spaces, control and format characters (escape sequences, direction
// overrides, zero widths) become a visible U+FFFD. Names are made harmless
// where a snapshot is decoded; this second door costs one look at each byte and
// guarantees the layout even for a text that came another way.
func Plain(s string) string {
	if isPrintable(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	marks := 0
	for _, r := range s {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r == 0x85 || r == 0x2028 || r == 0x2029:
			b.WriteByte(' ')
		case 0xfe00 <= r && r <= 0xfe0f:
			// Variation selectors change the width on some terminals only.
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r),
			r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0, r == 0x2800:
			b.WriteRune(utf8.RuneError)
		case unicode.Is(unicode.M, r):
			if marks++; marks <= maxMarks {
				b.WriteRune(r)
			}
			continue
		default:
			b.WriteRune(r) // an invalid byte arrives here as U+FFFD
		}
		marks = 0
	}
	return b.String()
}

func isPrintable(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// Width is how many cells a plain or painted text takes on one line.
func Width(s string) int {
	if n, ok := plainWidth(s); ok {
		return n
	}
	return ansi.StringWidth(s)
}

// plainWidth is the width of a text of printable ASCII, of colors, and of signs that take a cell each, as nearly every
// line of a screen is; false for any other. None of its letters joins another, so that they are counted, while
// [ansi.StringWidth] looks for the clusters of each, which was an eighth of the time of a frame.
func plainWidth(s string) (n int, ok bool) {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case 0x20 <= c && c <= 0x7e:
			n++
			i++
		case c == 0x1b:
			end := i + 2
			for end < len(s) && ('0' <= s[end] && s[end] <= ';') {
				end++
			}
			if end >= len(s) || s[i+1] != '[' || s[end] != 'm' {
				return 0, false
			}
			i = end + 1
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			if !isSign(r) {
				return 0, false
			}
			n++
			i += size
		}
	}
	return n, true
}

// isSign reports whether a rune is one of those that screens draw with: each takes a cell.
func isSign(r rune) bool {
	switch r {
	case '·', '…', '→', '←', '↑', '↓', '↵', '›', '•', '●', '◐', '✓', '✗', '≠', 'Δ':
		return true
	}
	return 0x2500 <= r && r <= 0x259f // lines and blocks
}

// Truncate cuts a plain or painted text to at most w cells; mark says that
// something was cut, and is left out where there is no room for anything else.
func Truncate(s string, w int, mark string) string {
	if w <= 0 {
		return ""
	}
	if Width(s) <= w {
		return s
	}
	if mark != "" && strings.HasSuffix(s, " ") && Width(strings.TrimRight(s, " ")) <= w {
		mark = "" // only spaces go: nothing that a mark would stand for
	}
	if Width(mark) > w {
		mark = ""
	}
	if isPrintable(s) {
		return s[:w-Width(mark)] + mark
	}
	return ansi.Truncate(s, w, mark)
}

// spaces are sliced instead of made anew.
const spaces = "                                                                                                                                "

// pad writes n spaces.
func pad(b *strings.Builder, n int) {
	for n > 0 {
		k := min(n, len(spaces))
		b.WriteString(spaces[:k])
		n -= k
	}
}

// Pad cuts or fills a plain or painted text to exactly w cells.
func Pad(s string, w int, mark string) string {
	s = Truncate(s, w, mark)
	n := w - Width(s)
	if n <= 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + n)
	b.WriteString(s)
	pad(&b, n)
	return b.String()
}

// Fit forces a block of plain or painted lines to exactly w cells by h lines:
// long lines are cut, short ones filled, missing ones added. A block of no
// height or width is the empty string.
func Fit(block string, w, h int) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	var b strings.Builder
	b.Grow((w + 1) * h)
	for y := range h {
		if y > 0 {
			b.WriteByte('\n')
		}
		var line string
		line, block, _ = strings.Cut(block, "\n")
		if strings.ContainsAny(line, "\r\t") {
			line = strings.NewReplacer("\r", "", "\t", " ").Replace(line)
		}
		// Most lines fit, and to measure a painted line is most of the cost of a frame: it is done once.
		n := Width(line)
		if n > w {
			line = Truncate(line, w, "")
			n = Width(line)
		}
		b.WriteString(line)
		pad(&b, w-n)
	}
	return b.String()
}

// MiddleEllipsis shortens a text to w cells by leaving out its middle, as the
// ends of an id are what a person compares: "subnet-0a1…9f". More is kept of
// the beginning, which carries the kind. Mark is usually Sym.Ellipsis.
func MiddleEllipsis(s string, w int, mark string) string {
	s = Plain(s)
	room := w - Width(mark)
	if Width(s) <= w {
		return s
	}
	if room < 2 {
		return Truncate(s, w, mark)
	}
	tail := room / 3
	head := room - tail
	if tail == 0 {
		return Truncate(s, w, mark)
	}
	end := ansi.TruncateLeft(s, Width(s)-tail, "")
	if Width(end) > tail { // the cut went through a wide rune, which stayed whole
		end = ansi.TruncateLeft(s, Width(s)-tail+1, "")
	}
	return ansi.Truncate(s, head, "") + mark + end
}

// Wrap breaks plain text into lines of at most w cells, between words where it
// can: at spaces only, so that ids, addresses and options of commands stay
// whole. It returns at least one line.
func Wrap(s string, w int) []string {
	if w <= 0 {
		return []string{""}
	}
	var lines []string
	for _, part := range strings.Split(s, "\n") {
		lines = append(lines, wrapLine(Plain(part), w)...)
	}
	return lines
}

// wrapLine wraps one line; spaces at its beginning stay, as in code.
func wrapLine(s string, w int) []string {
	if Width(s) <= w {
		return []string{s}
	}
	var lines []string
	line := s[:len(s)-len(strings.TrimLeft(s, " "))]
	if Width(line) >= w {
		line = ""
	}
	begun := false
	for word := range strings.FieldsSeq(s) {
		if begun && Width(line)+1+Width(word) <= w {
			line += " " + word
			continue
		}
		if begun {
			lines = append(lines, line)
			line = ""
		}
		begun = true
		line += word
		if Width(line) <= w {
			continue
		}
		pieces := strings.Split(ansi.Hardwrap(line, w, true), "\n")
		for _, piece := range pieces[:len(pieces)-1] {
			// A wide rune in a width of one is all that cannot wrap.
			lines = append(lines, Truncate(piece, w, ""))
		}
		line = Truncate(pieces[len(pieces)-1], w, "")
	}
	return append(lines, line)
}

// Span is a piece of text of one look.
type Span struct {
	Text  string
	Token theme.Token
}

// Cell is one line of text in one or more looks. The first piece stands apart
// so that a plain cell needs no slice.
type Cell struct {
	Text   string
	Token  theme.Token
	More   []Span
	Linear string // what stands for it in a text that is read out; "" is the text itself
}

// Say is a cell of ordinary text.
func Say(text string) Cell { return Cell{Text: text} }

// Mark is a cell of one look.
func Mark(token theme.Token, text string) Cell { return Cell{Text: text, Token: token} }

// Spans is a cell of several looks.
func Spans(spans ...Span) Cell {
	if len(spans) == 0 {
		return Cell{}
	}
	return Cell{Text: spans[0].Text, Token: spans[0].Token, More: spans[1:]}
}

// VerdictCell is the glyph of a verdict and a word that says the same.
func VerdictCell(th *theme.Theme, v theme.Verdict, text string) Cell {
	if text == "" {
		return Mark(v.Token(), th.Glyph(v))
	}
	return Mark(v.Token(), th.Glyph(v)+" "+text)
}

// width is the natural width of a cell.
func (c Cell) width() int {
	w := Width(Plain(c.Text))
	for _, s := range c.More {
		w += Width(Plain(s.Text))
	}
	return w
}

// Plain is the text of the cell without its looks.
func (c Cell) Plain() string {
	if len(c.More) == 0 {
		return Plain(c.Text)
	}
	var b strings.Builder
	b.WriteString(Plain(c.Text))
	for _, s := range c.More {
		b.WriteString(Plain(s.Text))
	}
	return b.String()
}

// View paints the cell into exactly w cells.
func (c Cell) View(th *theme.Theme, w int) string {
	var b strings.Builder
	p := painter{b: &b, th: th}
	p.cell(c, w, Left)
	return b.String()
}

// Align says on which side of its column a text stands.
type Align uint8

// The alignments.
const (
	Left Align = iota
	Right
)

// painter writes cells of exact width into one builder.
type painter struct {
	b        *strings.Builder
	th       *theme.Theme
	selected bool
}

// text writes a plain text that is known to fit.
func (p *painter) text(token theme.Token, s string) {
	if s == "" {
		return
	}
	open, close := p.th.Escapes(p.selected, token)
	p.b.WriteString(open)
	p.b.WriteString(s)
	p.b.WriteString(close)
}

// gap writes n cells of ground.
func (p *painter) gap(n int) {
	if n <= 0 {
		return
	}
	if !p.selected {
		pad(p.b, n)
		return
	}
	open, close := p.th.Escapes(true, theme.Selected)
	p.b.WriteString(open)
	pad(p.b, n)
	p.b.WriteString(close)
}

// cell writes a cell into exactly w cells.
func (p *painter) cell(c Cell, w int, align Align) {
	if w <= 0 {
		return
	}
	if align == Right {
		if n := c.width(); n < w {
			p.gap(w - n)
			w = n
		}
	}
	left := p.span(c.Text, c.Token, w, c.More)
	for i, s := range c.More {
		if left <= 0 {
			break
		}
		left = p.span(s.Text, s.Token, left, c.More[i+1:])
	}
	p.gap(left)
}

// span writes one piece into at most w cells, leaving what remains. When it
// ends exactly at the edge and more text follows, it is cut so that the mark
// of the cut is seen.
func (p *painter) span(s string, token theme.Token, w int, rest []Span) int {
	s = Plain(s)
	n := Width(s)
	if n == w && hasText(rest) {
		s = Truncate(s+"  ", w, p.th.Sym.Ellipsis)
	} else if n > w {
		s = Truncate(s, w, p.th.Sym.Ellipsis)
	}
	if n >= w {
		p.text(token, s)
		p.gap(w - Width(s)) // half of a wide rune may be missing
		return 0
	}
	p.text(token, s)
	return w - n
}

func hasText(spans []Span) bool {
	for _, s := range spans {
		if s.Text != "" {
			return true
		}
	}
	return false
}
