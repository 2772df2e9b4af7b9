package ui

import (
	"context"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/uitest"
)

// several starts the explorer with three accounts; later, if it is not nil, is what reading again brings.
func several(t *testing.T, later *awsdata.Snapshot) func(*Options) {
	t.Helper()
	first := awstest.Together(t, awstest.Organization()...)
	reads := 0
	return func(o *Options) {
		o.Analyze = nil
		o.Source = Source{Name: "org", Live: true,
			Load: func(context.Context, func(Progress)) (*awsdata.Snapshot, error) {
				if reads++; reads > 1 && later != nil {
					return later, nil
				}
				return first, nil
			}}
	}
}

// TestGoldenAccounts shows the lists of several accounts, which name theirs.
func TestGoldenAccounts(t *testing.T) {
	for _, v := range []view{
		{"functions", "", nil},
		{"accounts", "accounts", nil},
		{"account", "accounts", []string{uitest.Enter}},
		{"overview", "overview", nil},
		{"findings", "findings", nil},
		{"kinds", "kinds", nil},
		{"groups", "sg", nil},
		{"function", "nightly", nil},
		{"filter", "", []string{"/", "account:3333"}},
	} {
		for _, size := range []struct {
			name string
			w, h int
		}{{"80x24", 80, 24}, {"160x50", 160, 50}} {
			t.Run(v.name+"-"+size.name, func(t *testing.T) {
				explore(t, size.w, size.h, func(o *Options) {
					several(t, nil)(o)
					o.Start = v.start
				}, func(t *testing.T, term *uitest.Term) {
					term.Keys(v.keys...)
					requireGolden(t, term)
				})
			})
		}
	}
}

// A person walks from production's function over the peering into the account of the database, and back to all.
func TestWalkThroughAccounts(t *testing.T) {
	explore(t, 130, 40, several(t, nil), func(t *testing.T, term *uitest.Term) {
		sees(t, term, "org 3 accounts", "ACCOUNT", "nightly")
		term.Keys("/", "account:1111 api", uitest.Enter, uitest.Enter)
		sees(t, term, "111111111111", "2 functions") // the account of the function
		term.Keys("t", "10.2.1.10:5432", uitest.Enter)
		sees(t, term, "connects to vpc-data", "REACHABLE")
		term.Keys(uitest.Down, uitest.Down, uitest.Down, uitest.Down, uitest.Down, uitest.Enter) // the route back
		sees(t, term, "222222222222", "10.1.0.0/16")
		term.Keys("F")
		sees(t, term, "org 3 accounts", "nightly", "worker")
		term.Keys("/", "3333 worker", uitest.Enter, "Y") // a command runs in no other account
		if got := onClipboard(t, term); !strings.Contains(got, "--profile 333333333333") {
			t.Errorf("copied %q", got)
		}
		term.Keys(uitest.Esc)
		term.Keys("A")
		sees(t, term, "111111111111", "222222222222", "333333333333")
		term.Keys("/", "2222", uitest.Enter, uitest.Enter)
		sees(t, term, "nightly", "1 function")
		seesNot(t, term, "worker")
	})
}

// What changes in one account is told as that account's, and an account that is gone as nothing that can be told.
func TestChangesOfAccounts(t *testing.T) {
	stories := awstest.Organization()
	later := awstest.Together(t, stories[0]+"function extra\n", stories[2])
	explore(t, 130, 40, several(t, later), func(t *testing.T, term *uitest.Term) {
		term.Keys("r", "D")
		sees(t, term, "111111111111 extra", "is new")
		seesNot(t, term, "333333333333 ")
		term.Keys("F")
		sees(t, term, "org 2 accounts", "extra")
	})
}

// Of an account that could not be read the lists say so, and why, also if its regions are unknown.
func TestAccountWithoutRegions(t *testing.T) {
	s := awstest.WithUnread(t, awstest.Together(t, awstest.Organization()...), "555555555555")
	explore(t, 130, 40, func(o *Options) {
		o.Analyze = nil
		o.Source = Source{Name: "org", Load: func(context.Context, func(Progress)) (*awsdata.Snapshot, error) {
			return s, nil
		}}
	}, func(t *testing.T, term *uitest.Term) {
		term.Keys("A", "/", "5555", uitest.Enter)
		sees(t, term, "555555555555          ?", "no such role")
		term.Keys(uitest.Enter)
		sees(t, term, "No functions could be read", "555555555555: no such role")
		term.Keys("o")
		sees(t, term, "no such role")
	})
}

