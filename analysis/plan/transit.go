package plan

import (
	"strings"

	"github.com/vpclens/vpclens/analysis/whatif"
)

func transitKinds() []kind {
	return []kind{
		{"AWS::EC2::TransitGateway", "tgw", setTransitGateway, removeTarget(transitCall, "TransitGatewayId")},
		{"AWS::EC2::TransitGatewayRouteTable", "tgw-rtb", setTransitTable, removeOf(transitTableCall,
			"TransitGatewayRouteTableId")},
		{"AWS::EC2::TransitGatewayVpcAttachment", "tgw-attach", setTransitAttachment, removeTransitAttachment},
		{"AWS::EC2::TransitGatewayAttachment", "tgw-attach", setTransitAttachment, removeTransitAttachment},
		{"AWS::EC2::TransitGatewayRouteTableAssociation", "", setTransitAssociation, removeTransitAssociation},
		{"AWS::EC2::TransitGatewayRouteTablePropagation", "", setTransitPropagation, removeTransitPropagation},
		{"AWS::EC2::TransitGatewayRoute", "", setTransitRoute, removeTransitRoute},
	}
}

const (
	transitCall           = "describe-transit-gateways"
	transitTableCall      = "describe-transit-gateway-route-tables"
	transitAttachmentCall = "describe-transit-gateway-attachments"
	transitVPCCall        = "describe-transit-gateway-vpc-attachments"
)

func transitRoutesCall(table string) string { return "search-transit-gateway-routes." + table }

// setTransitGateway makes a gateway, with a route table of its own unless both defaults are turned off.
// Source: EC2 API reference, TransitGatewayRequestOptions.
func setTransitGateway(w *world, r *Resource, values object) {
	e := w.element(r, transitCall, "TransitGatewayId")
	if e == nil {
		return
	}
	w.tag(e, "Tags", values)
	if r.Action == Update {
		return
	}
	options := object{"DefaultRouteTableAssociation": "enable", "DefaultRouteTablePropagation": "enable",
		"SecurityGroupReferencingSupport": "disable", "VpnEcmpSupport": "enable"}
	for name := range options {
		put(options, name, values, name)
	}
	e["State"], e["Options"] = "available", options
	if options["DefaultRouteTableAssociation"] == "enable" || options["DefaultRouteTablePropagation"] == "enable" {
		id := whatif.MadeID("tgw-rtb", strings.TrimPrefix(r.ID, whatif.MadeID("tgw", "")))
		options["AssociationDefaultRouteTableId"], options["PropagationDefaultRouteTableId"] = id, id
		w.open(r.Region, transitTableCall).add("TransitGatewayRouteTableId", object{"TransitGatewayRouteTableId": id,
			"TransitGatewayId": r.ID, "State": "available", "DefaultAssociationRouteTable": true,
			"DefaultPropagationRouteTable": true})
		w.open(r.Region, transitRoutesCall(id)).changed = true
	}
}

func setTransitTable(w *world, r *Resource, values object) {
	e := w.element(r, transitTableCall, "TransitGatewayRouteTableId")
	if e == nil {
		return
	}
	delete(e, "OwnerId")
	w.tag(e, "Tags", values)
	if r.Action == Update {
		return
	}
	e["State"] = "available"
	if put(e, "TransitGatewayId", values, "TransitGatewayId") {
		w.later(r, "TransitGatewayId", transitTableCall)
	}
	w.open(r.Region, transitRoutesCall(r.ID)).changed = true
}

