package paste_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"go.yaml.in/yaml/v3"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/paste/pastetest"
)

func TestScript(t *testing.T) {
	script := paste.Script{
		paste.AWS("us-east-1", "ec2 create-nat-gateway").Opt("subnet-id", "subnet-1").
			Opt("allocation-id", paste.Placeholder("Elastic IP's allocation id")).Saying("costs about $33\na month"),
		paste.Comment("and %d more of the same", 3),
		paste.AWS("us-east-1", "lambda update-function-configuration").Opt("function-name", "checkout api").
			Short("vpc-config", paste.Struct("SubnetIds", []string{"subnet-1", "subnet-2"}, "SecurityGroupIds",
				[]string{"sg-1"}, "Ipv6AllowedForDualStack", false)),
		paste.AWS("us-east-1", "ec2 authorize-security-group-egress").Opt("group-id", "sg-1").
			Short("ip-permissions", paste.Struct("IpProtocol", "tcp", "FromPort", 443, "IpRanges",
				paste.Items(paste.Struct("CidrIp", "10.0.0.0/8"), paste.Struct("CidrIp", "a,b=c\"d")))),
		paste.AWS("eu-west-1", "iam put-role-policy").
			JSON("policy-document", map[string]string{"Version": "2012-10-17"}),
		paste.AWS("us-east-1", "ec2 create-network-acl-entry").Opt("ingress").
			Opt("cidr-block", "-1", "file:///etc/passwd", "HTTP://x", "=ls"),
		paste.AWS("us-east-1", "lambda invoke").Arg("answer.json"),
		paste.AWS("us-east-1", "lambda get-policy").Then().Saying("only if that worked"),
		paste.AWS("us-east-1", "lambda list-aliases").Then(),
	}
	want := `# 'costs about $33 a month'
aws ec2 create-nat-gateway --subnet-id subnet-1 --allocation-id ELASTIC_IP_S_ALLOCATION_ID --region us-east-1 --profile 'my team'
# and 3 more of the same
aws lambda update-function-configuration --function-name 'checkout api' --vpc-config SubnetIds=subnet-1,subnet-2,SecurityGroupIds=sg-1,Ipv6AllowedForDualStack=false --region us-east-1 --profile 'my team'
aws ec2 authorize-security-group-egress --group-id sg-1 --ip-permissions 'IpProtocol=tcp,FromPort=443,IpRanges=[{CidrIp=10.0.0.0/8},{CidrIp="a,b=c\"d"}]' --region us-east-1 --profile 'my team'
aws iam put-role-policy --policy-document '{"Version":"2012-10-17"}' --region eu-west-1 --profile 'my team'
aws ec2 create-network-acl-entry --ingress --cidr-block VALUE_LEFT_OUT VALUE_LEFT_OUT VALUE_LEFT_OUT '=ls' --region us-east-1 --profile 'my team'
# only if that worked
aws lambda invoke answer.json --region us-east-1 --profile 'my team' &&
aws lambda get-policy --region us-east-1 --profile 'my team' &&
aws lambda list-aliases --region us-east-1 --profile 'my team'`
	if got := script.Text("my team"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDeclarations(t *testing.T) {
	fields := []paste.Field{
		paste.F("route_table_ids", paste.Strs([]string{"rtb-1", "rtb-2"})), paste.F("n", paste.Int(3)),
		paste.Block("vpc_config", paste.F("subnet_ids", paste.List(paste.Ref("aws_subnet.a.id", "SubnetA"))),
			paste.F("on", paste.Bool(true))),
		paste.F("name", paste.Str(`${x} "y" %{z}`)),
	}
	list := []paste.Declaration{
		paste.Remark("two\nlines"),
		paste.Resource("kind", "local", fields...).Saying("new"),
		paste.Part("kind", "orders\n}", fields[2]),
	}
	want := `# two lines

# new
resource "kind" "local" {
  route_table_ids = ["rtb-1", "rtb-2"]
  n               = 3
  vpc_config {
    subnet_ids = [aws_subnet.a.id]
    on         = true
  }
  name = "$${x} \"y\" %%{z}"
}

# in the kind of orders }:
vpc_config {
  subnet_ids = [aws_subnet.a.id]
  on         = true
}`
	if got := paste.Terraform(list).Text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	want = `# two lines
Resources:
  # new
  local:
    Type: kind
    Properties:
      route_table_ids: ["rtb-1", "rtb-2"]
      n: 3
      vpc_config:
        subnet_ids: [!Ref SubnetA]
        on: true
      name: "${x} \"y\" %{z}"
  # in the kind of orders }:
    # vpc_config:
      # subnet_ids: [!Ref SubnetA]
      # on: true`
	if got := paste.CloudFormation(list).Text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// hostile are texts that would do something if a quoter let them.
func hostile() []string {
	return []string{
		"$(touch owned)", "`touch owned`", "a;touch owned", "a\ntouch owned", "a\rtouch owned", "'; touch owned; '",
		"\"; touch owned; \"", "${touch}", "$${x}", "$$${x}", "%{ if true }", "%%{x}", "\\", "\\'", "a\\\nb", "#",
		"~root", "=ls", "*", "?", "[a]", "{a,b}", "!!", "a&b", "a|b", "<x>", "> owned", "-x", "--endpoint-url=http://x",
		"file:///etc/passwd", "http://169.254.169.254/", "{{resolve:ssm:x}}", "é😀", "\u2028touch owned", "\x1b[31m",
		"*/ touch", "EOF", "", " ", "\x00", "null", "yes", "!Ref X", "- a", "a: b", "|", "&a",
	}
}

// kept is a hostile text as it has to arrive: without the characters that end a line or act on a terminal, and not at
// all where the AWS CLI would read it as something else.
func kept(text string) string {
	text = cleaned(text)
	for _, prefix := range []string{"-", "file:", "http:"} {
		if strings.HasPrefix(text, prefix) {
			return paste.Left
		}
	}
	return text
}

func cleaned(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\u2028' {
			return ' '
		}
		return r
	}, text)
}

