package policy

import (
	"strings"
	"testing"
)

func TestStatementFits(t *testing.T) {
	tests := []struct {
		name, statement  string
		action, resource string
		want             Fit
	}{
		{"a name alone", `"Action":"s3:GetObject","Resource":"*"`, "s3:GetObject", "arn:aws:s3:::b/k", All},
		{"letter case of actions does not matter", `"Action":"S3:getOBJECT","Resource":"*"`, "s3:GetObject", "*", All},
		{"letter case of resources does", `"Action":"*","Resource":"arn:aws:s3:::Shop/*"`, "s3:GetObject", "arn:aws:s3:::shop/k", None},
		{"lists", `"Action":["sqs:*","s3:Get*"],"Resource":["arn:aws:s3:::a/*","arn:aws:s3:::b/*"]`, "s3:GetObject", "arn:aws:s3:::b/k", All},
		{"a part of what was asked", `"Action":"s3:Get*","Resource":"*"`, "s3:*", "*", Some},
		{"one bucket of all", `"Action":"s3:*","Resource":"arn:aws:s3:::a/*"`, "s3:GetObject", "*", Some},
		{"NotAction leaves the rest", `"NotAction":"iam:*","Resource":"*"`, "s3:GetObject", "*", All},
		{"NotAction takes its own", `"NotAction":"iam:*","Resource":"*"`, "iam:PassRole", "*", None},
		{"NotAction leaves a part of everything", `"NotAction":"iam:*","Resource":"*"`, "*", "*", Some},
		{"NotResource", `"Action":"s3:*","NotResource":"arn:aws:s3:::secret/*"`, "s3:GetObject", "arn:aws:s3:::secret/k", None},
		{"NotResource leaves the rest", `"Action":"s3:*","NotResource":"arn:aws:s3:::secret/*"`, "s3:GetObject", "arn:aws:s3:::open/k", All},
		{"no resource, as in a trust policy", `"Action":"sts:AssumeRole"`, "sts:AssumeRole", "arn:aws:iam::1:role/r", All},
		{"a variable stands for anything", `"Action":"s3:*","Resource":"arn:aws:s3:::${aws:PrincipalTag/team}/*"`, "s3:GetObject", "arn:aws:s3:::shop/k", All},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := Parse(`{"Version":"2012-10-17","Statement":{"Effect":"Allow",` + tt.statement + `}}`)
			if err != nil {
				t.Fatal(err)
			}
			if got := p.Statements[0].Fit(tt.action, tt.resource); got != tt.want {
				t.Errorf("fit is %d, want %d", got, tt.want)
			}
		})
	}
}

func TestEveryone(t *testing.T) {
	tests := []struct {
		principal string
		want      bool
	}{
		{`"Principal":"*"`, true},
		{`"Principal":{"AWS":"*"}`, true},
		{`"Principal":{"AWS":["arn:aws:iam::123456789012:root","*"]}`, true},
		{`"Principal":{"AWS":"arn:aws:iam::123456789012:root"}`, false},
		{`"Principal":{"Service":"s3.amazonaws.com"}`, false},
		{`"NotPrincipal":{"AWS":"arn:aws:iam::123456789012:root"}`, true},
		{`"Sid":"none"`, false},
	}
	for _, tt := range tests {
		p, err := Parse(`{"Statement":[{"Effect":"Allow","Action":"*",` + tt.principal + `}]}`)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Statements[0].Everyone(); got != tt.want {
			t.Errorf("%s speaks of everyone: %v, want %v", tt.principal, got, tt.want)
		}
	}
}

// TestPrincipalsFitARole holds whom a statement of a resource policy speaks of, as [Statement.Speaks] has it.
func TestPrincipalsFitARole(t *testing.T) {
	const role, id = "arn:aws:iam::123456789012:role/app/work", "AROA1"
	tests := []struct {
		principal string
		gateway   bool
		id        string
		want      Fit
	}{
		{`"*"`, false, id, All},
		{`{"AWS":"*"}`, true, id, All},
		{`{"Service":"lambda.amazonaws.com"}`, false, id, None},
		{`{"AWS":"123456789012"}`, false, id, All},
		{`{"AWS":"arn:aws:iam::123456789012:root"}`, false, id, All},
		{`{"AWS":"arn:aws:iam::123456789012:root"}`, true, id, Some}, // a gateway endpoint takes it for the root user
		{`{"AWS":"arn:aws:iam::444455556666:root"}`, false, id, None},
		{`{"AWS":"arn:aws:iam::123456789012:role/app/work"}`, true, id, All},
		{`{"AWS":"arn:aws:iam::123456789012:role/other"}`, true, id, None},
		{`{"AWS":"AROA1"}`, false, id, All},
		{`{"AWS":"AROA2"}`, false, id, None},
		{`{"AWS":"AROA2"}`, false, "", Some}, // the role's own id is unknown
		{`{"AWS":"arn:aws:sts::123456789012:assumed-role/work/session"}`, false, id, Some},
	}
	for _, tt := range tests {
		p, err := Parse(`{"Statement":{"Effect":"Allow","Action":"*","Principal":` + tt.principal + `}}`)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Statements[0].Speaks(role, tt.id, tt.gateway); got != tt.want {
			t.Errorf("%s fits the role %q (gateway %v): %v, want %v", tt.principal, tt.id, tt.gateway, got, tt.want)
		}
	}
}

