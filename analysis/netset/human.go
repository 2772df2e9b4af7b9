package netset

import (
	"strconv"
	"strings"
)

// HumanOption changes how Human writes a set.
type HumanOption func(*humanText)

// MaxRanges limits how many addresses, ranges and names are written before
// "and 12 more ranges". It is 8 unless said otherwise; less than 1 counts as 1.
// For each protocol at most so many port ranges are written, too.
func MaxRanges(n int) HumanOption {
	return func(h *humanText) { h.room, h.maxPorts = max(n, 1), max(n, 1) }
}

// Human returns a short text for people: "nothing", "everything", "all internet",
// "all internet except 52.216.0.0/15, tcp 443", "10.0.0.0/16 all ports; 10.1.2.3
// tcp 5432". Its length is bounded (see MaxRanges), so it may leave ranges out, but
// then it tells how many. String is the exact form.
func (s Set) Human(opts ...HumanOption) string {
	switch {
	case s.IsEmpty():
		return "nothing"
	case s.Equal(Everything()):
		return "everything"
	}
	h := humanText{room: 8, maxPorts: 8}
	for _, opt := range opts {
		opt(&h)
	}
	// What has a name says most, so it comes before the lists of ranges.
	var named, lists []clause
	for ports, rs := range s.Groups() {
		for _, c := range clausesOf(rs, ports) {
			if c.name != "" {
				named = append(named, c)
			} else {
				lists = append(lists, c)
			}
		}
	}
	return h.write(append(named, lists...))
}

// Human returns a short text for people, of bounded length: "nothing", "all ports",
// "tcp 443", "tcp 80, 443 and udp 53", "all ports except tcp 25".
func (a PortSet) Human() string {
	h := humanText{maxPorts: 8}
	return h.ports(a)
}

// clause says one thing: these ranges, or a name such as "all internet" without
// the except ranges, with these ports.
type clause struct {
	name   string
	ranges []AddrRange
	except []AddrRange
	ports  PortSet
}

// block is a set of addresses that has a name.
type block struct {
	both, v4, v6 string // its name for both families, and for one
	members      Set
}

func blocks() [2]block {
	return [2]block{
		{"all internet", "all IPv4 internet", "all IPv6 internet", Internet()},
		{"all addresses", "all IPv4", "all IPv6", Everything()},
	}
}

// clausesOf finds the shortest way to write the ranges of one group: each family
// is a plain list, or a block with exceptions and a list of what lies outside it.
func clausesOf(rs []AddrRange, ports PortSet) []clause {
	var b Builder
	for _, r := range rs {
		b.AddRange(r, allProtocols)
	}
	all := b.Set()
	v4, v6 := bestBlock(all.IPv4(), Set.IPv4), bestBlock(all.IPv6(), Set.IPv6)
	name4, name6 := v4.block.v4, v6.block.v6
	var clauses []clause
	if name4 != "" && v4.block.both == v6.block.both {
		clauses = append(clauses, clause{name: v4.block.both, except: append(v4.except, v6.except...), ports: ports})
	} else {
		if name4 != "" {
			clauses = append(clauses, clause{name: name4, except: v4.except, ports: ports})
		}
		if name6 != "" {
			clauses = append(clauses, clause{name: name6, except: v6.except, ports: ports})
		}
	}
	if rest := append(v4.rest, v6.rest...); len(rest) > 0 {
		clauses = append(clauses, clause{ranges: rest, ports: ports})
	}
	return clauses
}

// choice is one way to write the addresses of a family: the block (none has no
// name) without the exceptions, and the rest.
type choice struct {
	block        block
	except, rest []AddrRange
}

func bestBlock(addrs Set, family func(Set) Set) choice {
	best := choice{rest: addrs.Addresses()}
	if len(best.rest) == 0 {
		return best
	}
	cost := len(best.rest)
	for _, b := range blocks() {
		members := family(b.members)
		except, rest := members.Minus(addrs), addrs.Minus(members)
		// A name says more than a list of the same length, but it misleads when
		// most of what it names is excepted.
		length := 1 + except.Len() + rest.Len()
		tie := length == cost && best.block.both == ""
		if (length < cost || tie) && 2*size(except) <= size(members) {
			best, cost = choice{b, except.Addresses(), rest.Addresses()}, length
		}
	}
	return best
}

