package trail_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/awsdata/trail"
)

var noon = time.Date(2026, time.October, 5, 12, 0, 0, 0, time.UTC)

// cloudTrail is a CloudTrail without a network: it has so many events of each thing, and remembers when it was asked.
type cloudTrail struct {
	events map[string]int
	fault  func(n int) (status int, code string) // of the nth request, from 1
	stuck  bool                                  // every page leads to itself

	mu    sync.Mutex
	asked []time.Time
	names []string
}

type lookedUp struct {
	LookupAttributes []struct{ AttributeKey, AttributeValue string }
	StartTime        float64
	EndTime          float64
	MaxResults       int
	NextToken        string
}

// RoundTrip implements [http.RoundTripper].
func (c *cloudTrail) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var in lookedUp
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(body, &in)
	}
	if err != nil || r.Header.Get("X-Amz-Target") != "CloudTrail_20131101.LookupEvents" ||
		len(in.LookupAttributes) != 1 || in.MaxResults > 50 || in.LookupAttributes[0].AttributeKey != "ResourceName" {
		return answer(400, map[string]string{"__type": "InvalidLookupAttributesException"}), nil
	}
	thing := in.LookupAttributes[0].AttributeValue
	c.asked, c.names = append(c.asked, time.Now()), append(c.names, thing)
	if c.fault != nil {
		if status, code := c.fault(len(c.asked)); status != 0 {
			return answer(status, map[string]string{"__type": code, "message": "no"}), nil
		}
	}
	from, _ := strconv.Atoi(in.NextToken)
	out := map[string]any{}
	list := []any{}
	for i := from; i < min(from+in.MaxResults, c.events[thing]); i++ {
		at := noon.Add(-time.Duration(i) * time.Minute)
		detail := fmt.Sprintf(`{"eventID":"%s-%d","eventTime":%q,"eventName":"CreateTags","awsRegion":"us-east-1",
			"userIdentity":{"type":"IAMUser","userName":"sam","accessKeyId":"AKIAMARKER"}}`, thing, i,
			at.Format(time.RFC3339))
		list = append(list, map[string]any{"CloudTrailEvent": detail, "Resources": []any{
			map[string]string{"ResourceName": thing}}})
	}
	out["Events"] = list
	if next := from + in.MaxResults; next < c.events[thing] {
		out["NextToken"] = strconv.Itoa(next)
	}
	if c.stuck {
		out["NextToken"] = "1"
	}
	return answer(200, out), nil
}

func answer(status int, body any) *http.Response {
	data, _ := json.Marshal(body)
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
		Body: io.NopCloser(bytes.NewReader(data))}
}

// credentials are the test's, whoever runs it.
func credentials(t *testing.T) {
	t.Helper()
	awsreplay.WithKeys(t)
	t.Setenv("AWS_REGION", "us-east-1")
}

// ask asks about things in virtual time.
func ask(t *testing.T, c *cloudTrail, then func(*trail.Found, error), things ...string) {
	t.Helper()
	credentials(t)
	synctest.Test(t, func(t *testing.T) {
		connection, err := collect.Connect(t.Context(), collect.Options{Transport: c, Attempts: 3})
		if err != nil {
			t.Fatal(err)
		}
		then(trail.Lookup(t.Context(), connection, trail.Question{Region: "us-east-1", Things: things,
			From: noon.Add(-7 * 24 * time.Hour), To: noon}, nil))
	})
}

func gaps(f *trail.Found) string {
	var out []string
	for _, g := range f.Gaps {
		out = append(out, g.Region+" "+g.Call+" "+string(g.Cause))
	}
	return strings.Join(out, "\n")
}

