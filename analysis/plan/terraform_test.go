package plan_test

import (
	"context"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/plan"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var updateTerraform = flag.Bool("update-terraform", false,
	"write the wants of the Terraform plans anew, to be reviewed")

// leastTerraform is how many fixtures there are at the least.
const leastTerraform = 40

// terraformPlan is a folder of testdata/terraform: a plan that terraform printed, and the account before and after it
// was applied, see testdata/terraformtest/README.md.
type terraformPlan struct {
	name          string
	before, after *awsdata.Snapshot // as the AWS CLI describes the account
	plan          *plan.Plan
	applied       *plan.Applied
}

// terraformPlans are all, read and applied once.
var terraformPlans = sync.OnceValues(func() ([]*terraformPlan, error) {
	folders, err := filepath.Glob("testdata/terraform/*/plan.json")
	if err != nil {
		return nil, err
	}
	var out []*terraformPlan
	for _, file := range folders {
		dir := filepath.Dir(file)
		x := &terraformPlan{name: filepath.Base(dir)}
		if x.before, err = awsdata.Load(context.Background(), filepath.Join(dir, "before.json")); err != nil {
			return nil, err
		}
		if x.after, err = awsdata.Load(context.Background(), filepath.Join(dir, "after.json")); err != nil {
			return nil, err
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if x.plan, err = plan.Read(data, file, x.before, plan.Options{}); err != nil {
			return nil, fmt.Errorf("%s: %w", x.name, err)
		}
		if x.applied, err = x.plan.Apply(x.before, plan.Options{}); err != nil {
			return nil, fmt.Errorf("%s: %w", x.name, err)
		}
		out = append(out, x)
	}
	return out, nil
})

func everyTerraformPlan(t *testing.T) []*terraformPlan {
	t.Helper()
	list, err := terraformPlans()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < leastTerraform {
		t.Fatalf("%d plans, want %d or more: this test looks in the wrong folder", len(list), leastTerraform)
	}
	return list
}

func analyzed(t *testing.T, s *awsdata.Snapshot) *analysis.Result {
	t.Helper()
	r, err := analysis.Run(context.Background(), s, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestTerraform holds what each plan changes: what functions gain and lose, what is found, and what is left open.
func TestTerraform(t *testing.T) {
	t.Parallel()
	for _, x := range everyTerraformPlan(t) {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			got := x.changes(t)
			file := filepath.Join("testdata", "terraform", x.name, "want")
			if *updateTerraform {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// changes are what a plan changes, a line each.
func (x *terraformPlan) changes(t *testing.T) string {
	t.Helper()
	changes, err := diff.Everywhere(context.Background(), analyzed(t, x.before), analyzed(t, x.applied.After))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range changes.Functions {
		fmt.Fprintf(&b, "function %s in %s: %s, internet %s -> %s\n", f.Name, f.Region, f.Change, f.Before, f.After)
		for _, part := range []struct {
			word string
			set  netset.Set
		}{{"gains", f.Gained}, {"loses", f.Lost}, {"unclear", f.Unclear}, {"cleared", f.Cleared}, {"shut", f.Shut},
			{"partly", f.Partly}, {"wholly", f.Wholly}, {"fewer", f.Fewer}} {
			if !part.set.IsEmpty() {
				fmt.Fprintf(&b, "  %s %s\n", part.word, part.set.Human(netset.MaxRanges(6)))
			}
		}
		for _, s := range f.Services {
			fmt.Fprintf(&b, "  %s %s -> %s\n", s.Name, s.Was, s.Is)
		}
	}
	for _, list := range []struct {
		sign     string
		findings []check.Finding
	}{{"+", changes.Appeared}, {"-", changes.Vanished}} {
		for _, f := range list.findings {
			fmt.Fprintf(&b, "%s %s %s %s\n", list.sign, f.Check, f.Status, f.Resource)
		}
	}
	for _, l := range x.applied.Left {
		fmt.Fprintf(&b, "left %s: %s %s\n", l.Address, l.Why, l.What)
	}
	for _, a := range x.plan.Assumed {
		fmt.Fprintf(&b, "assumed %s %s is %s\n", a.Address, a.Attribute, a.Means)
	}
	if b.Len() == 0 {
		return "nothing\n"
	}
	return b.String()
}

// open are the plans after which something is unknown that the account tells once the plan is applied, and why.
var open = map[string]string{
	"role-policies-known-after-apply":   "the policy of a role names what has no ARN yet",
	"rule-range-known-after-apply":      "AWS gives the address that a rule allows",
	"endpoint-policy-known-after-apply": "the policy of an endpoint names a role that has no ARN yet",
	"groups-of-a-local":                 "a local value has groups that the plan does not show",
	"groups-chosen":                     "a condition has one of two groups, and the plan does not show which",
	"subnet-by-index":                   "a number has one of two subnets, and the plan does not show which",
	"inline-range-known-after-apply":    "AWS gives the address that a rule of a group allows",
}

// TestThePlanIsWhatTheAccountBecomes holds that a plan, made in the account before it, gives what the account gives
// that is described once Terraform has applied it. What made the description knows nothing of the reader of plans.
func TestThePlanIsWhatTheAccountBecomes(t *testing.T) {
	t.Parallel()
	compared := 0
	for _, x := range everyTerraformPlan(t) {
		planned, real := analyzed(t, x.applied.After), analyzed(t, x.after)
		got, want := answers(t, x, planned), answers(t, x, real)
		doubts := 0
		for _, question := range sorted(want) {
			switch is := got[question]; {
			case is == want[question]:
			case open[x.name] != "" && (strings.Contains(is, reach.Unknown.String()) || question == "what is found"):
				doubts++
			default:
				t.Errorf("%s: %s: by the plan %s, then %s", x.name, question, is, want[question])
			}
		}
		for question := range got {
			if _, ok := want[question]; !ok {
				t.Errorf("%s: %s: nobody asks that of the account then", x.name, question)
			}
		}
		if open[x.name] != "" && doubts == 0 {
			t.Errorf("%s is no longer open: %s", x.name, open[x.name])
		}
		if open[x.name] == "" && len(want) > 0 {
			compared++
		}
	}
	if compared < min(10, leastTerraform) {
		t.Errorf("%d plans were compared with what came of them, want 10 or more", compared)
	}
}

// TestNothingAssumedIsNothingWrong holds that a plan of which nothing is assumed gives what comes of it, or unknown.
func TestNothingAssumedIsNothingWrong(t *testing.T) {
	t.Parallel()
	doubts := 0
	for _, x := range everyTerraformPlan(t) {
		data, err := os.ReadFile(filepath.Join("testdata", "terraform", x.name, "plan.json"))
		if err != nil {
			t.Fatal(err)
		}
		p, err := plan.Read(data, x.name, x.before, plan.Options{Strict: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Assumed) > 0 {
			t.Errorf("%s: %v is assumed", x.name, p.Assumed)
		}
		applied, err := p.Apply(x.before, plan.Options{Strict: true})
		if err != nil {
			t.Fatal(err)
		}
		got, want := answers(t, x, analyzed(t, applied.After)), answers(t, x, analyzed(t, x.after))
		for question, is := range got {
			switch {
			case is == want[question] || question == "what is found" || strings.HasSuffix(question, " sits in"):
			case is == reach.Unknown.String():
				doubts++
			default:
				t.Errorf("%s: %s: by the plan %s, then %s", x.name, question, is, want[question])
			}
		}
	}
	if doubts == 0 {
		t.Error("nothing is unknown: nothing was left open")
	}
}

// answers are verdicts about all functions, by question. Ids of what a plan creates are not known before, so subnets
// are named by their ranges.
func answers(t *testing.T, x *terraformPlan, r *analysis.Result) map[string]string {
	t.Helper()
	out := map[string]string{}
	found := map[string]int{}
	for _, f := range r.Findings {
		if f.Status == check.Fail {
			found[f.Check]++
		}
	}
	out["what is found"] = fmt.Sprint(found)
	for _, f := range r.Functions {
		at := f.Region + " " + f.FunctionName
		out[at+" internet"] = string(f.Internet.Posture)
		var subnets []string
		for _, s := range f.Subnets {
			if s.Subnet == nil {
				subnets = append(subnets, "not there")
				continue
			}
			subnets = append(subnets, fmt.Sprint(s.Subnet.CidrBlock, " ", s.Zone, " ", s.Class, " ", s.Internet))
		}
		slices.Sort(subnets)
		out[at+" sits in"] = fmt.Sprint(f.Class, " ", strings.Join(subnets, ", "), " with ", len(f.Groups), " groups")
		for _, to := range x.destinations() {
			for _, port := range []uint16{22, 443, 5432} {
				d, err := names.ParseIn(r.Index, r.Index.Region(f.Region), to)
				if err != nil {
					out[at+" to "+to] = "no such destination"
					break
				}
				v, err := r.Engine.Verdict(f.Region, f.Function, reach.Query{To: d, Protocol: netset.TCP, Port: port})
				if err != nil {
					t.Fatal(err)
				}
				out[fmt.Sprint(at, " to ", to, ":", port)] = v.String()
			}
		}
	}
	return out
}

// destinations are what functions are asked about: the internet, services by their names, and an address of every
// subnet that there is before or then.
func (x *terraformPlan) destinations() []string {
	out := []string{"internet", "s3", "dynamodb", "kms", "secretsmanager", "sqs", "203.0.114.9", "10.99.0.9",
		"172.16.9.9"}
	for _, s := range []*awsdata.Snapshot{x.before, x.after} {
		for _, region := range s.Regions {
			for _, subnet := range region.Subnets {
				p, err := netip.ParsePrefix(subnet.CidrBlock)
				if err != nil {
					continue
				}
				at := p.Addr()
				for range 100 { // none that an interface has
					at = at.Next()
				}
				if to := at.String(); p.Contains(at) && !slices.Contains(out, to) {
					out = append(out, to)
				}
			}
		}
	}
	return out
}
