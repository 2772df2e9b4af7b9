package flow

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Agreement is how the records of a connection stand to the verdict.
type Agreement string

// The agreements. The first three are disagreements, the next two answer what the verdict leaves open.
const (
	// RejectedThoughReachable: it was computed that the packets pass where they were rejected.
	RejectedThoughReachable Agreement = "rejected-though-reachable"
	// RejectedElsewhere: it was computed that it is blocked, but not where packets were rejected.
	RejectedElsewhere Agreement = "rejected-elsewhere"
	// PassedThoughBlocked: packets passed a hop of which it was computed that it blocks them.
	PassedThoughBlocked Agreement = "passed-though-blocked"

	SettledRejected Agreement = "settled-rejected" // the verdict is unknown, and packets were rejected
	SettledPassed   Agreement = "settled-passed"   // the verdict is unknown, and a reply came

	AgreesRejected Agreement = "agrees-rejected" // rejected by a hop of which that was computed
	AgreesPassed   Agreement = "agrees-passed"   // a reply came, as was computed
	AgreesLost     Agreement = "agrees-lost"     // no reply came: blocked behind the interface, as was computed

	Unanswered Agreement = "unanswered" // the request left and no reply is recorded: neither yes nor no
)

// Differs reports whether records and verdict contradict each other.
func (a Agreement) Differs() bool {
	return a == RejectedThoughReachable || a == RejectedElsewhere || a == PassedThoughBlocked
}

// Flow is what was recorded of the connections from one interface to one port, beside what was computed.
type Flow struct {
	Interface   string
	SubnetID    string
	Far         netip.Addr
	FarAt       string // the interface that has this address, where records of it are among those that were read
	Port        uint16
	Protocol    netset.Protocol
	At          [places]Packets
	First, Last time.Time // zero where the records have no times
	Verdict     reach.Verdict
	Agreement   Agreement
	Rejected    []Place // where packets were rejected, the first on their way first
	// Those that are asked where packets were rejected; of what passed though blocked or got lost, what blocks it.
	Hops []reach.Hop
}

// Packets are how many packets were accepted and rejected at a place.
func (f *Flow) Packets(p Place) Packets { return f.At[p] }

// Answer is what records say of a function.
type Answer struct {
	Interfaces  int // of the function, in the snapshot
	Shared      int // functions that use the same interfaces: some of the packets may be theirs
	Flows       []Flow
	Left        int   // connections that were not laid on a path: there are too many
	Others      int64 // packets of connections beyond those that can be told apart
	Unsolicited int64 // packets that came in and answer nothing
	NoData      int   // windows in which nothing was sent
	Skipped     int   // windows of which records are missing: what is not recorded may have been there
	First, Last time.Time
	Later       bool // records are of after the snapshot
}

// mostLaid is how many connections are traced.
const mostLaid = 1000

// Lay puts what was counted beside what is computed for the function.
func (t *Tally) Lay(x *awsdata.Index, engine *reach.Engine, region string, f *awsdata.Function) (*Answer, error) {
	a := &Answer{Interfaces: len(t.own), Shared: t.shared, Others: t.beyond, Unsolicited: t.unsolicited,
		NoData: t.noData, Skipped: t.skipped, First: at(t.first), Last: at(t.last)}
	a.Later = !a.Last.IsZero() && a.Last.After(x.Snapshot.CapturedAt)
	var list []Flow
	for k, c := range t.keys {
		if k.protocol != netset.TCP && k.protocol != netset.UDP {
			continue
		}
		asked := c.at[RequestLeaves] != (Packets{}) || c.at[RequestArrives] != (Packets{})
		if !asked && c.at[ReplyArrives].Accepted == 0 {
			a.Unsolicited += c.at[ReplyArrives].Rejected // it answers no request that was recorded
			continue
		}
		flow := Flow{Interface: k.own, SubnetID: t.own[k.own], Far: k.far, FarAt: c.farAt, Port: k.port,
			Protocol: k.protocol, At: c.at, First: at(c.first), Last: at(c.last)}
		for p := range places {
			if c.at[p].Rejected > 0 {
				flow.Rejected = append(flow.Rejected, p)
			}
		}
		list = append(list, flow)
	}
	slices.SortFunc(list, compare)
	if len(list) > mostLaid {
		a.Left, list = len(list)-mostLaid, list[:mostLaid]
	}
	traces := make(map[key]*reach.Trace)
	for i := range list {
		flow := &list[i]
		k := key{far: flow.Far, port: flow.Port, protocol: flow.Protocol}
		if traces[k] == nil {
			to, err := names.ParseIn(x, x.Region(region), flow.Far.String())
			if err != nil {
				return nil, err
			}
			if traces[k], err = engine.Trace(region, f,
				reach.Query{To: to, Protocol: flow.Protocol, Port: flow.Port}); err != nil {
				return nil, err
			}
		}
		flow.judge(traces[k])
	}
	slices.SortStableFunc(list, func(a, b Flow) int { return rank(a.Agreement) - rank(b.Agreement) })
	a.Flows = list
	return a, nil
}

