package check

import (
	"fmt"
	"slices"
)

var coldStartInitDependency = &Check{
	ID:       "cold-start-init-dependency",
	Title:    "what functions call at start is reached from some subnets only",
	Severity: Low,
	Impact:   Tighter,
	Family:   Interface,
	Why: "Secrets, parameters and credentials are usually fetched while the code initializes, which has ten seconds for functions on " +
		"demand. In a subnet without a way to the service the initialization waits until it times out, and is tried again within the first call.",
	When: "The role of a function names Secrets Manager, Systems Manager or STS, and the service is blocked from some of its subnets and " +
		"not from others. Where all are blocked, service-unreachable says so. That the code calls the service at start is assumed.",
	Fix: "Give all subnets of the function the same way to the service, and set short timeouts and few retries in the SDK client that " +
		"is used at start.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-vpc-endpoints", "describe-security-groups"},
	Run: func(p *Pass) {
		found := outages{severity: Low, partlyOnly: true}
		for _, at := range p.placements() {
			for _, c := range p.calls(at).services {
				if slices.Contains([]string{"secretsmanager", "ssm", "sts"}, c.Prefix) {
					found.add(p, at, c.Prefix, c.Endpoint, c.functions, c.evidence())
				}
			}
		}
		found.report(p, func(s *serviceOutage) string {
			return fmt.Sprintf("initialization can time out: %s blocked from %s", join(s.services), s.from(p))
		}, "Whether every subnet reaches what the functions call at start is unknown.")
	},
}
