package check

import "fmt"

var coldStartIdle = &Check{
	ID:       "cold-start-idle",
	Title:    "idle functions lost their interfaces, and their next call fails",
	Severity: Low,
	Impact:   Soon,
	Family:   Interface,
	Why: "When a function in a VPC is not called for about two weeks, Lambda takes its interfaces away. The next call fails and makes " +
		"Lambda create them again; until that is done, which takes minutes, calls go on failing.",
	When: "State is Inactive with the reason Idle. Lambda's own state is the fact here: a function that is Active has its interfaces, " +
		"however long ago it was called, so metrics are not asked.",
	Fix: "Call the function before it is needed and wait until it is Active. If it has to answer at any time, call it on a schedule more " +
		"often than every two weeks; if nobody needs it, delete it.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html",
	},
	Needs: []string{"list-functions"},
	Run: func(p *Pass) {
		var unread []string
		for _, place := range p.Places {
			switch {
			case len(place.Subnets) == 0 || place.Managed():
			case place.State == "":
				unread = append(unread, place.FunctionName)
			case place.State == "Inactive" && place.StateReasonCode == "Idle":
				p.Report(Finding{
					Resource: place.FunctionName, Functions: []string{place.FunctionName},
					Title:    fmt.Sprintf("%s is idle: its next call fails and wakes it", place.FunctionName),
					Evidence: []Evidence{{Resource: place.FunctionName, Rule: "State Inactive, Idle", Says: "Lambda took its interfaces away"}},
					Fix: Fix{
						CLI: "# runs the function; the first call fails and wakes it\n" +
							"aws lambda invoke --function-name " + shellWord(place.FunctionName) + " response.json\n" +
							"aws lambda wait function-active-v2 --function-name " + shellWord(place.FunctionName),
						Terraform: "resource \"aws_scheduler_schedule\" \"awake\" {\n  schedule_expression = \"rate(7 days)\"\n  target {\n    arn = " + hclWord(place.FunctionArn) + "\n  }\n}",
					},
				})
			}
		}
		if len(unread) > 0 {
			p.Unknown(p.RegionName(), unread, "list-functions does not tell states, and get-function was not read for these.", callsFor("get-function", unread)...)
		}
	},
}
