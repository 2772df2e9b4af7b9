package reach

import (
	"net/netip"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
	"go4.org/netipx"
)

// judgeTransitGateway hands over to a transit gateway. Two things can be told from here: whether it can be entered from
// the source's zone, and, where its route table is in the snapshot, whether it drops the destination. What lies beyond is
// not visible.
// Source: Amazon VPC transit gateways guide, "Transit gateway attachments to a VPC".
func (r *region) judgeTransitGateway(id string, s *site, q question) []Hop {
	h := q.hop(ComponentHandedOver, id)
	if missing := r.missing("describe-transit-gateway-vpc-attachments"); missing != "" {
		return []Hop{h.unknown(TGWAttachmentsNotCaptured, missing)}
	}
	attachment, unplaced := r.attachmentInZone(id, s)
	switch {
	case unplaced != "":
		return []Hop{h.unknown(TGWZoneNotKnown, "describe-subnets", unplaced, s.subnet.Zone())}
	case attachment == nil:
		return []Hop{h.because(Blocked, TGWNotInZone, s.subnet.Zone(), s.vpc.id)}
	}
	table, missing := r.attachmentTable(attachment)
	if table == nil {
		return []Hop{h.unknown(TGWRoutesNotCaptured, missing)}
	}
	h.Resource = table.TransitGatewayRouteTableId
	route := transitRoute(table, q.to)
	switch {
	case route == nil:
		return []Hop{h.because(Blocked, TGWNoRoute, id)}
	case route.State == "blackhole":
		h.Rule = Rule{Text: route.DestinationCidrBlock, CIDR: route.DestinationCidrBlock}
		return []Hop{h.because(Blocked, TGWBlackhole)}
	}
	to := "an attachment"
	for _, a := range route.TransitGatewayAttachments {
		to = a.ResourceType + " " + a.ResourceId
	}
	h.Rule = Rule{Text: route.DestinationCidrBlock + " → " + to, CIDR: route.DestinationCidrBlock, Target: to}
	return []Hop{h.unknown(TGWHandedOn, "the network behind "+to, id)}
}

func (r *region) transitGatewaySets(id string, part netset.Set, s *site) Sets {
	if r.missing("describe-transit-gateway-vpc-attachments") != "" {
		return Sets{Unknown: part}
	}
	attachment, unplaced := r.attachmentInZone(id, s)
	switch {
	case unplaced != "":
		return Sets{Unknown: part}
	case attachment == nil:
		return Sets{}
	}
	table, _ := r.attachmentTable(attachment)
	if table == nil {
		return Sets{Unknown: part}
	}
	var b netset.Builder
	routes := slices.Clone(table.Routes)
	slices.SortStableFunc(routes, compareTransitRoutes)
	for _, route := range slices.Backward(routes) { // worst first, so that the best paints over
		p, ok := prefixOf(route.DestinationCidrBlock)
		switch {
		case !ok:
		case route.State == "blackhole":
			b.RemovePrefix(p, carried())
		default:
			b.AddPrefix(p, carried())
		}
	}
	return Sets{Unknown: b.Set().Intersect(part)}
}

// attachmentInZone is the gateway's attachment to the source's VPC with a subnet in the source's zone, nil if there is none.
// unplaced is a subnet of an attachment that is not in the snapshot, so that its zone is not known, where that matters.
func (r *region) attachmentInZone(tgwID string, s *site) (found *awsdata.TransitGatewayVPCAttachment, unplaced string) {
	for _, a := range r.TransitGatewayVPCAttachments(tgwID) {
		if a.VpcId != s.vpc.id || (a.State != "" && a.State != "available") {
			continue
		}
		for _, id := range a.SubnetIds {
			switch subnet := r.Subnet(id); {
			case subnet == nil:
				unplaced = id
			case subnet.Zone() == s.subnet.Zone():
				return a, ""
			}
		}
	}
	return nil, unplaced
}

// attachmentTable is the route table that traffic from the attachment is looked up in, or the call that is missing.
func (r *region) attachmentTable(a *awsdata.TransitGatewayVPCAttachment) (*awsdata.TransitGatewayRouteTable, string) {
	general := r.TransitGatewayAttachment(a.TransitGatewayAttachmentId)
	if general == nil || general.Association == nil {
		return nil, "describe-transit-gateway-attachments"
	}
	id := general.Association.TransitGatewayRouteTableId
	table := r.TransitGatewayRouteTable(id)
	if table == nil { // its routes are all that is needed
		routes, known := r.Region.TransitGatewayRoutes[id]
		table = &awsdata.TransitGatewayRouteTable{TransitGatewayRouteTableId: id, Routes: routes, RoutesKnown: known}
	}
	call := "search-transit-gateway-routes." + id
	if !table.RoutesKnown || !r.Region.Has(call) {
		return nil, call
	}
	for _, route := range table.Routes {
		if route.PrefixListId != "" && route.DestinationCidrBlock == "" {
			return nil, "get-transit-gateway-prefix-list-references." + id
		}
	}
	return table, ""
}

// transitRoute is the route of a destination: longest prefix first, static before propagated.
func transitRoute(t *awsdata.TransitGatewayRouteTable, to netip.Addr) *awsdata.TransitGatewayRoute {
	var found *awsdata.TransitGatewayRoute
	for i := range t.Routes {
		route := &t.Routes[i]
		p, ok := prefixOf(route.DestinationCidrBlock)
		if ok && p.Contains(to) && (found == nil || compareTransitRoutes(*route, *found) < 0) {
			found = route
		}
	}
	return found
}

// compareTransitRoutes orders routes by precedence: longer prefixes first, then static before propagated.
func compareTransitRoutes(a, b awsdata.TransitGatewayRoute) int {
	p, _ := prefixOf(a.DestinationCidrBlock)
	q, _ := prefixOf(b.DestinationCidrBlock)
	switch {
	case p.Bits() != q.Bits():
		return q.Bits() - p.Bits()
	case a.Type != b.Type && a.Type == "static":
		return -1
	case a.Type != b.Type && b.Type == "static":
		return 1
	}
	return netipx.ComparePrefix(p, q)
}
