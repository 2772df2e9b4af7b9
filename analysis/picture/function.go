package picture

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// The most that is drawn of what there may be hundreds of. What is left out is one node that says how many.
const (
	mostRoutes  = 12
	mostStores  = 12
	mostTargets = 4
)

// OfFunction is how a function is connected: from each of its subnets to the internet, and to what else it is connected
// with. The error is the context's.
func OfFunction(ctx context.Context, result *analysis.Result, fn *analysis.Function) (*Picture, error) {
	b := &function{builder: newBuilder(fn.Place.Region), result: result, fn: fn, tables: true,
		network: network{x: result.Index, home: result.Index.Region(fn.Place.Region)}}
	root := Node{Kind: Function, ID: fn.Function.ID(), Name: fn.FunctionName, Lane: -1}
	for _, g := range fn.Groups {
		root.Facts = append(root.Facts, b.home.NameOf(g))
	}
	b.node(root)
	if fn.Class == reach.ClassNotAttached {
		b.notAttached()
		return b.Picture, ctx.Err()
	}
	b.waysOut()
	b.settleInternet()
	for _, draw := range []func(context.Context){b.ipv6, b.endpoints, b.routes, b.stores, b.resolver} {
		if ctx.Err() == nil {
			draw(ctx)
		}
	}
	return b.Picture, ctx.Err()
}

// WaysOut is the part of [OfFunction] that costs little: its subnets and how they lead to the internet.
func WaysOut(result *analysis.Result, fn *analysis.Function) *Picture {
	done, cancel := context.WithCancel(context.Background())
	cancel()
	p, _ := OfFunction(done, result, fn)
	return p
}

func (b *function) notAttached() {
	own, _ := b.node(Node{Kind: Lambda, Name: "Lambda's own network", Lane: -1})
	b.edge(Edge{From: 0, To: own})
	b.one("internet", Node{Kind: Internet, Name: "internet", Lane: -1}, own)
}

// waysOut are the ways to the IPv4 internet, one for each subnet.
func (b *function) waysOut() {
	order := make([]int, len(b.fn.Subnets))
	for i := range order {
		order[i] = i
	}
	zone := func(i int) string { return zoneOf(&b.fn.Subnets[i]) }
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(strings.Compare(zone(i), zone(j)),
			strings.Compare(b.home.NameOf(b.fn.Subnets[i].ID), b.home.NameOf(b.fn.Subnets[j].ID)),
			strings.Compare(b.fn.Subnets[i].ID, b.fn.Subnets[j].ID))
	})
	b.lanes = make([]int, len(order))
	for _, i := range order {
		if b.lane(zone(i)) < 0 {
			b.Lanes = append(b.Lanes, Lane{Zone: b.fn.Subnets[i].Zone, Name: zone(i)})
		}
		n := b.network.resource(Subnet, b.fn.Subnets[i].ID)
		n.Lane = b.lane(zone(i))
		b.lanes[i], _ = b.node(n)
		b.edge(Edge{From: 0, To: b.lanes[i]})
	}
	usual, err := b.ask("internet")
	for _, blocked := range []bool{false, true} { // what others pass is known before it is said where one is cut
		for _, i := range order {
			if blocked == (b.fn.Subnets[i].Internet == reach.Blocked) {
				b.wayOut(i, usual, err, b.lanes[i])
			}
		}
	}
}

// zoneOf is the AZ of a subnet; what is not known stands last.
func zoneOf(s *reach.SubnetPlace) string {
	if s.Subnet != nil {
		return s.Subnet.AvailabilityZone
	}
	return "unknown AZ"
}

