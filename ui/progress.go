package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// progressView adds up the progress of a load.
type progressView struct {
	regions     []regionProgress
	done, total int
	all         []awsdata.Gap // as they came
	gaps        []awsdata.Gap // those that people see: one for all that a tier lacks for one reason
	costs       []*callCost   // of calls that have ended, in the order in which the first of them did
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
		if p.Region == "" {
			continue
		}
		i := slices.IndexFunc(v.regions, func(r regionProgress) bool { return r.name == p.Region })
		if i < 0 {
			i = len(v.regions)
			v.regions = append(v.regions, regionProgress{name: p.Region, calls: map[string]int{}})
		}
		if p.Ended {
			v.spend(&p)
		}
		r := &v.regions[i]
		r.last = p.Call
		if p.Gap != nil {
			r.gaps++
			v.all = append(v.all, *p.Gap)
			continue
		}
		r.calls[p.Call] = max(r.calls[p.Call], p.Items)
	}
	v.gaps = awsdata.FoldTiers(v.all)
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
	if s == analysing {
		what = "Working out what each function can reach"
	}
	lines := []string{"",
		"  " + th.Paint(theme.Accent, spinner) + " " + th.Paint(theme.Strong, widget.Plain(awsdata.Clean(what)))}
	if v.total > 0 {
		bar := max(min(w-24, 60), 4)
		lines = append(lines, "", "    "+widget.Gauge(th, theme.Accent, v.done, v.total, bar)+" "+
			th.Paint(theme.Dim, fmt.Sprintf("%d of %d calls", v.done, v.total)))
	}
	lines = append(lines, "")
	for i := range v.regions {
		lines = append(lines, v.regions[i].line(th, w))
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
	return g.Region + "  " + g.Call + "  " + g.Cause.Text()
}

func gapCount(n int) string {
	if n == 1 {
		return "1 gap"
	}
	return fmt.Sprintf("%d gaps", n)
}
