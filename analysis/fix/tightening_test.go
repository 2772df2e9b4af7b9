package fix_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
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
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// narrowing are the checks whose fixes take outbound rules away on purpose; all others take nothing from anybody.
var narrowing = []string{"egress-internet-all-ports", "egress-internet-any-address", "egress-internet-risky-port",
	"egress-ipv6-bypass", "egress-latent", "egress-cross-network", "path-shared-sg", "path-default-sg"}

// tightened counts what the test did.
type tightened struct {
	made, left               map[string]int // by check; by check and reason
	functions, parts, losses int
	unsure                   int // of the losses, what is not known any more
	verdicts, unknown        int
	versions                 int // published ones that were compared
	leftOut                  int // fixes of which a rule for a person to name was left out
}

// TestTighteningFixesTakeOnlyWhatTheySay makes the changes that the commands of findings stand for which are about no
// outage. What a person has to name is left out, which is the harshest reading. No function loses anything in its VPC,
// behind an endpoint, or a DNS server, and of the internet and other networks only where the fix says so.
func TestTighteningFixesTakeOnlyWhatTheySay(t *testing.T) {
	tried := tightened{made: map[string]int{}, left: map[string]int{}}
	s, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	makeTighteningFixes(t, "demo", s, &tried)
	for seed := range uint64(120 * *more) {
		b := awsdata.NewBuilder()
		for at, calls := range law.Random(seed + 9000) {
			for call, data := range calls {
				if err := b.PutOf(at.Account, at.Region, call, data); err != nil {
					t.Fatal(err)
				}
			}
		}
		makeTighteningFixes(t, fmt.Sprint("random ", seed), b.Snapshot(), &tried)
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
			makeTighteningFixes(t, path, s, &tried)
		}
	}
	total := 0
	for _, id := range slices.Sorted(maps.Keys(tried.made)) {
		t.Logf("made: %4d %s", tried.made[id], id)
		total += tried.made[id]
	}
	for _, id := range slices.Sorted(maps.Keys(tried.left)) {
		t.Logf("not made: %4d %s", tried.left[id], id)
	}
	t.Logf("%d fixes were made, %d without a rule for a person to name; %d functions, %d published versions and %d parts of what they reach compared, %d of them smaller, %d of these unknown now; %d verdicts; "+
		"%d findings are unknown and have no commands", total, tried.leftOut, tried.functions, tried.versions,
		tried.parts, tried.losses, tried.unsure, tried.verdicts, tried.unknown)
	for _, id := range []string{"egress-internet-all-ports", "egress-internet-any-address", "egress-latent",
		"path-shared-sg"} {
		if tried.made[id] == 0 {
			t.Errorf("no fix of %s was made", id)
		}
	}
}

// account is an account with what has been computed of it for comparison.
type account struct {
	*awsdata.Index
	*reach.Engine
	reached map[string]*reach.Reach // by region and function
}

func newAccount(index *awsdata.Index, engine *reach.Engine) *account {
	return &account{index, engine, map[string]*reach.Reach{}}
}

// function is a function and what it reaches, nil where it is not in the account.
func (a *account) function(region, name string) (*awsdata.Function, *reach.Reach) {
	f := a.Region(region).Function(name)
	key := region + " " + name
	if a.reached[key] == nil && f != nil {
		a.reached[key] = a.Reach(region, f)
	}
	return f, a.reached[key]
}

