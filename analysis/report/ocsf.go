package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
)

// ocsfVersion is the version of OCSF that findings are written in.
const ocsfVersion = "1.5.0"

// ocsfFinding is a finding as OCSF's Compliance Finding, with the cloud and datetime profiles. What it has no place for
// is in unmapped. Source: schema.ocsf.io/1.5.0/classes/compliance_finding.
type ocsfFinding struct {
	ActivityID   int32           `json:"activity_id" parquet:"activity_id"`
	ActivityName string          `json:"activity_name" parquet:"activity_name"`
	CategoryUID  int32           `json:"category_uid" parquet:"category_uid"`
	CategoryName string          `json:"category_name" parquet:"category_name"`
	ClassUID     int32           `json:"class_uid" parquet:"class_uid"`
	ClassName    string          `json:"class_name" parquet:"class_name"`
	TypeUID      int64           `json:"type_uid" parquet:"type_uid"`
	TypeName     string          `json:"type_name" parquet:"type_name"`
	Time         int64           `json:"time" parquet:"time"` // milliseconds
	TimeDT       time.Time       `json:"time_dt" parquet:"time_dt,timestamp(millisecond)"`
	SeverityID   int32           `json:"severity_id" parquet:"severity_id"`
	Severity     string          `json:"severity" parquet:"severity"`
	StatusID     int32           `json:"status_id" parquet:"status_id"` // new, or suppressed: accepted by the team
	Status       string          `json:"status" parquet:"status"`
	StatusCode   string          `json:"status_code" parquet:"status_code"` // ours: fail or unknown
	StatusDetail string          `json:"status_detail,omitempty" parquet:"status_detail,optional"`
	Message      string          `json:"message" parquet:"message"`
	Metadata     ocsfMetadata    `json:"metadata" parquet:"metadata"`
	Cloud        ocsfCloud       `json:"cloud" parquet:"cloud"`
	FindingInfo  ocsfFindingInfo `json:"finding_info" parquet:"finding_info"`
	Compliance   ocsfCompliance  `json:"compliance" parquet:"compliance"`
	Resources    []ocsfResource  `json:"resources" parquet:"resources,list"`
	Remediation  ocsfRemediation `json:"remediation" parquet:"remediation"`
	Unmapped     ocsfUnmapped    `json:"unmapped" parquet:"unmapped"`
}

type ocsfMetadata struct {
	Version  string      `json:"version" parquet:"version"`
	Profiles []string    `json:"profiles" parquet:"profiles,list"`
	Product  ocsfProduct `json:"product" parquet:"product"`
}

type ocsfProduct struct {
	Name       string `json:"name" parquet:"name"`
	VendorName string `json:"vendor_name" parquet:"vendor_name"`
	Version    string `json:"version,omitempty" parquet:"version,optional"`
}

type ocsfCloud struct {
	Provider string      `json:"provider" parquet:"provider"`
	Region   string      `json:"region" parquet:"region"`
	Account  ocsfAccount `json:"account" parquet:"account"`
}

type ocsfAccount struct {
	UID    string `json:"uid" parquet:"uid"`
	Name   string `json:"name" parquet:"name"` // nobody read it: the id
	TypeID int32  `json:"type_id" parquet:"type_id"`
	Type   string `json:"type" parquet:"type"`
}

type ocsfFindingInfo struct {
	UID         string       `json:"uid" parquet:"uid"`
	Title       string       `json:"title" parquet:"title"`
	Desc        string       `json:"desc" parquet:"desc"`
	Types       []string     `json:"types" parquet:"types,list"` // the family of the check
	Analytic    ocsfAnalytic `json:"analytic" parquet:"analytic"`
	CreatedTime int64        `json:"created_time" parquet:"created_time"`
}

type ocsfAnalytic struct {
	UID    string `json:"uid" parquet:"uid"` // the check
	Name   string `json:"name" parquet:"name"`
	TypeID int32  `json:"type_id" parquet:"type_id"`
	Type   string `json:"type" parquet:"type"`
}

type ocsfCompliance struct {
	Control      string   `json:"control" parquet:"control"` // the check
	Standards    []string `json:"standards" parquet:"standards,list"`
	Requirements []string `json:"requirements" parquet:"requirements,list"` // controls of the standards
	StatusID     int32    `json:"status_id" parquet:"status_id"`
	Status       string   `json:"status" parquet:"status"`
}

