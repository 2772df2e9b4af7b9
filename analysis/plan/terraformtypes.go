package plan

import (
	"maps"
	"slices"
	"strings"
)

// terraformType is how a type of the AWS provider is said in CloudFormation's words.
type terraformType struct {
	id     string          // the attribute that AWS knows it by, "" for id
	whole  bool            // an update tells all of its values, not only those that change
	blocks map[string]bool // attributes that dynamic blocks set in much used modules
	read   func(t *terraformReader, c *terraformChange, r Resource, before, after object) []Resource
}

// terraformTypes is the table of the types of the AWS provider that have a part in what functions reach.
func terraformTypes() map[string]terraformType {
	out := map[string]terraformType{}
	for _, part := range []map[string]terraformType{terraformNetwork(), terraformRules(), terraformEndpoints(),
		terraformFunctions(), terraformStores(), terraformTransit()} {
		maps.Copy(out, part)
	}
	return out
}

// terraformInert reports whether a type of the provider has no part in what functions reach, and needs no word.
func terraformInert(kind string) bool {
	return slices.Contains([]string{"aws_eip", "aws_eip_association", "aws_cloudwatch_log_group", "aws_lambda_alias",
		"aws_lambda_layer_version", "aws_lambda_provisioned_concurrency_config"}, kind)
}

// mapped is a type whose attributes are properties under other names: attributes and their properties in turn.
func mapped(kind string, names ...string) terraformType {
	return terraformType{read: func(_ *terraformReader, _ *terraformChange, r Resource, before,
		after object) []Resource {
		r.Type, r.Before, r.Values = kind, properties(before, names...), properties(after, names...)
		return []Resource{r}
	}}
}

func (x terraformType) known(by string) terraformType { x.id = by; return x }

func (x terraformType) told() terraformType { x.whole = true; return x }

// properties are attributes under the names of properties. What Terraform has empty is not there, and what it has no
// more is taken away.
func properties(values object, names ...string) object {
	if values == nil {
		return nil
	}
	out := object{}
	for i := 0; i+1 < len(names); i += 2 {
		v, there := values[names[i]]
		if !there {
			continue
		}
		if v == "" {
			v = nil
		}
		out[names[i+1]] = v
	}
	if list, ok := keysAndValues(values); ok {
		out["Tags"] = list
	}
	return out
}

// keysAndValues are the tags of a resource, those of the provider's default_tags too.
func keysAndValues(values object) ([]any, bool) {
	for _, name := range []string{"tags_all", "tags"} {
		if of, ok := values[name].(object); ok && !hasUnknown(of) {
			var list []any
			for _, key := range slices.Sorted(maps.Keys(of)) {
				list = append(list, object{"Key": key, "Value": of[key]})
			}
			return list, true
		}
	}
	return nil, false
}

