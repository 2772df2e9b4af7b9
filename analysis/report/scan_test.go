package report_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
)

// shop is a result as the analysis would hand it over, made by hand so that a change of a report shows here and a
// change of a verdict does not.
func shop() *analysis.Result {
	b := awsdata.NewBuilder()
	b.SetMeta(time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC), "123456789012", "aws")
	b.AddRegion("us-east-1")
	b.AddRegion("eu-west-1")
	snapshot := b.Snapshot()

	broken := check.Finding{
		ID: "path-nat-broken/us-east-1/nat-0c", Check: "path-nat-broken", Severity: check.High, Status: check.Fail,
		Region: "us-east-1", Resource: "nat-0c", Cause: "nat-0c", Functions: []string{"checkout-api", "cart-api"},
		Title:    "NAT nat-0c of AZ c is deleted",
		Why:      "Connections from this subnet are dropped, so calls time out.",
		Evidence: []check.Evidence{{Resource: "rtb-c", Rule: "0.0.0.0/0 → nat-0c", Says: "the route is a blackhole"}},
		Fix: check.Fix{Summary: "create a NAT gateway in app-pub-c and point rtb-c at it",
			CLI: paste.Script{paste.AWS("us-east-1", "ec2 wait nat-gateway-available").
				Opt("nat-gateway-ids", "nat-0c")},
			Terraform: paste.Terraform{paste.Resource("aws_eip", "a", paste.F("domain", paste.Str("vpc")))},
			CloudFormation: paste.CloudFormation{paste.Resource("AWS::EC2::EIP", "A",
				paste.F("Domain", paste.Str("vpc")))}},
	}
	latent := check.Finding{
		ID: "egress-latent/eu-west-1/sg-1", Check: "egress-latent", Severity: check.Low, Status: check.Fail,
		Region: "eu-west-1", Resource: "sg-1", Cause: "sg-1",
		Functions: []string{"a", "b", "c", "d", "e", "f", "g", "h"},
		Title:     "sg-1 allows the whole internet, and only a route is missing", Why: "One route away from open.",
	}
	unanswered := check.Finding{
		ID: "path-mixed-subnets/us-east-1/partner-sync", Check: "path-mixed-subnets", Severity: check.High,
		Status: check.Unknown, Region: "us-east-1", Resource: "partner-sync", Cause: "partner-sync",
		Functions: []string{"partner-sync"},
		Title:     "whether the subnets differ is unknown: describe-route-tables was not read",
	}
	place := func(region, name string, class reach.Class, posture reach.Posture, subnets ...string) *reach.Place {
		p := &reach.Place{
			Function: &awsdata.Function{FunctionName: name,
				FunctionArn: "arn:aws:lambda:" + region + ":123456789012:function:" + name},
			Region: region, Class: class, Internet: reach.Internet{Posture: posture},
		}
		for _, id := range subnets {
			p.VPCID = "vpc-1"
			p.Groups = []string{"sg-1"}
			p.Subnets = append(p.Subnets, reach.SubnetPlace{ID: id})
		}
		return p
	}
	return &analysis.Result{
		Snapshot: snapshot,
		Functions: []*analysis.Function{
			{Place: place("eu-west-1", "a-long-name-that-says-what-the-function-is-for", reach.ClassIsolated,
				reach.PostureNone, "subnet-9"), Findings: []*check.Finding{&latent},
				Headline: "one route away from the whole internet"},
			{Place: place("us-east-1", "checkout-api", reach.ClassMixed, reach.PostureRestricted, "subnet-a",
				"subnet-c"), Findings: []*check.Finding{&broken}, Headline: "NAT of AZ c is deleted: calls time out"},
			{Place: place("us-east-1", "hello", reach.ClassNotAttached, reach.PostureOpen)},
			{Place: place("us-east-1", "partner-sync", reach.ClassUnknown, reach.PostureUnknown, "subnet-x"),
				Findings: []*check.Finding{&unanswered}, Headline: "leaves by tgw-07, whose routes were not read"},
		},
		Findings: []check.Finding{broken, unanswered, latent},
	}
}

func write(t *testing.T, format string, s *report.Scan) string {
	t.Helper()
	for _, f := range report.Formats() {
		if f.Name == format {
			var b bytes.Buffer
			if err := f.Write(&b, s); err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
	}
	t.Fatalf("no format %q", format)
	return ""
}

func TestScanJSON(t *testing.T) {
	golden.RequireEqual(t, write(t, "json", &report.Scan{Result: shop()}))
}

func TestScanTable(t *testing.T) {
	golden.RequireEqual(t, write(t, "table", &report.Scan{Result: shop()}))
}

func TestScanTableIn80Columns(t *testing.T) {
	golden.RequireEqual(t, write(t, "table", &report.Scan{Result: shop(), Look: report.Look{Width: 80}}))
}

// Commands name the profile that the account was read with, in the text and in the document.
func TestScanNamesTheProfile(t *testing.T) {
	const want = "aws ec2 wait nat-gateway-available --nat-gateway-ids nat-0c --region us-east-1 --profile 'my team'"
	for _, format := range []string{"table", "json"} {
		text := write(t, format, &report.Scan{Result: shop(), Look: report.Look{Profile: "my team"}})
		if !strings.Contains(text, want) {
			t.Errorf("%s: missing %q in:\n%s", format, want, text)
		}
	}
}

func TestScanOfNothing(t *testing.T) {
	b := awsdata.NewBuilder()
	b.AddRegion("us-east-1")
	b.Gap(awsdata.Gap{Region: "us-east-1", Call: "list-functions", Cause: awsdata.CauseDenied})
	text := write(t, "table", &report.Scan{Result: &analysis.Result{Snapshot: b.Snapshot()}})
	for _, want := range []string{"No functions. They were not read", "us-east-1: no permission: list-functions"} {
		if !strings.Contains(text, want) {
			t.Errorf("missing %q in:\n%s", want, text)
		}
	}
	document := write(t, "json", &report.Scan{Result: &analysis.Result{Snapshot: b.Snapshot()}})
	if strings.Contains(document, `"functions": null`) || !strings.Contains(document, `"capturedAt": null`) {
		t.Errorf("want empty lists and a null time, got:\n%s", document)
	}
}

// A terminal of any width gets no line that is wider, but commands, and painting changes no letter.
func TestScanTableKeepsItsWidth(t *testing.T) {
	plain := write(t, "table", &report.Scan{Result: shop(), Look: report.Look{Width: 64}})
	for line := range strings.Lines(plain) {
		if strings.HasPrefix(line, "    aws ") { // a command is whole, whatever the width is
			continue
		}
		if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 64 {
			t.Errorf("%d cells: %s", n, line)
		}
	}
	painted := write(t, "table", &report.Scan{Result: shop(),
		Look: report.Look{Width: 64, Paint: func(_ report.Tone, s string) string { return "<" + s + ">" }}})
	if got := strings.NewReplacer("<", "", ">", "").Replace(painted); got != plain {
		t.Errorf("painting changed the text:\n%s", got)
	}
	if !strings.Contains(painted, "<H>") {
		t.Error("the severity is not painted")
	}
}
