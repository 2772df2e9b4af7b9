package cli_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/config/configtest"
)

// recordedAccounts are two accounts with a peering between them, and a function behind a NAT gateway.
var recordedAccounts = []string{`account 111111111111
vpc shop 10.1.0.0/16
igw shop
subnet app cidr=10.1.1.0/24 table=app
subnet public cidr=10.1.2.0/24 table=public public
table public
route public 0.0.0.0/0 igw-shop
nat a subnet=public ip=10.1.2.10 eip=203.0.113.10
table app
route app 0.0.0.0/0 nat-a
route app 10.2.0.0/16 pcx-data
peering data from=shop to=!data to-owner=222222222222 to-cidrs=10.2.0.0/16
group api
group api out tcp 5432 10.2.0.0/16
group api out tcp 443 0.0.0.0/0
group shut
group shut out tcp 443 10.1.0.0/16
function api subnets=app groups=api
function closed subnets=app groups=shut
`, `account 222222222222
vpc data 10.2.0.0/16
subnet db cidr=10.2.1.0/24 table=db
table db
peering data from=!shop to=data from-owner=111111111111 from-cidrs=10.1.0.0/16
route db 10.1.0.0/16 pcx-data
group db
group db in tcp 5432 10.1.0.0/16
eni db subnet=db ip=10.2.1.10 groups=db
function nightly subnets=db groups=db
`}

