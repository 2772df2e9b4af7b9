package reach

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// transit is how a packet came to another VPC: by which transit gateway, from which attachment to which.
type transit struct {
	id        string
	near, far *awsdata.TransitGatewayVPCAttachment
	region    *region // of the source
}

// back is the condition that replies find the way back, nil inside the function's own VPC.
func (t *transit) back() func(*subnet) step {
	if t == nil {
		return nil
	}
	return func(target *subnet) step { return transitBack{target, t} }
}

// transitGateway is the way into a transit gateway, through its route table, to what it is attached to.
// Source: Amazon VPC transit gateways guide, "How transit gateways work"; "Network ACLs for transit gateways".
func (w walk) transitGateway(id string) path {
	s := w.subnet
	h := Hop{Component: ComponentTransitGateway, Resource: id}
	end := func(h Hop) path { return path{steps: []step{fixed{h}}} }
	if w.behind != nil {
		return end(h.unknown(TGWBehindTGW, "the network behind "+id))
	}
	attached, missing := s.region.vpcAttachments(id)
	near, entry, unplaced := attachmentInZone(attached, s)
	switch {
	case near == nil && missing != "":
		return end(h.unknown(TGWAttachmentsNotCaptured, missing))
	case near == nil && unplaced != "":
		return end(h.unknown(TGWZoneNotKnown, s.region.callName("describe-subnets"), unplaced, s.zone()))
	case near == nil:
		return end(h.because(Blocked, TGWNotInZone, s.zone(), s.vpc.id))
	}
	var steps []step
	if entry != s {
		steps = append(steps,
			crossing{subnet: entry, request: ComponentTransitGatewayACL, replies: ComponentTransitGatewayACL})
	}
	table, lacks := s.region.tableOf(near.TransitGatewayAttachmentId, h, s.vpc.id)
	if table == nil {
		return path{steps: append(steps, fixed{lacks})}
	}
	return path{steps: steps, fork: transitRoutes{walk: w, id: id, near: near, table: table}}
}

// vpcAttachments are the attachments of VPCs to a transit gateway that any account of the snapshot sees. missing is the
// call without which there may be more: the account of the source sees at least its own.
func (r *region) vpcAttachments(id string) (out []*awsdata.TransitGatewayVPCAttachment, missing string) {
	const call = "describe-transit-gateway-vpc-attachments"
	missing = r.missing(call)
	seen := make(map[string]bool)
	for _, other := range append([]*region{r}, r.all...) {
		for _, a := range other.TransitGatewayVPCAttachments(id) {
			if !seen[a.TransitGatewayAttachmentId] {
				seen[a.TransitGatewayAttachmentId] = true
				out = append(out, a)
			}
		}
	}
	slices.SortFunc(out, func(a, b *awsdata.TransitGatewayVPCAttachment) int {
		return cmp.Compare(a.TransitGatewayAttachmentId, b.TransitGatewayAttachmentId)
	})
	return out, missing
}

// carries reports whether an attachment in this state carries traffic: one that is being modified does.
func carries(state string) bool { return state == "" || state == "available" || state == "modifying" }

// attachmentInZone is the attachment of the subnet's VPC that has a subnet in its zone, and that subnet. unplaced is a
// subnet of an attachment that is not in the snapshot, so that its zone is not known, where that matters.
func attachmentInZone(attached []*awsdata.TransitGatewayVPCAttachment,
	s *subnet) (found *awsdata.TransitGatewayVPCAttachment, entry *subnet, unplaced string) {
	for _, a := range attached {
		if a.VpcId != s.vpc.id || !carries(a.State) {
			continue
		}
		for _, id := range a.SubnetIds {
			switch subnet := s.region.subnet(id); {
			case subnet == nil:
				unplaced = id
			case subnet.sameZone(s):
				return a, subnet, ""
			}
		}
	}
	return nil, nil, unplaced
}

