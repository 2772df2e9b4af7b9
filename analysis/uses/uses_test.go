package uses

import (
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// analyzed is the result of a story, without any checks.
func analyzed(t *testing.T, story string) *analysis.Result {
	t.Helper()
	return resultOf(t, awstest.Parse(t, story))
}

func resultOf(t *testing.T, s *awsdata.Snapshot) *analysis.Result {
	t.Helper()
	res, err := analysis.Run(t.Context(), s, analysis.Options{Checks: []*check.Check{}})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// resource is one thing of the story's region, or a role.
func resource(t *testing.T, res *analysis.Result, id string) awsdata.Resource {
	t.Helper()
	if r, ok := res.Index.Region(awstest.SyntheticRegion).Lookup(id); ok {
		return r
	}
	if role := res.Index.Role(id); role != nil {
		return role
	}
	t.Fatalf("%s is not in the story", id)
	return nil
}

// used has every kind of use.
const used = `
	vpc prod 10.0.0.0/16
	igw prod
	eigw prod
	table main main
	table own
	route own 0.0.0.0/0 nat-out
	route own pl-partner tgw-hub
	acl own
	prefixlist partner cidrs=192.0.2.0/24
	subnet app cidr=10.0.1.0/24 table=own acl=own
	subnet edge cidr=10.0.2.0/24
	group own out tcp 443 pl-partner
	group db in tcp 5432 sg-own
	nat out subnet=edge eip=203.0.113.1
	endpoint near service=kms vpc=prod subnets=app groups=own ips=10.0.1.30 private-dns
	tgw hub
	tgw-attachment prod tgw=hub vpc=prod subnets=app
	eni db subnet=app ip=10.0.1.9 groups=db description=RDSNetworkInterface
	eni web subnet=edge ip=10.0.2.9 groups=db public=203.0.113.9 instance=i-1
	function orders subnets=app groups=own
`

// What else uses a part of the network, and what AWS refuses to delete it for.
func TestOf(t *testing.T) {
	res := analyzed(t, used)
	for id, want := range map[string][]string{
		"rtb-own":     {"! subnet subnet-app has-it []"},
		"acl-own":     {"! subnet subnet-app has-it []"},
		"pl-partner":  {"! route rtb-own routes-to [pl-partner tgw-hub ]", "! rule sg-own rule-names-it [out tcp 443]"},
		"nat-out":     {"  route rtb-own routes-to [0.0.0.0/0 nat-out ]"},
		"sg-db":       {"! interface eni-db kept-by-interface [in use by RDS]", "! interface eni-web kept-by-interface [in use by instance i-1]"},
		"tgw-hub":     {"! attachment tgw-attach-prod attaches [vpc vpc-prod]", "  route rtb-own routes-to [pl-partner tgw-hub ]"},
		"eni-db":      {"! attached eni-db attached-to [RDS]"},
		"vpce-near":   nil,
		"igw-prod":    {"! interface eni-web has-public-address [instance i-1 203.0.113.9]"},
		"subnet-edge": {"! NAT nat-out is-in []", "! interface eni-web kept-by-interface [in use by instance i-1]"},
	} {
		list, missing := Of(res, awstest.SyntheticRegion, resource(t, res, id))
		if got := lines(list); !slices.Equal(got, want) || len(missing) > 0 {
			t.Errorf("%s:\n got %q\nwant %q\nmissing %v", id, got, want, missing)
		}
	}
}

// lines write uses down, one in a line.
func lines(list []Use) []string {
	var out []string
	for _, u := range list {
		mark := "  "
		if u.Refuses {
			mark = "! "
		}
		out = append(out, mark+string(u.Kind)+" "+u.ID+" "+string(u.How.Reason)+" "+written(u.How.Names))
	}
	return out
}

func written(names []string) string {
	text := "["
	for i, n := range names {
		if i > 0 {
			text += " "
		}
		text += n
	}
	return text + "]"
}

// What keeps AWS from deleting a VPC is more than its subnets and gateways.
func TestWhatKeepsAVPC(t *testing.T) {
	res := analyzed(t, `
		vpc prod 10.0.0.0/16
		eigw prod
		table own
		acl own
		subnet app cidr=10.0.1.0/24 table=own acl=own
		group own out tcp 443 0.0.0.0/0
	`)
	uses, missing := Of(res, awstest.SyntheticRegion, resource(t, res, "vpc-prod"))
	var got []string
	for _, u := range uses {
		if u.Refuses {
			got = append(got, u.ID)
		}
	}
	slices.Sort(got)
	if want := []string{"acl-own", "eigw-prod", "rtb-own", "sg-own", "subnet-app"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if len(missing) > 0 {
		t.Errorf("missing %v", missing)
	}
	res = analyzed(t, `
		vpc prod 10.0.0.0/16
		gap describe-security-groups denied
		gap describe-nat-gateways denied
	`)
	_, missing = Of(res, awstest.SyntheticRegion, resource(t, res, "vpc-prod"))
	for _, call := range []string{"describe-security-groups", "describe-nat-gateways"} {
		if !slices.Contains(missing, call) {
			t.Errorf("%s is not among what is missing: %v", call, missing)
		}
	}
}

// What could be in the way and was not read is said.
func TestWhatMayKeepAThingIsSaid(t *testing.T) {
	res := analyzed(t, `
		vpc prod 10.0.0.0/16
		acl own
		subnet app cidr=10.0.1.0/24 acl=own
		group app out tcp 443 0.0.0.0/0
		gap describe-nat-gateways denied
		gap describe-vpc-endpoints denied
		gap describe-network-acls truncated
	`)
	for id, want := range map[string]string{"subnet-app": "describe-nat-gateways", "sg-app": "describe-vpc-endpoints",
		"acl-own": "describe-network-acls"} {
		if _, missing := Of(res, awstest.SyntheticRegion, resource(t, res, id)); !slices.Contains(missing, want) {
			t.Errorf("%s: %s is not among what is missing: %v", id, want, missing)
		}
	}
}

// The interface of a NAT gateway goes with it, whichever of its two names AWS gives its kind.
func TestInterfacesOfNATGatewaysGoWithThem(t *testing.T) {
	for _, kind := range []string{"nat_gateway", "natGateway"} {
		res := analyzed(t, `
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
		res = resultOf(t, s)
		uses, _ := Of(res, awstest.SyntheticRegion, resource(t, res, "subnet-app"))
		if len(uses) != 1 || uses[0].ID != "nat-out" {
			t.Errorf("%s: %+v", kind, uses)
		}
	}
}
