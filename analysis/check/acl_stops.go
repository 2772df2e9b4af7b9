package check

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// aclEffect is what a network ACL does to what a function's groups let out. The values are ordered by how much it
// hurts.
type aclEffect uint8

const (
	aclSomeReplies aclEffect = iota + 1 // a part of the reply ports is open: connections fail by chance
	aclNoReplies                        // requests pass and no reply does
	aclDenies                           // requests are dropped
)

// aclStop is one egress rule that comes to nothing, on one route of one subnet, because of a network ACL alone.
type aclStop struct {
	effect aclEffect
	subnet string // the function's
	group  string
	rule   string // the egress rule
	// what it lets out and would be answered; empty where the ACL lets nothing of the rule through
	denied    netset.Set
	hop       reach.Hop   // the one that stops most
	hops      []reach.Hop // all of the same ACL that stop something
	functions []string
}

// aclStops is what network ACLs alone stop in a region. An egress rule counts for a route where everything that it lets
// out there, and that would get there without ACLs, is stopped: an ACL that narrows what a wide rule allows is doing
// its work, and where something else drops it too, the ACL is not the trouble.
type aclStops struct {
	strict map[string]bool // VPCs in which some ACL does not let everything through
	byACL  map[string][]*aclStop
	open   unknowns              // VPCs with subnets whose ACL is not known
	rest   unknowns              // VPCs where it is not known what would be reached without ACLs
	held   map[string]netset.Set // by VPC, the addresses that something answers at
	passes map[string]reach.Sets // by subnet, what ACLs alone let through
	routes map[string][]lane     // by subnet, see routesFrom
	lacks  []lacking             // what the answers lacked that it rests on
}

// aclStops finds what network ACLs stop, once for all checks.
func (p *Pass) aclStops() *aclStops {
	if p.shared.acls != nil {
		p.asked.places = true
		if !p.asked.acls {
			p.asked.lacks = append(p.asked.lacks, p.shared.acls.lacks...)
			p.asked.acls = true
		}
		return p.shared.acls
	}
	before := len(p.asked.lacks)
	p.asked.acls = true
	stops := &aclStops{strict: p.vpcsWithStrictACL(), byACL: make(map[string][]*aclStop),
		held: make(map[string]netset.Set), passes: make(map[string]reach.Sets), routes: make(map[string][]lane)}
	p.shared.acls = stops
	for _, at := range p.placements() {
		for i := range at.Subnets {
			if s := &at.Subnets[i]; s.Subnet != nil && s.NetworkACL == nil {
				stops.open.add(s.Subnet.VpcId, at.Functions, p.hiddenOf(s, "describe-network-acls"))
			}
		}
		if stops.strict[at.VPCID] {
			stops.look(p, at)
		}
	}
	stops.lacks = slices.Clone(p.asked.lacks[before:])
	return stops
}

// reportOpen reports what is not known about ACLs.
func (a *aclStops) reportOpen(p *Pass) {
	a.open.report(p, func(vpc string) string {
		return "Network ACLs of " + p.name(vpc) +
			" are not in the snapshot; those of a VPC that another account shares are not shown."
	})
	for _, vpc := range a.rest.order {
		if a.open.of[vpc] == nil {
			q := a.rest.of[vpc]
			p.Unknown(vpc, q.functions, "Whether anything else stops what network ACLs of "+p.name(vpc)+" deny is "+
				"unknown.",
				q.missing...)
		}
	}
}

// suspect is an egress rule of which nothing gets through on a lane.
type suspect struct {
	group, rule          string
	lane                 lane
	destinations, allows netset.Set
	narrowed             bool // something else of it does get through
}

