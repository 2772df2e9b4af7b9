package picture

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/demo"
)

var update = flag.Bool("update", false, "write the drawings anew")

// demoResult is the demo account without checks, which no picture needs.
var demoResult = sync.OnceValues(func() (*analysis.Result, error) {
	s, err := demo.Snapshot()
	if err != nil {
		return nil, err
	}
	return analysis.Run(context.Background(), s, analysis.Options{Checks: []*check.Check{}})
})

func demoAccount(t testing.TB) *analysis.Result {
	t.Helper()
	r, err := demoResult()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func told(t testing.TB, story string) *analysis.Result {
	t.Helper()
	r, err := analysis.Run(context.Background(), awstest.Parse(t, story), analysis.Options{Checks: []*check.Check{}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func functionOf(t testing.TB, r *analysis.Result, name string) *analysis.Function {
	t.Helper()
	for _, f := range r.Functions {
		if f.FunctionName == name {
			return f
		}
	}
	t.Fatalf("no function %s", name)
	return nil
}

func ofFunction(t testing.TB, r *analysis.Result, name string) *Picture {
	t.Helper()
	p, err := OfFunction(context.Background(), r, functionOf(t, r, name))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func ofVPC(t testing.TB, r *analysis.Result, name string) *Picture {
	t.Helper()
	for _, rx := range r.Index.AllRegions() {
		for i := range rx.Region.VPCs {
			if v := &rx.Region.VPCs[i]; awsdata.NameOrID(v) == name {
				p, err := OfVPC(context.Background(), r, rx.Region.RegionName, v.VpcId)
				if err != nil {
					t.Fatal(err)
				}
				return p
			}
		}
	}
	t.Fatalf("no VPC %s", name)
	return nil
}

func text(r *analysis.Result, p *Picture, pitch int) string {
	return p.Draw(p.Arrange(), Options{Symbols: Unicode(), Pitch: pitch, Widest: 28, Width: 150,
		Names: r.Index.Region(p.Region)}).String()
}

// requireDrawing compares a drawing with the one that was reviewed.
func requireDrawing(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is drawn:\n%s\nwant:\n%s", name, got, want)
	}
}

// Every shape of a function's network, as a reviewer reads it.
func TestFunctions(t *testing.T) {
	r := demoAccount(t)
	for name, shape := range map[string]string{
		"checkout-api":   "one of three NAT gateways is gone, an endpoint refuses, a peering",
		"nightly-backup": "a public subnet beside one behind a NAT gateway",
		"partner-sync":   "a transit gateway of which the routes are not known",
		"branch-sync":    "its own group keeps it in; a transit gateway without an attachment in an AZ",
		"partner-feed":   "a peering that is gone, and no route to the internet",
		"ipv6-beacon":    "dual stack: an egress-only internet gateway",
		"gdpr-export":    "Block Public Access",
		"audit-log":      "a private NAT gateway",
		"metrics-push":   "a NAT gateway that is routed back to itself",
		"inventory-sync": "endpoints only, and a network ACL in front of a database",
		"shared-lookup":  "a shared subnet, whose route table nobody may read",
		"slack-notify":   "not in a VPC",
	} {
		t.Run(name, func(t *testing.T) {
			p := ofFunction(t, r, name)
			requireDrawing(t, "function-"+name, shape+"\n\n"+text(r, p, 1))
			if again := ofFunction(t, r, name); !reflect.DeepEqual(p, again) {
				t.Error("a second picture is another one")
			}
		})
	}
}

func TestVPCs(t *testing.T) {
	r := demoAccount(t)
	for _, name := range []string{"prod", "pay", "edge"} {
		t.Run(name, func(t *testing.T) {
			p := ofVPC(t, r, name)
			requireDrawing(t, "vpc-"+name, text(r, p, 1))
			if again := ofVPC(t, r, name); !reflect.DeepEqual(p, again) {
				t.Error("a second picture is another one")
			}
		})
	}
}

// everyPicture is called with all pictures of the demo account.
func everyPicture(t *testing.T, do func(name string, p *Picture, f *analysis.Function)) {
	r := demoAccount(t)
	for _, f := range r.Functions {
		do(f.FunctionName, ofFunction(t, r, f.FunctionName), f)
	}
	for _, rx := range r.Index.AllRegions() {
		for i := range rx.Region.VPCs {
			p, err := OfVPC(context.Background(), r, rx.Region.RegionName, rx.Region.VPCs[i].VpcId)
			if err != nil {
				t.Fatal(err)
			}
			if p != nil {
				do(rx.Region.VPCs[i].VpcId, p, nil)
			}
		}
	}
}

// No edge leads backwards, nothing stands on anything else, and what is drawn once is there once.
func TestArrangement(t *testing.T) {
	everyPicture(t, func(name string, p *Picture, _ *analysis.Function) {
		a := p.Arrange()
		spots := make(map[Spot]int)
		for i, s := range a.At {
			if other, ok := spots[s]; ok {
				t.Errorf("%s: %s and %s stand in one place", name, p.Nodes[other].Name, p.Nodes[i].Name)
			}
			spots[s] = i
		}
		for i, e := range p.Edges {
			from, to := a.At[e.From], a.At[e.To]
			if from.Column >= to.Column {
				t.Errorf("%s: the edge from %s to %s leads backwards", name, p.Nodes[e.From].Name, p.Nodes[e.To].Name)
			}
			for c := from.Column + 1; c < to.Column; c++ {
				if n, ok := spots[Spot{c, to.Row}]; ok {
					t.Errorf("%s: the edge to %s runs through %s", name, p.Nodes[e.To].Name, p.Nodes[n].Name)
				}
			}
			if from.Row != to.Row && a.Tracks[i] < 0 {
				t.Errorf("%s: the edge from %s to %s has no track", name, p.Nodes[e.From].Name, p.Nodes[e.To].Name)
			}
		}
		gateways := make(map[string]bool)
		for _, n := range p.Nodes {
			if n.Kind == InternetGateway || n.Kind == NATGateway && n.ID != "" {
				if gateways[n.ID] {
					t.Errorf("%s: %s is drawn twice", name, n.Name)
				}
				gateways[n.ID] = true
			}
		}
	})
}

// What the picture says of the internet is what the analysis says, subnet by subnet: nothing is decided twice.
func TestVerdictsAreReachs(t *testing.T) {
	everyPicture(t, func(name string, p *Picture, f *analysis.Function) {
		if f == nil {
			return
		}
		for _, way := range p.Paths() {
			last := &p.Nodes[way[len(way)-1]]
			if last.Kind != Internet || last.Name != "internet" || f.Class == reach.ClassNotAttached {
				continue
			}
			if last.Verdict != f.Internet.Verdict {
				t.Errorf("%s: the internet is %s, want %s", name, last.Verdict, f.Internet.Verdict)
			}
			for i := range f.Subnets {
				v, _, _ := p.Way(way)
				if s := &f.Subnets[i]; p.Nodes[way[1]].ID == s.ID && v != s.Internet {
					t.Errorf("%s: from %s the internet is %s, want %s", name, p.Nodes[way[1]].Name, v, s.Internet)
				}
			}
		}
	})
}

// Where a way is cut there is a reason, and where it is unknown there is what would settle it.
func TestCutsHaveReasons(t *testing.T) {
	cuts := 0
	everyPicture(t, func(name string, p *Picture, _ *analysis.Function) {
		for _, e := range p.Edges {
			if e.Cut && !e.Beyond {
				cuts++
				if len(e.Why)+len(p.Nodes[e.To].Why) == 0 {
					t.Errorf("%s: nothing says why it is cut before %s", name, p.Nodes[e.To].Name)
				}
			}
		}
		for i, n := range p.Nodes {
			if v, ok := p.Verdict(i); ok && n.Judged && v == reach.Unknown && len(p.Sentences(nil, i)) == 0 {
				t.Errorf("%s: nothing says why %s is unknown", name, n.Name)
			}
		}
	})
	if cuts < 20 {
		t.Errorf("only %d cuts in the demo account", cuts)
	}
}

// A list that was not read is drawn as unknown, with the call.
func TestGapsAreDrawn(t *testing.T) {
	r := told(t, `
account 111122223333
region us-east-1
vpc v 10.0.0.0/16
subnet a zone=a cidr=10.0.1.0/24
group g
function f subnets=a groups=g
gap describe-vpc-endpoints`)
	for _, got := range []string{text(r, ofFunction(t, r, "f"), 1), text(r, ofVPC(t, r, "v"), 1)} {
		if !strings.Contains(got, "VPC endpoints ? not read (needs describe-vpc-endpoints)") {
			t.Errorf("drawn:\n%s", got)
		}
	}
}

// crowded is a VPC of 40 subnets with 500 functions.
func crowded(t testing.TB) *analysis.Result {
	var b strings.Builder
	b.WriteString("account 111122223333\nregion us-east-1\nvpc v 10.0.0.0/16\nigw v\ntable public\n" +
		"route public 0.0.0.0/0 igw-v\nsubnet pub zone=a cidr=10.0.255.0/24 table=public\n" +
		"nat n subnet=pub ip=10.0.255.10 eip=203.0.113.10\ntable app\nroute app 0.0.0.0/0 nat-n\n" +
		"group g\ngroup g out tcp 443 0.0.0.0/0\ngroup shut\n")
	for i := range 40 {
		fmt.Fprintf(&b, "subnet s%d zone=%c cidr=10.0.%d.0/24 table=app\n", i, 'a'+i%3, i)
	}
	for i := range 500 {
		fmt.Fprintf(&b, "function f%d subnets=s%d,s%d groups=%s\n", i, i%40, (i+1)%40, []string{"g", "shut"}[i%7/6])
	}
	return told(t, b.String())
}

// However many functions there are, what is drawn grows with the subnets.
func TestCrowdedVPC(t *testing.T) {
	r := crowded(t)
	p := ofVPC(t, r, "v")
	if len(p.Nodes) > 140 {
		t.Errorf("%d nodes", len(p.Nodes))
	}
	functions := 0
	for _, n := range p.Nodes {
		functions += len(n.Members)
		if n.Kind == NATGateway && len(p.Into(indexOf(p, n.ID))) < 40 {
			t.Errorf("%d edges lead into the one NAT gateway", len(p.Into(indexOf(p, n.ID))))
		}
	}
	if functions != 1000 { // each is in two subnets
		t.Errorf("%d functions are drawn, want 500 in two subnets each", functions)
	}
}

func indexOf(p *Picture, id string) int {
	for i := range p.Nodes {
		if p.Nodes[i].ID == id {
			return i
		}
	}
	return -1
}

func BenchmarkCrowdedVPC(b *testing.B) {
	r := crowded(b)
	b.Run("picture", func(b *testing.B) {
		for b.Loop() {
			ofVPC(b, r, "v")
		}
	})
	p := ofVPC(b, r, "v")
	b.Run("arrange", func(b *testing.B) {
		for b.Loop() {
			p.Arrange()
		}
	})
	a := p.Arrange()
	b.Run("draw", func(b *testing.B) {
		for b.Loop() {
			p.Draw(a, Options{Symbols: Unicode(), Pitch: 3, Widest: 24, Width: 160})
		}
	})
}

// A trace of the whole internet tells of IPv4 and IPv6 one after the other. What the one passes does not lead to what
// the other does.
func TestPartsAreNoChain(t *testing.T) {
	r := told(t, `
account 111122223333
region us-east-1
vpc v 10.0.0.0/16 2600:1f18:1::/56
igw v
eigw out
table public
route public 0.0.0.0/0 igw-v
subnet pub zone=a cidr=10.0.255.0/24 table=public
nat n subnet=pub ip=10.0.255.10 eip=203.0.113.10
table app
route app 0.0.0.0/0 nat-n
route app ::/0 eigw-out
subnet a zone=a cidr=10.0.1.0/24 ipv6=2600:1f18:1::/64 table=app
group g
function f subnets=a groups=g ipv6
gap describe-security-groups`)
	drawn := text(r, ofFunction(t, r, "f"), 1)
	for _, want := range []string{"── n ──── v ── internet ?", "── out ── internet (IPv6) ?"} {
		if !strings.Contains(drawn, want) {
			t.Errorf("no %q in\n%s", want, drawn)
		}
	}
}
