package ui

import (
	"context"
	"slices"
	"sync"

	"github.com/vpclens/vpclens/analysis/timeline"
	"github.com/vpclens/vpclens/ui/screen"
)

// asked is what AWS was asked since a person opened the explorer, besides what was read of the account.
type asked struct {
	mu    sync.Mutex // screens ask off the goroutine that draws
	steps []Progress
}

// noting is the same questions, of which the calls are noted.
func (a *asked) noting(o screen.OnDemand) screen.OnDemand {
	tell := o.Changes
	if tell == nil {
		return o
	}
	o.Changes = func(ctx context.Context, q timeline.Asked, progress func(n, of int)) (*timeline.Told, error) {
		told, err := tell(ctx, q, progress)
		if told != nil {
			a.note(q.Region, told)
		}
		return told, err
	}
	return o
}

func (a *asked) note(region string, told *timeline.Told) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, cost := range told.Costs {
		p := Progress{Region: region, Call: "lookup-events", Ended: true, Cost: cost,
			Why: "who changed something, when you asked"}
		if i == 0 {
			p.Items = len(told.Events)
		}
		if i < len(told.Gaps) && cost.Pages == 0 {
			p.Gap = &told.Gaps[i]
		}
		a.steps = append(a.steps, p)
	}
}

// costs are what was read of the account, and what was asked besides.
func (a *asked) costs(read []*callCost) []*callCost {
	a.mu.Lock()
	defer a.mu.Unlock()
	both := progressView{costs: slices.Clone(read)}
	for i := range a.steps {
		both.spend(&a.steps[i])
	}
	return both.costs
}
