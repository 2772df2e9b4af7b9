package reach

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

func isEndpoint(id string) bool { return strings.HasPrefix(id, "vpce-") }

// interfaceTarget is the target of a named thing that has these interfaces: their own addresses, and a path must end at
// them. Members that take no connections are left out of what stands for many.
func (p *placement) interfaceTarget(id string, list []*awsdata.NetworkInterface, group bool) target {
	w := &wanted{id: id, sets: make(map[string]netset.Set)}
	var all netset.Builder
	byVPC := make(map[string]*netset.Builder)
	delegated := 0
	for _, n := range list {
		if group && kindOf(n) == takesNone {
			w.taken++
		}
		if byVPC[n.VpcId] == nil {
			byVPC[n.VpcId] = &netset.Builder{}
		}
		all.AddAddrs(n.Addresses(), carried())
		byVPC[n.VpcId].AddAddrs(n.Addresses(), carried())
		delegated += len(n.Prefixes())
	}
	for vpc, b := range byVPC {
		w.sets[vpc] = b.Set()
	}
	to := target{set: all.Set(), family: true, scope: scope{want: w}}
	switch {
	case delegated > 0:
		to.note = state(NoteDelegated, id, fmt.Sprint(delegated))
	case w.taken > 0:
		to.note = state(NoteTakenOut, id, fmt.Sprint(w.taken))
	}
	return to
}

// namedInterfaces is the target of something that is known by its interfaces.
func (p *placement) namedInterfaces(d names.Destination) (target, error) {
	var list []*awsdata.NetworkInterface
	group := false
	note := Statement{}
	for _, r := range p.region.all {
		switch d.Kind {
		case names.KindInterface:
			if n := r.NetworkInterface(d.ID); n != nil {
				list = append(list, n)
			}
		case names.KindSecurityGroup:
			group, note = true, state(NoteGroupMembers, d.ID)
			list = append(list, r.InterfacesWithGroup(d.ID)...)
		default:
			for i := range r.Region.NetworkInterfaces {
				if n := &r.Region.NetworkInterfaces[i]; p.belongs(n, d) {
					list = append(list, n)
				}
			}
		}
	}
	list = slices.CompactFunc(list, func(a, b *awsdata.NetworkInterface) bool {
		return a.NetworkInterfaceId == b.NetworkInterfaceId
	})
	missing := p.region.missing("describe-network-interfaces")
	if d.Kind == names.KindDatabase && p.attached() && p.vpc == "" { // databases of which VPC?
		missing = cmp.Or(p.missing, p.region.missing("describe-subnets"), missing)
	}
	if home := p.region.homeOfGroup(d.ID); home != nil && missing == "" { // a group's members are known where it is
		missing = home.missing("describe-network-interfaces")
	}
	for _, r := range p.region.all { // who is not there may be where nobody looked
		if len(list) == 0 && missing == "" {
			missing = r.missing("describe-network-interfaces")
		}
	}
	if len(list) == 0 && missing == "" {
		return target{}, fmt.Errorf("no interface of %s is in the snapshot", d.Text)
	}
	to := p.interfaceTarget(d.ID, list, group)
	if to.note.Reason == "" {
		to.note = note
	}
	switch h := (Hop{Component: ComponentTargetInterface, Resource: d.ID}); {
	case len(list) == 0:
		h = h.unknown(InterfacesNotCaptured, missing)
		to.unknown = &h
	case to.set.IsEmpty():
		h = h.because(Blocked, TakesNoConnections, d.Text)
		to.stop = &h
	case missing != "" && d.Kind == names.KindSecurityGroup:
		h = h.unknown(InterfacesNotCaptured, missing)
		to.unseen = &h
	}
	return to, nil
}

// belongs reports whether an interface is of the named thing.
func (p *placement) belongs(n *awsdata.NetworkInterface, d names.Destination) bool {
	switch d.Kind {
	case names.KindInstance:
		return instanceOf(n) == d.ID
	case names.KindDatabase:
		return n.Owner() == "RDS" && n.VpcId == p.vpc
	case names.KindLoadBalancer:
		owner, is := strings.CutPrefix(n.Owner(), "load balancer ")
		return is && slices.Contains(strings.Split(owner, "/"), d.ID)
	}
	return false
}

// natTarget is the target of a NAT gateway: its addresses, which take no connections.
func (p *placement) natTarget(id string) target {
	for _, r := range p.region.all {
		nat := r.NatGateway(id)
		if nat == nil {
			continue
		}
		var list []*awsdata.NetworkInterface
		for _, a := range nat.NatGatewayAddresses {
			n := r.NetworkInterface(a.NetworkInterfaceId)
			if n == nil {
				n = &awsdata.NetworkInterface{NetworkInterfaceId: a.NetworkInterfaceId, InterfaceType: "nat_gateway",
					VpcId: nat.VpcId, SubnetId: nat.SubnetId, PrivateIpAddress: a.PrivateIp}
			}
			list = append(list, n)
		}
		if to := p.interfaceTarget(id, list, false); !to.set.IsEmpty() {
			return to
		}
	}
	h := Hop{Component: ComponentTargetInterface, Resource: id}
	if missing := p.region.missing("describe-nat-gateways"); missing != "" {
		h = h.unknown(NATsNotCaptured, missing)
		return target{unknown: &h}
	}
	h = h.because(Blocked, TakesNoConnections, "NAT gateway")
	return target{stop: &h}
}

