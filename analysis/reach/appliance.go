package reach

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// appliance is the way to an instance or interface that is a route's target: a NAT instance, a firewall. What it
// forwards nobody sees, so the answer is at best unknown; but what certainly drops still blocks. Source: Amazon VPC
// user guide, "NAT instances"; "Middlebox routing".
func (w walk) appliance(route *awsdata.Route) path {
	s := w.subnet
	target := route.Target()
	kind, settles := describeTarget(route)
	steps := []step{fixed{Hop{Component: ComponentHandedOver, Resource: target}.unknown(HandedOver, settles, kind)}}
	n := s.region.applianceInterface(route, s)
	if n == nil {
		return path{steps: steps}
	}
	a := applianceRoute{iface: n, instance: instanceOf(n)}
	h := Hop{Component: ComponentAppliance, Resource: target}
	if instance := s.region.instance(a.instance); instance != nil &&
		(instance.State.Name == "stopped" || instance.State.Name == "stopping" || instance.State.Name == "terminated") {
		steps = append(steps, fixed{h.because(Blocked, ApplianceStopped, instance.State.Name)})
	}
	if n.SourceDestCheck {
		steps = append(steps, fixed{h.because(Blocked, ApplianceChecksSource, n.NetworkInterfaceId)})
	}
	if a.home = s.region.subnet(n.SubnetId); a.home == nil {
		return path{steps: steps}
	}
	if a.home != s {
		steps = append(steps, aclRequest{subnet: a.home, side: In})
	}
	if len(n.Groups) > 0 {
		ids := n.GroupIDs()
		steps = append(steps, groupIn{region: a.home.vpc.home, vpc: a.home.vpc.id, groups: ids, refs: w.refs,
			perhaps: w.perhaps, iface: n}, a.home.region.groupSet(ids, a.home.vpc.id).of(n))
	}
	steps = append(steps, aclRequest{subnet: a.home, side: Out, inside: a.home.own}, a)
	return path{steps: steps}
}

// applianceInterface is the interface that a route names, or that of the instance it names in the VPC; nil if it is not
// in the snapshot.
func (r *region) applianceInterface(route *awsdata.Route, s *subnet) *awsdata.NetworkInterface {
	for _, holds := range s.vpc.regions {
		if n := holds.NetworkInterface(route.NetworkInterfaceId); n != nil {
			return n
		}
	}
	for _, holds := range s.vpc.regions {
		for _, subnet := range holds.VPCSubnets(s.vpc.id) {
			for _, n := range holds.InterfacesInSubnet(subnet.SubnetId) {
				if id := instanceOf(n); id != "" && id == route.InstanceId && route.NetworkInterfaceId == "" {
					return n
				}
			}
		}
	}
	return nil
}

func instanceOf(n *awsdata.NetworkInterface) string {
	if n.Attachment == nil {
		return ""
	}
	return n.Attachment.InstanceId
}

func (r *region) instance(id string) *awsdata.Instance {
	if id == "" {
		return nil
	}
	for _, other := range r.all {
		for i := range other.Region.Instances {
			if in := &other.Region.Instances[i]; in.InstanceId == id {
				return in
			}
		}
	}
	return nil
}

// applianceGroups are the outbound rules of an appliance.
type applianceGroups struct {
	*groupSet
	iface *awsdata.NetworkInterface
}

func (g *groupSet) of(n *awsdata.NetworkInterface) step { return applianceGroups{g, n} }

func (g applianceGroups) judge(q question, hops []Hop) ([]Hop, Verdict) {
	more, v := g.groupSet.judge(q, nil)
	for _, h := range more {
		h.Component = ComponentApplianceGroup
		hops = append(hops, h)
	}
	return hops, v
}

// aclRequest is one direction of an ACL alone: how an appliance's replies go, nobody can tell.
type aclRequest struct {
	subnet *subnet
	side   Side
	inside netset.Set
}

func (a aclRequest) bySource() bool { return a.side == In && a.subnet.acl != nil }

func (a aclRequest) sourceSets() []netset.Set {
	if !a.bySource() {
		return nil
	}
	return []netset.Set{a.subnet.acl.inSet}
}

func (a aclRequest) sets(from netip.Addr) Sets {
	switch {
	case a.subnet.acl == nil:
		return allUnknown()
	case a.side == In:
		return Sets{Reachable: everything.RestrictPorts(a.subnet.acl.inSet.At(from))}
	}
	return Sets{Reachable: a.subnet.acl.outSet.Union(a.inside)}
}

