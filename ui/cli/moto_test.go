package cli_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/mototest"
)

// managementOfMoto is the account that moto has of itself.
const managementOfMoto = "123456789012"

// What a bucket and a lake say of accounts is what a scan says of them without either. The accounts, the bucket and
// DuckDB are of others.
func TestAccountsOfMotoInABucket(t *testing.T) {
	bucketKeys(t)
	lake := newLake(t)
	moto := mototest.StartWithoutPolicies(t)
	o := moto.SeedOrganization(t)
	moto.Put(t, "fleet", nil)
	t.Run("two accounts", func(t *testing.T) { twoAccountsInABucket(t, moto.URL, o.Shop) })
	t.Run("questions in SQL", func(t *testing.T) { questionsToMoto(t, moto.URL, o, lake) })
}

// motoCommand runs a command that must succeed against moto and returns what it printed and said.
func motoCommand(t *testing.T, url string, args ...string) (out, talk string) {
	t.Helper()
	out, talk, code := command(t, url, "", args...)
	if code != 0 {
		t.Fatalf("vpclens %s: exit %d: %s", strings.Join(args, " "), code, talk)
	}
	return out, talk
}

// everything is a scan as JSON, without its time.
func everything(t *testing.T, url string, args ...string) map[string]any {
	t.Helper()
	text, _ := motoCommand(t, url, append([]string{"scan", "--format", "json"}, args...)...)
	var scan map[string]any
	if err := json.Unmarshal([]byte(text), &scan); err != nil {
		t.Fatal(err)
	}
	delete(scan, "capturedAt")
	return scan
}

// twoAccountsInABucket has each of two accounts put its own objects into a bucket, and one who reads both put them.
func twoAccountsInABucket(t *testing.T, url, shop string) {
	reader := func(accounts string, args ...string) []string {
		return append(args, "--accounts", accounts, "--role-name", mototest.Reader, "--region", mototest.Regions()[0])
	}
	ids := []string{managementOfMoto, shop} // moto makes the second up, and a bucket has them in order
	slices.Sort(ids)
	both := strings.Join(ids, ",")
	want := everything(t, url, reader(both)...)
	if f, found := want["functions"].([]any), want["findings"].([]any); len(f) != 1 || len(found) < 4 {
		t.Fatalf("%d functions and %d findings: these accounts show nothing", len(f), len(found))
	}
	for _, account := range strings.Split(both, ",") {
		_, talk := motoCommand(t, url, reader(account, "snapshot", "--to", "s3://fleet/each")...)
		if want := "vpclens: wrote s3://fleet/each (2 objects): "; !strings.HasPrefix(talk, want) {
			t.Errorf("%q, want %q", talk, want)
		}
	}
	motoCommand(t, url, reader(both, "snapshot", "--to", "s3://fleet/both")...)
	motoCommand(t, url, reader(both, "snapshot", "both.json")...)
	for _, from := range []string{"s3://fleet/each", "s3://fleet/both"} {
		if diff := gocmp.Diff(want, everything(t, url, "--from", from)); diff != "" {
			t.Errorf("%s (-live +bucket):\n%s", from, diff)
		}
		for to, verdict := range map[string]string{"10.41.1.40": "REACHABLE", "10.42.1.40": "BLOCKED"} {
			question := []string{"trace", "asker", "--to", to, "--port", "5432", "--from"}
			file, _ := motoCommand(t, "", append(question, "both.json")...)
			kept, _ := motoCommand(t, url, append(question, from)...)
			first, _, _ := strings.Cut(kept, "\n")
			if diff := gocmp.Diff(file, kept); diff != "" || !strings.Contains(first, verdict) {
				t.Errorf("%s from %s: %s, want %s (-file +bucket):\n%s", to, from, first, verdict, diff)
			}
		}
	}
}

// questionsToMoto asks DuckDB about a lake of the three accounts on two days. On the second one a subnet is public.
func questionsToMoto(t *testing.T, url string, o *mototest.Organization, lake *lake) {
	var by [][]scanned
	for day, date := range days {
		if day == 1 {
			o.MakeHubPublic()
		}
		motoCommand(t, url, "snapshot", "now.json", "--org", "--role-name", mototest.Reader, "--region",
			mototest.Regions()[0])
		all := loadedAsOf(t, "now.json", date)
		by = append(by, scanEach(t, all))
		motoCommand(t, url, "snapshot", "--from", "now.json", "--to", "s3://fleet/org")
		_, talk := motoCommand(t, url, "scan", "--from", "s3://fleet/org", "--format", "ocsf", "--output", "lake",
			"--config", "waivers.yaml")
		if want := "vpclens: wrote lake: 9 files of 3 accounts\n"; talk != want {
			t.Errorf("%q, want %q", talk, want)
		}
	}
	want := answersOfScan(by[0], by[1])
	for _, title := range []string{"What to fix first", "How many functions reach the internet, by account",
		"Which functions sit in public subnets", "Which checks fail most", "What was accepted, by whom and until when",
		"What could not be checked, and for want of what"} {
		if len(want[title]) == 0 {
			t.Errorf("%q: the accounts have nothing to ask it about", title)
		}
	}
	lake.ask(t, want)
}

// loadedAsOf is the snapshot in a file, which is written again as one of that day.
func loadedAsOf(t *testing.T, file, date string) *awsdata.Snapshot {
	t.Helper()
	var packed map[string]any
	if err := json.Unmarshal([]byte(readText(t, file)), &packed); err != nil {
		t.Fatal(err)
	}
	if packed["capturedAt"] == nil {
		t.Fatal("the snapshot has no time")
	}
	packed["capturedAt"] = date + "T03:00:00Z"
	data, err := json.Marshal(packed)
	if err == nil {
		err = os.WriteFile(file, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	all, err := awsdata.Load(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(all.Accounts); n != 3 {
		t.Fatalf("%d accounts, want three", n)
	}
	return all
}
