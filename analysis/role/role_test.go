package role_test

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

const prefix = "arn:aws:iam::123456789012:role/"

// permissions are those of the role "r" of a story.
func permissions(t *testing.T, story string) *role.Permissions {
	t.Helper()
	return role.Of(awsdata.NewIndex(awstest.Parse(t, story)), prefix+"r")
}

func TestAllows(t *testing.T) {
	const object = "arn:aws:s3:::shop/receipt"
	tests := []struct {
		name, story      string
		action, resource string
		want             role.Verdict
		why              string // in the answer's sentence
	}{
		{"nothing allows it", `role r allow=sqs:SendMessage`, "s3:GetObject", object, role.No, "no policy of the role allows it"},
		{"allowed by name", `role r allow=s3:GetObject on=arn:aws:s3:::shop/*`, "s3:GetObject", object, role.Yes, "inline policy inline allows s3:GetObject on arn:aws:s3:::shop/*"},
		{"another resource", `role r allow=s3:GetObject on=arn:aws:s3:::other/*`, "s3:GetObject", object, role.No, ""},
		{"wildcards", `role r allow=s3:Get* on=arn:aws:s3:::s?op/*`, "s3:GetObject", object, role.Yes, ""},
		{"a managed policy", `role r attach=AmazonS3ReadOnlyAccess`, "s3:GetObject", object, role.Yes, "managed policy AmazonS3ReadOnlyAccess"},
		{"NotAction", `role r policy={"Statement":[{"Sid":"Power","Effect":"Allow","NotAction":"iam:*","Resource":"*"}]}`, "s3:GetObject", object, role.Yes, "(Power) allows all but iam:*"},
		{"NotAction keeps its own out", `role r policy={"Statement":[{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}]}`, "iam:PassRole", "*", role.No, ""},
		{"NotResource", `role r policy={"Statement":[{"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::shop/*"}]}`, "s3:GetObject", object, role.No, ""},

		{"a deny stands above any allow", `role r attach=AdministratorAccess deny=s3:*`, "s3:GetObject", object, role.No, "inline policy inline denies s3:* on *"},
		{"a deny of something else does not", `role r attach=AdministratorAccess deny=sqs:*`, "s3:GetObject", object, role.Yes, ""},
		{"a deny under conditions may apply", `
			role r attach=AdministratorAccess policy={"Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpc":"vpc-1"}}}]}`,
			"s3:GetObject", object, role.Maybe, "conditions decide: aws:SourceVpc"},
		{"an allow under conditions may apply", `
			role r policy={"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1"}}}]}`,
			"s3:GetObject", object, role.Maybe, "conditions decide: aws:SourceVpc"},
		{"a policy variable fits some requests", `
			role r policy={"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${aws:PrincipalTag/team}/*"}]}`,
			"s3:GetObject", object, role.Maybe, ""},

		{"all of it was asked, a part is allowed", `role r allow=s3:GetObject on=arn:aws:s3:::shop/*`, "s3:GetObject", "*", role.No, ""},
		{"all of it was asked, a part is denied", `
			role r allow=s3:* policy={"Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::vault/*"}]}`,
			"s3:GetObject", "*", role.Yes, "except: inline policy policy denies s3:* on arn:aws:s3:::vault/*"},

		{"within the boundary", `
			policy fence {"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}
			role r attach=AdministratorAccess boundary=arn:aws:iam::123456789012:policy/fence`, "s3:GetObject",
			object, role.Yes, ""},
		{"outside the boundary", `
			policy fence {"Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}
			role r attach=AdministratorAccess boundary=arn:aws:iam::123456789012:policy/fence`, "s3:GetObject",
			object, role.No, "permissions boundary fence does not allow it"},
		{"a boundary gives nothing", `
			policy fence {"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}
			role r allow=sqs:* boundary=arn:aws:iam::123456789012:policy/fence`, "s3:GetObject", object, role.No, ""},
		{"the boundary's text is missing",
			`role r attach=AdministratorAccess boundary=arn:aws:iam::123456789012:policy/fence`, "s3:GetObject",
			object, role.Unknown, "missing: get-policy-version.fence"},

		{"a missing policy could allow it", `role r attach=!Mystery`, "s3:GetObject", object, role.Unknown, "missing: get-policy-version.Mystery"},
		{"a missing policy could deny it", `role r allow=s3:* attach=!Mystery`, "s3:GetObject", object, role.Maybe, "missing: get-policy-version.Mystery"},
		{"a deny stands, whatever is missing", `role r deny=s3:* attach=!Mystery`, "s3:GetObject", object, role.No, "denies s3:* on *"},
		{"roles were not read", "role r allow=s3:*\ngap get-account-authorization-details", "s3:GetObject", object, role.Unknown, "missing: get-account-authorization-details"},
		{"the role is gone", `role other allow=s3:*`, "s3:GetObject", object, role.No, "r is not among the account's roles"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := permissions(t, tt.story).Allows(tt.action, tt.resource)
			if got.Verdict != tt.want || !strings.Contains(got.Why(), tt.why) {
				t.Errorf("%s on %s: %s, %q; want %s, %q", tt.action, tt.resource, got.Verdict, got.Why(),
					tt.want, tt.why)
			}
		})
	}
}

