package mototest

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

const everywhere, everywhere6 = "0.0.0.0/0", "::/0"

// shop is a VPC with one of everything: two zones, public, private and isolated subnets, IPv6, a second range.
func (s *seeder) shop() {
	s.vpc("shop", "10.0.0.0/16", true)
	shop := s.id("shop")
	ok(s.ec2.AssociateVpcCidrBlock(s.ctx,
		&ec2.AssociateVpcCidrBlockInput{VpcId: shop, CidrBlock: aws.String("10.50.0.0/16")}))(s)
	ok(s.ec2.ModifyVpcAttribute(s.ctx, &ec2.ModifyVpcAttributeInput{VpcId: shop,
		EnableDnsHostnames: &types.AttributeBooleanValue{Value: aws.Bool(true)}}))(s)
	options := ok(s.ec2.CreateDhcpOptions(s.ctx,
		&ec2.CreateDhcpOptionsInput{DhcpConfigurations: []types.NewDhcpConfiguration{
			{Key: aws.String("domain-name-servers"), Values: []string{"10.0.0.53", "AmazonProvidedDNS"}},
			{Key: aws.String("domain-name"), Values: []string{"shop.internal"}}}}))(s)
	s.name("dopt/shop", options.DhcpOptions.DhcpOptionsId)
	ok(s.ec2.AssociateDhcpOptions(s.ctx,
		&ec2.AssociateDhcpOptionsInput{VpcId: shop, DhcpOptionsId: options.DhcpOptions.DhcpOptionsId}))(s)

	vpcs := ok(s.ec2.DescribeVpcs(s.ctx, &ec2.DescribeVpcsInput{VpcIds: []string{*shop}}))(s)
	ipv6 := *vpcs.Vpcs[0].Ipv6CidrBlockAssociationSet[0].Ipv6CidrBlock // 2400:6500:xxxx:xx00::/56
	dual := ipv6[:len(ipv6)-len("00::/56")] + "01::/64"
	s.subnet("shop", "public-a", "10.0.0.0/24", "a", "")
	s.subnet("shop", "public-b", "10.0.1.0/24", "b", "")
	s.subnet("shop", "private-a", "10.0.10.0/24", "a", dual)
	s.subnet("shop", "private-b", "10.0.11.0/24", "b", "")
	s.subnet("shop", "tiny-a", "10.50.0.0/28", "a", "")
	s.subnet("shop", "isolated-a", "10.0.20.0/24", "a", "")
	s.subnet("shop", "broken-b", "10.0.30.0/24", "b", "")
	ok(s.ec2.ModifySubnetAttribute(s.ctx, &ec2.ModifySubnetAttributeInput{SubnetId: s.id("shop/public-a"),
		MapPublicIpOnLaunch: &types.AttributeBooleanValue{Value: aws.Bool(true)}}))(s)

	s.gateways()
	s.groups()
	s.tables()
	s.endpoints()
	s.acl()
	s.interfaces()
	ok(s.ec2.CreateFlowLogs(s.ctx, &ec2.CreateFlowLogsInput{ResourceIds: []string{*shop},
		ResourceType: types.FlowLogsResourceTypeVpc, TrafficType: types.TrafficTypeAll,
		LogGroupName: aws.String("flows"), LogDestinationType: types.LogDestinationTypeCloudWatchLogs,
		DeliverLogsPermissionArn: aws.String("arn:aws:iam::123456789012:role/service-role/checkout")}))(s)
}

