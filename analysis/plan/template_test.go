package plan_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/vpclens/vpclens/analysis/plan"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// preamble is what the values of TestIntrinsics stand in: the value of the last property.
const preamble = `
Parameters:
  Given: {Type: String}
  Default: {Type: String, Default: ten}
  Port: {Type: Number, Default: 443}
  List: {Type: CommaDelimitedList, Default: "a, b,c"}
  Subnets: {Type: "List<AWS::EC2::Subnet::Id>", Default: "subnet-1,subnet-2"}
  None: {Type: String}
  Image: {Type: "AWS::SSM::Parameter::Value<String>", Default: /aws/service/image}
  Secret: {Type: String, NoEcho: true, Default: hunter2}
  Dynamic: {Type: String, Default: "{{resolve:ssm:/x}}"}
Mappings:
  Ranges:
    eu-west-1: {Vpc: 10.1.0.0/16, Zones: [a, b]}
    us-east-1: {Vpc: 10.2.0.0/16}
  ByAccount:
    "111122223333": {Name: prod}
Conditions:
  IsTen: !Equals [!Ref Default, ten]
  IsNot: !Not [!Condition IsTen]
  Both: !And [!Condition IsTen, !Equals [!Ref Port, "443"]]
  Open: !Equals [!Ref None, x]
  OpenAnd: !And [!Condition Open, !Condition IsNot]
  OpenOr: !Or [!Condition Open, !Condition IsTen]
  Hidden: !Not [!Equals [!Ref Secret, ""]]
  Loop: !Not [!Condition Loop]
Resources:
  Vpc: {Type: "AWS::EC2::VPC", Properties: {CidrBlock: 10.9.0.0/16}}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: !Select [2, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]}
  Role: {Type: "AWS::IAM::Role", Properties: {}}
  Named: {Type: "AWS::IAM::Role", Properties: {RoleName: worker, Path: /Team/}}
  Bucket: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Sub "${AWS::AccountId}-logs"}}
  Queue: {Type: "AWS::SQS::Queue", Properties: {QueueName: jobs}}
  Off: {Type: "AWS::EC2::VPC", Condition: IsNot}
  Maybe: {Type: "AWS::EC2::VPC", Condition: Open}
  Subject:
    Type: AWS::Test::Test
    Properties:
      Value: `

