package plan

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// later is a value that is not known, and why it is not: while a template is computed it has the place of an [Unknown].
type later struct {
	why  Why
	what string
}

// noValue is AWS::NoValue: the property, or the element of a list, that has it is not there.
type noValue struct{}

// value computes a value of a template. What it gives is a text, bool, float64, list or map, or one of later, noValue
// and [Reference].
func (s *stack) value(v any) any {
	s.level++
	defer func() { s.level-- }()
	if s.level > mostLevels || !s.reader.spend(1) {
		return later{UnknownFunction, "nested too deep"}
	}
	switch v := v.(type) {
	case string:
		if strings.Contains(v, "{{resolve:") { // a parameter or a secret elsewhere, which must not be shown
			return later{why: KnownAfter}
		}
	case []any:
		out := make([]any, 0, len(v))
		for _, e := range v {
			if e := s.value(e); e != (noValue{}) {
				out = append(out, e)
			}
		}
		return out
	case map[string]any:
		if name, argument, ok := function(v); ok {
			return s.call(name, argument)
		}
		out := make(map[string]any, len(v))
		for _, name := range sortedKeys(v) {
			if strings.HasPrefix(name, "Fn::") { // Fn::Transform beside others: a macro adds members
				s.note(later{UnknownFunction, name})
				continue
			}
			if e := s.value(v[name]); e != (noValue{}) {
				out[name] = e
			}
		}
		return out
	}
	return v
}

// function is the intrinsic function that a map is, with its argument.
func function(m map[string]any) (name string, argument any, ok bool) {
	if len(m) != 1 {
		return "", nil, false
	}
	for name, argument := range m {
		if name == "Ref" || name == "Condition" || strings.HasPrefix(name, "Fn::") {
			if _, isText := argument.(string); name == "Condition" && !isText {
				return "", nil, false // the Condition of a policy's statement
			}
			return name, argument, true
		}
	}
	return "", nil, false
}

