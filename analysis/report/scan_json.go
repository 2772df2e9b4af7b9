package report

import (
	"io"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// ScanSchema names the form of the JSON that a scan writes.
const ScanSchema = "vpclens.scan/v1"

type scanDocument struct {
	Schema     string            `json:"schema"`
	AccountID  string            `json:"accountId"`          // that is asked about
	Accounts   []accountDocument `json:"accounts,omitempty"` // all of them, where there are several
	CapturedAt *string           `json:"capturedAt"`         // null where the source does not say
	Functions  []scanFunction    `json:"functions"`
	Causes     []causeDocument   `json:"causes"` // what to mend, in the order in which to do it
	Findings   []findingDocument `json:"findings"`
	Controls   []controlDocument `json:"controls,omitempty"` // of the framework that was asked for
	Gaps       []awsdata.Gap     `json:"gaps"`
}

// accountDocument is one of several accounts.
type accountDocument struct {
	ID        string   `json:"id"`
	Name      string   `json:"name,omitempty"`
	Regions   []string `json:"regions"`
	Functions int      `json:"functions"`
	Unread    []string `json:"unread,omitempty"` // regions whose functions were not read
}

func (s *scanned) accountDocuments() []accountDocument {
	if !s.several() {
		return nil
	}
	var out []accountDocument
	for _, r := range s.results {
		id := r.Snapshot.AccountID
		out = append(out, accountDocument{ID: id, Name: r.Snapshot.Account.Name,
			Regions: orEmpty(r.Snapshot.RegionNames()), Functions: len(r.Functions), Unread: r.Unread()})
	}
	return out
}

type scanFunction struct {
	Account        string            `json:"account,omitempty"` // where there are several
	Name           string            `json:"name"`
	ARN            string            `json:"arn"`
	Region         string            `json:"region"`
	VPCID          string            `json:"vpcId"` // "" when not attached
	Subnets        []string          `json:"subnets"`
	SecurityGroups []string          `json:"securityGroups"`
	Internet       reach.Posture     `json:"internet"`
	Placement      reach.Class       `json:"placement"`
	Findings       []string          `json:"findings"` // ids
	Tags           map[string]string `json:"tags"`     // null where they are not known
}

func writeScanJSON(w io.Writer, s *Scan) error {
	all, r := s.scanned(), s.Result
	document := scanDocument{
		Schema:     ScanSchema,
		AccountID:  r.Snapshot.AccountID,
		Accounts:   all.accountDocuments(),
		CapturedAt: timestamp(r.Snapshot.CapturedAt),
		Functions:  make([]scanFunction, 0, len(all.functions)),
		Causes:     causeDocuments(all.causes),
		Findings:   make([]findingDocument, 0, len(all.findings)),
		Controls:   controlDocuments(all, s.Framework),
		Gaps:       orEmpty(r.Snapshot.Gaps()),
	}
	for _, f := range all.functions {
		document.Functions = append(document.Functions, scanFunctionOf(f))
	}
	for i := range all.findings {
		f := &all.findings[i]
		document.Findings = append(document.Findings, findingOf(f, s.profileOf(f.Account)))
	}
	return writeJSON(w, document)
}

// profileOf is the profile that commands for an account name.
func (s *Scan) profileOf(account string) string {
	if account == "" {
		return s.Look.Profile
	}
	return s.Result.Snapshot.CommandProfile(account, s.Look.Together)
}

// causeDocument is one thing to mend for programs: the same ones in the same order as in the text and the explorer.
type causeDocument struct {
	Account   string         `json:"account,omitempty"` // where there are several
	Region    string         `json:"region"`
	Resources []string       `json:"resources"` // what to mend, or the calls that were not read
	Status    check.Status   `json:"status"`
	Impact    check.Impact   `json:"impact"`
	Severity  check.Severity `json:"severity"`
	Title     string         `json:"title"`
	Functions []string       `json:"functions"`
	Checks    []string       `json:"checks"`
	Root      string         `json:"root"`     // id of the finding that says best what to mend
	Findings  []string       `json:"findings"` // ids
}

func causeDocuments(causes []analysis.Cause) []causeDocument {
	out := make([]causeDocument, 0, len(causes))
	for i := range causes {
		c := &causes[i]
		one := causeDocument{Account: c.Account, Region: c.Region, Resources: c.Resources(), Status: c.Status,
			Impact:   c.Impact,
			Severity: c.Severity, Title: c.Title, Functions: orEmpty(c.Functions), Checks: c.Checks(), Root: c.Root.ID}
		for _, f := range c.Findings {
			one.Findings = append(one.Findings, f.ID)
		}
		out = append(out, one)
	}
	return out
}

// findingDocument is a finding for programs: its fix is text that can be pasted.
type findingDocument struct {
	check.Finding
	Fix check.FixText `json:"fix"`
}

// findingOf is a finding without lists that are nil.
func findingOf(f *check.Finding, profile string) findingDocument {
	out := findingDocument{*f, f.Fix.Text(profile)}
	out.Functions, out.Evidence, out.References = orEmpty(f.Functions), orEmpty(f.Evidence), orEmpty(f.References)
	return out
}

// WriteFinding writes one finding, as it is in the document of a scan. profile is the one that its commands name.
func WriteFinding(w io.Writer, f *check.Finding, profile string) error {
	return writeJSON(w, findingOf(f, profile))
}

func scanFunctionOf(f *analysis.Function) scanFunction {
	out := scanFunction{
		Account: f.Account, Name: f.FunctionName, ARN: f.FunctionArn, Region: f.Region, VPCID: f.VPCID,
		Subnets:        make([]string, 0, len(f.Subnets)),
		SecurityGroups: orEmpty(f.Groups),
		Internet:       f.Internet.Posture,
		Placement:      f.Class,
		Findings:       make([]string, 0, len(f.Findings)),
		Tags:           tagMap(f.Tags, f.TagsKnown),
	}
	for i := range f.Subnets {
		if id := f.Subnets[i].ID; id != "" {
			out.Subnets = append(out.Subnets, id)
		}
	}
	for _, finding := range f.Findings {
		out.Findings = append(out.Findings, finding.ID)
	}
	return out
}

// tagMap are tags for programs: nil, which is null, where they are not known.
func tagMap(tags awsdata.Tags, known bool) map[string]string {
	if !known {
		return nil
	}
	return tags.Map()
}

// timestamp is a time in RFC 3339, nil for the zero time.
func timestamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := t.UTC().Format(time.RFC3339)
	return &text
}
