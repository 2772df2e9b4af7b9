package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

var pathMixedSubnets = &Check{
	ID:       "path-mixed-subnets",
	Title:    "some subnets of a function have internet and others have none",
	Severity: High,
	Impact:   Partly,
	Family:   Placement,
	Why: "Lambda chooses the subnet of each environment. The environments in the subnet without internet egress time out and the others work, " +
		"so the failure comes and goes and a retry hides it.",
	When: "For the same security groups, the internet can be reached from at least one of the function's subnets, and nothing of it from another.",
	Fix:  "Give the subnet the same internet egress as the others have, or take it out of the function's configuration.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups"},
	Run: func(p *Pass) {
		cut := make(map[string]*cutOff)
		var order []*cutOff
		var open unknowns
		for _, at := range p.placements() {
			m := p.mixtureOf(at)
			switch {
			case len(m.with) > 0 && len(m.without) > 0:
				for _, s := range m.without {
					c := cut[s.ID]
					if c == nil {
						c = &cutOff{subnet: s, evidence: p.whyCutOff(at, m, s)}
						cut[s.ID] = c
						order = append(order, c)
					}
					c.functions = append(c.functions, at.Functions...)
				}
			case m.open():
				open.add(m.unsure[0].ID, at.Functions, p.missingFor(at, m.unknown))
			}
		}
		open.report(p, func(subnet string) string {
			return "Whether " + p.name(subnet) +
				" routes to the internet as the function's other subnets do is unknown."
		})
		for _, c := range order {
			change := func(subnets, groups []string) ([]string, []string) {
				return without(subnets, c.subnet.ID, ""), groups
			}
			p.Report(Finding{
				Resource: c.subnet.ID, Cause: p.rootOf(c.subnet), Functions: c.functions, Evidence: c.evidence,
				Title: fmt.Sprintf("no internet from %s, though other subnets have it", p.name(c.subnet.ID)),
				Fix:   p.placed(p.safeToMove(c.functions, change), nil, change),
			})
		}
	},
}

// cutOff is a subnet without a way out whose functions have one from other subnets.
type cutOff struct {
	subnet    *reach.SubnetPlace
	functions []string
	evidence  []Evidence
}

// mixture is how the subnets of a placement differ in their way to the internet, in one address family.
type mixture struct {
	with, without, unsure []*reach.SubnetPlace
	can, unknown          netset.Set
	interfaces            bool // the interfaces there may tell them apart, and not all are in the snapshot
}

// mixtureOf looks at IPv4, and at IPv6 only where IPv4 does not differ. Subnets that are gone are path-dangling's.
func (p *Pass) mixtureOf(at *placement) mixture {
	var first mixture
	for _, family := range []func(netset.Set) netset.Set{netset.Set.IPv4, netset.Set.IPv6} {
		var m mixture
		for i := range at.Subnets {
			s, sets := &at.Subnets[i], &at.Internet.Subnets[i].Sets
			can, unknown := family(sets.Can()), family(sets.Unknown)
			switch {
			case s.Subnet == nil:
			case !can.IsEmpty():
				m.with, m.can = append(m.with, s), m.can.Union(can)
			case !unknown.IsEmpty():
				m.unsure, m.unknown = append(m.unsure, s), m.unknown.Union(unknown)
				// By an internet gateway leaves what has a public address: some of Lambda's interfaces, perhaps.
				m.interfaces = m.interfaces ||
					s.Class == reach.ClassPublic && p.Gap("describe-network-interfaces") != ""
			default:
				m.without = append(m.without, s)
			}
		}
		if len(m.with) > 0 && len(m.without) > 0 {
			return m
		}
		if !first.open() {
			first = m
		}
	}
	return first
}

// open reports whether the answer hangs on what is unknown: subnets of which it is not known beside others, unless all
// of them lead the same unknown way.
func (m *mixture) open() bool {
	if len(m.unsure) == 0 {
		return false
	}
	if len(m.with)+len(m.without) > 0 {
		return true
	}
	return len(m.unsure) > 1 && (m.interfaces || slices.ContainsFunc(m.unsure, func(s *reach.SubnetPlace) bool {
		return s.RouteTable == nil || s.NetworkACL == nil || defaultRoute(s) != defaultRoute(m.unsure[0])
	}))
}

// defaultRoute is where a subnet's default route leads, "" where that is not known or there is none.
func defaultRoute(s *reach.SubnetPlace) string {
	if len(s.Steps) == 0 {
		return ""
	}
	return s.Steps[0].ID
}

// whyCutOff is the proof: what drops in this subnet what leaves from another.
func (p *Pass) whyCutOff(at *placement, m mixture, s *reach.SubnetPlace) []Evidence {
	var out []Evidence
	if trace := p.example(at, m.can); trace != nil {
		for i := range trace.Subnets {
			if sub := &trace.Subnets[i]; sub.SubnetID == s.ID {
				for _, hop := range sub.Blockers() {
					out = append(out,
						Evidence{Resource: hop.Resource, Rule: hop.Rule.Text, Says: p.label(s.ID) + ": " + hop.Says()})
				}
			}
		}
	}
	for _, good := range m.with {
		rule := ""
		if len(good.Steps) > 0 {
			rule = good.Steps[0].Text
		}
		out = append(out,
			Evidence{Resource: good.ID, Rule: rule, Says: p.label(good.ID) + " has internet: " + good.Why.String()})
	}
	return out
}

func idsOf(subnets []*reach.SubnetPlace) []string {
	ids := make([]string, len(subnets))
	for i, s := range subnets {
		ids[i] = s.ID
	}
	return ids
}
