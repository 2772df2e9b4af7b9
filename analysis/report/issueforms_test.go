package report_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/waiver"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/awstest/venv"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// today is the day of the reports.
var today = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// scanOf is what a scan tells of a snapshot.
func scanOf(t *testing.T, s *awsdata.Snapshot) *report.Scan {
	t.Helper()
	decisions, err := waiver.Parse([]byte("waivers:\n- {check: path-single-az, resource: '*', "+
		"reason: it is a batch job, owner: media, expires: 2027-01-31}\n"), "waivers")
	if err != nil {
		t.Fatal(err)
	}
	r, err := analysis.Run(t.Context(), s, analysis.Options{Waivers: decisions, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	return &report.Scan{Result: r, Version: "1.2.3", Now: today}
}

const quiet = `
account 123456789012
captured 2026-11-29T10:00:00Z
region us-east-1`

const unread = `
account 123456789012
captured 2026-11-29T10:00:00Z
region us-east-1
vpc data 10.4.0.0/16
subnet data-a cidr=10.4.0.0/24
group data out tcp 443 0.0.0.0/0
function load subnets=data-a groups=data
gap describe-route-tables denied
region eu-west-1
gap list-functions denied`

// hostile are issues in which every text is what somebody could try on whoever reads a report.
func hostile(payload string) *report.Issues {
	s := &report.Issues{Version: "1", Asked: "scan", Accounts: []string{"123456789012"}, At: today}
	rule := report.Rule{ID: "path-x", Title: payload, Why: payload, Help: payload, Severity: check.High}
	issue := report.Issue{Rule: "path-x", ID: payload, Status: report.IssueFailed, Severity: check.High,
		Evidence: []check.Evidence{{}}}
	fill(reflect.ValueOf(&issue).Elem(), payload)
	issue.Rule, issue.Status, issue.Account, issue.Region = "path-x", report.IssueFailed, "123456789012", "us-east-1"
	issue.Waived, issue.Line = nil, 3
	unknown, waived := issue, issue
	unknown.Status, waived.Status, waived.Waived = report.IssueUnknown, report.IssueWaived,
		&check.Waived{Reason: payload, Owner: payload}
	unknown.ID, waived.ID = payload+"2", payload+"3"
	s.Rules, s.List = []report.Rule{rule}, []report.Issue{issue, unknown, waived}
	s.Gaps = []awsdata.Gap{{Region: "us-east-1", Call: "describe-vpcs", Cause: awsdata.CauseDenied, Message: payload}}
	return s
}

// fill puts a text into every text of a value.
func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), text)
		}
	case reflect.Slice:
		if v.Len() == 0 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		for i := range v.Len() {
			fill(v.Index(i), text)
		}
	}
}

// payloads are tried on each form.
var payloads = map[string]string{
	"formula":      `=cmd|' /C calc'!A0`,
	"formulas":     `a;=1+1,"=2",'@SUM(1)|-3` + "\t=4\r\n+5",
	"wide formula": "＝1+1",
	"elements":     `</summary></details><script>alert(1)</script><img src=x onerror=alert(1)>`,
	"CDATA":        `]]></failure><testcase/>&amp;`,
	"markdown":     "[x](https://evil.example) ![y](https://evil.example/y.png) @org/team `a` ```\n# b\n```\n\n| c |",
	"fence":        "````\n</details>\n@everyone",
	"link":         "[x](3) {0} \\",
	"control":      "a\x00\x1b[31mb\u202ec\x7f",
	"very long":    strings.Repeat("long ", 3000),
	"wide":         strings.Repeat("日本語", 900),
	"slashes":      `../../etc/passwd?a=b#c%20`,
}

// answers are what the forms are tried on.
var answers = sync.OnceValue(func() map[string]func(*testing.T) *report.Issues {
	out := map[string]func(*testing.T) *report.Issues{
		"none": func(t *testing.T) *report.Issues { return scanOf(t, awstest.Parse(t, quiet)).Issues() },
		"gaps": func(t *testing.T) *report.Issues { return scanOf(t, awstest.Parse(t, unread)).Issues() },
		"many": func(t *testing.T) *report.Issues { return scanOf(t, demoAccount(t, demo.Snapshot)).Issues() },
		"diff": diffOfDemo, "verify": verified,
	}
	for name, payload := range payloads {
		out["hostile "+name] = func(*testing.T) *report.Issues { return hostile(payload) }
	}
	return out
})

