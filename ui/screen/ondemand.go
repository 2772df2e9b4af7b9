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
	// Changes are who changed things, as CloudTrail or a file of its answers tells; progress says which thing is asked
	// about. What was told before an error is there, too.
	Changes func(ctx context.Context, q timeline.Asked, progress func(n, of int)) (*timeline.Told, error)
	// ChangesAsks is what that means, in words: who is asked for what, and how often.
	ChangesAsks string
}

// Asked is what a question on demand is about.
type Asked struct {
	Result *analysis.Result // of the account that it is in
	Region string
	ID     string // the name of a function, or the id of a resource
}

// ErrNobodyToAsk is the answer where nothing was given that could ask AWS.
var ErrNobodyToAsk = errors.New("there is no AWS to ask here")