func (a aclRequest) judge(q question, hops []Hop) ([]Hop, Verdict) {
	h := Hop{Component: ComponentApplianceACL, Side: a.side, Far: q.to, Protocol: q.protocol, Port: q.port}
	if a.side == In {
		h.Far = q.from
	} else if a.inside.Contains(q.to, q.protocol, q.port) {
		return hops, Reachable
	}
	if a.subnet.acl == nil {
		return append(hops, a.subnet.hidden(h, ACLNotCaptured, ACLOfOtherAccount)), Unknown
	}
	a.subnet.acl.judge(&h)
	return append(hops, h), h.Verdict
}

// applianceRoute is where the table of an appliance's own subnet leads what it forwards.
type applianceRoute struct {
	iface    *awsdata.NetworkInterface
	instance string
	home     *subnet
}

func (a applianceRoute) bySource() bool           { return false }
func (a applianceRoute) sourceSets() []netset.Set { return nil }

func (a applianceRoute) judge(q question, hops []Hop) ([]Hop, Verdict) {
	h, route := a.home.judgeRoute(ComponentApplianceRoute, q)
	if route != nil {
		h = a.hop(h, route, q.to.Is4(), netset.IsInternet(q.to))
	}
	return append(hops, h), h.Verdict
}

func (a applianceRoute) sets(netip.Addr) Sets {
	if a.home.table == nil {
		return allUnknown()
	}
	var out Sets
	for _, part := range a.home.table.targets {
		switch {
		case part.uncertain || part.ambiguous:
			out = out.union(Sets{Unknown: part.set})
		case part.route != nil && part.route.State != "blackhole":
			for _, area := range []struct {
				v4, internet bool
				set          netset.Set
			}{
				{true, true, internetIPv4}, {false, true, internetIPv6},
				{true, false, everythingIPv4.Minus(internetIPv4)}, {false, false, everythingIPv6.Minus(internetIPv6)},
			} {
				if set := part.set.Intersect(area.set); !set.IsEmpty() {
					out = out.union(setsOf(a.hop(Hop{Verdict: Reachable}, part.route, area.v4, area.internet).Verdict,
						set))
				}
			}
		}
	}
	return out
}

// hop is what a route of the appliance's subnet means for it.
func (a applianceRoute) hop(h Hop, route *awsdata.Route, v4, internet bool) Hop {
	switch {
	case route.NetworkInterfaceId == a.iface.NetworkInterfaceId, a.instance != "" && route.InstanceId == a.instance:
		return h.because(Blocked, ApplianceLoop)
	case !isInternetGateway(route.GatewayId):
		return h
	case internet && a.home.publicAccess.out.Verdict != Reachable:
		stop := a.home.publicAccess.out
		h.Verdict, h.Reason, h.Names, h.Missing = stop.Verdict, stop.Reason, stop.Names, stop.Missing
		return h
	case !internet:
		return h.because(Blocked, ApplianceNotInternet)
	case !v4 || len(a.iface.PublicAddresses()) > 0:
		return h
	case a.public():
		return h.unknown(ApplianceOtherInterface,
			"whether "+a.instance+" sends it on from its interface with a public address", a.iface.NetworkInterfaceId)
	case a.othersKnown():
		return h.because(Blocked, ApplianceWithoutPublicAddress, a.iface.NetworkInterfaceId)
	}
	return h.unknown(ApplianceWithoutPublicAddress, "the other interfaces of "+a.instance, a.iface.NetworkInterfaceId)
}

// public reports whether any interface of the appliance has a public address.
func (a applianceRoute) public() bool {
	if len(a.iface.PublicAddresses()) > 0 {
		return true
	}
	if a.instance == "" {
		return false
	}
	for _, r := range a.home.vpc.regions {
		if slices.ContainsFunc(r.Region.NetworkInterfaces, func(n awsdata.NetworkInterface) bool {
			return instanceOf(&n) == a.instance && len(n.PublicAddresses()) > 0
		}) {
			return true
		}
	}
	return false
}

// othersKnown reports whether the list of interfaces is whole.
func (a applianceRoute) othersKnown() bool {
	return a.home.region.missing("describe-network-interfaces") == "" &&
		(a.instance == "" || strings.HasPrefix(a.instance, "i-"))
}