// TestPoliciesReadOneByOne holds that roles of an account whose details were denied are joined from the calls about
// them, and that each call that was not answered is named.
func TestPoliciesReadOneByOne(t *testing.T) {
	build := func(leaveOut string) *role.Permissions {
		b := awsdata.NewBuilder()
		for call, document := range map[string]string{
			"get-role.r":                    `{"Role":{"RoleName":"r","Arn":"` + prefix + `r"}}`,
			"list-attached-role-policies.r": `{"AttachedPolicies":[{"PolicyName":"Queues","PolicyArn":"arn:aws:iam::aws:policy/Queues"}]}`,
			"list-role-policies.r":          `{"PolicyNames":["work"]}`,
			"get-role-policy.r.work":        `{"RoleName":"r","PolicyName":"work","PolicyDocument":{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}}`,
			"get-policy-version.Queues":     `{"PolicyVersion":{"VersionId":"v1","Document":{"Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}}}`,
		} {
			if call == leaveOut {
				continue
			}
			if err := b.Put(awsdata.Global, call, []byte(document)); err != nil {
				t.Fatal(err)
			}
		}
		return role.Of(awsdata.NewIndex(b.Snapshot()), prefix+"r")
	}
	tests := []struct {
		leaveOut string
		s3, sqs  role.Verdict
	}{
		{"", role.Yes, role.Yes},
		{"get-role-policy.r.work", role.Unknown, role.Maybe},
		{"get-policy-version.Queues", role.Maybe, role.Unknown},
		{"list-role-policies.r", role.Unknown, role.Maybe},
		{"list-attached-role-policies.r", role.Maybe, role.Unknown},
	}
	for _, tt := range tests {
		p := build(tt.leaveOut)
		if s3, sqs := p.Allows("s3:GetObject", "*").Verdict, p.Allows("sqs:SendMessage", "*").Verdict; s3 != tt.s3 ||
			sqs != tt.sqs {
			t.Errorf("without %q: s3 %s, sqs %s; want %s, %s", tt.leaveOut, s3, sqs, tt.s3, tt.sqs)
		}
		if missing := strings.Join(p.Missing(), " "); missing != tt.leaveOut {
			t.Errorf("without %q the missing calls are %q", tt.leaveOut, missing)
		}
	}
}

