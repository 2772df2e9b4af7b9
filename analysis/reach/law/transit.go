package law

import (
	"net/netip"
	"slices"
)

// transit judges a transit gateway, and the network behind it.
func (w *World) transit(p packet, id string) hops {
	if p.crossed != nil {
		return hops{{"transit-gateway", Unknown}}
	}
	from, enter, v := w.entrance(p.subnet, id)
	if from == nil {
		return hops{{"transit-gateway", v}}
	}
	h := hops{{"transit-gateway", Reachable}}
	for _, in := range w.acrossSubnets(p, p.subnet, enter, "transit-gateway-acl") {
		h = append(h, Hop{"transit-gateway-acl", in.Verdict})
	}
	to, v := w.beyond(from, p.to)
	h = append(h, Hop{"transit-gateway-route", v})
	if to == nil {
		return h
	}
	if to.VpcId == p.subnet.VpcId {
		return append(h, Hop{"transit-gateway-route", Unknown}) // it comes back
	}
	if !to.up() {
		return append(h, Hop{"transit-gateway-route", Blocked})
	}
	return append(h, w.emerge(p, &crossing{id, from, to})...)
}

// entrance is the transit gateway's attachment in the VPC that has a subnet in the zone of the given one, and that
// subnet. Without one the verdict says why.
func (w *World) entrance(s *subnet, id string) (*attachment, *subnet, Verdict) {
	v := w.absent(w.home(s.VpcId, s.place), "describe-transit-gateway-vpc-attachments")
	for i := range w.attachments {
		t := &w.attachments[i]
		if t.TransitGatewayId != id || t.VpcId != s.VpcId || !t.up() {
			continue
		}
		for _, sub := range t.SubnetIds {
			switch at := w.subnet(sub); {
			case at == nil:
				v = Unknown // its zone is not known
			case at.sameZone(s):
				return t, at, Reachable
			}
		}
	}
	return nil, nil, v
}

// beyond is the attachment to which the transit gateway hands what comes from another one. Without one the verdict
// says why.
func (w *World) beyond(from *attachment, to netip.Addr) (*attachment, Verdict) {
	a := find(w.associations,
		func(a *association) bool { return a.TransitGatewayAttachmentId == from.TransitGatewayAttachmentId })
	if a == nil {
		return nil, Unknown // nothing is known of its association
	}
	if a.Association == nil || a.Association.State != "" && a.Association.State != "associated" {
		return nil, w.absent(w.home(from.VpcId, Place{}), "describe-transit-gateway-attachments")
	}
	id := a.Association.TransitGatewayRouteTableId
	if !w.transitWhole[id] {
		return nil, Unknown
	}
	type winner struct{ bits, static int }
	best := winner{-1, 0}
	var routes []*transitRoute
	doubt := false
	for i := range w.transitRoutes[id] {
		r := &w.transitRoutes[id][i]
		if r.State == "deleted" || r.State == "deleting" {
			continue
		}
		ranges := []netip.Prefix{r.DestinationCidrBlock}
		if r.PrefixListId != "" && !r.DestinationCidrBlock.IsValid() {
			ranges = w.listEntries[r.PrefixListId]
			doubt = doubt || w.listMayHave(r.PrefixListId, to)
		}
		for _, c := range ranges {
			it := winner{c.Bits(), 0}
			if r.Type == "static" {
				it.static = 1
			}
			switch {
			case !c.IsValid() || !c.Contains(to) || it.bits < best.bits || it.bits == best.bits &&
				it.static < best.static:
			case it == best:
				routes = append(routes, r)
			default:
				best, routes = it, []*transitRoute{r}
			}
		}
	}
	switch {
	case doubt:
		return nil, Unknown
	case len(routes) == 0:
		return nil, Blocked
	case len(routes) > 1:
		return nil, Unknown
	case routes[0].State == "blackhole":
		return nil, Blocked
	case len(routes[0].TransitGatewayAttachments) != 1: // it spreads over several
		return nil, Unknown
	}
	target := routes[0].TransitGatewayAttachments[0]
	if target.ResourceType != "vpc" {
		return nil, Unknown
	}
	t := find(w.attachments,
		func(t *attachment) bool { return t.TransitGatewayAttachmentId == target.TransitGatewayAttachmentId })
	if t == nil {
		a := find(w.associations, func(a *association) bool {
			return a.TransitGatewayAttachmentId == target.TransitGatewayAttachmentId
		})
		if a != nil && a.State != "available" && a.State != "modifying" {
			return nil, Blocked
		}
		return nil, Unknown
	}
	return t, Reachable
}