// settled is a computed value as a plan has it: cleaned, without secrets, and with [Unknown] where it is not known. Why
// it is not known is noted for the resource that is being read.
func (s *stack) settled(v any) any {
	switch v := v.(type) {
	case later:
		s.note(v)
		return Unknown{}
	case string:
		return awsdata.Clean(v)
	case []any:
		out := make([]any, 0, len(v))
		for _, e := range v {
			if e != nil {
				out = append(out, s.settled(e))
			}
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for _, name := range sortedKeys(v) {
			if v[name] != nil && !secretProperties[name] {
				out[awsdata.Clean(name)] = s.settled(v[name])
			}
		}
		return out
	}
	return v
}

// secretProperties hold passwords, code, or what often has passwords in it. They are not kept, at any depth: nothing is
// told by them.
var secretProperties = map[string]bool{
	"Environment": true, "Code": true, "CodeUri": true, "InlineCode": true, "UserData": true,
	"MasterUserPassword": true, "MasterPassword": true, "AdminUserPassword": true, "Password": true, "Passwords": true,
	"AuthToken": true, "SecretString": true, "ClientSecret": true, "PreSharedKey": true, "TdeCredentialPassword": true,
	"LoginProfile": true,
}

// note lists why something of the resource that is being read is not known. What is known only after the change is made
// is no part of it: whoever applies the plan tells it where it matters.
func (s *stack) note(l later) {
	if l.why == KnownAfter || s.at == "" {
		return
	}
	left := Left{Address: s.prefix + s.at, Kind: awsdata.Clean(s.kind), Why: l.why, What: awsdata.Clean(l.what)}
	if !slices.Contains(s.reader.plan.Left, left) {
		s.reader.plan.Left = append(s.reader.plan.Left, left)
	}
}

// asText is a value within a text. What a resource is called is known before it is there where the template names it,
// or where the account has it already.
func (s *stack) asText(v any) (string, *later) {
	switch v := v.(type) {
	case string:
		return v, nil
	case bool:
		if v {
			return "true", nil
		}
		return "false", nil
	case float64:
		return written(v), nil
	case later:
		return "", &v
	case Reference:
		if text, ok := s.reader.textOf(v); ok {
			return text, nil
		}
	}
	return "", &later{why: KnownAfter}
}

// ref is what Ref gives: a parameter, a pseudo parameter, or a resource.
func (s *stack) ref(name string) any {
	if v, ok := s.parameter(name); ok {
		return v
	}
	if strings.HasPrefix(name, "AWS::") {
		return s.pseudo(name)
	}
	if l := s.missing(name); l != nil {
		return *l
	}
	r := Reference{Address: s.prefix + name}
	if text, ok := s.namedText(r); ok {
		return text
	}
	return r
}

// pseudo is a pseudo parameter.
// Source: CloudFormation template reference, "Pseudo parameters reference".
func (s *stack) pseudo(name string) any {
	known := ""
	switch name {
	case "AWS::NoValue":
		return noValue{}
	case "AWS::Region":
		known = s.region
	case "AWS::AccountId":
		known = s.account
	case "AWS::StackName":
		known = s.name
	case "AWS::Partition":
		known = s.partition()
	case "AWS::URLSuffix":
		switch s.partition() {
		case "aws", "aws-us-gov":
			known = "amazonaws.com"
		case "aws-cn":
			known = "amazonaws.com.cn"
		}
	case "AWS::StackId", "AWS::NotificationARNs":
		return later{why: KnownAfter}
	}
	if known == "" {
		return later{NoValue, name}
	}
	return known
}

// partition is the partition of the region, "" where neither is known.
func (s *stack) partition() string {
	switch {
	case strings.HasPrefix(s.region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(s.region, "us-gov-"):
		return "aws-us-gov"
	case s.reader.before.Partition != "":
		return s.reader.before.Partition
	case s.region != "":
		return "aws"
	}
	return ""
}

// missing says why a resource cannot be referred to, nil where it can.
func (s *stack) missing(name string) *later {
	raw, ok := s.resources[name].(map[string]any)
	if !ok {
		return &later{UnknownFunction, "Ref " + name}
	}
	there := s.isThere(raw)
	if l, unknown := there.(later); unknown {
		return &l
	}
	if there != true {
		return &later{why: KnownAfter}
	}
	return nil
}

// getAtt is an attribute of a resource. One that has the name of a property is that property's value: AWS gives back
// what it was given.
func (s *stack) getAtt(name, attribute string) any {
	if l := s.missing(name); l != nil {
		return *l
	}
	raw := s.resources[name].(map[string]any)
	if output, ok := strings.CutPrefix(attribute, "Outputs."); ok {
		nested := s.nested(name)
		if nested == nil {
			return later{NoFile, name}
		}
		return nested.output(output)
	}
	if properties, ok := raw["Properties"].(map[string]any); ok && properties[attribute] != nil {
		if v := s.value(properties[attribute]); v != (noValue{}) {
			return v
		}
	}
	r := Reference{Address: s.prefix + name, Attribute: attribute}
	if text, ok := s.namedText(r); ok {
		return text
	}
	return r
}

// output is the value of an output of the stack.
func (s *stack) output(name string) any {
	out, ok := s.outputs[name].(map[string]any)
	if !ok {
		return later{UnknownFunction, "Outputs." + name}
	}
	return s.value(out["Value"])
}

// parameter is the value of a parameter of the template.
func (s *stack) parameter(name string) (any, bool) {
	declared, ok := s.declared[name].(map[string]any)
	if !ok {
		return nil, false
	}
	kind, _ := declared["Type"].(string)
	given, ok := s.given[name]
	if !ok {
		given, ok = declared["Default"]
	}
	hidden := declared["NoEcho"] == true || declared["NoEcho"] == "true"
	switch {
	case !ok || given == nil:
		return later{NoValue, name}, true
	case hidden && !s.deciding: // only conditions may look at it
		return later{why: KnownAfter}, true
	case strings.HasPrefix(kind, "AWS::SSM::Parameter::Value<"): // its value is the name of what has the value
		return later{NoValue, name}, true
	}
	text, isText := given.(string)
	switch {
	case strings.HasPrefix(kind, "List<") || kind == "CommaDelimitedList":
		if !isText {
			if number, ok := given.(float64); ok {
				return []any{written(number)}, true
			}
			return given, true
		}
		list := []any{}
		for e := range strings.SplitSeq(text, ",") {
			list = append(list, s.value(strings.TrimSpace(e)))
		}
		return list, true
	case isText:
		return s.value(text), true
	}
	if _, composite := given.([]any); composite {
		return given, true
	}
	if text, l := s.asText(given); l == nil && kind != "Number" { // true and 1 are texts
		return text, true
	}
	return given, true
}

// malformed is what comes of a function whose argument is none of its forms.
func malformed(name string) any { return later{UnknownFunction, name} }

// textOf is what a reference gives, as a text, where that is known before it is there.
func (r *templateReader) textOf(ref Reference) (string, bool) {
	for _, s := range r.stacks {
		name, ok := strings.CutPrefix(ref.Address, s.prefix)
		if _, declared := s.resources[name]; ok && declared {
			return s.nameOf(name, ref.Attribute)
		}
	}
	return "", false
}

// namedText is a reference to what the plan has no part for, as a text: the name or ARN of a bucket that the template
// names is what a policy says. References to what has a part stay.
func (s *stack) namedText(r Reference) (string, bool) {
	name := strings.TrimPrefix(r.Address, s.prefix)
	raw, _ := s.resources[name].(map[string]any)
	kind, _ := raw["Type"].(string)
	if named, ok := namedTypes[kind]; !ok || named.planned {
		return "", false
	}
	return s.nameOf(name, r.Attribute)
}

// namedType is a type whose resources have names that a template may give.
type namedType struct {
	property string
	ref      string // what Ref gives, "" for the name
	arn      string
	code     string // the kind of a snapshot that it is, "" for none
	planned  bool   // others of the plan refer to it by its address
}

// namedTypes are the types of which a name says which resource it is. In what Ref and the ARN are made of, N is the
// name, P the partition, R the region, A the account.
// Source: CloudFormation template reference, return values of each type; service authorization reference, ARN formats.
var namedTypes = map[string]namedType{
	"AWS::Lambda::Function":   {"FunctionName", "", "arn:P:lambda:R:A:function:N", "fn", true},
	"AWS::IAM::Role":          {"RoleName", "", "arn:P:iam::A:role/N", "role", true},
	"AWS::IAM::ManagedPolicy": {"ManagedPolicyName", "arn:P:iam::A:policy/N", "arn:P:iam::A:policy/N", "", true},
	"AWS::S3::Bucket":         {"BucketName", "", "arn:P:s3:::N", "", false},
	"AWS::DynamoDB::Table":    {"TableName", "", "arn:P:dynamodb:R:A:table/N", "", false},
	"AWS::SQS::Queue":         {"QueueName", "https://sqs.R.amazonaws.com/A/N", "arn:P:sqs:R:A:N", "", false},
	"AWS::SNS::Topic":         {"TopicName", "arn:P:sns:R:A:N", "arn:P:sns:R:A:N", "", false},
	"AWS::Kinesis::Stream":    {"Name", "", "arn:P:kinesis:R:A:stream/N", "", false},
	"AWS::RDS::DBInstance":    {"DBInstanceIdentifier", "", "arn:P:rds:R:A:db:N", "db", true},
	"AWS::RDS::DBCluster":     {"DBClusterIdentifier", "", "arn:P:rds:R:A:cluster:N", "db-cluster", true},
}

// nameOf is the name, id or ARN of a resource of the stack, where it is known before it is there.
func (s *stack) nameOf(resource, attribute string) (string, bool) {
	raw, _ := s.resources[resource].(map[string]any)
	kind, _ := raw["Type"].(string)
	named, ok := namedTypes[kind]
	if !ok {
		id := s.ids[resource]
		return id, id != "" && attribute == ""
	}
	properties, _ := raw["Properties"].(map[string]any)
	name, l := s.asText(s.value(properties[named.property]))
	if l != nil || name == "" {
		if name = s.ids[resource]; name == "" {
			return "", false
		}
	}
	text := "N"
	switch {
	case attribute == "Arn" || attribute == "TopicArn":
		text = named.arn
	case attribute == "" && named.ref != "":
		text = named.ref
	case attribute != "":
		return "", false
	}
	if path, ok := properties["Path"].(string); ok && strings.HasSuffix(text, "/N") {
		name = strings.TrimPrefix(path, "/") + name
	}
	var out strings.Builder
	for _, c := range text {
		part := string(c)
		switch c {
		case 'N':
			part = name
		case 'P':
			part = s.partition()
		case 'R':
			part = s.region
		case 'A':
			part = s.account
		}
		if part == "" {
			return "", false
		}
		out.WriteString(part)
	}
	return out.String(), true
}
