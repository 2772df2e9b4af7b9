package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/awsdata/config"
	"github.com/vpclens/vpclens/awsdata/config/configtest"
)

// credentials are the test's, whoever runs it.
func credentials(t *testing.T) {
	t.Helper()
	awsreplay.WithKeys(t)
	t.Setenv("AWS_REGION", "eu-west-1")
}

func read(t *testing.T, s *configtest.Server) (*awsdata.Snapshot, error) {
	t.Helper()
	return config.Load(t.Context(), "org", collect.Options{EndpointURL: s.URL, Attempts: 2,
		MaxBackoff: time.Millisecond}, nil)
}

// gapsOf are the gaps of a snapshot in lines, without those of an account's rest and of calls that brought nothing.
func gapsOf(s *awsdata.Snapshot) string {
	var out []string
	for _, g := range s.Gaps() {
		if g.Cause != awsdata.CauseAbsent {
			out = append(out, fmt.Sprintf("%s %s %s: %s", g.Region, g.Call, g.Cause, g.Message))
		}
	}
	return strings.Join(out, "\n")
}

// All that AWS Config records arrives as it was. What it does not record is a gap, and never an empty list.
func TestWhatIsRecordedArrives(t *testing.T) {
	credentials(t)
	story, err := os.ReadFile("../awstest/testdata/rich.story")
	if err != nil {
		t.Fatal(err)
	}
	was := awstest.Parse(t, string(story))
	rows := configtest.Rows(t, was)
	server := configtest.Start(t, "org", rows...)
	server.SetPage(7)
	now, err := read(t, server)
	if err != nil {
		t.Fatal(err)
	}
	if want := (len(rows) + 6) / 7; len(server.Queries()) != want {
		t.Errorf("%d pages were asked for, want %d", len(server.Queries()), want)
	}
	if !now.CapturedAt.IsZero() || now.AccountID != was.AccountID || len(now.Regions) != len(was.Regions) {
		t.Errorf("it is of %q at %s", now.AccountID, now.CapturedAt)
	}
	// A resource that arrived is recorded as the one that was there.
	again := configtest.Rows(t, now)
	for _, row := range again {
		if !slices.Contains(rows, row) {
			t.Errorf("this was not there: %s", row)
		}
	}
	var lost []string
	for _, row := range rows {
		var r struct{ ResourceType, ResourceID string }
		if err := json.Unmarshal([]byte(row), &r); err == nil && !slices.Contains(again, row) {
			lost = append(lost, r.ResourceType+" "+r.ResourceID)
		}
	}
	// Functions in a subnet with IPv6, or in one that is not there, and a gateway of a kind that AWS Config does not
	// tell from others.
	want := []string{"AWS::Lambda::Function checkout", "AWS::Lambda::Function checkout:1",
		"AWS::Lambda::Function dangling", "AWS::EC2::NatGateway nat-region"}
	if diff := cmp.Diff(want, lost); diff != "" {
		t.Errorf("lost (-want +got):\n%s", diff)
	}
	for _, r := range was.Regions {
		for _, k := range awsdata.Kinds() {
			has, whole := len(k.List(now.RegionOf(was.AccountID, r.RegionName))), true
			if _, gap := now.RegionOf(was.AccountID, r.RegionName).Gap(k.Call); gap {
				whole = false
			}
			if whole && has == 0 || whole && has != len(k.List(r)) {
				t.Errorf("%s %s: %d of %d, and no gap", r.RegionName, k.Call, has, len(k.List(r)))
			}
		}
		for i := range r.VPCEndpoints {
			if p := now.RegionOf(was.AccountID, r.RegionName).VPCEndpoints[i].PolicyDocument; p == "" &&
				r.VPCEndpoints[i].Type() != "GatewayLoadBalancer" {
				t.Error("an endpoint whose policy is not recorded has none, which means full access")
			}
		}
	}
}

// recorded is a row as AWS Config writes it.
func recorded(kind, id, more, configuration string) string {
	return fmt.Sprintf(`{"accountId":"111122223333","awsRegion":"eu-west-1","resourceType":%q,"resourceId":%q,%s`+
		`"configuration":%s}`, kind, id, more, configuration)
}

