package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var pathPublicAccessBlock = &Check{
	ID:       "path-public-access-block",
	Title:    "Block Public Access stops a way to the internet that would work",
	Severity: High,
	Family:   Placement,
	Why: "VPC Block Public Access in the bidirectional mode stops all traffic through internet gateways and egress-only internet " +
		"gateways, and with it that of NAT gateways behind them. Routes, groups and ACLs still look right.",
	When: "The mode of the function's subnet, or of the NAT gateway's subnet, is block-bidirectional, and nothing else blocks what the groups let out to the internet.",
	Fix:  "If the functions are meant to reach the internet, exclude the VPC or subnet with the mode allow-egress, or use VPC endpoints for AWS services.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups"},
	Run: func(p *Pass) {
		if !slices.ContainsFunc(p.Region.Region.Subnets, func(s awsdata.Subnet) bool { return p.publicAccessBlocked(&s) }) {
			return
		}
		closed := make(map[string]*Finding)
		var order []*Finding
		for _, at := range p.placements() {
			allowed, _ := p.Engine.Egress(at.Region, at.Function)
			for i := range at.Subnets {
				s := &at.Subnets[i]
				routes, _ := p.Engine.EffectiveRoutes(at.Region, s.ID)
				for _, route := range routes {
					if !leadsOut(route.Way.Kind) {
						continue
					}
					trace := p.example(at, route.Destinations.Intersect(allowed.Reachable).Intersect(netset.Internet()))
					if trace == nil {
						continue
					}
					stops := trace.Subnets[i].Blockers()
					if len(stops) == 0 || slices.ContainsFunc(stops, func(h reach.Hop) bool { return h.Component != reach.ComponentPublicAccess }) {
						continue
					}
					vpc := s.Subnet.VpcId
					f := closed[vpc]
					if f == nil {
						f = &Finding{Resource: vpc, Title: fmt.Sprintf("Block Public Access keeps %s from the internet", p.name(vpc)), Fix: excludeFromBlock(vpc)}
						closed[vpc] = f
						order = append(order, f)
					}
					proof := Evidence{Resource: s.RouteTable.RouteTableId, Rule: route.Text, Says: p.label(s.ID) + ": " + stops[0].Says()}
					if !slices.Contains(f.Evidence, proof) {
						f.Evidence = append(f.Evidence, proof)
					}
					f.Functions = append(f.Functions, at.Functions...)
				}
			}
		}
		for _, f := range order {
			p.Report(*f)
		}
	},
}

func leadsOut(kind reach.WayKind) bool {
	return kind == reach.WayNAT || kind == reach.WayInternetGateway || kind == reach.WayEgressOnly
}

// publicAccessBlocked reports whether a subnet's effective mode of Block Public Access stops traffic to the internet.
func (p *Pass) publicAccessBlocked(s *awsdata.Subnet) bool {
	states := s.BlockPublicAccessStates
	if states == nil {
		if vpc := p.Region.VPC(s.VpcId); vpc != nil {
			states = vpc.BlockPublicAccessStates
		}
	}
	return states != nil && states.InternetGatewayBlockMode == "block-bidirectional"
}

func excludeFromBlock(vpc string) Fix {
	return Fix{
		CLI:       "aws ec2 create-vpc-block-public-access-exclusion --vpc-id " + shellWord(vpc) + " --internet-gateway-exclusion-mode allow-egress",
		Terraform: "resource \"aws_vpc_block_public_access_exclusion\" \"this\" {\n  vpc_id                          = " + hclWord(vpc) + "\n  internet_gateway_exclusion_mode = \"allow-egress\"\n}",
	}
}
