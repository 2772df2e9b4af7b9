package law

import (
	"net/netip"
	"strings"
)

// land judges the end of a way inside a VPC: the ACL of the destination's subnet, and whoever holds the address.
func (w *World) land(p packet, at *subnet) hops {
	if p.crossed == nil {
		return append(w.acrossSubnets(p, p.subnet, at, "destination-acl"), w.accept(w.interfaceAt(at.VpcId, p.to), p, p.carried)...)
	}
	h := hops{w.back(p, w.tableOf(at), at)}
	if enter := p.subnet; enter.SubnetId != at.SubnetId {
		h = append(h, Hop{"transit-gateway-acl", w.aclOut(enter, p.to, p)}, Hop{"transit-gateway-acl", w.aclReplies(enter, false, p.to, p.protocol)})
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
	if listeners, known := w.listenersOf(n); known {
		open := false
		for _, l := range listeners {
			open = open || l.Port == p.port && l.speaks(p.protocol)
		}
		h = append(h, Hop{"listener", when(open)})
	}
	return h
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

// listenersOf are the listeners of the load balancer that the interface belongs to, where they were collected.
// AWS describes such an interface as "ELB net/NAME/ID" or "ELB app/NAME/ID".
func (w *World) listenersOf(n *iface) ([]listener, bool) {
	parts := strings.Split(strings.TrimPrefix(n.Description, "ELB "), "/")
	if !strings.HasPrefix(n.Description, "ELB ") || len(parts) != 3 {
		return nil, false
	}
	l, known := w.listeners[parts[1]]
	return l, known
}

// ownAddress judges the rest of the way to a public address of the account itself: it ends at the interface that has it.
// The sources are the addresses that it may come from; nil stands for some public address that is not known.
func (w *World) ownAddress(p packet, sources []netip.Addr) hops {
	if p.listed {
		return nil
	}
	n, own := w.publics[p.to]
	if p.to.Is6() {
		n = find(w.interfaces, func(n *iface) bool { return w.holders[n.VpcId][p.to] == n || within(n.prefixes(), p.to) })
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
			verdicts = append(verdicts, all(w.admits(p, n), w.toInternet(p, n)))
		}
		return hops{{"own-address", Join(verdicts...)}}
	}
	// From some address of AWS's: what the rules admit decides, and that there is a way back to the internet.
	var count [4]int
	back := Blocked
	samples := w.internet4()
	for _, p.source = range samples {
		count[w.admits(p, n)]++
		back = max(back, w.toInternet(p, n))
	}
	rules := Unknown
	switch len(samples) {
	case count[Blocked]:
		rules = Blocked
	case count[Reachable]:
		rules = Reachable
	}
	if at := w.subnet(n.SubnetId); back == Unknown && at != nil && w.tableOf(at) != nil {
		back = Reachable // but for a prefix list that is not known
	}
	return hops{{"own-address", all(rules, back)}}
}

// admits judges whether an interface takes what comes from one public address: by its own groups, its subnet's ACL and Block
// Public Access. Without its subnet nothing of it is known.
func (w *World) admits(p packet, n *iface) Verdict {
	at := w.subnet(n.SubnetId)
	if at == nil {
		return Unknown
	}
	return all(w.accept(n, p, never).verdict(), w.aclIn(at, p.source, p), w.aclReplies(at, true, p.source, p.protocol),
		w.publicAccess2(at, "block-bidirectional", "block-ingress"))
}

// toInternet judges whether the interface's replies to a public address leave by an internet gateway.
func (w *World) toInternet(p packet, n *iface) Verdict {
	at := w.subnet(n.SubnetId)
	if at == nil {
		return Unknown
	}
	r, certain := w.lookup(w.tableOf(at), p.source)
	switch {
	case !certain:
		return Unknown
	case r == nil, r.State == "blackhole", !strings.HasPrefix(r.GatewayId, "igw-"):
		return Blocked
	}
	return w.attached(w.igws, r.GatewayId, at.VpcId, w.home(at.VpcId, p.place), "describe-internet-gateways")
}
