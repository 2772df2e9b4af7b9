package law

import (
	"net/netip"
	"slices"
	"strings"
)

// asking is a name asked from a subnet of a function in a VPC, to go to what it leads to.
type asking struct {
	*World
	s      sender
	subnet string
	p      packet
	names  private
}

// way is where a name may lead, judged.
type way struct {
	verdict Verdict
	hops    hops
}

// noAnswer is the way of a name that is not answered, and unknownAnswer that of one whose answer is not known: blocked
// only where no address at all can be reached.
var noAnswer = way{Blocked, hops{{"name", Blocked}}}

func (a asking) unknownAnswer() way {
	v, h := a.unresolved(a.s)(a.subnet, a.p)
	return way{v, h}
}

// settle is the verdict where any of the ways may be the true one.
func settle(ways []way) (Verdict, hops) {
	var verdicts []Verdict
	told := hops{}
	for _, one := range ways {
		verdicts, told = append(verdicts, one.verdict), told.with(one.hops)
	}
	v := agreed(verdicts...)
	return v, told.with(hops{{"name", perhaps(v == Unknown && len(ways) > 1)}})
}

// host judges a host name from one subnet: who is asked for it, what that answers, and the way there.
func (w *World) host(s sender, subnet, host string, p packet) (Verdict, hops) {
	if e := w.endpointOf(host); e != nil && !e.is("available", "partial", "pending") {
		return Blocked, hops{{"name", Blocked}} // whoever asks
	}
	switch {
	case s.hidden:
		return Unknown, hops{{"lambda", Unknown}}
	case s.outside:
		return w.publicName(s, subnet, host, p)
	}
	a := asking{w, s, subnet, p, w.privateNames(s.vpcID)}
	v := w.vpc(s.vpcID)
	if v == nil { // which options it has is not known
		if !w.publicKnown(host) && !a.names.known {
			return Unknown, hops{{"name", Unknown}}
		}
		ways := append(a.amazon(host), a.own(host)...)
		if !w.complete(w.home(s.vpcID, s.place), "describe-dhcp-options") || !a.reachesAny() {
			ways = append(ways, noAnswer)
		}
		return settle(ways)
	}
	d := find(w.dhcp, func(d *dhcpOptions) bool { return v.DhcpOptionsId == d.DhcpOptionsId })
	switch {
	case v.DhcpOptionsId == "default", v.DhcpOptionsId == "":
		return settle(a.amazon(host))
	case d == nil: // there may be own servers, within reach or not
		return settle(append(append(a.amazon(host), a.own(host)...), noAnswer))
	}
	servers := d.servers()
	own := slices.DeleteFunc(slices.Clone(servers), func(ip netip.Addr) bool { return w.resolver(s.vpcID, ip) })
	switch {
	case len(own) == 0:
		return settle(a.amazon(host))
	case len(own) < len(servers): // either may be asked
		return settle(append(a.amazon(host), a.own(host)...))
	}
	verdict, told := settle(a.own(host))
	asked := a.reaches(own)
	return all(asked, verdict), hops{{"name", asked}}.with(told)
}

// reaches judges whether any of the DNS servers can be asked. Who answers at an address of the VPC that no interface of
// a complete list holds is in no document: such a server is not judged. Whether it is one is not known without the
// list.
func (a asking) reaches(servers []netip.Addr) Verdict {
	best := Blocked
	for _, ip := range servers {
		listed := a.complete(a.home(a.s.vpcID, a.s.place), "describe-network-interfaces")
		own := a.vpc(a.s.vpcID)
		nobody := own != nil && within(own.cidrs(), ip) && a.interfaceAt(a.s.vpcID, ip) == nil
		if nobody && listed {
			return Reachable
		}
		v, _ := a.from(a.s, a.subnet, packet{to: ip, protocol: "udp", port: 53})
		if nobody && v != Reachable {
			v = Unknown
		}
		best = max(best, v)
	}
	return best
}

// reachesAny reports whether every own server of all options can be asked, whichever are the VPC's. Those in another
// VPC are that one's.
func (a asking) reachesAny() bool {
	for i := range a.dhcp {
		for _, ip := range a.dhcp[i].servers() {
			if a.subnetAt(a.s.vpcID, ip) == nil && find(a.subnets, func(s *subnet) bool { return s.holds(ip) }) != nil {
				continue
			}
			if a.reaches([]netip.Addr{ip}) < Partial {
				return false
			}
		}
	}
	return true
}

// inForce tells whether private names (zones, and endpoints' private DNS) are certainly in force in the VPC, and
// whether they certainly are not: both DNS attributes have to be on.
func (a asking) inForce() (on, off bool) {
	support, knownS := a.dnsSupport[a.s.vpcID]
	hostnames, knownH := a.dnsHostnames[a.s.vpcID]
	return support && hostnames, knownS && !support || knownH && !hostnames
}

