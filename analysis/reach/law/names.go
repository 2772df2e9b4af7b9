package law

import (
	"net/netip"
	"slices"
	"strings"
)

type zone struct{ HostedZoneId, Name string }

type record struct {
	Name, Type      string
	ResourceRecords []struct{ Value string }
	AliasTarget     *struct{ DNSName string }
}

type resolverRule struct {
	Id, DomainName, RuleType, OwnerId string
}

type ruleAssociation struct{ ResolverRuleId, VPCId, Status string }

type profileAssociation struct{ ProfileId, ResourceId, Status string }

type profilePart struct{ ResourceArn, ResourceType, Status string }

type firewallAssociation struct {
	FirewallRuleGroupId, VpcId, Status string
	Priority                           int
}

type wallRule struct {
	FirewallDomainListId, Action string
	Priority                     int
}

// servers are the addresses of the options' DNS servers; nil where the Amazon resolver is asked.
func (d *dhcpOptions) servers() []netip.Addr {
	var out []netip.Addr
	for _, c := range d.DhcpConfigurations {
		for _, v := range c.Values {
			if ip, err := netip.ParseAddr(v.Value); err == nil && c.Key == "domain-name-servers" {
				out = append(out, ip)
			}
		}
	}
	return out
}

// host judges a host name from one subnet: who is asked for it, what that answers, and the way there.
func (w *World) host(s sender, subnet, host string, p packet) (Verdict, hops) {
	switch {
	case s.hidden:
		if e := w.endpointOf(host); e != nil && !e.is("available", "partial", "pending") {
			return Blocked, hops{{"name", Blocked}} // wherever it is
		}
		return Unknown, hops{{"lambda", Unknown}}
	case s.outside:
		return w.publicName(s, subnet, host, p)
	}
	v := w.vpc(s.vpcID)
	if v == nil { // which options it has is not known: the Amazon resolver's answer, or the public one
		if !w.publicKnown(host) && !w.privateNames(s.vpcID).known {
			return Unknown, hops{{"name", Unknown}}
		}
		amazon, told := w.resolvedBy(s, subnet, host, nil, p)
		public, _ := w.publicName(s, subnet, host, p)
		return agreed(amazon, public), told
	}
	d := find(w.dhcp, func(d *dhcpOptions) bool { return v.DhcpOptionsId == d.DhcpOptionsId })
	verdict, told := w.resolvedBy(s, subnet, host, d, p)
	if d == nil && v.DhcpOptionsId != "default" { // there may be own servers, within reach or not
		public, _ := w.publicName(s, subnet, host, p)
		if agreed(verdict, public) != Blocked {
			return Unknown, told.with(hops{{"name", Unknown}})
		}
	}
	return verdict, told
}

// resolvedBy judges a host name under these DHCP options, nil for none.
func (w *World) resolvedBy(s sender, subnet, host string, d *dhcpOptions, p packet) (Verdict, hops) {
	var own []netip.Addr
	if d != nil {
		own = slices.DeleteFunc(d.servers(), func(ip netip.Addr) bool { return w.resolver(s.vpcID, ip) })
	}
	v, told := w.resolved(s, subnet, host, p, 0)
	if len(own) == 0 {
		dns := w.dns(s.vpcID)
		if on, known := w.dnsHostnames[s.vpcID]; dns == Unknown && known && !on {
			dns = Reachable // it is settled that the name is not private
		}
		return all(dns, v), hops{{"name", dns}}.with(told)
	}
	asked := Blocked
	for _, ip := range own {
		if v := w.vpc(s.vpcID); v != nil && within(v.cidrs(), ip) && w.interfaceAt(s.vpcID, ip) == nil {
			asked = Reachable // who answers there is in no document
			continue
		}
		v, _ := w.from(s, subnet, packet{to: ip, protocol: "udp", port: 53})
		asked = max(asked, v)
	}
	public, _ := w.publicName(s, subnet, host, p)
	return all(asked, agreed(v, public)), hops{{"name", asked}}.with(told)
}

