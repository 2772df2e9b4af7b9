package law

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Question asks for a destination as people name it, a protocol (tcp or udp) and a port.
type Question struct {
	To       string
	Protocol string
	Port     int
}

// Answer is the verdict and that of each subnet of the function. The hops are those of a single address; where a
// destination has many they are those of all.
type Answer struct {
	Verdict Verdict
	Subnets map[string]Verdict // nil where the function is in no subnet
	Hops    map[string][]Hop
}

// NameUnknown reports whether where the destination's name leads is not known, or not for sure.
func (a Answer) NameUnknown() bool {
	for _, list := range a.Hops {
		for _, h := range list {
			if h.Component == "name" && h.Verdict == Unknown {
				return true
			}
		}
	}
	return false
}

// ErrRefused is a destination that is none: no verdict, a mistake.
var ErrRefused = errors.New("no destination")

// Ask answers a question about a function.
func (w *World) Ask(f Function, q Question) (Answer, error) {
	s := w.sender(f)
	p := packet{protocol: q.Protocol, port: q.Port}
	judge, err := w.destination(s, q.To)
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Hops: make(map[string][]Hop)}
	if len(s.subnets) == 0 {
		answer.Verdict, answer.Hops[""] = judge("", p)
		return answer, nil
	}
	answer.Subnets = make(map[string]Verdict)
	var verdicts []Verdict
	for _, id := range s.subnets {
		v, h := judge(id, p)
		answer.Subnets[id], answer.Hops[id] = v, h
		verdicts = append(verdicts, v)
	}
	answer.Verdict = Join(verdicts...)
	return answer, nil
}

// judgment judges what a destination means from one subnet.
type judgment func(subnet string, p packet) (Verdict, hops)

// target is one address that is meant.
type target struct {
	to    netip.Addr
	named string
}

// destination is what a text means to a function.
func (w *World) destination(s sender, text string) (judgment, error) {
	if ip, err := netip.ParseAddr(text); err == nil {
		return w.each(s, []target{{to: ip.Unmap()}}), nil
	}
	if c, err := netip.ParsePrefix(text); err == nil {
		var targets []target
		c = c.Masked()
		for _, ip := range w.samples(c) {
			targets = append(targets, target{to: ip})
		}
		if third := c.Addr().Next().Next(); c.Contains(third) && third.Is4() {
			// the resolver, if this is the range of a VPC that is not there
			targets = append(targets, target{to: third})
		}
		return w.each(s, targets), nil
	}
	kind, _, _ := strings.Cut(text, "-")
	switch balancer, named := strings.CutPrefix(text, "elb:"); {
	case named:
		return w.interfacesNamed(s, "elb", balancer)
	case text == "rds":
		return w.interfacesNamed(s, "rds", "")
	case text == "internet", text == "anywhere":
		return func(subnet string, p packet) (Verdict, hops) {
			return w.internet(s, subnet, p, text == "anywhere")
		}, nil
	case strings.Contains(text, "."):
	case kind == "eni", kind == "i", kind == "sg", kind == "subnet":
		return w.interfacesNamed(s, kind, text)
	case kind == "pl":
		return w.listNamed(s, text)
	case kind == "vpce":
		e := w.endpoint(text)
		if e == nil {
			return w.notFound(s, text, "describe-vpc-endpoints")
		}
		return func(subnet string, p packet) (Verdict, hops) { return w.endpointAsked(s, subnet, e, p) }, nil
	}
	host := text
	if svc := w.word(text); svc != nil {
		host = svc.hostOf(s.place.Region)
	} else if !strings.Contains(text, ".") {
		return nil, fmt.Errorf("%w: %q", ErrRefused, text)
	}
	return func(subnet string, p packet) (Verdict, hops) { return w.host(s, subnet, strings.ToLower(host), p) }, nil
}

// word is the service that a word means.
func (w *World) word(text string) *service { return byWord(strings.ToLower(text)) }

// notFound answers for a thing that no document has: unknown where its call is missing, else a mistake.
func (w *World) notFound(s sender, text, call string) (judgment, error) {
	for _, at := range w.places {
		if !w.complete(at, call) {
			return w.unresolved(s), nil
		}
	}
	return nil, fmt.Errorf("%w: no %s", ErrRefused, text)
}

// each judges all targets. Of a thing that has addresses of both families, a function without IPv6 uses the IPv4
// ones.
func (w *World) each(s sender, targets []target) judgment {
	return func(subnet string, p packet) (Verdict, hops) {
		var verdicts []Verdict
		var told hops
		for _, t := range targets {
			p.to, p.named = t.to, t.named
			v, h := w.from(s, subnet, p)
			verdicts, told = append(verdicts, v), told.with(h)
		}
		return Join(verdicts...), told
	}
}

// usable drops the IPv6 targets where the function sends no IPv6 and there are IPv4 ones.
func usable(s sender, targets []target) []target {
	four := slices.DeleteFunc(slices.Clone(targets), func(t target) bool { return t.to.Is6() })
	if !s.six && len(four) > 0 {
		return four
	}
	return targets
}