// emerge judges the way on from the far attachment: in the source's zone if it has a subnet there, else from any.
func (w *World) emerge(p packet, c *crossing) hops {
	var from []*subnet
	near, hidden := (*subnet)(nil), false
	for _, id := range c.to.SubnetIds {
		switch s := w.subnet(id); {
		case s == nil:
			hidden = true
		case near == nil && s.sameZone(p.subnet):
			near = s
		default:
			from = append(from, s)
		}
	}
	if near != nil {
		from, hidden = []*subnet{near}, false
	}
	if hidden || len(from) == 0 || w.vpc(c.to.VpcId) == nil {
		return hops{{"transit-gateway-route", Unknown}}
	}
	var told hops
	var verdicts []Verdict
	p.crossed = c
	for _, p.subnet = range from {
		h := w.onward(p)
		told = append(told, h...)
		verdicts = append(verdicts, h.verdict())
	}
	if len(from) == 1 {
		return told
	}
	return hops{{"transit-gateway-route", Join(verdicts...)}}
}

// onward judges the way from a subnet of the far attachment.
func (w *World) onward(p packet) hops {
	h := hops{}
	if !p.subnet.holds(p.to) {
		h = append(h, Hop{"transit-gateway-acl", w.aclOut(p.subnet, p.to, p)},
			Hop{"transit-gateway-acl", w.aclReplies(p.subnet, false, p.to, p.protocol)})
	}
	r, certain := w.lookup(w.tableOf(p.subnet), p.to)
	switch {
	case !certain:
		return append(h, Hop{"transit-gateway-route", Unknown})
	case r == nil, r.State == "blackhole":
		return append(h, Hop{"transit-gateway-route", Blocked})
	}
	return append(h, w.follow(p, r)...)
}

// back judges the way that replies take: the route of the far subnet to the source leads to the same transit gateway,
// which has an attachment in the zone, whose table leads to the source's attachment. The subnet is nil where zones do
// not matter.
func (w *World) back(p packet, t *table, at *subnet) Hop {
	h := Hop{"transit-gateway-back", Unknown}
	r, certain := w.lookup(t, p.source)
	switch {
	case !certain:
		return h
	case r == nil, r.State == "blackhole":
		h.Verdict = Blocked
		return h
	case r.TransitGatewayId != p.crossed.gateway:
		return h
	}
	from := p.crossed.to
	if at != nil {
		var v Verdict
		if from, _, v = w.entrance(at, p.crossed.gateway); from == nil {
			h.Verdict = v
			return h
		}
	}
	to, v := w.beyond(from, p.source)
	switch {
	case to == nil:
		h.Verdict = v
	case to.TransitGatewayAttachmentId == p.crossed.from.TransitGatewayAttachmentId:
		h.Verdict = Reachable
	case to.TransitGatewayAttachmentId == from.TransitGatewayAttachmentId:
		h.Verdict = Blocked // it comes back to where it is
	}
	return h
}

// acrossTransit judges references to the function's groups in rules behind a transit gateway: they hold where the
// gateway and both attachments support it.
func (w *World) acrossTransit(p packet) func(string) Verdict {
	return func(ref string) Verdict {
		if !slices.Contains(p.groups, ref) {
			return Blocked
		}
		on := Unknown
		t := find(w.transits, func(t *transitGateway) bool { return t.TransitGatewayId == p.crossed.gateway })
		if t != nil {
			on = t.Options.on()
		}
		return all(on, p.crossed.from.Options.on(), p.crossed.to.Options.on())
	}
}

func (r referencing) on() Verdict {
	switch r.SecurityGroupReferencingSupport {
	case "enable":
		return Reachable
	case "":
		return Unknown
	}
	return Blocked
}