func TestIsAdmin(t *testing.T) {
	tests := []struct {
		name, story string
		want        role.Verdict
		means       string
	}{
		{"the managed policy", `role r attach=AdministratorAccess`, role.Yes, "may do everything"},
		{"stars", `role r allow=*:*`, role.Yes, "may do everything"},
		{"all of IAM", `role r allow=iam:*`, role.Yes, "may change every permission"},
		{"any policy for itself", `role r allow=iam:PutRolePolicy`, role.Yes, "may write itself any policy"},
		{"policies for others", `role r allow=iam:PutRolePolicy on=arn:aws:iam::123456789012:role/app-*`, role.No, ""},
		{"everything but IAM", `role r policy={"Statement":[{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}]}`, role.No, ""},
		{"everything on one bucket", `role r allow=* on=arn:aws:s3:::shop/*`, role.No, ""},
		{"within a boundary", `
			policy fence {"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}
			role r attach=AdministratorAccess boundary=arn:aws:iam::123456789012:policy/fence`, role.No, ""},
		{"under a condition", `role r policy={"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}}]}`, role.Maybe, "may do everything"},
		{"nobody can say", `role r attach=!Mystery`, role.Unknown, "may do everything"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, means := permissions(t, tt.story).IsAdmin()
			if got.Verdict != tt.want || !strings.HasPrefix(means, tt.means) || (tt.means == "") != (means == "") {
				t.Errorf("%s %q, want %s %q", got.Verdict, means, tt.want, tt.means)
			}
		})
	}
}

func TestReadsDataBroadly(t *testing.T) {
	tests := []struct{ name, story, want string }{
		{"every bucket", `role r allow=s3:GetObject`, "s3 yes"},
		{"every bucket, by ARN", `role r allow=s3:Get* on=arn:aws:s3:::*`, "s3 yes"},
		{"every object, by ARN", `role r allow=s3:Get* on=arn:aws:s3:::*/*`, "s3 yes"},
		{"one bucket", `role r allow=s3:* on=arn:aws:s3:::shop,arn:aws:s3:::shop/*`, ""},
		{"buckets of one name", `role r allow=s3:* on=arn:aws:s3:::shop-*`, ""},
		{"writing is not reading", `role r allow=s3:PutObject,dynamodb:PutItem,kms:Encrypt`, ""},
		{"every table of the region", `role r allow=dynamodb:Scan on=arn:aws:dynamodb:us-east-1:123456789012:table/*`, "dynamodb yes"},
		{"every table of another region", `role r allow=dynamodb:Scan on=arn:aws:dynamodb:eu-west-1:123456789012:table/*`, ""},
		{"all but one bucket", `role r allow=s3:* policy={"Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::vault/*"}]}`, "s3 yes"},
		{"secrets, databases and keys", `role r allow=secretsmanager:*,rds-data:*,kms:Decrypt`, "secretsmanager yes, rds-data yes, kms yes"},
		{"from one network only", `role r policy={"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1"}}}]}`, "s3 maybe"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range permissions(t, tt.story).ReadsDataBroadly("us-east-1") {
				got = append(got, r.Service+" "+r.Answer.Verdict.String())
			}
			if text := strings.Join(got, ", "); text != tt.want {
				t.Errorf("reads %q, want %q", text, tt.want)
			}
		})
	}
}