const (
	vpc = `{"cidrBlock":"10.0.0.0/16","cidrBlockAssociationSet":[{"associationId":"vpc-cidr-assoc-1",` +
		`"cidrBlock":"10.0.0.0/16","cidrBlockState":{"state":"associated"}}],"dhcpOptionsId":"dopt-1",` +
		`"instanceTenancy":"default","ipv6CidrBlockAssociationSet":[],"isDefault":false,"ownerId":"111122223333",` +
		`"state":{"code":"available","value":"available"},"tags":[{"key":"Name","value":"prod"}],"vpcId":"vpc-1"}`
	subnet = `{"subnetId":"subnet-1","vpcId":"vpc-1","cidrBlock":"10.0.1.0/24","ipv6CidrBlockAssociationSet":[],` +
		`"state":{"value":"available"}}`
	six = `{"subnetId":"subnet-1","vpcId":"vpc-1","cidrBlock":"10.0.1.0/24","ipv6CidrBlockAssociationSet":[{` +
		`"ipv6CidrBlock":"2600:1f18::/64","ipv6CidrBlockState":{"state":"associated"}}]}`
	group = `{"groupId":"sg-1","vpcId":"vpc-1","ipPermissions":[],"ipPermissionsEgress":[{"ipProtocol":"-1",` +
		`"ipRanges":["0.0.0.0/0"],"ipv4Ranges":[{"cidrIp":"0.0.0.0/0"}],"ipv6Ranges":[],"prefixListIds":[],` +
		`"userIdGroupPairs":[]}]}`
	oldGroup = `{"groupId":"sg-1","vpcId":"vpc-1","ipPermissions":[],"ipPermissionsEgress":[{"ipProtocol":"tcp",` +
		`"fromPort":443,"toPort":443,"ipRanges":["10.0.0.0/8","192.0.2.0/24"],"userIdGroupPairs":[]}]}`
	function = `{"functionName":"api","functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:api",` +
		`"version":"$LATEST","runtime":"python3.13","state":{"value":"Active"},"environment":{"variables":` +
		`{"TOKEN":"s3cr3t"}},"vpcConfig":{"subnetIds":["subnet-1"],"securityGroupIds":["sg-1"]}}`
)