// setTransitAttachment attaches a VPC. It is associated with the gateway's default table and propagates to it, unless
// the gateway or the attachment says otherwise.
func setTransitAttachment(w *world, r *Resource, values object) {
	vpcs, all := w.open(r.Region, transitVPCCall), w.open(r.Region, transitAttachmentCall)
	if r.Action == Update {
		e := vpcs.find("TransitGatewayAttachmentId", r.ID)
		if e == nil {
			w.leave(r, NotInAccount, "")
			return
		}
		if put(e, "SubnetIds", values, "SubnetIds") {
			w.later(r, "SubnetIds", transitVPCCall)
		}
		vpcs.changed = true
		return
	}
	gateway, okGateway := text(values, "TransitGatewayId")
	vpc, okVPC := text(values, "VpcId")
	subnets, unknown := texts(values["SubnetIds"])
	if !okGateway || !okVPC {
		w.later(r, "VpcId", transitAttachmentCall)
		w.lacks(r.Region, transitVPCCall, r.Address)
		return
	}
	if unknown {
		w.later(r, "SubnetIds", transitVPCCall)
	}
	g := w.open(r.Region, transitCall).find("TransitGatewayId", gateway)
	state := "available"
	// Somebody else accepts it, or not.
	if g == nil || g["OwnerId"] != nil && g["OwnerId"] != w.account && w.account != "" {
		state = "pendingAcceptance"
		w.leave(r, KnownAfter, "State")
	}
	options := object{}
	for property, v := range objectOf(values["Options"]) {
		options[property] = v
	}
	vpcs.add("TransitGatewayAttachmentId", object{"TransitGatewayAttachmentId": r.ID, "TransitGatewayId": gateway,
		"VpcId":      vpc,
		"VpcOwnerId": w.account, "State": state, "SubnetIds": asAny(subnets), "Options": options})
	attachment := object{"TransitGatewayAttachmentId": r.ID, "TransitGatewayId": gateway, "ResourceType": "vpc",
		"ResourceId":      vpc,
		"ResourceOwnerId": w.account, "TransitGatewayOwnerId": g["OwnerId"], "State": state}
	all.add("TransitGatewayAttachmentId", attachment)
	of := objectOf(g["Options"])
	if on, said := flag(values, "DefaultRouteTableAssociation"); of["DefaultRouteTableAssociation"] == "enable" &&
		(on || !said) {
		attachment["Association"] = object{"TransitGatewayRouteTableId": of["AssociationDefaultRouteTableId"],
			"State": "associated"}
	}
	table, propagates := of["PropagationDefaultRouteTableId"].(string)
	if !propagates {
		table, propagates = of["AssociationDefaultRouteTableId"].(string)
	}
	if on, said := flag(values, "DefaultRouteTablePropagation"); propagates &&
		of["DefaultRouteTablePropagation"] != "disable" &&
		(on || !said) {
		w.propagate(r, table, r.ID)
	}
}

func removeTransitAttachment(w *world, r *Resource, _ object) {
	w.open(r.Region, transitVPCCall).remove(func(e object) bool { return e["TransitGatewayAttachmentId"] == r.ID })
	w.gone(r, transitAttachmentCall, "TransitGatewayAttachmentId")
	for _, t := range w.open(r.Region, transitTableCall).elements {
		b := w.open(r.Region, transitRoutesCall(stringOf(t["TransitGatewayRouteTableId"])))
		for _, route := range b.elements {
			for _, a := range items(route["TransitGatewayAttachments"]) {
				if a["TransitGatewayAttachmentId"] == r.ID && route["Type"] == "static" {
					route["State"], b.changed = "blackhole", true
				}
			}
		}
		b.remove(func(route object) bool { return route["Type"] == "propagated" && hasAttachment(route, r.ID) })
	}
}

func hasAttachment(route object, id string) bool {
	for _, a := range items(route["TransitGatewayAttachments"]) {
		if a["TransitGatewayAttachmentId"] == id {
			return true
		}
	}
	return false
}

// transitParts are the table and the attachment that a resource names, false where either is not known.
func (w *world) transitParts(r *Resource, values object) (table, attachment string, ok bool) {
	whole := w.whole(r, values)
	table, okTable := text(whole, "TransitGatewayRouteTableId")
	attachment, okAttachment := text(whole, "TransitGatewayAttachmentId")
	if !okTable {
		w.later(r, "TransitGatewayRouteTableId", "")
		for _, t := range w.open(r.Region, transitTableCall).elements { // any table that is yet to come may have it
			if id := stringOf(t["TransitGatewayRouteTableId"]); whatif.Made(id) {
				w.lacks(r.Region, transitRoutesCall(id), r.Address)
			}
		}
	}
	w.touch(r, table)
	return table, attachment, okTable && okAttachment
}

