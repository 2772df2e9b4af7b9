package awstest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

func (s *story) functionLine(l *line) {
	r := s.region()
	name := l.word("a name")
	s.declare(l, "function", name)
	r.functionLines[name] = functionWords{maps.Clone(l.settings), slices.Clone(l.words)}
	image := l.settings["image"]
	f := s.function(l, name)
	f.Version = "$LATEST"
	detail := awsdata.FunctionDetail{Configuration: f, Tags: l.keys("tag:")}
	if n := l.count("concurrency", -1); n >= 0 {
		detail.Concurrency = &awsdata.FunctionConcurrency{ReservedConcurrentExecutions: n}
	}
	detail.Code.RepositoryType = "S3"
	if image != "" {
		detail.Code = awsdata.FunctionCode{RepositoryType: "ECR", ImageUri: image, ResolvedImageUri: image}
	}
	urls := []awsdata.FunctionURL{}
	if auth := l.text("url", ""); auth != "" {
		urls = append(urls, awsdata.FunctionURL{FunctionUrl: "https://" + name + ".lambda-url." + r.RegionName +
			".on.aws/", FunctionArn: f.FunctionArn, AuthType: auth})
	}
	r.FunctionURLs[name] = urls
	r.FunctionPolicies[name] = awsdata.FunctionPolicy{Policy: awsdata.PolicyText(l.document("policy"))}

	detail.Configuration = s.states(l, f)
	r.FunctionDetails[name] = detail
	r.Functions = append(r.Functions, f)
	r.FunctionVersions[name] = []awsdata.Function{f}
}

// states is the function with its states, which only get-function tells.
func (s *story) states(l *line, f awsdata.Function) awsdata.Function {
	f.State, f.StateReason, f.StateReasonCode = l.text("state", "Active"), l.text("reason", ""),
		l.text("reason-code", "")
	f.LastUpdateStatus = l.text("update", "Successful")
	f.LastUpdateStatusReason, f.LastUpdateStatusReasonCode = l.text("update-reason", ""), l.text("update-code", "")
	return f
}

func (s *story) versionLine(l *line) {
	r := s.region()
	name, number := l.word("a function"), l.word("a version number")
	s.inherit(l, name)
	f := s.function(l, name)
	f.Version, f.FunctionArn = number, f.FunctionArn+":"+number
	r.FunctionVersions[name] = append(r.FunctionVersions[name], s.states(l, f))
}

// inherit gives a version line what the function's line says and the version's does not: publishing copies.
func (s *story) inherit(l *line, name string) {
	function, ok := s.region().functionLines[name]
	if !ok {
		l.fail("no function line for %s above", name)
		return
	}
	own := []string{"url", "policy", "concurrency", "state", "reason", "reason-code", "update", "update-reason",
		"update-code"}
	for key, value := range function.settings {
		if _, set := l.settings[key]; !set && !slices.Contains(own, key) && !strings.HasPrefix(key, "tag:") {
			l.settings[key] = value
		}
	}
	if l.settings["subnets"] == "" {
		delete(l.settings, "groups")
		return
	}
	l.words = append(l.words, function.words...)
}

// function is the configuration that a function or version line describes.
func (s *story) function(l *line, name string) awsdata.Function {
	r := s.region()
	f := awsdata.Function{
		FunctionName: name,
		FunctionArn: l.text("arn",
			fmt.Sprintf("arn:%s:lambda:%s:%s:function:%s", s.partition, r.RegionName, s.accountID, name)),
		Description:   l.text("description", ""),
		Runtime:       l.text("runtime", "python3.13"),
		Handler:       l.text("handler", "app.handler"),
		CodeSize:      int64(l.count("size", 1_000_000)),
		Timeout:       l.count("timeout", 30),
		MemorySize:    l.count("memory", 512),
		LastModified:  l.text("modified", "2025-12-01T09:00:00.000+0000"),
		PackageType:   "Zip",
		Architectures: []string{l.text("arch", "arm64")},
		MasterArn:     l.text("master", ""),
	}
	if l.text("image", "") != "" {
		f.PackageType, f.Runtime, f.Handler = "Image", "", ""
	}
	f.EphemeralStorage = &awsdata.EphemeralStorage{Size: l.count("storage", 512)}
	f.TracingConfig = &awsdata.TracingConfig{Mode: l.text("tracing", "PassThrough")}
	f.SnapStart = &awsdata.SnapStart{ApplyOn: l.text("snapstart", "None"), OptimizationStatus: "Off"}
	s.placement(l, &f)
	if role := l.text("role", ""); role == "" {
		f.Role = s.roleARN(name+"-role", "/")
		r.roleless = append(r.roleless, name)
	} else if strings.HasPrefix(role, "arn:") {
		f.Role = role
	} else {
		f.Role = s.roleARN(strings.TrimPrefix(role, "!"), "/")
		s.refer(l, "role", role)
	}
	for _, layer := range l.list("layers") {
		if !strings.HasPrefix(layer, "arn:") {
			layer = fmt.Sprintf("arn:%s:lambda:%s:%s:layer:%s:1", s.partition, r.RegionName, s.accountID, layer)
		}
		f.Layers = append(f.Layers, awsdata.Layer{Arn: layer, CodeSize: 1_000_000})
	}
	for _, mount := range l.list("efs") {
		i := strings.LastIndex(mount, ":")
		if i < 0 {
			l.fail("efs= is ARN:PATH, not %q", mount)
			break
		}
		f.FileSystemConfigs = append(f.FileSystemConfigs,
			awsdata.FileSystemConfig{Arn: mount[:i], LocalMountPath: mount[i+1:]})
	}
	f.VpclensTargets = awsdata.TargetsOf(l.keys("env:"))
	if dlq := l.text("dlq", ""); dlq != "" {
		f.DeadLetterConfig = &awsdata.DeadLetterConfig{TargetArn: dlq}
	}
	if l.flag("durable") {
		f.DurableConfig = &awsdata.DurableConfig{ExecutionTimeout: 3600, RetentionPeriodInDays: 14}
	}
	if mode := l.text("tenant", ""); mode != "" {
		f.TenancyConfig = &awsdata.TenancyConfig{TenantIsolationMode: mode}
	}
	return f
}

