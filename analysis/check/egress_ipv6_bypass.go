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
	Family:   Egress,
	Why: "IPv4 egress was narrowed and IPv6 was not: a client that resolves an IPv6 address goes around the limit. IPv6 needs no NAT " +
		"gateway, so nothing on the IPv4 way sees it.",
	When: "The function may send IPv6, and nearly the whole IPv6 internet can be reached on ports on which the IPv4 internet can not.",
	Fix:  "Give the group the same limits for IPv6 as for IPv4, or take the IPv6 route away, or turn IPv6 off for the function.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups"},
	Run: func(p *Pass) {
		inUse := netip.MustParsePrefix("2000::/3") // the block of all IPv6 internet addresses in use, for an example that looks like one
		var open unknowns
		openings := p.openings(func(at *placement) netset.Set {
			out := p.outward(at)
			certain := reach.WidePortsIPv6(out.can).Minus(reach.WidePorts(out.most()))
			if !certain.IsEmpty() {
				return out.can.IPv6().RestrictPrefixes(inUse).RestrictPorts(certain)
			}
			if possible := reach.WidePortsIPv6(out.most()).Minus(reach.WidePorts(out.can)); !possible.IsEmpty() {
				open.add(p.whereabouts(at), at.Functions, p.missingFor(at, out.unknown.RestrictPorts(possible)))
			}
			return netset.Set{}
		})
		open.report(p, func(string) string {
			return "Whether these functions get further by IPv6 than by IPv4 depends on what was not collected."
		})
		for _, o := range openings {
			f := Finding{
				Resource: o.group, Functions: o.functions,
				Title:    fmt.Sprintf("group %s: IPv6 goes everywhere on %s, IPv4 does not", p.name(o.group), o.sets[0].Ports().Human()),
				Evidence: o.evidence(p),
				Fix:      p.narrow(o.group, o.sets[0]),
			}
			f.Evidence = append(f.Evidence, Evidence{Resource: o.group, Rule: "IPv4", Says: "reaches of the internet: " + p.outward(o.places[0]).can.IPv4().Human(netset.MaxRanges(3))})
			p.Report(f)
		}
	},
}