// MostOf reports whether the set holds at least half of the addresses of another
// one, on whatever ports: whether a name for those says what the set is.
func (s Set) MostOf(of Set) bool {
	return 2*size(of.Intersect(s.WithPorts(allProtocols))) >= size(of)
}

// size is about the number of addresses, good enough to compare.
func size(s Set) float64 {
	total := 0.0
	for _, spans := range [2][]span{s.v4, s.v6} {
		for _, x := range spans {
			total += (float64(x.to.high)-float64(x.from.high))*(1<<64) + float64(x.to.low) - float64(x.from.low) + 1
		}
	}
	return total
}

// humanText writes clauses while there is room.
type humanText struct {
	room     int // how many more ranges may be written
	maxPorts int
}

func (h *humanText) write(clauses []clause) string {
	var texts []string
	left := 0
	for _, c := range clauses {
		if h.room <= 0 {
			left += len(c.ranges) + len(c.except)
			if c.name != "" {
				left++
			}
			continue
		}
		texts = append(texts, h.clause(c))
	}
	text := strings.Join(texts, "; ")
	if left > 0 {
		text += "; and " + moreRanges(left)
	}
	return text
}

func (h *humanText) clause(c clause) string {
	if c.name == "" {
		return h.list(c.ranges) + " " + h.ports(c.ports)
	}
	h.room--
	text := c.name
	if len(c.except) > 0 {
		text += " except " + h.list(c.except)
	}
	if c.ports != allProtocols {
		text += ", " + h.ports(c.ports)
	}
	return text
}

// list writes the ranges for which there is room: "a, b and c" or "a, b and 12
// more ranges". It writes at least one.
func (h *humanText) list(rs []AddrRange) string {
	n := min(max(h.room, 1), len(rs))
	h.room -= n
	texts := make([]string, 0, n+1)
	for _, r := range rs[:n] {
		texts = append(texts, r.String())
	}
	if more := len(rs) - n; more > 0 {
		texts = append(texts, moreRanges(more))
	}
	return joinWithAnd(texts)
}

func (h *humanText) ports(a PortSet) string {
	switch {
	case a.IsEmpty():
		return "nothing"
	case a == allProtocols:
		return "all ports"
	}
	without := allProtocols.Minus(a)
	if without.length() < a.length() {
		return "all ports except " + joinWithAnd(without.protocolTexts(h.plainPorts, h.portRanges))
	}
	texts := a.protocolTexts(h.shortPorts, h.portRanges)
	if len(texts) == 1 {
		return texts[0]
	}
	for i, t := range texts {
		// "all tcp except 25 and udp 53" could be read two ways.
		if all, except, ok := strings.Cut(t, " except "); ok {
			texts[i] = all + " (except " + except + ")"
		}
	}
	return joinWithAnd(texts)
}

// length counts what String would write.
func (a PortSet) length() int {
	v := a.value()
	return v.tcp.len() + v.udp.len() + len(v.others.ranges())
}

// shortPorts writes the ports of a protocol, or those left out when they are fewer
// and take fewer ranges to write.
func (h *humanText) shortPorts(p Protocol, l portList) string {
	if without := allPortList.combine(l, opMinus); without.len() < l.len() && without.ports() < l.ports() &&
		without != "" {
		return "all " + p.String() + " except " + h.portRanges(without.ranges())
	}
	return h.plainPorts(p, l)
}

func (h *humanText) plainPorts(p Protocol, l portList) string {
	if l == allPortList {
		return "all " + p.String()
	}
	return p.String() + " " + h.portRanges(l.ranges())
}

// portRanges writes ports with a space between: "25,443" reads as one number.
func (h *humanText) portRanges(rs []PortRange) string {
	const between = ", "
	if len(rs) <= h.maxPorts {
		return strings.Join(rangeTexts(rs), between)
	}
	return strings.Join(rangeTexts(rs[:h.maxPorts]), between) + " and " + moreRanges(len(rs)-h.maxPorts)
}

func joinWithAnd(texts []string) string {
	if len(texts) < 2 {
		return strings.Join(texts, "")
	}
	last := len(texts) - 1
	return strings.Join(texts[:last], ", ") + " and " + texts[last]
}

func moreRanges(n int) string {
	if n == 1 {
		return "1 more range"
	}
	return strconv.Itoa(n) + " more ranges"
}
