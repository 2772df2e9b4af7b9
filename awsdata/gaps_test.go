package awsdata_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

func TestGaps(t *testing.T) {
	t.Parallel()
	for _, fixture := range fixtures(t, "testdata/gaps/*.txtar") {
		t.Run(name(fixture), func(t *testing.T) {
			t.Parallel()
			path, want := unpack(t, fixture)
			s := load(t, path)
			if diff := cmp.Diff(want, gapText(s)); diff != "" {
				t.Errorf("gaps (-want +got):\n%s", diff)
			}
			// Saving and loading neither heals a gap nor makes one.
			copied := filepath.Join(t.TempDir(), "copy")
			save(t, s, copied)
			if diff := cmp.Diff(want, gapText(load(t, copied))); diff != "" {
				t.Errorf("gaps after a round trip (-want +got):\n%s", diff)
			}
		})
	}
}

func gapText(s *awsdata.Snapshot) string {
	var lines []string
	for _, g := range s.Gaps() {
		line := fmt.Sprintf("%s %s %s", g.Region, g.Call, g.Cause)
		if g.Message != "" {
			line += ": " + g.Message
		}
		lines = append(lines, line)
	}
	if lines == nil {
		return "none"
	}
	return strings.Join(lines, "\n")
}

// What a region's ledger says of a call agrees with the snapshot's list of gaps.
func TestLedger(t *testing.T) {
	t.Parallel()
	s := awstest.Parse(t, `
		vpc prod 10.0.0.0/16
		gap describe-flow-logs denied
		gap describe-vpcs truncated
		gap describe-subnets absent
		gap get-account-authorization-details expired-credentials`)
	r := s.Region("us-east-1")
	for _, tt := range []struct {
		call  string
		cause awsdata.Cause
	}{
		{"describe-flow-logs", awsdata.CauseDenied},
		{"describe-vpcs", awsdata.CauseTruncated},
		{"describe-subnets", awsdata.CauseAbsent},
		{"describe-vpc-attribute.vpc-prod.enableDnsSupport", ""},
		{"describe-vpc-attribute.vpc-other.enableDnsSupport", awsdata.CauseAbsent},
		{"describe-nat-gateways", ""},
		{"describe-unheard-of", awsdata.CauseAbsent},
	} {
		g, gap := r.Gap(tt.call)
		if gap != (tt.cause != "") || g.Cause != tt.cause || r.Has(tt.call) == gap {
			t.Errorf("%s: gap %v %+v, want cause %q", tt.call, gap, g, tt.cause)
		}
	}
	if len(r.VPCs) != 1 {
		t.Error("a truncated list keeps what came")
	}
	if g, gap := s.Account.Gap("get-account-authorization-details"); !gap || g.Cause != awsdata.CauseExpired ||
		g.Region != awsdata.Global {
		t.Errorf("account: %v %+v", gap, g)
	}
}

// A document that arrives after all ends the gap that its call left: the next try brought it.
func TestADocumentEndsItsGap(t *testing.T) {
	t.Parallel()
	b := awsdata.NewBuilder()
	for _, region := range []string{"us-east-1", awsdata.Global} {
		call, document := "describe-flow-logs", `{"FlowLogs": []}`
		if region == awsdata.Global {
			call, document = "get-caller-identity", `{"Account": "123456789012"}`
		}
		b.Gap(awsdata.Gap{Region: region, Call: call, Cause: awsdata.CauseThrottled})
		if err := b.Put(region, call, []byte(document)); err != nil {
			t.Fatal(err)
		}
		for _, g := range b.Snapshot().Gaps() {
			if g.Call == call {
				t.Errorf("the gap stays: %+v", g)
			}
		}
	}
}

func TestCausesHaveWords(t *testing.T) {
	t.Parallel()
	seen := make(map[string]awsdata.Cause)
	for _, c := range []awsdata.Cause{awsdata.CauseDenied, awsdata.CauseThrottled, awsdata.CauseExpired,
		awsdata.CauseUnsupported, awsdata.CauseMalformed, awsdata.CauseUnreachable, awsdata.CauseCancelled,
		awsdata.CauseFailed, awsdata.CauseTruncated, awsdata.CauseAbsent} {
		if other, twice := seen[c.Text()]; twice {
			t.Errorf("%s and %s read the same: %q", c, other, c.Text())
		}
		seen[c.Text()] = c
	}
	if got := awsdata.Cause("made up").Text(); got != awsdata.CauseFailed.Text() {
		t.Errorf("an unknown cause reads %q", got)
	}
}