func (s *seeder) gateways() {
	igw := ok(s.ec2.CreateInternetGateway(s.ctx, &ec2.CreateInternetGatewayInput{}))(s)
	s.name("igw", igw.InternetGateway.InternetGatewayId)
	ok(s.ec2.AttachInternetGateway(s.ctx,
		&ec2.AttachInternetGatewayInput{InternetGatewayId: s.id("igw"), VpcId: s.id("shop")}))(s)
	eigw := ok(s.ec2.CreateEgressOnlyInternetGateway(s.ctx,
		&ec2.CreateEgressOnlyInternetGatewayInput{VpcId: s.id("shop")}))(s)
	s.name("eigw", eigw.EgressOnlyInternetGateway.EgressOnlyInternetGatewayId)
	address := ok(s.ec2.AllocateAddress(s.ctx, &ec2.AllocateAddressInput{Domain: types.DomainTypeVpc}))(s)
	public := ok(s.ec2.CreateNatGateway(s.ctx, &ec2.CreateNatGatewayInput{SubnetId: s.id("shop/public-a"),
		AllocationId: address.AllocationId, TagSpecifications: tagged(types.ResourceTypeNatgateway, "public a")}))(s)
	s.name("nat/public", public.NatGateway.NatGatewayId)
	private := ok(s.ec2.CreateNatGateway(s.ctx, &ec2.CreateNatGatewayInput{SubnetId: s.id("shop/private-b"),
		ConnectivityType: types.ConnectivityTypePrivate}))(s)
	s.name("nat/private", private.NatGateway.NatGatewayId)
	// A NAT gateway in a subnet whose routes do not lead to the internet.
	again := ok(s.ec2.AllocateAddress(s.ctx, &ec2.AllocateAddressInput{Domain: types.DomainTypeVpc}))(s)
	broken := ok(s.ec2.CreateNatGateway(s.ctx,
		&ec2.CreateNatGatewayInput{SubnetId: s.id("shop/isolated-a"), AllocationId: again.AllocationId}))(s)
	s.name("nat/broken", broken.NatGateway.NatGatewayId)
	list := ok(s.ec2.CreateManagedPrefixList(s.ctx,
		&ec2.CreateManagedPrefixListInput{PrefixListName: aws.String("partners"), AddressFamily: aws.String("IPv4"),
			MaxEntries: aws.Int32(10), Entries: []types.AddPrefixListEntry{
				{Cidr: aws.String("198.51.100.0/24"), Description: aws.String("bank")},
				{Cidr: aws.String("203.0.113.0/24"), Description: aws.String("courier")}}}))(s)
	s.name("pl/partners", list.PrefixList.PrefixListId)
}

func (s *seeder) groups() {
	s.group("shop", "database", "database", toCIDR(tcp(443), "10.0.0.0/16"))
	s.group("shop", "endpoint", "interface endpoints", toCIDR(tcp(443), "10.0.0.0/16"))
	s.group("shop", "open", "everything everywhere")
	s.group("shop", "functions", "functions of the shop", toCIDR(tcp(443), everywhere), toCIDR6(tcp(443), everywhere6),
		toList(tcp(8443), s.id("pl/partners")), toGroup(tcp(5432), s.id("sg/database")),
		toGroup(tcp(443), s.id("sg/endpoint")))
	s.group("shop", "locked", "the database and nothing else", toGroup(tcp(5432), s.id("sg/database")))
	for group, port := range map[string]int32{"sg/database": 5432, "sg/endpoint": 443} {
		ok(s.ec2.AuthorizeSecurityGroupIngress(s.ctx, &ec2.AuthorizeSecurityGroupIngressInput{GroupId: s.id(group),
			IpPermissions: []types.IpPermission{toGroup(tcp(port), s.id("sg/functions"))}}))(s)
	}
}

func (s *seeder) tables() {
	s.table("shop", "public", []string{"public-a", "public-b"},
		ec2.CreateRouteInput{DestinationCidrBlock: aws.String(everywhere), GatewayId: s.id("igw")})
	s.table("shop", "private", []string{"private-a", "tiny-a"},
		ec2.CreateRouteInput{DestinationCidrBlock: aws.String(everywhere), NatGatewayId: s.id("nat/public")},
		ec2.CreateRouteInput{DestinationIpv6CidrBlock: aws.String(everywhere6),
			EgressOnlyInternetGatewayId: s.id("eigw")},
		ec2.CreateRouteInput{DestinationPrefixListId: s.id("pl/partners"), NatGatewayId: s.id("nat/private")})
	s.table("shop", "private-b", []string{"private-b"},
		ec2.CreateRouteInput{DestinationCidrBlock: aws.String(everywhere), NatGatewayId: s.id("nat/public")})
	s.table("shop", "broken", []string{"broken-b"},
		ec2.CreateRouteInput{DestinationCidrBlock: aws.String(everywhere), NatGatewayId: s.id("nat/broken")})
	s.table("shop", "isolated", []string{"isolated-a"})
}

