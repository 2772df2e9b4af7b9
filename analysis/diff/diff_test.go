package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// account: app goes out by a NAT gateway on 443 and reaches a database; cron shares the subnet with a group of its own;
// lonely is not attached and must never change.
const account = `
	vpc prod 10.0.0.0/16
	igw prod
	table public
	route public 0.0.0.0/0 igw-prod
	subnet public-a zone=a cidr=10.0.0.0/24 table=public
	nat a subnet=public-a eip=203.0.113.1
	table app
	route app 0.0.0.0/0 nat-a
	acl app
	acl app out 100 allow -1 0.0.0.0/0
	acl app in 100 allow -1 0.0.0.0/0
	subnet app-a zone=a cidr=10.0.1.0/24 table=app acl=app
	subnet db-a zone=a cidr=10.0.9.0/24
	group db in tcp 5432 sg-app
	eni db subnet=db-a ip=10.0.9.10 groups=db
	group app out tcp 443 0.0.0.0/0
	group app out tcp 5432 sg-db
	group cron out udp 123 0.0.0.0/0
	prefixlist s3 name=com.amazonaws.us-east-1.s3 cidrs=52.216.0.0/15 owner=AWS
	function app subnets=app-a groups=app
	function cron subnets=app-a groups=cron
	function lonely
`

// A list of functions that was cut short on one side tells of none that it came or went.
func TestFunctionsOfAListThatOneSideLacks(t *testing.T) {
	cut := strings.Replace(account, "function cron subnets=app-a groups=cron", "gap list-functions truncated", 1)
	whole, without := awsdata.NewIndex(awstest.Parse(t, account)), awsdata.NewIndex(awstest.Parse(t, cut))
	for _, sides := range [][2]*awsdata.Index{{whole, without}, {without, whole}} {
		for _, f := range diff.Functions(sides[0], sides[1]) {
			t.Errorf("%s was %s", f.Name, f.Change)
		}
	}
}