func TestServices(t *testing.T) {
	tests := []struct{ name, story, want string }{
		{"by name, for code", `role r allow=s3:GetObject on=arn:aws:s3:::shop/*`, "s3 yes named code"},
		{"what Lambda does itself", `role r attach=AWSLambdaVPCAccessExecutionRole`, "ec2 yes named, logs yes named"},
		{"a queue that triggers the function", `role r allow=sqs:ReceiveMessage,sqs:DeleteMessage,sqs:GetQueueAttributes`, "sqs yes named"},
		{"a queue that the code writes to", `role r allow=sqs:ReceiveMessage,sqs:SendMessage`, "sqs yes named code"},
		{"logging with a star", `role r allow=logs:*`, "logs yes named"},
		{"endpoints have names of their own", `role r allow=kinesis:PutRecord,ecr:GetAuthorizationToken,ses:SendEmail`, "ecr.api yes named code, kinesis-streams yes named code, email yes named code"},
		{"denied", `role r allow=s3:*,sqs:SendMessage deny=s3:*`, "sqs yes named code"},
		{"denied in part", `role r allow=s3:* deny=s3:DeleteObject`, "s3 yes named code"},
		{"denied where it was allowed", `
			role r policy={"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::shop/*"},{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::*"}]}`, ""},
		{"outside the boundary", `
			policy fence {"Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}
			role r allow=s3:*,sqs:SendMessage boundary=arn:aws:iam::123456789012:policy/fence`, "sqs yes named code"},
		{"behind a boundary that is missing", `role r allow=s3:* boundary=arn:aws:iam::123456789012:policy/fence`, "s3 unknown named code"},
		{"under a condition", `role r policy={"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}]}`, "s3 maybe named code"},
		{"no call of an API", `role r allow=elasticfilesystem:ClientMount,elasticfilesystem:*,rds-db:connect,kafka-cluster:Connect,es:ESHttp*,dax:*,iam:PassRole`, ""},
		{"the APIs of what is mounted and logged in to",
			`role r allow=elasticfilesystem:DescribeFileSystems,es:DescribeDomain,dax:DescribeClusters`,
			"dax yes named code, elasticfilesystem yes named code, es yes named code"},
		{"a service without an endpoint", `role r allow=budgets:ViewBudget,organizations:ListAccounts`, "budgets yes named code, organizations yes named code"},
		{"APIs that share a prefix", `role r allow=bedrock:InvokeModel,bedrock:ListFoundationModels,bedrock:InvokeAgent,bedrock:Retrieve,bedrock:GetAgent`,
			"bedrock-agent yes named code, bedrock-agent-runtime yes named code, bedrock-runtime yes named code, bedrock yes named code"},
		{"all of a shared prefix is what is called most", `role r allow=bedrock:*,sagemaker:*,timestream:*,iot:*`,
			"bedrock-runtime yes named code, iot yes named code, sagemaker.runtime yes named code, timestream.ingest yes named code"},
		{"a part of a shared prefix",
			`role r allow=bedrock:List*,sagemaker:Create*,timestream:Select,iot:Publish,states:StartSyncExecution`,
			"bedrock yes named code, iot.data yes named code, sagemaker.api yes named code, sync-states yes named code, timestream.query yes named code"},
		{"calling the URL of a function", `role r allow=lambda:InvokeFunctionUrl,lambda:InvokeFunction`, "lambda yes named code, lambda-url yes named code"},
		{"a service that few call", `role r allow=cognito-idp:ListUsers,iam:ListRoles`, "cognito-idp yes named code, iam yes named code"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range permissions(t, tt.story).Services() {
				text := s.Endpoint + " " + s.Verdict.String()
				if s.Named {
					text += " named"
				}
				if s.Code {
					text += " code"
				}
				got = append(got, text)
			}
			if text := strings.Join(got, ", "); text != tt.want {
				t.Errorf("services are %q, want %q", text, tt.want)
			}
		})
	}
	for _, s := range permissions(t, `role r attach=AdministratorAccess`).Services() {
		if s.Named || s.Verdict != role.Yes {
			t.Errorf("an administrator names %s (%s)", s.Prefix, s.Verdict)
		}
	}
}

func TestUnknownPrefixes(t *testing.T) {
	tests := []struct{ name, story, want string }{
		{"known ones", `role r allow=s3:*,rds-db:connect,budgets:ViewBudget`, ""},
		{"unknown ones", `role r allow=newthing:Do,another-thing:*,s3:*`, "another-thing newthing"},
		{"denied", `role r allow=newthing:Do deny=newthing:*`, ""},
		{"wildcards tell nothing", `role r allow=*:Get*,n?w:*`, ""},
		{"outside the boundary", `
			policy fence {"Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}
			role r allow=newthing:Do boundary=arn:aws:iam::123456789012:policy/fence`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(permissions(t, tt.story).UnknownPrefixes(), " "); got != tt.want {
				t.Errorf("unknown prefixes are %q, want %q", got, tt.want)
			}
		})
	}
}

