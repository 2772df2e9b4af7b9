package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// callCost is what a call cost in a region or, where it is made about many things, what all of them cost.
type callCost struct {
	region, call, why string
	times, failed     int
	items             int
	cost              awsdata.Cost
	slowest           time.Duration
}

// spend adds up what a call cost that has ended.
func (v *progressView) spend(p *Progress) {
	call, _, _ := strings.Cut(p.Call, ".")
	i := slices.IndexFunc(v.costs, func(c *callCost) bool { return c.region == p.Region && c.call == call })
	if i < 0 {
		i = len(v.costs)
		v.costs = append(v.costs, &callCost{region: p.Region, call: call, why: p.Why})
	}
	c := v.costs[i]
	c.times++
	c.items += p.Items
	c.cost.Pages += p.Cost.Pages
	c.cost.Requests += p.Cost.Requests
	c.cost.Throttled += p.Cost.Throttled
	c.cost.Waited += p.Cost.Waited
	c.cost.Took += p.Cost.Took
	c.slowest = max(c.slowest, p.Cost.Took)
	if p.Gap != nil {
		c.failed++
	}
}

func canCalls(a *App) (bool, string) {
	return len(a.asked.costs(a.load.progress.costs)) > 0, "no call to AWS was made"
}

// openCalls shows what AWS was asked for by the last read and by the person, and what that cost.
func (a *App) openCalls() tea.Cmd {
	costs := a.asked.costs(a.load.progress.costs)
	requests := 0
	for _, c := range costs {
		requests += c.cost.Requests
	}
	a.open(&pages{name: english.Count(requests, "request") + " to AWS", build: func(*theme.Theme) []widget.Section {
		return callSections(costs)
	}})
	return nil
}

// callSections have the slowest calls of each region first.
func callSections(costs []*callCost) []widget.Section {
	costs = slices.Clone(costs)
	slices.SortStableFunc(costs, func(a, b *callCost) int {
		return cmp.Or(cmp.Compare(a.region, b.region), cmp.Compare(b.slowest, a.slowest), cmp.Compare(a.call, b.call))
	})
	var sections []widget.Section
	for _, c := range costs {
		if n := len(sections); n == 0 || sections[n-1].Heading != c.region {
			sections = append(sections, widget.Section{Heading: c.region, Columns: []widget.SheetColumn{
				{Extent: widget.Extent{Min: 26, Max: 44, Priority: 9}},
				{Extent: widget.Extent{Min: 10, Max: 13, Priority: 8}, Align: widget.Right},
				{Extent: widget.Extent{Min: 6, Max: 9, Priority: 7}, Align: widget.Right},
				{Extent: widget.Extent{Min: 10, Max: 24, Priority: 6}},
				{Extent: widget.Extent{Min: 10, Max: 60, Priority: 5}},
			}})
		}
		at := &sections[len(sections)-1]
		at.Rows = append(at.Rows, widget.SheetRow{Cells: []widget.Cell{widget.Say(awsdata.Clean(c.call)),
			widget.Say(english.Count(c.cost.Requests, "request")), widget.Say(seconds(c.slowest)), c.trouble(),
			widget.Mark(theme.Dim, c.why)}})
	}
	return sections
}

// trouble is what did not go well, and else how much came.
func (c *callCost) trouble() widget.Cell {
	var words []string
	if c.cost.Throttled > 0 {
		words = append(words, fmt.Sprintf("%d throttled", c.cost.Throttled))
	}
	if c.failed > 0 {
		words = append(words, fmt.Sprintf("%d failed", c.failed))
	}
	if len(words) > 0 {
		return widget.Mark(theme.Warn, strings.Join(words, ", "))
	}
	return widget.Mark(theme.Dim, english.Count(c.items, "item"))
}

// seconds is how long the slowest of the calls took.
func seconds(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
