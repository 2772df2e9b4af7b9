// Package gate tells whether a change may pass: which of the gates that somebody named are tripped by what became of
// functions and findings, each with the function, the set or the finding that trips it.
package gate

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/plan"
	"github.com/vpclens/vpclens/analysis/reach"
)

// Kind is what a gate watches.
type Kind string

// The kinds of gates.
const (
	NewInternet Kind = "new-internet" // a function reaches internet that it did not, or its posture is wider
	LostPath    Kind = "lost-path"    // a function reaches less, less often or from fewer subnets
	WiderEgress Kind = "wider-egress" // a function reaches an address that it did not
	NewFinding  Kind = "new-finding"  // a finding appeared
	Unknown     Kind = "unknown"      // something became unknown, or cannot be compared
)

// Gate is one that somebody named.
type Gate struct {
	Kind     Kind
	Severity check.Severity // of NewFinding: the least that counts
}

// String is the gate as people write it: "new-finding:high".
func (g Gate) String() string {
	if g.Kind == NewFinding && g.Severity > check.Info {
		return string(g.Kind) + ":" + g.Severity.String()
	}
	return string(g.Kind)
}

// MarshalText implements [encoding.TextMarshaler].
func (g Gate) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// How is what happened that trips a gate. Sentences are made of it where it is shown.
type How string

// What can happen. The later ones are not known to have happened, but may have.
const (
	Gained      How = "gained"           // Set can be reached, and could not
	Wider       How = "wider"            // the posture, from Before to After
	Lost        How = "lost"             // Set cannot be reached any more
	Partly      How = "partly"           // Set was reached always, and is only sometimes now
	Fewer       How = "fewer-subnets"    // Set is reached from fewer subnets
	LostZones   How = "lost-zones"       // Zones have no internet any more, while others do
	ServiceWon  How = "service-gained"   // Service is reached by its name, and was not
	ServiceLost How = "service-lost"     // Service is reached less well by its name
	Appeared    How = "finding-appeared" // Finding

	Unclear         How = "unclear"          // Set was known, and is unknown now
	Cleared         How = "cleared"          // Set was unknown, and can be reached now: perhaps it could before
	Shut            How = "shut"             // Set was unknown, and cannot be reached now: perhaps it could before
	PostureUnknown  How = "posture-unknown"  // the posture was unknown, or is now
	UnclearZones    How = "unclear-zones"    // of Zones, which had internet, nobody knows now
	ServiceUnclear  How = "service-unclear"  // Service was unknown by its name, or is now
	FindingUnknown  How = "finding-unknown"  // Finding could be checked before, and cannot be now
	FindingPerhaps  How = "finding-perhaps"  // Finding is there, and could not be checked before
	RegionMissing   How = "region-missing"   // Missing: a region, or an account, of which a side has nothing
	CallMissing     How = "call-missing"     // Missing: a call that one side lacks
	FunctionsUnread How = "functions-unread" // Missing: the list of functions itself
	LeftOut         How = "left-out"         // Left: a part of a plan that is not in the answer
)

// Trip is one thing that trips a gate, or would if somebody had named it.
type Trip struct {
	Gate     Gate
	How      How
	Account  string // "" where the snapshots are of one account each
	Region   string
	Function string // "" where it is about no single one
	Added    bool   // the function is a new one

	Set           netset.Set
	Before, After reach.Posture
	Zones         []string
	Service       diff.Service
	Finding       *check.Finding
	Missing       diff.Missing
	Left          plan.Left
	Causes        []string // ids of the changed resources that explain it, as far as that can be told
}

// Answer is what gates say to a change.
type Answer struct {
	Gates   []Gate // in the order of the table, each once
	Tripped []Trip // by gate, then by account, region and function
	// what may have happened, where nobody named the gate for that: it trips none, and must be said
	Unsaid []Trip
	// calls that neither side has: what hangs on them was unknown, and still is
	Neither []diff.Missing
}

