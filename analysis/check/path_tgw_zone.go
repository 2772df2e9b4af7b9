package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
)

var pathTGWZone = &Check{
	ID:       "path-tgw-zone",
	Title:    "a transit gateway has no attachment subnet in an AZ of the function",
	Severity: High,
	Impact:   Partly,
	Family:   Placement,
	Why: "A transit gateway takes traffic from a VPC only in the AZs where its attachment has a subnet. From any other AZ the route " +
		"looks right and everything is dropped.",
	When: "A route that the function's security groups let it use targets a transit gateway whose attachment to the VPC has no subnet in the AZ of the function's subnet.",
	Fix:  "Add a subnet of that AZ to the attachment, or take the AZ's subnet out of the function's configuration.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
		"https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups"},
	Run: func(p *Pass) {
		shut := make(map[string]*Finding)
		var order []*Finding
		var open unknowns
		for _, at := range p.placements() {
			allowed, _ := p.egress(at)
			for i := range at.Subnets {
				s := &at.Subnets[i]
				routes, _ := p.routes(at, s.ID)
				for _, route := range routes {
					if route.Way.Kind != reach.WayTransitGateway {
						continue
					}
					tgw := route.Way.Resource
					used := route.Destinations.Intersect(allowed.Reachable)
					trace := p.example(at, used)
					if trace == nil {
						continue
					}
					if missing := attachmentsMissing(&trace.Subnets[i], tgw); missing != nil {
						open.add(tgw, at.Functions, missing)
						continue
					}
					blocked := slices.IndexFunc(trace.Subnets[i].Hops, func(h reach.Hop) bool {
						return h.Reason == reach.TGWNotInZone && h.Resource == tgw
					})
					if blocked < 0 {
						continue
					}
					f := shut[s.ID]
					if f == nil {
						f = &Finding{Resource: s.ID, Title: fmt.Sprintf("%s has no attachment subnet in the AZ of %s "+
							"(%s)",
							p.name(tgw), p.name(s.ID), s.Subnet.Zone())}
						f.Evidence = []Evidence{
							{Resource: s.RouteTable.RouteTableId, Rule: route.Text,
								Says: "the route of " + p.label(s.ID)},
							{Resource: tgw, Rule: "AZ " + s.Subnet.Zone(),
								Says: trace.Subnets[i].Hops[blocked].Says()},
						}
						f.Fix = p.attachZone(tgw, s)
						shut[s.ID] = f
						order = append(order, f)
					}
					f.Functions = append(f.Functions, at.Functions...)
				}
			}
		}
		open.report(p, func(tgw string) string {
			return "In which AZs " + p.name(tgw) + " has attachment subnets was not collected."
		})
		for _, f := range order {
			p.Report(*f)
		}
	},
}

// attachmentsMissing are the calls without which it is not known in which zones a transit gateway can be entered.
func attachmentsMissing(t *reach.SubnetTrace, tgw string) []string {
	for _, h := range t.Hops {
		if h.Resource == tgw && (h.Reason == reach.TGWAttachmentsNotCaptured || h.Reason == reach.TGWZoneNotKnown) {
			return h.Missing
		}
	}
	return nil
}

// attachZone adds a subnet of the zone to the attachment of the subnet's VPC.
func (p *Pass) attachZone(tgw string, s *reach.SubnetPlace) Fix {
	attachment, subnets := paste.Placeholder("attachment id"), []string{s.ID}
	for _, a := range p.Region.TransitGatewayVPCAttachments(tgw) {
		if a.VpcId == s.Subnet.VpcId {
			attachment, subnets = a.TransitGatewayAttachmentId, append(slices.Sorted(slices.Values(a.SubnetIds)), s.ID)
		}
	}
	fix := Fix{CLI: paste.Script{p.aws("ec2 modify-transit-gateway-vpc-attachment").
		Opt("transit-gateway-attachment-id", attachment).Opt("add-subnet-ids", s.ID)}}
	fix.declare(paste.Part("aws_ec2_transit_gateway_vpc_attachment", attachment,
		paste.F("subnet_ids", paste.Strs(subnets))),
		paste.Part("AWS::EC2::TransitGatewayVpcAttachment", attachment, paste.F("SubnetIds", paste.Strs(subnets))))
	return fix
}
