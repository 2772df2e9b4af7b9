package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// threeAccounts writes a snapshot of three accounts and returns its file.
func threeAccounts(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "org.json.gz")
	if err := awstest.Together(t, awstest.Organization()...).Save(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	return file
}

// Every command answers for all accounts, and says of each thing which account it is in.
func TestCommandsTellOfEveryAccount(t *testing.T) {
	t.Chdir(t.TempDir())
	org := threeAccounts(t)
	const assertions = "assertions:\n" +
		"- {name: production, functions: 111111111111/api, to: 10.2.1.10, port: 5432, expect: reachable}\n" +
		"- {name: all, functions: api, to: 10.2.1.10, port: 5432, expect: reachable}\n"
	write(t, "paths.yaml", assertions)
	for _, tt := range []struct {
		name string
		args []string
		code int
		want []string
	}{
		{"a path over a peering into another account",
			[]string{"trace", "111111111111/api", "--to", "10.2.1.10", "--port", "5432"}, 0,
			[]string{"REACHABLE", "account 111111111111", "rtb-db"}},
		{"a name that is in two accounts", []string{"trace", "api", "--to", "10.2.1.10", "--port", "5432"}, 0,
			[]string{"REACHABLE", "account 111111111111", "BLOCKED", "account 333333333333"}},
		{"what a name reaches", []string{"reach", "api"}, 0, []string{"account 111111111111", "account 333333333333"}},
		{"assertions", []string{"verify", "paths.yaml"}, 3, []string{"1 of 3 assertions", "account 333333333333"}},
		{"a search", []string{"find", "api"}, 0, []string{"111111111111 us-east-1", "333333333333 us-east-1"}},
		{"two accounts side by side", []string{"compare", "111111111111/api", "333333333333/api"}, 0,
			[]string{"api 111111111111", "api 333333333333"}},
		{"who uses a thing of the second account", []string{"usedby", "rtb-db"}, 0, []string{"us-east-1 222222222222"}},
		{"whom another account's thing serves", []string{"usedby", "rtb-db"}, 0,
			[]string{"2 functions would lose", "api     111111111111 us-east-1", "nightly  222222222222 us-east-1"}},
		{"the same for programs", []string{"usedby", "sg-db", "--format", "json"}, 0,
			[]string{`"account": "111111111111"`, `"compared": 3`}},
		{"findings that follow from it",
			[]string{"whatif", "action: remove, kind: route, table: rtb-app, destination: 10.2.0.0/16"}, 0,
			[]string{"Findings that appear", "10.2.0.0/16  111111111111"}},
		{"an edit in the second account",
			[]string{"whatif", "action: remove, kind: route, table: rtb-db, destination: 10.1.0.0/16"}, 0,
			[]string{"111111111111 us-east-1", "api"}},
		{"a scan", []string{"scan"}, 0, []string{"3 accounts", "ACCOUNT", "nightly"}},
		{"a gate", []string{"scan", "--fail-on", "info"}, 3, nil},
		{"a framework", []string{"scan", "--framework", "security-hub"}, 0, []string{"111111111111 us-east-1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, talk, code := command(t, "", "", append(tt.args, "--from", org)...)
			if code != tt.code {
				t.Errorf("exit %d, want %d: %s", code, tt.code, talk)
			}
			for _, want := range tt.want {
				if !strings.Contains(out+talk, want) {
					t.Errorf("%q is not said:\n%s%s", want, out, talk)
				}
			}
		})
	}
}

// A gate is not green where an account could not be read, also if its regions are unknown; and that it has no
// functions is not said of it.
func TestUnreadAccountIsNoPass(t *testing.T) {
	t.Chdir(t.TempDir())
	org := awstest.Together(t, awstest.Organization()...)
	empty := awstest.Together(t, "account 111111111111\nvpc shop 10.1.0.0/16\n")
	for _, tt := range []struct {
		name    string
		s       *awsdata.Snapshot
		regions []string
		args    []string
		code    int
		want    string
	}{
		{"a region", org, []string{"us-east-1"}, []string{"--fail-on", "high"}, 3, "functions of 555555555555 us-east-1 were"},
		{"no region", org, nil, []string{"--fail-on", "high"}, 3, "functions of 555555555555 global were not read"},
		{"no region, in a table", org, nil, nil, 0, "? 555555555555  555555555555  ?"},
		{"no region, in JSON", org, nil, []string{"--format", "json"}, 0, `"unread": [`},
		{"no functions elsewhere", empty, []string{"us-east-1"}, nil, 0, "No functions. They were not read: see the gaps."},
		{"no functions elsewhere and no region", empty, nil, nil, 0, "No functions. They were not read: see the gaps."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "s.json")
			if err := awstest.WithUnread(t, tt.s, "555555555555", tt.regions...).Save(t.Context(), file); err != nil {
				t.Fatal(err)
			}
			out, talk, code := command(t, "", "", append([]string{"scan", "--from", file}, tt.args...)...)
			if code != tt.code || !strings.Contains(out+talk, tt.want) {
				t.Errorf("exit %d, want %d and %q:\n%s%s", code, tt.code, tt.want, out, talk)
			}
		})
	}
}