// resolved judges a host name as the Amazon resolver answers it in the function's VPC: the longest of the domains
// that have an answer of their own wins; a rule stands before a zone, and a zone before an endpoint.
func (w *World) resolved(s sender, subnet, host string, p packet, depth int) (Verdict, hops) {
	if depth > 8 {
		return w.unresolved(s)(subnet, p)
	}
	names := w.privateNames(s.vpcID)
	if names.doubt {
		return w.unresolved(s)(subnet, p)
	}
	switch w.walled(names.walls, host) {
	case Blocked:
		return Blocked, hops{{"name", Blocked}}
	case Unknown:
		v, h := w.unwalled(s, subnet, host, names, p, depth)
		return all(Unknown, v), append(hops{{"name", Unknown}}, h...)
	}
	return w.unwalled(s, subnet, host, names, p, depth)
}

func (w *World) unwalled(s sender, subnet, host string, names private, p packet, depth int) (Verdict, hops) {
	best, rule := zone{}, false
	length := -1
	off, certain := w.privateOff(s.vpcID)
	for _, z := range names.zones {
		if off {
			break // private zones take effect only with both attributes of DNS
		}
		if name := strings.TrimSuffix(z.Name, "."); under(host, name) && len(name) > length {
			best, length = z, len(name)
		}
	}
	system := false
	for _, r := range names.rules {
		name := strings.TrimSuffix(r.DomainName, ".")
		if under(host, name) && len(name) >= length {
			rule, system, length = true, r.RuleType == "SYSTEM", len(name)
		}
	}
	candidates, doubt := w.captors(s.vpcID, host)
	captured := len(candidates) > 0 || doubt
	switch {
	case captured && length < len(host):
		// The endpoint's own zone is the longest.
	case rule && !system:
		return w.unresolved(s)(subnet, p)
	case best.HostedZoneId != "" && !rule && !certain:
		private, told := w.inZone(s, subnet, host, best, p, depth)
		public, _ := w.publicName(s, subnet, host, p)
		return agreed(private, public), append(hops{{"name", Unknown}}, told...)
	case best.HostedZoneId != "" && !rule:
		return w.inZone(s, subnet, host, best, p, depth)
	}
	if !captured {
		if !names.known && !w.publicKnown(host) {
			return w.unresolved(s)(subnet, p)
		}
		return w.publicName(s, subnet, host, p)
	}
	return w.byEndpoint(s, subnet, host, candidates, doubt, p)
}

// privateOff reports whether a VPC's attributes keep private names from taking effect, and whether they are known.
func (w *World) privateOff(vpcID string) (off, certain bool) {
	support, knownS := w.dnsSupport[vpcID]
	hostnames, knownH := w.dnsHostnames[vpcID]
	off = knownS && !support || knownH && !hostnames
	return off, off || knownS && knownH
}

// captors are the endpoints whose private DNS may lead a name to them, and whether there may be others.
func (w *World) captors(vpcID, host string) (out []*endpoint, doubt bool) {
	for i := range w.endpoints {
		e := &w.endpoints[i]
		if e.VpcId == vpcID && e.PrivateDnsEnabled && e.VpcEndpointType != "Gateway" &&
			e.VpcEndpointType != "GatewayLoadBalancer" &&
			!e.DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint && e.captures(host) {
			out = append(out, e)
		}
	}
	svc, _, main := byHost(host)
	return out, !w.complete(w.home(vpcID, Place{}), "describe-vpc-endpoints") && svc != nil && main
}

// byEndpoint judges a name that endpoints may have captured.
func (w *World) byEndpoint(s sender, subnet, host string, list []*endpoint, doubt bool, p packet) (Verdict, hops) {
	public, told := w.publicName(s, subnet, host, p)
	off, certain := w.privateOff(s.vpcID)
	if off {
		return public, told // private DNS takes effect only with both
	}
	if !certain {
		return Unknown, hops{{"name", Unknown}}
	}
	var chosen *endpoint
	for _, state := range []string{"available", "partial", "pending"} {
		for _, e := range list {
			if chosen == nil && e.is(state) {
				chosen = e
			}
		}
	}
	ways := []Verdict{}
	switch {
	case chosen == nil || chosen.is("pending"):
		ways = append(ways, public)
	}
	if chosen != nil {
		v, h := w.toEndpoint(s, subnet, chosen, p)
		ways, told = append(ways, v), h
	}
	if doubt && (chosen == nil || chosen.is("pending")) {
		ways = append(ways, w.letsOut(s, p))
	}
	return agreed(ways...), append(hops{{"name", perhaps(len(ways) > 1)}}, told...)
}