type ocsfResource struct {
	UID            string `json:"uid" parquet:"uid"`
	Name           string `json:"name,omitempty" parquet:"name,optional"`
	Type           string `json:"type" parquet:"type"`
	Region         string `json:"region" parquet:"region"`
	CloudPartition string `json:"cloud_partition" parquet:"cloud_partition"`

	// absent where they are not known, as Parquet cannot say: there the table of functions does
	Tags []ocsfTag `json:"tags,omitzero" parquet:"tags,list"`
}

// ocsfTag is a tag as OCSF's Key:Value object. Source: schema.ocsf.io/1.5.0/objects/resource_details.
type ocsfTag struct {
	Name  string `json:"name" parquet:"name"`
	Value string `json:"value" parquet:"value"`
}

// ocsfTags are the tags of a resource, nil where they are not known.
func ocsfTags(tags awsdata.Tags, known bool) []ocsfTag {
	if !known {
		return nil
	}
	out := make([]ocsfTag, 0, len(tags))
	for _, t := range tags {
		out = append(out, ocsfTag{t.Key, t.Value})
	}
	return out
}

type ocsfRemediation struct {
	Desc       string   `json:"desc" parquet:"desc"`
	References []string `json:"references" parquet:"references,list"`
}

type ocsfUnmapped struct {
	Impact       string   `json:"impact" parquet:"impact"`
	Cause        string   `json:"cause" parquet:"cause"` // what to mend
	Resource     string   `json:"resource" parquet:"resource"`
	Functions    []string `json:"functions" parquet:"functions,list"` // ARNs
	Missing      []string `json:"missing" parquet:"missing,list"`     // the calls without which it could not be checked
	Evidence     []string `json:"evidence" parquet:"evidence,list"`
	CLI          string   `json:"cli,omitempty" parquet:"cli,optional"`
	Waived       bool     `json:"waived" parquet:"waived"`
	WaivedReason string   `json:"waived_reason,omitempty" parquet:"waived_reason,optional"`
	WaivedOwner  string   `json:"waived_owner,omitempty" parquet:"waived_owner,optional"`
	WaivedUntil  string   `json:"waived_until,omitempty" parquet:"waived_until,optional"` // the last day that it holds
}

// writeOCSF writes a line of JSON for each finding of every account.
func writeOCSF(w io.Writer, s *Scan) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, r := range s.results() {
		for i := range r.Findings {
			if err := e.Encode(s.ocsfFinding(r, &r.Findings[i])); err != nil {
				return fmt.Errorf("write JSON: %w", err)
			}
		}
	}
	return nil
}

// results are those of every account.
func (s *Scan) results() []*analysis.Result {
	if len(s.Result.Accounts) == 0 {
		return []*analysis.Result{s.Result}
	}
	return s.Result.Accounts
}

// at is when a region was read. Where a snapshot does not say it, it is as old as the scan.
func (s *Scan) at(r *analysis.Result, region string) time.Time {
	of := r.Snapshot.Region(region)
	if of == nil {
		return s.Now.UTC().Truncate(time.Second)
	}
	if at := r.Snapshot.CapturedAtOf(of); !at.IsZero() {
		return at.UTC()
	}
	return s.Now.UTC().Truncate(time.Second)
}

func ocsfCloudOf(r *analysis.Result, region string) ocsfCloud {
	id := cmp.Or(r.Snapshot.AccountID, unknownAccount)
	account := ocsfAccount{UID: id, Name: id, TypeID: 10, Type: "AWS Account"}
	return ocsfCloud{Provider: "AWS", Region: region, Account: account}
}

// unknownAccount stands for the id of an account that nothing tells.
const unknownAccount = "unknown"

// ocsfSeverity is what OCSF calls a severity. Its numbers are those of [check.Severity].
func ocsfSeverity(s check.Severity) string {
	switch s {
	case check.Info:
		return "Informational"
	case check.Low:
		return "Low"
	case check.Medium:
		return "Medium"
	case check.High:
		return "High"
	}
	return "Unknown"
}

