package check

import (
	"cmp"
	"slices"
	"sync"

	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
)

// placement is one way of being placed: the same subnets, groups, address families and kind of compute. What the
// network does to one function of a placement it does to all, so a check asks once a placement, however many functions
// share it.
type placement struct {
	*reach.Place // of the first of its functions
	Functions    []string
}

// reaches is everything that placements reach, by the first of their functions: computed once for all checks, since
// nothing else that they ask costs as much.
type reaches struct {
	lock sync.Mutex
	of   map[*reach.Place]func() *reach.Reach
}

func (r *reaches) get(at *reach.Place, compute func() *reach.Reach) *reach.Reach {
	r.lock.Lock()
	answer := r.of[at]
	if answer == nil {
		answer = sync.OnceValue(compute)
		r.of[at] = answer
	}
	r.lock.Unlock()
	return answer()
}

// shared is what the checks of one region compute once for all of a family.
type shared struct {
	lacking      map[*placement][]lacking // what is missing of sets, see [Pass.settles]
	placements   []*placement
	reaches      *reaches // of all families
	ledger       *ledger.Ledger
	calls        map[*placement]*calls
	services     map[serviceKey]*reach.Trace
	web          *netset.Set                // see serviceAddresses
	endpointWays map[serviceKey][]reach.Hop // see beforeGroups
	roles        *role.Index
	names        *names.Resolver
	roleUses     []*roleUse
	outward      map[*placement]*outward
	flowLogs     map[string][]*awsdata.FlowLog // by what they watch
	acls         *aclStops
	inbound      map[string][]*inboundRange // by VPC
	addresses    []interfaceAddress         // see [Pass.interfaceAddresses]
	interfaces   *netset.Set                // see [Pass.interfaceSet]
	moves        map[string]move            // of fixes, by their commands
	carrying     map[string][]*placement    // by group, see [Pass.placementsWith]
	admitted     map[string][]ruleOf        // inbound rules by the group that they name, see [Pass.letIn]
}

// placements are the distinct placements of the region's attached functions, in the order of their first functions.
func (p *Pass) placements() []*placement {
	p.asked.places = true
	if p.shared.placements != nil {
		return p.shared.placements
	}
	byKey := make(map[string]*placement)
	p.shared.placements = []*placement{}
	for _, place := range p.Places {
		if len(place.Subnets) == 0 {
			continue
		}
		at := byKey[place.Key]
		if at == nil {
			at = &placement{Place: place}
			byKey[place.Key] = at
			p.shared.placements = append(p.shared.placements, at)
		}
		at.Functions = append(at.Functions, place.FunctionName)
	}
	return p.shared.placements
}

// reach is everything that the placement reaches, computed once for all checks.
func (p *Pass) reach(at *placement) *reach.Reach {
	r := p.reached(at)
	p.lacksOfAll(at, r)
	return r
}

// reached is [Pass.reach] for a fix: no question of the check depends on what is not known of it.
func (p *Pass) reached(at *placement) *reach.Reach {
	return p.shared.reaches.get(at.Place, func() *reach.Reach { return p.Engine.Reach(at.Region, at.Function) })
}

// placementsWith are the placements that carry a group.
func (p *Pass) placementsWith(group string) []*placement {
	all := p.placements()
	if p.shared.carrying == nil {
		p.shared.carrying = make(map[string][]*placement)
		for _, at := range all {
			for i, id := range at.Groups {
				if !slices.Contains(at.Groups[:i], id) {
					p.shared.carrying[id] = append(p.shared.carrying[id], at)
				}
			}
		}
	}
	return p.shared.carrying[group]
}

// missingFor names the calls or facts that would settle what is unknown of a placement's reach: those that the trace of
// one address of it lacks.
func (p *Pass) missingFor(at *placement, unknown netset.Set) []string {
	trace := p.example(at, unknown)
	if trace == nil {
		return nil
	}
	var missing []string
	for i := range trace.Subnets {
		for _, hop := range trace.Subnets[i].Unknowns() {
			for _, call := range hop.Missing {
				if !slices.Contains(missing, call) {
					missing = append(missing, call)
				}
			}
		}
	}
	return missing
}

// example traces one address and port of a set, nil if the set is empty. Its sentences say what the address stands for:
// it is a sample, which nobody asked for.
func (p *Pass) example(at *placement, set netset.Set) *reach.Trace {
	for addresses, ports := range set.Intervals() {
		q := reach.Query{Protocol: netset.TCP}
		list := ports.TCP()
		if len(list) == 0 {
			q.Protocol, list = netset.UDP, ports.UDP()
		}
		if len(list) == 0 {
			continue
		}
		q.Port = list[0].From
		if ports.Contains(q.Protocol, 443) {
			q.Port = 443
		}
		to, err := names.Parse(p.Region, addresses.From.String())
		if err != nil {
			continue
		}
		q.To = to
		trace, err := p.trace(at, q)
		if err != nil {
			continue
		}
		stands := standsFor(addresses)
		trace.To.Text = cmp.Or(stands, trace.To.Text)
		for i := range trace.Subnets {
			for n := range trace.Subnets[i].Hops {
				if h := &trace.Subnets[i].Hops[n]; h.Far == addresses.From {
					h.Stands = stands
				}
			}
		}
		return trace
	}
	return nil
}

// standsFor says what the first of some addresses stands for, "" where there is no other.
func standsFor(addresses netset.AddrRange) string {
	switch prefixes := addresses.Prefixes(); {
	case addresses.From == addresses.To:
		return ""
	case netset.Internet().Contains(addresses.From, netset.TCP, https):
		return "the internet"
	case len(prefixes) == 1:
		return prefixes[0].String()
	}
	return addresses.From.String() + "-" + addresses.To.String()
}
