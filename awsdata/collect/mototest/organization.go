package mototest

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

const image = "ami-12c6146b" // one that moto knows: to ask for them all takes a second

// Reader is the role that reads the accounts of an organization.
const Reader = "reader"

// Organization is what was seeded of an organization: its management account has a function that asks for a database
// in the account Shop, over a peering. Shop is peered with Bank as well, which has another database. A transit gateway
// that is shared is nothing that moto knows.
type Organization struct {
	Shop, Bank string // ids of accounts
	Unit       string // the organizational unit that Shop is in
	IDs        map[string]string

	hub, shop *seeder
}

// SeedOrganization makes an organization of the account that there is, and two more.
func (s *Server) SeedOrganization(tb testing.TB) *Organization {
	tb.Helper()
	account := &Account{IDs: map[string]string{}, Functions: map[string][]string{}}
	home := s.seeder(tb, account, Regions()[0])
	o := &Organization{IDs: account.IDs}
	client := organizations.NewFromConfig(home.config)
	ok(client.CreateOrganization(home.ctx, &organizations.CreateOrganizationInput{}))(home)
	create := func(name string) string {
		made := ok(client.CreateAccount(home.ctx, &organizations.CreateAccountInput{AccountName: &name,
			Email: aws.String(name + "@example.com")}))(home)
		return *made.CreateAccountStatus.AccountId
	}
	o.Shop, o.Bank = create("shop"), create("bank")
	roots := ok(client.ListRoots(home.ctx, &organizations.ListRootsInput{}))(home)
	unit := ok(client.CreateOrganizationalUnit(home.ctx, &organizations.CreateOrganizationalUnitInput{
		Name: aws.String("production"), ParentId: roots.Roots[0].Id}))(home)
	o.Unit = *unit.OrganizationalUnit.Id
	ok(client.MoveAccount(home.ctx, &organizations.MoveAccountInput{AccountId: &o.Shop,
		SourceParentId: roots.Roots[0].Id, DestinationParentId: &o.Unit}))(home)

	o.hub, o.shop = home, home.as(o.Shop)
	bank := home.as(o.Bank)
	for _, c := range []struct {
		in   *seeder
		name string
		cidr string // but for its end
	}{{home, "hub", "10.40."}, {o.shop, "store", "10.41."}, {bank, "vault", "10.42."}} {
		c.in.vpc(c.name, c.cidr+"0.0/16", false)
		c.in.subnet(c.name, "a", c.cidr+"1.0/24", "a", "")
		c.in.group(c.name, c.name, c.name)
		if c.in == home {
			continue
		}
		in := tcp(5432)
		in.IpRanges = []types.IpRange{{CidrIp: aws.String("10.40.0.0/16")}}
		ok(c.in.ec2.AuthorizeSecurityGroupIngress(c.in.ctx, &ec2.AuthorizeSecurityGroupIngressInput{
			GroupId: c.in.id("sg/" + c.name), IpPermissions: []types.IpPermission{in}}))(c.in)
		ok(c.in.ec2.RunInstances(c.in.ctx, &ec2.RunInstancesInput{ImageId: aws.String(image),
			MinCount: aws.Int32(1), MaxCount: aws.Int32(1), SubnetId: c.in.id(c.name + "/a"),
			InstanceType: types.InstanceTypeT3Micro, PrivateIpAddress: aws.String(c.cidr + "1.40"),
			SecurityGroupIds: []string{*c.in.id("sg/" + c.name)}}))(c.in)
	}
	peer(home, "hub", o.shop, "store", o.Shop)
	peer(o.shop, "store", bank, "vault", o.Bank)
	routes(home, "hub/main", "10.41.0.0/16", "pcx/store", "10.42.0.0/16", "pcx/store")
	routes(o.shop, "store/main", "10.40.0.0/16", "pcx/store", "10.42.0.0/16", "pcx/vault")
	routes(bank, "vault/main", "10.41.0.0/16", "pcx/vault")
	home.asker()
	return o
}

// as is a seeder of another account, which shares the names.
func (s *seeder) as(id string) *seeder {
	s.tb.Helper()
	role := ok(sts.NewFromConfig(s.config).AssumeRole(s.ctx, &sts.AssumeRoleInput{RoleSessionName: aws.String("seed"),
		RoleArn: aws.String("arn:aws:iam::" + id + ":role/" + Reader)}))(s)
	cfg := s.config.Copy()
	cfg.Credentials = credentials.NewStaticCredentialsProvider(*role.Credentials.AccessKeyId,
		*role.Credentials.SecretAccessKey, *role.Credentials.SessionToken)
	return &seeder{tb: s.tb, ctx: s.ctx, region: s.region, config: cfg, account: s.account, ec2: ec2.NewFromConfig(cfg),
		lambda: lambda.NewFromConfig(cfg), iam: iam.NewFromConfig(cfg)}
}

// peer connects VPCs of two accounts: one asks, the other accepts.
func peer(from *seeder, vpc string, to *seeder, with, account string) {
	from.tb.Helper()
	made := ok(from.ec2.CreateVpcPeeringConnection(from.ctx, &ec2.CreateVpcPeeringConnectionInput{VpcId: from.id(vpc),
		PeerVpcId: to.id(with), PeerOwnerId: &account}))(from)
	from.name("pcx/"+with, made.VpcPeeringConnection.VpcPeeringConnectionId)
	ok(to.ec2.AcceptVpcPeeringConnection(to.ctx,
		&ec2.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: from.id("pcx/" + with)}))(to)
}

// routes are routes of a table over peerings: a range and a peering each.
func routes(s *seeder, table string, pairs ...string) {
	s.tb.Helper()
	for i := 0; i < len(pairs); i += 2 {
		s.routes(table, ec2.CreateRouteInput{DestinationCidrBlock: &pairs[i], VpcPeeringConnectionId: s.id(pairs[i+1])})
	}
}

// asker is a function in the hub.
func (s *seeder) asker() {
	trust := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	role := ok(s.iam.CreateRole(s.ctx,
		&iam.CreateRoleInput{RoleName: aws.String("asker"), AssumeRolePolicyDocument: &trust}))(s)
	s.name("role/asker", role.Role.Arn)
	s.functions([]function{{name: "asker", subnets: []string{"hub/a"}, groups: []string{"sg/hub"}, role: "asker"}})
}

// LoseTheWayBack takes the route to the hub out of the table of Shop's VPC.
func (o *Organization) LoseTheWayBack() {
	ok(o.shop.ec2.DeleteRoute(o.shop.ctx, &ec2.DeleteRouteInput{RouteTableId: o.shop.id("rtb/store/main"),
		DestinationCidrBlock: aws.String("10.40.0.0/16")}))(o.shop)
}

// MakeHubPublic has the table of the hub's VPC lead to an internet gateway.
func (o *Organization) MakeHubPublic() {
	s := o.hub
	made := ok(s.ec2.CreateInternetGateway(s.ctx, &ec2.CreateInternetGatewayInput{}))(s)
	igw := made.InternetGateway.InternetGatewayId
	ok(s.ec2.AttachInternetGateway(s.ctx,
		&ec2.AttachInternetGatewayInput{InternetGatewayId: igw, VpcId: s.id("hub")}))(s)
	s.routes("hub/main", ec2.CreateRouteInput{DestinationCidrBlock: aws.String("0.0.0.0/0"), GatewayId: igw})
}