// A person who stands in an account that is not there any more is told so, and shown nothing of another account, which
// has a function of the same name.
func TestAccountGoesAway(t *testing.T) {
	stories := awstest.Organization()
	for _, tt := range []struct {
		name  string
		later []string
		keys  []string
		told  string
	}{
		{"a function", stories[:2], []string{"/", "3333 api", uitest.Enter, uitest.Enter}, "api is not in this snapshot"},
		{"its path", stories[:2],
			[]string{"/", "3333 api", uitest.Enter, uitest.Enter, "t", "10.2.1.10:5432", uitest.Enter},
			"api is not in this snapshot"},
		{"its diagram", stories[:2], []string{"/", "3333 api", uitest.Enter, uitest.Enter, "d"}, "is not in this snapshot"},
		{"its document", stories[:2], []string{"/", "3333 api", uitest.Enter, uitest.Enter, "v"}, "is not in this snapshot"},
		{"a list", stories[:2], []string{"A", "/", "3333", uitest.Enter, uitest.Enter}, "No functions could be read"},
		{"one is left", stories[:1], []string{"/", "3333 api", uitest.Enter, uitest.Enter}, "api is not in this snapshot"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			explore(t, 130, 40, several(t, awstest.Together(t, tt.later...)), func(t *testing.T, term *uitest.Term) {
				term.Keys(tt.keys...)
				sees(t, term, "333333333333")
				term.Keys("r")
				sees(t, term, "333333333333", tt.told)
				seesNot(t, term, "shop", "pcx-data", "REACHABLE", "111111111111")
				term.Keys("F")
				sees(t, term, "shop")
			})
		})
	}
}

// What a person looks at stays in its account, and what changed is still told, where another account is the first one
// after the next read.
func TestAnotherAccountIsFirst(t *testing.T) {
	stories := awstest.Organization()
	for _, tt := range []struct {
		name        string
		first       []string
		later       *awsdata.Snapshot
		keys        []string
		sees, hides string
	}{
		{"more accounts", stories[2:], awstest.Together(t, stories...), []string{"r"}, "vpc-staging", "vpc-shop"},
		{"the first of them is another", stories,
			awstest.Together(t, stories[0]+"function extra\n", stories[1], stories[2]).As("222222222222"),
			[]string{"F", "r", "D"}, "111111111111 extra", "no earlier snapshot"},
		{"one is left", stories, awstest.Together(t, stories[2]+"function extra\n"), []string{"F", "r", "D"},
			"extra  is new", "worker"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			explore(t, 130, 40, func(o *Options) {
				several(t, tt.later)(o)
				load, first := o.Source.Load, awstest.Together(t, tt.first...)
				reads := 0
				o.Source.Load = func(ctx context.Context, tell func(Progress)) (*awsdata.Snapshot, error) {
					s, err := load(ctx, tell)
					if reads++; reads == 1 {
						s = first
					}
					return s, err
				}
			}, func(t *testing.T, term *uitest.Term) {
				term.Keys("/", "api", uitest.Enter, uitest.Enter)
				term.Keys(tt.keys...)
				sees(t, term, tt.sees)
				seesNot(t, term, tt.hides)
			})
		})
	}
}

// A part of one account serves functions of another: who uses it tells of both, and leads to each in its own account.
func TestOthersUseIt(t *testing.T) {
	explore(t, 130, 40, several(t, nil), func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "rtb-db", uitest.Enter, "U")
		sees(t, term, "222222222222", "api 111111111111", "worker 111111111111", "loses 10.2.1.10")
		term.Keys("g", uitest.Down, uitest.Enter)
		sees(t, term, "111111111111", "shop")
	})
}

// A place without an account is about all of them in a list, and about the one that the person is in elsewhere.
func TestPlacesHaveAccounts(t *testing.T) {
	result, err := analysis.Run(t.Context(), awstest.Together(t, awstest.Organization()...), analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	env := &screen.Env{Result: result}
	if n := len(env.Accounts()); n != 3 || !env.Several() {
		t.Errorf("%d accounts are looked at", n)
	}
	in := env.In("222222222222")
	if in.Several() || len(in.Accounts()) != 1 || in.AccountID() != "222222222222" || len(in.Gaps()) != 0 {
		t.Errorf("in an account: %d of them", len(in.Accounts()))
	}
	if got := in.At(screen.Place{Screen: "function", ID: "nightly"}).Account; got != "222222222222" {
		t.Errorf("the place is in account %q", got)
	}
	if in.All().FunctionCount() != env.FunctionCount() || env.In("") != env {
		t.Error("the way back to all accounts is not there")
	}
	gone := env.In("444444444444")
	if gone.AccountID() != "444444444444" || gone.FunctionCount() != 0 || len(gone.Gaps()) != 1 || gone.Several() ||
		gone.Baseline != nil || gone.Result != env.In("444444444444").Result {
		t.Errorf("an account that is not there: %+v", gone.Result.Snapshot)
	}
	if gone.All().FunctionCount() != env.FunctionCount() {
		t.Error("from an account that is not there no way leads back")
	}
}
