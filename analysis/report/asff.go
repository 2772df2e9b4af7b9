package report

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
)

// Limits of Security Hub. Source: docs.aws.amazon.com/securityhub/latest/APIReference, BatchImportFindings and
// AwsSecurityFinding.
const (
	asffBatch       = 100 // findings of one call, which are of one account and region
	asffID          = 512
	asffTitle       = 256
	asffDescription = 1024
	asffText        = 512 // of a recommendation
	asffResources   = 32
	asffField       = 2048
	asffReason      = 2048
)

// asffImport is what one call of BatchImportFindings takes.
type asffImport struct {
	Findings []asffFinding
}

// asffFinding is a finding in the AWS Security Finding Format. Source: "Required top-level ASFF attributes" and
// "Optional top-level ASFF attributes" in the user guide of Security Hub.
type asffFinding struct {
	SchemaVersion string
	ID            string `json:"Id"`
	ProductArn    string
	ProductName   string
	CompanyName   string
	GeneratorID   string `json:"GeneratorId"`
	AwsAccountID  string `json:"AwsAccountId"`
	Region        string
	Types         []string
	CreatedAt     string
	UpdatedAt     string
	Severity      asffSeverity
	Title         string
	Description   string
	Remediation   *asffRemediation `json:",omitempty"`
	ProductFields map[string]string
	Resources     []asffResource
	Compliance    asffCompliance
	Workflow      asffWorkflow
	RecordState   string
}

type asffSeverity struct{ Label string }

type asffWorkflow struct{ Status string }

type asffRemediation struct{ Recommendation asffRecommendation }

type asffRecommendation struct {
	Text string
	URL  string `json:"Url,omitempty"`
}

type asffResource struct {
	Type      string
	ID        string `json:"Id"`
	Partition string
	Region    string
}

type asffCompliance struct {
	Status        string
	StatusReasons []asffStatusReason `json:",omitempty"`
}

type asffStatusReason struct {
	ReasonCode  string
	Description string
}

