package analysis_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
)

func TestCausesAreWhatToMend(t *testing.T) {
	r := &analysis.Result{Findings: []check.Finding{
		{Check: "path-mixed-subnets", Severity: check.High, Status: check.Fail, Region: "r", Resource: "subnet-c", Cause: "nat-c", Title: "some subnets have no internet", Functions: []string{"cart", "checkout"}},
		{Check: "path-nat-broken", Severity: check.High, Status: check.Fail, Region: "r", Resource: "nat-c", Cause: "nat-c", Title: "nat-c is deleted", Functions: []string{"cart"}},
		{Check: "role-admin", Severity: check.High, Status: check.Fail, Region: "r", Resource: "role-x", Cause: "role-x", Title: "admin", Functions: []string{"janitor"}},
		{Check: "path-nat-broken", Severity: check.High, Status: check.Fail, Region: "s", Resource: "nat-c", Cause: "nat-c", Title: "nat-c of another region", Functions: []string{"far"}},
		{Check: "path-default-sg", Severity: check.Medium, Status: check.Fail, Region: "r", Resource: "sg-d", Cause: "sg-d", Title: "default group", Functions: []string{"a", "b", "c"}},
		{Check: "path-default-sg", Severity: check.High, Status: check.Unknown, Region: "r", Resource: "sg-u", Cause: "sg-u", Title: "a question is no cause"},
		{Check: "path-default-sg", Severity: check.High, Status: check.Fail, Region: "r", Resource: "sg-w", Cause: "sg-w", Title: "waived is no cause", Waived: &check.Waived{Reason: "known"}},
	}}
	var got []string
	for _, c := range r.Causes() {
		got = append(got, fmt.Sprintf("%s %s %s: %s (%d findings: %s)", c.Severity.Letter(), c.Region, c.Resource, c.Title, len(c.Findings), strings.Join(c.Functions, ",")))
	}
	want := []string{
		"H r nat-c: nat-c is deleted (2 findings: cart,checkout)",
		"H r role-x: admin (1 findings: janitor)",
		"H s nat-c: nat-c of another region (1 findings: far)",
		"M r sg-d: default group (1 findings: a,b,c)",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