// look asks each egress rule of a placement on each route of its subnets. That something gets through is much cheaper
// to see than why something is dropped, so it comes first; what would be without ACLs is asked of the rest alone.
func (a *aclStops) look(p *Pass, at *placement) {
	suspects := a.suspects(p, at)
	if len(suspects) == 0 {
		return
	}
	var all netset.Set
	for i := range suspects {
		all = all.Union(suspects[i].destinations)
	}
	would := p.Engine.WithoutACLs().ReachWithin(at.Region, at.Function, all)
	for _, s := range suspects {
		s.lane.would = would.Subnets[s.lane.subnet].Sets
		stop := a.stop(p, at, s.lane, s.destinations)
		if stop == nil || s.narrowed && !p.shutsHTTPS(stop) {
			continue
		}
		// What is not known may get through, and then the ACL narrows the rule.
		missing := p.settles(lacking{at: at,
			set: p.reach(at).Subnets[s.lane.subnet].Sets.Unknown.Intersect(s.destinations)})
		if len(missing) > 0 {
			a.rest.add(at.Subnets[s.lane.subnet].Subnet.VpcId, at.Functions, missing)
			continue
		}
		stop.group, stop.rule = s.group, s.rule
		if a.passing(p, stop.subnet).Overlaps(s.allows) {
			stop.denied = s.lane.would.Reachable.Intersect(s.destinations)
		}
		a.byACL[stop.hop.Resource] = append(a.byACL[stop.hop.Resource], stop)
	}
}

func (a *aclStops) suspects(p *Pass, at *placement) (out []suspect) {
	lanes := a.lanes(p, at)
	for _, group := range at.Groups {
		rules, _ := p.Engine.EgressRules(at.Region, group)
		for _, rule := range rules {
			if missing := callsIn([]string{rule.Missing}); len(missing) > 0 && rule.Allows.IsEmpty() {
				// Whom the rule names is not known.
				a.rest.add(at.VPCID, at.Functions, missing)
				continue
			}
			for _, lane := range lanes {
				destinations := rule.Allows.Intersect(lane.all)
				narrowed := destinations.Overlaps(lane.passed)
				if narrowed {
					destinations = destinations.RestrictPorts(netset.Ports(netset.TCP,
						netset.PortRange{From: https, To: https}))
				}
				if destinations.IsEmpty() || destinations.Overlaps(lane.passed) ||
					a.innocent(p, at, lane, destinations) {
					continue
				}
				out = append(out, suspect{group, rule.Text, lane, destinations, rule.Allows, narrowed})
			}
		}
	}
	return out
}

// shutsHTTPS reports whether an ACL denies HTTPS to everywhere by an entry of its own: that is no list of what may
// pass, which does its work, but closes what nearly every call of a function goes by.
func (p *Pass) shutsHTTPS(stop *aclStop) bool {
	acl := p.Region.NetworkACL(stop.hop.Resource)
	return stop.effect == aclDenies && acl != nil &&
		slices.ContainsFunc(acl.Entries, func(e awsdata.NetworkACLEntry) bool {
			tcp := e.Protocol == "6" || e.Protocol == "-1"
			port := e.PortRange == nil || e.PortRange.From <= https && https <= e.PortRange.To
			return e.Egress == (stop.hop.Side == reach.Out) && e.RuleAction == "deny" && e.RuleNumber < lastEntry &&
				e.CIDR() == everywhere && tcp && port
		})
}

// lastEntry is the number of the entry that an ACL always has and that denies everything.
const lastEntry = 32767

// lane is one route of one of a placement's subnets: its destinations, those of them that the placement reaches, and
// those that it would reach, or may, without network ACLs.
type lane struct {
	subnet      int
	way         reach.WayKind
	all, passed netset.Set
	would       reach.Sets // within what was asked for
}

func (a *aclStops) lanes(p *Pass, at *placement) []lane {
	var out []lane
	for i := range at.Subnets {
		routes := a.routesFrom(p, at, at.Subnets[i].ID)
		if len(routes) == 0 {
			continue
		}
		from := &p.reach(at).Subnets[i]
		for _, l := range routes {
			l.subnet = i
			for _, part := range from.Parts {
				if part.Way.Kind == reach.WayResolver { // neither groups nor ACLs filter it
					l.all = l.all.Minus(part.Set)
				}
			}
			l.passed = from.Sets.Reachable.Intersect(l.all)
			out = append(out, l)
		}
	}
	return out
}

