package plan

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

const samTransform = "AWS::Serverless-2016-10-31"

// transforms does what the macros of a template do, as far as they are known here: SAM's functions become what SAM
// makes of them. Other macros may make anything of a template, and are listed.
func (s *stack) transforms(tree map[string]any) {
	list, ok := tree["Transform"].([]any)
	if one := tree["Transform"]; !ok && one != nil {
		list = []any{one}
	}
	for _, t := range list {
		name, _ := t.(string)
		switch name {
		case samTransform, "AWS::LanguageExtensions": // what they do is done wherever something of theirs stands
		default:
			if m, isMap := t.(map[string]any); isMap {
				name, _ = m["Name"].(string)
			}
			s.leave("", "Transform", later{UnknownFunction, name})
		}
	}
	s.serverless(section(section(tree, "Globals"), "Function"))
}

// serverless makes of each function of SAM a function of Lambda, with its role, URL, event sources and permissions.
// Source: SAM developer guide, "Generated CloudFormation resources".
func (s *stack) serverless(globals map[string]any) {
	for _, id := range sortedKeys(s.resources) {
		raw, _ := s.resources[id].(map[string]any)
		if raw["Type"] != "AWS::Serverless::Function" {
			continue
		}
		f := &samFunction{stack: s, id: id, raw: raw, made: map[string]map[string]any{},
			properties: combined(globals, section(raw, "Properties"))}
		f.translate()
	}
}

// combined are the properties of a function with those that hold for all: maps are merged, lists joined, and of the
// rest its own counts.
// Source: SAM developer guide, "Globals section".
func combined(globals, own map[string]any) map[string]any {
	out := maps.Clone(globals)
	if out == nil {
		out = map[string]any{}
	}
	for name, v := range own {
		switch g := out[name].(type) {
		case map[string]any:
			if m, ok := v.(map[string]any); ok && !isFunction(g) && !isFunction(m) {
				v = combined(g, m)
			}
		case []any:
			if l, ok := v.([]any); ok {
				v = slices.Concat(g, l)
			}
		}
		out[name] = v
	}
	return out
}

func isFunction(m map[string]any) bool {
	_, _, ok := function(m)
	return ok
}

// samFunction is one function of SAM that is being translated.
type samFunction struct {
	stack      *stack
	id         string
	raw        map[string]any
	properties map[string]any
	made       map[string]map[string]any
}

// samKept are the properties that Lambda's function has by the same name.
var samKept = []string{"FunctionName", "Runtime", "Handler", "Description", "Timeout", "MemorySize", "PackageType",
	"Architectures", "VpcConfig", "Layers", "FileSystemConfigs", "EphemeralStorage", "SnapStart",
	"CapacityProviderConfig", "DurableConfig", "TenancyConfig", "ReservedConcurrentExecutions", "Environment",
	"KmsKeyArn", "LoggingConfig", "ImageConfig", "RuntimeManagementConfig", "RecursiveLoop", "CodeSigningConfigArn"}

// samPlain are the properties that change nothing of what is read of a function, or that are translated below.
var samPlain = []string{"CodeUri", "InlineCode", "ImageUri", "Code", "Policies", "Role", "Events",
	"FunctionUrlConfig", "Tags", "DeadLetterQueue", "PermissionsBoundary", "AssumeRolePolicyDocument", "RolePath",
	"Tracing", "AutoPublishAlias", "AutoPublishAliasAllProperties", "AutoPublishCodeSha256", "DeploymentPreference",
	"ProvisionedConcurrencyConfig",
	"VersionDescription", "VersionDeletionPolicy", "PropagateTags", "PublishToLatestPublished"}

func (f *samFunction) translate() {
	s, p := f.stack, f.properties
	properties := map[string]any{}
	for _, name := range sortedKeys(p) {
		switch {
		case slices.Contains(samKept, name):
			properties[name] = p[name]
		case !slices.Contains(samPlain, name):
			s.leave(f.id, "AWS::Serverless::Function", later{UnknownProperty, name})
		}
	}
	if queue, ok := p["DeadLetterQueue"].(map[string]any); ok {
		properties["DeadLetterConfig"] = map[string]any{"TargetArn": queue["TargetArn"]}
	}
	if mode := p["Tracing"]; mode != nil {
		properties["TracingConfig"] = map[string]any{"Mode": mode}
	}
	if tags := samTags(p["Tags"]); len(tags) > 0 {
		properties["Tags"] = tags
	}
	if role := p["Role"]; role != nil {
		properties["Role"] = role
	} else {
		properties["Role"] = getAttOf(f.id+"Role", "Arn")
		f.add("Role", "AWS::IAM::Role", f.role())
	}
	f.url()
	f.events()
	f.put(f.id, "AWS::Lambda::Function", properties)
	s.kinds[f.id] = "AWS::Serverless::Function"
}

func getAttOf(resource, attribute string) map[string]any {
	return map[string]any{"Fn::GetAtt": []any{resource, attribute}}
}

