package check

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// outward is what a placement reaches of the internet from any of its subnets: Lambda may use each of them, so what one
// subnet lets out can get out. Subnets that are gone carry nothing; path-dangling tells of them.
type outward struct {
	can     netset.Set // some connection from some subnet gets there
	unknown netset.Set // beyond can, whatever is certainly blocked from nowhere
}

// outward is computed once a placement for all checks.
func (p *Pass) outward(at *placement) *outward {
	if out := p.shared.outward[at]; out != nil {
		p.lacksOf(at, out.unknown)
		return out
	}
	out := &outward{}
	for i := range at.Internet.Subnets {
		if at.Subnets[i].Subnet == nil {
			continue
		}
		sets := &at.Internet.Subnets[i].Sets
		out.can, out.unknown = out.can.Union(sets.Can()), out.unknown.Union(sets.Unknown)
	}
	out.unknown = out.unknown.Minus(out.can)
	if p.shared.outward == nil {
		p.shared.outward = make(map[*placement]*outward)
	}
	p.shared.outward[at] = out
	p.lacksOf(at, out.unknown)
	return out
}

// most is what may be reached at most.
func (o *outward) most() netset.Set { return o.can.Union(o.unknown) }

// opening is a security group that lets something out: the cause of everything that gets out through it.
type opening struct {
	group     string
	places    []*placement
	sets      []netset.Set // of each place, what gets out
	functions []string
}

// openings are the groups that let out what of gives for a placement; of gives nothing for a placement that is fine.
func (p *Pass) openings(of func(*placement) netset.Set) []*opening {
	byGroup := make(map[string]*opening)
	var out []*opening
	for _, at := range p.placements() {
		set := of(at)
		if set.IsEmpty() {
			continue
		}
		group := p.culprit(at, set)
		o := byGroup[group]
		if o == nil {
			o = &opening{group: group}
			byGroup[group] = o
			out = append(out, o)
		}
		o.places, o.sets = append(o.places, at), append(o.sets, set)
		o.functions = append(o.functions, at.Functions...)
	}
	return out
}

// culprit is the group of a placement that lets a set out: the one that does so alone, else the one whose rule decides
// for an example of it.
func (p *Pass) culprit(at *placement, set netset.Set) string {
	if len(at.Groups) == 1 {
		return at.Groups[0]
	}
	groups := slices.Sorted(slices.Values(at.Groups))
	for _, id := range groups {
		if p.groupEgress(at, id).ContainsSet(set) {
			return id
		}
	}
	if trace := p.example(at, set); trace != nil {
		for i := range trace.Subnets {
			for _, hop := range trace.Subnets[i].Hops {
				if hop.Component == reach.ComponentGroupOut && slices.Contains(groups, hop.Resource) {
					return hop.Resource
				}
			}
		}
	}
	return p.fallbackResource(at)
}

// groupEgress is what one group of a placement lets out, in both address families.
func (p *Pass) groupEgress(at *placement, id string) netset.Set {
	carrier := &awsdata.Function{VpcConfig: &awsdata.VpcConfig{
		SubnetIds: []string{at.Subnets[0].ID}, SecurityGroupIds: []string{id}, Ipv6AllowedForDualStack: true}}
	sets, _ := p.Engine.Egress(at.Region, carrier)
	return sets.Reachable
}

// fallbackResource is the resource that a placement's question is about where no single cause can be named: its VPC.
func (p *Pass) fallbackResource(at *placement) string {
	if at.VPCID != "" {
		return at.VPCID
	}
	return p.RegionName()
}

// evidence are the rules of the group that let the set of its first placement out, and the rest of the way.
func (o *opening) evidence(p *Pass) []Evidence {
	out := p.ruleEvidence(o.group, o.sets[0])
	rules := len(out)
	for _, e := range p.proof(o.places[0], o.sets[0]) {
		if !slices.ContainsFunc(out[:rules],
			func(rule Evidence) bool { return rule.Resource == e.Resource && rule.Rule == e.Rule }) {
			out = append(out, e)
		}
	}
	return out
}

// proof is the way of one address and port of a set, hop by hop, from the first subnet that lets it out. Network ACLs
// that let everything pass are left out.
func (p *Pass) proof(at *placement, set netset.Set) []Evidence {
	trace := p.example(at, set)
	if trace == nil {
		return nil
	}
	best := &trace.Subnets[0]
	for i := range trace.Subnets {
		if sub := &trace.Subnets[i]; sub.Verdict > best.Verdict {
			best = sub
		}
	}
	var out []Evidence
	for _, hop := range best.Hops {
		switch hop.Component {
		case reach.ComponentACLOut, reach.ComponentACLBack, reach.ComponentNATACLIn, reach.ComponentNATACLOut:
			if hop.Verdict == reach.Reachable {
				continue
			}
		}
		out = append(out, Evidence{Resource: hop.Resource, Rule: hop.Rule.Text, Says: hop.Says()})
	}
	return out
}