func TestServes(t *testing.T) {
	for principal, want := range map[string]bool{
		`{"Service":"lambda.amazonaws.com"}`: true, `{"Service":"lambda.amazonaws.com.cn"}`: true, `"*"`: true,
		`{"Service":["ec2.amazonaws.com"]}`: false, `{"AWS":"lambda.amazonaws.com"}`: false,
	} {
		p, err := Parse(`{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":` + principal + `}}`)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Statements[0].Serves("lambda.amazonaws.com"); got != want {
			t.Errorf("%s serves Lambda: %v, want %v", principal, got, want)
		}
	}
}

func TestStatementText(t *testing.T) {
	p, err := Parse(`{"Statement":[
		{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::shop/*",
		 "Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1","aws:PrincipalOrgID":["o-1"]},"Bool":{"aws:SecureTransport":true}}},
		{"Effect":"Deny","NotAction":["a:1","a:2","a:3","a:4","a:5"],"NotResource":"x\u001b[31m"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"allows s3:GetObject, s3:PutObject on arn:aws:s3:::shop/* if aws:SecureTransport, aws:PrincipalOrgID, aws:SourceVpc fits",
		"denies all but a:1, a:2, a:3, a:4, ... on all but x␛[31m",
	}
	for i := range want {
		if got := p.Statements[i].Text(); got != want[i] {
			t.Errorf("statement %d says\n%s\nwant\n%s", i, got, want[i])
		}
	}
	if c := p.Statements[0].Conditions[0]; c.Operator != "Bool" || c.Values[0] != "true" {
		t.Errorf("a truth value without quotes is read as %+v", c)
	}
}

func TestParseRefusesWhatIsNoPolicy(t *testing.T) {
	tests := []struct{ document, want string }{
		{``, "read policy: unexpected end"},
		{`{"Statement":[{"Effect":"Allow"}]}`, "statement 1: it names no action"},
		{`{"Statement":[{"Effect":"allow","Action":"*"}]}`, `the effect is "allow", neither Allow nor Deny`},
		{`{"Statement":[{"Effect":"Allow","Action":7}]}`, "cannot unmarshal number"},
		{`{"Statement":[{"Effect":"Allow","Action":"*","Principal":"bob"}]}`, `only "*" may stand alone`},
		{`{"Statement":[{"Effect":"Allow","Action":"*","Condition":{"Bool":{"k":{}}}}]}`, "a condition's value"},
	}
	for _, tt := range tests {
		if _, err := Parse(tt.document); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", tt.document, err, tt.want)
		}
	}
	if p, err := Parse(`{"Version":"2012-10-17"}`); err != nil || len(p.Statements) != 0 {
		t.Errorf("a policy without statements allows nothing, and is read as %v, %v", p, err)
	}
}

// FuzzParse holds that no document makes the parser panic, and that what comes out can be asked and shown.
func FuzzParse(f *testing.F) {
	f.Add(`{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)
	f.Add(`{"Statement":[{"Effect":"Deny","NotAction":["a"],"NotResource":"${x}","Condition":{"Null":{"k":"true"}},"Principal":{"AWS":[]}}]}`)
	f.Add(`{"Statement":[null,{"Effect":"Allow","Action":["\u202e"],"NotPrincipal":"*"}]}`)
	f.Fuzz(func(t *testing.T, document string) {
		p, err := Parse(document)
		if err != nil {
			return
		}
		for i := range p.Statements {
			s := &p.Statements[i]
			if fit := s.Fit("s3:getobject", "arn:aws:s3:::b/k"); fit == Some {
				t.Errorf("a question without wildcards fits in part: %s", document)
			}
			s.Everyone()
			for _, text := range []string{s.Text(), s.Sid} {
				if strings.ContainsFunc(text, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
					t.Errorf("control characters are shown: %q", text)
				}
			}
		}
	})
}
