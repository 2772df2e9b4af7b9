package check

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/policy"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// admitRoles is the fix that lets roles call by an endpoint what they use of its service. The policy is changed as
// little as that needs, and is asked before it is offered: it admits every action that the roles use, or no command is
// printed.
func (p *Pass) admitRoles(e *awsdata.VPCEndpoint, roles []string) Fix {
	changed := openPolicy(string(e.PolicyDocument))
	if changed == nil {
		return Fix{}
	}
	ask := func(arn string) reach.PolicyAnswer {
		trial := *e
		trial.PolicyDocument = changed.text()
		answer, err := reach.AskPolicy(&trial, p.role(arn))
		if err != nil { // it was made of one that can be read
			return reach.PolicyAnswer{Refused: []string{"*"}}
		}
		return answer
	}
	var notes, spared, refused []string
	if changed.correctKeys() {
		notes = append(notes, "with the key corrected that was compared with the id of another kind")
	}
	added, parts := 0, []int(nil)
	for _, arn := range roles {
		answer := ask(arn)
		if len(answer.Refused) == 0 {
			parts = append(parts, answer.Parts...)
			continue
		}
		for _, i := range answer.Stops {
			changed.spare(i, arn)
			spared = append(spared, p.role(arn).Name())
		}
		if answer = ask(arn); len(answer.Refused) > 0 {
			changed.add(usedBy(arn, answer.Refused))
			added++
			answer = ask(arn)
		}
		parts = append(parts, answer.Parts...)
		if len(answer.Refused) > 0 {
			refused = append(refused, p.role(arn).Name())
		}
	}
	if len(refused) > 0 {
		fix := Fix{Summary: fmt.Sprintf("Write the policy of %s anew: no statement that could be "+
			"added lets %s call what it uses.", p.label(e.VpcEndpointId), join(refused))}
		fix.remark("write the policy of %s anew", p.label(e.VpcEndpointId))
		return fix
	}
	if added > 0 {
		notes = append(notes, "with "+english.Count(added, "more statement"))
	}
	if len(spared) > 0 {
		notes = append(notes, "with what it denies no longer denied to "+join(uniqueTexts(spared)))
	}
	note := "the policy of today " + strings.Join(notes, ", ") + "; it is for everybody who uses the endpoint"
	if left := changed.says(parts); left != "" {
		note += "; as today, it " + left
	}
	return p.setPolicy(e, changed, note)
}