func (f *samFunction) add(suffix, kind string, properties map[string]any) {
	f.put(f.id+suffix, kind, properties)
}

// put adds a resource that is there when the function is.
func (f *samFunction) put(id, kind string, properties map[string]any) {
	made := map[string]any{"Type": kind, "Properties": properties}
	for _, name := range []string{"Condition", "DeletionPolicy", "Metadata"} {
		if v, ok := f.raw[name]; ok {
			made[name] = v
		}
	}
	f.stack.resources[id] = made
}

// samTags are the tags of a function as Lambda's function has them; SAM has a map.
func samTags(v any) []any {
	var out []any
	m, _ := v.(map[string]any)
	for _, key := range sortedKeys(m) {
		out = append(out, map[string]any{"Key": key, "Value": m[key]})
	}
	return out
}

// managed is the ARN of a policy of AWS's.
func managed(name string) map[string]any {
	return map[string]any{"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/" + name}
}

// role is the role that SAM makes for a function that names none.
func (f *samFunction) role() map[string]any {
	p := f.properties
	trust := p["AssumeRolePolicyDocument"]
	if trust == nil {
		trust = map[string]any{"Version": "2012-10-17", "Statement": []any{map[string]any{"Effect": "Allow",
			"Action": []any{"sts:AssumeRole"}, "Principal": map[string]any{"Service": []any{"lambda.amazonaws.com"}}}}}
	}
	arns := []any{managed("service-role/AWSLambdaBasicExecutionRole")}
	if p["DurableConfig"] != nil {
		arns = []any{managed("service-role/AWSLambdaBasicDurableExecutionRolePolicy")}
	}
	if p["Tracing"] != nil && p["Tracing"] != "Disabled" {
		arns = append(arns, managed("AWSXrayWriteOnlyAccess"))
	}
	if p["VpcConfig"] != nil {
		arns = append(arns, managed("service-role/AWSLambdaVPCAccessExecutionRole"))
	}
	role := map[string]any{"AssumeRolePolicyDocument": trust}
	policies, isList := p["Policies"].([]any)
	if one := p["Policies"]; !isList && one != nil {
		policies = []any{one}
	}
	var inline []any
	for i, v := range policies {
		named := fmt.Sprintf("%sRolePolicy%d", f.id, i)
		switch policy := v.(type) {
		case string:
			arns = append(arns, f.managedByName(policy))
			continue
		case map[string]any:
			if policy["Statement"] != nil {
				inline = append(inline, map[string]any{"PolicyName": named, "PolicyDocument": policy})
				continue
			}
			if isFunction(policy) && policy["Fn::If"] == nil {
				arns = append(arns, policy)
				continue
			}
			if choice, ok := f.managedByChoice(policy); ok {
				arns = append(arns, choice)
				continue
			}
			name := strings.Join(slices.Sorted(maps.Keys(policy)), ", ")
			if document := samPolicies[name]; document != nil {
				inline = append(inline, map[string]any{"PolicyName": named, "PolicyDocument": document(policy[name])})
				continue
			}
			inline = append(inline, map[string]any{"PolicyName": named,
				"PolicyDocument": later{UnknownFunction, "Policies " + name}})
		}
	}
	if queue := section(p, "DeadLetterQueue"); queue != nil {
		action := "sqs:SendMessage"
		if queue["Type"] == "SNS" {
			action = "sns:Publish"
		}
		inline = append(inline, map[string]any{"PolicyName": "DeadLetterQueuePolicy", "PolicyDocument": map[string]any{
			"Version": "2012-10-17", "Statement": []any{map[string]any{"Effect": "Allow", "Action": action,
				"Resource": queue["TargetArn"]}}}})
	}
	events := section(p, "Events")
	for _, name := range sortedKeys(events) {
		event, _ := events[name].(map[string]any)
		kind, _ := event["Type"].(string)
		source, ok := samSources[kind]
		switch {
		case ok && source.policy != "":
			arns = append(arns, managed("service-role/"+source.policy))
		case ok: // SAM writes one of what the event names
			inline = append(inline, map[string]any{"PolicyName": f.id + name,
				"PolicyDocument": later{UnknownFunction, "Events " + kind}})
		}
	}
	role["ManagedPolicyArns"] = distinct(arns)
	if inline != nil {
		role["Policies"] = inline
	}
	if boundary := p["PermissionsBoundary"]; boundary != nil {
		role["PermissionsBoundary"] = boundary
	}
	if path := p["RolePath"]; path != nil {
		role["Path"] = path
	}
	return role
}

// managedByChoice is a Fn::If of policies by their names, or of none.
func (f *samFunction) managedByChoice(policy map[string]any) (any, bool) {
	list, ok := arguments(policy["Fn::If"], 3, 3)
	if !ok {
		return nil, false
	}
	out := []any{list[0]}
	for _, v := range list[1:] {
		switch v := v.(type) {
		case string:
			out = append(out, f.managedByName(v))
		case map[string]any:
			if v["Ref"] != "AWS::NoValue" {
				return nil, false
			}
			out = append(out, v)
		default:
			return nil, false
		}
	}
	return map[string]any{"Fn::If": out}, true
}

