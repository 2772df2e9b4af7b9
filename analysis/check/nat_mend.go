package check

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// mendNAT is the fix that gives subnets a way out where the NAT gateway that they use has none: what stops it where it
// stands is mended there, and only where the gateway itself does not work another one takes its place.
func (p *Pass) mendNAT(nat *awsdata.NatGateway, uses []*subnetUse) Fix {
	var subnets []*reach.SubnetPlace
	var stops []reach.Hop
	for _, at := range uses {
		subnets = append(subnets, at.Subnet)
		for _, h := range at.Subnet.Stops {
			if !slices.ContainsFunc(stops, func(o reach.Hop) bool { return o.Same(&h) }) {
				stops = append(stops, h)
			}
		}
	}
	vpc := subnets[0].Subnet.VpcId
	if nat.State != "available" || !nat.Public() || len(stops) == 0 {
		return p.sendByNAT(vpc, "", nat.NatGatewayId, subnets)
	}
	var fix Fix
	entries := make(aclEntries)
	for _, h := range stops {
		switch {
		case effectOf(h) > 0:
			fix.add(entries.allow(p, h))
		case h.Component != reach.ComponentNATRoute:
			return p.sendByNAT(vpc, "", nat.NatGatewayId, subnets)
		default:
			way, ok := p.leadNATOut(nat)
			if !ok {
				return p.sendByNAT(vpc, "", nat.NatGatewayId, subnets)
			}
			fix.add(way)
		}
	}
	return fix
}

// leadNATOut is the fix that leads a NAT gateway's subnet to the VPC's internet gateway, which is attached first where
// it is not. ok is false where that is no way: the gateway is regional, or functions are in its subnet, whose way out
// it is meant to be.
func (p *Pass) leadNATOut(nat *awsdata.NatGateway) (fix Fix, ok bool) {
	home := p.Engine.SubnetPlace(p.RegionName(), nat.SubnetId)
	if nat.Regional() || home.Subnet == nil || home.RouteTable == nil {
		return Fix{}, false
	}
	gateway := p.attachedGateway(home.Subnet.VpcId)
	if gateway == "" {
		for _, r := range home.RouteTable.Routes {
			if g := p.Region.InternetGateway(r.GatewayId); g != nil && len(g.Attachments) == 0 &&
				slices.Contains(defaultRoutes(home.RouteTable), r.DestinationCidrBlock) {
				return p.attachGateway(g.InternetGatewayId, home.Subnet.VpcId), true
			}
		}
		return Fix{}, false
	}
	if len(p.Region.SubnetUsers(nat.SubnetId)) > 0 {
		return Fix{}, false
	}
	return p.sendTo([]*reach.SubnetPlace{home}, "", viaGateway(gateway)), true
}

// attachedGateway is the internet gateway of a VPC, "" where it has none.
func (p *Pass) attachedGateway(vpc string) string {
	for i := range p.Region.Region.InternetGateways {
		if g := &p.Region.Region.InternetGateways[i]; g.AttachedTo(vpc) {
			return g.InternetGatewayId
		}
	}
	return ""
}

// attachGateway is the fix that attaches an internet gateway: routes that lead to it come to life again.
func (p *Pass) attachGateway(id, vpc string) Fix {
	fix := Fix{CLI: paste.Script{p.aws("ec2 attach-internet-gateway").Opt("internet-gateway-id", id).
		Opt("vpc-id", vpc)}}
	fix.declare(paste.Resource("aws_internet_gateway_attachment", paste.Name(id),
		paste.F("internet_gateway_id", paste.Str(id)), paste.F("vpc_id", paste.Str(vpc))),
		paste.Resource("AWS::EC2::VPCGatewayAttachment", paste.LogicalID(id),
			paste.F("InternetGatewayId", paste.Str(id)), paste.F("VpcId", paste.Str(vpc))))
	return fix
}
