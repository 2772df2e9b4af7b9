package oracle

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestAccounts holds the oracle itself to expectations that were not made with it: those of the accounts that verify's
// test keeps.
func TestAccounts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../../ui/cli/testdata/accounts/*/assertions.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no accounts: %v", err)
	}
	for _, file := range files {
		folder := filepath.Dir(file)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			a := readFolder(t, filepath.Join(folder, "account", "us-east-1"))
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var doc struct {
				Assertions []struct {
					Functions, To, Protocol, Expect string
					Port                            int
				}
			}
			if err := yaml.Unmarshal(text, &doc); err != nil {
				t.Fatal(err)
			}
			asked := 0
			for _, e := range doc.Assertions {
				to, err := netip.ParseAddr(e.To)
				if err != nil {
					continue // a name; the oracle knows addresses
				}
				for _, f := range a.Functions() {
					if f.FunctionName != e.Functions {
						continue
					}
					asked++
					if got := a.Judge(f, Question{to, e.Protocol, e.Port}); got.Verdict.String() != e.Expect {
						t.Errorf("%s to %s %s %d is %s, want %s", e.Functions, e.To, e.Protocol, e.Port, got.Verdict, e.Expect)
					}
				}
			}
			if asked < 100 {
				t.Errorf("only %d assertions were asked", asked)
			}
		})
	}
}

func readFolder(t *testing.T, folder string) *Account {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	documents := make(Documents)
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		documents[strings.TrimSuffix(e.Name(), ".json")] = text
	}
	a, err := Read(documents)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
