package widget

import (
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/ui/theme"
)

// Step is one item of work. A Total of 0 means that its size is not known yet.
// Verdict says how it went, once it is over: Fine for done, Unknown or Blocked
// for what failed, None while it runs.
type Step struct {
	Label       string
	Done, Total int
	Verdict     theme.Verdict
	Note        string
}

// Progress shows steps, a bar for each, in exactly w by h. When there is no
// room for all, those that failed or still run are shown before those that are
// done, in their order, and the last line counts the rest.
func Progress(th *theme.Theme, steps []Step, w, h int) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	var b strings.Builder
	p := painter{b: &b, th: th}
	shown, more := pick(steps, h)
	label := 0
	for _, s := range steps {
		label = max(label, Width(Plain(s.Label)))
	}
	columns := []Extent{
		{Min: 1, Max: 1, Priority: 8},
		{Min: min(label, 8), Max: max(label, 1), Priority: 9},
		{Min: 6, Max: 24, Priority: 2},
		{Min: 7, Max: 11, Priority: 4},
		{Min: 8, Flex: 1, Priority: 1},
	}
	widths := Layout(columns, w, 1)
	for y := range h {
		if y > 0 {
			b.WriteByte('\n')
		}
		switch {
		case y < len(shown):
			p.step(shown[y], widths, w)
		case y == len(shown) && more > 0:
			p.cell(Mark(theme.Dim, "  and "+strconv.Itoa(more)+" more"), w, Left)
		default:
			pad(&b, w)
		}
	}
	return b.String()
}

func pick(steps []Step, h int) (shown []Step, more int) {
	if len(steps) <= h {
		return steps, 0
	}
	room := h - 1
	open := 0
	for _, s := range steps {
		if s.Verdict != theme.VerdictFine {
			open++
		}
	}
	spare := max(room-open, 0)
	for _, s := range steps {
		if len(shown) == room {
			break
		}
		if s.Verdict == theme.VerdictFine {
			if spare == 0 {
				continue
			}
			spare--
		}
		shown = append(shown, s)
	}
	return shown, len(steps) - len(shown)
}

func (p *painter) step(s Step, widths []int, w int) {
	count := strconv.Itoa(s.Done)
	if s.Total > 0 {
		count += "/" + strconv.Itoa(s.Total)
	}
	bar := theme.Accent
	if s.Verdict != theme.VerdictNone {
		bar = s.Verdict.Token()
	}
	used := 0
	for i, n := range widths {
		if n == 0 {
			continue
		}
		if used > 0 {
			pad(p.b, 1)
			used++
		}
		used += n
		switch i {
		case 0:
			p.cell(Mark(s.Verdict.Token(), p.th.Glyph(s.Verdict)), n, Left)
		case 1:
			p.cell(Say(s.Label), n, Left)
		case 2:
			p.b.WriteString(Gauge(p.th, bar, s.Done, s.Total, n))
		case 3:
			p.cell(Mark(theme.Dim, count), n, Left)
		case 4:
			p.cell(Mark(theme.Dim, s.Note), n, Left)
		}
	}
	pad(p.b, w-used)
}
