package config_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/config/configtest"
)

// twoAccounts have two of each kind of thing that a route or a rule names, so that no list is empty without one.
var twoAccounts = []string{`account 111111111111
vpc shop 10.1.0.0/16
igw shop
subnet app cidr=10.1.1.0/24 table=app
subnet app-b cidr=10.1.3.0/24 zone=b
subnet public cidr=10.1.2.0/24 table=public public
table public
route public 0.0.0.0/0 igw-shop
nat a subnet=public ip=10.1.2.10 eip=203.0.113.10
table app
route app 0.0.0.0/0 nat-a
route app 10.2.0.0/16 pcx-data
peering data from=shop to=!data to-owner=222222222222 to-cidrs=10.2.0.0/16
group api
group api out tcp 5432 10.2.0.0/16
group api out tcp 443 0.0.0.0/0
group api out tcp 6379 sg-cache
group cache
group cache in tcp 6379 sg-api
eni cache subnet=app ip=10.1.1.20 groups=cache
function api subnets=app groups=api
function both subnets=app,app-b groups=api,cache
function public subnets=public groups=api
vpc spare 10.9.0.0/16
igw spare
subnet spare cidr=10.9.1.0/24 table=spare
table spare
route spare 0.0.0.0/0 igw-spare
nat spare subnet=spare ip=10.9.1.10 eip=203.0.113.11
peering spare from=spare to=!data to-owner=222222222222 to-cidrs=10.2.0.0/16
group spare
eni spare subnet=spare ip=10.9.1.11 groups=spare
`, `account 222222222222
vpc data 10.2.0.0/16
subnet db cidr=10.2.1.0/24 table=db
table db
peering data from=!shop to=data from-owner=111111111111 from-cidrs=10.1.0.0/16
route db 10.1.0.0/16 pcx-data
group db
group db in tcp 5432 10.1.0.0/16
eni db subnet=db ip=10.2.1.10 groups=db
eni db2 subnet=db ip=10.2.1.11 groups=db
function nightly subnets=db groups=db
vpc other 10.3.0.0/16
subnet other cidr=10.3.1.0/24
group other
function other subnets=other groups=other
`}

// Each type of resource can be recorded at its own pace. What is not recorded yet and is named by something that is
// makes a verdict unknown, and never its opposite.
func TestWhatIsNotRecordedYet(t *testing.T) {
	credentials(t)
	was := awstest.Together(t, twoAccounts...)
	truth := reachedBy(was)
	rows := configtest.Rows(t, was)
	var wrong []string
	for i, row := range rows {
		var r struct{ ResourceType, ResourceID string }
		if err := json.Unmarshal([]byte(row), &r); err != nil {
			t.Fatal(err)
		}
		s, err := read(t, configtest.Start(t, "org", slices.Delete(slices.Clone(rows), i, i+1)...))
		if err != nil {
			t.Fatal(err)
		}
		now := reachedBy(s)
		if len(now) == 0 {
			t.Errorf("without %s no function is left", r.ResourceID)
		}
		for function, sets := range now {
			before := truth[function]
			if !before.Reachable.Minus(notBlocked(sets)).IsEmpty() ||
				!sets.Reachable.Minus(notBlocked(before)).IsEmpty() {
				wrong = append(wrong, r.ResourceID+" "+function[strings.LastIndex(function, ":")+1:])
			}
		}
	}
	slices.Sort(wrong)
	// A table names its subnets and an interface its address: of those that are not recorded nobody else knows.
	if diff := cmp.Diff([]string{"eni-cache api", "eni-cache both", "eni-cache public", "rtb-app api",
		"rtb-db api", "rtb-public api"}, wrong); diff != "" {
		t.Errorf("verdicts that turn without a row (-want +got):\n%s", diff)
	}
}

// notBlocked is what is not known to be blocked.
func notBlocked(s reach.Sets) netset.Set { return s.Reachable.Union(s.Partial).Union(s.Unknown) }

// reachedBy is what the functions of a snapshot reach, by their ARNs.
func reachedBy(s *awsdata.Snapshot) map[string]reach.Sets {
	out := make(map[string]reach.Sets)
	engine := reach.New(awsdata.NewIndex(s))
	for _, r := range s.Regions {
		for i := range r.Functions {
			out[r.Functions[i].FunctionArn] = engine.Reach(r.RegionName, &r.Functions[i]).Sets
		}
	}
	return out
}

// A list that lacks something says by what it is named. What is told to be deleted, and what is in an account that the
// aggregator may not gather, is no gap.
func TestNamedAndNotThere(t *testing.T) {
	credentials(t)
	gateway := func(state string) string {
		return recorded("AWS::EC2::NatGateway", "nat-"+state, `"configurationItemStatus":"`+state+`",`,
			`{"natGatewayId":"nat-`+state+`","vpcId":"vpc-1","subnetId":"subnet-1","state":{"value":"available"},`+
				`"natGatewayAddresses":[],"connectivityType":"public"}`)
	}
	table := func(target string) string {
		return recorded("AWS::EC2::RouteTable", "rtb-1", "", `{"routeTableId":"rtb-1","vpcId":"vpc-1",`+
			`"associations":[],"routes":[{"destinationCidrBlock":"0.0.0.0/0","state":"active","origin":"CreateRoute",`+
			target+`}]}`)
	}
	base := []string{recorded("AWS::EC2::VPC", "vpc-1", "", vpc), recorded("AWS::EC2::Subnet", "subnet-1", "", subnet),
		gateway("OK")}
	peering := recorded("AWS::EC2::VPCPeeringConnection", "pcx-1", "", `{"vpcPeeringConnectionId":"pcx-1",`+
		`"status":{"code":"active"},"accepterVpcInfo":{"vpcId":"vpc-9","ownerId":"444455556666"},`+
		`"requesterVpcInfo":{"vpcId":"vpc-1","ownerId":"111122223333"}}`)
	const role = "arn:aws:iam::111122223333:role/"
	for _, tt := range []struct {
		name string
		rows []string
		want string
	}{
		{"there", []string{table(`"natGatewayId":"nat-OK"`)}, ""},
		{"not there", []string{table(`"natGatewayId":"nat-2"`)}, "eu-west-1 describe-nat-gateways truncated: " +
			"AWS Config has nothing of nat-2, which rtb-1 names: it may not be recorded yet"},
		{"deleted", []string{table(`"natGatewayId":"nat-ResourceDeleted"`), gateway("ResourceDeleted")}, ""},
		{"in another account", []string{peering}, ""},
		{"a role", []string{recorded("AWS::IAM::Role", "r", "", `{"arn":"`+role+`r","roleName":"r",`+
			`"rolePolicyList":[],"attachedManagedPolicies":[]}`), recorded("AWS::Lambda::Function", "small", "",
			`{"functionName":"small","functionArn":"arn:small","memorySize":128,"role":"`+role+`s"}`)},
			"global get-account-authorization-details truncated: AWS Config has nothing of " + role +
				"s, which arn:small names: it may not be recorded yet"},
	} {
		s, err := read(t, configtest.Start(t, "org", append(slices.Clone(base), tt.rows...)...))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, gapsOf(s)); diff != "" {
			t.Errorf("%s: gaps (-want +got):\n%s", tt.name, diff)
		}
	}
}
