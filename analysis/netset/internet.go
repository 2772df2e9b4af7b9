package netset

import (
	"net/netip"
	"sync"
)

// notInternet lists what is no internet address: "this network", private, shared
// (carrier grade NAT), loopback, link-local, multicast and reserved blocks, as
// the IANA special-purpose address registries name them.
var notInternet = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("10.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("169.254.0.0/16"),
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("224.0.0.0/4"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/128"),
	netip.MustParsePrefix("::1/128"),
	netip.MustParsePrefix("fc00::/7"),
	netip.MustParsePrefix("fe80::/10"),
	netip.MustParsePrefix("ff00::/8"),
}

var internet = sync.OnceValue(func() Set {
	var b Builder
	b.Add(Everything())
	for _, p := range notInternet {
		b.RemovePrefix(p, allProtocols)
	}
	return b.Set()
})

// Internet returns all internet addresses, IPv4 and IPv6, with all protocols.
func Internet() Set { return internet() }

// InternetIPv4 returns all IPv4 internet addresses with all protocols.
func InternetIPv4() Set { return internet().IPv4() }

// InternetIPv6 returns all IPv6 internet addresses with all protocols.
func InternetIPv6() Set { return internet().IPv6() }

// SampleInternet returns one internet address that stands for all that nothing names: it
// is in no list of AWS's and in no range for documentation, and no well-known server
// has it, so that routes and rules about single addresses are not about it. It lies
// among those that an access provider hands out to households.
func SampleInternet() netip.Addr { return netip.AddrFrom4([4]byte{73, 73, 73, 73}) }

// IsInternet reports whether the address is an internet address.
func IsInternet(a netip.Addr) bool { return !internet().At(a).IsEmpty() }