var intrinsics = []struct{ value, want string }{
	{`!Ref Given`, `"given"`},
	{`{Ref: Default}`, `"ten"`},
	{`!Ref Port`, `443`},
	{`!Ref List`, `["a","b","c"]`},
	{`!Ref Subnets`, `["subnet-1","subnet-2"]`},
	{`!Ref None`, `? no-value None`},
	{`!Ref Image`, `? no-value Image`},
	{`!Ref Secret`, `?`},
	{`!Ref Dynamic`, `?`},
	{`!Ref Vpc`, `@Vpc`},
	{`!Ref Off`, `?`},
	{`!Ref Maybe`, `? no-value None`},
	{`!Ref Nobody`, `? unknown-function Ref Nobody`},
	{`!Ref AWS::Region`, `"eu-west-1"`},
	{`!Ref AWS::AccountId`, `"111122223333"`},
	{`!Ref AWS::Partition`, `"aws"`},
	{`!Ref AWS::URLSuffix`, `"amazonaws.com"`},
	{`!Ref AWS::StackName`, `? no-value AWS::StackName`},
	{`!Ref AWS::StackId`, `?`},
	{`!Ref AWS::NoValue`, `nothing`},
	{`[a, !Ref AWS::NoValue, b]`, `["a","b"]`},
	{`{a: !Ref AWS::NoValue, b: 1}`, `{"b":1}`},

	{`!GetAtt Role.Arn`, `@Role.Arn`},
	{`{"Fn::GetAtt": [Role, Arn]}`, `@Role.Arn`},
	{`{"Fn::GetAtt": Role.Arn}`, `@Role.Arn`},
	{`!GetAtt [Vpc, DefaultSecurityGroup]`, `@Vpc.DefaultSecurityGroup`},
	{`!GetAtt Vpc.CidrBlock`, `"10.9.0.0/16"`},
	{`!GetAtt Subnet.VpcId`, `@Vpc`},
	{`!GetAtt Subnet.CidrBlock`, `"10.9.2.0/24"`},
	{`!GetAtt Bucket.Arn`, `"arn:aws:s3:::111122223333-logs"`},
	{`!Ref Queue`, `"https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"`},
	{`!GetAtt Named.Arn`, `@Named.Arn`},

	{`!Sub "${Given}-${Port}"`, `"given-443"`},
	{`!Sub "${Vpc}"`, `@Vpc`},
	{`!Sub "${Role.Arn}"`, `@Role.Arn`},
	{`!Sub "${Role.Arn}/x"`, `?`},
	{`!Sub "${Named.Arn}/x"`, `"arn:aws:iam::111122223333:role/Team/worker/x"`},
	{`!Sub "arn:${AWS::Partition}:s3:::${Bucket}/*"`, `"arn:aws:s3:::111122223333-logs/*"`},
	{`!Sub ["${x}${!y}${Given}", {x: !Select [1, !Ref List]}]`, `"b${y}given"`},
	{`!Sub "a${"`, `"a${"`},
	{`!Sub "{{resolve:ssm:${Given}}}"`, `?`},
	{`!Join [":", [a, !Ref Port, true]]`, `"a:443:true"`},
	{`!Join ["", [!Ref Vpc]]`, `@Vpc`},
	{`!Join ["", [x, !Ref Vpc]]`, `?`},
	{`!Join [",", !Ref Subnets]`, `"subnet-1,subnet-2"`},
	{`{"Fn::Join": ["", ["arn:", {Ref: "AWS::Partition"}, ":iam::aws:policy/X"]]}`, `"arn:aws:iam::aws:policy/X"`},
	{`!Select ["1", [a, !Ref Vpc]]`, `@Vpc`},
	{`!Select [5, [a]]`, `? unknown-function Fn::Select`},
	{`!Select [0, !Ref None]`, `? no-value None`},
	{`!Split [",", "a,b,"]`, `["a","b",""]`},
	{`!Select [1, !Split [".", !GetAtt Vpc.CidrBlock]]`, `"9"`},
	{`!FindInMap [Ranges, !Ref AWS::Region, Vpc]`, `"10.1.0.0/16"`},
	{`!FindInMap [Ranges, eu-west-1, Zones]`, `["a","b"]`},
	{`!FindInMap [ByAccount, !Ref AWS::AccountId, Name]`, `"prod"`},
	{`!FindInMap [Ranges, nowhere, Vpc]`, `? unknown-function Fn::FindInMap`},
	{`!FindInMap [Ranges, nowhere, Vpc, {DefaultValue: 10.0.0.0/8}]`, `"10.0.0.0/8"`},
	{`!FindInMap [Ranges, !Ref None, Vpc]`, `? no-value None`},

	{`!If [IsTen, a, b]`, `"a"`},
	{`!If [IsNot, a, b]`, `"b"`},
	{`!If [Both, a, !Ref AWS::NoValue]`, `"a"`},
	{`!If [IsNot, a, !Ref AWS::NoValue]`, `nothing`},
	{`!If [Open, a, b]`, `? no-value None`},
	{`!If [Open, a, a]`, `"a"`},
	{`!If [OpenAnd, a, b]`, `"b"`},
	{`!If [OpenOr, a, b]`, `"a"`},
	{`!If [Hidden, a, b]`, `"a"`},
	{`!If [Loop, a, b]`, `? unknown-function Condition Loop`},
	{`!If [Nothing, a, b]`, `? unknown-function Condition Nothing`},
	{`{Bool: {Condition: {StringEquals: {"aws:x": y}}}}`, `{"Bool":{"Condition":{"StringEquals":{"aws:x":"y"}}}}`},

	{`!Cidr [10.0.0.0/16, 3, 8]`, `["10.0.0.0/24","10.0.1.0/24","10.0.2.0/24"]`},
	{`!Cidr ["10.0.0.0/24", "2", "4"]`, `["10.0.0.0/28","10.0.0.16/28"]`},
	{`!Cidr ["2001:db8::/56", 2, 64]`, `["2001:db8::/64","2001:db8:0:1::/64"]`},
	{`!Cidr ["10.0.0.0/24", 3, 7]`, `? unknown-function Fn::Cidr`},
	{`!Cidr ["10.0.0.0/24", 0, 7]`, `? unknown-function Fn::Cidr`},
	{`!Cidr [!GetAtt Vpc.Ipv6, 3, 64]`, `?`},
	{`!Select [0, !GetAZs ""]`, `"eu-west-1a"`},
	{`!Select [1, !GetAZs {Ref: "AWS::Region"}]`, `"eu-west-1b"`},
	{`!Select [2, !GetAZs ""]`, `?`}, // the account has no subnet in c
	{`!GetAZs ""`, `?`},
	{`!GetAZs eu-central-1`, `["eu-central-1a","eu-central-1b"]`}, // default subnets tell all of them
	{`!Select [2, !GetAZs eu-central-1]`, `? unknown-function Fn::Select`},
	{`!Base64 abc`, `"YWJj"`},
	{`{"Fn::Base64": !Sub "x${Vpc}"}`, `?`},
	{`!Length [a, b, c]`, `3`},
	{`!Length {Ref: Subnets}`, `2`},
	{`!ToJsonString {a: [1, "<b>"], c: !Ref Given}`, `"{\"a\":[1,\"<b>\"],\"c\":\"given\"}"`},
	{`!ToJsonString {a: !Ref Vpc}`, `?`},
	{`!ImportValue shared-vpc`, `? other-stack shared-vpc`},
	{`!ImportValue {"Fn::Sub": "${Given}-vpc"}`, `? other-stack given-vpc`},
	{`!Transform {Name: "AWS::Include", Parameters: {Location: s3://x}}`, `? unknown-function Fn::Transform`},
	{`{a: 1, "Fn::Transform": {Name: X}}`, `{"a":1} unknown-function Fn::Transform`},
	{`!Nonsense x`, `? unknown-function Fn::Nonsense`},

	{`"{{resolve:secretsmanager:db:SecretString:password}}"`, `?`},
	{`{MasterUserPassword: x, Port: 1}`, `{"Port":1}`},
	{`yes`, `true`},
	{`"yes"`, `"yes"`},
	{`!!str yes`, `"yes"`},
	{`012345678901`, `"012345678901"`},
	{`111122223333`, `111122223333`},
	{`1.10`, `1.1`},
	{`2012-10-17`, `"2012-10-17"`},
	{`0x1F`, `"0x1F"`},
	{`null`, `nothing`},
	{`"a\u001b[31m"`, `"a␛[31m"`},
	{`{"Fn::ForEach::X": [P, !Ref List, {"Key${P}": {V: !Ref P, S: !Sub "${P}-${Given}"}}]}`,
		`{"Keya":{"S":"a-given","V":"a"},"Keyb":{"S":"b-given","V":"b"},"Keyc":{"S":"c-given","V":"c"}}`},
	{`{"Fn::ForEach::X": [P, ["a.b"], {"K&{P}": "${P}"}]}`, `{"Kab":"a.b"}`},
	{`{"Fn::ForEach::X": [P, !Ref None, {"Key${P}": 1}]}`, `? unknown-function Fn::ForEach::X`},
	{`{"Fn::ForEach::X": [P, [a, b], {"Fn::ForEach::Y": [Q, ["1", "2"], {"${P}${Q}": x}]}]}`,
		`{"a1":"x","a2":"x","b1":"x","b2":"x"}`},
}

