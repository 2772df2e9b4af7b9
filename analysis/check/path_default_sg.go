package check

import "fmt"

var pathDefaultSG = &Check{
	ID:       "path-default-sg",
	Title:    "functions use the VPC's default security group",
	Severity: Medium,
	Impact:   Tighter,
	Family:   Placement,
	Why: "Whatever is launched without a security group of its own gets the default security group, and its members let each other in unless somebody " +
		"changed that. A rule that one resource needs then holds for all of them.",
	When: "One of the function's security groups is the security group named \"default\", which every VPC has.",
	Fix:  "Give the functions a security group of their own with just the outbound rules that they need, and keep the default security group without rules.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
		"https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html",
		"https://docs.aws.amazon.com/config/latest/developerguide/vpc-default-security-group-closed.html",
	},
	Compliance: []string{"Security Hub EC2.2", "AWS Config vpc-default-security-group-closed"},
	Needs:      []string{"describe-security-groups"},
	Run: func(p *Pass) {
		for _, use := range p.groupUses() {
			group := p.Region.SecurityGroup(use.ID)
			if group == nil || group.GroupName != "default" {
				continue
			}
			f := Finding{
				Resource: use.ID, Functions: use.Functions,
				Title: fmt.Sprintf("default security group of %s in use", p.name(group.VpcId)),
				Evidence: []Evidence{
					{Resource: use.ID, Rule: "GroupName default", Says: "the default security group of " + p.label(group.VpcId)},
					{Resource: use.ID, Rule: fmt.Sprintf("%d inbound, %d outbound", len(group.IpPermissions),
						len(group.IpPermissionsEgress)), Says: "rules that hold for every member"},
				},
			}
			f.Fix = p.ownGroup(use.ID, use.Functions)
			p.Report(f)
		}
	},
}
