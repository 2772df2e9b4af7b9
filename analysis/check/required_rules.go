package check

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// requiredRules is what functions reach today that goes with some outbound rules of their groups: the rules that keep
// it, and what no rule can name.
type requiredRules struct {
	rules    []groupRule
	internet bool     // something of the internet
	services []string // AWS services of their roles that lie there
	beyond   []string // other networks, by what leads there
}

// manyRules is how many rules may take the place of one that lets everything out: a group has 60 of them by default,
// and nobody reads more than a few. Beyond that the VPC's ranges are let out. Source: Amazon VPC quotas, security
// groups.
const manyRules = 20

// requiredRules finds what functions of placements reach by some outbound rules of their groups and by no other.
func (p *Pass) requiredRules(places []*placement, goes func(reach.EgressRule) bool) requiredRules {
	var out requiredRules
	rules := make(map[string]netset.PortSet)
	vpcs := make(map[string]bool)
	for _, at := range places {
		var stays netset.Set
		named := make(map[string]bool) // by rules that stay
		for _, id := range at.Groups {
			list, _ := p.Engine.EgressRules(p.RegionName(), id)
			for _, rule := range list {
				if !goes(rule) {
					stays, named[rule.Peer] = stays.Union(rule.Allows), true
				}
			}
		}
		p.requireFor(at, stays, &out, rules)
		for _, list := range listsOf(at, "") { // of which nobody can say what addresses it has
			if l := p.Region.PrefixList(list); (l == nil || !l.EntriesKnown) && !named[list] {
				rules[list] = netset.Ports(netset.TCP, netset.PortRange{From: https, To: https})
			}
		}
		vpcs[at.VPCID] = true
	}
	for peer, ports := range rules {
		out.rules = append(out.rules, rulesFor(peer, ports)...)
	}
	if ranges, known := p.rangesOf(vpcs); known && len(out.rules) > manyRules {
		lists := slices.DeleteFunc(out.rules, func(r groupRule) bool { return r.kind() != prefixListPeer })
		out.rules = append(lists, ranges...)
	}
	slices.SortFunc(out.rules, groupRule.compare)
	out.services, out.beyond = uniqueTexts(out.services), uniqueTexts(out.beyond)
	slices.Sort(out.services)
	slices.Sort(out.beyond)
	return out
}

// rangesOf are the rules to all addresses of VPCs; known is false where one of the VPCs is not in the snapshot.
func (p *Pass) rangesOf(vpcs map[string]bool) (rules []groupRule, known bool) {
	for id := range vpcs {
		v := p.Region.VPC(id)
		if v == nil {
			return nil, false
		}
		for _, cidr := range v.CIDRs() {
			rules = append(rules, groupRule{protocol: "-1", peer: cidr})
		}
	}
	return rules, true
}

// rulesFor are the rules to a peer for ports, a range each.
func rulesFor(peer string, ports netset.PortSet) []groupRule {
	if ports.ContainsSet(netset.AllPorts(netset.TCP)) && ports.ContainsSet(netset.AllPorts(netset.UDP)) {
		return []groupRule{{protocol: "-1", peer: peer}}
	}
	var out []groupRule
	add := func(protocol string, ranges []netset.PortRange) {
		for _, r := range ranges {
			from, to := int(r.From), int(r.To)
			out = append(out, groupRule{protocol, &from, &to, peer})
		}
	}
	add("tcp", ports.TCP())
	add("udp", ports.UDP())
	return out
}

// requireFor adds what one placement reaches and does not where its groups let out only what stays.
func (p *Pass) requireFor(at *placement, stays netset.Set, out *requiredRules, rules map[string]netset.PortSet) {
	var held netset.Builder
	var ways []reach.Way
	byWay := make(map[reach.Way]netset.Set)
	for _, part := range p.reached(at).Parts {
		if lost := part.Set.Minus(stays); !lost.IsEmpty() {
			if _, seen := byWay[part.Way]; !seen {
				ways = append(ways, part.Way)
			}
			byWay[part.Way] = byWay[part.Way].Union(lost)
		}
	}
	for _, way := range ways {
		lost := byWay[way]
		switch way.Kind {
		case reach.WayResolver: // groups do not filter it
		case reach.WayGatewayEndpoint:
			for _, list := range listsOf(at, way.Resource) {
				rules[list] = rules[list].Union(netset.Ports(netset.TCP, netset.PortRange{From: https, To: https}))
			}
		case reach.WayNAT, reach.WayInternetGateway, reach.WayEgressOnly:
			out.internet = true
			out.services = append(out.services, p.overInternet(at)...)
		default:
			p.requireInterfaces(at, lost, &held, rules)
			switch {
			case way.Kind == reach.WayLocal || way.Kind == reach.WayInterfaceEndpoint:
			case way.Resource == "":
				out.beyond = append(out.beyond, "subnets that are not in the snapshot")
			default:
				out.beyond = append(out.beyond, p.name(way.Resource))
			}
		}
	}
	p.requireServers(at, stays, held.Set(), rules)
}

