package reach

import (
	"maps"
	"math"
	"net/netip"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// Open reports whether a set holds nearly the whole IPv4 internet on nearly all TCP ports.
func Open(s netset.Set) bool { return OpenShare(s) >= nearlyAll }

// WidePorts are the ports on which a set holds nearly the whole IPv4 internet.
func WidePorts(s netset.Set) netset.PortSet { return portsOver(s.IPv4(), netset.InternetIPv4()) }

// globalUnicast is the block that all IPv6 internet addresses in use are from.
// Source: IANA, "Internet Protocol Version 6 Address Space".
var globalUnicast = netip.MustParsePrefix("2000::/3")

// WidePortsIPv6 are the ports on which a set holds nearly the whole IPv6 internet, as far as its addresses are in use.
func WidePortsIPv6(s netset.Set) netset.PortSet {
	return portsOver(s.IPv6(), netset.InternetIPv6().RestrictPrefixes(globalUnicast))
}

// Covers reports whether a set holds nearly all of the addresses on nearly all TCP ports.
func Covers(s, addresses netset.Set) bool {
	count := 0
	for _, r := range portsOver(s, addresses).TCP() {
		count += int(r.To) - int(r.From) + 1
	}
	return float64(count) >= nearlyAll*65536
}

// portsOver are the ports that a set holds for nearly all of the addresses.
func portsOver(s, addresses netset.Set) netset.PortSet {
	var all float64
	for r := range addresses.Intervals() {
		all += sizeOf(r)
	}
	if all == 0 || s.IsEmpty() {
		return netset.PortSet{}
	}
	var weights []weightedPorts
	for ports, ranges := range s.Intersect(addresses.WithPorts(netset.AllProtocols())).Groups() {
		w := weightedPorts{ports: ports}
		for _, r := range ranges {
			w.size += sizeOf(r)
		}
		weights = append(weights, w)
	}
	return widePorts(netset.TCP, weights, nearlyAll*all).Union(widePorts(netset.UDP, weights, nearlyAll*all))
}

// weightedPorts is a set of ports that so many addresses have.
type weightedPorts struct {
	ports netset.PortSet
	size  float64
}

// widePorts are the ports of a protocol that enough addresses have.
func widePorts(protocol netset.Protocol, weights []weightedPorts, enough float64) netset.PortSet {
	change := make(map[int]float64) // at a port: by how much the number of addresses grows
	for _, w := range weights {
		list := w.ports.TCP()
		if protocol == netset.UDP {
			list = w.ports.UDP()
		}
		for _, r := range list {
			change[int(r.From)] += w.size
			change[int(r.To)+1] -= w.size
		}
	}
	cuts := slices.Sorted(maps.Keys(change))
	var wide []netset.PortRange
	size := 0.0
	for i, port := range cuts {
		size += change[port]
		if size >= enough && i+1 < len(cuts) {
			wide = append(wide, netset.PortRange{From: uint16(port), To: uint16(cuts[i+1] - 1)})
		}
	}
	return netset.Ports(protocol, wide...)
}

// sizeOf is the number of addresses in a range, as exactly as a floating point number has it.
func sizeOf(r netset.AddrRange) float64 {
	if r.From.Is4() {
		return addressCount(r)
	}
	return position(r.To) - position(r.From) + 1
}

func position(a netip.Addr) float64 {
	var out float64
	for i, b := range a.As16() {
		out += math.Ldexp(float64(b), 8*(15-i))
	}
	return out
}

// PermissionPorts are the ports of what Lambda carries that a permission of a security group speaks of.
func PermissionPorts(p *awsdata.IpPermission) netset.PortSet {
	return portsOf(p.IpProtocol, p.FromPort, p.ToPort)
}
