package pastetest

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/vpclens/vpclens/analysis/paste"
)

// arguments are what a resource of the AWS provider takes: what it must have, what it may have, and lists of which it
// must have exactly one. Arguments of blocks are written BLOCK.ARGUMENT.
type arguments struct {
	must, may string
	one       []string
}

// provider is the table of the resources that are printed. What is not in it may not be printed.
// Source: documentation of the provider hashicorp/aws 6, argument reference of each resource.
var provider = map[string]arguments{
	"aws_ec2_transit_gateway_vpc_attachment": {must: "subnet_ids transit_gateway_id vpc_id"},
	"aws_efs_mount_target":                   {must: "file_system_id subnet_id", may: "security_groups ip_address"},
	"aws_eip":                                {may: "domain"},
	"aws_flow_log":                           {must: "traffic_type", may: "iam_role_arn log_destination log_destination_type", one: []string{"vpc_id subnet_id eni_id"}},
	"aws_iam_role":                           {must: "assume_role_policy", may: "name"},
	"aws_iam_role_policy":                    {must: "policy role", may: "name"},
	"aws_iam_role_policy_attachment":         {must: "policy_arn role"},
	"aws_internet_gateway_attachment":        {must: "internet_gateway_id vpc_id"},
	"aws_lambda_capacity_provider": {
		must: "name permissions_config permissions_config.capacity_provider_operator_role_arn " +
			"vpc_config vpc_config.security_group_ids vpc_config.subnet_ids"},
	"aws_lambda_function": {
		must: "function_name role vpc_config.security_group_ids vpc_config.subnet_ids snap_start.apply_on",
		may:  "memory_size publish snap_start vpc_config vpc_config.ipv6_allowed_for_dual_stack"},
	"aws_lambda_function_url":     {must: "authorization_type function_name"},
	"aws_lambda_permission":       {must: "action function_name principal", may: "function_url_auth_type invoked_via_function_url source_account source_arn statement_id"},
	"aws_nat_gateway":             {must: "subnet_id", may: "allocation_id connectivity_type"},
	"aws_network_acl_association": {must: "network_acl_id subnet_id"},
	"aws_network_acl_rule": {must: "network_acl_id protocol rule_action rule_number",
		may: "egress from_port to_port icmp_type icmp_code", one: []string{"cidr_block ipv6_cidr_block"}},
	"aws_network_interface": {must: "subnet_id", may: "source_dest_check"},
	"aws_route": {must: "route_table_id",
		one: []string{"destination_cidr_block destination_ipv6_cidr_block destination_prefix_list_id",
			"carrier_gateway_id core_network_arn egress_only_gateway_id gateway_id local_gateway_id nat_gateway_id network_interface_id odb_network_arn " +
				"transit_gateway_id vpc_endpoint_id vpc_peering_connection_id"}},
	"aws_route53_resolver_firewall_rule_group_association": {must: "firewall_rule_group_id name priority vpc_id"},
	"aws_route_table":             {must: "vpc_id"},
	"aws_route_table_association": {must: "route_table_id", one: []string{"subnet_id gateway_id"}},
	"aws_scheduler_schedule": {
		must: "flexible_time_window flexible_time_window.mode schedule_expression target target.arn target.role_arn",
		may:  "name"},
	"aws_security_group":                    {may: "description name vpc_id"},
	"aws_servicequotas_service_quota":       {must: "quota_code service_code value"},
	"aws_vpc":                               {may: "cidr_block enable_dns_hostnames enable_dns_support"},
	"aws_vpc_block_public_access_exclusion": {must: "internet_gateway_exclusion_mode", one: []string{"vpc_id subnet_id"}},
	"aws_vpc_endpoint": {must: "vpc_id",
		may: "auto_accept ip_address_type policy private_dns_enabled route_table_ids security_group_ids subnet_ids vpc_endpoint_type",
		one: []string{"service_name resource_configuration_arn service_network_arn"}},
	"aws_vpc_encryption_control": {must: "mode vpc_id",
		may: "egress_only_internet_gateway_exclusion internet_gateway_exclusion " +
			"lambda_exclusion nat_gateway_exclusion vpc_peering_exclusion"},
	"aws_vpc_endpoint_policy":                     {must: "vpc_endpoint_id", may: "policy"},
	"aws_vpc_endpoint_route_table_association":    {must: "route_table_id vpc_endpoint_id"},
	"aws_vpc_endpoint_security_group_association": {must: "security_group_id vpc_endpoint_id", may: "replace_default_association"},
	"aws_vpc_endpoint_subnet_association":         {must: "subnet_id vpc_endpoint_id"},
	"aws_vpc_security_group_egress_rule": {must: "ip_protocol security_group_id", may: "description from_port to_port",
		one: []string{"cidr_ipv4 cidr_ipv6 prefix_list_id referenced_security_group_id"}},
	"aws_vpc_security_group_ingress_rule": {must: "ip_protocol security_group_id", may: "description from_port to_port",
		one: []string{"cidr_ipv4 cidr_ipv6 prefix_list_id referenced_security_group_id"}},
	"aws_vpn_gateway_route_propagation": {must: "route_table_id vpn_gateway_id"},
}

