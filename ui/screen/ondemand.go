package screen

import (
	"context"
	"errors"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/timeline"
)

// OnDemand asks AWS what a snapshot does not hold, when a person wants to know it: a func for each question. Each
// returns soon after ctx ends, is called beside the drawing, and answers with an error where there is no AWS to ask.
// What AWS did not tell is a gap of the answer. A func that is nil can ask nobody: see [ErrNobodyToAsk].
type OnDemand struct {
	// Signals are what CloudWatch measured of a function, or of a NAT gateway, endpoint or transit gateway.
	Signals func(ctx context.Context, at Asked, since time.Duration) (*report.Signals, error)
	Flows   Flows
	// Changes are who changed things, as CloudTrail or a file of its answers tells; progress says which thing is asked
	// about. What was told before an error is there, too.
	Changes func(ctx context.Context, q timeline.Asked, progress func(n, of int)) (*timeline.Told, error)
	// ChangesAsks is what that means, in words: who is asked for what, and how often.
	ChangesAsks string
}

// Flows asks for what flow logs recorded of a function, beside what is computed for it.
type Flows struct {
	// Saved says that they are of a file, which costs nothing: screens show them by themselves then.
	Saved bool
	// Ask reads them. What AWS bills for is read only if that was agreed to: else the error is a [*CostError].
	Ask func(ctx context.Context, at Asked, agreed bool) (*report.Flows, error)
	// Known are those that were read before, of this result; nil where none were. It asks nobody.
	Known func(at Asked) *report.Flows
}

// CostError says what AWS would bill: somebody has to agree first.
type CostError struct{ Cost string }

// Error implements error.
func (e *CostError) Error() string { return e.Cost }

// Asked is what a question on demand is about.
type Asked struct {
	Result *analysis.Result // of the account that it is in
	Region string
	ID     string // the name of a function, or the id of a resource
}

// ErrNobodyToAsk is the answer where nothing was given that could ask AWS.
var ErrNobodyToAsk = errors.New("there is no AWS to ask here")