// toEndpoint judges the way to an endpoint's interfaces.
func (w *World) toEndpoint(s sender, subnet string, e *endpoint, p packet) (Verdict, hops) {
	var targets []target
	unseen := len(e.NetworkInterfaceIds) == 0
	for _, id := range e.NetworkInterfaceIds {
		n := w.iface(id)
		if n == nil {
			unseen = true
			continue
		}
		for _, ip := range n.addresses() {
			targets = append(targets, target{ip, id})
		}
	}
	var verdicts []Verdict
	var told hops
	if len(targets) > 0 {
		v, h := w.each(s, usable(s, targets))(subnet, p)
		verdicts, told = append(verdicts, v), h
	}
	switch {
	case unseen:
		verdicts = append(verdicts, w.letsOut(s, p))
	}
	v := Join(verdicts...)
	if e.is("partial") {
		v = all(v, Unknown)
	}
	if policy := e.policy(); policy != Reachable {
		v, told = all(v, policy), append(told, Hop{"policy", policy})
	}
	return v, told
}

// endpointAsked judges an endpoint that is named by its id or its own host name.
func (w *World) endpointAsked(s sender, subnet string, e *endpoint, p packet) (Verdict, hops) {
	switch e.VpcEndpointType {
	case "Gateway":
		v, told := w.toGatewayEndpoint(s, subnet, e, p)
		return all(v, e.policy()), append(told, Hop{"policy", e.policy()})
	case "GatewayLoadBalancer":
		return Blocked, hops{{"name", Blocked}}
	}
	v, told := w.toEndpoint(s, subnet, e, p)
	switch {
	case e.is("available", "partial"):
	case e.is("pending"):
		v = all(v, Unknown)
	default:
		v = Blocked
	}
	return v, told
}

// toGatewayEndpoint judges the entries of a gateway endpoint's list, by its route.
func (w *World) toGatewayEndpoint(s sender, subnet string, e *endpoint, p packet) (Verdict, hops) {
	code, region := e.identity()
	l := w.serviceList(code, region)
	if l == nil || !w.listWhole[l.PrefixListId] {
		return w.unresolved(s)(subnet, p)
	}
	var verdicts []Verdict
	var told hops
	for _, c := range w.listEntries[l.PrefixListId] {
		for _, p.to = range w.samples(c) {
			v, h := w.from(s, subnet, p)
			if at := w.subnet(subnet); at != nil {
				if r, certain := w.lookup(w.tableOf(at), p.to); certain && (r == nil ||
					r.GatewayId != e.VpcEndpointId) {
					v = Blocked
				}
			} else if s.outside {
				v = Blocked
			}
			verdicts, told = append(verdicts, v), told.with(h)
		}
	}
	if len(verdicts) == 0 {
		return Unknown, told
	}
	return Join(verdicts...), told
}

// serviceList is AWS's list of a service's public addresses in a region.
func (w *World) serviceList(code, region string) *list {
	return find(w.lists, func(l *list) bool {
		return strings.TrimPrefix(l.PrefixListName, "cn.") == "com.amazonaws."+region+"."+code
	})
}

// publicKnown reports whether it is known what a name is in public.
func (w *World) publicKnown(host string) bool {
	svc, _, _ := byHost(host)
	return svc != nil || w.endpointOf(host) != nil
}

// endpointOf is the endpoint that one of the names for itself alone means.
func (w *World) endpointOf(host string) *endpoint {
	if !strings.HasSuffix(host, ".vpce.amazonaws.com") && !strings.HasSuffix(host, ".vpce.amazonaws.com.cn") {
		return nil
	}
	return find(w.endpoints, func(e *endpoint) bool {
		return strings.HasPrefix(host, e.VpcEndpointId+"-") || strings.HasPrefix(host, e.VpcEndpointId+".")
	})
}

