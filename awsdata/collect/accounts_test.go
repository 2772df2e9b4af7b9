package collect

import (
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// fleetOf are accounts that are all like that of testdata/account.txtar, but for their ids: 111111111111,
// 222222222222 and so on. Who has keys is of the first.
func fleetOf(t *testing.T, n int) (*awsreplay.Fleet, []string) {
	t.Helper()
	awsreplay.WithKeys(t)
	accounts := make(map[string]fs.FS)
	var ids []string
	for i := range n {
		id := strings.Repeat(fmt.Sprint(i+1), 12)
		if i >= 9 {
			id = fmt.Sprintf("%012d", i+1)
		}
		ids = append(ids, id)
		files := fstest.MapFS{}
		for name, f := range accountFiles(t) {
			files[name] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(f.Data), "123456789012", id))}
		}
		accounts[id] = files
	}
	return awsreplay.NewFleet(t, ids[0], accounts), ids
}

// quickFleet is quick for several accounts.
func quickFleet(f *awsreplay.Fleet) Options { return quick(&awsreplay.Server{URL: f.URL}) }

// roles are targets in accounts, but for the first, which is read with the credentials that there are.
func roles(ids []string) []Target {
	out := []Target{{AccountID: ids[0], Name: "management"}}
	for i, id := range ids[1:] {
		out = append(out, Target{AccountID: id, RoleName: "reader", Name: fmt.Sprint("team ", i+1)})
	}
	return out
}

// fleetGaps are the gaps of a snapshot of several accounts.
func fleetGaps(s *awsdata.Snapshot) []string {
	var out []string
	for _, g := range s.Gaps() {
		out = append(out, fmt.Sprint(g.Account, " ", g.Region, " ", g.Call, " ", g.Cause, ": ", g.Message))
	}
	return out
}

// Several accounts are read as each would be alone, and nothing is asked twice.
func TestAccountsAreReadAsOne(t *testing.T) {
	f, ids := fleetOf(t, 12)
	o := quickFleet(f)
	var mu sync.Mutex
	events := map[string]int{}
	var last Event
	o.Progress = func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		if e.Phase == Done || e.Phase == Failed {
			events[e.Account]++
		}
		last = e
	}
	s, err := CollectAccounts(t.Context(), o, roles(ids))
	if err != nil {
		t.Fatal(err)
	}
	if got := fleetGaps(s); len(got) > 0 {
		t.Errorf("gaps %q", got)
	}
	if s.AccountID != ids[0] || len(s.Accounts) != 12 || len(s.Regions) != 24 || len(s.Pending()) > 0 {
		t.Errorf("%s is asked about, of %d accounts with %d regions", s.AccountID, len(s.Accounts), len(s.Regions))
	}
	if a, b := s.AccountName(ids[0]), s.AccountName(ids[11]); a != "management" || b != "team 11" {
		t.Errorf("the accounts are called %q and %q", a, b)
	}
	awsreplay.WithKeys(t)
	alone := mustCollect(t, quick(awsreplay.New(t, accountFiles(t), 0)))
	for _, id := range ids {
		part, err := s.As(id).Parts()
		if err != nil || len(part) != 36 {
			t.Fatalf("%d parts, %v", len(part), err)
		}
		one, want := onlyAccount(t, s, id), strings.ReplaceAll(encoded(t, alone), "123456789012", id)
		if diff := cmp.Diff(want, one); diff != "" {
			t.Fatalf("account %s (-alone +among others):\n%s", id, diff)
		}
	}
	calls := len(f.Accounts[ids[1]].Requests())
	for i, id := range ids {
		got, want := len(f.Accounts[id].Requests()), calls
		if i == 0 {
			want-- // no role
		}
		if got != want {
			t.Errorf("%d calls to %s, want %d", got, id, want)
		}
	}
	if f.Count("AssumeRole") != 11 || f.Count("GetCallerIdentity") != 12 {
		t.Errorf("%d roles assumed, %d times asked who that is", f.Count("AssumeRole"), f.Count("GetCallerIdentity"))
	}
	if last.CallsDone != last.CallsTotal || last.AccountsTotal != 12 || last.AccountsDone != 12 || len(events) != 12 {
		t.Errorf("the last event: %+v, accounts with events: %v", last, slices.Sorted(maps.Keys(events)))
	}
}

// onlyAccount is the snapshot file of one account of several.
func onlyAccount(t *testing.T, s *awsdata.Snapshot, id string) string {
	t.Helper()
	one := *s.As(id)
	one.Accounts, one.Regions = one.Accounts[:1], one.MainRegions()
	a := *one.Accounts[0]
	a.Name = ""
	one.Account, one.Accounts = &a, []*awsdata.Account{&a}
	return encoded(t, &one)
}

