package reach

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// Place is where one function sits in the network and how it leads out: the facts that the functions table, the
// function screen and most checks start from. It is computed once per snapshot.
type Place struct {
	*awsdata.Function
	Region   string
	VPC      *awsdata.VPC // nil when not attached, or when the VPC is not in the snapshot
	VPCID    string
	Subnets  []SubnetPlace
	Groups   []string // ids of its security groups
	Class    Class    // the class its subnets share, or ClassMixed
	Internet Internet
	Key      string // the same for functions of the region that reach the same: see [awsdata.RegionIndex.PlacementKey]
}

// SubnetPlace is one of a function's subnets: what class it is of and how it leads out.
type SubnetPlace struct {
	ID         string
	Subnet     *awsdata.Subnet // nil when it is not in the snapshot
	Zone       string          // the zone's letter ("a"), its id where the name is missing
	Class      Class
	RouteTable *awsdata.RouteTable // nil when unknown
	NetworkACL *awsdata.NetworkACL // nil when unknown
	Steps      []Step              // the way of an IPv4 internet destination: route, NAT, gateway
	Internet   Verdict             // for this function's groups: is there a way out?
	Why        Statement           // what the way is, or why there is none
	Stops      []Hop               // of a NAT gateway that does not work: what stops a connection to the internet there
	// of a class that is not known: the calls or facts that would tell whether it is broken
	Missing []string
}

// Step is one station on the way out.
type Step struct {
	ID   string // the resource, "" for "internet"
	Text string // "0.0.0.0/0 → nat-a", "nat-a (app-pub-a)", "igw-1", "internet"
	Dead bool   // the way ends here
}

// Class is what a subnet is, judged by its effective route table.
type Class string

// The classes of subnets.
const (
	ClassNotAttached  Class = "not-attached"  // of a function outside any VPC
	ClassPublic       Class = "public"        // IPv4 default route to an internet gateway: no IPv4 internet for Lambda
	ClassNAT          Class = "private-nat"   // a default route through a NAT gateway that works
	ClassEndpointOnly Class = "endpoint-only" // no default route, but VPC endpoints
	ClassElsewhere    Class = "routed"        // its default route leads to a transit gateway, VPN, appliance or peer
	ClassIsolated     Class = "isolated"      // nothing but the VPC itself
	ClassBroken       Class = "broken"        // a default route that leads nowhere: blackhole, dead NAT, loop
	ClassMixed        Class = "mixed"         // a function's subnets are of different classes
	ClassUnknown      Class = "unknown"       // the facts are missing
)

// Place computes where a function sits and how it leads out.
func (e *Engine) Place(regionName string, f *awsdata.Function) *Place {
	p := e.placement(regionName, f)
	r := p.region
	place := &Place{Function: f, Region: regionName, Groups: p.who.groups, Class: ClassNotAttached,
		Internet: *p.internet(), Key: p.key}
	if !p.attached() {
		return place
	}
	if role := e.roleKey(f); role != "" {
		place.Key += " " + role
	}
	place.VPCID = p.vpc
	place.VPC = r.VPC(place.VPCID)
	place.Class = ClassUnknown
	for i, id := range p.subnets {
		sub := *r.subnetPlace(id)
		sub.Internet = place.Internet.Subnets[i].Verdict
		place.Subnets = append(place.Subnets, sub)
		if i == 0 {
			place.Class = sub.Class
		}
		place.Class = place.Class.with(sub.Class)
	}
	return place
}

// with is the class of subnets of two classes: mixed where both are known and differ, unknown where one of them is not
// known, for it may be the other's.
func (c Class) with(other Class) Class {
	switch {
	case c == other:
		return c
	case c == ClassMixed, c != ClassUnknown && other != ClassUnknown:
		return ClassMixed
	}
	return ClassUnknown
}

// SubnetPlace is what a subnet is, judged by its route table: its class and its way out, whatever groups say.
func (e *Engine) SubnetPlace(regionName, subnetID string) *SubnetPlace {
	return e.regions[regionName].subnetPlace(subnetID)
}

