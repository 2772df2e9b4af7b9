package collect

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// A function without a resource policy is a function whose policy is known: it lets nobody in. One with a policy has
// it.
func TestFunctionWithoutPolicy(t *testing.T) {
	awsreplay.WithKeys(t)
	server := awsreplay.New(t, accountFiles(t), 0)
	got := mustCollect(t, quick(server)).Region("eu-west-1")
	if policy, ok := got.FunctionPolicies["thumbnails"]; !ok || policy.Policy != "" ||
		!got.Has("get-policy.thumbnails") {
		t.Errorf("policy of thumbnails: %q, there %v, collected %v", policy.Policy, ok,
			got.Has("get-policy.thumbnails"))
	}
	if text := string(got.FunctionPolicies["checkout"].Policy); !strings.Contains(text, "lambda:InvokeFunctionUrl") {
		t.Errorf("policy of checkout: %q", text)
	}
	if urls := got.FunctionURLs["checkout"]; len(urls) != 2 || urls[0].AuthType != "NONE" {
		t.Errorf("URLs of checkout: %+v", urls)
	}
}

// The calls about who may call a function begin when everything else of their region has arrived.
func TestDoorsComeLast(t *testing.T) {
	awsreplay.WithKeys(t)
	server := awsreplay.New(t, accountFiles(t), 1)
	mustCollect(t, quick(server))
	calls := 0
	for _, r := range server.Requests() {
		last := r.Service == "lambda" && (r.Operation == "ListFunctionUrlConfigs" || r.Operation == "GetPolicy")
		switch {
		case r.Region != "eu-west-1", r.Service == "route53":
			// which is the account's, whatever region it is signed for
		case r.Operation == "ListFirewallDomains": // which nothing waits for either
		case last:
			calls++
		case calls > 0:
			t.Errorf("%s came after %d of the last calls", r.Operation, calls)
		}
	}
	if calls != 5 { // three policies; only checkout's names everyone, and its URLs come in two pages
		t.Errorf("%d of the last calls, want 5", calls)
	}
}

// Both calls share one pace in a region, and no other region waits for it.
func TestDoorsShareAPace(t *testing.T) {
	awsreplay.WithKeys(t)
	server := awsreplay.New(t, accountFiles(t), 0)
	o := quick(server).withDefaults()
	cfg, err := loadConfig(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	s := newSession(cfg, o)
	s.prepare([]string{"eu-west-1", "us-east-1"})
	if err := s.read(t.Context(), s.all(nil)); err != nil {
		t.Fatal(err)
	}
	calls := functionAccessCalls()
	here, there := s.pace(calls[0], "eu-west-1"), s.pace(calls[0], "us-east-1")
	if here == nil || here.limiter.Limit() != 15 || here.limiter.Burst() != 15 {
		t.Fatalf("pace %+v, want 15 a second", here)
	}
	if s.pace(calls[1], "eu-west-1") != here {
		t.Error("the two calls have a pace each")
	}
	if there == here || there == nil {
		t.Error("two regions share a pace")
	}
}

// Where a region has too many functions, those in a VPC are asked about; where it has too many of these, none is. One
// gap for each call tells, and the counts of the progress stay true.
func TestTooManyFunctions(t *testing.T) {
	for _, c := range []struct {
		name           string
		attached, free int
		asked          int
		cause, says    string
	}{
		{"a thousand", 3, mostFunctionsAsked - 3, mostFunctionsAsked, "", ""},
		{"too many", 3, mostFunctionsAsked - 2, 3, "truncated", "(3 of 1001)"},
		{"as many in VPCs as are asked about", mostFunctionsAsked, 5, mostFunctionsAsked, "truncated", "(1000 of 1005)"},
		{"too many in VPCs", mostFunctionsAsked + 1, 5, 0, "absent", "1006 functions, 1001 of them in a VPC"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSession(aws.Config{}, Options{}.withDefaults())
			var events []Event
			s.progress.report = func(e Event) { events = append(events, e) }
			s.builder.AddRegion("eu-west-1")
			if err := s.builder.Put("eu-west-1", "list-functions", manyFunctions(c.attached, c.free)); err != nil {
				t.Fatal(err)
			}
			for _, row := range functionAccessCalls()[:1] { // of their policies the URLs depend
				if got := s.targets(row, place{"eu-west-1", row.name}); len(got) != c.asked {
					t.Errorf("%s asks about %d functions, want %d", row.name, len(got), c.asked)
				}
			}
			snapshot := s.builder.Snapshot()
			for _, row := range functionAccessCalls()[:1] {
				i := slices.IndexFunc(snapshot.Gaps(), func(g awsdata.Gap) bool { return g.Call == row.name })
				switch {
				case c.cause == "" && i >= 0:
					t.Errorf("gap %+v", snapshot.Gaps()[i])
				case c.cause == "":
				case i < 0:
					t.Errorf("%s left no gap", row.name)
				case string(snapshot.Gaps()[i].Cause) != c.cause ||
					!strings.Contains(snapshot.Gaps()[i].Message, c.says):
					t.Errorf("gap %+v, want %s with %q", snapshot.Gaps()[i], c.cause, c.says)
				}
			}
			if n := len(events); n > 0 && events[n-1].CallsDone != 1 || n > 0 != (c.cause != "") {
				t.Errorf("events %+v", events)
			}
		})
	}
}

// manyFunctions is the answer of list-functions with functions in a VPC, functions in none, and a published version of
// each, which counts for nothing.
func manyFunctions(attached, free int) []byte {
	var b strings.Builder
	b.WriteString(`{"Functions": [`)
	for i := range attached + free {
		vpc := ""
		if i < attached {
			vpc = `, "VpcConfig": {"VpcId": "vpc-1", "SubnetIds": ["subnet-a"], "SecurityGroupIds": ["sg-a"]}`
		}
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b,
			`{"FunctionName": "f%[1]d", "Version": "$LATEST"%[2]s}, {"FunctionName": "f%[1]d", "Version": "1"%[2]s}`,
			i, vpc)
	}
	b.WriteString("]}")
	return []byte(b.String())
}
