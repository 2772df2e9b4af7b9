package say

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Rung is one row of the ladder: what one component says in each lane, nil in
// the lanes whose path does not have it.
type Rung struct {
	component reach.Component
	Part      string // the part of the destinations that this is about, "" where all are treated alike
	leg       reach.Leg
	Hops      []*reach.Hop
}

// Ladder lays the hops of the subnets side by side, so that the same question
// stands in the same row. A path to many addresses asks a component more than
// once, for parts of them; before the route all parts fare alike.
func Ladder(t *reach.Trace) []Rung {
	type key struct {
		component reach.Component
		leg       reach.Leg
		part      string
		nth       int
	}
	var rungs []Rung
	at := map[key]int{}
	for lane := range t.Subnets {
		seen := map[key]int{}
		last := -1
		for i := range t.Subnets[lane].Hops {
			hop := &t.Subnets[lane].Hops[i]
			part := hop.Part
			if slices.Contains(beforeRoute, hop.Component) {
				part = ""
			}
			k := key{component: hop.Component, leg: hop.Leg, part: part}
			seen[k]++
			k.nth = seen[k]
			n, ok := at[k]
			if !ok {
				// A hop that earlier lanes do not have stands behind the one before it.
				n = last + 1
				for other, index := range at {
					if index >= n {
						at[other] = index + 1
					}
				}
				at[k] = n
				rungs = slices.Insert(rungs, n,
					Rung{component: hop.Component, leg: hop.Leg, Part: part, Hops: make([]*reach.Hop, len(t.Subnets))})
			}
			rungs[n].Hops[lane] = hop
			last = n
		}
	}
	return rungs
}

// beforeRoute are the components that are asked before the route parts the ways.
var beforeRoute = []reach.Component{
	reach.ComponentName, reach.ComponentLambda, reach.ComponentGroupOut, reach.ComponentACLOut, reach.ComponentACLBack,
}

// ComponentWords are what a component is called in the narrow first column.
func ComponentWords(c reach.Component) string {
	switch c {
	case reach.ComponentGroupOut:
		return "SG egress"
	case reach.ComponentACLOut:
		return "NACL out"
	case reach.ComponentACLBack:
		return "NACL return"
	case reach.ComponentTargetACLIn:
		return "dst NACL in"
	case reach.ComponentTargetACLBack:
		return "dst NACL out"
	case reach.ComponentTargetGroup:
		return "dst SG in"
	case reach.ComponentInternetGateway:
		return "gateway"
	case reach.ComponentEgressOnly:
		return "egress-only"
	case reach.ComponentNAT:
		return "NAT"
	case reach.ComponentNATACLIn:
		return "NAT NACL in"
	case reach.ComponentNATACLOut:
		return "NAT NACL out"
	case reach.ComponentNATRoute:
		return "NAT route"
	case reach.ComponentGatewayEndpoint:
		return "endpoint"
	case reach.ComponentPeeringBack:
		return "return route"
	case reach.ComponentHandedOver:
		return "routed to"
	case reach.ComponentPublicAccess:
		return "VPC BPA"
	case reach.ComponentLinkLocal:
		return "Time Sync"
	case reach.ComponentTargetInterface:
		return "interface"
	case reach.ComponentOwnAddress:
		return "own address"
	case reach.ComponentPublicBack:
		return "dst return"
	case reach.ComponentPort25:
		return "port 25"
	case reach.ComponentTransitGateway:
		return "transit GW"
	case reach.ComponentTransitGatewayACL:
		return "TGW NACL"
	case reach.ComponentTransitGatewayRoute:
		return "TGW route"
	case reach.ComponentTransitGatewayBack:
		return "TGW return"
	case reach.ComponentApplianceACL:
		return "its NACL" // below the appliance
	case reach.ComponentApplianceGroup:
		return "its SG"
	case reach.ComponentApplianceRoute:
		return "its route"
	case reach.ComponentEncryption:
		return "encryption"
	}
	return string(c)
}

// Words are what a rung is called.
func (r *Rung) Words() string {
	switch r.component {
	case reach.ComponentNATACLIn, reach.ComponentNATACLOut: // asked both ways under one name
		if r.leg == reach.Reply {
			return "  replies"
		}
	}
	return ComponentWords(r.component)
}