// distinct is a list without what is in it twice.
func distinct(list []any) []any {
	var out []any
	for _, v := range list {
		if !slices.ContainsFunc(out, func(o any) bool { return reflect.DeepEqual(o, v) }) {
			out = append(out, v)
		}
	}
	return out
}

// managedByName is the ARN of a policy of AWS's that is called by its name alone. Which path it has is known of those
// that the account has.
func (f *samFunction) managedByName(name string) any {
	if strings.HasPrefix(name, "arn:") {
		return name
	}
	if strings.HasPrefix(name, "AWSLambda") && strings.HasSuffix(name, "Role") {
		return managed("service-role/" + name)
	}
	if a := f.stack.reader.before.Account; a != nil {
		for i := range a.Policies {
			if a.Policies[i].PolicyName == name && strings.Contains(a.Policies[i].Arn, ":iam::aws:policy/") {
				return a.Policies[i].Arn
			}
		}
	}
	return managed(name)
}

// samPolicies are the policy templates of SAM that have to do with networks.
// Source: SAM developer guide, "Policy template list".
var samPolicies = map[string]func(any) map[string]any{
	"VPCAccessPolicy": func(any) map[string]any {
		return map[string]any{"Statement": []any{map[string]any{"Effect": "Allow", "Resource": "*", "Action": []any{
			"ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces",
			"ec2:DetachNetworkInterface"}}}}
	},
}

// url is the URL of the function, with the permission that a public one needs.
func (f *samFunction) url() {
	config, ok := f.properties["FunctionUrlConfig"].(map[string]any)
	if !ok {
		return
	}
	if f.properties["AutoPublishAlias"] != nil { // it is the alias's
		f.stack.leave(f.id, "AWS::Serverless::Function", later{UnknownProperty, "FunctionUrlConfig"})
		return
	}
	url := maps.Clone(config)
	url["TargetFunctionArn"] = map[string]any{"Ref": f.id}
	f.add("Url", "AWS::Lambda::Url", url)
	if config["AuthType"] == "NONE" {
		f.add("UrlPublicPermissions", "AWS::Lambda::Permission", map[string]any{"Action": "lambda:InvokeFunctionUrl",
			"FunctionName": map[string]any{"Ref": f.id}, "FunctionUrlAuthType": "NONE", "Principal": "*"})
	}
}

// samSource is an event for which SAM makes an event source mapping.
type samSource struct {
	property string // that has the source's ARN, "" where the event names its brokers itself
	policy   string // of AWS's, that the role gets, "" where SAM writes one
}

var samSources = map[string]samSource{
	"SQS":              {"Queue", "AWSLambdaSQSQueueExecutionRole"},
	"Kinesis":          {"Stream", "AWSLambdaKinesisExecutionRole"},
	"DynamoDB":         {"Stream", "AWSLambdaDynamoDBExecutionRole"},
	"MSK":              {"Stream", "AWSLambdaMSKExecutionRole"},
	"MQ":               {"Broker", ""},
	"DocumentDB":       {"Cluster", ""},
	"SelfManagedKafka": {"", ""},
}

// samCallers are the events for which SAM permits a service to call the function.
var samCallers = map[string]string{"Api": "apigateway.amazonaws.com", "HttpApi": "apigateway.amazonaws.com",
	"S3": "s3.amazonaws.com", "SNS": "sns.amazonaws.com", "Schedule": "events.amazonaws.com",
	"EventBridgeRule": "events.amazonaws.com", "CloudWatchEvent": "events.amazonaws.com",
	"CloudWatchLogs": "logs.amazonaws.com", "IoTRule": "iot.amazonaws.com", "Cognito": "cognito-idp.amazonaws.com",
	"AlexaSkill": "alexa-appkit.amazon.com"}

// events are what calls the function.
func (f *samFunction) events() {
	events := section(f.properties, "Events")
	for _, name := range sortedKeys(events) {
		event, _ := events[name].(map[string]any)
		kind, _ := event["Type"].(string)
		if source, ok := samSources[kind]; ok {
			mapping := maps.Clone(section(event, "Properties"))
			if mapping == nil {
				mapping = map[string]any{}
			}
			if arn, given := mapping[source.property]; given {
				delete(mapping, source.property)
				mapping["EventSourceArn"] = arn
			}
			mapping["FunctionName"] = map[string]any{"Ref": f.id}
			f.add(name, "AWS::Lambda::EventSourceMapping", mapping)
			continue
		}
		if caller, ok := samCallers[kind]; ok {
			f.add(name+"Permission", "AWS::Lambda::Permission", map[string]any{"Action": "lambda:InvokeFunction",
				"FunctionName": map[string]any{"Ref": f.id}, "Principal": caller})
			continue
		}
		f.stack.leave(f.id, "AWS::Serverless::Function", later{UnknownProperty, "Events." + name})
	}
}
