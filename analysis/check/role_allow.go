package check

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/role"
)

// allowInterfaces is the fix that lets a role manage interfaces again. It is tried on a copy of the role's policies
// before it is offered: an allow changes nothing beside a deny, and nothing that a boundary leaves out.
// Source: IAM user guide, "Policy evaluation logic", "Permissions boundaries for IAM entities".
func (p *Pass) allowInterfaces(r *role.Permissions) Fix {
	attach := p.attachPolicy(r.Name(), p.interfacesPolicy())
	allow := statement{Effect: "Allow", Action: role.InterfaceActions(), Resource: "*"}
	own := tried(r.With, policyDocument(allow))
	if own == nil || lacksOf(own) == nil {
		return attach
	}
	boundary := r.Role.PermissionsBoundary
	if boundary == nil {
		return denied(own)
	}
	arn := boundary.PermissionsBoundaryArn
	managed := p.Index.ManagedPolicy(arn)
	if managed == nil {
		return denied(own)
	}
	wider := openPolicy(string(managed.Default()))
	if wider == nil {
		return denied(own)
	}
	wider.add(map[string]any{"Effect": "Allow", "Action": role.InterfaceActions(), "Resource": "*"})
	both := tried(own.Bounded, wider.document())
	if both == nil || lacksOf(both) != nil {
		if both == nil {
			both = own
		}
		return denied(both)
	}
	fix := Fix{Summary: "Allow the six ec2 actions of AWSLambdaVPCAccessExecutionRole in the permissions boundary: " +
		"what a boundary does not allow, no policy of the role can give."}
	fix.remark("allow %s in the policy %s", join(role.InterfaceActions()), arn)
	if !strings.Contains(arn, ":iam::aws:") { // AWS's own cannot be changed
		fix.CLI = paste.Script{p.aws("iam create-policy-version").Opt("policy-arn", arn).
			JSON("policy-document", wider.document()).Opt("set-as-default").
			Saying("the boundary of today with one more statement; it is for every role that has it")}
	}
	// The role itself may not allow it either.
	if alone := tried(r.Bounded, wider.document()); alone == nil || lacksOf(alone) != nil {
		fix.Summary += " Attach that policy to the role, too: what a boundary allows, it does not give."
		fix.add(attach)
	}
	return fix
}

// tried is a role with a policy changed, nil where that cannot be tried.
func tried(change func(document string) (*role.Permissions, error), document any) *role.Permissions {
	text, err := json.Marshal(document)
	if err != nil {
		return nil
	}
	out, err := change(string(text))
	if err != nil {
		return nil
	}
	return out
}

// lacksOf are the interface permissions that a role certainly lacks.
func lacksOf(r *role.Permissions) []role.Permission {
	var out []role.Permission
	for _, permission := range r.Interfaces() {
		if permission.Answer.Verdict == role.No {
			out = append(out, permission)
		}
	}
	return out
}

// denied is the fix for a role to which something denies what it needs, as its policies would be with all allows: only
// who owns the statement can say what else it is for, so that no command takes it away.
func denied(r *role.Permissions) Fix {
	var by, actions []string
	for _, permission := range lacksOf(r) {
		actions = append(actions, permission.Action)
		for _, e := range permission.Answer.By {
			by = append(by, statementName(e))
		}
	}
	text := fmt.Sprintf("take %s out of what %s denies", strings.Join(actions, ", "),
		strings.Join(uniqueTexts(by), " and "))
	fix := Fix{Summary: "An allow beside a deny changes nothing: " + text + "."}
	fix.remark("%s", text)
	return fix
}
