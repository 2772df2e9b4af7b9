package netset

import (
	"net/netip"
	"slices"
	"testing"
)

var (
	https = Ports(TCP, PortRange{443, 443})
	ssh   = Ports(TCP, PortRange{22, 22})
	dns   = Ports(UDP, PortRange{53, 53})
)

func prefix(s string, ports PortSet) Set { return FromPrefix(netip.MustParsePrefix(s), ports) }

func addr(s string) netip.Addr { return netip.MustParseAddr(s) }

func TestSetOperations(t *testing.T) {
	vpc := prefix("10.0.0.0/16", AllProtocols())
	half := prefix("10.0.0.0/17", https)
	tests := []struct {
		name string
		got  Set
		want string
	}{
		{"the zero value", Set{}, "none"},
		{"everything", Everything(), "0.0.0.0/0 all | ::/0 all"},
		{"nothing is left of everything", Everything().Minus(Everything()), "none"},
		{"one address", FromAddr(addr("10.0.0.1"), https), "10.0.0.1 tcp 443"},
		{"no ports, no set", prefix("10.0.0.0/8", PortSet{}), "none"},
		{"a range that is no prefix", FromRange(AddrRange{addr("10.0.0.1"), addr("10.0.0.2")}, dns), "10.0.0.1-10.0.0.2 udp 53"},
		{"host bits do not matter", prefix("10.0.0.7/8", https), "10.0.0.0/8 tcp 443"},
		{"halves join", prefix("10.0.0.0/17", https).Union(prefix("10.0.128.0/17", https)), "10.0.0.0/16 tcp 443"},
		{"halves with other ports do not", prefix("10.0.0.0/17", https).Union(prefix("10.0.128.0/17", ssh)), "10.0.0.0/17 tcp 443 | 10.0.128.0/17 tcp 22"},
		{"ports join where addresses overlap", half.Union(prefix("10.0.0.0/16", dns)), "10.0.0.0/17 tcp 443; udp 53 | 10.0.128.0/17 udp 53"},
		{"intersection", vpc.Intersect(half), "10.0.0.0/17 tcp 443"},
		{"intersection of other ports", half.Intersect(prefix("10.0.0.0/17", dns)), "none"},
		{"a hole in the addresses", vpc.Minus(prefix("10.0.1.0/24", AllProtocols())), "10.0.0.0/24 all | 10.0.2.0-10.0.255.255 all"},
		{"a hole in the ports", prefix("10.0.0.0/16", AllPorts(TCP)).Minus(prefix("10.0.0.0/17", ssh)), "10.0.0.0/17 tcp 0-21,23-65535 | 10.0.128.0/17 tcp all"},
		{"only IPv4", Everything().IPv4(), "0.0.0.0/0 all"},
		{"only IPv6", Everything().IPv6(), "::/0 all"},
		{"only some ports", Everything().RestrictPorts(dns), "0.0.0.0/0 udp 53 | ::/0 udp 53"},
		{"no ports left", Everything().RestrictPorts(PortSet{}), "none"},
		{"only some addresses", Everything().RestrictAddrs(AddrRange{addr("1.0.0.1"), addr("1.0.0.3")}, AddrRange{addr("1.0.0.2"), addr("1.0.0.4")}), "1.0.0.1-1.0.0.4 all"},
		{"no addresses left", Everything().RestrictAddrs(), "none"},
		{"other ports", half.WithPorts(dns), "10.0.0.0/17 udp 53"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			mustBeCanonical(t, test.got)
			if got := test.got.String(); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestEdgesOfTheAddressSpace(t *testing.T) {
	last4, first6 := addr("255.255.255.255"), addr("::")
	last6 := addr("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
	tests := []struct {
		name string
		got  Set
		want string
	}{
		{"all of IPv4", prefix("0.0.0.0/0", https), "0.0.0.0/0 tcp 443"},
		{"all of IPv6", prefix("::/0", https), "::/0 tcp 443"},
		{"the last IPv4 address", FromAddr(last4, https), "255.255.255.255 tcp 443"},
		{"the last IPv6 address", FromAddr(last6, https), last6.String() + " tcp 443"},
		{"the end of IPv4 does not join the start of IPv6", FromAddr(last4, https).Union(FromAddr(first6, https)), "255.255.255.255 tcp 443 | :: tcp 443"},
		{"the end of IPv6 does not join its start", FromAddr(last6, https).Union(FromAddr(first6, https)), ":: tcp 443 | " + last6.String() + " tcp 443"},
		{"all but the last IPv4 address", prefix("0.0.0.0/0", https).Minus(FromAddr(last4, https)), "0.0.0.0-255.255.255.254 tcp 443"},
		{"all but the first IPv6 address", prefix("::/0", https).Minus(FromAddr(first6, https)), "::1-" + last6.String() + " tcp 443"},
		{"all but the last IPv6 address", prefix("::/0", https).Minus(FromAddr(last6, https)), "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe tcp 443"},
		{"IPv6 across 64 bits", prefix("2001:db8::/64", https).Union(prefix("2001:db8:0:1::/64", https)), "2001:db8::/63 tcp 443"},
		{"a 4-in-6 address is IPv4", FromAddr(addr("::ffff:10.0.0.1"), https), "10.0.0.1 tcp 443"},
		{"a 4-in-6 prefix is IPv4", prefix("::ffff:10.0.0.0/104", https), "10.0.0.0/8 tcp 443"},
		{"a shorter prefix around a 4-in-6 address is IPv6", prefix("::ffff:10.0.0.0/64", https), "::/64 tcp 443"},
		{"a 4-in-6 range is IPv4", FromRange(AddrRange{addr("::ffff:10.0.0.0"), addr("10.255.255.255")}, https), "10.0.0.0/8 tcp 443"},
		{"a zone does not matter", FromAddr(addr("2001:db8::1%eth0"), https), "2001:db8::1 tcp 443"},
		{"an invalid prefix has no members", FromPrefix(netip.Prefix{}, https), "none"},
		{"a prefix that is too long has none", FromPrefix(netip.PrefixFrom(addr("10.0.0.0"), 33), https), "none"},
		{"an invalid address has none", FromAddr(netip.Addr{}, https), "none"},
		{"an invalid range has none", FromRange(AddrRange{}, https), "none"},
		{"a reversed range has none", FromRange(AddrRange{last4, addr("1.1.1.1")}, https), "none"},
		{"a range across families has none", FromRange(AddrRange{last4, first6}, https), "none"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			mustBeCanonical(t, test.got)
			if got := test.got.String(); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if back := rebuilt(test.got); !back.Equal(test.got) {
				t.Errorf("the intervals give %v", back)
			}
		})
	}
}

// A difference of IPv6 ranges can end beside the 4-in-6 block; its intervals must
// still describe it.
func TestIntervalBesideTheMappedBlockRoundTrips(t *testing.T) {
	below := FromRange(AddrRange{addr("::"), addr("::fffe:ffff:ffff")}, https)
	above := prefix("::/0", https).Minus(below)
	if back := rebuilt(above); !back.Equal(above) {
		t.Errorf("got %v, want %v", back, above)
	}
	if above.Contains(addr("::ffff:10.0.0.1"), TCP, 443) {
		t.Error("an IPv4 address is in a set of IPv6 addresses")
	}
	if got := len(prefixes(above)); got == 0 {
		t.Error("no prefixes")
	}
}

func TestContains(t *testing.T) {
	s := prefix("10.0.0.0/16", https.Union(AllPorts(ICMP))).
		Union(prefix("10.1.0.0/16", Ports(UDP, PortRange{0, 0}, PortRange{65535, 65535})))
	tests := []struct {
		addr     string
		protocol Protocol
		port     uint16
		want     bool
	}{
		{"10.0.0.0", TCP, 443, true},
		{"10.0.255.255", TCP, 443, true},
		{"::ffff:10.0.0.1", TCP, 443, true},
		{"9.255.255.255", TCP, 443, false},
		{"10.1.0.0", TCP, 443, false},
		{"10.0.0.0", TCP, 442, false},
		{"10.0.0.0", UDP, 443, false},
		{"10.0.0.0", ICMP, 9999, true},
		{"10.0.0.0", ICMPv6, 0, false},
		{"10.1.0.0", UDP, 0, true},
		{"10.1.0.0", UDP, 1, false},
		{"10.1.0.0", UDP, 65535, true},
		{"10.2.0.0", UDP, 0, false},
		{"::a00:1", TCP, 443, false},
	}
	for _, test := range tests {
		if got := s.Contains(addr(test.addr), test.protocol, test.port); got != test.want {
			t.Errorf("Contains(%s, %v, %d) = %v", test.addr, test.protocol, test.port, got)
		}
	}
	if Everything().Contains(netip.Addr{}, TCP, 443) {
		t.Error("the zero address is in everything")
	}
}

func TestInternet(t *testing.T) {
	for _, a := range []string{
		"1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
		"169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
		"223.255.255.255", "::2", "2600::1", "fbff::1", "fe00::1", "fec0::1", "::ffff:8.8.8.8",
	} {
		if !IsInternet(addr(a)) || !Internet().Contains(addr(a), 47, 0) {
			t.Errorf("%s should be an internet address", a)
		}
	}
	for _, a := range []string{
		"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
		"169.254.0.0", "169.254.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255",
		"224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.255", "::", "::1", "fc00::", "fdff::1",
		"fe80::1", "febf::1", "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::ffff:10.0.0.1",
	} {
		if IsInternet(addr(a)) {
			t.Errorf("%s should be no internet address", a)
		}
	}
	if !InternetIPv4().Union(InternetIPv6()).Equal(Internet()) || InternetIPv4().Overlaps(InternetIPv6()) {
		t.Error("the families do not make up the internet")
	}
	if n := testing.AllocsPerRun(100, func() { Internet() }); n != 0 {
		t.Errorf("Internet is rebuilt at each call: %v allocations", n)
	}
}

func TestAddressesPrefixesAndGroups(t *testing.T) {
	s := prefix("10.0.0.0/24", https).
		Union(prefix("10.0.1.0/24", ssh)).
		Union(FromRange(AddrRange{addr("10.0.2.0"), addr("10.0.2.2")}, https)).
		Union(FromAddr(addr("2001:db8::1"), ssh))
	wantAddrs := []AddrRange{{addr("10.0.0.0"), addr("10.0.2.2")}, {addr("2001:db8::1"), addr("2001:db8::1")}}
	if got := s.Addresses(); !slices.Equal(got, wantAddrs) {
		t.Errorf("addresses %v", got)
	}
	wantPrefixes := []string{"10.0.0.0/23", "10.0.2.0/31", "10.0.2.2/32", "2001:db8::1/128"}
	var gotPrefixes []string
	for _, p := range prefixes(s) {
		gotPrefixes = append(gotPrefixes, p.String())
	}
	if !slices.Equal(gotPrefixes, wantPrefixes) {
		t.Errorf("prefixes %v", gotPrefixes)
	}
	var groups []string
	for ports, rs := range s.Groups() {
		text := ports.String() + ":"
		for _, r := range rs {
			text += " " + r.String()
		}
		groups = append(groups, text)
	}
	want := []string{"tcp 443: 10.0.0.0/24 10.0.2.0-10.0.2.2", "tcp 22: 10.0.1.0/24 2001:db8::1"}
	if !slices.Equal(groups, want) {
		t.Errorf("groups %q", groups)
	}
	for range s.Groups() {
		break // stopping early must be possible
	}
	for range s.Intervals() {
		break
	}
}

// Sets share their parts, so no operation may change an operand.
func TestOperandsDoNotChange(t *testing.T) {
	a := prefix("10.0.0.0/16", https).Union(prefix("10.2.0.0/16", https))
	b := prefix("10.1.0.0/16", https)
	before := a.String()
	var builder Builder
	builder.Add(a)
	first := builder.Set()
	builder.Add(b)
	builder.RemovePrefix(netip.MustParsePrefix("10.0.0.0/24"), https)
	second := builder.Set()
	_ = a.Union(b).Union(prefix("10.3.0.0/16", https))
	if a.String() != before || first.String() != before {
		t.Errorf("a set changed: %v, %v", a, first)
	}
	if want := "10.0.1.0-10.2.255.255 tcp 443"; second.String() != want {
		t.Errorf("the builder went on to %v, want %v", second, want)
	}
}

// prefixes are the addresses of a set as the fewest prefixes.
func prefixes(s Set) []netip.Prefix {
	var list []netip.Prefix
	for _, r := range s.Addresses() {
		list = append(list, r.Prefixes()...)
	}
	return list
}

func TestAddrRange(t *testing.T) {
	r := AddrRange{addr("2001:db8::4"), addr("2001:db8::7")}
	if r.String() != "2001:db8::4/126" || !r.Contains(addr("2001:db8::7")) || r.Contains(addr("2001:db8::8")) ||
		r.Contains(addr("10.0.0.1")) {
		t.Errorf("got %v", r)
	}
	if r := (AddrRange{}); r.IsValid() || r.Prefixes() != nil || r.String() != "invalid range" ||
		r.Contains(addr("::")) {
		t.Errorf("an invalid range has members: %v", r)
	}
}