func terraformNetwork() map[string]terraformType {
	vpc := []string{"cidr_block", "CidrBlock", "enable_dns_support", "EnableDnsSupport", "enable_dns_hostnames",
		"EnableDnsHostnames", "ipv6_cidr_block", "Ipv6CidrBlock", "assign_generated_ipv6_cidr_block",
		"AmazonProvidedIpv6CidrBlock"}
	subnet := mapped("AWS::EC2::Subnet", "vpc_id", "VpcId", "cidr_block", "CidrBlock", "availability_zone",
		"AvailabilityZone",
		"availability_zone_id", "AvailabilityZoneId", "ipv6_cidr_block", "Ipv6CidrBlock", "map_public_ip_on_launch",
		"MapPublicIpOnLaunch", "enable_dns64", "EnableDns64", "ipv6_native", "Ipv6Native")
	return map[string]terraformType{
		"aws_vpc":         mapped("AWS::EC2::VPC", vpc...),
		"aws_default_vpc": mapped("AWS::EC2::VPC", vpc...).adopted(defaultVPC),
		"aws_vpc_ipv4_cidr_block_association": mapped("AWS::EC2::VPCCidrBlock", "vpc_id", "VpcId", "cidr_block",
			"CidrBlock"),
		"aws_vpc_ipv6_cidr_block_association": mapped("AWS::EC2::VPCCidrBlock", "vpc_id", "VpcId", "ipv6_cidr_block",
			"Ipv6CidrBlock"),
		"aws_vpc_dhcp_options": mapped("AWS::EC2::DHCPOptions", "domain_name", "DomainName", "domain_name_servers",
			"DomainNameServers", "ntp_servers", "NtpServers"),
		"aws_vpc_dhcp_options_association": mapped("AWS::EC2::VPCDHCPOptionsAssociation", "vpc_id", "VpcId",
			"dhcp_options_id", "DhcpOptionsId"),
		"aws_subnet":           subnet,
		"aws_default_subnet":   subnet.adopted(defaultSubnet),
		"aws_internet_gateway": {read: readInternetGateway},
		"aws_internet_gateway_attachment": mapped("AWS::EC2::VPCGatewayAttachment", "vpc_id", "VpcId",
			"internet_gateway_id",
			"InternetGatewayId").told(),
		"aws_egress_only_internet_gateway": mapped("AWS::EC2::EgressOnlyInternetGateway", "vpc_id", "VpcId"),
		"aws_nat_gateway": mapped("AWS::EC2::NatGateway", "subnet_id", "SubnetId", "connectivity_type",
			"ConnectivityType",
			"availability_mode", "AvailabilityMode", "vpc_id", "VpcId"),
		"aws_route_table": {read: readRouteTable},
		"aws_default_route_table": {read: readDefault("AWS::EC2::RouteTable", "default_route_table_id",
			tableProperties)},
		"aws_route": mapped("AWS::EC2::Route", append([]string{"route_table_id", "RouteTableId"},
			routeNames...)...).told(),
		"aws_route_table_association":      {whole: true, read: readTableAssociation},
		"aws_main_route_table_association": {whole: true, read: readMainAssociation},
		"aws_ec2_managed_prefix_list": mapped("AWS::EC2::PrefixList", "name", "PrefixListName", "address_family",
			"AddressFamily",
			"max_entries", "MaxEntries", "entry", "Entries").lists("Entries", "cidr", "Cidr", "description",
			"Description"),
		"aws_ec2_managed_prefix_list_entry": mapped("Terraform::PrefixListEntry", "prefix_list_id", "PrefixListId",
			"cidr",
			"Cidr").told(),
		"aws_vpc_peering_connection": mapped("AWS::EC2::VPCPeeringConnection", "vpc_id", "VpcId", "peer_vpc_id",
			"PeerVpcId",
			"peer_owner_id", "PeerOwnerId", "peer_region", "PeerRegion", "auto_accept",
			"AutoAccept").usually("AutoAccept", false),
		"aws_vpc_peering_connection_accepter": mapped("Terraform::PeeringAccepter", "vpc_peering_connection_id",
			"VpcPeeringConnectionId", "auto_accept", "AutoAccept").told(),
	}
}

// lists turns the objects of a list into those with other names of members.
func (x terraformType) lists(property string, names ...string) terraformType {
	read := x.read
	x.read = func(t *terraformReader, c *terraformChange, r Resource, before, after object) []Resource {
		out := read(t, c, r, before, after)
		for i := range out {
			for _, values := range []object{out[i].Before, out[i].Values} {
				if list, ok := values[property].([]any); ok {
					values[property] = renamed(list, names...)
				}
			}
		}
		return out
	}
	return x
}

// usually gives what is created a property that the file leaves out.
func (x terraformType) usually(property string, value any) terraformType {
	read := x.read
	x.read = func(t *terraformReader, c *terraformChange, r Resource, before, after object) []Resource {
		out := read(t, c, r, before, after)
		for i := range out {
			if out[i].Values != nil && out[i].Values[property] == nil && out[i].Action != Update {
				out[i].Values[property] = value
			}
		}
		return out
	}
	return x
}

// renamed are the objects of a list with other names of members; what is empty is left out.
func renamed(list []any, names ...string) []any {
	out := []any{}
	for _, e := range list {
		if of, ok := e.(object); ok {
			one := object{}
			for i := 0; i+1 < len(names); i += 2 {
				if v := of[names[i]]; v != nil && v != "" {
					one[names[i+1]] = v
				}
			}
			out = append(out, one)
			continue
		}
		out = append(out, e)
	}
	return out
}

