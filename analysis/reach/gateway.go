package reach

import (
	"net/netip"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// internetGateway is the way through an internet gateway. A Lambda interface has no public IPv4 address, unless
// somebody put an Elastic IP on it by hand, so the gateway drops its IPv4; IPv6 needs no translation. A firewall in the
// gateway lets addresses without a public one out, and decides for itself. Source: AWS Lambda developer guide,
// "Internet access for VPC functions"; Amazon VPC user guide, "Internet gateways"; EC2 API, Route.IgwFirewall and
// Subnet.NetworkFirewallConnectivityType.
func (w walk) internetGateway(route *awsdata.Route) path {
	s, g := w.subnet, w.gateway(route)
	steps := []step{g, portTwentyFive()}
	steps = append(steps, s.publicAccess.outward()...)
	steps = append(steps, encryptionOf(s.vpc, exclusionInternetGateway)...)
	return path{steps: steps,
		fork: outside{walk: w, public: g.public, hidden: w.who.managed || g.translates || g.unsure, vpc: s.vpc}}
}

// gateway is the internet gateway of a route as the packet's subnet and the function's interfaces there find it.
func (w walk) gateway(route *awsdata.Route) gatewayStep {
	s := w.subnet
	g := gatewayStep{walk: w, id: route.GatewayId, attached: s.region.gatewayState(route.GatewayId, s.vpc.id)}
	if w.behind == nil && s.described != nil {
		for _, sender := range s.from(w.who, false) {
			g.unsure = g.unsure || sender.unsure
			if sender.public.IsValid() {
				if g.public == nil {
					g.public = make(map[netip.Addr]netip.Addr)
				}
				g.public[sender.From] = sender.public
			}
		}
	}
	if route.IgwFirewall.Active() {
		g.firewall = route.IgwFirewall.FirewallArn
		g.translates = s.described != nil && (s.described.NetworkFirewallConnectivityType == "outbound-only" ||
			s.described.NetworkFirewallConnectivityType == "flexible")
	}
	return g
}

// gatewayState is what is known of a gateway before any packet is looked at: reachable if it is attached to the VPC.
func (r *region) gatewayState(id, vpcID string) Hop {
	h := Hop{Component: ComponentInternetGateway, Resource: id}
	gateway := r.InternetGateway(id)
	switch {
	case gateway == nil && r.missing("describe-internet-gateways") != "":
		return h.unknown(IGWsNotCaptured, r.missing("describe-internet-gateways"))
	case gateway == nil:
		return h.because(Blocked, GatewayGone, id)
	case !gateway.AttachedTo(vpcID):
		return h.because(Blocked, GatewayNotAttached, id, vpcID)
	}
	return h.because(Reachable, IPv6ByIGW)
}

// gatewayStep is an internet gateway.
type gatewayStep struct {
	walk
	id         string
	attached   Hop
	public     map[netip.Addr]netip.Addr // of the function's interfaces: public by private address
	firewall   string                    // the active firewall in the gateway, "" if there is none
	translates bool                      // it also lets out what has no public address
	// whether the function's interfaces have public addresses is not in the snapshot
	unsure bool
}

func (g gatewayStep) bySource() bool { return g.public != nil }

func (g gatewayStep) sourceSets() []netset.Set { return singles(g.public) }

// singles are the private addresses that have a public one, each as a set.
func singles(public map[netip.Addr]netip.Addr) []netset.Set {
	var out []netset.Set
	for a := range public {
		out = append(out, netset.FromAddr(a, carried()))
	}
	return out
}

// hop is what the gateway says to an internet address of one family.
func (g gatewayStep) hop(v6 bool, public netip.Addr) Hop {
	h := Hop{Component: ComponentInternetGateway, Resource: g.id}
	if !v6 && !g.who.managed && !public.IsValid() && !g.translates && !g.unsure {
		return h.because(Blocked, IGWWithoutPublicAddress)
	}
	switch {
	case g.attached.Verdict != Reachable:
		return g.attached
	case g.firewall != "":
		return h.unknown(InspectedByFirewall, "the rules of the firewall "+g.firewall, g.firewall)
	case g.who.managed && g.behind == nil:
		return h.unknown(ManagedPublicAddresses, "public addresses of the capacity provider's instances")
	case g.unsure && !v6:
		return h.unknown(IGWSourcesNotCaptured, g.subnet.region.callName("describe-network-interfaces"))
	case public.IsValid():
		return h.because(Reachable, IGWByPublicAddress, public.String())
	}
	return h.because(Reachable, IPv6ByIGW)
}

func (g gatewayStep) judge(q question, hops []Hop) ([]Hop, Verdict) {
	h := g.hop(q.to.Is6(), g.public[q.from])
	if h.Reason != IGWWithoutPublicAddress && !internet.Contains(q.to, netset.TCP, 0) {
		h = Hop{Component: ComponentInternetGateway, Resource: g.id}.because(Blocked, NotInternet)
	}
	return append(hops, h.about(q)), h.Verdict
}

func (g gatewayStep) sets(from netip.Addr) Sets {
	v4, v6 := g.hop(false, g.public[from]), g.hop(true, netip.Addr{})
	return setsOf(v4.Verdict, internetIPv4).union(setsOf(v6.Verdict, internetIPv6))
}

// egressOnly is the way through an egress-only internet gateway, which carries IPv6 to the internet, and nothing else.
func (w walk) egressOnly(id string) path {
	s := w.subnet
	h := Hop{Component: ComponentEgressOnly, Resource: id}
	gateway := s.region.EgressOnlyInternetGateway(id)
	through := h.because(Reachable, IPv6ByEIGW)
	switch missing := s.region.missing("describe-egress-only-internet-gateways"); {
	case gateway == nil && missing != "":
		through = h.unknown(EIGWsNotCaptured, missing)
	case gateway == nil:
		through = h.because(Blocked, GatewayGone, id)
	case !gateway.AttachedTo(s.vpc.id):
		through = h.because(Blocked, GatewayNotAttached, id, s.vpc.id)
	}
	steps := []step{
		cases{{in: everythingIPv4, Hop: h.because(Blocked, EIGWNoIPv4)}, {in: internet, Hop: through},
			otherwise(h.because(Blocked, NotInternet))},
		portTwentyFive(),
	}
	steps = append(steps, s.publicAccess.outward()...)
	steps = append(steps, encryptionOf(s.vpc, exclusionEgressOnly)...)
	return path{steps: steps, fork: outside{walk: w, vpc: s.vpc}}
}

// portTwentyFive is AWS's limit on mail: TCP 25 towards the internet is dropped unless AWS lifted that for the account.
// Source: AWS re:Post, "How do I remove the restriction on port 25 from my EC2 instance or Lambda function?".
func portTwentyFive() step {
	return cases{{in: mail, Hop: Hop{Component: ComponentPort25}.unknown(Port25Restricted,
		"whether AWS lifted the port 25 restriction of this account")}, otherwisePass()}
}

// mail is TCP port 25 of every address.
var mail = netset.Everything().RestrictPorts(netset.Ports(netset.TCP, netset.PortRange{From: 25, To: 25}))

// outside is the fork at the end of a way to the internet: the public addresses of the account's own interfaces are
// these interfaces, and all others are the internet.
type outside struct {
	walk
	vpc    *vpc                      // of the gateway
	public map[netip.Addr]netip.Addr // the public address that a source is seen by; what is not in it is seen as it is
	hidden bool                      // by which public IPv4 address others are seen, nobody can tell
}

func (f outside) find(q question) branch {
	if f.open {
		return branch{}
	}
	own := f.vpc.home.owned()
	if o, ok := own.at[q.to]; ok {
		return branch{next: path{steps: f.arriveAt(o)}}
	}
	if own.missing != "" {
		return branch{next: path{steps: []step{fixed{unread(own.missing)}}}}
	}
	return branch{}
}

// unread is the hop for an address that may be an own one, where the interfaces are not known.
func unread(missing string) Hop {
	return Hop{Component: ComponentOwnAddress}.unknown(OwnAddressesNotCaptured, missing)
}

func (f outside) each(asked netset.Set, yield func(branch)) {
	own := f.vpc.home.owned()
	if f.open || !own.set.Overlaps(asked) && own.missing == "" {
		yield(branch{part: asked})
		return
	}
	if others := asked.Minus(own.set); !others.IsEmpty() {
		b := branch{part: others}
		if own.missing != "" {
			b.hops = []Hop{unread(own.missing)}
		}
		yield(b)
	}
	for _, o := range own.equivalent {
		if part := asked.Intersect(o.set); !part.IsEmpty() {
			yield(branch{part: part, next: path{steps: f.arriveAt(o)}})
		}
	}
}

// arriveAt is the way in to an interface of the account by its public address: its subnet's ACL and its groups see the
// public address that the packet comes from, references to groups never match, and the replies need an internet
// gateway.
func (f outside) arriveAt(o *ownAddress) []step {
	n := o.iface
	steps := []step{fixed{Hop{Component: ComponentOwnAddress, Resource: n.NetworkInterfaceId}.because(Reachable,
		OwnAddress, n.Owner())}}
	target := o.region.subnet(n.SubnetId)
	if target == nil {
		return append(steps, fixed{Hop{Component: ComponentLocal, Resource: n.SubnetId}.unknown(SubnetNotCaptured,
			o.region.callName("describe-subnets"))})
	}
	if kind := kindOf(n); kind == takesNone || kind == idle {
		return append(steps, f.receive(nil, nil, n, netip.Addr{})...)
	}
	if f.want != nil && !f.want.holds(o) {
		return append(steps, fixed{Hop{Component: ComponentTargetInterface,
			Resource: n.NetworkInterfaceId}.because(Blocked, AnotherInterface, f.want.id)})
	}
	arrival := f.walk
	arrival.refs, arrival.perhaps, arrival.subnet = nil, nil, nil
	steps = append(steps, crossing{subnet: target, request: ComponentTargetACLIn, replies: ComponentTargetACLBack})
	steps = append(steps, arrival.receive(target.vpc, target, n, netip.Addr{})...)
	steps = append(steps, publicBack{target})
	steps = append(steps, target.publicAccess.inward()...)
	if f.public != nil || f.hidden {
		for i := 1; i < len(steps); i++ {
			steps[i] = publicSource{steps[i], f.public, f.hidden}
		}
	}
	return steps
}

// holds reports whether an own public address belongs to the thing that is wanted.
func (w *wanted) holds(o *ownAddress) bool {
	return slices.ContainsFunc(o.iface.Addresses(), func(text string) bool {
		a, err := netip.ParseAddr(text)
		return err == nil && w.sets[o.iface.VpcId].Contains(a, netset.TCP, 0)
	})
}

// publicBack is the way back from an own public address: its subnet's route to the source leads to an internet gateway.
type publicBack struct{ target *subnet }

func (b publicBack) bySource() bool { return true }

func (b publicBack) sourceSets() []netset.Set { return b.target.routeSourceSets() }

func (b publicBack) verdict(from netip.Addr) (Hop, Verdict) {
	h, route := b.route(from)
	h.Leg = Reply
	if route == nil {
		if h.Reason == NoRoute {
			h.Reason = NoRouteBack
		}
		return h, h.Verdict
	}
	if !isInternetGateway(route.GatewayId) {
		return h.because(Blocked, PublicBackElsewhere), Blocked
	}
	gateway := b.target.region.gatewayState(route.GatewayId, b.target.vpc.id)
	if gateway.Verdict != Reachable {
		h.Verdict, h.Reason, h.Names, h.Missing = gateway.Verdict, gateway.Reason, gateway.Names, gateway.Missing
	}
	return h, h.Verdict
}

// route is the route to the source; to a public address that nobody can tell it is where nearly all of them are led.
func (b publicBack) route(from netip.Addr) (Hop, *awsdata.Route) {
	if from.IsValid() || b.target.table == nil {
		return b.target.judgeRoute(ComponentPublicBack, question{to: from, protocol: netset.TCP, port: 443})
	}
	h := Hop{Component: ComponentPublicBack, Resource: b.target.table.id}
	if main, ok := b.target.table.mainRoute(false); ok && isInternetGateway(main.route.GatewayId) &&
		main.route.State != "blackhole" {
		h.Rule = Rule{Text: main.text, CIDR: main.route.Destination(), Target: main.route.Target()}
		return h.because(Reachable, RouteLeads), main.route
	}
	for _, part := range b.target.table.targets {
		leadsOut := part.uncertain || part.ambiguous || part.route != nil && isInternetGateway(part.route.GatewayId)
		if leadsOut && part.set.Overlaps(internetIPv4) {
			return h.unknown(ACLFromSomewhere, "the public address that the connection comes from"), nil
		}
	}
	return h.because(Blocked, NoRoute), nil
}

func (b publicBack) judge(q question, hops []Hop) ([]Hop, Verdict) {
	h, v := b.verdict(q.from)
	h.Protocol, h.Port = q.protocol, q.port
	if v == Reachable {
		return hops, v // nobody asks for it
	}
	return append(hops, h), v
}

func (b publicBack) sets(from netip.Addr) Sets {
	_, v := b.verdict(from)
	return setsOf(v, everything)
}

// publicSource is a step that sees the public address of a source.
type publicSource struct {
	step
	public map[netip.Addr]netip.Addr
	hidden bool // others are seen by an IPv4 address that nobody can tell
}

func (s publicSource) source(a netip.Addr) netip.Addr {
	if p, ok := s.public[a]; ok {
		return p
	}
	if s.hidden && a.Is4() {
		return netip.Addr{}
	}
	return a
}

func (s publicSource) judge(q question, hops []Hop) ([]Hop, Verdict) {
	q.from = s.source(q.from)
	return s.step.judge(q, hops)
}

func (s publicSource) sets(from netip.Addr) Sets { return s.step.sets(s.source(from)) }

func (s publicSource) sourceSets() []netset.Set {
	return append(s.step.sourceSets(), singles(s.public)...)
}
