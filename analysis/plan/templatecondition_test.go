package plan_test

import (
	"testing"

	"github.com/vpclens/vpclens/analysis/plan"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// A rule or route of which nobody knows whether it comes leaves unknown what it would open.
func TestAConditionOfWhichNobodyKnows(t *testing.T) {
	t.Parallel()
	const head = `Parameters: {Open: {Type: String}}
Conditions: {IsOpen: !Equals [!Ref Open, "yes"]}
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.1.0/24}}
  T: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref V}}
  A: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref S, RouteTableId: !Ref T}}
  N: {Type: AWS::EC2::NatGateway, Properties: {ConnectivityType: private, SubnetId: !Ref S}}
  G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref V, SecurityGroupEgress: [
    {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.2.0/24}]}}
  R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}
  F: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R.Arn, VpcConfig: {SubnetIds: [!Ref S],
    SecurityGroupIds: [!Ref G]}}}
`
	for _, x := range []struct{ name, to, part string }{
		{"a rule", "F 10.0.1.10 5432", `
  P: {Type: AWS::EC2::SecurityGroupEgress, Condition: IsOpen, Properties: {GroupId: !Ref G,
    IpProtocol: "-1", CidrIp: 0.0.0.0/0}}`},
		{"a route", "F 10.20.0.9 443", `
  E: {Type: AWS::EC2::SecurityGroupEgress, Properties: {GroupId: !Ref G, IpProtocol: "-1",
    CidrIp: 0.0.0.0/0}}
  P: {Type: AWS::EC2::Route, Condition: IsOpen, Properties: {RouteTableId: !Ref T,
    DestinationCidrBlock: 10.20.0.0/16, NatGatewayId: !Ref N}}`},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			before, err := awsdata.Empty("111122223333", "aws", "eu-central-1")
			if err != nil {
				t.Fatal(err)
			}
			p, err := plan.Read([]byte(head+x.part), "t.yaml", before, plan.Options{Region: "eu-central-1"})
			if err != nil {
				t.Fatal(err)
			}
			a, err := p.Apply(before, plan.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := answersOf(t, a.After)[x.to]; got != reach.Unknown {
				t.Errorf("%s is %s, want unknown", x.to, got)
			}
		})
	}
}
