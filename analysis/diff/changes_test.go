package diff_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/demo"
)

func between(t *testing.T, before, after *awsdata.Snapshot) *diff.Changes {
	t.Helper()
	var sides [2]*analysis.Result
	for i, s := range []*awsdata.Snapshot{before, after} {
		result, err := analysis.Run(t.Context(), s, analysis.Options{})
		if err != nil {
			t.Fatal(err)
		}
		sides[i] = result
	}
	c, err := diff.Between(t.Context(), sides[0], sides[1])
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// told writes changes down, one a line.
func told(s *awsdata.Snapshot, c *diff.Changes) []string {
	x := awsdata.NewIndex(s)
	names := func(region string, ids []string) string {
		out := make([]string, len(ids))
		for i, id := range ids {
			out[i] = id
			if r, ok := x.Region(region).Lookup(id); ok && r.Name() != "" {
				out[i] = r.Name()
			}
		}
		return strings.Join(out, ",")
	}
	var out []string
	for _, f := range c.Functions {
		line := fmt.Sprintf("%s %s by %s:", f.Change, f.Name, names(f.Region, f.Causes))
		for _, part := range []struct {
			word string
			set  netset.Set
		}{{"gained", f.Gained}, {"lost", f.Lost}, {"unclear", f.Unclear}, {"cleared", f.Cleared},
			{"partly", f.Partly}, {"wholly", f.Wholly}} {
			if !part.set.IsEmpty() {
				line += " " + part.word + " " + part.set.Human(netset.MaxRanges(2)) + ";"
			}
		}
		if f.Zones != nil {
			line += fmt.Sprintf(" AZs lost %v", f.Zones.Lost)
		}
		out = append(out, line)
	}
	for _, z := range c.Zones {
		out = append(out,
			fmt.Sprintf("AZs of %s by %s: lost %v gained %v", z.Name, names(z.Region, z.Causes), z.Lost, z.Gained))
	}
	for _, m := range c.Missing {
		out = append(out, fmt.Sprintf("missing %s %s %v %v", m.Region, m.Call, m.Before, m.After))
	}
	return out
}

// The demo account since yesterday, as its README tells it.
func TestBetweenTheDemoAccounts(t *testing.T) {
	before, err := demo.Yesterday()
	if err != nil {
		t.Fatal(err)
	}
	after, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	c := between(t, before, after)
	got := told(after, c)
	for i := range got {
		if at := strings.Index(got[i], "gift-cards"); at >= 0 {
			got[i] = got[i][:at+len("gift-cards")] // what it can reach is its own story
		}
	}
	if diff := cmp.Diff([]string{
		"added gift-cards",
		"changed invoice-archive by subnet-0bbd9c4c99faf9c6c: unclear 3.5.0.0/19, 16.15.176.0/20 and 6 more ranges tcp 443;",
		"changed ledger-sync by sg-vpce-sqs: lost 10.0.1.64, 10.0.2.65 and 1 more range tcp 443;",
		"changed report-export by sg-report: gained all IPv4 internet except 3.5.0.0/19 and 21 more ranges, all tcp (except 25, 443) and all udp; and 16 more ranges; " +
			"unclear all IPv4 internet except 3.5.0.0/19 and 21 more ranges, tcp 25; and 102 more ranges;",
		"AZs of cart-api by nat-c: lost [c] gained []",
		"AZs of checkout-api by nat-c: lost [c] gained []",
		"missing eu-west-1 describe-flow-logs true true",
		"missing us-east-1 search-transit-gateway-routes.tgw-rtb-0dc97bfdecbbe2e39 true true",
	}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if a, v, r := len(c.Appeared), len(c.Vanished), len(c.Resources); a != 12 || v != 4 || r != 10 {
		t.Errorf("%d findings appeared, %d vanished, %d resources changed; want 12, 4, 10", a, v, r)
	}
	// The other way around everything is the opposite.
	back := between(t, after, before)
	if len(back.Appeared) != len(c.Vanished) || len(back.Vanished) != len(c.Appeared) ||
		len(back.Zones) != len(c.Zones) || len(back.Functions) != len(c.Functions) {
		t.Errorf("backwards: %d appeared, %d vanished, %d in AZs, %d functions", len(back.Appeared),
			len(back.Vanished), len(back.Zones), len(back.Functions))
	}
}

func TestNothingChanged(t *testing.T) {
	s := awstest.Parse(t, account)
	c := between(t, s, s)
	if len(c.Functions)+len(c.Zones)+len(c.Appeared)+len(c.Vanished)+len(c.Resources) > 0 {
		t.Errorf("%+v", c)
	}
}

// What one of the two snapshots does not hold is said, and never shown as gone or new.
func TestWhatIsMissingNeitherComesNorGoes(t *testing.T) {
	whole := awstest.Parse(t, account)
	const region = "us-east-1"
	noFunctions := awstest.Parse(t, account+"\tgap list-functions denied\n")
	noNATs := awstest.Parse(t, account+"\tgap describe-nat-gateways denied\n")
	elsewhere := awstest.Parse(t, "region eu-west-1\nvpc other 10.9.0.0/16")
	for _, c := range []struct {
		name          string
		before, after *awsdata.Snapshot
		want          string
	}{
		{"functions were not read before", noFunctions, whole, region + " list-functions true false"},
		{"functions were not read now", whole, noFunctions, region + " list-functions false true"},
		{"NAT gateways were not read now", whole, noNATs, region + " describe-nat-gateways false true"},
		{"another region", whole, elsewhere, region + "  false true"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := between(t, c.before, c.after)
			if !slices.ContainsFunc(got.Missing, func(m diff.Missing) bool {
				return fmt.Sprintf("%s %s %v %v", m.Region, m.Call, m.Before, m.After) == c.want
			}) {
				t.Errorf("%s is not among what is missing: %+v", c.want, got.Missing)
			}
			for _, f := range got.Functions {
				if f.Change != diff.Changed || !f.Lost.IsEmpty() {
					t.Errorf("%s %s, lost %s", f.Name, f.Change, f.Lost.Human())
				}
			}
			if len(got.Resources) > 0 {
				t.Errorf("resources: %+v", got.Resources)
			}
			for _, f := range append(got.Vanished, got.Appeared...) {
				if f.Status == "fail" {
					t.Errorf("finding %s %s", f.Check, f.Title)
				}
			}
		})
	}
}

// What is missing of one account is said of that one, and of no other.
func TestWhatIsMissingOfOneAccount(t *testing.T) {
	stories := awstest.Organization()
	before, after := awstest.Together(t, stories...), awstest.Together(t, stories[0], stories[1],
		stories[2]+"gap list-functions denied\n")
	var sides [2]*analysis.Result
	for i, s := range []*awsdata.Snapshot{before, after} {
		var err error
		if sides[i], err = analysis.Run(t.Context(), s, analysis.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := diff.Everywhere(t.Context(), sides[0], sides[1])
	if err != nil {
		t.Fatal(err)
	}
	want := []diff.Missing{{Account: "333333333333", Region: "us-east-1", Call: "list-functions", After: true}}
	if d := cmp.Diff(want, slices.DeleteFunc(got.Missing, func(m diff.Missing) bool { return m.Before })); d != "" {
		t.Errorf("missing (-want +got):\n%s", d)
	}
	if len(got.Functions) > 0 {
		t.Errorf("functions: %+v", got.Functions)
	}
}

// An interface that went takes nothing away that rules let through, and one that came opens nothing.
func TestInterfacesThatComeAndGoAreNoUnclearAddresses(t *testing.T) {
	const open = account + "\n\tgroup cron out tcp 80 10.0.0.0/16\n"
	with, without := awstest.Parse(t, open+"\teni web subnet=app-a ip=10.0.1.77\n"), awstest.Parse(t, open)
	for _, c := range []struct{ before, after *awsdata.Snapshot }{{with, without}, {without, with}} {
		got := between(t, c.before, c.after)
		if len(got.Functions) > 0 {
			t.Errorf("functions: %v", told(c.after, got))
		}
		if len(got.Resources) != 1 || got.Resources[0].Kind != "network interface" {
			t.Errorf("resources: %+v", got.Resources)
		}
	}
}

func TestBetweenCanBeCutShort(t *testing.T) {
	s := awstest.Parse(t, account)
	result, err := analysis.Run(t.Context(), s, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if c, err := diff.Between(ctx, result, result); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v", c, err)
	}
}