// listsOf are the prefix lists that the placement's routes to a gateway endpoint name; "" is for any.
func listsOf(at *placement, endpoint string) []string {
	var out []string
	for i := range at.Subnets {
		if at.Subnets[i].RouteTable == nil {
			continue
		}
		for _, route := range at.Subnets[i].RouteTable.Routes {
			if (route.GatewayId == endpoint || endpoint == "" && strings.HasPrefix(route.GatewayId, "vpce-")) &&
				route.DestinationPrefixListId != "" {
				out = append(out, route.DestinationPrefixListId)
			}
		}
	}
	return uniqueTexts(out)
}

// overInternet are the services of a placement's roles that have no way of their own in its VPC.
func (p *Pass) overInternet(at *placement) []string {
	var out []string
	for _, call := range p.calls(at).services {
		if !p.ownWay(at.VPCID, call.Endpoint) {
			out = append(out, call.Endpoint)
		}
	}
	return out
}

// requireInterfaces adds the rules that lead to interfaces of others: by their group where they are in the same VPC, so
// that the rule holds when an address changes, else by their addresses.
func (p *Pass) requireInterfaces(at *placement, lost netset.Set, held *netset.Builder,
	rules map[string]netset.PortSet) {
	addresses := p.interfaceAddresses()
	for span, open := range lost.Intervals() {
		from, _ := slices.BinarySearchFunc(addresses, span.From, func(a interfaceAddress, to netip.Addr) int {
			return a.Compare(to)
		})
		for _, a := range addresses[from:] {
			if !span.Contains(a.Addr) {
				break
			}
			ports := carriedPorts(open, a.of)
			if ports.IsEmpty() {
				continue
			}
			alone := netip.PrefixFrom(a.Addr, a.BitLen())
			held.AddPrefix(alone, ports)
			peer := alone.String()
			if groups := groupsOf(a.of); a.of.VpcId == at.VPCID && len(groups) > 0 {
				peer = groups[0]
			}
			rules[peer] = rules[peer].Union(ports)
		}
	}
}

// interfaceAddress is an address of an interface that is not Lambda's.
type interfaceAddress struct {
	netip.Addr
	of *awsdata.NetworkInterface
}

// interfaceAddresses are the addresses of the region's interfaces but Lambda's, in their order, read once for all
// checks.
func (p *Pass) interfaceAddresses() []interfaceAddress {
	if p.shared.addresses != nil {
		return p.shared.addresses
	}
	out := []interfaceAddress{}
	for i := range p.Region.Region.NetworkInterfaces {
		n := &p.Region.Region.NetworkInterfaces[i]
		if n.InterfaceType == "lambda" {
			continue
		}
		for _, text := range n.Addresses() {
			if a, err := netip.ParseAddr(text); err == nil {
				out = append(out, interfaceAddress{a, n})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b interfaceAddress) int { return a.Compare(b.Addr) })
	p.shared.addresses = out
	return out
}

// carriedPorts are the ports of TCP and UDP that an interface serves as far as that is known: endpoints of AWS's
// services serve HTTPS.
func carriedPorts(ports netset.PortSet, n *awsdata.NetworkInterface) netset.PortSet {
	served := netset.TCPAndUDP()
	web := netset.Ports(netset.TCP, netset.PortRange{From: https, To: https})
	if n.InterfaceType == "vpc_endpoint" && ports.ContainsSet(web) {
		served = web
	}
	return ports.Intersect(served)
}

// groupsOf are the groups of an interface, in the order of their ids.
func groupsOf(n *awsdata.NetworkInterface) []string {
	out := make([]string, len(n.Groups))
	for i, g := range n.Groups {
		out[i] = g.GroupId
	}
	slices.Sort(out)
	return out
}

// requireServers adds the rules to DNS servers of one's own that no interface of the snapshot holds.
func (p *Pass) requireServers(at *placement, stays, held netset.Set, rules map[string]netset.PortSet) {
	servers, _, _ := p.nameServers(at.VPCID)
	ports := dnsPorts()
	sets := p.reached(at).Sets
	for _, text := range custom(servers) {
		a, err := netip.ParseAddr(strings.TrimSpace(text))
		if err != nil {
			continue
		}
		asked := sets.Can().Union(sets.Unknown).Minus(stays).Minus(held).At(a).Intersect(ports)
		if !asked.IsEmpty() {
			peer := netip.PrefixFrom(a, a.BitLen()).String()
			rules[peer] = rules[peer].Union(asked)
		}
	}
}

// dnsPorts are the ports at which DNS servers are asked.
func dnsPorts() netset.PortSet {
	dns := netset.PortRange{From: 53, To: 53}
	return netset.Ports(netset.UDP, dns).Union(netset.Ports(netset.TCP, dns))
}

// price says what goes with the rules and no rule that is known keeps, "" for nothing.
func (k *requiredRules) price() string {
	var parts []string
	if k.internet {
		text := "of the internet only what you name in its place stays reachable"
		if len(k.services) > 0 {
			text += "; by it the functions reach " + join(k.services)
		}
		parts = append(parts, text)
	}
	if len(k.beyond) > 0 {
		parts = append(parts, "of what lies behind "+join(k.beyond)+" only what a rule names stays reachable")
	}
	return strings.Join(parts, "; ")
}
