package insights_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/collect/mototest"
	"github.com/vpclens/vpclens/awsdata/insights"
)

// stream answers FilterLogEvents: so many pages, the first of which are empty; then a fault.
type stream struct {
	pages, empty, line int
	same               bool // each page names the same next one
	fault              string
	asked              []map[string]any
}

// RoundTrip implements [http.RoundTripper].
func (s *stream) RoundTrip(r *http.Request) (*http.Response, error) {
	in := map[string]any{}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || r.Context().Err() != nil {
		return nil, errors.Join(err, r.Context().Err())
	}
	s.asked = append(s.asked, in)
	n, status, out := len(s.asked), http.StatusOK, map[string]any{}
	switch {
	case s.fault != "" && n == s.pages:
		status, out["__type"] = 400, s.fault
	case n > s.empty:
		out["events"] = []any{map[string]any{"message": fmt.Sprint(n, strings.Repeat(".", s.line))}}
	}
	if n < s.pages {
		if out["nextToken"] = fmt.Sprint(n); s.same {
			out["nextToken"] = "1"
		}
	}
	data, err := json.Marshal(out)
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
		Body: io.NopCloser(bytes.NewReader(data))}, err
}

// All pages are read, the empty ones too, as far as the bounds go; what is beyond them or refused is a gap.
func TestFilter(t *testing.T) {
	credentials(t)
	for _, tt := range []struct {
		name  string
		s     stream
		lines int
		cause awsdata.Cause // "" for none
	}{
		{"one page", stream{pages: 1}, 1, ""},
		{"empty pages first", stream{pages: 5, empty: 3}, 2, ""},
		{"more pages than are read", stream{pages: 1000}, 60, awsdata.CauseTruncated},
		{"more bytes than are read", stream{pages: 1000, line: 8 << 20}, 3, awsdata.CauseTruncated},
		{"the same page again", stream{pages: 1000, same: true}, 2, awsdata.CauseTruncated},
		{"denied", stream{pages: 1, fault: "AccessDeniedException"}, 0, awsdata.CauseDenied},
		{"denied in the middle", stream{pages: 3, fault: "AccessDeniedException"}, 2, awsdata.CauseDenied},
		{"a log group that is gone", stream{pages: 1, fault: "ResourceNotFoundException"}, 0, awsdata.CauseFailed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := tt.s
			connection, err := collect.Connect(t.Context(), collect.Options{Transport: &s, Attempts: 1})
			if err != nil {
				t.Fatal(err)
			}
			lines := 0
			gap, err := insights.Filter(t.Context(), connection, "us-east-1", insights.Lines{Group: "/vpc/prod",
				Stream: "eni-1", Pattern: "?REJECT", From: noon.Add(-time.Hour), To: noon},
				func(string) error { lines++; return nil })
			switch {
			case err != nil || lines != tt.lines:
				t.Errorf("%d lines, %v", lines, err)
			case (gap == nil) != (tt.cause == "") || gap != nil && gap.Cause != tt.cause:
				t.Errorf("gap %+v", gap)
			}
			first := s.asked[0]
			if first["logGroupName"] != "/vpc/prod" || first["logStreamNamePrefix"] != "eni-1" ||
				first["filterPattern"] != "?REJECT" || first["startTime"] != float64(noon.Add(-time.Hour).UnixMilli()) {
				t.Errorf("asked %v", first)
			}
		})
	}
	s, stop := stream{pages: 9}, errors.New("enough")
	connection, err := collect.Connect(t.Context(), collect.Options{Transport: &s, Attempts: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := insights.Filter(t.Context(), connection, "us-east-1", insights.Lines{Group: "g", Stream: "eni-1",
		Pattern: "x", From: noon, To: noon}, func(string) error { return stop }); !errors.Is(err, stop) ||
		len(s.asked) != 1 {
		t.Errorf("after %d requests: %v", len(s.asked), err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("the person left"))
	if _, err := insights.Filter(ctx, connection, "us-east-1", insights.Lines{Group: "g", Stream: "eni-1",
		Pattern: "x", From: noon, To: noon}, func(string) error { return nil }); err == nil ||
		!strings.Contains(err.Error(), "the person left") {
		t.Error(err)
	}
}

// What CloudWatch Logs hands out is not ours to say: an emulator of others is asked for the same.
func TestFilterOfMoto(t *testing.T) {
	credentials(t)
	moto := mototest.Start(t)
	const line = "2 123456789012 eni-1 10.0.1.9 10.0.9.4 40000 5432 6 12 720 1 2 REJECT OK"
	for _, call := range []struct{ operation, body string }{
		{"CreateLogGroup", `{"logGroupName":"/vpc/prod"}`},
		{"CreateLogStream", `{"logGroupName":"/vpc/prod","logStreamName":"eni-1-all"}`},
		{"CreateLogStream", `{"logGroupName":"/vpc/prod","logStreamName":"eni-2-all"}`},
		{"PutLogEvents", fmt.Sprintf(`{"logGroupName":"/vpc/prod","logStreamName":"eni-1-all","logEvents":[
			{"timestamp":%d,"message":%q}]}`, time.Now().Add(-time.Minute).UnixMilli(), line)},
		{"PutLogEvents", fmt.Sprintf(`{"logGroupName":"/vpc/prod","logStreamName":"eni-2-all","logEvents":[
			{"timestamp":%d,"message":"of another"}]}`, time.Now().Add(-time.Minute).UnixMilli())},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, moto.URL, strings.NewReader(call.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Amz-Target", "Logs_20140328."+call.operation)
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=testing/20261005/us-east-1/logs/aws4_request, "+
			"SignedHeaders=host, Signature=0")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s", call.operation, response.Status)
		}
	}
	connection, err := collect.Connect(t.Context(), collect.Options{EndpointURL: moto.URL})
	if err != nil {
		t.Fatal(err)
	}
	q := insights.Lines{Group: "/vpc/prod", Stream: "eni-1", Pattern: "REJECT", From: time.Now().Add(-time.Hour),
		To: time.Now()}
	var got []string
	gap, err := insights.Filter(t.Context(), connection, "us-east-1", q,
		func(l string) error { got = append(got, l); return nil })
	if err != nil || gap != nil || len(got) != 1 || got[0] != line {
		t.Errorf("%q, %+v, %v", got, gap, err)
	}
	q.Group = "/vpc/none"
	if gap, err := insights.Filter(t.Context(), connection, "us-east-1", q,
		func(string) error { return nil }); err != nil || gap == nil {
		t.Errorf("a group that is not there: %+v, %v", gap, err)
	}
}
