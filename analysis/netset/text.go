package netset

import "strings"

// String returns an exact, canonical text: "all", "none", "tcp 443", "tcp all",
// "tcp 80,443,8000-8100; udp 53; icmp; protocol 47,50-51". Equal texts mean equal
// sets.
func (a PortSet) String() string {
	switch {
	case a.IsEmpty():
		return "none"
	case a == allProtocols:
		return "all"
	}
	return strings.Join(a.protocolTexts(exactPorts, joinRanges), "; ")
}

// protocolTexts returns one text for each protocol of the set, with the ports as
// the first function writes them, and the numbers of protocols without a name as
// the second one does.
func (a PortSet) protocolTexts(ports func(Protocol, portList) string, numbers func([]PortRange) string) []string {
	v := a.value()
	var parts []string
	if v.tcp != "" {
		parts = append(parts, ports(TCP, v.tcp))
	}
	if v.udp != "" {
		parts = append(parts, ports(UDP, v.udp))
	}
	for _, p := range [...]Protocol{ICMP, ICMPv6} {
		if v.others.has(p) {
			parts = append(parts, p.String())
			v.others.clear(p)
		}
	}
	if rs := v.others.ranges(); len(rs) > 0 {
		parts = append(parts, "protocol "+numbers(rs))
	}
	return parts
}

func exactPorts(p Protocol, l portList) string {
	if l == allPortList {
		return p.String() + " all"
	}
	return p.String() + " " + joinRanges(l.ranges())
}

// ranges returns the protocol numbers as ranges: they read like ports do.
func (b protocolBits) ranges() []PortRange {
	var rs []PortRange
	for n := range uint16(256) {
		if !b.has(Protocol(n)) {
			continue
		}
		if last := len(rs) - 1; last >= 0 && rs[last].To+1 == n {
			rs[last].To = n
		} else {
			rs = append(rs, PortRange{n, n})
		}
	}
	return rs
}

func joinRanges(rs []PortRange) string { return strings.Join(rangeTexts(rs), ",") }

func rangeTexts(rs []PortRange) []string {
	texts := make([]string, len(rs))
	for i, r := range rs {
		texts[i] = r.String()
	}
	return texts
}

// String returns an exact, canonical text: the intervals in order, such as
// "10.0.0.0/16 tcp 443; udp 53 | 2001:db8::1 all", or "none". Equal texts mean
// equal sets. For people there is Human.
func (s Set) String() string {
	if s.IsEmpty() {
		return "none"
	}
	var b strings.Builder
	for r, ports := range s.Intervals() {
		if b.Len() > 0 {
			b.WriteString(" | ")
		}
		b.WriteString(r.String())
		b.WriteByte(' ')
		b.WriteString(ports.String())
	}
	return b.String()
}
