// Package analyzer compares what Reachability Analyzer has found with what is computed here, hop by hop. It decides
// nothing: a difference is a value, and both sides stand in it.
package analyzer

import (
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/analyzer"
)

// Relation is how two answers stand to each other.
type Relation string

// The relations. Of a hop OnlyTheirs and OnlyOurs mean that the other side does not name it.
const (
	Same       Relation = "same"
	Differs    Relation = "differs"
	Open       Relation = "open" // one of the two does not know
	OnlyTheirs Relation = "only-theirs"
	OnlyOurs   Relation = "only-ours"
)

// Apart is why an analysis is not compared.
type Apart string

// The reasons.
const (
	Compared      Apart = ""
	NotDone       Apart = "not-done"       // it is running, or failed
	OtherSource   Apart = "other-source"   // it begins at no interface of the function
	OtherQuestion Apart = "other-question" // it is about another protocol, port or address
)

// Comparison is one analysis beside the trace from one subnet.
type Comparison struct {
	ID       string
	Apart    Apart
	SubnetID string
	Found    bool          // theirs
	Verdict  reach.Verdict // ours
	Relation Relation
	Hops     []Hop
	Started  time.Time
	Later    bool // theirs is of after the snapshot
}

// Hop is one thing on the way that one of the two sides names.
type Hop struct {
	Resource string
	Leg      reach.Leg
	Blocks   bool   // theirs: it is held against the path
	Code     string // of their explanation
	Ours     []reach.Hop
	Relation Relation
}

// Compare puts results beside a trace. A result that does not say where it begins is compared with each subnet.
func Compare(x *awsdata.RegionIndex, f *awsdata.Function, t *reach.Trace, captured time.Time,
	list []analyzer.Analysis) []Comparison {
	subnets, groups := x.Placement(f)
	bySource := make(map[string]string)
	for _, subnet := range subnets {
		for _, n := range x.LambdaInterfaces(subnet, groups) {
			bySource[n.NetworkInterfaceId] = subnet
		}
	}
	var out []Comparison
	for i := range list {
		a := &list[i]
		base := Comparison{ID: a.ID, Started: a.Started, Later: a.Started.After(captured)}
		source, asked := sourceOf(a)
		subnet := bySource[source]
		switch {
		case !a.Done():
			base.Apart = NotDone
		case source != "" && subnet == "":
			base.Apart = OtherSource
		case !about(asked, t):
			base.Apart = OtherQuestion
		}
		if base.Apart != Compared {
			out = append(out, base)
			continue
		}
		for s := range t.Subnets {
			if path := &t.Subnets[s]; subnet == "" || path.SubnetID == subnet {
				out = append(out, base.with(a, path))
			}
		}
	}
	return out
}

// sourceOf is the interface at which an analysis begins, and the packet that it sends; "" where it does not say.
func sourceOf(a *analyzer.Analysis) (string, analyzer.Header) {
	if len(a.Forward) == 0 {
		return "", analyzer.Header{}
	}
	return a.Forward[0].ID, a.Forward[0].Outbound
}

// about reports whether a packet can be one of the question. What it does not say it does not exclude.
func about(h analyzer.Header, t *reach.Trace) bool {
	if h.Protocol != "" && h.Protocol != t.Protocol.String() &&
		!(h.Protocol == "6" && t.Protocol == 6) && !(h.Protocol == "17" && t.Protocol == 17) {
		return false
	}
	if len(h.Ports) > 0 && !slices.ContainsFunc(h.Ports, func(p analyzer.PortRange) bool {
		return p.From <= int(t.Port) && int(t.Port) <= p.To
	}) {
		return false
	}
	network, named := t.To.Prefix()
	if !named || len(h.Destinations) == 0 {
		return true
	}
	for _, p := range h.Destinations {
		if p.Overlaps(network) {
			return true
		}
	}
	return false
}