// validateTerraform parses declarations with Terraform's own parser, and holds that each resource has the arguments
// that the provider asks for and no others. A part of a resource that is declared already has some of them, but of a
// block all.
func validateTerraform(tb testing.TB, where string, list paste.Terraform) {
	tb.Helper()
	names := make(map[string]bool)
	for i := range list {
		d := &list[i]
		text := paste.Terraform{*d}.Text()
		file, problems := hclsyntax.ParseConfig([]byte(text), "printed.tf", hcl.InitialPos)
		if problems.HasErrors() {
			tb.Errorf("%s: Terraform refuses it: %v\n%s", where, problems, text)
			continue
		}
		body := file.Body.(*hclsyntax.Body)
		switch {
		case d.Kind == "":
			if len(body.Blocks)+len(body.Attributes) > 0 {
				tb.Errorf("%s: a remark declares something:\n%s", where, text)
			}
			continue
		case !d.Part:
			if len(body.Blocks) != 1 || len(body.Attributes) != 0 {
				tb.Errorf("%s: not one resource:\n%s", where, text)
				continue
			}
			if address := strings.Join(body.Blocks[0].Labels, "."); names[address] {
				tb.Errorf("%s: %s is declared twice", where, address)
			} else {
				names[address] = true
			}
			body = body.Blocks[0].Body
		}
		table, ok := provider[d.Kind]
		if !ok {
			tb.Errorf("%s: %s is not in the table of the provider's resources", where, d.Kind)
			continue
		}
		for _, problem := range table.problems(body, d.Part) {
			tb.Errorf("%s: %s: %s:\n%s", where, d.Kind, problem, text)
		}
	}
}

func (a *arguments) problems(body *hclsyntax.Body, part bool) []string {
	var out []string
	has := make(map[string]bool)
	blocks := make(map[string]bool)
	for name := range body.Attributes {
		has[name] = true
	}
	for _, block := range body.Blocks {
		has[block.Type], blocks[block.Type] = true, true
		for name := range block.Body.Attributes {
			has[block.Type+"."+name] = true
		}
	}
	must, may := strings.Fields(a.must), strings.Fields(a.may)
	for _, one := range a.one {
		n := 0
		for _, name := range strings.Fields(one) {
			if may = append(may, name); has[name] {
				n++
			}
		}
		if n != 1 && !part || n > 1 {
			out = append(out, "wants exactly one of "+one)
		}
	}
	for _, name := range must {
		block, _, inBlock := strings.Cut(name, ".")
		if asked := !inBlock && !part || inBlock && blocks[block]; asked && !has[name] {
			out = append(out, "wants "+name)
		}
	}
	for name := range has {
		if !slices.Contains(must, name) && !slices.Contains(may, name) {
			out = append(out, "does not take "+name)
		}
	}
	slices.Sort(out)
	return out
}
