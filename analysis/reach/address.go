package reach

import (
	"net/netip"

	"github.com/vpclens/vpclens/analysis/netset"
	"go4.org/netipx"
)

// prefixOf reads a CIDR. AWS writes canonical ones; host bits are masked so that a hand-written one means what it says.
func prefixOf(text string) (netip.Prefix, bool) {
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, false
	}
	return p.Masked(), true
}

func prefixesOf(texts []string) []netip.Prefix {
	out := make([]netip.Prefix, 0, len(texts))
	for _, t := range texts {
		if p, ok := prefixOf(t); ok {
			out = append(out, p)
		}
	}
	return out
}

func anyContains(prefixes []netip.Prefix, a netip.Addr) bool {
	for _, p := range prefixes {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// hosts are the addresses of a subnet that can be given to an interface: the first four and the last are AWS's own.
// Source: Amazon VPC user guide, "Subnet CIDR blocks".
func hosts(p netip.Prefix) (netset.AddrRange, bool) {
	from, to := p.Masked().Addr(), netipx.PrefixLastIP(p)
	for range 4 {
		if from = from.Next(); !from.IsValid() {
			return netset.AddrRange{}, false
		}
	}
	if to = to.Prev(); !to.IsValid() || to.Less(from) {
		return netset.AddrRange{}, false
	}
	return netset.AddrRange{From: from, To: to}, true
}

// portsOf reads a rule's protocol and ports, reduced to what Lambda carries: TCP and UDP. Protocol -1 is all; ports
// that are absent or -1 are all. Protocols without ports of their own match neither TCP nor UDP.
func portsOf(protocol string, from, to *int) netset.PortSet {
	var p netset.Protocol
	switch protocol {
	case "-1", "all":
		return carried()
	case "tcp", "6":
		p = netset.TCP
	case "udp", "17":
		p = netset.UDP
	default:
		return netset.PortSet{}
	}
	r := netset.PortRange{From: 0, To: 65535}
	if from != nil && *from >= 0 {
		r.From = uint16(min(*from, 65535))
	}
	if to != nil && *to >= 0 {
		r.To = uint16(min(*to, 65535))
	}
	if r.To < r.From {
		return netset.PortSet{}
	}
	return netset.Ports(p, r)
}

// replyPorts splits what a stateless rule list lets through into how it treats replies: by protocol, whether all of the
// ephemeral ports are open, some, or none.
func replyPorts(allowed netset.PortSet) (all, some netset.PortSet) {
	for _, p := range []netset.Protocol{netset.TCP, netset.UDP} {
		want := replyPortsOf[p]
		switch {
		case allowed.ContainsSet(want):
			all = all.Union(netset.AllPorts(p))
		case allowed.Overlaps(want):
			some = some.Union(netset.AllPorts(p))
		}
	}
	return all, some
}
