package collect_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/awsdata/collect/mototest"
	"github.com/vpclens/vpclens/ui/cli"
)

// TestMoto goes the whole way against an AWS that we did not write, with what collects and with the whole program: to
// start it, to fill it and to print it with the AWS CLI is most of the work, and is done once for both.
func TestMoto(t *testing.T) {
	awsreplay.WithKeys(t)
	server := mototest.Start(t)
	account := server.Seed(t)
	dump := filepath.Join(t.TempDir(), "dump")
	server.Dump(t, dump)
	t.Run("collected", func(t *testing.T) { collect.HoldMoto(t, server, account, dump) })
	t.Run("every source agrees", func(t *testing.T) { everySourceAgrees(t, server, dump) })
}

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
		f["findings"] = slices.DeleteFunc(slices.Clone(f["findings"].([]any)), func(id any) bool {
			return unknown[id.(string)]
		})
		facts.Functions = append(facts.Functions, f)
	}
	return facts
}

// everySourceAgrees holds that the same account, read live, from a directory that the AWS CLI printed, and from
// snapshots made of both, has the same functions and the same findings, apart from what an input lacks.
func everySourceAgrees(t *testing.T, server *mototest.Server, dump string) {
	regions := strings.Join(mototest.Regions(), ",")
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	run(t, nil, "snapshot", at("live.json.gz"), "--endpoint-url", server.URL, "--region", regions)
	run(t, nil, "snapshot", at("dumped"), "--from", dump)

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
			// What was printed with the AWS CLI can lack what a live collection asks for. Then a check is unknown,
			// which is no fact; but what is unknown live must not be silent here.
			for id := range live.unknown() {
				if !got.unknown()[id] {
					t.Errorf("%s is unknown live and not here", id)
				}
			}
		})
	}
}

// run runs a command that must succeed and returns its stdout.
func run(t *testing.T, env []string, args ...string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := cli.Main(t.Context(), args, env, nil, &stdout, &stderr); code != 0 {
		t.Fatalf("vpclens %s: exit code %d\n%s", strings.Join(args, " "), code, &stderr)
	}
	return stdout.Bytes()
}

func scan(t *testing.T, env []string, args ...string) scanned {
	t.Helper()
	var s scanned
	if err := json.Unmarshal(run(t, env, append([]string{"scan", "--format", "json"}, args...)...), &s); err != nil {
		t.Fatal(err)
	}
	return s
}
