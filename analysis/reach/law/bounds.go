package law

import (
	"net/netip"
	"slices"
)

// findBounds notes where ranges and interfaces begin and have just ended: nothing that the law asks tells apart two
// addresses between which there is no bound.
func (w *World) findBounds() {
	seen := make(map[netip.Addr]bool)
	add := func(list ...netip.Addr) {
		for _, ip := range list {
			if ip.IsValid() {
				seen[ip] = true
				if ip.Is4() { // what NAT64 makes of it
					seen[embed(ip)] = true
				}
			}
		}
	}
	for _, r := range w.ranges() {
		add(r.Masked().Addr(), last(r).Next())
	}
	one := func(list ...netip.Addr) {
		for _, ip := range list {
			if ip.IsValid() {
				add(ip, ip.Next())
			}
		}
	}
	for i := range w.interfaces {
		one(w.interfaces[i].addresses()...)
	}
	for ip := range w.publics {
		one(ip)
	}
	for i := range w.vpcs {
		if c := w.vpcs[i].CidrBlock; c.IsValid() {
			one(c.Masked().Addr().Next().Next())
		}
	}
	for i := range w.subnets { // where a VPC is not there, the third address of a subnet may be the resolver
		if c := w.subnets[i].CidrBlock; c.IsValid() {
			one(c.Masked().Addr().Next().Next())
		}
	}
	for _, d := range w.dhcp {
		one(d.servers()...)
	}
	for _, records := range w.records {
		for _, r := range records {
			for _, v := range r.ResourceRecords {
				if ip, err := netip.ParseAddr(v.Value); err == nil {
					one(ip)
				}
			}
		}
	}
	for _, text := range exempt {
		one(netip.MustParseAddr(text))
	}
	for ip := range seen {
		w.bounds = append(w.bounds, ip)
	}
	slices.SortFunc(w.bounds, netip.Addr.Compare)
}

// exempt are the addresses that groups and ACLs do not filter in any VPC: the resolver's and the clock's.
var exempt = []string{"169.254.169.253", "fd00:ec2::253", "169.254.169.123"}

// samples are one address of each kind in a range: its first one, and those at the bounds of what the documents name.
func (w *World) samples(c netip.Prefix) []netip.Addr {
	first, end := c.Masked().Addr(), last(c)
	out := []netip.Addr{first}
	at, _ := slices.BinarySearchFunc(w.bounds, first, netip.Addr.Compare)
	for _, ip := range w.bounds[at:] {
		if end.Less(ip) {
			break
		}
		if ip != first && ip.Is4() == first.Is4() {
			out = append(out, ip)
		}
	}
	return out
}

// hosts are one address of each kind among the host addresses of a subnet's range: all but the first four and the
// last.
func (w *World) hosts(c netip.Prefix) []netip.Addr {
	first := c.Masked().Addr().Next().Next().Next().Next()
	end := last(c)
	if !first.Less(end) {
		return nil
	}
	out := []netip.Addr{first}
	for _, ip := range w.samples(c) {
		if first.Less(ip) && ip.Less(end) {
			out = append(out, ip)
		}
	}
	return out
}

// last is the last address of a range.
func last(c netip.Prefix) netip.Addr {
	bytes := c.Masked().Addr().AsSlice()
	for i := c.Bits(); i < len(bytes)*8; i++ {
		bytes[i/8] |= 0x80 >> (i % 8)
	}
	ip, _ := netip.AddrFromSlice(bytes)
	return ip
}

// ranges are all ranges that any document names.
func (w *World) ranges() []netip.Prefix {
	var out []netip.Prefix
	for _, g := range w.groups {
		for _, p := range append(slices.Clone(g.IpPermissions), g.IpPermissionsEgress...) {
			for _, r := range p.IpRanges {
				out = append(out, r.CidrIp)
			}
			for _, r := range p.Ipv6Ranges {
				out = append(out, r.CidrIpv6)
			}
		}
	}
	for _, l := range w.acls {
		for _, e := range l.Entries {
			out = append(out, e.CidrBlock, e.Ipv6CidrBlock)
		}
	}
	for _, t := range w.tables {
		for _, r := range t.Routes {
			out = append(out, r.DestinationCidrBlock, r.DestinationIpv6CidrBlock)
		}
	}
	for _, entries := range w.listEntries {
		out = append(out, entries...)
	}
	for i := range w.vpcs {
		out = append(out, w.vpcs[i].cidrs()...)
	}
	for i := range w.subnets {
		out = append(out, w.subnets[i].cidrs()...)
	}
	for i := range w.interfaces {
		out = append(out, w.interfaces[i].prefixes()...)
	}
	for i := range w.peerings {
		out = append(append(out, w.peerings[i].RequesterVpcInfo.cidrs()...), w.peerings[i].AccepterVpcInfo.cidrs()...)
	}
	for _, routes := range w.transitRoutes {
		for _, r := range routes {
			out = append(out, r.DestinationCidrBlock)
		}
	}
	for _, text := range special {
		out = append(out, netip.MustParsePrefix(text))
	}
	out = append(out, nat64)
	return slices.DeleteFunc(out, func(r netip.Prefix) bool { return !r.IsValid() })
}

// special are the ranges that are not the internet's.
var special = []string{"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	"192.168.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "fc00::/7", "fe80::/10", "ff00::/8"}

var specialRanges = func() []netip.Prefix {
	var out []netip.Prefix
	for _, text := range special {
		out = append(out, netip.MustParsePrefix(text))
	}
	return out
}()

// internet reports whether the address is an internet address.
func internet(ip netip.Addr) bool { return !within(specialRanges, ip) }

// nat64 is the range that a NAT gateway translates to IPv4.
var nat64 = netip.MustParsePrefix("64:ff9b::/96")

// embed is the NAT64 address of an IPv4 one, and extract the way back.
func embed(ip netip.Addr) netip.Addr {
	out := nat64.Addr().As16()
	four := ip.As4()
	copy(out[12:], four[:])
	return netip.AddrFrom16(out)
}

func extract(ip netip.Addr) netip.Addr {
	sixteen := ip.As16()
	return netip.AddrFrom4([4]byte(sixteen[12:]))
}
