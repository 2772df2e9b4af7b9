package cli_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/awstest/venv"
	"github.com/vpclens/vpclens/awsdata/bucket/buckettest"
)

// fleet are three accounts on two days that are six days apart: what is new on the second is in the lines of "later".
// An account without such lines did not collect itself on the second day.
var fleet = []struct {
	id, story, later string
}{
	{"111111111111", `
vpc shop 10.1.0.0/16
igw shop
subnet pub-a cidr=10.1.0.0/24 table=pub free=200
subnet app-a cidr=10.1.1.0/24 table=app free=9
subnet app-b cidr=10.1.2.0/24 table=app zone=b free=120
table pub
route pub 0.0.0.0/0 igw-shop
table app
group app out tcp 443 0.0.0.0/0
function checkout subnets=app-a,app-b groups=app
function cart subnets=app-a groups=app
function outside`, `
nat a subnet=pub-a eip=203.0.113.10
route app 0.0.0.0/0 nat-a
function brand-new subnets=app-b groups=app`},
	{"222222222222", `
vpc web 10.2.0.0/16
igw web
subnet web-a cidr=10.2.0.0/24 table=web free=100 public
table web
route web 0.0.0.0/0 igw-web
group web out all 0.0.0.0/0
function hook subnets=web-a groups=web
region eu-west-1
vpc jobs 10.3.0.0/16
subnet jobs-a cidr=10.3.0.0/28 free=2
group jobs out tcp 443 0.0.0.0/0
function nightly subnets=jobs-a groups=jobs`, `
function nightly-2 subnets=jobs-a groups=jobs`},
	{"333333333333", `
vpc data 10.4.0.0/16
subnet data-a cidr=10.4.0.0/24 free=90
group data out tcp 443 0.0.0.0/0
function load subnets=data-a groups=data
gap describe-route-tables denied
region eu-west-1
vpc far 10.5.0.0/16
gap list-functions denied`, ``},
}

// silentAccount has one day only, so that nothing can be told to be new there.
const silentAccount = "333333333333"

// days are the days of the fleet's snapshots.
var days = []string{"2026-11-02", "2026-11-08"}

// fleetInBucket has each account write its own snapshot of a day to a bucket.
func fleetInBucket(t *testing.T, s3 *buckettest.Server, day int) {
	t.Helper()
	for _, a := range fleet {
		story := fmt.Sprintf("account %s\ncaptured %sT03:00:00Z\nregion us-east-1\n%s", a.id, days[day], a.story)
		if day == 1 && a.later == "" {
			continue
		}
		if day == 1 {
			story += a.later
		}
		file := filepath.Join(t.TempDir(), "account.json.gz")
		if err := awstest.Parse(t, story).Save(t.Context(), file); err != nil {
			t.Fatal(err)
		}
		if _, talk, code := command(t, s3.URL, "", "snapshot", "--from", file, "--to", "s3://fleet/org"); code != 0 {
			t.Fatalf("exit %d: %s", code, talk)
		}
	}
}

// scanned is what `scan --format json` says of one account of the fleet.
type scanned struct {
	account   string
	Functions []struct {
		Account, Name, ARN, Region, Internet, Placement string
		Findings                                        []string
	}
	Findings []struct {
		ID, Account, Check, Severity, Region, Resource, Cause string
		Status                                                check.Status
		Functions, Missing                                    []string
		Waived                                                *check.Waived
	}
	Gaps     []awsdata.Gap
	snapshot *awsdata.Snapshot
}

