package reach

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// delivery is the fork at the subnets and interfaces of a VPC: the destination must lie in a subnet; in another subnet
// than the source's its ACL is asked in both directions; then the interface that holds it.
type delivery struct {
	walk
	vpc  *vpc
	back func(target *subnet) step // asks where the replies go, nil inside one VPC
}

func (f delivery) find(q question) branch {
	subnet, ok := f.vpc.subnets.Lookup(q.to)
	if !ok {
		return branch{hops: []Hop{f.noSubnet()}}
	}
	target := f.vpc.home.subnet(subnet.SubnetId)
	return branch{next: path{steps: f.arrive(target, f.vpc.interfaceAt(q.to), q.to)}}
}

func (f delivery) noSubnet() Hop {
	h := Hop{Component: ComponentLocal}
	if missing := f.vpc.home.missing("describe-subnets"); missing != "" {
		return h.unknown(SubnetsNotCaptured, missing)
	}
	return h.because(Blocked, NoSubnet)
}

func (f delivery) each(asked netset.Set, yield func(branch)) {
	if outside := asked.Minus(f.vpc.set); !outside.IsEmpty() {
		yield(branch{hops: []Hop{f.noSubnet()}, part: outside})
	}
	for _, r := range f.vpc.regions {
		for _, subnet := range r.VPCSubnets(f.vpc.id) {
			if r != f.vpc.home && f.vpc.home.Subnet(subnet.SubnetId) != nil {
				continue // the owner's copy of a shared subnet has been asked
			}
			target := r.subnet(subnet.SubnetId)
			area := asked.Intersect(target.own)
			if area.IsEmpty() {
				continue
			}
			for _, h := range target.holders() {
				part := area.Intersect(h.set)
				if f.want != nil && h.example != nil { // what something else holds is not what was asked for
					part = part.Intersect(f.want.sets[f.vpc.id])
				}
				if !part.IsEmpty() {
					yield(branch{part: part, next: path{steps: f.arrive(target, h.example, netip.Addr{})}})
				}
			}
		}
	}
}

// arrive is the way into a subnet and to the interface that holds the destination, nil where none is known to.
func (f delivery) arrive(target *subnet, n *awsdata.NetworkInterface, to netip.Addr) []step {
	h := Hop{Component: ComponentLocal, Resource: target.id}.because(Reachable, InSubnet)
	if target == f.subnet {
		h.Reason = SameSubnet
	}
	steps := make([]step, 0, 5)
	if f.back != nil {
		steps = append(steps, f.back(target))
	}
	steps = append(steps, fixed{h})
	if target != f.subnet {
		steps = append(steps, crossing{subnet: target, request: ComponentTargetACLIn, replies: ComponentTargetACLBack})
	}
	if f.want != nil && n != nil && to.IsValid() && !f.want.sets[f.vpc.id].Contains(to, netset.TCP, 0) {
		return append(steps, fixed{f.another(n)})
	}
	return append(steps, f.receive(f.vpc, target, n, to)...)
}

// another is the hop where the address of a named thing belongs to something else.
func (f delivery) another(n *awsdata.NetworkInterface) Hop {
	h := Hop{Component: ComponentTargetInterface, Resource: n.NetworkInterfaceId}
	return h.because(Blocked, AnotherInterface, f.want.id)
}

