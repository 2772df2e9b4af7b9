package netset

// operation is one of the boolean operations, on ports and on whole sets alike.
type operation uint8

const (
	opUnion operation = iota
	opIntersect
	opMinus
)

func (op operation) keeps(inA, inB bool) bool {
	switch op {
	case opUnion:
		return inA || inB
	case opIntersect:
		return inA && inB
	}
	return inA && !inB
}

// trivial answers the cases that need no look at single ports: the same set
// twice, an empty operand, or all protocols.
func (op operation) trivial(a, b PortSet) (PortSet, bool) {
	switch op {
	case opUnion:
		switch {
		case a == b || b.IsEmpty() || a == allProtocols:
			return a, true
		case a.IsEmpty() || b == allProtocols:
			return b, true
		}
	case opIntersect:
		switch {
		case a == b || a.IsEmpty() || b == allProtocols:
			return a, true
		case b.IsEmpty() || a == allProtocols:
			return b, true
		}
	case opMinus:
		switch {
		case a == b || a.IsEmpty() || b == allProtocols:
			return PortSet{}, true
		case b.IsEmpty():
			return a, true
		}
	}
	return PortSet{}, false
}

// portMemo applies one operation to port sets and remembers the results. A sweep
// meets the same few pairs at thousands of intervals.
type portMemo struct {
	op      operation
	last    portPair
	lastOut PortSet
	known   map[portPair]PortSet
}

type portPair struct{ a, b PortSet }

func (m *portMemo) apply(a, b PortSet) PortSet {
	if r, ok := m.op.trivial(a, b); ok {
		return r
	}
	pair := portPair{a, b}
	if pair == m.last {
		return m.lastOut
	}
	r, ok := m.known[pair]
	if !ok {
		r = a.combine(b, m.op)
		if m.last != (portPair{}) {
			// The map is made for the second pair only, for most sweeps need none.
			if m.known == nil {
				m.known = map[portPair]PortSet{m.last: m.lastOut}
			}
			m.known[pair] = r
		}
	}
	m.last, m.lastOut = pair, r
	return r
}
