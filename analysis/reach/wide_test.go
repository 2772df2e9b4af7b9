package reach

import (
	"net/netip"
	"testing"

	"github.com/vpclens/vpclens/analysis/netset"
)

func TestWidePorts(t *testing.T) {
	tcp := func(ports ...netset.PortRange) netset.PortSet { return netset.Ports(netset.TCP, ports...) }
	everywhere := func(ports netset.PortSet) netset.Set { return netset.Everything().RestrictPorts(ports) }
	within := func(prefix string, ports netset.PortSet) netset.Set {
		return netset.FromPrefix(netip.MustParsePrefix(prefix), ports)
	}
	web, mail := tcp(netset.PortRange{From: 443, To: 443}), tcp(netset.PortRange{From: 25, To: 25})
	tests := []struct {
		name   string
		set    netset.Set
		v4, v6 string
		open   bool
	}{
		{"nothing", netset.Set{}, "none", "none", false},
		{"one port of everything", everywhere(web), "tcp 443", "tcp 443", false},
		{"one port of IPv4", everywhere(web).IPv4(), "tcp 443", "none", false},
		{"all of it", everywhere(carried()), "tcp all; udp all", "tcp all; udp all", true},
		{"half of the internet", within("0.0.0.0/1", carried()), "none", "none", false},
		{"two halves", within("0.0.0.0/1", carried()).Union(within("128.0.0.0/1", carried())), "tcp all; udp all", "none", true},
		{"two halves with different ports", within("0.0.0.0/1", web.Union(mail)).Union(within("128.0.0.0/1", web)), "tcp 443", "none", false},
		{"all but a few ranges", everywhere(web).IPv4().Minus(within("52.0.0.0/8", web)), "tcp 443", "none", false},
		{"private addresses are no internet", within("10.0.0.0/8", carried()), "none", "none", false},
		{"IPv6 in use", within("2000::/3", web), "none", "tcp 443", false},
		{"half of it", within("2000::/4", web), "none", "none", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := WidePorts(tt.set).String(); got != tt.v4 {
				t.Errorf("wide over IPv4: %s, want %s", got, tt.v4)
			}
			if got := WidePortsIPv6(tt.set).String(); got != tt.v6 {
				t.Errorf("wide over IPv6: %s, want %s", got, tt.v6)
			}
			if got := Open(tt.set); got != tt.open {
				t.Errorf("open: %v, want %v", got, tt.open)
			}
		})
	}
}

// What is partial whichever alternative is true stays partial, and is not unknown besides.
func TestJoinUnsure(t *testing.T) {
	part := func(prefix string) netset.Set { return netset.FromPrefix(netip.MustParsePrefix(prefix), carried()) }
	a, b, c := part("10.0.0.0/24"), part("10.0.1.0/24"), part("10.0.2.0/24")
	got := joinUnsure([]Sets{{Reachable: a, Partial: b.Union(c)}, {Reachable: a.Union(c), Partial: b}})
	if want := (Sets{Reachable: a, Partial: b, Unknown: c}); !got.equal(want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}
