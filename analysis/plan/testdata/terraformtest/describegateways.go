package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

func (d *describer) gateways() {
	attached := func(vpc string) []any {
		if vpc == "" {
			return []any{}
		}
		return []any{object{"State": "available", "VpcId": vpc}}
	}
	var gateways, egress, nats []any
	for _, r := range d.all("aws_internet_gateway") {
		vpc := r.text("vpc_id")
		for _, a := range d.cloud.with("aws_internet_gateway_attachment", "internet_gateway_id", r.ID) {
			vpc = a.text("vpc_id")
		}
		gateways = append(gateways, object{"InternetGatewayId": r.ID, "Attachments": attached(vpc), "OwnerId": account,
			"Tags": tagsOf(r)})
	}
	for _, r := range d.all("aws_egress_only_internet_gateway") {
		egress = append(egress, object{"EgressOnlyInternetGatewayId": r.ID, "Tags": tagsOf(r),
			"Attachments": []any{object{"State": "attached", "VpcId": r.text("vpc_id")}}})
	}
	for _, r := range d.all("aws_nat_gateway") {
		at := object{"NetworkInterfaceId": r.text("network_interface_id"),
			"PrivateIp": d.lend(r.text("network_interface_id"), r.text("subnet_id")),
			"Status":    "succeeded"}
		if s := r.text("allocation_id"); s != "" {
			at["AllocationId"], at["PublicIp"] = s, r.text("public_ip")
		}
		nats = append(nats, object{"NatGatewayId": r.ID, "VpcId": r.text("vpc_id"), "SubnetId": r.text("subnet_id"),
			"State": "available", "ConnectivityType": r.text("connectivity_type"), "NatGatewayAddresses": []any{at},
			"CreateTime": "2026-01-01T00:00:00.000Z", "Tags": tagsOf(r)})
	}
	d.list("describe-internet-gateways", "InternetGateways", gateways)
	d.list("describe-egress-only-internet-gateways", "EgressOnlyInternetGateways", egress)
	d.list("describe-nat-gateways", "NatGateways", nats)
}

func (d *describer) connections() {
	var peerings, gateways, attachments, vpcAttachments, tables []any
	for _, r := range d.cloud.all("aws_vpc_peering_connection") {
		if d.region != r.Region && d.region != r.text("peer_region") {
			continue
		}
		side := func(vpc, owner, region string) object {
			one := object{"VpcId": vpc, "OwnerId": owner, "Region": region}
			if of := d.cloud.find("aws_vpc", vpc); of != nil {
				one["CidrBlock"] = of.text("cidr_block")
				one["CidrBlockSet"] = []any{object{"CidrBlock": of.text("cidr_block")}}
			}
			return one
		}
		peerings = append(peerings, object{"VpcPeeringConnectionId": r.ID, "Tags": tagsOf(r),
			"Status":           object{"Code": r.text("accept_status")},
			"RequesterVpcInfo": side(r.text("vpc_id"), account, r.Region),
			"AccepterVpcInfo":  side(r.text("peer_vpc_id"), r.text("peer_owner_id"), r.text("peer_region"))})
	}
	for _, r := range d.all("aws_ec2_transit_gateway") {
		gateways = append(gateways, object{"TransitGatewayId": r.ID, "State": "available", "OwnerId": account,
			"Tags": tagsOf(r),
			"Options": object{"DefaultRouteTableAssociation": r.text("default_route_table_association"),
				"AssociationDefaultRouteTableId": r.text("association_default_route_table_id"),
				"VpnEcmpSupport":                 r.text("vpn_ecmp_support")}})
		if id := r.text("association_default_route_table_id"); id != "" {
			tables = append(tables, object{"TransitGatewayRouteTableId": id, "TransitGatewayId": r.ID,
				"State":                        "available",
				"DefaultAssociationRouteTable": true, "DefaultPropagationRouteTable": true, "Tags": []any{}})
			d.transitRoutes(id)
		}
	}
	for _, r := range d.all("aws_ec2_transit_gateway_route_table") {
		tables = append(tables, object{"TransitGatewayRouteTableId": r.ID,
			"TransitGatewayId": r.text("transit_gateway_id"),
			"State":            "available", "DefaultAssociationRouteTable": false,
			"DefaultPropagationRouteTable": false,
			"Tags":                         tagsOf(r)})
		d.transitRoutes(r.ID)
	}
	for _, r := range d.all("aws_ec2_transit_gateway_vpc_attachment") {
		one := object{"TransitGatewayAttachmentId": r.ID, "TransitGatewayId": r.text("transit_gateway_id"),
			"TransitGatewayOwnerId": account, "ResourceType": "vpc", "ResourceId": r.text("vpc_id"),
			"ResourceOwnerId": account, "State": "available", "Tags": tagsOf(r)}
		if table := d.associationOf(r); table != "" {
			one["Association"] = object{"TransitGatewayRouteTableId": table, "State": "associated"}
		}
		attachments = append(attachments, one)
		vpcAttachments = append(vpcAttachments, object{"TransitGatewayAttachmentId": r.ID, "VpcId": r.text("vpc_id"),
			"TransitGatewayId": r.text("transit_gateway_id"), "VpcOwnerId": account, "State": "available",
			"SubnetIds": r.texts("subnet_ids"), "Options": object{"Ipv6Support": r.text("ipv6_support"),
				"ApplianceModeSupport": r.text("appliance_mode_support")}, "Tags": tagsOf(r)})
	}
	d.list("describe-vpc-peering-connections", "VpcPeeringConnections", peerings)
	d.list("describe-transit-gateways", "TransitGateways", gateways)
	d.list("describe-transit-gateway-attachments", "TransitGatewayAttachments", attachments)
	d.list("describe-transit-gateway-vpc-attachments", "TransitGatewayVpcAttachments", vpcAttachments)
	d.list("describe-transit-gateway-route-tables", "TransitGatewayRouteTables", tables)
}

