package check

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vpclens/vpclens/analysis/reach"
)

var pathNATSingleAZ = &Check{
	ID:       "path-nat-single-az",
	Title:    "subnets in several zones share one zonal NAT gateway",
	Severity: Medium,
	Family:   Placement,
	Why: "A zonal NAT gateway lives in one availability zone. When that zone is impaired, subnets in all zones lose the internet, and " +
		"until then traffic from the other zones is charged as data transfer between zones.",
	When: "Subnets of functions in at least two availability zones have their default route to the same zonal NAT gateway, and it works.",
	Fix:  "Make a NAT gateway in each zone and point each zone's default route at its own, or use a regional NAT gateway.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html",
	},
	Compliance: []string{"Trusted Advisor NAT Gateway AZ Independence"},
	Needs:      []string{"describe-subnets", "describe-route-tables", "describe-nat-gateways"},
	Run: func(p *Pass) {
		byNAT := make(map[string][]*subnetUse)
		for _, at := range p.subnetsOf(func(_ *reach.Place, s *reach.SubnetPlace) bool {
			return s.Class == reach.ClassNAT && s.Subnet.Zone() != ""
		}) {
			nat := p.Region.NatGateway(at.Subnet.Steps[0].ID)
			if nat != nil && !nat.Regional() {
				byNAT[nat.NatGatewayId] = append(byNAT[nat.NatGatewayId], at)
			}
		}
		for _, id := range slices.Sorted(maps.Keys(byNAT)) {
			f := Finding{Resource: id}
			zones := make(map[string]bool)
			for _, at := range byNAT[id] {
				zones[at.Subnet.Subnet.Zone()] = true
				f.Functions = append(f.Functions, at.Functions...)
				f.Evidence = append(f.Evidence, Evidence{Resource: at.Subnet.RouteTable.RouteTableId, Rule: at.Subnet.Steps[0].Text,
					Says: "the default route of " + at.Label() + " in zone " + at.Subnet.Subnet.Zone()})
			}
			if len(zones) < 2 {
				continue
			}
			nat := p.Region.NatGateway(id)
			home := ""
			if s := p.Region.Subnet(nat.SubnetId); s != nil {
				home = s.Zone()
				f.Evidence = append(f.Evidence, Evidence{Resource: id, Rule: nat.SubnetId, Says: "the NAT gateway is in zone " + home})
			}
			f.Title = fmt.Sprintf("NAT gateway %s serves %d zones and lives in one", p.name(id), len(zones))
			f.Fix = p.natPerZone(byNAT[id], home)
			p.Report(f)
		}
	},
}

// natPerZone gives each subnet outside the NAT gateway's zone a NAT gateway of its own zone.
func (p *Pass) natPerZone(uses []*subnetUse, home string) Fix {
	var lines []string
	for _, at := range uses {
		if zone := at.Subnet.Subnet.Zone(); zone != home {
			lines = append(lines, fmt.Sprintf("aws ec2 create-nat-gateway --subnet-id '<public-subnet-in-%s>' --allocation-id '<elastic-ip>'\n"+
				"aws ec2 replace-route --route-table-id '<table-of-%s>' --destination-cidr-block 0.0.0.0/0 --nat-gateway-id '<new-nat-gateway>'", zone, at.Subnet.ID))
		}
	}
	return Fix{
		CLI:       commands(lines, func(line string) string { return line }),
		Terraform: "resource \"aws_nat_gateway\" \"zone\" {\n  for_each      = var.public_subnet_by_zone\n  subnet_id     = each.value\n  allocation_id = aws_eip.nat[each.key].id\n}",
	}
}
