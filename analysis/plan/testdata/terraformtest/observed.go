package main

import (
	"maps"
	"slices"
)

// observed are the values of a record as the provider reads them from AWS: with what other resources have put there.
func observed(c *cloud, r *record) map[string]any {
	out := maps.Clone(r.Values)
	add := func(name string, more ...any) {
		list, _ := out[name].([]any)
		out[name] = append(slices.Clone(list), more...)
	}
	switch r.Type {
	case "aws_security_group", "aws_default_security_group":
		for _, side := range []string{"ingress", "egress"} {
			for _, rule := range rulesOf(c, r.ID, side) {
				add(side, rule)
			}
		}
	case "aws_route_table", "aws_default_route_table":
		for _, route := range c.with("aws_route", "route_table_id", r.ID) {
			one := map[string]any{"cidr_block": route.text("destination_cidr_block"),
				"ipv6_cidr_block":            route.text("destination_ipv6_cidr_block"),
				"destination_prefix_list_id": route.text("destination_prefix_list_id")}
			for _, target := range []string{"egress_only_gateway_id", "gateway_id", "nat_gateway_id",
				"network_interface_id",
				"transit_gateway_id", "vpc_endpoint_id", "vpc_peering_connection_id", "core_network_arn"} {
				one[target] = route.text(target)
			}
			add("route", one)
		}
	case "aws_network_acl", "aws_default_network_acl":
		for _, rule := range c.with("aws_network_acl_rule", "network_acl_id", r.ID) {
			side := map[bool]string{true: "egress", false: "ingress"}[rule.is("egress")]
			one := map[string]any{"rule_no": rule.Values["rule_number"], "action": rule.Values["rule_action"]}
			for _, name := range []string{"protocol", "cidr_block", "ipv6_cidr_block", "from_port", "to_port",
				"icmp_type",
				"icmp_code"} {
				if v := rule.Values[name]; v != nil {
					one[name] = v
				}
			}
			add(side, one)
		}
		for _, a := range c.with("aws_network_acl_association", "network_acl_id", r.ID) {
			add("subnet_ids", a.text("subnet_id"))
		}
	case "aws_ec2_managed_prefix_list":
		for _, e := range c.with("aws_ec2_managed_prefix_list_entry", "prefix_list_id", r.ID) {
			add("entry", map[string]any{"cidr": e.text("cidr"), "description": e.text("description")})
		}
	case "aws_vpc":
		for _, a := range c.with("aws_main_route_table_association", "vpc_id", r.ID) {
			out["main_route_table_id"] = a.text("route_table_id")
		}
	case "aws_vpc_endpoint":
		for kind, name := range map[string]string{"aws_vpc_endpoint_route_table_association": "route_table_id",
			"aws_vpc_endpoint_subnet_association":         "subnet_id",
			"aws_vpc_endpoint_security_group_association": "security_group_id"} {
			for _, a := range c.with(kind, "vpc_endpoint_id", r.ID) {
				add(name+"s", a.text(name))
			}
		}
		for _, p := range c.with("aws_vpc_endpoint_policy", "vpc_endpoint_id", r.ID) {
			out["policy"] = p.text("policy")
		}
		for _, p := range c.with("aws_vpc_endpoint_private_dns", "vpc_endpoint_id", r.ID) {
			out["private_dns_enabled"] = p.is("private_dns_enabled")
		}
	case "aws_iam_role":
		for _, a := range c.with("aws_iam_role_policy_attachment", "role", r.ID) {
			add("managed_policy_arns", a.text("policy_arn"))
		}
		for _, p := range c.with("aws_iam_role_policy", "role", r.ID) {
			add("inline_policy", map[string]any{"name": p.text("name"), "policy": p.text("policy")})
		}
	}
	return out
}

// rulesOf are the rules of a group that are resources of their own, as the rules in a group are written.
func rulesOf(c *cloud, group, side string) []map[string]any {
	var out []map[string]any
	for _, rule := range c.with("aws_security_group_rule", "security_group_id", group) {
		if rule.text("type") != side {
			continue
		}
		one := map[string]any{"description": rule.text("description"), "self": rule.is("self"),
			"security_groups": []any{}}
		for _, name := range []string{"protocol", "from_port", "to_port", "cidr_blocks", "ipv6_cidr_blocks",
			"prefix_list_ids"} {
			if v := rule.Values[name]; v != nil {
				one[name] = v
			}
		}
		if other := rule.text("source_security_group_id"); other != "" {
			one["security_groups"] = []any{other}
		}
		out = append(out, one)
	}
	for _, rule := range c.with("aws_vpc_security_group_"+side+"_rule", "security_group_id", group) {
		one := map[string]any{"description": rule.text("description"), "protocol": rule.text("ip_protocol"),
			"self":      false,
			"from_port": 0, "to_port": 0, "security_groups": []any{}}
		for _, name := range []string{"from_port", "to_port"} {
			if v := rule.Values[name]; v != nil {
				one[name] = v
			}
		}
		for name, list := range map[string]string{"cidr_ipv4": "cidr_blocks", "cidr_ipv6": "ipv6_cidr_blocks",
			"prefix_list_id": "prefix_list_ids"} {
			if s := rule.text(name); s != "" {
				one[list] = []any{s}
			}
		}
		switch other := rule.text("referenced_security_group_id"); other {
		case "":
		case group:
			one["self"] = true
		default:
			one["security_groups"] = []any{other}
		}
		out = append(out, one)
	}
	return out
}