// makeTighteningFixes makes the fixes of an account's findings that are about no outage.
func makeTighteningFixes(t *testing.T, name string, s *awsdata.Snapshot, tried *tightened) {
	t.Helper()
	result, err := analysis.Run(t.Context(), s, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	first := newAccount(result.Index, result.Engine)
	alone := map[string][]check.Finding{}
	for i := range result.Findings {
		f := &result.Findings[i]
		if f.Impact.Outage() {
			continue
		}
		before, at := first, s
		if functions := movedBy(f.Fix.CLI); len(functions) > 0 {
			// Each command carries what findings above change of a function's network, and is judged by its own change
			// alone.
			if alone[f.Check] == nil {
				alone[f.Check] = check.Run(result.Index, result.Engine, placesOf(result),
					[]*check.Check{check.Find(f.Check)})
			}
			list := alone[f.Check]
			n := slices.IndexFunc(list, func(o check.Finding) bool { return o.ID == f.ID })
			for _, above := range list[:n] {
				if !overlap(functions, movedBy(above.Fix.CLI)) {
					continue
				}
				made, reason, wrong := enact(at, above.Fix.CLI, above.Resource)
				if reason == "" && wrong == nil {
					at = made.Snapshot
				}
			}
			if f = &list[n]; at != s {
				index := awsdata.NewIndex(at)
				before = newAccount(index, reach.New(index))
			}
		}
		made, reason, wrong := enact(at, f.Fix.CLI, f.Resource)
		if len(f.Fix.CLI) == 0 {
			if reason = "no commands"; f.Status == check.Unknown {
				tried.unknown++
				continue
			}
		}
		switch {
		case wrong != nil:
			t.Errorf("%s: %s of %s: %v", name, f.Check, f.Resource, wrong)
		case reason != "":
			tried.left[f.Check+": "+reason]++
		default:
			if tried.made[f.Check]++; made.left {
				tried.leftOut++
			}
			index := awsdata.NewIndex(made.Snapshot)
			compare(t, name, f, before, newAccount(index, reach.New(index)), result, tried)
		}
	}
}

func placesOf(result *analysis.Result) []*reach.Place {
	var out []*reach.Place
	for i := range result.Functions {
		out = append(out, result.Functions[i].Place)
	}
	return out
}

// movedBy are the functions whose network a script sets.
func movedBy(script paste.Script) []string {
	var out []string
	for _, c := range script {
		if c.Name == "lambda update-function-configuration" && optionOf(c, "vpc-config") != "" {
			out = append(out, c.Region+" "+optionOf(c, "function-name"))
		}
		if c.Name == "lambda create-capacity-provider" {
			out = append(out, c.Region+" "+optionOf(c, "capacity-provider-name"))
		}
	}
	return out
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// compare holds what functions reach before and after a fix against each other.
func compare(t *testing.T, name string, f *check.Finding, before, after *account, result *analysis.Result,
	tried *tightened) {
	t.Helper()
	taken := takenBy(before.Index, after.Index)
	said := ""
	names := false // the fix may lead names elsewhere
	for _, c := range f.Fix.CLI {
		said += c.Note + "; "
		names = names || strings.HasSuffix(c.Name, "-vpc-endpoint") || strings.HasSuffix(c.Name, "modify-vpc-attribute")
	}
	for _, function := range result.Functions {
		region := function.Place.Region
		rx := result.Index.Region(region)
		if rx.Function(function.FunctionName) != function.Function {
			continue // of another account
		}
		tried.functions++
		was, reached := before.function(region, function.FunctionName)
		now, is := after.function(region, function.FunctionName)
		for _, l := range lost(reached, is, taken, &tried.parts) {
			if tried.losses++; l.unsure {
				tried.unsure++
			}
			if why := l.unsaid(f, said, before, rx, was); why != "" {
				t.Errorf("%s: %s of %s (%v):\n%s\ntakes from %s in %s, by %s %s: %s: %v", name, f.Check, f.Resource,
					f.Functions, f.Fix.CLI.Text(""), function.FunctionName, l.subnet, l.way.Kind, l.way.Resource, why,
					l.set.Human(netset.MaxRanges(4)))
			}
		}
		for _, version := range before.Region(region).Versions(function.FunctionName) {
			keepsVersion(t, name, f, said, before, after, region, version, taken, tried)
		}
		if names {
			sameServices(t, name, f, before, after, region, was, now, tried)
		}
	}
}

// keepsVersion holds a published version, which keeps its network whatever becomes of the function's, to the same.
func keepsVersion(t *testing.T, name string, f *check.Finding, said string, before, after *account, region string,
	v *awsdata.Function, taken netset.Set, tried *tightened) {
	t.Helper()
	i := slices.IndexFunc(after.Region(region).Versions(v.FunctionName), func(o *awsdata.Function) bool {
		return o.Version == v.Version
	})
	if !v.Published() || i < 0 {
		return
	}
	tried.versions++
	now := after.Region(region).Versions(v.FunctionName)[i]
	for _, l := range lost(before.Reach(region, v), after.Reach(region, now), taken, &tried.parts) {
		if why := l.unsaid(f, said, before, before.Region(region), v); why != "" {
			t.Errorf("%s: %s of %s:\n%s\ntakes from version %s of %s in %s, by %s %s: %s: %v", name, f.Check,
				f.Resource, f.Fix.CLI.Text(""), v.Version, v.FunctionName, l.subnet, l.way.Kind, l.way.Resource, why,
				l.set.Human(netset.MaxRanges(4)))
		}
	}
}

// sameServices holds that no AWS service is reached less well by its name.
func sameServices(t *testing.T, name string, f *check.Finding, before, after *account, region string,
	was, now *awsdata.Function, tried *tightened) {
	t.Helper()
	for _, word := range []string{"s3", "dynamodb", "sqs", "secretsmanager", "sts", "ec2", "kms", "lambda"} {
		to, err := names.ParseIn(before.Index, before.Region(region), word)
		if err != nil {
			continue
		}
		tried.verdicts++
		q := reach.Query{To: to, Protocol: netset.TCP, Port: 443}
		had, err := before.Verdict(region, was, q)
		if err != nil {
			t.Fatal(err)
		}
		has, err := after.Verdict(region, now, q)
		if err != nil {
			t.Fatal(err)
		}
		// A name of which nobody knew whether it leads to what is open may lead elsewhere now.
		if has < had && has != reach.Unknown && had != reach.Unknown {
			t.Errorf("%s: %s of %s:\n%s\nmakes %s to %s worse: %s, then %s", name, f.Check, f.Resource,
				f.Fix.CLI.Text(""), was.FunctionName, word, had, has)
		}
	}
}