// subnetTarget is the target of a subnet: all its addresses, but those of members that take no connections.
func (p *placement) subnetTarget(id string) (target, error) {
	s := p.region.subnet(id)
	if s == nil {
		h := Hop{Component: ComponentLocal, Resource: id}.unknown(SubnetsNotCaptured,
			p.region.missing("describe-subnets"))
		if h.Missing == nil {
			return target{}, fmt.Errorf("no subnet %s in %s", id, p.region.name())
		}
		return target{unknown: &h}, nil
	}
	taken := 0
	var without netset.Builder
	for _, r := range s.vpc.regions {
		for _, n := range r.InterfacesInSubnet(id) {
			if kindOf(n) == takesNone {
				taken++
				without.AddAddrs(n.Addresses(), carried())
			}
		}
	}
	to := target{set: s.own.Minus(without.Set()), family: true}
	if taken > 0 {
		to.note = state(NoteTakenOut, id, fmt.Sprint(taken))
	}
	return to, nil
}

// prefixListTarget is the target of a prefix list: its entries, in the families that the function sends.
func (p *placement) prefixListTarget(id string) (target, error) {
	list := p.region.prefixList(id)
	h := Hop{Component: ComponentName, Resource: id}
	if !list.known {
		h = h.unknown(ListNotCaptured, p.region.callOfEntries(id))
		if !p.who.ipv6 && !p.who.managed && !list.maybe.IsEmpty() && list.maybe.IPv4().IsEmpty() {
			h = Hop{Component: ComponentLambda, Resource: id}.because(Blocked, SendsNoIPv6)
			return target{stop: &h}, nil
		}
		return target{unknown: &h}, nil
	}
	if list.set.IsEmpty() {
		return target{}, fmt.Errorf("%s has no entries: there is nothing to reach", id)
	}
	to := target{set: list.set, family: true}
	if l := p.region.listOfAny(id); l != nil { // the addresses of a service: who asks for them asks for it
		to.service = l.OfService()
	}
	return to, nil
}

// endpointByID is the target of a VPC endpoint: its interfaces, or for a gateway endpoint the entries of its list.
func (p *placement) endpointByID(id string) (target, error) {
	for _, r := range p.region.all {
		e := r.VPCEndpoint(id)
		if e == nil {
			continue
		}
		h := Hop{Component: ComponentName, Resource: id}
		switch e.Type() {
		case "GatewayLoadBalancer":
			h = h.because(Blocked, TakesNoConnections, "Gateway Load Balancer endpoint")
			return target{stop: &h}, nil
		case "Gateway":
			return p.gatewayEndpointTarget(r, e)
		}
		return p.endpointTarget(r, e, nil), nil
	}
	missing := p.region.missing("describe-vpc-endpoints")
	if missing == "" {
		return target{}, fmt.Errorf("no VPC endpoint %s in the snapshot", id)
	}
	h := Hop{Component: ComponentName, Resource: id}.unknown(EndpointsNotCaptured, missing)
	return target{unknown: &h}, nil
}

// gatewayEndpointTarget is the target of a gateway endpoint: the entries of its service's list, by its route.
func (p *placement) gatewayEndpointTarget(r *region, e *awsdata.VPCEndpoint) (target, error) {
	h := Hop{Component: ComponentName, Resource: e.VpcEndpointId}
	lists := r.Region.ServiceLists(e.ServiceName)
	if len(lists) == 0 || !r.prefixList(lists[0].PrefixListId).known {
		h = h.unknown(ListNotCaptured, r.callName("describe-prefix-lists"))
		return target{unknown: &h, hops: p.policyHops(e)}, nil
	}
	if !p.attached() {
		h = h.because(Blocked, EndpointOfVPC, e.VpcId)
		return target{stop: &h}, nil
	}
	to := target{set: r.prefixList(lists[0].PrefixListId).set, family: true, scope: scope{by: e.VpcEndpointId}}
	to.hops = append(to.hops, p.policyHops(e)...)
	return to, nil
}

// endpointTarget is the target of an interface endpoint: its interfaces, or those with some of its addresses. One in
// service only in part adds an unknown to what would be reachable, and so does an interface that is not in the
// snapshot.
func (p *placement) endpointTarget(r *region, e *awsdata.VPCEndpoint, only []netip.Addr) target {
	h := Hop{Component: ComponentName, Resource: e.VpcEndpointId, Rule: Rule{Text: "private DNS"}}
	pending := strings.EqualFold(e.State, "pending")
	if !e.Available() && !pending && !strings.EqualFold(e.State, "partial") {
		h = h.because(Blocked, EndpointNotAvailable, e.State)
		return target{stop: &h}
	}
	var list []*awsdata.NetworkInterface
	unseen := len(e.NetworkInterfaceIds) == 0
	for _, id := range e.NetworkInterfaceIds {
		n := r.NetworkInterface(id)
		if n == nil {
			unseen = true
			continue
		}
		if only == nil ||
			slices.ContainsFunc(only, func(a netip.Addr) bool { return slices.Contains(n.Addresses(), a.String()) }) {
			list = append(list, n)
		}
	}
	h = h.unknown(EndpointInterfacesNotCaptured, r.callName("describe-network-interfaces"))
	to := p.interfaceTarget(e.VpcEndpointId, list, false)
	to.hops = append(to.hops, p.policyHops(e)...)
	if unseen {
		to.unseen = &h
	}
	if pending {
		to.hops = append(to.hops, Hop{Component: ComponentName, Resource: e.VpcEndpointId}.unknown(EndpointPending,
			"whether "+e.VpcEndpointId+" is in service by now"))
	} else if !e.Available() {
		to.hops = append(to.hops, Hop{Component: ComponentName, Resource: e.VpcEndpointId}.unknown(EndpointPartial,
			"which AZs of "+e.VpcEndpointId+" are in service"))
	}
	return to
}
