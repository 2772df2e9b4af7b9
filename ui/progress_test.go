package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/theme"
)

// While an account is read, too, whoever leaves a tier out of the policy sees one gap, and every other gap as it comes.
func TestProgressFoldsTiers(t *testing.T) {
	var v progressView
	denied := func(call string) Progress {
		return Progress{Region: "eu-west-1", Call: call,
			Gap: &awsdata.Gap{Region: "eu-west-1", Call: call, Cause: awsdata.CauseDenied}}
	}
	for i, c := range []struct {
		call, last string
		want       int
	}{
		{"describe-db-instances", "describe-db-instances", 1},
		{"describe-vpcs", "describe-vpcs", 2},
		{"describe-domains", "describe-vpcs", 2},
		{"list-brokers", "describe-vpcs", 2},
	} {
		v.add([]Progress{denied(c.call)})
		if n := len(v.gaps); n != c.want || v.gaps[n-1].Call != c.last {
			t.Fatalf("after %d gaps: %+v, want %d, the last of them %s", i+1, v.gaps, c.want, c.last)
		}
	}
	if v.gaps[0].Call != awsdata.TierNamesAndStores {
		t.Errorf("the tier is not named: %+v", v.gaps[0])
	}
}

// Of many accounts those are seen that tell something, and how many are through.
func TestProgressByAccount(t *testing.T) {
	var v progressView
	for i := range 200 {
		account := fmt.Sprintf("%012d", i)
		v.add([]Progress{{Account: account, Accounts: Share{i, 200}, Region: "us-east-1", Call: "list-functions",
			Items: 7,
			Done:  i, Total: 9000}})
	}
	v.add([]Progress{{Account: "000000000003", Accounts: Share{200, 200}, Region: "eu-west-1", Call: "describe-vpcs",
		Items: 2, Done: 4000, Total: 9000}})
	text := ansi.Strip(v.view(theme.New(theme.Options{}), Source{Name: "the organization"}, reading, 0, 80, 24))
	for _, want := range []string{"200 of 200 accounts, 4000 of 9000 calls", "000000000199",
		"000000000003         9 items  eu-west-1  describe-vpcs"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not seen:\n%s", want, text)
		}
	}
	if n := strings.Count(text, " items "); n > 20 || strings.Contains(text, "000000000100") {
		t.Errorf("%d accounts are seen:\n%s", n, text)
	}
}

// A read that hangs has a clock and says what it waits for, and a bar never goes back.
func TestProgressHasAClock(t *testing.T) {
	began := time.Date(2026, 10, 4, 12, 0, 0, 0, time.UTC)
	v := progressView{began: began, now: began}
	seen := func() string {
		return ansi.Strip(v.view(theme.New(theme.Options{}), Source{Name: "prod"}, reading, 0, 80, 24))
	}
	v.add([]Progress{{Region: "us-east-1", Call: "list-functions", Done: 0, Total: 47},
		{Region: "us-east-1", Call: "describe-vpcs", Done: 0, Total: 47}})
	v.now = began.Add(time.Second)
	v.add([]Progress{{Region: "us-east-1", Call: "list-functions", Ended: true, Done: 46, Total: 47,
		Cost: awsdata.Cost{Throttled: 3}}})
	if text := seen(); !strings.Contains(text, "1s, 3 throttled requests") || strings.Contains(text, "waiting") {
		t.Errorf("after a second:\n%s", text)
	}
	was := v.furthest
	v.add([]Progress{{Region: "us-east-1", Call: "get-policy", Done: 57, Total: 947}})
	if v.furthest < was {
		t.Errorf("the bar goes back from %d to %d", was, v.furthest)
	}
	v.now = began.Add(125 * time.Second)
	want := "2m 05s, 3 throttled requests, waiting 2m 05s for describe-vpcs in us-east-1"
	if text := seen(); !strings.Contains(text, want) {
		t.Errorf("after two minutes:\n%s", text)
	}
}
