package verify_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/assert"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/verify"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// account: app reaches a database, S3 by a gateway endpoint and a range of ports of a partner; inner reaches S3 and
// nothing else; out has the internet.
const account = `
	vpc prod 10.0.0.0/16
	igw prod
	table public
	route public 0.0.0.0/0 igw-prod
	subnet public-a zone=a cidr=10.0.0.0/24 table=public
	nat a subnet=public-a eip=203.0.113.1
	table app
	route app 0.0.0.0/0 nat-a
	table inner
	subnet app-a zone=a cidr=10.0.1.0/24 table=app
	subnet inner-a zone=a cidr=10.0.2.0/24 table=inner
	subnet db-a zone=a cidr=10.0.9.0/24
	group db in tcp 5432 sg-app
	eni db subnet=db-a ip=10.0.9.10 groups=db
	group app out tcp 5432 sg-db
	group app out tcp 8000-8100 198.51.100.0/24
	group app out udp 8050 198.51.100.0/24
	group inner out tcp 443 pl-s3
	group out out -1 0.0.0.0/0
	prefixlist s3 name=com.amazonaws.us-east-1.s3 cidrs=52.216.0.0/15 owner=AWS
	endpoint s3 tables=inner
	route inner pl-s3 vpce-s3
	function app subnets=app-a groups=app
	function inner subnets=inner-a groups=inner
	function out subnets=app-a groups=out
`

var today = time.Date(2027, 1, 31, 12, 0, 0, 0, time.UTC)

