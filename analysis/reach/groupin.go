package reach

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// groupIn is how the groups of an interface receive a source: CIDRs match its address, references its groups.
type groupIn struct {
	region  *region
	vpc     string
	groups  []string
	refs    []string // the groups of the sender that references match; none where references do not reach
	perhaps []string // those that they may match
	iface   *awsdata.NetworkInterface
}

func (g groupIn) bySource() bool { return true }

func (g groupIn) sourceSets() []netset.Set {
	var out []netset.Set
	for _, id := range g.groups {
		in := g.region.group(id, g.vpc).in()
		for i := range in {
			if rule := &in[i]; rule.refers == "" {
				out = append(out, rule.peers())
				if rule.missing != "" {
					out = append(out, rule.maybe)
				}
			}
		}
	}
	return out
}

func (g groupIn) sets(from netip.Addr) Sets {
	var allowed, unknown netset.PortSet
	if !from.IsValid() {
		var sources netset.Builder
		for _, id := range g.groups {
			compiled := g.region.group(id, g.vpc)
			if !compiled.known {
				unknown = carried()
				continue
			}
			in := compiled.in()
			for i := range in {
				if rule := &in[i]; rule.refers == "" {
					sources.Add(rule.peers().WithPorts(rule.ports))
					if rule.missing != "" {
						unknown = unknown.Union(rule.ports)
					}
				}
			}
		}
		return anyPublic(sources.Set()).orUnknown(unknown)
	}
	for _, id := range g.groups {
		compiled := g.region.group(id, g.vpc)
		if !compiled.known {
			unknown = carried()
			continue
		}
		in := compiled.in()
		for i := range in {
			switch rule := &in[i]; g.admits(rule, from) {
			case Reachable:
				allowed = allowed.Union(rule.ports)
			case Unknown:
				unknown = unknown.Union(rule.ports)
			}
		}
	}
	return Sets{Reachable: everything.RestrictPorts(allowed)}.orUnknown(unknown)
}

// orUnknown makes unknown what is blocked on some ports.
func (s Sets) orUnknown(ports netset.PortSet) Sets {
	s.Unknown = s.Unknown.Union(everything.RestrictPorts(ports)).Minus(s.Reachable).Minus(s.Partial)
	return s
}

// admits reports whether an inbound rule's peer is the sender: references match the sender's groups, everything else
// its address.
func (g groupIn) admits(r *rule, from netip.Addr) Verdict {
	switch {
	case r.refers != "":
		if slices.Contains(g.refs, r.refers) {
			return Reachable
		}
		if slices.Contains(g.perhaps, r.refers) {
			return Unknown
		}
	case r.names(from):
		return Reachable
	case r.missing != "" && r.maybe.Contains(from, netset.TCP, 0):
		return Unknown
	}
	return Blocked
}

func (g groupIn) judge(q question, hops []Hop) ([]Hop, Verdict) {
	h := Hop{Component: ComponentTargetGroup, Side: In, Resource: strings.Join(g.groups, ","), Far: q.from,
		Protocol: q.protocol, Port: q.port}
	if !q.from.IsValid() {
		h.Verdict, h.Reason, h.Names = anyPublicVerdict(g.sets(q.from), q.protocol, q.port), FarGroupFromSomewhere,
			[]string{g.iface.NetworkInterfaceId}
		h.Missing = missingSource(h.Verdict)
		return append(hops, h), h.Verdict
	}
	unknownRule, unknownGroup := "", ""
	for _, id := range g.groups {
		compiled := g.region.group(id, g.vpc)
		if !compiled.known {
			unknownGroup = id
			continue
		}
		in := compiled.in()
		for i := range in {
			rule := &in[i]
			if !rule.ports.Contains(q.protocol, q.port) {
				continue
			}
			switch g.admits(rule, q.from) {
			case Reachable:
				h.Resource, h.Rule.Text, h.Verdict, h.Reason, h.Names = id, rule.text, Reachable, FarGroupAllows,
					[]string{g.iface.NetworkInterfaceId}
				return append(hops, h), Reachable
			case Unknown:
				if unknownRule = rule.missing; unknownRule == "" {
					unknownRule = g.region.callName("describe-transit-gateways")
				}
				h.Rule.Text = rule.text
			}
		}
	}
	switch {
	case unknownGroup != "":
		h = h.unknown(FarGroupsNotCaptured, g.region.callName("describe-security-groups"), unknownGroup)
	case unknownRule != "":
		h = h.unknown(GroupRuleNotKnown, unknownRule)
	default:
		h = h.because(Blocked, NoFarGroupRule, append([]string{g.iface.NetworkInterfaceId}, g.groups...)...)
	}
	return append(hops, h), h.Verdict
}