func demoAccount(t *testing.T, read func() (*awsdata.Snapshot, error)) *awsdata.Snapshot {
	t.Helper()
	s, err := read()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// diffOfDemo is what changed in the built-in account since yesterday.
func diffOfDemo(t *testing.T) *report.Issues {
	before, after := scanOf(t, demoAccount(t, demo.Yesterday)), scanOf(t, demoAccount(t, demo.Snapshot))
	c, err := diff.Everywhere(t.Context(), before.Result, after.Result)
	if err != nil {
		t.Fatal(err)
	}
	c.Missing = append(c.Missing, diff.Missing{Region: "us-east-1", Call: "describe-vpcs", Before: true})
	d := &report.Diff{Diff: &c.Diff, Changes: c, Before: "yesterday", After: "today", Version: "1.2.3", At: today,
		Of: []string{after.Result.Snapshot.AccountID}}
	return d.Issues()
}

// verified are assertions of each kind about the built-in account.
func verified(t *testing.T) *report.Issues {
	x := awsdata.NewIndex(demoAccount(t, demo.Snapshot))
	engine := reach.New(x)
	v := &report.Verification{File: "./net/assertions.yaml", Version: "1.2.3", At: today}
	for i, expect := range []reach.Verdict{reach.Reachable, reach.Blocked, reach.Partial} {
		fn := x.Region("us-east-1").Function("checkout-api")
		to, err := names.Parse(nil, "203.0.114.9")
		if err != nil {
			t.Fatal(err)
		}
		trace, err := engine.Trace("us-east-1", fn, reach.Query{To: to, Protocol: netset.TCP, Port: 443})
		if err != nil {
			t.Fatal(err)
		}
		v.Results = append(v.Results, report.AssertionResult{Name: "checkout gets out", Line: i + 2,
			Region: "us-east-1", Function: fn.FunctionName, Index: x, Question: "203.0.114.9 tcp 443", To: to,
			Expect: expect, Verdict: trace.Verdict, OK: trace.Verdict == expect, Trace: trace})
	}
	v.Results = append(v.Results, report.AssertionResult{Name: "nobody", Function: "nobody-*", Expect: reach.Blocked,
		Problem: "no function \"nobody-*\""}) // which is of no account, and told with the others
	return v.Issues()
}

// written is an answer in a form.
func written(t *testing.T, form string, s *report.Issues) string {
	t.Helper()
	for _, f := range report.IssueForms() {
		if f.Name == form {
			var b bytes.Buffer
			if err := f.Write(&b, s); err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
	}
	t.Fatalf("no form %q", form)
	return ""
}

// counted are the issues of each status.
func counted(s *report.Issues) map[report.IssueStatus]int {
	out := map[report.IssueStatus]int{}
	for i := range s.List {
		out[s.List[i].Status]++
	}
	return out
}

// The accounts of these tests have something of everything: what is not there is not tested.
func TestAnswersHaveEveryStatus(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]report.IssueStatus{
		"many":   {report.IssueFailed, report.IssueUnknown, report.IssueWaived, report.IssuePassed},
		"gaps":   {report.IssueUnknown},
		"none":   {report.IssuePassed},
		"diff":   {report.IssueFailed, report.IssueUnknown},
		"verify": {report.IssueFailed, report.IssueUnknown, report.IssuePassed},
	} {
		s := answers()[name](t)
		got := counted(s)
		for _, status := range want {
			if got[status] == 0 {
				t.Errorf("%s: nothing is %s: %v", name, status, got)
			}
		}
		if name == "none" && len(got) != 1 {
			t.Errorf("none: %v", got)
		}
		if gaps := len(s.Gaps); (gaps > 0) != (name == "gaps" || name == "many") {
			t.Errorf("%s: %d gaps", name, gaps)
		}
		ids := map[string]bool{}
		for i := range s.List {
			if id := s.List[i].ID; ids[id] {
				t.Errorf("%s: the id %s is given twice", name, id)
			} else {
				ids[id] = true
			}
		}
	}
}

// A region whose functions were not read passes nothing.
func TestNothingPassesUnseen(t *testing.T) {
	t.Parallel()
	for _, i := range answers()["gaps"](t).List {
		if i.Status == report.IssuePassed && i.Region == "eu-west-1" {
			t.Errorf("%s passes in a region that was not read", i.Rule)
		}
	}
}

func TestSARIFIsValid(t *testing.T) {
	t.Parallel()
	for name, answer := range answers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := answer(t)
			text := written(t, "sarif", s)
			r, err := sarif.FromString(text, sarif.WithStrictValidation())
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Validate(); err != nil {
				t.Fatal(err)
			}
			run := r.Runs[0]
			got, want := map[string]int{}, counted(s)
			prints := map[string]bool{}
			for _, result := range run.Results {
				what := result.Kind
				if len(result.Suppressions) > 0 {
					what = "suppressed"
				}
				got[what]++
				if rule := run.Tool.Driver.Rules[result.RuleIndex]; *rule.ID != *result.RuleID {
					t.Errorf("rule %s, and its index is of %s", *result.RuleID, *rule.ID)
				}
				at := result.Locations[0].PhysicalLocation
				if *at.ArtifactLocation.URI == "" || *at.Region.StartLine < 1 {
					t.Errorf("%s: no physical location", *result.RuleID)
				}
				prints[result.PartialFingerprints["primaryLocationLineHash"]] = true
			}
			if got["fail"] != want[report.IssueFailed] || got["open"] != want[report.IssueUnknown] ||
				got["suppressed"] != want[report.IssueWaived] || len(prints) != len(run.Results) {
				t.Errorf("%v and %d fingerprints, of %v", got, len(prints), want)
			}
			if n := len(run.Invocations[0].ToolExecutionNotifications); n != len(s.Gaps) {
				t.Errorf("%d notifications of %d gaps", n, len(s.Gaps))
			}
		})
	}
}

