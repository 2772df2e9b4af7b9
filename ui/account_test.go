package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/waiver"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/uitest"
)

// accepted are decisions of a team: two that hold, one that has expired.
const accepted = `
waivers:
  - {check: path-nat-broken, resource: "*", reason: replaced next week, owner: net-team, expires: 2099-01-31}
  - {check: egress-internet-all-ports, resource: sg-*, reason: reports go to partners}
  - {check: dns-off, resource: "*", reason: an experiment, owner: anna, expires: 2020-01-31}
`

// parsedWaivers are the same for all tests, so that these share what they analyze.
var parsedWaivers = sync.OnceValues(func() (*waiver.Config, error) {
	return waiver.Parse([]byte(accepted), waiver.FileName)
})

func waivers(t testing.TB) *waiver.Config {
	t.Helper()
	c, err := parsedWaivers()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// withWaivers starts the explorer with the decisions of a team.
func withWaivers(t testing.TB) func(*Options) {
	config := waivers(t)
	return func(o *Options) {
		o.Checks = analysis.Options{Waivers: config, Today: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	}
}

// waiverViews are the screens that show what the team has accepted.
func waiverViews() []view {
	return []view{
		{"overview-waivers", "", []string{"o"}},
		{"findings-waived", "", []string{"f", "/", "waived:yes", uitest.Enter}},
		{"finding-waived", "", []string{"f", "/", "waived:yes", uitest.Enter, uitest.Enter}},
	}
}

func TestGoldenWaivers(t *testing.T) {
	for _, v := range waiverViews() {
		for _, size := range sizes {
			t.Run(v.name+"-"+size.name, func(t *testing.T) {
				v.open(t, size.w, size.h, withWaivers(t), requireGolden)
			})
		}
		t.Run(v.name+"-ascii", func(t *testing.T) {
			v.open(t, 80, 24, func(o *Options) {
				withWaivers(t)(o)
				o.Theme = theme.Options{ASCII: true}
			}, func(t *testing.T, term *uitest.Term) {
				isASCII(t, term)
				requireGolden(t, term)
			}, uitest.Dark())
		})
	}
}

// accountOf is an explorer on a snapshot with the decisions of a team.
func accountOf(t testing.TB, snapshot *awsdata.Snapshot) *App {
	t.Helper()
	result := resultOf(t, snapshot,
		analysis.Options{Waivers: waivers(t), Today: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	a := New(Options{Source: from("demo", snapshot)})
	a.Update(tea.WindowSizeMsg{Width: 120, Height: 200})
	a.Update(a.loaded(resultMsg{result: result}))
	return a
}

func accountDemo(t testing.TB) *App {
	t.Helper()
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	return accountOf(t, snapshot)
}

// shownLines are the lines of the screen as text.
func shownLines(a *App) []string { return strings.Split(ansi.Strip(a.painted().Content), "\n") }

// cursorLine is the line of the row under the cursor.
func cursorLine(a *App) string {
	for _, line := range shownLines(a) {
		if strings.Contains(line, "▌") {
			return line
		}
	}
	return ""
}

// eachRow calls visit on every row that the cursor comes to.
func eachRow(t *testing.T, a *App, visit func(line string)) int {
	t.Helper()
	settle(a, a.do(screen.Top))
	for n := 1; n < 2000; n++ {
		visit(cursorLine(a))
		a.status = ""
		settle(a, a.do(screen.Down))
		if a.status != "" {
			return n
		}
	}
	t.Fatal("the rows have no end")
	return 0
}

// countOn fails unless the screen has a line with the word and then the number.
func countOn(t *testing.T, text, word string, want int) {
	t.Helper()
	found := regexp.MustCompile(regexp.QuoteMeta(word) + ` +(\d+)`).FindStringSubmatch(text)
	if found == nil || found[1] != strconv.Itoa(want) {
		t.Errorf("%s is shown as %q, it is %d", word, found, want)
	}
}

func TestTheOverviewCountsWhatThereIs(t *testing.T) {
	a := accountDemo(t)
	a.visit(screen.Place{Screen: "overview"})
	text := strings.Join(shownLines(a), "\n")
	res := a.env.Result

	facts, unknown, waived := map[check.Severity]int{}, 0, 0
	families := map[check.Family]map[string]int{}
	regions := map[string]map[string]int{}
	count := func(of map[string]int, f *check.Finding) map[string]int {
		if of == nil {
			of = map[string]int{}
		}
		switch {
		case f.Waived != nil:
		case f.Status == check.Fail:
			of[f.Severity.Letter()]++
		default:
			of["?"]++
		}
		return of
	}
	for i := range res.Findings {
		f := &res.Findings[i]
		switch {
		case f.Waived != nil:
			waived++
		case f.Status == check.Fail:
			facts[f.Severity]++
		default:
			unknown++
		}
		family := check.Find(f.Check).Family
		families[family] = count(families[family], f)
		regions[f.Region] = count(regions[f.Region], f)
	}
	if waived == 0 || unknown == 0 {
		t.Fatal("the account shows nothing waived or unknown: this test needs both")
	}
	for sev, word := range map[check.Severity]string{check.High: "high", check.Medium: "medium", check.Low: "low",
		check.Info: "info"} {
		countOn(t, text, word, facts[sev])
	}
	countOn(t, text, "not checked", unknown)
	countOn(t, text, "waived", waived)

	ways := map[string]int{}
	for _, f := range res.Functions {
		ways[map[analysis.ExitKind]string{analysis.ExitLambda: "not in a VPC", analysis.ExitOpen: "open",
			analysis.ExitRestricted: "restricted", analysis.ExitSome: "from some subnets",
			analysis.ExitBroken: "broken", analysis.ExitClosed: "closed by rules",
			analysis.ExitPrivate: "by design", analysis.ExitRouted: "routed elsewhere",
			analysis.ExitUnknown: "unknown"}[f.Exit().Kind]]++
	}
	sum := 0
	for way, n := range ways {
		if sum += n; way != "by design" && way != "unknown" { // counted in two rows, and said of findings as well
			countOn(t, text, way, n)
		}
	}
	if sum != len(res.Functions) {
		t.Errorf("%d functions have internet egress that is counted, there are %d", sum, len(res.Functions))
	}

	inRow := func(name, first string, of map[string]int) {
		t.Helper()
		want := fmt.Sprintf("%s %d %d %d %d", first, of["H"], of["M"], of["L"], of["?"])
		for line := range strings.SplitSeq(text, "\n") {
			if fields := strings.Join(strings.Fields(line), " "); strings.Contains(fields+" ", want+" ") {
				return
			}
		}
		t.Errorf("%s: no row with %q", name, want)
	}
	for family, name := range map[check.Family]string{check.Egress: "Egress", check.Placement: "Placement",
		check.Endpoints: "DNS, endpoints", check.Interface: "Interfaces", check.Identity: "Identity"} {
		inRow(name, name, families[family])
	}
	for _, r := range res.Snapshot.Regions {
		n := 0
		for _, f := range res.Functions {
			if f.Place.Region == r.RegionName {
				n++
			}
		}
		inRow(r.RegionName, fmt.Sprintf("%s %d %d", r.RegionName, n, len(r.VPCs)), regions[r.RegionName])
	}
	if !strings.Contains(text, "expired on 2020-01-31") {
		t.Error("nothing says that a waiver has expired")
	}
	for i, cause := range res.Causes()[:10] {
		if !strings.Contains(text, cause.Functions[0]) {
			t.Errorf("cause %d does not name its first function %s", i, cause.Functions[0])
		}
	}
}

// Every row leads to what it counts, and to as many as it says.
func TestEveryRowOfTheOverviewLeadsSomewhere(t *testing.T) {
	a := accountDemo(t)
	lists := regexp.MustCompile(
		`^\W*▌\s+\S?\s*(high|medium|low|info|not checked|waived|open|restricted|broken|` +
			`from some subnets|isolated by design|VPC endpoints only|closed by rules|routed elsewhere|not in a VPC) +(\d+)`)
	shown := regexp.MustCompile(`(\d+) of \d+`)
	compared := 0
	a.visit(screen.Place{Screen: "overview"})
	n := eachRow(t, a, func(line string) {
		at := a.history.At
		if ok, why := a.screen().Can(screen.Open, &a.env); !ok {
			t.Errorf("the row cannot be opened: %s:\n%s", why, line)
			return
		}
		settle(a, a.do(screen.Open))
		if a.overlay() != nil {
			a.overlays = nil
			return
		}
		if a.history.At == at {
			t.Errorf("the row leads nowhere:\n%s", line)
			return
		}
		text := strings.Join(shownLines(a), "\n")
		for _, bad := range []string{"This finding no longer exists", " matches ", "There are no"} {
			if strings.Contains(text, bad) {
				t.Errorf("the row leads to %q:\n%s", bad, line)
			}
		}
		// The way out stands at the right of the findings: the number is behind the cursor.
		if row := lists.FindStringSubmatch(line[max(strings.Index(line, "▌"), 0):]); row != nil {
			compared++
			if note := shown.FindStringSubmatch(a.screen().Note()); note == nil || note[1] != row[2] {
				t.Errorf("%s: the row says %s, the list %q", row[1], row[2], a.screen().Note())
			}
		}
		a.history.Step(-1)
	})
	if n < 40 || compared < 10 {
		t.Errorf("%d rows were walked, the numbers of %d compared", n, compared)
	}
}

func TestWaivedFindingsComeLastAndAreCalledSo(t *testing.T) {
	a := accountDemo(t)
	a.visit(screen.Place{Screen: "findings"})
	a.do(screen.NextPart) // one by one
	var waived []bool
	eachRow(t, a, func(line string) { waived = append(waived, strings.Contains(line, "waived: ")) })
	first := slices.Index(waived, true)
	if first <= 0 || slices.Contains(waived[first:], false) || len(waived) != len(a.env.Result.Findings) {
		t.Errorf("waived rows of %d, the first at %d: %v", len(waived), first, waived)
	}
	facts := 0
	for i := range a.env.Result.Findings {
		if f := &a.env.Result.Findings[i]; f.Status == check.Fail && f.Waived == nil && f.Severity == check.High {
			facts++
		}
	}
	if foot := a.totals().Plain(); !strings.HasPrefix(foot, fmt.Sprintf("%d H", facts)) {
		t.Errorf("the footer counts %q, %d are high", foot, facts)
	}
}

// A function of which everything is accepted has nothing wrong and nothing unknown.
func TestAFunctionWithOnlyWaivedFindingsIsQuiet(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	config, err := waiver.Parse([]byte("waivers:\n  - {check: \"*\", resource: \"*\", reason: a test}\n"),
		waiver.FileName)
	if err != nil {
		t.Fatal(err)
	}
	o := demoOptions(t)
	o.Source, o.Checks = from("demo", snapshot), analysis.Options{Waivers: config, Today: snapshot.CapturedAt}
	explore(t, 120, 60, func(to *Options) { *to = o }, func(t *testing.T, term *uitest.Term) {
		term.Keys("/", "report-export", uitest.Enter)
		_, y, _ := term.Find("▌")
		if row := term.Line(y); strings.Contains(row, "?") || strings.Contains(row, "internet is reachable") {
			t.Errorf("the row is not quiet: %s", row)
		}
		term.Keys("o")
		sees(t, term, "Nothing that was checked is wrong", "could not be decided")
	})
}

func TestTheLedgerShowsEveryEntry(t *testing.T) {
	a := accountDemo(t)
	settle(a, a.visit(screen.Place{Screen: "ledger"}))
	counts := map[ledger.Status]int{}
	total := 0
	for _, region := range a.env.Result.Snapshot.RegionNames() {
		for _, e := range ledger.Of(a.env.Result.Index.Region(region)).Entries {
			counts[e.Status]++
			total++
		}
	}
	for status, n := range counts {
		word := string(status)
		if status == ledger.Held {
			word = "in use"
		}
		if want := fmt.Sprintf("%d %s", n, word); !strings.Contains(a.screen().Note(), want) {
			t.Errorf("the note does not say %q: %s", want, a.screen().Note())
		}
	}
	inUse := false
	rows := eachRow(t, a, func(line string) {
		if strings.Contains(line, " in use ") {
			inUse = true
		} else if inUse {
			t.Errorf("trouble comes after what is in use:\n%s", line)
		}
		at := a.history.At
		settle(a, a.do(screen.Open))
		if a.history.At == at {
			t.Errorf("the row leads nowhere: %s:\n%s", a.status, line)
			return
		}
		if text := strings.Join(shownLines(a), "\n"); !strings.Contains(text, "Facts") &&
			!strings.Contains(text, "Internet egress") {
			t.Errorf("the row leads to no resource and no function:\n%s\n%s", line, text)
		}
		a.history.Step(-1)
	})
	if rows != total {
		t.Errorf("%d rows, %d entries", rows, total)
	}
	settle(a, a.do(screen.Faults))
	if want := fmt.Sprintf("%d of %d", total-counts[ledger.Held], total); !strings.Contains(a.screen().Note(), want) {
		t.Errorf("faults only shows %q, want %s", a.screen().Note(), want)
	}
}

func TestStoryWhoBlocksTheGroup(t *testing.T) {
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("i", "/", "sg:legacy-batch status:orphaned", uitest.Enter)
		sees(t, term, "no function or version has this subnet and these security groups", "blocks deleting "+
			"sg-legacy-batch",
			"1 of 102", "3 interfaces fewer if sg-capture and sg-refunds were one", "prod 46 of 500")
		term.Keys("y")
		sees(t, term, "copied eni-021b28baa764d94b2")
		term.Keys(uitest.Enter)
		path(t, term, "functions › interfaces › eni-021b28baa764d94b2")
		term.Keys(uitest.Esc, uitest.Esc, "z")
		sees(t, term, "only entries with something wrong")
		seesNot(t, term, "✓ in use")
	})
}

// Without versions an interface that no function names may be a version's.
func TestTheLedgerDoubtsWhatVersionsWouldTell(t *testing.T) {
	b := awsdata.NewBuilder()
	put := func(call, document string) {
		if err := b.Put("us-east-1", call, []byte(document)); err != nil {
			t.Fatal(err)
		}
	}
	put("list-functions", `{"Functions": [{"FunctionName": "orders", "State": "Active", "VpcConfig": {"VpcId": "vpc-1", "SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}}]}`)
	put("describe-subnets", `{"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "us-east-1a"}]}`)
	put("describe-network-interfaces", `{"NetworkInterfaces": [
		{"NetworkInterfaceId": "eni-1", "InterfaceType": "lambda", "VpcId": "vpc-1", "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.9", "Groups": [{"GroupId": "sg-1"}]},
		{"NetworkInterfaceId": "eni-2", "InterfaceType": "lambda", "VpcId": "vpc-1", "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.10", "Groups": [{"GroupId": "sg-2"}]}]}`)
	a := accountOf(t, b.Snapshot())
	settle(a, a.visit(screen.Place{Screen: "ledger"}))
	text := strings.Join(shownLines(a), "\n")
	for _, want := range []string{"? orphaned?", "a published version may", "read without versions", "AWS's default"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the screen:\n%s", want, text)
		}
	}
}

func TestAnAccountOfGapsSaysSo(t *testing.T) {
	empty := awsdata.NewBuilder()
	if err := empty.Put("us-east-1", "list-functions", []byte(`{"Functions": []}`)); err != nil {
		t.Fatal(err)
	}
	denied := awsdata.NewBuilder()
	for _, call := range []string{"list-functions", "describe-network-interfaces", "describe-subnets"} {
		denied.Gap(awsdata.Gap{Region: "us-east-1", Call: call, Cause: awsdata.CauseDenied, Message: "no"})
	}
	for _, account := range []struct {
		name             string
		snapshot         *awsdata.Snapshot
		overview, ledger []string
	}{
		{"no functions", empty.Snapshot(),
			[]string{"There are no functions in us-east-1", "--region", "Not read", "of 0 functions"},
			[]string{"No interface of Lambda is known", "describe-network-interfaces was not read"}},
		{"denied", denied.Snapshot(),
			[]string{"No functions could be read", "! shows everything", "no permission", "?"},
			[]string{"No interface of Lambda is known", "no permission", "r reads again"}},
		{"nothing at all", awsdata.NewBuilder().Snapshot(), []string{"the snapshot is empty"}, nil},
	} {
		a := accountOf(t, account.snapshot)
		for name, wants := range map[string][]string{"overview": account.overview, "ledger": account.ledger} {
			settle(a, a.visit(screen.Place{Screen: name}))
			text := strings.Join(shownLines(a), "\n")
			for _, want := range wants {
				if !strings.Contains(text, want) {
					t.Errorf("%s, %s: %q is not on the screen:\n%s", account.name, name, want, text)
				}
			}
			eachFit(t, a, account.name+" "+name)
			a.Update(tea.WindowSizeMsg{Width: 120, Height: 200})
		}
	}
}

func TestAccountScreensFit(t *testing.T) {
	a := accountDemo(t)
	for _, p := range []screen.Place{{Screen: "overview"}, {Screen: "ledger"}, {Screen: "ledger", Filter: "no such"},
		{Screen: "findings", Filter: "waived:yes"}} {
		cmd := a.visit(p)
		fits(t, a, p.Screen+" while it is computed", 80, 24)
		settle(a, cmd)
		eachFit(t, a, p.Screen)
		for range 12 {
			settle(a, a.do(screen.Down))
		}
		eachFit(t, a, p.Screen+", further down")
	}
	for name, payload := range payloads {
		a := analyzed(t, poisoned(t, payload))
		for i, p := range []screen.Place{{Screen: "overview"}, {Screen: "ledger"}} {
			settle(a, a.visit(p))
			for k := range 12 {
				fits(t, a, name+" "+p.Screen, fitWidths[(i+k)%len(fitWidths)], fitHeights[k%len(fitHeights)])
			}
		}
	}
}

// After another read the cursor is on the same row, and the ledger is written anew.
func TestTheLedgerSurvivesAnotherRead(t *testing.T) {
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("i", uitest.Down, uitest.Down, uitest.Down)
		_, y, _ := term.Find("▌")
		before := term.Line(y)
		term.Keys("r")
		_, y, ok := term.Find("▌")
		if !ok || term.Line(y) != before {
			t.Errorf("the cursor left\n%s\n%s", before, term.Screen())
		}
	})
}
