package fix_test

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// loss is a part of what a function reached that it does not reach as well any more.
type loss struct {
	subnet string
	way    reach.Way
	set    netset.Set
	was    reach.Verdict
	unsure bool // it may be reached still, and that is not known
	partly bool // it is reached still from some addresses
}

// lost compares subnet by subnet, or over all where the subnets are others.
func lost(was, is *reach.Reach, taken netset.Set, parts *int) []loss {
	var out []loss
	add := func(subnet string, list []reach.Part, is *reach.Sets) {
		for _, part := range list {
			*parts++
			keeps := is.Reachable
			switch part.Verdict {
			case reach.Partial:
				keeps = is.Can()
			case reach.Unknown:
				keeps = is.Can().Union(is.Unknown).Union(taken)
			}
			set := part.Set.Minus(keeps)
			for _, l := range []loss{{set: set.Minus(is.Unknown).Minus(is.Partial)},
				{set: set.Intersect(is.Unknown), unsure: true}, {set: set.Intersect(is.Partial), partly: true}} {
				if l.subnet, l.way, l.was = subnet, part.Way, part.Verdict; !l.set.IsEmpty() {
					out = append(out, l)
				}
			}
		}
	}
	same := slices.EqualFunc(was.Subnets, is.Subnets, func(a, b reach.SubnetReach) bool {
		return a.SubnetID == b.SubnetID
	})
	if same {
		for i := range was.Subnets {
			add(was.Subnets[i].SubnetID, was.Subnets[i].Parts, &is.Subnets[i].Sets)
		}
		return out
	}
	for _, part := range was.Parts {
		for _, p := range []reach.Part{{Way: part.Way, Verdict: reach.Reachable,
			Set: part.Set.Intersect(was.Sets.Reachable)},
			{Way: part.Way, Verdict: reach.Partial, Set: part.Set.Intersect(was.Sets.Partial)},
			{Way: part.Way, Verdict: reach.Unknown, Set: part.Set.Intersect(was.Sets.Unknown)}} {
			if !p.Set.IsEmpty() {
				add("all subnets", []reach.Part{p}, &is.Sets)
			}
		}
	}
	return out
}

// unfollowed are the checks whose fixes add the route of a gateway endpoint: by one from a NAT gateway's subnet, or one
// of which the addresses are not in the snapshot, nobody can say what is still reached.
var unfollowed = []string{"endpoint-not-routed", "egress-service-over-internet"}

// What AWS's endpoints serve, mail, and DNS servers.
var (
	mail = netset.Ports(netset.TCP, netset.PortRange{From: 25, To: 25})
	web  = netset.Ports(netset.TCP, netset.PortRange{From: 443, To: 443})
	dns  = netset.Ports(netset.TCP, netset.PortRange{From: 53, To: 53}).
		Union(netset.Ports(netset.UDP, netset.PortRange{From: 53, To: 53}))
)

// unsaid says what of a loss the fix has no right to, "" for nothing. said are its remarks.
func (l *loss) unsaid(f *check.Finding, said string, before *account, rx *awsdata.RegionIndex,
	was *awsdata.Function) string {
	moved := slices.Contains(movedBy(f.Fix.CLI), rx.Region.RegionName+" "+was.FunctionName)
	switch {
	case l.unsure && (moved || slices.Contains(unfollowed, f.Check)):
		return ""
	case l.partly && moved && l.subnet != "all subnets":
		// rules and ACLs may tell the addresses of its new interfaces apart
		return ""
	case strings.Contains(said, "send from another address") && ownAddresses(before.Index).ContainsSet(l.set):
		return ""
	case l.was == reach.Unknown && f.Check == "sg-stale-reference": // nobody is in a group that is gone
		return ""
	case moved && internetWay(l.way.Kind) && strings.Contains(said, "the public address of ") &&
		strings.Contains(said, "stays behind"):
		return ""
	}
	if f.Check == "path-vpc-not-needed" {
		if strings.Contains(said, "on TCP port 25") {
			l.set = l.set.Minus(l.set.RestrictPorts(mail))
		}
		switch {
		case !slices.Contains(f.Functions, was.FunctionName):
			return "the finding is not about it"
		case l.set.Overlaps(heldIn(rx, false)):
			return "what somebody holds in the VPC"
		case internetWay(l.way.Kind) && !l.set.IPv4().IsEmpty():
			return "of the internet"
		}
		return ""
	}
	if !slices.Contains(narrowing, f.Check) {
		return "it is no fix that closes anything"
	}
	if l.set.Overlaps(serversOf(rx, rx.FunctionVPC(was))) {
		return "a DNS server"
	}
	switch l.way.Kind {
	case reach.WayLambda, reach.WayResolver:
		return "no security group filters that"
	case reach.WayGatewayEndpoint:
		if !l.set.RestrictPorts(web).Overlaps(carriedBy(rx, l.subnet, l.way.Resource)) {
			return ""
		}
		return "what lies behind an endpoint"
	case reach.WayLocal, reach.WayInterfaceEndpoint:
		if l.set.Overlaps(heldIn(rx, true)) {
			return "what somebody holds in the VPC"
		}
		return ""
	}
	if internetWay(l.way.Kind) {
		if strings.Contains(said, "of the internet only what you name") {
			return ""
		}
		return "the internet, and it is not said"
	}
	if _, behind, _ := strings.Cut(said, "of what lies behind "); behind != "" {
		if strings.Contains(behind, " more only what") || strings.Contains(behind, l.way.Resource) {
			return ""
		}
		if r, ok := rx.Lookup(l.way.Resource); ok && r.Name() != "" && strings.Contains(behind, r.Name()) {
			return ""
		}
	}
	if n := rx.NetworkInterface(l.way.Resource); n != nil && slices.Contains(n.GroupIDs(), f.Cause) &&
		strings.Contains(said, "the security group is also on ") {
		return "" // an appliance with the group, which is said to be narrowed as well
	}
	return "another network, and it is not said"
}

