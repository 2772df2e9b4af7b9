package check

import "github.com/vpclens/vpclens/analysis/paste"

var pathDefaultVPC = &Check{
	ID:       "path-default-vpc",
	Title:    "functions sit in the default VPC",
	Severity: Low,
	Impact:   Tighter,
	Family:   Placement,
	Why: "AWS makes the default VPC, and its default subnets are public: whatever is launched without a choice lands there, beside the " +
		"functions. Nobody designed who may talk to whom in it.",
	When: "The VPC of the function's subnets is the default VPC of the region.",
	Fix:  "Move the functions to private subnets of a VPC that was made for them, or take them out of the VPC if nothing in it is needed.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
	},
	Needs: []string{"describe-vpcs", "describe-subnets"},
	Run: func(p *Pass) {
		functions := make(map[string][]string)
		var order []string
		for _, at := range p.placements() {
			if at.VPC == nil || !at.VPC.IsDefault {
				continue
			}
			if functions[at.VPCID] == nil {
				order = append(order, at.VPCID)
			}
			functions[at.VPCID] = append(functions[at.VPCID], at.Functions...)
		}
		for _, id := range order {
			p.Report(Finding{
				Resource: id, Functions: functions[id],
				Title:    "functions in the default VPC " + id,
				Evidence: []Evidence{{Resource: id, Rule: "IsDefault", Says: "the default VPC of " + p.RegionName()}},
				Fix: p.placed(functions[id], nil, func(_, _ []string) ([]string, []string) {
					return []string{paste.Placeholder("private subnet id")}, []string{paste.Placeholder("security " +
						"group id")}
				}),
			})
		}
	},
}
