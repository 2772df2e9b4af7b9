package whatif_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/paste/pastetest"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// hostile are names that do something in a shell, in the AWS CLI's short form, in Terraform or in CloudFormation.
func hostile() []string {
	return []string{"$(touch owned)", "`touch owned`", "a;touch owned", "a b", "${path.module}", "%{if true}",
		"a,b=c]", "{x}", "*", "a|b", "<x>", "!x", "#x", "--x"}
}

// everyEdit are edits of all types, with each form that their commands take, for the account shop; names of functions
// and whatever else people choose are as given.
func everyEdit(name string) []whatif.Edit {
	const r = "us-east-1"
	out := []whatif.Edit{
		whatif.AddNAT{Region: r, Subnet: "subnet-public-a"}, whatif.RemoveNAT{Region: r, ID: "nat-a"},
		whatif.RemoveRoute{Region: r, Table: "rtb-app", Destination: "10.9.0.0/16"},
		whatif.RemoveRoute{Region: r, Table: "rtb-app", Destination: "2001:db8::/32"},
		whatif.RemoveRoute{Region: r, Table: "rtb-app", Destination: "pl-s3"},
		whatif.RemoveACLEntry{Region: r, ACL: "acl-app", Direction: "in", Number: 100},
		whatif.RemoveACLEntry{Region: r, ACL: "acl-app", Direction: "out", Number: 100},
		whatif.AddEndpoint{Region: r, VPC: "vpc-prod", Service: "s3", Tables: []string{"rtb-app", "rtb-public"}},
		whatif.AddEndpoint{Region: r, VPC: "vpc-prod", Service: "kms", Subnets: []string{"subnet-app-a", "subnet-main"},
			Groups: []string{"sg-db"}, PrivateDNS: true},
		whatif.AddEndpoint{Region: r, VPC: "vpc-prod", Service: "kms", Subnets: []string{"subnet-app-a"},
			Groups: []string{"sg-db", "sg-app"}},
		whatif.RemoveEndpoint{Region: r, ID: "vpce-sqs"},
		whatif.AddEndpointTable{Region: r, ID: "vpce-s3", Table: "rtb-app"},
		whatif.RemoveEndpointTable{Region: r, ID: "vpce-s3", Table: "rtb-public"},
		whatif.AddEndpointSubnet{Region: r, ID: "vpce-sqs", Subnet: "subnet-app-b"},
		whatif.RemoveEndpointSubnet{Region: r, ID: "vpce-sqs", Subnet: "subnet-app-a"},
		whatif.AddEndpointGroup{Region: r, ID: "vpce-sqs", Group: "sg-db"},
		whatif.RemoveEndpointGroup{Region: r, ID: "vpce-sqs", Group: "sg-app"},
		whatif.SetEndpointPolicy{Region: r, ID: "vpce-sqs",
			Policy: fmt.Sprintf(`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":%q}]}`, name)},
		whatif.PrivateDNSOn{Region: r, ID: "vpce-sqs"}, whatif.PrivateDNSOff{Region: r, ID: "vpce-sqs"},
		whatif.AddSubnet{Region: r, Function: name, ID: "subnet-main"},
		whatif.RemoveSubnet{Region: r, Function: name, ID: "subnet-app-b"},
		whatif.SetSubnets{Region: r, Function: name, Subnets: []string{"subnet-main", "subnet-app-b"}},
		whatif.AddGroup{Region: r, Function: name, ID: "sg-db"},
		whatif.RemoveGroup{Region: r, Function: name, ID: "sg-app"}, whatif.AllowIPv6{Region: r, Function: name},
		whatif.ForbidIPv6{Region: r, Function: name}, whatif.AddRouteTable{Region: r, Name: name, Like: "rtb-public"},
		whatif.AddRouteTable{Region: r, Name: name, Like: "rtb-app", Except: "0.0.0.0/0"},
		whatif.Associate{Region: r, Table: "rtb-public", Subnet: "subnet-main"},
		whatif.Associate{Region: r, Table: "rtb-public", Subnet: "subnet-app-a"},
		whatif.Dissociate{Region: r, Subnet: "subnet-app-a"},
		whatif.AssociateACL{Region: r, ACL: "acl-app", Subnet: "subnet-main"},
	}
	for _, on := range []bool{true, false} {
		out = append(out, whatif.SetDNSSupport{Region: r, VPC: "vpc-prod", On: on},
			whatif.SetDNSHostnames{Region: r, VPC: "vpc-prod", On: on},
			whatif.SetSourceDestCheck{Region: r, ID: "eni-box", On: on},
			whatif.SetSourceDestCheck{Region: r, ID: "i-box", On: on})
	}
	for _, direction := range []string{"in", "out"} {
		for _, peer := range []string{"198.51.100.0/24", "2001:db8::/32", "pl-s3", "sg-db"} {
			for _, protocol := range []string{"tcp", "-1"} {
				ports := ""
				if protocol == "tcp" {
					ports = "22-23"
				}
				out = append(out, whatif.AddRule{Region: r, Group: "sg-app", Direction: direction, Protocol: protocol,
					Ports: ports, Peer: peer}, whatif.RemoveRule{Region: r, Group: "sg-app", Direction: direction,
					Protocol: protocol, Ports: ports, Peer: peer})
			}
		}
		for _, cidr := range []string{"10.0.0.0/8", "::/0"} {
			for _, protocol := range []string{"tcp", "udp", "-1", "icmp", "58"} {
				ports := ""
				if protocol == "tcp" || protocol == "udp" {
					ports = "1024-65535"
				}
				e := whatif.AddACLEntry{Region: r, ACL: "acl-app", Direction: direction, Number: 50,
					Allow: cidr == "::/0", Protocol: protocol, Ports: ports, CIDR: cidr}
				e2 := whatif.SetACLEntry(e)
				e2.Number = 100
				out = append(out, e, e2)
			}
		}
	}
	for _, target := range strings.Fields("igw-1 vgw-1 vpce-1 nat-1 eigw-1 tgw-1 pcx-1 eni-1 i-1 lgw-1 cagw-1") {
		// there is a route to the last
		for _, destination := range []string{"192.0.2.0/24", "2001:db8::/32", "pl-s3", "10.9.0.0/16"} {
			out = append(out, whatif.SetRoute{Region: r, Table: "rtb-app", Destination: destination, Target: target})
		}
	}
	out = append(out,
		whatif.SetRoute{Region: r, Table: "rtb-app", Destination: "10.0.0.0/16", Target: "local", Replace: true})
	for _, d := range []whatif.Delete{
		{What: whatif.SecurityGroup, ID: "sg-db"}, {What: whatif.PrefixList, ID: "pl-s3"},
		{What: whatif.InternetGateway, ID: "igw-prod"}, {What: whatif.EgressOnly, ID: "eigw-prod"},
		{What: whatif.Peering, ID: "pcx-back"}, {What: whatif.TransitGateway, ID: "tgw-1"},
		{What: whatif.RouteTable, ID: "rtb-app"}, {What: whatif.NetworkACL, ID: "acl-app"},
		{What: whatif.VPCSubnet, ID: "subnet-app-a"}, {What: whatif.Interface, ID: "eni-box"},
		{What: whatif.VPC, ID: "vpc-prod"},
	} {
		d.Region = r
		out = append(out, d)
	}
	return out
}

