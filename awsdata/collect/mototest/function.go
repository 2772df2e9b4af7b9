package mototest

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// PlantedSecret is in the environment of every function that is seeded. No snapshot may ever hold it.
const PlantedSecret = "planted-environment-secret"

// function is what a function is made from. Without subnets it is not attached to a VPC.
type function struct {
	name     string
	subnets  []string
	groups   []string
	role     string
	runtime  types.Runtime
	memory   int32
	image    bool
	layer    bool
	versions int // published, besides $LATEST
	reserved int32
	public   bool // everyone may invoke it
}

// shopFunctions are the functions of the first region, in every placement that the story has.
func shopFunctions() []function {
	both := []string{"shop/private-a", "shop/private-b"}
	shop := []string{"sg/functions"}
	return []function{
		{name: "checkout", subnets: both, groups: shop, role: "checkout", layer: true, versions: 2, reserved: 20},
		{name: "cart", subnets: both, groups: shop, role: "checkout"},
		{name: "catalogue", subnets: both, groups: shop, role: "checkout", memory: 1024},
		{name: "mailer", subnets: []string{"shop/private-a"}, groups: shop, role: "checkout"},
		{name: "partner-sync", subnets: []string{"shop/private-a"}, groups: []string{"sg/functions", "sg/locked"}, role: "checkout"},
		{name: "report", subnets: both, groups: []string{"sg/open"}, role: "report", versions: 1},
		{name: "webhook", subnets: []string{"shop/public-a"}, groups: []string{"sg/open"}, role: "report", public: true},
		{name: "webhook-mixed", subnets: []string{"shop/public-b", "shop/private-b"}, groups: shop, role: "report"},
		{name: "payments", subnets: []string{"shop/isolated-a"}, groups: []string{"sg/locked"}, role: "payments"},
		{name: "ledger", subnets: []string{"shop/isolated-a"}, groups: []string{"sg/shop/default"}, role: "payments"},
		{name: "invoice", subnets: []string{"shop/broken-b"}, groups: shop, role: "payments"},
		{name: "crowded", subnets: []string{"shop/tiny-a"}, groups: shop, role: "payments"},
		{name: "warehouse-load", subnets: []string{"data/warehouse-a", "data/warehouse-b"}, groups: []string{"sg/data/default"}, role: "report"},
		{name: "warehouse-query", subnets: []string{"data/warehouse-b"}, groups: []string{"sg/data/default"}, role: "report"},
		{name: "hermit", subnets: []string{"lonely/only-a"}, groups: []string{"sg/lonely/default"}, role: "payments"},
		{name: "resize", role: "report", image: true},
		{name: "thumbnails", role: "report", runtime: types.RuntimeNodejs22x},
		{name: "cron", role: "payments", layer: true},
	}
}

func europeFunctions() []function {
	return []function{
		{name: "eu-signup", subnets: []string{"europe/public-a"}, groups: []string{"sg/eu-functions"},
			role: "checkout"},
		{name: "eu-audit", role: "report"},
	}
}

func (s *seeder) functions(list []function) {
	s.tb.Helper()
	zip := code(s.tb)
	layer := ok(s.lambda.PublishLayerVersion(s.ctx, &lambda.PublishLayerVersionInput{LayerName: aws.String("base"),
		Content: &types.LayerVersionContentInput{ZipFile: zip}}))(s)
	for _, f := range list {
		s.account.Functions[s.region] = append(s.account.Functions[s.region], f.name)
		in := &lambda.CreateFunctionInput{
			FunctionName: &f.name, Role: s.id("role/" + f.role), Timeout: aws.Int32(30),
			MemorySize: aws.Int32(max(f.memory, 128)), Architectures: []types.Architecture{types.ArchitectureArm64},
			Tags:        map[string]string{"team": f.role},
			Environment: &types.Environment{Variables: map[string]string{"PASSWORD": PlantedSecret}},
		}
		if f.image {
			in.PackageType = types.PackageTypeImage
			in.Code = &types.FunctionCode{ImageUri: aws.String("123456789012.dkr.ecr." + s.region +
				".amazonaws.com/" + f.name + ":1")}
		} else {
			in.Code = &types.FunctionCode{ZipFile: zip}
			in.Handler, in.Runtime = aws.String("app.handler"), types.RuntimePython313
			if f.runtime != "" {
				in.Runtime = f.runtime
			}
		}
		if len(f.subnets) > 0 {
			in.VpcConfig = &types.VpcConfig{SubnetIds: s.ids(f.subnets), SecurityGroupIds: s.ids(f.groups)}
		}
		if f.layer {
			in.Layers = []string{*layer.LayerVersionArn}
		}
		ok(s.lambda.CreateFunction(s.ctx, in))(s)
		for i := range f.versions {
			if i > 0 {
				// A version is published only if something has changed since the last.
				ok(s.lambda.UpdateFunctionConfiguration(s.ctx,
					&lambda.UpdateFunctionConfigurationInput{FunctionName: &f.name,
						Timeout: aws.Int32(int32(30 + i))}))(s)
			}
			ok(s.lambda.PublishVersion(s.ctx, &lambda.PublishVersionInput{FunctionName: &f.name}))(s)
		}
		if f.public {
			ok(s.lambda.AddPermission(s.ctx,
				&lambda.AddPermissionInput{FunctionName: &f.name, StatementId: aws.String("everyone"),
					Action: aws.String("lambda:InvokeFunction"), Principal: aws.String("*")}))(s)
		}
		if f.reserved > 0 {
			ok(s.lambda.PutFunctionConcurrency(s.ctx, &lambda.PutFunctionConcurrencyInput{FunctionName: &f.name,
				ReservedConcurrentExecutions: &f.reserved}))(s)
		}
	}
}

func (s *seeder) ids(names []string) []string {
	s.tb.Helper()
	var out []string
	for _, name := range names {
		out = append(out, *s.id(name))
	}
	return out
}

// roles makes three roles: with AWS's policy for functions in a VPC, with one of the account's own and one inline, and
// with far too much.
func (s *seeder) roles() {
	trust := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	own := ok(s.iam.CreatePolicy(s.ctx, &iam.CreatePolicyInput{PolicyName: aws.String("queues"),
		PolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}`)}))(s)
	ok(s.iam.CreatePolicyVersion(s.ctx, &iam.CreatePolicyVersionInput{PolicyArn: own.Policy.Arn, SetAsDefault: true,
		PolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}]}`)}))(s)
	for name, managed := range map[string][]string{
		"checkout": {"arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole", *own.Policy.Arn},
		"payments": {"arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"},
		"report":   {"arn:aws:iam::aws:policy/AdministratorAccess"},
	} {
		role := ok(s.iam.CreateRole(s.ctx, &iam.CreateRoleInput{RoleName: aws.String(name),
			Path: aws.String("/service-role/"), AssumeRolePolicyDocument: &trust}))(s)
		s.name("role/"+name, role.Role.Arn)
		for _, arn := range managed {
			ok(s.iam.AttachRolePolicy(s.ctx,
				&iam.AttachRolePolicyInput{RoleName: aws.String(name), PolicyArn: aws.String(arn)}))(s)
		}
	}
	ok(s.iam.PutRolePolicy(s.ctx,
		&iam.PutRolePolicyInput{RoleName: aws.String("checkout"), PolicyName: aws.String("orders"),
			PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:PutItem","Resource":"*"}]}`)}))(s)
}