// placement sets where the function runs: in subnets, on a capacity provider, or nowhere in particular.
func (s *story) placement(l *line, f *awsdata.Function) {
	r := s.region()
	if provider := l.text("provider", ""); provider != "" {
		s.refer(l, "provider", provider)
		f.CapacityProvider = &awsdata.CapacityProviderConfig{}
		f.CapacityProvider.LambdaManagedInstances.CapacityProviderArn = s.providerARN(strings.TrimPrefix(provider, "!"))
	}
	subnets, groups := l.list("subnets"), l.list("groups")
	dualStack, noID := l.flag("ipv6"), l.flag("novpcid")
	vpc := l.text("vpc", "")
	if subnets == nil {
		if groups != nil || dualStack {
			l.fail("groups= and ipv6 need subnets=")
		}
		return
	}
	f.VpcConfig = &awsdata.VpcConfig{
		SubnetIds: s.referAll(l, "subnet", subnets), SecurityGroupIds: s.referAll(l, "sg", groups),
		Ipv6AllowedForDualStack: dualStack,
	}
	switch {
	case noID:
	case vpc != "":
		f.VpcConfig.VpcId = s.refer(l, "vpc", vpc)
	default:
		for _, id := range f.VpcConfig.SubnetIds {
			if subnet := find(r.Subnets, id); subnet != nil {
				f.VpcConfig.VpcId = subnet.VpcId
				break
			}
		}
	}
}

func (s *story) providerARN(name string) string {
	return fmt.Sprintf("arn:%s:lambda:%s:%s:capacity-provider:%s", s.partition, s.region().RegionName,
		s.accountID, name)
}

func (s *story) providerLine(l *line) {
	r := s.region()
	name := l.word("a name")
	s.declare(l, "provider", name)
	p := awsdata.CapacityProvider{
		CapacityProviderArn: s.providerARN(name), State: l.text("state", "Active"),
		VpcConfig: &awsdata.CapacityProviderVpcConfig{
			SubnetIds:        s.referAll(l, "subnet", l.list("subnets")),
			SecurityGroupIds: s.referAll(l, "sg", l.list("groups")),
		},
	}
	r.CapacityProviders = append(r.CapacityProviders, p)
	r.CapacityProviderByID[name] = awsdata.CapacityProviderDocument{CapacityProvider: p}
}

func (s *story) quotaLine(l *line) {
	service, code, value := l.word("a service"), l.word("a quota code"), l.integer(l.word("a value"))
	s.region().ServiceQuotas[service+"."+code] = awsdata.ServiceQuotaDocument{Quota: awsdata.ServiceQuota{
		ServiceCode: service, QuotaCode: code, QuotaName: l.text("name", ""), Value: float64(value),
	}}
}

func (s *story) roleARN(name, path string) string {
	return fmt.Sprintf("arn:%s:iam::%s:role%s%s", s.partition, s.accountID, path, name)
}

