package widget

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/theme"
)

// Document shows lines of text as they are: it scrolls in both directions, has a
// cursor that stands on a line, and marks what is looked for. Only the lines that
// are seen cost anything.
type Document struct {
	lines         []string
	folded        []string // in small letters, of the same lengths
	paint         func(line string) []Span
	widest        int
	win           Window
	width, height int
	left          int // cells that are scrolled out on the left
	text          string
	matches       []Match
	at            int // the match that the person is at
}

// Match is where a text was found: a line, and the bytes in it.
type Match struct{ Line, From, To int }

// SetLines replaces the contents. Paint gives a line its looks; the spans must add
// up to the line.
func (d *Document) SetLines(lines []string, paint func(line string) []Span) {
	d.lines, d.folded, d.paint, d.widest = make([]string, len(lines)), make([]string, len(lines)), paint, 0
	for i, line := range lines {
		d.lines[i] = Plain(line)
		d.folded[i] = fold(d.lines[i])
		d.widest = max(d.widest, Width(d.lines[i]))
	}
	d.win.recount(len(lines))
	d.left = min(d.left, d.most())
	d.search()
}

// fold makes letters small where that does not change how long they are.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if small := unicode.ToLower(r); utf8.RuneLen(small) == utf8.RuneLen(r) {
			return small
		}
		return r
	}, s)
}

// SetSize gives the document its room.
func (d *Document) SetSize(width, height int) {
	d.width, d.height = max(width, 0), max(height, 0)
	d.win.resize(d.height)
	d.left = min(d.left, d.most())
}

// room is how many cells a line has.
func (d *Document) room() int {
	n := d.width - gutterWidth(d.width)
	if d.win.count > d.height {
		n -= 2
	}
	return max(n, 1)
}

// most is how far it can be scrolled to the right.
func (d *Document) most() int {
	if d.width == 0 {
		return d.left
	}
	return max(d.widest-d.room(), 0)
}

// Go moves the cursor, and says whether that changed anything.
func (d *Document) Go(m Motion) bool { return d.win.Go(m) }

// ScrollBy moves what is seen by n lines: the mouse wheel.
func (d *Document) ScrollBy(n int) bool { return d.win.ScrollBy(n) }

// GoTo puts the cursor on a line.
func (d *Document) GoTo(line int) { d.win.GoTo(line) }

// LineAt is the line of the document at a line of the last View; ok is false
// where there is none.
func (d *Document) LineAt(y int) (line int, ok bool) {
	from, to := d.win.Visible()
	return from + y, y >= 0 && from+y < to
}

// GoSideways scrolls by n cells, to the right for more than 0, and says whether
// that changed anything.
func (d *Document) GoSideways(n int) bool {
	was := d.left
	d.left = max(min(d.left+n, d.most()), 0)
	return d.left != was
}

// Sideways says whether there is more on the left and on the right.
func (d *Document) Sideways() (left, right bool) { return d.left > 0, d.left < d.most() }

// Cursor is the line under the cursor.
func (d *Document) Cursor() int { return d.win.Cursor() }

// Len is how many lines there are.
func (d *Document) Len() int { return len(d.lines) }

// Line is a line of the document.
func (d *Document) Line(n int) string { return d.lines[n] }

// Position says where the cursor is: "12/345".
func (d *Document) Position() string { return d.win.Position() }

// Find looks for a text, capitals or not, and goes to the first match from the
// line on. Nothing is found for an empty text.
func (d *Document) Find(text string, from int) {
	d.text = text
	d.search()
	d.at = 0
	for i, m := range d.matches {
		if m.Line >= from {
			d.at = i
			break
		}
	}
	d.show()
}

func (d *Document) search() {
	d.matches = nil
	word := fold(Plain(d.text))
	if word == "" {
		return
	}
	for i, line := range d.folded {
		for from := 0; ; {
			n := strings.Index(line[from:], word)
			if n < 0 {
				break
			}
			d.matches = append(d.matches, Match{i, from + n, from + n + len(word)})
			from += n + len(word)
		}
	}
	d.at = max(min(d.at, len(d.matches)-1), 0)
}