// routeNames are the attributes of a route and its properties.
var routeNames = []string{"destination_cidr_block", "DestinationCidrBlock", "destination_ipv6_cidr_block",
	"DestinationIpv6CidrBlock", "destination_prefix_list_id", "DestinationPrefixListId", "cidr_block",
	"DestinationCidrBlock", "ipv6_cidr_block", "DestinationIpv6CidrBlock", "gateway_id", "GatewayId", "nat_gateway_id",
	"NatGatewayId", "egress_only_gateway_id", "EgressOnlyInternetGatewayId", "transit_gateway_id", "TransitGatewayId",
	"vpc_peering_connection_id", "VpcPeeringConnectionId", "network_interface_id", "NetworkInterfaceId", "instance_id",
	"InstanceId", "local_gateway_id", "LocalGatewayId", "carrier_gateway_id", "CarrierGatewayId", "core_network_arn",
	"CoreNetworkArn", "vpc_endpoint_id", "VpcEndpointId"}

// readInternetGateway is a gateway with its attachment, which Terraform has in one.
func readInternetGateway(_ *terraformReader, _ *terraformChange, r Resource, before, after object) []Resource {
	gateway := r
	gateway.Type, gateway.Before, gateway.Values = "AWS::EC2::InternetGateway", properties(before), properties(after)
	out := []Resource{gateway}
	attachment := r
	attachment.Type, attachment.ID = "AWS::EC2::VPCGatewayAttachment", ""
	attachment.Before, attachment.Values = properties(before, "vpc_id", "VpcId", "id", "InternetGatewayId"),
		properties(after, "vpc_id", "VpcId")
	if attachment.Values != nil {
		if attachment.Values["VpcId"] == nil {
			return out
		}
		attachment.Values["InternetGatewayId"] = Reference{Address: r.Address}
	}
	return append(out, attachment)
}

func tableProperties(values object) object {
	out := properties(values, "vpc_id", "VpcId", "route", "Routes")
	if list, ok := out["Routes"].([]any); ok {
		out["Routes"] = renamed(list, routeNames...)
	}
	return out
}

func readRouteTable(_ *terraformReader, _ *terraformChange, r Resource, before, after object) []Resource {
	r.Type, r.Before, r.Values = "AWS::EC2::RouteTable", tableProperties(before), tableProperties(after)
	return []Resource{r}
}

// readDefault is a type that takes over what comes with a VPC, and makes it be as the file says.
func readDefault(kind, attribute string, of func(object) object) func(*terraformReader, *terraformChange, Resource,
	object,
	object) []Resource {
	return func(_ *terraformReader, c *terraformChange, r Resource, before, after object) []Resource {
		r.Type, r.Before, r.Values = kind, of(before), of(after)
		if r.Action == Delete {
			return nil // it stays as it is: Terraform only lets go of it
		}
		id := after[attribute]
		if id == nil {
			id = before[attribute]
		}
		switch id := id.(type) {
		case string:
			r.ID, r.Action = id, Update
		case Reference:
			r.Values["DefaultOf"] = Reference{Address: id.Address}
		default:
			if r.Action == Create {
				r.Values["DefaultOf"] = Unknown{}
			}
		}
		if vpc, ok := c.Change.After["vpc_id"].(string); ok && r.Action == Create {
			r.Values["DefaultOf"] = vpc
		} else if ref, ok := after["vpc_id"].(Reference); ok && r.Action == Create {
			r.Values["DefaultOf"] = ref
		}
		return []Resource{r}
	}
}

func readTableAssociation(_ *terraformReader, _ *terraformChange, r Resource, before, after object) []Resource {
	names := []string{"subnet_id", "SubnetId", "gateway_id", "GatewayId", "route_table_id", "RouteTableId"}
	r.Type, r.Before, r.Values = "AWS::EC2::SubnetRouteTableAssociation", properties(before, names...),
		properties(after, names...)
	return []Resource{r}
}

func readMainAssociation(_ *terraformReader, _ *terraformChange, r Resource, before, after object) []Resource {
	names := []string{"vpc_id", "VpcId", "route_table_id", "RouteTableId"}
	r.Type, r.Before, r.Values = "AWS::EC2::SubnetRouteTableAssociation", properties(before, names...),
		properties(after, names...)
	for _, values := range []object{r.Before, r.Values} {
		if values != nil {
			values["Main"] = true
		}
	}
	return []Resource{r}
}

