package reach_test

import (
	"encoding/json"
	"testing"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// TestEndpointPolicy asks for sqs by an endpoint whose groups let everything in, so that its policy decides. The role
// may call sqs:SendMessage, or what the row says; "-" for a role that was not read.
func TestEndpointPolicy(t *testing.T) {
	t.Parallel()
	const allowAll = `{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}`
	for _, c := range []struct {
		name, role, statements string
		want                   reach.Verdict
		why                    reach.Reason
	}{
		{"open", "", allowAll, reach.Reachable, ""},
		{"the action", "", `{"Effect":"Allow","Principal":"*","Action":"SQS:sendmessage","Resource":"*"}`, reach.Reachable, ""},
		{"another action", "", `{"Effect":"Allow","Principal":"*","Action":"sqs:ReceiveMessage","Resource":"*"}`, reach.Blocked, reach.PolicyNotForRole},
		{"another action, and the role uses all", "sqs:*", `{"Effect":"Allow","Principal":"*","Action":"sqs:ReceiveMessage","Resource":"*"}`, reach.Reachable, ""},
		{"what is allowed is denied", "sqs:*",
			`{"Effect":"Allow","Principal":"*","Action":"sqs:Get*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"sqs:Get*","Resource":"*"}`,
			reach.Blocked, reach.PolicyNotForRole},
		{"another action, and the role is not read", "-", `{"Effect":"Allow","Principal":"*","Action":"sqs:ReceiveMessage","Resource":"*"}`, reach.Unknown, reach.PolicyNeedsRole},
		{"all, and the role is not read", "-", allowAll, reach.Reachable, ""},
		{"another service", "-", `{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}`, reach.Blocked, reach.PolicyNotForRole},
		{"a role of which sqs is no service", "s3:*", `{"Effect":"Allow","Principal":"*","Action":"sqs:ReceiveMessage","Resource":"*"}`, reach.Reachable, ""},
		{"another role", "", `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/other"},"Action":"*","Resource":"*"}`, reach.Blocked, reach.PolicyNotForRole},
		{"the account", "", `{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"*","Resource":"*"}`, reach.Reachable, ""},
		{"another account", "", `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999999999999:root"},"Action":"*","Resource":"*"}`, reach.Blocked, reach.PolicyNotForRole},
		{"NotAction", "", `{"Effect":"Allow","Principal":"*","NotAction":"sqs:SendMessage","Resource":"*"}`, reach.Blocked, reach.PolicyNotForRole},
		{"the role by condition", "", `{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/x*"}}}`,
			reach.Blocked, reach.PolicyAllowsNothing},
		{"the account by condition", "",
			`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":["111122223333"]}}}`,
			reach.Reachable, ""},
		{"a tag decides", "", `{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/a":"b"}}}`,
			reach.Unknown, reach.PolicyUndecided},
		{"no wildcards in StringEquals", "",
			`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-*"}}}`,
			reach.Blocked, reach.PolicyAllowsNothing},
		{"no source address behind an endpoint", "",
			`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}`,
			reach.Blocked, reach.PolicyAllowsNothing},
		{"resources are limited", "", `{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceAccount":"111122223333"}}}`,
			reach.Reachable, reach.PolicyLimitsResources},
		{"an organization", "", allowAll + `,{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}}}`,
			reach.Reachable, reach.PolicyForOrganization},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			trace := tracePolicy(t, `{"Statement":[`+c.statements+`]}`, c.role)
			if trace.Verdict != c.want {
				t.Errorf("sqs is %s, want %s%s", trace.Verdict, c.want, told(trace.Subnets[0]))
			}
			found := reach.Reason("")
			for _, h := range trace.Subnets[0].Hops {
				if h.Component == reach.ComponentPolicy {
					found = h.Reason
				}
			}
			if found != c.why {
				t.Errorf("the policy's hop gives %q as its reason, want %q", found, c.why)
			}
		})
	}
}

