package netset

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestPortSetText(t *testing.T) {
	web := Ports(TCP, PortRange{8000, 8100}, PortRange{443, 443}, PortRange{80, 80})
	tests := []struct {
		name         string
		ports        PortSet
		exact, human string
	}{
		{"nothing", PortSet{}, "none", "nothing"},
		{"everything", AllProtocols(), "all", "all ports"},
		{"one port", https, "tcp 443", "tcp 443"},
		{"ranges are sorted", web, "tcp 80,443,8000-8100", "tcp 80, 443, 8000-8100"},
		{"two protocols", web.Union(dns), "tcp 80,443,8000-8100; udp 53", "tcp 80, 443, 8000-8100 and udp 53"},
		{"all of one", AllPorts(TCP), "tcp all", "all tcp"},
		{"ranges that touch join", Ports(TCP, PortRange{5, 6}, PortRange{0, 4}), "tcp 0-6", "tcp 0-6"},
		{"ranges that overlap join", Ports(TCP, PortRange{0, 40000}, PortRange{1, 2}, PortRange{30000, 65535}), "tcp all", "all tcp"},
		{"reversed ranges add nothing", Ports(TCP, PortRange{7, 6}), "none", "nothing"},
		{"no ranges, no ports", Ports(TCP), "none", "nothing"},
		{"first and last port", Ports(UDP, PortRange{65535, 65535}, PortRange{0, 0}), "udp 0,65535", "udp 0, 65535"},
		{"ports are ignored where there are none", Ports(ICMP, PortRange{8, 8}), "icmp", "icmp"},
		{"a protocol without a name", AllPorts(50).Union(AllPorts(51)).Union(AllPorts(47)).Union(AllPorts(ICMPv6)), "icmpv6; protocol 47,50-51", "icmpv6 and protocol 47, 50-51"},
		{"all but one port", AllProtocols().Minus(Ports(TCP, PortRange{25, 25})), "tcp 0-24,26-65535; udp all; icmp; icmpv6; protocol 0,2-5,7-16,18-57,59-255", "all ports except tcp 25"},
		{"all but one protocol", AllProtocols().Minus(AllPorts(UDP)), "tcp all; icmp; icmpv6; protocol 0,2-5,7-16,18-57,59-255", "all ports except all udp"},
		{"all but one port of a protocol", AllPorts(TCP).Minus(ssh), "tcp 0-21,23-65535", "all tcp except 22"},
		{"and another protocol", AllPorts(TCP).Minus(ssh).Union(dns), "tcp 0-21,23-65535; udp 53", "all tcp (except 22) and udp 53"},
		{"three protocols", https.Union(dns).Union(AllPorts(ICMP)), "tcp 443; udp 53; icmp", "tcp 443, udp 53 and icmp"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.ports.String(); got != test.exact {
				t.Errorf("String:\ngot  %s\nwant %s", got, test.exact)
			}
			if got := test.ports.Human(); got != test.human {
				t.Errorf("Human:\ngot  %s\nwant %s", got, test.human)
			}
		})
	}
}

func TestPortSetParts(t *testing.T) {
	s := Ports(TCP, PortRange{1, 2}, PortRange{4, 4}).Union(dns).Union(AllPorts(ICMP)).Union(AllPorts(50))
	if got := s.TCP(); !slices.Equal(got, []PortRange{{1, 2}, {4, 4}}) {
		t.Errorf("TCP %v", got)
	}
	if got := s.UDP(); !slices.Equal(got, []PortRange{{53, 53}}) {
		t.Errorf("UDP %v", got)
	}
	for n := range 256 {
		if p := Protocol(n); s.Contains(p, 2) != (p == TCP || p == ICMP || p == 50) || !AllProtocols().Contains(p, 2) {
			t.Errorf("protocol %d: %v", n, s.Contains(p, 2))
		}
	}
}

// Port sets agree with the enumeration of all 65536 ports of their protocols.
func TestPortSetsMatchEnumeration(t *testing.T) {
	type enumerated struct {
		set  PortSet
		bits *[2][65536]bool
	}
	r := rand.New(rand.NewPCG(9, 10))
	random := func() enumerated {
		e := enumerated{bits: new([2][65536]bool)}
		for range 1 + r.IntN(4) {
			k, from, to := r.IntN(2), r.IntN(65536), r.IntN(65536)
			switch r.IntN(4) {
			case 0:
				to = min(from+r.IntN(3), 65535)
			case 1:
				from = 0
			case 2:
				to = 65535
			}
			e.set = e.set.Union(Ports([2]Protocol{TCP, UDP}[k], PortRange{uint16(from), uint16(to)}))
			for p := from; p <= to; p++ {
				e.bits[k][p] = true
			}
		}
		return e
	}
	for range 20 {
		a, b := random(), random()
		union, both, minus := a.set.Union(b.set), a.set.Intersect(b.set), a.set.Minus(b.set)
		overlaps, covers := false, true
		for k, p := range [2]Protocol{TCP, UDP} {
			for port := range 65536 {
				inA, inB, at := a.bits[k][port], b.bits[k][port], uint16(port)
				if a.set.Contains(p, at) != inA || union.Contains(p, at) != (inA || inB) ||
					both.Contains(p, at) != (inA && inB) || minus.Contains(p, at) != (inA && !inB) {
					t.Fatalf("%v %d is wrong for %v and %v: %v, %v, %v", p, port, a.set, b.set, union, both, minus)
				}
				overlaps = overlaps || inA && inB
				covers = covers && (inA || !inB)
			}
		}
		if a.set.Overlaps(b.set) != overlaps || a.set.ContainsSet(b.set) != covers {
			t.Fatalf("Overlaps or ContainsSet is wrong for %v and %v", a.set, b.set)
		}
		if !a.set.ContainsSet(minus) || !union.ContainsSet(b.set) || minus.Overlaps(b.set) {
			t.Fatalf("parts of %v and %v do not fit together", a.set, b.set)
		}
		if union != minus.Union(b.set) || !union.Minus(minus).Equal(b.set) {
			t.Fatalf("equal port sets of %v and %v differ", a.set, b.set)
		}
	}
}

func TestProtocolNames(t *testing.T) {
	for p, want := range map[Protocol]string{TCP: "tcp", UDP: "udp", ICMP: "icmp", ICMPv6: "icmpv6",
		50: "protocol 50", 0: "protocol 0"} {
		if p.String() != want {
			t.Errorf("got %q, want %q", p, want)
		}
	}
}
