package config

import (
	"encoding/json"
	"maps"
	"slices"
	"unicode"
	"unicode/utf8"
)

// kind is a type of AWS Config and the document that it is a part of. What AWS Config records of these types is what
// the service's own call answers, in the form of AWS's SDK for Java: members begin with a small letter, and words of a
// closed list stand in an object. Source: github.com/awslabs/aws-config-resource-schema, config/properties.
//
// A transit gateway, its attachments and its route tables are recorded without their states, associations and routes:
// nothing can be said with them, and they are not asked for.
type kind struct {
	resource string // AWS Config's name of it
	call     string // the document, "" where it is a part of another one's
	member   string // that holds the list
	id       string // member of an element that others name it by
	prefix   string // of such ids, "" where it is an ARN
	global   bool   // of an account, not of a region

	beside, besideMember string // another type whose list stands in the same document

	// amend mends what is other than in the document, and says what the element lacks, "" for nothing; may be nil.
	amend func(element map[string]any) (lacks string)
}

const (
	subnetType    = "AWS::EC2::Subnet"
	functionType  = "AWS::Lambda::Function"
	interfaceType = "AWS::EC2::NetworkInterface"
	policyType    = "AWS::IAM::Policy"
)

var kinds = []kind{
	{resource: "AWS::EC2::VPC", call: "describe-vpcs", member: "Vpcs",
		id: "VpcId", prefix: "vpc-"},
	{resource: subnetType, call: "describe-subnets", member: "Subnets", id: "SubnetId",
		prefix: "subnet-"},
	{resource: "AWS::EC2::RouteTable", call: "describe-route-tables", member: "RouteTables",
		id: "RouteTableId", prefix: "rtb-"},
	{resource: "AWS::EC2::SecurityGroup", call: "describe-security-groups", member: "SecurityGroups",
		id: "GroupId", prefix: "sg-", amend: amendGroup},
	{resource: "AWS::EC2::NetworkAcl", call: "describe-network-acls", member: "NetworkAcls",
		id: "NetworkAclId", prefix: "acl-"},
	{resource: "AWS::EC2::InternetGateway", call: "describe-internet-gateways", member: "InternetGateways",
		id: "InternetGatewayId", prefix: "igw-"},
	{resource: "AWS::EC2::EgressOnlyInternetGateway", call: "describe-egress-only-internet-gateways",
		member: "EgressOnlyInternetGateways", id: "EgressOnlyInternetGatewayId", prefix: "eigw-"},
	{resource: "AWS::EC2::NatGateway", call: "describe-nat-gateways", member: "NatGateways",
		id: "NatGatewayId", prefix: "nat-"},
	{resource: "AWS::EC2::VPCEndpoint", call: "describe-vpc-endpoints", member: "VpcEndpoints",
		id: "VpcEndpointId", prefix: "vpce-", amend: amendEndpoint},
	{resource: "AWS::EC2::VPCPeeringConnection", call: "describe-vpc-peering-connections",
		member: "VpcPeeringConnections", id: "VpcPeeringConnectionId", prefix: "pcx-", amend: amendPeering},
	{resource: interfaceType, call: "describe-network-interfaces", member: "NetworkInterfaces",
		id: "NetworkInterfaceId", prefix: "eni-"},
	{resource: functionType, call: "list-functions", member: "Functions", id: "FunctionArn"},
	{resource: "AWS::IAM::Role", call: "get-account-authorization-details", member: "RoleDetailList", id: "Arn",
		global: true,
		beside: policyType, besideMember: "Policies", amend: amendRole},
	{resource: policyType, global: true},
}

// kindOf is the row of a type, nil for one that was not asked for.
func kindOf(resource string) *kind {
	for i := range kinds {
		if kinds[i].resource == resource {
			return &kinds[i]
		}
	}
	return nil
}

