package check

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

var eniIPv6NoPath = &Check{
	ID:       "eni-ipv6-no-path",
	Title:    "IPv6 is allowed for functions that have no IPv6 internet egress",
	Severity: Low,
	Impact:   Partly,
	Family:   Interface,
	Why: "Names that resolve to IPv6 as well as IPv4 are tried over IPv6, too: without internet egress each such connection waits or fails before " +
		"IPv4 is tried, as far as the client does that.",
	When: "Ipv6AllowedForDualStack is on, and from a subnet of the function no IPv6 internet address can be reached at all, or the subnet " +
		"has no IPv6 range. A function that uses IPv6 inside its VPC alone fires it, too.",
	Fix: "Give every subnet of the function an IPv6 range, a route for ::/0 to an egress-only internet gateway, and network ACL and security group rules " +
		"for IPv6; or turn Ipv6AllowedForDualStack off.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-network-acls", "describe-security-groups"},
	Run: func(p *Pass) {
		byCause := make(map[string]*Finding)
		var order []*Finding
		var open unknowns
		for _, at := range p.placements() {
			if at.Managed() || !at.DualStack() {
				continue
			}
			for i := range at.Subnets {
				s, sets := &at.Subnets[i], &at.Internet.Subnets[i].Sets
				switch {
				case s.Subnet == nil || !sets.Can().IPv6().IsEmpty():
					continue
				case !sets.Unknown.IPv6().IsEmpty():
					open.add(s.ID, at.Functions, p.missingFor(at, sets.Unknown.IPv6()))
					continue
				}
				resource, title, evidence := p.whyNoIPv6(at, s)
				f := byCause[resource]
				if f == nil {
					f = &Finding{Resource: resource, Title: title}
					byCause[resource] = f
					order = append(order, f)
				}
				f.Functions = append(f.Functions, at.Functions...)
				f.Evidence = append(f.Evidence, evidence...)
			}
		}
		open.report(p, func(subnet string) string {
			return "Whether IPv6 leads out of " + p.label(subnet) + " is unknown."
		})
		for _, f := range order {
			f.Fix = p.inFamilies(uniqueTexts(f.Functions), false)
			p.Report(*f)
		}
	},
}

// whyNoIPv6 is the cause that keeps a placement's IPv6 in: a subnet without a range, groups that let none out, or what
// drops it on the subnet's way.
func (p *Pass) whyNoIPv6(at *placement, s *reach.SubnetPlace) (resource, title string, evidence []Evidence) {
	if len(s.Subnet.CIDRs()) == 0 || !strings.Contains(s.Subnet.CIDRs()[len(s.Subnet.CIDRs())-1], ":") {
		return s.ID, fmt.Sprintf("%s has no IPv6 range, though its functions may use IPv6", p.label(s.ID)),
			[]Evidence{{Resource: s.ID, Rule: "Ipv6CidrBlockAssociationSet", Says: "no IPv6 range"}}
	}
	if sets, _ := p.egress(at); !sets.Reachable.Union(sets.Unknown).Overlaps(netset.Internet().IPv6()) {
		groups := strings.Join(at.Groups, ",")
		return groups, fmt.Sprintf("%s let out no IPv6, though their functions may use it", p.setName(at.Groups)),
			[]Evidence{{Resource: groups, Rule: "outbound rules", Says: "none allows an IPv6 internet address"}}
	}
	evidence = []Evidence{{Resource: s.ID, Rule: "::/0",
		Says: "no IPv6 internet address can be reached from " + p.label(s.ID)}}
	trace := p.example(at,
		netset.Internet().IPv6().RestrictPorts(netset.Ports(netset.TCP, netset.PortRange{From: 443, To: 443})))
	if trace != nil {
		for i := range trace.Subnets {
			if trace.Subnets[i].SubnetID != s.ID {
				continue
			}
			for _, hop := range trace.Subnets[i].Blockers() {
				evidence = append(evidence, Evidence{Resource: hop.Resource, Rule: hop.Rule.Text, Says: hop.Says()})
			}
		}
	}
	return s.ID, fmt.Sprintf("no IPv6 internet egress of %s, though its functions may use IPv6", p.label(s.ID)),
		evidence
}
