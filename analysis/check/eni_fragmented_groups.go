package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/english"
)

var eniFragmentedGroups = &Check{
	ID:       "eni-fragmented-groups",
	Title:    "functions of the same subnets use different security groups of equal effect",
	Severity: Low,
	Impact:   Tighter,
	Family:   Interface,
	Why: "Lambda shares an interface among functions with the same subnet and the same set of security groups. Groups that differ only by name " +
		"cost an interface and an address in every subnet, and each new one has to be made before a function can run.",
	When: "Two sets of security groups are used in the same subnet, let out the same, and are let in by the same inbound rules of others. Prefix " +
		"lists and referenced security groups must be the same by id. What else may tell the security groups apart (conditions of policies, tags) is not looked at.",
	Fix: "Give the functions one of the sets. Before that, look for whatever else tells the security groups apart: policies with lambda:SecurityGroupIds, " +
		"and rules of other accounts. Published versions keep their security groups until they are deleted.",
	References: []string{"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html"},
	Needs:      []string{"list-functions", "describe-security-groups"},
	Run: func(p *Pass) {
		for _, m := range p.ledger().Merges {
			keep := m.Sets[0]
			var sets []string
			f := Finding{Resource: strings.Join(keep.Groups, ","), Functions: m.Functions()}
			for _, s := range m.Sets {
				sets = append(sets, p.setName(s.Groups))
				f.Evidence = append(f.Evidence,
					Evidence{Resource: strings.Join(s.Groups, ","), Rule: p.setName(s.Groups),
						Says: fmt.Sprintf("carried by %s in %s", join(holderNames(s.Holders)), p.namesOf(m.Subnets))})
			}
			f.Title = fmt.Sprintf("security groups %s are equal in effect: %s too many", join(sets),
				english.Count(m.Saved, "interface"))
			moved := slices.DeleteFunc(m.Functions(), func(name string) bool {
				return slices.Contains(holderFunctions(keep.Holders), name) || p.Region.Function(name) == nil
			})
			f.Fix = p.placed(moved, nil, func(subnets, _ []string) ([]string, []string) { return subnets, keep.Groups })
			p.Report(f)
		}
	},
}

// setName is what people call a set of groups: "web", or "web+db" for two.
func (p *Pass) setName(groups []string) string {
	names := make([]string, len(groups))
	for i, id := range groups {
		names[i] = p.name(id)
	}
	return strings.Join(names, "+")
}
