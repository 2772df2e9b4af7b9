package diff

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// explainer finds the changed resources that explain what became of a function.
type explainer struct {
	before, after *side
	changed       map[string]string // code of the kind, by region and id
}

func newExplainer(before, after *side, resources []Resource) *explainer {
	codes := map[string]string{}
	for _, k := range awsdata.Kinds() {
		codes[k.Name] = k.Code
	}
	e := &explainer{before: before, after: after, changed: map[string]string{}}
	for i := range resources {
		e.changed[resources[i].Region+" "+resources[i].ID] = codes[resources[i].Kind]
	}
	return e
}

// samples is how many parts of a set are asked about: a set of thousands has few causes.
const samples = 3

// function is why a function gained or lost something: the function itself if it sits elsewhere now, else what changed
// on the way to what was gained or lost.
func (e *explainer) function(f *Function) []string {
	old, now := e.before.Region(f.Region).Function(f.Name), e.after.Region(f.Region).Function(f.Name)
	if old == nil || now == nil {
		return nil
	}
	if e.changed[f.Region+" "+now.ID()] != "" && e.before.placement(f.Region, old) != e.after.placement(f.Region, now) {
		return []string{now.ID()}
	}
	var out []string
	add := func(set netset.Set, stops *side, stopped *awsdata.Function, passes *side, passed *awsdata.Function,
		verdict reach.Verdict) {
		n := 0
		for addresses, ports := range set.Intervals() {
			q, ok := question(addresses, ports)
			if n++; !ok || n > samples {
				return
			}
			stop, err := stops.engine.Trace(f.Region, stopped, q)
			if err != nil {
				continue
			}
			pass, err := passes.engine.Trace(f.Region, passed, q)
			if err != nil {
				continue
			}
			if id := e.onWay(f.Region, stop, pass, verdict); id != "" && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	add(f.Lost, e.after, now, e.before, old, reach.Blocked)
	add(f.Gained, e.before, old, e.after, now, reach.Blocked)
	add(f.Unclear, e.after, now, e.before, old, reach.Unknown)
	add(f.Cleared, e.before, old, e.after, now, reach.Unknown)
	add(f.Shut, e.after, now, e.before, old, reach.Blocked)
	// by some connections only, or from some subnets
	for _, verdict := range []reach.Verdict{reach.Partial, reach.Blocked} {
		add(f.Partly, e.after, now, e.before, old, verdict)
		add(f.Fewer, e.after, now, e.before, old, verdict)
		add(f.Wholly, e.before, old, e.after, now, verdict)
	}
	return out
}

// question asks for one point of a set.
func question(addresses netset.AddrRange, ports netset.PortSet) (reach.Query, bool) {
	to, err := names.Parse(nil, addresses.From.String())
	if err != nil {
		return reach.Query{}, false
	}
	if tcp := ports.TCP(); len(tcp) > 0 {
		return reach.Query{To: to, Protocol: netset.TCP, Port: tcp[0].From}, true
	}
	if udp := ports.UDP(); len(udp) > 0 {
		return reach.Query{To: to, Protocol: netset.UDP, Port: udp[0].From}, true
	}
	return reach.Query{}, false
}

// onWay is the changed resource that tells two traces of the same question apart: one that stops it on the one side or,
// where nothing that stops it was changed, one that carried it on the other.
func (e *explainer) onWay(region string, stop, pass *reach.Trace, verdict reach.Verdict) string {
	var carried []string
	for i := range pass.Subnets {
		t := &pass.Subnets[i]
		carried = append(carried, t.Way.Resource)
		for _, h := range slices.Backward(t.Hops) {
			carried = append(carried, strings.Split(h.Resource, ",")...)
		}
	}
	for i := range stop.Subnets {
		for _, h := range stop.Subnets[i].Hops {
			if h.Verdict != verdict {
				continue
			}
			for id := range strings.SplitSeq(h.Resource, ",") {
				switch e.changed[region+" "+id] {
				case "":
				case "rtb":
					// A table changes by itself when what its route leads to goes: that is what a person did.
					if gateway := e.gateway(region, carried); gateway != "" {
						return gateway
					}
					return id
				default:
					return id
				}
			}
		}
	}
	// What was shut and is not known any more was shut by what let go of it.
	for i := range pass.Subnets {
		for _, h := range pass.Subnets[i].Blockers() {
			for id := range strings.SplitSeq(h.Resource, ",") {
				if e.changed[region+" "+id] != "" {
					return id
				}
			}
		}
	}
	for _, id := range carried {
		if e.changed[region+" "+id] != "" {
			return id
		}
	}
	return ""
}

// gateway is the first of the changed resources that routes lead to.
func (e *explainer) gateway(region string, ids []string) string {
	for _, id := range ids {
		if slices.Contains([]string{"nat", "igw", "eigw", "vpce", "pcx", "tgw", "tgw-attach"},
			e.changed[region+" "+id]) {
			return id
		}
	}
	return ""
}

// zone is why a subnet's way out came or went: what changed at its stations, then its table and its ACL.
func (e *explainer) zone(region string, was, is *reach.SubnetPlace) string {
	var ids []string
	for _, s := range slices.Concat(was.Steps, is.Steps) {
		ids = append(ids, s.ID)
	}
	if id := e.gateway(region, ids); id != "" {
		return id
	}
	for _, s := range []*reach.SubnetPlace{is, was} {
		if s.RouteTable != nil {
			ids = append(ids, s.RouteTable.RouteTableId)
		}
		if s.NetworkACL != nil {
			ids = append(ids, s.NetworkACL.NetworkAclId)
		}
	}
	for _, id := range ids {
		if e.changed[region+" "+id] != "" {
			return id
		}
	}
	return ""
}