// attachmentOf is what describe-transit-gateway-attachments of any account says of an attachment.
func (r *region) attachmentOf(id string) *awsdata.TransitGatewayAttachment {
	var found *awsdata.TransitGatewayAttachment
	for _, other := range append([]*region{r}, r.all...) {
		if a := other.TransitGatewayAttachment(id); a != nil && (found == nil || found.Association == nil) {
			found = a
		}
	}
	return found
}

// tableOf is the route table that traffic from an attachment is looked up in, or the hop that says why there is none.
func (r *region) tableOf(attachmentID string, h Hop, vpcID string) (*transitTable, Hop) {
	const call = "describe-transit-gateway-attachments"
	general := r.attachmentOf(attachmentID)
	switch missing := r.missing(call); {
	case general == nil && missing == "":
		return nil, h.unknown(TGWRoutesNotCaptured, call+" of the transit gateway's owner")
	case general == nil, general.Association == nil && missing != "":
		return nil, h.unknown(TGWRoutesNotCaptured, missing)
	case general.Association == nil:
		return nil, h.because(Blocked, TGWNoAssociation, attachmentID, vpcID)
	}
	id := general.Association.TransitGatewayRouteTableId
	for _, other := range append([]*region{r}, r.all...) {
		if t := other.transitTable(id); t != nil {
			return t, Hop{}
		}
	}
	return nil, h.unknown(TGWRoutesNotCaptured, r.callName("search-transit-gateway-routes."+id))
}

// transitRoutes is the fork at a transit gateway's route table.
type transitRoutes struct {
	walk
	id    string
	near  *awsdata.TransitGatewayVPCAttachment
	table *transitTable
}

func (f transitRoutes) find(q question) branch {
	part := f.table.find(q.to)
	if part == nil {
		return branch{hops: []Hop{{Component: ComponentTransitGateway, Resource: f.table.id, Verdict: Blocked,
			Reason: TGWNoRoute, Names: []string{f.id}}}}
	}
	return f.branch(part, netset.FromAddr(q.to, carried()))
}

func (f transitRoutes) each(asked netset.Set, yield func(branch)) {
	for i := range f.table.parts {
		part := &f.table.parts[i]
		if set := part.set.Intersect(asked); !set.IsEmpty() {
			asked = asked.Minus(set)
			yield(f.branch(part, set))
		}
	}
}

// branch is the way behind one route.
func (f transitRoutes) branch(part *transitPart, set netset.Set) branch {
	h := Hop{Component: ComponentTransitGateway, Resource: f.table.id, Rule: Rule{Text: part.cidr, CIDR: part.cidr}}
	b := branch{part: set}
	switch {
	case part.unknown != "":
		b.hops = []Hop{h.unknown(RouteListsNotCaptured, part.unknown, part.cidr)}
		return b
	case part.blackhole || len(part.to) == 0:
		b.hops = []Hop{h.because(Blocked, TGWBlackhole)}
		return b
	}
	to := part.to[0]
	h.Rule.Target = to.ResourceType + " " + to.ResourceId
	h.Rule.Text += " → " + h.Rule.Target
	if len(part.to) > 1 {
		b.hops = []Hop{h.unknown(TGWMultipath, "which of the attachments AWS picked", f.id)}
		return b
	}
	hop, next := f.onward(h, to, set)
	b.hops, b.next = []Hop{hop}, next
	return b
}

