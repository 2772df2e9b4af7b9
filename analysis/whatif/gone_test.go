package whatif_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/demo"
)

const account = `
	vpc prod 10.0.0.0/16
	igw prod
	eigw prod
	table public
	route public 0.0.0.0/0 igw-prod
	route public ::/0 eigw-prod
	subnet public-a zone=a cidr=10.0.0.0/24 table=public
	nat a subnet=public-a eip=203.0.113.1
	table app
	route app 0.0.0.0/0 nat-a
	route app pl-pay tgw-hub
	route app 10.9.0.0/16 pcx-back
	acl app
	acl app in 100 allow -1 0.0.0.0/0
	subnet app-a zone=a cidr=10.0.1.0/24 table=app acl=app
	subnet app-b zone=b cidr=10.0.2.0/24 table=app acl=app
	prefixlist pay cidrs=198.51.100.0/24
	prefixlist s3 name=com.amazonaws.us-east-1.s3 cidrs=52.216.0.0/15 owner=AWS
	route app pl-s3 tgw-hub
	tgw hub
	tgw-attachment prod tgw=hub vpc=prod subnets=app-a
	group app out tcp 443 pl-pay
	group app out tcp 5432 sg-db
	group db in tcp 5432 sg-app 10.0.0.0/16
	eni db subnet=app-b ip=10.0.2.10 groups=db,app
	eni lambda subnet=app-a ip=10.0.1.9 groups=app type=lambda
	endpoint sqs service=com.amazonaws.us-east-1.sqs subnets=app-a groups=app ips=10.0.1.50
	provider fleet subnets=app-a,app-b groups=app,db
	function both subnets=app-a,app-b groups=app,db
	function one subnets=app-a groups=app
	vpc back 10.9.0.0/16
	peering back from=prod to=back
	table back vpc=back
	route back 10.0.0.0/16 pcx-back
	subnet back cidr=10.9.1.0/24 vpc=back table=back
	group far vpc=back in tcp 443 sg-app
	group db in tcp 8080 sg-far
`

