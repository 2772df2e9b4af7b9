package check

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

var sgEgressUnusedRule = &Check{
	ID:       "sg-egress-unused-rule",
	Title:    "an egress rule of a functions' security group that no path can use",
	Severity: Info,
	Impact:   Tighter,
	Family:   Egress,
	Why: "Lambda carries TCP and UDP only, and only what a route leads somewhere. A rule beyond that allows nothing today; it opens the " +
		"day somebody adds the route.",
	When: "A security group on no interface but Lambda's has an egress rule of another protocol than TCP and UDP, or for addresses to which no subnet of its functions has a route, or for IPv6 where none of them sends it. Rules for 0.0.0.0/0 and ::/0 are egress-latent's.",
	Fix:  "Remove the rule, or add the route that it was meant for.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
	},
	Needs: []string{"describe-security-groups", "describe-network-interfaces", "describe-subnets",
		"describe-route-tables"},
	Run: func(p *Pass) {
		var open unknowns
		for _, use := range p.groupUses() {
			group := p.Region.SecurityGroup(use.ID)
			if group == nil || use.Managed || len(p.otherInterfaces(use.ID)) > 0 {
				continue
			}
			if p.unplaced() != nil { // they may carry it
				open.add(use.ID, use.Functions, []string{"list-capacity-providers"})
				continue
			}
			f := Finding{Resource: use.ID, Functions: use.Functions}
			var unused []groupRule
			for i := range group.IpPermissionsEgress {
				permission := &group.IpPermissionsEgress[i]
				if !carriedByLambda(permission) {
					f.Evidence = append(f.Evidence, Evidence{Resource: use.ID, Rule: permission.PortText(),
						Says: "Lambda carries TCP and UDP only"})
					unused = append(unused, rulesOf(permission)...)
				}
			}
			rules, _ := p.Engine.EgressRules(p.RegionName(), use.ID)
			routed, missing := p.routedFor(use)
			for _, rule := range rules {
				switch {
				case rule.Missing != "":
					open.add(use.ID, use.Functions, []string{rule.Missing})
				case rule.Allows.IsEmpty() || everyAddress(rule.Allows) || rule.Allows.Overlaps(routed):
				case len(missing) > 0:
					open.add(use.ID, use.Functions, missing)
				default:
					f.Evidence = append(f.Evidence, Evidence{Resource: use.ID, Rule: rule.Text,
						Says: "no subnet of its functions has a route there"})
					unused = append(unused, ruleFor(rule.Permission, rule.Peer))
				}
			}
			if f.Evidence == nil {
				continue
			}
			f.Title = fmt.Sprintf("security group %s: nothing can use its rule %s", p.name(use.ID), f.Evidence[0].Rule)
			if n := len(f.Evidence); n > 1 {
				f.Title = fmt.Sprintf("security group %s: nothing can use %d of its egress rules", p.name(use.ID), n)
			}
			f.Fix = p.revokeRules(use.ID, unused)
			p.Report(f)
		}
		open.report(p, func(id string) string {
			return "What some rules or routes of " + p.name(id) + " mean was not collected."
		})
	},
}

func carriedByLambda(permission *awsdata.IpPermission) bool {
	switch permission.IpProtocol {
	case "-1", "tcp", "udp", "6", "17":
		return true
	}
	return false
}

// routedFor is what any subnet of the group's functions has a route to, in the address families that they send.
func (p *Pass) routedFor(use *groupUse) (routed netset.Set, missing []string) {
	seen := make(map[string]bool)
	for _, at := range use.placements {
		dual := at.DualStack()
		for i := range at.Subnets {
			key := fmt.Sprint(at.Subnets[i].ID, dual)
			if seen[key] {
				continue
			}
			seen[key] = true
			routes, lack := p.routes(at, at.Subnets[i].ID)
			missing = append(missing, lack...)
			for _, route := range routes {
				if route.Route == nil {
					continue
				}
				set := route.Destinations
				if !dual {
					set = set.IPv4()
				}
				routed = routed.Union(set)
			}
		}
	}
	return routed, uniqueTexts(missing)
}

// everyAddress reports whether a set names a whole address family.
func everyAddress(s netset.Set) bool {
	for addresses := range s.Intervals() {
		if prefixes := addresses.Prefixes(); len(prefixes) == 1 && prefixes[0].Bits() == 0 {
			return true
		}
	}
	return false
}

// revokeRules is the fix that takes outbound rules from a group.
func (p *Pass) revokeRules(group string, rules []groupRule) Fix {
	fix := Fix{CLI: each(rules, func(r groupRule) []paste.Command {
		return []paste.Command{r.revoke(p, "egress", group)}
	})}
	fix.remark("remove the outbound rules of %s that the evidence names", p.label(group))
	return fix
}
