package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
)

// Issues is an answer as other programs are told of it: all their forms (SARIF, JUnit, CSV, ASFF, OCSF, a comment of a
// pull request) are written from this one value.
type Issues struct {
	Version  string // of the program
	Asked    string // the command: scan, verify, diff or plan
	Accounts []string
	In       string    // the partition of AWS, "" for the usual one
	At       time.Time // of the snapshot; the time of the run, where it does not say its own

	Rules []Rule // those that were asked, also where nothing was found
	List  []Issue
	Gaps  []awsdata.Gap // calls that brought no answer
}

// Rule is what an issue is one of: a check, an assertion, a kind of change.
type Rule struct {
	ID         string
	Title      string
	Why        string
	Help       string // what to do
	Family     string
	Severity   check.Severity
	References []string
	Controls   []string // of frameworks
}

// IssueStatus is what became of an issue.
type IssueStatus string

// The statuses. What could not be judged is unknown: neither failed nor passed.
const (
	IssueFailed  IssueStatus = "fail"
	IssueUnknown IssueStatus = "unknown"
	IssueWaived  IssueStatus = "waived"
	IssuePassed  IssueStatus = "passed"
)

// Issue is one thing that was found, or that holds.
type Issue struct {
	Rule     string
	ID       string // stable between runs, and in all accounts
	Severity check.Severity
	Status   IssueStatus
	Waived   *check.Waived // the decision, of a waived one

	Account  string // its id
	Region   string
	Resource string // what it is about, "" for nothing in particular
	Name     string // of the resource
	ARN      string // of it, "" where it is not known
	Kind     string // "security group"

	Functions []string // their names
	ARNs      []string // and ARNs, where they are known

	Title    string
	Why      string
	Evidence []check.Evidence
	Missing  []string // the calls without which it is unknown
	Controls []string
	Fix      check.FixText

	Address   string // of a plan: the address of the resource in it
	Attribute string
	File      string // that it stands in: the plan or template, the assertions
	Line      int    // 0 where that is not known
}

// partition is the partition of AWS that it is all in.
func (s *Issues) partition() string { return cmp.Or(s.In, "aws") }

// rule is the rule of an issue.
func (s *Issues) rule(id string) *Rule {
	i := slices.IndexFunc(s.Rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return &Rule{ID: id, Title: id}
	}
	return &s.Rules[i]
}

// told are the issues that did not pass, in the order of the answer.
func (s *Issues) told() []*Issue {
	var out []*Issue
	for i := range s.List {
		if s.List[i].Status != IssuePassed {
			out = append(out, &s.List[i])
		}
	}
	return out
}

// count is how many issues have a status.
func (s *Issues) count(status IssueStatus) int {
	n := 0
	for i := range s.List {
		if s.List[i].Status == status {
			n++
		}
	}
	return n
}

// about is what an issue is about, as short as it can be named.
func (i *Issue) about() string { return cmp.Or(i.Address, i.Resource, strings.Join(i.Functions, ", ")) }

// fingerprint is a short text that is the same as long as the issue is.
func (i *Issue) fingerprint() string { return fingerprint(i.ID) }

