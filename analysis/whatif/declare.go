package whatif

import (
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// Declared is a change for those who declare their network: as Terraform and as a part of a CloudFormation template.
type Declared struct {
	Terraform      paste.Terraform
	CloudFormation paste.CloudFormation
}

func (d Declared) and(more Declared) Declared {
	return Declared{append(d.Terraform, more.Terraform...), append(d.CloudFormation, more.CloudFormation...)}
}

// saying puts a note above the first thing that is declared.
func (d Declared) saying(format string, args ...any) Declared {
	if len(d.Terraform) > 0 {
		d.Terraform[0] = d.Terraform[0].Saying(format, args...)
	}
	if len(d.CloudFormation) > 0 {
		d.CloudFormation[0] = d.CloudFormation[0].Saying(format, args...)
	}
	return d
}

// field is a value under the name that Terraform has for it and the one that CloudFormation has; "" where one has none.
type field struct {
	terraform, cloudFormation string
	value                     paste.Value
	fields                    []field // of a block
}

func fieldsOf(fields []field, name func(*field) string) []paste.Field {
	var out []paste.Field
	for i := range fields {
		switch f := &fields[i]; {
		case name(f) == "":
		case f.fields != nil:
			out = append(out, paste.Block(name(f), fieldsOf(f.fields, name)...))
		default:
			out = append(out, paste.F(name(f), f.value))
		}
	}
	return out
}

func inTerraform(f *field) string      { return f.terraform }
func inCloudFormation(f *field) string { return f.cloudFormation }

// resource declares a resource that is new; name is what tells it from others. A kind that is "" is not declared.
func resource(terraform, cloudFormation, name string, fields ...field) Declared {
	var d Declared
	if terraform != "" {
		d.Terraform = paste.Terraform{paste.Resource(terraform, localName(name), fieldsOf(fields, inTerraform)...)}
	}
	if cloudFormation != "" {
		d.CloudFormation = paste.CloudFormation{paste.Resource(cloudFormation, logicalID(name),
			fieldsOf(fields, inCloudFormation)...)}
	}
	return d
}

// part declares what changes in a resource that is declared already.
func part(terraform, cloudFormation, of string, fields ...field) Declared {
	var d Declared
	if terraform != "" {
		d.Terraform = paste.Terraform{paste.Part(terraform, of, fieldsOf(fields, inTerraform)...)}
	}
	if cloudFormation != "" {
		d.CloudFormation = paste.CloudFormation{paste.Part(cloudFormation, of, fieldsOf(fields, inCloudFormation)...)}
	}
	return d
}

// undeclared is a change that means taking a block out of what is declared.
func undeclared(e Edit) Declared {
	note := paste.Remark("remove the block that declares it, for this change: %s", e.Words())
	return Declared{paste.Terraform{note}, paste.CloudFormation{note}}
}

// localName and logicalID are names for what an edit declares: after the thing, so that two edits do not declare one
// name.
func localName(name string) string { return "vpclens_" + paste.Name(name) }
func logicalID(name string) string { return "Vpclens" + paste.LogicalID(name) }

// value is an id as a value: a reference to what an edit before declares.
func value(id string) paste.Value {
	prefix, name, ok := strings.Cut(id, "-"+made)
	if !ok {
		return paste.Str(id)
	}
	for _, kind := range [][3]string{{"nat", "aws_nat_gateway", "NatGatewayId"},
		{"rtb", "aws_route_table", "RouteTableId"}, {"vpce", "aws_vpc_endpoint", "Id"}} {
		if kind[0] == prefix {
			name = prefix + " " + name
			return paste.Ref(kind[1]+"."+localName(name)+".id", logicalID(name)+"."+kind[2])
		}
	}
	return paste.Str(given(id))
}

func values(ids []string) paste.Value {
	out := make([]paste.Value, len(ids))
	for i, id := range ids {
		out[i] = value(id)
	}
	return paste.List(out...)
}

// bare is an id without what says its kind.
func bare(id string) string {
	if _, name, ok := strings.Cut(id, "-"); ok {
		return strings.TrimPrefix(name, made)
	}
	return id
}

func (e RemoveRule) declare(*awsdata.Snapshot) Declared     { return undeclared(e) }
func (e RemoveRoute) declare(*awsdata.Snapshot) Declared    { return undeclared(e) }
func (e RemoveACLEntry) declare(*awsdata.Snapshot) Declared { return undeclared(e) }
func (e RemoveEndpoint) declare(*awsdata.Snapshot) Declared { return undeclared(e) }
func (e RemoveNAT) declare(*awsdata.Snapshot) Declared      { return undeclared(e) }
func (e Delete) declare(*awsdata.Snapshot) Declared         { return undeclared(e) }
func (e Dissociate) declare(*awsdata.Snapshot) Declared     { return undeclared(e) }

func (e AddRule) declare(*awsdata.Snapshot) Declared {
	terraform, cloudFormation, to := "aws_vpc_security_group_egress_rule", "AWS::EC2::SecurityGroupEgress",
		"Destination"
	if e.Direction == "in" {
		terraform, cloudFormation, to = "aws_vpc_security_group_ingress_rule", "AWS::EC2::SecurityGroupIngress",
			"Source"
	}
	fields := []field{{"security_group_id", "GroupId", paste.Str(e.Group), nil},
		{"ip_protocol", "IpProtocol", paste.Str(e.Protocol), nil}}
	if from, last, _ := portRange(e.Ports); from != nil {
		fields = append(fields, field{"from_port", "FromPort", paste.Int(*from), nil},
			field{"to_port", "ToPort", paste.Int(*last), nil})
	}
	peer := field{"cidr_ipv4", "CidrIp", paste.Str(e.Peer), nil}
	switch {
	case strings.HasPrefix(e.Peer, "sg-"):
		peer.terraform, peer.cloudFormation = "referenced_security_group_id", to+"SecurityGroupId"
	case strings.HasPrefix(e.Peer, "pl-"):
		peer.terraform, peer.cloudFormation = "prefix_list_id", to+"PrefixListId"
	case strings.Contains(e.Peer, ":"):
		peer.terraform, peer.cloudFormation = "cidr_ipv6", "CidrIpv6"
	}
	name := strings.Join([]string{bare(e.Group), e.Direction, traffic(e.Protocol, e.Ports), e.Peer}, " ")
	return resource(terraform, cloudFormation, name, append(fields, peer)...)
}

func (e SetRoute) declare(s *awsdata.Snapshot) Declared {
	flag := destinationFlag(e.Destination)
	to, _ := targetOf(e.Target)
	id := []field{{to.terraform, "", value(e.Target), nil}, {"", to.cloudFormation, value(e.Target), nil}}
	if to.prefix == "i" { // Terraform takes its interface only
		id[0].value = paste.Str(paste.Placeholder("network interface of " + e.Target))
	}
	d := resource("aws_route", "AWS::EC2::Route", "route "+bare(e.Table)+" "+e.Destination,
		field{"route_table_id", "RouteTableId", value(e.Table), nil},
		field{strings.ReplaceAll(flag, "-", "_"), paste.LogicalID(flag), paste.Str(e.Destination), nil}, id[0], id[1])
	if was, ok := routeEdit(in(s, e), e.Region, e.Table, e.Destination); ok {
		return d.saying("in place of the route to %s", was.Target)
	}
	return d
}

func (e AddACLEntry) declare(*awsdata.Snapshot) Declared {
	action := "deny"
	if e.Allow {
		action = "allow"
	}
	cidr := field{"cidr_block", "CidrBlock", paste.Str(e.CIDR), nil}
	if strings.Contains(e.CIDR, ":") {
		cidr.terraform, cidr.cloudFormation = "ipv6_cidr_block", "Ipv6CidrBlock"
	}
	fields := []field{{"network_acl_id", "NetworkAclId", paste.Str(e.ACL), nil},
		{"egress", "Egress", paste.Bool(e.Direction == "out"), nil},
		{"rule_number", "RuleNumber", paste.Int(e.Number), nil}, {"rule_action", "RuleAction", paste.Str(action), nil},
		{"protocol", "", paste.Str(e.Protocol), nil}, {"", "Protocol", paste.Str(aclProtocol(e.Protocol)), nil}, cidr}
	if from, to, _ := portRange(e.Ports); from != nil {
		first, last := paste.Int(*from), paste.Int(*to)
		fields = append(fields, field{"from_port", "", first, nil}, field{"to_port", "", last, nil},
			field{cloudFormation: "PortRange", fields: []field{{"", "From", first, nil}, {"", "To", last, nil}}})
	}
	return resource("aws_network_acl_rule", "AWS::EC2::NetworkAclEntry",
		bare(e.ACL)+" "+e.Direction+" "+numberText(e.Number), fields...)
}

func (e SetACLEntry) declare(s *awsdata.Snapshot) Declared {
	return AddACLEntry(e).declare(s).saying("in place of the one that declares rule %d %s of %s", e.Number, e.Direction,
		e.ACL)
}

func (e AddNAT) declare(*awsdata.Snapshot) Declared {
	name := "nat " + bare(e.id())
	address := name + " address"
	return resource("aws_eip", "AWS::EC2::EIP", address, field{"domain", "Domain", paste.Str("vpc"), nil}).
		and(resource("aws_nat_gateway", "AWS::EC2::NatGateway", name,
			field{"subnet_id", "SubnetId", paste.Str(e.Subnet), nil}, field{"allocation_id", "AllocationId",
				paste.Ref("aws_eip."+localName(address)+".id", logicalID(address)+".AllocationId"), nil}))
}

func (e AddRouteTable) declare(s *awsdata.Snapshot) Declared {
	r := in(s, e)
	if r == nil {
		return Declared{}
	}
	like, err := element[awsdata.RouteTable](r.RouteTables, e.Like)
	if err != nil {
		return Declared{}
	}
	id := RouteTableID(e.Name)
	fields := []field{{"vpc_id", "VpcId", paste.Str(like.VpcId), nil}}
	var gateways []string
	var propagation Declared
	for _, g := range like.PropagatingVgws {
		gateways = append(gateways, g.GatewayId)
		propagation = propagation.and(resource("", "AWS::EC2::VPNGatewayRoutePropagation", e.Name+" "+g.GatewayId,
			field{"", "RouteTableIds", values([]string{id}), nil},
			field{"", "VpnGatewayId", paste.Str(g.GatewayId), nil}))
	}
	if gateways != nil {
		fields = append(fields, field{"propagating_vgws", "", paste.Strs(gateways), nil})
	}
	d := resource("aws_route_table", "AWS::EC2::RouteTable", "rtb "+e.Name, fields...)
	endpoints := e.gatewayEndpoints(r)
	routes := e.routes(like)
	for i := range routes {
		if route := &routes[i]; e.copied(route, endpoints) {
			d = d.and(SetRoute{Region: e.Region, Table: id, Destination: route.Destination(),
				Target: route.Target()}.declare(s))
		}
	}
	for _, x := range endpoints {
		d = d.and(tableOfEndpoint(x, id))
		d.CloudFormation = append(d.CloudFormation,
			paste.Remark("add !Ref %s to the RouteTableIds of %s", logicalID(e.Name), x))
	}
	return d.and(propagation)
}

func (e Associate) declare(*awsdata.Snapshot) Declared {
	return resource("aws_route_table_association", "AWS::EC2::SubnetRouteTableAssociation",
		"association "+bare(e.Subnet), field{"subnet_id", "SubnetId", paste.Str(e.Subnet), nil},
		field{"route_table_id", "RouteTableId", value(e.Table), nil}).
		saying("in place of the association that the subnet has, if it has one")
}

func (e AddEndpoint) declare(s *awsdata.Snapshot) Declared {
	fields := []field{{"vpc_id", "VpcId", paste.Str(e.VPC), nil},
		{"service_name", "ServiceName", paste.Str(e.serviceName(regionFor(s, e))), nil}}
	if len(e.Tables) > 0 {
		fields = append(fields, field{"vpc_endpoint_type", "VpcEndpointType", paste.Str("Gateway"), nil},
			field{"route_table_ids", "RouteTableIds", values(e.Tables), nil})
	} else {
		fields = append(fields, field{"vpc_endpoint_type", "VpcEndpointType", paste.Str("Interface"), nil},
			field{"subnet_ids", "SubnetIds", values(e.Subnets), nil},
			field{"security_group_ids", "SecurityGroupIds", values(e.Groups), nil},
			field{"private_dns_enabled", "PrivateDnsEnabled", paste.Bool(e.PrivateDNS), nil})
	}
	return resource("aws_vpc_endpoint", "AWS::EC2::VPCEndpoint", "vpce "+e.Service, fields...)
}

// inEndpoint is what changes in an endpoint.
func inEndpoint(id string, f field) Declared {
	kind := ""
	if f.terraform != "" {
		kind = "aws_vpc_endpoint"
	}
	return part(kind, "AWS::EC2::VPCEndpoint", id, f)
}

// listed is a list of an endpoint once the edit is made: CloudFormation takes the whole of it.
func listed(s *awsdata.Snapshot, e Edit, id, name string, list func(*awsdata.VPCEndpoint) []string) Declared {
	if after, err := Apply(s, []Edit{e}); err == nil {
		if x, err := element[awsdata.VPCEndpoint](in(after, e).VPCEndpoints, id); err == nil {
			return inEndpoint(id, field{"", name, values(list(x)), nil})
		}
	}
	return Declared{}
}

func tablesOf(x *awsdata.VPCEndpoint) []string  { return x.RouteTableIds }
func subnetsOf(x *awsdata.VPCEndpoint) []string { return x.SubnetIds }
func groupsOf(x *awsdata.VPCEndpoint) []string {
	var out []string
	for _, g := range x.Groups {
		out = append(out, g.GroupId)
	}
	return out
}

// tableOfEndpoint is the association of a table with a gateway endpoint, which Terraform has a resource for.
func tableOfEndpoint(endpoint, table string) Declared {
	return resource("aws_vpc_endpoint_route_table_association", "", bare(endpoint)+" "+bare(table),
		field{"route_table_id", "", value(table), nil}, field{"vpc_endpoint_id", "", value(endpoint), nil})
}

func (e SetDNSSupport) declare(*awsdata.Snapshot) Declared {
	return part("aws_vpc", "AWS::EC2::VPC", e.VPC,
		field{"enable_dns_support", "EnableDnsSupport", paste.Bool(e.On), nil})
}

func (e SetDNSHostnames) declare(*awsdata.Snapshot) Declared {
	return part("aws_vpc", "AWS::EC2::VPC", e.VPC,
		field{"enable_dns_hostnames", "EnableDnsHostnames", paste.Bool(e.On), nil})
}

func (e SetSourceDestCheck) declare(*awsdata.Snapshot) Declared {
	return part("aws_network_interface", "AWS::EC2::NetworkInterface", e.ID,
		field{"source_dest_check", "SourceDestCheck", paste.Bool(e.On), nil}).
		saying("or the same in the instance whose interface it is")
}

// configured declares the whole VPC configuration of a function once the edit is made.
func configured(s *awsdata.Snapshot, e Edit, name string) Declared {
	c := after(s, e, name)
	return part("aws_lambda_function", "AWS::Lambda::Function", name, field{"vpc_config", "VpcConfig", paste.Value{},
		[]field{
			{"subnet_ids", "SubnetIds", values(c.SubnetIds), nil}, {"security_group_ids", "SecurityGroupIds",
				values(c.SecurityGroupIds), nil},
			{"ipv6_allowed_for_dual_stack", "Ipv6AllowedForDualStack", paste.Bool(c.Ipv6AllowedForDualStack), nil}}})
}

func (e AddSubnet) declare(s *awsdata.Snapshot) Declared    { return configured(s, e, e.Function) }
func (e RemoveSubnet) declare(s *awsdata.Snapshot) Declared { return configured(s, e, e.Function) }
func (e AddGroup) declare(s *awsdata.Snapshot) Declared     { return configured(s, e, e.Function) }
func (e RemoveGroup) declare(s *awsdata.Snapshot) Declared  { return configured(s, e, e.Function) }
func (e SetSubnets) declare(s *awsdata.Snapshot) Declared   { return configured(s, e, e.Function) }
func (e AllowIPv6) declare(s *awsdata.Snapshot) Declared    { return configured(s, e, e.Function) }
func (e ForbidIPv6) declare(s *awsdata.Snapshot) Declared   { return configured(s, e, e.Function) }