// amazon are the ways that the Amazon resolver may lead a name.
func (a asking) amazon(host string) []way {
	support := a.dns(a.s.vpcID)
	if support == Blocked {
		return []way{noAnswer}
	}
	wall := a.walled(a.names.walls, host)
	if wall == Blocked {
		return []way{noAnswer}
	}
	var ways []way
	on, off := a.inForce()
	if !off {
		ways = append(ways, a.lookup(host, true, 0)...)
	}
	if !on {
		ways = append(ways, a.lookup(host, false, 0)...)
	}
	if !on && !off && len(a.claims(host)) > 0 {
		ways = append(ways, way{Unknown, hops{{"name", Unknown}}})
	}
	if wall == Unknown {
		ways = append(ways, noAnswer)
	}
	if a.names.doubt {
		ways = append(ways, a.unknownAnswer())
	}
	// Where enableDnsSupport was asked of no VPC at all and enableDnsHostnames was, its default holds.
	if on, known := a.dnsHostnames[a.s.vpcID]; support == Unknown && (len(a.dnsSupport) > 0 || on || !known) {
		ways = append(ways, noAnswer)
	}
	return ways
}

// own are the ways that DNS servers of the VPC's own may lead a name: as the Amazon resolver does, if they ask it, or
// in public.
func (a asking) own(host string) []way {
	var ways []way
	on, off := a.inForce()
	if !on && !off && len(a.claims(host)) > 0 {
		ways = append(ways, way{Unknown, hops{{"name", Unknown}}})
	}
	if !off {
		z, e := a.zoneOf(host), a.captor(host)
		switch {
		case z != nil && (e == nil || len(plain(z.Name)) >= len(host)):
			ways = append(ways, a.inZone(host, *z, 0)...)
		case e != nil:
			ways = append(ways, a.endpointWay(e))
		}
		if a.unreadEndpoints(host) {
			ways = append(ways, a.unknownAnswer())
		}
		if a.names.doubt {
			ways = append(ways, a.unknownAnswer())
		}
	}
	return append(ways, a.public(host))
}

func (a asking) public(host string) way {
	v, h := a.publicName(a.s, a.subnet, host, a.p)
	return way{v, h}
}

func (a asking) endpointWay(e *endpoint) way {
	v, h := a.toEndpoint(a.s, a.subnet, e, a.p)
	return way{v, h}
}

// lookup are the ways that the Amazon resolver leads a name with private names in force, or without: the longest of
// the domains that have an answer of their own wins, at equal length a rule before a zone, a zone before an endpoint.
func (a asking) lookup(host string, private bool, depth int) []way {
	if depth > 8 {
		return []way{a.unknownAnswer()}
	}
	var z *zone
	var e *endpoint
	zoned, held := -1, -1
	if private {
		z, e = a.zoneOf(host), a.captor(host)
	}
	if z != nil {
		zoned = len(plain(z.Name))
	}
	if e != nil {
		held = len(host)
	}
	if rule := a.ruleOf(host); rule >= max(zoned, held, 0) {
		return []way{a.unknownAnswer()} // what the rule's targets answer is not known
	}
	var ways []way
	switch {
	case z != nil && zoned >= held:
		ways = a.inZone(host, *z, depth)
		if zoned == len(host) {
			return ways
		}
	case e != nil && e.is("pending"):
		return []way{a.endpointWay(e), a.public(host)}
	case e != nil:
		return []way{a.endpointWay(e)}
	default:
		ways = []way{a.public(host)}
		if svc, _, _ := byHost(host); svc == nil {
			return ways
		}
	}
	if private && !a.knowsEndpoints() {
		ways = append(ways, a.unknownAnswer())
	}
	return ways
}

// ruleOf is the length of the domain of the Resolver rule that hands a name to other servers, -1 if none does.
func (a asking) ruleOf(host string) int {
	best, length := "", -1
	for _, r := range a.names.rules {
		if name := plain(r.DomainName); under(host, name) && len(name) > length {
			best, length = r.RuleType, len(name)
		}
	}
	if best == "SYSTEM" || best == "RECURSIVE" {
		return -1
	}
	return length
}

// zoneOf is the private zone with the longest name that has the host name, nil if none has.
func (a asking) zoneOf(host string) *zone {
	var best *zone
	for i := range a.names.zones {
		z := &a.names.zones[i]
		if under(host, plain(z.Name)) && (best == nil || len(z.Name) > len(best.Name)) {
			best = z
		}
	}
	return best
}

// claims are the VPC's endpoints whose private DNS would lead a name to them, whatever their state.
func (a asking) claims(host string) []*endpoint {
	var out []*endpoint
	for i := range a.endpoints {
		e := &a.endpoints[i]
		if e.VpcId == a.s.vpcID && e.PrivateDnsEnabled && e.VpcEndpointType != "Gateway" &&
			e.VpcEndpointType != "GatewayLoadBalancer" && !e.DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint &&
			e.captures(host) {
			out = append(out, e)
		}
	}
	return out
}