func (s *Scan) ocsfFinding(r *analysis.Result, f *check.Finding) *ocsfFinding {
	at := s.at(r, f.Region)
	out := &ocsfFinding{
		ActivityID: 1, ActivityName: "Create", CategoryUID: 2, CategoryName: "Findings",
		ClassUID: 2003, ClassName: "Compliance Finding", TypeUID: 200301, TypeName: "Compliance Finding: Create",
		Time: at.UnixMilli(), TimeDT: at,
		SeverityID: int32(f.Severity), Severity: ocsfSeverity(f.Severity),
		StatusID: 1, Status: "New", StatusCode: string(f.Status),
		Message: f.Title,
		Metadata: ocsfMetadata{Version: ocsfVersion, Profiles: []string{"cloud", "datetime"},
			Product: ocsfProduct{Name: "vpclens", VendorName: "vpclens", Version: s.Version}},
		Cloud: ocsfCloudOf(r, f.Region),
		// The same resource can have the same finding in many accounts.
		FindingInfo: ocsfFindingInfo{UID: cmp.Or(r.Snapshot.AccountID, unknownAccount) + "/" + f.ID,
			Title: f.Title, Desc: f.Why, CreatedTime: at.UnixMilli(),
			Types: []string{}, Analytic: ocsfAnalytic{UID: f.Check, Name: f.Check, TypeID: 1, Type: "Rule"}},
		Compliance: ocsfCompliance{Control: f.Check, StatusID: 3, Status: "Fail",
			Standards: standards(f.Compliance), Requirements: orEmpty(f.Compliance)},
		Unmapped: ocsfUnmapped{Impact: f.Impact.String(), Cause: f.Cause, Resource: f.Resource,
			Functions: []string{}, Missing: orEmpty(f.Missing), Evidence: []string{}},
	}
	if known := check.Find(f.Check); known != nil {
		out.FindingInfo.Types, out.FindingInfo.Analytic.Name = []string{string(known.Family)}, known.Title
	}
	if f.Status == check.Unknown {
		out.Compliance.StatusID, out.Compliance.Status = 2, "Warning" // no result, due to missing information
		out.StatusDetail = strings.Join(f.Missing, ", ")
	}
	if w := f.Waived; w != nil {
		out.StatusID, out.Status, out.StatusDetail = 3, "Suppressed", w.Reason
		u := &out.Unmapped
		u.Waived, u.WaivedReason, u.WaivedOwner, u.WaivedUntil = true, w.Reason, w.Owner, w.Expires
	}
	fix := f.Fix.Text("")
	out.Remediation = ocsfRemediation{Desc: cmp.Or(fix.Summary, f.Why), References: orEmpty(f.References)}
	out.Unmapped.CLI = fix.CLI
	for _, e := range f.Evidence {
		out.Unmapped.Evidence = append(out.Unmapped.Evidence, strings.TrimSpace(e.Resource+" "+e.Rule)+": "+e.Says)
	}
	out.Resources = []ocsfResource{ocsfResourceOf(r, f.Region, f.Resource)}
	for _, name := range f.Functions {
		one := ocsfResource{UID: name, Name: name, Type: "function", Region: f.Region}
		one.CloudPartition = r.Snapshot.Partition
		if x := r.Index.Region(f.Region); x != nil {
			if fn := x.Function(name); fn != nil {
				one.UID, one.Tags = fn.UnqualifiedArn(), ocsfTags(fn.Tags, fn.TagsKnown)
			}
		}
		out.Unmapped.Functions = append(out.Unmapped.Functions, one.UID)
		if !slices.ContainsFunc(out.Resources, func(known ocsfResource) bool { return known.UID == one.UID }) {
			out.Resources = append(out.Resources, one)
		}
	}
	return out
}

// ocsfResourceOf is what a finding is about.
func ocsfResourceOf(r *analysis.Result, region, id string) ocsfResource {
	out := ocsfResource{UID: id, Type: "other", Region: region, CloudPartition: r.Snapshot.Partition}
	if x := r.Index.Region(region); x != nil {
		if resource, ok := x.Lookup(id); ok {
			out.Name = resource.Name()
			out.Tags = ocsfTags(awsdata.TagsIn(r.Snapshot.AccountID, resource))
			if kind, ok := awsdata.KindOf(resource); ok {
				out.Type = kind.Name
			}
			if fn, ok := resource.(*awsdata.Function); ok {
				out.UID = fn.UnqualifiedArn()
			}
		}
	}
	return out
}

// standards are the frameworks that controls are of; ours, where none is.
func standards(controls []string) []string {
	var out []string
	for _, f := range check.Frameworks() {
		if slices.ContainsFunc(controls, func(id string) bool { return strings.HasPrefix(id, f.Title+" ") }) {
			out = append(out, f.Title)
		}
	}
	if out == nil {
		return []string{"vpclens"}
	}
	return out
}
