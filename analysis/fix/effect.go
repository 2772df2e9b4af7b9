package fix

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// Effect is what some edits do to others: to functions, or to interfaces of something else.
type Effect struct {
	Functions  []string // by name; those that fare alike are one effect
	Interfaces []string // ids, of NAT gateways, load balancers and whatever else has a public address
	Region     string
	Account    string        // "" for the one that is asked about, where the snapshot has several
	To         string        // where to: "internet", a service, what was asked; "" where Lost says it
	Was, Is    reach.Verdict // of To
	// destinations that are reached less well, where no verdict that was asked for is a worse one
	Lost netset.Set
}

// Words says the effect: "checkout-api and 2 others: internet reachable → blocked".
func (e *Effect) Words() string {
	if !e.Lost.IsEmpty() {
		return fmt.Sprintf("%s: no longer, or less surely, reached: %s", e.whoWords(), e.Lost.Human())
	}
	return fmt.Sprintf("%s: %s %s → %s", e.whoWords(), e.To, e.Was, e.Is)
}

// Say says effects in lines that begin with a word ("better", "worse"): what the same functions get alike is one line,
// and more than a few are only counted.
func Say(word string, effects []Effect) []string {
	var lines []Effect
	for _, e := range effects {
		at := slices.IndexFunc(lines, func(had Effect) bool {
			return slices.Equal(had.Functions, e.Functions) && had.Was == e.Was && had.Is == e.Is && had.To != "" &&
				e.To != "" && len(e.Interfaces) == 0 && had.Account == e.Account
		})
		if at >= 0 {
			lines[at].To += ", " + e.To
			continue
		}
		lines = append(lines, e)
	}
	var out []string
	for i := range lines {
		if i == 3 && len(lines) > 4 {
			return append(out, fmt.Sprintf("%s in %d more ways", word, len(lines)-i))
		}
		out = append(out, word+" for "+lines[i].Words())
	}
	return out
}

func (e *Effect) who() []string { return append(slices.Clone(e.Functions), e.Interfaces...) }

// whoWords are those that are affected, with their account where that is another one.
func (e *Effect) whoWords() string {
	if e.Account == "" {
		return few(e.who())
	}
	return few(e.who()) + " of account " + e.Account
}

// few names at most three of a list.
func few(list []string) string {
	switch n := len(list); {
	case n <= 3:
		return strings.Join(list, ", ")
	default:
		return fmt.Sprintf("%s and %d others", strings.Join(list[:2], ", "), n-2)
	}
}

// effects are what edits do to every function that they can have to do with, and to the interfaces of others: what was
// asked, the internet, the services of each function's role, and everything that it reached before. Functions that sit
// alike are asked once.
func (s *search) effects(edits []whatif.Edit) (better, worse []Effect, err error) {
	changed, err := whatif.Apply(s.index.Snapshot, edits)
	if err != nil {
		return nil, nil, fmt.Errorf("apply a fix: %w", err)
	}
	c := &comparison{search: s, after: awsdata.NewIndex(changed), touch: touched(s.index, s.region, edits)}
	c.then = reach.New(c.after)
	c.asked = s.asked()
	type group struct {
		fn        *awsdata.Function
		functions []string
		services  []reach.Query
	}
	for _, rx := range s.index.AllRegions() {
		var order []*group
		at := map[string]*group{}
		for _, f := range rx.Functions() {
			if err := s.ctx.Err(); err != nil {
				return nil, nil, fmt.Errorf("compare functions: %w", err)
			}
			if !c.concerns(rx, f) {
				continue
			}
			services := s.services(rx, f)
			key := c.key(rx, f, services)
			g := at[key]
			if g == nil {
				g = &group{fn: f, services: services}
				at[key] = g
				order = append(order, g)
			}
			g.functions = append(g.functions, f.FunctionName)
		}
		for _, g := range order {
			b, w := c.compare(rx, g.fn, g.services)
			for _, e := range b {
				better = addEffect(better, c.at(rx, e), g.functions)
			}
			for _, e := range w {
				worse = addEffect(worse, c.at(rx, e), g.functions)
			}
		}
	}
	return better, append(append(worse, c.interfaces()...), c.denied(edits)...), nil
}

// addEffect adds an effect, to those who have the same where there are such.
func addEffect(list []Effect, e Effect, functions []string) []Effect {
	for i := range list {
		if had := &list[i]; had.Region == e.Region && had.Account == e.Account && had.To == e.To && had.Was == e.Was &&
			had.Is == e.Is && had.Lost.Equal(e.Lost) {
			had.Functions = append(slices.Clone(had.Functions), functions...)
			slices.Sort(had.Functions)
			return list
		}
	}
	e.Functions = slices.Clone(functions)
	return append(list, e)
}

// at puts an effect in a region.
func (s *search) at(rx *awsdata.RegionIndex, e Effect) Effect {
	if e.Region = rx.Region.RegionName; rx.Account != s.index.Snapshot.AccountID {
		e.Account = rx.Account
	}
	return e
}

// comparison is the account as it is, and as it would be.
type comparison struct {
	*search
	after *awsdata.Index
	then  *reach.Engine
	touch touch
	asked netset.Set // what the question is about: what becomes of that is the fix's verdict
}

