package netset

import "unique"

// PortSet is an immutable set of (protocol, port). TCP and UDP have ports; every
// other protocol is in the set as a whole or not at all. The zero value is empty.
//
// Equal port sets are one interned value, so == is exact, a PortSet can be a map
// key, and the thousands of intervals of a Set share a few port sets.
type PortSet struct {
	interned unique.Handle[portSetValue]
}

// portSetValue is what a PortSet holds. It is comparable so that it can be
// interned. The bits of TCP and UDP in others are never set, and the empty value
// is never interned: the zero PortSet stands for it.
type portSetValue struct {
	tcp, udp portList
	others   protocolBits
}

// protocolBits has one bit for each protocol number.
type protocolBits [4]uint64

func (b *protocolBits) set(p Protocol)     { b[p/64] |= 1 << (p % 64) }
func (b *protocolBits) clear(p Protocol)   { b[p/64] &^= 1 << (p % 64) }
func (b protocolBits) has(p Protocol) bool { return b[p/64]&(1<<(p%64)) != 0 }

func everyOtherProtocol() protocolBits {
	all := protocolBits{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}
	all.clear(TCP)
	all.clear(UDP)
	return all
}

// allProtocols never changes; it is kept so that the common test "is it all?" is
// one comparison.
var allProtocols = intern(portSetValue{tcp: allPortList, udp: allPortList, others: everyOtherProtocol()})

var tcpAndUDP = AllPorts(TCP).Union(AllPorts(UDP))

func intern(v portSetValue) PortSet {
	if v == (portSetValue{}) {
		return PortSet{}
	}
	return PortSet{unique.Make(v)}
}

func (a PortSet) value() portSetValue {
	if a.IsEmpty() {
		return portSetValue{}
	}
	return a.interned.Value()
}

// AllProtocols returns the set of every protocol with every port.
func AllProtocols() PortSet { return allProtocols }

// TCPAndUDP returns all ports of both: what Lambda carries.
// Source: AWS Lambda developer guide, "VPC-to-VPC NAT".
func TCPAndUDP() PortSet { return tcpAndUDP }

// AllPorts returns all of one protocol.
func AllPorts(p Protocol) PortSet { return Ports(p, PortRange{0, 65535}) }

// Ports returns the given ports of a protocol. Ranges may overlap and come in any
// order; one with From above To adds nothing, and no ranges make the empty set.
// Protocols other than TCP and UDP have no ports here: their ranges are ignored
// and the whole protocol is meant.
func Ports(p Protocol, rs ...PortRange) PortSet {
	var v portSetValue
	switch p {
	case TCP:
		v.tcp = newPortList(rs)
	case UDP:
		v.udp = newPortList(rs)
	default:
		v.others.set(p)
	}
	return intern(v)
}

// Union returns what is in a or in b.
func (a PortSet) Union(b PortSet) PortSet { return a.combine(b, opUnion) }

// Intersect returns what is in both a and b.
func (a PortSet) Intersect(b PortSet) PortSet { return a.combine(b, opIntersect) }

// Minus returns what is in a and not in b.
func (a PortSet) Minus(b PortSet) PortSet { return a.combine(b, opMinus) }

// IsEmpty reports whether nothing is in the set.
func (a PortSet) IsEmpty() bool { return a == PortSet{} }

// Equal reports whether both sets have the same members. It is the same as ==.
func (a PortSet) Equal(b PortSet) bool { return a == b }

// Contains reports whether the port of the protocol is in the set. For protocols
// other than TCP and UDP the port does not matter.
func (a PortSet) Contains(p Protocol, port uint16) bool {
	v := a.value()
	switch p {
	case TCP:
		return v.tcp.contains(port)
	case UDP:
		return v.udp.contains(port)
	}
	return v.others.has(p)
}

// ContainsSet reports whether everything in b is in a.
func (a PortSet) ContainsSet(b PortSet) bool {
	if a == b || b.IsEmpty() || a == allProtocols {
		return true
	}
	va, vb := a.value(), b.value()
	for i := range vb.others {
		if vb.others[i]&^va.others[i] != 0 {
			return false
		}
	}
	return va.tcp.covers(vb.tcp) && va.udp.covers(vb.udp)
}

// Overlaps reports whether something is in both a and b.
func (a PortSet) Overlaps(b PortSet) bool {
	if a.IsEmpty() || b.IsEmpty() {
		return false
	}
	if a == b || a == allProtocols || b == allProtocols {
		return true
	}
	va, vb := a.value(), b.value()
	for i := range va.others {
		if va.others[i]&vb.others[i] != 0 {
			return true
		}
	}
	return va.tcp.overlaps(vb.tcp) || va.udp.overlaps(vb.udp)
}

// TCP returns the TCP ports of the set: sorted, disjoint, not adjacent. The caller
// owns the slice.
func (a PortSet) TCP() []PortRange { return a.value().tcp.ranges() }

// UDP returns the UDP ports of the set, as TCP does.
func (a PortSet) UDP() []PortRange { return a.value().udp.ranges() }

func (a PortSet) combine(b PortSet, op operation) PortSet {
	if r, ok := op.trivial(a, b); ok {
		return r
	}
	va, vb := a.value(), b.value()
	r := portSetValue{tcp: va.tcp.combine(vb.tcp, op), udp: va.udp.combine(vb.udp, op)}
	for i := range r.others {
		switch op {
		case opUnion:
			r.others[i] = va.others[i] | vb.others[i]
		case opIntersect:
			r.others[i] = va.others[i] & vb.others[i]
		case opMinus:
			r.others[i] = va.others[i] &^ vb.others[i]
		}
	}
	switch r {
	case va:
		return a
	case vb:
		return b
	}
	return intern(r)
}
