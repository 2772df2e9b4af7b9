package mototest

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// tagged is the tag that names a resource.
func tagged(kind types.ResourceType, name string) []types.TagSpecification {
	return []types.TagSpecification{{ResourceType: kind,
		Tags: []types.Tag{{Key: aws.String("Name"), Value: aws.String(name)}}}}
}

func (s *seeder) vpc(name, cidr string, ipv6 bool) {
	s.tb.Helper()
	out := ok(s.ec2.CreateVpc(s.ctx, &ec2.CreateVpcInput{CidrBlock: aws.String(cidr),
		AmazonProvidedIpv6CidrBlock: aws.Bool(ipv6), TagSpecifications: tagged(types.ResourceTypeVpc, name)}))(s)
	s.name(name, out.Vpc.VpcId)
	tables := ok(s.ec2.DescribeRouteTables(s.ctx, &ec2.DescribeRouteTablesInput{Filters: inVPC(*out.Vpc.VpcId)}))(s)
	s.name("rtb/"+name+"/main", tables.RouteTables[0].RouteTableId)
	groups := ok(s.ec2.DescribeSecurityGroups(s.ctx,
		&ec2.DescribeSecurityGroupsInput{Filters: inVPC(*out.Vpc.VpcId)}))(s)
	s.name("sg/"+name+"/default", groups.SecurityGroups[0].GroupId)
}

func inVPC(id string) []types.Filter {
	return []types.Filter{{Name: aws.String("vpc-id"), Values: []string{id}}}
}

func (s *seeder) subnet(vpc, name, cidr, zone, ipv6 string) {
	s.tb.Helper()
	in := &ec2.CreateSubnetInput{VpcId: s.id(vpc), CidrBlock: aws.String(cidr),
		AvailabilityZone: aws.String(s.region + zone), TagSpecifications: tagged(types.ResourceTypeSubnet, name)}
	if ipv6 != "" {
		in.Ipv6CidrBlock = aws.String(ipv6)
	}
	s.name(vpc+"/"+name, ok(s.ec2.CreateSubnet(s.ctx, in))(s).Subnet.SubnetId)
}

// table makes a route table for the subnets. Each route is completed by to.
func (s *seeder) table(vpc, name string, subnets []string, routes ...ec2.CreateRouteInput) {
	s.tb.Helper()
	out := ok(s.ec2.CreateRouteTable(s.ctx,
		&ec2.CreateRouteTableInput{VpcId: s.id(vpc), TagSpecifications: tagged(types.ResourceTypeRouteTable, name)}))(s)
	s.name("rtb/"+name, out.RouteTable.RouteTableId)
	for _, subnet := range subnets {
		ok(s.ec2.AssociateRouteTable(s.ctx, &ec2.AssociateRouteTableInput{RouteTableId: out.RouteTable.RouteTableId,
			SubnetId: s.id(vpc + "/" + subnet)}))(s)
	}
	s.routes(name, routes...)
}

func (s *seeder) routes(table string, routes ...ec2.CreateRouteInput) {
	s.tb.Helper()
	for _, r := range routes {
		r.RouteTableId = s.id("rtb/" + table)
		ok(s.ec2.CreateRoute(s.ctx, &r))(s)
	}
}

func (s *seeder) group(vpc, name, description string, egress ...types.IpPermission) {
	s.tb.Helper()
	out := ok(s.ec2.CreateSecurityGroup(s.ctx,
		&ec2.CreateSecurityGroupInput{VpcId: s.id(vpc), GroupName: aws.String(name),
			Description: aws.String(description), TagSpecifications: tagged(types.ResourceTypeSecurityGroup, name)}))(s)
	s.name("sg/"+name, out.GroupId)
	if len(egress) == 0 {
		return // keeps AWS's own rules, which allow everything
	}
	// AWS's own rule, and in a VPC with IPv6 another one.
	made := ok(s.ec2.DescribeSecurityGroups(s.ctx,
		&ec2.DescribeSecurityGroupsInput{GroupIds: []string{*out.GroupId}}))(s)
	ok(s.ec2.RevokeSecurityGroupEgress(s.ctx, &ec2.RevokeSecurityGroupEgressInput{GroupId: out.GroupId,
		IpPermissions: made.SecurityGroups[0].IpPermissionsEgress}))(s)
	ok(s.ec2.AuthorizeSecurityGroupEgress(s.ctx,
		&ec2.AuthorizeSecurityGroupEgressInput{GroupId: out.GroupId, IpPermissions: egress}))(s)
}

// tcp is a rule for one port, without a peer yet.
func tcp(port int32) types.IpPermission {
	return types.IpPermission{IpProtocol: aws.String("tcp"), FromPort: aws.Int32(port), ToPort: aws.Int32(port)}
}

func toCIDR(p types.IpPermission, cidr string) types.IpPermission {
	p.IpRanges = []types.IpRange{{CidrIp: aws.String(cidr), Description: aws.String("to " + cidr)}}
	return p
}

func toCIDR6(p types.IpPermission, cidr string) types.IpPermission {
	p.Ipv6Ranges = []types.Ipv6Range{{CidrIpv6: aws.String(cidr)}}
	return p
}

func toList(p types.IpPermission, list *string) types.IpPermission {
	p.PrefixListIds = []types.PrefixListId{{PrefixListId: list}}
	return p
}

func toGroup(p types.IpPermission, group *string) types.IpPermission {
	p.UserIdGroupPairs = []types.UserIdGroupPair{{GroupId: group}}
	return p
}
