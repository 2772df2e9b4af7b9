package check

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/reach"
)

var pathPublicSubnet = &Check{
	ID:       "path-public-subnet",
	Title:    "functions in public subnets have no internet",
	Severity: High,
	Family:   Placement,
	Why: "A Lambda interface never has a public IPv4 address, so an internet gateway drops whatever the function sends to the " +
		"IPv4 internet. Auto-assigned public addresses do not apply to Lambda.",
	When: "The effective route table of one of the function's subnets sends IPv4 traffic by default (0.0.0.0/0) to an internet gateway.",
	Fix:  "Move the function to private subnets whose default route leads to a NAT gateway, or keep it and reach AWS services through VPC endpoints.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables"},
	Run: func(p *Pass) {
		bySubnet := p.subnetsOf(func(place *reach.Place, s *reach.SubnetPlace) bool {
			return s.Class == reach.ClassPublic && !place.Managed()
		})
		for _, at := range bySubnet {
			route := at.Subnet.Steps[0]
			p.Report(Finding{
				Resource:  at.Subnet.ID,
				Functions: at.Functions,
				Title:     fmt.Sprintf("public subnet %s: no internet for Lambda there", at.Label()),
				Evidence: []Evidence{
					{Resource: at.Subnet.RouteTable.RouteTableId, Rule: route.Text, Says: "the default route leads to an internet gateway"},
					{Resource: route.ID, Rule: "IPv4", Says: "passes traffic of public addresses only, and Lambda interfaces have none"},
				},
				Fix: Fix{CLI: at.moveCLI("<private-subnet-ids>"), Terraform: "vpc_config {\n  subnet_ids = [/* private subnets with a NAT gateway route */]\n}"},
			})
		}
	},
}

// moveCLI is the command that places a function in other subnets.
func (at *subnetUse) moveCLI(subnets string) string {
	var b strings.Builder
	for i, name := range at.Functions {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "aws lambda update-function-configuration --function-name %s --vpc-config SubnetIds=%s", name, subnets)
	}
	return b.String()
}
