package fix

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// revoke removes every outbound rule of the function's groups that allows the destination.
func (o *scenario) revoke(to []destination) []whatif.Edit {
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
				if peer.Ref == "" && !touches(peer.Value, networks(to)) {
					continue
				}
				e := whatif.RemoveRule{Region: o.region, Group: id, Direction: "out", Protocol: p.IpProtocol,
					Peer: peer.Value}
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
		return p.FromPort == nil || p.ToPort == nil || *p.FromPort < 0 ||
			(*p.FromPort <= int(q.Port) && int(q.Port) <= *p.ToPort)
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
func (o *scenario) deny(to []destination) []whatif.Edit {
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
		for _, p := range networks(to) {
			number := o.freeNumber(acl, "out")
			if number == 0 {
				return nil
			}
			out = append(out, whatif.AddACLEntry{Region: o.region, ACL: acl.NetworkAclId, Direction: "out",
				Number: number, Protocol: o.protocol(), Ports: o.port(), CIDR: p.String()})
		}
	}
	return out
}

// within reports whether a range lies in another.
func within(cidr, in string) bool {
	a, errA := netip.ParsePrefix(cidr)
	b, errB := netip.ParsePrefix(in)
	return errA == nil && errB == nil && b.Bits() <= a.Bits() && b.Contains(a.Addr())
}
