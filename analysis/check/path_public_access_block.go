package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var pathPublicAccessBlock = &Check{
	ID:       "path-public-access-block",
	Title:    "Block Public Access stops a way to the internet that would work",
	Severity: High,
	Impact:   Broken,
	Family:   Placement,
	Why: "VPC Block Public Access in the bidirectional mode stops all traffic through internet gateways and egress-only " +
		"internet gateways, and with it that of NAT gateways behind them. Routes, security groups and network ACLs still look right.",
	When: "The mode of the function's subnet, or of the NAT gateway's subnet, is block-bidirectional, and nothing else " +
		"blocks what the security groups let out to the internet.",
	Fix: "If the functions are meant to reach the internet, exclude the VPC or subnet with the mode allow-egress, or " +
		"use VPC endpoints for AWS services.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups"},
	Run: func(p *Pass) {
		if !slices.ContainsFunc(p.Region.Region.Subnets, func(s awsdata.Subnet) bool { return p.mayBeBlocked(&s) }) {
			return
		}
		closed := make(map[string]*Finding)
		var order []*Finding
		var open unknowns
		for _, at := range p.placements() {
			stops, missing := p.publicAccessStops(at)
			if len(missing) > 0 { // one way more than is known may lead out
				open.add(at.VPCID, at.Functions, missing)
				continue
			}
			for _, stop := range stops {
				f := closed[stop.vpc]
				if f == nil {
					f = &Finding{Resource: stop.vpc, Fix: p.excludeFromBlock(stop.vpc),
						Title: fmt.Sprintf("VPC Block Public Access blocks VPC %s", p.name(stop.vpc))}
					closed[stop.vpc] = f
					order = append(order, f)
				}
				if !slices.Contains(f.Evidence, stop.proof) {
					f.Evidence = append(f.Evidence, stop.proof)
				}
				f.Functions = append(f.Functions, at.Functions...)
			}
		}
		open.report(p, func(vpc string) string {
			return "Whether VPC Block Public Access blocks the functions of VPC " + p.name(vpc) + " is unknown."
		})
		for _, f := range order {
			f.Impact = p.cutImpact(f.Functions, noInternet)
			p.Report(*f)
		}
	},
}

// accessStop is a way out that Block Public Access alone stops, of the VPC whose mode it is.
type accessStop struct {
	vpc   string
	proof Evidence
}

// publicAccessStops are the ways of a placement to the internet that Block Public Access alone stops; missing are the
// facts without which it is not known of some way.
func (p *Pass) publicAccessStops(at *placement) (stops []accessStop, missing []string) {
	allowed, _ := p.egress(at)
	for i := range at.Subnets {
		s := &at.Subnets[i]
		routes, _ := p.routes(at, s.ID)
		for _, route := range routes {
			if !leadsOut(route.Way.Kind) && route.Way.Kind != reach.WayTransitGateway {
				continue
			}
			trace := p.example(at, route.Destinations.Intersect(allowed.Reachable).Intersect(netset.Internet()))
			if trace == nil {
				continue
			}
			stop, unread := publicAccessStop(&trace.Subnets[i])
			missing = append(missing, unread...)
			if stop == nil {
				continue
			}
			vpc := s.Subnet.VpcId
			if stopped := p.Region.Subnet(stop.Resource); stopped != nil {
				vpc = stopped.VpcId
			}
			stops = append(stops, accessStop{vpc, Evidence{Resource: s.RouteTable.RouteTableId, Rule: route.Text,
				Says: p.label(s.ID) + ": " + stop.Says()}})
		}
	}
	return stops, uniqueTexts(missing)
}

// publicAccessStop is the hop by which Block Public Access alone stops a way, nil if it does not, or if something else
// stops it too; missing are the facts without which it is not known.
func publicAccessStop(t *reach.SubnetTrace) (stop *reach.Hop, missing []string) {
	perhaps := false
	for i := range t.Hops {
		switch h := &t.Hops[i]; {
		case h.Verdict == reach.Blocked && h.Component != reach.ComponentPublicAccess:
			return nil, nil
		case h.Verdict == reach.Blocked:
			stop = h
		case h.Verdict == reach.Unknown && h.Component == reach.ComponentPublicAccess:
			perhaps = true
			missing = append(missing, h.Missing...)
		case h.Verdict == reach.Unknown && h.Component != reach.ComponentPort25:
			// of a NAT gateway that is not known, nor is its subnet
			perhaps = perhaps || h.Component == reach.ComponentNAT
			missing = append(missing, h.Missing...)
		}
	}
	switch {
	case stop != nil && len(missing) == 0:
		return stop, nil
	case stop != nil || perhaps:
		return nil, missing // whether the way would work without the block is not known
	}
	return nil, nil
}

func leadsOut(kind reach.WayKind) bool {
	return kind == reach.WayNAT || kind == reach.WayInternetGateway || kind == reach.WayEgressOnly
}

// mayBeBlocked reports whether Block Public Access may stop traffic from a subnet: it does, or its mode is not known.
func (p *Pass) mayBeBlocked(s *awsdata.Subnet) bool {
	known := s.BlockPublicAccessStates != nil
	if vpc := p.Region.VPC(s.VpcId); vpc != nil {
		known = known || vpc.BlockPublicAccessStates != nil
	}
	return !known || p.publicAccessBlocked(s)
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

// excludeFromBlock is the fix that lets a VPC's own traffic out past Block Public Access.
func (p *Pass) excludeFromBlock(vpc string) Fix {
	const mode = "allow-egress"
	fix := Fix{CLI: paste.Script{p.aws("ec2 create-vpc-block-public-access-exclusion").Opt("vpc-id", vpc).
		Opt("internet-gateway-exclusion-mode", mode)}}
	fix.declare(
		paste.Resource("aws_vpc_block_public_access_exclusion", "egress",
			paste.F("vpc_id", paste.Str(vpc)), paste.F("internet_gateway_exclusion_mode", paste.Str(mode))),
		paste.Resource("AWS::EC2::VPCBlockPublicAccessExclusion", "Egress",
			paste.F("VpcId", paste.Str(vpc)), paste.F("InternetGatewayExclusionMode", paste.Str(mode))))
	return fix
}
