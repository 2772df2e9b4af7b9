package analysis_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

func TestCausesAreWhatToMend(t *testing.T) {
	r := &analysis.Result{Findings: []check.Finding{
		{Check: "path-mixed-subnets", Impact: check.Partly, Severity: check.High, Status: check.Fail, Region: "r",
			Resource: "subnet-c", Cause: "nat-c", Title: "some subnets have no internet",
			Functions: []string{"cart", "checkout"}},
		{Check: "path-nat-broken", Impact: check.Partly, Severity: check.High, Status: check.Fail, Region: "r",
			Resource: "nat-c", Cause: "nat-c", Title: "nat-c is deleted", Functions: []string{"cart"}},
		{Check: "role-admin", Severity: check.High, Status: check.Fail, Region: "r", Resource: "role-x", Cause: "role-x", Title: "admin", Functions: []string{"janitor"}},
		{Check: "path-nat-broken", Severity: check.High, Status: check.Fail, Region: "s", Resource: "nat-c", Cause: "nat-c", Title: "nat-c of another region", Functions: []string{"far"}},
		{Check: "path-default-sg", Severity: check.Medium, Status: check.Fail, Region: "r", Resource: "sg-d", Cause: "sg-d", Title: "default security group", Functions: []string{"a", "b", "c"}},
		{Check: "path-default-sg", Severity: check.High, Status: check.Unknown, Region: "r", Resource: "sg-u", Cause: "sg-u", Title: "a question", Missing: []string{"describe-x"}},
		{Check: "path-nat-broken", Severity: check.High, Impact: check.Broken, Status: check.Unknown, Region: "r",
			Resource: "nat-u", Cause: "nat-u", Title: "a worse question", Missing: []string{"describe-y"},
			Functions: []string{"z"}},
		{Check: "path-default-sg", Severity: check.Low, Status: check.Unknown, Region: "r", Resource: "sg-v",
			Cause: "sg-v", Title: "a small question", Missing: []string{"describe-x", "describe-y"}},
		{Check: "path-default-sg", Severity: check.High, Status: check.Fail, Region: "r", Resource: "sg-w", Cause: "sg-w", Title: "waived is no cause", Waived: &check.Waived{Reason: "known"}},
	}}
	var got []string
	for _, c := range r.Causes() {
		got = append(got, fmt.Sprintf("%s %s %s: %s (%d findings: %s)", c.Severity.Letter(), c.Region, c.Resource,
			c.Title, len(c.Findings), strings.Join(c.Functions, ",")))
	}
	want := []string{
		"H r nat-c: nat-c is deleted (2 findings: cart,checkout)",
		"H r describe-y: describe-y was not read: a worse question (1 findings: z)",
		"H r role-x: admin (1 findings: janitor)",
		"H s nat-c: nat-c of another region (1 findings: far)",
		"M r sg-d: default security group (1 findings: a,b,c)",
		"H r describe-x: describe-x was not read: a question (1 findings: )",
		"L r describe-x, describe-y: describe-x, describe-y were not read: a small question (1 findings: )",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestCausesTellOneKindOnce holds that what many things share is one thing to do, and few stay apart.
func TestCausesTellOneKindOnce(t *testing.T) {
	groups := func(n int) *analysis.Result {
		r := &analysis.Result{}
		for i := range n {
			id := fmt.Sprint("sg-", i)
			r.Findings = append(r.Findings, check.Finding{Check: "egress-internet-all-ports", Severity: check.High,
				Impact: check.Exposed, Status: check.Fail, Region: "r", Resource: id, Cause: id,
				Title: id + " is open", Functions: []string{"f" + fmt.Sprint(i)}})
		}
		return r
	}
	if few := groups(3).Causes(); len(few) != 3 || few[0].Title != "sg-0 is open" {
		t.Errorf("three stay apart: %+v", few)
	}
	many := groups(100).Causes()
	if len(many) != 1 || len(many[0].Others) != 99 || len(many[0].Functions) != 100 ||
		many[0].Title != check.Find("egress-internet-all-ports").Title {
		t.Errorf("a hundred are one: %d, %+v", len(many), many)
	}
}

// TestOneCommandIsOneCause holds that two things which the same commands mend for the same functions are one thing to
// do.
func TestOneCommandIsOneCause(t *testing.T) {
	finding := func(subnet, group, function string) check.Finding {
		return check.Finding{Check: "path-public-subnet", Severity: check.High, Impact: check.Broken,
			Status: check.Fail, Region: "r", Resource: subnet, Cause: subnet, Title: subnet + " is public",
			Functions: []string{function},
			Fix:       check.Fix{CLI: paste.Script{paste.AWS("r", "lambda x").Opt("group", group)}}}
	}
	for _, c := range []struct {
		name   string
		second check.Finding
		want   int
	}{
		{"the same command", finding("subnet-b", "sg-1", "f"), 1},
		{"another command", finding("subnet-b", "sg-2", "f"), 2},
		{"other functions", finding("subnet-b", "sg-1", "g"), 2},
	} {
		r := &analysis.Result{Findings: []check.Finding{finding("subnet-a", "sg-1", "f"), c.second}}
		if got := r.Causes(); len(got) != c.want {
			t.Errorf("%s: %d causes, want %d: %+v", c.name, len(got), c.want, got)
		}
	}
}

// TestOutageAndExposureOfOneThingAreTwoCauses holds that a dead endpoint's open policy does not carry its functions
// into the outage.
func TestOutageAndExposureOfOneThingAreTwoCauses(t *testing.T) {
	r := &analysis.Result{Findings: []check.Finding{
		{Check: "endpoint-blocked", Severity: check.High, Impact: check.Broken, Status: check.Fail, Region: "r", Resource: "vpce-1", Cause: "vpce-1", Functions: []string{"a"}},
		{Check: "egress-endpoint-policy-open", Severity: check.High, Impact: check.Tighter, Status: check.Fail, Region: "r", Resource: "vpce-1", Cause: "vpce-1", Functions: []string{"b"}},
	}}
	causes := r.Causes()
	if len(causes) != 2 || len(causes[0].Functions) != 1 || causes[0].Functions[0] != "a" {
		t.Errorf("got %+v", causes)
	}
}

// TestCausesAreTitledByTheirRoots holds that what is felt of a cause stands under what makes it so, whatever the order
// and the severity of the checks.
func TestCausesAreTitledByTheirRoots(t *testing.T) {
	const away = `
vpc prod 10.0.0.0/16 %s
igw prod
table public
route public 0.0.0.0/0 igw-prod
table app
route app 0.0.0.0/0 nat-a
subnet pub-a zone=a cidr=10.0.0.0/24 table=public acl=%s
subnet app-a zone=a cidr=10.0.1.0/24 table=app acl=%s
subnet app-b zone=b cidr=10.0.2.0/24 table=app acl=%s
nat a subnet=pub-a eip=203.0.113.10
acl all in 100 allow all 0.0.0.0/0
acl all out 100 allow all 0.0.0.0/0
acl shut in 100 deny all 0.0.0.0/0
acl shut out 100 deny all 0.0.0.0/0
acl deaf in 100 allow tcp 443 0.0.0.0/0
acl deaf out 100 allow all 0.0.0.0/0
dhcp far dns=172.16.9.9
group all out -1 0.0.0.0/0
role queue allow=sqs:SendMessage,s3:GetObject
function queue subnets=app-a,app-b groups=all role=queue
`
	for _, c := range []struct{ name, vpc, public, own, title, resource string }{
		{"DNS off", "dns-support=off", "all", "all", "DNS is off in prod (vpc-prod): no name resolves", "vpc-prod"},
		{"name servers", "dhcp=far", "all", "all", "out of reach: name servers 172.16.9.9", "dopt-far"},
		{"ACL", "", "all", "shut", "network ACL shut lets nothing through, whatever all allows", "acl-shut"},
		{"no replies", "", "all", "deaf", "network ACL deaf denies return traffic: connections time out", "acl-deaf"},
		{"network ACL of the NAT gateway", "", "deaf", "all", "network ACL deaf denies return traffic: connections time out", "acl-deaf"},
	} {
		snapshot, err := awstest.Build(fmt.Sprintf(away, c.vpc, c.public, c.own, c.own))
		if err != nil {
			t.Fatal(err)
		}
		r, err := analysis.Run(t.Context(), snapshot, analysis.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var outages []analysis.Cause
		for _, cause := range r.Causes() {
			if cause.Status == check.Fail && cause.Impact >= check.Partly {
				outages = append(outages, cause)
			}
		}
		if len(outages) != 1 {
			t.Errorf("%s: want one cause: %d", c.name, len(outages))
		}
		for _, cause := range outages {
			if cause.Title != c.title || cause.Resource != c.resource || cause.Impact != check.Broken {
				t.Errorf("%s: %s %s %v", c.name, cause.Title, cause.Resource, cause.Impact)
			}
		}
		if len(outages) > 0 && !slices.Contains(outages[0].Checks(), "service-unreachable") {
			t.Errorf("%s: the services that are out of reach are not under it: %v", c.name, outages[0].Checks())
		}
	}
}
