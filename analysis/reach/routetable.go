package reach

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/gaissmai/bart"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
	"go4.org/netipx"
)

// routeEntry is one prefix of a route table: a route's CIDR, or one entry of a route's prefix list.
type routeEntry struct {
	prefix netip.Prefix
	route  *awsdata.Route
	list   string // the prefix list it came from, "" for a CIDR
	rank   int    // at equal length the smaller wins
}

// The order at equal prefix length: local, then static routes, then prefix list entries, then propagated routes.
// Source: Amazon VPC user guide, "Route priority".
const (
	rankLocal = iota
	rankStatic
	rankPrefixList
	rankPropagated
)

// table is a route table, compiled for longest-prefix match.
type table struct {
	id      string
	lookup  bart.Table[[]routeEntry] // entries of one prefix, best first
	entries []routeEntry
	lists   int      // how many routes name a prefix list
	missing []string // prefix lists named by routes whose entries are not in the snapshot
	open    []openRoute
	parts   []routePart // one for each route
	targets []routePart // one for each target: routes that lead to the same place, together
}

// openRoute is a route whose prefix list is not in the snapshot: which destinations it matches is not known.
type openRoute struct {
	route *awsdata.Route
	// AWS lets a route be more specific than the local one only for these targets: a NAT gateway, an interface, a
	// Gateway Load Balancer endpoint. Source: Amazon VPC user guide, "Routing for a middlebox appliance".
	insideVPC bool
	maybe     netset.Set // what its entries may be, by the family of the list
}

func (o openRoute) mayBe(v6 bool) bool {
	if v6 {
		return !o.maybe.IPv6().IsEmpty()
	}
	return !o.maybe.IPv4().IsEmpty()
}

// better names the prefix lists that are not in the snapshot and of which an entry may match a destination better than
// the route that is known to match; nil is no route. A list that leads to the same target makes no difference, and one
// address written as a static route's CIDR cannot be beaten.
func (t *table) better(route *awsdata.Route, v6 bool) []string {
	if len(t.open) == 0 {
		return nil
	}
	if route != nil && route.DestinationPrefixListId == "" && !route.Propagated() {
		if p, ok := prefixOf(route.Destination()); ok && p.IsSingleIP() {
			return nil
		}
	}
	var out []string
	for _, o := range t.open {
		if route != nil && (sameTarget(o.route, route) || route.Local() && !o.insideVPC) || !o.mayBe(v6) {
			continue
		}
		out = append(out, o.route.DestinationPrefixListId)
	}
	return out
}

// routePart is a set of destinations with one route. A nil route is "no route"; ambiguous means that AWS picks one of
// several, and nobody can tell which.
type routePart struct {
	route     *awsdata.Route
	ambiguous bool
	uncertain bool // an entry of a prefix list that is not in the snapshot may be the better match
	set       netset.Set
}

func (r *region) table(t *awsdata.RouteTable) *table {
	return r.tables.get(t.RouteTableId, func() *table {
		c := &table{id: t.RouteTableId}
		local := localPrefixes(t)
		for i := range t.Routes {
			route := &t.Routes[i]
			if route.State == "filtered" { // not installed
				continue
			}
			if p, ok := prefixOf(route.Destination()); ok && route.Propagated() && insideAny(local, p) {
				continue
			}
			rank := rankStatic
			switch {
			case route.Local():
				rank = rankLocal
			case route.Propagated():
				rank = rankPropagated
			}
			if id := route.DestinationPrefixListId; id != "" {
				list := r.prefixList(id)
				c.lists++
				if !list.known {
					c.missing = append(c.missing, id)
					c.open = append(c.open, openRoute{route, r.maySplitVPC(route), list.maybe})
				}
				for _, p := range list.prefixes {
					c.entries = append(c.entries, routeEntry{p, route, id, rankPrefixList})
				}
				continue
			}
			if p, ok := prefixOf(route.Destination()); ok {
				c.entries = append(c.entries, routeEntry{p, route, "", rank})
			}
		}
		slices.SortStableFunc(c.entries, func(a, b routeEntry) int {
			return cmp.Or(a.prefix.Addr().Compare(b.prefix.Addr()), a.prefix.Bits()-b.prefix.Bits(), a.rank-b.rank)
		})
		for _, e := range c.entries {
			same, _ := c.lookup.Get(e.prefix)
			c.lookup.Insert(e.prefix, append(same, e))
		}
		c.parts = c.partition()
		c.targets = c.byTarget()
		return c
	})
}

