package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

var pathDiffersBySubnet = &Check{
	ID:       "path-differs-by-subnet",
	Title:    "a function reaches something from one of its subnets and not from another",
	Severity: Medium,
	Impact:   Partly,
	Family:   Placement,
	Why: "Lambda chooses the subnet of each environment, so what only some subnets reach works now and then. What makes the difference " +
		"is a route, a network ACL, or a rule at the far end that names one subnet's range.",
	When: "Something that the function's security groups allow is reached from one of its subnets and certainly not from another. Internet that one subnet lacks altogether is path-mixed-subnets', and addresses within one subnet are left out.",
	Fix:  "Give the subnets the same routes and network ACL rules, and let the far end name the function's security group instead of a subnet's range.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups", "describe-network-acls",
		"describe-network-interfaces"},
	Run: func(p *Pass) {
		lacking := make(map[string]*lack)
		var order []*lack
		var open unknowns
		for _, at := range p.placements() {
			if len(at.Subnets) < 2 {
				continue
			}
			hidden := slices.IndexFunc(at.Subnets, func(s reach.SubnetPlace) bool {
				return s.Subnet != nil && s.RouteTable == nil
			})
			if hidden >= 0 {
				open.add(at.Subnets[hidden].ID, at.Functions, p.hiddenOf(&at.Subnets[hidden], "describe-route-tables"))
				continue
			}
			d := p.differenceOf(at)
			if d.unknown >= 0 {
				open.add(at.Subnets[d.unknown].ID, at.Functions, p.missingFor(at, d.open))
			}
			for i, set := range d.lacks {
				if set.IsEmpty() {
					continue
				}
				id := at.Subnets[i].ID
				l := lacking[id]
				if l == nil {
					l = &lack{subnet: id, evidence: p.whyLacking(at, i, set)}
					lacking[id] = l
					order = append(order, l)
				}
				l.set = l.set.Union(set)
				l.needed = l.needed || d.needed[i]
				l.functions = append(l.functions, at.Functions...)
			}
		}
		open.report(p, func(subnet string) string {
			return "Whether " + p.name(subnet) + " reaches what the function's other subnets reach is unknown."
		})
		for _, l := range order {
			fix := Fix{} // by words alone: without the subnet the function would lose what only it has
			if !l.needed {
				change := func(subnets, groups []string) ([]string, []string) {
					return without(subnets, l.subnet, ""), groups
				}
				fix = p.placed(p.safeToMove(l.functions, change), nil, change)
			}
			p.Report(Finding{
				Resource: l.subnet, Functions: l.functions, Evidence: l.evidence, Fix: fix,
				Title: fmt.Sprintf("%s does not reach %s, other subnets do", p.name(l.subnet),
					l.set.Human(netset.MaxRanges(1))),
			})
		}
	},
}

// lack is what functions do not reach from one subnet, and reach from others.
type lack struct {
	subnet    string
	set       netset.Set
	functions []string
	evidence  []Evidence
	needed    bool // some of the functions reach something from there only, or may do so
}

// differences are how the subnets of a placement differ in what they reach.
type differences struct {
	lacks   []netset.Set // by subnet, what it does not reach and another does
	needed  []bool       // by subnet, whether it reaches, or may reach, something that no other certainly does
	unknown int          // a subnet of which something is not known that is known of another, -1 if there is none
	open    netset.Set   // what is not known of it
}

func (p *Pass) differenceOf(at *placement) differences {
	allowed, _ := p.egress(at)
	asked := allowed.Reachable.Intersect(p.mayDiffer(at))
	internet := make([]reach.Sets, len(at.Subnets))
	for i := range at.Subnets {
		internet[i] = at.Internet.Subnets[i].Sets
	}
	d := compare(at, internet)
	// What is, or may be, path-mixed-subnets' to tell is left to it.
	if m := p.mixtureOf(at); len(m.with) > 0 && len(m.without) > 0 || m.open() {
		asked = asked.Minus(netset.Internet())
		d.lacks, d.unknown, d.open = make([]netset.Set, len(at.Subnets)), -1, netset.Set{}
		p.outward(at)
	}
	if asked.IsEmpty() {
		return d
	}
	inside := make([]reach.Sets, len(at.Subnets))
	for i, s := range p.reachWithin(at, asked).Subnets {
		inside[i] = s.Sets
	}
	e := compare(at, inside)
	for i := range d.lacks {
		d.lacks[i] = d.lacks[i].Union(e.lacks[i])
		d.needed[i] = d.needed[i] || e.needed[i]
	}
	if e.unknown >= 0 {
		d.unknown, d.open = e.unknown, d.open.Union(e.open)
	}
	return d
}

// compare compares what the subnets reach. Subnets that are gone are path-dangling's.
func compare(at *placement, sets []reach.Sets) differences {
	d := differences{lacks: make([]netset.Set, len(sets)), needed: make([]bool, len(sets)), unknown: -1}
	for i := range sets {
		var others netset.Set
		for j := range sets {
			if j != i {
				others = others.Union(sets[j].Can())
			}
		}
		d.needed[i] = !sets[i].Can().Union(sets[i].Unknown).Minus(others).IsEmpty()
	}
	var can, settled netset.Set
	for i := range sets {
		if at.Subnets[i].Subnet != nil {
			can = can.Union(sets[i].Can())
		}
	}
	for i := range sets {
		if at.Subnets[i].Subnet == nil {
			continue
		}
		d.lacks[i] = can.Minus(sets[i].Can()).Minus(sets[i].Unknown)
		settled = settled.Union(d.lacks[i])
	}
	for i := range sets {
		if open := sets[i].Unknown.Intersect(can).Minus(settled); at.Subnets[i].Subnet != nil && !open.IsEmpty() {
			d.unknown, d.open = i, open
			break
		}
	}
	return d
}

// whyLacking is the proof: what drops from this subnet what gets there from another.
func (p *Pass) whyLacking(at *placement, i int, set netset.Set) []Evidence {
	var out []Evidence
	trace := p.example(at, set)
	if trace == nil {
		return out
	}
	for _, hop := range trace.Subnets[i].Blockers() {
		out = append(out,
			Evidence{Resource: hop.Resource, Rule: hop.Rule.Text, Says: p.label(at.Subnets[i].ID) + ": " + hop.Says()})
	}
	for j := range trace.Subnets {
		if v := trace.Subnets[j].Verdict; v == reach.Reachable || v == reach.Partial {
			says := fmt.Sprintf("%s reaches %s %s %d", p.label(at.Subnets[j].ID), trace.To.Text, trace.Protocol,
				trace.Port)
			out = append(out, Evidence{Resource: at.Subnets[j].ID, Rule: string(trace.Subnets[j].Way.Kind), Says: says})
		}
	}
	return out
}
