package check

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

// riskyPorts are ports that a function rarely needs to the whole internet, and that unwanted traffic often takes.
var riskyPorts = [...]struct {
	from, to uint16
	udp      bool
	use      string
}{
	{22, 22, false, "SSH"},
	{23, 23, false, "Telnet"},
	{25, 25, false, "SMTP"},
	{53, 53, true, "DNS"},
	{445, 445, false, "SMB"},
	{1080, 1080, false, "SOCKS"},
	{3389, 3389, false, "RDP"},
	{4444, 4444, false, "remote shells"},
	{6667, 6667, false, "IRC"},
	{6881, 6889, true, "BitTorrent"},
	{9001, 9001, false, "Tor"},
}

var egressInternetRiskyPort = &Check{
	ID:       "egress-internet-risky-port",
	Title:    "functions reach the whole internet on a commonly abused port",
	Severity: High,
	Impact:   Exposed,
	Family:   Egress,
	Why: "Mail on port 25, remote shells, file sharing and tunnels to the whole internet are what misused code looks " +
		"for, and few functions need them to more than a known server.",
	When: "From at least one of the function's subnets, nearly the whole IPv4 internet can be reached on one of 22, 23, " +
		"25, 53, 445, 1080, 3389, 4444, 6667, 6881-6889 or 9001, while most other ports are closed. Port 25 is " +
		"unknown: AWS drops it unless it lifted that for the account.",
	Fix: "Close the port, or let the security group out on it to the addresses of the servers that are meant.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
		"https://docs.aws.amazon.com/guardduty/latest/ug/lambda-protection.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups"},
	Run: func(p *Pass) {
		var open unknowns
		openings := p.openings(func(at *placement) netset.Set {
			out := p.outward(at)
			if reach.Open(out.most()) { // egress-internet-all-ports tells of it
				return netset.Set{}
			}
			risky := reach.WidePorts(out.can).Intersect(riskyPortSet())
			if perhaps := reach.WidePorts(out.most()).Intersect(riskyPortSet()).Minus(risky); !perhaps.IsEmpty() {
				open.add(p.fallbackResource(at), at.Functions,
					p.missingFor(at, out.unknown.IPv4().RestrictPorts(perhaps)))
			}
			if risky.IsEmpty() {
				return netset.Set{}
			}
			return out.can.IPv4().RestrictPorts(risky)
		})
		open.report(p, func(string) string {
			return "Whether these functions reach the whole internet on such a port depends on what was not collected."
		})
		for _, o := range openings {
			var ports netset.PortSet
			for _, set := range o.sets {
				ports = ports.Union(set.Ports())
			}
			p.Report(Finding{
				Resource: o.group, Functions: o.functions,
				Title: fmt.Sprintf("security group %s: the whole internet is reachable on %s", p.name(o.group),
					riskyNames(ports)),
				Evidence: o.evidence(p),
				Fix:      p.narrow(o.group, o.sets[0]),
			})
		}
	},
}

func riskyPortSet() netset.PortSet {
	var tcp, udp []netset.PortRange
	for _, r := range riskyPorts {
		ports := netset.PortRange{From: r.from, To: r.to}
		tcp = append(tcp, ports)
		if r.udp {
			udp = append(udp, ports)
		}
	}
	return netset.Ports(netset.TCP, tcp...).Union(netset.Ports(netset.UDP, udp...))
}

// riskyNames names the ports with what they are known for: "port 25 (SMTP) and port 22 (SSH)".
func riskyNames(ports netset.PortSet) string {
	var names []string
	for _, r := range riskyPorts {
		list := netset.PortRange{From: r.from, To: r.to}
		if ports.Overlaps(netset.Ports(netset.TCP, list).Union(netset.Ports(netset.UDP, list))) {
			names = append(names, fmt.Sprintf("%s (%s)", list, r.use))
		}
	}
	return "port " + strings.TrimSpace(join(names))
}
