package check

import (
	"fmt"
	"net/netip"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
)

var eniSubnetAddresses = &Check{
	ID:       "eni-subnet-addresses",
	Title:    "a subnet of functions has few free addresses",
	Severity: High,
	Impact:   Soon,
	Family:   Interface,
	Why: "Lambda takes an address of the subnet for each interface that it makes: for a set of security groups that is new there, for more " +
		"connections than its interfaces carry, and again after a function was idle. With no address left, creating, updating and " +
		"waking a function fail with SubnetOutOfIPAddresses. How many environments run at once does not matter.",
	When: "A subnet of a function has fewer than 4 free IPv4 addresses (high), or fewer than 16 or less than a tenth of its addresses (medium).",
	Fix: "Give the functions a larger subnet in the same AZ with the same routes, or move other things out of this one. A VPC can get " +
		"another range for new subnets.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
	},
	Needs: []string{"describe-subnets"},
	Run: func(p *Pass) {
		for _, at := range p.subnetsOf(func(_ *reach.Place, s *reach.SubnetPlace) bool {
			return s.Subnet != nil &&
				s.Subnet.CidrBlock != ""
		}) {
			if at.Subnet.Subnet.AvailableIpAddressCount == nil {
				p.Unknown(at.Subnet.ID, at.Functions,
					"How many addresses "+p.label(at.Subnet.ID)+" has left is not in the snapshot.", "describe-subnets")
				continue
			}
			free, all := *at.Subnet.Subnet.AvailableIpAddressCount, usableAddresses(at.Subnet.Subnet.CidrBlock)
			severity := Medium
			switch {
			case free < 4:
				severity = High
			case free >= 16 && 10*free >= all:
				continue
			}
			p.Report(Finding{
				Severity: severity, Resource: at.Subnet.ID, Functions: at.Functions,
				Title: fmt.Sprintf("%s has %s", p.label(at.Subnet.ID), freeText(free)),
				Evidence: []Evidence{{Resource: at.Subnet.ID, Rule: "AvailableIpAddressCount",
					Says: fmt.Sprintf("%s of the %d that %s gives", freeText(free), all, at.Subnet.Subnet.CidrBlock)}},
				Fix: p.largerSubnet(at),
			})
		}
	},
}

// freeText says a number of free addresses.
func freeText(n int) string {
	switch n {
	case 0:
		return "no free address"
	case 1:
		return "1 free address"
	}
	return fmt.Sprintf("%d free addresses", n)
}

// usableAddresses is how many addresses a subnet can give: AWS keeps the first four and the last one.
// Source: Amazon VPC user guide, "Subnet CIDR blocks".
func usableAddresses(cidr string) int {
	p, err := netip.ParsePrefix(cidr)
	if err != nil || !p.Addr().Is4() {
		return 0
	}
	return max(0, 1<<(32-p.Bits())-5)
}

// largerSubnet is the fix that places functions in another subnet of the zone.
func (p *Pass) largerSubnet(at *subnetUse) Fix {
	fix := p.placed(at.Functions, nil, func(subnets, groups []string) ([]string, []string) {
		larger := paste.Placeholder("larger subnet id in " + at.Subnet.Subnet.Zone())
		return uniqueTexts(without(subnets, at.Subnet.ID, larger)), groups
	})
	fix.CLI = append(paste.Script{p.aws("ec2 describe-network-interfaces").
		Short("filters", paste.Struct("Name", "subnet-id", "Values", []string{at.Subnet.ID})).
		Saying("what is in the subnet")}, fix.CLI...)
	return fix
}
