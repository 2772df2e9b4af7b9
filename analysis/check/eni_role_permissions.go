package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/role"
)

// essential are the interface permissions without which Lambda cannot make, find or delete an interface. The others are
// missing in one of AWS's own policies for functions in a VPC (AWSLambdaENIManagementAccess lacks ec2:DescribeSubnets).
var essential = []string{"ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface"}

var eniRolePermissions = &Check{
	ID:       "eni-role-permissions",
	Title:    "a role lacks permissions for interfaces",
	Severity: High,
	Impact:   Soon,
	Family:   Interface,
	Why: "Lambda makes and deletes the interfaces of a function with its execution role. Without the permissions, creating, updating and " +
		"waking functions fail, and interfaces cannot be deleted. Functions that have their interfaces go on working: the permissions " +
		"are not needed for calls.",
	When: "The role of a function in a VPC may not create, describe or delete network interfaces (high; info while all its functions are " +
		"Active and have their interfaces), or lacks another of the six permissions that AWS lists (info). A boundary that takes them is " +
		"named. " + notSeen,
	Fix: "Attach AWSLambdaVPCAccessExecutionRole to the role, or allow its six ec2 actions on all resources.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html",
	},
	Run: func(p *Pass) {
		var open unknowns
		for _, use := range p.roleUses() {
			functions := ownInterfaces(use)
			if len(functions) == 0 {
				continue
			}
			var lacks, kept, missing []string // kept are those that a boundary takes
			boundary := ""
			f := Finding{Resource: use.ARN, Severity: Info, Functions: functions}
			for _, permission := range use.Interfaces() {
				switch permission.Answer.Verdict {
				case role.No:
					lacks = append(lacks, permission.Action)
					if permission.Answer.Boundary != "" {
						boundary, kept = permission.Answer.Boundary, append(kept, permission.Action)
					}
					f.Evidence = append(f.Evidence,
						Evidence{Resource: use.ARN, Rule: permission.Action, Says: permission.Answer.Why()})
				case role.Unknown:
					missing = append(missing, permission.Answer.Missing...)
				}
			}
			switch {
			case len(lacks) == 0 && len(missing) > 0:
				open.add(use.question(p), functions, missing)
				continue
			case len(lacks) == 0:
				continue
			}
			f.Title = fmt.Sprintf("role %s lacks %s", use.Name(), join(lacks))
			if len(lacks) == len(role.InterfaceActions()) {
				f.Title = fmt.Sprintf("role %s has no permission for interfaces", use.Name())
			}
			if use.Gone() {
				f.Title = fmt.Sprintf("role %s no longer exists: Lambda cannot manage interfaces", use.Name())
			}
			if slices.ContainsFunc(essential, func(action string) bool { return slices.Contains(lacks, action) }) {
				f.Severity = p.needOfInterfaces(functions, &f)
			}
			if boundary != "" {
				f.Title = fmt.Sprintf("permissions boundary %s keeps role %s from %s", boundary, use.Name(), join(kept))
			}
			if use.Gone() {
				f.Fix = p.otherRole(functions)
			} else {
				f.Fix = p.allowInterfaces(use.Permissions)
			}
			p.reportOfRole(use.ARN, f)
		}
		open.report(p, func(string) string {
			return "Whether the role may manage interfaces depends on policies that are not in the snapshot."
		})
	},
}

// ownInterfaces are the functions of a role for which Lambda manages interfaces with it.
func ownInterfaces(use *roleUse) []string {
	var out []string
	for i, at := range use.places {
		if !at.Managed() {
			out = append(out, use.of[i]...)
		}
	}
	return out
}

// needOfInterfaces is how much it matters that functions cannot get interfaces: little as long as all are Active and
// have theirs, and the evidence then says so.
func (p *Pass) needOfInterfaces(functions []string, f *Finding) Severity {
	needs := make(map[string]bool)
	for i := range p.ledger().Entries {
		if e := &p.ledger().Entries[i]; e.Status != ledger.Held {
			for _, name := range e.Functions() {
				needs[name] = true
			}
		}
	}
	for _, name := range functions {
		function := p.Region.Function(name)
		if needs[name] || function == nil || function.State != "Active" || function.LastUpdateStatus == "Failed" {
			return High
		}
	}
	f.Evidence = append(f.Evidence, Evidence{Resource: f.Resource, Rule: "State Active",
		Says: join(functions) + ": the interfaces are there and keep working"})
	return Info
}

// otherRole is the fix for functions whose role is gone: no policy can be given to that.
func (p *Pass) otherRole(functions []string) Fix {
	fix := Fix{Summary: "Give the functions a role that is there, with AWSLambdaVPCAccessExecutionRole and what else they use."}
	arn := "arn:" + p.partition() + ":iam::" + p.Index.Snapshot.AccountID + ":role/" +
		paste.Placeholder("role that is there")
	fix.CLI = each(functions, func(name string) []paste.Command {
		return []paste.Command{p.aws("lambda update-function-configuration").Opt("function-name", name).
			Opt("role", arn)}
	})
	fix.remark("give %s a role that is there", join(functions))
	return fix
}

// partition is the partition of the snapshot's ARNs.
func (p *Pass) partition() string {
	if partition := p.Index.Snapshot.Partition; partition != "" {
		return partition
	}
	return "aws"
}

// attachPolicy is the fix that attaches a managed policy to a role.
func (p *Pass) attachPolicy(roleName, policyARN string) Fix {
	fix := Fix{CLI: paste.Script{p.aws("iam attach-role-policy").Opt("role-name", roleName).
		Opt("policy-arn", policyARN)}}
	fix.declare(paste.Resource("aws_iam_role_policy_attachment", "interfaces", paste.F("role", paste.Str(roleName)),
		paste.F("policy_arn", paste.Str(policyARN))), paste.Part("AWS::IAM::Role", roleName,
		paste.F("ManagedPolicyArns", paste.Strs([]string{policyARN}))).Saying("add to the list"))
	return fix
}

// interfacesPolicy is AWS's policy with the permissions that Lambda needs for interfaces.
func (p *Pass) interfacesPolicy() string {
	return "arn:" + p.partition() + ":iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}
