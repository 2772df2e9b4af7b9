package configtest

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"github.com/vpclens/vpclens/awsdata"
)

// Rows are the snapshot's resources as AWS Config records them: a row for each, in the form of AWS's SDK for Java, and
// without what it does not record. Source: github.com/awslabs/aws-config-resource-schema, config/properties.
func Rows(tb testing.TB, s *awsdata.Snapshot) []string {
	tb.Helper()
	var out []string
	row := func(account, region, kind, id string, value any) {
		data, err := json.Marshal(value)
		if err != nil {
			tb.Fatal(err)
		}
		var configuration any
		if err := json.Unmarshal(data, &configuration); err != nil {
			tb.Fatal(err)
		}
		recorded := asInJava(configuration).(map[string]any)
		if change := changes[kind]; change != nil {
			change(recorded)
		}
		data, err = json.Marshal(map[string]any{"accountId": account, "awsRegion": region,
			"resourceType": "AWS::" + kind, "resourceId": id, "configurationItemStatus": "OK",
			"configurationItemCaptureTime": "2024-03-01T10:00:00.000Z", "tags": []any{}, "configuration": recorded})
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, string(data))
	}
	for _, r := range s.Regions {
		add := func(kind string, list []awsdata.Resource) {
			for _, e := range list {
				row(r.AccountID, r.RegionName, kind, e.ID(), e)
			}
		}
		for _, k := range awsdata.Kinds() {
			if kind := recorded[k.Code]; kind != "" {
				add(kind, k.List(r))
			}
		}
	}
	for _, a := range s.Accounts {
		for i := range a.Roles {
			row(a.AccountID, awsdata.Global, "IAM::Role", a.Roles[i].Arn, a.Roles[i])
		}
		for i := range a.Policies {
			if strings.Contains(a.Policies[i].Arn, ":iam::aws:") { // AWS's own are not recorded
				continue
			}
			row(a.AccountID, awsdata.Global, "IAM::Policy", a.Policies[i].Arn, a.Policies[i])
		}
	}
	return out
}

// recorded are the types of AWS Config for our kinds.
var recorded = map[string]string{"fn": "Lambda::Function", "vpc": "EC2::VPC", "subnet": "EC2::Subnet",
	"rtb": "EC2::RouteTable", "sg": "EC2::SecurityGroup", "acl": "EC2::NetworkAcl", "nat": "EC2::NatGateway",
	"igw": "EC2::InternetGateway", "eigw": "EC2::EgressOnlyInternetGateway", "vpce": "EC2::VPCEndpoint",
	"eni": "EC2::NetworkInterface", "pcx": "EC2::VPCPeeringConnection"}

// changes make of a resource what AWS Config has of it.
var changes = map[string]func(map[string]any){
	"EC2::VPC": inWords("blockPublicAccessStates", "encryptionControl"),
	"EC2::Subnet": func(subnet map[string]any) {
		inWords("blockPublicAccessStates", "networkFirewallConnectivityType")(subnet)
		if subnet["ipv6CidrBlockAssociationSet"] == nil { // in Java a list is there, also one of nothing
			subnet["ipv6CidrBlockAssociationSet"] = []any{}
		}
	},
	"EC2::NatGateway":  inWords("availabilityMode", "attachedAppliances"),
	"EC2::VPCEndpoint": inWords("policyDocument"),
	"EC2::SecurityGroup": func(group map[string]any) {
		for _, member := range []string{"ipPermissions", "ipPermissionsEgress"} {
			rules, _ := group[member].([]any)
			for _, r := range rules {
				rule := r.(map[string]any)
				ranges, _ := rule["ipRanges"].([]any)
				texts := []any{}
				for _, v := range ranges {
					texts = append(texts, v.(map[string]any)["cidrIp"])
				}
				rule["ipRanges"], rule["ipv4Ranges"] = texts, ranges
			}
		}
	},
	"Lambda::Function": func(function map[string]any) {
		inWords("capacityProviderConfig")(function)
		function["environment"] = map[string]any{"variables": map[string]any{"TOKEN": "s3cr3t"}}
		if vpc, ok := function["vpcConfig"].(map[string]any); ok {
			delete(vpc, "ipv6AllowedForDualStack")
			delete(vpc, "vpcId")
		}
	},
	"IAM::Role": func(role map[string]any) {
		encode(role, "assumeRolePolicyDocument")
		for _, member := range []string{"rolePolicyList", "attachedManagedPolicies"} {
			if role[member] == nil {
				role[member] = []any{}
			}
		}
		for _, p := range role["rolePolicyList"].([]any) {
			encode(p.(map[string]any), "policyDocument")
		}
	},
	"IAM::Policy": func(policy map[string]any) {
		versions, _ := policy["policyVersionList"].([]any)
		for _, v := range versions {
			encode(v.(map[string]any), "document")
		}
	},
}

// inWords leaves members out and has the state in an object of its own.
func inWords(without ...string) func(map[string]any) {
	return func(resource map[string]any) {
		for _, member := range without {
			delete(resource, member)
		}
		if state, ok := resource["state"].(string); ok {
			resource["state"] = map[string]any{"value": state}
		}
	}
}

// encode has a policy as IAM's API answers it.
func encode(in map[string]any, member string) {
	if in[member] == nil {
		return
	}
	data, err := json.Marshal(in[member])
	if err == nil {
		in[member] = url.QueryEscape(string(data))
	}
}

// asInJava is a value whose members begin with a small letter. Policies keep their words.
func asInJava(value any) any {
	switch value := value.(type) {
	case []any:
		for i := range value {
			value[i] = asInJava(value[i])
		}
	case map[string]any:
		out := make(map[string]any, len(value))
		for name, v := range value {
			small := string(unicode.ToLower(rune(name[0]))) + name[1:]
			switch name {
			case "AssumeRolePolicyDocument", "PolicyDocument", "Document":
				out[small] = v
			default:
				out[small] = asInJava(v)
			}
		}
		return out
	}
	return value
}
