package fix

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// destination is where a hop leads, as rules and routes name it.
type destination struct {
	network netip.Prefix
	peer    string // what a rule of a group names: the network, a prefix list, or the group of what is there
}

// destinations are where a connection leads, nil if that takes more than a rule list should hold.
func (o *scenario) destinations() []destination {
	var out []destination
	add := func(d destination) {
		if !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	for i := range o.trace.Subnets {
		sub := &o.trace.Subnets[i]
		for _, hop := range sub.Hops {
			if hop.Component == reach.ComponentGroupOut {
				for _, d := range o.leads(sub, hop) {
					add(d)
				}
			}
		}
	}
	if len(out) > 4 {
		return nil
	}
	return out
}

// leads is where a hop leads: what the question names where it names networks, what a public service has, else the
// address that the hop was asked about.
func (o *scenario) leads(sub *reach.SubnetTrace, hop reach.Hop) []destination {
	if networks := o.query.To.Networks(); networks != nil {
		out := make([]destination, len(networks))
		for i, p := range networks {
			out[i] = destination{p, p.String()}
		}
		return out
	}
	everywhere := netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	if o.query.To.Kind == names.KindPrefixList {
		if hop.Far.IsValid() {
			return []destination{{netip.PrefixFrom(hop.Far, hop.Far.BitLen()), o.query.To.ID}}
		}
		return nil
	}
	for _, h := range sub.Hops {
		if h.Component != reach.ComponentName || h.Verdict != reach.Reachable {
			continue
		}
		switch h.Reason {
		case reach.PublicList:
			return []destination{{everywhere, h.Rule.Text}}
		case reach.PublicName, reach.NotCovered, reach.PrivateDNSIsOff, reach.HostnamesOff, reach.EndpointHoldsNothing:
			return []destination{{everywhere, everywhere.String()}}
		}
	}
	if !hop.Far.IsValid() {
		return nil
	}
	one := netip.PrefixFrom(hop.Far, hop.Far.BitLen())
	n := o.index.InterfaceAt(o.index.FunctionVPC(o.fn), hop.Far)
	if n != nil && whatif.Made(n.NetworkInterfaceId) { // AWS gives it an address of its subnet, and nobody knows which
		for _, p := range rangesOf(o.index.Subnet(n.SubnetId), hop.Far.Is6()) {
			one = p
		}
	}
	if n != nil && len(n.Groups) > 0 {
		return []destination{{one, n.Groups[0].GroupId}} // its address may be another one tomorrow
	}
	return []destination{{one, one.String()}}
}

// mendHop is the change that opens one hop, nil where none in this account can.
func (o *scenario) mendHop(sub *reach.SubnetTrace, hop reach.Hop) []whatif.Edit {
	to := o.leads(sub, hop)
	six := len(to) > 0 && to[0].network.Addr().Is6()
	switch hop.Component {
	case reach.ComponentLambda:
		if six && hop.Reason == reach.SendsNoIPv6 {
			return []whatif.Edit{whatif.AllowIPv6{Region: o.region, Function: o.fn.FunctionName}}
		}
	case reach.ComponentName:
		return o.mendName(hop)
	case reach.ComponentPolicy:
		return o.mendPolicy(hop)
	case reach.ComponentGroupOut:
		return o.allowOut(hop, to)
	case reach.ComponentACLOut, reach.ComponentACLBack, reach.ComponentNATACLOut:
		return o.allowACL(hop, networks(to))
	case reach.ComponentNATACLIn, reach.ComponentTargetACLIn, reach.ComponentTargetACLBack:
		return o.allowACL(hop, o.sourceNetworks(sub, six))
	case reach.ComponentTransitGatewayACL, reach.ComponentApplianceACL:
		if (hop.Side == reach.In) == (hop.Leg == reach.Request) { // at the way in: the source's side
			return o.allowACL(hop, o.sourceNetworks(sub, six))
		}
		return o.allowACL(hop, networks(to))
	case reach.ComponentApplianceGroup:
		return o.allowAppliance(sub, hop, to)
	case reach.ComponentAppliance:
		return o.mendAppliance(hop)
	case reach.ComponentTargetGroup:
		return o.allowIn(sub, hop, six)
	case reach.ComponentRoute, reach.ComponentInternetGateway, reach.ComponentNAT, reach.ComponentNATRoute,
		reach.ComponentEgressOnly, reach.ComponentApplianceRoute:
		return o.reroute(sub, hop, networks(to))
	case reach.ComponentPeeringBack:
		return o.routeBack(sub, hop, six)
	}
	return nil
}

func networks(to []destination) []netip.Prefix {
	var out []netip.Prefix
	for _, d := range to {
		if !slices.Contains(out, d.network) {
			out = append(out, d.network)
		}
	}
	return out
}

func (o *scenario) protocol() string { return o.query.Protocol.String() }
func (o *scenario) port() string     { return fmt.Sprint(o.query.Port) }

// mendName turns on what answers names.
func (o *scenario) mendName(hop reach.Hop) []whatif.Edit {
	if hop.Reason == reach.DNSSupportOff {
		return []whatif.Edit{whatif.SetDNSSupport{Region: o.region, VPC: o.index.FunctionVPC(o.fn), On: true}}
	}
	return nil
}

// mendPolicy gives an endpoint whose policy lets nobody through the one that it has from the start.
func (o *scenario) mendPolicy(hop reach.Hop) []whatif.Edit {
	if o.index.VPCEndpoint(hop.Resource) == nil || hop.Reason != reach.PolicyAllowsNothing &&
		hop.Reason != reach.PolicyDeniesAll {
		return nil
	}
	return []whatif.Edit{whatif.SetEndpointPolicy{Region: o.region, ID: hop.Resource}}
}

// mendAppliance lets an instance that is the target of a route pass on what is neither from it nor for it.
func (o *scenario) mendAppliance(hop reach.Hop) []whatif.Edit {
	if hop.Reason != reach.ApplianceChecksSource {
		return nil
	}
	if n := o.index.NetworkInterface(hop.Resource); n != nil {
		return []whatif.Edit{whatif.SetSourceDestCheck{Region: o.region, ID: n.NetworkInterfaceId}}
	}
	return nil
}

// group is the group of a hop that a rule is added to: the first of them that the account has.
func (o *scenario) group(hop reach.Hop) string {
	for id := range strings.SplitSeq(hop.Resource, ",") {
		if o.index.SecurityGroup(id) != nil {
			return id
		}
	}
	return ""
}

func (o *scenario) rule(group string, direction reach.Side, peer string) whatif.Edit {
	return whatif.AddRule{Region: o.region, Group: group, Direction: string(direction), Protocol: o.protocol(),
		Ports: o.port(), Peer: peer}
}

func (o *scenario) allowOut(hop reach.Hop, to []destination) []whatif.Edit {
	group := o.group(hop)
	if group == "" {
		return nil
	}
	var out []whatif.Edit
	for _, d := range to {
		out = append(out, o.rule(group, reach.Out, d.peer))
	}
	return out
}

// allowAppliance lets the subnet in at the group of an appliance, and the destination out.
func (o *scenario) allowAppliance(sub *reach.SubnetTrace, hop reach.Hop, to []destination) []whatif.Edit {
	group := o.group(hop)
	if group == "" {
		return nil
	}
	var out []whatif.Edit
	if hop.Side == reach.Out {
		for _, p := range networks(to) {
			out = append(out, o.rule(group, reach.Out, p.String()))
		}
		return out
	}
	for _, p := range o.sourceNetworks(sub, false) {
		out = append(out, o.rule(group, reach.In, p.String()))
	}
	return out
}

// allowIn lets the function in at the destination's group: by the function's own group inside the VPC, by the subnet's
// range from a peered one.
func (o *scenario) allowIn(sub *reach.SubnetTrace, hop reach.Hop, six bool) []whatif.Edit {
	group := o.group(hop)
	if group == "" {
		return nil
	}
	_, own := o.index.Placement(o.fn)
	if sub.Way.Kind == reach.WayLocal && len(own) > 0 {
		return []whatif.Edit{o.rule(group, reach.In, own[0])}
	}
	var out []whatif.Edit
	for _, p := range o.sourceNetworks(sub, six) {
		out = append(out, o.rule(group, reach.In, p.String()))
	}
	return out
}

func (o *scenario) sourceNetworks(sub *reach.SubnetTrace, v6 bool) []netip.Prefix {
	return rangesOf(o.index.Subnet(sub.SubnetID), v6)
}

// rangesOf are the ranges of a subnet of one address family.
func rangesOf(s *awsdata.Subnet, v6 bool) []netip.Prefix {
	if s == nil {
		return nil
	}
	var out []netip.Prefix
	for _, text := range s.CIDRs() {
		if p, err := netip.ParsePrefix(text); err == nil && p.Addr().Is6() == v6 {
			out = append(out, p.Masked())
		}
	}
	return out
}

// allowACL puts an allow before every rule that is there, so that it decides. Replies need the ephemeral ports.
func (o *scenario) allowACL(hop reach.Hop, networks []netip.Prefix) []whatif.Edit {
	acl := o.index.NetworkACL(hop.Resource)
	if acl == nil {
		return nil
	}
	ports, direction := o.port(), string(hop.Side)
	if hop.Leg == reach.Reply {
		ports = "1024-65535"
	}
	var out []whatif.Edit
	for _, p := range networks {
		number := o.freeNumber(acl, direction)
		if number == 0 {
			return nil
		}
		out = append(out, whatif.AddACLEntry{Region: o.region, ACL: hop.Resource, Direction: direction, Number: number,
			Allow: true, Protocol: o.protocol(), Ports: ports, CIDR: p.String()})
	}
	return out
}

// freeNumber is the next number below every rule of the direction, 0 if none is left.
func (o *scenario) freeNumber(acl *awsdata.NetworkACL, direction string) int {
	key := acl.NetworkAclId + direction
	number, ok := o.used[key]
	if !ok {
		number = 101
		for _, e := range acl.Entries {
			if e.Egress == (direction == "out") {
				number = min(number, e.RuleNumber)
			}
		}
	}
	number--
	o.used[key] = number
	return max(number, 0)
}

// reroute leads the destination somewhere that works: IPv4 internet through a working NAT gateway (one in the same zone
// first), IPv6 internet through an egress-only gateway, a peer's range over its peering. A route to an internet gateway
// is the way of others, load balancers and NAT gateways among them: it stays, and the subnet gets a table of its own if
// the plan says so.
func (o *scenario) reroute(sub *reach.SubnetTrace, hop reach.Hop, to []netip.Prefix) []whatif.Edit {
	subnet := o.index.Subnet(sub.SubnetID)
	table, _ := o.index.SubnetRouteTable(sub.SubnetID)
	if subnet == nil || table == nil {
		return nil
	}
	var out []whatif.Edit
	id := table.RouteTableId
	mine := whatif.RouteTableID(strings.TrimPrefix(sub.SubnetID, "subnet-"))
	at := routeRule(sub, hop)
	gateway := o.index.InternetGateway(at.Target)
	if id != mine {
		switch {
		case o.own:
			out = append(out, whatif.AddRouteTable{Region: o.region, Name: strings.TrimPrefix(sub.SubnetID, "subnet-"),
				Like: id, Except: at.CIDR})
			id = mine
		case gateway != nil && gateway.AttachedTo(subnet.VpcId):
			return nil
		}
	}
	for _, p := range to {
		destination := p.String()
		if at.CIDR != "" {
			destination = at.CIDR // the route that leads nowhere is pointed elsewhere
		}
		target, first := o.target(subnet, hop, p)
		if target == "" {
			return nil
		}
		if first != nil {
			out = append(out, first)
		}
		out = append(out, whatif.SetRoute{Region: o.region, Table: id, Destination: destination, Target: target})
	}
	if id == mine && table.RouteTableId != mine {
		out = append(out, whatif.Associate{Region: o.region, Table: mine, Subnet: sub.SubnetID})
	}
	return out
}

// routeRule is the rule by which the destination came to a hop: its own if it is a route, else the route that leads to
// the hop's resource.
func routeRule(sub *reach.SubnetTrace, hop reach.Hop) reach.Rule {
	if hop.Component == reach.ComponentRoute {
		return hop.Rule
	}
	var rule reach.Rule
	for _, h := range sub.Hops {
		if h.Component != reach.ComponentRoute {
			continue
		}
		if rule == (reach.Rule{}) || h.Rule.Target == hop.Resource {
			rule = h.Rule
		}
	}
	return rule
}

// target is where a destination should be led, and what has to be created first.
func (o *scenario) target(subnet *awsdata.Subnet, hop reach.Hop, to netip.Prefix) (string, whatif.Edit) {
	if !netset.IsInternet(to.Addr()) && to.Bits() > 0 {
		for i := range o.index.Region.PeeringConnections {
			p := &o.index.Region.PeeringConnections[i]
			if far := p.Other(subnet.VpcId); far != nil && p.Active() {
				for _, text := range far.CIDRs() {
					if c, err := netip.ParsePrefix(text); err == nil && c.Contains(to.Addr()) {
						return p.VpcPeeringConnectionId, nil
					}
				}
			}
		}
		return "", nil
	}
	if to.Addr().Is6() {
		for i := range o.index.Region.EgressOnlyInternetGateways {
			if g := &o.index.Region.EgressOnlyInternetGateways[i]; g.AttachedTo(subnet.VpcId) {
				return g.EgressOnlyInternetGatewayId, nil
			}
		}
		return "", nil
	}
	best := ""
	for i := range o.index.Region.NatGateways {
		n := &o.index.Region.NatGateways[i]
		if n.VpcId != subnet.VpcId || n.State != "available" || !n.Public() || slices.Contains(o.avoid, n.SubnetId) ||
			n.NatGatewayId == hop.Resource || n.NatGatewayId == hop.Rule.Target ||
			!n.Regional() && !o.leadsOut(n.SubnetId) {
			continue // it does not work, or does not where the function is
		}
		if home := o.index.Subnet(n.SubnetId); best == "" || (home != nil && home.Zone() == subnet.Zone()) {
			best = n.NatGatewayId
		}
	}
	if best != "" {
		return best, nil
	}
	if home := o.publicSubnet(subnet); home != nil {
		return whatif.NATID(home.SubnetId), whatif.AddNAT{Region: o.region, Subnet: home.SubnetId}
	}
	return "", nil
}

// leadsOut reports whether a subnet leads the internet to an attached internet gateway.
func (o *scenario) leadsOut(subnetID string) bool {
	place := o.engine.SubnetPlace(o.region, subnetID)
	if place.Class != reach.ClassPublic || place.Subnet == nil {
		return false
	}
	gateway := o.index.InternetGateway(place.Steps[0].ID)
	return gateway != nil && gateway.AttachedTo(place.Subnet.VpcId)
}

// publicSubnet is a subnet of the VPC in which a NAT gateway would work, in the same zone if there is one.
func (o *scenario) publicSubnet(near *awsdata.Subnet) *awsdata.Subnet {
	var found *awsdata.Subnet
	for _, s := range o.index.VPCSubnets(near.VpcId) {
		if slices.Contains(o.avoid, s.SubnetId) || !o.leadsOut(s.SubnetId) {
			continue
		}
		if found == nil || (found.Zone() != near.Zone() && s.Zone() == near.Zone()) {
			found = s
		}
	}
	return found
}

// routeBack adds the far subnet's route to the source over the peering.
func (o *scenario) routeBack(sub *reach.SubnetTrace, hop reach.Hop, six bool) []whatif.Edit {
	if o.index.RouteTable(hop.Resource) == nil || sub.Way.Kind != reach.WayPeering {
		return nil
	}
	var out []whatif.Edit
	for _, p := range o.sourceNetworks(sub, six) {
		out = append(out,
			whatif.SetRoute{Region: o.region, Table: hop.Resource, Destination: p.String(), Target: sub.Way.Resource})
	}
	return out
}
