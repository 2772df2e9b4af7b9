package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
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

// unknown are the ids of the findings that could not be answered.
func (s scanned) unknown() map[string]bool {
	out := make(map[string]bool)
	for _, f := range s.Findings {
		if f["status"] == "unknown" {
			out[f["id"].(string)] = true
		}
	}
	return out
}

// facts is the scan without what could not be answered.
func (s scanned) facts() scanned {
	unknown := s.unknown()
	facts := scanned{AccountID: s.AccountID}
	for _, f := range s.Findings {
		if !unknown[f["id"].(string)] {
			facts.Findings = append(facts.Findings, f)
		}
	}
	for _, f := range s.Functions {
		f = maps.Clone(f)
		f["findings"] = slices.DeleteFunc(slices.Clone(f["findings"].([]any)), func(id any) bool { return unknown[id.(string)] })
		facts.Functions = append(facts.Functions, f)
	}
	return facts
}

// The same account, read live from an AWS that we did not write, from a directory that the AWS CLI printed, and from
// snapshots made of both, has the same functions and the same findings, apart
// from what an input lacks.
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
	if facts := live.facts(); len(facts.Functions) < 20 || len(facts.Findings) < 10 {
		t.Fatalf("%d functions and %d findings: this account shows nothing", len(live.Functions), len(live.Findings))
	}
	for name, from := range map[string]string{
		"a directory that the AWS CLI printed": dump,
		"a snapshot made of it":                at("dumped"),
		"a snapshot made live":                 at("live.json.gz"),
	} {
		t.Run(name, func(t *testing.T) {
			got := scan(t, nil, "--from", from)
			if diff := cmp.Diff(live.facts(), got.facts()); diff != "" {
				t.Errorf("not what the live scan says (-live +this):\n%s", diff)
			}
			// What was printed with the AWS CLI can lack what a live collection asks for. Then a check is unknown, which is
			// no fact; but what is unknown live must not be silent here.
			for id := range live.unknown() {
				if !got.unknown()[id] {
					t.Errorf("%s is unknown live and not here", id)
				}
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
	if code := cli.PatientMain(context.Background(), args, env, nil, &stdout, &stderr); code != 0 {
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
