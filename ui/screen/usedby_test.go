package screen

import (
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// analysed is the result of a story, without any checks.
func analysed(t *testing.T, story string) *analysis.Result {
	t.Helper()
	res, err := analysis.Run(t.Context(), awstest.Parse(t, story), analysis.Options{Checks: []*check.Check{}})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// resource is one thing of the story's region.
func resource(t *testing.T, res *analysis.Result, id string) awsdata.Resource {
	t.Helper()
	r := find(res, awstest.SyntheticRegion, id)
	if r == nil {
		t.Fatalf("%s is not in the story", id)
	}
	return r
}

func TestAFunctionWithoutItsRoleDoesNotLackSubnets(t *testing.T) {
	res := analysed(t, `
		vpc prod 10.0.0.0/16
		subnet app cidr=10.0.1.0/24
		group app out tcp 443 0.0.0.0/0
		role both
		function both subnets=app groups=app role=both
	`)
	for id, want := range map[string]string{"arn:aws:iam::123456789012:role/both": "nothing runs without its role", "subnet-app": "it has no other subnet"} {
		got := tell(t.Context(), res, awstest.SyntheticRegion, resource(t, res, id), nil, nil)
		if got.err != nil || !slices.Equal(got.words, []string{want}) {
			t.Errorf("%s: %q %v, want %q", id, got.words, got.err, want)
		}
	}
}

func TestAServiceThatNobodyKnewIsNotSaidToBeLost(t *testing.T) {
	res := analysed(t, `
		vpc prod 10.0.0.0/16
		subnet app cidr=10.0.1.0/24
		endpoint sqs vpc=prod service=com.amazonaws.us-east-1.sqs subnets=app groups=!sg-0123456789abcdef0 ips=10.0.1.50 private-dns
		group app out tcp 443 0.0.0.0/0
		function both subnets=app groups=app
	`)
	got := tell(t.Context(), res, awstest.SyntheticRegion, resource(t, res, "vpce-sqs"), nil, nil)
	if want := "sqs not reached then; whether it is now is not known"; got.err != nil || !slices.Equal(got.words, []string{want}) {
		t.Errorf("%q %v, want %q", got.words, got.err, want)
	}
}

// What keeps AWS from deleting a VPC is more than its subnets and gateways.
func TestWhatKeepsAVPC(t *testing.T) {
	res := analysed(t, `
		vpc prod 10.0.0.0/16
		eigw prod
		table own
		acl own
		subnet app cidr=10.0.1.0/24 table=own acl=own
		group own out tcp 443 0.0.0.0/0
	`)
	uses, missing := usesOf(res, awstest.SyntheticRegion, resource(t, res, "vpc-prod"))
	var got []string
	for _, u := range uses {
		if u.refuses {
			got = append(got, u.id)
		}
	}
	slices.Sort(got)
	if want := []string{"acl-own", "eigw-prod", "rtb-own", "sg-own", "subnet-app"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if len(missing) > 0 {
		t.Errorf("missing %v", missing)
	}
	res = analysed(t, `
		vpc prod 10.0.0.0/16
		gap describe-security-groups denied
		gap describe-nat-gateways denied
	`)
	_, missing = usesOf(res, awstest.SyntheticRegion, resource(t, res, "vpc-prod"))
	for _, call := range []string{"describe-security-groups", "describe-nat-gateways"} {
		if !slices.Contains(missing, call) {
			t.Errorf("%s is not among what is missing: %v", call, missing)
		}
	}
}

// What could be in the way and was not read is said.
func TestWhatMayKeepAThingIsSaid(t *testing.T) {
	res := analysed(t, `
		vpc prod 10.0.0.0/16
		acl own
		subnet app cidr=10.0.1.0/24 acl=own
		group app out tcp 443 0.0.0.0/0
		gap describe-nat-gateways denied
		gap describe-vpc-endpoints denied
		gap describe-network-acls truncated
	`)
	for id, want := range map[string]string{"subnet-app": "describe-nat-gateways", "sg-app": "describe-vpc-endpoints", "acl-own": "describe-network-acls"} {
		if _, missing := usesOf(res, awstest.SyntheticRegion, resource(t, res, id)); !slices.Contains(missing, want) {
			t.Errorf("%s: %s is not among what is missing: %v", id, want, missing)
		}
	}
}

// The interface of a NAT gateway goes with it, whichever of its two names AWS gives its kind.
func TestInterfacesOfNATGatewaysGoWithThem(t *testing.T) {
	for _, kind := range []string{"nat_gateway", "natGateway"} {
		res := analysed(t, `
			vpc prod 10.0.0.0/16
			subnet app cidr=10.0.1.0/24
			nat out subnet=app eip=203.0.113.1
			eni out subnet=app ip=10.0.1.9 type=nat_gateway
		`)
		s := res.Snapshot.Change(awstest.SyntheticRegion, func(r *awsdata.Region) {
			for i := range r.NetworkInterfaces {
				r.NetworkInterfaces[i].InterfaceType = kind
			}
		})
		res, err := analysis.Run(t.Context(), s, analysis.Options{Checks: []*check.Check{}})
		if err != nil {
			t.Fatal(err)
		}
		uses, _ := usesOf(res, awstest.SyntheticRegion, resource(t, res, "subnet-app"))
		if len(uses) != 1 || uses[0].id != "nat-out" {
			t.Errorf("%s: %+v", kind, uses)
		}
	}
}
