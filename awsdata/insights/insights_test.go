package insights_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/awsdata/collect/mototest"
	"github.com/vpclens/vpclens/awsdata/insights"
	"github.com/vpclens/vpclens/awsdata/runlog"
)

const (
	group   = "/aws/lambda/orders"
	request = "5f0c1a52-7d0e-4c1b-9a51-0c8e4a7b2d10"
)

var noon = time.Date(2026, time.October, 5, 12, 0, 0, 0, time.UTC)

// logs is a CloudWatch Logs without a network, whose query is done after so many looks.
type logs struct {
	done   int
	status string
	fault  map[string]string // by operation: the code of an error
	lines  int
	onLook func()

	asked []string
	query string
}

// RoundTrip implements [http.RoundTripper].
func (l *logs) RoundTrip(r *http.Request) (*http.Response, error) {
	operation := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "Logs_20140328.")
	l.asked = append(l.asked, operation)
	body, err := io.ReadAll(r.Body)
	status, out := 200, map[string]any{}
	switch {
	case err != nil || r.Context().Err() != nil:
		return nil, errors.Join(err, r.Context().Err())
	case l.fault[operation] != "":
		status, out["__type"] = 400, l.fault[operation]
	case operation == "DescribeLogGroups":
		out["logGroups"] = []any{map[string]any{"logGroupName": group, "storedBytes": 3_000_000_000},
			map[string]any{"logGroupName": group + "-more", "storedBytes": 1}}
	case operation == "StartQuery":
		l.query, out["queryId"] = string(body), "q-1"
	case operation == "GetQueryResults":
		if l.done--; l.onLook != nil {
			l.onLook()
		}
		if out["status"] = "Running"; l.done <= 0 {
			out["status"], out["statistics"] = l.status, map[string]any{"bytesScanned": 1234.0}
			rows := []any{}
			for i := range l.lines {
				field := func(name, value string) map[string]string {
					return map[string]string{"field": name, "value": value}
				}
				rows = append(rows, []any{field("@timestamp", "2026-10-05 11:59:30.000"), field("@ptr", "secret"),
					field("ended", fmt.Sprintf("%s%03d", request[:33], i)), field("after", "30.00")})
			}
			out["results"] = rows
		}
	}
	data, err := json.Marshal(out)
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
		Body: io.NopCloser(bytes.NewReader(data))}, err
}

// credentials are the test's, whoever runs it.
func credentials(t *testing.T) {
	t.Helper()
	awsreplay.WithKeys(t)
	t.Setenv("AWS_REGION", "us-east-1")
}

// ask opens the log group and makes the query, in virtual time.
func ask(t *testing.T, l *logs, then func(*runlog.Log, *awsdata.Gap, error)) {
	t.Helper()
	credentials(t)
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		defer cancel(nil)
		if l.onLook != nil {
			l.onLook = func() { cancel(errors.New("the person left")) }
		}
		connection, err := collect.Connect(ctx, collect.Options{Transport: l, Attempts: 2})
		if err != nil {
			t.Fatal(err)
		}
		log, gap, err := insights.Open(ctx, connection, "us-east-1", group)
		if err != nil || gap != nil {
			then(nil, gap, err)
			return
		}
		if log.Stored() != 3_000_000_000 {
			t.Errorf("%d bytes", log.Stored())
		}
		found, err := log.Runs(ctx, noon.Add(-3*time.Hour), noon)
		then(found, nil, err)
	})
}

// One query is made, bounded in time and lines, and looked after until it is done.
func TestOneQuery(t *testing.T) {
	l := &logs{done: 4, status: "Complete", lines: 2}
	ask(t, l, func(found *runlog.Log, _ *awsdata.Gap, err error) {
		if err != nil || len(found.Timeouts) != 2 || found.Gap != nil || found.More || found.Scanned != 1234 {
			t.Errorf("%+v, %v", found, err)
		}
	})
	want := []string{"DescribeLogGroups", "StartQuery", "GetQueryResults", "GetQueryResults", "GetQueryResults",
		"GetQueryResults"}
	if !slices.Equal(l.asked, want) {
		t.Error(l.asked)
	}
	for _, part := range []string{`"startTime":1791190800`, `"endTime":1791201600`, `"limit":200`, group} {
		if !strings.Contains(l.query, part) {
			t.Errorf("%s is missing in %s", part, l.query)
		}
	}
	ask(t, &logs{status: "Complete", lines: runlog.MostLines}, func(found *runlog.Log, _ *awsdata.Gap, err error) {
		if err != nil || !found.More {
			t.Errorf("as many lines as there may be: %+v, %v", found, err)
		}
	})
}

