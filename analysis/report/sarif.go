package report

import (
	"cmp"
	"io"
	"net/url"
	"regexp"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
)

// home is where the program is described.
const home = "https://github.com/vpclens/vpclens"

// ruleNotRead is the notification of a call that brought no answer.
const ruleNotRead = "not-read"

// WriteSARIF writes issues as SARIF 2.1.0: checks as rules, what was accepted as suppressed, and what could not be read
// as notifications of the run. What could not be judged is open, which is neither failed nor passed. Source:
// docs.oasis-open.org/sarif/sarif/v2.1.0, and GitHub's "SARIF support for code scanning".
func WriteSARIF(w io.Writer, s *Issues) error {
	run := sarif.NewRunWithInformationURI("vpclens", home)
	run.Tool.Driver.WithVersion(s.Version).WithOrganization("vpclens")
	run.WithAutomationDetails(sarif.NewRunAutomationDetails().WithID("vpclens/" + s.Asked + "/"))
	index := map[string]int{}
	for i := range s.Rules {
		index[s.Rules[i].ID] = i
		run.Tool.Driver.AddRule(sarifRule(&s.Rules[i]))
	}
	run.Tool.Driver.AddNotification(sarif.NewRule(ruleNotRead).WithDescription("A call to AWS brought no answer"))
	invocation := sarif.NewInvocation().WithExecutionSuccessful(true)
	for _, g := range s.Gaps {
		invocation.AddToolExecutionNotification(sarifGap(s, g))
	}
	run.AddInvocation(invocation)
	for _, issue := range s.told() {
		r := sarifResult(issue)
		if at, ok := index[issue.Rule]; ok {
			r.WithRuleIndex(at)
		}
		run.AddResult(r)
	}
	bag := sarif.NewPropertyBag().Add("accounts", orEmpty(s.Accounts))
	if !s.At.IsZero() {
		bag.Add("capturedAt", s.At.Format("2006-01-02T15:04:05Z07:00"))
	}
	run.WithProperties(bag)
	return writeJSON(w, sarif.NewReport().AddRun(run))
}

// sarifLevel is what SARIF calls a severity.
func sarifLevel(s check.Severity) string {
	switch s {
	case check.High:
		return sarif.LevelError
	case check.Medium:
		return sarif.LevelWarning
	}
	return sarif.LevelNote
}

// securitySeverity is a severity as GitHub sorts alerts by it: 7 and more is high there, 4 and more medium.
func securitySeverity(s check.Severity) string {
	switch s {
	case check.High:
		return "8.0"
	case check.Medium:
		return "5.5"
	case check.Low:
		return "2.5"
	}
	return "1.0"
}

func sarifRule(r *Rule) *sarif.ReportingDescriptor {
	help := r.Help
	links := ""
	for _, ref := range r.References {
		help += "\n" + ref
		links += "\n- " + Markdown(ref)
	}
	help = strings.TrimSpace(help)
	out := sarif.NewRule(r.ID).WithName(r.ID).WithDescription(cmp.Or(r.Title, r.ID)).
		WithFullDescription(sarif.NewMultiformatMessageString().WithText(cmp.Or(r.Why, r.Title, r.ID))).
		WithHelp(sarif.NewMultiformatMessageString().WithText(cmp.Or(help, r.Title, r.ID)).
			WithMarkdown(strings.TrimSpace(Markdown(cmp.Or(r.Help, r.Title, r.ID)) + "\n" + links))).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(sarifLevel(r.Severity)))
	if len(r.References) > 0 {
		out.WithHelpURI(r.References[0])
	}
	bag := sarif.NewPropertyBag().Add("security-severity", securitySeverity(r.Severity)).AddTag("security").
		AddTag("aws").AddTag("lambda")
	if r.Family != "" {
		bag.AddTag(r.Family)
	}
	if len(r.Controls) > 0 {
		bag.Add("controls", r.Controls)
	}
	return out.WithProperties(bag)
}