// AWS takes two requests a second: every attempt waits for its turn, repeated ones too.
func TestTwoRequestsASecond(t *testing.T) {
	c := &cloudTrail{events: map[string]int{"rtb-1": 120, "sg-1": 3}, fault: func(n int) (int, string) {
		if n == 2 {
			return 400, "ThrottlingException"
		}
		return 0, ""
	}}
	ask(t, c, func(f *trail.Found, err error) {
		if err != nil || len(f.Events) != 123 || len(f.Gaps) != 0 {
			t.Fatalf("%d events, gaps %s, %v", len(f.Events), gaps(f), err)
		}
		for i, e := range f.Events[1:] {
			if e.Time.After(f.Events[i].Time) {
				t.Errorf("%s comes after %s", e.Time, f.Events[i].Time)
			}
		}
		if n := len(f.Costs); n != 2 || f.Costs[0].Requests != 4 || f.Costs[0].Pages != 3 ||
			f.Costs[0].Throttled != 1 || f.Costs[1].Requests != 1 || f.Costs[1].Waited == 0 {
			t.Errorf("what it cost: %+v", f.Costs)
		}
	}, "rtb-1", "sg-1")
	if len(c.asked) != 5 { // three pages, one of them twice, and one
		t.Fatalf("%d requests", len(c.asked))
	}
	for i, at := range c.asked[1:] {
		if between := at.Sub(c.asked[i]).Round(time.Millisecond); between < 500*time.Millisecond {
			t.Errorf("request %d came %s after the one before", i+2, between)
		}
	}
}

// However many events a thing has, the newest pages are asked for, and that there are more is a gap. So it is with more
// things than are asked about.
func TestItIsBounded(t *testing.T) {
	var things []string
	c := &cloudTrail{events: map[string]int{"sg-0": 5000}}
	for i := range trail.MostThings + 2 {
		things = append(things, fmt.Sprintf("sg-%d", i))
	}
	ask(t, c, func(f *trail.Found, err error) {
		if err != nil || len(f.Events) != 200 || len(c.asked) != 4+trail.MostThings-1 {
			t.Errorf("%d events in %d requests, %v", len(f.Events), len(c.asked), err)
		}
		want := "us-east-1 lookup-events.sg-0 truncated\nus-east-1 lookup-events.sg-20 truncated\n" +
			"us-east-1 lookup-events.sg-21 truncated"
		if got := gaps(f); got != want {
			t.Errorf("gaps:\n%s", got)
		}
	}, things...)
}

// Who may not ask about one thing may ask about none; other failures are about one thing.
func TestWhatFailsIsAGap(t *testing.T) {
	always := func(status int, code string) func(int) (int, string) {
		return func(int) (int, string) { return status, code }
	}
	for _, tt := range []struct {
		name  string
		fault func(int) (int, string)
		gaps  string
		asked int
	}{
		{"denied", always(400, "AccessDeniedException"), "us-east-1 lookup-events.sg-1 denied", 1},
		{"throttled", always(400, "ThrottlingException"),
			"us-east-1 lookup-events.sg-1 throttled\nus-east-1 lookup-events.sg-2 throttled", 6},
		{"one fails", func(n int) (int, string) {
			if n == 1 {
				return 400, "InvalidTimeRangeException"
			}
			return 0, ""
		}, "us-east-1 lookup-events.sg-1 failed", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &cloudTrail{events: map[string]int{"sg-1": 1, "sg-2": 1}, fault: tt.fault}
			ask(t, c, func(f *trail.Found, err error) {
				if err != nil || gaps(f) != tt.gaps || len(c.asked) != tt.asked {
					t.Errorf("%v, %d requests, gaps:\n%s", err, len(c.asked), gaps(f))
				}
			}, "sg-1", "sg-2")
		})
	}
	t.Run("expired", func(t *testing.T) {
		ask(t, &cloudTrail{fault: always(400, "ExpiredTokenException")}, func(_ *trail.Found, err error) {
			var credentials *collect.CredentialsError
			if !errors.As(err, &credentials) {
				t.Errorf("%v", err)
			}
		}, "sg-1")
	})
	t.Run("pages that do not go on", func(t *testing.T) {
		c := &cloudTrail{events: map[string]int{"sg-1": 1}, stuck: true}
		ask(t, c, func(f *trail.Found, err error) {
			if err != nil || len(f.Gaps) != 1 || f.Gaps[0].Cause != awsdata.CauseMalformed || len(c.asked) != 2 {
				t.Errorf("%v, %d requests, gaps:\n%s", err, len(c.asked), gaps(f))
			}
		}, "sg-1")
	})
}