// Resources as AWS Config writes them, and what is other than it should be. Whatever that is, it is a gap.
func TestRows(t *testing.T) {
	credentials(t)
	rowOf := func(kind string) func(more, configuration string) string {
		return func(more, configuration string) string { return recorded("AWS::"+kind, "id", more, configuration) }
	}
	vpcs, groups, functions, roles := rowOf("EC2::VPC"), rowOf("EC2::SecurityGroup"), rowOf("Lambda::Function"),
		rowOf("IAM::Role")
	subnets := rowOf("EC2::Subnet")
	text, _ := json.Marshal(vpc)
	tests := []struct {
		name string
		rows []string
		want string // what is there
		gaps string
	}{
		{name: "as it should be",
			rows: []string{vpcs("", vpc), subnets("", subnet), groups("", group), functions("", function)},
			want: "vpc-1(prod) sg-1[0.0.0.0/0] api(Active)"},
		{name: "a configuration in a text", rows: []string{vpcs("", string(text))}, want: "vpc-1(prod)"},
		{name: "an old group", rows: []string{groups("", oldGroup)}, want: "sg-1[10.0.0.0/8 192.0.2.0/24]"},
		{name: "deleted", rows: []string{vpcs("", vpc), groups(`"configurationItemStatus":"ResourceDeleted",`, group)},
			want: "vpc-1(prod)"},
		{name: "not recorded", rows: []string{vpcs(`"configurationItemStatus":"ResourceNotRecorded",`, "null")},
			gaps: "eu-west-1 describe-vpcs truncated: AWS Config does not record it: id"},
		{name: "another state", rows: []string{vpcs(`"configurationItemStatus":"Odd",`, vpc)},
			gaps: "eu-west-1 describe-vpcs truncated: id is in the state Odd"},
		{name: "no configuration", rows: []string{vpcs("", "null"), groups("", group)}, want: "sg-1[0.0.0.0/0]",
			gaps: "eu-west-1 describe-vpcs truncated: id has no configuration"},
		{name: "a list for a configuration", rows: []string{vpcs("", `["x"]`)},
			gaps: "eu-west-1 describe-vpcs truncated: id has no configuration"},
		{name: "no id", rows: []string{vpcs("", `{"cidrBlock":"10.0.0.0/16"}`)},
			gaps: "eu-west-1 describe-vpcs malformed: an element has no VpcId"},
		{name: "another type", rows: []string{vpcs("", `{"vpcId":7}`)},
			gaps: `eu-west-1 describe-vpcs malformed: read eu-west-1 describe-vpcs: the member "Vpcs.VpcId" is of the ` +
				"kind number, want string"},
		{name: "hostile", rows: []string{vpcs("", `{"vpcId":"vpc-\u001b[2J\u202e","cidrBlock":"10.0.0.0/16"}`)},
			want: "vpc-\u241b[2J\ufffd()"},
		{name: "twice, and captured twice", rows: []string{
			vpcs(`"configurationItemCaptureTime":"2024-01-02T00:00:00Z",`, vpc),
			vpcs(`"configurationItemCaptureTime":"2023-01-02T00:00:00Z",`, strings.Replace(vpc, "prod", "old", 1))},
			want: "vpc-1(prod)"},
		{name: "twice, and differs", rows: []string{vpcs("", vpc), vpcs("", strings.Replace(vpc, "prod", "old", 1))},
			gaps: "eu-west-1 describe-vpcs malformed: vpc-1 is there twice, and differs"},
		{name: "no place", rows: []string{vpcs("", vpc), `{"resourceType":"AWS::EC2::VPC"}`}, want: "vpc-1(prod)",
			gaps: "eu-west-1 describe-vpcs truncated: AWS Config has a resource of which it does not say what it is " +
				"or where"},
		{name: "no JSON", rows: []string{groups("", group), `<html>`}, want: "sg-1[0.0.0.0/0]",
			gaps: "eu-west-1 describe-security-groups truncated: AWS Config has a resource of which it does not say " +
				"what it is or where"},
		{name: "a group without rules", rows: []string{groups("", `{"groupId":"sg-1","vpcId":"vpc-1"}`)},
			gaps: "eu-west-1 describe-security-groups malformed: sg-1 has no IpPermissions"},
		{name: "a role without its policies", rows: []string{vpcs("", vpc), roles("",
			`{"arn":"arn:aws:iam::111122223333:role/r","roleName":"r","rolePolicyList":[]}`)}, want: "vpc-1(prod)",
			gaps: "global get-account-authorization-details truncated: id has no AttachedManagedPolicies"},
		{name: "a policy that is not recorded", rows: []string{vpcs("", vpc), roles("",
			`{"arn":"arn:aws:iam::111122223333:role/r","rolePolicyList":[],"attachedManagedPolicies":[]}`),
			recorded("AWS::IAM::Policy", "p", "", "null")}, want: "vpc-1(prod)",
			gaps: "global get-account-authorization-details truncated: p has no configuration"},
		{name: "a function whose subnets are not recorded", rows: []string{functions("", function)},
			gaps: "eu-west-1 list-functions truncated: AWS Config does not say of api whether IPv6 is on, and its " +
				"subnets have it or are not recorded"},
		{name: "a function in a subnet with IPv6", rows: []string{functions("", function), subnets("", six)},
			gaps: "eu-west-1 list-functions truncated: AWS Config does not say of api whether IPv6 is on, and its " +
				"subnets have it or are not recorded"},
		{name: "a function that says it", rows: []string{subnets("", six), functions("",
			strings.Replace(function, `"vpcConfig":{`, `"vpcConfig":{"ipv6AllowedForDualStack":false,`, 1))},
			want: "api(Active)"},
		{name: "a function in a subnet that tells nothing of IPv6", rows: []string{functions("", function),
			subnets("", strings.Replace(subnet, `"ipv6CidrBlockAssociationSet":[],`, "", 1))},
			gaps: "eu-west-1 list-functions truncated: AWS Config does not say of api whether IPv6 is on, and its " +
				"subnets have it or are not recorded"},
		{name: "two accounts with the same subnet", rows: []string{functions("", function), subnets("", six),
			strings.Replace(subnets("", subnet), "111122223333", "444455556666", 1)},
			gaps: "eu-west-1 list-functions truncated: AWS Config does not say of api whether IPv6 is on, and its " +
				"subnets have it or are not recorded"},
		{name: "deleted or not",
			rows: []string{vpcs("", vpc), vpcs(`"configurationItemStatus":"ResourceDeleted",`, vpc)},
			gaps: "eu-west-1 describe-vpcs truncated: id is in the state both there and deleted"},
		{name: "two without an id", rows: []string{
			strings.Replace(groups(`"configurationItemCaptureTime":"2024-01-02T00:00:00Z",`, group), `"id"`, `""`, 1),
			strings.Replace(groups(`"configurationItemCaptureTime":"2024-01-03T00:00:00Z",`, group), `"id"`, `""`, 1),
			vpcs("", vpc)}, want: "vpc-1(prod)",
			gaps: "eu-west-1 describe-vpcs truncated: AWS Config has a resource of which it does not say what it is " +
				"or where"},
		{name: "too big", rows: []string{vpcs("", vpc), groups("", `{"x":[`+strings.Repeat("{},", 100_001)+`{}]}`),
			groups("", `{"x":"`+strings.Repeat("x", 4<<20)+`"}`)}, want: "vpc-1(prod)",
			gaps: "eu-west-1 describe-vpcs truncated: AWS Config has a resource of which it does not say what it is " +
				"or where"},
		{name: "texts that look like ids", rows: []string{subnets("", subnet), groups("", strings.Replace(group,
			`"vpcId":"vpc-1"`, `"vpcId":"vpc-1","description":"sg-2","groupName":"sg-3",`+
				`"tags":[{"key":"k","value":"sg-4"}]`, 1)), functions("", function), vpcs("", vpc)},
			want: "vpc-1(prod) sg-1[0.0.0.0/0] api(Active)"},
		{name: "functions without a VPC", rows: []string{
			functions("", `{"functionName":"small","memorySize":2047}`),
			functions("", `{"functionName":"told","memorySize":4096,"capacityProviderConfig":null}`),
			functions("", `{"functionName":"big","memorySize":2048,"vpcConfig":{"subnetIds":[]}}`),
			functions("", `{"functionName":"any"}`)}, want: "small() told()",
			gaps: "eu-west-1 list-functions truncated: AWS Config does not say of big whether it runs on managed " +
				"instances, whose network is another one; 2 functions are left out"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := read(t, configtest.Start(t, "org", tt.rows...))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, told(s)); diff != "" {
				t.Errorf("what is there (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.gaps, gapsOf(s)); diff != "" {
				t.Errorf("gaps (-want +got):\n%s", diff)
			}
			for _, r := range s.Regions { // nothing is ever known to be empty
				for _, k := range awsdata.Kinds() {
					if _, gap := r.Gap(k.Call); !gap && len(k.List(r)) == 0 {
						t.Errorf("%s is known to be empty", k.Call)
					}
				}
			}
			if strings.Contains(fmt.Sprintf("%+v", s.Regions), "s3cr3t") {
				t.Error("a value of an environment is in the snapshot")
			}
		})
	}
}