// tracePolicy asks a function for sqs, which an endpoint with that policy serves.
func tracePolicy(t *testing.T, document, allow string) *reach.Trace {
	t.Helper()
	if allow == "" {
		allow = "sqs:SendMessage"
	}
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	b := awsdata.NewBuilder()
	add := func(region, call, data string) {
		t.Helper()
		if err := b.Put(region, call, []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	const region, role = "us-east-1", "arn:aws:iam::111122223333:role/r"
	add(awsdata.Global, "get-caller-identity", `{"Account":"111122223333"}`)
	if allow != "-" {
		add(awsdata.Global, "get-account-authorization-details",
			`{"UserDetailList":[],"GroupDetailList":[],"Policies":[],"RoleDetailList":[{"RoleName":"r","Arn":"`+role+
				`","RolePolicyList":[{"PolicyName":"p","PolicyDocument":{"Statement":[{"Effect":"Allow","Action":"`+
				allow+`","Resource":"*"}]}}]}]}`)
	}
	add(region, "list-functions", `{"Functions":[{"FunctionName":"f","Role":"`+role+
		`","VpcConfig":{"VpcId":"vpc-1","SubnetIds":["subnet-1"],"SecurityGroupIds":["sg-1"]}}]}`)
	add(region, "describe-vpcs", `{"Vpcs":[{"VpcId":"vpc-1","CidrBlock":"10.0.0.0/16"}]}`)
	add(region, "describe-vpc-attribute.vpc-1.enableDnsSupport", `{"EnableDnsSupport":{"Value":true}}`)
	add(region, "describe-vpc-attribute.vpc-1.enableDnsHostnames", `{"EnableDnsHostnames":{"Value":true}}`)
	add(region, "describe-dhcp-options", `{"DhcpOptions":[]}`)
	add(region, "describe-subnets",
		`{"Subnets":[{"SubnetId":"subnet-1","VpcId":"vpc-1","CidrBlock":"10.0.0.0/24","AvailabilityZone":"us-east-1a"}]}`)
	add(region, "describe-route-tables",
		`{"RouteTables":[{"RouteTableId":"rtb-1","VpcId":"vpc-1","Associations":[{"Main":true}],
		"Routes":[{"DestinationCidrBlock":"10.0.0.0/16","GatewayId":"local","State":"active"}]}]}`)
	add(region, "describe-network-acls", `{"NetworkAcls":[]}`)
	add(region, "describe-security-groups",
		`{"SecurityGroups":[{"GroupId":"sg-1","VpcId":"vpc-1","IpPermissionsEgress":[{"IpProtocol":"-1","IpRanges":[{"CidrIp":"0.0.0.0/0"}]}],
		"IpPermissions":[{"IpProtocol":"-1","IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]}]}`)
	add(region, "describe-network-interfaces",
		`{"NetworkInterfaces":[{"NetworkInterfaceId":"eni-1","InterfaceType":"vpc_endpoint","VpcId":"vpc-1","SubnetId":"subnet-1",
		"PrivateIpAddress":"10.0.0.9","Status":"in-use","Groups":[{"GroupId":"sg-1"}]}]}`)
	add(region, "describe-vpc-endpoints",
		`{"VpcEndpoints":[{"VpcEndpointId":"vpce-1","VpcEndpointType":"Interface","VpcId":"vpc-1","State":"available","PrivateDnsEnabled":true,
		"ServiceName":"com.amazonaws.us-east-1.sqs","NetworkInterfaceIds":["eni-1"],"PolicyDocument":`+string(text)+
			`}]}`)
	index := awsdata.NewIndex(b.Snapshot())
	x := index.Region(region)
	to, err := names.Parse(x, "sqs")
	if err != nil {
		t.Fatal(err)
	}
	out, err := reach.New(index).Trace(region, x.Function("f"), reach.Query{To: to, Protocol: netset.TCP, Port: 443})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