// wayOut is the way of one subnet from a node on. The verdict is the one on all of the internet; the stations are those
// of a question that fares so.
func (b *function) wayOut(i int, usual *reach.Trace, err error, at int) {
	sub := &b.fn.Subnets[i]
	if err != nil {
		b.Nodes[at].Error = err.Error()
		return
	}
	trace := &usual.Subnets[i]
	if in := b.fn.Internet.Subnets[i]; in.Verdict > trace.Verdict {
		if q, ok := best(in.Sets, netset.InternetIPv4()); ok {
			if t, err := b.result.Engine.Trace(b.fn.Place.Region, b.fn.Function, q); err == nil {
				trace = &t.Subnets[i]
			}
		}
	}
	to := Node{Kind: Internet, Name: "internet", Lane: -1, To: "internet"}
	links := b.chainOf(b.fn.VPCID, trace, to)
	if b.Nodes[at].Kind == Subnet { // what leaves the function has to come to its subnet first
		first := link{node: b.Nodes[at]}
		for len(links[0].hops) > 0 && fromFunction(links[0].hops[0].Component) {
			first.hops, links[0].hops = append(first.hops, links[0].hops[0]), links[0].hops[1:]
		}
		links, at = append([]link{first}, links...), 0
	}
	if !b.tables {
		links = withoutTables(links)
	}
	lane := b.lane(zoneOf(sub))
	if last := len(links) - 2; sub.Internet == reach.Blocked && noRoute(links[last+1].hops) {
		for j := range links { // nothing leads there, by design or not: what could be cut is not there
			links[j].hops = nil
		}
		for _, l := range links[:last+1] {
			b.draw(l.node, &at, lane, Edge{})
		}
		end := &b.Nodes[at]
		end.Quiet, end.Why = sub.Class != reach.ClassBroken, []Reason{{Hop: statement(sub.Why)}}
		return
	}
	if sub.Internet == reach.Blocked {
		b.cutShared(links)
	}
	carry, beyond := reach.Reachable, false
	for _, l := range links {
		v := l.verdict()
		if sub.Internet != reach.Blocked { // all of the internet fares no worse than the one question
			v = max(v, sub.Internet)
		}
		carry = min(carry, v)
		e := Edge{Judged: true, Verdict: carry, Beyond: beyond, Cut: v == reach.Blocked,
			Why: b.reasons(l.hops, v, sub.Zone)}
		e.Muted = e.Cut && ownGroups(l.hops)
		if e.Cut && !beyond && sub.Class == reach.ClassBroken && !filtered(l.hops) {
			e.Why = []Reason{{Hop: statement(sub.Why), Zones: []string{sub.Zone}}}
		}
		b.draw(l.node, &at, lane, e)
		if v != reach.Reachable && !beyond {
			b.why = append(b.why, e.Why...)
		}
		if e.Cut && !filtered(l.hops) {
			return // there is nothing behind what is gone
		}
		beyond = beyond || e.Cut
	}
}

// withoutTables leaves out the route tables; what they say guards what they lead to.
func withoutTables(links []link) []link {
	var out []link
	var before []reach.Hop
	for _, l := range links {
		l.hops = append(before, l.hops...)
		before = nil
		if l.node.Kind == RouteTable {
			before = l.hops
			continue
		}
		out = append(out, l)
	}
	return out
}

// cutShared moves what cuts a way to the last edge before it that no other way passes.
func (b *function) cutShared(links []link) {
	for j := len(links) - 1; j > 0; j-- {
		if links[j].verdict() == reach.Blocked && b.passes(&links[j-1].node, &links[j].node) {
			links[j-1].hops = append(links[j-1].hops, links[j].hops...)
			links[j].hops = nil
		}
	}
}

// passes reports whether some way leads from one node to another.
func (b *builder) passes(from, to *Node) bool {
	x, ok := b.has(from)
	y, there := b.has(to)
	return ok && there && slices.ContainsFunc(b.Edges, func(e Edge) bool {
		return e.From == x && e.To == y && e.Judged && e.Verdict != reach.Blocked
	})
}

// ownGroups reports whether nothing blocks but the function's own groups.
func ownGroups(hops []reach.Hop) bool {
	return !slices.ContainsFunc(hops, func(h reach.Hop) bool {
		return h.Verdict == reach.Blocked && h.Component != reach.ComponentGroupOut
	})
}