func held(t *testing.T, s *awsdata.Snapshot, file string) ([]assert.Result, error) {
	t.Helper()
	list, err := assert.Parse([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	index := awsdata.NewIndex(s)
	return verify.Assertions(t.Context(), index, ask.NewFunctions(index, reach.New(index)), list,
		verify.Options{Today: today})
}

// results writes results down, one a line.
func results(list []assert.Result) string {
	var out []string
	for i := range list {
		r := &list[i]
		line := fmt.Sprintf("%s: %s %s", r.Function, r.Question, r.Verdict)
		if r.Problem != "" {
			line = r.Function + ": " + r.Problem
		}
		for _, p := range r.Ports {
			line += fmt.Sprintf("; %s %s", p.Verdict, p.Ports.Human())
		}
		if !r.Beyond.IsEmpty() {
			line += "; besides " + r.Beyond.Human()
		}
		if !r.Perhaps.IsEmpty() {
			line += "; perhaps " + r.Perhaps.Human()
		}
		switch {
		case r.OK:
			line += " OK"
		case r.Waived:
			line += " WAIVED"
		case r.Over:
			line += " OVER"
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func TestVerify(t *testing.T) {
	for _, c := range []struct{ item, more, want string }{
		{item: "{functions: app, to: 10.0.9.10, port: 5432, expect: reachable}",
			want: "app: 10.0.9.10 tcp 5432 reachable OK"},
		{item: "allow: app -> 10.0.9.10:5432", want: "app: 10.0.9.10 tcp 5432 reachable OK"},
		{item: "allow: app -> 10.0.9.10", want: "app: 10.0.9.10 tcp 443 blocked"},
		{item: "deny: app -> 10.0.9.10",
			want: "app: 10.0.9.10 tcp/udp all ports partial; blocked tcp 1-5431, 5433-65535 and udp 1-65535; " +
				"reachable tcp 5432"},
		{item: "deny: {functions: app, to: 198.51.100.7, port: 1-7999}",
			want: "app: 198.51.100.7 tcp/udp 1-7999 blocked OK"},
		{item: "deny: {functions: app, to: 198.51.100.7, port: 1-8000, protocol: tcp}",
			want: "app: 198.51.100.7 tcp 1-8000 partial; blocked tcp 1-7999; reachable tcp 8000"},
		{item: "allow: app -> 198.51.100.7:8000-8100", want: "app: 198.51.100.7 tcp 8000-8100 reachable OK"},
		{item: "allow: {functions: app, to: 198.51.100.7, port: 8000-8100, protocol: any}",
			want: "app: 198.51.100.7 tcp/udp 8000-8100 partial; blocked udp 8000-8049, 8051-8100; " +
				"reachable tcp 8000-8100 and udp 8050"},
		{item: "only: app -> 10.0.9.10:5432, 198.51.100.0/24",
			want: "app: anything but 10.0.9.10:5432, 198.51.100.0/24 blocked OK"},
		{item: "only: app -> sg-db:5432, 198.51.100.0/25",
			want: "app: anything but sg-db:5432, 198.51.100.0/25 reachable; " +
				"besides 198.51.100.128/25 tcp 8000-8100 and udp 8050"},
		{item: "only: {functions: app, to: [10.0.9.10, 198.51.100.0/24], protocol: tcp}",
			want: "app: anything but 10.0.9.10, 198.51.100.0/24 reachable; besides 198.51.100.0/24 udp 8050"},
		{item: "only: inner -> s3", want: "inner: anything but s3 blocked OK"},
		{item: "only: inner -> 10.0.9.10", want: "inner: anything but 10.0.9.10 reachable; besides 52.216.0.0/15 tcp 443"},
		{item: "isolated: inner", want: "inner: internet tcp/udp all ports blocked OK"},
		{item: "isolated: app", want: "app: internet tcp/udp all ports partial; blocked tcp 1-7999, 8101-65535 and " +
			"udp 1-8049, 8051-65535; partial tcp 8000-8100 and udp 8050"},

		{item: "deny: subnet-inner-a -> internet", want: "inner: internet tcp/udp all ports blocked OK"},
		{item: "deny: sg-inner -> internet", want: "inner: internet tcp/udp all ports blocked OK"},
		{item: "{functions: vpc-prod, to: 203.0.113.99, expect: reachable}", want: `app: 203.0.113.99 tcp 443 blocked
inner: 203.0.113.99 tcp 443 blocked
out: 203.0.113.99 tcp 443 reachable OK`},
		{item: "isolated: sg-db", want: "sg-db: no function is in sg-db"},
		{item: "isolated: sg-nothing", want: "sg-nothing: there is no sg-nothing in the snapshot"},
		{item: "isolated: nobody", want: "nobody: no function \"nobody\": `vpclens scan` lists them"},
		{item: "isolated: [inner, nobody]", want: "inner: internet tcp/udp all ports blocked OK\n" +
			"nobody: no function \"nobody\": `vpclens scan` lists them"},
		{item: "isolated: inner*", more: "gap list-functions truncated",
			want: "inner*: functions of us-east-1 were not read, and it may mean some of them\n" +
				"inner: internet tcp/udp all ports blocked OK"},
		{item: "isolated: tag:pci=yes", want: "tag:pci=yes: no function has the tag pci=yes"},
		{item: "isolated: tag:pci=yes", more: "gap get-resources denied\n\tgap get-function.app denied",
			want: "app: unknown: the tags of app were not read, and tag:pci=yes may mean it"},

		{item: "{isolated: app, waived: {until: 2027-01-31, reason: r}}",
			want: "app: internet tcp/udp all ports partial; " +
				"blocked tcp 1-7999, 8101-65535 and udp 1-8049, 8051-65535; partial tcp 8000-8100 and udp 8050 WAIVED"},
		{item: "{isolated: app, waived: {until: 2027-01-30, reason: r}}",
			want: "app: internet tcp/udp all ports partial; " +
				"blocked tcp 1-7999, 8101-65535 and udp 1-8049, 8051-65535; partial tcp 8000-8100 and udp 8050 OVER"},
		{item: "{isolated: inner, waived: {until: 2027-01-31, reason: r}}",
			want: "inner: internet tcp/udp all ports blocked OK"},
		{item: "only: app -> 10.0.9.10, sqs", want: "app: anything but 10.0.9.10, sqs unknown; " +
			"perhaps 198.51.100.0/24 tcp 8000-8100 and udp 8050"},
		{item: "isolated: subnet-inner-a", more: "provider p subnets=inner-a groups=inner\n" +
			"\tfunction managed provider=p\n\tgap list-capacity-providers denied\n\tgap get-capacity-provider.p denied",
			want: "inner: internet tcp/udp all ports blocked OK\n" +
				"managed: unknown: the capacity provider of managed was not read, and subnet-inner-a may mean it"},
		// What a gateway endpoint carries is no internet: it has to be listed.
		{item: "only: both -> internet", more: "route inner 0.0.0.0/0 nat-a\n\tgroup both out tcp 443 52.216.0.0/14\n" +
			"\tfunction both subnets=inner-a groups=both",
			want: "both: anything but internet reachable; besides 52.216.0.0/15 tcp 443"},
		// Of an endpoint whose interfaces are unknown each port is unknown that the group lets out, wherever it leads.
		{item: "deny: far -> vpce-hidden", more: "endpoint hidden service=secretsmanager subnets=app-a groups=db\n" +
			"\tgroup far out tcp 22 192.0.2.0/24\n\tfunction far subnets=inner-a groups=far",
			want: "far: vpce-hidden tcp/udp all ports unknown; blocked tcp 1-21, 23-65535 and udp 1-65535; " +
				"unknown tcp 22"},
		{item: "only: inner -> 10.0.9.10", more: "gap describe-route-tables denied", want: "UNKNOWN"},
		{item: "isolated: inner", more: "gap describe-route-tables denied", want: "UNKNOWN"},
	} {
		list, err := held(t, awstest.Parse(t, account+"\n\t"+c.more+"\n"), "assertions:\n  - "+c.item+"\n")
		if err != nil {
			t.Errorf("%s: %v", c.item, err)
			continue
		}
		if c.want == "UNKNOWN" {
			if len(list) != 1 || list[0].Verdict != reach.Unknown || list[0].OK {
				t.Errorf("%s with a gap: %s", c.item, results(list))
			}
			continue
		}
		if diff := cmp.Diff(c.want, results(list)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.item, diff)
		}
	}
}

// A word that is no destination ends everything, whoever is meant.
func TestVerifyRefusesDestinations(t *testing.T) {
	for _, item := range []string{"deny: app -> intrenet", "only: app -> s3, intrenet", "allow: nobody -> intrenet"} {
		_, err := held(t, awstest.Parse(t, account), "assertions:\n  - isolated: app\n  - "+item+"\n")
		var none *verify.DestinationError
		if !errors.As(err, &none) || none.Line != 3 || !strings.Contains(err.Error(), "did you mean internet?") {
			t.Errorf("%s: %v", item, err)
		}
	}
}

// The demo account's functions are asked about ranges and about "nothing else", and single questions say the same: a
// port of each part of a range fares as the part does, and an address outside the listed ones is reached exactly if it
// is among what is told.
func TestVerifyAgreesWithSingleQuestions(t *testing.T) {
	s, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	index := awsdata.NewIndex(s)
	functions := ask.NewFunctions(index, reach.New(index))
	list, err := assert.Parse([]byte(`assertions:
  - deny: {functions: "*", to: internet, port: [1-1024, 5000-9000]}
  - deny: {functions: "*", to: 10.0.0.0/8, protocol: tcp}
  - deny: {functions: "*", to: 203.0.114.9}
  - only: {functions: "*", to: [10.0.0.0/9, 203.0.114.0/24], port: [443, 5432]}
`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := verify.Assertions(t.Context(), index, functions, list, verify.Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	asked, beyond := 0, 0
	for i := range got {
		r := &got[i]
		named, err := functions.Named(r.Function)
		if err != nil {
			t.Fatal(err)
		}
		for j := range named {
			if f := &named[j]; f.Region != r.Region {
				continue
			} else if r.Kind == assert.Only {
				beyond += holdBeyond(t, f, r, random)
			} else {
				asked += holdPorts(t, f, r, random)
			}
		}
	}
	if asked < 1000 || beyond < 300 {
		t.Errorf("only %d and %d questions were compared", asked, beyond)
	}
}

// holdPorts asks about sampled ports of each part alone.
func holdPorts(t *testing.T, f *ask.Function, r *assert.Result, random *rand.Rand) (asked int) {
	t.Helper()
	for _, p := range r.Ports {
		for protocol, ranges := range map[netset.Protocol][]netset.PortRange{netset.TCP: p.Ports.TCP(),
			netset.UDP: p.Ports.UDP()} {
			for _, ports := range ranges {
				for _, port := range []uint16{ports.From, ports.To,
					uint16(int(ports.From) + random.IntN(int(ports.To)-int(ports.From)+1))} {
					q := reach.Query{To: r.To, Protocol: protocol, Port: port}
					verdict, err := f.Engine.Verdict(f.Region, f.Function, q)
					if err != nil || verdict != p.Verdict {
						t.Errorf("%s to %s %s %d: %s (%v), and its part is %s", f.FunctionName, r.To.Text, protocol,
							port, verdict, err, p.Verdict)
					}
					asked++
				}
			}
		}
	}
	return asked
}

// holdBeyond asks about sampled addresses alone whether they are reached besides what is listed.
func holdBeyond(t *testing.T, f *ask.Function, r *assert.Result, random *rand.Rand) (asked int) {
	t.Helper()
	var listed netset.Set
	for _, cidr := range []string{"10.0.0.0/9", "203.0.114.0/24"} {
		for _, port := range []uint16{443, 5432} {
			for _, p := range []netset.Protocol{netset.TCP, netset.UDP} {
				listed = listed.Union(netset.FromPrefix(netip.MustParsePrefix(cidr),
					netset.Ports(p, netset.PortRange{From: port, To: port})))
			}
		}
	}
	for range 12 {
		address := netip.AddrFrom4([4]byte{[]byte{10, 10, 52, 203, 198}[random.IntN(5)], byte(random.IntN(256)),
			byte(random.IntN(256)), byte(random.IntN(256))})
		port := []uint16{443, 5432, 22, 25}[random.IntN(4)]
		to, err := names.Parse(nil, address.String())
		if err != nil {
			t.Fatal(err)
		}
		verdict, err := f.Engine.Verdict(f.Region, f.Function, reach.Query{To: to, Protocol: netset.TCP, Port: port})
		if err != nil {
			t.Fatal(err)
		}
		in := listed.Contains(address, netset.TCP, port)
		can, may := r.Beyond.Contains(address, netset.TCP, port), r.Perhaps.Contains(address, netset.TCP, port)
		want := [2]bool{!in && verdict >= reach.Partial, !in && verdict == reach.Unknown}
		if want != [2]bool{can, may} {
			t.Errorf("%s to %s tcp %d is %s, listed %v, and told as reached %v, perhaps %v", f.FunctionName, address,
				port, verdict, in, can, may)
		}
		asked++
	}
	return asked
}