// Alike says that the rung decides nothing: every lane that has it passes it, by the same rule of the same resource.
func (r *Rung) Alike() bool {
	var first *reach.Hop
	for _, hop := range r.Hops {
		switch {
		case hop == nil:
		case hop.Verdict != reach.Reachable:
			return false
		case first == nil:
			first = hop
		case hop.Resource != first.Resource || hop.Rule != first.Rule:
			return false
		}
	}
	return first != nil
}

// SameLanes says whether two rungs stand in the same lanes.
func (r *Rung) SameLanes(other *Rung) bool {
	for lane := range r.Hops {
		if (r.Hops[lane] == nil) != (other.Hops[lane] == nil) {
			return false
		}
	}
	return true
}

// FewerWords are what is left of the words of a hop where there is little room: the
// target of a route, the name without the rule.
func FewerWords(rx *awsdata.RegionIndex, h *reach.Hop, words string) string {
	if h.Rule.Target != "" && (h.Component == reach.ComponentRoute || h.Component == reach.ComponentPeeringBack) {
		return "→ " + rx.Named(h.Rule.Target)
	}
	if name := rx.Named(h.Resource); h.Verdict == reach.Reachable && name != "" && strings.HasPrefix(words, name+" ") {
		return name
	}
	return words
}

// HopWords say in a few words what decided at a hop: names, and the rule.
func HopWords(rx *awsdata.RegionIndex, h *reach.Hop) string {
	why := rx.Named(h.Why())
	name := rx.Named(h.Resource)
	rule := strings.TrimPrefix(rx.Named(h.Rule.Text), "rule ")
	switch h.Component {
	case reach.ComponentRoute, reach.ComponentPeeringBack:
		if h.Rule.CIDR == "" {
			return why
		}
		if h.Rule.Target == "" {
			return h.Rule.CIDR
		}
		return rx.Named(h.Rule.CIDR + " → " + h.Rule.Target)
	case reach.ComponentNATRoute:
		return why
	case reach.ComponentName:
		switch h.Reason {
		case reach.PrivateDNS, reach.PrivateDNSByServers, reach.PrivateDNSExecuteAPI, reach.PrivateDNSOtherRegion,
			reach.EndpointOwnName, reach.NameInZone, reach.NameOfStore, reach.EndpointInterfacesNotCaptured:
			return name
		case reach.NameResolvedHere:
			return "resolved here"
		}
		if h.Verdict == reach.Reachable {
			return "public"
		}
		return why
	case reach.ComponentNAT:
		if h.Verdict == reach.Reachable {
			return name
		}
		return why
	case reach.ComponentGatewayEndpoint:
		return name
	case reach.ComponentGroupOut, reach.ComponentACLOut, reach.ComponentACLBack, reach.ComponentTargetACLIn,
		reach.ComponentTargetACLBack, reach.ComponentTargetGroup, reach.ComponentNATACLIn, reach.ComponentNATACLOut,
		reach.ComponentTransitGatewayACL, reach.ComponentApplianceACL, reach.ComponentApplianceGroup:
	case reach.ComponentTargetInterface, reach.ComponentOwnAddress, reach.ComponentPublicBack, reach.ComponentPort25,
		reach.ComponentListener, reach.ComponentTransitGateway, reach.ComponentTransitGatewayRoute,
		reach.ComponentTransitGatewayBack, reach.ComponentAppliance, reach.ComponentApplianceRoute,
		reach.ComponentEncryption, reach.ComponentPolicy:
		if h.Verdict != reach.Reachable || name == "" {
			return why
		}
	}
	switch {
	case name == "":
		return why
	case rule == "" && h.Verdict == reach.Blocked:
		return name + ": no rule"
	case rule == "":
		return name
	}
	return name + " " + rule
}

// VerdictCause is one thing that keeps a connection from being certain, with the
// zones that it concerns.
type VerdictCause struct {
	Hop   *reach.Hop
	Lanes []int
}

// Causes are the hops of this verdict, the same in several subnets once.
func Causes(t *reach.Trace, v reach.Verdict) []VerdictCause {
	var out []VerdictCause
	for lane := range t.Subnets {
		for i := range t.Subnets[lane].Hops {
			hop := &t.Subnets[lane].Hops[i]
			if hop.Verdict != v {
				continue
			}
			n := slices.IndexFunc(out, func(c VerdictCause) bool {
				return c.Hop.Same(hop)
			})
			if n < 0 {
				out = append(out, VerdictCause{Hop: hop})
				n = len(out) - 1
			}
			if !slices.Contains(out[n].Lanes, lane) {
				out[n].Lanes = append(out[n].Lanes, lane)
			}
		}
	}
	return out
}