// TestEveryActionOfTheTableLeadsToItsAPI holds that no row hides what another takes.
func TestEveryActionOfTheTableLeadsToItsAPI(t *testing.T) {
	for _, s := range names.Services() {
		if len(s.Actions) == 0 {
			continue
		}
		action := s.Prefixes[0] + ":" + strings.ReplaceAll(s.Actions[0], "*", "")
		got := permissions(t, "role r allow="+action).Services()
		if len(got) == 0 || got[0].Endpoint != s.Name {
			t.Errorf("%s is taken for one of %v, want %s", action, got, s.Name)
		}
	}
}

func TestNetworkWrites(t *testing.T) {
	const table, group = "arn:aws:ec2:us-east-1:123456789012:route-table/rtb-app",
		"arn:aws:ec2:us-east-1:123456789012:security-group/sg-app"
	tests := []struct{ name, story, want string }{
		{"routes of everything", `role r allow=ec2:CreateRoute,ec2:DeleteRoute`, "ec2:CreateRoute rtb-app, ec2:DeleteRoute rtb-app"},
		{"one group", `role r allow=ec2:* on=` + group, "ec2:AuthorizeSecurityGroupEgress sg-app, ec2:AuthorizeSecurityGroupIngress sg-app, ec2:ModifySecurityGroupRules sg-app, ec2:RevokeSecurityGroupEgress sg-app, ec2:RevokeSecurityGroupIngress sg-app"},
		{"another group", `role r allow=ec2:* on=arn:aws:ec2:us-east-1:123456789012:security-group/sg-other`, ""},
		{"what Lambda needs", `role r attach=AWSLambdaVPCAccessExecutionRole`, ""},
		{"reading", `role r allow=ec2:Describe*`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, w := range permissions(t, tt.story).NetworkWrites([]string{table, group}) {
				got = append(got, w.Action+" "+w.Resource[strings.LastIndex(w.Resource, "/")+1:])
			}
			if text := strings.Join(got, ", "); text != tt.want {
				t.Errorf("writes are %q, want %q", text, tt.want)
			}
		})
	}
}

func TestInterfaces(t *testing.T) {
	const function = "arn:aws:lambda:us-east-1:123456789012:function:f"
	deny := func(action, of string) string {
		return ` policy={"Statement":[{"Effect":"Deny","Action":` + action +
			`,"Resource":"*","Condition":{"ArnEquals":{"lambda:SourceFunctionArn":"` + of + `"}}}]}`
	}
	six := `["ec2:CreateNetworkInterface","ec2:DescribeNetworkInterfaces","ec2:DescribeSubnets","ec2:DeleteNetworkInterface","ec2:AssignPrivateIpAddresses","ec2:UnassignPrivateIpAddresses"]`
	tests := []struct {
		name, story    string
		lambdaLacks    int // of six
		leftToTheCode  int
		lambdasVerdict role.Verdict
	}{
		{"the managed policy", `role r attach=AWSLambdaVPCAccessExecutionRole`, 0, 6, role.Yes},
		{"denied to its code", `role r attach=AWSLambdaVPCAccessExecutionRole` + deny(six, function), 0, 0, role.Yes},
		{"denied to all code", `role r attach=AWSLambdaVPCAccessExecutionRole` + deny(`"ec2:*"`, "arn:aws:lambda:*:*:function:*"), 0, 0, role.Yes},
		{"denied to other code", `role r attach=AWSLambdaVPCAccessExecutionRole` + deny(six, function+"-2"), 0, 6, role.Yes},
		{"denied in part", `role r attach=AWSLambdaVPCAccessExecutionRole` + deny(`["ec2:CreateNetworkInterface"]`, function), 0, 5, role.Yes},
		{"not granted", `role r attach=AWSLambdaBasicExecutionRole`, 6, 0, role.No},
		{"denied to Lambda as well", `role r attach=AWSLambdaVPCAccessExecutionRole deny=ec2:*`, 6, 0, role.No},
		{"nobody can say", `role r attach=!Mystery`, 0, 6, role.Unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := permissions(t, tt.story)
			lacks := 0
			for _, permission := range p.Interfaces() {
				if permission.Answer.Verdict == role.No {
					lacks++
				}
				if permission.Answer.Verdict != tt.lambdasVerdict {
					t.Errorf("%s for Lambda: %s, want %s", permission.Action, permission.Answer.Verdict,
						tt.lambdasVerdict)
				}
			}
			if left := len(p.InterfacesLeftToCode(function)); lacks != tt.lambdaLacks || left != tt.leftToTheCode {
				t.Errorf("Lambda lacks %d and the code has %d, want %d and %d", lacks, left, tt.lambdaLacks,
					tt.leftToTheCode)
			}
		})
	}
}

