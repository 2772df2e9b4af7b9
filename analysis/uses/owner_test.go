package uses

import (
	"fmt"
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

func TestOwners(t *testing.T) {
	res := analyzed(t, `
		vpc prod 10.0.0.0/16
		igw prod
		igw loose detached
		vpc far 10.9.0.0/16
		peering both from=prod to=far
		table own vpc=prod
		prefixlist partner cidrs=192.0.2.0/24
		subnet app vpc=prod cidr=10.0.1.0/24 table=own
		group app vpc=prod out tcp 443 0.0.0.0/0
		group old vpc=prod out tcp 80 0.0.0.0/0
		group none vpc=prod out tcp 22 0.0.0.0/0
		nat out subnet=app eip=203.0.113.1 ip=10.0.1.20
		endpoint near service=kms vpc=prod subnets=app groups=app ips=10.0.1.30
		tgw hub
		tgw-attachment prod tgw=hub vpc=prod subnets=app
		tgw-attachment office tgw=hub type=vpn resource=vpn-1
		dhcp own dns=10.0.0.9
		flowlog one on=subnet-app
		role runs
		role idle
		eni ours subnet=app type=lambda ip=10.0.1.10 groups=app
		eni versions subnet=app type=lambda ip=10.0.1.11 groups=old
		eni nobodys subnet=app type=lambda ip=10.0.1.12 groups=none
		eni db subnet=app ip=10.0.1.13 groups=app description=RDSNetworkInterface
		eni lb subnet=app ip=10.0.1.14 groups=app description="ELB app/web/50dc6c495c0c9188"
		function orders vpc=prod subnets=app groups=app role=runs
		version orders 3 groups=old
		function outside
	`)
	role := func(name string) string { return "arn:aws:iam::123456789012:role/" + name }
	for id, want := range map[string]string{
		"subnet-app":        "[vpc-prod VPC]",
		"rtb-own":           "[vpc-prod VPC]",
		"sg-app":            "[vpc-prod VPC]",
		"acl-prod":          "[vpc-prod VPC]",
		"vpce-near":         "[vpc-prod VPC]",
		"nat-out":           "[subnet-app subnet]",
		"igw-prod":          "[vpc-prod VPC]",
		"igw-loose":         "[] attached-to-none",
		"pcx-both":          "[vpc-prod VPC vpc-far VPC]",
		"tgw-attach-prod":   "[vpc-prod VPC]",
		"tgw-attach-office": "[tgw-hub transit gateway]",
		"dopt-own":          "[] no-vpc-uses-it",
		"fl-one":            "[subnet-app what it watches]",
		"vpc-prod":          "[] vpc-of-account 123456789012",
		"pl-partner":        "[] prefix-list-of-account 123456789012",
		"eni-ours":          "[orders function]",
		"eni-versions":      "[orders:3 published version]",
		"eni-nobodys":       "[] no-function-has-it",
		"eni-db":            "[] of-somebody-else RDS",
		"eni-lb":            "[] of-somebody-else load balancer web",
		"eni-nat-out-1":     "[nat-out NAT gateway]",
		"eni-vpce-near-1":   "[vpce-near VPC endpoint]",
		role("runs"):        "[orders function]",
		role("idle"):        "[] no-function-as-it",
		"orders":            "[orders function]",
	} {
		r, ok := res.Index.Region(awstest.SyntheticRegion).Lookup(id)
		if role := res.Index.Role(id); !ok && role != nil {
			r, ok = role, true
		}
		if !ok {
			t.Errorf("%s is not in the story", id)
			continue
		}
		if got := owned(Owners(res, awstest.SyntheticRegion, r)); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	for name, want := range map[string]string{"orders": "[vpc-prod VPC]", "outside": "[] function-in-no-vpc outside"} {
		for _, f := range res.Functions {
			if f.FunctionName == name {
				if got := owned(OwnersOfFunction(f)); got != want {
					t.Errorf("%s: %s, want %s", name, got, want)
				}
			}
		}
	}
}

// owned writes an answer down.
func owned(o Owned) string {
	var list []string
	for _, owner := range o.Owners {
		list = append(list, owner.ID+" "+string(owner.What))
	}
	out := fmt.Sprint(list)
	if o.None.Reason != "" && len(list) == 0 {
		out += " " + string(o.None.Reason)
		for _, n := range o.None.Names {
			out += " " + n
		}
	}
	if len(o.Missing) > 0 {
		out += fmt.Sprint(" missing ", o.Missing)
	}
	return out
}

// What was not read could own it: the call is named, and no answer is silent about it.
func TestOwnersNotKnown(t *testing.T) {
	res := analyzed(t, `
		vpc prod 10.0.0.0/16
		subnet app cidr=10.0.1.0/24
		group app out tcp 443 0.0.0.0/0
		role idle
		eni ours subnet=app type=lambda ip=10.0.1.10 groups=app
		eni other subnet=app ip=10.0.1.11 groups=app
		dhcp own dns=10.0.0.9
		gap list-functions denied
		gap describe-nat-gateways denied
	`)
	for id, call := range map[string]string{"eni-ours": "list-functions", "eni-other": "describe-nat-gateways",
		"arn:aws:iam::123456789012:role/idle": "list-functions"} {
		got := Owners(res, awstest.SyntheticRegion, resource(t, res, id))
		if len(got.Owners) > 0 || !slices.Contains(got.Missing, call) {
			t.Errorf("%s: %s, want %s among what is missing", id, owned(got), call)
		}
	}
}

func TestOwnersOfFinding(t *testing.T) {
	for _, c := range []struct {
		finding check.Finding
		want    string
	}{
		{check.Finding{Resource: "subnet-1", Cause: "rtb-1"}, "[rtb-1 cause]"},
		{check.Finding{Resource: "subnet-1"}, "[subnet-1 cause]"},
		{check.Finding{}, "[] about-the-account"},
	} {
		if got := owned(OwnersOfFinding(&c.finding)); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

// Every reason has its sentence, with as many names as are given.
func TestSentences(t *testing.T) {
	for reason, sentence := range sentences {
		if sentence == "" {
			t.Errorf("%s says nothing", reason)
		}
	}
	for want, s := range map[string]Statement{
		"":                                     {},
		"routes 0.0.0.0/0 to nat-1, blackhole": state(RoutesTo, "0.0.0.0/0", "nat-1", "blackhole"),
		"routes 0.0.0.0/0 to nat-1":            state(RoutesTo, "0.0.0.0/0", "nat-1", ""),
		"a VPC belongs to an account: which one the snapshot does not say": state(VPCOfAccount, ""),
		"vpc":                    state(Attaches, "vpc", ""),
		"out, tcp 443, names it": state(RuleNamesIt, "out", "tcp 443"),
		"no function's traffic goes through a flow log":  state(NoWayThrough, "flow log"),
		"it belongs to RDS, which vpclens does not read": state(OfSomebodyElse, "RDS"),
	} {
		if got := s.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestNotUsed(t *testing.T) {
	for want, r := range map[Reason]awsdata.Resource{
		FunctionNotUsed: &awsdata.Function{FunctionName: "orders"},
		NoWayThrough:    &awsdata.FlowLog{FlowLogId: "fl-1"},
		"":              &awsdata.Role{RoleName: "r"},
	} {
		if got := NotUsed("us-east-1", r, "flow log"); got.Reason != want {
			t.Errorf("%T: %q, want %q", r, got.Reason, want)
		}
	}
	if got := NotUsed("us-east-1", &awsdata.NatGateway{NatGatewayId: "nat-1"}, "NAT gateway"); got.Reason != "" {
		t.Errorf("a NAT gateway: %q", got.Reason)
	}
}