// What is recorded in more than one form is read in each.
func TestForms(t *testing.T) {
	credentials(t)
	const policy = `{"Statement":[{"Action":"s3:GetObject","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}},` +
		`"Effect":"Allow","Resource":"*"}]}`
	quoted, _ := json.Marshal(url.QueryEscape(policy))
	for _, document := range []string{policy, string(quoted)} {
		for _, status := range []string{`"active"`, `{"code":"active","message":"Active"}`} {
			role := `{"arn":"arn:aws:iam::111122223333:role/r","roleName":"r","attachedManagedPolicies":[],` +
				`"rolePolicyList":[{"policyName":"p","policyDocument":` + document + `}]}`
			regional := recorded("AWS::IAM::Role", "r", `"configurationItemCaptureTime":"2024-01-02T00:00:00Z",`, role)
			s, err := read(t, configtest.Start(t, "org", regional,
				// The recorder of another region has it as well.
				strings.Replace(strings.Replace(regional, "eu-west-1", "global", 1), "2024", "2023", 1),
				recorded("AWS::EC2::VPCPeeringConnection", "pcx-1", "", `{"vpcPeeringConnectionId":"pcx-1",`+
					`"status":`+status+`,"accepterVpcInfo":{"vpcId":"vpc-1"},"requesterVpcInfo":{"vpcId":"vpc-2"}}`)))
			if err != nil {
				t.Fatal(err)
			}
			if gaps := gapsOf(s); gaps != "" || len(s.Regions) != 1 || len(s.Account.Roles) != 1 {
				t.Fatalf("%d regions, %d roles; %s", len(s.Regions), len(s.Account.Roles), gaps)
			}
			if got := s.Account.Roles[0].RolePolicyList[0].PolicyDocument; string(got) != policy {
				t.Errorf("the policy %s is %s", document, got)
			}
			if p := s.Regions[0].PeeringConnections; len(p) != 1 || !p[0].Active() {
				t.Errorf("with the status %s: %+v", status, p)
			}
		}
	}
}

// told is what there is of VPCs, groups and functions, in a line.
func told(s *awsdata.Snapshot) string {
	var out []string
	for _, r := range s.Regions {
		for i := range r.VPCs {
			out = append(out, fmt.Sprintf("%s(%s)", r.VPCs[i].VpcId, r.VPCs[i].Name()))
		}
		for i := range r.SecurityGroups {
			var ranges []string
			for _, rule := range r.SecurityGroups[i].IpPermissionsEgress {
				for _, x := range rule.IpRanges {
					ranges = append(ranges, x.CidrIp)
				}
			}
			out = append(out, r.SecurityGroups[i].GroupId+fmt.Sprint(ranges))
		}
		for i := range r.Functions {
			out = append(out, fmt.Sprintf("%s(%s)", r.Functions[i].FunctionName, r.Functions[i].State))
		}
	}
	return strings.Join(out, " ")
}