func internetWay(kind reach.WayKind) bool {
	return kind == reach.WayNAT || kind == reach.WayInternetGateway || kind == reach.WayEgressOnly
}

// heldIn are the addresses of a region that somebody but Lambda answers at: endpoints of AWS's services on port 443.
// Where plumbing is false, those that only carry traffic on are left out.
func heldIn(rx *awsdata.RegionIndex, plumbing bool) netset.Set {
	var b netset.Builder
	for i := range rx.Region.NetworkInterfaces {
		n := &rx.Region.NetworkInterfaces[i]
		ports := netset.TCPAndUDP()
		switch n.InterfaceType {
		case "lambda":
			continue
		case "vpc_endpoint":
			ports = web
		}
		if !plumbing && slices.Contains([]string{"nat_gateway", "natGateway", "vpc_endpoint"}, n.InterfaceType) {
			continue
		}
		for _, text := range n.Addresses() {
			if a, err := netip.ParseAddr(text); err == nil {
				b.AddPrefix(netip.PrefixFrom(a, a.BitLen()), ports)
			}
		}
	}
	return b.Set()
}

// carriedBy are the addresses of the prefix lists that a subnet's routes to a gateway endpoint name: it carries no
// others, whatever routes random accounts have.
func carriedBy(rx *awsdata.RegionIndex, subnet, endpoint string) netset.Set {
	lists := map[string]bool{}
	of, _ := rx.SubnetRouteTable(subnet)
	for i := range rx.Region.RouteTables {
		if t := &rx.Region.RouteTables[i]; of == nil || of == t {
			for _, r := range t.Routes {
				lists[r.DestinationPrefixListId] = lists[r.DestinationPrefixListId] || r.GatewayId == endpoint
			}
		}
	}
	var b netset.Builder
	for _, list := range rx.Region.PrefixLists {
		for _, text := range list.Cidrs {
			if p, err := netip.ParsePrefix(text); err == nil && lists[list.PrefixListId] {
				b.AddPrefix(p, web)
			}
		}
	}
	return b.Set()
}

// ownAddresses are the public addresses that the accounts have, which somebody of theirs may let in by address.
func ownAddresses(x *awsdata.Index) netset.Set {
	var b netset.Builder
	for _, rx := range x.AllRegions() {
		for i := range rx.Region.NetworkInterfaces {
			for _, p := range rx.Region.NetworkInterfaces[i].PublicAddresses() {
				if a, err := netip.ParseAddr(p.Public); err == nil {
					b.AddPrefix(netip.PrefixFrom(a, a.BitLen()), netset.AllProtocols())
				}
			}
		}
	}
	return b.Set()
}

// serversOf are the DNS servers of one's own that a VPC's functions ask.
func serversOf(rx *awsdata.RegionIndex, vpc string) netset.Set {
	var b netset.Builder
	if v := rx.VPC(vpc); v != nil {
		if options := rx.DhcpOptions(v.DhcpOptionsId); options != nil {
			for _, text := range options.Option("domain-name-servers") {
				if a, err := netip.ParseAddr(strings.TrimSpace(text)); err == nil {
					b.AddPrefix(netip.PrefixFrom(a, a.BitLen()), dns)
				}
			}
		}
	}
	return b.Set()
}
