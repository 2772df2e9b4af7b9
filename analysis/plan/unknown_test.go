package plan_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/plan"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// destinations are what functions are asked for: each part of a network decides about one of them.
var destinations = []struct {
	to       string
	protocol netset.Protocol
	port     uint16
}{
	{"203.0.114.9", netset.TCP, 443}, {"203.0.114.9", netset.UDP, 53}, {"internet", netset.TCP, 443},
	{"10.20.0.9", netset.TCP, 443}, {"10.20.10.9", netset.TCP, 5432}, {"10.0.1.10", netset.TCP, 5432},
	{"10.1.0.9", netset.TCP, 443}, {"s3", netset.TCP, 443}, {"secretsmanager", netset.TCP, 443},
	{"2001:db8::9", netset.TCP, 443}, {"10.21.1.4", netset.TCP, 2049}, {"10.30.1.4", netset.TCP, 443},
	{"10.40.1.4", netset.TCP, 443}, {"198.51.101.7", netset.TCP, 8443}, {"203.0.114.9", netset.TCP, 25},
	{"169.254.169.253", netset.UDP, 53},
}

// answersOf are the answers of all functions of an account to all questions, by function and question.
func answersOf(t *testing.T, s *awsdata.Snapshot) map[string]reach.Verdict {
	t.Helper()
	index := awsdata.NewIndex(s)
	engine := reach.New(index)
	out := map[string]reach.Verdict{}
	for _, region := range s.RegionNames() {
		rx := index.Region(region)
		for i := range rx.Region.Functions {
			f := &rx.Region.Functions[i]
			for _, d := range destinations {
				to, err := names.Parse(rx, d.to)
				if err != nil {
					t.Fatal(err)
				}
				v, err := engine.Verdict(region, f, reach.Query{To: to, Protocol: d.protocol, Port: d.port})
				if err != nil {
					t.Fatal(err)
				}
				out[fmt.Sprint(f.FunctionName, " ", d.to, " ", d.port)] = v
			}
		}
	}
	return out
}

// fixture reads a plan of Terraform's with the account before it: one with nothing in it where there is none.
func fixture(t *testing.T, name string) (*plan.Plan, *awsdata.Snapshot) {
	t.Helper()
	if strings.HasSuffix(name, ".yaml") {
		return template(t, name)
	}
	folder := filepath.Join("testdata", "terraform", name)
	data, err := os.ReadFile(filepath.Join(folder, "plan.json"))
	if err != nil {
		t.Fatal(err)
	}
	before, err := awsdata.Load(t.Context(), filepath.Join(folder, "before.json"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Read(data, name, before, plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p, before
}

// template reads a template for an account with nothing in it.
func template(t *testing.T, name string) (*plan.Plan, *awsdata.Snapshot) {
	t.Helper()
	before, err := awsdata.Empty("111122223333", "aws", "eu-central-1")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Read(data, name, before, plan.Options{Region: "eu-central-1"})
	if err != nil {
		t.Fatal(err)
	}
	return p, before
}

// Each kind of resource has its part in the answers.
func TestEverything(t *testing.T) {
	p, before := template(t, "everything.yaml")
	applied, err := p.Apply(before, plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range applied.Left {
		t.Errorf("left: %+v", l)
	}
	got := answersOf(t, applied.After)
	for question, want := range map[string]reach.Verdict{
		"job 203.0.114.9 443": reach.Reachable, "job 203.0.114.9 25": reach.Blocked,
		"job 203.0.114.9 53": reach.Blocked,
		"job s3 443":         reach.Blocked, "job secretsmanager 443": reach.Reachable,
		"job 2001:db8::9 443": reach.Reachable,
		"job 10.21.1.4 2049":  reach.Reachable, "job 10.30.1.4 443": reach.Reachable,
		"job 10.40.1.4 443":     reach.Reachable,
		"job 198.51.101.7 8443": reach.Reachable, "job 169.254.169.253 53": reach.Reachable,
		"outside 203.0.114.9 443": reach.Reachable,
		"outside 10.21.1.4 2049":  reach.Blocked,
	} {
		if got[question] != want {
			t.Errorf("%s is %s, want %s", question, got[question], want)
		}
	}
}

// A value that is known only after apply may be anything: with it unknown, an answer is the same as with it known, or
// unknown, and never another one. Values that decide nothing (names, tags) change no answer.
func TestAnUnknownValueIsNoAnswer(t *testing.T) {
	hidden := 0
	for _, name := range []string{"everything.yaml", "network-from-nothing", "nat-destroyed", "inline-rules-changed"} {
		t.Run(name, func(t *testing.T) {
			p, before := fixture(t, name)
			applied, err := p.Apply(before, plan.Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := answersOf(t, applied.After)

			for i := range p.Resources {
				for _, path := range leaves(p.Resources[i].Values, nil) {
					if names := path[len(path)-1]; names == "Key" || names == "Value" { // of a tag
						continue
					}
					q := *p
					q.Resources = slices.Clone(p.Resources)
					q.Resources[i].Values = without(q.Resources[i].Values, path).(map[string]any)
					changed, err := q.Apply(before, plan.Options{})
					if err != nil {
						t.Fatalf("%s %v: %v", p.Resources[i].Address, path, err)
					}
					got := answersOf(t, changed.After)
					for _, question := range slices.Sorted(maps.Keys(want)) {
						v, there := got[question]
						switch {
						case !there && path[0] == "FunctionName": // it is called otherwise
						case !there:
							t.Errorf("%s %v unknown: no answer to %s", p.Resources[i].Address, path, question)
						case v == reach.Unknown && want[question] != v:
							hidden++
						case v != want[question]:

							t.Errorf("%s %s unknown: %s is %s, and was %s", p.Resources[i].Address,
								strings.Join(path, "."), question, v, want[question])
						}
					}
				}
			}
		})
	}
	if hidden < 20 {
		t.Errorf("what is unknown made %d answers unknown: the questions no longer show what it does", hidden)
	}
}

// leaves are the paths of the values of a tree that are no lists or objects.
func leaves(v any, path []string) [][]string {
	var out [][]string
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			out = append(out, leaves(v[name], append(slices.Clone(path), name))...)
		}
	case []any:
		for i, e := range v {
			out = append(out, leaves(e, append(slices.Clone(path), fmt.Sprint(i)))...)
		}
	case nil:
	default:
		out = append(out, path)
	}
	return out
}

// without is a tree in which one value is known only after apply.
func without(v any, path []string) any {
	if len(path) == 0 {
		return plan.Unknown{}
	}
	switch v := v.(type) {
	case map[string]any:
		out := maps.Clone(v)
		out[path[0]] = without(v[path[0]], path[1:])
		return out
	case []any:
		out := slices.Clone(v)
		var i int
		if _, err := fmt.Sscan(path[0], &i); err == nil {
			out[i] = without(v[i], path[1:])
		}
		return out
	}
	return plan.Unknown{}
}