// interfacesNamed are the interfaces that an id means, by their own addresses. Where others are meant too, those that
// take no connections are left out.
func (w *World) interfacesNamed(s sender, kind, id string) (judgment, error) {
	var targets []target
	for i := range w.interfaces {
		n := &w.interfaces[i]
		switch {
		case kind == "eni" && n.NetworkInterfaceId == id, kind == "i" && n.Attachment.InstanceId == id:
		case kind == "sg" && n.carries(id):
		case kind == "elb" && strings.HasPrefix(n.Description, "ELB ") &&
			strings.Contains(n.Description+"/", "/"+id+"/"):
		case kind == "rds" && n.Description == "RDSNetworkInterface" && n.VpcId == s.vpcID:
		default:
			continue
		}
		for _, ip := range n.addresses() {
			targets = append(targets, target{ip, n.NetworkInterfaceId})
		}
	}
	if kind == "subnet" {
		at := w.subnet(id)
		if at == nil {
			return w.notFound(s, id, "describe-subnets")
		}
		for _, c := range at.cidrs() {
			for _, ip := range w.samples(c) {
				if n := w.interfaceAt(at.VpcId, ip); n == nil || !n.takesNone() {
					targets = append(targets, target{to: ip})
				}
			}
		}
	}
	if len(targets) == 0 && kind == "sg" && w.group(id) == nil {
		if _, err := w.notFound(s, id, "describe-security-groups"); err != nil {
			return nil, err
		}
	}
	if len(targets) == 0 {
		return w.notFound(s, id, "describe-network-interfaces")
	}
	judge := w.each(s, usable(s, targets))
	missing := !w.complete(s.place, "describe-network-interfaces")
	if g := w.group(id); g != nil { // its members are known where it is
		missing = missing || !w.complete(w.home(g.VpcId, s.place), "describe-network-interfaces")
	}
	if kind == "sg" && missing && !s.outside {
		return func(subnet string, p packet) (Verdict, hops) { // there may be others
			v, h := judge(subnet, p)
			rest, _ := w.unresolved(s)(subnet, p)
			return Join(v, rest), h
		}, nil
	}
	return judge, nil
}

// listNamed are the entries of a prefix list.
func (w *World) listNamed(s sender, id string) (judgment, error) {
	l := find(w.lists, func(l *list) bool { return l.PrefixListId == id })
	entries, some := w.listEntries[id]
	switch {
	case l == nil && !some:
		return w.notFound(s, id, "describe-managed-prefix-lists")
	case !w.listWhole[id] && l != nil && l.AddressFamily == "IPv6" && !s.six:
		return func(string, packet) (Verdict, hops) { return Blocked, hops{{"lambda", Blocked}} }, nil
	case !w.listWhole[id]:
		return w.unresolved(s), nil
	}
	var targets []target
	for _, c := range entries {
		for _, ip := range w.samples(c) {
			targets = append(targets, target{to: ip})
		}
	}
	if len(targets) == 0 {
		return nil, fmt.Errorf("%w: %s has no entry", ErrRefused, id)
	}
	if l == nil || !strings.HasPrefix(strings.TrimPrefix(l.PrefixListName, "cn."), "com.amazonaws.") {
		return w.each(s, targets), nil
	}
	return func(subnet string, p packet) (Verdict, hops) { // the addresses of a service: the endpoint's policy counts
		var verdicts []Verdict
		var told hops
		for _, t := range targets {
			v, h := w.each(s, []target{t})(subnet, p)
			v, h = w.admitted(s, subnet, t.to, v, h)
			verdicts, told = append(verdicts, v), told.with(h)
		}
		return Join(verdicts...), told
	}, nil
}

// everyAddress are all addresses.
var everyAddress = []netip.Prefix{netip.PrefixFrom(netip.IPv4Unspecified(), 0),
	netip.PrefixFrom(netip.IPv6Unspecified(), 0)}

// unresolved judges a thing whose addresses are not known: unknown, but blocked where no address at all can be
// reached.
func (w *World) unresolved(s sender) judgment {
	return func(subnet string, p packet) (Verdict, hops) {
		for _, c := range everyAddress {
			for _, p.to = range w.samples(c) {
				if v, _ := w.from(s, subnet, p); v != Blocked {
					return Unknown, hops{{"name", Unknown}}
				}
			}
		}
		return Blocked, hops{{"name", Blocked}}
	}
}

// letsOut judges whether the function's groups let out anything on the port, to a place in the VPC that is not known.
func (w *World) letsOut(s sender, p packet) Verdict {
	if s.outside {
		return Blocked // Lambda's own network leads to no VPC
	}
	p.groups, p.managed, p.vpcID, p.place = s.groups, s.managed, s.vpcID, s.place
	for _, c := range everyAddress {
		for _, p.to = range w.samples(c) {
			if w.groupsOut(p) != Blocked {
				return Unknown
			}
		}
	}
	return Blocked
}

// internet4 is one internet address of each kind of IPv4.
func (w *World) internet4() []netip.Addr {
	return slices.DeleteFunc(w.samples(everyAddress[0]),
		func(ip netip.Addr) bool { return !internet(ip) })
}