func TestEditsShowInReach(t *testing.T) {
	for _, c := range []struct {
		name  string
		edits []whatif.Edit
		want  string
	}{
		{"rule removed: app loses the database and nothing else", []whatif.Edit{whatif.RemoveRule{Group: "sg-app",
			Direction: "out", Protocol: "tcp", Ports: "5432", Peer: "sg-db"}},
			`app restricted>restricted lost 10.0.9.10 tcp 5432`},
		{"NAT deleted: both functions lose the internet, app keeps the database",
			[]whatif.Edit{whatif.RemoveNAT{ID: "nat-a"}}, `
app restricted>none lost all IPv4 internet, tcp 443
cron restricted>none lost all IPv4 internet, udp 123`},
		{"gateway endpoint added while the NAT no longer exists: app gains S3",
			[]whatif.Edit{
				whatif.RemoveNAT{ID: "nat-a"},
				whatif.AddEndpoint{VPC: "vpc-prod", Service: "s3", Tables: []string{"rtb-app"}}}, `
app restricted>none lost all IPv4 internet except 52.216.0.0/15, tcp 443
cron restricted>none lost all IPv4 internet except 52.216.0.0/15, udp 123`},
		{"network ACL entry before the others: app loses one network", []whatif.Edit{whatif.AddACLEntry{ACL: "acl-app",
			Direction: "out", Number: 50, Protocol: "tcp", Ports: "443", CIDR: "198.51.100.0/24"}},
			`app restricted>restricted lost 198.51.100.0/24 tcp 443`},
		{"rule added: app gains one port", []whatif.Edit{whatif.AddRule{Group: "sg-app", Direction: "out",
			Protocol: "tcp", Ports: "22", Peer: "198.51.100.7/32"}},
			`app restricted>restricted gained 198.51.100.7 tcp 22`},
		{"security group of a function: cron gains what app has, and addresses that nobody is known to hold stay a question",
			[]whatif.Edit{whatif.AddGroup{Function: "cron", ID: "sg-app"}},
			`cron restricted>restricted gained all IPv4 internet, tcp 443; 10.0.9.10 tcp 5432 unclear 10.0.0.0/23, 10.0.9.0-10.0.9.9 and 10.0.9.11-10.0.9.255 tcp 443`},
		{"subnet of a function: from a second subnet without internet egress the internet is reached only sometimes",
			[]whatif.Edit{whatif.AddSubnet{Function: "app", ID: "subnet-db-a"}},
			`app restricted>restricted partly all IPv4 internet, tcp 443`},
		{"network ACL entry that shuts half of the ports that replies come to",
			[]whatif.Edit{whatif.AddACLEntry{ACL: "acl-app",
				Direction: "in", Number: 50, Protocol: "tcp", Ports: "1024-40000", CIDR: "0.0.0.0/0"}},
			`app restricted>restricted partly all IPv4 internet, tcp 443; 10.0.9.10 tcp 5432`},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := awstest.Parse(t, account)
			after, err := whatif.Apply(before, c.edits)
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			back := map[string]diff.Function{}
			for _, f := range diff.Functions(awsdata.NewIndex(after), awsdata.NewIndex(before)) {
				back[f.Name] = f
			}
			for _, f := range diff.Functions(awsdata.NewIndex(before), awsdata.NewIndex(after)) {
				if b := back[f.Name]; !b.Wholly.Equal(f.Partly) || !b.Partly.Equal(f.Wholly) {
					t.Errorf("%s, backwards: partly %s, wholly %s", f.Name, b.Partly.Human(), b.Wholly.Human())
				}
				line := fmt.Sprintf("%s %s>%s", f.Name, f.Before, f.After)
				if !f.Gained.IsEmpty() {
					line += " gained " + f.Gained.Human()
				}
				if !f.Lost.IsEmpty() {
					line += " lost " + f.Lost.Human()
				}
				if !f.Unclear.IsEmpty() {
					line += " unclear " + f.Unclear.Human()
				}
				if !f.Partly.IsEmpty() {
					line += " partly " + f.Partly.Human()
				}
				if !f.Wholly.IsEmpty() {
					line += " wholly " + f.Wholly.Human()
				}
				lines = append(lines, line)
			}
			if got, want := strings.Join(lines, "\n"), strings.TrimSpace(c.want); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestResources(t *testing.T) {
	before := awstest.Parse(t, account)
	after, err := whatif.Apply(before, []whatif.Edit{
		whatif.RemoveNAT{ID: "nat-a"},
		whatif.AddRule{Group: "sg-app", Direction: "out", Protocol: "tcp", Ports: "22", Peer: "198.51.100.7/32"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range diff.Compare(awsdata.NewIndex(before), awsdata.NewIndex(after)).Resources {
		lines = append(lines, fmt.Sprintf("%s %s %s %v", r.Change, r.Kind, r.ID, r.Lines))
	}
	want := strings.Join([]string{
		"changed route table rtb-app [- Route: 0.0.0.0/0 → nat-a + Route: 0.0.0.0/0 → nat-a (blackhole)]",
		"changed security group sg-app [+ Outbound: tcp 22 → 198.51.100.7/32]",
		"changed NAT gateway nat-a [- State: available + State: deleted]",
	}, "\n")
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestSettings holds that what stands in no list of resources is seen: DNS attributes, Block Public Access of a region,
// and what the role of a function may do. What one side lacks is no change.
func TestSettings(t *testing.T) {
	const base = `
	subnet app-a cidr=10.0.1.0/24
	group app
	function app subnets=app-a groups=app role=work
`
	const vpc, role = "\tvpc prod 10.0.0.0/16%s\n", "\trole work allow=%s on=arn:aws:s3:::shop/*\n"
	for _, c := range []struct{ name, before, after, want string }{
		{"nothing", fmt.Sprintf(vpc+role, "", "s3:GetObject"), fmt.Sprintf(vpc+role, "", "s3:GetObject"), ""},
		{"a DNS attribute", fmt.Sprintf(vpc+role, "", "s3:GetObject"),
			fmt.Sprintf(vpc+role, " dns-hostnames=off", "s3:GetObject"),
			"VPC vpc-prod: - enableDnsHostnames: on; + enableDnsHostnames: off"},
		{"an inline policy", fmt.Sprintf(vpc+role, "", "s3:GetObject"), fmt.Sprintf(vpc+role, "", "s3:*"),
			`role arn:aws:iam::123456789012:role/work: - inline policy inline: {"Action":["s3:GetObject"],"Effect":"Allow","Resource":["arn:aws:s3:::shop/*"]}; ` +
				`+ inline policy inline: {"Action":["s3:*"],"Effect":"Allow","Resource":["arn:aws:s3:::shop/*"]}`},
		{"Block Public Access", fmt.Sprintf(vpc+role, "", "s3:GetObject") + "\tbpa off\n",
			fmt.Sprintf(vpc+role, "", "s3:GetObject") + "\tbpa block-ingress\n",
			"Block Public Access us-east-1: - Mode: off; + Mode: block-ingress"},
		{"a role that one side lacks", fmt.Sprintf(vpc+role, "", "s3:GetObject"), fmt.Sprintf(vpc+role, "", "s3:*") + "\tgap get-account-authorization-details\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, after := awstest.Parse(t, c.before+base), awstest.Parse(t, c.after+base)
			var got []string
			for _, r := range diff.Compare(awsdata.NewIndex(before), awsdata.NewIndex(after)).Resources {
				var lines []string
				for _, l := range r.Lines {
					lines = append(lines, l.String())
				}
				got = append(got, r.Kind+" "+r.ID+": "+strings.Join(lines, "; "))
			}
			if text := strings.Join(got, "\n"); text != c.want {
				t.Errorf("got\n%s\nwant\n%s", text, c.want)
			}
		})
	}
}

// A tag that came or went is a change of what has it, and none of reach. Tags that one side does not know are no
// change.
func TestTags(t *testing.T) {
	const function = "\nfunction app subnets=app-a groups=app%s"
	unread := "\nput get-function.app {\"Configuration\": {\"FunctionName\": \"app\"}, " +
		`"TagsError": {"ErrorCode": "AccessDeniedException", "Message": "no"}}`
	at := func(tags, rest string) *awsdata.Index {
		return awsdata.NewIndex(awstest.Parse(t, "vpc prod 10.0.0.0/16"+rest+
			"\nsubnet app-a cidr=10.0.1.0/24\ngroup app"+fmt.Sprintf(function, tags)))
	}
	shown := func(before, after *awsdata.Index) string {
		d := diff.Compare(before, after)
		var got []string
		for _, r := range d.Resources {
			got = append(got, fmt.Sprintf("%s %s %s %v", r.Change, r.Kind, r.ID, r.Lines))
		}
		for _, f := range d.Functions {
			got = append(got, "reach of "+f.Name)
		}
		return strings.Join(got, "\n")
	}
	for _, c := range []struct {
		name          string
		before, after *awsdata.Index
		want          string
	}{
		{"nothing", at(" tag:team=a", ""), at(" tag:team=a", ""), ""},
		{"another team", at(" tag:team=a", ""), at(" tag:team=b", ""),
			"changed function app [- Tag team: a + Tag team: b]"},
		{"a new tag", at("", ""), at(" tag:owner=li", ""), "changed function app [+ Tag owner: li]"},
		{"of a VPC", at("", ""), at("", " tag:team=a"), "changed VPC vpc-prod [+ Tag team: a]"},
		{"another name", at("", ""), at("", " tag:Name=x"), "changed VPC vpc-prod [- Name: prod + Name: x]"},
	} {
		if got := shown(c.before, c.after); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
	s := awstest.Parse(t, "vpc prod 10.0.0.0/16\nsubnet app-a cidr=10.0.1.0/24\ngroup app"+
		fmt.Sprintf(function, "")+unread)
	if got := shown(at(" tag:team=a", ""), awsdata.NewIndex(s)); got != "" {
		t.Errorf("tags that were not read: %s", got)
	}
}