// associationOf is the table that an attachment's traffic goes by.
func (d *describer) associationOf(attachment *record) string {
	for _, a := range d.cloud.with("aws_ec2_transit_gateway_route_table_association", "transit_gateway_attachment_id",
		attachment.ID) {
		return a.text("transit_gateway_route_table_id")
	}
	gateway := d.cloud.find("aws_ec2_transit_gateway", attachment.text("transit_gateway_id"))
	if gateway != nil && attachment.is("transit_gateway_default_route_table_association") {
		return gateway.text("association_default_route_table_id")
	}
	return ""
}

// transitRoutes are those of a table: the static ones, and the ranges of the VPCs that propagate into it.
func (d *describer) transitRoutes(table string) {
	routes := []any{}
	add := func(kind, block string, attachment *record, state string) {
		one := object{"DestinationCidrBlock": block, "Type": kind, "State": state}
		if attachment != nil {
			one["TransitGatewayAttachments"] = []any{object{"TransitGatewayAttachmentId": attachment.ID,
				"ResourceType": "vpc",
				"ResourceId":   attachment.text("vpc_id")}}
		}
		routes = append(routes, one)
	}
	for _, r := range d.cloud.with("aws_ec2_transit_gateway_route", "transit_gateway_route_table_id", table) {
		at := d.cloud.find("aws_ec2_transit_gateway_vpc_attachment", r.text("transit_gateway_attachment_id"))
		state := "active"
		if r.is("blackhole") {
			state = "blackhole"
		}
		add("static", r.text("destination_cidr_block"), at, state)
	}
	for _, at := range d.all("aws_ec2_transit_gateway_vpc_attachment") {
		gateway := d.cloud.find("aws_ec2_transit_gateway", at.text("transit_gateway_id"))
		by := at.is("transit_gateway_default_route_table_propagation") && gateway != nil &&
			gateway.text("propagation_default_route_table_id") == table
		for _, p := range d.cloud.with("aws_ec2_transit_gateway_route_table_propagation",
			"transit_gateway_attachment_id", at.ID) {
			by = by || p.text("transit_gateway_route_table_id") == table
		}
		if vpc := d.cloud.find("aws_vpc", at.text("vpc_id")); by && vpc != nil {
			add("propagated", vpc.text("cidr_block"), at, "active")
		}
	}
	d.out["search-transit-gateway-routes."+table] = object{"Routes": routes}
	d.out["get-transit-gateway-prefix-list-references."+table] = object{"TransitGatewayPrefixListReferences": []any{}}
}

// The ranges of the prefix lists of S3 and DynamoDB, some of them.
var serviceRanges = map[string][]string{
	"s3":       {"16.182.0.0/16", "18.34.0.0/19", "52.216.0.0/15", "54.231.0.0/16", "3.5.0.0/19"},
	"dynamodb": {"3.218.180.0/22", "52.94.0.0/22", "52.119.224.0/20"},
}

