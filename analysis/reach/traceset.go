package reach

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
)

// traceSet answers for destinations of more than one address. The verdict comes from exact sets: all of it reachable,
// some of it (partial), none of it (blocked). The hops shown are those of one address of each part that differs.
// With terse, no hops are shown.
func (p *placement) traceSet(t *Trace, q Query, terse bool) error {
	ports := netset.Ports(q.Protocol, netset.PortRange{From: q.Port, To: q.Port})
	asked, note, err := p.addresses(q)
	if err != nil {
		return err
	}
	t.Note = note
	if asked.unknown != nil {
		p.traceUnknown(t, *asked.unknown)
		return nil
	}
	set := asked.set.RestrictPorts(ports)
	if set.IsEmpty() {
		return fmt.Errorf("%s names no address: nothing carries it in the snapshot", q.To.Text)
	}
	if a, ok := single(set); ok {
		t.Subnets, t.Verdict = p.traceAddress(question{to: a, protocol: q.Protocol, port: q.Port, terse: terse})
		if asked.hop != nil {
			t.begin(*asked.hop)
		}
		return nil
	}
	reach := p.reach(set)
	var over tally
	for _, sub := range reach.Subnets {
		traced := SubnetTrace{SubnetID: sub.SubnetID, AvailabilityZone: sub.AvailabilityZone, Verdict: sub.Sets.Over(set)}
		if !terse {
			traced.Hops, traced.Way = p.exampleHops(sub, set, q)
		}
		over.add(traced.Verdict)
		t.Subnets = append(t.Subnets, traced)
	}
	t.Verdict = over.verdict()
	if asked.hop != nil {
		t.begin(*asked.hop)
	}
	return nil
}

// single is the one address of a set; ok is false if it has more.
func single(set netset.Set) (netip.Addr, bool) {
	addresses := set.Addresses()
	return addresses[0].From, len(addresses) == 1 && addresses[0].From == addresses[0].To
}

// begin puts a hop before all others.
func (t *Trace) begin(h Hop) {
	var over tally
	for i := range t.Subnets {
		s := &t.Subnets[i]
		s.Hops = append([]Hop{h}, s.Hops...)
		s.Verdict = min(s.Verdict, h.Verdict)
		over.add(s.Verdict)
	}
	t.Verdict = over.verdict()
}

// traceUnknown answers when it is not known which addresses are meant.
func (p *placement) traceUnknown(t *Trace, hop Hop) {
	t.Verdict = Unknown
	subnets := p.subnets
	if len(subnets) == 0 {
		subnets = []string{""}
	}
	for _, id := range subnets {
		traced := SubnetTrace{SubnetID: id, Verdict: Unknown, Hops: []Hop{hop}}
		if s := p.region.site(id); s != nil {
			traced.AvailabilityZone = s.subnet.AvailabilityZone
		}
		t.Subnets = append(t.Subnets, traced)
	}
}

// exampleHops traces one address of each part of the destinations that is treated differently, and says which where
// there is more than one.
func (p *placement) exampleHops(sub SubnetReach, set netset.Set, q Query) ([]Hop, Way) {
	type example struct {
		at   netip.Addr
		part string
	}
	var examples []example
	add := func(part netset.Set) {
		for addresses := range part.Intervals() {
			examples = append(examples, example{at: addresses.From, part: part.WithPorts(netset.AllProtocols()).Human(netset.MaxRanges(2))})
			return
		}
	}
	for _, part := range sub.Parts {
		add(part.Set.Intersect(set))
	}
	add(set.Minus(sub.Sets.known()))
	var hops []Hop
	var way Way
	for i, e := range examples {
		traces := p.askOne(sub.SubnetID, question{to: e.at, protocol: q.Protocol, port: q.Port})
		if i == 0 {
			way = traces.Way
		}
		for _, h := range traces.Hops {
			if len(examples) > 1 {
				h.Part = e.part
			}
			// Of one ACL that lets both ways through by one rule, the first way stands for both.
			if !slices.ContainsFunc(hops, func(o Hop) bool {
				return o.Component == h.Component && o.Resource == h.Resource && o.Rule == h.Rule && o.Verdict == h.Verdict
			}) {
				hops = append(hops, h)
			}
		}
	}
	return hops, way
}

