package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"os"
	"slices"
	"strings"
)

type object = map[string]any

// documents are what the AWS CLI prints of an account, by region and call; "global" for what is of no region.
type documents map[string]map[string]any

// describe writes the account as the AWS CLI describes it. It shares no code with the reader of plans.
func (c *cloud) describe(file string, regions []string) error {
	documents, ofAccount := c.documents(regions)
	text, err := json.MarshalIndent(object{"schema": "vpclens.snapshot/v1", "accountId": account, "partition": "aws",
		"capturedAt": "2026-01-02T03:04:05Z", "regions": documents, "global": ofAccount}, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// regions are those that something is in.
func (c *cloud) regions() []string {
	names := []string{"us-east-1"}
	for _, r := range c.Records {
		if r.Region != "" && !strings.HasPrefix(r.Type, "aws_iam_") {
			names = append(names, r.Region)
		}
	}
	return names
}

func (c *cloud) documents(names []string) (documents, object) {
	out := documents{}
	for _, region := range names {
		d := &describer{cloud: c, region: region, out: map[string]any{}}
		d.networks()
		d.tables()
		d.groups()
		d.acls()
		d.gateways()
		d.connections()
		d.endpoints()
		d.functions()
		d.stores()
		out[region] = d.out
	}
	return out, object{"get-account-authorization-details": c.roles(),
		"get-caller-identity": object{"Account": account, "Arn": "arn:aws:iam::" + account + ":user/reader",
			"UserId": "AIDAREADER"}}
}

// describer makes the documents of a region.
type describer struct {
	cloud      *cloud
	region     string
	out        map[string]any
	interfaces []any
	taken      map[string]int    // addresses given in a subnet
	lent       map[string]string // addresses of interfaces
}

// all are the records of types in the region.
func (d *describer) all(kinds ...string) []*record {
	return slices.DeleteFunc(d.cloud.all(kinds...), func(r *record) bool { return r.Region != d.region })
}

// list is a document with one list.
func (d *describer) list(call, member string, list []any) {
	if list == nil {
		list = []any{}
	}
	d.out[call] = object{member: list}
}

func tagsOf(r *record) []any {
	out := []any{}
	all, _ := r.Values["tags_all"].(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		out = append(out, object{"Key": key, "Value": all[key]})
	}
	return out
}

func (d *describer) networks() {
	var vpcs, subnets, dhcp []any
	for _, r := range d.all("aws_vpc") {
		blocks := []any{associated("CidrBlock", r.text("cidr_block"))}
		for _, a := range d.cloud.with("aws_vpc_ipv4_cidr_block_association", "vpc_id", r.ID) {
			blocks = append(blocks, associated("CidrBlock", a.text("cidr_block")))
		}
		blocks6 := []any{}
		if b := r.text("ipv6_cidr_block"); b != "" {
			blocks6 = append(blocks6, associated("Ipv6CidrBlock", b))
		}
		options := r.text("dhcp_options_id")
		for _, a := range d.cloud.with("aws_vpc_dhcp_options_association", "vpc_id", r.ID) {
			options = a.text("dhcp_options_id")
		}
		vpcs = append(vpcs, object{"VpcId": r.ID, "CidrBlock": r.text("cidr_block"), "CidrBlockAssociationSet": blocks,
			"Ipv6CidrBlockAssociationSet": blocks6, "DhcpOptionsId": options, "InstanceTenancy": "default",
			"State":   "available",
			"OwnerId": account, "IsDefault": false, "Tags": tagsOf(r)})
		for attribute, name := range map[string]string{"enableDnsSupport": "enable_dns_support",
			"enableDnsHostnames": "enable_dns_hostnames"} {
			d.out["describe-vpc-attribute."+r.ID+"."+attribute] = object{"VpcId": r.ID,
				strings.ToUpper(attribute[:1]) + attribute[1:]: object{"Value": r.is(name)}}
		}
	}
	for _, r := range d.all("aws_subnet") {
		blocks6 := []any{}
		if b := r.text("ipv6_cidr_block"); b != "" {
			blocks6 = append(blocks6, associated("Ipv6CidrBlock", b))
		}
		one := object{"SubnetId": r.ID, "VpcId": r.text("vpc_id"), "CidrBlock": r.text("cidr_block"),
			"Ipv6CidrBlockAssociationSet": blocks6, "AvailabilityZone": r.text("availability_zone"),
			"AvailabilityZoneId":  r.text("availability_zone_id"),
			"MapPublicIpOnLaunch": r.is("map_public_ip_on_launch"),
			"EnableDns64":         r.is("enable_dns64"), "Ipv6Native": r.is("ipv6_native"), "State": "available",
			"OwnerId": account,
			"Tags":    tagsOf(r)}
		if p, err := netip.ParsePrefix(r.text("cidr_block")); err == nil {
			one["AvailableIpAddressCount"] = 1<<(32-p.Bits()) - 5
		}
		subnets = append(subnets, one)
	}
	dhcp = append(dhcp, object{"DhcpOptionsId": "dopt-0default0000000", "OwnerId": account, "Tags": []any{},
		"DhcpConfigurations": []any{configured("domain-name", "ec2.internal"),
			configured("domain-name-servers", "AmazonProvidedDNS")}})
	for _, r := range d.all("aws_vpc_dhcp_options") {
		one := object{"DhcpOptionsId": r.ID, "OwnerId": account, "Tags": tagsOf(r)}
		var of []any
		if name := r.text("domain_name"); name != "" {
			of = append(of, configured("domain-name", name))
		}
		for name, attribute := range map[string]string{"domain-name-servers": "domain_name_servers",
			"ntp-servers": "ntp_servers"} {
			if list := r.texts(attribute); len(list) > 0 {
				of = append(of, configured(name, list...))
			}
		}
		one["DhcpConfigurations"] = of
		dhcp = append(dhcp, one)
	}
	d.list("describe-vpcs", "Vpcs", vpcs)
	d.list("describe-subnets", "Subnets", subnets)
	d.list("describe-dhcp-options", "DhcpOptions", dhcp)
	var zones []any
	for _, letter := range []string{"a", "b", "c"} {
		zones = append(zones, object{"ZoneName": d.region + letter, "ZoneId": zoneID(d.region + letter),
			"State":    "available",
			"ZoneType": "availability-zone", "RegionName": d.region})
	}
	d.list("describe-availability-zones", "AvailabilityZones", zones)
	d.out["describe-vpc-block-public-access-options"] = object{"VpcBlockPublicAccessOptions": object{
		"InternetGatewayBlockMode": "off", "State": "default-state"}}
}

func associated(member, block string) object {
	return object{"AssociationId": "vpc-cidr-assoc-0" + digest(block)[:16], member: block,
		member + "State": object{"State": "associated"}}
}

func configured(key string, values ...string) object {
	list := []any{}
	for _, v := range values {
		list = append(list, object{"Value": v})
	}
	return object{"Key": key, "Values": list}
}

// tables are the route tables: those that VPCs are made with, and others.
func (d *describer) tables() {
	var out []any
	for _, vpc := range d.all("aws_vpc") {
		main := vpc.text("default_route_table_id")
		for _, a := range d.cloud.with("aws_main_route_table_association", "vpc_id", vpc.ID) {
			main = a.text("route_table_id")
		}
		own := vpc.text("default_route_table_id")
		first := d.cloud.find("aws_default_route_table", own)
		if first == nil {
			first = &record{ID: own, Values: object{}}
		}
		for _, r := range append([]*record{first}, d.cloud.with("aws_route_table", "vpc_id", vpc.ID)...) {
			associations := []any{}
			if r.ID == main {
				associations = append(associations, object{"RouteTableAssociationId": ofVPC("rtbassoc-", vpc.ID),
					"RouteTableId": r.ID, "Main": true, "AssociationState": object{"State": "associated"}})
			}
			for _, a := range d.cloud.with("aws_route_table_association", "route_table_id", r.ID) {
				one := object{"RouteTableAssociationId": a.ID, "RouteTableId": r.ID, "Main": false,
					"AssociationState": object{"State": "associated"}}
				if s := a.text("subnet_id"); s != "" {
					one["SubnetId"] = s
				}
				if s := a.text("gateway_id"); s != "" {
					one["GatewayId"] = s
				}
				associations = append(associations, one)
			}
			out = append(out, object{"RouteTableId": r.ID, "VpcId": vpc.ID, "Associations": associations,
				"Routes": d.routes(vpc, r), "PropagatingVgws": []any{}, "OwnerId": account, "Tags": tagsOf(r)})
		}
	}
	d.list("describe-route-tables", "RouteTables", out)
}

func (d *describer) routes(vpc, table *record) []any {
	local := func(member, block string) object {
		return object{member: block, "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"}
	}
	out := []any{local("DestinationCidrBlock", vpc.text("cidr_block"))}
	for _, a := range d.cloud.with("aws_vpc_ipv4_cidr_block_association", "vpc_id", vpc.ID) {
		out = append(out, local("DestinationCidrBlock", a.text("cidr_block")))
	}
	if b := vpc.text("ipv6_cidr_block"); b != "" {
		out = append(out, local("DestinationIpv6CidrBlock", b))
	}
	of := table
	if table.Type != "" {
		of = &record{Values: observed(d.cloud, table)}
	} else {
		of = &record{Values: observed(d.cloud, &record{Type: "aws_route_table", ID: table.ID, Values: object{}})}
	}
	for _, route := range of.objects("route") {
		one := object{"Origin": "CreateRoute", "State": "active"}
		for name, member := range map[string]string{"cidr_block": "DestinationCidrBlock",
			"ipv6_cidr_block": "DestinationIpv6CidrBlock", "destination_prefix_list_id": "DestinationPrefixListId",
			"gateway_id": "GatewayId", "nat_gateway_id": "NatGatewayId", "transit_gateway_id": "TransitGatewayId",
			"egress_only_gateway_id":    "EgressOnlyInternetGatewayId",
			"vpc_peering_connection_id": "VpcPeeringConnectionId",
			"network_interface_id":      "NetworkInterfaceId", "vpc_endpoint_id": "GatewayId",
			"core_network_arn": "CoreNetworkArn"} {
			if s, _ := route[name].(string); s != "" {
				one[member] = s
			}
		}
		if d.gone(route) {
			one["State"] = "blackhole"
		}
		out = append(out, one)
	}
	for _, e := range d.all("aws_vpc_endpoint") {
		seen := &record{Values: observed(d.cloud, e)}
		if e.text("vpc_endpoint_type") == "Gateway" && slices.Contains(seen.texts("route_table_ids"), table.ID) {
			out = append(out, object{"DestinationPrefixListId": e.text("prefix_list_id"), "GatewayId": e.ID,
				"Origin": "CreateRoute", "State": "active"})
		}
	}
	return out
}

// gone reports whether the target of a route is no more: AWS keeps the route, as a black hole.
func (d *describer) gone(route object) bool {
	for name, kinds := range map[string][]string{"nat_gateway_id": {"aws_nat_gateway"},
		"gateway_id": {"aws_internet_gateway"}, "vpc_peering_connection_id": {"aws_vpc_peering_connection"}} {
		if id, _ := route[name].(string); id != "" && d.cloud.find(kinds[0], id) == nil {
			return true
		}
	}
	return false
}

// lend gives an interface an address of a subnet.
func (d *describer) lend(id, subnet string) string {
	if at := d.lent[id]; at != "" {
		return at
	}
	r := d.cloud.find("aws_subnet", subnet)
	if r == nil {
		return ""
	}
	p, err := netip.ParsePrefix(r.text("cidr_block"))
	if err != nil {
		return ""
	}
	if d.taken == nil {
		d.taken, d.lent = map[string]int{}, map[string]string{}
	}
	at := p.Addr()
	for range 10 + d.taken[subnet] {
		at = at.Next()
	}
	d.taken[subnet]++
	d.lent[id] = at.String()
	return d.lent[id]
}

// face adds a network interface, once: functions in the same subnets with the same groups share theirs.
func (d *describer) face(id, kind, description, subnet string, groups []string) {
	r := d.cloud.find("aws_subnet", subnet)
	if r == nil {
		return
	}
	if slices.ContainsFunc(d.interfaces, func(e any) bool { return e.(object)["NetworkInterfaceId"] == id }) {
		return
	}
	at := d.lend(id, subnet)
	d.interfaces = append(d.interfaces, object{"NetworkInterfaceId": id, "InterfaceType": kind,
		"Description": description,
		"VpcId":       r.text("vpc_id"), "SubnetId": subnet, "AvailabilityZone": r.text("availability_zone"),
		"Status":           "in-use",
		"PrivateIpAddress": at, "PrivateIpAddresses": []any{object{"PrivateIpAddress": at, "Primary": true}},
		"Groups": d.named(groups), "RequesterManaged": true, "RequesterId": fmt.Sprint(account, ":x"),
		"OwnerId":         account,
		"SourceDestCheck": kind != "nat_gateway", "TagSet": []any{}})
}

// named are groups as interfaces have them.
func (d *describer) named(groups []string) []any {
	out := []any{}
	for _, id := range groups {
		name := "default"
		if g := d.cloud.find("aws_security_group", id); g != nil {
			name = g.text("name")
		}
		out = append(out, object{"GroupId": id, "GroupName": name})
	}
	return out
}
