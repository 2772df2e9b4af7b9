package analyzer_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata/analyzer"
)

// blocked is the example of the AWS CLI's documentation, shortened.
const blocked = `{"NetworkInsightsAnalyses": [{
	"NetworkInsightsAnalysisId": "nia-02207aa13eb480c7a", "StartDate": "2021-01-20T22:58:37.495Z",
	"Status": "succeeded", "NetworkPathFound": false,
	"Explanations": [{"Direction": "ingress", "ExplanationCode": "ENI_SG_RULES_MISMATCH",
		"NetworkInterface": {"Id": "eni-0a25edef15a6cc08c"}, "SecurityGroups": [{"Id": "sg-02f0d35a850ba727f"}],
		"Subnet": {"Id": "subnet-004ff41eccb4d1194"}, "Vpc": {"Id": "vpc-f1663d98ad28331c7"}}], "Tags": []}]}`

func TestParse(t *testing.T) {
	list, err := analyzer.Parse([]byte(blocked))
	if err != nil {
		t.Fatal(err)
	}
	no := false
	want := []analyzer.Analysis{{ID: "nia-02207aa13eb480c7a", Status: "succeeded", Found: &no,
		Started: time.Date(2021, 1, 20, 22, 58, 37, 495_000_000, time.UTC),
		Blockers: []analyzer.Blocker{{Code: "ENI_SG_RULES_MISMATCH", Direction: "ingress",
			Resources: []string{"eni-0a25edef15a6cc08c", "sg-02f0d35a850ba727f"}}}}}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Error(diff)
	}
	if !list[0].Done() {
		t.Error("it is not done")
	}
}

// TestParseOrder: components come in the order of their numbers, and what is no id is left out.
func TestParseOrder(t *testing.T) {
	list, err := analyzer.Parse([]byte(`{"NetworkInsightsAnalyses": [{"Status": "running", "ForwardPathComponents": [
		{"SequenceNumber": 2, "Component": {"Id": "acl-1"}, "AclRule": {"Egress": true}},
		{"SequenceNumber": 1, "Component": {"Id": "eni-1"}, "OutboundHeader": {"Protocol": "6",
			"DestinationAddresses": ["10.0.0.4/32", "nonsense"], "DestinationPortRanges": [{"From": 443, "To": 443}]}},
		{"SequenceNumber": 3, "Component": {"Id": "\u001b[31mhello"}}],
		"Explanations": [{"ExplanationCode": "hello world"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	a := &list[0]
	var ids []string
	for _, c := range a.Forward {
		ids = append(ids, c.ID)
	}
	if got := strings.Join(ids, " "); got != "eni-1 acl-1 " || a.Blockers != nil || a.Done() {
		t.Errorf("components %q, blockers %v, done %v", got, a.Blockers, a.Done())
	}
	if h := a.Forward[0].Outbound; len(h.Destinations) != 1 || h.Protocol != "6" || h.Ports[0].From != 443 {
		t.Errorf("header %v", h)
	}
}

func TestParseDamage(t *testing.T) {
	for text, says := range map[string]string{
		"":   "damaged JSON",
		"[]": "damaged JSON",
		"{}": "want what aws ec2 describe-network-insights-analyses prints",
		`{"NetworkInsightsAnalyses": [` + strings.Repeat("{},", 1000) + `{}]}`: "more than 1000",
	} {
		if _, err := analyzer.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%.20q: %v, want %s", text, err, says)
		}
	}
}

// FuzzParse: whatever is in a file, only ids and codes come out of it.
func FuzzParse(f *testing.F) {
	f.Add([]byte(blocked))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := analyzer.Parse(data)
		if err != nil {
			return
		}
		for i := range list {
			for _, c := range append(list[i].Forward, list[i].Return...) {
				if strings.ContainsFunc(c.ID+c.Subnet, func(r rune) bool { return r <= ' ' || r > '~' }) {
					t.Errorf("%q and %q are ids", c.ID, c.Subnet)
				}
			}
			for _, b := range list[i].Blockers {
				if b.Code == "" || strings.ToUpper(b.Code) != b.Code {
					t.Errorf("%q is a code", b.Code)
				}
			}
		}
	})
}
