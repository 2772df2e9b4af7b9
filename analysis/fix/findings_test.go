package fix_test

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/reach/law"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// TestFixesOfFindingsAreSafe makes the changes that the commands of findings about outages stand for: no function gets
// to the internet or to a service less well than before. Commands that change no network, and those with something for
// a person to fill in, are not made.
func TestFixesOfFindingsAreSafe(t *testing.T) {
	tried := map[string]int{}
	s, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	makeFindingsFixes(t, "demo", s, false, tried)
	for name, story := range outages {
		s, err := awstest.Build(outage + story)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		before := tried["service-unreachable"]
		makeFindingsFixes(t, name, s, false, tried)
		if tried["service-unreachable"] == before {
			t.Errorf("%s: the fix of what cannot be reached was not made", name)
		}
	}
	for seed := range uint64(120 * *more) {
		b := awsdata.NewBuilder()
		for at, calls := range law.Random(seed + 9000) {
			for call, data := range calls {
				if err := b.PutOf(at.Account, at.Region, call, data); err != nil {
					t.Fatal(err)
				}
			}
		}
		makeFindingsFixes(t, fmt.Sprint("random ", seed), b.Snapshot(), true, tried)
	}
	if folder := os.Getenv("VPCLENS_CASES"); folder != "" {
		accounts, err := filepath.Glob(filepath.Join(folder, "*", "account"))
		if err != nil || len(accounts) == 0 {
			t.Fatal("no cases", err)
		}
		for _, path := range accounts {
			s, err := awsdata.Load(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			makeFindingsFixes(t, path, s, false, tried)
		}
	}
	total := 0
	for _, n := range tried {
		total += n
	}
	if t.Logf("%d fixes of findings were made: %v", total, tried); total < 5 {
		t.Error("too few fixes of findings were made to prove anything")
	}
}

// outage is what the accounts of outages share; they say where the functions are, and what is wrong.
const outage = `
vpc prod 10.0.0.0/16
table public
table app
table in
table ready
group web out tcp 443 0.0.0.0/0
group other out tcp 443 0.0.0.0/0
role queue allow=sqs:SendMessage
prefixlist s3 name=com.amazonaws.us-east-1.s3 owner=AWS cidrs=52.216.0.0/15
endpoint s3 tables=app
route app pl-s3 vpce-s3
subnet app-a zone=a cidr=10.0.1.0/24 table=app
subnet app-b zone=b cidr=10.0.2.0/24 table=app
subnet in-a zone=a cidr=10.0.3.0/24 table=in
route public 0.0.0.0/0 igw-prod
`

// outages are accounts in which a service cannot be reached, each for another reason.
var outages = map[string]string{
	"the network ACL of the NAT gateway's subnet": `
igw prod
acl edge in 100 allow tcp 443 10.0.0.0/16
acl edge out 100 allow all 0.0.0.0/0
subnet pub-a zone=a cidr=10.0.0.0/24 table=public acl=edge
nat a subnet=pub-a eip=203.0.113.10
route app 0.0.0.0/0 nat-a
function queue subnets=app-a,app-b groups=web role=queue
`,
	"a NAT gateway that loops": `
igw prod
subnet pub-a zone=a cidr=10.0.0.0/24 table=public
subnet nat-c zone=c cidr=10.0.5.0/24 table=app
nat a subnet=nat-c eip=203.0.113.10
route app 0.0.0.0/0 nat-a
function queue subnets=app-a,app-b groups=web role=queue
`,
	"a NAT gateway that no longer exists": `
igw prod
subnet pub-a zone=a cidr=10.0.0.0/24 table=public
route app 0.0.0.0/0 !nat-a blackhole
function queue subnets=app-a,app-b groups=web role=queue
`,
	"private DNS off, and a neighbor that reaches the service by NAT": `
igw prod
subnet pub-a zone=a cidr=10.0.0.0/24 table=public
nat a subnet=pub-a eip=203.0.113.10
route app 0.0.0.0/0 nat-a
group end in tcp 443 sg-web
endpoint sqs subnets=in-a groups=end ips=10.0.3.10
function queue subnets=in-a groups=web role=queue
function neighbor subnets=app-a,app-b groups=other role=queue
`,
	"no endpoint, and a neighbor that reaches the service by NAT": `
igw prod
subnet pub-a zone=a cidr=10.0.0.0/24 table=public
nat a subnet=pub-a eip=203.0.113.10
route app 0.0.0.0/0 nat-a
function queue subnets=in-a groups=web role=queue
function neighbor subnets=app-a,app-b groups=other role=queue
`,
	"subnets left to the main table": `
igw prod
subnet pub-a zone=a cidr=10.0.0.0/24 table=public
nat a subnet=pub-a eip=203.0.113.10
route ready 0.0.0.0/0 nat-a
subnet late-b zone=b cidr=10.0.6.0/24
function queue subnets=late-b groups=web role=queue
`,
	"DNS off": `
vpc quiet 10.5.0.0/16 dns-support=off
igw quiet vpc=quiet
igw prod
table quiet vpc=quiet
route quiet 0.0.0.0/0 igw-quiet
table quiet-in vpc=quiet
subnet quiet-pub vpc=quiet zone=a cidr=10.5.0.0/24 table=quiet
nat q subnet=quiet-pub eip=203.0.113.15
route quiet-in 0.0.0.0/0 nat-q
subnet quiet-a vpc=quiet zone=a cidr=10.5.1.0/24 table=quiet-in
group quiet vpc=quiet out tcp 443 0.0.0.0/0
function queue subnets=quiet-a groups=quiet role=queue
`,
}

// better are the checks whose fixes have to make something reachable: they are about connections that fail.
var better = []string{"service-unreachable", "path-nat-broken", "path-blackhole", "path-nacl-return",
	"path-nacl-blocks", "dns-off"}

// made is the account with what commands create, under the words that stand for it in the commands after.
func made(s *awsdata.Snapshot, script paste.Script) (*awsdata.Snapshot, map[string]string) {
	ids := map[string]string{}
	for _, c := range script {
		o := map[string][]string{}
		for _, option := range c.Options {
			o[option.Name] = option.Values
		}
		switch _, operation, _ := strings.Cut(c.Name, " "); operation {
		case "create-security-group":
			ids["sg-OF_THE_ENDPOINT"] = "sg-made"
			s = s.Change(c.Region, func(r *awsdata.Region) {
				r.SecurityGroups = append(slices.Clone(r.SecurityGroups),
					awsdata.SecurityGroup{GroupId: "sg-made", VpcId: o["vpc-id"][0]})
			})
		case "create-nat-gateway":
			gateway, address := paste.NATPlaceholders(strings.TrimPrefix(o["subnet-id"][0], "subnet-"))
			ids[gateway], ids[address] = whatif.NATID(o["subnet-id"][0]), "eipalloc-made"
		}
	}
	return s, ids
}

// filledIn are commands with ids in the place of the words that stand for them.
func filledIn(script paste.Script, ids map[string]string) paste.Script {
	out := slices.Clone(script)
	for i := range out {
		out[i].Options = slices.Clone(out[i].Options)
		for j := range out[i].Options {
			values := slices.Clone(out[i].Options[j].Values)
			for k := range values {
				for word, id := range ids {
					values[k] = strings.ReplaceAll(values[k], word, id)
				}
			}
			if values != nil {
				out[i].Options[j].Values = values
			}
		}
	}
	return out
}

// makeFindingsFixes makes the fixes of an account's findings; several says that much is wrong at once there, so that
// what one fix opens may still be shut by something else.
func makeFindingsFixes(t *testing.T, name string, s *awsdata.Snapshot, several bool, tried map[string]int) {
	t.Helper()
	result, err := analysis.Run(t.Context(), s, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range result.Findings {
		f := &result.Findings[i]
		if !f.Impact.Outage() {
			continue // others take away what should not be reached
		}
		with, ids := made(s, f.Fix.CLI)
		edits := editsOf(filledIn(f.Fix.CLI, ids))
		if len(edits) == 0 {
			continue
		}
		changed, err := whatif.Apply(with, edits)
		if err != nil {
			continue // commands after a choice, or for what a person has to create first
		}
		tried[f.Check]++
		after := awsdata.NewIndex(changed)
		then, taken := reach.New(after), takenBy(result.Index, after)
		helps := f.Impact < check.Partly || !slices.Contains(better, f.Check) || several
		for _, function := range result.Functions {
			rx := result.Index.Region(function.Place.Region)
			if rx.Function(function.FunctionName) != function.Function {
				continue // of another account
			}
			for _, word := range []string{"internet", "s3", "dynamodb", "sqs", "secretsmanager", "sts", "ec2", "kms",
				"lambda"} {
				to, err := names.ParseIn(result.Index, rx, word)
				if err != nil {
					continue
				}
				q := reach.Query{To: to, Protocol: netset.TCP, Port: 443}
				was, err := result.Engine.Verdict(function.Place.Region, function.Function, q)
				if err != nil {
					t.Fatal(err)
				}
				is, err := then.Verdict(function.Place.Region,
					after.Region(function.Place.Region).Function(function.FunctionName), q)
				if err != nil {
					t.Fatal(err)
				}
				helps = helps || is > was && slices.Contains(f.Functions, function.FunctionName)
				now := after.Region(function.Place.Region).Function(function.FunctionName)
				// A name of which nobody knew whether it leads to what is open may lead elsewhere now.
				if is < was && !((is == reach.Unknown || was == reach.Unknown) &&
					nothingLost(result.Engine, then, function.Place.Region, function.Function, now, taken)) {
					t.Errorf("%s: %s of %v: %s\nmakes %s to %s worse: %s, then %s", name, f.Check, f.Functions,
						f.Fix.CLI.Text(""), function.FunctionName, word, was, is)
				}
			}
			helps = helps || slices.Contains(f.Functions, function.FunctionName) && grows(result.Engine, then, function,
				after.Region(function.Place.Region).Function(function.FunctionName))
		}
		if !helps {
			t.Errorf("%s: %s of %v: %s\nmakes nothing better", name, f.Check, f.Functions, f.Fix.CLI.Text(""))
		}
	}
}

// grows reports whether a function reaches more than before from some subnet.
func grows(before, then *reach.Engine, f *analysis.Function, now *awsdata.Function) bool {
	was, is := before.Reach(f.Place.Region, f.Function), then.Reach(f.Place.Region, now)
	for i := range is.Subnets {
		if i >= len(was.Subnets) || !was.Subnets[i].Sets.Reachable.ContainsSet(is.Subnets[i].Sets.Reachable) {
			return true
		}
	}
	return false
}

// takenBy are the addresses of the interfaces that a change made: nothing was there before that could be lost.
func takenBy(before, after *awsdata.Index) netset.Set {
	had := map[string]bool{}
	for _, rx := range before.AllRegions() {
		for i := range rx.Region.NetworkInterfaces {
			had[rx.Region.NetworkInterfaces[i].NetworkInterfaceId] = true
		}
	}
	var b netset.Builder
	for _, rx := range after.AllRegions() {
		for i := range rx.Region.NetworkInterfaces {
			if n := &rx.Region.NetworkInterfaces[i]; !had[n.NetworkInterfaceId] {
				for _, text := range n.Addresses() {
					if a, err := netip.ParseAddr(text); err == nil {
						b.AddPrefix(netip.PrefixFrom(a, a.BitLen()), netset.AllProtocols())
					}
				}
			}
		}
	}
	return b.Set()
}

// nothingLost reports whether all that a function reached it reaches as well as before, but for what new interfaces
// have taken. What was partly open is unknown where more of it may be open now.
func nothingLost(before, then *reach.Engine, region string, f, now *awsdata.Function, taken netset.Set) bool {
	was, is := before.Reach(region, f), then.Reach(region, now)
	keeps := func(was, is reach.Sets) bool {
		return is.Reachable.ContainsSet(was.Reachable) && is.Can().ContainsSet(was.Partial) &&
			is.Can().Union(is.Unknown).Union(taken).ContainsSet(was.Unknown)
	}
	if len(was.Subnets) != len(is.Subnets) {
		return keeps(was.Sets, is.Sets)
	}
	for i := range was.Subnets {
		if was.Subnets[i].SubnetID != is.Subnets[i].SubnetID || !keeps(was.Subnets[i].Sets, is.Subnets[i].Sets) {
			return false
		}
	}
	return true
}

// toFillIn is a word that a person has to put something in the place of.
var toFillIn = regexp.MustCompile(`\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b`)

// editsOf are the edits that AWS CLI commands stand for, nil where one of them cannot be told.
func editsOf(script paste.Script) []whatif.Edit {
	var out []whatif.Edit
	for _, c := range script {
		if toFillIn.MatchString(c.Text("")) {
			return nil
		}
		if e := editOf(c); e != nil {
			out = append(out, e)
		}
	}
	return out
}

// editOf is the edit of one command, nil for commands of which this test knows nothing.
func editOf(c paste.Command) whatif.Edit {
	o := map[string][]string{}
	for _, option := range c.Options {
		o[option.Name] = option.Values
		if option.Values == nil {
			o[option.Name] = []string{""}
		}
	}
	one := func(names ...string) string {
		for _, n := range names {
			if len(o[n]) > 0 {
				return o[n][0]
			}
		}
		return ""
	}
	part := func(text, name string) string {
		m := regexp.MustCompile(name + `=\[?\{?([^}\],]+)`).FindStringSubmatch(text)
		if m == nil {
			return ""
		}
		return m[1]
	}
	switch _, operation, _ := strings.Cut(c.Name, " "); operation {
	case "create-route", "replace-route":
		return whatif.SetRoute{Region: c.Region, Table: one("route-table-id"),
			Destination: one("destination-cidr-block", "destination-ipv6-cidr-block", "destination-prefix-list-id"),
			Target: one("nat-gateway-id", "gateway-id", "egress-only-internet-gateway-id", "transit-gateway-id",
				"vpc-peering-connection-id", "network-interface-id", "vpc-endpoint-id", "instance-id",
				"local-gateway-id", "carrier-gateway-id", "core-network-arn")}
	case "authorize-security-group-egress", "authorize-security-group-ingress":
		text := one("ip-permissions")
		e := whatif.AddRule{Region: c.Region, Group: one("group-id"), Direction: "in",
			Protocol: part(text, "IpProtocol"), Ports: part(text, "FromPort")}
		if to := part(text, "ToPort"); to != e.Ports {
			e.Ports += "-" + to
		}
		if strings.HasSuffix(operation, "egress") {
			e.Direction = "out"
		}
		for _, member := range []string{"CidrIp", "CidrIpv6", "PrefixListId", "GroupId"} {
			if e.Peer == "" {
				e.Peer = part(text, member)
			}
		}
		return e
	case "create-network-acl-entry":
		e := whatif.AddACLEntry{Region: c.Region, ACL: one("network-acl-id"), Direction: "in",
			Protocol: one("protocol"), Allow: one("rule-action") == "allow", CIDR: one("cidr-block", "ipv6-cidr-block")}
		if _, out := o["egress"]; out {
			e.Direction = "out"
		}
		if text := one("port-range"); text != "" {
			e.Ports = part(text, "From") + "-" + part(text, "To")
		}
		fmt.Sscan(one("rule-number"), &e.Number)
		return e
	case "modify-vpc-endpoint":
		switch {
		case o["add-route-table-ids"] != nil:
			return whatif.AddEndpointTable{Region: c.Region, ID: one("vpc-endpoint-id"),
				Table: one("add-route-table-ids")}
		case o["private-dns-enabled"] != nil:
			return whatif.PrivateDNSOn{Region: c.Region, ID: one("vpc-endpoint-id")}
		case o["add-security-group-ids"] != nil:
			return whatif.AddEndpointGroup{Region: c.Region, ID: one("vpc-endpoint-id"),
				Group: one("add-security-group-ids")}
		case o["add-subnet-ids"] != nil:
			return whatif.AddEndpointSubnet{Region: c.Region, ID: one("vpc-endpoint-id"), Subnet: one("add-subnet-ids")}
		case o["policy-document"] != nil:
			return whatif.SetEndpointPolicy{Region: c.Region, ID: one("vpc-endpoint-id"),
				Policy: one("policy-document")}
		}
	case "update-function-configuration":
		m := regexp.MustCompile(`^SubnetIds=([^A-Z]+),SecurityGroupIds=`).FindStringSubmatch(one("vpc-config"))
		if m != nil && one("function-name") != "" {
			return whatif.SetSubnets{Region: c.Region, Function: one("function-name"),
				Subnets: strings.Split(m[1], ",")}
		}
	case "create-nat-gateway":
		return whatif.AddNAT{Region: c.Region, Subnet: one("subnet-id")}
	case "associate-route-table":
		return whatif.Associate{Region: c.Region, Table: one("route-table-id"), Subnet: one("subnet-id")}
	case "delete-route":
		return whatif.RemoveRoute{Region: c.Region, Table: one("route-table-id"),
			Destination: one("destination-cidr-block", "destination-ipv6-cidr-block")}
	case "create-vpc-endpoint":
		name := strings.Split(one("service-name"), ".")
		e := whatif.AddEndpoint{Region: c.Region, VPC: one("vpc-id"), Service: name[len(name)-1],
			Tables: o["route-table-ids"], Subnets: o["subnet-ids"], Groups: o["security-group-ids"],
			PrivateDNS: o["private-dns-enabled"] != nil}
		return e
	case "replace-network-acl-association":
		return nil
	case "modify-vpc-attribute":
		if o["enable-dns-hostnames"] != nil {
			return whatif.SetDNSHostnames{Region: c.Region, VPC: one("vpc-id"), On: true}
		}
		return whatif.SetDNSSupport{Region: c.Region, VPC: one("vpc-id"), On: true}
	}
	return nil
}