// A query that nobody waits for any more is stopped: AWS bills what it scans.
func TestAQueryIsStopped(t *testing.T) {
	left := &logs{done: 1000, onLook: func() {}}
	ask(t, left, func(_ *runlog.Log, _ *awsdata.Gap, err error) {
		if err == nil || !strings.Contains(err.Error(), "the person left") {
			t.Error(err)
		}
	})
	slow := &logs{done: 1000}
	ask(t, slow, func(found *runlog.Log, _ *awsdata.Gap, err error) {
		if err != nil || found.Gap == nil || found.Gap.Cause != awsdata.CauseTruncated {
			t.Errorf("%+v, %v", found, err)
		}
	})
	denied := &logs{done: 9, fault: map[string]string{"GetQueryResults": "AccessDeniedException"}}
	ask(t, denied, func(found *runlog.Log, _ *awsdata.Gap, err error) {
		if err != nil || found.Gap == nil || found.Gap.Cause != awsdata.CauseDenied {
			t.Errorf("%+v, %v", found, err)
		}
	})
	for _, l := range []*logs{left, slow, denied} {
		if l.asked[len(l.asked)-1] != "StopQuery" {
			t.Errorf("it was not stopped: %v", l.asked)
		}
	}
}

func TestWhatFailsIsAGap(t *testing.T) {
	for operation, code := range map[string]string{"DescribeLogGroups": "AccessDeniedException",
		"StartQuery": "LimitExceededException"} {
		ask(t, &logs{fault: map[string]string{operation: code}}, func(found *runlog.Log, gap *awsdata.Gap, err error) {
			if found != nil {
				gap = found.Gap
			}
			if err != nil || gap == nil {
				t.Errorf("%s: %+v, %v", operation, gap, err)
			}
		})
	}
	ask(t, &logs{status: "Failed"}, func(found *runlog.Log, _ *awsdata.Gap, err error) {
		if err != nil || found.Gap == nil || found.Gap.Cause != awsdata.CauseFailed {
			t.Errorf("%+v, %v", found, err)
		}
	})
}

// What CloudWatch Logs answers is not ours to say: an emulator of others is asked for the same.
func TestMotoAnswers(t *testing.T) {
	credentials(t)
	moto := mototest.Start(t)
	make, err := http.NewRequestWithContext(t.Context(), http.MethodPost, moto.URL,
		strings.NewReader(`{"logGroupName":"`+group+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	make.Header.Set("X-Amz-Target", "Logs_20140328.CreateLogGroup")
	make.Header.Set("Content-Type", "application/x-amz-json-1.1")
	make.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=testing/20261005/us-east-1/logs/aws4_request, "+
		"SignedHeaders=host, Signature=0")
	response, err := http.DefaultClient.Do(make)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	connection, err := collect.Connect(t.Context(), collect.Options{EndpointURL: moto.URL})
	if err != nil {
		t.Fatal(err)
	}
	log, gap, err := insights.Open(t.Context(), connection, "us-east-1", group)
	if err != nil || gap != nil {
		t.Fatalf("%+v, %v", gap, err)
	}
	found, err := log.Runs(t.Context(), noon.Add(-time.Hour), noon)
	if err != nil || found.Gap != nil || len(found.Timeouts) != 0 {
		t.Errorf("%+v, %v", found, err)
	}
	if _, gap, err := insights.Open(t.Context(), connection, "us-east-1", "/aws/lambda/none"); err != nil ||
		gap == nil || gap.Cause != awsdata.CauseAbsent {
		t.Errorf("a group that is not there: %+v, %v", gap, err)
	}
}