const lambdaTrust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`

func (s *story) roleLine(l *line) {
	name, path := l.word("a name"), l.text("path", "/")
	s.declare(l, "role", name)
	r := awsdata.Role{
		RoleName: name, Arn: s.roleARN(name, path), Path: path, RoleId: "AROA" + strings.ToUpper(name),
		AssumeRolePolicyDocument: awsdata.PolicyDocument(l.document("trust")), Tags: l.tags(""),
	}
	if r.AssumeRolePolicyDocument == "" {
		r.AssumeRolePolicyDocument = lambdaTrust
	}
	resources := l.list("on")
	if resources == nil {
		resources = []string{"*"}
	}
	var statements []map[string]any
	for _, effect := range []string{"Allow", "Deny"} {
		if actions := l.list(strings.ToLower(effect)); actions != nil {
			statements = append(statements, map[string]any{"Effect": effect, "Action": actions, "Resource": resources})
		}
	}
	if statements != nil {
		text, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": statements})
		if err != nil {
			l.fail("%w", err)
		}
		r.RolePolicyList = append(r.RolePolicyList,
			awsdata.InlinePolicy{PolicyName: "inline", PolicyDocument: awsdata.PolicyDocument(text)})
	}
	named := l.keys("policy:")
	if text, ok := l.settings["policy"]; ok {
		named["policy"] = text
		delete(l.settings, "policy")
	}
	for _, policy := range slices.Sorted(maps.Keys(named)) {
		if !json.Valid([]byte(named[policy])) {
			l.fail("the policy %q is not JSON", policy)
		}
		r.RolePolicyList = append(r.RolePolicyList,
			awsdata.InlinePolicy{PolicyName: policy, PolicyDocument: awsdata.PolicyDocument(named[policy])})
	}
	for _, policy := range l.list("attach") {
		r.AttachedManagedPolicies = append(r.AttachedManagedPolicies, s.attach(l, policy))
	}
	if arn := l.text("boundary", ""); arn != "" {
		r.PermissionsBoundary = &awsdata.PermissionsBoundary{PermissionsBoundaryType: "Policy",
			PermissionsBoundaryArn: arn}
	}
	s.account.Roles = append(s.account.Roles, r)
}

// attach names a managed policy: one of the story, one of AWS's whose text is known here, or with "!" one whose text
// the account's documents do not hold.
func (s *story) attach(l *line, name string) awsdata.AttachedPolicy {
	if gone, ok := strings.CutPrefix(name, "!"); ok {
		return awsdata.AttachedPolicy{PolicyName: gone,
			PolicyArn: fmt.Sprintf("arn:%s:iam::aws:policy/%s", s.partition, gone)}
	}
	for i := range s.account.Policies {
		if p := &s.account.Policies[i]; p.PolicyName == name {
			return awsdata.AttachedPolicy{PolicyName: name, PolicyArn: p.Arn}
		}
	}
	known, ok := awsPolicies()[name]
	if !ok {
		l.fail("no policy line for %q above, and its text is not known here (write !%s if that is meant)", name, name)
		return awsdata.AttachedPolicy{}
	}
	p := s.managedPolicy(name, fmt.Sprintf("arn:%s:iam::aws:policy%s%s", s.partition, known.path, name), known.document)
	s.account.Policies = append(s.account.Policies, p)
	return awsdata.AttachedPolicy{PolicyName: name, PolicyArn: p.Arn}
}

func (s *story) managedPolicy(name, arn, document string) awsdata.ManagedPolicy {
	return awsdata.ManagedPolicy{
		PolicyName: name, Arn: arn, DefaultVersionId: "v1",
		PolicyVersionList: []awsdata.PolicyVersion{{VersionId: "v1", IsDefaultVersion: true,
			Document: awsdata.PolicyDocument(document)}},
	}
}

func (s *story) policyLine(l *line) {
	name, document := l.word("a name"), l.word("a document")
	s.declare(l, "policy", name)
	owner := s.accountID
	if l.flag("aws") {
		owner = "aws"
	}
	if !json.Valid([]byte(document)) {
		l.fail("the policy is not JSON")
	}
	s.account.Policies = append(s.account.Policies,
		s.managedPolicy(name, fmt.Sprintf("arn:%s:iam::%s:policy/%s", s.partition, owner, name), document))
}

type awsPolicy struct{ path, document string }

// awsPolicies are policies of AWS's own that stories attach.
func awsPolicies() map[string]awsPolicy {
	return map[string]awsPolicy{
		"AWSLambdaBasicExecutionRole": {"/service-role/", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}]}`},
		"AWSLambdaVPCAccessExecutionRole": {"/service-role/",
			`{"Version":"2012-10-17","Statement":[{"Sid":"AWSLambdaVPCAccessExecutionPermissions","Effect":"Allow","Action":["logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents",` +
				`"ec2:CreateNetworkInterface","ec2:DescribeNetworkInterfaces","ec2:DescribeSubnets","ec2:DeleteNetworkInterface","ec2:AssignPrivateIpAddresses","ec2:UnassignPrivateIpAddresses"],"Resource":"*"}]}`},
		"AdministratorAccess":      {"/", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`},
		"AmazonDynamoDBFullAccess": {"/", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["dynamodb:*"],"Resource":"*"}]}`},
		"AmazonS3FullAccess":       {"/", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*","s3-object-lambda:*"],"Resource":"*"}]}`},
		"AmazonS3ReadOnlyAccess":   {"/", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:List*","s3:Describe*","s3-object-lambda:Get*","s3-object-lambda:List*"],"Resource":"*"}]}`},
		"SecretsManagerReadWrite":  {"/", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["secretsmanager:*"],"Resource":"*"}]}`},
	}
}