// with is the comparison with the path from one subnet.
func (c Comparison) with(a *analyzer.Analysis, path *reach.SubnetTrace) Comparison {
	c.SubnetID, c.Found, c.Verdict = path.SubnetID, *a.Found, path.Verdict
	switch {
	case path.Verdict == reach.Unknown, path.Verdict == reach.Partial:
		c.Relation = Open
	case c.Found == (path.Verdict == reach.Reachable):
		c.Relation = Same
	default:
		c.Relation = Differs
	}
	for _, b := range a.Blockers {
		for _, id := range b.Resources {
			c.add(Hop{Resource: id, Blocks: true, Code: b.Code, Ours: hopsOf(path, id, func(h *reach.Hop) bool {
				return b.Direction == "" || h.Side == "" || (h.Side == reach.Out) == (b.Direction == "egress")
			})})
		}
	}
	for leg, components := range [][]analyzer.Component{reach.Request: a.Forward, reach.Reply: a.Return} {
		for _, component := range components {
			leg := reach.Leg(leg)
			c.add(Hop{Resource: component.ID, Leg: leg, Ours: hopsOf(path, component.ID, func(h *reach.Hop) bool {
				return h.Leg == leg &&
					(component.Egress == nil || h.Side == "" || (h.Side == reach.Out) == *component.Egress)
			})})
		}
	}
	for _, h := range path.Blockers() {
		named := slices.ContainsFunc(c.Hops, func(other Hop) bool {
			return slices.ContainsFunc(other.Ours, func(o reach.Hop) bool { return o.Same(&h) })
		})
		if !named {
			c.Hops = append(c.Hops, Hop{Resource: h.Resource, Leg: h.Leg, Ours: []reach.Hop{h}, Relation: OnlyOurs})
		}
	}
	return c
}

// judged are the kinds of resources that both sides judge, by the beginning of their ids. A path leads through others
// too, such as interfaces and subnets, which are no hops here.
var judged = []string{"acl-", "sg-", "rtb-", "nat-", "igw-", "eigw-", "pcx-", "tgw-", "vpce-", "vgw-"}

// add enters a hop of theirs with how it stands to ours.
func (c *Comparison) add(h Hop) {
	if !slices.ContainsFunc(judged, func(prefix string) bool { return strings.HasPrefix(h.Resource, prefix) }) {
		return
	}
	// Of what comes back only ACLs and routes are judged here, so that a gateway on the way back needs no hop of ours.
	if len(h.Ours) == 0 && h.Leg == reach.Reply && !strings.HasPrefix(h.Resource, "acl-") {
		return
	}
	if slices.ContainsFunc(c.Hops, func(o Hop) bool {
		return o.Resource == h.Resource && (o.Blocks || o.Leg == h.Leg && o.Blocks == h.Blocks)
	}) {
		return
	}
	blocks := slices.ContainsFunc(h.Ours, func(o reach.Hop) bool { return o.Verdict == reach.Blocked })
	unsure := slices.ContainsFunc(h.Ours, func(o reach.Hop) bool {
		return o.Verdict == reach.Unknown || o.Verdict == reach.Partial
	})
	switch {
	case len(h.Ours) == 0:
		h.Relation = OnlyTheirs
	case blocks == h.Blocks:
		h.Relation = Same
	case unsure:
		h.Relation = Open
	default:
		h.Relation = Differs
	}
	c.Hops = append(c.Hops, h)
}

// hopsOf are our hops about a resource.
func hopsOf(path *reach.SubnetTrace, id string, is func(*reach.Hop) bool) []reach.Hop {
	var out []reach.Hop
	for i := range path.Hops {
		h := &path.Hops[i]
		ids := strings.FieldsFunc(h.Resource, func(r rune) bool { return r == ',' || r == ' ' })
		about := slices.Contains(ids, id) || h.Rule.Target == id
		if id != "" && about && is(h) {
			out = append(out, *h)
		}
	}
	return out
}
