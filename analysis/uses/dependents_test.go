package uses

import (
	"fmt"
	"slices"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest"
)

const depended = `
	vpc prod 10.0.0.0/16
	igw prod
	table app
	route app 0.0.0.0/0 nat-out
	route app pl-partner nat-out
	table data
	acl app
	prefixlist partner cidrs=192.0.2.0/24
	prefixlist unused cidrs=198.51.100.0/24
	subnet public cidr=10.0.0.0/24
	subnet app cidr=10.0.1.0/24 table=app acl=app
	subnet data cidr=10.0.2.0/24 table=data
	group app out tcp 443 0.0.0.0/0
	group named out tcp 443 pl-partner
	nat out subnet=public eip=203.0.113.1
	endpoint s3 service=s3 tables=app
	endpoint kms service=kms subnets=app groups=app ips=10.0.1.30 private-dns
	role shared
	eni ours subnet=app type=lambda ip=10.0.1.10 groups=app
	eni db subnet=data ip=10.0.2.9 groups=app description=RDSNetworkInterface
	function orders subnets=app groups=app role=shared
	function data subnets=data groups=named role=shared
	function outside role=shared
`

func TestDependents(t *testing.T) {
	res := analyzed(t, depended)
	for id, want := range map[string][]string{
		"vpc-prod":                              {"data vpc ", "orders vpc "},
		"subnet-app":                            {"orders subnet "},
		"rtb-app":                               {"orders route-table subnet-app"},
		"acl-app":                               {"orders network-acl subnet-app"},
		"sg-named":                              {"data group "},
		"nat-out":                               {"orders route rtb-app"},
		"igw-prod":                              nil,
		"vpce-s3":                               {"orders endpoint rtb-app"},
		"vpce-kms":                              {"data endpoint ", "orders endpoint "},
		"pl-partner":                            {"data rule sg-named", "orders route rtb-app"},
		"pl-unused":                             nil,
		"eni-ours":                              {"orders interface "},
		"eni-db":                                nil,
		"arn:aws:iam::123456789012:role/shared": {"data role ", "orders role ", "outside role "},
	} {
		var got []string
		for _, d := range Dependents(res, awstest.SyntheticRegion, resource(t, res, id)) {
			got = append(got, fmt.Sprint(d.FunctionName, " ", d.Via, " ", d.ID))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

// A function of which the subnets are not in the snapshot is not said to depend on their table.
func TestDependentsNotKnown(t *testing.T) {
	res := analyzed(t, depended+"\n\tgap describe-subnets denied\n\tgap describe-route-tables denied")
	if list := Dependents(res, awstest.SyntheticRegion, resource(t, res, "nat-out")); len(list) > 0 {
		t.Errorf("%d functions", len(list))
	}
	list, missing := Of(res, awstest.SyntheticRegion, resource(t, res, "nat-out"))
	if len(list) > 0 || !slices.Equal(missing, []string{"describe-route-tables"}) {
		t.Errorf("%v, missing %v", list, missing)
	}
}

func TestParts(t *testing.T) {
	res := analyzed(t, depended)
	for name, want := range map[string][]string{
		"orders":  {"sg-app", "rtb-app", "acl-app", "nat-out", "vpce-kms", "vpce-s3"},
		"data":    {"sg-named", "rtb-data", "acl-prod", "vpce-kms", "vpce-s3"},
		"outside": nil,
	} {
		for _, f := range res.Functions {
			if got := Parts(res, f); f.FunctionName == name && !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}