// publicName judges a name at its public addresses.
func (w *World) publicName(s sender, subnet, host string, p packet) (Verdict, hops) {
	if e := w.endpointOf(host); e != nil {
		return w.endpointAsked(s, subnet, e, p)
	}
	svc, region, _ := byHost(host)
	if svc == nil {
		return w.unresolved(s)(subnet, p)
	}
	if slices.Contains([]string{"s3", "dynamodb", "s3express"}, svc.code) && region == s.place.Region && !s.outside {
		l := w.serviceList(svc.code, region)
		switch {
		case l != nil && w.listWhole[l.PrefixListId]:
			var targets []target
			for _, c := range w.listEntries[l.PrefixListId] {
				for _, ip := range w.samples(c) {
					targets = append(targets, target{to: ip})
				}
			}
			if len(targets) > 0 {
				return w.byList(s, subnet, targets, p)
			}
		case l != nil, !w.complete(s.place, "describe-prefix-lists") && !w.complete(s.place,
			"describe-managed-prefix-lists"):
			return w.unresolved(s)(subnet, p)
		}
	}
	return w.publicService(s, subnet, p)
}

// byList judges the addresses of a service's list. Those that a gateway endpoint carries are subject to its policy.
func (w *World) byList(s sender, subnet string, targets []target, p packet) (Verdict, hops) {
	p.listed = true
	var verdicts []Verdict
	var told hops
	for _, t := range targets {
		p.to = t.to
		v, h := w.from(s, subnet, p)
		if at := w.subnet(subnet); at != nil {
			if r, certain := w.lookup(w.tableOf(at), p.to); certain && r != nil {
				if e := w.endpoint(r.GatewayId); e != nil && e.VpcEndpointType == "Gateway" {
					v, h = all(v, e.policy()), h.with(hops{{"policy", e.policy()}})
				}
			}
		}
		verdicts, told = append(verdicts, v), told.with(h)
	}
	return Join(verdicts...), told
}

// under reports whether a host name lies in a domain.
func under(host, domain string) bool {
	return domain == "" || host == domain || strings.HasSuffix(host, "."+domain)
}

// namesCalls are the calls that tell how names are resolved in VPCs. Where none of them was asked there are AWS's
// defaults; where some were, those that are not there are gaps.
var namesCalls = []string{"list-resolver-rules", "list-resolver-rule-associations", "list-profile-associations",
	"list-profile-resource-associations", "list-firewall-rules", "list-firewall-domains", "list-hosted-zones-by-vpc", "list-resource-record-sets"}

// namesAsked reports whether names were collected at all for a place.
func (w *World) namesAsked(at Place) bool {
	for _, p := range []Place{at, {at.Account, "global"}} {
		for call := range w.collected[p] {
			name, _, _ := strings.Cut(call, ".")
			if slices.Contains(namesCalls, name) {
				return true
			}
		}
	}
	return false
}

// private is what a VPC knows of names by itself.
type private struct {
	zones []zone
	rules []resolverRule
	walls []firewallAssociation
	doubt bool // there may be more
	known bool // zones were collected
}

// privateNames are the private zones, Resolver rules and DNS Firewall groups of a VPC, with those of its profiles.
func (w *World) privateNames(vpcID string) private {
	at := w.home(vpcID, Place{})
	var out private
	out.zones, out.known = w.zones[vpcID]
	out.zones = slices.Clone(out.zones)
	asked := w.namesAsked(at)
	out.doubt = asked && (!out.known || !w.complete(at, "list-resolver-rule-associations") || !w.complete(at,
		"list-profile-associations") ||
		!w.complete(at, "list-firewall-rule-group-associations"))
	if asked && out.known && !w.complete(Place{at.Account, "global"}, "list-hosted-zones-by-vpc."+vpcID) {
		out.doubt = true
	}
	rule := func(id string) {
		r := find(w.rules, func(r *resolverRule) bool { return r.Id == id })
		if r == nil {
			out.doubt = true
			return
		}
		out.rules = append(out.rules, *r)
	}
	for _, l := range w.ruleLinks {
		if l.VPCId == vpcID && l.Status == "COMPLETE" {
			rule(l.ResolverRuleId)
		}
	}
	for _, a := range w.firewalls {
		if a.VpcId == vpcID && a.Status == "COMPLETE" {
			out.walls = append(out.walls, a)
		}
	}
	for _, a := range w.profiles {
		if a.ResourceId != vpcID || a.Status != "COMPLETE" {
			continue
		}
		parts, known := w.profileParts[a.ProfileId]
		out.doubt = out.doubt || !known
		for _, part := range parts {
			kind, id := part.ResourceArn, part.ResourceArn[strings.LastIndexByte(part.ResourceArn, '/')+1:]
			switch {
			case strings.Contains(kind, ":resolver-rule/"):
				rule(id)
			case strings.Contains(kind, ":hostedzone/"):
				at := slices.IndexFunc(w.records[id], func(r record) bool { return r.Type == "SOA" })
				if at < 0 {
					out.doubt = true
					continue
				}
				out.zones, out.known = append(out.zones, zone{id, w.records[id][at].Name}), true
			default:
				out.doubt = true
			}
		}
	}
	return out
}