// scanFleet scans each account of the bucket by itself, as the one that is asked about.
func scanFleet(t *testing.T, s3 *buckettest.Server) []scanned {
	t.Helper()
	g := awsdata.NewGathering()
	for _, k := range s3.Keys("fleet") {
		if account, region, ok := awsdata.ParsePartKey(strings.TrimPrefix(k, "org/")); ok {
			if err := g.Add(t.Context(), account, region, k, s3.Get("fleet", k)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return scanEach(t, g.Snapshot())
}

// scanEach scans each account of a snapshot by itself, as the one that is asked about.
func scanEach(t *testing.T, all *awsdata.Snapshot) []scanned {
	t.Helper()
	dir := t.TempDir()
	var out []scanned
	for _, a := range all.Accounts {
		one := scanned{account: a.AccountID, snapshot: all.As(a.AccountID)}
		file := filepath.Join(dir, a.AccountID+".json.gz")
		if err := one.snapshot.Save(t.Context(), file); err != nil {
			t.Fatal(err)
		}
		text, talk, code := command(t, "", "", "scan", "--from", file, "--format", "json", "--config", "waivers.yaml")
		if code != 0 {
			t.Fatalf("exit %d: %s", code, talk)
		}
		if err := json.Unmarshal([]byte(text), &one); err != nil {
			t.Fatal(err)
		}
		one.keep()
		out = append(out, one)
	}
	return out
}

// keep drops what is said of other accounts.
func (s *scanned) keep() {
	all := *s
	s.Functions, s.Findings, s.Gaps = nil, nil, nil
	for _, f := range all.Functions {
		if f.Account == s.account {
			s.Functions = append(s.Functions, f)
		}
	}
	for _, f := range all.Findings {
		if f.Account == s.account {
			s.Findings = append(s.Findings, f)
		}
	}
	for _, g := range all.Gaps {
		if g.Account == s.account {
			s.Gaps = append(s.Gaps, g)
		}
	}
}

// lakeOf scans the whole fleet into a lake.
func lakeOf(t *testing.T, s3 *buckettest.Server, day int, lake string) {
	t.Helper()
	_, talk, code := command(t, s3.URL, "", "scan", "--from", "s3://fleet/org", "--format", "ocsf", "--output", lake,
		"--config", "waivers.yaml")
	want := fmt.Sprintf("vpclens: wrote %s: 15 files of 3 accounts\n", lake)
	if day > 0 {
		want = "vpclens: s3://fleet/org: the oldest part is of 2026-11-02 (333333333333 eu-west-1), the newest of " +
			"2026-11-08 (111111111111 us-east-1)\n" + want
	}
	if code != 0 || talk != want {
		t.Fatalf("exit %d: %q, want %q", code, talk, want)
	}
}

// The answers of DuckDB to every question of docs/fleet.md are those of scan.
func TestQuestionsToTheFleet(t *testing.T) {
	bucketKeys(t)
	lake := newLake(t)
	s3 := buckettest.Start(t, "fleet")
	var by [][]scanned
	for day := range days {
		fleetInBucket(t, s3, day)
		by = append(by, scanFleet(t, s3))
		lakeOf(t, s3, day, "lake")
		lakeOf(t, s3, day, "s3://fleet/lake")
	}
	sameInTheBucket(t, s3)
	want := answersOfScan(by[0], by[1])
	for title, rows := range want {
		if len(rows) == 0 {
			t.Errorf("%q: the accounts have nothing to ask it about", title)
		}
	}
	lake.ask(t, want)
}

// sameInTheBucket wants the lake of the folder to be in the bucket, and of each day.
func sameInTheBucket(t *testing.T, s3 *buckettest.Server) {
	t.Helper()
	n := 0
	err := filepath.WalkDir("lake", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		n++
		data, err := os.ReadFile(file)
		if !bytes.Equal(data, s3.Get("fleet", filepath.ToSlash(file))) {
			t.Errorf("%s is another one in the bucket", file)
		}
		return err
	})
	if err != nil || n != 15+9 {
		t.Errorf("%d files in the lake, want 24: %v", n, err)
	}
	part := "lake/vpclens_findings/region=eu-west-1/accountId=222222222222/eventDay=20261108/vpclens_findings.parquet"
	if _, err := os.Stat(part); err != nil {
		t.Error(err)
	}
}

// answersOfScan are the answers to the questions as scan gives them, of each account by itself.
func answersOfScan(before, today []scanned) map[string][]string {
	out := make(map[string][]string)
	row := func(question string, columns map[string]any) { out[question] = append(out[question], line(columns)) }
	type key struct{ a, b, c string }
	counted := make(map[string]map[key]map[string]int) // by question and row, sets of things
	count := func(question string, k key, set, element string, value int) {
		if counted[question] == nil {
			counted[question] = make(map[key]map[string]int)
		}
		if counted[question][k] == nil {
			counted[question][k] = make(map[string]int)
		}
		m := counted[question][k]
		m[set+"\x00"+element] = max(m[set+"\x00"+element], value)
	}
	size := func(m map[string]int, set string) (n, most int) {
		for k, v := range m {
			if strings.HasPrefix(k, set+"\x00") {
				n, most = n+1, max(most, v)
			}
		}
		return n, most
	}
	const (
		causes, gained, addresses = "What to fix first", "Who gained the internet this week", "Where addresses run out"
		reach, public, checks     = "How many functions reach the internet, by account",
			"Which functions sit in public subnets", "Which checks fail most"
		fresh, waived, unchecked = "What is new this week, and bad", "What was accepted, by whom and until when",
			"What could not be checked, and for want of what"
		silent = "Who has not told for two days, or could not read its functions"
	)
	for i, now := range today {
		posture, old := map[string]string{}, map[string]bool{}
		for _, f := range before[i].Functions {
			posture[f.ARN] = f.Internet
		}
		for _, f := range before[i].Findings {
			old[f.ID] = f.Status == check.Fail
		}
		for _, f := range now.Functions {
			count(reach, key{now.account, f.Internet, ""}, "functions", f.ARN, 1)
			was := cmp.Or(posture[f.ARN], "new")
			if now.account != silentAccount && (f.Internet == "open" || f.Internet == "restricted") &&
				(was == "new" || was == "none" || was == "unknown") {
				row(gained, map[string]any{"accountid": now.account, "region": f.Region, "name": f.Name,
					"before": was, "today": f.Internet})
			}
			if f.Placement == "public" {
				row(public, map[string]any{"accountid": now.account, "region": f.Region, "name": f.Name,
					"placement": f.Placement})
			}
			fn := awsdata.NewIndex(now.snapshot).Region(f.Region).Function(f.Name)
			scarce, free := "", 0
			if fn.VpcConfig != nil {
				for _, id := range fn.VpcConfig.SubnetIds {
					n := *awsdata.NewIndex(now.snapshot).Region(f.Region).Subnet(id).AvailableIpAddressCount
					if scarce == "" || n < free {
						scarce, free = id, n
					}
				}
			}
			if scarce != "" && free < 16 {
				count(addresses, key{now.account, f.Region, scarce}, "functions", f.ARN, free)
			}
		}
		for _, f := range now.Findings {
			level, _ := check.ParseSeverity(f.Severity)
			uid := now.account + "/" + f.ID
			switch {
			case f.Waived != nil:
				row(waived, map[string]any{"accountid": now.account, "region": f.Region, "control": f.Check,
					"resource": f.Resource, "owner": f.Waived.Owner, "until": f.Waived.Expires,
					"reason": f.Waived.Reason})
			case f.Status == check.Unknown:
				for _, call := range f.Missing {
					count(unchecked, key{call, "", ""}, "accounts", now.account, 1)
					count(unchecked, key{call, "", ""}, "findings", uid, 1)
				}
			default:
				cause := key{now.account, f.Region, f.Cause}
				count(causes, cause, "findings", uid, int(level))
				for _, name := range f.Functions {
					count(causes, cause, "functions", name, 1)
				}
				count(checks, key{f.Check, "", ""}, "accounts", now.account, 1)
				count(checks, key{f.Check, "", ""}, "findings", uid, int(level))
				if level >= check.Medium && !old[f.ID] && now.account != silentAccount {
					row(fresh, map[string]any{"accountid": now.account, "region": f.Region, "uid": uid,
						"severity_id": int(level)})
				}
			}
		}
		for _, r := range now.snapshot.MainRegions() {
			day := now.snapshot.CapturedAtOf(r).Format("20060102")
			unread := slices.ContainsFunc(now.Gaps, func(g awsdata.Gap) bool {
				return g.Call == "list-functions" && g.Region == r.RegionName &&
					cmp.Or(g.Account, now.account) == now.account
			})
			if unread || day != "20261108" {
				row(silent, map[string]any{"accountid": now.account, "region": r.RegionName, "eventday": day,
					"functions_read": !unread})
			}
		}
	}
	for question, rows := range counted {
		for k, sets := range rows {
			functions, free := size(sets, "functions")
			findings, severity := size(sets, "findings")
			accounts, _ := size(sets, "accounts")
			switch question {
			case causes:
				row(question, map[string]any{"accountid": k.a, "region": k.b, "cause": k.c, "severity_id": severity,
					"findings": findings, "functions": functions})
			case addresses:
				row(question, map[string]any{"accountid": k.a, "region": k.b, "scarcest_subnet": k.c,
					"free_addresses": free, "functions": functions})
			case reach:
				row(question, map[string]any{"accountid": k.a, "internet": k.b, "functions": functions})
			case checks:
				row(question,
					map[string]any{"control": k.a, "severity_id": severity, "accounts": accounts, "findings": findings})
			case unchecked:
				row(question, map[string]any{"call": k.a, "accounts": accounts, "findings": findings})
			}
		}
	}
	for question := range out {
		slices.Sort(out[question])
	}
	return out
}

// A scan tells of every account, or of the one that is asked for.
func TestOneAccountOfTheFleet(t *testing.T) {
	bucketKeys(t)
	t.Chdir(t.TempDir())
	s3 := buckettest.Start(t, "fleet")
	fleetInBucket(t, s3, 0)
	for _, tt := range []struct {
		from string
		want []string
		not  string
	}{
		{"s3://fleet/org/", []string{"3 accounts", "checkout", "nightly", "ACCOUNT"}, "account 1"},
		{"s3://fleet/org/accounts/222222222222", []string{"account 222222222222", "nightly"}, "checkout"},
	} {
		out, talk, code := command(t, s3.URL, "", "scan", "--from", tt.from)
		if code != 0 || talk != "" || strings.Contains(out, tt.not) {
			t.Errorf("exit %d: %q\n%s", code, talk, out)
		}
		for _, want := range tt.want {
			if !strings.Contains(out, want) {
				t.Errorf("scan of %s does not say %q:\n%s", tt.from, want, out)
			}
		}
	}
}

// A gate over the fleet fails for any of its accounts.
func TestAGateOverTheFleet(t *testing.T) {
	bucketKeys(t)
	t.Chdir(t.TempDir())
	s3 := buckettest.Start(t, "fleet")
	fleetInBucket(t, s3, 0)
	_, talk, code := command(t, s3.URL, "", "scan", "--from", "s3://fleet/org", "--format", "ocsf", "--fail-on", "high")
	if code != 3 || !strings.Contains(talk, "the functions of 333333333333 eu-west-1 were not read") ||
		!strings.HasPrefix(talk, "vpclens: 2 findings at or above high, ") {
		t.Errorf("exit %d: %s", code, talk)
	}
}

// Every finding is one of OCSF, waived ones and questions too.
func TestFindingsAreOCSF(t *testing.T) {
	python := filepath.Join(venv.Folder(t), "bin", "python")
	script, err := filepath.Abs("testdata/fleet/ocsf.py")
	if err != nil {
		t.Fatal(err)
	}
	bucketKeys(t)
	t.Chdir(t.TempDir())
	write(t, "waivers.yaml", "waivers:\n- {check: path-public-subnet, resource: '*', reason: it only listens, owner: web team, expires: 2027-01-31}\n")
	s3 := buckettest.Start(t, "fleet")
	fleetInBucket(t, s3, 0)
	for _, from := range [][]string{{"--demo"}, {"--from", "s3://fleet/org"}} {
		text, talk, code := command(t, s3.URL, "",
			append([]string{"scan", "--format", "ocsf", "--config", "waivers.yaml"}, from...)...)
		if code != 0 {
			t.Fatalf("exit %d: %s", code, talk)
		}
		lines := strings.Count(text, "\n")
		for _, want := range []string{`"status":"Suppressed"`, `"status":"New"`, `"status_code":"unknown"`,
			`"status_code":"fail"`} {
			if from[0] == "--from" && !strings.Contains(text, want) {
				t.Errorf("no finding with %s", want)
			}
		}
		c := exec.CommandContext(t.Context(), python, script)
		c.Stdin = strings.NewReader(text)
		out, err := c.CombinedOutput()
		if err != nil || strings.TrimSpace(string(out)) != fmt.Sprint(lines) || lines < 10 {
			t.Errorf("of %d findings the models say:\n%s\n%v", lines, out, err)
		}
	}
}
