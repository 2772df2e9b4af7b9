package impact

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// Segment is a part of a set of destinations as people know it.
type Segment struct {
	Kind SegmentKind
	Name string // of the service or of whoever is there
	Set  netset.Set
}

// SegmentKind is what a part of a set of destinations is.
type SegmentKind string

// The kinds of destinations.
const (
	OutsideVPC SegmentKind = "outside-vpc" // everything but the function's own VPC
	Internet   SegmentKind = "internet"
	AWSService SegmentKind = "service"  // the public addresses of an AWS service, by its prefix list
	Holder     SegmentKind = "holder"   // an address that somebody is known to be at
	Networks   SegmentKind = "networks" // what has no name
)

// Describer says in words where networks are and what becomes of functions: made once for many functions of a region.
type Describer struct {
	rx   *awsdata.RegionIndex
	self string // what the part that is gone is called: that its own addresses are gone need not be said
}

// NewDescriber says where networks of a region are, seen from functions that lose a resource.
func NewDescriber(rx *awsdata.RegionIndex, gone awsdata.Resource) Describer {
	return Describer{rx, awsdata.NameOrID(gone)}
}

// Segments are the parts of a set of destinations of a function: the internet, AWS services, who is at an address, and
// what is left as networks.
func (p Describer) Segments(f *Function, set netset.Set) []Segment {
	if set.MostOf(netset.InternetIPv4()) && set.MostOf(netset.Everything().IPv4().Minus(netset.InternetIPv4())) {
		return []Segment{{Kind: OutsideVPC, Set: set}}
	}
	var out []Segment
	internet := set.Intersect(netset.Internet())
	rest := set.Minus(internet)
	switch {
	case internet.IsEmpty():
	case internet.MostOf(netset.InternetIPv4()), internet.MostOf(netset.InternetIPv6()):
		out = append(out, Segment{Kind: Internet, Set: internet})
	default:
		out, internet = p.services(f, internet)
		if !internet.IsEmpty() {
			out = append(out, Segment{Kind: Networks, Set: internet})
		}
	}
	holders, rest := p.holders(f, rest)
	out = append(out, holders...)
	if !rest.IsEmpty() {
		out = append(out, Segment{Kind: Networks, Set: rest})
	}
	return out
}

// services takes the addresses of AWS's prefix lists out of a set.
func (p Describer) services(f *Function, set netset.Set) (named []Segment, rest netset.Set) {
	rest = set
	for i := range p.rx.Region.ManagedPrefixLists {
		l := &p.rx.Region.ManagedPrefixLists[i]
		if !l.OfService() || !l.EntriesKnown || len(l.Entries) == 0 || rest.IsEmpty() {
			continue
		}
		var b netset.Builder
		b.AddCIDRs(l.CIDRs(), netset.TCPAndUDP())
		part := rest.Intersect(b.Set())
		if part.IsEmpty() || len(part.Addresses()) != len(b.Set().Intersect(netset.Internet()).Addresses()) {
			continue
		}
		name := l.PrefixListName[strings.LastIndexByte(l.PrefixListName, '.')+1:]
		rest = rest.Minus(part)
		if f.Service != nil && f.Service.Then != f.Service.Now && f.Service.Name == name {
			continue // how it is reached by its name is said already
		}
		named = append(named, Segment{Kind: AWSService, Name: name, Set: part})
	}
	return named, rest
}

// holders takes the addresses that somebody is known to be at out of a set: each holder once for the same ports.
func (p Describer) holders(f *Function, set netset.Set) (named []Segment, rest netset.Set) {
	rest = set
	if rest.IsEmpty() {
		return nil, rest
	}
	add := func(rx *awsdata.RegionIndex, vpc string) {
		for _, s := range rx.VPCSubnets(vpc) {
			for _, n := range rx.InterfacesInSubnet(s.SubnetId) {
				if n.InterfaceType == "lambda" || n.PrivateIpAddress == "" || rest.IsEmpty() {
					continue
				}
				a, err := netip.ParseAddr(n.PrivateIpAddress)
				if err != nil || rest.At(a).IsEmpty() {
					continue
				}
				there := netset.FromAddr(a, rest.At(a))
				rest = rest.Minus(there)
				name := holderName(rx, n)
				if name == p.self {
					continue
				}
				if !slices.ContainsFunc(named,
					func(w Segment) bool { return w.Name == name && w.Set.Ports().Equal(there.Ports()) }) {
					named = append(named, Segment{Kind: Holder, Name: name, Set: there})
				}
			}
		}
	}
	add(p.rx, f.VPCID)
	for i := range p.rx.Region.PeeringConnections {
		if far := p.rx.Region.PeeringConnections[i].Other(f.VPCID); far != nil && p.rx.VPC(far.VpcId) != nil {
			add(p.rx, far.VpcId)
		}
	}
	return named, rest
}

// holderName is who is at an interface: its name, the endpoint or the kind of thing that has it.
func holderName(rx *awsdata.RegionIndex, n *awsdata.NetworkInterface) string {
	if n.Name() != "" {
		return n.Name()
	}
	for _, e := range rx.VPCEndpoints(n.VpcId) {
		if slices.Contains(e.NetworkInterfaceIds, n.NetworkInterfaceId) {
			return awsdata.NameOrID(e)
		}
	}
	return n.OwnerName()
}
