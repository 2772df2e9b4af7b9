package netset

import (
	"slices"
	"strconv"
)

// PortRange is an inclusive range of ports. A range with From above To has no
// members.
type PortRange struct{ From, To uint16 }

// String returns "443" or "8000-8100".
func (r PortRange) String() string {
	if r.From == r.To {
		return strconv.Itoa(int(r.From))
	}
	return strconv.Itoa(int(r.From)) + "-" + strconv.Itoa(int(r.To))
}

// portList is a canonical list of port ranges (sorted, disjoint, not adjacent),
// packed into four bytes each. A string rather than a slice makes it comparable,
// so that a whole PortSet can be interned.
type portList string

const allPortList portList = "\x00\x00\xff\xff"

func newPortList(rs []PortRange) portList {
	sorted := slices.DeleteFunc(slices.Clone(rs), func(r PortRange) bool { return r.From > r.To })
	slices.SortFunc(sorted, func(a, b PortRange) int { return int(a.From) - int(b.From) })
	var packed []byte
	for i := 0; i < len(sorted); {
		from, end := uint32(sorted[i].From), uint32(sorted[i].To)+1
		for i++; i < len(sorted) && uint32(sorted[i].From) <= end; i++ {
			end = max(end, uint32(sorted[i].To)+1)
		}
		packed = appendPorts(packed, from, end)
	}
	return portList(packed)
}

// appendPorts packs the ports from up to, but not including, end.
func appendPorts(packed []byte, from, end uint32) []byte {
	to := end - 1
	return append(packed, byte(from>>8), byte(from), byte(to>>8), byte(to))
}

func (l portList) len() int { return len(l) / 4 }

func (l portList) at(i int) PortRange {
	return PortRange{
		From: uint16(l[4*i])<<8 | uint16(l[4*i+1]),
		To:   uint16(l[4*i+2])<<8 | uint16(l[4*i+3]),
	}
}

func (l portList) ranges() []PortRange {
	if l == "" {
		return nil
	}
	rs := make([]PortRange, l.len())
	for i := range rs {
		rs[i] = l.at(i)
	}
	return rs
}

// ports returns the number of ports in the list.
func (l portList) ports() int {
	n := 0
	for i := range l.len() {
		r := l.at(i)
		n += int(r.To) - int(r.From) + 1
	}
	return n
}

func (l portList) contains(port uint16) bool {
	low, high := 0, l.len()
	for low < high {
		mid := (low + high) / 2
		if l.at(mid).To < port {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low < l.len() && l.at(low).From <= port
}

// noEdge lies behind every edge of every list.
const noEdge = 1 << 17

// edge returns the position at which membership changes for the i-th time.
func (l portList) edge(i int) uint32 {
	switch {
	case i >= 2*l.len():
		return noEdge
	case i%2 == 0:
		return uint32(l.at(i / 2).From)
	}
	return uint32(l.at(i/2).To) + 1
}

// combine walks over the edges of both lists and keeps the ports that op keeps.
func (l portList) combine(m portList, op operation) portList {
	var room [64]byte
	packed := room[:0]
	inL, inM, in := false, false, false
	var from uint32
	for i, j := 0, 0; ; {
		edgeL, edgeM := l.edge(i), m.edge(j)
		edge := min(edgeL, edgeM)
		if edge == noEdge {
			break
		}
		if edgeL == edge {
			inL, i = !inL, i+1
		}
		if edgeM == edge {
			inM, j = !inM, j+1
		}
		switch keep := op.keeps(inL, inM); {
		case keep && !in:
			from, in = edge, true
		case !keep && in:
			packed, in = appendPorts(packed, from, edge), false
		}
	}
	// Most results equal an operand; returning that one saves an allocation.
	switch string(packed) {
	case string(l):
		return l
	case string(m):
		return m
	}
	return portList(packed)
}

func (l portList) overlaps(m portList) bool {
	for i, j := 0, 0; i < l.len() && j < m.len(); {
		a, b := l.at(i), m.at(j)
		switch {
		case a.To < b.From:
			i++
		case b.To < a.From:
			j++
		default:
			return true
		}
	}
	return false
}

// covers reports whether every port of m is in l.
func (l portList) covers(m portList) bool {
	i := 0
	for j := range m.len() {
		want := m.at(j)
		for i < l.len() && l.at(i).To < want.From {
			i++
		}
		// Ranges of one list never touch, so a single range has to hold all of it.
		if i == l.len() || l.at(i).From > want.From || l.at(i).To < want.To {
			return false
		}
	}
	return true
}
