package collect_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
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

// A path from one account into another is judged by what both have, and a change that somebody makes in the other one
// shows. The accounts are those of an organization, in an AWS that we did not write.
func TestAccountsOfMoto(t *testing.T) {
	awsreplay.WithKeys(t)
	server := mototest.StartWithoutPolicies(t)
	o := server.SeedOrganization(t)
	const management = "123456789012"
	folder := t.TempDir()
	before, file := filepath.Join(folder, "before.json"), filepath.Join(folder, "all.json")
	read := func() {
		run(t, nil, "snapshot", file, "--endpoint-url", server.URL, "--region", mototest.Regions()[0], "--org",
			"--role-name", mototest.Reader, "--external-id", "x1")
	}
	trace := func(to string) (verdict, text string) {
		t.Helper()
		answer := run(t, nil, "trace", "asker", "--to", to, "--port", "5432", "--from", file, "--format", "json")
		var said struct{ Verdict string }
		if err := json.Unmarshal(answer, &said); err != nil {
			t.Fatal(err)
		}
		return said.Verdict, string(answer)
	}
	read()
	verdict, text := trace("10.41.1.40")
	if verdict != "reachable" || !strings.Contains(text, o.IDs["rtb/store/main"]) ||
		!strings.Contains(text, o.IDs["sg/store"]) {
		t.Errorf("the database of another account is %s:\n%s", verdict, text)
	}
	all, err := awsdata.Load(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, a := range all.Accounts {
		names = append(names, a.Name)
	}
	slices.Sort(names)
	if want := []string{"bank", "master", "shop"}; all.AccountID != management || !slices.Equal(names, want) {
		t.Errorf("%s is asked about, of accounts called %q, want %q", all.AccountID, names, want)
	}
	// Over two peerings nothing goes.
	if verdict, text = trace("10.42.1.40"); verdict != "blocked" {
		t.Errorf("the database behind two peerings is %s:\n%s", verdict, text)
	}
	if err := os.Rename(file, before); err != nil {
		t.Fatal(err)
	}
	o.LoseTheWayBack()
	read()
	if verdict, text = trace("10.41.1.40"); verdict != "blocked" {
		t.Errorf("without a way back the database is %s:\n%s", verdict, text)
	}
	onlyTheRouteChanged(t, o, run(t, nil, "diff", before, file, "--format", "json"))
	targets, err := collect.Organization(t.Context(), collect.Options{EndpointURL: server.URL}, o.Unit,
		collect.Target{RoleName: mototest.Reader})
	want := []collect.Target{{AccountID: o.Shop, Name: "shop", RoleName: mototest.Reader}}
	if diff := cmp.Diff(want, targets); diff != "" || err != nil {
		t.Errorf("%v; accounts of the unit (-want +got):\n%s", err, diff)
	}
}

// onlyTheRouteChanged holds that who reads the accounts again is told of the route that went, of the function that has
// lost the database by it, and of nothing else.
func onlyTheRouteChanged(t *testing.T, o *mototest.Organization, diff []byte) {
	t.Helper()
	var got struct {
		Functions []struct {
			Account, Name, Change                           string
			Lost                                            []struct{ CIDRs, TCP, UDP []string }
			Gained, Unclear, Cleared, Partly, Wholly, Fewer []any
		}
		Resources []struct {
			Account, Kind, ID, Change string
			Lines                     []string
		}
		Missing []any
	}
	if err := json.Unmarshal(diff, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Functions) != 1 || len(got.Resources) != 1 || len(got.Missing) > 0 {
		t.Fatalf("one route went:\n%s", diff)
	}
	f, r := got.Functions[0], got.Resources[0]
	if f.Name != "asker" || f.Change != "changed" || len(f.Lost) != 1 || f.Lost[0].CIDRs[0] != "10.41.1.40/32" ||
		!slices.Equal(f.Lost[0].TCP, []string{"5432"}) || len(f.Lost[0].UDP) > 0 ||
		len(f.Gained)+len(f.Unclear)+len(f.Cleared)+len(f.Partly)+len(f.Wholly)+len(f.Fewer) > 0 ||
		r.Account != o.Shop || r.Kind != "route table" || r.ID != o.IDs["rtb/store/main"] || r.Change != "changed" ||
		!slices.Equal(r.Lines, []string{"- Route: 10.40.0.0/16 → " + o.IDs["pcx/store"]}) {
		t.Errorf("the route to the hub went:\n%s", diff)
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
