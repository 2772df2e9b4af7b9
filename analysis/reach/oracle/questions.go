package oracle

import (
	"math/rand/v2"
	"net/netip"
)

// Questions makes questions about an account at random: at the bounds of what its documents name and beside them, where
// mistakes are.
func (a *Account) Questions(seed uint64, count int) []Question {
	r := rand.New(rand.NewPCG(seed, 1))
	addresses := a.Addresses()
	out := make([]Question, count)
	for i := range out {
		port := Ports[r.IntN(len(Ports))] + r.IntN(3) - 1
		out[i] = Question{To: addresses[r.IntN(len(addresses))], Protocol: []string{"tcp", "tcp", "udp"}[r.IntN(3)], Port: min(max(port, 0), 65535)}
	}
	return out
}

// Addresses are one of each kind of destination: between two neighbours of them no range of any document begins or ends
// and no interface lies.
func (a *Account) Addresses() []netip.Addr {
	var out []netip.Addr
	seen := make(map[netip.Addr]bool)
	add := func(list ...netip.Addr) {
		for _, ip := range list {
			if ip.IsValid() && !seen[ip] {
				seen[ip] = true
				out = append(out, ip)
			}
		}
	}
	for _, n := range a.interfaces {
		add(n.addresses()...)
	}
	for _, c := range a.ranges() {
		first, end := c.Masked().Addr(), last(c)
		add(first, end, first.Prev(), end.Next())
	}
	for _, text := range []string{"8.8.8.8", "52.216.10.10", "52.95.0.1", "1.1.1.1", "10.9.0.9", "10.200.0.1", "100.64.0.9",
		"172.31.255.255", "192.168.4.4", "224.0.0.1", "0.0.0.1", "127.0.0.1", "255.255.255.255", "2606:4700::1111", "fd00::1", "fe80::1", "ff02::1",
		"2600:1f18:99::5", "64:ff9b::808:808", "169.254.169.253", "fd00:ec2::253", "169.254.169.254"} {
		add(netip.MustParseAddr(text))
	}
	return out
}
