package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/role"
)

var egressNotAttached = &Check{
	ID:       "egress-not-attached",
	Title:    "functions outside any VPC reach the whole IPv4 internet",
	Severity: Info,
	Impact:   Tighter,
	Family:   Egress,
	Why: "A function outside any VPC sends from Lambda's own network: any public IPv4 address, any port, and no security group, route or flow log of the " +
		"account has a say. That is how it is meant, and right for functions that need nothing private.",
	When: "The function has no VPC configuration. Medium where its role may read every bucket, table, secret, database with a data API or key. " +
		notSeen,
	Fix: "Nothing, where the role is narrow. Else name in the role's policy what the function uses, or attach the function to a VPC whose egress is limited.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
	},
	Compliance: []string{"Security Hub Lambda.3", "AWS Config lambda-inside-vpc"},
	Run: func(p *Pass) {
		plain := p.names(outside)
		var open unknowns
		for _, use := range p.roleUses() {
			functions := slices.DeleteFunc(slices.Clone(use.outside), func(name string) bool {
				return !slices.Contains(plain, name)
			})
			if len(functions) == 0 {
				continue
			}
			reads := use.ReadsDataBroadly(p.RegionName())
			certain := slices.DeleteFunc(slices.Clone(reads), func(r role.Read) bool {
				return r.Answer.Verdict < role.Maybe
			})
			switch {
			case len(certain) > 0:
				p.reportOutside(use, functions, certain)
				plain = slices.DeleteFunc(plain, func(name string) bool { return slices.Contains(functions, name) })
			case len(reads) > 0:
				open.add(use.question(p), functions, use.Missing())
			}
		}
		open.report(p, func(string) string {
			return "These functions reach the whole IPv4 internet; how much their roles may read depends on what was not collected."
		})
		if len(plain) > 0 {
			p.Report(Finding{Resource: p.RegionName(), Functions: plain,
				Title: fmt.Sprintf("outside any VPC: %s", join(plain)),
				Evidence: []Evidence{{Resource: p.RegionName(), Rule: "VpcConfig",
					Says: "no subnets: Lambda's own network, which reaches the public IPv4 internet"}},
				Fix: p.placed(plain, nil, func(_, _ []string) ([]string, []string) {
					return []string{paste.Placeholder("private subnet id")}, []string{paste.Placeholder("security " +
						"group id")}
				}),
			})
		}
	},
}

func (p *Pass) reportOutside(use *roleUse, functions []string, reads []role.Read) {
	var services []string
	f := Finding{Resource: use.ARN, Functions: functions, Severity: Medium, Fix: p.roleFixOfReads(use, reads)}
	for _, r := range reads {
		services = append(services, r.Service)
		f.Evidence = append(f.Evidence, readEvidence(use.ARN, r)...)
	}
	f.Evidence = append(f.Evidence, Evidence{Resource: p.RegionName(), Rule: "VpcConfig",
		Says: "no subnets: Lambda's own network, which reaches the public IPv4 internet"})
	f.Title = fmt.Sprintf("outside any VPC, and role %s may read all of %s", use.Name(), join(services))
	p.reportOfRole(use.ARN, f)
}

// outside reports whether a function is outside any VPC and could be in one: replicas at the edge can not.
func outside(place *reach.Place) bool {
	return !place.Attached() && !place.Managed() && place.MasterArn == ""
}