// routesFrom are the routes of a subnet as lanes of nobody yet, the same for all that are there.
func (a *aclStops) routesFrom(p *Pass, at *placement, subnet string) []lane {
	routes, _ := p.routes(at, subnet)
	if known, ok := a.routes[subnet]; ok {
		return known
	}
	var out []lane
	for _, route := range routes {
		if route.Way.Kind == reach.WayNone || route.Ambiguous {
			continue
		}
		l := lane{way: route.Way.Kind, all: route.Destinations}
		if leadsOut(route.Way.Kind) {
			l.all = l.all.Intersect(netset.Internet())
		}
		out = append(out, l)
	}
	a.routes[subnet] = out
	return out
}

// stop says which ACL alone stops the destinations, all of them that would be reached without ACLs; nil if some are
// reached, or if none would be.
func (a *aclStops) stop(p *Pass, at *placement, l lane, destinations netset.Set) *aclStop {
	would := l.would.Reachable.Intersect(destinations)
	now := p.reach(at).Subnets[l.subnet].Sets
	if would.IsEmpty() {
		unknown := l.would.Unknown.Intersect(destinations)
		open := unknown.Minus(now.Unknown.Union(now.Can())) // an ACL stops it, or nothing was to stop
		if part := unknown.Intersect(now.Unknown); open.IsEmpty() && p.aclInDoubt(at, l.subnet, part) {
			open = part
		}
		if missing := p.missingWithoutACLs(at, open); len(missing) > 0 {
			a.rest.add(at.Subnets[l.subnet].Subnet.VpcId, at.Functions, missing)
		}
		return nil
	}
	some, unknown := now.Partial.Overlaps(would), now.Unknown.Overlaps(would)
	trace := p.example(at, would)
	if trace == nil || unknown {
		return nil
	}
	stop := &aclStop{subnet: at.Subnets[l.subnet].ID, functions: at.Functions}
	for _, hop := range trace.Subnets[l.subnet].Hops {
		effect := effectOf(hop)
		if effect > stop.effect {
			stop.effect, stop.hop = effect, hop
		}
	}
	if stop.effect == 0 || some && stop.effect > aclSomeReplies {
		return nil
	}
	for _, hop := range trace.Subnets[l.subnet].Hops {
		if effectOf(hop) > 0 && hop.Resource == stop.hop.Resource {
			stop.hops = append(stop.hops, hop)
		}
	}
	return stop
}

// aclInDoubt reports whether a network ACL stops something of a set of which it is not known whether it would get
// there: one on the way does, or the NAT gateway is not known, and with it the ACL of its subnet.
func (p *Pass) aclInDoubt(at *placement, subnet int, set netset.Set) bool {
	trace := p.example(at, set)
	return trace != nil && slices.ContainsFunc(trace.Subnets[subnet].Hops, func(h reach.Hop) bool {
		return effectOf(h) > 0 || h.Component == reach.ComponentNAT && h.Verdict == reach.Unknown
	})
}

// missingWithoutACLs are the calls that would tell what a placement would reach without ACLs.
func (p *Pass) missingWithoutACLs(at *placement, set netset.Set) []string {
	open := *p
	open.Engine = p.Engine.WithoutACLs()
	missing := callsIn(open.missingFor(at, set))
	if len(p.collectable(missing)) == 0 {
		missing = append(missing, open.callsFor(at, set)...)
	}
	return missing
}

// effectOf is what a hop says of an ACL, zero if it is no ACL's or lets everything through.
func effectOf(hop reach.Hop) aclEffect {
	switch hop.Component {
	case reach.ComponentACLOut, reach.ComponentACLBack, reach.ComponentTargetACLIn, reach.ComponentTargetACLBack,
		reach.ComponentNATACLIn, reach.ComponentNATACLOut, reach.ComponentTransitGatewayACL:
	default:
		return 0
	}
	replies := hop.Leg == reach.Reply
	switch {
	case hop.Verdict == reach.Blocked && !replies:
		return aclDenies
	case hop.Verdict == reach.Blocked:
		return aclNoReplies
	case hop.Verdict == reach.Partial && replies:
		return aclSomeReplies
	}
	return 0
}