// TestEveryEditCanBePasted holds the commands of all types of edits, and what declares them, against the shell, the AWS
// CLI's own models, cfn-lint and Terraform: with plain names and with hostile ones.
func TestEveryEditCanBePasted(t *testing.T) {
	written := func(name string) (out []pastetest.Printed) {
		s := awstest.Parse(t, shop)
		for i := range region(s).Functions {
			f := &region(s).Functions[i]
			f.FunctionName = name
		}
		plain := everyEdit("app")
		for i, e := range everyEdit(name) {
			if name != "app" && reflect.DeepEqual(e, plain[i]) {
				continue // there is no name in it
			}
			d := writeEdits(t, s, e)[0]
			out = append(out, pastetest.Printed{Where: fmt.Sprintf("%T: %s", e, e.Words()), CLI: d.CLI,
				Terraform: d.Terraform, CloudFormation: d.CloudFormation})
		}
		return out
	}
	plain := written("app")
	silent := map[string]bool{}
	for i, e := range everyEdit("app") {
		kind := formOf(e)
		if slices.ContainsFunc(plain[i].CLI, func(c paste.Command) bool { return c.Name != "" }) {
			silent[kind] = false
		} else if _, ok := silent[kind]; !ok {
			silent[kind] = true
		}
	}
	for kind, none := range silent {
		if none {
			t.Errorf("no edit of the type %s has a command", kind)
		}
	}
	t.Logf("%d edits of %d types: %+v", len(plain), len(silent), pastetest.Validate(t, plain))
	for _, kind := range editTypes(t) {
		if _, ok := silent[kind]; !ok {
			t.Errorf("there is no edit of the type %s in everyEdit", kind)
		}
	}
	var printed []pastetest.Printed
	for _, name := range hostile() {
		printed = append(printed, written(name)...)
	}
	n := pastetest.KeepsNames(t, printed, hostile())
	if n < len(hostile()) {
		t.Errorf("only %d commands hold a hostile name", n)
	}
	t.Logf("%d edits with hostile names, %d shapes of commands that hold one", len(printed), n)
}

// formOf is the type of an edit, and of a deletion its kind.
func formOf(e whatif.Edit) string {
	name := reflect.TypeOf(e).Name()
	if d, ok := e.(whatif.Delete); ok {
		name += " " + string(d.What)
	}
	return name
}

// editTypes are the types of this package that say themselves in words, and the kinds that are deleted whole, as the
// source has them.
func editTypes(t *testing.T) []string {
	t.Helper()
	packages, err := parser.ParseDir(token.NewFileSet(), ".", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, file := range packages["whatif"].Files {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Name.Name != "Words" || f.Recv == nil {
				continue
			}
			if name, ok := f.Recv.List[0].Type.(*ast.Ident); ok && name.Name != "Delete" {
				out = append(out, name.Name)
			}
		}
	}
	for _, e := range whatif.Forms() {
		if d, ok := e.(whatif.Delete); ok {
			out = append(out, formOf(d))
		} else if !slices.Contains(out, formOf(e)) {
			t.Errorf("%s is among the forms, and not in the source", formOf(e))
		}
	}
	if len(out) < 30 {
		t.Fatalf("only %d types of edits: the source is read wrongly", len(out))
	}
	return out
}