func setTransitAssociation(w *world, r *Resource, values object) {
	table, attachment, ok := w.transitParts(r, values)
	b := w.open(r.Region, transitAttachmentCall)
	e := b.find("TransitGatewayAttachmentId", attachment)
	if !ok || e == nil {
		w.later(r, "TransitGatewayAttachmentId", transitAttachmentCall)
		return
	}
	e["Association"], b.changed = object{"TransitGatewayRouteTableId": table, "State": "associated"}, true
}

func removeTransitAssociation(w *world, r *Resource, before object) {
	_, attachment, _ := w.transitParts(r, before)
	b := w.open(r.Region, transitAttachmentCall)
	if e := b.find("TransitGatewayAttachmentId", attachment); e != nil {
		delete(e, "Association")
		b.changed = true
	}
}

// propagate gives a table the routes to the ranges of an attachment's VPC.
func (w *world) propagate(r *Resource, table, attachment string) {
	a := w.open(r.Region, transitAttachmentCall).find("TransitGatewayAttachmentId", attachment)
	if a == nil || a["ResourceType"] != "vpc" {
		w.later(r, "TransitGatewayAttachmentId", transitRoutesCall(table))
		return
	}
	v := w.open(r.Region, "describe-vpcs").find("VpcId", stringOf(a["ResourceId"]))
	if v == nil {
		w.later(r, "TransitGatewayAttachmentId", transitRoutesCall(table))
		return
	}
	b := w.open(r.Region, transitRoutesCall(table))
	b.changed = true
	for _, c := range items(v["CidrBlockAssociationSet"]) {
		b.elements = append(b.elements, object{"DestinationCidrBlock": c["CidrBlock"], "Type": "propagated",
			"State": "active",
			"TransitGatewayAttachments": []any{object{"TransitGatewayAttachmentId": attachment,
				"ResourceId":   a["ResourceId"],
				"ResourceType": "vpc"}}})
	}
}

func setTransitPropagation(w *world, r *Resource, values object) {
	table, attachment, ok := w.transitParts(r, values)
	if !ok {
		w.later(r, "TransitGatewayAttachmentId", transitRoutesCall(table))
		return
	}
	w.propagate(r, table, attachment)
}

func removeTransitPropagation(w *world, r *Resource, before object) {
	table, attachment, _ := w.transitParts(r, before)
	w.open(r.Region, transitRoutesCall(table)).remove(func(route object) bool {
		return route["Type"] == "propagated" && hasAttachment(route, attachment)
	})
}

func setTransitRoute(w *world, r *Resource, values object) {
	whole := w.whole(r, values)
	table, attachment, ok := w.transitParts(r, whole)
	cidr, okCIDR := text(whole, "DestinationCidrBlock")
	blackhole, _ := flag(whole, "Blackhole")
	if table == "" {
		return
	}
	if !okCIDR || !ok && !blackhole {
		w.later(r, "TransitGatewayAttachmentId", transitRoutesCall(table))
		return
	}
	route := object{"DestinationCidrBlock": cidr, "Type": "static", "State": "active"}
	if blackhole {
		route["State"] = "blackhole"
	} else {
		of := object{"TransitGatewayAttachmentId": attachment}
		if a := w.open(r.Region, transitAttachmentCall).find("TransitGatewayAttachmentId", attachment); a != nil {
			of["ResourceId"], of["ResourceType"] = a["ResourceId"], a["ResourceType"]
		}
		route["TransitGatewayAttachments"] = []any{of}
	}
	b := w.open(r.Region, transitRoutesCall(table))
	b.remove(func(e object) bool { return e["Type"] == "static" && e["DestinationCidrBlock"] == cidr })
	b.elements = append(b.elements, route)
	b.changed = true
}

func removeTransitRoute(w *world, r *Resource, before object) {
	values := w.resolvedOf(before)
	table, _, _ := w.transitParts(r, values)
	cidr, _ := text(values, "DestinationCidrBlock")
	if !w.open(r.Region, transitRoutesCall(table)).remove(func(e object) bool {
		return e["Type"] == "static" && e["DestinationCidrBlock"] == cidr
	}) && !w.goes(table) {
		w.leave(r, NotInAccount, cidr)
	}
}
