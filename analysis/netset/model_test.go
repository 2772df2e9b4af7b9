package netset

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"net/netip"
	"testing"
)

// The model is a second, naive implementation of Set: one bit for each point of a
// small universe. Its points are cells that tests never cut, so that the model is
// exact: single addresses around every edge, and the whole gaps between them.

// cells are the cells of the addresses, in order, without holes.
var cells = func() []AddrRange {
	single := func(first string, n int) []AddrRange {
		var rs []AddrRange
		for a := netip.MustParseAddr(first); len(rs) < n; a = a.Next() {
			rs = append(rs, AddrRange{a, a})
		}
		return rs
	}
	gap := func(from, to string) AddrRange {
		return AddrRange{netip.MustParseAddr(from), netip.MustParseAddr(to)}
	}
	var all []AddrRange
	all = append(all, single("0.0.0.0", 1)...)
	all = append(all, gap("0.0.0.1", "9.255.255.255"))
	all = append(all, single("10.0.0.0", 16)...)
	all = append(all, gap("10.0.0.16", "255.255.255.254"))
	all = append(all, single("255.255.255.255", 1)...)
	all = append(all, single("::", 2)...)
	all = append(all, gap("::2", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff"))
	all = append(all, single("2001:db8::", 4)...)
	all = append(all, gap("2001:db8::4", "2001:db8:0:0:ffff:ffff:ffff:ffff"))
	all = append(all, single("2001:db8:0:1::", 1)...)
	all = append(all, gap("2001:db8:0:1::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe"))
	all = append(all, single("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 1)...)
	return all
}()

// portCells are the cells of the ports of TCP and of UDP.
var portCells = []PortRange{{0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 442}, {443, 443}, {444, 65534}, {65535, 65535}}

// modelPorts has bits 0-7 for TCP, 8-15 for UDP, 16 for ICMP and 17 for all the
// protocols that are left.
type modelPorts uint32

const allModelPorts modelPorts = 1<<18 - 1

type model [32]modelPorts

func uniformModel(ports modelPorts) (m model) {
	for i := range cells {
		m[i] = ports
	}
	return m
}

// portSetOf builds the PortSet of model ports, cell by cell.
func portSetOf(m modelPorts) PortSet {
	var ports PortSet
	for i, r := range portCells {
		if m&(1<<i) != 0 {
			ports = ports.Union(Ports(TCP, r))
		}
		if m&(1<<(8+i)) != 0 {
			ports = ports.Union(Ports(UDP, r))
		}
	}
	if m&(1<<16) != 0 {
		ports = ports.Union(AllPorts(ICMP))
	}
	if m&(1<<17) != 0 {
		ports = ports.Union(AllProtocols().Minus(AllPorts(TCP)).Minus(AllPorts(UDP)).Minus(AllPorts(ICMP)))
	}
	return ports
}

// modelPortsOf asks a PortSet about every point.
func modelPortsOf(ports PortSet) modelPorts {
	var m modelPorts
	for i, r := range portCells {
		if ports.Contains(TCP, r.From) {
			m |= 1 << i
		}
		if ports.Contains(UDP, r.To) {
			m |= 1 << (8 + i)
		}
	}
	if ports.Contains(ICMP, 0) {
		m |= 1 << 16
	}
	if ports.Contains(50, 0) {
		m |= 1 << 17
	}
	return m
}

func (m model) combine(n model, op operation) model {
	for i := range m {
		switch op {
		case opUnion:
			m[i] |= n[i]
		case opIntersect:
			m[i] &= n[i]
		case opMinus:
			m[i] &^= n[i]
		}
	}
	return m
}

// intervals counts the intervals that the canonical form has to have.
func (m model) intervals() int {
	n := 0
	for i, r := range cells {
		joins := i > 0 && m[i] == m[i-1] && cells[i-1].From.Is4() == r.From.Is4()
		if m[i] != 0 && !joins {
			n++
		}
	}
	return n
}

// set builds the Set of a model, cell by cell and last cell first, through no
// operation but Union.
func (m model) set() Set {
	var s Set
	for i := len(cells) - 1; i >= 0; i-- {
		s = s.Union(FromRange(cells[i], portSetOf(m[i])))
	}
	return s
}

// mustMatch compares a set with its model point by point and checks that its form
// is canonical.
func mustMatch(t *testing.T, s Set, m model) {
	t.Helper()
	for i, r := range cells {
		for _, a := range [2]netip.Addr{r.From, r.To} {
			if got := modelPortsOf(s.At(a)); got != m[i] {
				t.Fatalf("at %v: got ports %018b, want %018b\nset: %v", a, got, m[i], s)
			}
		}
		probe := i % len(portCells)
		port, in := portCells[probe].To, m[i]&(1<<probe) != 0
		if s.Contains(r.To, TCP, port) != in {
			t.Fatalf("Contains(%v, tcp, %d) = %v", r.To, port, !in)
		}
	}
	mustBeCanonical(t, s)
	if s.Len() != m.intervals() {
		t.Fatalf("%d intervals, want %d\nset: %v", s.Len(), m.intervals(), s)
	}
	if same := m.set(); !s.Equal(same) || s.String() != same.String() {
		t.Fatalf("two ways to build a set differ:\n%v\n%v", s, same)
	}
}

func mustBeCanonical(t *testing.T, s Set) {
	t.Helper()
	var last AddrRange
	var lastPorts PortSet
	for r, ports := range s.Intervals() {
		switch {
		case !r.IsValid():
			t.Fatalf("invalid interval %v-%v", r.From, r.To)
		case ports.IsEmpty():
			t.Fatalf("interval %v has no ports", r)
		case last.IsValid() && !last.To.Less(r.From):
			t.Fatalf("intervals %v and %v are out of order or overlap", last, r)
		case last.IsValid() && last.To.Next() == r.From && lastPorts == ports:
			t.Fatalf("intervals %v and %v should be one", last, r)
		}
		last, lastPorts = r, ports
	}
}

// pair is a set together with its model.
type pair struct {
	set   Set
	model model
}

func (p pair) apply(q pair, op operation) pair {
	return pair{p.set.combine(q.set, op), p.model.combine(q.model, op)}
}

// leaf is a run of cells of one family with some ports.
func leaf(first, last int, ports modelPorts) pair {
	first, last = first%len(cells), last%len(cells)
	if first > last {
		first, last = last, first
	}
	for cells[first].From.Is4() != cells[last].From.Is4() {
		last--
	}
	p := pair{set: FromRange(AddrRange{cells[first].From, cells[last].To}, portSetOf(ports))}
	for i := first; i <= last; i++ {
		p.model[i] = ports & allModelPorts
	}
	return p
}

func randomLeaf(r *rand.Rand) pair {
	var ports modelPorts
	switch r.IntN(4) {
	case 0:
		ports = allModelPorts
	case 1:
		ports = 1 << r.IntN(18)
	default:
		ports = modelPorts(r.Uint32()) & allModelPorts
	}
	return leaf(r.IntN(len(cells)), r.IntN(len(cells)), ports)
}

func randomTree(r *rand.Rand, depth int) pair {
	if depth == 0 || r.IntN(8) == 0 {
		return randomLeaf(r)
	}
	op := [...]operation{opUnion, opUnion, opIntersect, opMinus}[r.IntN(4)]
	return randomTree(r, depth-1).apply(randomTree(r, depth-1), op)
}

func TestModelCoversTheUniverse(t *testing.T) {
	mustMatch(t, Everything(), uniformModel(allModelPorts))
	mustMatch(t, Set{}, model{})
	if n := bits.OnesCount32(uint32(modelPortsOf(AllProtocols()))); n != 18 {
		t.Fatalf("all protocols have %d points", n)
	}
}

// Sets of random expressions agree with the enumeration of their points.
func TestRandomExpressionsMatchEnumeration(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	sizes := 0
	for range 1500 {
		p := randomTree(r, 2+r.IntN(6))
		mustMatch(t, p.set, p.model)
		sizes += p.set.Len()
	}
	if sizes < 4000 {
		t.Fatalf("the expressions are too poor to tell anything: %d intervals in all", sizes)
	}
}

// What asks about two sets agrees with enumeration.
func TestRelationsMatchEnumeration(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	seen := map[string]int{}
	for i := range 3000 {
		a, b := randomTree(r, 3), randomTree(r, 3)
		if i%3 == 0 { // a subset by construction
			b = a.apply(b, opIntersect)
		}
		common := a.model.combine(b.model, opIntersect)
		check := func(name string, got, want bool) {
			if got != want {
				t.Fatalf("%s = %v, want %v\na: %v\nb: %v", name, got, want, a.set, b.set)
			}
			seen[fmt.Sprint(name, " ", want)]++
		}
		check("Overlaps", a.set.Overlaps(b.set), common != model{})
		check("ContainsSet", a.set.ContainsSet(b.set), common == b.model)
		check("Equal", a.set.Equal(b.set), a.model == b.model)
		check("equal String", a.set.String() == b.set.String(), a.model == b.model)
		check("equal Human", a.set.Human(MaxRanges(1000)) == b.set.Human(MaxRanges(1000)), a.model == b.model)
	}
	for _, name := range []string{"Overlaps", "ContainsSet", "Equal"} {
		if seen[name+" true"] < 50 || seen[name+" false"] < 50 {
			t.Errorf("%s was hardly tried: %v", name, seen)
		}
	}
}

// A Builder gives what the same steps give one by one.
func TestRandomBuildersMatchEnumeration(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		var b Builder
		var want pair
		for range r.IntN(40) {
			step := randomLeaf(r)
			removes := r.IntN(3) == 0
			if removes {
				want = want.apply(step, opMinus)
			} else {
				want = want.apply(step, opUnion)
			}
			addrs := step.set.Addresses()
			switch {
			case !removes && len(addrs) == 1 && r.IntN(2) == 0:
				b.AddRange(addrs[0], step.set.Ports())
			case removes:
				b.Remove(step.set)
			default:
				b.Add(step.set)
			}
			if r.IntN(10) == 0 {
				mustMatch(t, b.Set(), want.model)
			}
		}
		mustMatch(t, b.Set(), want.model)
	}
}

func TestAlgebraLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	all := Everything()
	for range 800 {
		a, b, c := randomTree(r, 3).set, randomTree(r, 3).set, randomTree(r, 3).set
		laws := []struct {
			name        string
			left, right Set
		}{
			{"union commutes", a.Union(b), b.Union(a)},
			{"intersection commutes", a.Intersect(b), b.Intersect(a)},
			{"union is associative", a.Union(b).Union(c), a.Union(b.Union(c))},
			{"intersection is associative", a.Intersect(b).Intersect(c), a.Intersect(b.Intersect(c))},
			{"intersection distributes", a.Intersect(b.Union(c)), a.Intersect(b).Union(a.Intersect(c))},
			{"union distributes", a.Union(b.Intersect(c)), a.Union(b).Intersect(a.Union(c))},
			{"De Morgan for union", all.Minus(a.Union(b)), all.Minus(a).Intersect(all.Minus(b))},
			{"De Morgan for intersection", all.Minus(a.Intersect(b)), all.Minus(a).Union(all.Minus(b))},
			{"the complement of the complement", all.Minus(all.Minus(a)), a},
			{"minus is intersection with the complement", a.Minus(b), a.Intersect(all.Minus(b))},
			{"parts make the whole", a.Intersect(b).Union(a.Minus(b)), a},
			{"absorption", a.Union(a.Intersect(b)), a},
			{"union with itself", a.Union(a), a},
			{"minus itself", a.Minus(a), Set{}},
			{"families make the whole", a.IPv4().Union(a.IPv6()), a},
			{"restricting ports is intersection", a.RestrictPorts(b.Ports()), a.Intersect(allAddresses(b.Ports()))},
			{"restricting addresses is intersection", a.RestrictAddrs(b.Addresses()...), a.Intersect(b.WithPorts(AllProtocols()))},
			{"restricting to prefixes is the same", a.RestrictPrefixes(prefixes(b)...), a.RestrictAddrs(b.Addresses()...)},
			{"intervals give the set back", rebuilt(a), a},
			{"groups give the set back", regrouped(a), a},
		}
		for _, law := range laws {
			if !law.left.Equal(law.right) || law.left.String() != law.right.String() {
				t.Fatalf("%s does not hold:\n%v\n%v\na: %v\nb: %v\nc: %v", law.name, law.left, law.right, a, b, c)
			}
		}
	}
}

func rebuilt(s Set) Set {
	var b Builder
	for r, ports := range s.Intervals() {
		b.AddRange(r, ports)
	}
	return b.Set()
}

func regrouped(s Set) Set {
	var b Builder
	for ports, rs := range s.Groups() {
		for _, r := range rs {
			for _, p := range r.Prefixes() {
				b.AddPrefix(p, ports)
			}
		}
	}
	return b.Set()
}