// internet judges the internet: all its addresses but those that a gateway endpoint carries (anywhere: these too),
// the account's own and those of the function's network.
func (w *World) internet(s sender, subnet string, p packet, anywhere bool) (Verdict, hops) {
	certain, all, told := w.overInternet(s, subnet, p, anywhere, s.six)
	if one, same := shared(certain.verdicts); same && certain.in == certain.of {
		return one, told
	}
	if len(all) == 0 {
		return Blocked, told
	}
	return Join(all...), told
}

// publicService judges a service at public addresses that are not known: the verdict of the whole IPv4 internet or
// none.
func (w *World) publicService(s sender, subnet string, p packet) (Verdict, hops) {
	certain, all, told := w.overInternet(s, subnet, p, false, false)
	if one, same := shared(certain.verdicts); same {
		return one, told
	}
	if one, same := shared(all); same {
		return one, told
	}
	if len(all) == 0 {
		return Blocked, told
	}
	return Unknown, told
}

func shared(verdicts []Verdict) (Verdict, bool) {
	if len(verdicts) == 0 {
		return Unknown, false
	}
	for _, v := range verdicts {
		if v != verdicts[0] {
			return Unknown, false
		}
	}
	return verdicts[0], true
}

// certainty is what is said of the addresses of which it is certain that they are the internet's: those of some
// families, of all that there are.
type certainty struct {
	verdicts []Verdict
	in, of   [2]bool // IPv4, IPv6
}

// overInternet are the verdicts of the internet addresses, and of those of which it is certain that they count.
func (w *World) overInternet(s sender, subnet string, p packet,
	anywhere, six bool) (certain certainty, all []Verdict, told hops) {
	addresses := w.internet4()
	if six {
		for _, ip := range w.samples(everyAddress[1]) {
			if internet(ip) {
				addresses = append(addresses, ip)
			}
		}
	}
	at := w.subnet(subnet)
	p.listed = true
	for _, p.to = range addresses {
		if _, own := w.publics[p.to]; own || nat64.Contains(p.to) {
			continue
		}
		counts := Reachable
		if at != nil {
			counts = w.counts(at, p.to, anywhere)
		} else if v := w.vpc(s.vpcID); v != nil && within(v.cidrs(), p.to) {
			continue
		} else if !s.outside {
			counts = Unknown
		}
		if counts == Blocked {
			continue
		}
		v, h := w.from(s, subnet, p)
		all, told = append(all, v), told.with(h)
		family := 0
		if p.to.Is6() {
			family = 1
		}
		certain.of[family] = true
		if counts == Reachable {
			certain.verdicts, certain.in[family] = append(certain.verdicts, v), true
		}
	}
	return certain, all, told
}

// counts judges whether an address is the internet's as seen from a subnet: not one of a network that is reached from
// there, and not carried by a gateway endpoint.
func (w *World) counts(s *subnet, to netip.Addr, anywhere bool) Verdict {
	if v := w.vpc(s.VpcId); v != nil && within(v.cidrs(), to) {
		return Blocked
	}
	t := w.tableOf(s)
	r, certain := w.lookup(t, to)
	if certain {
		return when(r == nil || !w.reachesNetwork(s, r, to) && (anywhere || w.carries(s, r) == Blocked))
	}
	if anywhere {
		return Reachable
	}
	if t == nil {
		return Unknown
	}
	for i := range t.Routes {
		r := &t.Routes[i]
		if r.State == "filtered" || w.carries(s, r) == Blocked {
			continue
		}
		if r.DestinationCidrBlock.Contains(to) || r.DestinationIpv6CidrBlock.Contains(to) ||
			r.DestinationPrefixListId != "" &&
				w.listed(r.DestinationPrefixListId, to) != Blocked {
			return Unknown
		}
	}
	return Reachable
}

// carries judges whether a route leads to a gateway endpoint, or to VPC Lattice: that is no way to the internet.
func (w *World) carries(s *subnet, r *route) Verdict {
	switch {
	case r.GatewayId == "VpcLattice":
		return Reachable
	case !strings.HasPrefix(r.GatewayId, "vpce-"):
		return Blocked
	}
	if e := w.endpoint(r.GatewayId); e != nil {
		return when(e.VpcEndpointType == "Gateway")
	}
	return w.absent(w.home(s.VpcId, s.place), "describe-vpc-endpoints")
}

// reachesNetwork reports whether a route leads over a peering or a transit gateway to a captured VPC that has the
// address.
func (w *World) reachesNetwork(s *subnet, r *route, to netip.Addr) bool {
	far := ""
	switch {
	case r.VpcPeeringConnectionId != "":
		c := find(w.peerings, func(c *peering) bool { return c.VpcPeeringConnectionId == r.VpcPeeringConnectionId })
		if c != nil {
			if _, side := c.sides(s.VpcId); side != nil {
				far = side.VpcId
			}
		}
	case r.TransitGatewayId != "":
		if from, _, _ := w.entrance(s, r.TransitGatewayId); from != nil {
			if t, _ := w.beyond(from, to); t != nil {
				far = t.VpcId
			}
		}
	}
	v := w.vpc(far)
	return v != nil && within(v.cidrs(), to)
}