func terraformEndpoints() map[string]terraformType {
	part := func(names ...string) terraformType {
		return mapped("Terraform::EndpointPart", append([]string{"vpc_endpoint_id", "VpcEndpointId"},
			names...)...).told()
	}
	return map[string]terraformType{
		"aws_vpc_endpoint": mapped("AWS::EC2::VPCEndpoint", "vpc_id", "VpcId", "service_name", "ServiceName",
			"vpc_endpoint_type",
			"VpcEndpointType", "route_table_ids", "RouteTableIds", "subnet_ids", "SubnetIds", "security_group_ids",
			"SecurityGroupIds", "private_dns_enabled", "PrivateDnsEnabled", "policy", "PolicyDocument",
			"ip_address_type",
			"IpAddressType", "service_region", "ServiceRegion"),
		"aws_vpc_endpoint_route_table_association":    part("route_table_id", "RouteTableId"),
		"aws_vpc_endpoint_subnet_association":         part("subnet_id", "SubnetId"),
		"aws_vpc_endpoint_security_group_association": part("security_group_id", "SecurityGroupId"),
		"aws_vpc_endpoint_policy":                     part("policy", "PolicyDocument"),
		"aws_vpc_endpoint_private_dns":                part("private_dns_enabled", "PrivateDnsEnabled"),
	}
}

func terraformFunctions() map[string]terraformType {
	return map[string]terraformType{
		"aws_lambda_function": {blocks: map[string]bool{"vpc_config": true}, id: "function_name", read: readFunction},
		"aws_lambda_permission": mapped("AWS::Lambda::Permission", "function_name", "FunctionName", "action", "Action",
			"principal", "Principal", "source_arn", "SourceArn", "source_account", "SourceAccount", "principal_org_id",
			"PrincipalOrgID", "function_url_auth_type", "FunctionUrlAuthType", "statement_id", "StatementId").told(),
		"aws_lambda_function_url": mapped("AWS::Lambda::Url", "function_name", "TargetFunctionArn",
			"authorization_type",
			"AuthType").told(),
		"aws_lambda_event_source_mapping": mapped("AWS::Lambda::EventSourceMapping", "event_source_arn",
			"EventSourceArn",
			"function_name", "FunctionName", "topics", "Topics", "queues", "Queues", "enabled", "Enabled"),
		"aws_iam_role": mapped("AWS::IAM::Role", "name", "RoleName", "path", "Path", "assume_role_policy",
			"AssumeRolePolicyDocument", "permissions_boundary", "PermissionsBoundary", "managed_policy_arns",
			"ManagedPolicyArns", "inline_policy", "Policies").
			lists("Policies", "name", "PolicyName", "policy", "PolicyDocument").known("name"),
		"aws_iam_role_policy": mapped("AWS::IAM::RolePolicy", "name", "PolicyName", "role", "RoleName", "policy",
			"PolicyDocument").told(),
		"aws_iam_role_policy_attachment": mapped("Terraform::RoleAttachment", "role", "RoleName", "policy_arn",
			"PolicyArn").told(),
		"aws_iam_policy": mapped("AWS::IAM::ManagedPolicy", "name", "ManagedPolicyName", "path", "Path", "policy",
			"PolicyDocument").known("name"),
	}
}

func readFunction(_ *terraformReader, _ *terraformChange, r Resource, before, after object) []Resource {
	names := []string{"function_name", "FunctionName", "role", "Role", "runtime", "Runtime", "handler", "Handler",
		"description", "Description", "timeout", "Timeout", "memory_size", "MemorySize", "package_type", "PackageType",
		"architectures", "Architectures", "vpc_config", "VpcConfig", "file_system_config", "FileSystemConfigs",
		"dead_letter_config", "DeadLetterConfig"}
	of := func(values object) object {
		out := properties(values, names...)
		if list, ok := out["VpcConfig"].([]any); ok {
			out["VpcConfig"] = firstOf(renamed(list, "subnet_ids", "SubnetIds", "security_group_ids",
				"SecurityGroupIds",
				"ipv6_allowed_for_dual_stack", "Ipv6AllowedForDualStack"))
		}
		if list, ok := out["FileSystemConfigs"].([]any); ok {
			out["FileSystemConfigs"] = renamed(list, "arn", "Arn", "local_mount_path", "LocalMountPath")
		}
		if list, ok := out["DeadLetterConfig"].([]any); ok {
			out["DeadLetterConfig"] = firstOf(renamed(list, "target_arn", "TargetArn"))
		}
		return out
	}
	r.Type, r.Before, r.Values = "AWS::Lambda::Function", of(before), of(after)
	return []Resource{r}
}

// firstOf is the only block of a list, an empty one where there is none.
func firstOf(list []any) any {
	if len(list) == 0 {
		return object{}
	}
	return list[0]
}

