package check

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

var egressInternetAnyAddress = &Check{
	ID:       "egress-internet-any-address",
	Title:    "functions reach every internet address on some ports",
	Severity: Medium,
	Impact:   Exposed,
	Family:   Egress,
	Why: "One port is enough to send data anywhere: most services that an attacker would use answer on 443. Nothing in the network tells " +
		"a partner's address from a stranger's.",
	When: "From at least one of the function's subnets, nearly the whole IPv4 internet can be reached on some ports, and not on all. " +
		"Low where it is TCP 443 alone, all internet egress has a working flow log, and the VPC has DNS Firewall.",
	Fix: "Name the addresses that the function needs in a prefix list and let the security group out to that, or filter by name with DNS Firewall and Network Firewall.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html",
	},
	Compliance: []string{"Well-Architected SEC05"},
	Needs:      []string{"describe-subnets", "describe-route-tables", "describe-security-groups"},
	Run: func(p *Pass) {
		var open unknowns
		openings := p.openings(func(at *placement) netset.Set {
			out := p.outward(at)
			wide := reach.WidePorts(out.can)
			switch {
			case reach.Open(out.can):
				return netset.Set{}
			case !wide.IsEmpty():
				return out.can.IPv4().RestrictPorts(wide)
			case !reach.WidePorts(out.most()).IsEmpty():
				open.add(p.fallbackResource(at), at.Functions, p.missingFor(at, out.unknown.IPv4()))
			}
			return netset.Set{}
		})
		open.report(p, func(string) string {
			return "Whether these functions reach every internet address depends on what was not collected."
		})
		for _, o := range openings {
			var ports netset.PortSet
			f := Finding{Resource: o.group, Functions: o.functions, Severity: Low}
			for i, at := range o.places {
				ports = ports.Union(o.sets[i].Ports())
				if !p.guarded(at) {
					f.Severity = Medium
				}
			}
			if ports != netset.Ports(netset.TCP, netset.PortRange{From: 443, To: 443}) {
				f.Severity = Medium
			}
			f.Title = fmt.Sprintf("security group %s: every internet address is reachable on %s", p.name(o.group),
				ports.Human())
			f.Evidence = o.evidence(p)
			f.Fix = p.narrow(o.group, o.sets[0])
			p.Report(f)
		}
	},
}

// guarded reports whether a placement's ways out are certainly watched and its names filtered.
func (p *Pass) guarded(at *placement) bool {
	watched, _ := p.watched(at)
	filtered, _ := p.dnsFirewall(at.VPCID)
	return watched && filtered
}