// onward is the way into what a route leads to: only VPCs that are in the snapshot are followed.
func (f transitRoutes) onward(h Hop, to awsdata.TransitGatewayRouteAttachment, set netset.Set) (Hop, path) {
	r := f.subnet.region
	general := r.attachmentOf(to.TransitGatewayAttachmentId)
	if general != nil && !carries(general.State) {
		return h.because(Blocked, TGWAttachmentDown, to.TransitGatewayAttachmentId, general.State), path{}
	}
	unseen := h.unknown(TGWHandedOn, networkBehind(to), f.id)
	switch {
	case to.ResourceType != "vpc":
		return unseen, path{}
	case to.ResourceId == f.subnet.vpc.id:
		return h.unknown(TGWComesBack, "what "+f.id+" does with traffic back into "+to.ResourceId, f.id, to.ResourceId),
			path{}
	}
	home := r.of(r.index.VPCHome(to.ResourceId))
	if home == nil {
		if general != nil && general.ResourceOwnerId != "" {
			unseen.Missing = []string{"the network of " + to.ResourceId + " (account " + general.ResourceOwnerId + ")"}
			home := r.peerHome(&awsdata.PeeringVPC{OwnerId: general.ResourceOwnerId, Region: r.name()})
			if home != nil {
				if missing := home.missing("describe-vpcs"); missing != "" {
					unseen.Missing = []string{missing}
				}
			}
		}
		return unseen, path{}
	}
	attached, _ := home.vpcAttachments(f.id)
	i := slices.IndexFunc(attached, func(a *awsdata.TransitGatewayVPCAttachment) bool {
		return a.TransitGatewayAttachmentId == to.TransitGatewayAttachmentId
	})
	if i < 0 {
		unseen.Missing = []string{home.callName("describe-transit-gateway-vpc-attachments")}
		return unseen, path{}
	}
	far := attached[i]
	if !carries(far.State) {
		return h.because(Blocked, TGWAttachmentDown, to.TransitGatewayAttachmentId, far.State), path{}
	}
	subnets, unplaced := landing(home, far, f.subnet)
	if len(subnets) == 0 || unplaced != "" {
		unseen.Missing = []string{"the subnet " + unplaced + " of " + far.TransitGatewayAttachmentId}
		return unseen, path{}
	}
	h = h.because(Reachable, TGWLeads, f.id, to.ResourceId)
	next := f.walk
	next.behind = &transit{id: f.id, near: f.near, far: far, region: r}
	next.refs, next.perhaps = f.references(far)
	var ways []path
	for _, s := range subnets {
		next.subnet = s
		ways = append(ways,
			next.leave(ComponentTransitGatewayACL, ComponentTransitGatewayACL, ComponentTransitGatewayRoute))
	}
	if len(ways) == 1 {
		return h, ways[0]
	}
	return h, path{steps: []step{either{ways, set}}}
}

// landing are the subnets in which an attachment hands packets on: the one in the zone they come from, else any.
// unplaced is one that is not in the snapshot, where it may be that.
func landing(home *region, far *awsdata.TransitGatewayVPCAttachment,
	near *subnet) (subnets []*subnet, unplaced string) {
	for _, id := range far.SubnetIds {
		s := home.subnet(id)
		if s == nil {
			unplaced = id
			continue
		}
		if s.sameZone(near) {
			return []*subnet{s}, ""
		}
		subnets = append(subnets, s)
	}
	return subnets, unplaced
}

// references are the groups of the function that rules in the far VPC can refer to: those of its own where the transit
// gateway and both attachments support it, perhaps where that is not known.
// Source: Amazon VPC transit gateways guide, "Security group referencing".
func (f transitRoutes) references(far *awsdata.TransitGatewayVPCAttachment) (refs, perhaps []string) {
	on := func(a *awsdata.TransitGatewayVPCAttachment) bool {
		return a.Options != nil && a.Options.SecurityGroupReferencingSupport == "enable"
	}
	if !on(f.near) || !on(far) {
		return nil, nil
	}
	for _, r := range f.subnet.region.all {
		if t := r.TransitGateway(f.id); t != nil {
			if t.Options != nil && t.Options.SecurityGroupReferencingSupport == "enable" {
				return f.who.groups, nil
			}
			return nil, nil
		}
	}
	return nil, f.who.groups
}

// transitBack is the condition that replies find the way back: the far subnet's route to the source leads to the same
// transit gateway, which can be entered there, and whose table for the far VPC leads to the source's attachment.
type transitBack struct {
	target *subnet
	*transit
}

func (b transitBack) bySource() bool { return true }

