package netset

import (
	"encoding/binary"
	"net/netip"

	"go4.org/netipx"
)

// AddrRange is an inclusive range of addresses of one family. A range is invalid,
// and has no members, when an end is missing, the ends are of different families,
// or From lies behind To.
type AddrRange struct{ From, To netip.Addr }

// IsValid reports whether the range has members.
func (r AddrRange) IsValid() bool {
	_, _, _, ok := r.ends()
	return ok
}

// Contains reports whether the address lies in the range.
func (r AddrRange) Contains(a netip.Addr) bool {
	from, to, v4, ok := r.ends()
	at, atV4, atOK := positionOf(a)
	return ok && atOK && v4 == atV4 && !at.before(from) && !to.before(at)
}

// Prefixes returns the fewest prefixes that cover exactly the range, in order.
func (r AddrRange) Prefixes() []netip.Prefix {
	from, to, v4, ok := r.ends()
	if !ok {
		return nil
	}
	return netipx.IPRangeFrom(from.addr(v4), to.addr(v4)).Prefixes()
}

// String returns the shortest exact form: "10.0.0.1", "10.0.0.0/16" or
// "10.0.0.1-10.0.0.9".
func (r AddrRange) String() string {
	start, end, v4, ok := r.ends()
	if !ok {
		return "invalid range"
	}
	from, to := start.addr(v4), end.addr(v4)
	if from == to {
		return from.String()
	}
	if p, ok := netipx.IPRangeFrom(from, to).Prefix(); ok {
		return p.String()
	}
	return from.String() + "-" + to.String()
}

// ends returns the range as positions. A 4-in-6 address means its IPv4 address
// when both ends are one. A single 4-in-6 end is a place between IPv6 addresses,
// which a difference of IPv6 ranges can leave behind.
func (r AddrRange) ends() (from, to position, v4, ok bool) {
	if !r.From.IsValid() || !r.To.IsValid() {
		return position{}, position{}, false, false
	}
	a, b := r.From.Unmap(), r.To.Unmap()
	if a.Is4() != b.Is4() {
		if r.From.Is4() || r.To.Is4() {
			return position{}, position{}, false, false
		}
		a, b = r.From, r.To
	}
	from, to, v4 = rawPosition(a), rawPosition(b), a.Is4()
	return from, to, v4, !to.before(from)
}

// position is the place of an address within its family: for IPv4 the low 32 bits.
// It compares and steps faster than netip.Addr, which every sweep does most.
type position struct{ high, low uint64 }

var (
	lastV4 = position{low: 1<<32 - 1}
	lastV6 = position{high: ^uint64(0), low: ^uint64(0)}
)

func (p position) before(q position) bool {
	return p.high < q.high || p.high == q.high && p.low < q.low
}

// next wraps around behind the last IPv6 address; callers look at that.
func (p position) next() position {
	p.low++
	if p.low == 0 {
		p.high++
	}
	return p
}

func (p position) previous() position {
	if p.low == 0 {
		p.high--
	}
	p.low--
	return p
}

// positionOf returns the place of an address. Zones are dropped and 4-in-6
// addresses are IPv4.
func positionOf(a netip.Addr) (p position, v4, ok bool) {
	if !a.IsValid() {
		return position{}, false, false
	}
	a = a.Unmap()
	return rawPosition(a), a.Is4(), true
}

func rawPosition(a netip.Addr) position {
	if a.Is4() {
		b := a.As4()
		return position{low: uint64(binary.BigEndian.Uint32(b[:]))}
	}
	b := a.As16()
	return position{high: binary.BigEndian.Uint64(b[:8]), low: binary.BigEndian.Uint64(b[8:])}
}

func (p position) addr(v4 bool) netip.Addr {
	if v4 {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], uint32(p.low))
		return netip.AddrFrom4(b)
	}
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], p.high)
	binary.BigEndian.PutUint64(b[8:], p.low)
	return netip.AddrFrom16(b)
}

// prefixEnds returns the first and last place of a prefix; ok is false for an
// invalid one.
func prefixEnds(p netip.Prefix) (from, to position, v4, ok bool) {
	if !p.IsValid() {
		return position{}, position{}, false, false
	}
	a, bits := p.Addr(), p.Bits()
	if a.Is4In6() && bits >= 96 {
		a, bits = a.Unmap(), bits-96
	}
	from = rawPosition(a)
	if a.Is4() {
		host := uint64(1)<<(32-bits) - 1
		from.low &^= host
		return from, position{low: from.low | host}, true, true
	}
	// Shifting by 64 or more gives 0, which makes the masks of both halves right.
	high, low := ^uint64(0)>>bits, ^uint64(0)
	if bits > 64 {
		low >>= bits - 64
	}
	from.high &^= high
	from.low &^= low
	return from, position{from.high | high, from.low | low}, false, true
}
