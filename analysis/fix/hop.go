package fix

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// mendHop is the change that opens one hop, nil where none in this account can.
func (o *outlook) mendHop(sub *reach.SubnetTrace, hop reach.Hop, to []netip.Prefix) []whatif.Edit {
	switch hop.Component {
	case reach.ComponentLambda:
		if first := to[0].Addr(); first.Is6() && o.fn.Attached() && !o.fn.VpcConfig.Ipv6AllowedForDualStack {
			return []whatif.Edit{whatif.AllowIPv6{Region: o.region, Function: o.fn.FunctionName}}
		}
	case reach.ComponentGroupOut:
		return o.allowOut(hop, to)
	case reach.ComponentACLOut, reach.ComponentACLBack, reach.ComponentNATACLOut:
		return o.allowACL(hop, to)
	case reach.ComponentNATACLIn, reach.ComponentTargetACLIn, reach.ComponentTargetACLBack:
		return o.allowACL(hop, o.sourceNetworks(sub, to[0].Addr().Is6()))
	case reach.ComponentTransitGatewayACL:
		if (hop.Side == reach.In) == (hop.Leg == reach.Request) { // at the way in: the source's side
			return o.allowACL(hop, o.sourceNetworks(sub, to[0].Addr().Is6()))
		}
		return o.allowACL(hop, to)
	case reach.ComponentTargetGroup:
		return o.allowIn(sub, hop, to)
	case reach.ComponentRoute, reach.ComponentInternetGateway, reach.ComponentNAT, reach.ComponentNATRoute, reach.ComponentEgressOnly:
		return o.reroute(sub, hop, to)
	case reach.ComponentPeeringBack:
		return o.routeBack(sub, hop, to)
	}
	return nil
}

func (o *outlook) protocol() string { return o.query.Protocol.String() }
func (o *outlook) port() string     { return fmt.Sprint(o.query.Port) }

func (o *outlook) allowOut(hop reach.Hop, to []netip.Prefix) []whatif.Edit {
	group, _, _ := strings.Cut(hop.Resource, ",")
	if o.index.SecurityGroup(group) == nil {
		return nil
	}
	var out []whatif.Edit
	for _, p := range to {
		out = append(out, whatif.AddRule{Region: o.region, Group: group, Direction: "out", Protocol: o.protocol(), Ports: o.port(), Peer: p.String()})
	}
	return out
}

// allowIn lets the function in at the destination's group: by the function's own group inside the VPC, by the subnet's
// range from a peered one.
func (o *outlook) allowIn(sub *reach.SubnetTrace, hop reach.Hop, to []netip.Prefix) []whatif.Edit {
	group, _, _ := strings.Cut(hop.Resource, ",")
	if o.index.SecurityGroup(group) == nil {
		return nil
	}
	_, own := o.index.Placement(o.fn)
	if sub.Way.Kind == reach.WayLocal && len(own) > 0 {
		return []whatif.Edit{whatif.AddRule{Region: o.region, Group: group, Direction: "in", Protocol: o.protocol(), Ports: o.port(), Peer: own[0]}}
	}
	var out []whatif.Edit
	for _, p := range o.sourceNetworks(sub, to[0].Addr().Is6()) {
		out = append(out, whatif.AddRule{Region: o.region, Group: group, Direction: "in", Protocol: o.protocol(), Ports: o.port(), Peer: p.String()})
	}
	return out
}

func (o *outlook) sourceNetworks(sub *reach.SubnetTrace, v6 bool) []netip.Prefix {
	var out []netip.Prefix
	if s := o.index.Subnet(sub.SubnetID); s != nil {
		for _, text := range s.CIDRs() {
			if p, err := netip.ParsePrefix(text); err == nil && p.Addr().Is6() == v6 {
				out = append(out, p.Masked())
			}
		}
	}
	return out
}