// state is what a story's region has, in one line for each thing that a removal touches.
func state(s *awsdata.Snapshot) string {
	var b strings.Builder
	line := func(words ...string) { b.WriteString(strings.Join(words, " ") + "\n") }
	r := s.Region(awstest.SyntheticRegion)
	x := awsdata.NewIndex(s).Region(awstest.SyntheticRegion)
	for i := range r.RouteTables {
		for _, route := range r.RouteTables[i].Routes {
			if !route.Local() {
				line("route", r.RouteTables[i].RouteTableId, route.Destination(), route.Target(), route.State)
			}
		}
	}
	for i := range r.Subnets {
		t, _ := x.SubnetRouteTable(r.Subnets[i].SubnetId)
		a := x.SubnetNetworkACL(r.Subnets[i].SubnetId)
		line("subnet", r.Subnets[i].SubnetId, t.RouteTableId, a.NetworkAclId)
	}
	for i := range r.SecurityGroups {
		g := &r.SecurityGroups[i]
		for way, list := range map[string][]awsdata.IpPermission{"out": g.IpPermissionsEgress, "in": g.IpPermissions} {
			for j := range list {
				for _, p := range list[j].Peers() {
					line("rule", g.GroupId, way, list[j].PortText(), p.Value)
				}
			}
		}
	}
	for i := range r.NetworkInterfaces {
		n := &r.NetworkInterfaces[i]
		line("eni", n.NetworkInterfaceId, strings.Join(n.GroupIDs(), ","))
	}
	for i := range r.VPCEndpoints {
		e := &r.VPCEndpoints[i]
		groups := ""
		for _, g := range e.Groups {
			groups += g.GroupId
		}
		line("endpoint", e.VpcEndpointId, strings.Join(e.SubnetIds, ","), strings.Join(e.NetworkInterfaceIds, ","),
			groups)
	}
	for i := range r.NatGateways {
		line("nat", r.NatGateways[i].NatGatewayId, r.NatGateways[i].State)
	}
	for i := range r.Functions {
		line("function", r.Functions[i].FunctionName, strings.Join(r.Functions[i].SubnetIDs(), ","),
			strings.Join(r.Functions[i].SecurityGroupIDs(), ","))
	}
	for i := range r.CapacityProviders {
		if c := r.CapacityProviders[i].VpcConfig; c != nil {
			line("provider", strings.Join(c.SubnetIds, ","), strings.Join(c.SecurityGroupIds, ","))
		}
	}
	for i := range r.NetworkACLs {
		for _, e := range r.NetworkACLs[i].Entries {
			line("entry", r.NetworkACLs[i].NetworkAclId, e.NumberText(), e.RuleAction)
		}
	}
	for i := range r.ManagedPrefixLists {
		line("list", r.ManagedPrefixLists[i].PrefixListId)
	}
	for i := range r.PeeringConnections {
		line("peering", r.PeeringConnections[i].VpcPeeringConnectionId)
	}
	lines := strings.SplitAfter(b.String(), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// changes are the lines that only one of two states has.
func changes(was, is string) string {
	count := func(s string) map[string]int {
		m := map[string]int{}
		for line := range strings.Lines(s) {
			m[line]++
		}
		return m
	}
	had, has := count(was), count(is)
	var b strings.Builder
	for line := range strings.Lines(was) {
		if has[line] < had[line] {
			b.WriteString("- " + line)
			had[line]--
		}
	}
	for line := range strings.Lines(is) {
		if count(was)[line] < has[line] {
			b.WriteString("+ " + line)
			has[line]--
		}
	}
	return b.String()
}

func TestWhatGoesWithAPart(t *testing.T) {
	before := awstest.Parse(t, account)
	was := state(before)
	for _, c := range []struct {
		id        string
		want, not []string
		cli       string
	}{
		{"igw-prod",
			[]string{"- route rtb-public 0.0.0.0/0 igw-prod active", "+ route rtb-public 0.0.0.0/0 igw-prod blackhole"},
			[]string{"nat"}, "aws ec2 detach-internet-gateway --internet-gateway-id igw-prod --vpc-id vpc-prod --region us-east-1\naws ec2 delete-internet-gateway --internet-gateway-id igw-prod --region us-east-1"},
		{"eigw-prod", []string{"+ route rtb-public ::/0 eigw-prod blackhole"}, nil,
			"aws ec2 delete-egress-only-internet-gateway --egress-only-internet-gateway-id eigw-prod --region us-east-1"},
		{"pcx-back", []string{"+ route rtb-app 10.9.0.0/16 pcx-back blackhole",
			"+ route rtb-back 10.0.0.0/16 pcx-back blackhole", "- peering pcx-back"}, nil,
			"aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id pcx-back --region us-east-1"},
		{"tgw-hub", []string{"+ route rtb-app pl-pay tgw-hub blackhole"}, nil, "aws ec2 delete-transit-gateway --transit-gateway-id tgw-hub --region us-east-1"},
		{"rtb-app", []string{"+ subnet subnet-app-a rtb-prod acl-app", "+ subnet subnet-app-b rtb-prod acl-app"},
			[]string{"blackhole"}, "aws ec2 delete-route-table --route-table-id rtb-app --region us-east-1"},
		{"acl-app", []string{"+ subnet subnet-app-a rtb-app acl-prod"}, nil, "aws ec2 delete-network-acl --network-acl-id acl-app --region us-east-1"},
		{"acl-prod", []string{"- entry acl-prod 100 allow"}, []string{"subnet"}, "aws ec2 delete-network-acl --network-acl-id acl-prod --region us-east-1"},
		{"pl-pay",
			[]string{"- route rtb-app pl-pay tgw-hub active", "- rule sg-app out tcp 443 pl-pay", "- list pl-pay"},
			[]string{"5432"}, "aws ec2 delete-managed-prefix-list --prefix-list-id pl-pay --region us-east-1"},
		{"pl-s3", []string{"- route rtb-app pl-s3 tgw-hub active"}, []string{"- list"}, // nobody can delete AWS's own
			"aws ec2 delete-managed-prefix-list --prefix-list-id pl-s3 --region us-east-1"},
		{"sg-app", []string{"- rule sg-db in tcp 5432 sg-app", "- rule sg-far in tcp 443 sg-app",
			"- eni eni-lambda sg-app", "+ eni eni-db sg-db", "+ function both subnet-app-a,subnet-app-b sg-db",
			"+ function one subnet-app-a \n", "+ provider subnet-app-a,subnet-app-b sg-db"},
			[]string{"10.0.0.0/16", "+ eni eni-lambda"},
			"aws ec2 delete-security-group --group-id sg-app --region us-east-1"},
		{"subnet-app-a", []string{"- subnet subnet-app-a", "+ function both subnet-app-b sg-app,sg-db",
			"- endpoint vpce-sqs", "- eni eni-lambda", "+ provider subnet-app-b"}, []string{"function one", "eni-db"},
			"aws ec2 delete-subnet --subnet-id subnet-app-a --region us-east-1"},
		{"subnet-public-a", []string{"+ nat nat-a deleted", "+ route rtb-app 0.0.0.0/0 nat-a blackhole"},
			[]string{"function"}, "aws ec2 delete-subnet --subnet-id subnet-public-a --region us-east-1"},
		{"eni-db", []string{"- eni eni-db"}, []string{"endpoint"}, "aws ec2 delete-network-interface --network-interface-id eni-db --region us-east-1"},
		{"vpc-back", []string{"- subnet subnet-back", "+ route rtb-app 10.9.0.0/16 pcx-back blackhole",
			"- peering pcx-back", "- rule sg-db in tcp 8080 sg-far", "- route rtb-back"},
			[]string{"function", "+ route rtb-back"}, "aws ec2 delete-vpc --vpc-id vpc-back --region us-east-1"},
	} {
		t.Run(c.id, func(t *testing.T) {
			r, _ := awsdata.NewIndex(before).Region(awstest.SyntheticRegion).Lookup(c.id)
			edit, ok := whatif.Gone(awstest.SyntheticRegion, r)
			if !ok {
				t.Fatal("it cannot be taken away")
			}
			after, err := whatif.Apply(before, []whatif.Edit{edit})
			if err != nil {
				t.Fatal(err)
			}
			got := changes(was, state(after))
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q is missing in\n%s", want, got)
				}
			}
			for _, not := range c.not {
				if strings.Contains(got, not) {
					t.Errorf("%q is in\n%s", not, got)
				}
			}
			if cli := edit.Commands(before).Text(""); cli != c.cli {
				t.Errorf("the command is %s", cli)
			}
			if words := edit.Words(); words != "delete "+c.id {
				t.Errorf("the words are %q", words)
			}
			if text := writeEdits(t, before, edit)[0].Terraform.Text(); !strings.HasPrefix(text, "# remove the block") {
				t.Errorf("the Terraform is %q", text)
			}
			if now := state(before); now != was {
				t.Error("the original was changed")
			}
		})
	}
}