func (r *region) subnetPlace(id string) *SubnetPlace {
	return r.places.get(id, func() *SubnetPlace {
		out := &SubnetPlace{ID: id, Class: ClassUnknown}
		s := r.subnet(id)
		if s == nil {
			out.Zone, out.Why = "?", state(PlaceSubnetGone, id)
			if missing := r.missing("describe-subnets"); missing != "" {
				out.Why, out.Missing = state(PlaceSubnetNotCaptured, id, missing), []string{missing}
			}
			return out
		}
		out.Subnet, out.Zone = s.described, zoneLetter(s.described)
		out.NetworkACL = s.region.SubnetNetworkACL(id)
		if s.table == nil {
			h := s.hidden(Hop{}, TableNotCaptured, TableOfOtherAccount)
			out.Why, out.Missing = state(h.Reason, h.Names...), h.Missing
			return out
		}
		out.RouteTable = s.region.RouteTable(s.table.id)
		r.classify(out, s)
		return out
	})
}

// classify finds where the subnet's internet traffic goes and follows it, hop by hop.
func (r *region) classify(out *SubnetPlace, s *subnet) {
	def, ok := s.table.mainRoute(false)
	if !ok {
		r.classifyWithoutDefault(out, s)
		return
	}
	way := r.wayOf(def.route)
	out.Steps = append(out.Steps, Step{ID: def.route.Target(), Text: def.text})
	switch way.Kind {
	case WayNone:
		out.Class, out.Why = ClassBroken, r.deadRoute(def.route)
		out.Steps[0].Dead = true
	case WayInternetGateway:
		g := walk{subnet: s}.gateway(def.route)
		if g.translates {
			out.Class, out.Why = ClassElsewhere, state(PlaceFirewall, g.firewall)
			return
		}
		out.Class = ClassPublic
		out.Steps[0].Dead = true
		out.Why = state(PlacePublic)
	case WayNAT:
		r.classifyNAT(out, s, way.Resource)
	case WayHandedOver, WayPeering, WayGatewayEndpoint, WayLocal, WayTransitGateway:
		kind, _ := describeTarget(def.route)
		switch way.Kind {
		case WayTransitGateway:
			kind = "transit gateway"
		case WayPeering:
			kind = "peering"
		}
		out.Class, out.Why = ClassElsewhere, state(PlaceElsewhere, kind, way.Resource)
	default:
		out.Class, out.Why = ClassElsewhere, state(PlaceAtTarget, way.Resource)
	}
}

// deadRoute says what a blackhole route led to, where that can still be told.
func (r *region) deadRoute(route *awsdata.Route) Statement {
	target := route.Target()
	if n := r.NatGateway(target); n != nil {
		return state(PlaceDeadNAT, awsdata.NameOrID(n), n.State)
	}
	if target == "" {
		return state(PlaceDeadRoute)
	}
	return state(PlaceDeadTarget, target)
}

// classifyNAT follows a default route through a NAT gateway: the first hop that drops everything is the reason.
func (r *region) classifyNAT(out *SubnetPlace, s *subnet, id string) {
	text := id
	nat := r.NatGateway(id)
	if nat != nil {
		text = awsdata.NameOrID(nat)
		if home := r.Subnet(nat.SubnetId); home != nil {
			text += " (" + awsdata.NameOrID(home) + ")"
		}
	}
	out.Steps = append(out.Steps, Step{ID: id, Text: text})
	last := &out.Steps[len(out.Steps)-1]
	hosts := s.sources(sender{}, false)
	if len(hosts) == 0 {
		out.Class, out.Why = ClassBroken, state(PlaceNATWithoutInternet, text)
		return
	}
	way, sources := walk{subnet: s, open: true}.nat(id), from(hosts[0].From)
	sets := way.over(internetIPv4, sources)
	switch {
	case !sets.Can().IsEmpty():
		out.Class = ClassNAT
		out.Why = state(PlaceByNAT, text)
		if gateway := r.natGatewayTarget(nat, s); gateway != "" {
			out.Steps = append(out.Steps, Step{ID: gateway, Text: gateway}, Step{Text: "internet"})
		}
	case sizeOfSet(sets.Unknown.Intersect(internetIPv4)) > (1-nearlyAll)*sizeOfSet(internetIPv4):
		out.Class, out.Why = ClassUnknown, state(PlaceByNATNotKnown, text)
		hops, _, _ := way.ask(question{to: netset.SampleInternet(), protocol: netset.TCP, port: 443}, sources)
		for _, h := range hops {
			if h.Verdict == Unknown {
				out.Missing = append(out.Missing, h.Missing...)
			}
		}
	default: // where a gateway endpoint leads from the gateway's subnet says nothing of the internet
		last.Dead = true
		out.Class, out.Why = ClassBroken, state(PlaceNATWithoutInternet, text)
		hops, _, _ := way.ask(question{to: netset.SampleInternet(), protocol: netset.TCP, port: 443}, sources)
		for _, h := range hops {
			if h.Verdict == Blocked {
				out.Stops = append(out.Stops, h)
			}
		}
		if len(out.Stops) > 0 {
			out.Why = state(PlaceNATStopped, text, out.Stops[0].short())
		}
	}
}