// admitBuckets is the fix that lets buckets of AWS's own be read by an endpoint whose policy is for an organization.
// What denies everything to those who are no members leaves the buckets out: an allow beside it changes nothing.
func (p *Pass) admitBuckets(e *awsdata.VPCEndpoint) Fix {
	objects := paste.Placeholder("arn of the objects in the AWS bucket")
	changed := openPolicy(string(e.PolicyDocument))
	if changed == nil {
		return Fix{}
	}
	notes := []string{"with one more statement"}
	if changed.leaveOut(objects) {
		notes = append(notes, "with these objects left out of what it denies")
	}
	changed.add(map[string]any{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": objects})
	return p.setPolicy(e, changed,
		"the policy of today "+strings.Join(notes, ", ")+"; it is for everybody who uses the endpoint")
}

func (p *Pass) setPolicy(e *awsdata.VPCEndpoint, changed *editedPolicy, note string) Fix {
	document := changed.document()
	fix := Fix{CLI: paste.Script{p.aws("ec2 modify-vpc-endpoint").Opt("vpc-endpoint-id", e.VpcEndpointId).
		JSON("policy-document", document).Saying("%s", note)}}
	fix.declare(paste.Part("aws_vpc_endpoint", p.label(e.VpcEndpointId), paste.F("policy", paste.JSON(document))),
		paste.Part("AWS::EC2::VPCEndpoint", p.label(e.VpcEndpointId), paste.F("PolicyDocument", paste.JSON(document))))
	return fix
}

// usedBy is the statement that allows a role actions. Gateway endpoints take everybody as principal alone, so that the
// role is a condition.
// Source: AWS PrivateLink guide, "Gateway endpoints", endpoint policies.
func usedBy(roleARN string, actions []string) map[string]any {
	return map[string]any{"Effect": "Allow", "Principal": "*", "Action": actions, "Resource": "*",
		"Condition": map[string]any{"ArnEquals": map[string]any{"aws:PrincipalArn": roleARN}}}
}

// editedPolicy is a policy with changes, whose other parts stay as they were written.
type editedPolicy struct {
	whole      map[string]any
	statements []map[string]any
	read       []policy.Statement // as they were, in the same places
}

// openPolicy is a policy to be changed, nil for a text that cannot be read.
func openPolicy(document string) *editedPolicy {
	out := &editedPolicy{}
	read, err := policy.Parse(document)
	if err != nil || json.Unmarshal([]byte(document), &out.whole) != nil {
		return nil
	}
	list, ok := out.whole["Statement"].([]any)
	if !ok {
		list = []any{out.whole["Statement"]}
	}
	for _, one := range list {
		s, ok := one.(map[string]any)
		if !ok {
			return nil
		}
		out.statements = append(out.statements, s)
	}
	out.read = read.Statements
	return out
}

func (d *editedPolicy) add(statement map[string]any) { d.statements = append(d.statements, statement) }

func (d *editedPolicy) document() map[string]any {
	d.whole["Statement"] = d.statements
	return d.whole
}

func (d *editedPolicy) text() awsdata.PolicyText {
	text, err := json.Marshal(d.document())
	if err != nil { // it was read from such a text
		return ""
	}
	return awsdata.PolicyText(text)
}

// spare makes a statement that denies speak of all but a role. Of several values of a negated operator none may match,
// so that one more leaves out one more.
// Source: IAM user guide, "Conditions with multiple context keys or values".
func (d *editedPolicy) spare(i int, roleARN string) {
	conditions, _ := d.statements[i]["Condition"].(map[string]any)
	if conditions == nil {
		conditions = make(map[string]any)
		d.statements[i]["Condition"] = conditions
	}
	keys, _ := conditions["ArnNotEquals"].(map[string]any)
	if keys == nil {
		keys = make(map[string]any)
		conditions["ArnNotEquals"] = keys
	}
	name := "aws:PrincipalArn"
	for key := range keys {
		if strings.EqualFold(key, name) {
			name = key
		}
	}
	values, ok := keys[name].([]any)
	if one, single := keys[name].(string); single {
		values, ok = []any{one}, true
	}
	if !ok {
		values = nil
	}
	keys[name] = append(values, roleARN)
}

// correctKeys sets right what compares the id of a VPC with the endpoint that a call comes by, or the other way round,
// where that lets more in: in a statement that denies those who are not it, or allows those who are.
func (d *editedPolicy) correctKeys() bool {
	corrected := false
	for i, s := range d.statements {
		conditions, _ := s["Condition"].(map[string]any)
		for operator, of := range conditions {
			keys, _ := of.(map[string]any)
			negated := strings.Contains(strings.ToLower(operator), "not")
			if negated != d.read[i].Deny {
				continue
			}
			for _, wrong := range []struct{ key, begin, right string }{
				{"aws:SourceVpce", "vpc-", "aws:SourceVpc"}, {"aws:SourceVpc", "vpce-", "aws:SourceVpce"},
			} {
				from := keyOf(keys, wrong.key)
				if from != "" && keyOf(keys, wrong.right) == "" && allBegin(keys[from], wrong.begin) {
					keys[wrong.right] = keys[from]
					delete(keys, from)
					corrected = true
				}
			}
		}
	}
	return corrected
}

// keyOf is a key as a policy writes it, "" where it does not have it.
func keyOf(keys map[string]any, name string) string {
	for key := range keys {
		if strings.EqualFold(key, name) {
			return key
		}
	}
	return ""
}

// allBegin reports whether a value, or each of several, begins so.
func allBegin(values any, prefix string) bool {
	list, ok := values.([]any)
	if !ok {
		list = []any{values}
	}
	return len(list) > 0 && !slices.ContainsFunc(list, func(v any) bool {
		text, ok := v.(string)
		return !ok || !strings.HasPrefix(text, prefix)
	})
}

// leaveOut makes statements that deny everything to those who are no members of an organization leave out objects.
func (d *editedPolicy) leaveOut(objects string) bool {
	left := false
	for i := range d.read {
		s := &d.read[i]
		member := slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool {
			return strings.EqualFold(c.Key, "aws:PrincipalOrgID")
		})
		if !s.Deny || !member || s.Action("s3:GetObject") != policy.All || s.Resource("*") != policy.All {
			continue
		}
		delete(d.statements[i], "Resource")
		d.statements[i]["NotResource"] = objects
		left = true
	}
	return left
}

// says is what statements say, "" for none.
func (d *editedPolicy) says(places []int) string {
	var out []string
	for _, i := range places {
		if i < len(d.read) {
			out = append(out, d.read[i].Text())
		}
	}
	return strings.Join(uniqueTexts(out), " and ")
}