func (d *describer) endpoints() {
	var out, managed, lists []any
	for _, r := range d.all("aws_vpc_endpoint") {
		seen := &record{Values: observed(d.cloud, r)}
		groups := seen.texts("security_group_ids")
		subnets := seen.texts("subnet_ids")
		gateway := r.text("vpc_endpoint_type") == "Gateway"
		if vpc := d.cloud.find("aws_vpc", r.text("vpc_id")); !gateway && len(groups) == 0 && vpc != nil {
			groups = []string{vpc.text("default_security_group_id")}
		}
		var interfaces []string
		for _, subnet := range subnets {
			id := ofVPC("eni-", r.ID+subnet)
			interfaces = append(interfaces, id)
			d.face(id, "vpc_endpoint", "VPC Endpoint Interface "+r.ID, subnet, groups)
		}
		one := object{"VpcEndpointId": r.ID, "VpcEndpointType": r.text("vpc_endpoint_type"), "VpcId": r.text("vpc_id"),
			"ServiceName": r.text("service_name"), "State": "available", "PolicyDocument": seen.text("policy"),
			"RouteTableIds": orNone(seen.texts("route_table_ids")), "SubnetIds": orNone(subnets),
			"Groups":            d.named(groups),
			"PrivateDnsEnabled": seen.is("private_dns_enabled"), "NetworkInterfaceIds": orNone(interfaces),
			"RequesterManaged": false, "OwnerId": account, "IpAddressType": "ipv4", "Tags": tagsOf(r)}
		if list := seen.objects("dns_entry"); len(list) > 0 {
			one["DnsEntries"] = []any{object{"DnsName": list[0]["dns_name"], "HostedZoneId": list[0]["hosted_zone_id"]}}
		}
		out = append(out, one)
	}
	for _, service := range slices.Sorted(maps.Keys(serviceRanges)) {
		e := &record{Region: d.region, Values: object{"vpc_endpoint_type": "Gateway",
			"service_name": "com.amazonaws." + d.region + "." + service}}
		completeEndpoint(e, func(name string, v any) { e.Values[name] = v })
		id := e.text("prefix_list_id")
		managed = append(managed, object{"PrefixListId": id, "PrefixListName": e.text("service_name"), "OwnerId": "AWS",
			"AddressFamily": "IPv4", "State": "create-complete"})
		lists = append(lists, object{"PrefixListId": id, "PrefixListName": e.text("service_name"),
			"Cidrs": serviceRanges[service]})
		var entries []any
		for _, s := range serviceRanges[service] {
			entries = append(entries, object{"Cidr": s})
		}
		d.out["get-managed-prefix-list-entries."+id] = object{"Entries": entries}
	}
	for _, r := range d.all("aws_ec2_managed_prefix_list") {
		managed = append(managed, object{"PrefixListId": r.ID, "PrefixListName": r.text("name"), "OwnerId": account,
			"AddressFamily": r.text("address_family"), "State": "create-complete",
			"MaxEntries": r.Values["max_entries"],
			"Version":    1, "Tags": tagsOf(r)})
		entries := []any{}
		for _, e := range (&record{Values: observed(d.cloud, r)}).objects("entry") {
			entries = append(entries, object{"Cidr": e["cidr"]})
		}
		d.out["get-managed-prefix-list-entries."+r.ID] = object{"Entries": entries}
	}
	d.list("describe-vpc-endpoints", "VpcEndpoints", out)
	d.list("describe-managed-prefix-lists", "PrefixLists", managed)
	d.list("describe-prefix-lists", "PrefixLists", lists)
}

func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// roles are those of the account with their policies.
func (c *cloud) roles() any {
	roles, policies := []any{}, []any{}
	listed := map[string]bool{}
	for _, r := range c.all("aws_iam_role") {
		seen := &record{Values: observed(c, r)}
		attached, inline := []any{}, []any{}
		for _, arn := range seen.texts("managed_policy_arns") {
			attached = append(attached, object{"PolicyArn": arn, "PolicyName": arn[strings.LastIndexByte(arn, '/')+1:]})
			if p := c.find("aws_iam_policy", arn); !listed[arn] {
				listed[arn] = true
				text := awsPolicy
				if p != nil {
					text = p.text("policy")
				}
				policies = append(policies, policyOf(arn, text))
			}
		}
		for _, p := range seen.objects("inline_policy") {
			if text, _ := p["policy"].(string); text != "" {
				inline = append(inline, object{"PolicyName": p["name"], "PolicyDocument": json.RawMessage(text)})
			}
		}
		roles = append(roles, object{"RoleName": r.ID, "Arn": r.text("arn"), "Path": r.text("path"),
			"RoleId": r.text("unique_id"), "AssumeRolePolicyDocument": json.RawMessage(r.text("assume_role_policy")),
			"RolePolicyList": inline, "AttachedManagedPolicies": attached, "InstanceProfileList": []any{},
			"Tags": tagsOf(r)})
	}
	for _, p := range c.all("aws_iam_policy") {
		if !listed[p.ID] {
			policies = append(policies, policyOf(p.ID, p.text("policy")))
		}
	}
	return object{"UserDetailList": []any{}, "GroupDetailList": []any{}, "RoleDetailList": roles, "Policies": policies}
}

// awsPolicy is what the policy of AWS for functions in a VPC allows.
const awsPolicy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogGroup",
"logs:CreateLogStream","logs:PutLogEvents","ec2:CreateNetworkInterface","ec2:DescribeNetworkInterfaces",
"ec2:DescribeSubnets","ec2:DeleteNetworkInterface","ec2:AssignPrivateIpAddresses","ec2:UnassignPrivateIpAddresses"],
"Resource":"*"}]}`

func policyOf(arn, text string) object {
	_, path, _ := strings.Cut(arn, ":policy")
	at := strings.LastIndexByte(path, '/')
	return object{"PolicyName": path[at+1:], "Arn": arn, "PolicyId": "ANPA" + strings.ToUpper(digest(arn)[:16]),
		"Path": path[:at+1], "DefaultVersionId": "v1", "PolicyVersionList": []any{object{"VersionId": "v1",
			"IsDefaultVersion": true, "Document": json.RawMessage(text)}}}
}
