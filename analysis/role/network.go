package role

import "strings"

// NetworkWrite is a permission to change a part of a network.
type NetworkWrite struct {
	Action   string
	Resource string // the ARN of one of the asked resources that it can change
	Answer   Answer
}

// networkActions are the actions that change what a function can reach or who can reach what it uses, by the type of
// resource that they change. What Lambda itself needs for interfaces is not among them.
// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2".
var networkActions = [...]struct{ kind, action string }{
	{"route-table", "ec2:CreateRoute"},
	{"route-table", "ec2:ReplaceRoute"},
	{"route-table", "ec2:DeleteRoute"},
	{"route-table", "ec2:AssociateRouteTable"},
	{"route-table", "ec2:ReplaceRouteTableAssociation"},
	{"security-group", "ec2:AuthorizeSecurityGroupEgress"},
	{"security-group", "ec2:AuthorizeSecurityGroupIngress"},
	{"security-group", "ec2:ModifySecurityGroupRules"},
	{"security-group", "ec2:RevokeSecurityGroupEgress"},
	{"security-group", "ec2:RevokeSecurityGroupIngress"},
	{"network-acl", "ec2:CreateNetworkAclEntry"},
	{"network-acl", "ec2:ReplaceNetworkAclEntry"},
	{"network-acl", "ec2:DeleteNetworkAclEntry"},
	{"network-acl", "ec2:ReplaceNetworkAclAssociation"},
	{"vpc-endpoint", "ec2:ModifyVpcEndpoint"},
	{"vpc-endpoint", "ec2:DeleteVpcEndpoints"},
	{"vpc", "ec2:CreateVpcEndpoint"},
	{"vpc", "ec2:CreateVpcPeeringConnection"},
	{"vpc", "ec2:ModifyVpcAttribute"},
	{"vpc", "ec2:AttachInternetGateway"},
	{"subnet", "ec2:CreateNatGateway"},
	{"subnet", "ec2:ModifySubnetAttribute"},
	{"network-interface", "ec2:ModifyNetworkInterfaceAttribute"},
}

// NetworkWrites are the ways in which the role can change the given resources, which are EC2's ARNs: each action once,
// with the first resource that it can change. Answers are Yes, Maybe or, where a missing policy decides, Unknown.
func (p *Permissions) NetworkWrites(arns []string) []NetworkWrite {
	byKind := make(map[string][]string)
	for _, arn := range arns {
		// arn:partition:ec2:region:account:kind/id
		tail := arn[strings.LastIndexByte(arn, ':')+1:]
		kind, _, _ := strings.Cut(tail, "/")
		byKind[kind] = append(byKind[kind], arn)
	}
	var out []NetworkWrite
	for _, n := range networkActions {
		best := NetworkWrite{Action: n.action}
		for _, arn := range byKind[n.kind] {
			if answer := p.Allows(n.action, arn); answer.Verdict > best.Answer.Verdict {
				best.Resource, best.Answer = arn, answer
			}
			if best.Answer.Verdict == Yes {
				break
			}
		}
		if best.Answer.Verdict != No {
			out = append(out, best)
		}
	}
	return out
}