// services are the questions about the services that a function's role names.
func (s *search) services(rx *awsdata.RegionIndex, f *awsdata.Function) []reach.Query {
	key := roleKey{rx, f.Role}
	if had, ok := s.named[key]; ok {
		return had
	}
	var out []reach.Query
	if permissions := s.roles.Of(f.Role); permissions != nil {
		out = s.servicesOf(permissions, rx)
	}
	s.named[key] = out
	return out
}

// roleKey is a role that is used in a region.
type roleKey struct {
	rx   *awsdata.RegionIndex
	role string
}

func (s *search) servicesOf(permissions *role.Permissions, rx *awsdata.RegionIndex) []reach.Query {
	var out []reach.Query
	for _, service := range permissions.Services() {
		if !service.Named || !service.Code || service.Verdict < role.Maybe {
			continue
		}
		if to, err := names.ParseIn(s.index, rx, service.Endpoint); err == nil && to.Kind == names.KindService {
			out = append(out, reach.Query{To: to, Protocol: netset.TCP, Port: 443})
		}
	}
	return out
}

// key is the same for functions that the comparison cannot tell apart.
func (c *comparison) key(rx *awsdata.RegionIndex, f *awsdata.Function, services []reach.Query) string {
	own := ""
	if f == c.fn {
		own = f.FunctionName
	}
	var asked []string
	for _, q := range services {
		asked = append(asked, q.To.ID)
	}
	return fmt.Sprint(rx.Account, " ", rx.Region.RegionName, " ", rx.PlacementKey(f), " ", asked, " ", f.Role, " ", own)
}

// compare asks a function what was asked, the internet and the services before and after, and lays the sets side by
// side.
func (c *comparison) compare(rx *awsdata.RegionIndex, f *awsdata.Function, services []reach.Query) (
	better, worse []Effect) {
	region := rx.Region.RegionName
	now := c.after.RegionOf(rx.Account, region).Function(f.FunctionName)
	verdict := func(to string, q reach.Query) {
		was, err := c.engine.Verdict(region, f, q)
		if err != nil {
			return
		}
		is, err := c.then.Verdict(region, now, q)
		if err != nil {
			return
		}
		switch {
		case is < was:
			worse = append(worse, Effect{To: to, Was: was, Is: is})
		case is > was:
			better = append(better, Effect{To: to, Was: was, Is: is})
		}
	}
	own := f == c.fn
	for _, service := range services {
		if !own || service.To.ID != c.query.To.ID || service.Port != c.query.Port {
			verdict(service.To.Name(), service)
		}
	}
	if !own || c.query.To.Kind != names.KindInternet {
		if to, err := names.ParseIn(c.index, rx, "internet"); err == nil {
			verdict("internet", reach.Query{To: to, Protocol: netset.TCP, Port: 443})
		}
	}
	if asked := c.query; !own && rx == c.index.Region(c.region) &&
		(asked.To.Kind != names.KindInternet || asked.Port != 443 || asked.Protocol != netset.TCP) {
		verdict(c.query.To.Name()+" "+c.query.Protocol.String()+" "+fmt.Sprint(c.query.Port), c.query)
	}
	if c.touch.wide || c.touch.functions[f.FunctionName] { // what only allows more takes nothing
		lost := c.lost(rx, f, now)
		if own {
			lost = lost.Minus(c.asked)
		}
		named := len(worse) > 0 // what that says is about the internet
		if inside := lost.Minus(netset.Internet()); !inside.IsEmpty() {
			worse = append(worse, Effect{Lost: inside})
		}
		if outside := lost.Intersect(netset.Internet()); !outside.IsEmpty() && !named {
			worse = append(worse, Effect{Lost: outside})
		}
	}
	return better, worse
}

// lost is what a function reaches less well than before.
func (c *comparison) lost(rx *awsdata.RegionIndex, f, now *awsdata.Function) netset.Set {
	key := c.key(rx, f, nil)
	was, ok := c.reached[key]
	if !ok {
		was = c.engine.Reach(rx.Region.RegionName, f).Sets
		c.reached[key] = was
	}
	is := c.then.Reach(rx.Region.RegionName, now).Sets
	lost := was.Reachable.Minus(is.Reachable).
		Union(was.Partial.Minus(is.Reachable.Union(is.Partial))).
		Union(was.Unknown.Minus(is.Can().Union(is.Unknown)))
	return lost.Minus(c.ignored()).Union(newFamily(rx, f, now, was, is))
}