// TestIntrinsics computes each intrinsic function, in YAML and in the JSON that is the same.
func TestIntrinsics(t *testing.T) {
	t.Parallel()
	before := awstest.Parse(t, `account 111122223333
region eu-west-1
vpc main 10.0.0.0/16
subnet one zone=b cidr=10.0.1.0/24
subnet two zone=a cidr=10.0.2.0/24
subnet four zone=d cidr=10.0.4.0/24
region eu-central-1
vpc other 10.0.0.0/16
subnet five zone=b cidr=10.0.1.0/24 default
subnet six zone=a cidr=10.0.2.0/24 default
`)
	o := plan.Options{Region: "eu-west-1", Parameters: map[string]string{"Given": "given"}}
	for _, c := range intrinsics {
		text := preamble + c.value + "\n"
		for form, data := range map[string][]byte{"YAML": []byte(text), "JSON": inJSON(t, []byte(text))} {
			p, err := plan.Read(data, "template", before, o)
			if err != nil {
				t.Errorf("%s in %s: %v", c.value, form, err)
				continue
			}
			if got := subject(p); got != c.want {
				t.Errorf("%s in %s is %s, want %s", c.value, form, got, c.want)
			}
		}
	}
}

// subject is the value of the resource that TestIntrinsics looks at, and what is listed of it.
func subject(p *plan.Plan) string {
	var out []string
	for _, r := range p.Resources {
		if r.Address == "Subject" {
			if v, ok := r.Values["Value"]; ok {
				out = append(out, shown(v))
			} else {
				out = append(out, "nothing")
			}
		}
	}
	for _, l := range p.Left {
		if l.Address == "Subject" {
			out = append(out, string(l.Why), l.What)
		}
	}
	return strings.Join(out, " ")
}

