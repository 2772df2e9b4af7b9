package say

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// SetWords say in a line what is at the addresses of a set: AWS services by the
// names of their networks, interfaces by whom they belong to, the rest as ranges.
func SetWords(rx *awsdata.RegionIndex, vpcID string, set netset.Set) string {
	if rx == nil {
		return HumanSet(set)
	}
	n := &setNamer{rx: rx, vpcID: vpcID, rest: set}
	n.services()
	n.resolver()
	n.interfaces()
	n.nobody()
	if !n.rest.IsEmpty() {
		n.words = append(n.words, HumanSet(n.rest))
	}
	if len(n.words) == 0 {
		return "nothing"
	}
	return english.FirstOf(n.words, 5)
}

func HumanSet(set netset.Set) string {
	if set.IsEmpty() {
		return "nothing"
	}
	return strings.ReplaceAll(set.Human(netset.MaxRanges(2)), "all tcp and all udp", "all ports")
}

func portText(ports netset.PortSet) string {
	return strings.ReplaceAll(ports.Human(), "all tcp and all udp", "all ports")
}

// setNamer takes what has a name out of a set.
type setNamer struct {
	rx    *awsdata.RegionIndex
	vpcID string
	rest  netset.Set
	words []string
}

// services are those whose whole network is in the set. Where the internet is, they
// are only a part of it.
func (n *setNamer) services() {
	if !n.rest.At(netset.SampleInternet()).IsEmpty() {
		return
	}
	lists := n.rx.Region.ManagedPrefixLists
	for i := range lists {
		name := lists[i].PrefixListName
		if !lists[i].OfService() || !lists[i].EntriesKnown {
			continue
		}
		var b netset.Builder
		b.AddCIDRs(lists[i].CIDRs(), netset.AllProtocols())
		network := b.Set()
		part := n.rest.Intersect(network)
		if part.IsEmpty() || !part.WithPorts(netset.AllProtocols()).Equal(network) {
			continue
		}
		n.rest = n.rest.Minus(part)
		n.words = append(n.words, name[strings.LastIndexByte(name, '.')+1:]+" "+portText(part.Ports()))
	}
}

// resolver is the DNS server that every VPC has.
func (n *setNamer) resolver() {
	link := netip.MustParseAddr("169.254.169.253")
	ports := n.rest.At(link)
	if ports.IsEmpty() {
		return
	}
	out := netset.FromAddr(link, netset.AllProtocols())
	if v := n.rx.VPC(n.vpcID); v != nil {
		if p, err := netip.ParsePrefix(v.CidrBlock); err == nil {
			out = out.Union(netset.FromAddr(p.Masked().Addr().Next().Next(), ports))
		}
	}
	n.rest = n.rest.Minus(out)
	n.words = append(n.words, "the DNS resolver")
}

// few is how many addresses of a range are looked at one by one.
const few = 64

// interfaces are the addresses that somebody holds, each owner once.
func (n *setNamer) interfaces() {
	at := map[string]int{}
	var found netset.Builder
	for r, ports := range n.rest.Intervals() {
		for a, i := r.From, 0; i < few && a.Compare(r.To) <= 0; a, i = a.Next(), i+1 {
			holder := n.holder(a)
			if holder == nil {
				continue
			}
			word := n.owner(holder) + " " + portText(ports)
			if _, told := at[word]; !told {
				at[word] = len(n.words)
				n.words = append(n.words, word)
			}
			found.AddAddr(a, ports)
		}
	}
	n.rest = n.rest.Minus(found.Set())
}

// owner is whom an interface belongs to: the service of an endpoint, or what its
// owner calls itself.
func (n *setNamer) owner(x *awsdata.NetworkInterface) string {
	for _, e := range n.rx.VPCEndpoints(x.VpcId) {
		if slices.Contains(e.NetworkInterfaceIds, x.NetworkInterfaceId) && e.Service() != "" {
			return fmt.Sprintf("%s (%s)", e.Service(), awsdata.NameOrID(e))
		}
	}
	if owner := x.Owner(); x.Name() == "" && owner != x.InterfaceType {
		return owner
	}
	return awsdata.NameOrID(x)
}

// holder is the interface at an address: in the function's VPC or, by a peering, in
// another one of the region.
func (n *setNamer) holder(a netip.Addr) *awsdata.NetworkInterface {
	if x := n.rx.InterfaceAt(n.vpcID, a); x != nil {
		return x
	}
	for i := range n.rx.Region.VPCs {
		if x := n.rx.InterfaceAt(n.rx.Region.VPCs[i].VpcId, a); x != nil {
			return x
		}
	}
	return nil
}

// nobody are addresses of VPCs that no interface is known to hold.
func (n *setNamer) nobody() {
	var part netset.Set
	var names []string
	for i := range n.rx.Region.VPCs {
		v := &n.rx.Region.VPCs[i]
		var prefixes []netip.Prefix
		for _, c := range v.CIDRs() {
			if p, err := netip.ParsePrefix(c); err == nil {
				prefixes = append(prefixes, p)
			}
		}
		if own := n.rest.RestrictPrefixes(prefixes...); !own.IsEmpty() {
			part, names = part.Union(own), append(names, awsdata.NameOrID(v))
		}
	}
	if len(names) > 0 {
		n.rest = n.rest.Minus(part)
		n.words = append(n.words,
			"addresses in "+english.FirstOf(names, 3)+" that are unassigned, "+portText(part.Ports()))
	}
}