func fingerprint(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// gapText is a gap in a line, without where it is.
func gapText(g awsdata.Gap) string {
	text := "not read: " + g.Call + " (" + g.Cause.Text()
	if g.Message != "" {
		text += ": " + g.Message
	}
	return text + ")"
}

// checkRules are the checks of the catalogue as rules.
func checkRules() []Rule {
	var out []Rule
	for _, c := range check.Catalogue() {
		out = append(out, Rule{ID: c.ID, Title: c.Title, Why: c.Why, Help: c.Fix, Family: string(c.Family),
			Severity: c.Severity, References: c.References, Controls: c.Compliance})
	}
	return out
}

// Issues are the findings of all accounts, worst first, and what passed: checks that found nothing in a region whose
// functions were read. What passed unseen is not said.
func (s *Scan) Issues() *Issues {
	all := s.scanned()
	out := &Issues{Version: s.Version, Asked: "scan", At: s.Now.UTC().Truncate(time.Second), Rules: checkRules(),
		In: s.Result.Snapshot.Partition, Gaps: s.Result.Snapshot.Gaps()}
	if at := s.Result.Snapshot.CapturedAt; !at.IsZero() {
		out.At = at.UTC()
	}
	of := map[string]*analysis.Result{}
	for _, r := range all.results {
		out.Accounts = append(out.Accounts, r.Snapshot.AccountID)
		of[r.Snapshot.AccountID] = r
	}
	told := map[[3]string]bool{}
	for i := range all.findings {
		f := &all.findings[i]
		r := of[cmp.Or(f.Account, s.Result.Snapshot.AccountID)]
		if r == nil {
			r = s.Result
		}
		issue := findingIssue(r, f, all.profile(f.Account))
		told[[3]string{issue.Account, f.Region, f.Check}] = true
		out.List = append(out.List, issue)
	}
	for _, r := range all.results {
		unread := r.Unread()
		for _, region := range r.Snapshot.RegionNames() {
			if slices.Contains(unread, region) {
				continue
			}
			for _, rule := range out.Rules {
				if id := r.Snapshot.AccountID; !told[[3]string{id, region, rule.ID}] {
					out.List = append(out.List, Issue{Rule: rule.ID, ID: id + "/" + region + "/" + rule.ID, Account: id,
						Region: region, Severity: rule.Severity, Status: IssuePassed, Title: rule.Title})
				}
			}
		}
	}
	return out
}

// findingIssue is a finding as an issue. profile is that of the AWS CLI which its commands name.
func findingIssue(r *analysis.Result, f *check.Finding, profile string) Issue {
	id := r.Snapshot.AccountID
	out := Issue{Rule: f.Check, ID: cmp.Or(id, unknownAccount) + "/" + f.ID, Severity: f.Severity, Waived: f.Waived,
		Status: IssueFailed, Account: id, Region: f.Region, Resource: f.Resource, Functions: f.Functions,
		Title: f.Title, Why: f.Why, Evidence: f.Evidence, Missing: f.Missing, Controls: f.Compliance,
		Fix: f.Fix.Text(profile)}
	switch {
	case f.Waived != nil:
		out.Status = IssueWaived
	case f.Known:
		out.Status, out.Waived = IssueWaived, knownBefore()
	case f.Status == check.Unknown:
		out.Status = IssueUnknown
	}
	out.in(r.Index, f.Region)
	return out
}

// knownBefore is the decision about a finding that a team knew before.
func knownBefore() *check.Waived { return &check.Waived{Reason: "known before"} }

// in looks up in a region what the issue is about.
func (i *Issue) in(x *awsdata.Index, region string) {
	if x == nil {
		return
	}
	rx := x.Region(region)
	if rx == nil {
		return
	}
	if resource, ok := rx.Lookup(i.Resource); ok {
		i.Name, i.ARN = resource.Name(), awsdata.ARNOf(resource)
		if kind, ok := awsdata.KindOf(resource); ok {
			i.Kind = kind.Name
		}
	}
	for _, name := range i.Functions {
		if fn := rx.Function(name); fn != nil && fn.UnqualifiedArn() != "" {
			i.ARNs = append(i.ARNs, fn.UnqualifiedArn())
		}
	}
}

// lines are all that is told of an issue besides its title, for places that show text as it is.
func (i *Issue) lines() []string {
	var out []string
	if i.Why != "" {
		out = append(out, i.Why)
	}
	if len(i.Functions) > 0 {
		out = append(out, "Functions: "+strings.Join(i.Functions, ", "))
	}
	for _, e := range i.Evidence {
		out = append(out, evidenceLine(e))
	}
	if i.Fix.Summary != "" {
		out = append(out, "Fix: "+i.Fix.Summary)
	}
	if i.Fix.CLI != "" {
		out = append(out, strings.TrimRight(i.Fix.CLI, "\n"))
	}
	return append(out, "id "+i.ID)
}

// evidenceLine is a line of proof as a line of text.
func evidenceLine(e check.Evidence) string {
	where := strings.TrimSpace(e.Resource + " " + e.Rule)
	if where == "" {
		return e.Says
	}
	return where + ": " + e.Says
}