// captor is the endpoint that holds a name, or may: the one that is available before others. Endpoints in other
// states than these hold none.
func (a asking) captor(host string) *endpoint {
	for _, state := range []string{"available", "partial", "pending"} {
		for _, e := range a.claims(host) {
			if e.is(state) {
				return e
			}
		}
	}
	return nil
}

// knowsEndpoints reports whether all endpoints of the VPC are known.
func (a asking) knowsEndpoints() bool {
	return a.complete(a.home(a.s.vpcID, Place{}), "describe-vpc-endpoints") && !a.foreignVPC(a.s.vpcID)
}

// unreadEndpoints reports whether an endpoint that is not known may hold the name of a service.
func (a asking) unreadEndpoints(host string) bool {
	svc, _, _ := byHost(host)
	return svc != nil && !a.knowsEndpoints()
}

// inZone are the ways that the records of a private zone lead a name.
func (a asking) inZone(host string, z zone, depth int) []way {
	if depth > 8 {
		return []way{a.unknownAnswer()}
	}
	records, known := a.records[bare(z.HostedZoneId)]
	if !known {
		return []way{a.unknownAnswer()}
	}
	own := func(name string) (out []record) {
		for _, r := range records {
			if plain(r.Name) == name {
				out = append(out, r)
			}
		}
		return out
	}
	found := own(host)
	for up := host; found == nil; { // the wildcard next to the closest name that exists
		if exists(records, up, plain(z.Name)) {
			return []way{noAnswer}
		}
		_, up, _ = strings.Cut(up, ".")
		if up == "" || !under(up, plain(z.Name)) {
			return []way{noAnswer}
		}
		found = own("*." + up)
	}
	var ways []way
	var addresses []target
	for _, r := range found {
		if r.AliasTarget == nil && (r.Type == "A" || r.Type == "AAAA") {
			for _, v := range r.ResourceRecords {
				if ip, err := netip.ParseAddr(v.Value); err == nil {
					addresses = append(addresses, target{to: ip})
				}
			}
		}
		ways = append(ways, a.follow(r, z, depth)...)
	}
	if len(addresses) > 0 {
		v, h := a.each(a.s, usable(a.s, addresses))(a.subnet, a.p)
		ways = append(ways, way{v, hops{{"name", Reachable}}.with(h)})
	}
	if len(ways) == 0 {
		return []way{noAnswer} // it has no address
	}
	return ways
}

// exists reports whether a name is the zone's own, or one of its records is at it or below it.
func exists(records []record, name, zone string) bool {
	return name == zone || slices.ContainsFunc(records, func(r record) bool { return under(plain(r.Name), name) })
}

// follow are the ways of a record that leads to another name: an alias within its zone, or of something in public; a
// CNAME to whatever the resolver is told next.
func (a asking) follow(r record, z zone, depth int) []way {
	if t := r.AliasTarget; t != nil && (r.Type == "A" || r.Type == "AAAA") {
		if bare(t.HostedZoneId) == bare(z.HostedZoneId) {
			return a.inZone(plain(t.DNSName), z, depth+1)
		}
		return []way{a.public(plain(t.DNSName))}
	}
	var ways []way
	if r.Type == "CNAME" {
		for _, v := range r.ResourceRecords {
			next := plain(v.Value)
			switch a.walled(a.names.walls, next) {
			case Blocked:
				ways = append(ways, noAnswer)
				continue
			case Unknown:
				ways = append(ways, noAnswer)
			}
			ways = append(ways, a.lookup(next, true, depth+1)...)
		}
	}
	return ways
}

func bare(zone string) string { return strings.TrimPrefix(zone, "/hostedzone/") }

// walled judges whether DNS Firewall lets a VPC with these groups ask for a name: the first rule that matches
// decides.
func (w *World) walled(groups []firewallAssociation, host string) Verdict {
	groups = slices.Clone(groups)
	slices.SortStableFunc(groups, func(x, y firewallAssociation) int { return x.Priority - y.Priority })
	passes, blocks := false, false // what rules do of which it is not known whether they match
	for _, g := range groups {
		rules, known := w.wallRules[g.FirewallRuleGroupId]
		if !known {
			passes, blocks = true, true
			continue
		}
		rules = slices.Clone(rules)
		slices.SortStableFunc(rules, func(x, y wallRule) int { return x.Priority - y.Priority })
		for _, r := range rules {
			domains, known := w.wallDomains[r.FirewallDomainListId]
			switch {
			case !known && r.Action == "BLOCK":
				blocks = true
			case !known:
				passes = true
			case !slices.ContainsFunc(domains, func(d string) bool { return listedDomain(plain(d), host) }):
			case r.Action == "BLOCK" && passes, r.Action != "BLOCK" && blocks:
				return Unknown
			default:
				return when(r.Action != "BLOCK")
			}
		}
	}
	return perhaps(blocks)
}

// listedDomain reports whether an entry of a domain list is about a name.
func listedDomain(entry, host string) bool {
	return entry == "*" || entry == host || strings.HasPrefix(entry, "*.") && strings.HasSuffix(host, entry[1:])
}