// One account denies the role, one answers until its credentials expire, one says nothing at all, one answers only STS,
// one denies every call: each is one gap with its cause, and the others are read. Time is virtual: nobody waits longer
// than a call may take, or an account.
func TestAccountsThatFail(t *testing.T) {
	f, ids := fleetOf(t, 7)
	deny, expire, mute, half, all, slow := ids[1], ids[2], ids[3], ids[4], ids[5], ids[6]
	f.Accounts[deny].Fault("AssumeRole", awsreplay.Error(http.StatusForbidden, "AccessDenied",
		"User: arn:aws:sts::"+ids[0]+":assumed-role/x/y is not authorized to perform: sts:AssumeRole"))
	f.Accounts[expire].Fault("DescribeSubnets",
		awsreplay.Error(http.StatusBadRequest, "RequestExpired", "Request has expired."))
	for _, r := range table() {
		if r.name != callerIdentity {
			f.Accounts[all].Fault(r.operation, awsreplay.Denied())
		}
	}
	for _, partial := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			o := quickFleet(f)
			o.Timeout, o.CallTimeout, o.Attempts, o.Regions = 5*time.Minute, time.Minute, 2, []string{"eu-west-1"}
			o.Transport = f.Transport(func(account string, q awsreplay.Request) time.Duration {
				functions := q.Operation == "ListFunctions"
				switch {
				case account == mute, account == half && q.Service != "sts":
					return time.Hour
				case account == slow && q.Service != "sts" && !functions:
					return 55 * time.Second // not too slow for a call, but for all that wait for each other
				case account == slow && functions, account == expire && q.Operation == "DescribeSubnets":
					return 20 * time.Second
				}
				return 80 * time.Millisecond
			})
			pending := 0
			if partial {
				o.Partial = func(s *awsdata.Snapshot) {
					if s.AccountID != ids[0] {
						t.Errorf("%s is asked about", s.AccountID)
					}
					for _, g := range s.Pending() {
						if g.Account == mute && g.Call == "describe-subnets" {
							pending++
						}
					}
				}
			}
			began := time.Now()
			s, err := CollectAccounts(t.Context(), o, roles(ids))
			if err != nil {
				t.Fatal(err)
			}
			if took := time.Since(began); took > o.Timeout+time.Second {
				t.Errorf("it took %v", took)
			}
			if partial && pending == 0 {
				t.Error("no snapshot said that an account was still being read")
			}
			want := []string{
				deny + " global assume-role denied: AWS does not let the credentials assume the role arn:aws:iam::" +
					deny + ":role/reader, or there is none of that name: its trust policy has to name whom " +
					"`aws sts get-caller-identity` shows, and the external id if it wants one (--external-id)",
				expire + " global the rest of the account expired-credentials: the AWS credentials have expired: " +
					"set new AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or run `aws sso login " +
					"--profile PROFILE` and use --profile PROFILE",
				mute + " global assume-role unreachable: the role arn:aws:iam::" + mute + ":role/reader could not be " +
					"assumed (no answer within 1m): check the network, and AWS_ENDPOINT_URL_STS if it is set",
				half + " global the account unreachable: no answer within 1m",
				all + " global the account denied: AccessDeniedException: User is not authorized to perform this action",
			}
			got := fleetGaps(s)
			rest := slices.DeleteFunc(slices.Clone(got), func(g string) bool { return strings.HasPrefix(g, slow) })
			if diff := cmp.Diff(want, rest); diff != "" {
				t.Errorf("gaps (-want +got):\n%s", diff)
			}
			if want := slow + " global the rest of the account canceled: the time limit was reached (5m): --timeout " +
				"gives each account more"; !slices.Contains(got, want) {
				t.Errorf("gaps of %s: %q", slow, got[len(rest):])
			}
			for account, want := range map[string]awsdata.Cause{ids[0]: "", deny: awsdata.CauseDenied,
				expire: awsdata.CauseExpired, mute: awsdata.CauseUnreachable, half: awsdata.CauseUnreachable,
				all: awsdata.CauseDenied} {
				if g, _ := s.RegionOf(account, "eu-west-1").Gap("describe-subnets"); g.Cause != want {
					t.Errorf("the subnets of %s: %q, want %q", account, g.Cause, want)
				}
			}
			if n := len(s.RegionOf(expire, "eu-west-1").Functions); n == 0 {
				t.Error("what had come before the credentials expired is gone")
			}
			var unread []string
			for _, g := range s.Unread() {
				unread = append(unread, g.Account)
			}
			if want := []string{deny, mute, half, all}; !slices.Equal(unread, want) {
				t.Errorf("unread %q, want %q", unread, want)
			}
		})
	}
}
