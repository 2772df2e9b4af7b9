package cli_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// onDemandAWS is an AWS that has the account of the demo, and answers what is asked on demand; what is denied it
// refuses.
func onDemandAWS(t *testing.T, denied ...string) string {
	t.Helper()
	account, err := url.Parse(awsreplay.New(t, os.DirFS("../../awsdata/demo/account"), 0).URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(account)
	answers := map[string]func() any{
		"LookupEvents": func() any {
			at := time.Now().UTC().Add(-time.Hour).Format(time.RFC3339)
			return map[string]any{"Events": []any{map[string]any{"CloudTrailEvent": fmt.Sprintf(`{"eventID":"1",
				"eventTime":%q,"eventName":"AuthorizeSecurityGroupEgress","awsRegion":"us-east-1",
				"recipientAccountId":"123456789012","userIdentity":{"type":"IAMUser","userName":"sam",
				"accessKeyId":"AKIAMARKER"},"requestParameters":{"groupId":"sg-081d8d9165ace146e","marker":"hunter2",
				"ipPermissions":{"items":[{"ipProtocol":"-1","ipRanges":{"items":[{"cidrIp":"0.0.0.0/0",
				"description":"hunter2"}]}}]}}}`, at)}}}
		},
		"GetMetricData": func() any {
			return map[string]any{"MetricDataResults": []any{map[string]any{"Id": "m1", "StatusCode": "Complete",
				"Timestamps": []int64{time.Now().Add(-time.Hour).Unix()}, "Values": []float64{17}}}}
		},
		"DescribeLogGroups": func() any {
			return map[string]any{"logGroups": []any{map[string]any{"logGroupName": "/aws/lambda/checkout-api",
				"storedBytes": 2_000_000_000}}}
		},
		"StartQuery": func() any { return map[string]any{"queryId": "q-1"} },
		"GetQueryResults": func() any {
			field := func(name, value string) map[string]string {
				return map[string]string{"field": name, "value": value}
			}
			row := []any{field("@timestamp", "2026-10-05 11:59:30.000"), field("@message", "hunter2"),
				field("after", "30.00"), field("ended", "5f0c1a52-7d0e-4c1b-9a51-0c8e4a7b2d10")}
			return map[string]any{"status": "Complete", "statistics": map[string]any{"bytesScanned": 5e6},
				"results": []any{row}}
		},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		target := r.Header.Get("X-Amz-Target")
		answer := answers[target[strings.LastIndexByte(target, '.')+1:]]
		if answer == nil {
			proxy.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		for _, operation := range denied {
			if operation != "" && strings.HasSuffix(target, "."+operation) {
				w.WriteHeader(http.StatusBadRequest)
				fmt.Fprint(w, `{"__type":"AccessDeniedException","message":"hunter2 is not authorized"}`)
				return
			}
		}
		_ = json.NewEncoder(w).Encode(answer())
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// What is asked on demand comes from AWS, and nothing of it but what is said to be kept is in any output.
func TestOnDemandOfAWS(t *testing.T) {
	bucketKeys(t)
	aws, closed := onDemandAWS(t), onDemandAWS(t, "LookupEvents", "GetMetricData", "DescribeLogGroups")
	for _, tt := range []struct {
		url  string
		args string
		code int
		want string
	}{
		{aws, "changes sg-report", 0, "by user sam: everything 0.0.0.0/0. With it: report-export internet none → open"},
		{aws, "changes sg-report --format json", 0, `"how": "undone"`},
		{closed, "changes sg-report", 0, "? lookup-events.sg-081d8d9165ace146e: no permission"},
		{aws, "signals checkout-api", 0, "17 in all, most 17"},
		{closed, "signals checkout-api", 0, ": it needs cloudwatch:GetMetricData"},
		{aws, "signals checkout-api --logs", 2, "of 2.000 GB as stored; AWS bills about $0.005 for each GB: say --yes"},
		{aws, "signals checkout-api --logs --yes", 0, "timed out after 30.0 s"},
		{aws, "signals checkout-api --logs --yes --log-group /other", 0, "there is no log group /other"},
		{closed, "signals checkout-api --logs --yes", 0, "? describe-log-groups: no permission"},
	} {
		out, talk, code := command(t, tt.url, "", append(strings.Fields(tt.args), "--region", "us-east-1")...)
		if code != tt.code || !strings.Contains(out+talk, tt.want) {
			t.Errorf("%s: exit %d: %s\n%s\nwant %q", tt.args, code, talk, out, tt.want)
		}
		for _, marker := range []string{"AKIAMARKER", "@message", "-- "} {
			if strings.Contains(out+talk, marker) {
				t.Errorf("%s: %s is in\n%s%s", tt.args, marker, out, talk)
			}
		}
		if strings.Contains(out, "hunter2") && tt.url == aws {
			t.Errorf("%s: what nobody may read is in\n%s", tt.args, out)
		}
	}
}

// The explorer asks AWS when somebody wants to know, and never before. What it may not ask is a gap.
func TestTheExplorerAsksOnDemand(t *testing.T) {
	bucketKeys(t)
	for _, tt := range []struct {
		denied, typed, want string
		asked               bool
	}{
		{"", "sg-report\nusedby\n", "Screen: who uses sg-report", false},
		{"", "who sg-report\n", "by user sam: everything 0.0.0.0/0. With it: report-export internet none to open", true},
		{"LookupEvents", "who sg-report\n", "lookup-events.sg-081d8d9165ace146e: no permission", true},
		{"LookupEvents", "who sg-report\n", "`vpclens policy --with changes` prints a policy with it", true},
	} {
		var asked atomic.Int32
		aws, err := url.Parse(onDemandAWS(t, tt.denied))
		if err != nil {
			t.Fatal(err)
		}
		proxy := httputil.NewSingleHostReverseProxy(aws)
		counting := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".LookupEvents") {
				asked.Add(1)
			}
			proxy.ServeHTTP(w, r)
		}))
		t.Cleanup(counting.Close)
		out, talk, code := command(t, counting.URL, tt.typed, "--plain", "--region", "us-east-1")
		if code != 0 || !strings.Contains(out, tt.want) || (asked.Load() > 0) != tt.asked {
			t.Errorf("%q: exit %d, asked %d times: %s\n%s\nwant %q", tt.typed, code, asked.Load(), talk, out, tt.want)
		}
		if strings.Contains(out+talk, "AKIAMARKER") || tt.denied == "" && strings.Contains(out, "hunter2") {
			t.Errorf("%q: what nobody may read is in\n%s", tt.typed, out)
		}
	}
}