func TestRemovalsRefuseWhatDoesNotFit(t *testing.T) {
	s := awstest.Parse(t, account)
	for _, c := range []struct {
		edit whatif.Edit
		want string
	}{
		{whatif.Delete{What: whatif.Peering}, "needs id"},
		{whatif.Delete{What: whatif.InternetGateway, Region: "us-east-1", ID: "igw-none"}, "igw-none is not in the snapshot"},
		{whatif.Delete{What: whatif.SecurityGroup, Region: "us-east-1", ID: "subnet-app-a"}, "subnet-app-a is not in the snapshot"},
		{whatif.Delete{What: "star", Region: "us-east-1", ID: "x"}, "cannot be deleted"},
	} {
		if _, err := whatif.Apply(s, []whatif.Edit{c.edit}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.edit, err, c.want)
		}
	}
}

// Everything of the demo account that can be taken away has words for what that means, and can be.
func TestEveryPartOfTheDemoAccountCanGo(t *testing.T) {
	s, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	written := func() string {
		var b strings.Builder
		if err := s.Encode(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	n, before := 0, written()
	for _, region := range s.Regions {
		for _, kind := range awsdata.Kinds() {
			for _, r := range kind.List(region) {
				edit, ok := whatif.Gone(region.RegionName, r)
				if !ok {
					continue
				}
				if whatif.Effect(r) == "" {
					t.Errorf("%s: nothing is said of what AWS does", kind.Name)
				}
				if _, err := whatif.Apply(s, []whatif.Edit{edit}); err != nil {
					t.Errorf("%s: %v", r.ID(), err)
				}
				n++
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d parts", n)
	}
	if written() != before {
		t.Error("the account itself was changed, not a copy of it")
	}
}
