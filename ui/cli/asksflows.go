package cli

import (
	"context"
	"sync"
	"time"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
)

// flowsSpan is how far back the explorer asks for flow logs.
const flowsSpan = time.Hour

// keptFlows are the flow logs that were read in a session, of what is shown now.
type keptFlows struct {
	mu sync.Mutex
	of *awsdata.Index
	by map[string]*report.Flows
}

func (k *keptFlows) get(at screen.Asked) *report.Flows {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of != at.Result.Index {
		return nil
	}
	return k.by[at.Region+" "+at.ID]
}

func (k *keptFlows) put(at screen.Asked, f *report.Flows) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of != at.Result.Index { // what was laid on another account's paths says nothing of this one's
		k.of, k.by = at.Result.Index, make(map[string]*report.Flows)
	}
	k.by[at.Region+" "+at.ID] = f
}

// askFlows is how the explorer asks for flow logs: those of the file that it was started with, else of AWS.
func (p *program) askFlows(flags commonFlags, saved string) screen.Flows {
	kept := &keptFlows{}
	return screen.Flows{Saved: saved != "", Known: kept.get,
		Ask: func(ctx context.Context, at screen.Asked, agreed bool) (*report.Flows, error) {
			of := &ask.Function{Region: at.Region, Index: at.Result.Index, Engine: at.Result.Engine}
			if region := of.Index.Region(at.Region); region != nil {
				of.Function = region.Function(at.ID)
			}
			if of.Function == nil {
				return nil, usagef("%s is not in the snapshot", awsdata.Clean(at.ID))
			}
			answer, err := p.explorerFlows(ctx, flags, of, saved, agreed)
			if err == nil {
				kept.put(at, answer)
			}
			return answer, err
		}}
}

func (p *program) explorerFlows(ctx context.Context, flags commonFlags, of *ask.Function, saved string, agreed bool,
) (*report.Flows, error) {
	if saved != "" {
		return savedFlows(ctx, of, saved)
	}
	if p.flags.demo || !p.source().live || flags.severalAccounts() {
		return nil, usagef("flow logs are read from AWS, of one account, or from a file: start with --flow-logs PATH")
	}
	now := p.now()
	l := liveFlows{p: p, flags: flags, of: of, from: now.Add(-flowsSpan), to: now}
	return l.ask(ctx, agreed)
}
