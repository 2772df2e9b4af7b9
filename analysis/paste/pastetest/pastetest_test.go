package pastetest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/paste/pastetest"
)

// recorder keeps what a test would have failed with.
type recorder struct {
	testing.TB
	said []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.said = append(r.said, fmt.Sprintf(format, args...))
}

// TestWhatIsWrongIsSeen holds that each kind of mistake is seen, and what is right is not called one.
func TestWhatIsWrongIsSeen(t *testing.T) {
	command := func(c paste.Command) pastetest.Printed { return pastetest.Printed{CLI: paste.Script{c}} }
	terraform := func(d paste.Declaration) pastetest.Printed {
		return pastetest.Printed{Terraform: paste.Terraform{d}}
	}
	cloudFormation := func(d paste.Declaration) pastetest.Printed {
		return pastetest.Printed{CloudFormation: paste.CloudFormation{d}}
	}
	route := paste.AWS("us-east-1", "ec2 replace-route").Opt("route-table-id", "rtb-1").
		Opt("destination-cidr-block", "0.0.0.0/0")
	subnets := paste.F("SubnetIds", paste.Strs([]string{"subnet-a"}))
	cases := []struct {
		what    string
		printed pastetest.Printed
		want    string // a part of what is said, "" for nothing
	}{
		{"a command that is right", command(route.Opt("nat-gateway-id", "nat-1")), ""},
		{"an option that the command does not have", command(route.Opt("nat-gateway", "nat-1")), "Unknown options"},
		{"an argument that is missing", command(paste.AWS("us-east-1", "lambda invoke").Opt("function-name", "f")), "outfile"},
		{"a word where a number belongs", command(paste.AWS("us-east-1", "lambda update-function-configuration").
			Opt("function-name", "f").Opt("memory-size", "MEGABYTES")), "MEGABYTES"},
		{"a member that the structure does not have",
			command(paste.AWS("us-east-1", "lambda update-function-configuration").
				Opt("function-name", "f").Short("vpc-config", paste.Struct("Subnets", []string{"s"}))), "Subnets"},
		{"no region", command(paste.AWS("", "lambda get-function").Opt("function-name", "f")), "without a region"},

		{"Terraform that is right", terraform(paste.Resource("aws_route_table", "a", paste.F("vpc_id", paste.Str("vpc-1")))), ""},
		{"an argument that Terraform asks for", terraform(paste.Resource("aws_iam_role", "a", paste.F("name", paste.Str("r")))), "wants assume_role_policy"},
		{"half a block", terraform(paste.Part("aws_lambda_function", "f",
			paste.Block("vpc_config", paste.F("subnet_ids", paste.Strs(nil))))), "wants vpc_config.security_group_ids"},
		{"an argument that there is not", terraform(paste.Part("aws_vpc", "v", paste.F("dns", paste.Bool(true)))), "does not take dns"},
		{"two of which one is meant", terraform(paste.Resource("aws_route", "r",
			paste.F("route_table_id", paste.Str("rtb-1")), paste.F("destination_cidr_block", paste.Str("0.0.0.0/0")),
			paste.F("nat_gateway_id", paste.Str("n")), paste.F("gateway_id", paste.Str("g")))), "exactly one of"},
		{"a resource that nobody entered in the table", terraform(paste.Resource("aws_lambda_alias", "a")), "not in the table"},

		{"CloudFormation that is right", cloudFormation(paste.Resource("AWS::EC2::RouteTable", "A", paste.F("VpcId", paste.Str("vpc-1")))), ""},
		{"a property that is missing", cloudFormation(paste.Resource("AWS::EC2::RouteTable", "A")), "E3003"},
		{"a property that there is not", cloudFormation(paste.Resource("AWS::EC2::RouteTable", "A", paste.F("VpcId", paste.Str("vpc-1")), paste.F("Dns", paste.Int(1)))), "E3002"},
		{"a part that is right", cloudFormation(paste.Part("AWS::Lambda::Function", "f", paste.Block("VpcConfig", subnets))), ""},
		{"a part with a member that there is not", cloudFormation(paste.Part("AWS::Lambda::Function", "f", paste.Block("VpcConfig", subnets, paste.F("Subnets", paste.Int(1))))), "E3002"},
	}
	r := &recorder{TB: t}
	printed := make([]pastetest.Printed, len(cases)) // all at once: Python and cfn-lint take a second to start
	for i, c := range cases {
		printed[i] = c.printed
		printed[i].Where = fmt.Sprintf("case %d:", i)
	}
	pastetest.Validate(r, printed)
	for i, c := range cases {
		var said []string
		r.said = slices.DeleteFunc(r.said, func(text string) bool {
			mine := strings.Contains(text, printed[i].Where)
			if mine {
				said = append(said, text)
			}
			return mine
		})
		if all := strings.Join(said, "\n"); c.want == "" && all != "" || !strings.Contains(all, c.want) {
			t.Errorf("%s: want %q, got %q", c.what, c.want, all)
		}
	}
	if len(r.said) > 0 {
		t.Errorf("said of no case: %q", r.said)
	}
}