func (p *placement) askOne(subnetID string, q question) SubnetTrace {
	if subnetID == "" {
		return p.ask(q)[0]
	}
	return p.askFrom(subnetID, q, p.region.judgeGroupOut(p.groups, q))
}

// addressed is what a destination means in addresses.
type addressed struct {
	set     netset.Set
	hop     *Hop // a hop to show before the others: which way a name leads
	unknown *Hop // set where it cannot be told which addresses are meant
}

// addresses resolves the destination of a query to addresses.
func (p *placement) addresses(q Query) (addressed, Statement, error) {
	r := p.region
	switch d := q.To; d.Kind {
	case DestinationCIDR:
		return addressed{set: netset.FromPrefix(d.prefix, carried())}, Statement{}, nil
	case DestinationInternet:
		set, note := netset.InternetIPv4(), state(NoteInternetIPv4)
		if p.who.ipv6 {
			set, note = netset.Internet(), state(NoteInternetBoth)
		}
		return addressed{set: set.RestrictPorts(carried())}, note, nil
	case DestinationInterface:
		n := r.NetworkInterface(d.ID)
		if n == nil {
			return addressed{}, Statement{}, r.noSuch(d, "describe-network-interfaces")
		}
		return addressed{set: p.usable(addressSet(n.Addresses()))}, Statement{}, nil
	case DestinationSubnet:
		s := r.site(d.ID)
		if s == nil {
			return addressed{}, Statement{}, r.noSuch(d, "describe-subnets")
		}
		return addressed{set: p.usable(netset.Everything().RestrictPrefixes(s.prefixes...).RestrictPorts(carried()))}, Statement{}, nil
	case DestinationSecurityGroup:
		set, missing := r.members(d.ID)
		if missing != "" {
			return addressed{}, Statement{}, r.noSuch(d, missing)
		}
		return addressed{set: p.usable(set)}, state(NoteGroupMembers, d.ID), nil
	case DestinationLoadBalancer, DestinationDatabase:
		return p.owned(d)
	case DestinationService:
		return p.service(d.ID)
	}
	return addressed{}, Statement{}, errors.New("a destination of kind " + string(q.To.Kind) + " cannot be asked")
}

// usable drops the IPv6 addresses of a destination that also has IPv4 ones when the function sends no IPv6: a client
// then uses the IPv4 address.
func (p *placement) usable(set netset.Set) netset.Set {
	if v4 := set.IPv4(); !p.who.ipv6 && !v4.IsEmpty() {
		return v4
	}
	return set
}

func addressSet(texts []string) netset.Set {
	var b netset.Builder
	for _, t := range texts {
		if a, err := netip.ParseAddr(t); err == nil {
			b.AddPrefix(netip.PrefixFrom(a, a.BitLen()), carried())
		}
	}
	return b.Set()
}

func (r *region) noSuch(d Destination, call string) error {
	if missing := r.missing(call); missing != "" {
		return fmt.Errorf("%s is not known: %s was not collected", d.Text, missing)
	}
	return fmt.Errorf("no %s %s in %s", strings.ReplaceAll(string(d.Kind), "-", " "), d.ID, r.name())
}

// owned are the interfaces of a load balancer, by its name in their description, or of the databases in the VPC.
func (p *placement) owned(d Destination) (addressed, Statement, error) {
	r := p.region
	if missing := r.missing("describe-network-interfaces"); missing != "" {
		return addressed{}, Statement{}, r.noSuch(d, missing)
	}
	vpcID := r.FunctionVPC(p.fn)
	var out netset.Set
	for i := range r.Region.NetworkInterfaces {
		n := &r.Region.NetworkInterfaces[i]
		owner := n.Owner()
		if (d.Kind == DestinationDatabase && owner == "RDS" && n.VpcId == vpcID) ||
			(d.Kind == DestinationLoadBalancer && strings.HasPrefix(owner, "load balancer ") && slices.Contains(strings.Split(owner[len("load balancer "):], "/"), d.ID)) {
			out = out.Union(addressSet(n.Addresses()))
		}
	}
	if out.IsEmpty() {
		return addressed{}, Statement{}, fmt.Errorf("no interface of %s in %s", d.Text, r.name())
	}
	return addressed{set: p.usable(out)}, Statement{}, nil
}
