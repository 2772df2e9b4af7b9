package analysis

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/check"
)

// Impacts are what the findings of a function that are facts, and that the team has not accepted, come to for it, each
// once. A function can be broken and exposed at once.
func (f *Function) Impacts() []check.Impact {
	var out []check.Impact
	for _, x := range f.Findings {
		if x.Status == check.Fail && x.Waived == nil && !slices.Contains(out, x.Impact) {
			out = append(out, x.Impact)
		}
	}
	return out
}

// Logged says whether what a function sends to the internet is recorded by a flow log.
type Logged string

// The answers.
const (
	LoggedYes     Logged = "yes"
	LoggedNo      Logged = "no"   // in one subnet at least; Lambda's own network, outside a VPC, has no flow logs
	LoggedNothing Logged = "none" // nothing leads to the internet
	LoggedUnknown Logged = "unknown"
	LoggedPending Logged = "pending" // the facts are still being read
)

// unmonitored is the check that answers whether egress is logged.
const unmonitored = "egress-unmonitored"

// Logged is what the check of flow logs found for a function. It holds where that check has run.
func (f *Function) Logged() Logged {
	switch kind := f.Exit().Kind; {
	case kind == ExitPending, f.ChecksPending:
		return LoggedPending
	case kind == ExitLambda:
		return LoggedNo
	}
	for _, x := range f.Findings {
		switch {
		case x.Check != unmonitored:
		case x.Status == check.Fail:
			return LoggedNo
		default:
			return LoggedUnknown
		}
	}
	switch f.Exit().Kind {
	case ExitBroken, ExitClosed, ExitPrivate:
		return LoggedNothing
	}
	return LoggedYes
}
