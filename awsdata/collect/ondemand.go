package collect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// OnDemand is what AWS is asked only when a person wants it: no part of a collection, and of its policy only where it
// is asked for.
type OnDemand struct {
	Tier    string   // one of awsdata's: its statement can be left out as any other tier's
	Actions []string // the IAM actions it needs
	Why     string
}

// OnDemands are all that is asked on demand, in the order of the policy.
func OnDemands() []OnDemand {
	return []OnDemand{
		{awsdata.TierChanges, []string{"cloudtrail:LookupEvents"}, "who changed what (vpclens changes)"},
		{awsdata.TierSignals, []string{"cloudwatch:GetMetricData"}, "what CloudWatch measured (vpclens signals)"},
		{awsdata.TierLogs, []string{"logs:DescribeLogGroups", "logs:GetQueryResults", "logs:StartQuery",
			"logs:StopQuery"}, "the last timeouts and starts of a function (vpclens signals --logs)"},
		{awsdata.TierFlows, []string{"logs:FilterLogEvents", "s3:GetObject", "s3:ListBucket"},
			"what flow logs recorded at a function's interfaces (vpclens flows)"},
	}
}

// PolicyWith is [Policy] with the statements of tiers that are asked on demand.
func PolicyWith(tiers ...string) ([]byte, error) {
	var more []statement
	known := OnDemands()
	for _, tier := range tiers {
		if !slices.ContainsFunc(known, func(o OnDemand) bool { return o.Tier == tier }) {
			var names []string
			for _, o := range known {
				names = append(names, o.Tier)
			}
			return nil, fmt.Errorf("there is no %q: want %s", tier, strings.Join(names, ", "))
		}
	}
	for _, o := range known {
		if slices.Contains(tiers, o.Tier) {
			more = append(more, statement{Sid: sid(o.Tier), Effect: "Allow", Action: o.Actions, Resource: "*"})
		}
	}
	always, optional := statements()
	return policyText(slices.Concat(always, optional, more)), nil
}