// shown is a value on one line: @Address.Attribute for a reference, ? for what is not known.
func shown(v any) string {
	switch v := v.(type) {
	case plan.Unknown:
		return "?"
	case plan.Reference:
		return strings.TrimSuffix("@"+v.Address+"."+v.Attribute, ".")
	case []any:
		list := make([]string, len(v))
		for i := range v {
			list[i] = shown(v[i])
		}
		return "[" + strings.Join(list, ",") + "]"
	case map[string]any:
		var list []string
		for _, name := range sorted(v) {
			list = append(list, fmt.Sprintf("%q:%s", name, shown(v[name])))
		}
		return "{" + strings.Join(list, ",") + "}"
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err.Error()
	}
	return strings.TrimSpace(b.String())
}

// inJSON is a template in YAML as JSON, by a reader of the test's own: each short tag is the function of that name.
func inJSON(t testing.TB, data []byte) []byte {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	out, err := json.MarshalIndent(plain(t, document.Content[0]), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func plain(t testing.TB, n *yaml.Node) any {
	t.Helper()
	tag := n.Tag
	untagged := *n
	if strings.HasPrefix(tag, "!") && !strings.HasPrefix(tag, "!!") {
		untagged.Tag = ""
		if n.Kind == yaml.ScalarNode {
			untagged.SetString(n.Value)
		}
		name := "Fn::" + tag[1:]
		if tag == "!Ref" || tag == "!Condition" {
			name = tag[1:]
		}
		return map[string]any{name: plain(t, &untagged)}
	}
	switch n.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			out[n.Content[i].Value] = plain(t, n.Content[i+1])
		}
		return out
	case yaml.SequenceNode:
		out := []any{}
		for _, e := range n.Content {
			out = append(out, plain(t, e))
		}
		return out
	case yaml.AliasNode:
		return plain(t, n.Alias)
	}
	quoted := n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.TaggedStyle|yaml.LiteralStyle) != 0
	switch number := json.Number(n.Value); {
	case quoted:
		return n.Value
	case n.Value == "yes" || n.Value == "true":
		return true
	case n.Value == "no" || n.Value == "false":
		return false
	case n.Value == "null" || n.Value == "~" || n.Value == "":
		return nil
	case json.Valid([]byte(n.Value)):
		return number
	}
	return n.Value
}