// filtered reports whether all that blocks is a filter: behind it the network goes on.
func filtered(hops []reach.Hop) bool {
	for i := range hops {
		switch hops[i].Component {
		case reach.ComponentGroupOut, reach.ComponentACLOut, reach.ComponentACLBack, reach.ComponentNATACLIn,
			reach.ComponentNATACLOut:
		default:
			if hops[i].Verdict == reach.Blocked {
				return false
			}
		}
	}
	return true
}

// draw goes on to a node: at is the one before it.
func (b *builder) draw(n Node, at *int, lane int, e Edge) {
	e.From = *at
	if n.Lane < 0 && (n.Kind == RouteTable || n.Kind == NATGateway) {
		n.Lane = lane
	}
	to, made := b.node(n)
	if !made && b.leads(to, e.From) {
		if e.From == to {
			return
		}
		b.Nodes = append(b.Nodes, n) // it comes back to where it was: drawn again, so that no edge leads backwards
		to = len(b.Nodes) - 1
	}
	if !made && b.Nodes[to].Lane != lane && n.Kind != Subnet {
		b.Nodes[to].Lane = -1 // shared by several AZs
	}
	e.To = to
	b.edge(e)
	*at = to
}

// fromFunction are the components that speak before a packet has left the function's interface.
func fromFunction(c reach.Component) bool {
	return c == reach.ComponentLambda || c == reach.ComponentGroupOut
}

// noRoute reports whether no route leads to a destination: there is nothing that could be cut.
func noRoute(hops []reach.Hop) bool {
	return slices.ContainsFunc(hops, func(h reach.Hop) bool {
		return h.Component == reach.ComponentRoute && h.Verdict == reach.Blocked &&
			h.Rule.Target == "" && h.Rule.CIDR == ""
	})
}

// statement is what is said of a place, as a reason.
func statement(s reach.Statement) reach.Hop { return reach.Hop{Reason: s.Reason, Names: s.Names} }

// reasons are the hops that say no better than a verdict.
func (b *function) reasons(hops []reach.Hop, v reach.Verdict, zone string) []Reason {
	var out []Reason
	if v == reach.Reachable {
		return nil
	}
	for i := range hops {
		if hops[i].Verdict <= v {
			out = append(out, Reason{Hop: hops[i], Zones: []string{zone}})
		}
	}
	return join(out, len(b.Lanes)+1)
}

// settleInternet gives the internet its verdict: that over all subnets.
func (b *function) settleInternet() {
	in := &b.fn.Internet
	for i := range b.Nodes {
		n := &b.Nodes[i]
		if n.Kind != Internet {
			continue
		}
		n.Verdict, n.Judged, n.Pending = in.Verdict, true, b.fn.ExitPending
		n.Why = join(b.why, len(b.Lanes))
		n.Muted = n.Verdict == reach.Blocked && !slices.ContainsFunc(n.Why, func(r Reason) bool {
			return !ownGroups([]reach.Hop{r.Hop})
		})
		if in.Posture == reach.PostureRestricted {
			n.Facts = append(n.Facts, in.Sets.Can().IPv4().Ports().Human())
		}
	}
}

// ipv6 is the way to the IPv6 internet of a function that sends it.
func (b *function) ipv6(context.Context) {
	if !b.fn.DualStack() {
		return
	}
	// The whole family is asked for; a packet to one address shows the stations.
	t, ports, err := b.askBest(netset.InternetIPv6().RestrictPorts(netset.TCPAndUDP()), sampleIPv6)
	n := Node{Kind: Internet, Name: "internet (IPv6)", Lane: -1, To: sampleIPv6}
	if ports != "" {
		n.Facts = append(n.Facts, ports)
	}
	b.strandOf(t, err, n, 0)
}

// sampleIPv6 is an address of the IPv6 internet that is like all others.
const sampleIPv6 = "2600::1"

