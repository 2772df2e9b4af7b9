// Package why says what a symptom comes from: it holds what an error says against the verdict of the path, the findings
// of the function and what holds a resource. Every cause is computed from the account, and carries its proof. What the
// account excludes is told with why, and what it leaves open with the call or the command that settles it. Nothing is
// guessed.
package why

import (
	"context"
	"slices"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/symptom"
)

// Asked is a symptom and where it was seen.
type Asked struct {
	Result   *analysis.Result // of the account of the function, or of what cannot be deleted
	Symptom  symptom.Symptom
	Function *analysis.Function // nil for a symptom that is about none, see [NeedsFunction]

	// Destination is what the person says was called, where the text names nothing; "" for nothing.
	Destination string
	// Fixes looks for what would open a path: that tries changes of the whole account.
	Fixes bool
}

// Answer is what a symptom comes from.
type Answer struct {
	Asked
	Trace   *reach.Trace // of the destination; nil where there is none
	Query   reach.Query  // that Trace answers
	Assumed bool         // the addresses of the host name are unknown, and the internet was asked about in their place
	AnyPort bool         // nothing names the port: that of Query is the usual one, and proves nothing about others

	Causes   []Cause // likeliest first
	More     int     // causes that are left out
	Excluded []Point
	Open     []Open
	Fixes    *fix.Answer // what would open the path; nil where nobody looked
}

// Cause is one thing that makes the symptom.
type Cause struct {
	Point
	Sure     Sure
	Region   string
	Resource string // what to change; "" where the account holds nothing to change

	Hops    []reach.Hop    // the proof: what blocks, once for each thing that does
	Subnets []string       // from which it fails
	Finding *check.Finding // the proof, where a check has found it
	Keeper  *ledger.Keeper // the proof, of what cannot be deleted
	Fix     paste.Script   // nil where the finding or [Answer.Fixes] has it, or nothing is to be changed here
}

// Sure is how surely a cause makes the symptom.
type Sure string

// The degrees, surest first.
const (
	Certain  Sure = "certain"   // it fails because of it, every time
	Partly   Sure = "partly"    // it fails because of it from some subnets, or some of the time
	Likely   Sure = "likely"    // it does not work, and the text does not say what the function called
	IfPublic Sure = "if-public" // it fails because of it if the host name has internet addresses
	Possible Sure = "possible"  // it fits, and the account does not tell
)

// Open is what is unknown, and what settles it.
type Open struct {
	Point
	Missing []string     // the calls or facts that would settle it
	Command paste.Script // what to run
}

// NeedsFunction reports whether a symptom is explained of a function only.
func NeedsFunction(k symptom.Kind) bool { return k != symptom.InUse && k != symptom.NATPorts }

// Explain says what a symptom comes from. The only error is that of the context, or of a question that makes no sense.
func Explain(ctx context.Context, asked Asked) (*Answer, error) {
	asked.Destination = symptom.Bare(asked.Destination)
	e := &explainer{Answer: &Answer{Asked: asked}, ctx: ctx}
	if asked.Function != nil {
		e.region = asked.Function.Place.Region
		e.index = asked.Result.Index.Region(e.region)
	}
	if err := e.ask(); err != nil {
		return nil, err
	}
	for i := range rules {
		r := &rules[i]
		if slices.Contains(r.kinds, asked.Symptom.Kind) && r.verdict.fits(e.Trace) {
			r.say(e)
			break
		}
	}
	e.order()
	if err := e.findFixes(); err != nil {
		return nil, err
	}
	return e.Answer, nil
}

// order puts the surest first; causes of one degree stay as they were found.
func (e *explainer) order() {
	degrees := []Sure{Certain, Partly, Likely, IfPublic, Possible}
	slices.SortStableFunc(e.Causes, func(a, b Cause) int {
		return slices.Index(degrees, a.Sure) - slices.Index(degrees, b.Sure)
	})
	if len(e.Causes) > mostCauses {
		e.More, e.Causes = len(e.Causes)-mostCauses, e.Causes[:mostCauses]
	}
}

// mostCauses is how many causes are told: who has fixed that many asks again.
const mostCauses = 8

// findFixes looks for what would open the path, where a hop on it is the cause.
func (e *explainer) findFixes() (err error) {
	if !e.Asked.Fixes || e.AnyPort || e.Trace == nil || e.Trace.Verdict == reach.Reachable || len(e.Causes) == 0 ||
		!slices.Contains(opened, e.Causes[0].Code) {
		return nil
	}
	e.Fixes, err = fix.New(e.Result.Index, e.Result.Engine).Find(e.ctx, e.region, e.Function.Place.Function, e.Query)
	return err
}

// opened are the causes that a change of the path takes away.
var opened = []Code{EndpointBypassed, PathBlocked, PathPartly, PathUnknown, NameBlocked, PolicyDenies}

// First is the first cause, nil where the account has none.
func (a *Answer) First() *Cause {
	if len(a.Causes) == 0 {
		return nil
	}
	return &a.Causes[0]
}
