package plan_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/vpclens/vpclens/analysis/plan"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// tagged are the tags of what a stack has made.
func tagged(stack, logical string) string {
	return fmt.Sprintf(" tag:aws:cloudformation:stack-name=%s tag:aws:cloudformation:logical-id=%s\n", stack, logical)
}

// TestStacks holds which resources of an account a template is about.
func TestStacks(t *testing.T) {
	t.Parallel()
	one := awstest.Parse(t, "account 111122223333\nregion eu-west-1\n"+
		"vpc a 10.0.0.0/16"+tagged("shop", "Vpc")+
		"vpc n 10.1.0.0/16"+tagged("shop-Net-1ABCDEFGHIJK2", "Vpc")+
		"vpc o 10.2.0.0/16"+tagged("shop-Old-1ABCDEFGHIJK2", "Vpc")+
		"vpc x 10.3.0.0/16"+tagged("shop-x", "Vpc")+
		"vpc y 10.4.0.0/16"+tagged("other", "Vpc")+
		"role worker"+tagged("shop", "Role")+
		"role named\nfunction named\n")
	two := awstest.Parse(t, "account 111122223333\nregion eu-west-1\nvpc a 10.0.0.0/16"+tagged("shop", "Vpc")+
		"region us-east-1\nvpc b 10.0.0.0/16"+tagged("shop", "Vpc"))
	const vpc = "Resources: {Vpc: {Type: 'AWS::EC2::VPC'}}"
	tests := []struct {
		name     string
		account  *awsdata.Snapshot
		options  plan.Options
		template string
		want     string
	}{
		{"no stack", one, plan.Options{}, vpc, "create Vpc"},
		{"of another type", one, plan.Options{Stack: "shop"}, "Resources: {Vpc: {Type: 'AWS::EC2::Subnet'}}",
			"create Vpc; delete Old/Vpc vpc-o; delete Net/Vpc vpc-n; delete Role worker"},
		{"update, and delete what it lacks", one, plan.Options{Stack: "shop"}, vpc,
			"update Vpc vpc-a; delete Role worker; delete Net/Vpc vpc-n; delete Old/Vpc vpc-o"},
		{"a stack that is not there", one, plan.Options{Stack: "shoq"}, vpc,
			"create Vpc; left not-in-account shoq"},
		{"a condition that does not hold", one, plan.Options{Stack: "other"},
			"Conditions: {Never: !Equals [a, b]}\nResources: {Vpc: {Type: 'AWS::EC2::VPC', Condition: Never}}",
			"delete Vpc vpc-y"},
		{"a condition that is not known", one, plan.Options{Stack: "other"}, "Parameters: {P: {Type: String}}\n" +
			"Conditions: {Never: !Equals [!Ref P, b]}\nResources: {Vpc: {Type: 'AWS::EC2::VPC', Condition: Never}}",
			"left no-value P"},
		{"names", one, plan.Options{}, "Resources:\n" +
			"  F: {Type: 'AWS::Lambda::Function', Properties: {FunctionName: named}}\n" +
			"  R: {Type: 'AWS::IAM::Role', Properties: {RoleName: named}}\n" +
			"  G: {Type: 'AWS::Lambda::Function', Properties: {FunctionName: new}}\n",
			"update F named; create G; update R named"},
		{"in several regions", two, plan.Options{Stack: "shop"}, vpc, `error: read f: the stack "shop" is in several ` +
			`regions, eu-west-1, us-east-1: name one with --region`},
		{"in the region that is named", two, plan.Options{Stack: "shop", Region: "us-east-1"}, vpc, "update Vpc vpc-b"},
		{"what get-template prints", one, plan.Options{Stack: "other"}, `{"TemplateBody": "Resources:\n  Vpc: {Type: ` +
			`AWS::EC2::VPC}\n", "StagesAvailable": ["Original"]}`, "update Vpc vpc-y"},
	}
	for _, test := range tests {
		p, err := plan.Read([]byte(test.template), "f", test.account, test.options)
		got := brief(p, err)
		if !sameParts(got, test.want) {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// brief is a plan on one line.
func brief(p *plan.Plan, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	var out []string
	for _, r := range p.Resources {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Action, r.Address, r.ID)))
	}
	for _, l := range p.Left {
		out = append(out, fmt.Sprintf("left %s %s", l.Why, l.What))
	}
	return strings.Join(out, "; ")
}

