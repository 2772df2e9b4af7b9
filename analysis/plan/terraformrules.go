package plan

import "strings"

func terraformRules() map[string]terraformType {
	one := []string{"security_group_id", "GroupId", "ip_protocol", "IpProtocol", "from_port", "FromPort", "to_port",
		"ToPort",
		"cidr_ipv4", "CidrIp", "cidr_ipv6", "CidrIpv6", "description", "Description"}
	in := append(one[:len(one):len(one)], "prefix_list_id", "SourcePrefixListId", "referenced_security_group_id",
		"SourceSecurityGroupId")
	out := append(one[:len(one):len(one)], "prefix_list_id", "DestinationPrefixListId", "referenced_security_group_id",
		"DestinationSecurityGroupId")
	return map[string]terraformType{
		"aws_security_group":                  {read: readGroup},
		"aws_default_security_group":          {read: readDefaultGroup},
		"aws_security_group_rule":             {whole: true, read: readRule},
		"aws_vpc_security_group_ingress_rule": mapped("AWS::EC2::SecurityGroupIngress", in...).told().ofOthers(),
		"aws_vpc_security_group_egress_rule":  mapped("AWS::EC2::SecurityGroupEgress", out...).told().ofOthers(),
		"aws_vpc_security_group_vpc_association": mapped("AWS::EC2::SecurityGroupVpcAssociation", "security_group_id",
			"GroupId", "vpc_id", "VpcId").told(),
		"aws_network_acl":         {read: readACL},
		"aws_default_network_acl": {read: readDefault("AWS::EC2::NetworkAcl", "default_network_acl_id", aclProperties)},
		"aws_network_acl_rule":    {whole: true, read: readACLRule},
		"aws_network_acl_association": mapped("AWS::EC2::SubnetNetworkAclAssociation", "subnet_id", "SubnetId",
			"network_acl_id", "NetworkAclId").told(),
	}
}

// ofOthers takes the account off a group that is named as ACCOUNT/GROUP.
func (x terraformType) ofOthers() terraformType {
	read := x.read
	x.read = func(t *terraformReader, c *terraformChange, r Resource, before, after object) []Resource {
		out := read(t, c, r, before, after)
		for _, values := range []object{out[0].Before, out[0].Values} {
			for _, p := range []string{"SourceSecurityGroupId", "DestinationSecurityGroupId"} {
				if s, ok := values[p].(string); ok {
					values[p] = s[strings.LastIndexByte(s, '/')+1:]
				}
			}
		}
		return out
	}
	return x
}

// ruleNames are the attributes of a rule that has lists of peers, for one direction.
func ruleNames(peer string) []string {
	return []string{"security_group_id", "GroupId", "protocol", "IpProtocol", "from_port", "FromPort", "to_port",
		"ToPort",
		"cidr_blocks", "CidrIp", "ipv6_cidr_blocks", "CidrIpv6", "prefix_list_ids", peer + "PrefixListId",
		"source_security_group_id", peer + "SecurityGroupId", "security_groups", peer + "SecurityGroupId", "self",
		"Self",
		"description", "Description"}
}

func groupProperties(values object) object {
	out := properties(values, "name", "GroupName", "description", "GroupDescription", "vpc_id", "VpcId", "ingress",
		"SecurityGroupIngress", "egress", "SecurityGroupEgress")
	for property, peer := range map[string]string{"SecurityGroupIngress": "Source",
		"SecurityGroupEgress": "Destination"} {
		if list, ok := out[property].([]any); ok {
			out[property] = renamed(list, ruleNames(peer)...)
		}
	}
	return out
}

// readGroup is a group with the rules that are written in it. One that Terraform creates has no other: it takes away
// the
// outbound rule that AWS gives. Source: AWS provider, aws_security_group.
func readGroup(_ *terraformReader, _ *terraformChange, r Resource, before, after object) []Resource {
	r.Type, r.Before, r.Values = "AWS::EC2::SecurityGroup", groupProperties(before), groupProperties(after)
	if r.Action == Create || r.Action == Replace {
		for _, side := range []string{"SecurityGroupIngress", "SecurityGroupEgress"} {
			if _, there := r.Values[side]; !there {
				r.Values[side] = []any{}
			}
		}
	}
	return []Resource{r}
}

// readDefaultGroup is the default group of a VPC, from which Terraform takes every rule that the file does not have.
func readDefaultGroup(t *terraformReader, c *terraformChange, r Resource, before, after object) []Resource {
	list := readDefault("AWS::EC2::SecurityGroup", "id", groupProperties)(t, c, r, before, after)
	for i := range list {
		for _, side := range []string{"SecurityGroupIngress", "SecurityGroupEgress"} {
			if _, there := list[i].Values[side]; !there && c.action() == Create {
				list[i].Values[side] = []any{}
			}
		}
	}
	return list
}

func readRule(_ *terraformReader, _ *terraformChange, r Resource, before, after object) []Resource {
	kind := stringOf(after["type"])
	if kind == "" {
		kind = stringOf(before["type"])
	}
	peer := "Source"
	r.Type = "AWS::EC2::SecurityGroupIngress"
	if kind == "egress" {
		peer, r.Type = "Destination", "AWS::EC2::SecurityGroupEgress"
	}
	of := func(values object) object {
		if values == nil {
			return nil
		}
		list := renamed([]any{values}, ruleNames(peer)...)
		return objectOf(list[0])
	}
	r.Before, r.Values = of(before), of(after)
	return []Resource{r}
}

func aclProperties(values object) object {
	out := properties(values, "vpc_id", "VpcId", "ingress", "Ingress", "egress", "Egress", "subnet_ids", "SubnetIds")
	for _, side := range []string{"Ingress", "Egress"} {
		list, ok := out[side].([]any)
		if !ok {
			continue
		}
		entries := []any{}
		for _, e := range items(list) {
			entries = append(entries, aclEntry(e, "rule_no", "action"))
		}
		out[side] = entries
	}
	return out
}

// aclEntry is a rule of an ACL: number and action are the attributes that it has them by.
func aclEntry(values object, number, action string) object {
	if values == nil {
		return nil
	}
	out := objectOf(renamed([]any{values}, "network_acl_id", "NetworkAclId", number, "RuleNumber", action, "RuleAction",
		"protocol", "Protocol", "cidr_block", "CidrBlock", "ipv6_cidr_block", "Ipv6CidrBlock", "egress", "Egress")[0])
	ports := object{}
	put(ports, "From", values, "from_port")
	put(ports, "To", values, "to_port")
	if len(ports) == 2 {
		out["PortRange"] = ports
	}
	if p := stringOf(values["protocol"]); p == "icmp" || p == "1" || p == "58" {
		out["Icmp"] = object{"Type": values["icmp_type"], "Code": values["icmp_code"]}
	}
	return out
}

func readACL(_ *terraformReader, _ *terraformChange, r Resource, before, after object) []Resource {
	r.Type, r.Before, r.Values = "AWS::EC2::NetworkAcl", aclProperties(before), aclProperties(after)
	return []Resource{r}
}

func readACLRule(_ *terraformReader, _ *terraformChange, r Resource, before, after object) []Resource {
	r.Type, r.Before, r.Values = "AWS::EC2::NetworkAclEntry", aclEntry(before, "rule_number", "rule_action"),
		aclEntry(after, "rule_number", "rule_action")
	return []Resource{r}
}
