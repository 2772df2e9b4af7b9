package cli_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/ui/cli"
)

// scan --fast makes no call about a single function, and what depends on these is unknown, with a gap for each.
func TestFast(t *testing.T) {
	awsreplay.WithKeys(t)
	server := awsreplay.New(t, awsreplay.Files(t, "../../awsdata/collect/testdata/account.txtar"), 0)
	var stdout, stderr bytes.Buffer
	args := []string{"scan", "--region", "eu-west-1", "--endpoint-url", server.URL, "--format", "json"}
	if code := cli.Main(t.Context(), append(args, "--fast"), nil, nil, &stdout, &stderr); code != 0 {
		t.Fatalf("exit code %d: %s", code, &stderr)
	}
	for _, operation := range []string{"GetFunction", "GetPolicy", "ListFunctionUrlConfigs"} {
		if n := server.Count(operation); n > 0 {
			t.Errorf("%s was asked %d times", operation, n)
		}
	}
	for _, call := range []string{"get-function", "get-policy", "list-function-url-configs"} {
		if !strings.Contains(stdout.String(), `"call": "`+call+`"`) {
			t.Errorf("no gap for %s", call)
		}
	}
	if !strings.Contains(stdout.String(), "left out, to save time") ||
		!strings.Contains(stdout.String(), `"status": "unknown"`) {
		t.Error("it is not said what was left out")
	}
	stderr.Reset()
	if code := cli.Main(t.Context(), []string{"scan", "--demo", "--fast"}, nil, nil, &stdout, &stderr); code != 2 ||
		!strings.Contains(stderr.String(), "--fast") {
		t.Errorf("exit code %d for a file: %s", code, &stderr)
	}
}
