package main

import (
	"slices"
	"strconv"
	"strings"
)

func (d *describer) groups() {
	var out, associations []any
	for _, vpc := range d.all("aws_vpc") {
		id := vpc.text("default_security_group_id")
		g := d.cloud.find("aws_default_security_group", id)
		if g == nil {
			g = &record{ID: id, Type: "aws_security_group", Values: object{
				"ingress": []any{object{"protocol": "-1", "self": true}},
				"egress":  []any{object{"protocol": "-1", "cidr_blocks": []any{"0.0.0.0/0"}}}}}
		}
		out = append(out, d.group(g, "default", "default VPC security group", vpc.ID))
	}
	for _, g := range d.all("aws_security_group") {
		out = append(out, d.group(g, g.text("name"), g.text("description"), g.text("vpc_id")))
	}
	for _, a := range d.all("aws_vpc_security_group_vpc_association") {
		associations = append(associations, object{"GroupId": a.text("security_group_id"), "VpcId": a.text("vpc_id"),
			"State": "associated", "GroupOwnerId": account})
	}
	d.list("describe-security-groups", "SecurityGroups", out)
	d.list("describe-security-group-vpc-associations", "SecurityGroupVpcAssociations", associations)
}

func (d *describer) group(g *record, name, description, vpc string) object {
	seen := &record{Values: observed(d.cloud, g)}
	return object{"GroupId": g.ID, "GroupName": name, "Description": description, "VpcId": vpc, "OwnerId": account,
		"IpPermissions": permissions(g.ID, seen.objects("ingress")), "Tags": tagsOf(g),
		"IpPermissionsEgress": permissions(g.ID, seen.objects("egress"))}
}

// permissions are rules as the API has them.
func permissions(group string, rules []map[string]any) []any {
	out := []any{}
	for _, rule := range rules {
		r := &record{Values: rule}
		protocol := strings.ToLower(r.text("protocol"))
		if protocol == "all" {
			protocol = "-1"
		}
		one := object{"IpProtocol": protocol}
		ranges, ranges6, lists, pairs := []any{}, []any{}, []any{}, []any{}
		for _, s := range r.texts("cidr_blocks") {
			ranges = append(ranges, said(object{"CidrIp": s}, r))
		}
		for _, s := range r.texts("ipv6_cidr_blocks") {
			ranges6 = append(ranges6, said(object{"CidrIpv6": s}, r))
		}
		for _, s := range r.texts("prefix_list_ids") {
			lists = append(lists, said(object{"PrefixListId": s}, r))
		}
		others := r.texts("security_groups")
		if r.is("self") {
			others = append(others, group)
		}
		for _, s := range others {
			owner, id, ok := strings.Cut(s, "/")
			if !ok {
				owner, id = account, s
			}
			pairs = append(pairs, said(object{"GroupId": id, "UserId": owner}, r))
		}
		one["IpRanges"], one["Ipv6Ranges"], one["PrefixListIds"], one["UserIdGroupPairs"] = ranges, ranges6, lists,
			pairs
		if protocol != "-1" {
			one["FromPort"], one["ToPort"] = r.Values["from_port"], r.Values["to_port"]
		}
		out = append(out, one)
	}
	return out
}

// said gives a part of a rule what its description says.
func said(of object, rule *record) object {
	if s := rule.text("description"); s != "" {
		of["Description"] = s
	}
	return of
}

func (d *describer) acls() {
	var out []any
	for _, vpc := range d.all("aws_vpc") {
		// Every subnet is of one ACL: of the default one where no other takes it.
		of := map[string]string{}
		own := vpc.text("default_network_acl_id")
		for _, subnet := range d.cloud.with("aws_subnet", "vpc_id", vpc.ID) {
			of[subnet.ID] = own
		}
		list := d.cloud.with("aws_network_acl", "vpc_id", vpc.ID)
		for _, acl := range list {
			for _, subnet := range (&record{Values: observed(d.cloud, acl)}).texts("subnet_ids") {
				of[subnet] = acl.ID
			}
		}
		first := d.cloud.find("aws_default_network_acl", own)
		if first == nil {
			all := object{"rule_no": 100.0, "action": "allow", "protocol": "-1", "cidr_block": "0.0.0.0/0"}
			first = &record{ID: own, Type: "aws_network_acl", Values: object{"ingress": []any{all},
				"egress": []any{all}}}
		}
		for _, acl := range append([]*record{first}, list...) {
			associations := []any{}
			for _, subnet := range d.cloud.with("aws_subnet", "vpc_id", vpc.ID) {
				if of[subnet.ID] == acl.ID {
					associations = append(associations, object{"NetworkAclAssociationId": ofVPC("aclassoc-", subnet.ID),
						"NetworkAclId": acl.ID, "SubnetId": subnet.ID})
				}
			}
			out = append(out, object{"NetworkAclId": acl.ID, "VpcId": vpc.ID, "IsDefault": acl.ID == own,
				"Associations": associations, "Entries": d.entries(acl), "OwnerId": account, "Tags": tagsOf(acl)})
		}
	}
	d.list("describe-network-acls", "NetworkAcls", out)
}

func (d *describer) entries(acl *record) []any {
	seen := &record{Values: observed(d.cloud, acl)}
	out := []any{}
	for _, side := range []string{"ingress", "egress"} {
		for _, e := range seen.objects(side) {
			r := &record{Values: e}
			one := object{"RuleNumber": e["rule_no"], "RuleAction": strings.ToLower(r.text("action")),
				"Egress": side == "egress", "Protocol": protocolNumber(r.text("protocol"))}
			if s := r.text("cidr_block"); s != "" {
				one["CidrBlock"] = s
			}
			if s := r.text("ipv6_cidr_block"); s != "" {
				one["Ipv6CidrBlock"] = s
			}
			switch one["Protocol"] {
			case "6", "17":
				one["PortRange"] = object{"From": e["from_port"], "To": e["to_port"]}
			case "1", "58":
				one["IcmpTypeCode"] = object{"Type": e["icmp_type"], "Code": e["icmp_code"]}
			}
			out = append(out, one)
		}
		out = append(out, object{"RuleNumber": 32767, "RuleAction": "deny", "Egress": side == "egress",
			"Protocol":  "-1",
			"CidrBlock": "0.0.0.0/0"})
	}
	return out
}

func protocolNumber(name string) string {
	names := []string{"icmp", "1", "tcp", "6", "udp", "17", "all", "-1", "icmpv6", "58"}
	if i := slices.Index(names, strings.ToLower(name)); i >= 0 && i%2 == 0 {
		return names[i+1]
	}
	if _, err := strconv.Atoi(name); err != nil {
		return "-1"
	}
	return name
}
