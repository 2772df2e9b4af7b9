package signals_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/awsdata/collect/mototest"
	"github.com/vpclens/vpclens/awsdata/metric"
	"github.com/vpclens/vpclens/awsdata/signals"
)

var window = metric.NewWindow(time.Date(2026, time.October, 5, 12, 0, 0, 0, time.UTC), 5*time.Minute)

// asked is a request as CloudWatch reads it.
type asked struct {
	MetricDataQueries []struct {
		ID, Label  string
		MetricStat struct {
			Metric struct{ MetricName, Namespace string }
			Period int
			Stat   string
		}
	}
	StartTime, EndTime float64
	NextToken          string
}

// cloudWatch answers requests with a function, without a network.
type cloudWatch func(n int, in *asked) (status int, out map[string]any)

type transport struct {
	answer cloudWatch
	asked  []asked
}

// RoundTrip implements [http.RoundTripper].
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	var in asked
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(body, &in)
	}
	status, out := 400, map[string]any{"__type": "UnknownOperationException"}
	if err == nil && r.Header.Get("X-Amz-Target") == "GraniteServiceVersion20100801.GetMetricData" {
		t.asked = append(t.asked, in)
		status, out = t.answer(len(t.asked), &in)
	}
	data, err := json.Marshal(out)
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(bytes.NewReader(data))}, err
}

// credentials are the test's, whoever runs it.
func credentials(t *testing.T) {
	t.Helper()
	awsreplay.WithKeys(t)
	t.Setenv("AWS_REGION", "us-east-1")
}

func get(t *testing.T, answer cloudWatch, all []metric.Metric, then func(*transport, []*metric.Series, error)) {
	t.Helper()
	credentials(t)
	carrier := &transport{answer: answer}
	synctest.Test(t, func(t *testing.T) {
		connection, err := collect.Connect(t.Context(), collect.Options{Transport: carrier, Attempts: 3})
		if err != nil {
			t.Fatal(err)
		}
		series, err := signals.Get(t.Context(), connection, "us-east-1", window, all)
		then(carrier, series, err)
	})
}

func metrics(n int) []metric.Metric {
	var out []metric.Metric
	for i := range n {
		out = append(out, metric.Metric{Thing: fmt.Sprint("nat-", i), Namespace: "AWS/NATGateway", Name: "BytesOut",
			Stat: "Sum", Dimensions: []metric.Dimension{{Name: "NatGatewayId", Value: fmt.Sprint("nat-", i)}}})
	}
	return out
}

func result(id, status string, values ...float64) map[string]any {
	times := []float64{}
	for i := range values {
		times = append(times, float64(window.From.Add(time.Duration(i)*window.Period).Unix()))
	}
	return map[string]any{"Id": id, "StatusCode": status, "Timestamps": times, "Values": values}
}

// All metrics are asked for at once, and those beyond what a request takes are gaps. Pages are read to their end.
func TestOneRequest(t *testing.T) {
	get(t, func(n int, in *asked) (int, map[string]any) {
		if n == 1 {
			return 200, map[string]any{"MetricDataResults": []any{result("m0", "PartialData", 1, 2)},
				"NextToken": "more"}
		}
		late := result("m0", "Complete", 4)
		late["Timestamps"] = []float64{float64(window.From.Add(3 * window.Period).Unix())}
		return 200, map[string]any{"MetricDataResults": []any{late, result("m1", "Complete"), result("m2", "Forbidden"),
			result("m3", "InternalError", 9), result("m9999", "Complete", 1)}}
	}, metrics(502), func(c *transport, series []*metric.Series, err error) {
		if err != nil || len(series) != 502 || len(c.asked) != 2 || len(c.asked[0].MetricDataQueries) != 500 {
			t.Fatalf("%d series, %d requests, %v", len(series), len(c.asked), err)
		}
		if s := series[0]; s.Sum() != 7 || s.Known() != 3 || s.Gap != nil {
			t.Errorf("%+v", s)
		}
		for i, want := range map[int]awsdata.Cause{2: awsdata.CauseDenied, 3: awsdata.CauseFailed,
			4: awsdata.CauseMalformed, 501: awsdata.CauseTruncated} {
			if g := series[i].Gap; g == nil || g.Cause != want {
				t.Errorf("%d: %+v, want %s", i, g, want)
			}
		}
		if series[1].Gap != nil || series[1].Known() != 0 {
			t.Errorf("a metric without points is whole: %+v", series[1])
		}
		q := c.asked[0].MetricDataQueries[7]
		if q.Label != "nat-7 BytesOut Sum" || q.MetricStat.Period != 60 ||
			q.MetricStat.Metric.Namespace != "AWS/NATGateway" {
			t.Errorf("%+v", q)
		}
	})
}

func TestWhatFailsIsAGap(t *testing.T) {
	for code, want := range map[string]awsdata.Cause{"AccessDeniedException": awsdata.CauseDenied,
		"ThrottlingException": awsdata.CauseThrottled, "InvalidParameterValue": awsdata.CauseFailed} {
		get(t, func(int, *asked) (int, map[string]any) { return 400, map[string]any{"__type": code} }, metrics(3),
			func(c *transport, series []*metric.Series, err error) {
				if err != nil || len(series) != 3 || series[2].Gap == nil || series[2].Gap.Cause != want {
					t.Errorf("%s: %+v, %v", code, series, err)
				}
				if tries := len(c.asked); (code == "ThrottlingException") != (tries == 3) {
					t.Errorf("%s: %d requests", code, tries)
				}
			})
	}
	get(t, func(int, *asked) (int, map[string]any) {
		return 200, map[string]any{"MetricDataResults": []any{result("m0", "Complete", 1)}, "NextToken": "same"}
	}, metrics(1), func(c *transport, series []*metric.Series, err error) {
		if err != nil || len(c.asked) != 2 || series[0].Gap == nil || series[0].Sum() != 1 {
			t.Errorf("pages that do not go on: %d requests, %+v, %v", len(c.asked), series[0], err)
		}
	})
	get(t, func(int, *asked) (int, map[string]any) { return 400, map[string]any{"__type": "ExpiredTokenException"} },
		metrics(1), func(_ *transport, _ []*metric.Series, err error) {
			if err == nil {
				t.Error("credentials that have expired are no gap")
			}
		})
}

// What CloudWatch answers is not ours to say: an emulator of others is asked for the same.
func TestMotoAnswers(t *testing.T) {
	credentials(t)
	moto := mototest.Start(t)
	connection, err := collect.Connect(t.Context(), collect.Options{EndpointURL: moto.URL})
	if err != nil {
		t.Fatal(err)
	}
	series, err := signals.Get(t.Context(), connection, "us-east-1", window, metrics(2))
	if err != nil || len(series) != 2 || series[1].Gap != nil || series[1].Known() != 0 {
		t.Errorf("%+v, %v", series, err)
	}
}