// at is a time of a record, zero where it has none.
func at(seconds int64) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// rank orders flows by what a person should look at first.
func rank(a Agreement) int {
	switch a {
	case RejectedThoughReachable, RejectedElsewhere, PassedThoughBlocked:
		return 0
	case SettledRejected, AgreesRejected:
		return 1
	case SettledPassed, Unanswered, AgreesLost:
		return 2
	}
	return 3
}

// compare orders flows: those with most rejected packets first, then those with most packets.
func compare(a, b Flow) int {
	sum := func(f Flow) (rejected, all int64) {
		for _, p := range f.At {
			rejected, all = rejected+p.Rejected, all+p.Rejected+p.Accepted
		}
		return rejected, all
	}
	aRejected, aAll := sum(a)
	bRejected, bAll := sum(b)
	return cmp.Or(cmp.Compare(bRejected, aRejected), cmp.Compare(bAll, aAll), a.Far.Compare(b.Far),
		cmp.Compare(a.Port, b.Port), cmp.Compare(a.Protocol, b.Protocol), cmp.Compare(a.Interface, b.Interface))
}

// judge compares a flow with the path from its subnet.
func (f *Flow) judge(t *reach.Trace) {
	var path *reach.SubnetTrace
	for i := range t.Subnets {
		if t.Subnets[i].SubnetID == f.SubnetID {
			path = &t.Subnets[i]
		}
	}
	if path == nil {
		f.Verdict, f.Agreement = reach.Unknown, Unanswered
		return
	}
	f.Verdict = path.Verdict
	if len(f.Rejected) > 0 {
		f.judgeRejected(path)
		return
	}
	if passed := f.passed(path); passed != nil {
		f.Agreement, f.Hops = PassedThoughBlocked, []reach.Hop{*passed}
		return
	}
	replied := f.At[ReplyArrives].Accepted > 0
	switch {
	case replied && path.Verdict == reach.Blocked:
		f.Agreement, f.Hops = PassedThoughBlocked, path.Blockers()
	case replied && path.Verdict == reach.Unknown:
		f.Agreement, f.Hops = SettledPassed, path.Unknowns()
	case replied:
		f.Agreement = AgreesPassed
	case path.Verdict == reach.Blocked:
		f.Agreement, f.Hops = AgreesLost, path.Blockers()
	default:
		f.Agreement = Unanswered
	}
}

func (f *Flow) judgeRejected(path *reach.SubnetTrace) {
	open := false
	for _, h := range path.Hops {
		asked := func(p Place) bool { return slices.Contains(p.components(), h.Component) }
		if !slices.ContainsFunc(f.Rejected, asked) {
			continue
		}
		f.Hops = append(f.Hops, h)
		switch h.Verdict {
		case reach.Blocked, reach.Partial:
			f.Agreement = AgreesRejected
		case reach.Unknown:
			open = true
		}
	}
	switch {
	case f.Agreement == AgreesRejected:
		f.Hops = slices.DeleteFunc(f.Hops, func(h reach.Hop) bool { return h.Verdict == reach.Reachable })
	case open:
		f.Agreement = SettledRejected
		f.Hops = slices.DeleteFunc(f.Hops, func(h reach.Hop) bool { return h.Verdict == reach.Reachable })
	case path.Verdict == reach.Blocked:
		f.Agreement = RejectedElsewhere
	default:
		f.Agreement = RejectedThoughReachable
	}
}

// passed is a hop that is computed to block what was accepted at its place, nil if there is none.
func (f *Flow) passed(path *reach.SubnetTrace) *reach.Hop {
	for i := range path.Hops {
		h := &path.Hops[i]
		for p := range places {
			if h.Verdict == reach.Blocked && f.At[p].Accepted > 0 && slices.Contains(p.components(), h.Component) {
				return h
			}
		}
	}
	return nil
}

// On are the flows of a question: to its port, and to an address that the question or its path names.
func (a *Answer) On(t *reach.Trace) []Flow {
	network, named := t.To.Prefix()
	var out []Flow
	for _, f := range a.Flows {
		if f.Port != t.Port || f.Protocol != t.Protocol {
			continue
		}
		is := named && network.Contains(f.Far)
		for i := range t.Subnets {
			is = is || slices.ContainsFunc(t.Subnets[i].Hops, func(h reach.Hop) bool {
				return h.Far == f.Far && h.Leg == reach.Request
			})
		}
		if is {
			out = append(out, f)
		}
	}
	return out
}