func TestHostileTextIsShownTamed(t *testing.T) {
	p := permissions(t, `role r policy={"Statement":[{"Sid":"a\u001b]52;c;x\u0007","Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::\u202ex/*"}]}`)
	why := p.Allows("s3:GetObject", "arn:aws:s3:::\u202ex/*").Why()
	if strings.ContainsAny(why, "\x1b\x07\u202e") || !strings.Contains(why, "␛]52") {
		t.Errorf("the policy's text is shown as %q", why)
	}
}

func TestABookWorksEachRoleOutOnce(t *testing.T) {
	book := role.NewIndex(awsdata.NewIndex(awstest.Parse(t, `role r allow=s3:*`)))
	if first, again := book.Of(prefix+"r"), book.Of(prefix+"r"); first != again {
		t.Error("the same role was worked out twice")
	}
}

func TestEscalations(t *testing.T) {
	const fence = "policy fence {\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:*\",\"iam:DeleteRolePermissionsBoundary\"],\"Resource\":\"*\"}]}\n"
	tests := []struct{ name, story, want string }{
		{"passing roles alone", `role r allow=iam:PassRole`, ""},
		{"passing roles to functions", `role r allow=iam:PassRole,lambda:CreateFunction`, "runs a new function as any role yes"},
		{"passing one role", `role r allow=lambda:CreateFunction policy={"Statement":[{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::123456789012:role/job"}]}`, ""},
		{"under a condition", `role r allow=ec2:RunInstances policy={"Statement":[{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}}}]}`,
			"starts an instance as any role yes"},
		{"under a condition that another service meets",
			`role r allow=lambda:CreateFunction policy={"Statement":[{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}}}]}`, ""},
		{"under a condition that nobody can decide",
			`role r allow=lambda:CreateFunction policy={"Statement":[{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/a":"b"}}}]}`,
			"runs a new function as any role maybe"},
		{"every role by its ARN", `role r allow=sts:AssumeRole on=arn:aws:iam::123456789012:role/*`, "assumes any role that trusts the account yes"},
		{"its own boundary", fence + `role r allow=iam:*,s3:* boundary=arn:aws:iam::123456789012:policy/fence`, "takes off its own permissions boundary yes"},
		{"denied", `role r allow=iam:CreateAccessKey deny=iam:Create*`, ""},
		{"nobody can say", `role r allow=s3:* boundary=arn:aws:iam::123456789012:policy/fence`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, e := range permissions(t, tt.story).Escalations("us-east-1") {
				got = append(got, e.Opens+" "+e.Answer.Verdict.String())
			}
			if text := strings.Join(got, ", "); text != tt.want {
				t.Errorf("opens %q, want %q", text, tt.want)
			}
		})
	}
}

