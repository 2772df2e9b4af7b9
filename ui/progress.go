package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Share is how many of some there are.
type Share struct{ Done, Total int }

// progressView adds up the progress of a load.
type progressView struct {
	regions     []regionProgress // or accounts, where there are several: those that told something last at the end
	accounts    Share            // zero where there is one
	done, total int
	began, now  time.Time
	furthest    int           // how far the bar was: it does not go back when lists bring more to ask about
	all         []awsdata.Gap // as they came
	gaps        []awsdata.Gap // those that people see: one for all that a tier lacks for one reason
	waits       waits
	costs       []*callCost // of calls that have ended, in the order in which the first of them did
}

type regionProgress struct {
	name  string
	calls map[string]int // items by call
	gaps  int
	last  string
}

func (v *progressView) add(items []Progress) {
	for _, p := range items {
		v.done, v.total = max(v.done, p.Done), max(v.total, p.Total)
		v.accounts.Done, v.accounts.Total = max(v.accounts.Done, p.Accounts.Done), max(v.accounts.Total,
			p.Accounts.Total)
		v.furthest = max(v.furthest, v.share())
		if p.Region == "" {
			continue
		}
		v.waits.note(&p, v.now)
		if p.Ended {
			v.spend(&p)
		}
		r := v.of(&p)
		if p.Gap != nil {
			r.gaps++
			v.all = append(v.all, *p.Gap)
			continue
		}
		call := p.Region + " " + p.Call
		r.calls[call] = max(r.calls[call], p.Items)
	}
	v.gaps = awsdata.FoldTiers(v.all)
}

// of is the region that a step belongs to, or the account, with what it tells last.
func (v *progressView) of(p *Progress) *regionProgress {
	name, last := p.Region, p.Call
	if v.accounts.Total > 0 {
		name, last = p.Account, p.Region+"  "+p.Call
	}
	i := slices.IndexFunc(v.regions, func(r regionProgress) bool { return r.name == name })
	switch {
	case i < 0:
		v.regions = append(v.regions, regionProgress{name: name, calls: map[string]int{}})
	case v.accounts.Total > 0: // hundreds do not fit: the last ones are seen
		r := v.regions[i]
		v.regions = append(slices.Delete(v.regions, i, i+1), r)
	default:
		v.regions[i].last = last
		return &v.regions[i]
	}
	r := &v.regions[len(v.regions)-1]
	r.last = last
	return r
}

// count is how far reading is.
func (v *progressView) count() string {
	text := fmt.Sprintf("%d of %d calls", v.done, v.total)
	if v.accounts.Total > 0 {
		text = fmt.Sprintf("%d of %d accounts, ", v.accounts.Done, v.accounts.Total) + text
	}
	return text
}

// items is how much a region brought.
func (r *regionProgress) items() int {
	n := 0
	for _, items := range r.calls {
		n += items
	}
	return n
}

// view is the whole screen while there is nothing else to show.
func (v *progressView) view(th *theme.Theme, source Source, s stage, frame, w, h int) string {
	spinner := th.Sym.Spinner[frame%len(th.Sym.Spinner)]
	what := "Reading " + source.Name
	if s == analyzing {
		what = "Working out what each function can reach"
	}
	lines := []string{"",
		"  " + th.Paint(theme.Accent, spinner) + " " + th.Paint(theme.Strong, widget.Plain(awsdata.Clean(what)))}
	if v.total > 0 {
		bar := max(min(w-6-widget.Width(v.count()), 60), 4)
		lines = append(lines, "", "    "+widget.Gauge(th, theme.Accent, v.furthest, wholeBar, bar)+" "+
			th.Paint(theme.Dim, v.count()))
	}
	if s == reading {
		lines = append(lines, "    "+widget.Mark(theme.Dim, v.clock()).View(th, max(w-4, 1)))
	}
	lines = append(lines, "")
	shown := v.regions
	if room := max(h-len(lines)-8, 1); v.accounts.Total > 0 && len(shown) > room {
		shown = shown[len(shown)-room:]
	}
	for i := range shown {
		lines = append(lines, shown[i].line(th, w))
	}
	if len(v.gaps) > 0 {
		lines = append(lines, "", "    "+th.Paint(theme.Warn, th.Sym.Alert+" "+gapCount(len(v.gaps)))+
			th.Paint(theme.Dim, " so far; the rest goes on"))
		for _, g := range v.gaps[max(len(v.gaps)-5, 0):] {
			lines = append(lines, "      "+th.Paint(theme.Dim, widget.Plain(awsdata.Clean(gapLine(g)))))
		}
	}
	return widget.Fit(strings.Join(lines, "\n"), w, h)
}

func (r *regionProgress) line(th *theme.Theme, w int) string {
	cells := widget.Spans(
		widget.Span{Text: fmt.Sprintf("    %-16s", awsdata.Clean(r.name)), Token: theme.Text},
		widget.Span{Text: fmt.Sprintf("%6d items  ", r.items()), Token: theme.Dim},
		widget.Span{Text: awsdata.Clean(r.last), Token: theme.Dim},
	)
	return cells.View(th, w)
}

func gapLine(g awsdata.Gap) string {
	return strings.TrimSpace(g.Account+" "+g.Region) + "  " + g.Call + "  " + g.Cause.Text()
}

func gapCount(n int) string {
	if n == 1 {
		return "1 gap"
	}
	return fmt.Sprintf("%d gaps", n)
}
