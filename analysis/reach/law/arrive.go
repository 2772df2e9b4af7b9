package law

import (
	"net/netip"
	"strings"
)

// land judges the end of a way inside a VPC: the ACL of the destination's subnet, and whoever holds the address.
func (w *World) land(p packet, at *subnet) hops {
	if p.crossed == nil {
		h := w.acrossSubnets(p, p.subnet, at, "destination-acl")
		return append(h, w.accept(w.interfaceAt(at.VpcId, p.to), p, p.carried)...)
	}
	h := hops{w.back(p, w.tableOf(at), at)}
	if p.subnet.SubnetId != at.SubnetId {
		h = append(h, w.acrossSubnets(p, nil, at, "destination-acl")...)
	}
	return append(h, w.accept(w.interfaceAt(at.VpcId, p.to), p, w.acrossTransit(p))...)
}

// accept judges whether the interface that holds the destination takes the connection.
func (w *World) accept(n *iface, p packet, refers func(ref string) Verdict) hops {
	if n == nil {
		return hops{{"destination-security-group", Unknown}}
	}
	h := hops{}
	if p.named != "" && n.NetworkInterfaceId != p.named {
		h = append(h, Hop{"local", Blocked}) // another one with the same address
	}
	switch {
	case n.takesNone(), n.Status == "available":
		return append(h, Hop{"local", Blocked})
	case len(n.Groups) > 0:
		h = append(h, Hop{"destination-security-group", w.groupsIn(n, p, refers)})
	case n.InterfaceType == "network_load_balancer":
		h = append(h, Hop{"destination-security-group", Reachable}) // made without groups: it lets all in
	default:
		h = append(h, Hop{"destination-security-group", Unknown})
	}
	return append(h, w.listens(n, p)...)
}

// listens judges whether the load balancer that the interface belongs to has a listener on the port. Where load
// balancers were not asked for at all, it may listen.
func (w *World) listens(n *iface, p packet) hops {
	name := n.balancer()
	if name == "" {
		return nil
	}
	listeners, known := w.listeners[name]
	if !known || !w.balancers[name] {
		return hops{{"listener", perhaps(known || w.collected[w.home(n.VpcId, p.place)]["describe-load-balancers"])}}
	}
	open := false
	for _, l := range listeners {
		open = open || l.Port == p.port && l.speaks(p.protocol)
	}
	return hops{{"listener", when(open)}}
}

// balancer is the name of the load balancer that the interface belongs to. AWS describes such an interface as "ELB
// net/NAME/ID" or "ELB app/NAME/ID".
func (n *iface) balancer() string {
	parts := strings.Split(strings.TrimPrefix(n.Description, "ELB "), "/")
	if !strings.HasPrefix(n.Description, "ELB ") || len(parts) != 3 {
		return ""
	}
	return parts[1]
}

type listener struct {
	Port     int
	Protocol string
}

// speaks reports whether the listener takes connections of a transport protocol.
func (l listener) speaks(protocol string) bool {
	switch l.Protocol {
	case "UDP", "QUIC":
		return protocol == "udp"
	case "TCP_UDP", "TCP_QUIC":
		return true
	}
	return protocol == "tcp"
}

// ownAddress judges the rest of the way to a public address of the account itself: it ends at the interface that has
// it. The sources are the addresses that it may come from; nil stands for some public address that is not known.
func (w *World) ownAddress(p packet, sources []netip.Addr) hops {
	if p.listed {
		return nil
	}
	n, own := w.publics[p.to]
	if p.to.Is6() {
		n = find(w.interfaces, func(n *iface) bool {
			return w.holders[n.VpcId][p.to] == n || within(n.prefixes(), p.to)
		})
		own = n != nil
	}
	switch {
	case !own:
		h := hops{}
		for _, at := range w.places {
			if !w.complete(at, "describe-network-interfaces") {
				h = hops{{"own-address", Unknown}} // it may be one that was not collected
			}
		}
		return h
	case n == nil:
		return hops{{"own-address", Blocked}} // a NAT gateway's
	}
	if sources != nil {
		var verdicts []Verdict
		for _, p.source = range sources {
			verdicts = append(verdicts, all(w.admits(p, n), w.toInternet(p, n, false)))
		}
		return hops{{"own-address", Join(verdicts...)}}
	}
	// From some address of AWS's: what the rules admit decides, and that there is a way back to the internet.
	var count [4]int
	back := Blocked
	samples := w.internet4()
	for _, p.source = range samples {
		count[w.admits(p, n)]++
		back = max(back, w.toInternet(p, n, true))
	}
	rules := Unknown
	switch len(samples) {
	case count[Blocked]:
		rules = Blocked
	case count[Reachable]:
		rules = Reachable
	}
	return hops{{"own-address", all(rules, back)}}
}

// admits judges whether an interface takes what comes from one public address: by its own groups, its subnet's ACL
// and Block Public Access. Without its subnet nothing of it is known.
func (w *World) admits(p packet, n *iface) Verdict {
	at := w.subnet(n.SubnetId)
	if at == nil {
		return Unknown
	}
	return all(w.accept(n, p, never).verdict(), w.aclIn(at, p.source, p), w.aclReplies(at, true, p.source, p.protocol),
		w.publicAccessOf(at, "block-bidirectional", "block-ingress"))
}

// toInternet judges whether the interface's replies to a public address leave by an internet gateway. Where any
// address will do, prefix lists that are not known may lead elsewhere.
func (w *World) toInternet(p packet, n *iface, any bool) Verdict {
	at := w.subnet(n.SubnetId)
	if at == nil {
		return Unknown
	}
	t := w.tableOf(at)
	if t != nil && any {
		t = w.withoutUnknownLists(t)
	}
	r, certain := w.lookup(t, p.source)
	switch {
	case !certain:
		return Unknown
	case r == nil, r.State == "blackhole", !strings.HasPrefix(r.GatewayId, "igw-"):
		return Blocked
	}
	return w.attached(w.igws, r.GatewayId, at.VpcId, w.home(at.VpcId, p.place), "describe-internet-gateways")
}
