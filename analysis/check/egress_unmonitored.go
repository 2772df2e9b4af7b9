package check

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

var egressUnmonitored = &Check{
	ID:       "egress-unmonitored",
	Title:    "internet egress of functions is not logged",
	Severity: Medium,
	Impact:   Tighter,
	Family:   Egress,
	Why: "Without a flow log there is no record of where connections went. A flow log whose delivery fails is the same as none, " +
		"and looks like one.",
	When: "Some way to the internet leads from a subnet of the function where neither the VPC, nor the subnet, nor the NAT gateway's subnet has " +
		"an active flow log of accepted traffic that is delivered.",
	Fix: "Create a flow log for the VPC, or fix the delivery of the one that there is: the permissions of its role, or its destination.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-troubleshooting.html",
		"https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html",
	},
	Compliance: []string{"Security Hub EC2.6", "AWS Config vpc-flow-logs-enabled"},
	Needs:      []string{"describe-subnets", "describe-route-tables", "describe-security-groups"},
	Run: func(p *Pass) {
		byVPC := make(map[string]*Finding)
		var order []*Finding
		var open unknowns
		for _, at := range p.placements() {
			out := p.outward(at)
			watched, known := p.watched(at)
			switch {
			case out.can.IsEmpty():
				if !out.unknown.IsEmpty() && !watchedVPC(p, at) {
					open.add(p.fallbackResource(at), at.Functions, p.missingFor(at, out.unknown))
				}
			case !known: // Not among the needs: functions without a way to the internet are fine without the call.
				open.add(p.fallbackResource(at), at.Functions, []string{"describe-flow-logs"})
			case !watched:
				f := byVPC[at.VPCID]
				if f == nil {
					f = &Finding{Resource: at.VPCID}
					byVPC[at.VPCID] = f
					order = append(order, f)
				}
				f.Functions = append(f.Functions, at.Functions...)
				p.addUnwatched(f, at)
			}
		}
		open.report(p, func(string) string {
			return "These functions have a way to the internet, or may have one, and whether anything records it depends on what was not collected."
		})
		for _, f := range order {
			if f.Title == "" {
				f.Title = fmt.Sprintf("VPC %s: no flow log records what goes to the internet", p.name(f.Resource))
			}
			f.Fix = p.flowLog(f.Resource)
			p.Report(*f)
		}
	},
}

// watchedVPC reports whether the VPC's own flow log certainly works, so that the ways out need not be known.
func watchedVPC(p *Pass, at *placement) bool {
	if p.Gap("describe-flow-logs") != "" {
		return false
	}
	for i := range at.Subnets {
		seen := false
		for _, log := range p.flowLogsOf(at, i) {
			seen = seen || watches(log) && (log.ResourceId == at.VPCID || log.ResourceId == at.Subnets[i].ID)
		}
		if !seen {
			return false
		}
	}
	return true
}

// addUnwatched adds what is there of flow logs on the ways out of a placement, and the ways without any.
func (p *Pass) addUnwatched(f *Finding, at *placement) {
	add := func(e Evidence) {
		for _, had := range f.Evidence {
			if had == e {
				return
			}
		}
		f.Evidence = append(f.Evidence, e)
	}
	for i := range at.Subnets {
		if at.Internet.Subnets[i].Sets.Can().IsEmpty() {
			continue
		}
		logs := p.flowLogsOf(at, i)
		for _, log := range logs {
			if says := idleText(log); says != "" {
				add(Evidence{Resource: log.FlowLogId, Rule: "watches " + log.ResourceId, Says: says})
				f.Title = fmt.Sprintf("flow log %s of %s: %s", p.name(log.FlowLogId), p.name(log.ResourceId), says)
				f.Cause = log.FlowLogId
			}
		}
		if len(logs) == 0 {
			rule := ""
			if steps := at.Subnets[i].Steps; len(steps) > 0 {
				rule = steps[0].Text
			}
			add(Evidence{Resource: at.Subnets[i].ID, Rule: rule,
				Says: p.label(at.Subnets[i].ID) + " routes to the internet, and nothing on the path has a flow log"})
		}
	}
}

// idleText says why a flow log records nothing of use, "" for one that does.
func idleText(log *awsdata.FlowLog) string {
	switch {
	case log.FlowLogStatus != "ACTIVE":
		return "it is not active"
	case log.DeliverLogsStatus == "FAILED" && log.DeliverLogsErrorMessage != "":
		return "its delivery fails: " + log.DeliverLogsErrorMessage
	case log.DeliverLogsStatus == "FAILED":
		return "its delivery fails"
	case log.TrafficType == "REJECT":
		return "it records rejected traffic only"
	}
	return ""
}

// flowLog is the fix that makes a flow log of a VPC.
func (p *Pass) flowLog(vpc string) Fix {
	group, role := paste.Placeholder("log group name"), paste.Placeholder("arn of a role that writes logs")
	fix := Fix{CLI: paste.Script{p.aws("ec2 create-flow-logs").Opt("resource-type", "VPC").Opt("resource-ids", vpc).
		Opt("traffic-type", "ALL").
		Opt("log-destination-type", "cloud-watch-logs").Opt("log-group-name", group).
		Opt("deliver-logs-permission-arn", role)}}
	fix.declare(paste.Resource("aws_flow_log", "vpc", paste.F("vpc_id", paste.Str(vpc)),
		paste.F("traffic_type", paste.Str("ALL")),
		paste.F("log_destination", paste.Str(paste.Placeholder("log group arn"))),
		paste.F("iam_role_arn", paste.Str(role))),
		paste.Resource("AWS::EC2::FlowLog", "Vpc", paste.F("ResourceId", paste.Str(vpc)),
			paste.F("ResourceType", paste.Str("VPC")), paste.F("TrafficType", paste.Str("ALL")),
			paste.F("LogGroupName", paste.Str(group)), paste.F("DeliverLogsPermissionArn", paste.Str(role))))
	return fix
}