// receive is how an interface takes a connection.
func (w walk) receive(v *vpc, target *subnet, n *awsdata.NetworkInterface, to netip.Addr) []step {
	if n == nil {
		h := Hop{Component: ComponentTargetGroup, Resource: target.id}
		if missing := v.home.missing("describe-network-interfaces"); missing != "" {
			return []step{fixed{h.unknown(InterfacesNotCaptured, missing)}}
		}
		settles := "the interface that has the address"
		if to.IsValid() {
			settles = "the interface that has " + to.String()
		}
		return []step{fixed{h.unknown(NoInterface, settles)}}
	}
	h := Hop{Component: ComponentTargetInterface, Resource: n.NetworkInterfaceId}
	switch kind := kindOf(n); {
	case kind == takesNone && n.InterfaceType == "lambda":
		return []step{fixed{h.because(Blocked, LambdaTakesNoConnections)}}
	case kind == takesNone:
		return []step{fixed{h.because(Blocked, TakesNoConnections, n.Owner())}}
	case kind == idle:
		return []step{fixed{h.because(Blocked, InterfaceIdle)}}
	case kind == strange:
		word := awsdata.NewWord{Member: "InterfaceType", Word: n.InterfaceType}
		h = h.unknown(InterfaceOfUnknownType, word.String(), word.Word)
		if len(n.Groups) == 0 {
			return []step{fixed{h}}
		}
		return []step{groupIn{region: v.home, vpc: v.id, groups: n.GroupIDs(), refs: w.refs, perhaps: w.perhaps,
			iface: n}, fixed{h}}
	case kind == unfiltered:
		return append([]step{fixed{h.because(Reachable, NLBWithoutGroups)}}, w.listeners(v, n)...)
	case kind == withoutGroups:
		return append([]step{fixed{Hop{Component: ComponentTargetGroup}.unknown(InterfaceWithoutGroup,
			"what "+n.NetworkInterfaceId+" allows", n.NetworkInterfaceId)}}, w.listeners(v, n)...)
	}
	return append([]step{groupIn{region: v.home, vpc: v.id, groups: n.GroupIDs(), refs: w.refs, perhaps: w.perhaps,
		iface: n}}, w.listeners(v, n)...)
}

// interfaceKind is how an interface takes connections, whoever asks.
type interfaceKind uint8

const (
	filtered      interfaceKind = iota // its groups decide
	takesNone                          // nothing opens a connection to it
	idle                               // attached to nothing
	unfiltered                         // a Network Load Balancer without groups
	withoutGroups                      // who knows
	strange                            // of a type that nobody knows: its groups decide, if it takes connections at all
)

// kindOf tells how an interface takes connections. Nothing opens a connection to a function, a NAT gateway, a transit
// gateway or a Gateway Load Balancer; an interface that is attached to nothing answers nobody. A Network Load Balancer
// without security groups lets every client to its listeners. Source: Elastic Load Balancing guide, "Update the
// security groups for your Network Load Balancer"; AWS Lambda developer guide, "Hyperplane ENIs".
func kindOf(n *awsdata.NetworkInterface) interfaceKind {
	switch n.InterfaceType {
	case "lambda", "nat_gateway", "natGateway", "transit_gateway", "gateway_load_balancer",
		"gateway_load_balancer_endpoint":
		return takesNone
	}
	switch {
	case n.Status == "available":
		return idle
	case !n.KnownType():
		return strange
	case len(n.Groups) > 0:
		return filtered
	case n.InterfaceType == "network_load_balancer", n.InterfaceType == "load_balancer":
		return unfiltered
	}
	return withoutGroups
}

// holder is a part of a subnet's addresses whose interfaces take connections alike.
type holder struct {
	set     netset.Set
	example *awsdata.NetworkInterface // nil for the addresses that nothing is known to hold
}

// findHolders parts a subnet by what its interfaces are.
func (s *subnet) findHolders() []holder {
	type key struct {
		kind           interfaceKind
		groups, served string
	}
	held := make(map[key]*netset.Builder)
	examples := make(map[key]*awsdata.NetworkInterface)
	var all netset.Builder
	for _, r := range s.region.interfaceRegions(s) {
		for _, n := range r.InterfacesInSubnet(s.id) {
			k := key{kind: kindOf(n)}
			if k.kind == filtered || k.kind == strange {
				k.groups = awsdata.GroupSet(n.GroupIDs())
			}
			if k.kind != takesNone && k.kind != idle {
				k.served = balancerOf(n)
			}
			if held[k] == nil {
				held[k], examples[k] = &netset.Builder{}, n
			}
			addAddresses(held[k], n)
			addAddresses(&all, n)
		}
	}
	keys := slices.SortedFunc(maps.Keys(held), func(a, b key) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), strings.Compare(a.groups, b.groups),
			strings.Compare(a.served, b.served))
	})
	out := make([]holder, 0, len(keys)+1)
	var seen netset.Set
	for _, k := range keys {
		set := held[k].Set()
		if set.Overlaps(seen) {
			set = set.Minus(seen)
		}
		seen = seen.Union(set)
		out = append(out, holder{set, examples[k]})
	}
	if rest := s.own.Minus(all.Set()); !rest.IsEmpty() {
		out = append(out, holder{set: rest})
	}
	return out
}
