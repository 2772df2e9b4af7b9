package fix

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// denied are the interfaces of others that lose what edits deny or no longer allow: those behind an ACL that gets a
// deny, and those with a group that loses an outbound rule. An ACL is for everything in its subnets.
// Source: Amazon VPC user guide, "Control subnet traffic with network access control lists".
func (c *comparison) denied(edits []whatif.Edit) []Effect {
	rx := c.index.Region(c.region)
	var out []Effect
	for _, e := range edits {
		var hit []string
		what := ""
		switch e := e.(type) {
		case whatif.AddACLEntry:
			if e.Allow || e.Direction != "out" {
				continue
			}
			what = trafficTo(e.Protocol, e.Ports, e.CIDR)
			for i := range rx.Region.NetworkInterfaces {
				n := &rx.Region.NetworkInterfaces[i]
				acl := rx.SubnetNetworkACL(n.SubnetId)
				if n.InterfaceType != "lambda" && acl != nil && acl.NetworkAclId == e.ACL && c.sends(n, e) {
					hit = append(hit, n.NetworkInterfaceId)
				}
			}
		case whatif.RemoveRule:
			if e.Direction != "out" {
				continue
			}
			what = trafficTo(e.Protocol, e.Ports, e.Peer)
			for _, n := range rx.InterfacesWithGroup(e.Group) {
				if n.InterfaceType != "lambda" {
					hit = append(hit, n.NetworkInterfaceId)
				}
			}
		}
		if slices.Sort(hit); len(hit) > 0 {
			out = append(out,
				Effect{Interfaces: hit, Region: c.region, To: what, Was: reach.Reachable, Is: reach.Blocked})
		}
	}
	return out
}

// sends reports whether the groups of an interface let out some of what an entry denies; one without groups is not
// filtered.
func (c *comparison) sends(n *awsdata.NetworkInterface, e whatif.AddACLEntry) bool {
	to, err := netip.ParsePrefix(e.CIDR)
	if err != nil || len(n.Groups) == 0 {
		return true
	}
	groups := make([]string, len(n.Groups))
	for i, g := range n.Groups {
		groups[i] = g.GroupId
	}
	sets, _ := c.engine.Egress(c.region,
		&awsdata.Function{VpcConfig: &awsdata.VpcConfig{SubnetIds: []string{n.SubnetId}, SecurityGroupIds: groups,
			Ipv6AllowedForDualStack: true}})
	ports := netset.Ports(c.query.Protocol, netset.PortRange{From: c.query.Port, To: c.query.Port})
	return sets.Can().Union(sets.Unknown).Overlaps(netset.FromPrefix(to, ports))
}

// trafficTo says traffic and where it goes: "tcp 443 to 0.0.0.0/0".
func trafficTo(protocol, ports, to string) string {
	if protocol == "-1" {
		protocol = "everything"
	}
	return strings.TrimSpace(protocol+" "+ports) + " to " + to
}

// byEndpoint are the addresses that a gateway endpoint carries for the function.
func (s *search) byEndpoint() netset.Set {
	var out netset.Set
	for _, part := range s.engine.Reach(s.region, s.fn).Parts {
		if part.Way.Kind == reach.WayGatewayEndpoint {
			out = out.Union(part.Set)
		}
	}
	return out
}