// What goes wrong is one line that says what to do next.
func TestErrors(t *testing.T) {
	credentials(t)
	refuse := func(status int, code string) func(http.ResponseWriter) bool {
		return func(w http.ResponseWriter) bool {
			configtest.Refuse(w, status, code, "User: arn:aws:sts::1:x is not authorized")
			return true
		}
	}
	answer := func(body string) func(http.ResponseWriter) bool {
		return func(w http.ResponseWriter) bool {
			_, _ = w.Write([]byte(body))
			return true
		}
	}
	const no = `cannot read the aggregator org`
	for _, tt := range []struct {
		name  string
		rows  []string
		fault func(http.ResponseWriter) bool
		want  string
	}{
		{"denied", nil, refuse(400, "AccessDeniedException"),
			"no permission to read the aggregator org in eu-west-1: allow config:SelectAggregateResourceConfig"},
		{"no aggregator", nil, refuse(400, "NoSuchConfigurationAggregatorException"),
			`there is no aggregator "org" in eu-west-1: ` +
				"`aws configservice describe-configuration-aggregators` lists them; --region says where to look"},
		{"nothing", nil, nil, "the aggregator org in eu-west-1 has no VPC, no function and nothing else of a " +
			"network: see in its settings which accounts and regions it gathers, and in theirs whether they record"},
		{"another service", nil, answer("{}"),
			no + ": the answer is none of AWS Config: check the endpoint, and whether a proxy answers"},
		{"pages that do not end", nil, answer(`{"Results":[],"QueryInfo":{},"NextToken":"x"}`),
			no + ": the pages do not go on: try again"},
		{"a page without end", nil, func(w http.ResponseWriter) bool {
			_, _ = w.Write([]byte(`{"QueryInfo":{},"Results":[]`))
			for range 96 {
				if _, err := w.Write(bytes.Repeat([]byte(" "), 1<<20)); err != nil {
					break
				}
			}
			_, _ = w.Write([]byte("}"))
			return true
		}, no + " in eu-west-1: the answer could not be read"},
		{"a page of a proxy", nil, answer("<html>sign in</html>"), no + " in eu-west-1: the answer could not be read"},
		{"nothing that can be read", []string{"<html>"}, nil, "the aggregator's answers cannot be read: " +
			"AWS Config has a resource of which it does not say what it is or where"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := configtest.Start(t, "org", tt.rows...)
			s.SetFault(tt.fault)
			got, err := read(t, s)
			if err == nil || err.Error() != tt.want {
				t.Errorf("%v, %v\nwant %s", got, err, tt.want)
			}
		})
	}
	t.Run("no region", func(t *testing.T) {
		t.Setenv("AWS_REGION", "")
		_, err := read(t, configtest.Start(t, "org"))
		if want := "the region of the aggregator org is unknown: name it with --region or AWS_REGION"; err == nil ||
			err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	})
}

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"config:org":   "org",
		"config:":      "!config: names no aggregator",
		"config:a/b":   `!"a/b" is no name of an aggregator`,
		"config:a\x1b": "!\"a\u241b\" is no name",
	} {
		name, err := config.Parse(text)
		got := name
		if err != nil {
			got = "!" + err.Error()
		}
		if !strings.HasPrefix(got, want) {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// The tags that AWS Config has of functions are known; that a function has none, it does not tell.
func TestTagsOfFunctions(t *testing.T) {
	credentials(t)
	bare := strings.ReplaceAll(strings.ReplaceAll(function, `"api"`, `"bare"`), ":api", ":bare")
	s, err := read(t, configtest.Start(t, "org", recorded("AWS::EC2::Subnet", "id", "", subnet),
		recorded("AWS::Lambda::Function", "api",
			`"tags":[{"key":"team","value":"pay","tag":"team=pay"}],`, function),
		recorded("AWS::Lambda::Function", "bare", `"tags":[],`, bare)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range s.Regions[0].Functions {
		got = append(got, fmt.Sprintf("%s %v %v", f.FunctionName, f.Tags, f.TagsKnown))
	}
	if want := "api [{team pay}] true, bare [] false"; strings.Join(got, ", ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ", "), want)
	}
	if _, gap := s.Regions[0].Gap("get-resources"); !gap {
		t.Error("the list of tags is taken for the whole one")
	}
}