// TestTakeovers asks for what a role may do with named roles, functions and policies, each gain and each reason for
// none.
func TestTakeovers(t *testing.T) {
	const (
		creates = `{"Effect":"Allow","Action":"lambda:CreateFunction","Resource":"*"}`
		passes  = "role r policy={\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"iam:PassRole\",\"Resource\":\"arn:aws:iam::123456789012:role/*job\"}," +
			creates + "]}\n"
	)
	tests := []struct{ name, story, want string }{
		{"an administrator", passes + `role job attach=AdministratorAccess`, "runs a new function as role job, which may do everything yes"},
		{"all but one service",
			passes + `role job policy={"Statement":[{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}]}`,
			"runs a new function as role job, which may do what this role may not yes"},
		{"more, but denied", passes + `role job allow=s3:* deny=s3:*`, ""},
		{"more, but beyond its boundary",
			passes + "policy fence {\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sqs:*\",\"Resource\":\"*\"}]}\n" +
				`role job attach=AdministratorAccess boundary=arn:aws:iam::123456789012:policy/fence`, ""},
		{"more under conditions only", passes + `role job policy={"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1"}}}]}`, ""},
		{"what Lambda needs", passes + `role job attach=AWSLambdaVPCAccessExecutionRole`, ""},
		{"another name", passes + `role other attach=AdministratorAccess`, ""},
		{"a service's own role", passes + `role job path=/aws-service-role/x/ attach=AdministratorAccess`, ""},
		{"policies that were not read", passes + `role job attach=!Mystery`, "missing get-policy-version.Mystery"},
		{"the roles were not read", passes + "gap get-account-authorization-details", ""},
		{"by trust", "role r allow=iam:UpdateAssumeRolePolicy on=arn:aws:iam::123456789012:role/job\nrole job attach=AdministratorAccess",
			"lets itself assume role job, which may do everything yes"},
		{"by trust, within a boundary that leaves out assuming",
			"policy fence {\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"iam:*\",\"Resource\":\"*\"}]}\n" +
				"role r allow=iam:UpdateAssumeRolePolicy on=arn:aws:iam::123456789012:role/job boundary=arn:aws:iam::123456789012:policy/fence\nrole job attach=AdministratorAccess", ""},
		{"code of a function with the same role", "role r allow=lambda:UpdateFunctionCode on=arn:aws:lambda:us-east-1:123456789012:function:f\nfunction f role=r", ""},
		{"code of a function whose role it may write into",
			"role job allow=logs:*\nrole r policy={\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"lambda:UpdateFunctionCode\"," +
				"\"Resource\":\"arn:aws:lambda:us-east-1:123456789012:function:f\"},{\"Effect\":\"Allow\",\"Action\":\"iam:AttachRolePolicy\",\"Resource\":\"*\"}]}\nfunction f role=job",
			"puts code into f, which runs as role job, which it can give any policy first yes"},
		{"an administrator that it may assume", `role r allow=sts:AssumeRole on=arn:aws:iam::123456789012:role/job
role job attach=AdministratorAccess trust={"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole"}]}`,
			"assumes role job, which may do everything yes"},
		{"an administrator that asks for more", `role r allow=sts:AssumeRole on=arn:aws:iam::123456789012:role/job
role job attach=AdministratorAccess trust={"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/r"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x"}}}]}`,
			"assumes role job, which may do everything maybe"},
		{"an administrator that does not trust it", `role r allow=sts:AssumeRole on=arn:aws:iam::123456789012:role/job
role job attach=AdministratorAccess trust={"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/x"},"Action":"sts:AssumeRole"}]}`, ""},
		{"an administrator whose trust denies it, perhaps",
			`role r allow=sts:AssumeRole on=arn:aws:iam::123456789012:role/job
role job attach=AdministratorAccess trust={"Statement":[{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}},{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}]}`,
			"assumes role job, which may do everything maybe"},
		{"a role that it may assume for its work", `role r allow=sts:AssumeRole on=arn:aws:iam::123456789012:role/job
role job allow=s3:* trust={"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/r"},"Action":"sts:AssumeRole"}]}`, ""},
		{"a policy of AWS's", "role r attach=AdministratorAccess deny=iam:AttachRolePolicy,iam:PutRolePolicy", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			index := awsdata.NewIndex(awstest.Parse(t, tt.story))
			book := role.NewIndex(index)
			ways, missing := book.Takeovers(book.Of(prefix+"r"), index.Region(awstest.SyntheticRegion))
			var got []string
			for _, w := range ways {
				got = append(got, w.Opens+", "+w.Gains+" "+w.Answer.Verdict.String())
			}
			for _, call := range missing {
				got = append(got, "missing "+call)
			}
			if text := strings.Join(got, "; "); text != tt.want {
				t.Errorf("got  %q\nwant %q", text, tt.want)
			}
		})
	}
}