// passing is what the ACLs of a subnet and of its VPC let through, or may let through.
func (a *aclStops) passing(p *Pass, subnet string) netset.Set {
	sets := a.through(p, subnet)
	return sets.Reachable.Union(sets.Unknown)
}

// through is what the ACLs of a subnet and of its VPC do; see [reach.Engine.ACLs].
func (a *aclStops) through(p *Pass, subnet string) reach.Sets {
	sets, ok := a.passes[subnet]
	if !ok {
		sets = p.Engine.ACLs(p.RegionName(), subnet)
		a.passes[subnet] = sets
	}
	return sets
}

// innocent reports whether no ACL on a lane can stop the destinations: those of the VPC let all of it through, and the
// lane passes no other. Most rules of which nothing arrives are like that, and it is cheap to see.
func (a *aclStops) innocent(p *Pass, at *placement, l lane, destinations netset.Set) bool {
	switch l.way {
	case reach.WayLocal, reach.WayInternetGateway, reach.WayEgressOnly, reach.WayGatewayEndpoint:
		return a.through(p, at.Subnets[l.subnet].ID).Reachable.ContainsSet(destinations)
	}
	return false
}

// heldIn are the addresses of a VPC that something answers at: those of its interfaces that are not Lambda's.
func (a *aclStops) heldIn(p *Pass, vpcID string) netset.Set {
	if set, ok := a.held[vpcID]; ok {
		return set
	}
	var addresses []string
	for _, subnet := range p.Region.VPCSubnets(vpcID) {
		for _, n := range p.Region.InterfacesInSubnet(subnet.SubnetId) {
			if n.InterfaceType != "lambda" {
				addresses = append(addresses, n.Addresses()...)
			}
		}
	}
	a.held[vpcID] = addressSet(addresses)
	return a.held[vpcID]
}

// addressSet is a set of single addresses with all protocols and ports.
func addressSet(addresses []string) netset.Set {
	var b netset.Builder
	b.AddAddrs(addresses, netset.AllProtocols())
	return b.Set()
}

// vpcsWithStrictACL are the VPCs that have an ACL which does not let everything through, and those that peer with one,
// or may.
func (p *Pass) vpcsWithStrictACL() map[string]bool {
	strict := make(map[string]bool)
	for i := range p.Region.Region.NetworkACLs {
		if a := &p.Region.Region.NetworkACLs[i]; !letsAllThrough(a) {
			strict[a.VpcId] = true
		}
	}
	for i := range p.Region.Region.PeeringConnections {
		c := &p.Region.Region.PeeringConnections[i]
		if one, other := c.RequesterVpcInfo.VpcId, c.AccepterVpcInfo.VpcId; strict[one] || strict[other] {
			strict[one], strict[other] = true, true
		}
	}
	if len(strict) > 0 && p.Gap("describe-vpc-peering-connections") != "" {
		for i := range p.Region.Region.VPCs {
			strict[p.Region.Region.VPCs[i].VpcId] = true
		}
	}
	return strict
}

// letsAllThrough reports whether the first rule of each direction, in each address family that the ACL speaks of,
// allows everything.
func letsAllThrough(a *awsdata.NetworkACL) bool {
	for _, egress := range []bool{true, false} {
		for _, everywhere := range []string{"0.0.0.0/0", "::/0"} {
			var first *awsdata.NetworkACLEntry
			for i := range a.Entries {
				e := &a.Entries[i]
				sameFamily := strings.Contains(e.CIDR(), ":") == strings.Contains(everywhere, ":")
				if e.Egress == egress && sameFamily && (first == nil || e.RuleNumber < first.RuleNumber) {
					first = e
				}
			}
			if first == nil && everywhere == "::/0" { // it is silent about this family
				continue
			}
			if first == nil || first.RuleAction != "allow" || first.Protocol != "-1" || first.CIDR() != everywhere {
				return false
			}
		}
	}
	return true
}