// endpoints are the VPC endpoints of services, each with the verdict on its service.
func (b *function) endpoints(ctx context.Context) {
	b.gap(b.home.Region, "describe-vpc-endpoints", "VPC endpoints")
	list := slices.Clone(b.home.VPCEndpoints(b.fn.VPCID))
	slices.SortStableFunc(list, func(a, c *awsdata.VPCEndpoint) int {
		return cmp.Or(strings.Compare(names.ServiceOf(b.home, a), names.ServiceOf(b.home, c)),
			strings.Compare(a.VpcEndpointId, c.VpcEndpointId))
	})
	var strands []strand
	for _, e := range list {
		service := names.ServiceOf(b.home, e)
		if service == "" || ctx.Err() != nil {
			continue
		}
		strands = append(strands, strand{to: service, by: e,
			end: Node{Kind: Service, ID: "service:" + service, Name: service, Lane: -1}})
	}
	b.strands(strands, "endpoints")
}

// uses reports whether a way leads by a resource from any subnet.
func uses(t *reach.Trace, id string) bool {
	for i := range t.Subnets {
		for j := range t.Subnets[i].Hops {
			if h := &t.Subnets[i].Hops[j]; h.Resource == id || h.Rule.Target == id {
				return true
			}
		}
	}
	return false
}

// routes are the networks that routes of the subnets lead to, besides the internet and the VPC itself.
func (b *function) routes(ctx context.Context) {
	var asked []string
	more := 0
	for i := range b.fn.Subnets {
		table := b.fn.Subnets[i].RouteTable
		if table == nil {
			continue
		}
		for j := range table.Routes {
			r := &table.Routes[j]
			to, ok := elsewhere(r)
			switch {
			case !ok || slices.Contains(asked, to) || ctx.Err() != nil:
			case len(asked) >= mostRoutes:
				more++
			default:
				asked = append(asked, to)
				b.route(r, to)
			}
		}
	}
	b.more(more, "more routes")
}

// gap is a node for a list that was not read: what is in it is unknown.
func (b *builder) gap(r *awsdata.Region, call, what string) {
	if _, gap := r.Gap(call); !gap {
		return
	}
	why := []Reason{{Hop: reach.Hop{Verdict: reach.Unknown, Missing: []string{call}}}}
	at, _ := b.node(Node{Kind: Other, Name: what, Lane: -1, Judged: true, Verdict: reach.Unknown, Why: why})
	b.edge(Edge{From: 0, To: at, Judged: true, Verdict: reach.Unknown})
}

// more is a node for what is left out.
func (b *builder) more(n int, what string) {
	if n > 0 {
		at, _ := b.node(Node{Kind: More, Name: what, Count: n, Lane: -1})
		b.edge(Edge{From: 0, To: at})
	}
}

// elsewhere is the destination of a route that leads out of the VPC to somewhere that is not the internet as a whole.
func elsewhere(r *awsdata.Route) (to string, ok bool) {
	to = r.Destination()
	switch kindOf(r.Target()) {
	case Endpoint, InternetGateway, EgressOnly:
		return to, false
	}
	if p, err := netip.ParsePrefix(to); err == nil && p.Bits() == 0 {
		return to, false
	}
	return to, to != "" && r.Target() != "local"
}

func (b *function) route(r *awsdata.Route, to string) {
	n := Node{Kind: Network, ID: "to:" + to, Name: b.home.NameOf(to), Lane: -1, To: to}
	p, err := netip.ParsePrefix(to)
	if err != nil { // a prefix list
		b.one(to, n, 0)
		return
	}
	t, ports, err := b.askBest(netset.FromPrefix(p, netset.TCPAndUDP()), to)
	if ports != "" {
		n.Facts = append(n.Facts, ports)
	}
	b.strandOf(t, err, n, 0)
}

// resolver is the Amazon resolver, which names are asked of.
func (b *function) resolver(context.Context) {
	v := b.fn.VPC
	if v == nil {
		return
	}
	p, err := netip.ParsePrefix(v.CidrBlock)
	if err != nil {
		return
	}
	to := p.Masked().Addr().Next().Next().String()
	b.one(to+":53 udp", Node{Kind: Resolver, Name: "Amazon resolver", Facts: []string{to}, Lane: -1}, 0)
}
