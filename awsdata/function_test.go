package awsdata_test

import (
	"slices"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// functionOf loads a list-functions document with one function.
func functionOf(t *testing.T, vpcConfig string) (*awsdata.RegionIndex, *awsdata.Function) {
	t.Helper()
	s := awstest.Parse(t, `
		vpc prod 10.0.0.0/16
		subnet a cidr=10.0.1.0/24
		group g
		put list-functions {"Functions": [{"FunctionName": "f", "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:f"`+vpcConfig+`}]}`)
	x := awsdata.NewIndex(s).Region("us-east-1")
	return x, x.Function("f")
}

func TestAttached(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, vpcConfig string
		attached        bool
		vpc             string
	}{
		{"absent", ``, false, ""},
		{"null", `, "VpcConfig": null`, false, ""},
		{"empty object", `, "VpcConfig": {}`, false, ""},
		{"empty lists, as AWS prints after detaching", `, "VpcConfig": {"VpcId": "", "SubnetIds": [], "SecurityGroupIds": []}`, false, ""},
		{"null lists", `, "VpcConfig": {"SubnetIds": null, "SecurityGroupIds": null}`, false, ""},
		{"groups without subnets", `, "VpcConfig": {"SecurityGroupIds": ["sg-g"]}`, false, ""},
		{"a VPC without subnets", `, "VpcConfig": {"VpcId": "vpc-prod", "SubnetIds": []}`, false, ""},
		{"attached", `, "VpcConfig": {"VpcId": "vpc-prod", "SubnetIds": ["subnet-a"], "SecurityGroupIds": ["sg-g"]}`, true, "vpc-prod"},
		{"without a VPC id", `, "VpcConfig": {"SubnetIds": ["subnet-a"], "SecurityGroupIds": ["sg-g"]}`, true, "vpc-prod"},
		{"with an empty VPC id", `, "VpcConfig": {"VpcId": "", "SubnetIds": ["subnet-a"]}`, true, "vpc-prod"},
		{"with a wrong VPC id, as moto has it", `, "VpcConfig": {"VpcId": "vpc-123abc", "SubnetIds": ["subnet-a"]}`, true, "vpc-prod"},
		{"first subnet not in the snapshot", `, "VpcConfig": {"VpcId": "vpc-123abc", "SubnetIds": ["subnet-gone", "subnet-a"]}`, true, "vpc-prod"},
		{"no subnet in the snapshot", `, "VpcConfig": {"VpcId": "vpc-said", "SubnetIds": ["subnet-gone"]}`, true, "vpc-said"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			x, f := functionOf(t, tt.vpcConfig)
			if f.Attached() != tt.attached {
				t.Errorf("attached: %v", f.Attached())
			}
			if vpc := x.FunctionVPC(f); vpc != tt.vpc {
				t.Errorf("VPC %q, want %q", vpc, tt.vpc)
			}
			if !tt.attached && (f.SubnetIDs() != nil || f.SecurityGroupIDs() != nil) {
				t.Errorf("placed in %v with %v", f.SubnetIDs(), f.SecurityGroupIDs())
			}
		})
	}
}

func TestFunctionNames(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:lambda:us-east-1:123456789012:function:f"
	for _, tt := range []struct {
		f         awsdata.Function
		id, plain string
		published bool
	}{
		{awsdata.Function{FunctionName: "f", FunctionArn: arn}, "f", arn, false},
		{awsdata.Function{FunctionName: "f", FunctionArn: arn + ":$LATEST", Version: "$LATEST"}, "f", arn, false},
		{awsdata.Function{FunctionName: "f", FunctionArn: arn + ":12", Version: "12"}, "f:12", arn, true},
	} {
		if tt.f.ID() != tt.id || tt.f.UnqualifiedArn() != tt.plain || tt.f.Published() != tt.published {
			t.Errorf("%+v: id %q, arn %q, published %v", tt.f, tt.f.ID(), tt.f.UnqualifiedArn(), tt.f.Published())
		}
	}
}

// Versions come inline with list-functions --function-version ALL or by list-versions-by-function; both read the same.
func TestVersionsFromEitherCall(t *testing.T) {
	t.Parallel()
	const latest = `{"FunctionName": "f", "FunctionArn": "arn:f", "Version": "$LATEST"}`
	const first = `{"FunctionName": "f", "FunctionArn": "arn:f:1", "Version": "1", "MemorySize": 128}`
	for name, story := range map[string]string{
		"inline":  "put list-functions {\"Functions\": [" + latest + "," + first + "]}",
		"own":     "put list-functions {\"Functions\": [" + latest + "]}\nput list-versions-by-function.f {\"Versions\": [" + latest + "," + first + "]}",
		"by both": "put list-functions {\"Functions\": [" + first + "," + latest + "]}\nput list-versions-by-function.f {\"Versions\": [" + latest + "," + first + "]}",
	} {
		x := awsdata.NewIndex(awstest.Parse(t, story)).Region("us-east-1")
		versions := x.Versions("f")
		if len(x.Functions()) != 1 || len(versions) != 1 || versions[0].MemorySize != 128 {
			t.Errorf("%s: %d functions, versions %v", name, len(x.Functions()), versions)
		}
	}
}

