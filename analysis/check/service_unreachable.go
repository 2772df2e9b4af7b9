package check

import (
	"fmt"
	"slices"
)

var serviceUnreachable = &Check{
	ID:       "service-unreachable",
	Title:    "functions cannot reach AWS services that their roles are for",
	Severity: High,
	Impact:   Broken,
	Family:   Endpoints,
	Why: "A permission is of no use without a way: calls of the service time out, in the handler or already in the initialization. " +
		"Attaching a function to a VPC takes away Lambda's own way to the internet.",
	When: "A statement of the role names the service, for more than Lambda does itself with the role, and the port of the service at where " +
		"its default name resolves in the VPC is blocked from every subnet (high) or from some (medium). Services without any VPC endpoint " +
		"are judged, too: they need the internet. Which of the APIs behind one prefix is called (bedrock, bedrock-runtime, " +
		"bedrock-agent-runtime) tell the actions; of a pattern over several the API that code calls most is judged. Actions of services " +
		"that vpclens does not know are unknown where the public internet is not open. Where only a part of the internet can be reached, " +
		"whether the service is in it is not judged. No calls of an API are logging in to databases, mounts, and iam:PassRole. What an endpoint's policy alone denies is " +
		"endpoint-policy-blocks'.",
	Fix: "Make a VPC endpoint for the service, open what blocks the way to the one there is, or give the subnets a way to the internet. " +
		"If the function does not call the service, take it out of the role.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html",
		"https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-vpc-endpoints", "describe-security-groups"},
	Felt:  true,
	Run: func(p *Pass) {
		var found outages
		for _, at := range p.placements() {
			calls := p.calls(at)
			for _, c := range calls.services {
				functions := c.functions
				if c.Endpoint == "lambda" { // of durable functions durable-no-lambda-api tells
					functions = slices.DeleteFunc(slices.Clone(functions), func(name string) bool {
						return p.Region.Function(name).DurableConfig != nil
					})
				}
				if len(functions) > 0 {
					found.add(p, at, c.Name, c.Endpoint, functions, c.evidence())
				}
			}
			if !p.publicWay(at) { // which leads to whatever host
				for _, prefix := range calls.unnamed {
					found.open.add(at.VPCID, calls.callers, []string{hostsOf(prefix)})
				}
			}
			if len(calls.unsure) > 0 {
				found.open.add(p.RegionName(), calls.unsure, calls.missing)
			}
		}
		found.report(p, func(s *serviceOutage) string {
			return fmt.Sprintf("%s cannot be reached from %s", join(s.services), s.from(p))
		}, "Which services the functions call, or whether they reach them, is unknown.")
	},
}
