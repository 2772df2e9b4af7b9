package role_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
)

// withPolicies are the permissions of a role with these inline policies. ok is false where a text is no JSON at all.
func withPolicies(t *testing.T, documents ...string) (p *role.Permissions, ok bool) {
	t.Helper()
	r := awsdata.Role{RoleName: "r", Arn: prefix + "r"}
	for i, document := range documents {
		if !json.Valid([]byte(document)) {
			return nil, false
		}
		r.RolePolicyList = append(r.RolePolicyList,
			awsdata.InlinePolicy{PolicyName: string(rune('a' + i)), PolicyDocument: awsdata.PolicyDocument(document)})
	}
	text, err := json.Marshal(map[string]any{"RoleDetailList": []awsdata.Role{r}, "Policies": []any{}})
	if err != nil {
		return nil, false
	}
	b := awsdata.NewBuilder()
	if err := b.Put(awsdata.Global, "get-account-authorization-details", text); err != nil {
		return nil, false
	}
	return role.Of(awsdata.NewIndex(b.Snapshot()), prefix+"r"), true
}

// FuzzPermissions holds what is true of every policy: a deny of everything leaves nothing, what is allowed shows among
// the services, and a policy that cannot be read is never an answer.
func FuzzPermissions(f *testing.F) {
	f.Add(`{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}`)
	f.Add(`{"Statement":[{"Effect":"Allow","NotAction":"sqs:*","NotResource":"arn:aws:s3:::x/*"},{"Effect":"Deny","Action":"s3:Get*","Resource":"*"}]}`)
	f.Add(`{"Statement":{"Effect":"Allow","Action":["s3:Get?bject"],"Resource":"arn:aws:s3:::${aws:username}/*","Condition":{"Bool":{"k":"true"}}}}`)
	f.Add(`{"Statement":[{"Effect":"Maybe"}]}`)
	f.Fuzz(func(t *testing.T, document string) {
		p, ok := withPolicies(t, document)
		if !ok {
			return
		}
		answer := p.Allows("s3:GetObject", "arn:aws:s3:::shop/receipt")
		if len(p.Missing()) > 0 && answer.Verdict != role.Unknown {
			t.Errorf("the policy cannot be read, and the answer is %s", answer.Verdict)
		}
		listed := slices.ContainsFunc(p.Services(), func(s role.Service) bool { return s.Prefix == "s3" })
		if answer.Verdict >= role.Maybe && !listed {
			t.Errorf("s3:GetObject is allowed (%s), and s3 is no service of the role", answer.Why())
		}
		p.IsAdmin()
		p.ReadsDataBroadly("us-east-1")
		p.InterfacesLeftToCode("arn:aws:lambda:us-east-1:123456789012:function:f")

		shut, ok := withPolicies(t, document, `{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`)
		if !ok {
			return
		}
		if got := shut.Allows("s3:GetObject", "arn:aws:s3:::shop/receipt"); got.Verdict != role.No {
			t.Errorf("everything is denied, and the answer is %s: %s", got.Verdict, got.Why())
		}
		if services := shut.Services(); len(services) > 0 {
			t.Errorf("everything is denied, and %s is left", services[0].Prefix)
		}
	})
}
