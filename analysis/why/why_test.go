package why_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/symptom"
	"github.com/vpclens/vpclens/analysis/why"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
)

func demoResult(t *testing.T) *analysis.Result {
	t.Helper()
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	result, err := analysis.Run(context.Background(), snapshot, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func functionNamed(result *analysis.Result, name string) *analysis.Function {
	name = name[strings.LastIndex(name, ":")+1:]
	for _, f := range result.Functions {
		if f.FunctionName == name {
			return f
		}
	}
	return nil
}

// TestFirstCauses explains the texts of symptoms in the demo account.
func TestFirstCauses(t *testing.T) {
	data, err := os.ReadFile("../symptom/testdata/symptoms.txtar")
	if err != nil {
		t.Fatal(err)
	}
	result := demoResult(t)
	right, tried := 0, 0
	for _, file := range txtar.Parse(data).Files {
		head, text, _ := strings.Cut(string(file.Data), "\n")
		_, wanted, ok := strings.Cut(head, "|")
		if !ok {
			continue
		}
		want := make(map[string]string)
		for field := range strings.FieldsSeq(wanted) {
			key, value, _ := strings.Cut(field, "=")
			want[key] = value
		}
		tried++
		t.Run(file.Name, func(t *testing.T) {
			read := symptom.Read(text)
			if len(read) == 0 {
				t.Fatal("read nothing")
			}
			name := read[0].Function
			if name == "" {
				name = want["for"]
			}
			f := functionNamed(result, name)
			if f == nil && why.NeedsFunction(read[0].Kind) {
				t.Fatalf("there is no function %q", name)
			}
			answer, err := why.Explain(t.Context(), why.Asked{Result: result, Symptom: read[0], Function: f})
			if err != nil {
				t.Fatal(err)
			}
			if has := wordsOf(result, answer.First()); !holds(has, want["cause"]) {
				t.Errorf("the first cause is %q, want %s", has, want["cause"])
				for _, c := range answer.Causes {
					t.Logf("%s %s: %s", c.Code, c.Sure, c.Says())
				}
				for _, x := range answer.Excluded {
					t.Logf("excluded: %s", x.String())
				}
				for _, o := range answer.Open {
					t.Logf("open: %s %q", o.String(), o.Missing)
				}
				return
			}
			right++
		})
	}
	t.Logf("the first cause is right for %d of %d texts", right, tried)
	if tried < 60 {
		t.Errorf("only %d texts say what the first cause is", tried)
	}
}

// holds reports whether a cause has all words of a list.
func holds(has []string, want string) bool {
	if want == "none" {
		return len(has) == 0
	}
	for word := range strings.SplitSeq(want, ",") {
		if !slices.Contains(has, word) {
			return false
		}
	}
	return true
}

// wordsOf are the values of a cause: codes, reasons, checks, ids of resources and their names.
func wordsOf(result *analysis.Result, c *why.Cause) []string {
	if c == nil {
		return nil
	}
	out := append([]string{string(c.Code), string(c.Sure), c.Resource,
		c.Resource[strings.LastIndex(c.Resource, "/")+1:]}, c.Names...)
	for _, h := range c.Hops {
		out = append(out, string(h.Reason), string(h.Component), h.Resource, h.Rule.Target)
		out = append(out, h.Names...)
	}
	if c.Finding != nil {
		out = append(out, c.Finding.Check, c.Finding.Resource, c.Finding.Cause)
	}
	if c.Keeper != nil {
		out = append(out, c.Keeper.ID)
	}
	for _, id := range slices.Clone(out) {
		for _, region := range result.Snapshot.RegionNames() {
			if r, ok := result.Index.Region(region).Lookup(id); ok && r.Name() != "" {
				out = append(out, r.Name())
			}
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// TestOwnTargetsComeFirst holds that what a function's own configuration names, and what it does not reach, is the
// first suspect where a text does not say what was called.
func TestOwnTargetsComeFirst(t *testing.T) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	target := awsdata.NamedTarget{Variable: "DB", Host: "10.0.20.237", Port: 3306}
	snapshot = snapshot.Change("us-east-1", func(r *awsdata.Region) {
		for i := range r.Functions {
			if r.Functions[i].FunctionName == "checkout-api" {
				r.Functions[i].VpclensTargets = awsdata.Targets{target}
			}
		}
	})
	result, err := analysis.Run(t.Context(), snapshot, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := why.Explain(t.Context(), why.Asked{Result: result, Symptom: symptom.Symptom{Kind: symptom.Timeout},
		Function: functionNamed(result, "checkout-api")})
	if err != nil {
		t.Fatal(err)
	}
	if c := answer.First(); c == nil || c.Finding == nil || c.Finding.Check != "path-target-unreachable" {
		t.Errorf("the first cause is %+v", c)
	}
}

// TestNoPortNamed holds that of an address without a port neither "the network is fine" is said nor a rule is blamed
// for certain: what holds for the port that was asked about says nothing of others.
func TestNoPortNamed(t *testing.T) {
	result := demoResult(t)
	for _, text := range []string{"Error: connect ETIMEDOUT 10.0.20.237", "Connection to 10.0.1.20 timed out",
		"Error: connect ECONNREFUSED 10.0.20.237", "Connection to 52.94.10.10 timed out"} {
		answer, err := why.Explain(t.Context(), why.Asked{Result: result, Symptom: symptom.Read(text)[0],
			Function: functionNamed(result, "orders-worker"), Fixes: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range answer.Causes {
			if c.Code == why.PathBlocked || c.Code == why.AnotherAddress {
				t.Errorf("%q: %s %s", text, c.Sure, c.Says())
			}
		}
		for _, x := range answer.Excluded {
			if x.Code == why.PathOpen {
				t.Errorf("%q: %s", text, x)
			}
		}
		if answer.Fixes != nil {
			t.Errorf("%q: a port that nobody named would be opened", text)
		}
	}
}

// TestDestinationThatWasTyped holds that of a URL that a person names nothing but its host is told.
func TestDestinationThatWasTyped(t *testing.T) {
	result := demoResult(t)
	answer, err := why.Explain(t.Context(), why.Asked{Result: result, Symptom: symptom.Symptom{Kind: symptom.NoAnswer},
		Function: functionNamed(result, "orders-worker"), Destination: "https://u:MARK@10.0.20.237:5432/MARK?t=MARK"})
	if err != nil {
		t.Fatal(err)
	}
	if len(answer.Excluded) == 0 || strings.Contains(answer.Excluded[0].String(), "MARK") ||
		strings.Contains(answer.Destination, "MARK") {
		t.Errorf("%q of %q", answer.Excluded, answer.Destination)
	}
}

// What hides a name hides it from every subnet of the function: the share that fails is said of all.
func TestANameIsHiddenFromEverySubnet(t *testing.T) {
	result := demoResult(t)
	read := symptom.Read("loyalty-api Error: getaddrinfo ENOTFOUND " +
		"orders-proxy.proxy-c9akciq32rls.us-east-1.rds.amazonaws.com")
	answer, err := why.Explain(t.Context(), why.Asked{Result: result, Symptom: read[0],
		Function: functionNamed(result, "loyalty-api")})
	if err != nil {
		t.Fatal(err)
	}
	if c := answer.First(); c == nil || c.Code != why.NameBlocked || len(c.Subnets) != 2 {
		t.Errorf("the first cause is %+v, want a name that is blocked from both subnets", c)
	}
}
