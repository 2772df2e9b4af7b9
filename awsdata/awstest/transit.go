package awstest

import (
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

func (s *story) tgwLine(l *line) {
	name := l.word("a name")
	s.region().TransitGateways = append(s.region().TransitGateways, awsdata.TransitGateway{
		TransitGatewayId: s.declare(l, "tgw", name), Description: l.text("description", ""),
		OwnerId: l.text("owner", s.accountID), State: l.text("state", "available"), Tags: l.tags(name),
	})
}

func (s *story) tgwAttachmentLine(l *line) {
	r := s.region()
	name := l.word("a name")
	a := awsdata.TransitGatewayAttachment{
		TransitGatewayAttachmentId: s.declare(l, "tgw-attach", name),
		TransitGatewayId:           s.refer(l, "tgw", l.text("tgw", "")), TransitGatewayOwnerId: s.accountID,
		ResourceType: l.text("type", "vpc"), ResourceOwnerId: l.text("owner", s.accountID),
		State: l.text("state", "available"), Tags: l.tags(name),
	}
	// AWS associates an attachment with the gateway's default table. Stories that do not tell of it did not read it.
	if table := l.text("table", "!default"); table != "none" {
		a.Association = &awsdata.TransitGatewayAssociation{TransitGatewayRouteTableId: s.refer(l, "tgw-rtb", table),
			State: "associated"}
	}
	if a.ResourceType == "vpc" {
		a.ResourceId = s.vpcOf(l)
		r.TransitGatewayVPCAttachments = append(r.TransitGatewayVPCAttachments, awsdata.TransitGatewayVPCAttachment{
			TransitGatewayAttachmentId: a.TransitGatewayAttachmentId, TransitGatewayId: a.TransitGatewayId,
			VpcId: a.ResourceId, VpcOwnerId: a.ResourceOwnerId, State: a.State,
			SubnetIds: s.referAll(l, "subnet", l.list("subnets")), Tags: a.Tags,
		})
	} else {
		a.ResourceId = l.text("resource", "")
	}
	r.TransitGatewayAttachments = append(r.TransitGatewayAttachments, a)
}

func (s *story) tgwTableLine(l *line) {
	r := s.region()
	name := l.word("a name")
	isDefault := l.flag("default")
	t := awsdata.TransitGatewayRouteTable{
		TransitGatewayRouteTableId: s.declare(l, "tgw-rtb", name),
		TransitGatewayId:           s.refer(l, "tgw", l.text("tgw", "")), State: l.text("state", "available"),
		DefaultAssociationRouteTable: isDefault, DefaultPropagationRouteTable: isDefault, Tags: l.tags(name),
	}
	r.TransitGatewayRouteTables = append(r.TransitGatewayRouteTables, t)
	if !l.flag("unknown") {
		r.TransitGatewayRoutes[t.TransitGatewayRouteTableId] = []awsdata.TransitGatewayRoute{}
	}
}

func (s *story) tgwRouteLine(l *line) {
	r := s.region()
	table := s.refer(l, "tgw-rtb", l.word("a table"))
	route := awsdata.TransitGatewayRoute{Type: l.text("type", "static"), State: l.text("state", "active")}
	if destination := l.word("a destination"); strings.HasPrefix(strings.TrimPrefix(destination, "!"), "pl-") {
		route.PrefixListId = s.refer(l, "pl", destination)
	} else {
		route.DestinationCidrBlock = destination
	}
	targets := l.word("an attachment, or - for a blackhole")
	if targets == "-" {
		route.State = "blackhole"
	} else {
		for _, name := range strings.Split(targets, ",") {
			to := awsdata.TransitGatewayRouteAttachment{TransitGatewayAttachmentId: s.refer(l, "tgw-attach", name)}
			if a := find(r.TransitGatewayAttachments, to.TransitGatewayAttachmentId); a != nil {
				to.ResourceId, to.ResourceType = a.ResourceId, a.ResourceType
			}
			route.TransitGatewayAttachments = append(route.TransitGatewayAttachments, to)
		}
	}
	r.TransitGatewayRoutes[table] = append(r.TransitGatewayRoutes[table], route)
}
