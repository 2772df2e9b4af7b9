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
	AliasTarget     *struct{ HostedZoneId, DNSName string }
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
	if unseen {
		verdicts = append(verdicts, w.letsOut(s, p))
	}
	v := Join(verdicts...)
	if e.is("partial") {
		v = all(v, Unknown)
	}
	if policy := w.policy(s, e); policy != Reachable {
		v, told = all(v, policy), append(told, Hop{"policy", policy})
	}
	return v, told
}

// endpointAsked judges an endpoint that is named by its id or its own host name.
func (w *World) endpointAsked(s sender, subnet string, e *endpoint, p packet) (Verdict, hops) {
	switch e.VpcEndpointType {
	case "Gateway":
		v, told := w.toGatewayEndpoint(s, subnet, e, p)
		return all(v, w.policy(s, e)), told.with(hops{{"policy", w.policy(s, e)}})
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
				if r, certain := w.lookup(w.tableOf(at), p.to); certain &&
					(r == nil || r.GatewayId != e.VpcEndpointId) {
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
		v, h = w.admitted(s, subnet, p.to, v, h)
		verdicts, told = append(verdicts, v), told.with(h)
	}
	return Join(verdicts...), told
}

// admitted adds the policy of the gateway endpoint that carries an address of a service, if one does.
func (w *World) admitted(s sender, subnet string, to netip.Addr, v Verdict, h hops) (Verdict, hops) {
	if at := w.subnet(subnet); at != nil {
		if r, certain := w.lookup(w.tableOf(at), to); certain && r != nil {
			if e := w.endpoint(r.GatewayId); e != nil && e.VpcEndpointType == "Gateway" {
				return all(v, w.policy(s, e)), h.with(hops{{"policy", w.policy(s, e)}})
			}
		}
	}
	return v, h
}

// under reports whether a host name lies in a domain.
func under(host, domain string) bool {
	return domain == "" || host == domain || strings.HasSuffix(host, "."+domain)
}

// namesCalls are the calls that tell how names are resolved in VPCs. Where none of them was asked there are AWS's
// defaults; where some were, those that are not there are gaps.
var namesCalls = []string{"list-resolver-rules", "list-resolver-rule-associations", "list-profile-associations",
	"list-profile-resource-associations", "list-firewall-rules", "list-firewall-domains",
	"list-hosted-zones-by-vpc", "list-resource-record-sets"}

// namesAsked reports whether names were collected at all.
func (w *World) namesAsked() bool {
	for _, calls := range w.collected {
		for call := range calls {
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
	asked := w.namesAsked()
	out.doubt = asked && (!out.known || w.foreignVPC(vpcID) || !w.complete(at, "list-resolver-rule-associations") ||
		!w.complete(at, "list-profile-associations") || !w.complete(at, "list-firewall-rule-group-associations"))
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

// plain is a name as it is typed: without the dot at its end, and with the star that Route 53 writes as \052.
func plain(name string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSuffix(name, ".")), `\052`, "*")
}