// allowACL puts an allow before every rule that is there, so that it decides. Replies need the ephemeral ports.
func (o *outlook) allowACL(hop reach.Hop, networks []netip.Prefix) []whatif.Edit {
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
func (o *outlook) freeNumber(acl *awsdata.NetworkACL, direction string) int {
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
// first), IPv6 internet through an egress-only gateway, a peer's range over its peering.
func (o *outlook) reroute(sub *reach.SubnetTrace, hop reach.Hop, to []netip.Prefix) []whatif.Edit {
	subnet := o.index.Subnet(sub.SubnetID)
	table, _ := o.index.SubnetRouteTable(sub.SubnetID)
	if subnet == nil || table == nil {
		return nil
	}
	var out []whatif.Edit
	for _, p := range to {
		destination, replace := p.String(), false
		if at := routeRule(sub, hop); at.CIDR != "" {
			destination, replace = at.CIDR, true // the route that leads nowhere is pointed elsewhere
		}
		target, first := o.target(subnet, hop, p)
		if target == "" {
			return nil
		}
		if first != nil {
			out = append(out, first)
		}
		out = append(out, whatif.SetRoute{Region: o.region, Table: table.RouteTableId, Destination: destination, Target: target, Replace: replace})
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
func (o *outlook) target(subnet *awsdata.Subnet, hop reach.Hop, to netip.Prefix) (string, whatif.Edit) {
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
		if n.VpcId != subnet.VpcId || n.State != "available" || !n.Public() || n.SubnetId == subnet.SubnetId ||
			n.NatGatewayId == hop.Resource || n.NatGatewayId == hop.Rule.Target { // the one that does not work
			continue
		}
		if home := o.index.Subnet(n.SubnetId); best == "" || (home != nil && home.Zone() == subnet.Zone()) {
			best = n.NatGatewayId
		}
	}
	if best != "" {
		return best, nil
	}
	if home := o.publicSubnet(subnet); home != nil {
		return whatif.NATID(home.SubnetId),
			whatif.AddNAT{Region: o.region, Subnet: home.SubnetId}
	}
	return "", nil
}

// publicSubnet is a subnet of the VPC that leads the internet to an attached internet gateway, in the same zone if there is
// one.
func (o *outlook) publicSubnet(near *awsdata.Subnet) *awsdata.Subnet {
	var found *awsdata.Subnet
	for _, s := range o.index.VPCSubnets(near.VpcId) {
		place := o.engine.SubnetPlace(o.region, s.SubnetId)
		if place.Class != reach.ClassPublic || s.SubnetId == near.SubnetId {
			continue
		}
		gateway := o.index.InternetGateway(place.Steps[0].ID)
		if gateway != nil && gateway.AttachedTo(near.VpcId) && (found == nil || (found.Zone() != near.Zone() && s.Zone() == near.Zone())) {
			found = s
		}
	}
	return found
}

// routeBack adds the far subnet's route to the source over the peering.
func (o *outlook) routeBack(sub *reach.SubnetTrace, hop reach.Hop, to []netip.Prefix) []whatif.Edit {
	if o.index.RouteTable(hop.Resource) == nil || sub.Way.Kind != reach.WayPeering {
		return nil
	}
	var out []whatif.Edit
	for _, p := range o.sourceNetworks(sub, to[0].Addr().Is6()) {
		out = append(out, whatif.SetRoute{Region: o.region, Table: hop.Resource, Destination: p.String(), Target: sub.Way.Resource})
	}
	return out
}

// revoke removes every outbound rule of the function's groups that allows the destination.
func (o *outlook) revoke(to []netip.Prefix) []whatif.Edit {
	_, groups := o.index.Placement(o.fn)
	var out []whatif.Edit
	for _, id := range groups {
		g := o.index.SecurityGroup(id)
		if g == nil {
			return nil
		}
		for i := range g.IpPermissionsEgress {
			p := &g.IpPermissionsEgress[i]
			if !matches(p, o.query) {
				continue
			}
			for _, peer := range p.Peers() {
				if peer.Ref == "" && !touches(peer.Value, to) {
					continue
				}
				e := whatif.RemoveRule{Region: o.region, Group: id, Direction: "out", Protocol: p.IpProtocol, Peer: peer.Value}
				if p.FromPort != nil && p.ToPort != nil && p.IpProtocol != "-1" && *p.FromPort >= 0 {
					e.Ports = fmt.Sprint(*p.FromPort)
					if *p.ToPort != *p.FromPort {
						e.Ports = fmt.Sprintf("%d-%d", *p.FromPort, *p.ToPort)
					}
				}
				if !contains(out, e) {
					out = append(out, e)
				}
			}
		}
	}
	return out
}

// matches reports whether a permission speaks about the question's protocol and port.
func matches(p *awsdata.IpPermission, q reach.Query) bool {
	switch strings.ToLower(p.IpProtocol) {
	case "-1":
		return true
	case q.Protocol.String(), fmt.Sprint(uint8(q.Protocol)):
		return p.FromPort == nil || p.ToPort == nil || *p.FromPort < 0 || (*p.FromPort <= int(q.Port) && int(q.Port) <= *p.ToPort)
	}
	return false
}

func touches(cidr string, to []netip.Prefix) bool {
	c, err := netip.ParsePrefix(cidr)
	if err != nil {
		return false
	}
	for _, p := range to {
		if c.Overlaps(p) {
			return true
		}
	}
	return false
}

// deny refuses the destination in the ACL of each subnet.
func (o *outlook) deny(to []netip.Prefix) []whatif.Edit {
	subnets, _ := o.index.Placement(o.fn)
	var out []whatif.Edit
	done := make(map[string]bool)
	for _, id := range subnets {
		acl := o.index.SubnetNetworkACL(id)
		if acl == nil {
			return nil
		}
		if done[acl.NetworkAclId] {
			continue
		}
		done[acl.NetworkAclId] = true
		for _, p := range to {
			number := o.freeNumber(acl, "out")
			if number == 0 {
				return nil
			}
			out = append(out, whatif.AddACLEntry{Region: o.region, ACL: acl.NetworkAclId, Direction: "out", Number: number,
				Protocol: o.protocol(), Ports: o.port(), CIDR: p.String()})
		}
	}
	return out
}