// TestShells pastes hostile texts into every shell of this machine, with a stub in the place of the AWS CLI: each
// arrives as one word with the same letters, and none as a note.
func TestShells(t *testing.T) {
	var scripts []string
	var want [][][]string
	for _, text := range hostile() {
		script := paste.Script{paste.AWS("r", "s op").Opt("o", text, "x").Opt("f").Saying("%s", text),
			paste.Comment("%s", text), paste.AWS("r", "s op").Saying("it's %s and so on", text),
			paste.AWS("r", "s "+text).Saying("'%s", text).Then()}
		scripts = append(scripts, script.Text(text))
		profile := []string{"--region", "r", "--profile", cleaned(text)}
		if text == "" {
			profile = profile[:2]
		}
		name := strings.Fields(text)
		for i := range name {
			name[i] = cleaned(name[i])
		}
		want = append(want, [][]string{append([]string{"s", "op", "--o", kept(text), "x", "--f"}, profile...),
			append([]string{"s", "op"}, profile...), slices.Concat([]string{"s"}, name, profile)})
	}
	for i, got := range pastetest.Words(t, scripts) {
		if !slices.EqualFunc(got, want[i], slices.Equal) {
			t.Errorf("got\n%q\nwant\n%q of\n%s", got, want[i], scripts[i])
		}
	}
}

// TestTerraformKeepsTexts reads hostile texts back with Terraform's own parser.
func TestTerraformKeepsTexts(t *testing.T) {
	for _, text := range hostile() {
		source := paste.Terraform{paste.Resource("k", "n", paste.F("a", paste.Str(text))).Saying("%s", text),
			paste.Part("k", text, paste.F("b", paste.Int(1)))}.Text()
		file, problems := hclsyntax.ParseConfig([]byte(source), "x.tf", hcl.InitialPos)
		if problems.HasErrors() {
			t.Errorf("%q: %v\n%s", text, problems, source)
			continue
		}
		body := file.Body.(*hclsyntax.Body)
		if len(body.Blocks) != 1 || len(body.Attributes) != 1 || len(body.Blocks[0].Body.Attributes) != 1 {
			t.Errorf("%q declares something else:\n%s", text, source)
			continue
		}
		value, problems := body.Blocks[0].Body.Attributes["a"].Expr.Value(nil)
		want := kept(text)
		if want == paste.Left {
			want = text
		}
		if problems.HasErrors() || value.AsString() != want {
			t.Errorf("%q becomes %v, %v", text, value, problems)
		}
	}
}

// TestCloudFormationKeepsTexts reads hostile texts back as YAML.
func TestCloudFormationKeepsTexts(t *testing.T) {
	for _, text := range hostile() {
		source := paste.CloudFormation{paste.Resource("K", "N", paste.F("A", paste.Str(text))).Saying("%s", text),
			paste.Part("K", text, paste.F("B", paste.Int(1)))}.Text()
		var got struct {
			Resources map[string]struct {
				Properties map[string]string `yaml:"Properties"`
			} `yaml:"Resources"`
		}
		if err := yaml.Unmarshal([]byte(source), &got); err != nil {
			t.Errorf("%q: %v\n%s", text, err, source)
			continue
		}
		want := kept(text)
		switch {
		case strings.Contains(text, "{{"):
			want = paste.Left
		case want == paste.Left:
			want = text
		}
		if a := got.Resources["N"].Properties["A"]; a != want || len(got.Resources) != 1 ||
			len(got.Resources["N"].Properties) != 1 {
			t.Errorf("%q becomes %q:\n%s", text, a, source)
		}
	}
}

func TestNames(t *testing.T) {
	for text, want := range map[string][2]string{
		"orders-worker": {"orders_worker", "OrdersWorker"}, "9lives": {"r9lives", "9lives"}, "": {"r", "Resource"},
		"ü": {"r", "Resource"},
	} {
		if got := [2]string{paste.Name(text), paste.LogicalID(text)}; got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