// natGatewayTarget is the internet gateway behind a NAT gateway.
func (r *region) natGatewayTarget(nat *awsdata.NatGateway, s *subnet) string {
	if nat == nil {
		return ""
	}
	home := r.natHome(nat, s)
	if home == nil || home.table == nil {
		return ""
	}
	if e, ok := home.table.mainRoute(false); ok {
		return e.route.Target()
	}
	return ""
}

// classifyWithoutDefault judges a subnet without a default route by what else its table and VPC offer.
func (r *region) classifyWithoutDefault(out *SubnetPlace, s *subnet) {
	out.Class, out.Why = ClassIsolated, state(PlaceIsolated)
	if len(s.table.missing) > 0 {
		out.Class, out.Why, out.Missing = ClassUnknown, state(PlaceListsNotCaptured, s.table.missing...),
			s.table.missing
		return
	}
	for _, e := range r.VPCEndpoints(s.vpc.id) {
		if e.Type() == "Interface" && e.Available() {
			out.Class, out.Why = ClassEndpointOnly, state(PlaceEndpointsOnly)
		}
	}
	for _, part := range s.table.parts {
		switch way := r.wayOf(part.route); way.Kind {
		case WayGatewayEndpoint:
			out.Class, out.Why = ClassEndpointOnly, state(PlaceEndpointsOnly)
		case WayPeering, WayHandedOver, WayNAT, WayInternetGateway, WayTransitGateway:
			if out.Class == ClassIsolated {
				out.Class, out.Why = ClassElsewhere, state(PlaceSomeElsewhere, way.Resource)
			}
		}
	}
	if missing := r.missing("describe-vpc-endpoints"); missing != "" && out.Class != ClassEndpointOnly {
		out.Class, out.Why = ClassUnknown, state(PlaceEndpointsUnread, missing)
		return
	}
	if def, ok := s.table.mainRoute(true); ok {
		switch way := r.wayOf(def.route); way.Kind {
		case WayEgressOnly, WayInternetGateway:
			out.Class, out.Why = ClassElsewhere, state(PlaceIPv6Only, way.Resource)
			out.Steps = []Step{{ID: way.Resource, Text: def.text}, {Text: "internet"}}
		}
	}
}

// mainRoute is the route that nearly all internet addresses of a family take.
type mainRoute struct {
	route *awsdata.Route
	text  string // as a person reads it
}

// mainRoute is where nearly the whole internet is routed, whether by one default route or by several that make one up.
func (t *table) mainRoute(v6 bool) (mainRoute, bool) {
	all, family := internetIPv4, netset.Set.IPv4
	if v6 {
		all, family = internetIPv6.RestrictPrefixes(globalUnicast), netset.Set.IPv6
	}
	whole := sizeOfSet(all)
	for _, part := range t.targets {
		if part.route == nil || sizeOfSet(family(part.set).Intersect(all)) < nearlyAll*whole {
			continue
		}
		return mainRoute{part.route, t.textOf(part.route, v6)}, true
	}
	return mainRoute{}, false
}

// sizeOfSet is the number of addresses of a set.
func sizeOfSet(s netset.Set) float64 {
	var n float64
	for r := range s.Intervals() {
		n += sizeOf(r)
	}
	return n
}

// textOf is the default route, or the widest routes that make one up.
func (t *table) textOf(route *awsdata.Route, v6 bool) string {
	var same []routeEntry
	for _, e := range t.entries {
		if e.prefix.Addr().Is6() == v6 && sameTarget(e.route, route) {
			same = append(same, e)
		}
	}
	slices.SortStableFunc(same, func(a, b routeEntry) int { return a.prefix.Bits() - b.prefix.Bits() })
	if len(same) == 0 {
		return route.Target()
	}
	if same[0].prefix.Bits() == 0 || len(same) == 1 {
		return routeText(same[0])
	}
	text := same[0].prefix.String() + ", " + same[1].prefix.String()
	if target := route.Target(); target != "" {
		text += " → " + target
	}
	return text
}