// Kinds are the gates that tripped, each once.
func (a *Answer) Kinds() []Gate {
	var out []Gate
	for i := range a.Tripped {
		if g := a.Tripped[i].Gate; !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

// Judge holds changes against gates. What may have happened, for all that is known, trips the gate for the unknown and
// no other: a function that was unknown and reaches the internet now is not known to have gained it.
//
// A function that is gone has lost nothing: nobody is there any more to miss it. A new one gains all that it reaches.
func Judge(gates []Gate, c *diff.Changes) *Answer { return judged(gates, c, nil) }

// JudgePlan is [Judge] for what follows from a plan: what was left out of that may do anything.
func JudgePlan(gates []Gate, o *plan.Outcome) *Answer { return judged(gates, o.Changes, o.Left) }

// harmless are the reasons for which something is left out of a plan that change no answer: the engine has no part for
// it, or what is known only after the change is unknown in the answer itself.
var harmless = []plan.Why{plan.UnknownType, plan.UnknownProperty, plan.KnownAfter}

func judged(gates []Gate, c *diff.Changes, left []plan.Left) *Answer {
	j := &judge{}
	for _, l := range left {
		if !slices.Contains(harmless, l.Why) {
			j.add(Unknown, Trip{How: LeftOut, Left: l})
		}
	}
	for i := range c.Functions {
		j.function(&c.Functions[i])
	}
	for i := range c.Zones {
		j.zones(&c.Zones[i])
	}
	for i := range c.Appeared {
		j.finding(&c.Appeared[i], gates)
	}
	for i := range c.Perhaps {
		j.perhaps(&c.Perhaps[i], gates)
	}
	out := &Answer{}
	for _, m := range c.Missing {
		if !j.missing(m) {
			out.Neither = append(out.Neither, m)
		}
	}
	for _, g := range table {
		i := slices.IndexFunc(gates, func(asked Gate) bool { return asked.Kind == g })
		if i < 0 {
			if g == Unknown {
				out.Unsaid = j.trips[g]
			}
			continue
		}
		out.Gates = append(out.Gates, gates[i])
		for _, t := range j.trips[g] {
			t.Gate = gates[i]
			out.Tripped = append(out.Tripped, t)
		}
	}
	return out
}

// judge gathers all trips, asked for or not.
type judge struct{ trips map[Kind][]Trip }

func (j *judge) add(k Kind, t Trip) {
	if j.trips == nil {
		j.trips = map[Kind][]Trip{}
	}
	t.Gate = Gate{Kind: k}
	j.trips[k] = append(j.trips[k], t)
}

// function judges what became of one.
func (j *judge) function(f *diff.Function) {
	if f.Change == diff.Removed {
		return
	}
	about := Trip{Account: f.Account, Region: f.Region, Function: f.Name, Added: f.Change == diff.Added,
		Causes: f.Causes}
	set := func(k Kind, how How, set netset.Set) {
		if !set.IsEmpty() {
			t := about
			t.How, t.Set = how, set
			j.add(k, t)
		}
	}
	posture := func(k Kind, how How) {
		t := about
		t.How, t.Before, t.After, t.Set = how, f.Before, f.After, f.Internet
		j.add(k, t)
	}
	switch {
	case f.Opens():
		posture(NewInternet, Wider)
	default:
		set(NewInternet, Gained, f.Internet)
	}
	set(WiderEgress, Gained, f.Gained)
	set(LostPath, Lost, f.Lost)
	set(LostPath, Partly, f.Partly)
	set(LostPath, Fewer, f.Fewer)
	if f.Before != f.After && (f.Before == reach.PostureUnknown || f.After == reach.PostureUnknown) {
		posture(Unknown, PostureUnknown)
	}
	set(Unknown, Unclear, f.Unclear)
	set(Unknown, Cleared, f.Cleared)
	set(Unknown, Shut, f.Shut)
	for _, s := range f.Services {
		t := about
		t.Service = s
		j.service(t)
	}
	if f.Zones != nil {
		j.zones(f.Zones)
	}
}

// service judges what became of a service that is reached by its name.
func (j *judge) service(t Trip) {
	switch s := t.Service; {
	case s.Was == reach.Unknown, s.Is == reach.Unknown:
		t.How = ServiceUnclear
		j.add(Unknown, t)
	case s.Is < s.Was:
		t.How = ServiceLost
		j.add(LostPath, t)
	case s.Was == reach.Blocked:
		t.How = ServiceWon
		j.add(WiderEgress, t)
	}
}

func (j *judge) zones(z *diff.Zones) {
	about := Trip{Account: z.Account, Region: z.Region, Function: z.Name, Causes: z.Causes}
	if len(z.Lost) > 0 {
		t := about
		t.How, t.Zones = LostZones, z.Lost
		j.add(LostPath, t)
	}
	if len(z.Unclear) > 0 {
		t := about
		t.How, t.Zones = UnclearZones, z.Unclear
		j.add(Unknown, t)
	}
}

// counts reports whether a finding is one of those that the gates are about: what the team has accepted, or knew, is
// not.
func counts(f *check.Finding, gates []Gate) bool {
	least := check.Info
	for _, g := range gates {
		if g.Kind == NewFinding {
			least = g.Severity
		}
	}
	return f.Waived == nil && !f.Known && f.Severity >= least
}

// finding judges one that appeared. One that could not be checked is no finding, but may be one.
func (j *judge) finding(f *check.Finding, gates []Gate) {
	t := Trip{Account: f.Account, Region: f.Region, Finding: f}
	switch {
	case !counts(f, gates):
	case f.Status == check.Unknown:
		t.How = FindingUnknown
		j.add(Unknown, t)
	default:
		t.How = Appeared
		j.add(NewFinding, t)
	}
}

// perhaps judges a finding that may have been there before.
func (j *judge) perhaps(f *check.Finding, gates []Gate) {
	if counts(f, gates) {
		j.add(Unknown, Trip{Account: f.Account, Region: f.Region, Finding: f, How: FindingPerhaps})
	}
}

// missing judges what one of the sides lacks, or both. It is false for a call that neither has: nothing became of that.
func (j *judge) missing(m diff.Missing) bool {
	t := Trip{Account: m.Account, Region: m.Region, Missing: m}
	switch {
	case m.Region == "" || m.Call == "":
		t.How = RegionMissing
	case m.Call == "list-functions":
		t.How = FunctionsUnread
	case m.Before && m.After:
		return false
	default:
		t.How = CallMissing
	}
	j.add(Unknown, t)
	return true
}