// localPrefixes are the destinations of the table's local routes.
func localPrefixes(t *awsdata.RouteTable) []netip.Prefix {
	var out []netip.Prefix
	for i := range t.Routes {
		if p, ok := prefixOf(t.Routes[i].Destination()); ok && t.Routes[i].Local() {
			out = append(out, p)
		}
	}
	return out
}

// insideAny reports whether a prefix equals or lies in one of others. A route that is propagated there loses to the
// local one, even if it is more specific. Source: AWS Site-to-Site VPN user guide, "Route tables and route priority".
func insideAny(others []netip.Prefix, p netip.Prefix) bool {
	return slices.ContainsFunc(others, func(o netip.Prefix) bool {
		return o.Bits() <= p.Bits() && o.Contains(p.Addr())
	})
}

// maySplitVPC reports whether a route's target is one that a route more specific than the local one can have.
func (r *region) maySplitVPC(route *awsdata.Route) bool {
	switch {
	case strings.HasPrefix(route.GatewayId, "vpce-"):
		e := r.VPCEndpoint(route.GatewayId)
		return e == nil || e.Type() != "Gateway"
	case route.GatewayId != "":
		return false
	}
	return route.NatGatewayId != "" || route.NetworkInterfaceId != "" || route.InstanceId != ""
}

// best is the entry that wins among entries of one prefix, and whether another of the same rank leads elsewhere.
func best(same []routeEntry) (e routeEntry, ambiguous bool) {
	for _, other := range same[1:] {
		if other.rank == same[0].rank && !sameTarget(other.route, same[0].route) {
			return same[0], true
		}
	}
	return same[0], false
}

func sameTarget(a, b *awsdata.Route) bool {
	return a.Target() == b.Target() && (a.State == "blackhole") == (b.State == "blackhole")
}

// find is the route of one destination by longest prefix; ok is false where none matches.
func (t *table) find(a netip.Addr) (e routeEntry, ambiguous, ok bool) {
	same, ok := t.lookup.Lookup(a)
	if !ok {
		return routeEntry{}, false, false
	}
	e, ambiguous = best(same)
	if !ambiguous && e.rank == rankPrefixList && t.lists > 1 {
		ambiguous = t.overlapped(e, netip.PrefixFrom(a, a.BitLen()))
	}
	return e, ambiguous, true
}

// overlapped reports whether an entry of another prefix list with another target covers the prefix as well: with
// overlapping lists AWS picks one of the routes, whatever the lengths of the entries.
// Source: Amazon VPC user guide, "Route priority and prefix lists".
func (t *table) overlapped(winner routeEntry, p netip.Prefix) bool {
	for _, same := range t.lookup.Supernets(p) {
		for _, e := range same {
			if e.rank == rankPrefixList && e.list != winner.list && !sameTarget(e.route, winner.route) {
				return true
			}
		}
	}
	return false
}

