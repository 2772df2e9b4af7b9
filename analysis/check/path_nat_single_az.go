package check

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vpclens/vpclens/analysis/reach"
)

var pathNATSingleAZ = &Check{
	ID:       "path-nat-single-az",
	Title:    "functions use a NAT gateway of another AZ",
	Severity: Medium,
	Impact:   Tighter,
	Family:   Placement,
	Why: "A zonal NAT gateway is in one AZ. When that AZ is impaired, subnets in all AZs that use " +
		"it lose the internet: a function in one other AZ loses it with either of the two. Until then its traffic is " +
		"charged as data transfer between AZs.",
	When: "Subnets of functions have their default route to a zonal NAT gateway of another AZ, and it " +
		"works. The functions named are those that use it from another AZ.",
	Fix: "Make a NAT gateway in each AZ and point each AZ's default route at its own, or use a regional NAT gateway.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html",
	},
	Compliance: []string{"Trusted Advisor NAT Gateway AZ Independence"},
	Needs:      []string{"describe-subnets", "describe-route-tables", "describe-nat-gateways"},
	Run: func(p *Pass) {
		byNAT := make(map[string][]*subnetUse)
		for _, at := range p.subnetsOf(func(_ *reach.Place, s *reach.SubnetPlace) bool {
			return (s.Class == reach.ClassNAT || s.Class == reach.ClassUnknown && p.natBehind(s) != nil) &&
				s.Subnet.Zone() != ""
		}) {
			nat := p.natBehind(at.Subnet)
			if nat != nil && !nat.Regional() && p.Region.Subnet(nat.SubnetId) != nil {
				byNAT[nat.NatGatewayId] = append(byNAT[nat.NatGatewayId], at)
			}
		}
		online, perhaps := p.onlineFrom()
		var open unknowns
		for _, id := range slices.Sorted(maps.Keys(byNAT)) {
			nat := p.Region.NatGateway(id)
			home := p.Region.Subnet(nat.SubnetId).Zone()
			f := Finding{Resource: id, Evidence: []Evidence{
				{Resource: id, Rule: nat.SubnetId, Says: "the NAT gateway is in AZ " + home}}}
			zones := make(map[string]bool) // of functions that use it
			var far []*subnetUse
			var unsure []string // functions that would be named if they had the internet, which is not known
			for _, at := range byNAT[id] {
				zone := at.Subnet.Subnet.Zone()
				users := online[at.Subnet.ID]
				if zone != home && at.Subnet.Class == reach.ClassUnknown { // whether the gateway leads out is not known
					unsure, users = append(unsure, users...), nil
				}
				if zone != home {
					unsure = append(unsure, perhaps[at.Subnet.ID]...)
				}
				if users != nil {
					zones[zone] = true
				}
				if zone == home || users == nil {
					continue
				}
				far = append(far, at)
				f.Functions = append(f.Functions, users...)
				f.Evidence = append(f.Evidence, Evidence{Resource: at.Subnet.RouteTable.RouteTableId,
					Rule: at.Subnet.Steps[0].Text, Says: "the default route of " + at.Label() + " in AZ " + zone})
			}
			unsure = slices.DeleteFunc(unsure, func(name string) bool { return slices.Contains(f.Functions, name) })
			if missing := callsIn(p.unknownInternet(unsure)); len(missing) > 0 {
				open.add(id, unsure, missing)
			}
			if far == nil {
				continue
			}
			f.Title = fmt.Sprintf("single-AZ NAT gateway %s serves %d AZs", p.name(id), len(zones))
			if !zones[home] {
				f.Title = fmt.Sprintf("NAT gateway %s is in AZ %s, and all functions that use it are in %s",
					p.name(id), home, join(slices.Sorted(maps.Keys(zones))))
			}
			f.Fix = p.natPerZone(far)
			p.Report(f)
		}
		open.report(p, func(nat string) string {
			return "Whether functions of other AZs have internet egress via " + p.label(nat) + " is unknown."
		})
	},
}

// onlineFrom are the functions that reach something of the internet, by the subnet that they reach it from, and those
// of which that is not known.
func (p *Pass) onlineFrom() (online, perhaps map[string][]string) {
	online, perhaps = make(map[string][]string), make(map[string][]string)
	for _, at := range p.placements() {
		for i := range at.Subnets {
			id := at.Subnets[i].ID
			switch at.Subnets[i].Internet {
			case reach.Reachable, reach.Partial:
				online[id] = append(online[id], at.Functions...)
			case reach.Unknown:
				perhaps[id] = append(perhaps[id], at.Functions...)
			}
		}
	}
	return online, perhaps
}

// unknownInternet are the facts that the functions' ways to the internet lack.
func (p *Pass) unknownInternet(functions []string) []string {
	var out []string
	for _, at := range p.placements() {
		if slices.ContainsFunc(at.Functions, func(name string) bool { return slices.Contains(functions, name) }) {
			out = append(out, p.missingFor(at, p.outward(at).unknown.IPv4())...)
		}
	}
	return uniqueTexts(out)
}

// natPerZone gives the subnets of each zone a NAT gateway of that zone.
func (p *Pass) natPerZone(uses []*subnetUse) Fix {
	byZone := make(map[string][]*reach.SubnetPlace)
	for _, at := range uses {
		zone := at.Subnet.Subnet.Zone()
		byZone[zone] = append(byZone[zone], at.Subnet)
	}
	var fix Fix
	for _, zone := range slices.Sorted(maps.Keys(byZone)) {
		fix.add(p.sendByNAT(byZone[zone][0].Subnet.VpcId, zone, "", byZone[zone]))
	}
	fix.sayNewAddress()
	return fix
}
