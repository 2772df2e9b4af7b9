package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/ui/cli"
)

// TestEveryDeniedCallIsTold denies each call of the table in turn, those that most accounts can do without among them:
// a scan says what was not read, to programs of AWS itself, and to people of a snapshot of it.
func TestEveryDeniedCallIsTold(t *testing.T) {
	awsreplay.WithKeys(t)
	t.Setenv("AWS_MAX_ATTEMPTS", "1")
	files := awsreplay.Files(t, "../../awsdata/collect/testdata/account.txtar")
	run := func(args ...string) (stdout, stderr string) {
		var out, talk bytes.Buffer
		cli.Main(context.Background(), args, os.Environ(), strings.NewReader(""), &out, &talk)
		return out.String(), talk.String()
	}
	for i, call := range collect.Calls() {
		t.Run(call.Name, func(t *testing.T) {
			server := awsreplay.New(t, files, 0)
			_, operation, _ := strings.Cut(call.Actions[0], ":")
			server.Fault(operation, awsreplay.Denied())
			live := []string{"--endpoint-url", server.URL, "--region", "eu-west-1"}
			from := live
			switch call.Name {
			case "describe-regions": // without it nothing is asked, and nobody needs it who names the regions
				out, talk := run("scan", "--endpoint-url", server.URL, "--region", "all")
				if out != "" || !strings.Contains(talk, "list the account's regions: no permission") {
					t.Errorf("told is %q, %q", out, talk)
				}
				return
			case "list-functions": // without it there is no snapshot
			case "get-role", "get-role-policy", "list-attached-role-policies", "list-role-policies",
				"get-policy-version":
				server.Fault("GetAccountAuthorizationDetails", awsreplay.Denied()) // they are asked in its place
				fallthrough
			default:
				saved := filepath.Join(t.TempDir(), []string{"folder", "file.json"}[i%2])
				run(append([]string{"snapshot", saved}, live...)...)
				from = []string{"--from", saved}
			}
			table, talk := run(append([]string{"scan", "--format", "table"}, from...)...)
			if _, gaps, _ := strings.Cut(table, "Not read"); !strings.Contains(gaps, call.Name) {
				t.Errorf("%s: people are told %q, %q", from, gaps, talk)
			}
			var answer struct{ Gaps []awsdata.Gap }
			text, _ := run(append([]string{"scan", "--format", "json"}, live...)...)
			if err := json.Unmarshal([]byte(text), &answer); err != nil {
				t.Errorf("%v in %s", err, text)
			}
			named := func(g awsdata.Gap) bool {
				return g.Cause == awsdata.CauseDenied && strings.Contains(g.Call+" "+g.Message, call.Name)
			}
			if !slices.ContainsFunc(answer.Gaps, named) {
				t.Errorf("programs are told %v", answer.Gaps)
			}
			if server.Count(operation) == 0 {
				t.Errorf("%s was not asked", operation)
			}
		})
	}
}
