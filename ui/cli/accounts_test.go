package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/cli"
)

// TestAccounts verifies the assertions of every account: those kept here, and those of the folder that VPCLENS_ACCOUNTS
// names (by default ../shared/accounts beside the repository). What each account says was computed by another program.
func TestAccounts(t *testing.T) {
	// The test cache does not look at files outside the module. `make test` puts their checksum here, and reading it
	// makes the cache depend on it.
	_ = os.Getenv("VPCLENS_ACCOUNTS_SUM")
	folder := os.Getenv("VPCLENS_ACCOUNTS")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "accounts")
	}
	t.Run("kept", func(t *testing.T) { verifyAccounts(t, filepath.Join("testdata", "accounts"), nil) })
	t.Run("shared", func(t *testing.T) {
		if _, err := os.Stat(folder); err != nil {
			t.Skipf("LEFT OUT: the accounts of %s, because it is not there; VPCLENS_ACCOUNTS names another folder",
				folder)
		}
		verifyAccounts(t, folder, superseded)
	})
}

// superseded are assertions of the shared accounts that the amended law contradicts, by account.
var superseded = map[string]string{
	// It asks for the IPv6 address of another function's interface, and Lambda's interfaces take no connections.
	"random-104": "q50",
}

func verifyAccounts(t *testing.T, folder string, superseded map[string]string) {
	files, err := filepath.Glob(filepath.Join(folder, "*", "assertions.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no */assertions.yaml in %s", folder)
	}
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			args := []string{"verify", "--from", filepath.Join(filepath.Dir(file), "account"), file}
			code := cli.Main(context.Background(), args, nil, nil, &stdout, &stderr)
			if name := superseded[filepath.Base(filepath.Dir(file))]; name != "" {
				if code != 3 || !strings.Contains(stdout.String(), " passed, 1 failed\n") ||
					!strings.Contains(stdout.String(), "✗ "+name+"\n") {
					t.Errorf("vpclens %s: exit code %d, want %s to fail and nothing else\n%s%s",
						strings.Join(args, " "), code, name, &stdout, &stderr)
				}
				return
			}
			if code != 0 || !strings.Contains(stdout.String(), " passed\n") {
				t.Errorf("vpclens %s: exit code %d\n%s%s", strings.Join(args, " "), code, &stdout, &stderr)
			}
		})
	}
}

// An assertion that is turned around must fail: otherwise the test above could not.
func TestAccountsCanFail(t *testing.T) {
	account := filepath.Join("testdata", "accounts", "random-101")
	data, err := os.ReadFile(filepath.Join(account, "assertions.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	turned := strings.Replace(string(data), "expect: blocked", "expect: reachable", 1)
	file := filepath.Join(t.TempDir(), "turned.yaml")
	if err := os.WriteFile(file, []byte(turned), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	code := cli.Main(context.Background(), []string{"verify", "--from", filepath.Join(account, "account"), file}, nil,
		nil, &stdout, &stderr)
	if code != 3 || !strings.Contains(stdout.String(), "149 passed, 1 failed\n") ||
		!strings.Contains(stdout.String(), "want reachable, got blocked") {
		t.Errorf("exit code %d, want 3 and one failure:\n%s%s", code, &stdout, &stderr)
	}
}
