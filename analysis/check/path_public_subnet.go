package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
)

var pathPublicSubnet = &Check{
	ID:       "path-public-subnet",
	Title:    "functions in public subnets have no internet",
	Severity: High,
	Impact:   Broken,
	Family:   Placement,
	Why: "The interfaces of a function have no public IPv4 address, so an internet gateway drops whatever the function sends to the " +
		"IPv4 internet. Auto-assigned public addresses do not apply to Lambda.",
	When: "The effective route table of one of the function's subnets sends nearly all of the IPv4 internet to an internet gateway, be it by " +
		"0.0.0.0/0 or by several routes, and no firewall at the gateway translates. Interfaces that were given an Elastic IP address by " +
		"hand get out, as long as AWS does not replace them.",
	Fix: "Move the function to private subnets whose default route targets a NAT gateway, or keep it and reach AWS services through VPC endpoints.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables"},
	Run: func(p *Pass) {
		bySubnet := p.subnetsOf(func(place *reach.Place, s *reach.SubnetPlace) bool {
			return s.Class == reach.ClassPublic && !place.Managed() && !leavesByIPv4(place, s)
		})
		var open unknowns
		for _, at := range bySubnet {
			if missing := p.mayLeaveByIPv4(at); len(missing) > 0 {
				open.add(at.Subnet.ID, at.Functions, missing)
				continue
			}
			route := at.Subnet.Steps[0]
			p.Report(Finding{
				Resource:  at.Subnet.ID,
				Functions: at.Functions,
				Impact: p.cutImpact(at.Functions,
					func(place *reach.Place, s *reach.SubnetPlace) bool { return !leavesByIPv4(place, s) }),
				Title: fmt.Sprintf("public subnet %s: no internet for Lambda there", at.Label()),
				Evidence: []Evidence{
					{Resource: at.Subnet.RouteTable.RouteTableId, Rule: route.Text,
						Says: "the default route targets an internet gateway"},
					{Resource: route.ID, Rule: "IPv4",
						Says: "passes traffic of public addresses only, and the function's interfaces have none"},
				},
				Fix: p.toPrivate(at),
			})
		}
		open.report(p, func(subnet string) string {
			return "Whether another route leads from " + p.name(subnet) + " to some of the internet is unknown."
		})
	},
}

// mayLeaveByIPv4 are the calls without which it is not known whether the functions reach something of the IPv4 internet
// from a subnet after all.
func (p *Pass) mayLeaveByIPv4(use *subnetUse) []string {
	var missing []string
	for _, at := range p.placements() {
		i := slices.IndexFunc(at.Subnets, func(s reach.SubnetPlace) bool { return s.ID == use.Subnet.ID })
		if i < 0 || !slices.Contains(use.Functions, at.FunctionName) {
			continue
		}
		if unknown := at.Internet.Subnets[i].Sets.Unknown.IPv4(); !unknown.IsEmpty() {
			missing = append(missing, p.settles(lacking{at: at, set: unknown})...)
		}
	}
	return uniqueTexts(missing)
}

// leavesByIPv4 reports whether a function reaches something of the IPv4 internet from a subnet.
func leavesByIPv4(place *reach.Place, s *reach.SubnetPlace) bool {
	for i := range place.Internet.Subnets {
		if sub := &place.Internet.Subnets[i]; sub.SubnetID == s.ID && !sub.Sets.Can().IPv4().IsEmpty() {
			return true
		}
	}
	return false
}

// toPrivate is the fix that places functions in subnets of the VPC with a way to the internet, in place of a public
// one.
func (p *Pass) toPrivate(at *subnetUse) Fix {
	private := p.privateSubnets(at.Subnet.Subnet.VpcId)
	functions := at.Functions
	change := func(subnets, groups []string) ([]string, []string) {
		kept := without(subnets, at.Subnet.ID, "")
		kept = slices.DeleteFunc(kept, func(id string) bool { return p.leadsToInternetGateway(id) })
		return uniqueTexts(append(kept, private...)), groups
	}
	if len(private) > 0 {
		functions = p.safeToMove(functions, change)
	} else {
		private = []string{paste.Placeholder("private subnet id")}
	}
	return p.placed(functions, nil, change)
}
