package cli

import (
	"bytes"
	"context"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// resolving runs a command line whose resolver knows these names and no other; asked are the names that it was asked
// for.
func resolving(t *testing.T, known map[string]string, args ...string) (code int, out string, asked []string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := newProgram(nil, nil, &stdout, &stderr)
	p.lookup = func(_ context.Context, host string) ([]netip.Addr, error) {
		asked = append(asked, host)
		if known[host] == "" {
			return nil, errors.New("no such host")
		}
		var list []netip.Addr
		for a := range strings.FieldsSeq(known[host]) {
			list = append(list, netip.MustParseAddr(a))
		}
		return list, nil
	}
	code = p.run(t.Context(), args)
	return code, stdout.String() + stderr.String(), asked
}

// A host name that the snapshot does not lead anywhere is unknown, and this machine's resolver is asked only if
// somebody says so.
func TestResolve(t *testing.T) {
	known := map[string]string{"api.example.com": "203.0.114.9",
		"two.example.com": "10.20.250.250 203.0.114.9 ::ffff:203.0.114.9"}
	for _, c := range []struct {
		to, want string
		asked    string
		resolve  bool
		code     int
	}{
		{to: "api.example.com", want: "? UNKNOWN"},
		{to: "api.example.com", want: "resolved on this machine: api.example.com is 203.0.114.9", resolve: true, asked: "api.example.com"},
		{to: "api.example.com", want: "PARTIAL: works from 2 of 3 subnets", resolve: true, asked: "api.example.com"},
		{to: "https://two.example.com/x", want: "two.example.com is 10.20.250.250, 203.0.114.9", resolve: true, asked: "two.example.com"},
		{to: "gone.example.com", want: "vpclens: resolve gone.example.com on this machine: no such host", resolve: true, asked: "gone.example.com", code: 1},
		{to: "203.0.114.9", want: "PARTIAL", resolve: true},
		{to: "sqs.us-east-1.amazonaws.com", want: "sqs", resolve: true},
		{to: "secretmanager", want: "did you mean secretsmanager?", resolve: true, code: 2},
	} {
		args := []string{"trace", "checkout-api", "--demo", "--no-color", "--to", c.to}
		if c.resolve {
			args = append(args, "--resolve")
		}
		code, out, asked := resolving(t, known, args...)
		if code != c.code || !strings.Contains(out, c.want) || strings.Join(asked, " ") != c.asked {
			t.Errorf("vpclens %s: exit code %d, asked %q; want %d, %q and %q in\n%s", strings.Join(args, " "), code,
				asked, c.code, c.asked, c.want, out)
		}
	}
}

func TestVerifyResolves(t *testing.T) {
	file := filepath.Join(t.TempDir(), "assertions.yaml")
	text := `assertions:
  - {functions: checkout-api, to: api.example.com, expect: partial}
  - {functions: checkout-api, to: "api.example.com:443", expect: partial}
  - {functions: checkout-api, to: gone.example.com, expect: blocked}
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	known := map[string]string{"api.example.com": "203.0.114.9"}
	if code, out, asked := resolving(t, known, "verify", file, "--demo"); code != 3 || asked != nil ||
		!strings.Contains(out, "0 passed, 3 failed") {
		t.Errorf("without --resolve: exit code %d, asked %q\n%s", code, asked, out)
	}
	code, out, asked := resolving(t, known, "verify", file, "--demo", "--resolve")
	if code != 3 || len(asked) != 2 || !strings.Contains(out, "2 passed, 1 failed") ||
		strings.Count(out, "resolved on this machine: api.example.com is 203.0.114.9\n") != 1 ||
		!strings.Contains(out, "resolve gone.example.com on this machine: no such host") {
		t.Errorf("exit code %d, asked %q\n%s", code, asked, out)
	}
}
