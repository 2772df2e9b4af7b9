package check

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

var egressInternetAllPorts = &Check{
	ID:       "egress-internet-all-ports",
	Title:    "functions reach the whole internet on all ports",
	Severity: High,
	Impact:   Exposed,
	Family:   Egress,
	Why: "Whatever runs in the function can send data to any address by any protocol over TCP, through a library that " +
		"was tampered with as well as through the function's own code.",
	When: "From at least one of the function's subnets, nearly the whole IPv4 internet can be reached on nearly all TCP " +
		"ports. Port 25 does not count: AWS drops it unless it lifted that for the account.",
	Fix: "Let the security group out only on the ports and to the addresses that the function needs: prefix lists for partners, " +
		"endpoints for AWS services.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
		"https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_network_protection_create_layers.html",
	},
	Compliance: []string{"Well-Architected SEC05"},
	Needs:      []string{"describe-subnets", "describe-route-tables", "describe-security-groups"},
	Run: func(p *Pass) {
		var open unknowns
		openings := p.openings(func(at *placement) netset.Set {
			out := p.outward(at)
			switch {
			case reach.Open(out.can):
				return out.can.IPv4()
			case reach.Open(out.most()):
				open.add(p.fallbackResource(at), at.Functions, p.missingFor(at, out.unknown.IPv4()))
			}
			return netset.Set{}
		})
		open.report(p, func(string) string {
			return "Whether these functions reach the whole internet on all ports depends on what was not collected."
		})
		for _, o := range openings {
			f := Finding{
				Resource: o.group, Functions: o.functions,
				Title: fmt.Sprintf("security group %s: the whole internet is reachable on all ports",
					p.name(o.group)),
				Evidence: o.evidence(p),
				Fix:      p.narrow(o.group, o.sets[0]),
			}
			if says := p.mailLimit(o.places[0]); says != "" {
				f.Evidence = append(f.Evidence,
					Evidence{Resource: o.group, Rule: "tcp 25", Says: "but for port 25: " + says})
			}
			p.Report(f)
		}
	},
}

// mailLimit is what is said of TCP port 25 to the internet where a placement's groups let it out and AWS may drop it,
// "" where nothing limits it.
func (p *Pass) mailLimit(at *placement) string {
	mail := p.outward(at).unknown.IPv4().RestrictPorts(netset.Ports(netset.TCP, netset.PortRange{From: 25, To: 25}))
	trace := p.example(at, mail)
	if trace == nil {
		return ""
	}
	for i := range trace.Subnets {
		for _, hop := range trace.Subnets[i].Hops {
			if hop.Component == reach.ComponentPort25 {
				return hop.Why()
			}
		}
	}
	return ""
}
