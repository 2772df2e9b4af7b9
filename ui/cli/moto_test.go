package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata/collect/mototest"
	"github.com/vpclens/vpclens/ui/cli"
)

// scanned is what a scan says that must not depend on where the account came from.
type scanned struct {
	AccountID string
	Functions []map[string]any
	Findings  []map[string]any
}

// The same account, read live from an AWS that we did not write, from a directory that the AWS CLI printed, and from
// snapshots made of both, has the same functions and the same findings.
func TestMotoEverySourceAgrees(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(name, value)
	}
	server := mototest.Start(t)
	server.Seed(t)
	folder := t.TempDir()
	dump := filepath.Join(folder, "dump")
	server.Dump(t, dump)
	regions := strings.Join(mototest.Regions(), ",")
	at := func(name string) string { return filepath.Join(folder, name) }

	fine(t, nil, "snapshot", at("live.json.gz"), "--endpoint-url", server.URL, "--region", regions)
	fine(t, nil, "snapshot", at("dumped"), "--from", dump)

	live := scan(t, []string{"AWS_ENDPOINT_URL=" + server.URL}, "--region", regions)
	if len(live.Functions) < 20 || len(live.Findings) == 0 {
		t.Fatalf("%d functions and %d findings: this account shows nothing", len(live.Functions), len(live.Findings))
	}
	for name, from := range map[string]string{
		"a directory that the AWS CLI printed": dump,
		"a snapshot made of it":                at("dumped"),
		"a snapshot made live":                 at("live.json.gz"),
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(live, scan(t, nil, "--from", from)); diff != "" {
				t.Errorf("not what the live scan says (-live +this):\n%s", diff)
			}
		})
	}
}

// A region, an endpoint and a profile that do not exist are found before anything is asked.
func TestLiveMistakes(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "testing")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "testing")
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"scan", "--region", "useast1"}, `unknown region "useast1": did you mean us-east-1?`},
		{[]string{"scan", "--region", "us-east-1", "--endpoint-url", "127.0.0.1:1"}, `endpoint "127.0.0.1:1" is not a URL`},
		{[]string{"scan", "--profile", "nobody", "--region", "us-east-1"}, `no AWS profile "nobody"`},
	} {
		var stdout, stderr bytes.Buffer
		code := cli.Main(context.Background(), c.args, nil, nil, &stdout, &stderr)
		if code != 1 || stdout.Len() > 0 || !strings.HasPrefix(stderr.String(), "vpclens: "+c.want) || strings.Count(stderr.String(), "\n") != 1 {
			t.Errorf("vpclens %s: exit code %d\n%s%s", strings.Join(c.args, " "), code, &stdout, &stderr)
		}
	}
}

// fine runs a command that must succeed and returns its stdout.
func fine(t *testing.T, env []string, args ...string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := cli.Main(context.Background(), args, env, nil, &stdout, &stderr); code != 0 {
		t.Fatalf("vpclens %s: exit code %d\n%s", strings.Join(args, " "), code, &stderr)
	}
	return stdout.Bytes()
}

func scan(t *testing.T, env []string, args ...string) scanned {
	t.Helper()
	var s scanned
	if err := json.Unmarshal(fine(t, env, append([]string{"scan", "--format", "json"}, args...)...), &s); err != nil {
		t.Fatal(err)
	}
	return s
}