// sameParts reports whether two lines have the same parts; their order is the golden files' business.
func sameParts(a, b string) bool {
	count := map[string]int{}
	for _, part := range strings.Split(a, "; ") {
		count[part]++
	}
	for _, part := range strings.Split(b, "; ") {
		count[part]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

// TestReadFolder holds which stacks of a folder are read, and that nothing outside of it is.
func TestReadFolder(t *testing.T) {
	t.Parallel()
	manifest := func(artifacts string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(`{"version": "48.0.0", "artifacts": {` + artifacts + `}}`)}
	}
	stack := func(id, file string) string {
		return fmt.Sprintf(`"%s": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "%s"}}`, id, file)
	}
	template := &fstest.MapFile{Data: []byte(`{"Parameters": {"P": {"Type": "String"}}, "Resources": {"Vpc": {"Type":` +
		` "AWS::EC2::VPC", "Properties": {"CidrBlock": {"Ref": "P"}}}}}`)}
	two := fstest.MapFS{"a.json": template,
		"manifest.json": manifest(stack("A", "a.json") + "," + stack("B", "a.json"))}
	tests := []struct {
		name    string
		folder  fstest.MapFS
		options plan.Options
		want    string
	}{
		{"all", two, plan.Options{}, "create A/Vpc; create B/Vpc; left no-value P; left no-value P"},
		{"one", two, plan.Options{Stack: "B"}, "create Vpc; left no-value P"},
		{"a parameter of one", two, plan.Options{Parameters: map[string]string{"A:P": "10.0.0.0/16"}},
			"create A/Vpc; create B/Vpc; left no-value P"},
		{"a parameter of none", two, plan.Options{Parameters: map[string]string{"C:P": "x"}},
			`error: read d: the template has no parameter "C:P"`},
		{"another", two, plan.Options{Stack: "C"}, `error: read d: there is no stack "C": there are A, B`},
		{"no manifest", fstest.MapFS{"a.json": template}, plan.Options{},
			"error: this is no plan: want a folder that cdk synth has written, with manifest.json"},
		{"a template that is not there", fstest.MapFS{"manifest.json": manifest(stack("A", "a.json"))}, plan.Options{},
			"error: read d: open a.json: file does not exist"},
		{"a template elsewhere", fstest.MapFS{"manifest.json": manifest(stack("A", "../a.json"))}, plan.Options{},
			"error: read d: open ../a.json: file does not exist"},
		{"a stage within itself", fstest.MapFS{"manifest.json": manifest(
			`"S": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}}`)}, plan.Options{},
			`error: read d: manifest.json: the stage "S" has no folder`},
		{"a hostile name", fstest.MapFS{"manifest.json": manifest(stack(`A\u001b[31m`, "a.json")), "a.json": template},
			plan.Options{}, `error: read d: manifest.json: the stack "A␛[31m": want a name of letters, digits and ` +
				`hyphens`},
		{"a damaged manifest", fstest.MapFS{"manifest.json": &fstest.MapFile{Data: []byte("{\n[")}}, plan.Options{},
			`error: read d: manifest.json: line 2: invalid character '[' looking for beginning of object key string`},
	}
	within := fstest.MapFS{"cdk.out/manifest.json": two["manifest.json"], "cdk.out/a.json": template}
	for _, name := range []string{"cdk.out", "cdk.out/manifest.json"} {
		got := brief(plan.ReadFile(within, name, nil, plan.Options{Stack: "B"}))
		if want := "create Vpc; left no-value P"; !sameParts(got, want) {
			t.Errorf("%s as a file: %s, want %s", name, got, want)
		}
	}
	for _, test := range tests {
		if got := brief(plan.ReadFolder(test.folder, "d", nil, test.options)); !sameParts(got, test.want) {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}
