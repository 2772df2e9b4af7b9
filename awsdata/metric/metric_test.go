package metric_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/metric"
)

var noon = time.Date(2026, time.October, 5, 12, 0, 30, 0, time.UTC)

func TestWindow(t *testing.T) {
	t.Parallel()
	for span, want := range map[time.Duration]time.Duration{
		time.Minute: time.Minute, time.Hour: time.Minute, 3 * time.Hour: 3 * time.Minute,
		15 * 24 * time.Hour: 6 * time.Hour} {
		w := metric.NewWindow(noon, span)
		if w.Period != want || w.From.After(noon.Add(-span)) || !w.To.After(noon) ||
			w.To.Sub(w.From)%w.Period != 0 || w.To.Sub(w.From) > span+2*w.Period {
			t.Errorf("%s: %+v", span, w)
		}
	}
}

// A point that is missing is unknown: it is in no sum, and neither the first nor the last.
func TestSeries(t *testing.T) {
	t.Parallel()
	w := metric.NewWindow(noon, 5*time.Minute)
	s := w.Series(metric.Metric{Trouble: "it failed"})
	if s.Known() != 0 || s.Peak() != -1 || s.Last() != -1 || s.Troubled() {
		t.Errorf("an empty series: %+v", s)
	}
	s.Put(w.From.Add(61*time.Second), 0)
	if s.Known() != 1 || s.Troubled() || s.Last() != 1 {
		t.Errorf("zero is known, and no trouble: %+v", s)
	}
	s.Put(w.From.Add(3*time.Minute), 7)
	s.Put(w.From.Add(2*time.Minute), 7)
	s.Put(w.From.Add(-time.Second), 99)
	s.Put(w.To, 99)
	s.Put(w.From, math.NaN())
	s.Put(w.From, math.Inf(1))
	if s.Known() != 3 || s.Sum() != 14 || s.Peak() != 3 || !s.Troubled() || !s.At(3).Equal(w.From.Add(3*time.Minute)) {
		t.Errorf("%+v", s)
	}
}

// A function has its own metrics, and those of what its routes lead to, and of no other thing.
func TestOf(t *testing.T) {
	t.Parallel()
	x := awsdata.NewIndex(awstest.Parse(t, `
		vpc prod 10.0.0.0/16
		subnet pub zone=a cidr=10.0.0.0/24
		nat a subnet=pub eip=203.0.113.1
		nat b subnet=pub eip=203.0.113.2
		tgw hub
		table app
		route app 0.0.0.0/0 nat-a
		route app 10.9.0.0/16 tgw-hub
		subnet app zone=a cidr=10.0.1.0/24 table=app
		group app out tcp 443 0.0.0.0/0
		endpoint s3 service=com.amazonaws.us-east-1.s3 tables=app
		endpoint sqs service=com.amazonaws.us-east-1.sqs subnets=app groups=app ips=10.0.1.50
		function app subnets=app groups=app
		function free`)).Region("us-east-1")
	things := func(name string) []string {
		var out []string
		for _, m := range metric.Of(x, x.Function(name)) {
			if len(m.Dimensions) == 0 || m.Stat == "" || m.Unit == "" {
				t.Errorf("%+v", m)
			}
			if !slices.Contains(out, m.Thing) {
				out = append(out, m.Thing)
			}
		}
		return out
	}
	if got := things("app"); !slices.Equal(got, []string{"app", "nat-a", "tgw-hub", "vpce-sqs"}) {
		t.Error(got)
	}
	if got := things("free"); !slices.Equal(got, []string{"free"}) {
		t.Error(got)
	}
}

func TestTake(t *testing.T) {
	t.Parallel()
	w := metric.NewWindow(noon, 5*time.Minute)
	s := w.Series(metric.Metric{Thing: "app", Name: "Errors", Stat: "Sum"})
	if err := metric.Take([]byte(`{"MetricDataResults":[{"Label":"app Errors Sum","Timestamps":
		["2026-10-05T11:57:00+00:00","2026-10-05T11:58:00Z","2026-10-05T11:59:00Z"],"Values":[3,4]},{"Label":"other","Timestamps":[],"Values":[1]}]}`),
		[]*metric.Series{s}); err != nil || s.Sum() != 7 || s.Known() != 2 {
		t.Errorf("%+v, %v", s, err)
	}
	for _, bad := range []string{"", "{}", `{"Events":[]}`, `{"MetricDataResults":[{"Values":["x"]}]}`} {
		if metric.Take([]byte(bad), nil) == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