// seen is what a reader that others wrote saw in a report.
type seen struct {
	Fault                          string
	Tests, Failure, Error, Skipped int
	Suites                         []string
	Rows, Findings                 int
	Status                         []string
}

// others has a reader that others wrote look at every answer in a form, and holds what it saw against the answer.
func others(t *testing.T, form string, hold func(*testing.T, *report.Issues, seen)) {
	t.Helper()
	python := filepath.Join(venv.Folder(t), "bin", "python")
	of, texts := map[string]*report.Issues{}, map[string]string{}
	for name, answer := range answers() {
		of[name] = answer(t)
		texts[name] = written(t, form, of[name])
	}
	given, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), python, "testdata/forms.py", form)
	c.Stdin = bytes.NewReader(given)
	var talk bytes.Buffer
	c.Stderr = &talk
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &talk)
	}
	var saw map[string]seen
	if err := json.Unmarshal(out, &saw); err != nil {
		t.Fatal(err)
	}
	for name, s := range of {
		t.Run(name, func(t *testing.T) {
			if saw[name].Fault != "" {
				t.Fatalf("%s\n%.2000s", saw[name].Fault, texts[name])
			}
			hold(t, s, saw[name])
		})
	}
}

func TestJUnitIsRead(t *testing.T) {
	t.Parallel()
	others(t, "junit", func(t *testing.T, s *report.Issues, saw seen) {
		want := counted(s)
		if saw.Failure != want[report.IssueFailed] || saw.Skipped != want[report.IssueWaived] ||
			saw.Error != want[report.IssueUnknown]+len(s.Gaps) || saw.Tests != len(s.List)+len(s.Gaps) {
			t.Errorf("%+v of %v and %d gaps", saw, want, len(s.Gaps))
		}
	})
}

