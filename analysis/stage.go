package analysis

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Stage is how much of a result is known. In a big account the checks take seconds, and where the functions lead is
// known long before. What a stage does not know yet is empty in its result, which must never read as "nothing is
// wrong".
type Stage uint8

// The stages, the last one first: a result that somebody made without a thought for stages is complete.
const (
	Complete Stage = iota
	Reading        // all that follows from a snapshot that is still being collected; what waits for a call is pending
	Placed         // every function's ways out; no check has run
	Listed         // which functions there are, and their VPCs; no way out has been followed
)

// Knows reports whether a result of this stage has all that one of the other stage has.
func (s Stage) Knows(other Stage) bool { return s <= other }

// pending is what of a result waits for calls that are still being made.
type pending struct {
	checks  map[functionKey]bool // functions about which checks wait
	network map[string]bool      // regions of which calls are pending that a way out can depend on
}

// takePending takes what waits for the calls of any account out of the findings of a snapshot that is still being
// collected: a check that could not be answered for want of a call that is being made has found nothing, not even a
// question.
func (r *Result) takePending(calls []awsdata.Gap) pending {
	p := pending{make(map[functionKey]bool), make(map[string]bool)}
	if len(calls) == 0 {
		return p
	}
	r.Stage = Reading
	for _, g := range calls {
		p.network[g.Region] = p.network[g.Region] || leadsOut(g.Call)
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f check.Finding) bool {
		waits := func(call string) bool { return r.Snapshot.Waits(f.Region, call) }
		if f.Status != check.Unknown || !slices.ContainsFunc(f.Missing, waits) {
			return false
		}
		r.Waiting++
		for _, name := range f.Functions {
			p.checks[functionKey{f.Region, name}] = true
		}
		return true
	})
	return p
}

// mark tells a function what of it is pending.
func (p *pending) mark(f *Function) {
	f.ChecksPending = p.checks[functionKey{f.Region, f.FunctionName}]
	f.ExitPending = p.network[f.Region] && (f.Internet.Posture == reach.PostureUnknown ||
		f.Internet.Verdict == reach.Unknown || f.Class == reach.ClassUnknown)
}

// aside are calls, of those that every answer rests on, that tell nothing about where traffic of a function goes.
var aside = []string{"get-function", "list-function-url-configs", "get-policy", "get-service-quota",
	"describe-flow-logs", "list-event-source-mappings"}

// leadsOut reports whether a function's way out can depend on a call.
func leadsOut(call string) bool { return awsdata.Tier(call) == "" && !slices.Contains(aside, call) }

// listed is the result of the stage [Listed].
func (r *Result) listed() *Result {
	early := *r
	early.Stage = Listed
	for _, region := range r.Snapshot.RegionNames() {
		index := r.Index.Region(region)
		for _, f := range index.Functions() {
			early.Functions = append(early.Functions,
				&Function{Place: listedPlace(index, f), Account: r.Account()})
		}
	}
	return &early
}

// listedPlace is where a function says that it is.
func listedPlace(index *awsdata.RegionIndex, f *awsdata.Function) *reach.Place {
	subnets, groups := index.Placement(f)
	place := &reach.Place{Function: f, Region: index.Region.RegionName, Groups: groups, Class: reach.ClassUnknown,
		Internet: reach.Internet{Verdict: reach.Unknown, Posture: reach.PostureUnknown}}
	if len(subnets) == 0 {
		return place
	}
	place.VPCID = index.FunctionVPC(f)
	place.VPC = index.VPC(place.VPCID)
	for _, id := range subnets {
		place.Subnets = append(place.Subnets,
			reach.SubnetPlace{ID: id, Subnet: index.Subnet(id), Class: reach.ClassUnknown, Internet: reach.Unknown})
	}
	return place
}

// placed is the result of the stage [Placed].
func (r *Result) placed(places []*reach.Place) *Result {
	early := *r
	early.Stage = Placed
	early.Functions = make([]*Function, len(places))
	for i, place := range places {
		early.Functions[i] = &Function{Place: place, Account: r.Account()}
	}
	return &early
}