func (b transitBack) sourceSets() []netset.Set {
	out := b.target.routeSourceSets()
	if t, _ := b.region.tableOf(b.far.TransitGatewayAttachmentId, Hop{}, ""); t != nil {
		out = append(out, t.sourceSets()...)
	}
	return out
}

func (b transitBack) hop(from netip.Addr) Hop {
	h, route := b.target.judgeRoute(ComponentTransitGatewayBack, question{to: from, protocol: netset.TCP, port: 443})
	h.Leg, h.Far = Reply, from
	switch {
	case h.Reason == NoRoute:
		h.Reason = NoRouteBack
		return h
	case h.Reason == Blackhole:
		h.Reason = BlackholeBack
		return h
	case route == nil:
		return h
	case route.TransitGatewayId != b.id:
		return h.unknown(OtherWayBack, "the return route via "+route.Target(), b.id)
	}
	attached, missing := b.target.region.vpcAttachments(b.id)
	entry, _, unplaced := attachmentInZone(attached, b.target)
	switch {
	case entry == nil && missing != "":
		return h.unknown(TGWAttachmentsNotCaptured, missing)
	case entry == nil && unplaced != "":
		return h.unknown(TGWZoneNotKnown, b.target.region.callName("describe-subnets"), unplaced, b.target.zone())
	case entry == nil:
		return h.because(Blocked, TGWBackNotInZone, b.id, b.target.zone(), b.target.vpc.id)
	}
	table, lacks := b.region.tableOf(entry.TransitGatewayAttachmentId, h, b.target.vpc.id)
	if table == nil {
		return lacks
	}
	part := table.find(from)
	h.Resource = table.id
	switch {
	case part == nil:
		return h.because(Blocked, TGWNoRouteBack, b.id)
	case part.unknown != "":
		return h.unknown(RouteListsNotCaptured, part.unknown, part.cidr)
	case part.blackhole || len(part.to) == 0:
		h.Rule = Rule{Text: part.cidr, CIDR: part.cidr}
		return h.because(Blocked, TGWBlackholeBack)
	case len(part.to) == 1 && part.to[0].TransitGatewayAttachmentId == b.far.TransitGatewayAttachmentId:
		// round and round
		h.Rule = Rule{Text: part.cidr, CIDR: part.cidr}
		return h.because(Blocked, TGWOtherWayBack, b.id, part.to[0].ResourceId)
	case len(part.to) > 1 || part.to[0].TransitGatewayAttachmentId != b.near.TransitGatewayAttachmentId:
		h.Rule = Rule{Text: part.cidr, CIDR: part.cidr}
		return h.unknown(TGWOtherWayBack, "the return route via "+part.to[0].ResourceType+" "+part.to[0].ResourceId,
			b.id,
			part.to[0].ResourceId)
	}
	return h.because(Reachable, TGWBack, b.id)
}

func (b transitBack) judge(q question, hops []Hop) ([]Hop, Verdict) {
	h := b.hop(q.from)
	h.Protocol, h.Port = q.protocol, q.port
	return append(hops, h), h.Verdict
}

func (b transitBack) sets(from netip.Addr) Sets { return setsOf(b.hop(from).Verdict, everything) }

// behindTransitGateway are the ranges of the captured VPCs that a transit gateway leads packets of the subnet to.
func (s *subnet) behindTransitGateway(id string) netset.Set {
	attached, _ := s.region.vpcAttachments(id)
	near, _, _ := attachmentInZone(attached, s)
	if near == nil {
		return netset.Set{}
	}
	table, _ := s.region.tableOf(near.TransitGatewayAttachmentId, Hop{}, s.vpc.id)
	if table == nil {
		return netset.Set{}
	}
	var out netset.Set
	for _, part := range table.parts {
		if len(part.to) != 1 || part.blackhole || part.unknown != "" || part.to[0].ResourceType != "vpc" {
			continue
		}
		if home := s.region.of(s.region.index.VPCHome(part.to[0].ResourceId)); home != nil {
			out = out.Union(part.set.Intersect(home.vpc(part.to[0].ResourceId).own))
		}
	}
	return out
}
