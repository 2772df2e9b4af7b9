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
		if r.IntN(6) == 0 {
			port = 53
		}
		from := addresses
		if r.IntN(5) == 0 {
			from = addresses[len(addresses)-len(addressesByName):][:8]
		}
		out[i] = Question{To: from[r.IntN(len(from))], Protocol: []string{"tcp", "tcp", "udp"}[r.IntN(3)], Port: min(max(port, 0), 65535)}
	}
	return out
}

// Addresses are one of each kind of destination: those at the bounds of what the documents name, those just before, and
// others that mean something.
func (a *Account) Addresses() []netip.Addr {
	var out []netip.Addr
	for _, ip := range a.bounds {
		out = append(out, ip)
		if before := ip.Prev(); before.IsValid() {
			out = append(out, before)
		}
	}
	for _, n := range a.interfaces {
		out = append(out, n.addresses()...) // twice, for these are what people ask for
	}
	for _, v := range a.vpcs {
		out = append(out, v.CidrBlock.Masked().Addr().Next().Next()) // the resolver
	}
	for _, text := range addressesByName {
		out = append(out, netip.MustParseAddr(text))
	}
	return out
}

// addressesByName are addresses that mean something wherever the account lies; the first ones are internet addresses.
var addressesByName = []string{"8.8.8.8", "52.216.10.10", "52.95.0.1", "1.1.1.1", "2606:4700::1111", "198.51.100.7", "172.32.0.1", "2001:4860::8888",
	"10.9.0.9", "10.200.0.1", "100.64.0.9", "172.31.255.255", "192.168.4.4", "224.0.0.1", "0.0.0.1", "127.0.0.1", "255.255.255.255",
	"fd00::1", "fe80::1", "ff02::1", "2600:1f18:99::5", "64:ff9b::808:808", "169.254.169.253", "fd00:ec2::253", "169.254.169.254"}