// inZone judges a name by the records of a private zone.
func (w *World) inZone(s sender, subnet, host string, z zone, p packet, depth int) (Verdict, hops) {
	records, known := w.records[strings.TrimPrefix(z.HostedZoneId, "/hostedzone/")]
	if !known {
		return w.unresolved(s)(subnet, p)
	}
	name := host
	has := func(name string) bool {
		return slices.ContainsFunc(records, func(r record) bool { return plain(r.Name) == name })
	}
	for domain := host; !has(name); { // the closest wildcard
		_, rest, more := strings.Cut(domain, ".")
		if !more || !under(rest, strings.TrimSuffix(z.Name, ".")) {
			return Blocked, hops{{"name", Blocked}} // it does not exist
		}
		if has(rest) && !has("*."+rest) {
			return Blocked, hops{{"name", Blocked}}
		}
		domain, name = rest, "*."+rest
	}
	var targets []target
	var verdicts []Verdict
	told := hops{{"name", Reachable}}
	for _, r := range records {
		if plain(r.Name) != name {
			continue
		}
		var aliases []string
		switch {
		case r.AliasTarget != nil && (r.Type == "A" || r.Type == "AAAA"):
			aliases = append(aliases, r.AliasTarget.DNSName)
		case r.Type == "CNAME":
			for _, v := range r.ResourceRecords {
				aliases = append(aliases, v.Value)
			}
		case r.Type == "A" || r.Type == "AAAA":
			for _, v := range r.ResourceRecords {
				if ip, err := netip.ParseAddr(v.Value); err == nil {
					targets = append(targets, target{to: ip})
				}
			}
		}
		for _, alias := range aliases {
			v, h := w.resolved(s, subnet, plain(alias), p, depth+1)
			verdicts, told = append(verdicts, v), told.with(h)
		}
	}
	if len(targets) > 0 {
		v, h := w.each(s, usable(s, targets))(subnet, p)
		verdicts, told = append(verdicts, v), told.with(h)
	}
	if len(verdicts) == 0 {
		return Blocked, hops{{"name", Blocked}} // it has no address
	}
	return Join(verdicts...), told
}

// plain is a name as it is typed: without the dot at its end, and with the star that Route 53 writes as \052.
func plain(name string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSuffix(name, ".")), `\052`, "*")
}

// walled judges whether DNS Firewall lets a VPC with these groups ask for a name.
func (w *World) walled(groups []firewallAssociation, host string) Verdict {
	type weighed struct {
		first, second int
		rule          wallRule
	}
	var rules []weighed
	doubt := false
	for _, a := range groups {
		list, known := w.wallRules[a.FirewallRuleGroupId]
		doubt = doubt || !known
		for _, r := range list {
			rules = append(rules, weighed{a.Priority, r.Priority, r})
		}
	}
	if doubt {
		return Unknown
	}
	slices.SortStableFunc(rules, func(x, y weighed) int {
		if x.first != y.first {
			return x.first - y.first
		}
		return x.second - y.second
	})
	for _, r := range rules {
		domains, known := w.wallDomains[r.rule.FirewallDomainListId]
		matches := slices.ContainsFunc(domains, func(d string) bool {
			d = plain(d)
			return d == host || d == "*" || strings.HasPrefix(d, "*.") && strings.HasSuffix(host, d[1:])
		})
		switch {
		case r.rule.Action == "ALERT":
		case !known:
			return Unknown
		case matches:
			return when(r.rule.Action != "BLOCK")
		}
	}
	return Reachable
}