// NextMatch goes to the next match, or the one before for a negative by; behind
// the last comes the first. It says whether there is one.
func (d *Document) NextMatch(by int) bool {
	if n := len(d.matches); n > 0 {
		d.at = ((d.at+by)%n + n) % n
	}
	d.show()
	return len(d.matches) > 0
}

// Matches says at which match of how many the person is, from 1.
func (d *Document) Matches() (at, of int) {
	if len(d.matches) == 0 {
		return 0, 0
	}
	return d.at + 1, len(d.matches)
}

// show scrolls so that the match is seen.
func (d *Document) show() {
	if d.at >= len(d.matches) {
		return
	}
	m := d.matches[d.at]
	d.win.GoTo(m.Line)
	from, to := Width(d.lines[m.Line][:m.From]), Width(d.lines[m.Line][:m.To])
	if room := d.room(); d.width > 0 && (from < d.left+1 || to > d.left+room-1) {
		d.left = max(min(from-room/3, d.most()), 0)
		if to <= room {
			d.left = 0
		}
	}
}

// View paints the document into exactly the room SetSize gave it.
func (d *Document) View(th *theme.Theme) string {
	if d.width == 0 || d.height == 0 {
		return ""
	}
	var b strings.Builder
	p := painter{b: &b, th: th}
	from, to := d.win.Visible()
	thumb, end := d.win.thumb()
	next := 0
	for next < len(d.matches) && d.matches[next].Line < from {
		next++
	}
	for y := range d.height {
		if y > 0 {
			b.WriteByte('\n')
		}
		if from+y >= to {
			pad(&b, d.width)
			continue
		}
		last := next
		for last < len(d.matches) && d.matches[last].Line == from+y {
			last++
		}
		d.line(&p, from+y, next, last)
		next = last
		if d.win.count > d.height {
			bar, token := th.Sym.Track, theme.Border
			if y >= thumb && y < end {
				bar, token = th.Sym.Thumb, theme.Dim
			}
			pad(&b, min(1, max(d.width-gutterWidth(d.width)-d.room()-1, 0)))
			p.text(token, Truncate(bar, max(d.width-gutterWidth(d.width)-d.room(), 0), ""))
		}
	}
	return Fit(b.String(), d.width, d.height)
}

// line paints one line, with the matches of these numbers.
func (d *Document) line(p *painter, n, first, last int) {
	p.selected = n == d.win.Cursor()
	gutter := min(gutterWidth(d.width), d.width)
	if p.selected && gutter > 0 {
		p.text(theme.Accent, p.th.Sym.Cursor)
		p.gap(gutter - 1)
	} else {
		p.gap(gutter)
	}
	spans := d.marked(d.paint(d.lines[n]), first, last)
	p.cell(Spans(d.cut(spans, p.th.Sym.Ellipsis)...), d.room(), Left)
	p.selected = false
}

// marked splits spans where matches begin and end, and gives those their look.
func (d *Document) marked(spans []Span, first, last int) []Span {
	if first == last {
		return spans
	}
	var out []Span
	at := 0
	for _, s := range spans {
		for text := s.Text; text != ""; {
			token, upTo := s.Token, len(text)
			for i := first; i < last; i++ {
				m := d.matches[i]
				switch {
				case at >= m.From && at < m.To:
					token, upTo = theme.Match, min(upTo, m.To-at)
					if i == d.at {
						token = theme.Badge
					}
				case m.From > at:
					upTo = min(upTo, m.From-at)
				}
			}
			out = append(out, Span{text[:upTo], token})
			text, at = text[upTo:], at+upTo
		}
	}
	return out
}

// cut leaves out what is scrolled out on the left; a mark says so.
func (d *Document) cut(spans []Span, mark string) []Span {
	if d.left == 0 {
		return spans
	}
	var out []Span
	gone := d.left + Width(mark)
	for i, s := range spans {
		w := Width(s.Text)
		if w <= gone {
			gone -= w
			continue
		}
		out = append(out, Span{mark, theme.Dim}, Span{ansi.TruncateLeft(s.Text, gone, ""), s.Token})
		return append(out, spans[i+1:]...)
	}
	if len(spans) > 0 {
		out = append(out, Span{mark, theme.Dim})
	}
	return out
}
