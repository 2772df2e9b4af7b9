package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var egressNATSharedPublic = &Check{
	ID:       "egress-nat-shared-public",
	Title:    "functions share the NAT gateway's address with other hosts",
	Severity: Low,
	Impact:   Tighter,
	Family:   Egress,
	Why: "At the far end, the functions and the other hosts behind the NAT gateway are one address. A partner that lets this address in " +
		"lets all of them in, and a block for what one of them does hits all.",
	When: "A way to the internet leads through a public NAT gateway that also carries what subnets without functions send, and hosts are in those subnets.",
	Fix:  "Give the functions that a partner lets in by address a NAT gateway of their own, or have the partner ask for more than the address.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-nat-gateways",
		"describe-network-interfaces"},
	Run: func(p *Pass) {
		users := make(map[string][]string) // of a NAT gateway: the functions
		for _, at := range p.placements() {
			p.outward(at) // where that is not known, so is this
			for i := range at.Internet.Subnets {
				if at.Internet.Subnets[i].Sets.Can().IsEmpty() {
					continue
				}
				for _, way := range at.Internet.Subnets[i].Ways {
					if way.Kind == reach.WayNAT {
						users[way.Resource] = append(users[way.Resource], at.Functions...)
					}
				}
			}
		}
		for _, id := range slices.Sorted(maps.Keys(users)) {
			nat := p.Region.NatGateway(id)
			if nat == nil || !nat.Public() {
				continue
			}
			others := p.othersBehind(nat)
			if len(others) == 0 {
				continue
			}
			f := Finding{Resource: id, Functions: users[id],
				Title: fmt.Sprintf("NAT %s: functions share its address with %s", p.name(id),
					join(hostNames(others))),
				Evidence: []Evidence{{Resource: id, Rule: strings.Join(nat.PublicIPs(), ", "),
					Says: "the address that the far end sees"}},
			}
			for i, n := range others {
				if i == shown {
					f.Evidence = append(f.Evidence,
						Evidence{Resource: id, Says: fmt.Sprintf("and %d hosts more", len(others)-shown)})
					break
				}
				f.Evidence = append(f.Evidence, Evidence{Resource: n.NetworkInterfaceId, Rule: n.PrivateIpAddress,
					Says: ownerOf(n) + " in " + p.label(n.SubnetId) + " leaves through it, too"})
			}
			f.Fix = p.ownNAT(nat, users[id])
			p.Report(f)
		}
	},
}

// othersBehind are the interfaces of hosts in subnets without functions that leave through a NAT gateway.
func (p *Pass) othersBehind(nat *awsdata.NatGateway) []*awsdata.NetworkInterface {
	var out []*awsdata.NetworkInterface
	for _, subnet := range p.Region.VPCSubnets(nat.VpcId) {
		if len(p.Region.SubnetUsers(subnet.SubnetId)) > 0 || !p.leavesBy(subnet.SubnetId, nat.NatGatewayId) {
			continue
		}
		for _, n := range p.Region.InterfacesInSubnet(subnet.SubnetId) {
			if opensConnections(n) {
				out = append(out, n)
			}
		}
	}
	return out
}

func (p *Pass) leavesBy(subnet, nat string) bool {
	routes, _ := p.Engine.EffectiveRoutes(p.RegionName(), subnet)
	return slices.ContainsFunc(routes, func(r reach.EffectiveRoute) bool {
		return r.Way.Kind == reach.WayNAT && r.Way.Resource == nat && !r.Ambiguous
	})
}

// opensConnections reports whether an interface is of a host that opens connections of its own: an instance or a
// container. Databases, load balancers and the interfaces of endpoints, file systems and gateways answer.
func opensConnections(n *awsdata.NetworkInterface) bool {
	return n.Attachment != nil && n.Attachment.InstanceId != "" || strings.HasPrefix(n.Description, "arn:aws:ecs:")
}

func hostNames(list []*awsdata.NetworkInterface) []string {
	var out []string
	for _, n := range list {
		out = append(out, ownerOf(n))
	}
	return out
}

// ownNAT is the fix that sends functions by a NAT gateway of their own.
func (p *Pass) ownNAT(nat *awsdata.NatGateway, functions []string) Fix {
	var subnets []*reach.SubnetPlace
	for _, at := range p.placements() {
		if !slices.ContainsFunc(at.Functions, func(name string) bool { return slices.Contains(functions, name) }) {
			continue
		}
		for i := range at.Subnets {
			if s := &at.Subnets[i]; s.Subnet != nil && p.leavesBy(s.ID, nat.NatGatewayId) {
				subnets = append(subnets, s)
			}
		}
	}
	var fix Fix
	own, refs := p.makeNAT(&fix, nat.VpcId, "", "functions")
	fix.add(p.sendTo(subnets, "", viaNAT(own, refs)))
	fix.sayNewAddress()
	return fix
}