// TestTriedPolicies holds what a role may do with one more policy, and with another boundary; the role itself stays as
// it is.
func TestTriedPolicies(t *testing.T) {
	const allow = `{"Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}`
	r := permissions(t,
		"policy fence {\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}\n"+
			"role r allow=s3:* boundary=arn:aws:iam::123456789012:policy/fence")
	with, err := r.With(allow)
	if err != nil {
		t.Fatal(err)
	}
	both, err := with.Bounded(allow)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		r       *role.Permissions
		s3, sqs role.Verdict
	}{"as it is": {r, role.Yes, role.No}, "with a policy": {with, role.Yes, role.No},
		"and another boundary": {both, role.No, role.Yes}} {
		s3, sqs := c.r.Allows("s3:GetObject", "*").Verdict, c.r.Allows("sqs:SendMessage", "*").Verdict
		if s3 != c.s3 || sqs != c.sqs {
			t.Errorf("%s: s3 %s, sqs %s; want %s, %s", name, s3, sqs, c.s3, c.sqs)
		}
	}
	if _, err := r.With("nonsense"); err == nil {
		t.Error("a text that is no policy was tried")
	}
}

// A condition with IfExists holds for calls that do not carry its key, which Lambda's own do not: that is not
// evaluated.
func TestADenyIfExists(t *testing.T) {
	const deny = ` policy={"Statement":[{"Effect":"Deny","Action":"ec2:CreateNetworkInterface","Resource":"*",` +
		`"Condition":{"OPERATOR":{"lambda:SourceFunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:f"}}}]}`
	for operator, want := range map[string]role.Verdict{"ArnEquals": role.Yes, "ArnEqualsIfExists": role.Maybe} {
		p := permissions(t,
			`role r attach=AWSLambdaVPCAccessExecutionRole`+strings.Replace(deny, "OPERATOR", operator, 1))
		if got := p.InterfaceAction("ec2:CreateNetworkInterface").Verdict; got != want {
			t.Errorf("%s: Lambda may make interfaces: %s, want %s", operator, got, want)
		}
	}
}

// That a role with an id is gone is certain only where the list of roles is there, with the id of each.
func TestWithID(t *testing.T) {
	const account = `put get-account-authorization-details {"RoleDetailList":[
		{"RoleName":"a","Arn":"arn:aws:iam::123456789012:role/a","RoleId":"AROA1"},
		{"RoleName":"b","Arn":"arn:aws:iam::123456789012:role/b","RoleId":"AROA2"}],"Policies":[]}`
	tests := []struct {
		name, story, id string
		found, gone     bool
		missing         string
	}{
		{"there", account, "AROA2", true, false, ""},
		{"not there", account, "AROA3", false, true, ""},
		{"perhaps the one without an id", strings.Replace(account, "AROA2", "", 1), "AROA2", false, false, ""},
		{"no list", "gap get-account-authorization-details", "AROA2", false, false, "get-account-authorization-details"},
	}
	for _, tt := range tests {
		p, gone, missing := role.NewIndex(awsdata.NewIndex(awstest.Parse(t, "vpc prod 10.0.0.0/16\n"+tt.story))).
			WithID(tt.id)
		if (p != nil) != tt.found || gone != tt.gone || missing != tt.missing {
			t.Errorf("%s: found %v, gone %v, missing %q", tt.name, p != nil, gone, missing)
		}
	}
}
