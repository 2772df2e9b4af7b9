package netset

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

func TestHuman(t *testing.T) {
	httpsInternet := Internet().RestrictPorts(https)
	scattered := Set{}
	for i := range 20 {
		scattered = scattered.Union(prefix(fmt.Sprintf("10.%d.0.0/24", 2*i), https))
	}
	tests := []struct {
		name string
		set  Set
		want string
	}{
		{"nothing", Set{}, "nothing"},
		{"everything", Everything(), "everything"},
		{"every address, one port", Everything().RestrictPorts(https), "all addresses, tcp 443"},
		{"a family", Everything().IPv4(), "all IPv4"},
		{"the other family, one port", prefix("::/0", dns), "all IPv6, udp 53"},
		{"the internet", Internet(), "all internet"},
		{"the internet on one port", httpsInternet, "all internet, tcp 443"},
		{"the IPv4 internet", InternetIPv4(), "all IPv4 internet"},
		{"the IPv6 internet on one port", httpsInternet.IPv6(), "all IPv6 internet, tcp 443"},
		{"the internet without a block", httpsInternet.Minus(prefix("52.216.0.0/15", https)), "all internet except 52.216.0.0/15, tcp 443"},
		{"the internet without two blocks",
			InternetIPv4().Minus(prefix("52.216.0.0/15", AllProtocols())).Minus(prefix("3.5.0.0/19", AllProtocols())),
			"all IPv4 internet except 3.5.0.0/19 and 52.216.0.0/15"},
		{"without blocks of both families", Internet().Minus(prefix("52.216.0.0/15", AllProtocols())).Minus(prefix("2600::/16", AllProtocols())), "all internet except 52.216.0.0/15 and 2600::/16"},
		{"without one port", Internet().Minus(Everything().RestrictPorts(Ports(TCP, PortRange{25, 25}))), "all internet, all ports except tcp 25"},
		{"a block with more ports than the rest", httpsInternet.Union(prefix("52.216.0.0/15", AllProtocols())), "all internet except 52.216.0.0/15, tcp 443; 52.216.0.0/15 all ports"},
		{"the internet and a network", InternetIPv4().Union(prefix("10.0.0.0/16", AllProtocols())), "all IPv4 internet; 10.0.0.0/16 all ports"},
		{"everything but a private block", prefix("0.0.0.0/0", https).Minus(prefix("10.0.0.0/8", https)), "all IPv4 except 10.0.0.0/8, tcp 443"},
		{"private ranges stay", prefix("10.0.0.0/8", https).Union(prefix("172.16.0.0/12", https)).Union(prefix("192.168.0.0/16", https)), "10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16 tcp 443"},
		{"two groups", prefix("10.0.0.0/16", AllProtocols()).Union(FromAddr(addr("10.1.2.3"), Ports(TCP, PortRange{5432, 5432}))), "10.0.0.0/16 all ports; 10.1.2.3 tcp 5432"},
		{"a range that is no prefix", FromRange(AddrRange{addr("10.0.0.4"), addr("10.0.0.254")}, https), "10.0.0.4-10.0.0.254 tcp 443"},
		{"half of all is a prefix", prefix("0.0.0.0/1", https), "0.0.0.0/1 tcp 443"},
		{"both ends are not all but the middle", prefix("0.0.0.0/16", https).Union(prefix("255.255.0.0/16", https)), "0.0.0.0/16 and 255.255.0.0/16 tcp 443"},
		{"names come first", FromAddr(addr("1.1.1.1"), dns).Union(httpsInternet.IPv6()), "all IPv6 internet, tcp 443; 1.1.1.1 udp 53"},
		{"long lists are cut", scattered, "10.0.0.0/24, 10.2.0.0/24, 10.4.0.0/24, 10.6.0.0/24, 10.8.0.0/24, 10.10.0.0/24, 10.12.0.0/24, 10.14.0.0/24 and 12 more ranges tcp 443"},
		{"what comes behind is counted", scattered.Union(prefix("10.99.0.0/16", dns)).Union(prefix("10.101.0.0/16", ssh)), "10.0.0.0/24, 10.2.0.0/24, 10.4.0.0/24, 10.6.0.0/24, 10.8.0.0/24, 10.10.0.0/24, 10.12.0.0/24, 10.14.0.0/24 and 12 more ranges tcp 443; and 2 more ranges"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.set.Human(); got != test.want {
				t.Errorf("\ngot  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestHumanLimits(t *testing.T) {
	s := prefix("10.0.0.0/24", https).Union(prefix("10.1.0.0/24", https)).Union(prefix("10.2.0.0/24", https)).
		Union(FromAddr(addr("10.3.0.1"), ssh))
	for limit, want := range map[int]string{
		-1: "10.0.0.0/24 and 2 more ranges tcp 443; and 1 more range",
		1:  "10.0.0.0/24 and 2 more ranges tcp 443; and 1 more range",
		2:  "10.0.0.0/24, 10.1.0.0/24 and 1 more range tcp 443; and 1 more range",
		3:  "10.0.0.0/24, 10.1.0.0/24 and 10.2.0.0/24 tcp 443; and 1 more range",
		4:  "10.0.0.0/24, 10.1.0.0/24 and 10.2.0.0/24 tcp 443; 10.3.0.1 tcp 22",
	} {
		if got := s.Human(MaxRanges(limit)); got != want {
			t.Errorf("at most %d:\ngot  %s\nwant %s", limit, got, want)
		}
	}
	odd := Set{}
	for p := range uint16(3000) {
		odd = odd.Union(FromAddr(netip.AddrFrom4([4]byte{10, 0, byte(p >> 8), byte(p)}),
			Ports(TCP, PortRange{2 * p, 2 * p})))
		odd = odd.Union(FromAddr(addr("10.1.0.0"), Ports(UDP, PortRange{2 * p, 2 * p})))
	}
	text := odd.Human()
	if len(text) > longestHuman || !strings.HasSuffix(text, "; and 2993 more ranges") {
		t.Errorf("%d bytes: %s", len(text), text)
	}
}

func TestMostOf(t *testing.T) {
	beyond := Everything().IPv4().Minus(InternetIPv4())
	for name, c := range map[string]struct {
		set, of Set
		want    bool
	}{
		"the internet on one port is the internet":     {InternetIPv4().RestrictPorts(https), InternetIPv4(), true},
		"and not what lies beyond":                     {InternetIPv4(), beyond, false},
		"all without a private block is both":          {Everything().Minus(prefix("10.0.0.0/8", AllProtocols())), beyond, true},
		"a service's networks are not the internet":    {prefix("52.216.0.0/15", AllProtocols()), InternetIPv4(), false},
		"half is enough":                               {prefix("10.0.0.0/9", https), prefix("10.0.0.0/8", ssh), true},
		"less is not":                                  {prefix("10.0.0.0/10", https), prefix("10.0.0.0/8", ssh), false},
		"one family of two: IPv6 is the larger by far": {Everything().IPv4(), Everything(), false},
		"nothing is most of nothing, and of no more":   {Set{}, prefix("10.0.0.0/32", https), false},
	} {
		if got := c.set.MostOf(c.of); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// longestHuman bounds the text of Human with its usual limit: 8 ranges of long IPv6
// addresses, each with 8 port ranges of two protocols and as many other protocols.
const longestHuman = 8*2*40 + 8*2*(8*12+30) + 8*(8*8+40) + 100