// asCollected writes the accounts as if they had been collected, without what AWS Config does not record or has none
// of.
func asCollected(t *testing.T) (path string) {
	t.Helper()
	var data bytes.Buffer
	if err := awstest.Together(t, recordedAccounts...).Encode(&data); err != nil {
		t.Fatal(err)
	}
	var snapshot map[string]any
	if err := json.Unmarshal(data.Bytes(), &snapshot); err != nil {
		t.Fatal(err)
	}
	leaveOut(snapshot)
	path = filepath.Join(t.TempDir(), "all.json")
	file, err := json.Marshal(snapshot)
	if err == nil {
		err = os.WriteFile(path, file, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// leaveOut takes out of a snapshot file, or a part of one, what AWS Config does not tell.
func leaveOut(value any) {
	recorded := []string{"list-functions", "describe-vpcs", "describe-subnets", "describe-route-tables",
		"describe-security-groups", "describe-network-acls", "describe-internet-gateways",
		"describe-egress-only-internet-gateways", "describe-nat-gateways", "describe-vpc-endpoints",
		"describe-vpc-peering-connections", "describe-network-interfaces", "get-account-authorization-details"}
	switch value := value.(type) {
	case []any:
		for _, v := range value {
			leaveOut(v)
		}
	case map[string]any:
		for name, v := range value {
			call, _, _ := strings.Cut(name, ".")
			document, _ := v.(map[string]any)
			list, isList := document[awsdata.ListMember(call)].([]any)
			switch {
			case name == "BlockPublicAccessStates", name == "capturedAt", name == "Policies",
				slices.Contains(awsdata.Documents(), call) && !slices.Contains(recorded, call),
				isList && len(list) == 0:
				delete(value, name)
			default:
				leaveOut(v)
			}
			if call == "list-functions" { // the call does not tell the state, and AWS Config does
				for _, f := range list {
					f.(map[string]any)["State"], f.(map[string]any)["LastUpdateStatus"] = "Active", "Successful"
				}
			}
		}
	}
}

// What an aggregator has is a snapshot like any other: the same facts give the same answers.
func TestAggregator(t *testing.T) {
	bucketKeys(t)
	server := configtest.Start(t, "org", configtest.Rows(t, awstest.Together(t, recordedAccounts...))...)
	server.SetPage(20)
	file := asCollected(t)
	ask := func(from string, args ...string) (string, string, int) {
		return command(t, server.URL, "", append(slices.Clone(args), "--from", from)...)
	}
	const region = "--region=eu-central-1"
	for _, tt := range []struct{ args, want string }{
		{"trace 111111111111/api --to 10.2.1.10 --port 5432", "✓ REACHABLE"},
		{"trace 111111111111/api --to 10.2.1.11 --port 5432", "? UNKNOWN"},
		{"trace 111111111111/api --to internet --port 443", "? UNKNOWN"}, // Block Public Access
		{"trace 111111111111/closed --to internet --port 443", "✗ BLOCKED"},
		{"trace 111111111111/closed --to 10.2.1.10 --port 5432", "✗ BLOCKED"},
		{"reach 111111111111/api", ""},
		{"usedby 111111111111/subnet-app", ""},
	} {
		args := strings.Fields(tt.args)
		want, wantTalk, wantCode := ask(file, args...)
		got, talk, code := ask("config:org", append(args, region)...)
		if diff := cmp.Diff(want+wantTalk, got+talk); diff != "" || code != wantCode {
			t.Errorf("%s: exit %d and %d (-story +aggregator):\n%s", tt.args, wantCode, code, diff)
		}
		if first, _, _ := strings.Cut(got, "\n"); !strings.Contains(first, tt.want) {
			t.Errorf("%s: %s, want %s", tt.args, first, tt.want)
		}
	}
	want, got := scanOf(t, ask, file), scanOf(t, ask, "config:org", region)
	if diff := cmp.Diff(want, got); diff != "" || len(want) != 3 {
		t.Errorf("functions (-story +aggregator):\n%s", diff)
	}
	out, talk, code := command(t, server.URL, "functions\naccounts\n", "--plain", "--from", "config:org", region)
	for _, name := range []string{"api", "closed", "nightly", "111111111111", "222222222222"} {
		if code != 0 || !strings.Contains(out, name) {
			t.Errorf("the explorer does not show %s: exit %d\n%s%s", name, code, out, talk)
		}
	}
	kept := filepath.Join(t.TempDir(), "kept.json")
	if _, talk, code := ask("config:org", "snapshot", kept, region); code != 0 {
		t.Fatal(talk)
	}
	if diff := cmp.Diff(got, scanOf(t, ask, kept)); diff != "" {
		t.Errorf("functions (-aggregator +kept):\n%s", diff)
	}
	// A request is sent again where a connection ended under it, which a busy machine sees now and then.
	if pages := len(server.Queries()); pages < 2*10 || pages > 2*10+4 {
		t.Errorf("%d pages were asked for", pages)
	}
}

// scanOf are the functions of a scan as JSON has them.
func scanOf(t *testing.T, ask func(string, ...string) (string, string, int), from string, more ...string) []any {
	t.Helper()
	out, talk, code := ask(from, append([]string{"scan", "--format", "json"}, more...)...)
	var scan struct{ Functions []any }
	if err := json.Unmarshal([]byte(out), &scan); err != nil || code != 0 {
		t.Fatalf("exit %d: %v %s", code, err, talk)
	}
	return scan.Functions
}

func TestMistakesWithAggregators(t *testing.T) {
	bucketKeys(t)
	server := configtest.Start(t, "org")
	server.SetFault(func(w http.ResponseWriter) bool {
		configtest.Refuse(w, http.StatusBadRequest, "AccessDeniedException", "no")
		return true
	})
	for _, tt := range []struct {
		args string
		code int
		want string
	}{
		{"scan --from config:", 2, "--from: config: names no aggregator"},
		{"scan --from config:a/b", 2, `--from: "a/b" is no name of an aggregator`},
		{"scan --from config:org --region all", 2, "--region is where the aggregator is: name one region"},
		{"scan --from config:org --region eu-west-1,eu-west-2", 2, "--region is where the aggregator is"},
		{"scan --from config:org --region eu_west", 2, `--region "eu_west": want the region where the aggregator is`},
		{"scan --from config:org --profile a,b", 2, "a bucket or an aggregator is read with one profile"},
		{"scan --from config:org --demo", 2, "--from and --demo are two sources"},
		{"scan --from config:org", 1, "the region of the aggregator org is unknown: name it with --region"},
		{"scan --from config:org --region eu-west-1", 1,
			"no permission to read the aggregator org in eu-west-1: allow config:SelectAggregateResourceConfig"},
	} {
		out, talk, code := command(t, server.URL, "", strings.Fields(tt.args)...)
		if code != tt.code || out != "" || !strings.Contains(talk, tt.want) {
			t.Errorf("%s: exit %d: %s%s\nwant %d: %s", tt.args, code, out, talk, tt.code, tt.want)
		}
	}
}
