package role

import "strings"

// Escalation is a way for whoever has the role to get more than its policies give.
type Escalation struct {
	Actions []string // all of them are needed
	Opens   string   // what it opens, in words: "runs code of its own as any role"
	Answer  Answer   // of the action that decides: Yes, Maybe, or Unknown where a missing policy decides
}

// escalations are the ways, with the resource that each action has to be allowed on. A right over named resources is none:
// whether it opens anything depends on those.
// Source: AWS prescriptive guidance and IAM user guide on privilege escalation (passing roles, policy versions, access
// keys); Service Authorization Reference for the resources.
var escalations = [...]struct {
	opens string
	needs []action
}{
	{"takes off its own permissions boundary", []action{{"iam:DeleteRolePermissionsBoundary", "SELF"}}},
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
	{"runs a new function as any role", passing("lambda:CreateFunction", "arn:PARTITION:lambda:REGION:ACCOUNT:function:*")},
	{"gives an existing function any role", passing("lambda:UpdateFunctionConfiguration", "arn:PARTITION:lambda:REGION:ACCOUNT:function:*")},
	{"starts an instance as any role", passing("ec2:RunInstances", "arn:PARTITION:ec2:REGION:ACCOUNT:instance/*")},
	{"starts a task as any role", passing("ecs:RunTask", "*")},
	{"makes a stack as any role", passing("cloudformation:CreateStack", "arn:PARTITION:cloudformation:REGION:ACCOUNT:stack/*")},
	{"runs a build as any role", passing("codebuild:CreateProject", "arn:PARTITION:codebuild:REGION:ACCOUNT:project/*")},
	{"runs a job as any role", passing("glue:CreateJob", "*")},
}

// action is an action on a resource.
type action struct{ name, on string }

// passing needs the right to pass any role besides an action.
func passing(name, on string) []action {
	return []action{{"iam:PassRole", "arn:PARTITION:iam::ACCOUNT:role/*"}, {name, on}}
}

// Escalations are the ways for whoever has the role to get more than its policies give, in a region. What an administrator
// could do besides is not among them: see [Permissions.IsAdmin].
func (p *Permissions) Escalations(region string) []Escalation {
	partition, account := "aws", "*"
	if parts := strings.SplitN(p.ARN, ":", 6); len(parts) == 6 { // arn:partition:iam::account:role/name
		partition, account = parts[1], parts[4]
	}
	fill := strings.NewReplacer("SELF", p.ARN, "PARTITION", partition, "REGION", region, "ACCOUNT", account)
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
	return out
}
