package runlog_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata/runlog"
)

const request = "5f0c1a52-7d0e-4c1b-9a51-0c8e4a7b2d10"

// The expressions of the query read Lambda's own lines, and nothing that code may have written.
func TestQuery(t *testing.T) {
	t.Parallel()
	forms := regexp.MustCompile(`parse @message /([^/]+)/`).FindAllStringSubmatch(runlog.Query(), -1)
	if len(forms) != 2 {
		t.Fatal(runlog.Query())
	}
	for line, want := range map[string][2]bool{
		"REPORT RequestId: " + request + "\tDuration: 12.3 ms\tBilled Duration: 500 ms\tInit Duration: 423.17 ms\t": {true, false},
		"REPORT RequestId: " + request + "\tDuration: 12.3 ms\tBilled Duration: 13 ms\t":                            {false, false},
		"2026-10-05T07:12:30.123Z " + request + " Task timed out after 30.00 seconds":                               {false, true},
		"password=hunter2 Task timed out after 30.00 seconds":                                                       {false, false},
		"INFO Init Duration: 1 ms": {false, false},
	} {
		for i, form := range forms {
			if got := regexp.MustCompile(form[1]).MatchString(line); got != want[i] {
				t.Errorf("%q by %s: %v", line, form[1], got)
			}
		}
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	var l runlog.Log
	for _, line := range []map[string]string{
		{"@timestamp": "2026-10-05 07:12:30.123", "ended": request, "after": "30.00"},
		// the same
		{"@timestamp": "2026-10-05 07:12:30.123", "request": request, "status": "timeout", "durationMs": "30000"},
		{"@timestamp": "2026-10-05 07:13:00.000", "started": request, "init": "423.17"},
		{"@timestamp": "2026-10-05 07:14:00.000", "request": strings.Replace(request, "5", "6", 1), "initMs": "99",
			"status": "success", "durationMs": "7"},
		{"@timestamp": "2026-10-05 07:15:00.000", "started": "hunter2", "init": "1"},
		{"@timestamp": "2026-10-05 07:15:00.000", "started": request, "init": "hunter2"},
		{"@timestamp": "2026-10-05 07:15:00.000", "started": request, "init": "NaN"},
		{"@timestamp": "hunter2", "started": request, "init": "1"},
		{"@timestamp": "2026-10-05 07:15:00.000", "@message": "hunter2"},
	} {
		l.Add(line)
	}
	l.Tidy()
	if len(l.Timeouts) != 1 || l.Timeouts[0].Took != 30*time.Second {
		t.Errorf("timeouts: %+v", l.Timeouts)
	}
	if len(l.Starts) != 2 || l.Starts[0].Took != 99*time.Millisecond || l.Starts[1].Took != 423200*time.Microsecond {
		t.Errorf("starts: %+v", l.Starts)
	}
	if data, err := json.Marshal(l); err != nil || strings.Contains(string(data), "hunter2") {
		t.Errorf("%s %v", data, err)
	}
}
