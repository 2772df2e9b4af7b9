package reach

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// EffectiveRoute is one route of the table in force for a subnet, with exactly the destinations that it wins.
type EffectiveRoute struct {
	Route        *awsdata.Route // nil for what no route matches
	Text         string         // "0.0.0.0/0 → nat-1", as AWS wrote the destination; "" for no route
	Way          Way
	Destinations netset.Set // all TCP and UDP ports of the addresses that this route is the best match for
	Ambiguous    bool       // routes of overlapping prefix lists match too, and AWS picks either
}

// EffectiveRoutes splits the address space by the route that a subnet's traffic takes: longest prefix first, prefix
// lists expanded, the parts disjoint. missing names the calls without which the answer is not whole: the table is then
// not in the snapshot (routes is nil), or the entries of a prefix list are not, and any route that leads elsewhere may
// be beaten by one of them (a local one only where AWS lets a route to that target be more specific).
func (e *Engine) EffectiveRoutes(regionName, subnetID string) (routes []EffectiveRoute, missing []string) {
	r := e.regions[regionName]
	answer := r.effective.get(subnetID, func() effectiveRoutes { return r.effectiveRoutes(subnetID) })
	return answer.routes, answer.missing
}

// effectiveRoutes is what [Engine.EffectiveRoutes] answers. It is shared, and is not to be changed.
type effectiveRoutes struct {
	routes  []EffectiveRoute
	missing []string
}

func (r *region) effectiveRoutes(subnetID string) (out effectiveRoutes) {
	s := r.subnet(subnetID)
	switch {
	case s == nil:
		return effectiveRoutes{missing: []string{r.callName("describe-subnets")}}
	case s.table == nil:
		return effectiveRoutes{missing: s.hidden(Hop{}, TableNotCaptured, TableOfOtherAccount).Missing}
	}
	for _, list := range s.table.missing {
		out.missing = append(out.missing, r.callOfEntries(list))
	}
	for _, part := range s.table.parts {
		route := EffectiveRoute{Route: part.route, Way: s.region.wayOf(part.route), Destinations: part.set,
			Ambiguous: part.ambiguous}
		if part.route != nil {
			route.Text = part.route.Destination()
			if target := part.route.Target(); target != "" {
				route.Text += " → " + target
			}
		}
		out.routes = append(out.routes, route)
	}
	return effectiveRoutes{slices.Clip(out.routes), slices.Clip(out.missing)}
}

// Egress is what a function's groups let out, in the address families that the function sends: all else is certainly
// dropped at the source. Unknown holds what rules may allow whose groups, lists or members are not in the snapshot, and
// missing names the calls that would tell.
func (e *Engine) Egress(regionName string, f *awsdata.Function) (sets Sets, missing []string) {
	p := e.placement(regionName, f)
	sets = p.groups.answer
	if !p.who.ipv6 && !p.who.managed {
		sets = Sets{Reachable: sets.Reachable.IPv4(), Unknown: sets.Unknown.IPv4()}
	}
	for _, id := range p.groups.unknown {
		call := p.groups.settles
		call.Call += " (" + id + ")"
		missing = append(missing, call.String())
	}
	for i := range p.groups.rules {
		if call := p.groups.rules[i].missing; call != "" && !slices.Contains(missing, call) {
			missing = append(missing, call)
		}
	}
	return sets, missing
}

// EgressRule is one peer of one outbound rule of a security group: what it lets out.
type EgressRule struct {
	Group   string
	Text    string     // "tcp 443 → 10.0.0.0/8"
	Allows  netset.Set // TCP and UDP to the rule's peers; for a group reference, to the interfaces that carry it
	Missing string     // the call that would tell the peers, "" if they are known

	Permission *awsdata.IpPermission // the permission that it is a part of
	Peer       string                // the CIDR, prefix list or group that it names
}

// EgressRules are the outbound rules of a group, one for each peer. Rules of protocols that Lambda does not carry are
// not among them. known is false where the snapshot does not hold the group.
func (e *Engine) EgressRules(regionName, groupID string) (rules []EgressRule, known bool) {
	r := e.regions[regionName]
	answer := r.egress.get(groupID, func() egressRules { return r.egressRules(groupID) })
	return answer.rules, answer.known
}

// egressRules is what [Engine.EgressRules] answers. It is shared, and is not to be changed.
type egressRules struct {
	rules []EgressRule
	known bool
}

func (r *region) egressRules(groupID string) egressRules {
	vpcID := ""
	if sg := r.SecurityGroup(groupID); sg != nil {
		vpcID = sg.VpcId
	}
	g := r.group(groupID, vpcID)
	var rules []EgressRule
	for i := range g.out {
		r := &g.out[i]
		rules = append(rules, EgressRule{Group: g.id, Text: r.text, Allows: r.peers().WithPorts(r.ports),
			Missing: r.missing, Permission: r.permission, Peer: r.peer})
	}
	return egressRules{slices.Clip(rules), g.known}
}