// partition splits the address space by the route each address takes. Prefixes nest, so one walk over the sorted
// entries with a stack of the open ones yields every stretch with its longest prefix.
func (t *table) partition() []routePart {
	type key struct {
		route     *awsdata.Route
		ambiguous bool
	}
	builders := make(map[key]*netset.Builder)
	var order []key
	paint := func(from, to netip.Addr, top *routeEntry) {
		if !from.IsValid() || !to.IsValid() || to.Less(from) {
			return
		}
		k := key{}
		if top != nil {
			e, ambiguous, _ := t.find(from)
			k = key{e.route, ambiguous}
		}
		b := builders[k]
		if b == nil {
			b = &netset.Builder{}
			builders[k] = b
			order = append(order, k)
		}
		b.AddRange(netset.AddrRange{From: from, To: to}, carried())
	}
	for _, all := range []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")} {
		at, last := all.Addr(), netipx.PrefixLastIP(all)
		done := false
		var open []*routeEntry
		top := func() *routeEntry {
			if len(open) == 0 {
				return nil
			}
			return open[len(open)-1]
		}
		closeUntil := func(limit netip.Addr) { // close every open prefix that ends before limit
			for len(open) > 0 {
				end := netipx.PrefixLastIP(top().prefix)
				if limit.IsValid() && !end.Less(limit) {
					return
				}
				if !done && !end.Less(at) {
					paint(at, end, top())
					if at = end.Next(); !at.IsValid() || end == last {
						done = true
					}
				}
				open = open[:len(open)-1]
			}
		}
		for i := range t.entries {
			e := &t.entries[i]
			if e.prefix.Addr().Is4() != all.Addr().Is4() {
				continue
			}
			start := e.prefix.Addr()
			closeUntil(start)
			if !done && at.Less(start) {
				paint(at, start.Prev(), top())
				at = start
			}
			open = append(open, e)
		}
		closeUntil(netip.Addr{})
		if !done {
			paint(at, last, nil)
		}
	}
	parts := make([]routePart, 0, len(order))
	for _, k := range order {
		parts = append(parts, routePart{route: k.route, ambiguous: k.ambiguous, set: builders[k].Set()})
	}
	return parts
}

// byTarget joins the parts whose destinations share their fate from here on.
func (t *table) byTarget() []routePart {
	type key struct {
		target, firewall                 string
		none, gone, ambiguous, uncertain bool
	}
	builders := make(map[key]*netset.Builder)
	var keys []key
	var out []routePart
	for _, p := range t.parts {
		for _, v6 := range []bool{false, true} {
			set := p.set.IPv4()
			if v6 {
				set = p.set.IPv6()
			}
			if set.IsEmpty() {
				continue
			}
			p.uncertain = len(t.better(p.route, v6)) > 0
			k := key{none: p.route == nil, ambiguous: p.ambiguous, uncertain: p.uncertain}
			if p.route != nil {
				k.target, k.gone = p.route.Target(), p.route.State == "blackhole"
				if p.route.IgwFirewall.Active() {
					k.firewall = p.route.IgwFirewall.FirewallArn
				}
			}
			if builders[k] == nil {
				builders[k] = &netset.Builder{}
				keys = append(keys, k)
				out = append(out, p)
			}
			builders[k].Add(set)
		}
	}
	for i, k := range keys {
		out[i].set = builders[k].Set()
	}
	return out
}

// judgeRoute asks the table of a subnet where the destination leads. The route is nil where nothing can be followed.
func (s *subnet) judgeRoute(component Component, q question) (Hop, *awsdata.Route) {
	h := Hop{Component: component, Far: q.to, Protocol: q.protocol, Port: q.port}
	if s.table == nil {
		return s.hidden(h, TableNotCaptured, TableOfOtherAccount), nil
	}
	h.Resource = s.table.id
	e, ambiguous, ok := s.table.find(q.to)
	if lists := s.table.better(e.route, q.to.Is6()); len(lists) > 0 {
		h = h.unknown(RouteListsNotCaptured, "", lists...)
		for _, id := range lists {
			h.Missing = append(h.Missing, s.region.callOfEntries(id))
		}
		return h, nil
	}
	if !ok {
		return h.because(Blocked, NoRoute), nil
	}
	h.Rule = Rule{Text: routeText(e), CIDR: e.prefix.String(), Target: e.route.Target()}
	switch {
	case ambiguous:
		return h.unknown(AmbiguousRoutes, "which route AWS picked"), nil
	case e.route.State == "blackhole":
		return h.because(Blocked, Blackhole), nil
	}
	return h.because(Reachable, RouteLeads), e.route
}

// routeText is a route as a person reads it.
func routeText(e routeEntry) string {
	text := e.prefix.String()
	if e.list != "" {
		text += " (" + e.list + ")"
	}
	if target := e.route.Target(); target != "" {
		text += " → " + target
	}
	return text
}
