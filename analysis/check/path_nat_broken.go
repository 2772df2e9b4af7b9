package check

import (
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var pathNATBroken = &Check{
	ID:       "path-nat-broken",
	Title:    "the NAT gateway of the default route does not work",
	Severity: High,
	Impact:   Broken,
	Family:   Placement,
	Why: "New connections from these subnets to the internet time out. Lambda places each environment in one of the " +
		"function's subnets, so with several subnets only a part of the environments fails, which looks like a random " +
		"timeout.",
	When: "A default route targets a NAT gateway that is failed, deleted or not available, is private in front of an " +
		"internet gateway, has no route to the internet itself, or loops.",
	Fix: "Fix what stops the gateway where it stands: the network ACL of its subnet, the route from there, or the internet " +
		"gateway that is not attached. Where it is the gateway itself, create one in a public subnet of the AZ and point " +
		"the default route at it, or point the route at a working one in another AZ.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-nat-gateways"},
	Run: func(p *Pass) {
		byNAT := make(map[string][]*subnetUse)
		var order []string
		for _, at := range p.subnetsOf(func(_ *reach.Place, s *reach.SubnetPlace) bool {
			nat := p.natBehind(s)
			return s.Class == reach.ClassBroken && nat != nil && !p.shutByControl(s, nat)
		}) {
			nat := at.Subnet.Steps[0].ID
			if byNAT[nat] == nil {
				order = append(order, nat)
			}
			byNAT[nat] = append(byNAT[nat], at)
		}
		var open unknowns
		for _, at := range p.placements() {
			for i := range at.Subnets {
				nat := p.natBehind(&at.Subnets[i])
				if nat == nil || at.Subnets[i].Class != reach.ClassUnknown {
					continue
				}
				// One that leads to a firewall, say, is not broken for all that is known, and no call tells more.
				if missing := uniqueTexts(callsIn(at.Subnets[i].Missing)); len(missing) > 0 {
					open.add(nat.NatGatewayId, at.Functions, missing)
				}
			}
		}
		open.report(p, func(nat string) string {
			return "Whether NAT gateway " + p.label(nat) + " works is unknown."
		})
		for _, id := range order {
			f := Finding{Resource: id, Cause: p.rootOf(byNAT[id][0].Subnet), Title: byNAT[id][0].Subnet.Why.String()}
			for _, at := range byNAT[id] {
				f.Functions = append(f.Functions, at.Functions...)
				f.Evidence = append(f.Evidence, Evidence{Resource: at.Subnet.RouteTable.RouteTableId,
					Rule: at.Subnet.Steps[0].Text, Says: at.Label() + ": " + at.Subnet.Why.String()})
			}
			f.Impact = p.cutImpact(f.Functions, noInternet)
			f.Fix = p.mendNAT(p.Region.NatGateway(id), byNAT[id])
			p.Report(f)
		}
	},
}

// natBehind is the NAT gateway that a subnet's default route leads to, nil if it leads elsewhere.
func (p *Pass) natBehind(s *reach.SubnetPlace) *awsdata.NatGateway {
	if len(s.Steps) == 0 {
		return nil
	}
	return p.Region.NatGateway(s.Steps[0].ID)
}

// shutByControl reports whether it is Block Public Access or encryption control that stops a NAT gateway which would
// work: that is path-public-access-block's or path-encryption-control's to tell.
func (p *Pass) shutByControl(s *reach.SubnetPlace, nat *awsdata.NatGateway) bool {
	if nat.State != "available" || !nat.Public() {
		return false
	}
	if keeps(p.Region.VPC(nat.VpcId), "NatGateway") {
		return true
	}
	home := p.Region.Subnet(nat.SubnetId)
	return p.publicAccessBlocked(s.Subnet) || home != nil && p.publicAccessBlocked(home)
}
