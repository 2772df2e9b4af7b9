package check

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
)

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
	Fix: "Call the function before it is needed and wait until it is Active: a call runs its code for real, with whatever that does. If it " +
		"has to answer at any time, call it on a schedule more often than every two weeks, and let the handler do nothing for that event; " +
		"if it is not needed, delete it.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html",
	},
	Needs: []string{"list-functions"},
	Run: func(p *Pass) {
		var unread, strange []string
		for _, place := range p.Places {
			switch {
			case len(place.Subnets) == 0 || place.Managed():
			case place.State == "":
				unread = append(unread, place.FunctionName)
			case place.State == "Inactive" && place.StateReasonCode != "" && reasons[place.StateReasonCode].short == "",
				!knownState(place):
				strange = append(strange, place.FunctionName)
			case place.State == "Inactive" && place.StateReasonCode == "Idle":
				p.Report(Finding{
					Resource: place.FunctionName, Functions: []string{place.FunctionName},
					Title: fmt.Sprintf("%s is idle: the next invocation fails while Lambda recreates the interface",
						place.FunctionName),
					Evidence: []Evidence{{Resource: place.FunctionName, Rule: "State Inactive, Idle",
						Says: "Lambda deleted its interfaces"}},
					Fix: p.wake(place),
				})
			}
		}
		if len(strange) > 0 {
			p.Unknown(p.RegionName(), strange, "these are in a state, or inactive for a reason, that is unknown.",
				callsFor("get-function", strange)...)
		}
		if len(unread) > 0 {
			p.Unknown(p.RegionName(), unread,
				"list-functions does not tell states, and get-function was not read for these.",
				callsFor("get-function", unread)...)
		}
	},
}

// wake is the fix that calls an idle function, and a schedule that keeps it from falling idle again.
func (p *Pass) wake(place *reach.Place) Fix {
	name := place.FunctionName
	fix := Fix{
		CLI: paste.Script{
			p.aws("lambda invoke").Opt("function-name", name).Arg("response.json").
				Saying("this runs the code of the function for real; the first call fails and wakes it"),
			p.aws("lambda wait function-active-v2").Opt("function-name", name),
		},
	}
	role := paste.Str(paste.Placeholder("arn of a role that may invoke it"))
	const note = "this runs the function's code once a week"
	fix.declare(paste.Resource("aws_scheduler_schedule", "awake", paste.F("schedule_expression",
		paste.Str("rate(7 days)")), paste.Block("flexible_time_window", paste.F("mode", paste.Str("OFF"))),
		paste.Block("target", paste.F("arn", paste.Str(place.FunctionArn)), paste.F("role_arn", role))).Saying(note),
		paste.Resource("AWS::Scheduler::Schedule", "Awake", paste.F("ScheduleExpression", paste.Str("rate(7 days)")),
			paste.Block("FlexibleTimeWindow", paste.F("Mode", paste.Str("OFF"))),
			paste.Block("Target", paste.F("Arn", paste.Str(place.FunctionArn)), paste.F("RoleArn", role))).Saying(note))
	return fix
}