// newFamily are the IPv6 addresses at which a function that sends IPv6 from now on does not find what it finds at the
// IPv4 address of the same thing: it may try them first.
func newFamily(rx *awsdata.RegionIndex, f, now *awsdata.Function, was, is reach.Sets) netset.Set {
	if f.VpcConfig == nil || now.VpcConfig == nil || f.VpcConfig.Ipv6AllowedForDualStack ||
		!now.VpcConfig.Ipv6AllowedForDualStack {
		return netset.Set{}
	}
	var b netset.Builder
	vpc := rx.FunctionVPC(f)
	for i := range rx.Region.NetworkInterfaces {
		n := &rx.Region.NetworkInterfaces[i]
		if n.VpcId != vpc || n.InterfaceType == "lambda" {
			continue
		}
		var four netset.PortSet
		var six []netip.Addr
		for _, text := range n.Addresses() {
			switch a, err := netip.ParseAddr(text); {
			case err != nil:
			case a.Is4():
				four = four.Union(was.Can().At(a)).Union(was.Unknown.At(a))
			default:
				six = append(six, a)
			}
		}
		for _, a := range six {
			if missed := netset.FromAddr(a, four).Minus(is.Reachable); !missed.IsEmpty() {
				for _, ports := range missed.Intervals() {
					b.AddAddr(a, ports)
				}
			}
		}
	}
	return b.Set()
}

// asked is what the question is about, as far as it can be told in networks: the addresses of a service are some of the
// internet's.
func (s *search) asked() netset.Set {
	ports := netset.Ports(s.query.Protocol, netset.PortRange{From: s.query.Port, To: s.query.Port})
	switch s.query.To.Kind {
	case names.KindService, names.KindHost:
		return netset.Set{}
	case names.KindInternet: // what a gateway endpoint carries is not of it
		return netset.Internet().RestrictPorts(ports).Minus(s.byEndpoint())
	}
	o := scenario{index: s.index.Region(s.region), fn: s.fn, query: s.query, trace: s.trace}
	var b netset.Builder
	for _, d := range o.destinations() {
		b.AddPrefix(d.network, ports)
	}
	return b.Set()
}

// ignored finds the addresses that do not matter: those in the subnets of all VPCs that no interface but Lambda's own
// held before, and no DNS server. Where the lists of subnets or interfaces are not whole nobody can tell.
func (x *Finder) ignored() netset.Set {
	if x.vacant != nil {
		return *x.vacant
	}
	ports := netset.TCPAndUDP()
	var all, held netset.Builder
	for _, rx := range x.index.AllRegions() {
		if !rx.Region.Has("describe-subnets") || !rx.Region.Has("describe-network-interfaces") {
			continue
		}
		for i := range rx.Region.Subnets {
			all.AddCIDRs(rx.Region.Subnets[i].CIDRs(), ports)
		}
		for i := range rx.Region.DhcpOptions { // names depend on servers, whoever holds their addresses
			held.AddAddrs(rx.Region.DhcpOptions[i].Option("domain-name-servers"), ports)
		}
		for i := range rx.Region.NetworkInterfaces {
			n := &rx.Region.NetworkInterfaces[i]
			if n.InterfaceType == "lambda" {
				continue
			}
			held.AddAddrs(n.Addresses(), ports)
			held.AddCIDRs(n.Prefixes(), ports)
		}
	}
	all.Remove(held.Set())
	set := all.Set()
	x.vacant = &set
	return set
}

// interfaces are those of others that lose their way out: an interface with a public address needs its subnet's route
// to the internet gateway, any other a route that leads somewhere.
func (c *comparison) interfaces() []Effect {
	if !c.touch.wide {
		return nil
	}
	var out []Effect
	for _, region := range c.index.Snapshot.RegionNames() {
		rx := c.index.Region(region)
		var hit []string
		for i := range rx.Region.Subnets {
			id := rx.Region.Subnets[i].SubnetId
			if !c.touch.vpcs[rx.Region.Subnets[i].VpcId] {
				continue
			}
			public, any := c.waysLost(region, id)
			if !public && !any {
				continue
			}
			for _, n := range rx.InterfacesInSubnet(id) {
				if n.InterfaceType != "lambda" &&
					(any || public && (len(n.PublicAddresses()) > 0 || n.Owner() == "NAT gateway")) {
					hit = append(hit, n.NetworkInterfaceId)
				}
			}
			for j := range rx.Region.NatGateways { // whose interface the snapshot may lack
				if n := &rx.Region.NatGateways[j]; n.SubnetId == id && n.State == "available" && (any || public) {
					hit = append(hit, n.NatGatewayId)
				}
			}
		}
		if slices.Sort(hit); len(hit) > 0 {
			out = append(out,
				Effect{Interfaces: hit, Region: region, To: "internet", Was: reach.Reachable, Is: reach.Blocked})
		}
	}
	return out
}

// waysLost tells whether a subnet's table leads less to an internet gateway than before, and less to anywhere.
func (c *comparison) waysLost(region, subnet string) (public, any bool) {
	sets := func(e *reach.Engine) (gateway, live netset.Set) {
		routes, _ := e.EffectiveRoutes(region, subnet)
		for _, r := range routes {
			if r.Way.Kind == reach.WayInternetGateway {
				gateway = gateway.Union(r.Destinations)
			}
			if r.Way.Kind != reach.WayNone {
				live = live.Union(r.Destinations)
			}
		}
		return gateway, live
	}
	wasGateway, wasLive := sets(c.engine)
	isGateway, isLive := sets(c.then)
	return !wasGateway.Minus(isGateway).IsEmpty(), !wasLive.Minus(isLive).IsEmpty()
}
