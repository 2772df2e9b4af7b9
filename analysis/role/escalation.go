package role

import "strings"

// Escalation is a way for whoever has the role to get more than its policies give.
type Escalation struct {
	Actions []string // all of them are needed
	Opens   string   // what it opens, in words: "runs code of its own as any role"
	Answer  Answer   // of the action that decides: Yes, Maybe, or Unknown where a missing policy decides
}

// escalations are the ways, with the resource that each action has to be allowed on: all of a kind. What a right over
// named ones opens depends on those: see [Index.Takeovers].
// Source: AWS prescriptive guidance and IAM user guide on privilege escalation (passing roles, policy versions, access
// keys); Service Authorization Reference for the resources.
var escalations = [...]struct {
	opens string
	needs []action
}{
	{"takes off its own permissions boundary", []action{{"iam:DeleteRolePermissionsBoundary", "SELF"}}},
	{"sets itself another permissions boundary", []action{{"iam:PutRolePermissionsBoundary", "SELF"}}},
	{"writes a new version of any policy", []action{{"iam:CreatePolicyVersion", "arn:PARTITION:iam::ACCOUNT:policy/*"}}},
	{"puts an older version of any policy in force", []action{{"iam:SetDefaultPolicyVersion", "arn:PARTITION:iam::ACCOUNT:policy/*"}}},
	{"lets itself assume any role", []action{{"iam:UpdateAssumeRolePolicy", "arn:PARTITION:iam::ACCOUNT:role/*"}}},
	{"attaches any policy to any role", []action{{"iam:AttachRolePolicy", "arn:PARTITION:iam::ACCOUNT:role/*"}}},
	{"writes any policy into any role", []action{{"iam:PutRolePolicy", "arn:PARTITION:iam::ACCOUNT:role/*"}}},
	{"makes access keys of any user", []action{{"iam:CreateAccessKey", "arn:PARTITION:iam::ACCOUNT:user/*"}}},
	{"makes a password for any user", []action{{"iam:CreateLoginProfile", "arn:PARTITION:iam::ACCOUNT:user/*"}}},
	{"changes the password of any user", []action{{"iam:UpdateLoginProfile", "arn:PARTITION:iam::ACCOUNT:user/*"}}},
	{"attaches any policy to any user", []action{{"iam:AttachUserPolicy", "arn:PARTITION:iam::ACCOUNT:user/*"}}},
	{"writes any policy into any user", []action{{"iam:PutUserPolicy", "arn:PARTITION:iam::ACCOUNT:user/*"}}},
	{"puts any user into any group", []action{{"iam:AddUserToGroup", "arn:PARTITION:iam::ACCOUNT:group/*"}}},
	{"assumes any role that trusts the account", []action{{"sts:AssumeRole", "arn:PARTITION:iam::ACCOUNT:role/*"}}},
	{"runs code of its own as the role of any function", []action{{"lambda:UpdateFunctionCode", "arn:PARTITION:lambda:REGION:ACCOUNT:function:*"}}},
}

// passings are what runs as a role that is passed to it.
var passings = [...]struct {
	opens   string // followed by whose role
	service string // that takes the role on
	needs   action // besides iam:PassRole
}{
	{"runs a new function as", "lambda.amazonaws.com", action{"lambda:CreateFunction", "arn:PARTITION:lambda:REGION:ACCOUNT:function:*"}},
	{"gives an existing function", "lambda.amazonaws.com", action{"lambda:UpdateFunctionConfiguration", "arn:PARTITION:lambda:REGION:ACCOUNT:function:*"}},
	{"starts an instance as", "ec2.amazonaws.com", action{"ec2:RunInstances", "arn:PARTITION:ec2:REGION:ACCOUNT:instance/*"}},
	{"starts a task as", "ecs-tasks.amazonaws.com", action{"ecs:RunTask", "*"}},
	{"makes a stack as", "cloudformation.amazonaws.com", action{"cloudformation:CreateStack", "arn:PARTITION:cloudformation:REGION:ACCOUNT:stack/*"}},
	{"runs a build as", "codebuild.amazonaws.com", action{"codebuild:CreateProject", "arn:PARTITION:codebuild:REGION:ACCOUNT:project/*"}},
	{"runs a job as", "glue.amazonaws.com", action{"glue:CreateJob", "*"}},
}

const passRole = "iam:PassRole"

// action is an action on a resource.
type action struct{ name, on string }

// Escalations are the ways for whoever has the role to get more than its policies give, in a region. What an
// administrator could do besides is not among them: see [Permissions.IsAdmin].
func (p *Permissions) Escalations(region string) []Escalation {
	fill := p.filler(region)
	var out []Escalation
	for _, e := range escalations {
		if e.needs[0].on == "SELF" && !p.bounded {
			continue
		}
		found := Escalation{Opens: e.opens, Answer: Answer{Verdict: Yes}}
		for _, need := range e.needs {
			answer := p.Allows(need.name, fill.Replace(need.on))
			if found.Actions == nil || answer.Verdict < found.Answer.Verdict {
				found.Answer = answer
			}
			found.Actions = append(found.Actions, need.name)
		}
		if found.Answer.Verdict != No {
			out = append(out, found)
		}
	}
	for _, way := range passings {
		answer := p.ask(passRole, fill.Replace("arn:PARTITION:iam::ACCOUNT:role/*"), asker{passedTo: way.service})
		if does := p.Allows(way.needs.name, fill.Replace(way.needs.on)); does.Verdict < answer.Verdict {
			answer = does
		}
		if answer.Verdict != No {
			out = append(out, Escalation{Actions: []string{passRole, way.needs.name},
				Opens: way.opens + " any role", Answer: answer})
		}
	}
	return out
}

// filler puts the role's own account into the ARNs of tables.
func (p *Permissions) filler(region string) *strings.Replacer {
	partition, account := "aws", "*"
	if parts := strings.SplitN(p.ARN, ":", 6); len(parts) == 6 { // arn:partition:iam::account:role/name
		partition, account = parts[1], parts[4]
	}
	return strings.NewReplacer("SELF", p.ARN, "PARTITION", partition, "REGION", region, "ACCOUNT", account)
}
