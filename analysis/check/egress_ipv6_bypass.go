package check

import (
	"fmt"
	"net/netip"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

var egressIPv6Bypass = &Check{
	ID:       "egress-ipv6-bypass",
	Title:    "IPv6 lets functions out further than IPv4",
	Severity: High,
	Impact:   Exposed,
	Family:   Egress,
	Why: "IPv4 egress was narrowed and IPv6 was not: a client that resolves an IPv6 address goes around the limit. IPv6 needs no NAT " +
		"gateway, so nothing on the IPv4 way sees it.",
	When: "The function may send IPv6, and nearly the whole IPv6 internet can be reached on ports on which the IPv4 internet can not, or the IPv4 " +
		"internet itself by NAT64 (64:ff9b::/96 to a NAT gateway). TCP port 25 does not count: whether AWS lets it out is the same for both.",
	Fix: "Give the security group the same limits for IPv6 as for IPv4, or take the IPv6 route away, or turn IPv6 off for the function.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups"},
	Run: func(p *Pass) {
		mail := netset.Ports(netset.TCP, netset.PortRange{From: 25, To: 25})
		// the block of all IPv6 internet addresses in use, for an example that looks like one
		inUse := netip.MustParsePrefix("2000::/3")
		var open unknowns
		openings := p.openings(func(at *placement) netset.Set {
			out := p.outward(at)
			certain := reach.WidePortsIPv6(out.can).Minus(reach.WidePorts(out.most())).Minus(mail)
			if !certain.IsEmpty() {
				return out.can.IPv6().RestrictPrefixes(inUse).RestrictPorts(certain)
			}
			translated := p.translated(at)
			if certain = reach.WidePorts(embedded(translated.Can())).Minus(reach.WidePorts(out.most())).
				Minus(mail); !certain.IsEmpty() {
				return translated.Can().RestrictPorts(certain)
			}
			possible := reach.WidePortsIPv6(out.most()).
				Union(reach.WidePorts(embedded(translated.Can().Union(translated.Unknown))))
			if possible = possible.Minus(reach.WidePorts(out.can)).Minus(mail); !possible.IsEmpty() {
				open.add(p.fallbackResource(at), at.Functions,
					p.missingFor(at, out.unknown.Union(translated.Unknown).RestrictPorts(possible)))
			}
			return netset.Set{}
		})
		open.report(p, func(string) string {
			return "Whether these functions get further by IPv6 than by IPv4 depends on what was not collected."
		})
		for _, o := range openings {
			title := "security group %s: IPv6 goes everywhere on %s, IPv4 does not"
			if o.sets[0].Overlaps(netset.FromPrefix(nat64, netset.AllProtocols())) {
				title = "security group %s: NAT64 goes everywhere in IPv4 on %s, IPv4 itself does not"
			}
			f := Finding{
				Resource: o.group, Functions: o.functions,
				Title:    fmt.Sprintf(title, p.name(o.group), o.sets[0].Ports().Human()),
				Evidence: o.evidence(p),
				Fix:      p.narrow(o.group, o.sets[0]),
			}
			f.Evidence = append(f.Evidence, Evidence{Resource: o.group, Rule: "IPv4",
				Says: "reaches of the internet: " + p.outward(o.places[0]).can.IPv4().Human(netset.MaxRanges(3))})
			p.Report(f)
		}
	},
}

// nat64 are the IPv6 addresses that stand for the addresses of IPv4.
// Source: Amazon VPC user guide, "DNS64 and NAT64".
var nat64 = netip.MustParsePrefix("64:ff9b::/96")

// translated is what a placement reaches of the IPv4 internet by NAT64, under its IPv6 addresses.
func (p *Pass) translated(at *placement) reach.Sets {
	if at.Managed() || !at.DualStack() {
		return reach.Sets{}
	}
	var out reach.Sets
	for _, s := range p.reachWithin(at, netset.FromPrefix(nat64, netset.AllProtocols())).Subnets {
		out.Reachable = out.Reachable.Union(s.Sets.Reachable)
		out.Partial = out.Partial.Union(s.Sets.Partial)
		out.Unknown = out.Unknown.Union(s.Sets.Unknown)
	}
	out.Unknown = out.Unknown.Minus(out.Can())
	return out
}

// embedded are the IPv4 addresses that NAT64 addresses stand for.
func embedded(s netset.Set) netset.Set {
	var b netset.Builder
	for addresses, ports := range s.Intervals() {
		from, to := addresses.From.As16(), addresses.To.As16()
		b.AddRange(netset.AddrRange{From: netip.AddrFrom4([4]byte(from[12:])), To: netip.AddrFrom4([4]byte(to[12:]))},
			ports)
	}
	return b.Set()
}
