package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// WriteOCSF writes issues as OCSF's Compliance Findings, a line of JSON each, of what passed too. A scan writes its
// own, which are rows of a lake.
func WriteOCSF(w io.Writer, s *Issues) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range s.List {
		if err := e.Encode(s.ocsf(&s.List[i])); err != nil {
			return fmt.Errorf("write JSON: %w", err)
		}
	}
	return nil
}

// ocsf is an issue as a Compliance Finding.
func (s *Issues) ocsf(i *Issue) *ocsfFinding {
	rule := s.rule(i.Rule)
	at := s.At.UTC().Truncate(time.Second)
	account := cmp.Or(i.Account, unknownAccount)
	out := &ocsfFinding{
		ActivityID: 1, ActivityName: "Create", CategoryUID: 2, CategoryName: "Findings",
		ClassUID: 2003, ClassName: "Compliance Finding", TypeUID: 200301, TypeName: "Compliance Finding: Create",
		Time: at.UnixMilli(), TimeDT: at,
		SeverityID: int32(i.Severity), Severity: ocsfSeverity(i.Severity),
		StatusID: 1, Status: "New", StatusCode: string(i.Status), Message: i.Title,
		Metadata: ocsfMetadata{Version: ocsfVersion, Profiles: []string{"cloud", "datetime"},
			Product: ocsfProduct{Name: "vpclens", VendorName: "vpclens", Version: s.Version}},
		Cloud: ocsfCloud{Provider: "AWS", Region: i.Region,
			Account: ocsfAccount{UID: account, Name: account, TypeID: 10, Type: "AWS Account"}},
		FindingInfo: ocsfFindingInfo{UID: s.Asked + "/" + i.ID, Title: i.Title, Desc: cmp.Or(i.Why, rule.Why, i.Title),
			CreatedTime: at.UnixMilli(), Types: []string{cmp.Or(rule.Family, s.Asked)},
			Analytic: ocsfAnalytic{UID: i.Rule, Name: cmp.Or(rule.Title, i.Rule), TypeID: 1, Type: "Rule"}},
		Compliance: ocsfCompliance{Control: i.Rule, StatusID: 3, Status: "Fail", Standards: standards(i.Controls),
			Requirements: orEmpty(i.Controls)},
		Remediation: ocsfRemediation{Desc: cmp.Or(i.Fix.Summary, rule.Help, i.Title),
			References: orEmpty(rule.References)},
		Unmapped: ocsfUnmapped{Resource: i.Resource, Cause: i.Resource, Functions: orEmpty(i.ARNs),
			Missing: orEmpty(i.Missing), Evidence: []string{}, CLI: i.Fix.CLI},
	}
	switch i.Status {
	case IssuePassed:
		out.Compliance.StatusID, out.Compliance.Status = 1, "Pass"
		out.StatusID, out.Status = 4, "Resolved"
	case IssueUnknown:
		out.Compliance.StatusID, out.Compliance.Status = 2, "Warning" // no result, due to missing information
		out.StatusDetail = strings.Join(i.Missing, ", ")
	case IssueWaived:
		out.StatusID, out.Status = 3, "Suppressed"
		out.Unmapped.Waived = true
		if w := i.Waived; w != nil {
			out.StatusDetail = w.Reason
			out.Unmapped.WaivedReason, out.Unmapped.WaivedOwner, out.Unmapped.WaivedUntil = w.Reason, w.Owner, w.Expires
		}
	}
	for _, e := range i.Evidence {
		out.Unmapped.Evidence = append(out.Unmapped.Evidence, evidenceLine(e))
	}
	if about := cmp.Or(i.ARN, i.about(), i.Rule); about != "" {
		out.Resources = []ocsfResource{{UID: about, Name: i.Name, Type: cmp.Or(i.Kind, "other"), Region: i.Region,
			CloudPartition: s.partition()}}
	}
	return out
}
