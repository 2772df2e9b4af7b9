package netset

import (
	"net/netip"
	"testing"
)

func TestBuilder(t *testing.T) {
	ten := netip.MustParsePrefix("10.0.0.0/8")
	vpc := netip.MustParsePrefix("10.0.0.0/16")
	tests := []struct {
		name  string
		steps func(b *Builder)
		want  string
	}{
		{"nothing", func(b *Builder) {}, "none"},
		{"a rule inside another", func(b *Builder) { b.AddPrefix(ten, https); b.AddPrefix(vpc, dns) },
			"10.0.0.0/16 tcp 443; udp 53 | 10.1.0.0-10.255.255.255 tcp 443"},
		{"the order of additions does not matter", func(b *Builder) { b.AddPrefix(vpc, dns); b.AddPrefix(ten, https) },
			"10.0.0.0/16 tcp 443; udp 53 | 10.1.0.0-10.255.255.255 tcp 443"},
		{"removed after it was added", func(b *Builder) { b.AddPrefix(vpc, https); b.RemovePrefix(ten, https) },
			"none"},
		{"added after it was removed", func(b *Builder) { b.RemovePrefix(ten, https); b.AddPrefix(vpc, https) },
			"10.0.0.0/16 tcp 443"},
		{"only these ports are removed",
			func(b *Builder) { b.AddPrefix(vpc, https.Union(dns)); b.RemovePrefix(ten, dns) }, "10.0.0.0/16 tcp 443"},
		{"invalid steps do nothing", func(b *Builder) {
			b.AddPrefix(netip.Prefix{}, https)
			b.AddRange(AddrRange{}, https)
			b.AddAddr(netip.Addr{}, https)
			b.AddAddrs([]string{"", "10.0.0.0/8", "host"}, https)
			b.AddCIDRs([]string{"", "10.0.0.1", "10.0.0.0/33"}, https)
			b.AddPrefix(vpc, PortSet{})
			b.AddPrefix(vpc, https)
			b.RemovePrefix(netip.Prefix{}, https)
			b.Remove(Set{})
		}, "10.0.0.0/16 tcp 443"},
		{"as AWS writes it", func(b *Builder) {
			b.AddAddrs([]string{"10.0.0.4", "2001:db8::1", "10.0.0.5"}, https)
			b.AddCIDRs([]string{"10.1.2.3/16"}, dns)
		}, "10.0.0.4/31 tcp 443 | 10.1.0.0/16 udp 53 | 2001:db8::1 tcp 443"},
		{"it goes on after Set", func(b *Builder) {
			b.AddPrefix(ten, https)
			b.Set()
			b.Remove(FromRange(AddrRange{addr("10.1.0.0"), addr("10.255.255.255")}, AllProtocols()))
			b.Set()
			b.Add(prefix("2001:db8::/32", dns))
		}, "10.0.0.0/16 tcp 443 | 2001:db8::/32 udp 53"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var b Builder
			test.steps(&b)
			got := b.Set()
			mustBeCanonical(t, got)
			if got.String() != test.want {
				t.Errorf("got  %v\nwant %v", got, test.want)
			}
		})
	}
}