func (s *seeder) endpoints() {
	gateway := ok(s.ec2.CreateVpcEndpoint(s.ctx,
		&ec2.CreateVpcEndpointInput{VpcId: s.id("shop"), ServiceName: aws.String("com.amazonaws." + s.region + ".s3"),
			VpcEndpointType: types.VpcEndpointTypeGateway, RouteTableIds: []string{*s.id("rtb/isolated")},
			PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::shop/*"}]}`)}))(s)
	s.name("vpce/s3", gateway.VpcEndpoint.VpcEndpointId)
	service := ok(s.ec2.CreateVpcEndpoint(s.ctx, &ec2.CreateVpcEndpointInput{VpcId: s.id("shop"),
		ServiceName: aws.String("com.amazonaws." + s.region + ".sqs"), VpcEndpointType: types.VpcEndpointTypeInterface,
		SubnetIds:        []string{*s.id("shop/private-a"), *s.id("shop/private-b")},
		SecurityGroupIds: []string{*s.id("sg/endpoint")}, PrivateDnsEnabled: aws.Bool(true)}))(s)
	s.name("vpce/sqs", service.VpcEndpoint.VpcEndpointId)
}

// acl puts a strict network ACL on the isolated subnet.
func (s *seeder) acl() {
	acl := ok(s.ec2.CreateNetworkAcl(s.ctx, &ec2.CreateNetworkAclInput{VpcId: s.id("shop")}))(s)
	s.name("acl/isolated", acl.NetworkAcl.NetworkAclId)
	for _, e := range []ec2.CreateNetworkAclEntryInput{
		{RuleNumber: aws.Int32(100), Egress: aws.Bool(true), Protocol: aws.String("6"),
			RuleAction: types.RuleActionAllow, CidrBlock: aws.String("10.0.0.0/16"),
			PortRange: &types.PortRange{From: aws.Int32(443), To: aws.Int32(443)}},
		{RuleNumber: aws.Int32(110), Egress: aws.Bool(false), Protocol: aws.String("6"),
			RuleAction: types.RuleActionAllow, CidrBlock: aws.String(everywhere),
			PortRange: &types.PortRange{From: aws.Int32(1024), To: aws.Int32(65535)}},
		{RuleNumber: aws.Int32(120), Egress: aws.Bool(false), Protocol: aws.String("1"),
			RuleAction: types.RuleActionDeny, CidrBlock: aws.String(everywhere),
			IcmpTypeCode: &types.IcmpTypeCode{Type: aws.Int32(8), Code: aws.Int32(-1)}},
	} {
		e.NetworkAclId = acl.NetworkAcl.NetworkAclId
		ok(s.ec2.CreateNetworkAclEntry(s.ctx, &e))(s)
	}
	acls := ok(s.ec2.DescribeNetworkAcls(s.ctx, &ec2.DescribeNetworkAclsInput{Filters: []types.Filter{
		{Name: aws.String("association.subnet-id"), Values: []string{*s.id("shop/isolated-a")}}}}))(s)
	for _, a := range acls.NetworkAcls[0].Associations {
		if aws.ToString(a.SubnetId) == *s.id("shop/isolated-a") {
			ok(s.ec2.ReplaceNetworkAclAssociation(s.ctx, &ec2.ReplaceNetworkAclAssociationInput{
				AssociationId: a.NetworkAclAssociationId, NetworkAclId: acl.NetworkAcl.NetworkAclId}))(s)
		}
	}
}

// interfaces stand for a database, and for what Lambda would make: moto makes no interfaces for functions.
func (s *seeder) interfaces() {
	db := ok(s.ec2.CreateNetworkInterface(s.ctx,
		&ec2.CreateNetworkInterfaceInput{SubnetId: s.id("shop/private-b"), PrivateIpAddress: aws.String("10.0.11.40"),
			Groups: []string{*s.id("sg/database")}, Description: aws.String("RDSNetworkInterface")}))(s)
	s.name("eni/database", db.NetworkInterface.NetworkInterfaceId)
	fn := ok(s.ec2.CreateNetworkInterface(s.ctx, &ec2.CreateNetworkInterfaceInput{SubnetId: s.id("shop/private-a"),
		Groups: []string{*s.id("sg/functions")}, Description: aws.String("AWS Lambda VPC ENI-checkout-0a1b2c3d")}))(s)
	s.name("eni/checkout", fn.NetworkInterface.NetworkInterfaceId)
}

// data is the VPC on the other side of a peering and of a transit gateway.
func (s *seeder) data() {
	s.vpc("data", "10.1.0.0/16", false)
	s.subnet("data", "warehouse-a", "10.1.1.0/24", "a", "")
	s.subnet("data", "warehouse-b", "10.1.2.0/24", "b", "")
	s.vpc("lonely", "10.2.0.0/16", false)
	s.subnet("lonely", "only-a", "10.2.1.0/24", "a", "")
	ok(s.ec2.ModifyVpcAttribute(s.ctx, &ec2.ModifyVpcAttributeInput{VpcId: s.id("lonely"),
		EnableDnsSupport: &types.AttributeBooleanValue{Value: aws.Bool(false)}}))(s)
}

// joins connects shop and data twice, and leaves a peering behind whose other side is gone.
func (s *seeder) joins() {
	peering := ok(s.ec2.CreateVpcPeeringConnection(s.ctx,
		&ec2.CreateVpcPeeringConnectionInput{VpcId: s.id("shop"), PeerVpcId: s.id("data")}))(s)
	s.name("pcx", peering.VpcPeeringConnection.VpcPeeringConnectionId)
	ok(s.ec2.AcceptVpcPeeringConnection(s.ctx,
		&ec2.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: s.id("pcx")}))(s)
	s.routes("private",
		ec2.CreateRouteInput{DestinationCidrBlock: aws.String("10.1.1.0/24"), VpcPeeringConnectionId: s.id("pcx")})
	s.routes("data/main",
		ec2.CreateRouteInput{DestinationCidrBlock: aws.String("10.0.0.0/16"), VpcPeeringConnectionId: s.id("pcx")})

	gateway := ok(s.ec2.CreateTransitGateway(s.ctx, &ec2.CreateTransitGatewayInput{Description: aws.String("hub")}))(s)
	s.name("tgw", gateway.TransitGateway.TransitGatewayId)
	s.name("tgw-rtb/default", gateway.TransitGateway.Options.AssociationDefaultRouteTableId)
	for vpc, subnet := range map[string]string{"shop": "shop/private-a", "data": "data/warehouse-a"} {
		attachment := ok(s.ec2.CreateTransitGatewayVpcAttachment(s.ctx, &ec2.CreateTransitGatewayVpcAttachmentInput{
			TransitGatewayId: s.id("tgw"), VpcId: s.id(vpc), SubnetIds: []string{*s.id(subnet)}}))(s)
		s.name("tgw-attach/"+vpc, attachment.TransitGatewayVpcAttachment.TransitGatewayAttachmentId)
	}
	table := ok(s.ec2.CreateTransitGatewayRouteTable(s.ctx,
		&ec2.CreateTransitGatewayRouteTableInput{TransitGatewayId: s.id("tgw")}))(s)
	s.name("tgw-rtb", table.TransitGatewayRouteTable.TransitGatewayRouteTableId)
	ok(s.ec2.CreateTransitGatewayRoute(s.ctx,
		&ec2.CreateTransitGatewayRouteInput{TransitGatewayRouteTableId: s.id("tgw-rtb"),
			DestinationCidrBlock: aws.String("10.1.0.0/16"), TransitGatewayAttachmentId: s.id("tgw-attach/data")}))(s)
	ok(s.ec2.CreateTransitGatewayRoute(s.ctx,
		&ec2.CreateTransitGatewayRouteInput{TransitGatewayRouteTableId: s.id("tgw-rtb"),
			DestinationCidrBlock: aws.String("10.66.0.0/16"), Blackhole: aws.Bool(true)}))(s)
	s.routes("private-b",
		ec2.CreateRouteInput{DestinationCidrBlock: aws.String("10.1.0.0/16"), TransitGatewayId: s.id("tgw")})
}

// europe is a second region: one VPC, open to the internet.
func (s *seeder) europe() {
	s.vpc("europe", "10.3.0.0/16", false)
	s.subnet("europe", "public-a", "10.3.0.0/24", "a", "")
	s.group("europe", "eu-functions", "functions in Europe")
	igw := ok(s.ec2.CreateInternetGateway(s.ctx, &ec2.CreateInternetGatewayInput{}))(s)
	s.name("igw/europe", igw.InternetGateway.InternetGatewayId)
	ok(s.ec2.AttachInternetGateway(s.ctx,
		&ec2.AttachInternetGatewayInput{InternetGatewayId: s.id("igw/europe"), VpcId: s.id("europe")}))(s)
	s.routes("europe/main",
		ec2.CreateRouteInput{DestinationCidrBlock: aws.String(everywhere), GatewayId: s.id("igw/europe")})
}
