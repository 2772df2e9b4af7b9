package event_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata/event"
)

// saved is an answer with one event.
func saved(name, request, response string, more ...string) []byte {
	detail := fmt.Sprintf(`{"eventID":"e-1","eventTime":"2026-10-05T07:11:24Z","eventName":%q,
		"eventSource":"ec2.amazonaws.com","awsRegion":"us-east-1","recipientAccountId":"123456789012",
		"requestParameters":%s,"responseElements":%s%s}`, name, request, response, strings.Join(more, ""))
	data, err := json.Marshal(map[string]any{"Events": []any{map[string]any{"CloudTrailEvent": detail,
		"Resources": []any{map[string]string{"ResourceName": "thing-1"}}}}})
	if err != nil {
		panic(err)
	}
	return data
}

func decoded(t *testing.T, data []byte) *event.Event {
	t.Helper()
	a, err := event.Decode(data)
	if err != nil || len(a.Events) != 1 || a.Odd != 0 {
		t.Fatalf("%+v, %v", a, err)
	}
	return &a.Events[0]
}

// Requests come in the shapes that CloudTrail writes: EC2's lists in items, newer calls in an object of their own name.
func TestRequests(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, request, response string
		want                    event.Request
	}{
		{"CreateRoute", `{"routeTableId":"rtb-1","destinationCidrBlock":"0.0.0.0/0","natGatewayId":"nat-1"}`, `null`,
			event.Request{Table: "rtb-1", Destination: "0.0.0.0/0", Target: "nat-1"}},
		{"DeleteRoute", `{"routeTableId":"rtb-1","destinationPrefixListId":"pl-1"}`, `{"_return":true}`,
			event.Request{Table: "rtb-1", Destination: "pl-1"}},
		{"DeleteNetworkAclEntry", `{"networkAclId":"acl-1","ruleNumber":90,"egress":true}`, `null`,
			event.Request{ACL: "acl-1", Number: 90, Egress: true}},
		{"CreateNetworkAclEntry", `{"networkAclId":"acl-1","ruleNumber":"100","egress":false,"ruleAction":"deny",
			"aclProtocol":"6","cidrBlock":"10.0.0.0/8","portRange":{"from":1,"to":99},"icmpTypeCode":{}}`, `null`,
			event.Request{ACL: "acl-1", Number: 100,
				Entry: &event.Entry{Protocol: "6", CIDR: "10.0.0.0/8", From: 1, To: 99}}},
		{"AuthorizeSecurityGroupIngress", `{"groupId":"sg-1","ipPermissions":{"items":[{"ipProtocol":"tcp",
			"fromPort":443,"toPort":443,"groups":{"items":[{"groupId":"sg-2","userId":"123456789012"}]},
			"ipRanges":{"items":[{"cidrIp":"10.0.0.0/8"}]},"ipv6Ranges":{},"prefixListIds":{}}]}}`, `null`,
			event.Request{Group: "sg-1", Rules: []event.Rule{{"", "tcp", 443, 443, "sg-2"},
				{"", "tcp", 443, 443, "10.0.0.0/8"}}}},
		{"RevokeSecurityGroupEgress", `{"groupId":"sg-1","securityGroupRuleIds":{"items":[
			{"securityGroupRuleId":"sgr-1"}]}}`, `{"_return":true}`,
			event.Request{Group: "sg-1", RuleIDs: []string{"sgr-1"}}},
		{"RevokeSecurityGroupEgress", `{"groupId":"sg-1","securityGroupRuleIds":["sgr-1"]}`,
			`{"revokedSecurityGroupRuleSet":{"items":[{"securityGroupRuleId":"sgr-1","ipProtocol":"-1","fromPort":-1,
			"toPort":-1,"cidrIpv6":"::/0"}]}}`,
			event.Request{Group: "sg-1", Rules: []event.Rule{{"sgr-1", "-1", -1, -1, "::/0"}}}},
		{"RevokeSecurityGroupIngress", `{"groupId":"sg-1","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":1,
			"toPort":1,"ipRanges":{"items":[{"cidrIp":"10.0.0.0/8"}]}}]}}`,
			`{"_return":true,"unknownIpPermissionSet":{"items":[{"ipProtocol":"tcp","fromPort":1,"toPort":1}]}}`,
			event.Request{Group: "sg-1", Rules: []event.Rule{{"", "tcp", 1, 1, "10.0.0.0/8"}}, RuleIDs: []string{""}}},
		{"DeleteNatGateway", `{"DeleteNatGatewayRequest":{"NatGatewayId":"nat-1"}}`, `{}`,
			event.Request{NATGateway: "nat-1"}},
		{"ModifyVpcEndpoint", `{"ModifyVpcEndpointRequest":{"VpcEndpointId":"vpce-1","AddRouteTableId":
			{"tag":1,"content":"rtb-1"},"RemoveSubnetId":[{"tag":1,"content":"subnet-1"},"subnet-2"],
			"PolicyDocument":"{}"}}`, `{}`,
			event.Request{Endpoint: &event.Endpoint{ID: "vpce-1", AddTables: []string{"rtb-1"},
				RemoveSubnets: []string{"subnet-1", "subnet-2"}, Policy: true}}},
		{"UpdateFunctionConfiguration20150331v2", `{"functionName":"orders","vpcConfig":{"subnetIds":["subnet-1"],
			"securityGroupIds":["sg-1"]}}`, `{}`, event.Request{Function: "orders",
			Placement: &event.Placement{Subnets: []string{"subnet-1"}, Groups: []string{"sg-1"}}}},
		// What cannot be read is not there, and of a list that is not read whole it is known that it is not.
		{"AuthorizeSecurityGroupIngress", `{"groupId":7,"ipPermissions":{"items":[{"ipProtocol":"tcp","ipRanges":
			{"items":[{"cidrIp":"nonsense"}]}}]}}`, `null`, event.Request{RuleIDs: []string{""}}},
		{"CreateRoute", `"text"`, `[1]`, event.Request{}},
		{"PutSecretValue", `{"routeTableId":"rtb-1"}`, `null`, event.Request{}},
	} {
		if diff := cmp.Diff(tt.want, decoded(t, saved(tt.name, tt.request, tt.response)).Request); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// Requests and answers hold what nobody may read: of none of it anything is kept, whichever call it is.
func TestNothingElseIsKept(t *testing.T) {
	t.Parallel()
	const marker = "hunter2-MARKER"
	request := `{"functionName":"orders","environment":{"variables":{"DB":"` + marker + `"}},"description":"` + marker +
		`","userData":"` + marker + `","routeTableId":"` + marker + `","destinationCidrBlock":"` + marker +
		`","groupId":{"content":"` + marker + `"},"ipPermissions":{"items":[{"ipProtocol":"` + marker +
		`","ipRanges":{"items":[{"cidrIp":"` + marker + `","description":"` + marker + `"}]}}]},"policyDocument":"` +
		marker + `","vpcConfig":{"subnetIds":["` + marker + `"]},"UpdateFunctionConfigurationRequest":null}`
	for _, name := range []string{"CreateRoute", "DeleteRoute", "AuthorizeSecurityGroupIngress", "ModifyVpcEndpoint",
		"RevokeSecurityGroupEgress", "CreateNetworkAclEntry", "UpdateFunctionConfiguration20150331v2",
		"CreateFunction20150331", "RunInstances", "PutSecretValue"} {
		e := decoded(t, saved(name, request, request, `,"userIdentity":{"type":"AssumedRole","accessKeyId":"AKIA`+
			marker+`","arn":"arn:aws:sts::123456789012:assumed-role/admin/jo","sessionContext":{"sessionIssuer":
			{"arn":"arn:aws:iam::123456789012:role/admin"},"webIdFederationData":{"attributes":{"a":"`+marker+`"}}}},
			"errorMessage":"`+marker+`","additionalEventData":{"x":"`+marker+`"},"tlsDetails":{"y":"`+marker+`"}`))
		data, err := json.Marshal(e)
		if err != nil || strings.Contains(string(data), marker) {
			t.Errorf("%s: %s %v", name, data, err)
		}
		if got := e.Who.Words(); got != "jo (role admin)" {
			t.Errorf("%s: by %s", name, got)
		}
	}
}

func TestWho(t *testing.T) {
	t.Parallel()
	for identity, want := range map[string]string{
		`{"type":"Root","arn":"arn:aws:iam::123456789012:root"}`: "the root user",
		`{"type":"IAMUser","userName":"sam"}`:                    "user sam",
		`{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/x/jo","sessionContext":{"sessionIssuer":
			{"arn":"arn:aws:iam::1:role/aws-reserved/AWSReservedSSO_Net_Admin_0123456789abcdef"}}}`: "jo (permission set Net_Admin)",
		`{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/x/jo","invokedBy":"cloudformation.amazonaws.com"}`: "jo by way of cloudformation.amazonaws.com",
		`{"type":"AWSService","invokedBy":"lambda.amazonaws.com"}`:                                                   "lambda.amazonaws.com",
		`{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/x/\u001b[31mjo"}`:                                  "␛[31mjo",
		`{}`: "somebody whom the event does not name",
	} {
		e := decoded(t, saved("CreateTags", "null", "null", `,"userIdentity":`, identity))
		if got := e.Who.Words(); got != want {
			t.Errorf("%s: %q, want %q", identity, got, want)
		}
	}
}

func TestAgents(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"APN/1.0 HashiCorp/1.0 Terraform/1.9.7 (+https://www.terraform.io) x": "Terraform/1.9.7",
		"aws-cli/2.17.50 md/awscrt#0.21.2":                                    "aws-cli/2.17.50",
		"Mozilla/5.0 (X11; Linux x86_64)":                                     "a browser",
		"cloudformation.amazonaws.com":                                        "cloudformation.amazonaws.com",
		"AWS Internal":                                                        "AWS Internal",
	} {
		if got := decoded(t, saved("X", "null", "null", `,"userAgent":"`+agent+`"`)).Agent; got != want {
			t.Errorf("%q: %q, want %q", agent, got, want)
		}
	}
}

// Answers behind each other are one; what only reads is passed over, what is there twice is there once, and what cannot
// be read is counted.
func TestDecode(t *testing.T) {
	t.Parallel()
	one := string(saved("CreateRoute", "null", "null"))
	reads := string(saved("DescribeVpcs", "null", "null", `,"readOnly":true`))
	a, err := event.Decode([]byte(one + "\n" + one + reads + `{"Events":[{"CloudTrailEvent":"{"}],"NextToken":"t"}`))
	if err != nil || len(a.Events) != 1 || a.Odd != 1 || !a.More {
		t.Errorf("%+v, %v", a, err)
	}
	for _, bad := range []string{"", "{}", "[]", `{"Vpcs":[]}`, one + "x", "null"} {
		if a, err := event.Decode([]byte(bad)); err == nil {
			t.Errorf("%q: %+v", bad, a)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(saved("CreateRoute", `{"routeTableId":"rtb-1"}`, `null`))
	f.Add(saved("ModifyVpcEndpoint", `{"ModifyVpcEndpointRequest":{"AddSubnetId":[{"content":"subnet-1"}]}}`, `{}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := event.Decode(data)
		if (a == nil) == (err == nil) {
			t.Errorf("%v, %v", a, err)
		}
	})
}
