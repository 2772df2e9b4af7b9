package reach_test

import (
	"testing"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

// TestPlaceClass holds the class of a function's place: the one that its subnets share, or that they are mixed.
func TestPlaceClass(t *testing.T) {
	e, x := engine(t, `
		vpc prod 10.0.0.0/16
		igw prod
		table public
		route public 0.0.0.0/0 igw-prod
		subnet pub cidr=10.0.0.0/24 table=public
		nat a subnet=pub eip=203.0.113.1
		table app
		route app 0.0.0.0/0 nat-a
		subnet app-a zone=a cidr=10.0.1.0/24 table=app
		subnet app-b zone=b cidr=10.0.2.0/24 table=app
		vpc lone 10.1.0.0/16
		subnet lone vpc=lone cidr=10.1.1.0/24
		endpoint sqs vpc=lone service=sqs subnets=lone groups=lone ips=10.1.1.10 state=deleting
		group app vpc=prod out tcp 443 0.0.0.0/0
		group lone vpc=lone
		function both subnets=app-a,app-b groups=app
		function mixed subnets=app-a,pub groups=app
		function mixed-again subnets=app-a,pub,app-b groups=app
		function lone subnets=lone groups=lone
		function outside`)
	for name, want := range map[string]reach.Class{
		"both": reach.ClassNAT, "mixed": reach.ClassMixed, "mixed-again": reach.ClassMixed,
		"lone": reach.ClassIsolated, "outside": reach.ClassNotAttached,
	} {
		if got := e.Place(region, x.Function(name)).Class; got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

// TestInternetOfFunctionsInOneSubnet holds that functions of one subnet do not share an answer where they send from
// other addresses: their groups' interfaces, or those of managed instances, which can have public addresses.
func TestInternetOfFunctionsInOneSubnet(t *testing.T) {
	e, x := engine(t, `
		vpc prod 10.0.0.0/16
		igw prod
		table public
		route public 0.0.0.0/0 igw-prod
		acl narrow
		acl narrow in 10 allow -1 10.0.12.0/25
		acl narrow in 20 allow tcp 1024-65535 0.0.0.0/0
		acl narrow in 5 deny -1 10.0.12.128/25
		acl narrow out 10 allow -1 0.0.0.0/0
		subnet narrow cidr=10.0.11.0/24 table=public acl=narrow
		nat narrow subnet=narrow eip=203.0.113.40
		table app
		route app 0.0.0.0/0 nat-narrow
		subnet app cidr=10.0.12.0/24 table=app
		group low out tcp all 0.0.0.0/0
		group high out tcp all 0.0.0.0/0
		eni low subnet=app ip=10.0.12.10 type=lambda groups=low
		eni high subnet=app ip=10.0.12.200 type=lambda groups=high
		function low subnets=app groups=low
		function high subnets=app groups=high
		function plain subnets=narrow groups=low
		provider fleet subnets=narrow groups=low
		function managed provider=fleet`)
	for _, tt := range []struct {
		name string
		want reach.Posture
	}{
		{"low", reach.PostureOpen}, {"high", reach.PostureNone}, {"plain", reach.PostureNone},
		{"managed", reach.PostureUnknown},
	} {
		if got := e.Internet(region, x.Function(tt.name)).Posture; got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestVerdictsOfTwoRoles holds that functions of one placement share no verdict where an endpoint's policy tells their
// roles apart.
func TestVerdictsOfTwoRoles(t *testing.T) {
	e, x := engine(t, `
		vpc prod 10.0.0.0/16
		table app
		subnet app cidr=10.0.1.0/24 table=app
		prefixlist s3 name=com.amazonaws.us-east-1.s3 cidrs=52.216.0.0/15 owner=AWS
		endpoint s3 service=s3 tables=app policy={"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/one"}}}]}
		route app pl-s3 vpce-s3
		group app out tcp 443 0.0.0.0/0
		role one allow=s3:*
		role two allow=s3:*
		function one subnets=app groups=app role=one
		function two subnets=app groups=app role=two`)
	to, err := names.Parse(x, "s3")
	if err != nil {
		t.Fatal(err)
	}
	q := reach.Query{To: to, Protocol: netset.TCP, Port: 443}
	for name, want := range map[string]reach.Verdict{"one": reach.Reachable, "two": reach.Blocked} {
		if got, err := e.Verdict(region, x.Function(name), q); err != nil || got != want {
			t.Errorf("%s reaches s3: %s (%v), want %s", name, got, err, want)
		}
	}
}
