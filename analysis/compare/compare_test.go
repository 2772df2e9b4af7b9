package compare

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

const compared = `
	vpc prod 10.0.0.0/16
	igw prod
	table public
	route public 0.0.0.0/0 igw-prod
	subnet public zone=a cidr=10.0.0.0/24 table=public
	nat out subnet=public eip=203.0.113.1
	table app
	route app 0.0.0.0/0 nat-out
	subnet app-a zone=a cidr=10.0.1.0/24 table=app
	subnet app-b zone=b cidr=10.0.2.0/24 table=app
	subnet closed zone=a cidr=10.0.3.0/24
	group app out tcp 443 0.0.0.0/0
	group twin out tcp 443 0.0.0.0/0
	group web out tcp 80 0.0.0.0/0
	role shared
	function a subnets=app-a groups=app role=shared runtime=python3.13
	function alike subnets=app-a groups=app role=shared runtime=python3.13
	function twin subnets=app-a groups=twin role=shared runtime=python3.13
	function both subnets=app-a,app-b groups=app role=shared runtime=python3.13
	function shut subnets=closed groups=web role=shared runtime=python3.12
	function outside role=shared runtime=python3.13
	function hidden subnets=app-a groups=!sg-gone role=!gone runtime=python3.13
`

// functions compares two functions of a story, by name.
func functions(t *testing.T, story, a, b string) []Row {
	t.Helper()
	res, err := analysis.Run(t.Context(), awstest.Parse(t, story), analysis.Options{Checks: []*check.Check{}})
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]*analysis.Function{}
	for _, f := range res.Functions {
		named[f.FunctionName] = f
	}
	rows, err := Functions(t.Context(), res, named[a], named[b])
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestFunctions(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want []string // the questions that differ
	}{
		{"a", "alike", nil},
		{"a", "twin", []string{"group"}}, // what they let out is the same
		{"a", "both", []string{"zone b"}},
		{"a", "outside", []string{"can-reach", "group", "internet", "lets-out", "unknown", "vpc", "zone a"}},
		{"a", "shut", []string{"can-reach", "group", "internet", "lets-out", "runtime", "unknown", "zone a"}},
		{"a", "hidden", []string{"group", "internet", "lets-out", "policy", "role", "unknown", "zone a"}},
	} {
		var got []string
		rows := functions(t, compared, c.a, c.b)
		for i := range rows {
			r := &rows[i]
			q := string(r.Question)
			if r.Question == Zone {
				q += " " + r.Of
			}
			if r.Differs() && r.Question != Service && !slices.Contains(got, q) {
				got = append(got, q)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s and %s: %q, want %q", c.a, c.b, got, c.want)
		}
	}
}

// What is not known is told with the call that would tell, and is the same as nothing but itself.
func TestWhatIsMissing(t *testing.T) {
	rows := functions(t, compared, "a", "hidden")
	missing := map[Question]string{}
	for i := range rows {
		if s := &rows[i].Sides[1]; s.Missing != "" {
			missing[rows[i].Question] = s.Missing
			if !rows[i].Differs() {
				t.Errorf("%s is not known of one, and said to be the same", rows[i].Question)
			}
		}
	}
	want := map[Question]string{LetsOut: "describe-security-groups", Policy: "get-account-authorization-details"}
	if fmt.Sprint(missing) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", missing, want)
	}
}

// Services are answered with the verdict, the way and what is in the way.
func TestServe(t *testing.T) {
	rows := functions(t, compared, "a", "shut")
	found := false
	for i := range rows {
		if r := &rows[i]; r.Question == Service && r.Of == "sqs" {
			found = true
			a, b := r.Sides[0].Service, r.Sides[1].Service
			if a.Way.Resource != "nat-out" || a.Cause != nil || b.Cause == nil || !r.Differs() {
				t.Errorf("%+v and %+v", a, b)
			}
		}
	}
	if !found {
		t.Error("nobody asked for sqs")
	}
}

func TestCutShort(t *testing.T) {
	res, err := analysis.Run(t.Context(), awstest.Parse(t, compared), analysis.Options{Checks: []*check.Check{}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Functions(ctx, res, res.Functions[0], res.Functions[1]); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