// TestReadRefuses holds what is no plan, what is damaged, and what is too much.
func TestReadRefuses(t *testing.T) {
	t.Parallel()
	const empty = `{"Resources":{}}`
	deep := strings.Repeat("[", 200) + strings.Repeat("]", 200)
	tests := []struct{ name, data, want string }{
		{"nothing", "", "this is no plan: want what terraform show -json prints, a CloudFormation template, or what " +
			"aws cloudformation describe-change-set prints"},
		{"a text", "hello", "this is no plan"},
		{"a list", "[1, 2]", "this is no plan"},
		{"other JSON", `{"a": 1}`, "this is no plan"},
		{"a template without resources", "Parameters: {A: {Type: String}}", "this is no plan"},
		{"damaged JSON", "{\n \"Resources\": {\n  \"A\": [}}", "read f: line 3: invalid character '}' looking for " +
			"beginning of value"},
		{"damaged YAML", "Resources:\n  A: [\n", "read f: line 2: did not find expected node content"},
		{"a member twice", "Resources:\n  A: {}\n  A: {}\n", `read f: line 3: "A" is there twice`},
		{"a resource that is none", "Resources: {A: 1}", `read f: resource "A": want a name of letters and digits, ` +
			`with a Type`},
		{"a hostile name", "Resources: {\"A\\e[31m\": {Type: \"A::B::C\"}}", `read f: resource "A␛[31m"`},
		{"too deep", "Resources: " + deep, "more than 100 values within each other"},
		{"too deep in JSON", `{"Resources": ` + deep + "}", "more than 100 values within each other"},
		{"aliases of aliases", aliases(), "it is too big"},
		{"an alias of itself", "Resources: &a {b: *a}", "more than 100 values within each other"},
		{"too long", "# " + strings.Repeat("x", 3<<20), "it is too big: more than 2 MB"},
		{"much of little", much(), "it makes more than 1000000 values"},
		{"a half change set", `{"ChangeSetId": "x", "Changes": [], "NextToken": "x"}`, "the change set goes on"},
		{"a failed change set", `{"ChangeSetId": "x", "Changes": [], "Status": "FAILED"}`, "the change set is FAILED"},
		{"a template that is fine", empty, ""},
		{"a template with a byte order mark", "\xef\xbb\xbf" + empty, ""},
		{"a template in UTF-16", "\xff\xfe" + strings.Join(strings.Split(empty, ""), "\x00") + "\x00", ""},
	}
	for _, test := range tests {
		p, err := plan.Read([]byte(test.data), "f", nil, plan.Options{})
		switch {
		case test.want == "":
			if err != nil || p == nil {
				t.Errorf("%s: %v", test.name, err)
			}
		case err == nil || !strings.Contains(err.Error(), test.want):
			t.Errorf("%s: the error is %v, want %s", test.name, err, test.want)
		}
		var form *plan.FormError
		if is := errors.As(err, &form); is != strings.HasPrefix(test.want, "this is no plan") {
			t.Errorf("%s: the error is a FormError: %t", test.name, is)
		}
	}
	_, err := plan.Read([]byte(empty), "f", nil, plan.Options{Parameters: map[string]string{"Misspelt": "x"}})
	if err == nil || !strings.Contains(err.Error(), `the template has no parameter "Misspelt"`) {
		t.Errorf("a parameter that no template has: %v", err)
	}
	const stage = "Parameters: {Stage: {Type: String, AllowedValues: [test, prod]}}\nResources: {}"
	for value, fine := range map[string]bool{"prod": true, "prd": false} {
		_, err = plan.Read([]byte(stage), "f", nil, plan.Options{Parameters: map[string]string{"Stage": value}})
		if refused := err != nil && strings.Contains(err.Error(), "does not allow the value"); refused == fine {
			t.Errorf("the parameter Stage is %q: %v", value, err)
		}
	}
}

// aliases is a file of some bytes that is 10^9 values.
func aliases() string {
	var b strings.Builder
	b.WriteString("Resources:\n  a0: &a0 [x, x]\n")
	for i := 1; i <= 9; i++ {
		ten := strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10)
		fmt.Fprintf(&b, "  a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(ten, ", "))
	}
	return b.String()
}

// much is a template in which each resource takes two attributes of the next.
func much() string {
	var b strings.Builder
	b.WriteString("Resources:\n")
	for i := range 40 {
		fmt.Fprintf(&b, "  R%d: {Type: \"A::B::C\", Properties: {P: [!GetAtt R%d.P, !GetAtt R%d.P]}}\n", i, i+1, i+1)
	}
	b.WriteString("  R40: {Type: \"A::B::C\", Properties: {P: x}}\n")
	return b.String()
}

// TestNothingSecretIsKept holds that no password, code or environment of a template is in its plan.
func TestNothingSecretIsKept(t *testing.T) {
	t.Parallel()
	p, err := plan.Read([]byte(`
Parameters:
  Password: {Type: String, NoEcho: true, Default: hunter2}
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUsername: !Sub "a-${Password}"
      MasterUserPassword: hunter2
  F:
    Type: AWS::Lambda::Function
    Properties:
      Description: "{{resolve:secretsmanager:hunter2}}"
      Environment: {Variables: {KEY: hunter2}}
      Code: {ZipFile: "hunter2"}
`), "f", &awsdata.Snapshot{}, plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%+v", p); strings.Contains(text, "hunter2") || len(p.Resources) != 2 {
		t.Errorf("the plan keeps a secret: %s", text)
	}
	want := map[string]any{"Description": plan.Unknown{}}
	if d := cmp.Diff(want, p.Resources[1].Values); d != "" {
		t.Error(d)
	}
}
