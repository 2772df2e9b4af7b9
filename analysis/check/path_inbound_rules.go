package check

import (
	"encoding/json"
	"fmt"

	"github.com/vpclens/vpclens/awsdata"
)

var pathInboundRules = &Check{
	ID:       "path-inbound-rules",
	Title:    "inbound rules on a group that only functions carry",
	Severity: Info,
	Impact:   Tighter,
	Family:   Placement,
	Why: "Nothing opens a connection to a function through its interface: functions are invoked by way of the Lambda service. The rules do " +
		"nothing, and mislead whoever reads them.",
	When: "A group that is on no interface but Lambda's has inbound rules. The default group, which has one by itself, is left out.",
	Fix:  "Remove the inbound rules.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
	},
	Needs: []string{"describe-security-groups", "describe-network-interfaces"},
	Run: func(p *Pass) {
		for _, use := range p.groupUses() {
			group := p.Region.SecurityGroup(use.ID)
			if group == nil || len(group.IpPermissions) == 0 || group.GroupName == "default" || use.Managed || len(p.otherInterfaces(use.ID)) > 0 {
				continue
			}
			f := Finding{
				Resource: use.ID, Functions: use.Functions,
				Title: fmt.Sprintf("group %s has inbound rules, which do nothing for functions", p.name(use.ID)),
				Fix: Fix{
					CLI:       fmt.Sprintf("aws ec2 revoke-security-group-ingress --group-id %s --ip-permissions %s", shellWord(use.ID), shellWord(permissionsText(group.IpPermissions))),
					Terraform: "# Remove the ingress blocks and aws_vpc_security_group_ingress_rule resources of " + use.ID + ".",
				},
			}
			for i := range group.IpPermissions {
				permission := &group.IpPermissions[i]
				for _, peer := range permission.Peers() {
					f.Evidence = append(f.Evidence, Evidence{Resource: use.ID, Rule: permission.PortText() + " ← " + peer.Value, Says: "an inbound rule, and only Lambda's interfaces carry the group"})
				}
			}
			p.Report(f)
		}
	},
}

// permissionsText is what the AWS CLI takes as --ip-permissions.
func permissionsText(permissions []awsdata.IpPermission) string {
	text, err := json.Marshal(permissions)
	if err != nil {
		return "<permissions>" // cannot be: they are plain values
	}
	return string(text)
}
