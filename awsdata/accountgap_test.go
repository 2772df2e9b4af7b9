package awsdata_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
)

// fleet is a snapshot of four accounts: one that was read, one that was read in part, and two of which nothing was.
func fleet(t *testing.T) *awsdata.Builder {
	t.Helper()
	b := awsdata.NewBuilder()
	put := func(account, region, call, text string) {
		if err := b.PutOf(account, region, call, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	for _, account := range []string{"111111111111", "222222222222", "333333333333", "profile a/b"} {
		b.AddRegionOf(account, "eu-west-1")
	}
	put("111111111111", "eu-west-1", "list-functions", `{"Functions": [{"FunctionName": "f"}]}`)
	put("222222222222", "eu-west-1", "list-functions", `{"Functions": [], "NextMarker": "more"}`)
	put("222222222222", "eu-west-1", "describe-vpcs", `{"Vpcs": []}`)
	for call, cause := range map[string]awsdata.Cause{"describe-subnets": awsdata.CauseExpired,
		"describe-route-tables": awsdata.CauseDenied, "list-functions": awsdata.CauseExpired} {
		b.Gap(awsdata.Gap{Account: "222222222222", Region: "eu-west-1", Call: call, Cause: cause,
			Message: "of its own"})
	}
	b.Await("222222222222", "eu-west-1", "describe-nat-gateways")
	for account, call := range map[string]string{"222222222222": awsdata.CallRestOfAccount,
		"333333333333": awsdata.CallAssumeRole, "profile a/b": awsdata.CallSignIn} {
		b.EndAccount(awsdata.Gap{Account: account, Region: awsdata.Global, Call: call, Cause: awsdata.CauseExpired,
			Message: "over"})
	}
	b.NameAccount("333333333333", "bank\x1b[1m")
	b.NameAccount("444444444444", "nobody")
	return b
}

// Accounts that are called the same are told apart by their ids.
func TestNamesakes(t *testing.T) {
	t.Parallel()
	b := fleet(t)
	for _, id := range []string{"111111111111", "222222222222"} {
		b.NameAccount(id, "sandbox")
	}
	s := b.Snapshot()
	if got := s.AccountName("111111111111") + s.AccountName("222222222222"); got != "" || s.Account.Name != "sandbox" {
		t.Errorf("called %q, %q", got, s.Account.Name)
	}
	if s.AccountName("333333333333") == "" {
		t.Error("a name that is the only one of its kind is lost")
	}
}

// An account that could not be read is one line, whatever was not asked of it, and each of its calls says why.
func TestAccountGaps(t *testing.T) {
	t.Parallel()
	s := fleet(t).Snapshot()
	hold := func(t *testing.T, s *awsdata.Snapshot) {
		t.Helper()
		var got []string
		for _, g := range s.Gaps() {
			if g.Account != "111111111111" {
				got = append(got, fmt.Sprint(g.Account, " ", g.Region, " ", g.Call, " ", g.Cause, ": ", g.Message))
			}
		}
		want := []string{
			"222222222222 eu-west-1 describe-route-tables denied: of its own",
			"222222222222 eu-west-1 list-functions expired-credentials: of its own",
			"222222222222 global the rest of the account expired-credentials: over",
			"333333333333 global assume-role expired-credentials: over",
			"profile a/b global sign-in expired-credentials: over",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("gaps (-want +got):\n%s", diff)
		}
		for _, c := range []struct{ account, call, want string }{
			{"222222222222", "describe-vpcs", " false"},
			{"222222222222", "describe-subnets", "expired-credentials true"},
			{"222222222222", "describe-nat-gateways", "expired-credentials true"},
			{"222222222222", "describe-route-tables", "denied true"},
			{"333333333333", "list-functions", "expired-credentials true"},
			{"profile a/b", "describe-vpc-attribute.vpc-1.enableDnsSupport", "expired-credentials true"},
			{"111111111111", "describe-vpcs", "absent true"},
		} {
			r := s.RegionOf(c.account, "eu-west-1")
			if r == nil {
				t.Fatalf("%s has no region", c.account)
			}
			if g, is := r.Gap(c.call); fmt.Sprint(g.Cause, " ", is) != c.want {
				t.Errorf("%s of %s: %s %v, want %s", c.call, c.account, g.Cause, is, c.want)
			}
		}
		if g, is := s.AccountOf("333333333333").Gap("get-caller-identity"); !is || g.Cause != awsdata.CauseExpired {
			t.Errorf("%+v", g)
		}
		var unread []string
		for _, g := range s.Unread() {
			unread = append(unread, g.Account+" "+g.Call)
		}
		if want := []string{"333333333333 assume-role", "profile a/b sign-in"}; !slices.Equal(unread, want) {
			t.Errorf("unread %q, want %q", unread, want)
		}
		if got := s.AccountName("333333333333"); got != "bank␛[1m" {
			t.Errorf("the account is called %q", got)
		}
		if n := len(s.Pending()); n > 0 {
			t.Errorf("%d calls are pending", n)
		}
	}
	hold(t, s)
	for _, form := range []string{"copy", "copy.json"} {
		copied := filepath.Join(t.TempDir(), form)
		save(t, s, copied)
		t.Run(form, func(t *testing.T) { hold(t, load(t, copied)) })
	}
	parts, err := s.Parts()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, p := range parts {
		keys = append(keys, p.Account+" "+p.Region)
	}
	if want := []string{"111111111111 eu-west-1", "111111111111 global", "222222222222 eu-west-1",
		"222222222222 global"}; !slices.Equal(keys, want) {
		t.Errorf("parts %q, want %q", keys, want)
	}
	hidden, err := s.Anonymize()
	if err != nil {
		t.Fatal(err)
	}
	if name := hidden.Accounts[2].Name; name == "" || name == s.Accounts[2].Name || len(hidden.Unread()) != 2 {
		t.Errorf("anonymized, the account is called %q, and %+v are unread", name, hidden.Unread())
	}
}

// A snapshot of one account holds nothing of the others, and one that was handed out does not change.
func TestSnapshotOfOneAccount(t *testing.T) {
	t.Parallel()
	b := fleet(t)
	one, all := b.SnapshotOf("111111111111"), b.Snapshot()
	if len(one.Accounts) != 1 || one.AccountID != "111111111111" || len(one.Region("eu-west-1").Functions) != 1 {
		t.Errorf("%+v", one.Accounts)
	}
	again := b.Snapshot()
	if err := b.PutOf("111111111111", "eu-west-1", "list-functions", []byte(`{"Functions": []}`)); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*awsdata.Snapshot{one, all, again} {
		if n := len(s.RegionOf("111111111111", "eu-west-1").Functions); n != 1 {
			t.Errorf("%d functions", n)
		}
	}
	if n := len(b.Snapshot().RegionOf("111111111111", "eu-west-1").Functions); n != 0 {
		t.Errorf("%d functions after they went", n)
	}
}