// WriteASFF writes issues in the AWS Security Finding Format: a line of JSON is what one call of BatchImportFindings
// takes, of one account and region. A call that brought no answer is a finding that is not available.
func WriteASFF(w io.Writer, s *Issues) error {
	type place struct{ account, region string }
	var order []place
	batches := map[place][]asffFinding{}
	add := func(f asffFinding, err error) error {
		if err != nil {
			return err
		}
		p := place{f.AwsAccountID, f.Region}
		if batches[p] == nil {
			order = append(order, p)
		}
		batches[p] = append(batches[p], f)
		return nil
	}
	for i := range s.List {
		if i := &s.List[i]; i.Status != IssuePassed || s.Asked != "scan" {
			if err := add(s.asff(i)); err != nil {
				return err
			}
		}
	}
	for _, g := range s.Gaps {
		if err := add(s.asffGap(g)); err != nil {
			return err
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, p := range order {
		for batch := range slices.Chunk(batches[p], asffBatch) {
			if err := e.Encode(asffImport{batch}); err != nil {
				return fmt.Errorf("write JSON: %w", err)
			}
		}
	}
	return nil
}

// asff is an issue as a finding of Security Hub.
func (s *Issues) asff(i *Issue) (asffFinding, error) {
	rule := s.rule(i.Rule)
	account := i.Account
	if account == "" && len(s.Accounts) > 0 { // an assertion that names no function is told with the others
		account = s.Accounts[0]
	}
	out, err := s.asffBase(account, i.Region, i.ID, i.Rule)
	if err != nil {
		return out, err
	}
	label := strings.ToUpper(i.Severity.String())
	switch i.Severity {
	case 0, check.Info:
		label = "INFORMATIONAL"
	}
	out.Severity.Label = label
	out.Title = clipped(i.Title, asffTitle)
	why := []string{cmp.Or(i.Why, rule.Why, i.Title)}
	for _, e := range i.Evidence {
		why = append(why, evidenceLine(e))
	}
	out.Description = clipped(strings.Join(why, " "), asffDescription)
	if fix := cmp.Or(i.Fix.Summary, rule.Help); fix != "" {
		out.Remediation = &asffRemediation{asffRecommendation{Text: clipped(fix, asffText)}}
		if len(rule.References) > 0 && len(rule.References[0]) <= asffText {
			out.Remediation.Recommendation.URL = rule.References[0]
		}
	}
	reason := func(code, text string) {
		out.Compliance.StatusReasons = []asffStatusReason{{code, clipped(text, asffReason)}}
	}
	out.Compliance.Status, out.Workflow.Status = "FAILED", "NEW"
	switch i.Status {
	case IssueUnknown:
		out.Compliance.Status = "NOT_AVAILABLE"
		reason("VPCLENS_NOT_READ", cmp.Or(strings.Join(i.Missing, ", "), i.Title))
	case IssueWaived:
		out.Workflow.Status = "SUPPRESSED"
		if i.Waived != nil {
			reason("VPCLENS_WAIVED", strings.TrimPrefix(waivedText(i.Waived), ": "))
		}
	case IssuePassed:
		out.Compliance.Status, out.Workflow.Status, out.Severity.Label = "PASSED", "RESOLVED", "INFORMATIONAL"
	}
	for key, value := range map[string]string{"functions": strings.Join(i.Functions, ", "), "address": i.Address,
		"attribute": i.Attribute, "file": i.File, "missing": strings.Join(i.Missing, ", "),
		"controls": strings.Join(i.Controls, ", ")} {
		if value != "" {
			out.ProductFields["vpclens/"+key] = clipped(value, asffField)
		}
	}
	partition := s.partition()
	if about := cmp.Or(i.ARN, i.Resource, i.Address); about != "" {
		out.Resources = append(out.Resources,
			asffResource{asffType(i.Kind), clipped(about, asffID), partition, out.Region})
	}
	for _, arn := range i.ARNs {
		if len(out.Resources) < asffResources && !slices.ContainsFunc(out.Resources, func(r asffResource) bool {
			return r.ID == arn
		}) {
			out.Resources = append(out.Resources, asffResource{"AwsLambdaFunction", clipped(arn, asffID), partition,
				out.Region})
		}
	}
	if len(out.Resources) == 0 {
		out.Resources = []asffResource{s.accountResource(account, out.Region)}
	}
	return out, nil
}

// asffGap is a call without an answer as a finding of Security Hub.
func (s *Issues) asffGap(g awsdata.Gap) (asffFinding, error) {
	account := g.Account
	if account == "" && len(s.Accounts) > 0 {
		account = s.Accounts[0]
	}
	region := g.Region
	if region == "" || region == awsdata.Global {
		region = ""
	}
	out, err := s.asffBase(account, region, account+"/"+g.Region+"/"+ruleNotRead+"/"+g.Call, ruleNotRead)
	if err != nil {
		return out, err
	}
	out.Severity.Label, out.Title = "INFORMATIONAL", clipped(gapText(g), asffTitle)
	out.Description = "The call brought no answer, so what depends on it is unknown. An empty list is something else."
	out.Compliance = asffCompliance{Status: "NOT_AVAILABLE",
		StatusReasons: []asffStatusReason{{"VPCLENS_NOT_READ", clipped(gapText(g), asffReason)}}}
	out.Workflow.Status = "NEW"
	out.Resources = []asffResource{s.accountResource(account, out.Region)}
	return out, nil
}

// asffBase is what every finding has.
func (s *Issues) asffBase(account, region, id, rule string) (asffFinding, error) {
	if !awsdata.IsAccountID(account) {
		return asffFinding{}, errors.New("write ASFF: the snapshot does not tell the id of its account, and " +
			"Security Hub takes no finding without it")
	}
	if region == "" || region == awsdata.Global {
		region = "us-east-1" // where what has no region is told of
	}
	at := s.At.UTC().Format(time.RFC3339)
	return asffFinding{
		SchemaVersion: "2018-10-08",
		ID:            uniquely("vpclens/"+s.Asked+"/"+id, asffID),
		ProductArn: fmt.Sprintf("arn:%s:securityhub:%s:%s:product/%s/default", s.partition(), region, account,
			account),
		ProductName: "vpclens", CompanyName: "vpclens",
		GeneratorID: clipped("vpclens/"+rule, asffID), AwsAccountID: account, Region: region,
		Types:     []string{"Software and Configuration Checks/AWS Security Best Practices/Network Reachability"},
		CreatedAt: at, UpdatedAt: at, RecordState: "ACTIVE",
		ProductFields: map[string]string{"vpclens/version": cmp.Or(s.Version, "unknown")},
	}, nil
}

func (s *Issues) accountResource(account, region string) asffResource {
	return asffResource{"AwsAccount", "AWS::::Account:" + account, s.partition(), region}
}

// asffType is what Security Hub calls a kind of resource.
func asffType(kind string) string {
	return cmp.Or(map[string]string{
		"function": "AwsLambdaFunction", "VPC": "AwsEc2Vpc", "subnet": "AwsEc2Subnet",
		"route table": "AwsEc2RouteTable", "security group": "AwsEc2SecurityGroup", "network ACL": "AwsEc2NetworkAcl",
		"network interface": "AwsEc2NetworkInterface", "VPC endpoint": "AwsEc2VpcEndpoint", "role": "AwsIamRole",
		"peering connection": "AwsEc2VpcPeeringConnection", "transit gateway": "AwsEc2TransitGateway",
		"instance": "AwsEc2Instance", "database instance": "AwsRdsDbInstance",
		"database cluster": "AwsRdsDbCluster", "load balancer": "AwsElbv2LoadBalancer",
	}[kind], "Other")
}

// uniquely is a clipped text that differs where the whole does.
func uniquely(text string, most int) string {
	if len(text) <= most {
		return text
	}
	mark := "/" + fingerprint(text)
	return clipped(text, most-len(mark)) + mark
}

// clipped is a text of at most so many bytes, with an ellipsis where something is left out.
func clipped(text string, most int) string {
	if len(text) <= most {
		return text
	}
	cut := most - len("…")
	for cut > 0 && text[cut]&0xC0 == 0x80 { // not within a character
		cut--
	}
	return text[:cut] + "…"
}
