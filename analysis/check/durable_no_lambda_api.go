package check

import "fmt"

var durableNoLambdaAPI = &Check{
	ID:       "durable-no-lambda-api",
	Title:    "durable functions have no path to the Lambda API",
	Severity: High,
	Impact:   Broken,
	Family:   Endpoints,
	Why: "A durable function keeps its progress through the Lambda API: its role needs lambda:CheckpointDurableExecution and " +
		"lambda:GetDurableExecutionState. As far as its code makes these calls, they take the function's own network path, which is " +
		"inferred from the permissions and not stated by AWS.",
	When: "A durable function is attached to a VPC, and TCP 443 to where the name of the Lambda API leads there is blocked from every " +
		"subnet (high) or from some (medium).",
	Fix: "Make an interface endpoint for Lambda in the VPC, or give the subnets a way to the internet.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-vpc-endpoints", "describe-security-groups"},
	Felt:  true,
	Run: func(p *Pass) {
		var found outages
		for _, at := range p.placements() {
			var durable []string
			for _, name := range at.Functions {
				if f := p.Region.Function(name); f != nil && f.DurableConfig != nil {
					durable = append(durable, name)
				}
			}
			if durable != nil {
				found.add(p, at, "the Lambda API", "lambda", durable,
					[]Evidence{{Resource: durable[0], Rule: "DurableConfig", Says: "a durable function"}})
			}
		}
		found.report(p, func(s *serviceOutage) string {
			return fmt.Sprintf("no path to the Lambda API from %s, which durable functions need", s.from(p))
		}, "Whether the durable functions reach the Lambda API is unknown.")
	},
}
