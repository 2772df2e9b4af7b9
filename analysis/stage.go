package analysis

import (
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
	Placed         // every function's ways out; no check has run
	Listed         // which functions there are, and their VPCs; no way out has been followed
	Arriving       // the same of a snapshot that is still being collected: there may be more
)

// Knows reports whether a result of this stage has all that one of the other stage has.
func (s Stage) Knows(other Stage) bool { return s <= other }

// List is what can be said of a snapshot that is still being collected: which functions there are so far. Nothing is
// judged, as the facts that would turn a verdict may be on their way.
func List(snapshot *awsdata.Snapshot) *Result {
	index := awsdata.NewIndex(snapshot)
	list := (&Result{Snapshot: snapshot, Index: index, Engine: reach.New(index)}).listed()
	list.Stage = Arriving
	return list
}

// listed is the result of the stage [Listed].
func (r *Result) listed() *Result {
	early := *r
	early.Stage = Listed
	for _, region := range r.Snapshot.RegionNames() {
		index := r.Index.Region(region)
		for _, f := range index.Functions() {
			early.Functions = append(early.Functions, &Function{Place: listedPlace(index, f)})
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
		place.Subnets = append(place.Subnets, reach.SubnetPlace{ID: id, Subnet: index.Subnet(id), Class: reach.ClassUnknown, Internet: reach.Unknown})
	}
	return place
}

// placed is the result of the stage [Placed].
func (r *Result) placed(places []*reach.Place) *Result {
	early := *r
	early.Stage = Placed
	early.Functions = make([]*Function, len(places))
	for i, place := range places {
		early.Functions[i] = &Function{Place: place}
	}
	return &early
}
