package law

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
)

// Questions makes questions at random: at the bounds of what the documents name and beside them, where mistakes are;
// and by the names of things.
func (w *World) Questions(seed uint64, count int) []Question {
	r := rand.New(rand.NewPCG(seed, 1))
	addresses, things := w.addresses(), w.destinationIDs()
	out := make([]Question, count)
	for i := range out {
		q := Question{Protocol: []string{"tcp", "tcp", "tcp", "udp"}[r.IntN(4)],
			Port: Ports[r.IntN(len(Ports))] + r.IntN(3) - 1}
		switch k := r.IntN(100); {
		case k < 8:
			q.Port = 53
		case k < 14:
			q.Port, q.Protocol = 25, "tcp"
		case k < 34:
			q.Port, q.Protocol = 443, "tcp"
		}
		q.Port = min(max(q.Port, 0), 65535)
		ip := addresses[r.IntN(len(addresses))]
		switch k := r.IntN(100); {
		case k < 52:
			q.To = ip.String()
		case k < 60:
			q.To = wellKnown[r.IntN(len(wellKnown))]
		case k < 63:
			if ip.Is4() {
				ip = embed(ip)
			}
			q.To = ip.String()
		case k < 68:
			bits := []int{8, 16, 24, 28, 31}[r.IntN(5)]
			if ip.Is6() {
				bits = 48 + 16*r.IntN(5)
			}
			c, _ := ip.Prefix(bits)
			q.To = c.String()
		case k < 73:
			q.To = []string{"internet", "internet", "anywhere"}[r.IntN(3)]
		case k < 82:
			s := services[r.IntN(len(services))]
			q.To = []string{s.code, s.code, s.hostOf("us-east-1"), s.hostOf("us-west-2")}[r.IntN(4)]
			if len(s.also) > 0 && r.IntN(4) == 0 {
				q.To = byAlso(s, r)
			}
		case k < 86:
			q.To = hostNames[r.IntN(len(hostNames))]
		default:
			q.To = things[r.IntN(len(things))]
		}
		out[i] = q
	}
	return out
}

func byAlso(s service, r *rand.Rand) string {
	other := service{host: s.also[r.IntN(len(s.also))]}
	return other.hostOf("us-east-1")
}

// addresses are one of each kind of destination: those at the bounds of what the documents name, those just before,
// and others that mean something.
func (w *World) addresses() []netip.Addr {
	var out []netip.Addr
	for _, ip := range w.bounds {
		if nat64.Contains(ip) {
			continue
		}
		out = append(out, ip)
		if before := ip.Prev(); before.IsValid() {
			out = append(out, before)
		}
	}
	for i := range w.interfaces { // more than once, for these are what people ask for
		n := &w.interfaces[i]
		out = append(out, n.addresses()...)
		out = append(append(out, n.public()...), n.public()...)
		for _, c := range n.prefixes() {
			out = append(out, c.Addr().Next())
		}
	}
	return out
}

// destinationIDs are the ids of what can be a destination.
func (w *World) destinationIDs() []string {
	out := []string{"pl-us0", "sg-gone"}
	for i := range w.interfaces {
		n := &w.interfaces[i]
		out = append(out, n.NetworkInterfaceId)
		if id := n.Attachment.InstanceId; id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	for _, g := range w.groups {
		out = append(out, g.GroupId)
	}
	for _, s := range w.subnets {
		out = append(out, s.SubnetId)
	}
	for _, l := range w.lists {
		out = append(out, l.PrefixListId)
	}
	for _, e := range w.endpoints {
		out = append(out, e.VpcEndpointId, e.VpcEndpointId)
		if e.VpcEndpointType == "Interface" {
			code, region := e.identity()
			if region == "" {
				continue // a service of all Regions: no name of its own was seen
			}
			out = append(out, fmt.Sprintf("%s-abcd1234.%s.%s.vpce.amazonaws.com", e.VpcEndpointId, code, region))
		}
	}
	return out
}

// wellKnown are addresses that mean something wherever the account lies.
var wellKnown = []string{"8.8.8.8", "52.216.10.10", "52.95.0.1", "1.1.1.1", "2606:4700::1111", "203.0.113.7",
	"172.32.0.1", "2001:4860::8888",
	"10.9.0.9", "10.200.0.1", "100.64.0.9", "172.31.255.255", "192.168.4.4", "224.0.0.1", "0.0.0.1",
	"127.0.0.1", "255.255.255.255",
	"fd00::1", "fe80::1", "ff02::1", "2600:1f18:99::5", "64:ff9b::808:808", "169.254.169.253",
	"fd00:ec2::253", "169.254.169.254", "169.254.169.123"}
