package check

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
)

var pathDangling = &Check{
	ID:       "path-dangling",
	Title:    "functions refer to a subnet, security group or VPC that no longer exists",
	Severity: High,
	Impact:   Broken,
	Family:   Placement,
	Why: "Lambda needs every subnet and security group of the configuration to make or replace the function's interfaces. Without one of them " +
		"updates fail, and a function that became inactive cannot become active again.",
	When: "A subnet or security group of the function, or the VPC of its subnets, is not in the account's complete lists.",
	Fix:  pathDanglingFix,
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html",
	},
	Needs: []string{"describe-subnets", "describe-security-groups", "describe-vpcs"},
	Run: func(p *Pass) {
		for _, use := range p.groupUses() {
			if p.Region.SecurityGroup(use.ID) == nil {
				p.reportGone("security group", use.ID, Broken, use.Functions, "describe-security-groups",
					func(subnets, groups []string) ([]string, []string) {
						return subnets, without(groups, use.ID, paste.Placeholder("security group id"))
					})
			}
		}
		for _, at := range p.subnetsOf(func(_ *reach.Place, s *reach.SubnetPlace) bool { return s.Subnet == nil }) {
			gone := func(_ *reach.Place, s *reach.SubnetPlace) bool { return s.Subnet == nil }
			p.reportGone("subnet", at.Subnet.ID, p.cutImpact(at.Functions, gone), at.Functions, "describe-subnets",
				func(subnets, groups []string) ([]string, []string) {
					return without(subnets, at.Subnet.ID, paste.Placeholder("subnet id")), groups
				})
		}
		byVPC := make(map[string][]string)
		var order []string
		for _, at := range p.subnetsOf(func(_ *reach.Place, s *reach.SubnetPlace) bool {
			return s.Subnet != nil && p.Region.VPC(s.Subnet.VpcId) == nil
		}) {
			id := at.Subnet.Subnet.VpcId
			if byVPC[id] == nil {
				order = append(order, id)
			}
			byVPC[id] = append(byVPC[id], at.Functions...)
		}
		for _, id := range order {
			p.reportGone("VPC", id, Broken, byVPC[id], "describe-vpcs", func(_, _ []string) ([]string, []string) {
				return []string{paste.Placeholder("subnet id")}, []string{paste.Placeholder("security group id")}
			})
		}
	},
}

// pathDanglingFix is what to do about what is gone.
const pathDanglingFix = "Give the functions subnets and security groups that exist."

// reportGone reports that a thing which functions refer to is not in the list that the call gave.
func (p *Pass) reportGone(kind, id string, impact Impact, functions []string, call string,
	change func(subnets, groups []string) ([]string, []string)) {
	p.Report(Finding{
		Resource: id, Functions: functions, Impact: impact,
		Title: fmt.Sprintf("%s %s no longer exists", kind, id),
		Evidence: []Evidence{{Resource: id, Rule: call,
			Says: "the functions refer to it, and the account's list of this region does not hold it"}},
		Fix: p.placed(functions, nil, change),
	})
}
