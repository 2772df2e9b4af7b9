package oracle

import (
	"net/netip"
	"slices"
)

// Question asks for one address, protocol (tcp or udp) and port.
type Question struct {
	To       netip.Addr
	Protocol string
	Port     int
}

// Answer is the verdict and that of each subnet of the function.
type Answer struct {
	Verdict Verdict
	Subnets map[string]Verdict // nil where the function is in no subnet
}

// packet is one packet of the question, and who sends it.
type packet struct {
	Question
	source  netip.Addr
	subnet  *subnet // of the source
	groups  []string
	managed bool
}

// Judge answers a question about a function.
func (a *Account) Judge(f Function, q Question) Answer {
	p := packet{Question: q}
	var subnets []string
	if f.VpcConfig != nil {
		subnets, p.groups = f.VpcConfig.SubnetIds, f.VpcConfig.SecurityGroupIds
	}
	if c := f.CapacityProviderConfig; c != nil {
		p.managed = true
		found := false
		for _, provider := range a.providers {
			if provider.CapacityProviderArn == c.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn {
				subnets, p.groups, found = provider.VpcConfig.SubnetIds, provider.VpcConfig.SecurityGroupIds, true
			}
		}
		if !found {
			return Answer{Verdict: Unknown}
		}
	}
	if len(subnets) == 0 {
		return Answer{Verdict: when(q.To.Is4() && internet(q.To))}
	}
	answer := Answer{Subnets: make(map[string]Verdict)}
	var verdicts []Verdict
	for _, id := range subnets {
		v := Blocked
		switch {
		case q.To.Is4() || !p.managed && f.VpcConfig.Ipv6AllowedForDualStack:
			v = a.fromSubnet(id, p)
		case p.managed: // whether the instances have IPv6 is not captured anywhere
			v = all(Unknown, a.fromSubnet(id, p))
		}
		answer.Subnets[id] = v
		verdicts = append(verdicts, v)
	}
	answer.Verdict = Join(verdicts...)
	return answer
}

// fromSubnet judges the question for one subnet of the function: over all addresses it may send from there.
func (a *Account) fromSubnet(id string, p packet) Verdict {
	p.subnet = a.subnet(id)
	if p.subnet == nil {
		// Without the subnet nothing is known but what the groups drop.
		return all(a.groupsOut(p), Unknown)
	}
	sources := a.sources(p)
	if len(sources) == 0 {
		return Blocked // the subnet has no address of this family to send from
	}
	var verdicts []Verdict
	for _, source := range sources {
		p.source = source
		verdicts = append(verdicts, a.path(p))
	}
	return Join(verdicts...)
}

// sources are the addresses that the function may send from in the packet's subnet.
func (a *Account) sources(p packet) []netip.Addr {
	var captured []netip.Addr
	for _, n := range a.interfaces {
		if n.InterfaceType != "lambda" || n.SubnetId != p.subnet.SubnetId || p.managed {
			continue
		}
		same := true
		for _, g := range p.groups {
			same = same && n.carries(g)
		}
		for _, g := range n.Groups {
			same = same && slices.Contains(p.groups, g.GroupId)
		}
		for _, ip := range n.addresses() {
			if same && ip.Is4() == p.To.Is4() {
				captured = append(captured, ip)
			}
		}
	}
	if captured != nil {
		return captured
	}
	var hosts []netip.Addr
	for _, c := range p.subnet.cidrs() {
		if c.Addr().Is4() == p.To.Is4() {
			hosts = append(hosts, a.hosts(c)...)
		}
	}
	return hosts
}

// hosts are the host addresses of a subnet's range: all but the first four and the last one. Of a larger range they are
// one of each kind: those at the bounds of what the documents name.
func (a *Account) hosts(c netip.Prefix) []netip.Addr {
	first := c.Masked().Addr().Next().Next().Next().Next()
	end := last(c)
	var out []netip.Addr
	if c.Addr().BitLen()-c.Bits() <= 4 {
		for ip := first; ip.Less(end); ip = ip.Next() {
			out = append(out, ip)
		}
		return out
	}
	out = append(out, first)
	for _, ip := range a.bounds {
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
func (a *Account) ranges() []netip.Prefix {
	var out []netip.Prefix
	for _, g := range a.groups {
		for _, p := range append(slices.Clone(g.IpPermissions), g.IpPermissionsEgress...) {
			for _, r := range p.IpRanges {
				out = append(out, r.CidrIp)
			}
			for _, r := range p.Ipv6Ranges {
				out = append(out, r.CidrIpv6)
			}
		}
	}
	for _, l := range a.acls {
		for _, e := range l.Entries {
			out = append(out, e.CidrBlock, e.Ipv6CidrBlock)
		}
	}
	for _, t := range a.tables {
		for _, r := range t.Routes {
			out = append(out, r.DestinationCidrBlock, r.DestinationIpv6CidrBlock)
		}
	}
	for _, entries := range a.listEntries {
		out = append(out, entries...)
	}
	for i := range a.vpcs {
		out = append(out, a.vpcs[i].cidrs()...)
	}
	for i := range a.subnets {
		out = append(out, a.subnets[i].cidrs()...)
	}
	return slices.DeleteFunc(out, func(r netip.Prefix) bool { return !r.IsValid() })
}

// path is the conjunction of the hops from one source address.
func (a *Account) path(p packet) Verdict {
	if p.Port == 53 && a.resolver(p.subnet.VpcId, p.To) {
		support, known := a.dnsSupport[p.subnet.VpcId]
		if !known {
			return Unknown
		}
		return when(support)
	}
	hops := []Verdict{a.groupsOut(p)}
	if !p.subnet.holds(p.To) {
		hops = append(hops, a.aclOut(p.subnet, p.To, p.Question), a.aclReplies(p.subnet, false, p.To, p.Protocol))
	}
	return all(append(hops, a.routed(p))...)
}

// resolver reports whether the address is the Amazon resolver as seen from the VPC.
func (a *Account) resolver(vpcID string, ip netip.Addr) bool {
	if ip == netip.MustParseAddr("169.254.169.253") || ip == netip.MustParseAddr("fd00:ec2::253") {
		return true
	}
	v := a.vpc(vpcID)
	return v != nil && v.CidrBlock.IsValid() && ip == v.CidrBlock.Masked().Addr().Next().Next()
}

// internet reports whether the address is an internet address.
func internet(ip netip.Addr) bool {
	for _, c := range []string{"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
		"192.168.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "fc00::/7", "fe80::/10", "ff00::/8"} {
		if netip.MustParsePrefix(c).Contains(ip) {
			return false
		}
	}
	return true
}