// referring tells which types of resources an attribute names, nil for none, and whether it is a list of them.
func referring(kind, attribute string) (takes []string, list bool) {
	if kind == "aws_lambda_function" && attribute == "vpc_id" {
		return nil, false // AWS tells it: nobody sets it
	}
	subnets := []string{"aws_subnet", "aws_default_subnet"}
	network := map[string][]string{
		"vpc_id": {"aws_vpc", "aws_default_vpc"}, "peer_vpc_id": {"aws_vpc", "aws_default_vpc"},
		"subnet_id": subnets, "subnet_ids": subnets, "subnets": subnets,
		"route_table_id":         {"aws_route_table", "aws_default_route_table", "aws_vpc"},
		"route_table_ids":        {"aws_route_table", "aws_vpc"},
		"default_route_table_id": {"aws_vpc"}, "default_network_acl_id": {"aws_vpc"},
		"nat_gateway_id":             {"aws_nat_gateway"},
		"gateway_id":                 {"aws_internet_gateway", "aws_vpn_gateway"},
		"internet_gateway_id":        {"aws_internet_gateway"},
		"egress_only_gateway_id":     {"aws_egress_only_internet_gateway"},
		"transit_gateway_id":         {"aws_ec2_transit_gateway"},
		"vpc_peering_connection_id":  {"aws_vpc_peering_connection"},
		"vpc_endpoint_id":            {"aws_vpc_endpoint"},
		"network_acl_id":             {"aws_network_acl", "aws_default_network_acl", "aws_vpc"},
		"dhcp_options_id":            {"aws_vpc_dhcp_options"},
		"prefix_list_id":             {"aws_ec2_managed_prefix_list", "aws_vpc_endpoint"},
		"prefix_list_ids":            {"aws_ec2_managed_prefix_list", "aws_vpc_endpoint"},
		"destination_prefix_list_id": {"aws_ec2_managed_prefix_list", "aws_vpc_endpoint"},
		"function_name":              {"aws_lambda_function", "aws_lambda_alias"},
		"role":                       {"aws_iam_role"}, "policy_arn": {"aws_iam_policy"},
		"managed_policy_arns": {"aws_iam_policy"}, "permissions_boundary": {"aws_iam_policy"},
		"file_system_id":                 {"aws_efs_file_system"},
		"load_balancer_arn":              {"aws_lb", "aws_alb"},
		"target_group_arn":               {"aws_lb_target_group", "aws_alb_target_group"},
		"transit_gateway_route_table_id": {"aws_ec2_transit_gateway_route_table"},
		"transit_gateway_attachment_id":  {"aws_ec2_transit_gateway_vpc_attachment"},
	}
	groups := []string{"security_group_id", "security_group_ids", "vpc_security_group_ids", "security_groups",
		"source_security_group_id", "referenced_security_group_id"}
	if slices.Contains(groups, attribute) {
		return []string{"aws_security_group", "aws_default_security_group", "aws_vpc"}, strings.HasSuffix(attribute,
			"s")
	}
	return network[attribute], strings.HasSuffix(attribute, "s") && attribute != "address"
}

// terraformWord is a property as Terraform calls it: VpcConfig.SubnetIds is vpc_config.subnet_ids. What is no property,
// such as an id or a region, stays as it is.
func terraformWord(kind, property string) string {
	one := strings.HasPrefix(kind, "aws_vpc_security_group_")
	switch property {
	case "SecurityGroupEgress":
		return "egress"
	case "SecurityGroupIngress":
		return "ingress"
	case "CidrIp":
		if one {
			return "cidr_ipv4"
		}
		return "cidr_blocks"
	case "CidrIpv6":
		if one {
			return "cidr_ipv6"
		}
		return "ipv6_cidr_blocks"
	case "PolicyDocument":
		return "policy"
	case "Routes":
		return "route"
	case "Entries":
		return "entry"
	}
	for _, c := range property {
		if c != '.' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return property
		}
	}
	if property == "" || property[0] < 'A' || property[0] > 'Z' {
		return property
	}
	var b strings.Builder
	for i, c := range property {
		if c >= 'A' && c <= 'Z' {
			if i > 0 && property[i-1] != '.' {
				b.WriteByte('_')
			}
			c += 'a' - 'A'
		}
		b.WriteRune(c)
	}
	return b.String()
}