func sarifResult(i *Issue) *sarif.Result {
	text := []string{i.Title}
	if i.Why != "" {
		text = append(text, i.Why)
	}
	if len(i.Missing) > 0 {
		text = append(text, "Not known without: "+strings.Join(i.Missing, ", "))
	}
	for _, e := range i.Evidence {
		text = append(text, evidenceLine(e))
	}
	if i.Fix.Summary != "" {
		text = append(text, "Fix: "+i.Fix.Summary)
	}
	kind, level := "fail", sarifLevel(i.Severity)
	if i.Status == IssueUnknown {
		kind, level = "open", sarif.LevelNone // as SARIF wants of everything that is no failure
	}
	out := sarif.NewRuleResult(i.Rule).WithKind(kind).WithLevel(level).
		WithMessage(sarif.NewTextMessage(sarifText(strings.Join(text, "\n")))).
		AddLocation(sarifLocation(i)).
		WithPartialFingerprints(map[string]string{
			"vpclens/v1": i.fingerprint(),
			// GitHub knows alerts by this one, which it would make of the line in the file
			"primaryLocationLineHash": i.fingerprint() + ":1",
		})
	bag := sarif.NewPropertyBag().Add("id", i.ID).Add("account", i.Account).Add("region", i.Region).
		Add("status", string(i.Status)).Add("severity", i.Severity.String()).Add("functions", orEmpty(i.Functions))
	for key, value := range map[string]string{"address": i.Address, "attribute": i.Attribute, "cli": i.Fix.CLI,
		"terraform": i.Fix.Terraform} {
		if value != "" {
			bag.Add(key, value)
		}
	}
	out.WithProperties(bag)
	if i.Status == IssueWaived {
		s := sarif.NewSuppression().WithKind("external").WithStatus("accepted")
		if i.Waived != nil {
			s.WithJustification(strings.TrimPrefix(waivedText(i.Waived), ": "))
		}
		out.WithSuppressions([]*sarif.Suppression{s})
	}
	return out
}

// In a message of SARIF a number in braces is a placeholder, and brackets before a parenthesis are a link.
var placeholder = regexp.MustCompile(`\{(\d+)\}`)

// sarifText is a text as a message.
func sarifText(text string) string {
	return placeholder.ReplaceAllString(strings.ReplaceAll(text, "](", `\](`), "{{$1}}")
}

// sarifLocation is where an issue is: the line of the file that was given, or else the resource in the account. Code
// scanning shows nothing without a file: there the path of the resource stands for one.
func sarifLocation(i *Issue) *sarif.Location {
	file, line := i.File, max(i.Line, 1)
	if file == "" {
		file = strings.Join([]string{"aws", cmp.Or(i.Account, unknownAccount), cmp.Or(i.Region, awsdata.Global),
			cmp.Or(i.about(), i.Rule)}, "/")
	}
	physical := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(fileURI(file))).
		WithRegion(sarif.NewSimpleRegion(line, line))
	name := cmp.Or(i.Address, i.Name, i.Resource, strings.Join(i.Functions, ", "), i.Rule)
	logical := sarif.NewLogicalLocation().WithName(name).
		WithFullyQualifiedName(cmp.Or(i.Address, i.ARN, i.about(), i.Rule)).WithKind("resource")
	return sarif.NewLocation().WithPhysicalLocation(physical).AddLogicalLocation(logical)
}

// fileURI is the name of a file, as people write it, as a reference of a URI.
func fileURI(name string) string {
	name = strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "./")
	return (&url.URL{Path: name}).String()
}

func sarifGap(s *Issues, g awsdata.Gap) *sarif.Notification {
	where := inAccount(g.Account, g.Region)
	return sarif.NewNotification().WithLevel(sarif.LevelWarning).
		WithDescriptor(sarif.NewReportingDescriptorReference().WithID(ruleNotRead)).
		WithMessage(sarif.NewTextMessage(sarifText(where + ": " + gapText(g)))).
		AddLocation(sarif.NewLocation().AddLogicalLocation(sarif.NewLogicalLocation().WithName(g.Call).
			WithFullyQualifiedName(where + " " + g.Call)))
}