func TestCSVHasNoFormulas(t *testing.T) {
	t.Parallel()
	others(t, "csv", func(t *testing.T, s *report.Issues, saw seen) {
		if want := len(s.List) - counted(s)[report.IssuePassed] + len(s.Gaps); saw.Rows != want {
			t.Errorf("%+v, want %d rows", saw, want)
		}
	})
}

func TestASFFIsWhatSecurityHubTakes(t *testing.T) {
	t.Parallel()
	others(t, "asff", func(t *testing.T, s *report.Issues, saw seen) {
		want := len(s.List) + len(s.Gaps)
		if s.Asked == "scan" {
			want -= counted(s)[report.IssuePassed]
		}
		if saw.Findings != want {
			t.Errorf("%d findings, want %d", saw.Findings, want)
		}
	})
}

// elements are those of HTML.
var elements = regexp.MustCompile(`</?[a-zA-Z][^>]*>`)

// A comment has room for what matters most, and nothing in it is of anybody else's making.
func TestAComment(t *testing.T) {
	t.Parallel()
	for name, answer := range answers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := answer(t)
			text := written(t, "markdown", s)
			if len(text) > 65_536 {
				t.Errorf("%d bytes", len(text))
			}
			if !strings.HasPrefix(text, "## vpclens "+s.Asked+": ") {
				t.Errorf("%.200s", text)
			}
			fence, open := "", 0
			for _, line := range strings.Split(text, "\n") {
				bare := strings.TrimSpace(line)
				switch {
				case fence != "":
					if bare == fence {
						fence = ""
					}
					continue
				case strings.HasPrefix(bare, "```"):
					fence = bare
					continue
				}
				for _, element := range elements.FindAllString(line, -1) {
					switch element {
					case "<details>":
						open++
					case "</details>":
						open--
					case "<summary>", "</summary>", "<b>", "</b>":
					default:
						if !strings.HasPrefix(element, "<https://docs.aws.amazon.com/") {
							t.Errorf("an element %s in %.300s", element, line)
						}
					}
				}
				if strings.Contains(line, "://evil") || regexp.MustCompile(`@[a-z]`).MatchString(line) {
					t.Errorf("a link or a mention: %.300s", line)
				}
			}
			if fence != "" || open != 0 {
				t.Errorf("not closed: %q, %d folds", fence, open)
			}
		})
	}
}

// What has no room is counted.
func TestACommentThatIsTooLong(t *testing.T) {
	t.Parallel()
	s := hostile("x")
	for i := range 3000 {
		one := s.List[0]
		one.ID, one.Title = one.ID+strings.Repeat("y", i%7), strings.Repeat("title ", 9)
		s.List = append(s.List, one)
	}
	text := written(t, "markdown", s)
	told := strings.Count(text, "- **title")
	m := regexp.MustCompile(`and (\d+) more\n`).FindStringSubmatch(text)
	if len(text) > 65_536 || len(text) < 60_000 || m == nil {
		t.Fatalf("%d bytes, %v", len(text), m)
	}
	if !strings.Contains(text, "(3001)") || !strings.Contains(text, "There is no room for ") {
		t.Errorf("%s", text[len(text)-400:])
	}
	var left int
	if err := json.Unmarshal([]byte(m[1]), &left); err != nil || told+left+1 < 3001 {
		t.Errorf("%d told and %d left of 3001: %v", told, left, err)
	}
}

// What is verified and what changed is OCSF as well.
func TestIssuesAreOCSF(t *testing.T) {
	t.Parallel()
	python := filepath.Join(venv.Folder(t), "bin", "python")
	var text strings.Builder
	want := 0
	for name, answer := range answers() {
		s := answer(t)
		if name == "many" { // a scan has its own
			continue
		}
		want += len(s.List)
		text.WriteString(written(t, "ocsf", s))
	}
	c := exec.CommandContext(t.Context(), python, "../../ui/cli/testdata/fleet/ocsf.py")
	c.Stdin = strings.NewReader(text.String())
	out, err := c.CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != strconv.Itoa(want) {
		t.Errorf("of %d findings the models say:\n%.3000s\n%v", want, out, err)
	}
}
