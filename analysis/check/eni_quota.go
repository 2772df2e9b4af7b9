package check

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/paste"
)

var eniQuota = &Check{
	ID:       "eni-quota",
	Title:    "a VPC is near its quota of Lambda interfaces",
	Severity: Medium,
	Impact:   Soon,
	Family:   Interface,
	Why: "At the quota Lambda makes no more interfaces in the VPC: functions with a new pair of subnet and security groups fail to be created or " +
		"updated with EniLimitExceeded, and idle ones fail to wake. Lambda shares the quota with other services, such as Amazon EFS.",
	When: "Interfaces of Lambda and mount targets of EFS in one VPC make up at least 80 % (medium) or 95 % (high) of the quota L-9FEE3D26, " +
		"the account's applied value. Where that was not read it is unknown: AWS's default has been 250 and 500.",
	Fix: "Ask for a higher quota, and let functions of the same subnets share sets of security groups: Lambda makes an interface for each pair of " +
		"subnet and set of security groups, not for each function.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
	},
	Needs: []string{"describe-network-interfaces"},
	Run: func(p *Pass) {
		for _, h := range p.ledger().Headroom {
			if !h.Applied {
				if h.Used() > 0 {
					p.Unknown(h.VPCID, p.functionsIn(h.VPCID), "Whether "+p.label(h.VPCID)+
						" is near its quota is unknown: "+interfaces(h)+
						" count against it, and AWS's default is not every account's.", ledger.QuotaCall)
				}
				continue
			}
			severity := Medium
			switch percent := h.Percent(); {
			case percent >= 95:
				severity = High
			case percent < 80:
				continue
			}
			p.Report(Finding{
				Severity: severity, Resource: h.VPCID, Functions: p.functionsIn(h.VPCID),
				Title: fmt.Sprintf("%d of %d Lambda interfaces used in %s", h.Used(), h.Limit, p.label(h.VPCID)),
				Evidence: []Evidence{{Resource: h.VPCID, Rule: fmt.Sprintf("%d %%", h.Percent()), Says: interfaces(h)},
					{Resource: "lambda " + ledger.QuotaCode, Rule: fmt.Sprintf("%d for each VPC", h.Limit),
						Says: "the account's applied quota"}},
				Fix: p.moreInterfaces(2 * h.Limit),
			})
		}
	},
}

// interfaces says what counts against the quota.
func interfaces(h ledger.Headroom) string {
	return fmt.Sprintf("%d interfaces of Lambda and %d EFS mount targets", h.Lambda, h.EFS)
}

// moreInterfaces is the fix that asks for a higher quota.
func (p *Pass) moreInterfaces(limit int) Fix {
	fix := Fix{CLI: paste.Script{p.aws("service-quotas request-service-quota-increase").Opt("service-code", "lambda").
		Opt("quota-code", ledger.QuotaCode).Opt("desired-value", fmt.Sprint(limit))}}
	fix.Terraform = paste.Terraform{paste.Resource("aws_servicequotas_service_quota", "lambda_interfaces",
		paste.F("service_code", paste.Str("lambda")), paste.F("quota_code", paste.Str(ledger.QuotaCode)),
		paste.F("value", paste.Int(limit)))}
	fix.CloudFormation = paste.CloudFormation{
		paste.Remark("CloudFormation has no resource for quotas: ask for it as above")}
	return fix
}
