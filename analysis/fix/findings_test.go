package fix_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/reach/law"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// TestFixesOfFindingsAreSafe makes the changes that the commands of findings about outages stand for: no function gets to the
// internet or to a service less well than before. Commands that change no network, and those with something for a person to
// fill in, are not made.
func TestFixesOfFindingsAreSafe(t *testing.T) {
	tried := map[string]int{}
	s, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	makeFindingsFixes(t, "demo", s, tried)
	for seed := range uint64(20 * *more) {
		b := awsdata.NewBuilder()
		for at, calls := range law.Random(seed + 9000) {
			for call, data := range calls {
				if err := b.PutOf(at.Account, at.Region, call, data); err != nil {
					t.Fatal(err)
				}
			}
		}
		makeFindingsFixes(t, fmt.Sprint("random ", seed), b.Snapshot(), tried)
	}
	if folder := os.Getenv("VPCLENS_CASES"); folder != "" {
		accounts, err := filepath.Glob(filepath.Join(folder, "*", "account"))
		if err != nil || len(accounts) == 0 {
			t.Fatal("no cases", err)
		}
		for _, path := range accounts {
			s, err := awsdata.Load(path)
			if err != nil {
				t.Fatal(err)
			}
			makeFindingsFixes(t, path, s, tried)
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

func makeFindingsFixes(t *testing.T, name string, s *awsdata.Snapshot, tried map[string]int) {
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
		edits := editsOf(f.Fix.CLI)
		if len(edits) == 0 {
			continue
		}
		changed, err := whatif.Apply(s, edits)
		if err != nil {
			continue // commands after a choice, or for what a person has to create first
		}
		tried[f.Check]++
		after := awsdata.NewIndex(changed)
		then := reach.New(after)
		for _, function := range result.Functions {
			rx := result.Index.Region(function.Place.Region)
			if rx.Function(function.FunctionName) != function.Function {
				continue // of another account
			}
			for _, word := range []string{"internet", "s3", "dynamodb", "sqs", "secretsmanager", "sts"} {
				to, err := names.ParseIn(result.Index, rx, word)
				if err != nil {
					continue
				}
				q := reach.Query{To: to, Protocol: netset.TCP, Port: 443}
				was, err := result.Engine.Verdict(function.Place.Region, function.Function, q)
				if err != nil {
					t.Fatal(err)
				}
				is, err := then.Verdict(function.Place.Region, after.Region(function.Place.Region).Function(function.FunctionName), q)
				if err != nil {
					t.Fatal(err)
				}
				now := after.Region(function.Place.Region).Function(function.FunctionName)
				if is < was && !(is == reach.Unknown && nothingLost(result.Engine, then, function.Place.Region, function.Function, now)) {
					t.Errorf("%s: %s of %v: %s\nmakes %s to %s worse: %s, then %s", name, f.Check, f.Functions, f.Fix.CLI.Text(""),
						function.FunctionName, word, was, is)
				}
			}
		}
	}
}

// nothingLost reports whether all that a function reached it reaches as well as before. What was partly open is unknown where
// more of it may be open now.
func nothingLost(before, then *reach.Engine, region string, f, now *awsdata.Function) bool {
	was, is := before.Reach(region, f), then.Reach(region, now)
	keeps := func(was, is reach.Sets) bool {
		return is.Reachable.ContainsSet(was.Reachable) && is.Can().ContainsSet(was.Partial) && is.Can().Union(is.Unknown).ContainsSet(was.Unknown)
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
			Target: one("nat-gateway-id", "gateway-id", "egress-only-internet-gateway-id", "transit-gateway-id", "vpc-peering-connection-id",
				"network-interface-id", "vpc-endpoint-id", "instance-id")}
	case "authorize-security-group-egress", "authorize-security-group-ingress":
		text := one("ip-permissions")
		e := whatif.AddRule{Region: c.Region, Group: one("group-id"), Direction: "in", Protocol: part(text, "IpProtocol"), Ports: part(text, "FromPort")}
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
		e := whatif.AddACLEntry{Region: c.Region, ACL: one("network-acl-id"), Direction: "in", Protocol: one("protocol"), Allow: one("rule-action") == "allow",
			CIDR: one("cidr-block", "ipv6-cidr-block")}
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
			return whatif.AddEndpointTable{Region: c.Region, ID: one("vpc-endpoint-id"), Table: one("add-route-table-ids")}
		case o["private-dns-enabled"] != nil:
			return whatif.PrivateDNSOn{Region: c.Region, ID: one("vpc-endpoint-id")}
		case o["add-security-group-ids"] != nil:
			return whatif.AddEndpointGroup{Region: c.Region, ID: one("vpc-endpoint-id"), Group: one("add-security-group-ids")}
		}
	case "update-function-configuration":
		m := regexp.MustCompile(`^SubnetIds=([^A-Z]+),SecurityGroupIds=`).FindStringSubmatch(one("vpc-config"))
		if m != nil && one("function-name") != "" {
			return whatif.SetSubnets{Region: c.Region, Function: one("function-name"), Subnets: strings.Split(m[1], ",")}
		}
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