// element is the item as an element of the document's list.
func (it *item) element(k *kind) (element map[string]any, lacks string) {
	var configuration, tagged any
	if it.Configuration != nil {
		if err := json.Unmarshal(it.Configuration, &configuration); err != nil {
			return nil, "a configuration that cannot be read"
		}
	}
	if text, ok := configuration.(string); ok { // JSON in a text, as where a single item is asked for
		if err := json.Unmarshal([]byte(text), &configuration); err != nil {
			return nil, "a configuration that cannot be read"
		}
	}
	element, ok := spelled(configuration).(map[string]any)
	if !ok {
		return nil, "no configuration"
	}
	member := "Tags"
	if k.resource == interfaceType {
		member = "TagSet"
	}
	if _, has := element[member].([]any); !has {
		delete(element, member)
		if it.Tags != nil {
			_ = json.Unmarshal(it.Tags, &tagged) // the row was read whole
		}
		if tags, ok := spelled(tagged).([]any); ok {
			element[member] = tags
		}
	}
	if k.amend != nil {
		lacks = k.amend(element)
	}
	return element, lacks
}

// spelled is a value with the members' names as the AWS CLI writes them. A word in an object of its own, such as
// {"value": "available"}, is the word.
func spelled(value any) any {
	switch value := value.(type) {
	case []any:
		out := make([]any, len(value))
		for i, v := range value {
			out[i] = spelled(v)
		}
		return out
	case map[string]any:
		if word, ok := wordIn(value); ok {
			return word
		}
		out := make(map[string]any, len(value))
		for _, name := range slices.Sorted(maps.Keys(value)) { // the small letter counts where both are there
			first, size := utf8.DecodeRuneInString(name)
			v := value[name]
			if document, ok := v.(map[string]any); ok && isPolicy(name) { // a policy's own words stay as they are
				out[string(unicode.ToUpper(first))+name[size:]] = document
				continue
			}
			out[string(unicode.ToUpper(first))+name[size:]] = spelled(v)
		}
		return out
	}
	return value
}

// isPolicy reports whether a member holds a policy.
func isPolicy(name string) bool {
	switch name {
	case "policyDocument", "assumeRolePolicyDocument", "document":
		return true
	}
	return false
}

// wordIn is the word that an object stands for.
func wordIn(object map[string]any) (any, bool) {
	for name := range object {
		if name != "value" && name != "code" && name != "name" {
			return nil, false
		}
	}
	word, ok := object["value"].(string)
	return word, ok
}

// amendGroup has the ranges of rules where the document has them: "ipRanges" are texts, and "ipv4Ranges" the same with
// their descriptions, which older items lack.
func amendGroup(group map[string]any) (lacks string) {
	for _, member := range []string{"IpPermissions", "IpPermissionsEgress"} {
		rules, _ := group[member].([]any)
		for _, r := range rules {
			rule, ok := r.(map[string]any)
			if !ok {
				continue
			}
			ranges, _ := rule["Ipv4Ranges"].([]any)
			texts, _ := rule["IpRanges"].([]any)
			if len(ranges) == 0 {
				for _, text := range texts {
					ranges = append(ranges, map[string]any{"CidrIp": text})
				}
			} else if len(texts) > len(ranges) {
				return "a rule with two lists of ranges"
			}
			rule["IpRanges"] = ranges
			delete(rule, "Ipv4Ranges")
		}
	}
	return ""
}

// noPolicy stands where the policy of an endpoint is not recorded. It is no policy, so that nobody takes it for one;
// none at all would be read as full access.
const noPolicy = "not recorded by AWS Config"

func amendEndpoint(endpoint map[string]any) (lacks string) {
	switch endpoint["VpcEndpointType"] {
	case "Gateway", "Interface":
		if policy := endpoint["PolicyDocument"]; policy == nil || policy == "" {
			endpoint["PolicyDocument"] = noPolicy
		}
	}
	return ""
}

// amendPeering has the state as an object where it is a word.
func amendPeering(peering map[string]any) (lacks string) {
	if word, ok := peering["Status"].(string); ok {
		peering["Status"] = map[string]any{"Code": word}
	}
	return ""
}

// amendRole wants both lists of policies: without one it is not known what the role may do.
func amendRole(role map[string]any) (lacks string) {
	for _, member := range []string{"RolePolicyList", "AttachedManagedPolicies"} {
		if _, ok := role[member].([]any); !ok {
			return "no " + member
		}
	}
	return ""
}