// A policy reads the same in every form that AWS and its tools give it.
func TestPolicyForms(t *testing.T) {
	t.Parallel()
	const want = `{"Statement":[{"Action":"s3:*","Effect":"Allow","Resource":"arn:aws:s3:::a+b/ c%d"}]}`
	for name, form := range map[string]string{
		"object":                 want,
		"object with blanks":     `{ "Statement" : [ {"Action": "s3:*", "Effect": "Allow", "Resource": "arn:aws:s3:::a+b/ c%d"} ] }`,
		"string":                 `"{\"Statement\":[{\"Action\":\"s3:*\",\"Effect\":\"Allow\",\"Resource\":\"arn:aws:s3:::a+b/ c%d\"}]}"`,
		"URL-encoded":            `"%7B%22Statement%22%3A%5B%7B%22Action%22%3A%22s3%3A%2A%22%2C%22Effect%22%3A%22Allow%22%2C%22Resource%22%3A%22arn%3Aaws%3As3%3A%3A%3Aa%2Bb%2F%20c%25d%22%7D%5D%7D"`,
		"URL-encoded, bare plus": `"%7B%22Statement%22%3A%5B%7B%22Action%22%3A%22s3%3A*%22%2C%22Effect%22%3A%22Allow%22%2C%22Resource%22%3A%22arn%3Aaws%3As3%3A%3A%3Aa+b%2F%20c%25d%22%7D%5D%7D"`,
		"URL-encoded, broken up": `"%0A%7B%22Statement%22%3A%5B%7B%22Action%22%3A%22s3%3A*%22%2C%22Effect%22%3A%22Allow%22%2C%22Resource%22%3A%22arn%3Aaws%3As3%3A%3A%3Aa%2Bb%2F%20c%25d%22%7D%5D%7D%0A"`,
	} {
		b := awsdata.NewBuilder()
		err := b.Put(awsdata.Global, "get-account-authorization-details",
			[]byte(`{"RoleDetailList": [{"RoleName": "r", "Arn": "arn:r", "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": `+form+`}]}]}`))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := b.Snapshot().Account.Roles[0].RolePolicyList[0].PolicyDocument; string(got) != want {
			t.Errorf("%s: read as %s", name, got)
		}
	}
}

func TestPolicyAbsent(t *testing.T) {
	t.Parallel()
	for _, form := range []string{`null`, `""`, `"  "`} {
		b := awsdata.NewBuilder()
		err := b.Put("us-east-1", "describe-vpc-endpoints",
			[]byte(`{"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "VpcEndpointType": "Gateway", "State": "available", "PolicyDocument": `+form+`}]}`))
		if err != nil {
			t.Fatal(err)
		}
		if got := b.Snapshot().Regions[0].VPCEndpoints[0].PolicyDocument; got != "" {
			t.Errorf("%s reads as %q", form, got)
		}
	}
}

func TestEndpointServices(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"com.amazonaws.us-east-1.s3":                            "s3",
		"com.amazonaws.us-east-1.ecr.api":                       "ecr.api",
		"cn.com.amazonaws.cn-north-1.sqs":                       "sqs",
		"aws.api.us-east-1.bedrock":                             "bedrock",
		"com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcde": "",
		"com.amazonaws.us-east-1":                               "",
		"":                                                      "",
	} {
		e := awsdata.VPCEndpoint{ServiceName: name}
		if got := e.Service(); got != want {
			t.Errorf("%q is the service %q, want %q", name, got, want)
		}
	}
}

func TestPrefixListEntries(t *testing.T) {
	t.Parallel()
	s := awstest.Parse(t, `
		prefixlist s3 owner=AWS cidrs=10.0.0.0/8 inline
		prefixlist office cidrs=192.0.2.0/24,198.51.100.0/24
		prefixlist empty
		prefixlist dark unknown
		put get-managed-prefix-list-entries.pl-alone {"Entries": [{"Cidr": "203.0.113.0/24"}]}`)
	x := awsdata.NewIndex(s).Region("us-east-1")
	for id, want := range map[string][]string{
		"pl-s3": {"10.0.0.0/8"}, "pl-office": {"192.0.2.0/24", "198.51.100.0/24"}, "pl-empty": {}, "pl-dark": nil,
		"pl-alone": {"203.0.113.0/24"},
	} {
		p := x.PrefixList(id)
		if p == nil {
			t.Errorf("%s is not there", id)
			continue
		}
		var got []string
		for _, e := range p.Entries {
			got = append(got, e.Cidr)
		}
		if p.EntriesKnown != (want != nil) || !slices.Equal(got, want) {
			t.Errorf("%s: known %v, entries %v, want %v", id, p.EntriesKnown, got, want)
		}
	}
}
