package law

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestAmended holds the slow evaluator to expectations that were not made with it: those of the accounts under the
// amended law.
func TestAmended(t *testing.T) {
	t.Parallel()
	holdAll(t, "VPCLENS_AMENDED", "../../../../shared/accounts-amended")
}

// TestAccounts does so with those that held before the amendments, and still do.
func TestAccounts(t *testing.T) {
	t.Parallel()
	holdAll(t, "VPCLENS_ACCOUNTS", "../../../../shared/accounts")
}

// against are expectations that the law contradicts, and what it says.
var against = map[string]string{
	"random-104 q50": "blocked", // the IPv6 address is that of a function's interface, which takes no connections
}

// holdAll asks the assertions of all accounts of a folder: that which the variable names, else the one that is usual.
func holdAll(t *testing.T, variable, usual string) {
	t.Helper()
	from := os.Getenv(variable)
	if from == "" {
		from = usual
	}
	files, err := filepath.Glob(filepath.Join(from, "*", "assertions.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("no accounts in " + from + ": set " + variable + " to their folder")
	}
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			t.Parallel()
			w := readFolder(t, filepath.Join(filepath.Dir(file), "account"))
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var doc struct {
				Assertions []struct {
					Name, Functions, To, Protocol, Expect string
					Port                                  int
				}
			}
			if err := yaml.Unmarshal(text, &doc); err != nil {
				t.Fatal(err)
			}
			asked := 0
			for _, e := range doc.Assertions {
				for _, f := range w.Functions() {
					if f.FunctionName != e.Functions {
						continue
					}
					asked++
					got, err := w.Ask(f, Question{e.To, e.Protocol, e.Port})
					if instead := against[filepath.Base(filepath.Dir(file))+" "+e.Name]; instead != "" {
						e.Expect = instead
					}
					if err != nil || got.Verdict.String() != e.Expect {
						t.Errorf("%s: %s to %s %s %d is %s (%v), want %s\n%s", e.Name, e.Functions, e.To, e.Protocol,
							e.Port, got.Verdict, err, e.Expect, told(got))
					}
				}
			}
			if asked < 100 {
				t.Errorf("only %d assertions were asked", asked)
			}
		})
	}
}

// told is an answer as a person reads it: what does not let through, and that each of the hops once.
func told(a Answer) string {
	var out strings.Builder
	for id, list := range a.Hops {
		v := a.Verdict
		if id != "" {
			v = a.Subnets[id]
		}
		fmt.Fprintf(&out, "      %s %s:", id, v)
		seen := make(map[Hop]bool)
		for _, h := range list {
			if !seen[h] && (h.Verdict != Reachable || len(list) < 12) {
				fmt.Fprintf(&out, " %s=%s", h.Component, h.Verdict)
			}
			seen[h] = true
		}
		out.WriteByte('\n')
	}
	return out.String()
}

func readFolder(t testing.TB, folder string) *World {
	t.Helper()
	places, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	accounts := make(Accounts)
	for _, place := range places {
		files, err := os.ReadDir(filepath.Join(folder, place.Name()))
		if err != nil {
			t.Fatal(err)
		}
		documents := make(Documents)
		for _, e := range files {
			text, err := os.ReadFile(filepath.Join(folder, place.Name(), e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			documents[strings.TrimSuffix(e.Name(), ".json")] = text
		}
		accounts[Place{accountOf(t, folder), place.Name()}] = documents
	}
	w, err := Read(accounts)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// accountOf is the account whose documents a folder has.
func accountOf(t testing.TB, folder string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "global", "get-caller-identity.json"))
	if errors.Is(err, os.ErrNotExist) {
		return "123456789012"
	}
	var doc struct{ Account string }
	if err != nil || json.Unmarshal(text, &doc) != nil {
		t.Fatal(err)
	}
	return doc.Account
}

// TestCases asks the accounts of the cases: those that people brought.
func TestCases(t *testing.T) {
	t.Parallel()
	from := os.Getenv("VPCLENS_CASES")
	if from == "" {
		from = "../../../../shared/cases"
	}
	files, err := filepath.Glob(filepath.Join(from, "*", "expect.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("no cases in " + from + ": set VPCLENS_CASES to their folder")
	}
	for _, file := range files {
		folder := filepath.Join(filepath.Dir(file), "account")
		if _, err := os.Stat(folder); err != nil {
			continue
		}
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var doc struct {
				Assertions []struct {
					Function, To, Protocol string
					Port                   int
					Expect                 any
				}
			}
			if err := json.Unmarshal(text, &doc); err != nil {
				t.Fatal(err)
			}
			if len(doc.Assertions) == 0 {
				return
			}
			w := readFolder(t, folder)
			for _, e := range doc.Assertions {
				var want []string
				switch x := e.Expect.(type) {
				case string:
					want = append(want, x)
				case []any:
					for _, v := range x {
						want = append(want, v.(string))
					}
				}
				port, protocol := e.Port, e.Protocol
				if port == 0 {
					port = 443
				}
				if protocol == "" {
					protocol = "tcp"
				}
				for _, f := range w.Functions() {
					if f.FunctionName != e.Function {
						continue
					}
					got, err := w.Ask(f, Question{e.To, protocol, port})
					verdict := got.Verdict.String()
					if err != nil {
						verdict = "refused"
					}
					if !slices.Contains(want, verdict) {
						t.Errorf("%s to %s %s %d is %s, want %s\n%s", e.Function, e.To, protocol, port, verdict, want,
							told(got))
					}
				}
			}
		})
	}
}