// Assertions and questions about functions of an account that was not read say so, and a glob does not hold for those
// that nobody has seen.
func TestQuestionsToUnreadAccounts(t *testing.T) {
	t.Chdir(t.TempDir())
	whole := filepath.Join(t.TempDir(), "whole.json")
	lacking := filepath.Join(t.TempDir(), "lacking.json")
	org := awstest.Together(t, awstest.Organization()...)
	for file, s := range map[string]*awsdata.Snapshot{whole: org, lacking: awstest.WithUnread(t, org, "555555555555")} {
		if err := s.Save(t.Context(), file); err != nil {
			t.Fatal(err)
		}
	}
	write(t, "all.yaml", "assertions: [{name: n, functions: \"*\", to: 10.9.9.9, port: 443, expect: blocked}]\n")
	write(t, "one.yaml",
		"assertions: [{name: n, functions: \"111111111111/*\", to: 10.9.9.9, port: 443, expect: blocked}]\n")
	trace := []string{"--to", "10.9.9.9", "--port", "443"}
	for _, tt := range []struct {
		args []string
		from string
		code int
		want string
	}{
		{[]string{"verify", "all.yaml"}, whole, 0, "5 passed"},
		{[]string{"verify", "all.yaml"}, lacking, 3, "functions of 555555555555 were not read"},
		{[]string{"verify", "one.yaml"}, lacking, 0, "2 passed"},
		{append([]string{"trace", "555555555555/api"}, trace...), lacking, 1, "account 555555555555 was not read: no such role"},
		{append([]string{"trace", "555555555555/api"}, trace...), whole, 1, "account 555555555555 is not in the snapshot"},
		{append([]string{"trace", "222222222222/api"}, trace...), whole, 1, `no function "api"`},
	} {
		out, talk, code := command(t, "", "", append(tt.args, "--from", tt.from)...)
		if code != tt.code || !strings.Contains(out+talk, tt.want) {
			t.Errorf("%v: exit %d, want %d and %q:\n%s%s", tt.args, code, tt.code, tt.want, out, talk)
		}
	}
}

// Profiles of unknown accounts share a folder of the lake, and none overwrites what is told of another.
func TestUnknownAccountsOfALake(t *testing.T) {
	t.Chdir(t.TempDir())
	s := awstest.WithUnread(t, awstest.Together(t, awstest.Organization()...), "profile a/b", "us-east-1")
	file := filepath.Join(t.TempDir(), "s.json")
	if err := awstest.WithUnread(t, s, "profile c", "us-east-1").Save(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	_, talk, code := command(t, "", "", "scan", "--from", file, "--format", "ocsf", "--output", "lake")
	if code != 0 || !strings.Contains(talk, "12 files of 5 accounts") {
		t.Errorf("exit %d: %s", code, talk)
	}
	data, err := os.ReadFile(filepath.Join("lake", "vpclens_regions", "region=us-east-1", "accountId=unknown",
		"eventDay=20260102", "vpclens_regions.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"profile a/b", "profile c"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("%s is not told of", want)
		}
	}
}

// Every function, finding and cause of a scan's JSON has its account, and accounts are told apart where names and ids
// are the same.
func TestAccountsInJSON(t *testing.T) {
	t.Chdir(t.TempDir())
	out, talk, code := command(t, "", "", "scan", "--format", "json", "--from", threeAccounts(t))
	if code != 0 {
		t.Fatalf("exit %d: %s", code, talk)
	}
	type item struct {
		Account, Name string
	}
	var document struct {
		Accounts []struct {
			ID        string
			Functions int
		}
		Functions, Findings, Causes []item
	}
	if err := json.Unmarshal([]byte(out), &document); err != nil {
		t.Fatal(err)
	}
	var ids []string
	counts := map[string]int{}
	for _, a := range document.Accounts {
		ids, counts[a.ID] = append(ids, a.ID), a.Functions
	}
	if !slices.Equal(ids, []string{"111111111111", "222222222222", "333333333333"}) {
		t.Errorf("accounts %v", ids)
	}
	for _, list := range [][]item{document.Functions, document.Findings, document.Causes} {
		if len(list) == 0 {
			t.Error("a list is empty")
		}
		for _, one := range list {
			if !slices.Contains(ids, one.Account) {
				t.Errorf("no account in %+v", one)
			}
		}
	}
	for _, f := range document.Functions {
		counts[f.Account]--
	}
	for id, left := range counts {
		if left != 0 {
			t.Errorf("%d functions of %s are told wrongly", left, id)
		}
	}
}
